/* svc/contract/look.c - see look.h. */
#include "svc/contract/look.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "esign/judge.h"
#include "sys/clock.h"
#include "sys/confine.h"

static const struct sys_confine	room = { ES_LIMIT_JUDGE_ARENA,
    ES_LIMIT_JUDGE_SECONDS };

struct task {
	struct store			*db;
	struct es_view			 pdf;
	const struct svc_contract_plan	*plan;
	struct pki_trust		*trust;
	size_t				 ours, skip;
	int64_t				 now;
};

/* -- in the child -------------------------------------------------------- */
/* Every earlier signature, without asking whom anybody trusts. */
static int
judge_before(const struct task *t, struct svc_contract_look *l)
{
	struct esign_report	*r = NULL;
	struct pki_trust	*none = NULL;
	int			 rc = -1;

	if (pki_trust_new(&none, &l->err) == 0)
		rc = esign_judge(&r, t->pdf, none, t->now, &l->err);
	if (rc == 0) {
		l->before = svc_outcome_of(r);
		l->seals = (uint32_t)esign_report_all(r);
		esign_report_free(r);
	}
	pki_trust_free(none);
	return rc;
}

static int
refuse_broken(struct svc_contract_look *l)
{
	if (l->before != SVC_OUT_BROKEN)
		return 0;
	l->why = PDF_UNFIT_SIGNATURE;
	return es_fail(&l->err, ES_E_DENIED, "it carries a signature that "
	    "does not hold");
}

static int
measure(struct pdf_file *f, struct svc_contract_look *l, struct es_buf *out)
{
	size_t			 last = pdf_file_revs(f) - 1, n, i;
	struct pdf_pagebox	 box;

	if (pdf_file_pages(f, last, &n, &l->err) < 0)
		return -1;
	l->pages = (uint32_t)n;
	for (i = 0; i < n && i < ES_LIMIT_CONTRACT_PAGES; i++) {
		if (pdf_pagebox(&box, f, last, i, &l->err) < 0)
			return -1;
		es_buf_add_be32(out, (uint32_t)box.w);
		es_buf_add_be32(out, (uint32_t)box.h);
	}
	return 0;
}

/* A seal tried on: what would refuse it later refuses it now. */
static int
try_on(struct pdf_file *f, struct svc_contract_look *l)
{
	struct pdf_update	 u;
	struct pdf_hole		 hole;
	struct es_buf		 tail;
	int			 rc;

	memset(&u, 0, sizeof(u));
	u.sig = (struct pdf_sig_opts){ .field = ES_LIT("YinxinTrial"),
	    .tip = ES_LIT("Seal"), .certify = l->seals == 0 ? 2 : 0,
	    .reserve = 4096 };
	es_buf_init(&tail, ES_LIMIT_JUDGE_REPORT);
	rc = pdf_update_seal(f, &u, &tail, &hole, &l->why, &l->err);
	es_buf_clear(&tail);
	return rc;
}

/* What fails is told in the look itself. */
static int
tell(struct es_buf *out, struct svc_contract_look *l, struct es_buf *more)
{
	l->err.file = NULL;
	es_buf_add(out, l, sizeof(*l));
	if (l->err.code == ES_E_NONE)
		es_buf_add_view(out, es_buf_view(more));
	es_buf_clear(more);
	return l->err.code == ES_E_NOMEM ? SYS_OUT_OF_MEMORY : 0;
}

static int
fit(void *arg, struct es_buf *out)
{
	struct task			*t = arg;
	struct svc_contract_look	 l;
	struct pdf_file			*f = NULL;
	struct es_buf			 boxes;

	store_forget(t->db);
	memset(&l, 0, sizeof(l));
	es_buf_init(&boxes, ES_LIMIT_JUDGE_REPORT);
	if (pdf_read(&f, t->pdf, &l.read, &l.err) == 0 &&
	    (judge_before(t, &l) < 0 || refuse_broken(&l) < 0 ||
	    measure(f, &l, &boxes) < 0 || try_on(f, &l) < 0) &&
	    l.why == PDF_FIT)
		l.read = pdf_file_why(f);
	pdf_file_free(f);
	return tell(out, &l, &boxes);
}

/* Hundredths of a millimetre in thousandths of a point. */
static int64_t
points(int64_t v)
{
	return v * 7200 / 254;
}

/* From the lower left, as people measure, to the upper left; kept inside. */
static int
spot(struct pdf_spot *out, struct pdf_file *f,
    const struct svc_contract_spot *s, struct es_err *err)
{
	struct pdf_pagebox	 box;

	out->page = (size_t)s->page - 1;
	if (pdf_pagebox(&box, f, pdf_file_revs(f) - 1, out->page, err) < 0)
		return -1;
	out->x = points(s->x);
	out->y = box.h - points(s->y);
	return pdf_place_inside(out, f, s->w, s->h, err);
}

struct parts {
	struct pdf_update	 u;
	struct pdf_blank	 blanks[ES_LIMIT_CONTRACT_SEALS + 1];
	struct pdf_straddle	 straddle;
};

static int
prepare(struct parts *x, const struct svc_contract_plan *p,
    struct pdf_file *f, struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < p->nspots; i++) {
		const struct svc_contract_spot	*s = &p->spots[i];
		struct pdf_blank		*b = &x->blanks[x->u.nblanks];

		if (i == p->n)
			continue;
		*b = (struct pdf_blank){ .name = s->name, .tip = s->tip,
		    .w = s->w, .h = s->h };
		if (spot(&b->at, f, s, err) < 0)
			return -1;
		x->u.nblanks++;
	}
	x->u.blanks = x->blanks;
	if (p->straddle) {
		x->straddle = (struct pdf_straddle){ .picture = p->picture,
		    .look = p->look, .tip = p->tip, .edge = p->edge,
		    .y = -1 };
		x->u.straddles = &x->straddle;
		x->u.nstraddles = 1;
	}
	return 0;
}

static int
write_revision(const struct svc_contract_plan *p, struct pdf_file *f,
    struct svc_contract_look *l, struct es_buf *tail)
{
	const struct svc_contract_spot	*s = &p->spots[p->n];
	struct parts			 x;

	memset(&x, 0, sizeof(x));
	x.u.sig = (struct pdf_sig_opts){ .field = s->name, .tip = p->tip,
	    .signer = p->tip, .reason = p->reason, .time = p->now,
	    .offset = p->offset, .reserve = p->reserve,
	    .picture = p->picture, .certify = l->seals == 0 ? 2 : 0 };
	x.u.look = p->look;
	memcpy(x.u.id, p->id, sizeof(x.u.id));
	if (spot(&x.u.at, f, s, &l->err) < 0 || (p->n == 0 &&
	    l->seals == 0 && prepare(&x, p, f, &l->err) < 0))
		return -1;
	return pdf_update_seal(f, &x.u, tail, &l->hole, &l->why, &l->err);
}

static int
plan(void *arg, struct es_buf *out)
{
	struct task			*t = arg;
	struct svc_contract_look	 l;
	struct pdf_file			*f = NULL;
	struct es_buf			 tail;

	store_forget(t->db);
	memset(&l, 0, sizeof(l));
	es_buf_init(&tail, ES_LIMIT_JUDGE_REPORT);
	if (pdf_read(&f, t->pdf, &l.read, &l.err) == 0 &&
	    (judge_before(t, &l) < 0 || refuse_broken(&l) < 0 ||
	    write_revision(t->plan, f, &l, &tail) < 0) && l.why == PDF_FIT)
		l.read = pdf_file_why(f);
	pdf_file_free(f);
	return tell(out, &l, &tail);
}

/* Is the signature among the first "skip" bytes of the file? */
static bool
is_before(const struct esign_seal *s, struct es_view pdf, size_t skip)
{
	struct es_view	 last = s->sig->ranges[1];

	return skip > 0 && pdf_sig_sound(s->sig) &&
	    (size_t)(last.p - pdf.p) + last.n <= skip;
}

static void
name_signers(const struct esign_report *r, const struct task *t,
    struct svc_contract_look *l)
{
	size_t		 i, n = esign_report_count(r), at = 0;
	struct es_view	 cut;

	l->seals = 0;
	for (i = 0; i < n; i++) {
		const struct esign_seal	*s = esign_report_seal(r, i);
		const char		*who = s->signer == NULL ? "?" :
					    pki_cert_holder(s->signer);

		if (is_before(s, t->pdf, t->skip))
			continue;
		l->seals++;
		cut = es_utf8_cut(es_view_str(who), 150);
		if (at + cut.n + 4 > sizeof(l->signers))
			continue;
		at += (size_t)snprintf(l->signers + at,
		    sizeof(l->signers) - at, "%s%.*s", at == 0 ? "" : "; ",
		    (int)cut.n, (const char *)cut.p);
	}
}

static int
judged(void *arg, struct es_buf *out)
{
	struct task			*t = arg;
	struct svc_contract_look	 l;
	struct esign_report		*r = NULL;
	struct pki_trust		*none = NULL;
	struct es_buf			 nothing;
	size_t				 i, n;

	store_forget(t->db);
	memset(&l, 0, sizeof(l));
	es_buf_init(&nothing, 1);
	l.before = SVC_OUT_UNREADABLE;
	if ((t->trust != NULL || pki_trust_new(&none, &l.err) == 0) &&
	    esign_judge(&r, t->pdf, t->trust != NULL ? t->trust : none,
	    t->now, &l.err) == 0) {
		l.before = svc_outcome_of(r);
		l.read = esign_report_why(r);
		n = esign_report_count(r);
		for (i = n > t->ours ? n - t->ours : 0; i < n; i++)
			if (esign_report_seal(r, i)->main != ESIGN_PASSED &&
			    l.before == SVC_OUT_INTACT)
				l.before = SVC_OUT_UNDETERMINED;
		name_signers(r, t, &l);
		esign_report_free(r);
	}
	pki_trust_free(none);
	return tell(out, &l, &nothing);
}

/* -- and around it ------------------------------------------------------- */
static int
run(int (*fn)(void *arg, struct es_buf *out), struct task *t,
    struct svc_contract_look *l, struct es_buf *more, struct es_err *err)
{
	struct es_buf	 out;
	enum sys_end	 end;
	int		 status, rc;

	memset(l, 0, sizeof(*l));
	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT + sizeof(*l));
	rc = sys_confined(fn, t, &room, &out, &status, &end, err);
	if (rc == 0 && (end != SYS_END_DONE || out.n < sizeof(*l))) {
		l->read = PDF_WHY_LIMIT;
		es_fail(&l->err, ES_E_LIMIT, "the process that read the file "
		    "ended: %s", sys_end_name(end));
	} else if (rc == 0) {
		memcpy(l, out.p, sizeof(*l));
		l->err.file = NULL;
		l->err.msg[sizeof(l->err.msg) - 1] = '\0';
		l->signers[sizeof(l->signers) - 1] = '\0';
		if (more != NULL)
			es_buf_add(more, out.p + sizeof(*l),
			    out.n - sizeof(*l));
	}
	es_buf_clear(&out);
	return rc;
}

int
svc_contract_fit(struct store *db, struct es_view pdf,
    struct svc_contract_look *out, struct es_buf *boxes, struct es_err *err)
{
	struct task	 t = { .db = db, .pdf = pdf, .now = sys_now() };

	return run(fit, &t, out, boxes, err);
}

int
svc_contract_plan(struct store *db, const struct svc_contract_plan *p,
    struct svc_contract_look *out, struct es_buf *tail, struct es_err *err)
{
	struct task	 t = { .db = db, .pdf = p->pdf, .plan = p,
			    .now = p->now };

	return run(plan, &t, out, tail, err);
}

int
svc_contract_judge(struct store *db, struct es_view pdf,
    struct pki_trust *trust, size_t ours, size_t skip, int64_t now,
    struct svc_contract_look *out, struct es_err *err)
{
	struct task	 t = { .db = db, .pdf = pdf, .trust = trust,
			    .ours = ours, .skip = skip, .now = now };

	return run(judged, &t, out, NULL, err);
}
