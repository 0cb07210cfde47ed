/* Sealed files judged: the good one, and each way of not being good. */
#include <stdlib.h>

#include "cms/sign.h"
#include "esign/judge.h"
#include "esign/sealer.h"
#include "tests/unit/campus.h"
#include "tests/unit/pdf_make.h"
#include "tests/unit/pdf_seal.h"
#include "tests/unit/tap.h"

/* These files hold no revocation data, and nobody gave any. */
#define NO_DATA	ESIGN_WARN_REVOCATION

static struct campus	campus, stranger;
static int64_t		stamp_time = CAMPUS_NOW;

static int64_t
clock_us(void)
{
	return stamp_time * 1000000;
}

static struct cms_signer *
signer(struct crypt_key *key, struct pki_cert *cert, struct pki_cert *ca)
{
	struct es_err		 err = ES_ERR_INIT;
	struct cms_signer	*s;

	must(cms_signer_new(&s, CMS_SEAL, key, cert, &ca, 1, &err), &err);
	return s;
}

static struct tsa *
authority(struct campus *c)
{
	struct es_err	 err = ES_ERR_INIT;
	struct tsa	*t;

	must(tsa_new(&t, c->tsa_key, c->tsa, &c->ca, 1, "1.2.3", 1000, &err),
	    &err);
	return t;
}

/* A sealed file: key of the first campus unless told otherwise. */
struct plan {
	struct crypt_key	*key;
	struct pki_cert		*cert;
	struct campus		*tsa;		/* NULL: no time stamp */
	const char		*subfilter, *date;
};

static void
sealed_file(struct mk *m, struct plan p)
{
	struct esign_sealer	s = { 0 };
	struct doc_signer	ds;

	s.signer = signer(p.key == NULL ? campus.ec_key : p.key,
	    p.cert == NULL ? campus.ec : p.cert,
	    p.key == stranger.ec_key ? stranger.ca : campus.ca);
	s.tsa = p.tsa == NULL ? NULL : authority(p.tsa);
	s.now_us = clock_us;
	unsigned_file(m, p.subfilter == NULL ? "ETSI.CAdES.detached" :
	    p.subfilter, p.date == NULL ? "/M (D:20261123160000+08'00')" :
	    p.date, ES_LIT("0 0 m 10 10 l S"));
	ds = esign_sealer_signer(&s);
	sign_file(m, &ds);
	cms_signer_free(s.signer);
	tsa_free(s.tsa);
}

/* Judge; the report's only seal, or NULL. */
static const struct esign_seal *
judge(struct esign_report **r, struct mk *m, int64_t now)
{
	struct es_err	err = ES_ERR_INIT;

	must(esign_judge(r, es_buf_view(&m->b), campus.trust, now, &err),
	    &err);
	return esign_report_count(*r) == 1 ? esign_report_seal(*r, 0) : NULL;
}

static void
good(struct plan p, const char *name)
{
	const struct esign_seal	*s;
	struct esign_report	*r;
	struct mk		 m;

	p.tsa = &campus;
	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW + 60);
	ok(s != NULL && esign_report_why(r) == PDF_WHY_NONE, "%s: read: %s",
	    name, esign_report_why_text(r));
	ok(s->main == ESIGN_PASSED && s->sub == ESIGN_SUB_NONE &&
	    esign_report_main(r) == ESIGN_PASSED, "%s: TOTAL-PASSED (%s)",
	    name, s->why);
	ok(s->sound && s->integrity == ESIGN_INTACT &&
	    cms_verdict_good(&s->cms) && s->trust == PKI_TRUSTED &&
	    s->later == PDF_VERDICT_NONE, "%s: every part", name);
	ok(s->level == ESIGN_B_T && strcmp(esign_level_name(s->level),
	    "PAdES-B-T") == 0, "%s: B-T", name);
	ok(s->claimed == CAMPUS_NOW && s->proven == CAMPUS_NOW &&
	    s->proof == ESIGN_PROOF_TOKEN && s->warnings == NO_DATA,
	    "%s: times", name);
	ok(s->nstamps == 1 && s->stamp[0].main == ESIGN_PASSED &&
	    strcmp(s->stamp[0].holder, "示例大学时间戳") == 0 &&
	    s->stamp[0].accuracy_ms == 1000, "%s: its stamp", name);
	ok(s->signer != NULL && es_view_eq(pki_cert_der(s->signer),
	    pki_cert_der(p.cert == NULL ? campus.ec : p.cert)),
	    "%s: its signer", name);
	ok(s->sig->page == 0 && s->sig->visible, "%s: its place", name);
	esign_report_free(r);

	/* Long after the seal's certificate: the stamp's time counts. */
	s = judge(&r, &m, CAMPUS_UNTIL + 1);
	ok(s->integrity == ESIGN_INTACT && s->main != ESIGN_PASSED &&
	    s->sub == ESIGN_OUT_OF_BOUNDS_NO_POE &&
	    s->stamp[0].sub == ESIGN_OUT_OF_BOUNDS_NO_POE &&
	    s->level == ESIGN_B_B && (s->warnings & ESIGN_WARN_BAD_TOKEN),
	    "%s: when the TSA has expired too, nothing proves it", name);
	esign_report_free(r);
	mk_clear(&m);
}

/* What must come out of a file made by a plan and then changed. */
static void
expect(struct mk *m, int64_t now, enum esign_main main, enum esign_sub sub,
    enum esign_integrity integrity, const char *name)
{
	const struct esign_seal	*s;
	struct esign_report	*r;

	s = judge(&r, m, now);
	ok(s != NULL && s->main == main && s->sub == sub &&
	    s->integrity == integrity && esign_report_main(r) == main,
	    "%s: %s %s (%s)", name, s == NULL ? "no seal" :
	    esign_main_name(s->main), s == NULL ? "" :
	    esign_sub_name(s->sub), s == NULL ? esign_report_why_text(r) :
	    s->why);
	esign_report_free(r);
	mk_clear(m);
}

static void
broken(void)
{
	struct plan	p = { .tsa = &campus };
	struct mk	m;
	size_t		at;

	sealed_file(&m, p);
	mk_patch(&m, "10 10 l S", "10 20 l S");
	expect(&m, CAMPUS_NOW, ESIGN_FAILED, ESIGN_HASH_FAILURE,
	    ESIGN_BROKEN, "a changed page");
	sealed_file(&m, p);
	at = es_view_find(es_buf_view(&m.b), ES_LIT("/Contents <"), 0) + 11;
	m.b.p[at + 20] = m.b.p[at + 20] == '0' ? '1' : '0';
	expect(&m, CAMPUS_NOW, ESIGN_FAILED, ESIGN_FORMAT_FAILURE,
	    ESIGN_INTEGRITY_UNKNOWN, "a CMS that is none");
	sealed_file(&m, p);
	mk_patch(&m, "ETSI.CAdES.detached", "adbe.pkcs7.detache1");
	expect(&m, CAMPUS_NOW, ESIGN_INDETERMINATE,
	    ESIGN_SIG_CONSTRAINTS_FAILURE, ESIGN_INTEGRITY_UNKNOWN,
	    "an unknown kind");
	sealed_file(&m, p);
	mk_patch(&m, "/ByteRange [0 ", "/ByteRange [1 ");
	expect(&m, CAMPUS_NOW, ESIGN_FAILED, ESIGN_FORMAT_FAILURE,
	    ESIGN_INTEGRITY_UNKNOWN, "a range that does not begin at 0");
}

static void
trust(void)
{
	struct plan	p = { .key = stranger.ec_key, .cert = stranger.ec,
			    .tsa = &campus };
	struct mk	m;

	sealed_file(&m, p);
	expect(&m, CAMPUS_NOW, ESIGN_INDETERMINATE,
	    ESIGN_NO_CERTIFICATE_CHAIN_FOUND, ESIGN_INTACT,
	    "a stranger's seal");
	p = (struct plan){ .key = campus.tsa_key, .cert = campus.tsa };
	sealed_file(&m, p);
	expect(&m, CAMPUS_NOW, ESIGN_INDETERMINATE,
	    ESIGN_CHAIN_CONSTRAINTS_FAILURE, ESIGN_INTACT,
	    "a TSA that seals");
	p = (struct plan){ .tsa = NULL };
	sealed_file(&m, p);
	expect(&m, CAMPUS_UNTIL + 1, ESIGN_INDETERMINATE,
	    ESIGN_OUT_OF_BOUNDS_NO_POE, ESIGN_INTACT,
	    "expired, and no time proven");
	sealed_file(&m, p);
	expect(&m, CAMPUS_FROM - 1, ESIGN_INDETERMINATE,
	    ESIGN_OUT_OF_BOUNDS_NO_POE, ESIGN_INTACT, "not valid yet");
}

static struct pki_cert *
seal_between(int64_t from, int64_t until)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_cert		*c;
	struct pki_request	rq = {
		.profile = PKI_SEAL, .common_name = "短期章",
		.spki = crypt_key_spki(campus.ec_key), .from = from,
		.until = until };

	must(pki_make(&c, &rq, campus.ca, campus.ca_key, &err), &err);
	return c;
}

/* A proven time decides; a claimed one never does. */
static void
proven_time(void)
{
	struct pki_cert	*old = seal_between(CAMPUS_FROM, CAMPUS_NOW + 100);
	struct pki_cert	*young = seal_between(CAMPUS_NOW + 100,
			    CAMPUS_UNTIL);
	struct plan	 p = { .cert = old, .tsa = &campus };
	struct mk	 m;

	sealed_file(&m, p);
	expect(&m, CAMPUS_NOW + 1000, ESIGN_PASSED, ESIGN_SUB_NONE,
	    ESIGN_INTACT, "expired since, and stamped before");
	p.tsa = NULL;
	sealed_file(&m, p);
	expect(&m, CAMPUS_NOW + 1000, ESIGN_INDETERMINATE,
	    ESIGN_OUT_OF_BOUNDS_NO_POE, ESIGN_INTACT,
	    "expired since, and only claimed to be older");
	p = (struct plan){ .cert = young, .tsa = &campus };
	sealed_file(&m, p);
	expect(&m, CAMPUS_NOW + 1000, ESIGN_FAILED, ESIGN_NOT_YET_VALID,
	    ESIGN_INTACT, "stamped before its certificate began");
	pki_cert_free(old);
	pki_cert_free(young);
}

static void
levels(void)
{
	const struct esign_seal	*s;
	struct esign_report	*r;
	struct plan		 p = { .tsa = NULL };
	struct mk		 m;

	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW);
	ok(s->main == ESIGN_PASSED && s->level == ESIGN_B_B &&
	    s->proof == ESIGN_PROOF_NONE && s->claimed == CAMPUS_NOW,
	    "without a time stamp it is B-B");
	esign_report_free(r);
	mk_clear(&m);

	p = (struct plan){ .date = "" };
	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW);
	ok(s->main == ESIGN_PASSED && s->level == ESIGN_LEVEL_NONE &&
	    s->warnings == (ESIGN_WARN_NO_CLAIM | NO_DATA),
	    "without M it is no PAdES baseline");
	esign_report_free(r);
	mk_clear(&m);

	p = (struct plan){ .subfilter = "adbe.pkcs7.detached" };
	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW);
	ok(s->main == ESIGN_PASSED && s->level == ESIGN_LEVEL_NONE,
	    "an older kind is verified and has no level");
	esign_report_free(r);
	mk_clear(&m);

	p = (struct plan){ .tsa = &stranger };
	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW);
	ok(s->main == ESIGN_PASSED && s->level == ESIGN_B_B &&
	    s->stamp[0].sub == ESIGN_NO_CERTIFICATE_CHAIN_FOUND &&
	    s->warnings == (ESIGN_WARN_BAD_TOKEN | NO_DATA) && s->proven == 0,
	    "a stranger's time proves nothing");
	esign_report_free(r);
	mk_clear(&m);

	p = (struct plan){ .tsa = &campus,
	    .date = "/M (D:20261123170000+08'00')" };
	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW + 7200);
	ok(s->main == ESIGN_PASSED && s->warnings ==
	    (ESIGN_WARN_CLAIM_LATE | NO_DATA),
	    "claimed an hour after it was stamped");
	esign_report_free(r);
	s = judge(&r, &m, CAMPUS_NOW - 3600);
	ok(s->main == ESIGN_PASSED && s->proof == ESIGN_PROOF_NONE &&
	    (s->warnings & ESIGN_WARN_BAD_TOKEN),
	    "a stamp of the future proves nothing");
	esign_report_free(r);
	mk_clear(&m);
}

/* Take the token of one seal and put it under another. */
struct thief {
	struct cms_signer	*s;
	struct tsa		*t;
};

static int
steal(void *arg, struct es_view value, struct es_buf *token,
    struct es_err *err)
{
	struct tsa_query	q;
	enum tsa_failure	why;

	(void)value;
	if (tsa_query_for(&q, ES_LIT("another signature"), err) < 0)
		return -1;
	return tsa_stamp(arg, &q, clock_us(), token, &why, err);
}

static int
thief_sign(void *arg, struct es_view digest, struct es_buf *out,
    struct es_err *err)
{
	struct thief		*th = arg;
	struct cms_stamper	 st = { steal, th->t };

	return cms_sign_digest(th->s, digest, &st, out, err);
}

static void
copied_stamp(void)
{
	const struct esign_seal	*s;
	struct esign_report	*r;
	struct thief		 th = { signer(campus.ec_key, campus.ec,
				    campus.ca), authority(&campus) };
	struct doc_signer	 ds = { .reserve = HOLE,
				    .sign = thief_sign, .arg = &th };
	struct mk		 m;

	unsigned_file(&m, "ETSI.CAdES.detached",
	    "/M (D:20261123160000+08'00')", ES_LIT("0 0 m 10 10 l S"));
	sign_file(&m, &ds);
	s = judge(&r, &m, CAMPUS_NOW);
	ok(s->main == ESIGN_PASSED && s->level == ESIGN_B_B &&
	    s->stamp[0].main == ESIGN_FAILED &&
	    s->stamp[0].sub == ESIGN_HASH_FAILURE && s->proven == 0,
	    "a time stamp of another signature proves nothing");
	esign_report_free(r);
	mk_clear(&m);
	cms_signer_free(th.s);
	tsa_free(th.t);
}

static int
doc_stamp(void *arg, struct es_view digest, struct es_buf *out,
    struct es_err *err)
{
	struct tsa_query	q = { .md = CRYPT_SHA256, .cert_req = true };
	enum tsa_failure	why;

	memcpy(q.imprint, digest.p, digest.n);
	return tsa_stamp(arg, &q, clock_us(), out, &why, err);
}

static void
later_stamp(void)
{
	const struct esign_seal	*s, *t;
	struct esign_report	*r;
	struct plan		 p = { .tsa = NULL };
	struct tsa		*tsa = authority(&campus);
	struct doc_signer	 ds = { .reserve = HOLE, .sign = doc_stamp,
				    .arg = tsa };
	struct mk		 m;

	sealed_file(&m, p);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields "
	    "[6 0 R 8 0 R] /SigFlags 3 >> >>");
	signature_object(&m, 7, "/Type /DocTimeStamp /Filter /Adobe.PPKLite "
	    "/SubFilter /ETSI.RFC3161");
	mk_obj(&m, 8, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Time) "
	    "/V 7 0 R /F 132 /Rect [0 0 0 0] /P 3 0 R >>");
	mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots "
	    "[6 0 R 8 0 R] /MediaBox [0 0 595 842] >>");
	mk_table(&m, MK_ROOT);
	sign_file(&m, &ds);
	s = judge(&r, &m, CAMPUS_NOW + 1);
	t = esign_report_stamp(r, 0);
	ok(s != NULL && t != NULL && esign_report_stamps(r) == 1 &&
	    t->main == ESIGN_PASSED && t->proven == CAMPUS_NOW,
	    "a document time stamp: %s", t == NULL ? "none" : t->why);
	ok(s != NULL && s->main == ESIGN_PASSED &&
	    s->proof == ESIGN_PROOF_DOCUMENT && s->level == ESIGN_B_T &&
	    s->later == PDF_VERDICT_ALLOWED,
	    "proves the seal below it: %s", s == NULL ? "none" : s->why);
	esign_report_free(r);
	mk_patch(&m, "(Time)", "(Tide)");
	s = judge(&r, &m, CAMPUS_NOW + 1);
	t = esign_report_stamp(r, 0);
	ok(t->main == ESIGN_FAILED && t->sub == ESIGN_HASH_FAILURE &&
	    s->proof == ESIGN_PROOF_NONE && s->integrity == ESIGN_INTACT,
	    "one that was changed proves nothing");
	esign_report_free(r);
	mk_clear(&m);
	tsa_free(tsa);
}

static void
later_change(void)
{
	const struct esign_seal	*s;
	struct esign_report	*r;
	struct plan		 p = { .tsa = &campus };
	struct mk		 m;

	sealed_file(&m, p);
	mk_stream(&m, 4, "", ES_LIT("0 0 m 99 99 l S"));
	mk_table(&m, MK_ROOT);
	s = judge(&r, &m, CAMPUS_NOW);
	ok(s->main == ESIGN_FAILED && s->sub == ESIGN_FORMAT_FAILURE &&
	    s->integrity == ESIGN_INTACT &&
	    s->later == PDF_VERDICT_PROHIBITED && s->changes != NULL,
	    "a page changed by a later revision: %s", s->why);
	esign_report_free(r);
	mk_clear(&m);
}

static void
no_seals(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct esign_report	*r;
	struct mk		 m;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	ok(judge(&r, &m, CAMPUS_NOW) == NULL && esign_report_count(r) == 0 &&
	    esign_report_main(r) == ESIGN_UNKNOWN &&
	    esign_report_why(r) == PDF_WHY_NONE, "a file without a seal");
	esign_report_free(r);
	es_buf_add_str(&m.b, "more");
	ok(judge(&r, &m, CAMPUS_NOW) == NULL &&
	    esign_report_why(r) == PDF_WHY_TAIL &&
	    esign_report_why_text(r)[0] != '\0' &&
	    esign_report_main(r) == ESIGN_UNKNOWN, "a file that is refused");
	esign_report_free(r);
	mk_clear(&m);
	ok(esign_judge(&r, ES_VIEW_EMPTY, campus.trust, 0, &err) == 0 &&
	    esign_report_why(r) != PDF_WHY_NONE, "no file at all");
	esign_report_free(r);
}

/* Every byte outside the hole is sealed: change each, none may pass. */
static void
every_byte(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct esign_report	*r;
	struct plan		 p = { .tsa = &campus };
	struct mk		 m;
	size_t			 i, a, passed = 0;

	sealed_file(&m, p);
	a = es_view_find(es_buf_view(&m.b), ES_LIT("/Contents <"), 0) + 10;
	for (i = 0; i < m.b.n; i++) {
		if (i >= a && i < a + 2 * HOLE + 2)
			continue;
		m.b.p[i] ^= 0x01;
		must(esign_judge(&r, es_buf_view(&m.b), campus.trust,
		    CAMPUS_NOW, &err), &err);
		if (esign_report_main(r) == ESIGN_PASSED)
			passed++;
		esign_report_free(r);
		m.b.p[i] ^= 0x01;
	}
	ok(passed == 0, "%zu changed bytes of %zu that pass", passed, m.b.n);
	mk_clear(&m);
}

static int64_t
claimed(const char *date)
{
	const struct esign_seal	*s;
	struct esign_report	*r;
	struct plan		 p = { 0 };
	struct mk		 m;
	char			 text[100];
	int64_t			 t;

	snprintf(text, sizeof(text), "/M (%s)", date);
	p.date = text;
	sealed_file(&m, p);
	s = judge(&r, &m, CAMPUS_NOW);
	t = s == NULL ? -1 : s->claimed;
	esign_report_free(r);
	mk_clear(&m);
	return t;
}

static void
dates(void)
{
	ok(claimed("D:20261123080000Z") == CAMPUS_NOW, "UTC");
	ok(claimed("D:20261123080000") == CAMPUS_NOW, "no zone");
	ok(claimed("D:20261123030000-05'00") == CAMPUS_NOW, "west");
	ok(claimed("D:2026") == CAMPUS_FROM, "only a year");
	ok(claimed("D:20260230000000Z") == 0 &&
	    claimed("D:20261123250000Z") == 0 && claimed("20261123") == 0 &&
	    claimed("D:20261123080000+24'00'") == 0 &&
	    claimed("D:20261123080000+08'00'x") == 0 &&
	    claimed("D:202") == 0, "what is no date");
}

int
main(void)
{
	campus_open(&campus);
	campus_open(&stranger);
	good((struct plan){ 0 }, "P-256");
	good((struct plan){ .key = campus.rsa_key, .cert = campus.rsa },
	    "RSA-3072");
	broken();
	trust();
	proven_time();
	levels();
	copied_stamp();
	later_stamp();
	later_change();
	no_seals();
	every_byte();
	dates();
	campus_close(&stranger);
	campus_close(&campus);
	return done();
}
