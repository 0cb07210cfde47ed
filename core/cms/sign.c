/* cms/sign.c - see sign.h. */
#include "cms/sign.h"

#include <stdlib.h>

#include "base/limits.h"
#include "crypt/alg.h"
#include "crypt/der.h"
#include "crypt/digest.h"
#include "crypt/oid.h"

enum { SEAL_CERTS = 16, ATTRS = 4 };

struct cms_signer {
	enum cms_kind	 kind;
	struct crypt_key *key;		/* borrowed */
	enum crypt_md	 md;		/* of document and attributes */
	struct es_buf	 md_alg;	/* digestAlgorithm, whole DER */
	struct es_buf	 alg;		/* signatureAlgorithm, whole DER */
	struct es_buf	 si_head;	/* version, sid, digestAlgorithm */
	struct es_buf	 attrs;		/* SET OF Attribute, whole */
	size_t		 md_at;		/* of the digest inside attrs */
	struct es_buf	 certs;		/* content of the certificate set */
	struct es_buf	 token;		/* reused from seal to seal */
};

static const struct es_view *
content_type(enum cms_kind kind)
{
	static const struct es_view	data = {
		(const unsigned char *)"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
		9 };
	static const struct es_view	tst = {
		(const unsigned char *)
		"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04", 11 };

	return kind == CMS_TOKEN ? &tst : &data;
}

/* One Attribute with one value, encoded into b (which is empty). */
static void
put_attr(struct es_buf *b, struct es_view oid, struct es_view value)
{
	size_t	seq = der_begin(b, DER_SEQ);

	der_put(b, DER_OID, oid);
	der_put(b, DER_SET, value);
	der_end(b, seq);
}

/*
 * SigningCertificateV2, RFC 5035: the default hash (SHA-256) is left out as
 * DER demands, and issuerSerial as EN 319 122-1 5.2.2.3 advises.
 */
static void
put_ess(struct es_buf *b, const struct pki_cert *cert)
{
	struct es_buf	v;
	size_t		s1, s2, s3;

	es_buf_init(&v, ES_KIB);
	s1 = der_begin(&v, DER_SEQ);
	s2 = der_begin(&v, DER_SEQ);
	s3 = der_begin(&v, DER_SEQ);
	der_put(&v, DER_OCTETS, pki_cert_fingerprint(cert));
	der_end(&v, s3);
	der_end(&v, s2);
	der_end(&v, s1);
	put_attr(b, OID_ESS_V2, es_buf_view(&v));
	es_buf_clear(&v);
}

/* CMSAlgorithmProtection, RFC 6211. */
static void
put_protection(struct es_buf *b, struct es_view md_alg, struct es_view alg)
{
	struct es_buf	v;
	size_t		seq;

	es_buf_init(&v, ES_KIB);
	seq = der_begin(&v, DER_SEQ);
	es_buf_add_view(&v, md_alg);
	der_put(&v, DER_CONS | 1, es_view(alg.p + 2, alg.n - 2));
	der_end(&v, seq);
	put_attr(b, OID_ALG_PROTECTION, es_buf_view(&v));
	es_buf_clear(&v);
}

static int
by_der(const void *a, const void *b)
{
	return es_view_cmp(es_buf_view(a), es_buf_view(b));
}

/*
 * The signed attributes in DER order.  The order cannot depend on the
 * digest: the attribute types differ before its first byte.
 */
static int
make_attrs(struct cms_signer *s, const struct pki_cert *cert,
    struct es_err *err)
{
	unsigned char		 zero[2 + CRYPT_DIGEST_MAX] = { DER_OCTETS };
	struct es_view		 blank = { zero, 2 + crypt_md_size(s->md) };
	const struct es_view	*type = content_type(s->kind);
	struct es_buf		 a[ATTRS], v;
	size_t			 i, set, at;

	zero[1] = (unsigned char)crypt_md_size(s->md);
	for (i = 0; i < ATTRS; i++)
		es_buf_init(&a[i], ES_KIB);
	es_buf_init(&v, ES_KIB);
	der_put(&v, DER_OID, *type);
	put_attr(&a[0], OID_CONTENT_TYPE, es_buf_view(&v));
	put_attr(&a[1], OID_MESSAGE_DIGEST, blank);
	put_ess(&a[2], cert);
	put_protection(&a[3], es_buf_view(&s->md_alg), es_buf_view(&s->alg));
	qsort(a, ATTRS, sizeof(a[0]), by_der);
	set = der_begin(&s->attrs, DER_SET);
	for (i = 0; i < ATTRS; i++)
		es_buf_add_view(&s->attrs, es_buf_view(&a[i]));
	der_end(&s->attrs, set);
	at = es_view_find(es_buf_view(&s->attrs), blank, 0);
	s->md_at = at + 2;
	for (i = 0; i < ATTRS; i++)
		es_buf_clear(&a[i]);
	es_buf_clear(&v);
	if (at == SIZE_MAX)
		return es_fail(err, ES_E_NOMEM, "cms: out of memory");
	return es_buf_ok(&s->attrs, "cms attributes", err);
}

/* DER sorts a SET OF: certificates by their bytes, the same one once. */
static int
make_certs(struct cms_signer *s, const struct pki_cert *cert,
    struct pki_cert *const *chain, size_t n, struct es_err *err)
{
	const struct pki_cert	*all[SEAL_CERTS], *c;
	size_t			 i, k;

	if (n >= SEAL_CERTS)
		return es_fail(err, ES_E_LIMIT, "cms: %zu certificates", n);
	all[0] = cert;
	for (i = 1; i <= n; i++) {
		c = chain[i - 1];
		for (k = i; k > 0 && es_view_cmp(pki_cert_der(c),
		    pki_cert_der(all[k - 1])) < 0; k--)
			all[k] = all[k - 1];
		all[k] = c;
	}
	for (i = 0; i <= n; i++)
		if (i == 0 || !es_view_eq(pki_cert_der(all[i]),
		    pki_cert_der(all[i - 1])))
			es_buf_add_view(&s->certs, pki_cert_der(all[i]));
	return es_buf_ok(&s->certs, "cms certificates", err);
}

static int
make_si_head(struct cms_signer *s, const struct pki_cert *cert,
    struct es_err *err)
{
	struct es_buf	*b = &s->si_head;
	size_t		 seq;

	der_put_num(b, 1);
	seq = der_begin(b, DER_SEQ);
	es_buf_add_view(b, pki_cert_issuer_der(cert));
	der_put(b, DER_INT, pki_cert_serial(cert));
	der_end(b, seq);
	es_buf_add_view(b, es_buf_view(&s->md_alg));
	return es_buf_ok(b, "cms signer", err);
}

/* rsaEncryption stands for PKCS#1 v1.5 with the digest (RFC 5754 3.2). */
static int
make_algs(struct cms_signer *s, struct es_err *err)
{
	struct crypt_scheme	scheme = crypt_key_scheme(s->key);

	s->md = scheme.md;
	crypt_md_put(&s->md_alg, s->md);
	if (scheme.way == CRYPT_PKCS1)
		es_buf_add_view(&s->alg, ALG_RSA);
	else
		crypt_scheme_put(&s->alg, &scheme);
	if (es_buf_ok(&s->md_alg, "cms digest", err) < 0)
		return -1;
	return es_buf_ok(&s->alg, "cms algorithm", err);
}

int
cms_signer_new(struct cms_signer **out, enum cms_kind kind,
    struct crypt_key *key, const struct pki_cert *cert,
    struct pki_cert *const *chain, size_t n, struct es_err *err)
{
	struct cms_signer	*s;

	*out = NULL;
	if (kind != CMS_SEAL && kind != CMS_TOKEN)
		return es_fail(err, ES_E_BUG, "cms: no kind to sign");
	if (!es_view_eq(crypt_key_spki(key), pki_cert_spki(cert)))
		return es_fail(err, ES_E_CRYPTO, "cms: the key does not "
		    "belong to \"%.100s\"", pki_cert_subject(cert));
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return es_fail(err, ES_E_NOMEM, "cms: out of memory");
	s->kind = kind;
	s->key = key;
	es_buf_init(&s->md_alg, ES_KIB);
	es_buf_init(&s->alg, ES_KIB);
	es_buf_init(&s->si_head, ES_LIMIT_CERT);
	es_buf_init(&s->attrs, ES_LIMIT_CERT);
	es_buf_init(&s->certs, SEAL_CERTS * ES_LIMIT_CERT);
	es_buf_init(&s->token, ES_LIMIT_TSA_TOKEN);
	if (make_algs(s, err) < 0 || make_si_head(s, cert, err) < 0 ||
	    make_attrs(s, cert, err) < 0 ||
	    make_certs(s, cert, chain, n, err) < 0) {
		cms_signer_free(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
cms_signer_free(struct cms_signer *s)
{
	if (s == NULL)
		return;
	es_buf_clear(&s->md_alg);
	es_buf_clear(&s->alg);
	es_buf_clear(&s->si_head);
	es_buf_clear(&s->attrs);
	es_buf_clear(&s->certs);
	es_buf_clear(&s->token);
	free(s);
}

/* Tag, length and content of n bytes. */
static size_t
whole(size_t n)
{
	return der_head_size(n) + n;
}

/* Sizes of the nested elements, from the inside out. */
struct sizes {
	size_t	 attr, unsig, si, sis, certs, encap, sd, ctx, ci;
};

static void
measure(const struct cms_signer *s, struct es_view content, bool with_certs,
    size_t sig, size_t token, struct sizes *z)
{
	const struct es_view	*type = content_type(s->kind);

	z->attr = token == 0 ? 0 : whole(OID_TIME_TOKEN.n) + whole(token);
	z->unsig = token == 0 ? 0 : whole(z->attr);
	z->si = s->si_head.n + s->attrs.n + s->alg.n + whole(sig) +
	    (token == 0 ? 0 : whole(z->unsig));
	z->sis = whole(z->si);
	z->certs = with_certs ? s->certs.n : 0;
	z->encap = whole(type->n) +
	    (s->kind == CMS_TOKEN ? whole(whole(content.n)) : 0);
	z->sd = 3 + whole(s->md_alg.n) + whole(z->encap) +
	    (z->certs == 0 ? 0 : whole(z->certs)) + whole(z->sis);
	z->ctx = whole(z->sd);
	z->ci = whole(OID_SIGNED_DATA.n) + whole(z->ctx);
}

static unsigned char *
put(unsigned char *p, struct es_view v)
{
	memcpy(p, v.p, v.n);
	return p + v.n;
}

static unsigned char *
put_tlv(unsigned char *p, uint8_t tag, struct es_view v)
{
	return put(der_head(p, tag, v.n), v);
}

static unsigned char *
put_signer_info(const struct cms_signer *s, unsigned char *p,
    struct es_view sig, struct es_view token, const struct sizes *z)
{
	p = der_head(p, DER_SET, z->sis);
	p = der_head(p, DER_SEQ, z->si);
	p = put(p, es_buf_view(&s->si_head));
	*p = DER_CONS;			/* signed as SET, sent as [0] */
	p = put(p + 1, es_view(s->attrs.p + 1, s->attrs.n - 1));
	p = put(p, es_buf_view(&s->alg));
	p = put_tlv(p, DER_OCTETS, sig);
	if (token.n != 0) {
		p = der_head(p, DER_CONS | 1, z->unsig);
		p = der_head(p, DER_SEQ, z->attr);
		p = put_tlv(p, DER_OID, OID_TIME_TOKEN);
		p = put_tlv(p, DER_SET, token);
	}
	return p;
}

static int
assemble(const struct cms_signer *s, struct es_view content, bool with_certs,
    struct es_view sig, struct es_view token, struct es_buf *out,
    struct es_err *err)
{
	struct sizes	 z;
	unsigned char	*p, *end;

	measure(s, content, with_certs, sig.n, token.n, &z);
	if ((p = es_buf_extend(out, whole(z.ci))) == NULL)
		return es_buf_ok(out, "cms", err);
	end = p + whole(z.ci);
	p = der_head(p, DER_SEQ, z.ci);
	p = put_tlv(p, DER_OID, OID_SIGNED_DATA);
	p = der_head(p, DER_CONS, z.ctx);
	p = der_head(p, DER_SEQ, z.sd);
	/* Version 3 when the content is not id-data (RFC 5652 5.1). */
	p = put_tlv(p, DER_INT, s->kind == CMS_TOKEN ? ES_LIT("\x03") :
	    ES_LIT("\x01"));
	p = put_tlv(p, DER_SET, es_buf_view(&s->md_alg));
	p = der_head(p, DER_SEQ, z.encap);
	p = put_tlv(p, DER_OID, *content_type(s->kind));
	if (s->kind == CMS_TOKEN) {
		p = der_head(p, DER_CONS, whole(content.n));
		p = put_tlv(p, DER_OCTETS, content);
	}
	if (z.certs != 0)
		p = put_tlv(p, DER_CONS, es_buf_view(&s->certs));
	p = put_signer_info(s, p, sig, token, &z);
	if (p != end)
		return es_fail(err, ES_E_BUG, "cms: %td bytes measured wrong",
		    end - p);
	return 0;
}

/* The signature over the attributes with this digest in them. */
static int
sign(struct cms_signer *s, struct es_view digest, unsigned char *sig,
    size_t *n, struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX];

	memcpy(s->attrs.p + s->md_at, digest.p, digest.n);
	if (crypt_digest(s->md, es_buf_view(&s->attrs), sum, err) < 0 ||
	    crypt_key_sign(s->key, s->md, es_view(sum, digest.n), sig, n,
	    err) < 0)
		return es_err_prefix(err, "cms");
	return 0;
}

int
cms_sign_digest(struct cms_signer *s, struct es_view digest,
    const struct cms_stamper *stamper, struct es_buf *out,
    struct es_err *err)
{
	unsigned char	sig[CRYPT_SIG_MAX];
	struct es_view	token = ES_VIEW_EMPTY;
	size_t		n;

	if (s->kind != CMS_SEAL || digest.n != crypt_md_size(s->md))
		return es_fail(err, ES_E_BUG, "cms: a digest of %zu bytes "
		    "for %s", digest.n, crypt_md_name(s->md));
	if (sign(s, digest, sig, &n, err) < 0)
		return -1;
	if (stamper != NULL) {
		es_buf_reset(&s->token);
		if (stamper->stamp(stamper->arg, es_view(sig, n), &s->token,
		    err) < 0 || es_buf_ok(&s->token, "token", err) < 0)
			return es_err_prefix(err, "time stamp");
		token = es_buf_view(&s->token);
		if (token.n == 0)
			return es_fail(err, ES_E_BUG, "cms: an empty token");
	}
	return assemble(s, ES_VIEW_EMPTY, true, es_view(sig, n), token, out,
	    err);
}

int
cms_sign_content(struct cms_signer *s, struct es_view content,
    bool with_certs, struct es_buf *out, struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX], sig[CRYPT_SIG_MAX];
	size_t		n;

	if (s->kind != CMS_TOKEN)
		return es_fail(err, ES_E_BUG, "cms: no content in a seal");
	if (crypt_digest(s->md, content, sum, err) < 0 ||
	    sign(s, es_view(sum, crypt_md_size(s->md)), sig, &n, err) < 0)
		return -1;
	return assemble(s, content, with_certs, es_view(sig, n),
	    ES_VIEW_EMPTY, out, err);
}

enum crypt_md
cms_signer_md(const struct cms_signer *s)
{
	return s->md;
}

size_t
cms_signer_reserve(const struct cms_signer *s, size_t token)
{
	struct sizes	z;

	measure(s, ES_VIEW_EMPTY, true, crypt_key_sig_max(s->key), token, &z);
	return whole(z.ci) + (s->kind == CMS_TOKEN ? ES_KIB : 0);
}
