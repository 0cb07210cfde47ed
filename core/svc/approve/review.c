/*
 * svc/approve/review.c - a request under review, as people see it; see
 * review.h.
 */
#include "svc/approve/review.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "svc/issue/priv.h"

struct names {			/* of everybody and every office concerned */
	struct store_rows	 people, offices;
	bool			 en;
};

static int
read_names(const struct svc_reader *r, const struct flow_file *f,
    struct es_arena *a, struct names *n, struct es_err *err)
{
	struct store_val	 id[] = { SV_INT(f->c.request),
				    SV_INT(f->c.request),
				    SV_INT(f->c.request) };

	n->en = strcmp(r->lang, "en") == 0;
	return store_query(r->db, STORE_FLOW_NAMES, id, ES_COUNT(id), a,
	    &n->people, err) < 0 || store_query(r->db, STORE_FLOW_OFFICES,
	    NULL, 0, a, &n->offices, err) < 0 ? -1 : 0;
}

static struct es_view
person_name(const struct names *n, int64_t account)
{
	size_t	 i;

	for (i = 0; i < n->people.n; i++)
		if (store_int(&n->people, i, 0) == account)
			return store_view(&n->people, i, n->en ? 2 : 1);
	return ES_VIEW_EMPTY;
}

/* An office's name; what is no office's code stands for itself (a unit). */
static struct es_view
office_name(const struct names *n, struct es_view code)
{
	size_t	 i;

	for (i = 0; i < n->offices.n; i++)
		if (es_view_eq(store_view(&n->offices, i, 0), code))
			return store_view(&n->offices, i, n->en ? 2 : 1);
	return code;
}

static void
put_who(const struct names *n, const struct flow_case *c,
    const struct flow_who *w, int64_t account, struct es_tree *list)
{
	struct es_tree	*m = es_tree_add_map(list);

	if (account != 0) {
		es_tree_put_str(m, "kind", "person");
		es_tree_put_text(m, "name", person_name(n, account));
	} else if (w->kind == FLOW_WHO_ACCOUNT) {
		es_tree_put_str(m, "kind", "person");
		es_tree_put_text(m, "name", w->account);
	} else if (w->kind == FLOW_WHO_HEAD) {
		es_tree_put_str(m, "kind", "head");
		es_tree_put_text(m, "office", c->unit);
	} else {
		es_tree_put_text(m, "kind", w->role);
		es_tree_put_text(m, "office", office_name(n, w->issuer ?
		    c->office : w->office));
	}
}

static const char *
stage_word(const struct flow_file *f, size_t i, int64_t now)
{
	const struct flow_at	*at = &f->s.at[i];
	bool			 over = f->s.phase != FLOW_REVIEW &&
				    f->s.phase != FLOW_HELD;

	switch (at->stage) {
	case FLOW_DONE:
		return "done";
	case FLOW_SKIPPED:
		return "skipped";
	case FLOW_OPEN:
		if (over)
			break;
		return f->c.def->step[i].due != 0 && at->opened +
		    f->c.def->step[i].due < now ? "late" : "open";
	case FLOW_LATER:
		break;
	}
	return "later";
}

static void
put_step(const struct svc_reader *r, const struct names *n,
    const struct flow_file *f, size_t i, struct es_arena *a,
    struct es_tree *m)
{
	const struct flow_step	*d = &f->c.def->step[i];
	const struct flow_at	*at = &f->s.at[i];
	struct es_tree		*who = es_tree_put_list(m, "who"), *by;
	size_t			 k;

	es_tree_put_text(m, "name", n->en ? d->en : d->zh);
	es_tree_put_str(m, "state", stage_word(f, i, r->now));
	es_tree_put_bool(m, "all", d->mode == FLOW_ALL && d->nwho > 1);
	es_tree_put_bool(m, "escalated", at->escalated);
	es_tree_put_bool(m, "reminded", at->reminded);
	if (at->stage == FLOW_OPEN && d->due != 0)
		es_tree_put_str(m, "due", svc_when(a, at->opened + d->due,
		    r->offset));
	by = es_tree_put_list(m, "signed");
	for (k = 0; k < at->nslots; k++)
		if (at->slot[k].by != 0)
			es_tree_put_text(es_tree_add_map(by), "name",
			    person_name(n, at->slot[k].signer));
		else if (at->stage == FLOW_OPEN)
			put_who(n, &f->c, at->slot[k].who < 0 ? NULL :
			    &d->who[at->slot[k].who], at->slot[k].account,
			    who);
	if (at->stage == FLOW_OPEN && at->escalated)
		put_who(n, &f->c, &d->escalate_to, 0, who);
	if (at->stage == FLOW_LATER)
		for (k = 0; k < d->nwho; k++)
			put_who(n, &f->c, &d->who[k], 0, who);
}

static void
put_event(const struct svc_reader *r, const struct names *n,
    const struct flow_file *f, const struct flow_event *e,
    struct es_arena *a, struct es_tree *m)
{
	es_tree_put_str(m, "kind", flow_kind_name(e->kind));
	es_tree_put_str(m, "when", svc_when(a, e->at, r->offset));
	es_tree_put_text(m, "who", person_name(n, e->actor));
	if (e->absent != 0)
		es_tree_put_text(m, "absent", person_name(n, e->absent));
	if (e->step >= 0 && (size_t)e->step < f->c.def->nsteps)
		es_tree_put_text(m, "step", n->en ? f->c.def->step[e->step].
		    en : f->c.def->step[e->step].zh);
	if (e->subject != 0)
		es_tree_put_text(m, "subject", person_name(n, e->subject));
	es_tree_put_text(m, "text", e->text);
}

int
svc_flow_put(const struct svc_reader *r, const struct flow_file *f,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct es_tree	*m = es_tree_put_map(data, "flow"), *list;
	struct names	 n;
	size_t		 i;

	es_tree_put_str(m, "phase", flow_phase_name(f->s.phase));
	es_tree_put_int(m, "round", (int64_t)f->s.round);
	if (f->flaw != FLOW_SOUND)
		es_tree_put_str(m, "flaw", flow_flaw_name(f->flaw));
	if (f->c.def == NULL)
		return es_tree_ok(data, err);
	if (read_names(r, f, a, &n, err) < 0)
		return -1;
	es_tree_put_text(m, "name", n.en ? f->c.def->en : f->c.def->zh);
	list = es_tree_put_list(m, "steps");
	for (i = 0; i < f->c.def->nsteps; i++)
		put_step(r, &n, f, i, a, es_tree_add_map(list));
	list = es_tree_put_list(m, "events");
	for (i = 0; i < f->n; i++)
		put_event(r, &n, f, &f->event[i], a, es_tree_add_map(list));
	return es_tree_ok(data, err);
}

int
svc_review_put(const struct svc_reader *r, int64_t request,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct flow_file	*f = es_arena_get(a, sizeof(*f));
	struct store_val	 id = SV_INT(request);
	struct store_rows	 form;
	int			 rc;

	if (f == NULL)
		return es_fail(err, ES_E_NOMEM, "review: no memory");
	rc = flow_open(r->db, r->flows, request, 0, a, f, err);
	if (rc <= 0)
		return rc;
	if ((rc = store_query(r->db, STORE_FLOW_FORM_THERE, &id, 1, a, &form,
	    err)) < 0)
		return -1;
	es_tree_put_bool(data, "has_form", rc > 0);
	return svc_flow_put(r, f, a, data, err) < 0 ? -1 : 1;
}

int
svc_review_audit(const struct svc_reader *r, const char *action,
    int64_t request, const char *result, struct es_view detail,
    struct es_err *err)
{
	char			 object[40];
	struct es_view		 cut = es_utf8_cut(detail, 300);
	struct audit_entry	 e = { .chain = r->chain, .at = r->now,
				    .actor = r->name, .address = r->address,
				    .action = action, .result = result,
				    .detail = cut };

	(void)snprintf(object, sizeof(object), "request %lld",
	    (long long)request);
	e.object = es_view_str(object);
	return audit_add(r->db, &e, err);
}
