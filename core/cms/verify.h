/*
 * cms/verify.h - a CMS signature that came from outside.
 *
 * Parsing is strict (pades.md section 4 lists what OpenSSL lets pass): DER,
 * nothing after the end, one signer, each signed attribute once and in DER
 * order, content-type fitting, no content where none belongs.  A breach is
 * ES_E_FORMAT with the rule's name.  Whether the signature holds is a
 * verdict, whether the signer is trusted another (pki/judge.h).
 *
 * CMS_LEGACY is for what others write: BER is rewritten first, certificates
 * that cannot be read are passed over, there may be no signed attributes, and
 * several signers.  Whether such a signature holds is told; nothing of ours
 * is read so.  CMS_SHA1 is the same with the SHA-1 digest of the document
 * inside, which is what is signed; CMS_BARE a signature value and nothing
 * else.
 */
#ifndef ES_CMS_VERIFY_H
#define ES_CMS_VERIFY_H

#include "base/err.h"
#include "cms/sign.h"
#include "pki/cert.h"

struct cms;

enum {				/* oddities that do not break it */
	CMS_ODD_SIGNING_TIME = 1,	/* present though not allowed */
	CMS_ODD_ESS_V1 = 2,		/* signing-certificate with SHA-1 */
	CMS_ODD_NO_ESS = 4,		/* CMS_LEGACY without one */
	CMS_ODD_UNSIGNED = 8,		/* unknown unsigned attributes */
	CMS_ODD_BER = 16,		/* CMS_LEGACY that was not DER */
	CMS_ODD_NO_ATTRS = 32,		/* CMS_LEGACY, signed without any */
	CMS_ODD_SIGNERS = 64,		/* CMS_LEGACY with several signers */
	CMS_ODD_CERTIFICATE = 128	/* CMS_LEGACY: one cannot be read */
};

enum cms_fit {
	CMS_FIT_UNKNOWN = 0,	/* not compared */
	CMS_FIT_YES,
	CMS_FIT_NO,
	CMS_FIT_ABSENT		/* nothing there to compare with */
};

enum cms_strength {
	CMS_STRENGTH_UNKNOWN = 0,
	CMS_STRENGTH_FINE,
	CMS_STRENGTH_WEAK,	/* SHA-1, MD5, RSA under 2048 bits */
	CMS_STRENGTH_FOREIGN	/* an algorithm that we cannot compute */
};

struct cms_verdict {
	enum cms_fit		 digest;	/* message-digest = document */
	enum crypt_verdict	 signature;	/* over the attributes */
	enum cms_fit		 certificate;	/* ESS hash = signer's */
	enum cms_strength	 strength;
	bool			 signer_found;	/* its certificate is inside */
};

/*
 * Decode "der" (copied; at most ES_LIMIT_CMS bytes).  Certificates come
 * from the cache, which must outlive nothing.  ES_E_FORMAT, ES_E_LIMIT.
 */
ES_CHECK int	cms_parse(struct cms **out, struct es_view der,
		    enum cms_kind kind, struct pki_cache *cache,
		    struct es_err *err);
/*
 * CMS_BARE: "octets" is an OCTET STRING around an RSA signature (PKCS#1 v1.5)
 * over the document's digest md; the signer's is the first of n certificates.
 * Which md it is only trying tells.  Errors as above.
 */
ES_CHECK int	cms_bare(struct cms **out, struct es_view octets,
		    enum crypt_md md, const struct es_view *cert, size_t n,
		    struct pki_cache *cache, struct es_err *err);
void		cms_free(struct cms *c);	/* NULL is fine */
/*
 * The same CMS as its next signer made it, to be asked all that follows;
 * borrowed from c; NULL after the last.
 */
struct cms	*cms_next(const struct cms *c);

/* Revocation data that came inside; they prove nothing by that. */
enum cms_evidence_kind {
	CMS_EVIDENCE_NONE = 0,
	CMS_EVIDENCE_CRL,	/* a CertificateList */
	CMS_EVIDENCE_OCSP	/* an OCSPResponse, whole */
};
struct cms_evidence {
	enum cms_evidence_kind	 kind;
	struct es_view		 der;	/* not looked into */
};
/*
 * i-th of what this signer signed (adbe-revocationInfoArchival) and, of the
 * first signer, of the crls of SignedData (RFC 5652, OCSP by RFC 5940); kind
 * NONE past the end.
 */
struct cms_evidence cms_evidence(const struct cms *c, size_t i);

/* The digest the document must be hashed with; CRYPT_MD_NONE: foreign. */
enum crypt_md	cms_md(const struct cms *c);
/* The signer's certificate, NULL when it is not inside; borrowed. */
struct pki_cert	*cms_signer_cert(const struct cms *c);
/* All certificates inside; borrowed. */
struct pki_cert *const *cms_certs(const struct cms *c, size_t *n);
/* Signature value: what a signature-time-stamp stamps. */
struct es_view	cms_signature(const struct cms *c);
/* TSTInfo of a token; empty for a seal. */
struct es_view	cms_content(const struct cms *c);
/* i-th signature-time-stamp token; empty when there are fewer. */
struct es_view	cms_token(const struct cms *c, size_t i);
size_t		cms_token_count(const struct cms *c);
unsigned	cms_oddities(const struct cms *c);	/* CMS_ODD_ */
/* Claimed signing-time, 0 when absent. */
int64_t		cms_signing_time(const struct cms *c);

/*
 * Check everything that needs no trust.  digest: of the document with
 * cms_md() (for a token: of nothing, its content is inside; pass empty).
 */
ES_CHECK int	cms_verify(struct cms *c, struct es_view digest,
		    struct cms_verdict *out, struct es_err *err);
/* Every field of a verdict is as it should be. */
bool		cms_verdict_good(const struct cms_verdict *v);

#endif
