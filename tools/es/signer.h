/*
 * signer.h - the key, the certificates and the time-stamping authority that
 * es(1) seals with.
 */
#ifndef ES_TOOL_SIGNER_H
#define ES_TOOL_SIGNER_H

#include "cms/sign.h"
#include "crypt/key.h"
#include "doc/signer.h"
#include "pki/cert.h"

enum { ES_SIGNER_CHAIN = 8 };

struct es_signer_files {
	const char	*key, *pass, *cert;	/* needed */
	const char	*chain;			/* NULL: none */
	const char	*tsa;			/* URL; NULL: no time stamp */
};

struct es_signer {
	struct crypt_key	*key;
	struct pki_cert		*cert, *chain[ES_SIGNER_CHAIN];
	size_t			 nchain;
	struct cms_signer	*cms;
	struct pki_cache	*cache;
	const char		*tsa;
};

/* Close also after a failure. */
ES_CHECK int	es_signer_open(struct es_signer *s,
		    const struct es_signer_files *f, struct es_err *err);
void		es_signer_close(struct es_signer *s);
/* Valid as long as s is. */
struct doc_signer es_signer_doc(struct es_signer *s);

/*
 * A token over SHA-256 of "value" from the authority at "url" (RFC 3161 over
 * HTTP): asked, compared with the question, its signature verified.
 */
ES_CHECK int	es_tsa_ask(const char *url, struct es_view value,
		    struct pki_cache *cache, struct es_buf *token,
		    struct es_err *err);

#endif
