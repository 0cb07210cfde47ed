/* OCSP: queries and answers written and read, and who may answer. */
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/der.h"
#include "tests/unit/revocation.h"
#include "tests/unit/tap.h"

static int
query_of(size_t ids, size_t nonce)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_ocsp_query	 q, back;
	struct es_buf		 b;
	size_t			 seq, tbs, list, one, c2, i;
	int			 rc;

	must(pki_ocsp_query_for(&q, CRYPT_SHA1, c.ec, c.ca, false, &err),
	    &err);
	es_buf_init(&b, ES_MIB);
	seq = der_begin(&b, DER_SEQ);
	tbs = der_begin(&b, DER_SEQ);
	list = der_begin(&b, DER_SEQ);
	for (i = 0; i < ids; i++) {
		struct es_buf	t;

		es_buf_init(&t, ES_MIB);
		must(pki_ocsp_query_write(&q, &t, &err), &err);
		/* 30 len 30 len 30 len: the Request is what follows. */
		one = es_view_find(es_buf_view(&t), ES_LIT("\x06\x05\x2b"),
		    0) - 6;
		es_buf_add_view(&b, es_view_sub(es_buf_view(&t), one,
		    t.n));
		es_buf_clear(&t);
	}
	der_end(&b, list);
	if (nonce != 0) {
		c2 = der_begin(&b, DER_CONS | 2);
		list = der_begin(&b, DER_SEQ);
		one = der_begin(&b, DER_SEQ);
		es_buf_add_view(&b, ES_LIT("\x06\x09\x2b\x06\x01\x05\x05\x07"
		    "\x30\x01\x02"));
		i = der_begin(&b, DER_OCTETS);
		der_put_head(&b, DER_OCTETS, nonce);
		es_buf_fill(&b, 'n', nonce);
		der_end(&b, i);
		der_end(&b, one);
		der_end(&b, list);
		der_end(&b, c2);
	}
	der_end(&b, tbs);
	der_end(&b, seq);
	rc = pki_ocsp_query_parse(&back, es_buf_view(&b), &err);
	if (rc == 0 && (back.id_n != ids || back.nonce_n != nonce ||
	    memcmp(&back.id[ids - 1], &q.id[0], sizeof(q.id[0])) != 0))
		rc = -2;
	es_buf_clear(&b);
	return rc == -1 ? (int)err.code : rc;
}

static void
queries(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_ocsp_query	 q, back;
	struct es_buf		 b;
	bool			 same;

	es_buf_init(&b, ES_MIB);
	must(pki_ocsp_query_for(&q, CRYPT_SHA256, c.ec, c.ca, true, &err),
	    &err);
	ok(q.nonce_n == 16 && pki_ocsp_query_write(&q, &b, &err) == 0 &&
	    pki_ocsp_query_parse(&back, es_buf_view(&b), &err) == 0 &&
	    memcmp(&q, &back, sizeof(q)) == 0, "a query and back");
	ok(pki_ocsp_id_of_issuer(&q.id[0], c.ca, &same, &err) == 0 && same &&
	    pki_ocsp_id_of_issuer(&q.id[0], c.root, &same, &err) == 0 &&
	    !same, "it names its issuer");
	es_buf_add_ch(&b, 0);
	ok(pki_ocsp_query_parse(&back, es_buf_view(&b), &err) < 0 &&
	    err.code == ES_E_FORMAT, "a byte after the end");
	es_err_clear(&err);
	es_buf_fill(&b, 0, ES_LIMIT_OCSP_QUERY - b.n);
	ok(pki_ocsp_query_parse(&back, es_buf_view(&b), &err) < 0 &&
	    err.code == ES_E_FORMAT, "at the limit: other reasons");
	es_err_clear(&err);
	es_buf_add_ch(&b, 0);
	ok(pki_ocsp_query_parse(&back, es_buf_view(&b), &err) < 0 &&
	    err.code == ES_E_LIMIT, "one over");
	es_err_clear(&err);
	es_buf_clear(&b);
	ok(query_of(1, 0) == 0, "one certificate");
	ok(query_of(ES_LIMIT_OCSP_IDS, 1) == 0, "as many as the limit");
	ok(query_of(ES_LIMIT_OCSP_IDS + 1, 0) == ES_E_LIMIT, "one over");
	ok(query_of(1, PKI_OCSP_NONCE_MAX) == 0, "the longest nonce");
	ok(query_of(1, PKI_OCSP_NONCE_MAX + 1) == ES_E_FORMAT, "one over");
	ok(pki_ocsp_query_parse(&back, ES_LIT("\x30\x04\x30\x02\x30\x00"),
	    &err) < 0 && err.code == ES_E_FORMAT, "asks for nothing");
}

static enum pki_ocsp_signer
signer_of(struct say s, struct pki_cert **who)
{
	struct es_err		 err = ES_ERR_INIT;
	enum pki_ocsp_signer	 out;
	struct pki_ocsp		*o;
	struct es_buf		 b;

	s.status = PKI_OCSP_GOOD;
	must(pki_ocsp_parse(&o, answer(&b, c.ec, s), cache, &err), &err);
	must(pki_ocsp_verify(o, c.ca, &out, who, &err), &err);
	pki_ocsp_free(o);
	es_buf_clear(&b);
	return out;
}

static void
answers(void)
{
	const struct pki_ocsp_single	*s;
	struct es_err			 err = ES_ERR_INIT;
	struct pki_ocsp			*o;
	struct es_buf			 b;
	struct say			 say = { PKI_OCSP_REVOKED,
					    { CAMPUS_NOW - 9,
					    PKI_REASON_SUPERSEDED, 0 },
					    CAMPUS_NOW, NULL, NULL, false,
					    CRYPT_SHA256, CAMPUS_FROM };

	must(pki_ocsp_parse(&o, answer(&b, c.ec, say), cache, &err), &err);
	ok(pki_ocsp_produced_at(o) == CAMPUS_NOW && pki_ocsp_count(o) == 1 &&
	    es_view_eq_str(pki_ocsp_nonce(o), "12345678") &&
	    pki_ocsp_keeps_since(o) == CAMPUS_FROM, "an answer");
	ok(pki_ocsp_find(o, c.ec, c.ca, &s, &err) == 1 &&
	    s->status == PKI_OCSP_REVOKED && s->revoked.at == CAMPUS_NOW - 9
	    && s->revoked.reason == PKI_REASON_SUPERSEDED &&
	    s->this_update == CAMPUS_NOW && s->next_update == CAMPUS_NOW +
	    DAY && s == pki_ocsp_single(o, 0), "what it says");
	ok(pki_ocsp_find(o, c.rsa, c.ca, &s, &err) == 0 && s == NULL &&
	    pki_ocsp_find(o, c.ec, c.root, &s, &err) == 0,
	    "nothing about others");
	pki_ocsp_free(o);
	es_buf_add_ch(&b, 0);
	ok(pki_ocsp_parse(&o, es_buf_view(&b), cache, &err) < 0 && o == NULL
	    && err.code == ES_E_FORMAT, "a byte after the end");
	es_err_clear(&err);
	es_buf_fill(&b, 0, ES_LIMIT_OCSP - b.n);
	ok(pki_ocsp_parse(&o, es_buf_view(&b), cache, &err) < 0 &&
	    err.code == ES_E_FORMAT, "at the limit: other reasons");
	es_err_clear(&err);
	es_buf_clear(&b);
	es_buf_init(&b, 2 * ES_MIB);
	es_buf_fill(&b, 0, ES_LIMIT_OCSP + 1);
	ok(pki_ocsp_parse(&o, es_buf_view(&b), cache, &err) < 0 &&
	    err.code == ES_E_LIMIT, "one over");
	es_err_clear(&err);
	es_buf_reset(&b);
	pki_ocsp_failed(&b, PKI_OCSP_TRY_LATER);
	ok(pki_ocsp_parse(&o, es_buf_view(&b), cache, &err) < 0 &&
	    err.code == ES_E_UPSTREAM && strstr(err.msg, "tryLater") != NULL,
	    "try later");
	es_buf_clear(&b);
}

/* An answer of n statuses, and of n certificates; the code or 0. */
static int
answer_of(size_t singles, size_t certs)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_ocsp_single	*one = calloc(singles, sizeof(*one));
	struct pki_ocsp_reply	 reply = { .single = one,
				    .single_n = singles,
				    .produced_at = CAMPUS_NOW };
	struct es_buf		 b, all, list;
	struct pki_ocsp		*o;
	struct es_view		 basic;
	size_t			 i, seq, c0, bytes, oct, set;
	int			 rc;

	if (one == NULL)
		abort();
	for (i = 0; i < singles; i++) {
		must(pki_ocsp_id_for(&one[i].id, CRYPT_SHA1, c.ec, c.ca,
		    &err), &err);
		one[i].this_update = CAMPUS_NOW;
	}
	es_buf_init(&b, ES_MIB);
	es_buf_init(&all, ES_MIB);
	es_buf_init(&list, ES_MIB);
	must(pki_ocsp_reply_make(&reply, ocsp_cert, false, ocsp_key, &b,
	    &err), &err);
	/* The BasicOCSPResponse without its head, certificates appended. */
	i = es_view_find(es_buf_view(&b), ES_LIT("\x30\x01\x01\x04"), 0) + 3;
	{
		struct der_fail	f = { NULL };
		struct der	d = der_open(es_view_sub(es_buf_view(&b), i,
				    b.n), &f), in;

		in = der_in(&d, DER_OCTETS);
		basic = der_take(&in, DER_SEQ);
	}
	c0 = der_begin(&list, DER_CONS);
	set = der_begin(&list, DER_SEQ);
	for (i = 0; i < certs; i++)
		es_buf_add_view(&list, pki_cert_der(ocsp_cert));
	der_end(&list, set);
	der_end(&list, c0);
	seq = der_begin(&all, DER_SEQ);
	der_put(&all, DER_ENUM, ES_LIT("\x00"));
	c0 = der_begin(&all, DER_CONS);
	bytes = der_begin(&all, DER_SEQ);
	der_put(&all, DER_OID,
	    ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x01"));
	oct = der_begin(&all, DER_OCTETS);
	set = der_begin(&all, DER_SEQ);
	es_buf_add_view(&all, basic);
	es_buf_add_view(&all, es_buf_view(&list));
	der_end(&all, set);
	der_end(&all, oct);
	der_end(&all, bytes);
	der_end(&all, c0);
	der_end(&all, seq);
	rc = pki_ocsp_parse(&o, es_buf_view(&all), cache, &err);
	if (rc == 0) {
		(void)pki_ocsp_certs(o, &i);
		if (i != certs || pki_ocsp_count(o) != singles)
			rc = -2;
		pki_ocsp_free(o);
	}
	es_buf_clear(&b);
	es_buf_clear(&all);
	es_buf_clear(&list);
	free(one);
	return rc == -1 ? (int)err.code : rc;
}

static void
signers(void)
{
	struct campus	 other;
	struct pki_cert	*who, *fake, *twin;
	struct say	 s = { .at = CAMPUS_NOW };

	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_DELEGATE, "a delegate");
	ok(pki_cert_nocheck(ocsp_cert) && !pki_cert_nocheck(c.ec),
	    "which needs no checking");
	s.at = CAMPUS_UNTIL + 1;
	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_EXPIRED && who == NULL,
	    "one that had expired");
	s.at = CAMPUS_NOW;
	s.bare = true;
	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_UNKNOWN, "not enclosed");
	s.signer = c.ca;
	s.key = c.ca_key;
	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_ISSUER && who == c.ca,
	    "the issuer itself");
	s.bare = false;
	s.signer = c.ec;
	s.key = c.ec_key;
	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_NOT_ALLOWED,
	    "a seal of the issuer");
	/* The same names, other keys. */
	campus_open(&other);
	fake = campus_issue(PKI_OCSP, "示例大学查询", other.ec_key,
	    other.ca, other.ca_key);
	s.signer = fake;
	s.key = other.ec_key;
	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_NOT_ALLOWED,
	    "a delegate of a namesake");
	/* Self-signed in the issuer's own name. */
	twin = campus_issue(PKI_ROOT, "示例大学签发证书", other.ec_key, NULL,
	    other.ec_key);
	s.signer = twin;
	ok(signer_of(s, &who) == PKI_OCSP_SIGNER_NOT_ALLOWED,
	    "a namesake of the issuer that signed itself");
	pki_cert_free(fake);
	pki_cert_free(twin);
	campus_close(&other);
}

int
main(void)
{
	revocation_open();
	queries();
	answers();
	ok(answer_of(ES_LIMIT_OCSP_SINGLES, ES_LIMIT_OCSP_CERTS) == 0,
	    "as many statuses and certificates as the limits");
	ok(answer_of(ES_LIMIT_OCSP_SINGLES + 1, 1) == ES_E_LIMIT,
	    "one status over");
	ok(answer_of(1, ES_LIMIT_OCSP_CERTS + 1) == ES_E_LIMIT,
	    "one certificate over");
	signers();
	revocation_close();
	return done();
}
