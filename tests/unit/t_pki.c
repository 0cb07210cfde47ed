/* Certificates made, decoded, remembered and judged. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/der.h"
#include "tests/unit/campus.h"
#include "tests/unit/tap.h"

static void
oids(void)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	b, t;
	static const char *const bad[] = { "", "1", "1.", ".1", "1..2",
	    "3.1", "1.40", "1.2.03", "1.2.99999999999", "1.2 " };
	size_t		i;

	es_buf_init(&b, 100);
	es_buf_init(&t, 100);
	ok(der_oid_from_text(&b, "1.2.840.113549.1.9.16.1.4", &err) == 0 &&
	    es_view_eq(es_buf_view(&b),
	    ES_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04")), "oid");
	der_oid_to_text(&t, es_buf_view(&b));
	is_str(es_buf_cstr(&t), "1.2.840.113549.1.9.16.1.4", "oid back");
	es_buf_reset(&b);
	es_buf_reset(&t);
	ok(der_oid_from_text(&b, "2.999.4294967295", &err) == 0, "big arcs");
	der_oid_to_text(&t, es_buf_view(&b));
	is_str(es_buf_cstr(&t), "2.999.4294967295", "big arcs back");
	for (i = 0; i < ES_COUNT(bad); i++) {
		es_err_clear(&err);
		ok(der_oid_from_text(&b, bad[i], &err) < 0 &&
		    err.code == ES_E_INPUT, "no oid: \"%s\"", bad[i]);
	}
	es_buf_clear(&b);
	es_buf_clear(&t);
}

static void
ders(void)
{
	static const struct {
		struct es_view	 v;
		const char	*what;
	} bad[] = {
		{ { (const unsigned char *)"\x02\x81\x01\x05", 4 },
		    "a long form for a short length" },
		{ { (const unsigned char *)"\x02\x80\x05\x00\x00", 5 },
		    "an indefinite length" },
		{ { (const unsigned char *)"\x02\x02\x00\x05", 4 },
		    "a padded integer" },
		{ { (const unsigned char *)"\x02\x02\xff\x85", 4 },
		    "a padded negative integer" },
		{ { (const unsigned char *)"\x02\x00", 2 },
		    "an empty integer" },
		{ { (const unsigned char *)"\x02\x02\x05", 3 },
		    "a length over the end" },
		{ { (const unsigned char *)"\x02\x85\x01\x01\x01\x01\x01", 7 },
		    "a length of five octets" },
		{ { (const unsigned char *)"\x04\x01\x05", 3 },
		    "another type" },
		{ { (const unsigned char *)"\x02\x01\x05\x00", 4 },
		    "something after it" },
		{ { NULL, 0 }, "nothing" },
	};
	static const char *const	times[] = {
		"20260230000000Z", "20260101240000Z", "20260101000000",
		"20260101000000.Z", "20260101000000.10Z", "2026010100000Z",
		"20260101000060Z", "20260101000000.1+Z" };
	struct es_err	err = ES_ERR_INIT;
	struct der_fail	f = { NULL };
	struct der	d = der_open(ES_LIT("\x02\x01\x05"), &f);
	struct es_buf	b;
	size_t		i, at;
	int64_t		x;

	x = der_small(&d);
	der_done(&d);
	ok(f.why == NULL && x == 5, "an integer");
	for (i = 0; i < ES_COUNT(bad); i++) {
		f.why = NULL;
		d = der_open(bad[i].v, &f);
		(void)der_int(&d);
		der_done(&d);
		ok(der_ok(&f, "test", &err) < 0 && err.code == ES_E_FORMAT,
		    "refused: %s", bad[i].what);
		es_err_clear(&err);
	}
	es_buf_init(&b, ES_MIB);
	for (i = 0; i < ES_COUNT(times); i++) {
		es_buf_reset(&b);
		der_put(&b, DER_TIME, es_view_str(times[i]));
		f.why = NULL;
		d = der_open(es_buf_view(&b), &f);
		(void)der_time(&d);
		ok(f.why != NULL, "no time: %s", times[i]);
	}
	es_buf_reset(&b);
	der_put(&b, DER_TIME, ES_LIT("20261123080000.25Z"));
	f.why = NULL;
	d = der_open(es_buf_view(&b), &f);
	ok(der_time(&d) == CAMPUS_NOW && f.why == NULL, "a time");
	for (i = 120; i < 70000; i = i < 300 ? i + 1 : i * 2) {
		es_buf_reset(&b);
		at = der_begin(&b, DER_OCTETS);
		es_buf_fill(&b, 'x', i);
		der_end(&b, at);
		f.why = NULL;
		d = der_open(es_buf_view(&b), &f);
		if (der_take(&d, DER_OCTETS).n != i || f.why != NULL)
			break;
		der_done(&d);
	}
	ok(i >= 70000 && f.why == NULL, "lengths of every form");
	es_buf_reset(&b);
	der_put_num(&b, 0);
	der_put_num(&b, 127);
	der_put_num(&b, 128);
	der_put_num(&b, UINT64_MAX);
	ok(es_view_eq(es_buf_view(&b), ES_LIT("\x02\x01\x00\x02\x01\x7f"
	    "\x02\x02\x00\x80\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff")),
	    "integers written in their shortest form");
	es_buf_clear(&b);
}

static void
fields(const struct campus *c)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pki_cert	*back, *list[2];
	struct es_buf	 pem;
	size_t		 n;

	is_str(pki_cert_subject(c->ec), "CN=示例大学教务处, OU=印章中心, "
	    "O=示例大学, C=CN", "subject");
	is_str(pki_cert_issuer(c->ec), "CN=示例大学签发证书, OU=印章中心, "
	    "O=示例大学, C=CN", "issuer");
	is_str(pki_cert_holder(c->ec), "示例大学教务处", "holder");
	ok(es_view_eq(pki_cert_issuer_der(c->ec),
	    pki_cert_subject_der(c->ca)), "issuer's name by bytes");
	ok(pki_cert_not_before(c->ec) == CAMPUS_FROM &&
	    pki_cert_not_after(c->ec) == CAMPUS_UNTIL, "validity");
	ok(pki_cert_key_usage(c->ec) == (PKI_KU_SIGN | PKI_KU_COMMIT) &&
	    pki_cert_eku(c->ec) == (PKI_EKU_DOCUMENT | PKI_EKU_EMAIL),
	    "usage of a seal");
	ok(pki_cert_eku(c->tsa) == (PKI_EKU_TIME | PKI_EKU_CRITICAL),
	    "usage of a TSA");
	ok(pki_cert_key_usage(c->root) == (PKI_KU_CERT_SIGN |
	    PKI_KU_CRL_SIGN) && pki_cert_eku(c->root) == PKI_EKU_ABSENT &&
	    pki_cert_is_ca(c->root) && !pki_cert_is_ca(c->ec),
	    "usage of a CA");
	ok(pki_cert_serial(c->ec).n == 20 &&
	    !es_view_eq(pki_cert_serial(c->ec), pki_cert_serial(c->rsa)),
	    "serial numbers are long and differ");
	ok(pki_cert_ski(c->ec).n == 20, "subject key identifier");
	ok(crypt_pub_kind(pki_cert_pub(c->ec)) == CRYPT_P256 &&
	    crypt_pub_kind(pki_cert_pub(c->rsa)) == CRYPT_RSA &&
	    crypt_pub_bits(pki_cert_pub(c->rsa)) == 3072, "keys");

	es_buf_init(&pem, ES_MIB);
	pki_cert_pem(c->ec, &pem);
	pki_cert_pem(c->ca, &pem);
	ok(pki_cert_parse_pem(list, 2, &n, es_buf_view(&pem), &err) == 0 &&
	    n == 2 && es_view_eq(pki_cert_der(list[1]),
	    pki_cert_der(c->ca)), "PEM and back");
	pki_cert_free(list[0]);
	pki_cert_free(list[1]);
	ok(pki_cert_parse_pem(list, 1, &n, es_buf_view(&pem), &err) < 0 &&
	    err.code == ES_E_LIMIT && n == 0, "one more than wanted");
	es_err_clear(&err);
	ok(pki_cert_parse_pem(list, 2, &n, ES_LIT("hello"), &err) < 0 &&
	    err.code == ES_E_FORMAT, "no PEM");
	es_err_clear(&err);
	es_buf_reset(&pem);
	es_buf_add_view(&pem, pki_cert_der(c->ec));
	es_buf_add_ch(&pem, 0);
	ok(pki_cert_parse(&back, es_buf_view(&pem), &err) < 0 &&
	    err.code == ES_E_FORMAT && back == NULL, "a byte after the end");
	es_err_clear(&err);
	es_buf_fill(&pem, 0, ES_LIMIT_CERT - pem.n);
	ok(pki_cert_parse(&back, es_buf_view(&pem), &err) < 0 &&
	    err.code == ES_E_FORMAT, "at the limit: other reasons");
	es_err_clear(&err);
	es_buf_add_ch(&pem, 0);
	ok(pki_cert_parse(&back, es_buf_view(&pem), &err) < 0 &&
	    err.code == ES_E_LIMIT, "one over the limit");
	es_err_clear(&err);
	es_buf_clear(&pem);
}

static void
refusals(const struct campus *c)
{
	static const char	sixty_five[] = "一二三四五六七八九十"
	    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
	    "一二三四五六七八九十一二三四五六七八九十一二三四五";
	struct es_err		 err = ES_ERR_INIT;
	struct pki_cert		*x;
	struct pki_request	 rq = {
		.profile = PKI_SEAL, .common_name = "x",
		.spki = crypt_key_spki(c->ec_key), .from = 1, .until = 2 };

	ok(pki_make(&x, &rq, c->ca, c->root_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "another issuer's key");
	es_err_clear(&err);
	ok(pki_make(&x, &rq, c->ec, c->ec_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "a seal issues nothing");
	es_err_clear(&err);
	rq.until = 1;
	ok(pki_make(&x, &rq, c->ca, c->ca_key, &err) < 0, "empty validity");
	es_err_clear(&err);
	rq.until = 2;
	rq.common_name = sixty_five;
	ok(pki_make(&x, &rq, c->ca, c->ca_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "65 characters");
	es_err_clear(&err);
	rq.common_name = sixty_five + 3;
	ok(pki_make(&x, &rq, c->ca, c->ca_key, &err) == 0, "64 characters");
	pki_cert_free(x);
	rq.common_name = "a\nb";
	ok(pki_make(&x, &rq, c->ca, c->ca_key, &err) < 0, "two lines");
	es_err_clear(&err);
	rq.common_name = "x";
	rq.crl_url = "ldap://x";
	ok(pki_make(&x, &rq, c->ca, c->ca_key, &err) < 0, "no http");
	es_err_clear(&err);
	rq.crl_url = NULL;
	rq.country = "cn";
	ok(pki_make(&x, &rq, c->ca, c->ca_key, &err) < 0, "small country");
}

static void
cache(const struct campus *c)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_cache	*k;
	struct pki_cert		*a, *b = NULL;

	ok(pki_cache_new(&k, &err) == 0, "a cache");
	ok(pki_cache_get(k, &a, pki_cert_der(c->ec), &err) == 0 &&
	    pki_cache_get(k, &b, pki_cert_der(c->ec), &err) == 0 && a == b,
	    "decoded once");
	pki_cert_free(a);
	pki_cert_free(b);
	ok(pki_cache_get(k, &a, ES_LIT("rubbish"), &err) < 0 &&
	    err.code == ES_E_FORMAT && a == NULL, "rubbish stays rubbish");
	pki_cache_free(k);
}

static enum pki_verdict
judge(struct campus *c, struct pki_cert *leaf, bool with_ca,
    enum pki_purpose purpose, int64_t at)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_judgement	j;

	if (pki_judge(c->trust, leaf, &c->ca, with_ca ? 1 : 0, purpose, at,
	    &j, &err) < 0)
		return PKI_UNKNOWN;
	if (j.verdict == PKI_TRUSTED && (j.path_n < 2 || j.path[0] != leaf ||
	    j.path[j.path_n - 1] != c->root || j.from != CAMPUS_FROM ||
	    j.until != CAMPUS_UNTIL || j.why == NULL))
		return PKI_UNKNOWN;
	return j.verdict;
}

static void
judging(struct campus *c)
{
	struct es_err	 err = ES_ERR_INIT;
	struct campus	 other;
	struct pki_cert	*x, *y, *forged, *of_seal;
	struct es_buf	 b;

	ok(judge(c, c->ec, false, PKI_FOR_SEAL, CAMPUS_NOW) == PKI_NO_PATH,
	    "no path without the issuing CA");
	ok(judge(c, c->ec, true, PKI_FOR_SEAL, CAMPUS_NOW) == PKI_TRUSTED,
	    "a seal");
	ok(judge(c, c->ec, false, PKI_FOR_SEAL, CAMPUS_NOW) == PKI_TRUSTED,
	    "the path is remembered");
	ok(judge(c, c->ec, true, PKI_FOR_SEAL, CAMPUS_FROM) == PKI_TRUSTED &&
	    judge(c, c->ec, true, PKI_FOR_SEAL, CAMPUS_UNTIL) == PKI_TRUSTED,
	    "first and last second");
	ok(judge(c, c->ec, true, PKI_FOR_SEAL, CAMPUS_FROM - 1) ==
	    PKI_NOT_YET, "a second too early");
	ok(judge(c, c->ec, true, PKI_FOR_SEAL, CAMPUS_UNTIL + 1) ==
	    PKI_EXPIRED, "a second too late");
	ok(judge(c, c->ec, true, PKI_FOR_TIME, CAMPUS_NOW) ==
	    PKI_WRONG_PURPOSE, "a seal stamps no time");
	ok(judge(c, c->tsa, true, PKI_FOR_TIME, CAMPUS_NOW) == PKI_TRUSTED &&
	    judge(c, c->tsa, true, PKI_FOR_SEAL, CAMPUS_NOW) ==
	    PKI_WRONG_PURPOSE, "a TSA stamps time and seals nothing");
	ok(judge(c, c->rsa, true, PKI_FOR_SEAL, CAMPUS_NOW) == PKI_TRUSTED,
	    "an RSA seal");
	ok(judge(c, c->ca, true, PKI_FOR_SEAL, CAMPUS_NOW) ==
	    PKI_WRONG_PURPOSE, "a CA seals nothing");
	ok(judge(c, c->rsa, true, PKI_FOR_NOTHING, CAMPUS_NOW) ==
	    PKI_WRONG_PURPOSE, "for nothing");

	campus_open(&other);
	ok(judge(c, other.ec, true, PKI_FOR_SEAL, CAMPUS_NOW) != PKI_TRUSTED
	    && judge(c, other.ec, false, PKI_FOR_SEAL, CAMPUS_NOW) ==
	    PKI_NO_PATH, "another campus with the same names");
	/* A seal of ours whose signature was changed. */
	es_buf_init(&b, ES_MIB);
	es_buf_add_view(&b, pki_cert_der(c->rsa));
	b.p[b.n - 1] ^= 1;
	must(pki_cert_parse(&forged, es_buf_view(&b), &err), &err);
	ok(judge(c, forged, true, PKI_FOR_SEAL, CAMPUS_NOW) ==
	    PKI_BAD_SIGNATURE, "a changed certificate");
	es_buf_clear(&b);
	/* A second issuer under the issuing CA, whose path length is 0. */
	x = campus_issue(PKI_ISSUER, "y", other.ca_key, c->ca, c->ca_key);
	y = campus_issue(PKI_SEAL, "z", other.ec_key, x, other.ca_key);
	must(pki_trust_hint(c->trust, c->ca, &err), &err);
	{
		struct pki_judgement	j;

		must(pki_judge(c->trust, y, &x, 1, PKI_FOR_SEAL, CAMPUS_NOW,
		    &j, &err), &err);
		ok(j.verdict == PKI_BAD_CA, "a CA deeper than allowed");
	}
	ok(judge(c, c->rsa, false, PKI_FOR_SEAL, CAMPUS_NOW) == PKI_TRUSTED,
	    "hints of the trust set are used");
	of_seal = campus_issue(PKI_SEAL, "w", other.ec_key, c->ca, c->ca_key);
	ok(judge(c, of_seal, false, PKI_FOR_SEAL, CAMPUS_NOW) == PKI_TRUSTED,
	    "a new leaf with the hint");
	ok(pki_trust_add(c->trust, c->ca, &err) < 0 &&
	    err.code == ES_E_INPUT, "an issuing CA is no root");
	es_err_clear(&err);
	pki_cert_free(of_seal);
	pki_cert_free(x);
	pki_cert_free(y);
	pki_cert_free(forged);
	campus_close(&other);
}

static void
roots(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_trust	*t;
	struct campus		 c;
	size_t			 i;

	campus_open(&c);
	must(pki_trust_new(&t, &err), &err);
	for (i = 0; i < ES_LIMIT_TRUST_ROOTS; i++)
		must(pki_trust_add(t, c.root, &err), &err);
	ok(1, "as many roots as the limit");
	ok(pki_trust_add(t, c.root, &err) < 0 && err.code == ES_E_LIMIT,
	    "one root over the limit");
	es_err_clear(&err);
	for (i = 0; i < ES_LIMIT_TRUST_ROOTS; i++)
		must(pki_trust_hint(t, c.ca, &err), &err);
	ok(pki_trust_hint(t, c.ca, &err) < 0 && err.code == ES_E_LIMIT,
	    "and the same for hints");
	pki_trust_free(t);
	campus_close(&c);
}

/* Judge a seal below so many CAs that its path has n certificates. */
static enum pki_verdict
path_of(const struct campus *c, size_t n)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_cert		*ca[ES_LIMIT_CHAIN + 1], *leaf;
	struct pki_judgement	 j;
	struct pki_trust	*t;
	struct pki_request	 rq = {
		.profile = PKI_ROOT, .from = CAMPUS_FROM,
		.until = CAMPUS_UNTIL, .spki = crypt_key_spki(c->ca_key) };
	char			 name[20];
	size_t			 i, cas = n - 2;

	must(pki_trust_new(&t, &err), &err);
	must(pki_trust_add(t, c->root, &err), &err);
	for (i = 0; i < cas; i++) {
		snprintf(name, sizeof(name), "CA %zu", i);
		rq.common_name = name;
		must(pki_make(&ca[i], &rq, i == 0 ? c->root : ca[i - 1],
		    i == 0 ? c->root_key : c->ca_key, &err), &err);
	}
	leaf = campus_issue(PKI_SEAL, "leaf", c->ec_key, ca[cas - 1],
	    c->ca_key);
	must(pki_judge(t, leaf, ca, cas, PKI_FOR_SEAL, CAMPUS_NOW, &j, &err),
	    &err);
	if (j.verdict == PKI_TRUSTED && j.path_n != n)
		j.verdict = PKI_UNKNOWN;
	for (i = 0; i < cas; i++)
		pki_cert_free(ca[i]);
	pki_cert_free(leaf);
	pki_trust_free(t);
	return j.verdict;
}

static void
paths(const struct campus *c)
{
	ok(path_of(c, ES_LIMIT_CHAIN) == PKI_TRUSTED,
	    "a path as long as the limit");
	ok(path_of(c, ES_LIMIT_CHAIN + 1) == PKI_NO_PATH, "one over");
}

/* A modulus of so many bits; nobody asks whether it is prime. */
static int
rsa_of(unsigned bits)
{
	struct es_err		 err = ES_ERR_INIT;
	struct crypt_pub	*pub;
	struct es_buf		 b, key, n;
	size_t			 seq;
	int			 rc;

	es_buf_init(&b, ES_MIB);
	es_buf_init(&key, ES_MIB);
	es_buf_init(&n, ES_MIB);
	if (bits % 8 != 0)
		es_buf_add_ch(&n, (unsigned char)(1u << (bits % 8 - 1)));
	es_buf_fill(&n, 0xff, bits / 8);
	seq = der_begin(&key, DER_SEQ);
	der_put_uint(&key, es_buf_view(&n));
	der_put_num(&key, 65537);
	der_end(&key, seq);
	seq = der_begin(&b, DER_SEQ);
	es_buf_add_view(&b, ES_LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7"
	    "\x0d\x01\x01\x01\x05\x00"));
	der_put_head(&b, DER_BITS, key.n + 1);
	es_buf_add_ch(&b, 0);
	es_buf_add_view(&b, es_buf_view(&key));
	der_end(&b, seq);
	rc = crypt_pub_parse(&pub, es_buf_view(&b), &err);
	if (rc == 0 && crypt_pub_bits(pub) != bits)
		rc = -2;
	crypt_pub_free(pub);
	es_buf_clear(&b);
	es_buf_clear(&key);
	es_buf_clear(&n);
	return rc;
}

int
main(void)
{
	struct campus	c;

	oids();
	ders();
	campus_open(&c);
	fields(&c);
	refusals(&c);
	cache(&c);
	judging(&c);
	paths(&c);
	ok(rsa_of(ES_LIMIT_RSA_BITS) == 0, "a modulus at the limit");
	ok(rsa_of(ES_LIMIT_RSA_BITS + 1) == -1, "one bit over");
	campus_close(&c);
	roots();
	return done();
}
