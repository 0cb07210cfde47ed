/*
 * cms/sign.h - SignedData (RFC 5652) as PAdES and RFC 3161 want it.
 *
 * Everything that does not change from one signature to the next is encoded
 * once, in a cms_signer: certificates, signer identifier, signed attributes
 * in their DER order.  One signature then costs a digest of 200 bytes, a key
 * operation and a copy.  Signed attributes: content-type, message-digest,
 * signing-certificate-v2 (RFC 5035), CMSAlgorithmProtection (RFC 6211); no
 * signing-time (EN 319 142-1 6.3).
 */
#ifndef ES_CMS_SIGN_H
#define ES_CMS_SIGN_H

#include "base/buf.h"
#include "base/err.h"
#include "crypt/key.h"
#include "pki/cert.h"

enum cms_kind {
	CMS_KIND_NONE = 0,
	CMS_SEAL,		/* ETSI.CAdES.detached: no content inside */
	CMS_TOKEN,		/* TSTInfo inside (RFC 3161) */
	CMS_LEGACY,		/* adbe.pkcs7.detached; for reading only */
	CMS_SHA1,		/* adbe.pkcs7.sha1: inside is the digest; so */
	CMS_BARE,		/* adbe.x509.rsa_sha1: no CMS at all; so */
	CMS_KIND__MAX
};

struct cms_signer;

/* Something that time-stamps a signature value. */
struct cms_stamper {
	/* Append a TimeStampToken over SHA-256 of "value" to "token". */
	int	(*stamp)(void *arg, struct es_view value,
		    struct es_buf *token, struct es_err *err);
	void	*arg;
};

/*
 * key is borrowed and must outlive the signer, its way of signing (PSS) is
 * settled before; it must belong to cert (ES_E_CRYPTO).  chain: issuers to
 * put into the CMS (without the root).
 */
ES_CHECK int	cms_signer_new(struct cms_signer **out, enum cms_kind kind,
		    struct crypt_key *key, const struct pki_cert *cert,
		    struct pki_cert *const *chain, size_t n,
		    struct es_err *err);
void		cms_signer_free(struct cms_signer *s);	/* NULL is fine */
/* The digest that the key wants of document and attributes. */
enum crypt_md	cms_signer_md(const struct cms_signer *s);
/* No CMS of this signer is longer, with a token of "token" bytes. */
size_t		cms_signer_reserve(const struct cms_signer *s, size_t token);

/*
 * CMS_SEAL: append the DER over the document's digest (cms_signer_md) to out,
 * with a signature-time-stamp when stamper is not NULL.
 */
ES_CHECK int	cms_sign_digest(struct cms_signer *s, struct es_view digest,
		    const struct cms_stamper *stamper, struct es_buf *out,
		    struct es_err *err);
/* CMS_TOKEN: append the DER over a TSTInfo, with certificates if wanted. */
ES_CHECK int	cms_sign_content(struct cms_signer *s,
		    struct es_view content, bool with_certs,
		    struct es_buf *out, struct es_err *err);

#endif
