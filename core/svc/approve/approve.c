/* svc/approve/approve.c - one request for who decides it; see approve.h. */
#include "svc/approve/approve.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "svc/issue/priv.h"
#include "sys/fault.h"

/* Columns of FLOW_TASK. */
enum { K_TYPE, K_ZH, K_EN, K_LANG, K_NUMBER, K_PERSON_NO, K_PERSON_ZH,
    K_PERSON_EN, K_UNIT_ZH, K_UNIT_EN, K_PURPOSE, K_STATE, K_CREATED,
    K_RECORD, K_VERSION, K_FILES };

/* -- what can they do ------------------------------------------------------ */
struct chance {			/* the best that somebody can do now */
	int			 step;
	int64_t			 absent;
	enum flow_refusal	 why;	/* FLOW_OK: they can approve */
	bool			 any;	/* a step is theirs at all */
};

static void
try_step(const struct flow_file *f, int step, const struct flow_actor *who,
    struct chance *c)
{
	struct flow_event	 e = { .kind = f->s.phase == FLOW_HELD ?
				    FLOW_RESUME : FLOW_APPROVE,
				    .step = step, .slot = FLOW_NO_SLOT,
				    .actor = who->account,
				    .actor_person = who->person };
	enum flow_refusal	 r;

	if (who->absent != NULL) {
		e.absent = who->absent->account;
		e.absent_person = who->absent->person;
	}
	memcpy(e.digest, f->s.digest, FLOW_DIGEST);
	r = flow_judge(&f->c, &f->s, &e, who);
	if (r == FLOW_NOT_YOURS || r == FLOW_NOT_NOW ||
	    (c->any && c->why == FLOW_OK))
		return;
	*c = (struct chance){ step, e.absent, r, true };
}

/* As themselves, and for everybody whose deputy they are now. */
static int
find_chance(const struct svc_reader *r, const struct flow_file *f,
    struct es_arena *a, struct chance *c, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(r->account),
				    SV_INT(r->now), SV_INT(r->now) };
	struct flow_actor	 who;
	struct store_rows	 rows;
	size_t			 i, k;
	int			 rc;

	*c = (struct chance){ .step = -1 };
	if (f->flaw != FLOW_SOUND)
		return 0;
	if (store_query(r->db, STORE_FLOW_STANDING, args, ES_COUNT(args), a,
	    &rows, err) < 0)
		return -1;
	for (i = 0; i <= rows.n; i++) {
		rc = flow_actor(r->db, r->account, i == 0 ? 0 :
		    store_int(&rows, i - 1, 0), r->now, true, a, &who, err);
		if (rc < 0)
			return -1;
		for (k = 0; rc > 0 && k < f->c.def->nsteps; k++)
			try_step(f, (int)k, &who, c);
	}
	return 0;
}

static bool
took_part(const struct flow_file *f, int64_t account)
{
	size_t	 i;

	for (i = 0; i < f->n; i++)
		if (f->event[i].kind != FLOW_SUBMIT &&
		    f->event[i].kind != FLOW_WITHDRAW &&
		    (f->event[i].actor == account ||
		    f->event[i].subject == account))
			return true;
	return false;
}

static void
put_facts(const struct svc_reader *r, const struct store_rows *t,
    struct es_arena *a, struct es_tree *data)
{
	bool	 en = strcmp(r->lang, "en") == 0;

	es_tree_put_text(data, "name", store_view(t, 0, en ? K_EN : K_ZH));
	es_tree_put_text(data, "number", store_view(t, 0, K_NUMBER));
	es_tree_put_text(data, "person", store_view(t, 0, en ? K_PERSON_EN :
	    K_PERSON_ZH));
	es_tree_put_text(data, "person_number", store_view(t, 0,
	    K_PERSON_NO));
	es_tree_put_text(data, "unit", store_view(t, 0, en ? K_UNIT_EN :
	    K_UNIT_ZH));
	es_tree_put_text(data, "doc_lang", store_view(t, 0, K_LANG));
	es_tree_put_text(data, "purpose", store_view(t, 0, K_PURPOSE));
	es_tree_put_text(data, "state", store_view(t, 0, K_STATE));
	es_tree_put_str(data, "when", svc_when(a, store_int(t, 0, K_CREATED),
	    r->offset));
	es_tree_put_bool(data, "files", store_int(t, 0, K_FILES) != 0);
}

int
svc_task(const struct svc_reader *r, int64_t request, struct es_arena *a,
    struct svc_task *out, struct es_tree *data, struct es_err *err)
{
	struct flow_file	*f = es_arena_get(a, sizeof(*f));
	struct store_val	 id = SV_INT(request);
	struct store_rows	 t;
	struct chance		 c;
	struct es_tree		*may;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if (f == NULL)
		return es_fail(err, ES_E_NOMEM, "task: no memory");
	if ((rc = flow_open(r->db, r->flows, request, 0, a, f, err)) < 0 ||
	    (rc > 0 && (rc = store_query(r->db, STORE_FLOW_TASK, &id, 1, a,
	    &t, err)) < 0) || (rc > 0 && find_chance(r, f, a, &c, err) < 0))
		return -1;
	if (rc == 0 || (!c.any && !took_part(f, r->account)) ||
	    f->c.applicant_person == r->person)
		return es_fail(err, ES_E_NOTFOUND, "request %lld is not "
		    "theirs to decide", (long long)request);
	*out = (struct svc_task){ .request = request, .seen = f->n,
	    .type = store_view(&t, 0, K_TYPE),
	    .lang = store_view(&t, 0, K_LANG),
	    .record = store_view(&t, 0, K_RECORD),
	    .type_version = store_int(&t, 0, K_VERSION),
	    .step = c.any && c.why == FLOW_OK ? c.step : -1,
	    .absent = c.absent };
	put_facts(r, &t, a, data);
	may = es_tree_put_map(data, "may");
	es_tree_put_bool(may, "decide", out->step >= 0 &&
	    f->s.phase == FLOW_REVIEW);
	es_tree_put_bool(may, "resume", out->step >= 0 &&
	    f->s.phase == FLOW_HELD);
	es_tree_put_str(may, "why", c.any && c.why != FLOW_OK ?
	    flow_refusal_name(c.why) : "");
	return svc_flow_put(r, f, a, data, err);
}

/* -- deciding -------------------------------------------------------------- */
struct decide {
	const struct svc_reader	*r;
	struct svc_decision	*d;
	struct es_arena		*arena;
};

/* Who takes it over; 0 found, else *why says that it is nobody. */
static int
find_subject(struct store *st, const struct decide *x, struct flow_event *e,
    struct es_err *err)
{
	struct store_val	 name = SV_TEXT(es_view_trim(x->d->subject));
	struct store_rows	 rows;
	int			 rc;

	if (e->kind != FLOW_DELEGATE && e->kind != FLOW_ADD)
		return 0;
	if ((rc = store_query(st, STORE_FLOW_SUBJECT, &name, 1, x->arena,
	    &rows, err)) < 0)
		return -1;
	if (rc > 0) {
		e->subject = store_int(&rows, 0, 0);
		e->subject_person = store_int(&rows, 0, 1);
	}
	return 0;
}

/* Judge and write; d->refusal says what came of it. */
static int
attempt(struct store *st, const struct decide *x, struct flow_file *f,
    struct es_err *err)
{
	struct svc_decision	*d = x->d;
	struct flow_event	 e = { .kind = d->kind, .at = x->r->now,
				    .step = d->step, .slot = FLOW_NO_SLOT,
				    .text = es_view_trim(d->text) };
	struct flow_actor	 who;
	int			 rc;

	if (d->kind == FLOW_SUBMIT || d->kind == FLOW_WITHDRAW) {
		d->refusal = FLOW_NOT_YOURS;	/* es-request's */
		return 0;
	}
	if (d->seen != f->n) {
		d->refusal = FLOW_STALE;
		return 0;
	}
	rc = flow_actor(st, x->r->account, d->absent, x->r->now, true,
	    x->arena, &who, err);
	if (rc <= 0) {
		d->refusal = FLOW_NOT_YOURS;
		return rc;
	}
	e.actor = who.account;
	e.actor_person = who.person;
	if (who.absent != NULL) {
		e.absent = who.absent->account;
		e.absent_person = who.absent->person;
	}
	memcpy(e.digest, f->s.digest, FLOW_DIGEST);
	if (find_subject(st, x, &e, err) < 0 ||
	    flow_write(st, f, &e, &who, ES_VIEW_EMPTY, &d->refusal, err) < 0)
		return -1;
	d->approved = f->s.phase == FLOW_APPROVED;
	return 0;
}

/* How people call the request. */
static int
find_number(struct store *st, const struct decide *x, struct es_err *err)
{
	struct store_val	 id = SV_INT(x->d->request);
	struct store_rows	 r;

	if (store_query(st, STORE_FLOW_MINE, &id, 1, x->arena, &r, err) < 0)
		return -1;
	(void)snprintf(x->d->number, sizeof(x->d->number), "%.*s",
	    (int)store_view(&r, 0, 2).n, r.n == 0 ? "" :
	    (const char *)store_view(&r, 0, 2).p);
	return 0;
}

static int
decide(struct store *st, void *arg, struct es_err *err)
{
	struct decide		*x = arg;
	struct svc_decision	*d = x->d;
	struct flow_file	*f;
	const char		*action;
	int			 rc;

	es_arena_reset(x->arena);
	d->refusal = FLOW_MALFORMED;
	d->approved = false;
	if ((f = es_arena_get(x->arena, sizeof(*f))) == NULL ||
	    (action = es_arena_printf(x->arena, "flow.%s",
	    flow_kind_name(d->kind))) == NULL)
		return es_fail(err, ES_E_NOMEM, "decision: no memory");
	rc = flow_open(st, x->r->flows, d->request, FLOW_LOCKED, x->arena, f,
	    err);
	if (rc == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "request %lld has no flow",
		    (long long)d->request);
	if (rc < 0 || find_number(st, x, err) < 0 ||
	    attempt(st, x, f, err) < 0 ||
	    svc_review_audit(x->r, action, d->request, d->refusal == FLOW_OK ?
	    "ok" : "refused", d->refusal == FLOW_OK ? d->text :
	    es_view_str(flow_refusal_name(d->refusal)), err) < 0)
		return -1;
	return SYS_FAULT("decide.before_commit", err);
}

int
svc_decide(const struct svc_reader *r, struct svc_decision *d,
    struct es_err *err)
{
	struct decide	 x = { .r = r, .d = d };
	int		 rc;

	if (es_utf8_count(d->text) > ES_LIMIT_FLOW_OPINION)
		return es_fail(err, ES_E_LIMIT, "an opinion of over %zu "
		    "characters", ES_LIMIT_FLOW_OPINION);
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "decision: no memory");
	rc = store_tx(r->db, decide, &x, err);
	es_arena_free(x.arena);
	return rc < 0 ? -1 : 0;
}
