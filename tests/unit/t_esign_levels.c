/* Levels: extended, each piece that is missing, revocation, renewal. */
#include <stdlib.h>

#include "cms/sign.h"
#include "esign/esign_priv.h"
#include "esign/extend.h"
#include "esign/sealer.h"
#include "tests/unit/pdf_make.h"
#include "tests/unit/pdf_seal.h"
#include "tests/unit/revocation.h"
#include "tests/unit/tap.h"
#include "tsa/stamp.h"

#define YEAR	(365 * DAY)

/* Who answers what; a part that is down fails. */
struct net {
	bool		 ocsp_down, ca_list_down, root_list_down, tsa_down;
	bool		 seal_only;	/* no answer about the authority */
	int64_t		 now;
	struct tsa	*tsa;
	int		 asked;
};

static struct crypt_key	*later_key, *later_ca_key;
static struct pki_cert	*later_ca, *later_tsa;
static struct tsa	*authority, *successor;
static int64_t		 seal_time = CAMPUS_NOW;

static int64_t
clock_us(void)
{
	return seal_time * 1000000;
}

static int
down(struct es_err *err)
{
	return es_fail(err, ES_E_UPSTREAM, "nobody answers");
}

/* Decoded twice it is the same certificate. */
static bool
same(const struct pki_cert *a, const struct pki_cert *b)
{
	return es_view_eq(pki_cert_der(a), pki_cert_der(b));
}

static int
get_ocsp(void *arg, const struct pki_cert *cert,
    const struct pki_cert *issuer, struct es_buf *der, struct es_err *err)
{
	struct net	*n = arg;
	struct es_buf	 b;

	n->asked++;
	if (n->ocsp_down || !same(issuer, c.ca) ||
	    (n->seal_only && same(cert, c.tsa)))
		return down(err);
	es_buf_add_view(der, answer(&b, cert, (struct say){
	    .status = PKI_OCSP_GOOD, .at = n->now }));
	es_buf_clear(&b);
	return 0;
}

/* A list of one issuer, with one entry or none. */
static struct pki_crl *
list_by(const struct pki_cert *issuer, struct crypt_key *key,
    const struct pki_cert *who, struct pki_revoked why, int64_t at)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_crl		*crl;
	struct pki_crl_entry	 e = { .revoked = why };
	struct pki_crl_request	 rq = { .entry = &e,
				    .entry_n = who != NULL,
				    .this_update = at,
				    .next_update = at + DAY, .number = 7 };

	if (who != NULL)
		e.serial = pki_cert_serial(who);
	must(pki_crl_make(&crl, &rq, issuer, key, &err), &err);
	return crl;
}

static int
get_crl(void *arg, const struct pki_cert *cert,
    const struct pki_cert *issuer, struct es_buf *der, struct es_err *err)
{
	struct net		*n = arg;
	struct pki_crl		*crl;
	bool			 root = same(issuer, c.root);
	struct crypt_key	*key = root ? c.root_key :
				    same(issuer, c.ca) ? c.ca_key :
				    later_ca_key;

	n->asked++;
	if (root ? n->root_list_down : n->ca_list_down ||
	    (n->seal_only && same(cert, c.tsa)))
		return down(err);
	crl = list_by(issuer, key, NULL, (struct pki_revoked){ 0 }, n->now);
	es_buf_add_view(der, pki_crl_der(crl));
	pki_crl_free(crl);
	return 0;
}

static int
get_stamp(void *arg, struct es_view digest, struct es_buf *token,
    struct es_err *err)
{
	struct net		*n = arg;
	struct tsa_query	 q = { .md = CRYPT_SHA256, .cert_req = true };
	enum tsa_failure	 why;

	if (n->tsa_down)
		return down(err);
	memcpy(q.imprint, digest.p, digest.n);
	return tsa_stamp(n->tsa, &q, n->now * 1000000, token, &why, err);
}

static struct tsa *
authority_of(struct crypt_key *key, struct pki_cert *cert,
    struct pki_cert *ca)
{
	struct es_err	 err = ES_ERR_INIT;
	struct tsa	*t;

	must(tsa_new(&t, key, cert, &ca, 1, "1.2.3", 1000, &err), &err);
	return t;
}

/* An authority that lives until long after the campus. */
static void
open_successor(void)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_request	rq = { .profile = PKI_ROOT,
				    .common_name = "后继根证书",
				    .from = CAMPUS_FROM,
				    .until = CAMPUS_UNTIL + 20 * YEAR };

	must(crypt_key_generate(&later_ca_key, CRYPT_P256, &err), &err);
	must(crypt_key_generate(&later_key, CRYPT_P256, &err), &err);
	rq.spki = crypt_key_spki(later_ca_key);
	must(pki_make(&later_ca, &rq, NULL, later_ca_key, &err), &err);
	rq.profile = PKI_TSA;
	rq.common_name = "后继时间戳";
	rq.spki = crypt_key_spki(later_key);
	must(pki_make(&later_tsa, &rq, later_ca, later_ca_key, &err), &err);
	must(pki_trust_add(c.trust, later_ca, &err), &err);
	successor = authority_of(later_key, later_tsa, later_ca);
}

/* -- files ----------------------------------------------------------------- */
static void
sealed(struct es_buf *b, bool stamped)
{
	struct es_err		 err = ES_ERR_INIT;
	struct esign_sealer	 s = { .now_us = clock_us };
	struct doc_signer	 ds;
	struct mk		 m;

	must(cms_signer_new(&s.signer, CMS_SEAL, c.ec_key, c.ec, &c.ca, 1,
	    &err), &err);
	s.tsa = stamped ? authority : NULL;
	unsigned_file(&m, "ETSI.CAdES.detached",
	    "/M (D:20261123160000+08'00')", ES_LIT("0 0 m 10 10 l S"));
	ds = esign_sealer_signer(&s);
	sign_file(&m, &ds);
	cms_signer_free(s.signer);
	es_buf_init(b, MK_MAX);
	es_buf_add_view(b, es_buf_view(&m.b));
	mk_clear(&m);
}

/* Extend; the result's level, or ESIGN_LEVEL__MAX on failure. */
static enum esign_level
extend(struct es_buf *b, enum esign_goal goal, struct net *n,
    struct esign_extended *out)
{
	struct esign_source	 src = { get_ocsp, get_crl, get_stamp, 8000,
				    n };
	struct esign_terms	 t = { .trust = c.trust, .now = n->now };
	struct es_err		 err = ES_ERR_INIT;
	enum pdf_unfit		 why;
	size_t			 before = b->n;

	if (n->tsa == NULL)
		n->tsa = authority;
	if (esign_extend(b, goal, &t, &src, out, &why, &err) < 0) {
		printf("# %s (%s)\n", err.msg, pdf_unfit_name(why));
		ok(b->n == before, "a failure leaves the file as it was");
		return ESIGN_LEVEL__MAX;
	}
	return out->after;
}

struct view {
	enum esign_main		 main;
	enum esign_sub		 sub;
	enum esign_level	 level;
	enum pki_status		 status;
	unsigned		 warnings;
	enum esign_proof	 proof;
	int64_t			 proven, until;
	char			 lacks[200], why[200];
	size_t			 stamps;
	enum esign_sub		 stamp_sub;	/* of the last document stamp */
};

static struct view
judged(const struct es_buf *b, int64_t now, struct pki_evidence *given,
    bool need)
{
	struct esign_terms	 t = { c.trust, now, given, need };
	struct es_err		 err = ES_ERR_INIT;
	const struct esign_seal	*s;
	struct esign_report	*r;
	struct view		 v = { .main = ESIGN_UNKNOWN };

	must(esign_judge_by(&r, es_buf_view(b), &t, &err), &err);
	v.stamps = esign_report_stamps(r);
	if (v.stamps > 0)
		v.stamp_sub = esign_report_stamp(r, v.stamps - 1)->sub;
	v.until = esign_report_until(r);
	if (esign_report_count(r) == 1) {
		s = esign_report_seal(r, 0);
		v.main = s->main;
		v.sub = s->sub;
		v.level = s->level;
		v.status = s->revocation.status;
		v.warnings = s->warnings;
		v.proof = s->proof;
		v.proven = s->proven;
		snprintf(v.lacks, sizeof(v.lacks), "%.199s", s->lacks);
		snprintf(v.why, sizeof(v.why), "%.199s", s->why);
	} else {
		printf("# %s\n", esign_report_why_text(r));
	}
	esign_report_free(r);
	return v;
}

/* -- reaching the levels -------------------------------------------------- */
static void
reached(void)
{
	struct net		 n = { .now = CAMPUS_NOW + 100 };
	struct esign_extended	 x;
	struct es_buf		 b;
	struct view		 v;
	size_t			 size;

	sealed(&b, true);
	v = judged(&b, n.now, NULL, false);
	ok(v.level == ESIGN_B_T && strstr(v.lacks, "no validation data") !=
	    NULL, "B-T: %s", v.lacks);
	ok(extend(&b, ESIGN_TO_LT, &n, &x) == ESIGN_B_LT && x.before ==
	    ESIGN_B_T && x.data && !x.stamped && x.missing[0] == '\0',
	    "extended to B-LT %s", x.missing);
	v = judged(&b, n.now, NULL, true);
	ok(v.main == ESIGN_PASSED && v.level == ESIGN_B_LT && v.status ==
	    PKI_STATUS_GOOD && (v.warnings & ESIGN_WARN_REVOCATION) == 0,
	    "judged without a net: %s", v.why);
	size = b.n;
	n.asked = 0;
	ok(extend(&b, ESIGN_TO_LT, &n, &x) == ESIGN_B_LT && b.n == size &&
	    !x.data && n.asked == 0, "there is nothing left to do");
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA && x.stamped &&
	    !x.data && n.asked == 0, "a stamp more is B-LTA");
	v = judged(&b, n.now + 10, NULL, true);
	ok(v.main == ESIGN_PASSED && v.level == ESIGN_B_LTA &&
	    v.lacks[0] == '\0' && v.stamps == 1 && v.proof ==
	    ESIGN_PROOF_TOKEN && v.until == CAMPUS_UNTIL, "B-LTA");
	size = b.n;
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA && b.n == size,
	    "and stays it");
	es_buf_clear(&b);

	sealed(&b, true);
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA && x.data &&
	    x.stamped, "both at once");
	es_buf_clear(&b);
	sealed(&b, false);
	n.tsa_down = true;
	ok(extend(&b, ESIGN_TO_LT, &n, &x) == ESIGN_B_B && x.data &&
	    !x.stamped && x.missing[0] != '\0', "B-B has no proven time: %s",
	    x.missing);
	n.tsa_down = false;
	ok(extend(&b, ESIGN_TO_LT, &n, &x) == ESIGN_B_LT && x.stamped &&
	    x.missing[0] == '\0', "B-LT gets it one");
	es_buf_clear(&b);
	sealed(&b, false);
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA && x.data &&
	    x.stamped && x.before == ESIGN_B_B, "unless it gets one first");
	n.tsa_down = true;
	es_buf_clear(&b);
	sealed(&b, false);
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_B && !x.stamped &&
	    x.missing[0] != '\0', "which nobody gives: %s", x.missing);
	n.tsa_down = false;
	es_buf_clear(&b);
	sealed(&b, false);
	ok(extend(&b, ESIGN_TO_STAMP, &n, &x) == ESIGN_B_T && x.stamped,
	    "a document time stamp gives it one");
	n.now += 60;
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA, "and then B-LTA");
	v = judged(&b, n.now, NULL, true);
	ok(v.main == ESIGN_PASSED && v.stamps == 2 && v.proof ==
	    ESIGN_PROOF_DOCUMENT && v.proven == CAMPUS_NOW + 100,
	    "proven by the older of two");
	es_buf_clear(&b);
}

/* Each piece that is missing, and made good later. */
static void
lowered(void)
{
	static const struct {
		const char	*name;
		struct net	 net;
		enum esign_level level;
		const char	*said;
	} cases[] = {
		{ "the responder is down, a list is there",
		    { .ocsp_down = true }, ESIGN_B_LTA, "" },
		{ "nothing about the authority of the time stamp",
		    { .seal_only = true }, ESIGN_B_T, "时间戳" },
		{ "nothing about the issuer", { .root_list_down = true },
		    ESIGN_B_T, "签发证书" },
		{ "nothing at all", { .ocsp_down = true, .ca_list_down = true,
		    .root_list_down = true }, ESIGN_B_T, "教务处" },
		{ "no time stamp", { .tsa_down = true }, ESIGN_B_LT,
		    "time stamp: nobody answers" },
	};
	struct esign_extended	 x;
	struct es_buf		 b;
	struct net		 n;
	struct view		 v;
	size_t			 i;

	for (i = 0; i < ES_COUNT(cases); i++) {
		sealed(&b, true);
		n = cases[i].net;
		n.now = CAMPUS_NOW + 100;
		ok(extend(&b, ESIGN_TO_LTA, &n, &x) == cases[i].level &&
		    strstr(x.missing, cases[i].said) != NULL, "%s: %s: %s",
		    cases[i].name, esign_level_name(x.after), x.missing);
		v = judged(&b, n.now, NULL, false);
		ok(v.main == ESIGN_PASSED && v.level == cases[i].level &&
		    (v.level == ESIGN_B_LTA) == (v.lacks[0] == '\0'),
		    "%s: the judge: %s", cases[i].name, v.lacks);
		n = (struct net){ .now = CAMPUS_NOW + 3600 };
		ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA,
		    "%s: made good later", cases[i].name);
		es_buf_clear(&b);
	}
}

/* A store that changed behind the last stamp; a stamp alone. */
static void
order_of_revisions(void)
{
	const struct pdf_dss_add	 more = { PDF_DSS_CERT,
					    ES_LIT("anything") };
	struct pdf_dss_more		 add = { &more, 1, NULL, 0, { 1 } };
	struct net			 n = { .now = CAMPUS_NOW + 100 };
	struct es_err			 err = ES_ERR_INIT;
	struct esign_extended		 x;
	enum pdf_unfit			 why;
	struct pdf_file			*f;
	struct es_buf			 b, tail;
	struct view			 v;

	sealed(&b, true);
	(void)extend(&b, ESIGN_TO_LTA, &n, &x);
	es_buf_init(&tail, MK_MAX);
	must(pdf_read(&f, es_buf_view(&b), NULL, &err), &err);
	must(pdf_extend_dss(f, &add, &tail, &why, &err), &err);
	pdf_file_free(f);
	es_buf_add_view(&b, es_buf_view(&tail));
	v = judged(&b, n.now, NULL, false);
	ok(v.level == ESIGN_B_LTA && v.main == ESIGN_PASSED,
	    "more data behind the last time stamp: %s", v.lacks);
	es_buf_clear(&tail);
	es_buf_clear(&b);
	sealed(&b, true);
	(void)extend(&b, ESIGN_TO_STAMP, &n, &x);
	ok(extend(&b, ESIGN_TO_LT, &n, &x) == ESIGN_B_LT,
	    "a document time stamp before the data that are needed");
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_B_LTA && x.stamped,
	    "one more");
	es_buf_clear(&b);
	/* The older authority says a later time than the newer one. */
	seal_time = CAMPUS_NOW + 5000;
	sealed(&b, true);
	seal_time = CAMPUS_NOW;
	n.now = CAMPUS_NOW + 1000;
	(void)extend(&b, ESIGN_TO_STAMP, &n, &x);
	v = judged(&b, CAMPUS_NOW + 9000, NULL, false);
	ok(v.main == ESIGN_INDETERMINATE && v.sub ==
	    ESIGN_TIMESTAMP_ORDER_FAILURE, "time stamps in the wrong order: "
	    "%s", esign_sub_name(v.sub));
	es_buf_clear(&b);
}

/* -- revocation ------------------------------------------------------------ */
static struct pki_evidence *
told(const struct pki_cert *who, struct pki_revoked why, int64_t at)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pki_evidence	*ev;
	bool			 ca = who == c.ca;
	struct pki_crl		*one = list_by(ca ? c.root : c.ca, ca ?
				    c.root_key : c.ca_key, who, why, at);
	struct pki_crl		*two = list_by(ca ? c.ca : c.root, ca ?
				    c.ca_key : c.root_key, NULL, why, at);

	must(pki_evidence_new(&ev, cache, &err), &err);
	must(pki_evidence_add_crl(ev, pki_crl_der(one), &err), &err);
	must(pki_evidence_add_crl(ev, pki_crl_der(two), &err), &err);
	pki_crl_free(one);
	pki_crl_free(two);
	return ev;
}

static void
revoked_case(const char *name, bool stamped, const struct pki_cert *who,
    struct pki_revoked why, enum esign_main main, enum esign_sub sub,
    unsigned warning)
{
	int64_t			 now = CAMPUS_NOW + DAY;
	struct pki_evidence	*ev = told(who, why, now);
	struct es_buf		 b;
	struct view		 v;

	sealed(&b, stamped);
	v = judged(&b, now, ev, true);
	ok(v.main == main && v.sub == sub && (v.warnings & warning) ==
	    warning, "%s: %s %s: %s", name, esign_main_name(v.main),
	    esign_sub_name(v.sub), v.why);
	es_buf_clear(&b);
	pki_evidence_free(ev);
}

static void
revocation(void)
{
	struct pki_revoked	before = { CAMPUS_NOW - 60,
				    PKI_REASON_CESSATION, 0 };
	struct pki_revoked	after = { CAMPUS_NOW + 60,
				    PKI_REASON_CESSATION, 0 };
	struct pki_revoked	stolen = { CAMPUS_NOW + 60, PKI_REASON_KEY,
				    CAMPUS_NOW - 60 };
	struct pki_revoked	lost = { CAMPUS_NOW + 60, PKI_REASON_KEY, 0 };

	revoked_case("not revoked", true, NULL, before, ESIGN_PASSED, 0, 0);
	revoked_case("before it sealed", true, c.ec, before, ESIGN_FAILED,
	    ESIGN_REVOKED, 0);
	revoked_case("after the proven time", true, c.ec, after,
	    ESIGN_PASSED, 0, ESIGN_WARN_REVOKED_LATER);
	revoked_case("its key was lost later", true, c.ec, lost,
	    ESIGN_PASSED, 0, ESIGN_WARN_REVOKED_LATER);
	revoked_case("its key had been stolen before", true, c.ec, stolen,
	    ESIGN_FAILED, ESIGN_REVOKED, 0);
	revoked_case("revoked, no time proven", false, c.ec, after,
	    ESIGN_INDETERMINATE, ESIGN_REVOKED_NO_POE, 0);
	revoked_case("its issuer", true, c.ca, before, ESIGN_INDETERMINATE,
	    ESIGN_REVOKED_CA_NO_POE, 0);
	revoked_case("the authority, its key lost", true, c.tsa, lost,
	    ESIGN_PASSED, 0, ESIGN_WARN_BAD_TOKEN);
	revoked_case("the authority, which was closed", true, c.tsa, after,
	    ESIGN_PASSED, 0, 0);
}

/* What the file says does not outweigh what the caller knows. */
static void
evidence(void)
{
	struct pki_revoked	 why = { CAMPUS_NOW - 60, PKI_REASON_KEY, 0 };
	struct pki_evidence	*ev = told(c.ec, why, CAMPUS_NOW + DAY);
	struct net		 n = { .now = CAMPUS_NOW + 100 };
	struct esign_extended	 x;
	struct es_buf		 b;
	struct view		 v;

	sealed(&b, true);
	v = judged(&b, n.now, NULL, true);
	ok(v.main == ESIGN_INDETERMINATE && v.sub == ESIGN_TRY_LATER &&
	    v.level == ESIGN_B_T && v.status == PKI_STATUS_UNKNOWN,
	    "nobody says anything: %s", esign_sub_name(v.sub));
	v = judged(&b, n.now, NULL, false);
	ok(v.main == ESIGN_PASSED && (v.warnings & ESIGN_WARN_REVOCATION),
	    "for those who ask a register");
	(void)extend(&b, ESIGN_TO_LTA, &n, &x);
	v = judged(&b, CAMPUS_NOW + DAY, ev, true);
	ok(v.main == ESIGN_FAILED && v.sub == ESIGN_REVOKED && v.level <
	    ESIGN_B_LTA + 1, "the caller knows better than the file: %s",
	    v.why);
	v = judged(&b, CAMPUS_NOW + 200 * DAY, NULL, true);
	ok(v.main == ESIGN_PASSED && v.level == ESIGN_B_LTA,
	    "old data are good for an old seal: %s", v.why);
	es_buf_clear(&b);
	pki_evidence_free(ev);
	/* No time proven, the data are as old as the file. */
	sealed(&b, false);
	n.tsa_down = true;
	(void)extend(&b, ESIGN_TO_LT, &n, &x);
	v = judged(&b, n.now + 60, NULL, true);
	ok(v.main == ESIGN_PASSED && v.level == ESIGN_B_B,
	    "without a proven time, today: %s", v.why);
	v = judged(&b, n.now + 200 * DAY, NULL, true);
	ok(v.main == ESIGN_INDETERMINATE && v.sub == ESIGN_TRY_LATER,
	    "and half a year later: %s", esign_sub_name(v.sub));
	es_buf_clear(&b);
}

/* -- years later ---------------------------------------------------------- */
static void
renewal(void)
{
	int64_t			 end = CAMPUS_UNTIL - 30 * DAY;
	struct net		 n = { .now = CAMPUS_NOW + 100 };
	struct esign_extended	 x;
	struct es_buf		 b, old;
	struct view		 v;
	size_t			 size;

	sealed(&b, true);
	(void)extend(&b, ESIGN_TO_LTA, &n, &x);
	ok(x.until == CAMPUS_UNTIL, "renew before the authority ends");
	es_buf_init(&old, MK_MAX);
	es_buf_add_view(&old, es_buf_view(&b));
	v = judged(&old, CAMPUS_UNTIL + 1, NULL, true);
	ok(v.main == ESIGN_INDETERMINATE && v.sub ==
	    ESIGN_OUT_OF_BOUNDS_NO_POE && v.level == ESIGN_B_B && v.stamp_sub
	    == ESIGN_OUT_OF_BOUNDS_NO_POE, "too late: %s %s",
	    esign_sub_name(v.sub), esign_level_name(v.level));
	size = b.n;
	n = (struct net){ .now = end, .tsa_down = true, .tsa = successor };
	ok(extend(&b, ESIGN_TO_RENEW, &n, &x) == ESIGN_B_LTA && b.n == size &&
	    x.missing[0] != '\0', "no stamp to be had: %s", x.missing);
	n.tsa_down = false;
	ok(extend(&b, ESIGN_TO_RENEW, &n, &x) == ESIGN_B_LTA && x.data &&
	    x.stamped && x.until == CAMPUS_UNTIL + 20 * YEAR, "renewed");
	v = judged(&b, CAMPUS_UNTIL + 10 * YEAR, NULL, true);
	ok(v.main == ESIGN_PASSED && v.level == ESIGN_B_LTA && v.stamps == 2
	    && v.proven == CAMPUS_NOW, "ten years after: %s %s", v.why,
	    v.lacks);
	v = judged(&b, CAMPUS_UNTIL + 21 * YEAR, NULL, true);
	ok(v.main == ESIGN_INDETERMINATE && v.sub ==
	    ESIGN_OUT_OF_BOUNDS_NO_POE, "when that one has ended, too");
	/* What was collected is proven before its signers ended. */
	es_buf_clear(&b);
	es_buf_init(&b, MK_MAX);
	es_buf_add_view(&b, es_buf_view(&old));
	n.now = CAMPUS_UNTIL + DAY;
	ok(extend(&b, ESIGN_TO_STAMP, &n, &x) != ESIGN_LEVEL__MAX,
	    "stamped after the end");
	v = judged(&b, CAMPUS_UNTIL + YEAR, NULL, true);
	ok(v.main == ESIGN_INDETERMINATE, "is stamped too late: %s",
	    esign_sub_name(v.sub));
	es_buf_clear(&b);
	es_buf_clear(&old);
}

static void
bare(void)
{
	struct net		 n = { .now = CAMPUS_NOW };
	struct esign_extended	 x;
	struct es_buf		 b;
	struct view		 v;
	struct mk		 m;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	es_buf_init(&b, MK_MAX);
	es_buf_add_view(&b, es_buf_view(&m.b));
	ok(extend(&b, ESIGN_TO_LTA, &n, &x) == ESIGN_LEVEL__MAX,
	    "without a seal there is nothing to extend");
	ok(extend(&b, ESIGN_TO_STAMP, &n, &x) == ESIGN_LEVEL_NONE &&
	    x.stamped && x.until == CAMPUS_UNTIL, "a time stamp can be");
	v = judged(&b, n.now, NULL, true);
	ok(v.main == ESIGN_UNKNOWN && v.stamps == 1 && v.stamp_sub ==
	    ESIGN_SUB_NONE, "and is no seal");
	n.tsa_down = true;
	ok(extend(&b, ESIGN_TO_STAMP, &n, &x) == ESIGN_LEVEL__MAX,
	    "nobody stamps");
	es_buf_reset(&b);
	es_buf_add_str(&b, "no PDF");
	ok(extend(&b, ESIGN_TO_LT, &n, &x) == ESIGN_LEVEL__MAX, "no file");
	es_buf_clear(&b);
	mk_clear(&m);
}

static void
numbers(void)
{
	ok(esign_key_until(c.ec) == 0, "of P-256 no end is known");
	ok(esign_key_until(c.rsa) == 0, "nor of RSA-3072");
}

int
main(void)
{
	revocation_open();
	authority = authority_of(c.tsa_key, c.tsa, c.ca);
	open_successor();
	reached();
	lowered();
	order_of_revisions();
	revocation();
	evidence();
	renewal();
	bare();
	numbers();
	tsa_free(authority);
	tsa_free(successor);
	pki_cert_free(later_tsa);
	pki_cert_free(later_ca);
	crypt_key_free(later_key);
	crypt_key_free(later_ca_key);
	revocation_close();
	return done();
}
