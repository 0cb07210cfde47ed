/* svc/seal/kit.h - fonts, templates and roots of a stamper; private to svc. */
#ifndef ES_SVC_SEAL_KIT_H
#define ES_SVC_SEAL_KIT_H

#include "layout/layout.h"
#include "pki/judge.h"
#include "svc/seal/seal.h"

#define KIT_TEMPLATES	128

struct svc_seal_kit {
	const struct svc_seal_conf *cf;
	struct es_view		 packs[LAYOUT_FONTS_MAX];	/* mapped */
	struct font		*open[LAYOUT_FONTS_MAX];
	struct layout_fonts	 fonts;
	struct layout_template	*templates[KIT_TEMPLATES];
	size_t			 ntemplates;
	struct pki_trust	*trust;
};

const struct svc_seal_conf *svc_seal_kit_conf(const struct svc_seal_kit *k);
/* NULL when there is none.  Borrowed. */
const struct layout_template *svc_seal_kit_template(
		    const struct svc_seal_kit *k, struct es_view type,
		    struct es_view lang);
const struct font *svc_seal_kit_font(const struct svc_seal_kit *k,
		    const char *style);

#endif
