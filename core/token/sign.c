/* token/sign.c - one signature: our scheme as a PKCS#11 mechanism. */
#include "base/limits.h"
#include "crypt/alg.h"
#include "crypt/der.h"
#include "token/token_priv.h"

enum { INFO_MAX = 128 };

static void
pss_params(enum crypt_md md, unsigned salt, CK_RSA_PKCS_PSS_PARAMS *p)
{
	p->hashAlg = md == CRYPT_SHA384 ? CKM_SHA384 : md == CRYPT_SHA512 ?
	    CKM_SHA512 : CKM_SHA256;
	p->mgf = md == CRYPT_SHA384 ? CKG_MGF1_SHA384 : md == CRYPT_SHA512 ?
	    CKG_MGF1_SHA512 : CKG_MGF1_SHA256;
	p->sLen = salt;
}

/* CKM_RSA_PKCS pads, and leaves DigestInfo to us (RFC 8017 9.2). */
static void
put_digest_info(struct es_buf *b, enum crypt_md md, struct es_view digest)
{
	size_t	seq = der_begin(b, DER_SEQ), alg = der_begin(b, DER_SEQ);

	der_put(b, DER_OID, crypt_md_oid(md));
	der_put(b, DER_NULL, ES_VIEW_EMPTY);
	der_end(b, alg);
	der_put(b, DER_OCTETS, digest);
	der_end(b, seq);
}

/* CKM_ECDSA gives r and s of equal length; CMS wants them as DER. */
static int
ecdsa_der(const unsigned char *raw, size_t n, unsigned char *sig, size_t *len,
    struct es_err *err)
{
	struct es_buf	b;
	size_t		seq;
	int		rc;

	if (n == 0 || n % 2 != 0 || n > 2 * ES_LIMIT_TOKEN_EC)
		return es_fail(err, ES_E_UPSTREAM, "token: %zu bytes are no "
		    "ECDSA signature", n);
	es_buf_init(&b, CRYPT_SIG_MAX);
	seq = der_begin(&b, DER_SEQ);
	der_put_uint(&b, es_view(raw, n / 2));
	der_put_uint(&b, es_view(raw + n / 2, n / 2));
	der_end(&b, seq);
	if ((rc = es_buf_ok(&b, "signature", err)) == 0) {
		memcpy(sig, b.p, b.n);
		*len = b.n;
	}
	es_buf_clear(&b);
	return rc;
}

int
token_sign(struct token_key *k, const struct crypt_scheme *s,
    struct es_view digest, unsigned char *sig, size_t *n, CK_RV *rv,
    struct es_err *err)
{
	CK_FUNCTION_LIST	*f = k->lib->f;
	CK_RSA_PKCS_PSS_PARAMS	 pss;
	CK_MECHANISM		 m = { CKM_ECDSA, NULL, 0 };
	unsigned char		 raw[CRYPT_SIG_MAX];
	CK_ULONG		 len = sizeof(raw);
	struct es_buf		 info;
	struct es_view		 data = digest;
	int			 rc = 0;

	es_buf_init(&info, INFO_MAX);
	if (s->way == CRYPT_PKCS1) {
		m.mechanism = CKM_RSA_PKCS;
		put_digest_info(&info, s->md, digest);
		data = es_buf_view(&info);
	} else if (s->way == CRYPT_PSS) {
		pss_params(s->md, s->salt, &pss);
		m = (CK_MECHANISM){ CKM_RSA_PKCS_PSS, &pss, sizeof(pss) };
	}
	*rv = f->C_SignInit(k->session, &m, k->object);
	if (*rv == CKR_OK && k->each_time)
		rc = token_session_again(k, err);
	if (*rv == CKR_OK && rc == 0)
		*rv = f->C_Sign(k->session, (unsigned char *)data.p, data.n,
		    raw, &len);
	es_buf_clear(&info);
	if (rc < 0)
		return -1;
	if (*rv != CKR_OK)
		return token_fail(err, *rv, "signing");
	if (s->way == CRYPT_ECDSA)
		return ecdsa_der(raw, len, sig, n, err);
	memcpy(sig, raw, len);
	*n = len;
	return 0;
}
