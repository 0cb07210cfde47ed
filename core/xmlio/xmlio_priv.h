/* xmlio/xmlio_priv.h - between the parts of xmlio. */
#ifndef ES_XMLIO_PRIV_H
#define ES_XMLIO_PRIV_H

#include "xmlio/xmlio.h"

/* The xmlDoc of a document; borrowed. */
void	*xmlio_doc(const struct xmlio *x);

#endif
