/*
 * t_cms_foreign - what only others write: several signers in one CMS, the
 * document's SHA-1 digest inside, a bare signature value, revocation data.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "cms/verify.h"
#include "crypt/der.h"
#include "crypt/oid.h"
#include "tests/unit/campus.h"
#include "tests/unit/tap.h"

#define ALG_SHA1	ES_LIT("\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a")

static struct campus		campus;
static const unsigned char	doc[32] = { 'd', 'o', 'c' };

/* One CMS; zero is a detached one of one signer without attributes. */
struct made {
	size_t		 signers;	/* further ones */
	size_t		 broken;	/* this signer's value is wrong; 0 none */
	struct es_view	 content;	/* inside; empty: detached */
	bool		 sha1;		/* the digest algorithm */
	bool		 attrs;
	struct es_view	 crls;		/* content of [1] */
	struct es_view	 archival;	/* attribute value */
};

static void
attr(struct es_buf *b, struct es_view oid, struct es_view value)
{
	size_t	seq = der_begin(b, DER_SEQ), set;

	der_put(b, DER_OID, oid);
	set = der_begin(b, DER_SET);
	es_buf_add_view(b, value);
	der_end(b, set);
	der_end(b, seq);
}

static int
by_der(const void *a, const void *b)
{
	return es_view_cmp(es_buf_view(a), es_buf_view(b));
}

static void
attrs(struct es_buf *b, const struct made *m, struct es_view digest)
{
	size_t		at = der_begin(b, DER_SET), i;
	struct es_buf	v, a[3];

	for (i = 0; i < 3; i++)
		es_buf_init(&a[i], ES_KIB);
	es_buf_init(&v, ES_KIB);
	der_put(&v, DER_OID, OID_DATA);
	attr(&a[0], OID_CONTENT_TYPE, es_buf_view(&v));
	es_buf_reset(&v);
	der_put(&v, DER_OCTETS, digest);
	attr(&a[1], OID_MESSAGE_DIGEST, es_buf_view(&v));
	if (m->archival.n != 0)
		attr(&a[2], OID_ARCHIVAL, m->archival);
	qsort(a, 3, sizeof(a[0]), by_der);
	for (i = 0; i < 3; i++) {
		es_buf_add_view(b, es_buf_view(&a[i]));
		es_buf_clear(&a[i]);
	}
	der_end(b, at);
	es_buf_clear(&v);
}

static void
signer(struct es_buf *b, const struct made *m, bool broken)
{
	enum crypt_md	md = m->sha1 ? CRYPT_SHA1 : CRYPT_SHA256;
	unsigned char	sum[32], sig[CRYPT_SIG_MAX];
	struct es_view	digest = es_view(sum, crypt_md_size(md));
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	set;
	size_t		si, seq, n;

	es_buf_init(&set, ES_MIB);
	if (m->content.n != 0)
		must(crypt_digest(md, m->content, sum, &err), &err);
	else
		memcpy(sum, doc, sizeof(sum));
	if (m->attrs) {
		attrs(&set, m, digest);
		must(crypt_digest(md, es_buf_view(&set), sum, &err), &err);
	}
	must(crypt_key_sign(campus.ec_key, md, digest, sig, &n, &err), &err);
	sig[n - 1] ^= broken;
	si = der_begin(b, DER_SEQ);
	der_put_num(b, 1);
	seq = der_begin(b, DER_SEQ);
	es_buf_add_view(b, pki_cert_issuer_der(campus.ec));
	der_put(b, DER_INT, pki_cert_serial(campus.ec));
	der_end(b, seq);
	es_buf_add_view(b, m->sha1 ? ALG_SHA1 : ALG_SHA256);
	if (m->attrs) {
		set.p[0] = DER_CONS;
		es_buf_add_view(b, es_buf_view(&set));
	}
	seq = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, OID_EC_KEY);
	der_end(b, seq);
	der_put(b, DER_OCTETS, es_view(sig, n));
	der_end(b, si);
	es_buf_clear(&set);
}

static void
build(struct es_buf *b, const struct made *m)
{
	size_t	ci, ctx, sd, at, in, i;

	es_buf_init(b, ES_LIMIT_CMS);
	ci = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, OID_SIGNED_DATA);
	ctx = der_begin(b, DER_CONS);
	sd = der_begin(b, DER_SEQ);
	der_put_num(b, 1);
	der_put(b, DER_SET, m->sha1 ? ALG_SHA1 : ALG_SHA256);
	at = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, OID_DATA);
	if (m->content.n != 0) {
		in = der_begin(b, DER_CONS);
		der_put(b, DER_OCTETS, m->content);
		der_end(b, in);
	}
	der_end(b, at);
	at = der_begin(b, DER_CONS);
	es_buf_add_view(b, pki_cert_der(campus.ec));
	der_end(b, at);
	if (m->crls.n != 0)
		der_put(b, DER_CONS | 1, m->crls);
	at = der_begin(b, DER_SET);
	for (i = 0; i <= m->signers; i++)
		signer(b, m, m->broken == i + 1);
	der_end(b, at);
	der_end(b, sd);
	der_end(b, ctx);
	der_end(b, ci);
}

static int
read_as(struct cms **c, const struct made *m, enum cms_kind kind,
    struct es_err *err)
{
	struct es_buf	b;
	int		rc;

	build(&b, m);
	rc = cms_parse(c, es_buf_view(&b), kind,
	    pki_trust_cache(campus.trust), err);
	es_buf_clear(&b);
	return rc;
}

static bool
holds(struct cms *c, struct es_view digest)
{
	struct cms_verdict	 v;
	struct es_err		 err = ES_ERR_INIT;

	must(cms_verify(c, digest, &v, &err), &err);
	return v.digest == CMS_FIT_YES && v.signature == CRYPT_SIG_GOOD;
}

static void
signers(void)
{
	struct made	 m = { .signers = 1, .broken = 2, .attrs = true };
	struct es_err	 err = ES_ERR_INIT;
	struct cms	*c, *n = NULL;
	size_t		 k;

	ok(read_as(&c, &m, CMS_LEGACY, &err) == 0 && (n = cms_next(c)) !=
	    NULL && cms_next(n) == NULL, "two signers: %s", err.msg);
	ok(holds(c, es_view(doc, 32)) && !holds(n, es_view(doc, 32)),
	    "the second one's value is wrong");
	ok(cms_signer_cert(n) == cms_signer_cert(c) &&
	    (cms_oddities(c) & CMS_ODD_SIGNERS) != 0 &&
	    (cms_oddities(n) & CMS_ODD_SIGNERS) != 0, "each knows it");
	cms_free(c);
	ok(read_as(&c, &m, CMS_SEAL, &err) < 0 && err.code == ES_E_FORMAT,
	    "of a seal: refused");
	es_err_clear(&err);
	m.signers = ES_LIMIT_CMS_SIGNERS - 1;
	ok(read_as(&c, &m, CMS_LEGACY, &err) == 0, "as many as the limit");
	for (k = 0, n = c; n != NULL; n = cms_next(n))
		k += holds(n, es_view(doc, 32));
	ok(k == ES_LIMIT_CMS_SIGNERS - 1, "all are there, one is broken");
	cms_free(c);
	m.signers = ES_LIMIT_CMS_SIGNERS;
	ok(read_as(&c, &m, CMS_LEGACY, &err) < 0 && err.code == ES_E_LIMIT &&
	    c == NULL, "one over it: %s", err.msg);
}

static void
sha1_inside(bool sha1, bool with)
{
	struct made		 m = { .sha1 = sha1, .attrs = with,
				    .content = es_view(doc, 20) };
	struct es_err		 err = ES_ERR_INIT;
	struct cms_verdict	 v;
	struct cms		*c;

	ok(read_as(&c, &m, CMS_SHA1, &err) == 0 && cms_md(c) == CRYPT_SHA1,
	    "the digest inside: %s", err.msg);
	ok(cms_verify(c, es_view(doc, 20), &v, &err) == 0 &&
	    v.digest == CMS_FIT_YES && v.signature == CRYPT_SIG_GOOD &&
	    v.strength == CMS_STRENGTH_WEAK && !cms_verdict_good(&v),
	    "it holds, and proves little");
	ok(cms_verify(c, es_view(doc + 12, 20), &v, &err) == 0 &&
	    v.digest == CMS_FIT_NO && v.signature == CRYPT_SIG_GOOD,
	    "another document's");
	ok(cms_verify(c, ES_VIEW_EMPTY, &v, &err) == 0 &&
	    v.digest == CMS_FIT_NO, "nobody's");
	cms_free(c);
	ok(read_as(&c, &m, CMS_LEGACY, &err) < 0, "content in a detached one");
	es_err_clear(&err);
	m.content.n = 19;
	ok(read_as(&c, &m, CMS_SHA1, &err) < 0, "a shorter one: %s", err.msg);
	es_err_clear(&err);
	m.content.n = 0;
	ok(read_as(&c, &m, CMS_SHA1, &err) < 0, "none: %s", err.msg);
}

static int
bare_of(struct cms **c, struct es_view octets, enum crypt_md md, size_t n,
    struct es_err *err)
{
	struct es_view	 cert[ES_LIMIT_CMS_CERTS + 1];
	size_t		 i;

	for (i = 0; i < ES_COUNT(cert); i++)
		cert[i] = i == 0 ? pki_cert_der(campus.rsa) : i == 1 ?
		    ES_LIT("no certificate") : pki_cert_der(campus.ca);
	return cms_bare(c, octets, md, cert, n,
	    pki_trust_cache(campus.trust), err);
}

static void
bare(void)
{
	unsigned char	 sig[CRYPT_SIG_MAX];
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 b, both;
	struct es_view	 one;
	struct cms	*c;
	size_t		 n;

	must(crypt_key_sign(campus.rsa_key, CRYPT_SHA1, es_view(doc, 20),
	    sig, &n, &err), &err);
	es_buf_init(&b, ES_KIB);
	der_put(&b, DER_OCTETS, es_view(sig, n));
	ok(bare_of(&c, es_buf_view(&b), CRYPT_SHA1, 3, &err) == 0 &&
	    holds(c, es_view(doc, 20)) && !holds(c, es_view(doc + 1, 20)),
	    "a bare value: %s", err.msg);
	ok(es_view_eq(pki_cert_der(cms_signer_cert(c)),
	    pki_cert_der(campus.rsa)) && cms_oddities(c) ==
	    (CMS_ODD_NO_ATTRS | CMS_ODD_NO_ESS), "by the first certificate");
	cms_free(c);
	es_buf_init(&both, ES_MIB);
	es_buf_add_view(&both, pki_cert_der(campus.rsa));
	es_buf_add_view(&both, pki_cert_der(campus.ca));
	one = es_buf_view(&both);
	ok(cms_bare(&c, es_buf_view(&b), CRYPT_SHA1, &one, 1,
	    pki_trust_cache(campus.trust), &err) == 0 &&
	    cms_certs(c, &n) != NULL && n == 2 && holds(c, es_view(doc, 20)),
	    "two certificates in one string: %s", err.msg);
	cms_free(c);
	es_buf_clear(&both);
	ok(bare_of(&c, es_buf_view(&b), CRYPT_SHA256, 1, &err) == 0 &&
	    !holds(c, es_view(doc, 32)), "of another digest");
	cms_free(c);
	ok(bare_of(&c, es_buf_view(&b), CRYPT_SHA1, 0, &err) < 0 &&
	    err.code == ES_E_FORMAT, "no certificate");
	es_err_clear(&err);
	ok(bare_of(&c, es_buf_view(&b), CRYPT_SHA1, ES_LIMIT_CMS_CERTS,
	    &err) == 0, "as many as the limit");
	cms_free(c);
	ok(bare_of(&c, es_buf_view(&b), CRYPT_SHA1, ES_LIMIT_CMS_CERTS + 1,
	    &err) < 0 && err.code == ES_E_LIMIT, "one over it");
	es_err_clear(&err);
	es_buf_add_ch(&b, 0);
	ok(bare_of(&c, es_buf_view(&b), CRYPT_SHA1, 1, &err) < 0,
	    "something behind it");
	es_err_clear(&err);
	ok(bare_of(&c, es_view(b.p, 9), CRYPT_SHA1, 1, &err) < 0, "cut");
	es_buf_clear(&b);
}

/* What a CMS with these says: "kind letter of each", in order. */
static void
evidence(const struct made *m, const char *want, const char *name)
{
	char			 said[ES_LIMIT_CMS_EVIDENCE + 2] = "";
	struct cms_evidence	 e;
	struct es_err		 err = ES_ERR_INIT;
	struct cms		*c;
	size_t			 i;

	must(read_as(&c, m, CMS_LEGACY, &err), &err);
	for (i = 0; (e = cms_evidence(c, i)).kind != CMS_EVIDENCE_NONE; i++)
		said[i] = e.kind == CMS_EVIDENCE_CRL ? 'c' : 'o';
	ok(strcmp(said, want) == 0 && holds(c, es_view(doc, 32)),
	    "%s: \"%s\"", name, said);
	cms_free(c);
}

#define A_LIST	"\x30\x03\x02\x01\x01"
#define OTHER(oid)	"\xa1\x0f\x06\x08" oid A_LIST
#define RI_OCSP	"\x2b\x06\x01\x05\x05\x07\x10\x02"
#define RI_ELSE	"\x2b\x06\x01\x05\x05\x07\x10\x09"

static void
revocation(void)
{
	char		 many[ES_LIMIT_CMS_EVIDENCE + 1];
	struct made	 m = { .attrs = true };
	struct es_buf	 b;
	size_t		 i;

	evidence(&m, "", "none");
	m.crls = ES_LIT(A_LIST OTHER(RI_OCSP) OTHER(RI_ELSE) A_LIST);
	evidence(&m, "coc", "lists and an answer in crls");
	m.crls = ES_LIT(A_LIST "\x02\x01\x01" A_LIST);
	evidence(&m, "c", "the second one is none");
	m.crls = ES_LIT("\x04\x01x");
	evidence(&m, "", "no list at all");
	m.crls = ES_VIEW_EMPTY;
	m.archival = ES_LIT("\x30\x17\xa0\x07\x30\x05" A_LIST
	    "\xa1\x0c\x30\x0a" A_LIST A_LIST);
	evidence(&m, "coo", "a list and two answers in the attribute");
	m.archival = ES_LIT("\x30\x07\xa0\x05\x30\x03\x02\x01\x01");
	evidence(&m, "", "another thing in it breaks nothing");
	m.archival = ES_VIEW_EMPTY;
	es_buf_init(&b, ES_MIB);
	memset(many, 'c', ES_LIMIT_CMS_EVIDENCE);
	many[ES_LIMIT_CMS_EVIDENCE] = '\0';
	for (i = 0; i < ES_LIMIT_CMS_EVIDENCE; i++)
		es_buf_add_view(&b, ES_LIT(A_LIST));
	m.crls = es_buf_view(&b);
	evidence(&m, many, "as many as the limit");
	es_buf_add_view(&b, ES_LIT(A_LIST));
	m.crls = es_buf_view(&b);
	evidence(&m, many, "one over it");
	es_buf_clear(&b);
}

int
main(void)
{
	campus_open(&campus);
	signers();
	sha1_inside(true, false);
	sha1_inside(true, true);
	sha1_inside(false, true);
	bare();
	revocation();
	campus_close(&campus);
	return done();
}
