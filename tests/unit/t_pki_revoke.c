/* Revocation: evidence of both kinds weighed. */
#include <stdlib.h>

#include "base/limits.h"
#include "pki/pki_priv.h"
#include "pki/revoke.h"
#include "tests/unit/revocation.h"
#include "tests/unit/tap.h"

static struct pki_revocation
ask(struct pki_evidence *ev, const struct pki_cert *cert, int64_t at)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_revocation	r;

	must(pki_revocation(ev, cert, c.ca, at, CAMPUS_NOW, &r, &err), &err);
	return r;
}

static struct pki_evidence *
evidence(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_evidence	*ev;

	must(pki_evidence_new(&ev, cache, &err), &err);
	return ev;
}

static void
add_list(struct pki_evidence *ev, enum pki_reason why, int64_t at,
    int64_t since, int64_t this_update)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_crl_entry	 e = { pki_cert_serial(c.ec),
				    { at, why, since } };
	struct pki_crl		*crl = list_of(&e, at == 0 ? 0 : 1,
				    this_update);

	must(pki_evidence_add_crl(ev, pki_crl_der(crl), &err), &err);
	pki_crl_free(crl);
}

static void
add_answer(struct pki_evidence *ev, struct say s)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	b;

	must(pki_evidence_add_ocsp(ev, answer(&b, c.ec, s), &err), &err);
	es_buf_clear(&b);
}

static void
weighing_lists(void)
{
	struct pki_evidence	*ev = evidence();
	struct pki_revocation	 r = ask(ev, c.ec, CAMPUS_NOW);

	ok(r.status == PKI_STATUS_UNKNOWN && r.why == NULL &&
	    r.source == PKI_SOURCE_NONE, "no evidence is not good");
	add_list(ev, 0, 0, 0, CAMPUS_NOW - DAY);
	r = ask(ev, c.ec, CAMPUS_NOW);
	ok(r.status == PKI_STATUS_GOOD && r.source == PKI_SOURCE_CRL &&
	    r.index == 0 && r.next_update == CAMPUS_NOW, "its last second");
	r = ask(ev, c.ec, CAMPUS_NOW - 5 * DAY);
	ok(r.status == PKI_STATUS_GOOD, "newer than the time of interest");
	pki_evidence_free(ev);

	ev = evidence();
	add_list(ev, 0, 0, 0, CAMPUS_NOW - DAY - 1);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_STALE,
	    "a second too old");
	add_list(ev, PKI_REASON_KEY, CAMPUS_NOW - 100, 0, CAMPUS_NOW - 50);
	r = ask(ev, c.ec, CAMPUS_NOW);
	ok(r.status == PKI_STATUS_REVOKED && r.revoked.at ==
	    CAMPUS_NOW - 100 && r.revoked.reason == PKI_REASON_KEY &&
	    r.index == 1, "revoked");
	ok(ask(ev, c.ec, CAMPUS_NOW - 100).status == PKI_STATUS_REVOKED &&
	    ask(ev, c.ec, CAMPUS_NOW - 101).status ==
	    PKI_STATUS_REVOKED_LATER, "from that second on");
	ok(ask(ev, c.rsa, CAMPUS_NOW - 60).status == PKI_STATUS_GOOD,
	    "another certificate is good");
	add_list(ev, 0, 0, 0, CAMPUS_NOW - 10);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_REVOKED,
	    "nothing newer takes it back");
	add_list(ev, PKI_REASON_KEY, CAMPUS_NOW - 100, CAMPUS_NOW - 900,
	    CAMPUS_NOW - 40);
	ok(ask(ev, c.ec, CAMPUS_NOW - 900).status == PKI_STATUS_REVOKED &&
	    ask(ev, c.ec, CAMPUS_NOW - 901).status ==
	    PKI_STATUS_REVOKED_LATER, "compromised before it was noticed");
	pki_evidence_free(ev);

	ev = evidence();
	add_list(ev, PKI_REASON_HOLD, CAMPUS_NOW - 100, 0, CAMPUS_NOW - 90);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_REVOKED, "held");
	add_list(ev, 0, 0, 0, CAMPUS_NOW - 95);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_REVOKED,
	    "still held");
	add_list(ev, 0, 0, 0, CAMPUS_NOW - 80);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_GOOD, "released");
	pki_evidence_free(ev);

	ev = evidence();
	add_list(ev, 0, 0, 0, CAMPUS_NOW + PKI_CLOCK_SKEW + 1);
	r = ask(ev, c.ec, CAMPUS_NOW);
	ok(r.status == PKI_STATUS_UNKNOWN && r.why != NULL,
	    "from the future: %s", r.why);
	add_list(ev, 0, 0, 0, CAMPUS_NOW + PKI_CLOCK_SKEW);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_GOOD,
	    "within the clocks' difference");
	pki_evidence_free(ev);
}

static void
weighing_answers(void)
{
	struct pki_evidence	*ev = evidence();
	struct pki_revocation	 r;
	struct say		 s = { .status = PKI_OCSP_GOOD,
				    .at = CAMPUS_NOW - 60 };

	add_answer(ev, s);
	r = ask(ev, c.ec, CAMPUS_NOW);
	ok(r.status == PKI_STATUS_GOOD && r.source == PKI_SOURCE_OCSP &&
	    r.produced_at == CAMPUS_NOW - 60, "an answer");
	add_list(ev, PKI_REASON_KEY, CAMPUS_NOW - 9, 0, CAMPUS_NOW - 8);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_REVOKED,
	    "a list that says revoked beats it");
	pki_evidence_free(ev);

	ev = evidence();
	s.status = PKI_OCSP_UNKNOWN;
	add_answer(ev, s);
	r = ask(ev, c.ec, CAMPUS_NOW);
	ok(r.status == PKI_STATUS_UNKNOWN && r.why != NULL, "%s", r.why);
	s.status = PKI_OCSP_GOOD;
	s.signer = c.ec;
	s.key = c.ec_key;
	add_answer(ev, s);
	r = ask(ev, c.ec, CAMPUS_NOW);
	ok(r.status == PKI_STATUS_UNKNOWN && r.why != NULL, "%s", r.why);
	s.status = PKI_OCSP_REVOKED;
	s.r.at = CAMPUS_NOW - 70;
	add_answer(ev, s);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_UNKNOWN,
	    "nor can just anybody revoke");
	pki_evidence_free(ev);
}

/* A delegate without nocheck needs a list that knows it. */
static void
weighing_delegates(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_evidence	*ev = evidence();
	struct pki_cert		*tame;
	struct es_buf		 b, ext;
	struct say		 s = { .status = PKI_OCSP_GOOD,
				    .at = CAMPUS_NOW - 60 };
	struct es_view		 tbs;
	size_t			 at;

	/* The delegate's certificate with the identifier of nocheck bent. */
	es_buf_init(&b, ES_MIB);
	es_buf_init(&ext, ES_MIB);
	{
		struct der_fail	f = { NULL };
		struct der	d = der_open(pki_cert_der(ocsp_cert), &f),
				seq = der_in(&d, DER_SEQ);

		tbs = der_whole(&seq, DER_SEQ);
	}
	es_buf_add_view(&b, tbs);
	at = es_view_find(es_buf_view(&b),
	    ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x05"), 0);
	b.p[at + 8] = 0x63;
	must(pki_signed_put(&ext, es_buf_view(&b), ES_VIEW_EMPTY, c.ca_key,
	    &err), &err);
	must(pki_cert_parse(&tame, es_buf_view(&ext), &err), &err);
	ok(!pki_cert_nocheck(tame), "a delegate that must be checked");
	s.signer = tame;
	add_answer(ev, s);
	ok(ask(ev, c.ec, CAMPUS_NOW).status == PKI_STATUS_UNKNOWN,
	    "is not believed by itself");
	add_list(ev, PKI_REASON_SUPERSEDED, 1, 0, 100);
	es_buf_clear(&ext);
	must(pki_evidence_add_ocsp(ev, answer(&ext, tame, s), &err), &err);
	ok(ask(ev, tame, CAMPUS_NOW).status != PKI_STATUS_GOOD,
	    "nor about itself");
	pki_evidence_free(ev);
	ev = evidence();
	add_answer(ev, s);
	add_list(ev, 0, 0, 0, CAMPUS_NOW - 90);
	ok(ask(ev, c.ec, CAMPUS_NOW).source == PKI_SOURCE_OCSP,
	    "but with a list");
	pki_evidence_free(ev);
	pki_cert_free(tame);
	es_buf_clear(&b);
	es_buf_clear(&ext);
}

/* Lists may drop what expired, unless they say that they do not. */
static void
expired(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_evidence	*ev = evidence();
	struct pki_crl_request	 rq = { .this_update = CAMPUS_UNTIL + 1,
				    .next_update = CAMPUS_UNTIL + DAY };
	struct pki_revocation	 r;
	struct pki_crl		*crl;

	must(pki_crl_make(&crl, &rq, c.ca, c.ca_key, &err), &err);
	must(pki_evidence_add_crl(ev, pki_crl_der(crl), &err), &err);
	pki_crl_free(crl);
	must(pki_revocation(ev, c.ec, c.ca, CAMPUS_UNTIL, CAMPUS_UNTIL + 9,
	    &r, &err), &err);
	ok(r.status == PKI_STATUS_UNKNOWN && r.why != NULL, "%s", r.why);
	rq.keeps_since = CAMPUS_UNTIL;
	must(pki_crl_make(&crl, &rq, c.ca, c.ca_key, &err), &err);
	ok(pki_crl_keeps_since(crl) == CAMPUS_UNTIL, "expiredCertsOnCRL");
	must(pki_evidence_add_crl(ev, pki_crl_der(crl), &err), &err);
	pki_crl_free(crl);
	must(pki_revocation(ev, c.ec, c.ca, CAMPUS_UNTIL, CAMPUS_UNTIL + 9,
	    &r, &err), &err);
	ok(r.status == PKI_STATUS_GOOD && r.index == 1, "one that keeps it");
	pki_evidence_free(ev);
}

static void
evidence_limits(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_evidence	*ev = evidence();
	struct es_buf		 b;
	size_t			 i, n;

	for (i = 0; i < ES_LIMIT_EVIDENCE; i++)
		add_list(ev, 0, 0, 0, CAMPUS_NOW - (int64_t)i);
	ok(pki_evidence_crl(ev, ES_LIMIT_EVIDENCE - 1) != NULL &&
	    pki_evidence_crl(ev, ES_LIMIT_EVIDENCE) == NULL &&
	    pki_evidence_ocsp(ev, 0) == NULL, "as many as the limit");
	ok(pki_evidence_add_crl(ev, pki_crl_der(pki_evidence_crl(ev, 0)),
	    &err) == 0, "the same again is no more");
	{
		struct pki_crl	*crl = list_of(NULL, 0, CAMPUS_NOW + 5);

		ok(pki_evidence_add_crl(ev, pki_crl_der(crl), &err) < 0 &&
		    err.code == ES_E_LIMIT, "one over");
		pki_crl_free(crl);
	}
	es_err_clear(&err);
	/* Bytes are counted before they are read. */
	pki_evidence_free(ev);
	ev = evidence();
	add_list(ev, 0, 0, 0, CAMPUS_NOW);
	n = pki_crl_der(pki_evidence_crl(ev, 0)).n;
	es_buf_init(&b, ES_LIMIT_EVIDENCE_BYTES + 1);
	es_buf_fill(&b, 0, ES_LIMIT_EVIDENCE_BYTES - n);
	ok(pki_evidence_add_crl(ev, es_buf_view(&b), &err) < 0 &&
	    strstr(err.msg, "crl:") != NULL, "all bytes of the limit");
	es_err_clear(&err);
	es_buf_add_ch(&b, 0);
	ok(pki_evidence_add_crl(ev, es_buf_view(&b), &err) < 0 &&
	    err.code == ES_E_LIMIT && strstr(err.msg, "evidence:") != NULL,
	    "one over");
	es_buf_clear(&b);
	pki_evidence_free(ev);
}

int
main(void)
{
	revocation_open();
	weighing_lists();
	weighing_answers();
	weighing_delegates();
	expired();
	evidence_limits();
	revocation_close();
	return done();
}
