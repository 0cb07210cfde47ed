/* cms/cms_priv.h - the inside of a parsed CMS. */
#ifndef ES_CMS_PRIV_H
#define ES_CMS_PRIV_H

#include "base/limits.h"
#include "cms/verify.h"
#include "crypt/alg.h"

/* One SigningCertificate(V2): the first certificate it names. */
struct cms_ess {
	bool		 present;
	enum crypt_md	 md;		/* NONE: SHA-1 (v1) or unknown */
	struct es_view	 hash;
	struct es_view	 issuer;	/* Name, empty when not given */
	struct es_view	 serial;
};

struct cms {
	unsigned char	*der;		/* our copy; all views point here */
	size_t		 der_n;
	struct cms	*next;		/* the next signer, with the same der */
	enum cms_kind	 kind;
	struct pki_cert	*cert[ES_LIMIT_CMS_CERTS];
	size_t		 cert_n;
	struct pki_cert	*signer;	/* one of cert, or NULL */
	struct es_view	 content;
	bool		 by_key;	/* signer named by its key */
	size_t		 attrs_at;	/* offset of [0] signedAttrs */
	size_t		 attrs_n;
	struct es_view	 digest;	/* message-digest */
	struct cms_ess	 ess2, ess1;
	struct crypt_alg md_alg, sig_alg;
	struct es_view	 md_oid, sig_oid;
	struct es_view	 signature;
	struct es_view	 token[ES_LIMIT_CMS_TOKENS];
	size_t		 token_n;
	struct cms_evidence evidence[ES_LIMIT_CMS_EVIDENCE];
	size_t		 evidence_n;
	unsigned	 odd;
	int64_t		 signing_time;
};

/* -- attrs.c: the members of [0] signedAttrs, of [1] unsignedAttrs -------- */
void	cms_read_signed(struct cms *c, struct der *set);
void	cms_read_unsigned(struct cms *c, struct der *set);

/*
 * -- evidence.c: what is malformed is passed over, because it is nobody's
 * signature that it breaks.
 */
/* The content of [1] crls; true: something else than lists is among it. */
bool	cms_read_crls(struct cms *c, struct es_view set);
/* The value of adbe-revocationInfoArchival, whole. */
void	cms_read_archival(struct cms *c, struct es_view value);

#endif
