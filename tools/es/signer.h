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
#include "tsa/stamp.h"

enum { ES_SIGNER_CHAIN = 8 };

struct es_signer_files {
	/*
	 * Needed; key: a file, or a "pkcs11:" address, whose PIN pass is.
	 */
	const char	*key, *pass, *cert;
	const char	*chain;			/* NULL: none */
	const char	*tsa;			/* URL; NULL: no time stamp */
	bool		 pss;			/* RSA signs RSASSA-PSS */
};

struct es_signer {
	struct crypt_key	*key;
	struct pki_cert		*cert, *chain[ES_SIGNER_CHAIN];
	size_t			 nchain;
	struct cms_signer	*cms;
	struct pki_cache	*cache;
	const char		*tsa;
	/* Why the seal got no time stamp that was wanted; or no error. */
	struct es_err		 late;
};

/*
 * Key, certificate and chain of such files; each is the caller's, also after
 * a failure.
 */
ES_CHECK int	es_signer_files_read(struct crypt_key **key,
		    struct pki_cert **cert,
		    struct pki_cert *chain[ES_SIGNER_CHAIN], size_t *nchain,
		    const struct es_signer_files *f, struct es_err *err);

/*
 * From the certificates alone, before a key is opened: room for the signature
 * of any key, and whose seal it is.
 */
struct es_signer_look {
	size_t	 reserve;
	char	 holder[256];
};
ES_CHECK int	es_signer_look(struct es_signer_look *out,
		    const struct es_signer_files *f, struct es_err *err);

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

/* -- who puts time stamps on documents ------------------------------------ */
/* Room for a token with its certificates, from any authority. */
#define ES_TOKEN_ROOM	((size_t)9000)

struct es_stamper_files {
	const char		*url;		/* of an authority; or */
	struct es_signer_files	 key;		/* one of our own */
	const char		*policy;	/* dotted OID */
};

struct es_stamper {
	const char		*url;
	struct crypt_key	*key;
	struct pki_cert		*cert, *chain[ES_SIGNER_CHAIN];
	size_t			 nchain;
	struct tsa		*tsa;		/* NULL: the URL is asked */
	struct pki_cache	*cache;
};

/* Close also after a failure. */
ES_CHECK int	es_stamper_open(struct es_stamper *s,
		    const struct es_stamper_files *f, struct es_err *err);
void		es_stamper_close(struct es_stamper *s);
/* For svc_fetch: a token over a digest; arg is a struct es_stamper. */
ES_CHECK int	es_stamper_stamp(void *arg, struct es_view digest,
		    struct es_buf *token, struct es_err *err);

#endif
