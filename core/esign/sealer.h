/*
 * esign/sealer.h - a doc_signer whose keys are in this very process.
 *
 * For es-signd's own tests, the bench and tools that hold keys; the web
 * programs seal through es-signd (svc/seal/signd.h) and never link a key in.
 */
#ifndef ES_ESIGN_SEALER_H
#define ES_ESIGN_SEALER_H

#include "cms/sign.h"
#include "doc/signer.h"
#include "tsa/stamp.h"

struct esign_sealer {
	struct cms_signer	*signer;	/* borrowed; CMS_SEAL */
	struct tsa		*tsa;		/* borrowed; NULL: level B-B */
	int64_t			(*now_us)(void); /* the clock, if tsa */
};

/* A signer over s, which must outlive it. */
struct doc_signer esign_sealer_signer(struct esign_sealer *s);

/* What a doc_signer says of a cms_signer's digest. */
enum doc_digest	esign_doc_digest(enum crypt_md md);

#endif
