/* admin/proposals.c - what waits for the second officer, and was decided. */
#include "admin.h"
#include "auth/officer.h"
#include "base/limits.h"
#include "svc/type/types.h"
#include "type/def.h"

enum { BEFORE };
const struct web_field	admin_proposals_fields[1] = {
	[BEFORE] = { "before", WEB_INT, 0, INT64_MAX, 0 },
};

enum { D_DECISION, D_REASON };
const struct web_field	admin_decide_fields[2] = {
	[D_DECISION] = { "decision", WEB_TOKEN, 1, 12, WEB_REQUIRED },
	[D_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};
const struct web_field	admin_withdraw_fields[1] = {
	{ "reason", WEB_LINE, 0, 200, 0 },
};

int
admin_proposals(struct web_req *rq, void *arg, struct es_err *err)
{
	struct auth_officer	 o;

	admin_officer(rq, arg, &o);
	if (auth_proposals(&o, web_int(rq, BEFORE), web_arena(rq),
	    web_data(rq), err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "officer.proposals"));
	return web_page(rq, 200, "admin/proposals.html", err);
}

/* The files of a type that was asked for, as its author's form has them. */
static int
read_set(const struct auth_officer *o, int64_t id, struct es_arena *a,
    struct svc_type_set *set, struct es_err *err)
{
	*set = (struct svc_type_set){ .definition = { "type.xml",
	    ES_VIEW_EMPTY }, .page = { { "zh-CN.xml", ES_VIEW_EMPTY },
	    { "en.xml", ES_VIEW_EMPTY } } };
	return auth_proposal_type(o, id, a, &set->definition.bytes,
	    &set->page[0].bytes, &set->page[1].bytes, err);
}

static int
show(struct web_req *rq, struct admin_app *app, int64_t id, int status,
    const char *flaw, struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	struct auth_officer	 o;
	struct svc_type_set	 set;

	admin_officer(rq, app, &o);
	if (auth_proposal(&o, id, web_arena(rq), data, err) < 0)
		return -1;
	if (es_view_eq_str(es_tree_text_at(data, "kind"), "type")) {
		if (read_set(&o, id, web_arena(rq), &set, err) < 0 ||
		    admin_type_pictures(rq, app, &set, es_arena_printf(
		    web_arena(rq), "/admin/proposals/%lld", (long long)id),
		    err) < 0)
			return -1;
		es_tree_put_text(data, "definition", set.definition.bytes);
	}
	es_tree_put_str(data, "title", web_say(rq, "officer.proposal"));
	es_tree_put_str(data, "action", es_arena_printf(web_arena(rq),
	    "/admin/proposals/%lld", (long long)id));
	es_tree_put_str(data, "withdraw", es_arena_printf(web_arena(rq),
	    "/admin/proposals/%lld/withdraw", (long long)id));
	if (flaw != NULL)
		es_tree_put_str(data, "error", web_say(rq, flaw));
	return web_page(rq, status, "admin/proposal.html", err);
}

int
admin_proposal(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 id;

	if (admin_number(rq, &id, err) < 0)
		return -1;
	return show(rq, arg, id, 200, NULL, err);
}

int
admin_proposal_page(struct web_req *rq, void *arg, struct es_err *err)
{
	struct auth_officer	 o;
	struct svc_type_set	 set;
	int64_t			 id;

	admin_officer(rq, arg, &o);
	if (admin_number(rq, &id, err) < 0 || read_set(&o, id, web_arena(rq),
	    &set, err) < 0)
		return -1;
	return admin_type_svg(rq, arg, &set, err);
}

/* -- deciding ------------------------------------------------------------ */
struct publishing {
	struct web_req		*rq;
	const struct svc_type_set *set;
	const struct type_def	*d;
	int64_t			 now;
};

/* In the decision's transaction, which has its own audit row, too. */
static int
publish(void *arg, struct store *st, struct es_view by, struct es_view agreed,
    struct es_err *err)
{
	struct publishing	*p = arg;
	struct svc_type_by	 who = { .chain = "admin", .actor = by,
				    .agreed = agreed,
				    .address = web_address(p->rq),
				    .now = p->now };

	if (p->d == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no type is proposed");
	return svc_type_put(st, p->set, p->d, &who, web_arena(p->rq),
	    err) < 0 ? -1 : 0;
}

static int
decide(struct web_req *rq, struct admin_app *app, struct auth_deciding *d,
    struct es_err *err)
{
	struct auth_officer	 o;
	struct svc_type_set	 set;
	struct type_def		*def = NULL;
	struct publishing	 p = { rq, &set, NULL, 0 };
	struct es_err		 e = ES_ERR_INIT;
	const char		*flaw;
	int			 rc;

	admin_officer(rq, app, &o);
	if (read_set(&o, d->id, web_arena(rq), &set, &e) == 0 &&
	    type_def_parse(&def, set.definition.bytes, "type.xml", err) < 0)
		return -1;
	p.d = def;
	p.now = o.now;
	d->publish = publish;
	d->arg = &p;
	rc = auth_officer_decide(&o, d, &flaw, err);
	type_def_free(def);
	if (rc < 0)
		return -1;
	if (flaw == NULL)
		es_tree_put_bool(web_data(rq), "said", true);
	/* Shown once, in this answer: nobody can read it again. */
	if (d->half[0] != '\0')
		es_tree_put_str(web_data(rq), "other_half", d->half);
	return show(rq, app, d->id, flaw == NULL ? 200 : 409, flaw, err);
}

int
admin_decide(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view		 v = web_value(rq, D_DECISION);
	struct auth_deciding	 d = { .reason = web_value(rq, D_REASON),
				    .decision = es_view_eq_str(v, "approve") ?
				    AUTH_APPROVED : es_view_eq_str(v,
				    "refuse") ? AUTH_REFUSED :
				    AUTH_DECISION_NONE };

	if (admin_number(rq, &d.id, err) < 0)
		return -1;
	return decide(rq, arg, &d, err);
}

int
admin_withdraw(struct web_req *rq, void *arg, struct es_err *err)
{
	struct auth_deciding	 d = { .reason = web_value(rq, 0),
				    .decision = AUTH_WITHDRAWN };

	if (admin_number(rq, &d.id, err) < 0)
		return -1;
	return decide(rq, arg, &d, err);
}
