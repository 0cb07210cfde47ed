/* Queries, tokens and responses of RFC 3161, both directions. */
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/der.h"
#include "crypt/oid.h"
#include "tests/unit/campus.h"
#include "tests/unit/tap.h"
#include "tsa/query.h"
#include "tsa/stamp.h"
#include "tsa/token.h"

#define POLICY	"1.3.6.1.4.1.99999.1.1"

static struct campus	campus;

static bool
same_query(const struct tsa_query *a, const struct tsa_query *b)
{
	return a->md == b->md && memcmp(a->imprint, b->imprint,
	    sizeof(a->imprint)) == 0 && a->policy_n == b->policy_n &&
	    memcmp(a->policy, b->policy, sizeof(a->policy)) == 0 &&
	    a->nonce_n == b->nonce_n && memcmp(a->nonce, b->nonce,
	    sizeof(a->nonce)) == 0 && a->cert_req == b->cert_req;
}

static void
queries(void)
{
	struct es_err		err = ES_ERR_INIT;
	struct tsa_query	q, back;
	enum tsa_failure	why;
	struct es_buf		b;
	enum crypt_md		md;

	es_buf_init(&b, ES_LIMIT_TSA_QUERY + 1);
	ok(tsa_query_for(&q, ES_LIT("data"), &err) == 0 &&
	    tsa_query_write(&q, &b, &err) == 0, "a query");
	ok(tsa_query_parse(&back, es_buf_view(&b), &why, &err) == 0 &&
	    why == TSA_FAIL_NONE && same_query(&q, &back), "and back");
	for (md = CRYPT_SHA256; md <= CRYPT_SHA512; md++) {
		memset(&q, 0, sizeof(q));
		q.md = md;
		memset(q.imprint, 7, crypt_md_size(md));
		es_buf_reset(&b);
		ok(tsa_query_write(&q, &b, &err) == 0 &&
		    tsa_query_parse(&back, es_buf_view(&b), &why, &err) == 0
		    && same_query(&q, &back), "%s, bare", crypt_md_name(md));
	}
	es_buf_clear(&b);
}

enum slip {
	NONE, VERSION, BAD_ALG, IMPRINT_SHORT, EXTENSION, TRAILING, TAIL,
	NONCE_LIMIT, NONCE_OVER, POLICY_LIMIT, POLICY_OVER, NONCE_PADDED,
	BOOL_ODD, CERT_FALSE, SLIP__MAX
};

static const struct {
	const char		*what;
	enum tsa_failure	 why;
} slips[SLIP__MAX] = {
	[NONE] = { "none", TSA_FAIL_NONE },
	[VERSION] = { "version 2", TSA_FAIL_BAD_REQUEST },
	[BAD_ALG] = { "SHA-1", TSA_FAIL_BAD_ALG },
	[IMPRINT_SHORT] = { "a short imprint", TSA_FAIL_BAD_DATA },
	[EXTENSION] = { "an extension", TSA_FAIL_EXTENSION },
	[TRAILING] = { "a byte after the end", TSA_FAIL_BAD_DATA },
	[TAIL] = { "an element too many", TSA_FAIL_BAD_DATA },
	[NONCE_LIMIT] = { "the longest nonce", TSA_FAIL_NONE },
	[NONCE_OVER] = { "a nonce one over", TSA_FAIL_BAD_REQUEST },
	[POLICY_LIMIT] = { "the longest policy", TSA_FAIL_NONE },
	[POLICY_OVER] = { "a policy one over", TSA_FAIL_POLICY },
	[NONCE_PADDED] = { "a padded nonce", TSA_FAIL_BAD_DATA },
	[BOOL_ODD] = { "a boolean of 01", TSA_FAIL_BAD_DATA },
	[CERT_FALSE] = { "certReq FALSE written out", TSA_FAIL_NONE },
};

static void
slip(enum slip s)
{
	unsigned char		long_nonce[TSA_NONCE_MAX + 1];
	struct es_err		err = ES_ERR_INIT;
	struct tsa_query	q;
	enum tsa_failure	why;
	struct es_buf		b;
	size_t			seq, at;
	int			rc;

	memset(long_nonce, 0x11, sizeof(long_nonce));
	es_buf_init(&b, ES_LIMIT_TSA_QUERY);
	seq = der_begin(&b, DER_SEQ);
	der_put_num(&b, s == VERSION ? 2 : 1);
	at = der_begin(&b, DER_SEQ);
	es_buf_add_view(&b, s == BAD_ALG ?
	    ES_LIT("\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a") : ALG_SHA256);
	der_put(&b, DER_OCTETS, es_view(long_nonce, s == IMPRINT_SHORT ? 31 :
	    s == BAD_ALG ? 20 : 32));
	der_end(&b, at);
	if (s == POLICY_LIMIT || s == POLICY_OVER)
		der_put(&b, DER_OID, es_view(long_nonce, TSA_OID_MAX +
		    (s == POLICY_OVER)));
	if (s == NONCE_LIMIT || s == NONCE_OVER)
		der_put(&b, DER_INT, es_view(long_nonce, TSA_NONCE_MAX +
		    (s == NONCE_OVER)));
	if (s == NONCE_PADDED)
		der_put(&b, DER_INT, ES_LIT("\x00\x11"));
	if (s == BOOL_ODD)
		der_put(&b, DER_BOOL, ES_LIT("\x01"));
	if (s == CERT_FALSE)
		der_put(&b, DER_BOOL, ES_LIT("\x00"));
	if (s == EXTENSION)
		der_put(&b, DER_CONS, ES_LIT("\x30\x00"));
	if (s == TAIL)
		der_put(&b, DER_NULL, ES_VIEW_EMPTY);
	der_end(&b, seq);
	if (s == TRAILING)
		es_buf_add_ch(&b, 0);
	rc = tsa_query_parse(&q, es_buf_view(&b), &why, &err);
	ok(why == slips[s].why && (rc < 0) == (why != TSA_FAIL_NONE),
	    "%s: %s", slips[s].what, err.msg);
	es_buf_clear(&b);
}

static void
query_size(void)
{
	static unsigned char	big[ES_LIMIT_TSA_QUERY + 1];
	struct es_err		err = ES_ERR_INIT;
	struct tsa_query	q;
	enum tsa_failure	why;

	ok(tsa_query_parse(&q, es_view(big, ES_LIMIT_TSA_QUERY), &why,
	    &err) < 0 && err.code == ES_E_FORMAT, "query at the limit");
	es_err_clear(&err);
	ok(tsa_query_parse(&q, es_view(big, ES_LIMIT_TSA_QUERY + 1), &why,
	    &err) < 0 && err.code == ES_E_LIMIT, "query one over");
}

static void
responses(void)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_view	token;
	struct es_buf	b;

	es_buf_init(&b, ES_MIB);
	tsa_response_granted(&b, ES_LIT("\x30\x03\x02\x01\x07"));
	ok(tsa_response_token(es_buf_view(&b), &token, &err) == 0 &&
	    es_view_eq(token, ES_LIT("\x30\x03\x02\x01\x07")), "granted");
	es_buf_add_ch(&b, 0);
	ok(tsa_response_token(es_buf_view(&b), &token, &err) < 0 &&
	    err.code == ES_E_FORMAT && token.n == 0, "a byte after it");
	es_err_clear(&err);
	es_buf_reset(&b);
	tsa_response_rejected(&b, TSA_FAIL_SYSTEM, "no key today");
	ok(es_view_eq(es_buf_view(&b), ES_LIT("\x30\x1c\x30\x1a\x02\x01\x02"
	    "\x30\x0e\x0c\x0cno key today\x03\x05\x06\x00\x00\x00\x40")),
	    "rejected: bit 25 of a named bit list");
	ok(tsa_response_token(es_buf_view(&b), &token, &err) < 0 &&
	    err.code == ES_E_UPSTREAM && strstr(err.msg, "no key today") !=
	    NULL, "a rejection: %s", err.msg);
	es_err_clear(&err);
	es_buf_clear(&b);
}

static bool
all_good(struct tsa_token *tok, int64_t at)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_judgement	 j;
	struct cms_verdict	 v;
	struct pki_cert *const	*more;
	size_t			 n;

	more = cms_certs(tsa_token_cms(tok), &n);
	return tsa_token_verify(tok, &v, &err) == 0 && cms_verdict_good(&v)
	    && pki_judge(campus.trust, cms_signer_cert(tsa_token_cms(tok)),
	    more, n, PKI_FOR_TIME, at, &j, &err) == 0 &&
	    j.verdict == PKI_TRUSTED;
}

static void
stamps(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct tsa_query	 q, other;
	struct tsa_token	*tok, *tok2 = NULL;
	enum tsa_failure	 why;
	enum tsa_match		 m;
	struct es_buf		 b, oid;
	struct tsa		*t;
	struct pki_cache	*cache = pki_trust_cache(campus.trust);
	char			 text[64];

	ok(tsa_new(&t, campus.ec_key, campus.ec, NULL, 0, POLICY, 1000,
	    &err) < 0 && err.code == ES_E_INPUT && t == NULL,
	    "a seal is no TSA");
	es_err_clear(&err);
	ok(tsa_new(&t, campus.tsa_key, campus.tsa, &campus.ca, 1, "1.2.x",
	    1000, &err) < 0 && t == NULL, "no policy");
	es_err_clear(&err);
	ok(tsa_new(&t, campus.tsa_key, campus.tsa, &campus.ca, 1, POLICY,
	    1500, &err) == 0, "a TSA");
	must(tsa_query_for(&q, ES_LIT("data"), &err), &err);
	es_buf_init(&b, ES_LIMIT_TSA_TOKEN);
	ok(tsa_stamp(t, &q, CAMPUS_NOW * (int64_t)1000000 + 250999, &b, &why,
	    &err) == 0 && why == TSA_FAIL_NONE, "a stamp");
	ok(b.n <= tsa_token_max(t), "%zu bytes, %zu foretold", b.n,
	    tsa_token_max(t));
	ok(es_view_find(es_buf_view(&b), ES_LIT("20261123080000.25Z"), 0) !=
	    SIZE_MAX, "milliseconds without trailing zeros");
	ok(tsa_token_parse(&tok, es_buf_view(&b), cache, &err) == 0,
	    "parsed: %s", err.msg);
	ok(all_good(tok, CAMPUS_NOW), "signed and trusted");
	ok(tsa_token_match(tok, &q) == TSA_MATCH_YES, "answers the query");
	ok(tsa_token_time(tok) == CAMPUS_NOW &&
	    tsa_token_accuracy(tok) == 1500, "time and accuracy");
	es_buf_init(&oid, 64);
	der_oid_to_text(&oid, tsa_token_policy(tok));
	snprintf(text, sizeof(text), "%s", es_buf_cstr(&oid));
	is_str(text, POLICY, "policy");
	es_buf_clear(&oid);
	ok(tsa_token_serial(tok).n == 17, "a serial number of 128 bits");
	ok(tsa_token_stamps(tok, ES_LIT("data"), &m, &err) == 0 &&
	    m == TSA_MATCH_YES && tsa_token_stamps(tok, ES_LIT("dato"), &m,
	    &err) == 0 && m == TSA_MATCH_OTHER_BYTES, "what it stamps");
	other = q;
	other.nonce[3] ^= 1;
	ok(tsa_token_match(tok, &other) == TSA_MATCH_OTHER_NONCE,
	    "another nonce");
	other = q;
	other.imprint[3] ^= 1;
	ok(tsa_token_match(tok, &other) == TSA_MATCH_OTHER_BYTES,
	    "other bytes");
	other = q;
	other.policy_n = 2;
	ok(tsa_token_match(tok, &other) == TSA_MATCH_OTHER_POLICY,
	    "another policy");
	es_buf_reset(&b);
	ok(tsa_stamp(t, &other, 0, &b, &why, &err) < 0 &&
	    why == TSA_FAIL_POLICY && err.code == ES_E_INPUT,
	    "a policy that is not ours");
	es_err_clear(&err);

	/* Bare: no nonce, no certificates, a round second, SHA-512. */
	memset(&q, 0, sizeof(q));
	q.md = CRYPT_SHA512;
	ok(tsa_stamp(t, &q, CAMPUS_NOW * (int64_t)1000000, &b, &why, &err) ==
	    0 && tsa_token_parse(&tok2, es_buf_view(&b), cache, &err) == 0,
	    "a bare one");
	ok(es_view_find(es_buf_view(&b), ES_LIT("20261123080000Z"), 0) !=
	    SIZE_MAX, "no fraction");
	ok(tsa_token_match(tok2, &q) == TSA_MATCH_YES &&
	    cms_signer_cert(tsa_token_cms(tok2)) == NULL &&
	    !es_view_eq(tsa_token_serial(tok), tsa_token_serial(tok2)),
	    "without certificates, another serial number");
	tsa_token_free(tok2);

	/* The longest query there is. */
	memset(q.imprint, 0xff, sizeof(q.imprint));
	memset(q.nonce, 0x7f, sizeof(q.nonce));
	q.nonce_n = TSA_NONCE_MAX;
	q.cert_req = true;
	es_buf_reset(&b);
	ok(tsa_stamp(t, &q, CAMPUS_NOW * (int64_t)1000000 + 1000, &b, &why,
	    &err) == 0 && b.n <= tsa_token_max(t), "longest query");

	/* A changed time. */
	es_buf_reset(&b);
	must(tsa_query_for(&q, ES_LIT("data"), &err), &err);
	must(tsa_stamp(t, &q, CAMPUS_NOW * (int64_t)1000000, &b, &why, &err),
	    &err);
	b.p[es_view_find(es_buf_view(&b), ES_LIT("20261123080000Z"), 0) + 3] =
	    '5';
	ok(tsa_token_parse(&tok2, es_buf_view(&b), cache, &err) == 0 &&
	    !all_good(tok2, CAMPUS_NOW) && tsa_token_time(tok2) < CAMPUS_NOW,
	    "a changed time is not good");
	tsa_token_free(tok2);
	tsa_token_free(tok);
	es_buf_clear(&b);
	es_buf_init(&b, ES_MIB);
	es_buf_fill(&b, 0x30, ES_LIMIT_TSA_TOKEN);
	ok(tsa_token_parse(&tok, es_buf_view(&b), cache, &err) < 0 &&
	    err.code == ES_E_FORMAT, "a token at the limit");
	es_err_clear(&err);
	es_buf_add_ch(&b, 0x30);
	ok(tsa_token_parse(&tok, es_buf_view(&b), cache, &err) < 0 &&
	    err.code == ES_E_LIMIT, "one over");
	es_buf_clear(&b);
	tsa_free(t);
}

int
main(void)
{
	enum slip	s;

	campus_open(&campus);
	queries();
	for (s = NONE; s < SLIP__MAX; s++)
		slip(s);
	query_size();
	responses();
	stamps();
	campus_close(&campus);
	return done();
}
