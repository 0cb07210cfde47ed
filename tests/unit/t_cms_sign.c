/* Signatures made and read back; every verdict on its own. */
#include <stdlib.h>

#include "base/limits.h"
#include "cms/sign.h"
#include "cms/verify.h"
#include "crypt/oid.h"
#include "tests/unit/campus.h"
#include "tests/unit/tap.h"

static const unsigned char	doc[64] = { 'd', 'o', 'c' };
static const unsigned char	other[64] = { 'D', 'o', 'c' };

static int
stamp(void *arg, struct es_view value, struct es_buf *token,
    struct es_err *err)
{
	(void)value;
	if (arg == NULL)
		return es_fail(err, ES_E_UPSTREAM, "no time today");
	es_buf_add_view(token, *(const struct es_view *)arg);
	return 0;
}

static void
round_trip(struct campus *c, struct crypt_key *key, struct pki_cert *cert)
{
	const char		*name = crypt_kind_name(crypt_key_kind(key));
	struct es_view		 tok = ES_LIT("\x30\x03\x02\x01\x07");
	struct cms_stamper	 stamper = { stamp, &tok };
	struct cms_stamper	 silent = { stamp, NULL };
	struct es_err		 err = ES_ERR_INIT;
	struct cms_signer	*s;
	struct cms_verdict	 v;
	struct cms		*cms = NULL;
	struct es_buf		 out;
	struct pki_cert *const	*certs;
	struct pki_cache	*cache = pki_trust_cache(c->trust);
	enum crypt_md		 md = crypt_key_scheme(key).md;
	size_t			 len = crypt_md_size(md), n;

	es_buf_init(&out, ES_LIMIT_CMS);
	ok(cms_signer_new(&s, CMS_SEAL, key, cert, &c->ca, 1, &err) == 0 &&
	    cms_signer_md(s) == md, "%s: a signer", name);
	ok(cms_sign_digest(s, es_view(doc, len), &stamper, &out, &err) == 0,
	    "%s: signed", name);
	ok(out.n <= cms_signer_reserve(s, tok.n) &&
	    out.n + 8 + CRYPT_SIG_MAX > cms_signer_reserve(s, tok.n),
	    "%s: the reserve holds it", name);
	ok(cms_parse(&cms, es_buf_view(&out), CMS_SEAL, cache, &err) == 0,
	    "%s: parsed: %s", name, err.msg);
	ok(cms_md(cms) == md && cms_oddities(cms) == 0 &&
	    cms_signing_time(cms) == 0, "%s: nothing odd", name);
	ok(es_view_eq(pki_cert_der(cms_signer_cert(cms)),
	    pki_cert_der(cert)), "%s: its signer", name);
	certs = cms_certs(cms, &n);
	ok(n == 2 && es_view_cmp(pki_cert_der(certs[0]),
	    pki_cert_der(certs[1])) < 0, "%s: certificates sorted", name);
	ok(cms_token_count(cms) == 1 && es_view_eq(cms_token(cms, 0), tok) &&
	    cms_token(cms, 1).n == 0, "%s: its token", name);
	ok(cms_verify(cms, es_view(doc, len), &v, &err) == 0 &&
	    cms_verdict_good(&v), "%s: good", name);
	ok(cms_verify(cms, es_view(other, len), &v, &err) == 0 &&
	    v.digest == CMS_FIT_NO && v.signature == CRYPT_SIG_GOOD &&
	    v.certificate == CMS_FIT_YES && !cms_verdict_good(&v),
	    "%s: another document", name);
	ok(cms_verify(cms, ES_VIEW_EMPTY, &v, &err) == 0 &&
	    v.digest == CMS_FIT_UNKNOWN && !cms_verdict_good(&v),
	    "%s: without a digest it is not good", name);
	cms_free(cms);

	/* The signature's last byte; the signed digest; both parse. */
	n = es_view_find(es_buf_view(&out), es_view(doc, len), 0);
	out.p[n + len - 1] ^= 1;
	ok(cms_parse(&cms, es_buf_view(&out), CMS_SEAL, cache, &err) == 0 &&
	    cms_verify(cms, es_view(doc, len), &v, &err) == 0 &&
	    v.digest == CMS_FIT_NO && v.signature == CRYPT_SIG_BAD,
	    "%s: a changed message-digest", name);
	cms_free(cms);
	out.p[n + len - 1] ^= 1;
	n = es_view_rfind(es_buf_view(&out), OID_TIME_TOKEN);
	out.p[n - 7] ^= 1;	/* before [1], SEQ and OID heads */
	ok(cms_parse(&cms, es_buf_view(&out), CMS_SEAL, cache, &err) == 0 &&
	    cms_verify(cms, es_view(doc, len), &v, &err) == 0 &&
	    v.digest == CMS_FIT_YES && v.signature == CRYPT_SIG_BAD,
	    "%s: a changed signature: %s", name, err.msg);
	cms_free(cms);

	es_buf_reset(&out);
	ok(cms_sign_digest(s, es_view(other, len), NULL, &out, &err) == 0 &&
	    cms_parse(&cms, es_buf_view(&out), CMS_SEAL, cache, &err) == 0 &&
	    cms_token_count(cms) == 0 &&
	    cms_verify(cms, es_view(other, len), &v, &err) == 0 &&
	    cms_verdict_good(&v), "%s: again, without a token", name);
	cms_free(cms);
	ok(es_view_find(es_buf_view(&out), OID_SIGNING_TIME, 0) == SIZE_MAX,
	    "%s: no signing-time", name);
	ok(es_view_find(es_buf_view(&out), OID_ALG_PROTECTION, 0) !=
	    SIZE_MAX, "%s: CMSAlgorithmProtection", name);
	es_buf_reset(&out);
	ok(cms_sign_digest(s, es_view(doc, len), &silent, &out, &err) < 0 &&
	    err.code == ES_E_UPSTREAM && out.n == 0,
	    "%s: no time stamp, no seal", name);
	es_err_clear(&err);
	ok(cms_sign_digest(s, es_view(doc, 20), NULL, &out, &err) < 0 &&
	    err.code == ES_E_BUG, "%s: a short digest", name);
	es_err_clear(&err);
	es_buf_clear(&out);
	es_buf_init(&out, 500);
	ok(cms_sign_digest(s, es_view(doc, len), NULL, &out, &err) < 0 &&
	    err.code == ES_E_LIMIT, "%s: no room", name);
	es_err_clear(&err);
	es_buf_clear(&out);
	cms_signer_free(s);
}

static void
contents(struct campus *c)
{
	struct es_err		 err = ES_ERR_INIT;
	struct cms_signer	*s;
	struct cms_verdict	 v;
	struct cms		*cms = NULL;
	struct es_buf		 out;
	struct pki_cache	*cache = pki_trust_cache(c->trust);

	es_buf_init(&out, ES_LIMIT_CMS);
	ok(cms_signer_new(&s, CMS_TOKEN, c->tsa_key, c->tsa, NULL, 0,
	    &err) == 0, "a signer of tokens");
	ok(cms_sign_content(s, ES_LIT("inside"), true, &out, &err) == 0 &&
	    cms_parse(&cms, es_buf_view(&out), CMS_TOKEN, cache, &err) == 0
	    && cms_verify(cms, ES_VIEW_EMPTY, &v, &err) == 0 &&
	    cms_verdict_good(&v) && es_view_eq_str(cms_content(cms),
	    "inside"), "content inside: %s", err.msg);
	cms_free(cms);
	ok(cms_parse(&cms, es_buf_view(&out), CMS_SEAL, cache, &err) < 0 &&
	    err.code == ES_E_FORMAT && cms == NULL, "a token is no seal");
	es_err_clear(&err);
	out.p[es_view_find(es_buf_view(&out), ES_LIT("inside"), 0)] ^= 1;
	ok(cms_parse(&cms, es_buf_view(&out), CMS_TOKEN, cache, &err) == 0 &&
	    cms_verify(cms, ES_VIEW_EMPTY, &v, &err) == 0 &&
	    v.digest == CMS_FIT_NO, "changed content");
	cms_free(cms);
	es_buf_reset(&out);
	ok(cms_sign_content(s, ES_LIT("inside"), false, &out, &err) == 0 &&
	    cms_parse(&cms, es_buf_view(&out), CMS_TOKEN, cache, &err) == 0
	    && cms_verify(cms, ES_VIEW_EMPTY, &v, &err) == 0 &&
	    !v.signer_found && !cms_verdict_good(&v) &&
	    v.signature == CRYPT_VERDICT_UNKNOWN,
	    "without certificates nothing is proven");
	cms_free(cms);
	cms_signer_free(s);
	es_buf_clear(&out);
	ok(cms_signer_new(&s, CMS_SEAL, c->ec_key, c->rsa, NULL, 0, &err) <
	    0 && err.code == ES_E_CRYPTO && s == NULL,
	    "another key's certificate");
	es_err_clear(&err);
	ok(cms_signer_new(&s, CMS_LEGACY, c->ec_key, c->ec, NULL, 0, &err) <
	    0 && err.code == ES_E_BUG, "no new legacy");
}

/* A key of another kind, with a certificate of the same authority. */
static void
other_kind(struct campus *c, enum crypt_kind kind, bool pss)
{
	struct es_err		 err = ES_ERR_INIT;
	struct crypt_key	*key;
	struct pki_cert		*cert;

	must(crypt_key_generate(&key, kind, &err), &err);
	if (pss)
		must(crypt_key_use_pss(key, &err), &err);
	cert = campus_issue(PKI_SEAL, "示例大学", key, c->ca, c->ca_key);
	round_trip(c, key, cert);
	pki_cert_free(cert);
	crypt_key_free(key);
}

int
main(void)
{
	struct campus	c;

	campus_open(&c);
	round_trip(&c, c.ec_key, c.ec);
	round_trip(&c, c.rsa_key, c.rsa);
	other_kind(&c, CRYPT_P384, false);
	other_kind(&c, CRYPT_RSA, true);
	other_kind(&c, CRYPT_RSA_PSS, false);
	contents(&c);
	campus_close(&c);
	return done();
}
