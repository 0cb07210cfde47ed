/*
 * pki/pki_priv.h - what certificates, CRLs and OCSP answers share: lists of
 * extensions, names, and "to be signed" with its signature.
 */
#ifndef ES_PKI_PRIV_H
#define ES_PKI_PRIV_H

#include "base/buf.h"
#include "base/err.h"
#include "crypt/der.h"
#include "crypt/key.h"
#include "pki/cert.h"
#include "pki/make.h"

/* One Extension (RFC 5280 4.1); borrowed. */
struct pki_ext {
	struct es_view	 oid;
	struct es_view	 value;		/* content of extnValue */
	bool		 critical;
};

/* The next extension of a list; false at its end or after a failure. */
bool		 pki_ext_next(struct der *list, struct pki_ext *out);
/* The last arc of 2.5.29.arc; 0 for any other identifier. */
unsigned	 pki_ext_ce(struct es_view oid);
/* Open 2.5.29.arc (critical or not); its value follows until _end. */
void		 pki_ext_begin(struct es_buf *b, uint8_t arc, bool critical,
		    size_t at[2]);
void		 pki_ext_end(struct es_buf *b, const size_t at[2]);

/* The list of extensions of a certificate, which decodes (pki_cert_parse). */
struct der	 pki_cert_exts(const struct pki_cert *c,
		    struct der_fail *fail);

/* Parts of what a certificate, or a request for one, says; make.c. */
ES_CHECK int	 pki_request_check(const struct pki_request *rq,
		    struct es_err *err);
void		 pki_subject_put(struct es_buf *b,
		    const struct pki_request *rq);
/* keyUsage, extKeyUsage and subjectAltName of the profile. */
void		 pki_usage_put(struct es_buf *b,
		    const struct pki_request *rq);

/* The bits of subjectPublicKey; empty when it is no SPKI. */
struct es_view	 pki_key_bits(struct es_view spki);
/* The same name (RFC 5280 7.1), whole DER; by bytes, else by their text. */
bool		 pki_name_eq(struct es_view a, struct es_view b);

/* The AlgorithmIdentifier of what this key signs. */
void		 pki_alg_put(struct es_buf *b, const struct crypt_key *key);
/* Append SEQUENCE { tbs, algorithm, signature, tail }. */
ES_CHECK int	 pki_signed_put(struct es_buf *b, struct es_view tbs,
		    struct es_view tail, struct crypt_key *key,
		    struct es_err *err);

enum pki_sig {
	PKI_SIG_UNKNOWN = 0,	/* an algorithm that we cannot compute */
	PKI_SIG_GOOD,
	PKI_SIG_BAD,
	PKI_SIG_WEAK		/* it holds, and proves nothing: SHA-1, ... */
};

/*
 * Does the signature over tbs hold with that certificate's key?  alg: whole
 * AlgorithmIdentifier; bits: content of the BIT STRING.  Any algorithm that
 * OpenSSL has, RSASSA-PSS with its parameters too.
 */
ES_CHECK int	 pki_sig_check(const struct pki_cert *by, struct es_view alg,
		    struct es_view tbs, struct es_view bits,
		    enum pki_sig *out, struct es_err *err);
/* The same for a certificate and the one who is said to have issued it. */
ES_CHECK int	 pki_cert_signed_by(const struct pki_cert *c,
		    const struct pki_cert *issuer, enum pki_sig *out,
		    struct es_err *err);

#endif
