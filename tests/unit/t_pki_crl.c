/* Revocation lists: written, read, whose they are, what they are about. */
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/der.h"
#include "pki/pki_priv.h"
#include "pki/urls.h"
#include "tests/unit/revocation.h"
#include "tests/unit/tap.h"

#define SERIAL	ES_LIT("\x41\x42\x43")

/* A list with any extensions: "exts" is the content of Extensions. */
static struct pki_crl *
list_with(struct es_view exts, struct es_view entries, const char *version)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pki_crl	*crl = NULL;
	struct es_buf	 b, all;
	size_t		 seq, c0;

	es_buf_init(&b, ES_MIB);
	es_buf_init(&all, ES_MIB);
	seq = der_begin(&b, DER_SEQ);
	es_buf_add_str(&b, version);
	pki_alg_put(&b, c.ca_key);
	es_buf_add_view(&b, pki_cert_subject_der(c.ca));
	der_put_x509_time(&b, CAMPUS_NOW);
	der_put_x509_time(&b, CAMPUS_NOW + DAY);
	if (entries.n != 0)
		der_put(&b, DER_SEQ, entries);
	if (exts.n != 0) {
		c0 = der_begin(&b, DER_CONS);
		der_put(&b, DER_SEQ, exts);
		der_end(&b, c0);
	}
	der_end(&b, seq);
	must(pki_signed_put(&all, es_buf_view(&b), ES_VIEW_EMPTY, c.ca_key,
	    &err), &err);
	(void)!pki_crl_parse(&crl, es_buf_view(&all), &err);
	es_buf_clear(&b);
	es_buf_clear(&all);
	return crl;
}

static enum pki_crl_use
use_with(struct es_view exts, struct es_view entries,
    const struct pki_cert *cert)
{
	struct pki_crl		*crl = list_with(exts, entries,
				    "\x02\x01\x01");
	enum pki_crl_use	 use;

	if (crl == NULL)
		return PKI_CRL_UNKNOWN;
	use = pki_crl_use(crl, cert, c.ca);
	pki_crl_free(crl);
	return use;
}

static void
lists(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_crl_entry	 e[3] = {
		{ SERIAL, { CAMPUS_NOW - 5, PKI_REASON_KEY,
		    CAMPUS_NOW - 500 } },
		{ pki_cert_serial(c.ec), { CAMPUS_NOW - 4,
		    PKI_REASON_UNSPECIFIED, 0 } },
		{ ES_LIT("\x01"), { CAMPUS_NOW - 3, PKI_REASON_HOLD, 0 } } };
	struct pki_crl		*crl = list_of(e, 3, CAMPUS_NOW), *back;
	enum crypt_verdict	 v;
	struct pki_revoked	 r;
	struct es_buf		 b;

	ok(pki_crl_count(crl) == 3 && pki_crl_this_update(crl) == CAMPUS_NOW
	    && pki_crl_next_update(crl) == CAMPUS_NOW + DAY &&
	    es_view_eq(pki_crl_number(crl), ES_LIT("\x07")), "a list");
	ok(pki_crl_find(crl, SERIAL, &r) == 1 && r.at == CAMPUS_NOW - 5 &&
	    r.reason == PKI_REASON_KEY && r.invalid_since == CAMPUS_NOW -
	    500, "an entry with reason and invalidity date");
	ok(pki_crl_find(crl, pki_cert_serial(c.ec), &r) == 1 && r.reason ==
	    PKI_REASON_UNSPECIFIED && r.invalid_since == 0, "one without");
	ok(pki_crl_find(crl, pki_cert_serial(c.rsa), &r) == 0 && r.at == 0,
	    "not listed");
	ok(pki_crl_use(crl, c.ec, c.ca) == PKI_CRL_USABLE, "usable");
	ok(pki_crl_use(crl, c.ca, c.root) == PKI_CRL_OTHER_ISSUER,
	    "another issuer's certificate");
	ok(pki_crl_verify(crl, c.ca, &v, &err) == 0 && v == CRYPT_SIG_GOOD,
	    "its signature");
	ok(pki_crl_verify(crl, c.root, &v, &err) == 0 && v == CRYPT_SIG_BAD,
	    "not signed by another");
	es_buf_init(&b, ES_MIB);
	es_buf_add_view(&b, pki_crl_der(crl));
	b.p[es_view_find(es_buf_view(&b), SERIAL, 0)] ^= 1;
	ok(pki_crl_parse(&back, es_buf_view(&b), &err) == 0 &&
	    pki_crl_verify(back, c.ca, &v, &err) == 0 && v == CRYPT_SIG_BAD,
	    "a changed entry");
	pki_crl_free(back);
	es_buf_add_ch(&b, 0);
	ok(pki_crl_parse(&back, es_buf_view(&b), &err) < 0 && back == NULL &&
	    err.code == ES_E_FORMAT, "a byte after the end");
	es_buf_clear(&b);
	pki_crl_free(crl);
	crl = list_of(NULL, 0, CAMPUS_NOW);
	ok(pki_crl_count(crl) == 0 && pki_crl_find(crl, SERIAL, &r) == 0,
	    "an empty list");
	pki_crl_free(crl);
}

/* Extensions: 2.5.29.x, critical, value. */
static void
scopes(void)
{
	const struct pki_cert	*seal = c.ec;
	const struct es_view	 none = ES_VIEW_EMPTY;
	static const struct {
		struct es_view		 exts, entries;
		enum pki_crl_use	 want;
		const char		*what;
	} t[] = {
#define EXT(s)	{ (const unsigned char *)(s), sizeof(s) - 1 }
		{ EXT("\x30\x0d\x06\x03\x55\x1d\x1b\x01\x01\xff\x04\x03"
		    "\x02\x01\x01"), { NULL, 0 }, PKI_CRL_DELTA, "a delta" },
		{ EXT("\x30\x0f\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x05"
		    "\x30\x03\x84\x01\xff"), { NULL, 0 }, PKI_CRL_INDIRECT,
		    "an indirect list" },
		{ EXT("\x30\x0f\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x05"
		    "\x30\x03\x85\x01\xff"), { NULL, 0 }, PKI_CRL_PARTIAL,
		    "attribute certificates only" },
		{ EXT("\x30\x10\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x06"
		    "\x30\x04\x83\x02\x06\x40"), { NULL, 0 },
		    PKI_CRL_PARTIAL, "some reasons only" },
		{ EXT("\x30\x0f\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x05"
		    "\x30\x03\x82\x01\xff"), { NULL, 0 },
		    PKI_CRL_OUT_OF_SCOPE, "CA certificates only" },
		{ EXT("\x30\x0f\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x05"
		    "\x30\x03\x81\x01\xff"), { NULL, 0 }, PKI_CRL_USABLE,
		    "end entities only" },
		{ EXT("\x30\x0c\x06\x03\x55\x1d\x7e\x01\x01\xff\x04\x02"
		    "\x05\x00"), { NULL, 0 }, PKI_CRL_CRITICAL,
		    "an unknown critical extension" },
		{ EXT("\x30\x09\x06\x03\x55\x1d\x7e\x04\x02\x05\x00"),
		    { NULL, 0 }, PKI_CRL_USABLE, "one that is not critical" },
		{ EXT("\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"
		    "\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"),
		    { NULL, 0 }, PKI_CRL_UNKNOWN, "a number twice" },
		{ EXT("\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"),
		    EXT("\x30\x14\x02\x01\x05\x17\x0d" "260101000000Z"),
		    PKI_CRL_UNKNOWN, "an entry cut short" },
		{ EXT("\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"),
		    EXT("\x30\x20\x02\x01\x05\x17\x0d" "260101000000Z"
		    "\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01"
		    "\x07"), PKI_CRL_UNKNOWN, "a reason that does not exist" },
		{ EXT("\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"),
		    EXT("\x30\x22\x02\x01\x05\x17\x0d" "260101000000Z"
		    "\x30\x0e\x30\x0c\x06\x03\x55\x1d\x1d\x01\x01\xff\x04"
		    "\x02\x30\x00"), PKI_CRL_INDIRECT,
		    "an entry of another issuer" },
		{ EXT("\x30\x0a\x06\x03\x55\x1d\x14\x04\x03\x02\x01\x05"),
		    EXT("\x30\x22\x02\x01\x05\x17\x0d" "260101000000Z"
		    "\x30\x0e\x30\x0c\x06\x03\x55\x1d\x7d\x01\x01\xff\x04"
		    "\x02\x30\x00"), PKI_CRL_CRITICAL,
		    "an entry with an unknown critical extension" },
		/* cRLDistributionPoints of the campus: .../crl */
		{ EXT("\x30\x33\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x29"
		    "\x30\x27\xa0\x25\xa0\x23\x86\x21"
		    "http://seal.example.edu.cn/crl/01"), { NULL, 0 },
		    PKI_CRL_OUT_OF_SCOPE, "another distribution point" },
		{ EXT("\x30\x30\x06\x03\x55\x1d\x1c\x01\x01\xff\x04\x26"
		    "\x30\x24\xa0\x22\xa0\x20\x86\x1e"
		    "http://seal.example.edu.cn/crl"), { NULL, 0 },
		    PKI_CRL_USABLE, "the certificate's distribution point" },
	};
	struct pki_crl		*crl;
	size_t			 i;

	for (i = 0; i < ES_COUNT(t); i++)
		ok(use_with(t[i].exts, t[i].entries, seal) == t[i].want,
		    "%s: %s", t[i].what, pki_crl_use_name(t[i].want));
	crl = list_with(none, none, "");
	ok(crl != NULL && pki_crl_use(crl, seal, c.ca) == PKI_CRL_USABLE,
	    "version 1");
	pki_crl_free(crl);
	ok((crl = list_with(t[7].exts, none, "")) == NULL,
	    "version 1 has no extensions");
	pki_crl_free(crl);
	ok((crl = list_with(none, none, "\x02\x01\x02")) == NULL,
	    "version 3 does not exist");
	pki_crl_free(crl);
}

static void
list_refusals(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_crl_entry	 e = { SERIAL, { 1, PKI_REASON_REMOVE, 0 } };
	struct pki_crl_request	 rq = { .this_update = 5, .next_update = 5 };
	struct pki_crl		*crl;
	enum pki_reason		 r;

	ok(pki_crl_make(&crl, &rq, c.ca, c.ca_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "ends when it begins");
	es_err_clear(&err);
	rq.next_update = 6;
	ok(pki_crl_make(&crl, &rq, c.ca, c.root_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "another issuer's key");
	es_err_clear(&err);
	ok(pki_crl_make(&crl, &rq, c.ec, c.ec_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "a seal signs no lists");
	es_err_clear(&err);
	rq.entry = &e;
	rq.entry_n = 1;
	ok(pki_crl_make(&crl, &rq, c.ca, c.ca_key, &err) < 0 &&
	    err.code == ES_E_INPUT, "a reason of deltas");
	es_err_clear(&err);
	ok(pki_reason_parse(&r, ES_LIT("keyCompromise"), &err) == 0 &&
	    r == PKI_REASON_KEY && pki_reason_parse(&r, ES_LIT("boredom"),
	    &err) < 0 && err.code == ES_E_INPUT, "reasons by name");
	is_str(pki_reason_name((enum pki_reason)7), "unspecified", "no 7");
}

/* A list of exactly so many bytes: zeros fill a harmless extension. */
static int
list_size(size_t n)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pki_crl	*crl;
	struct es_buf	 b;
	size_t		 all, tbs, c0, list, ext, oct, extra;
	int		 rc;

	es_buf_init(&b, 2 * ES_LIMIT_CRL);
	all = der_begin(&b, DER_SEQ);
	tbs = der_begin(&b, DER_SEQ);
	es_buf_add_view(&b, ES_LIT("\x02\x01\x01"));
	pki_alg_put(&b, c.ca_key);
	es_buf_add_view(&b, pki_cert_subject_der(c.ca));
	der_put_x509_time(&b, CAMPUS_NOW);
	c0 = der_begin(&b, DER_CONS);
	list = der_begin(&b, DER_SEQ);
	ext = der_begin(&b, DER_SEQ);
	es_buf_add_view(&b, ES_LIT("\x06\x03\x55\x1d\x7e"));
	oct = der_begin(&b, DER_OCTETS);
	/* Heads of six long forms grow by four octets each, and the tail. */
	extra = 6 * 4 + 12 + 4;
	es_buf_fill(&b, 0, n - b.n - extra);
	der_end(&b, oct);
	der_end(&b, ext);
	der_end(&b, list);
	der_end(&b, c0);
	der_end(&b, tbs);
	pki_alg_put(&b, c.ca_key);
	es_buf_add_view(&b, ES_LIT("\x03\x02\x00\x00"));
	der_end(&b, all);
	rc = b.n != n ? -2 : pki_crl_parse(&crl, es_buf_view(&b), &err);
	if (rc == -2)
		printf("# %zu bytes, wanted %zu\n", b.n, n);
	if (rc == 0)
		pki_crl_free(crl);
	es_buf_clear(&b);
	return rc == -1 ? (int)err.code : rc;
}

static void
addresses(void)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_request	rq = {
		.profile = PKI_SEAL, .common_name = "x",
		.spki = crypt_key_spki(c.ec_key), .from = CAMPUS_FROM,
		.until = CAMPUS_UNTIL, .crl_url = "http://a/1.crl",
		.issuer_url = "https://a/2.cer", .ocsp_url = "http://a/3" };
	struct es_view		v[PKI_URLS_MAX];
	struct pki_cert		*x;

	must(pki_make(&x, &rq, c.ca, c.ca_key, &err), &err);
	ok(pki_cert_urls(x, PKI_URL_CRL, v, PKI_URLS_MAX) == 1 &&
	    es_view_eq_str(v[0], "http://a/1.crl"), "where the list is");
	ok(pki_cert_urls(x, PKI_URL_OCSP, v, PKI_URLS_MAX) == 1 &&
	    es_view_eq_str(v[0], "http://a/3"), "where to ask");
	ok(pki_cert_urls(x, PKI_URL_ISSUER, v, PKI_URLS_MAX) == 1 &&
	    es_view_eq_str(v[0], "https://a/2.cer"), "where the issuer is");
	ok(pki_cert_urls(x, PKI_URL_OCSP, v, 0) == 0, "no room");
	pki_cert_free(x);
	ok(pki_cert_urls(c.ec, PKI_URL_OCSP, v, PKI_URLS_MAX) == 0, "none");
}

static void
times(void)
{
	static const char *const	bad[] = { "260230000000Z",
	    "260101000060Z", "2601010000Z", "260101000000", "26010100000xZ" };
	struct der_fail	f = { NULL };
	struct es_buf	b;
	struct der	d;
	size_t		i;

	es_buf_init(&b, 100);
	der_put_x509_time(&b, CAMPUS_NOW);
	der_put_x509_time(&b, -600000000);
	der_put_x509_time(&b, (int64_t)3000000000);
	d = der_open(es_buf_view(&b), &f);
	ok(der_x509_time(&d) == CAMPUS_NOW &&
	    der_x509_time(&d) == -600000000 &&
	    der_x509_time(&d) == (int64_t)3000000000 && f.why == NULL,
	    "both forms of time");
	for (i = 0; i < ES_COUNT(bad); i++) {
		es_buf_reset(&b);
		der_put(&b, DER_UTCTIME, es_view_str(bad[i]));
		f.why = NULL;
		d = der_open(es_buf_view(&b), &f);
		(void)der_x509_time(&d);
		ok(f.why != NULL, "no time: %s", bad[i]);
	}
	es_buf_clear(&b);
}

int
main(void)
{
	revocation_open();
	times();
	lists();
	scopes();
	list_refusals();
	ok(list_size(ES_LIMIT_CRL) == 0, "a list at the limit");
	ok(list_size(ES_LIMIT_CRL + 1) == ES_E_LIMIT, "one byte over");
	addresses();
	revocation_close();
	return done();
}
