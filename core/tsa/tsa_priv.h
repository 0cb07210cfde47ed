/* tsa/tsa_priv.h - MessageImprint, shared by query and token. */
#ifndef ES_TSA_PRIV_H
#define ES_TSA_PRIV_H

#include "crypt/der.h"
#include "tsa/query.h"

/* The imprint of a reader; md NONE for a digest that we cannot compute. */
void	tsa_imprint_read(struct der *d, enum crypt_md *md,
	    struct es_view *hash);
void	tsa_imprint_put(struct es_buf *b, enum crypt_md md,
	    const unsigned char *hash);

#endif
