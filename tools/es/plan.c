/* es: see wish.h; the part that reads the file and writes its revision. */
#include <stdio.h>

#include "base/limits.h"
#include "esign/judge.h"
#include "seal/picture.h"
#include "sys/clock.h"
#include "sys/confine.h"
#include "wish.h"

static const struct sys_confine	room = { ES_LIMIT_JUDGE_ARENA,
    ES_LIMIT_JUDGE_SECONDS };

static int
judge(struct es_view pdf, struct es_plan *p)
{
	struct esign_report	*r = NULL;
	struct pki_trust	*t = NULL;
	int			 rc = -1;

	if (pki_trust_new(&t, &p->err) == 0)
		rc = esign_judge(&r, pdf, t, sys_now(), &p->err);
	if (rc == 0) {
		p->before = svc_outcome_of(r);
		p->seals = esign_report_all(r);
		esign_report_free(r);
	}
	pki_trust_free(t);
	return rc;
}

/* -- what is asked for, as the core wants it ------------------------- */
struct parts {
	struct pdf_update	 u;
	struct pdf_blank	 blanks[ES_WISH_BLANKS];
	struct pdf_straddle	 straddle;
};

static struct es_view
text(const char *s)
{
	return s == NULL ? ES_VIEW_EMPTY : es_view_str(s);
}

static int
blanks(struct parts *x, const struct es_plan_job *j, struct pdf_file *f,
    struct es_err *err)
{
	const struct es_wish_blank	*b;
	size_t				 i;

	for (i = 0; i < j->wish->nblanks; i++) {
		b = &j->wish->blanks[i];
		x->blanks[i] = (struct pdf_blank){ .name = b->name,
		    .tip = b->name, .w = b->w, .h = b->h };
		if (es_where_spot(&b->where, f, 0, 0, b->w, b->h,
		    &x->blanks[i].at, err) < 0)
			return -1;
	}
	x->u.blanks = x->blanks;
	x->u.nblanks = i;
	return 0;
}

static void
straddle(struct parts *x, const struct es_plan_job *j)
{
	if (!j->wish->straddle)
		return;
	x->straddle = (struct pdf_straddle){ .picture = j->picture,
	    .look = j->look, .tip = j->tip, .edge = j->wish->edge,
	    .y = j->wish->straddle_y };
	x->u.straddles = &x->straddle;
	x->u.nstraddles = 1;
}

static int
parts(struct parts *x, const struct es_plan_job *j, struct pdf_file *f,
    struct es_err *err)
{
	const struct es_wish	*w = j->wish;

	memset(x, 0, sizeof(*x));
	x->u.sig = (struct pdf_sig_opts){ .field = text(w->field),
	    .tip = j->tip, .signer = text(w->name),
	    .reason = text(w->reason), .location = text(w->location),
	    .contact = text(w->contact), .time = j->now,
	    .offset = j->offset, .certify = w->certify,
	    .reserve = j->reserve,
	    .picture = w->at.kind == ES_WHERE_NONE && w->field == NULL ?
	    NULL : j->picture };
	x->u.look = j->look;
	x->u.lock = w->lock;
	x->u.locked = w->locked;
	x->u.nlocked = w->nlocked;
	memcpy(x->u.id, j->id, sizeof(x->u.id));
	straddle(x, j);
	if (blanks(x, j, f, err) < 0)
		return -1;
	return !w->seals ? 0 : es_where_spot(&w->at, f, w->dx, w->dy,
	    j->picture == NULL ? 0 : j->picture->w, j->picture == NULL ? 0 :
	    j->picture->h, &x->u.at, err);
}

/* -- in the child ------------------------------------------------------ */
/* The first of Seal1, Seal2 ... that is not taken. */
static int
try_fields(const struct es_plan_job *j, struct pdf_file *f, struct parts *x,
    struct es_plan *p, struct es_buf *tail)
{
	char	 name[16];
	int	 n;

	for (n = 1;; n++) {
		if (j->wish->field == NULL) {
			(void)snprintf(name, sizeof(name), "Seal%d", n);
			x->u.sig.field = es_view_str(name);
		}
		es_buf_reset(tail);
		if (pdf_update_seal(f, &x->u, tail, &p->hole, &p->why,
		    &p->err) == 0)
			return 0;
		if (j->wish->field != NULL || p->why != PDF_UNFIT_FIELD ||
		    n > (int)ES_LIMIT_PDF_SIGS)
			return -1;
		es_err_clear(&p->err);
	}
}

/* A seal on a file whose seals do not hold would say that they do. */
static int
look(const struct es_plan_job *j, struct pdf_file *f, struct es_plan *p,
    struct es_buf *tail)
{
	struct parts	 x;

	if (judge(j->in, p) < 0)
		return -1;
	if (p->before == SVC_OUT_BROKEN) {
		p->why = PDF_UNFIT_SIGNATURE;
		return es_fail(&p->err, ES_E_DENIED, "it carries a seal that "
		    "does not hold; see es verify");
	}
	if (parts(&x, j, f, &p->err) < 0)
		return -1;
	return j->wish->seals ? try_fields(j, f, &x, p, tail) :
	    pdf_update_prepare(f, &x.u, tail, &p->why, &p->err);
}

static int
plan(void *arg, struct es_buf *out)
{
	const struct es_plan_job	*j = arg;
	struct pdf_file			*f = NULL;
	struct es_plan			 p;
	struct es_buf			 tail;

	memset(&p, 0, sizeof(p));
	es_buf_init(&tail, ES_LIMIT_JUDGE_REPORT);
	if (pdf_read(&f, j->in, &p.read, &p.err) == 0 &&
	    look(j, f, &p, &tail) < 0 && p.why == PDF_FIT)
		p.read = pdf_file_why(f);
	pdf_file_free(f);
	p.err.file = NULL;
	es_buf_add(out, &p, sizeof(p));
	if (p.err.code == ES_E_NONE)
		es_buf_add_view(out, es_buf_view(&tail));
	es_buf_clear(&tail);
	return p.err.code == ES_E_NOMEM ? SYS_OUT_OF_MEMORY : 0;
}

static int
judged(void *arg, struct es_buf *out)
{
	const struct es_plan_job	*j = arg;
	struct es_plan			 p;

	memset(&p, 0, sizeof(p));
	(void)judge(j->in, &p);
	p.err.file = NULL;
	es_buf_add(out, &p, sizeof(p));
	return 0;
}

/* -- and around it ----------------------------------------------------- */
static int
run(int (*fn)(void *arg, struct es_buf *out), const struct es_plan_job *j,
    struct es_plan *p, struct es_buf *tail, struct es_err *err)
{
	struct es_plan_job	 job = *j;
	struct es_buf		 out;
	enum sys_end		 end;
	int			 status, rc;

	memset(p, 0, sizeof(*p));
	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT + sizeof(*p));
	rc = sys_confined(fn, &job, &room, &out, &status, &end, err);
	if (rc == 0 && (end != SYS_END_DONE || out.n < sizeof(*p))) {
		p->read = PDF_WHY_LIMIT;
		es_fail(&p->err, ES_E_LIMIT, "the process that read the file "
		    "ended: %s", sys_end_name(end));
	} else if (rc == 0) {
		memcpy(p, out.p, sizeof(*p));
		if (tail != NULL)
			es_buf_add(tail, out.p + sizeof(*p),
			    out.n - sizeof(*p));
	}
	es_buf_clear(&out);
	return rc;
}

int
es_plan_make(const struct es_plan_job *job, struct es_plan *out,
    struct es_buf *tail, struct es_err *err)
{
	return run(plan, job, out, tail, err);
}

int
es_plan_judge(struct es_view pdf, struct es_plan *out, struct es_err *err)
{
	struct es_plan_job	 job = { .in = pdf };

	return run(judged, &job, out, NULL, err);
}
