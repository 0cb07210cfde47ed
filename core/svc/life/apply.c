/* svc/life/apply.c - the application for a seal, and its picture. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/issue/priv.h"
#include "svc/life/keeper.h"
#include "svc/life/priv.h"
#include "type/form.h"

/* -- pictures ------------------------------------------------------------ */
int
svc_life_picture(const struct svc_life *l, int64_t seal,
    const struct svc_seal_kit *kit, struct es_arena *a, struct es_buf *out,
    struct es_err *err)
{
	struct svc_life_seal	 s;

	if (svc_life_load(l, seal, a, &s, err) < 0)
		return -1;
	return svc_seal_svg(store_view(&s.row, 0, F_DEFINITION),
	    svc_life_name(l, &s.row, 0, F_ZH), kit, a, out, err);
}

/* The definition of what was filled in, in the arena. */
static int
definition(const struct svc_life_order *o, struct es_arena *a,
    struct es_view *out, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_FIELD);
	es_buf_printf(&b, "<seal diameter=\"%lld\" ring=\"1.2\" star=\"%lld\"",
	    (long long)o->diameter, (long long)o->star);
	type_xml_attr(&b, "name", o->arc);
	if (o->line.n > 0)
		type_xml_attr(&b, "line", o->line);
	es_buf_add_str(&b, "/>");
	*out = es_arena_dup(a, es_buf_view(&b));
	rc = es_buf_ok(&b, "seal", err);
	es_buf_clear(&b);
	return rc;
}

int
svc_life_draft(const struct svc_life_order *o,
    const struct svc_seal_kit *kit, struct es_arena *a, struct es_buf *out,
    struct es_err *err)
{
	struct es_view	 def;

	if (definition(o, a, &def, err) < 0)
		return -1;
	return svc_seal_svg(def, o->name_zh, kit, a, out, err);
}

/* -- what is asked for --------------------------------------------------- */
int
svc_life_keeper(const struct svc_life *l, struct es_view name,
    struct es_view office, struct es_arena *a, int64_t *account,
    int64_t *person, struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(office), SV_INT(l->now),
				    SV_INT(l->now), SV_TEXT(name) };
	struct store_rows	 r;
	int			 rc;

	*account = *person = 0;
	rc = store_query(l->db, STORE_LIFE_KEEPER, args, ES_COUNT(args), a,
	    &r, err);
	if (rc < 0)
		return -1;
	if (rc > 0 && store_int(&r, 0, 2) != 0) {
		*account = store_int(&r, 0, 0);
		*person = store_int(&r, 0, 1);
	}
	return 0;
}

int
svc_life_types(const struct svc_life *l, struct es_view types,
    struct es_view office, struct es_arena *a, bool *good,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(office),
				    SV_TEXT(office) };
	struct store_rows	 r;
	size_t			 i, at, end, n = 0, found = 0;

	*good = false;
	if (store_query(l->db, STORE_LIFE_TYPES, args, 2, a, &r, err) < 0)
		return -1;
	for (at = 0; at < types.n; at = end + 1, n++)
		if ((end = es_view_find(types, ES_LIT(","), at)) == SIZE_MAX)
			end = types.n;
	for (i = 0; i < r.n; i++)
		found += es_view_lists(types, store_view(&r, i, 0));
	*good = n > 0 && found == n;
	return 0;
}

struct applying {
	const struct svc_life		*l;
	const struct svc_life_order	*o;
	struct es_view			 def;
	struct es_arena			*arena;
	const char			*flaw;
	int64_t				 id, replaces;
	int64_t				 keeper, deputy;
};

/*
 * One seal of a class for an office: where there is one, the new one must
 * name it and take its place.
 */
static int
check_place(struct applying *x, struct es_err *err)
{
	const struct svc_life_order	*o = x->o;
	struct store_val		 args[] = { SV_TEXT(o->office),
					    SV_TEXT(o->class) };
	struct store_rows		 r;
	size_t				 i;

	if (store_query(x->l->db, STORE_LIFE_SAME, args, 2, x->arena, &r,
	    err) < 0)
		return -1;
	x->replaces = 0;
	for (i = 0; i < r.n; i++) {
		enum seal_state	 s = seal_state_find(store_view(&r, i, 2));

		if (s < SEAL_ACTIVE)
			x->flaw = "life.bad-pending";
		else if (es_view_eq(o->replaces, store_view(&r, i, 1)))
			x->replaces = store_int(&r, i, 0);
	}
	if (x->flaw == NULL && (x->replaces != 0) != (r.n > 0))
		x->flaw = "life.bad-taken";
	if (x->flaw == NULL && r.n == 0 && o->replaces.n > 0)
		x->flaw = "life.bad-replaces";
	return 0;
}

static int
check_people(struct applying *x, struct es_err *err)
{
	const struct svc_life_order	*o = x->o;
	int64_t				 keeper, deputy;

	if (svc_life_keeper(x->l, o->keeper, o->office, x->arena, &x->keeper,
	    &keeper, err) < 0 || svc_life_keeper(x->l, o->deputy, o->office,
	    x->arena, &x->deputy, &deputy, err) < 0)
		return -1;
	if (x->keeper == 0)
		x->flaw = "life.bad-keeper";
	else if (x->deputy == 0)
		x->flaw = "life.bad-deputy";
	else if (keeper == deputy || keeper == x->l->person ||
	    deputy == x->l->person)
		x->flaw = "life.bad-same";
	return 0;
}

static int
check(struct applying *x, struct es_err *err)
{
	bool	 good;

	x->flaw = NULL;
	if (!x->l->holds(x->l->arg, "handler", x->o->office) &&
	    !x->l->holds(x->l->arg, "seal-manager", x->o->office))
		return es_fail(err, ES_E_DENIED, "no office of theirs");
	if (svc_life_types(x->l, x->o->types, x->o->office, x->arena, &good,
	    err) < 0)
		return -1;
	if (!good)
		x->flaw = "life.bad-types";
	else if (x->o->until != 0 && (x->o->until <= x->o->from ||
	    x->o->until <= x->l->now))
		x->flaw = "life.bad-validity";
	else if (check_people(x, err) < 0 || (x->flaw == NULL &&
	    check_place(x, err) < 0))
		return -1;
	return 0;
}

/* -- and done ------------------------------------------------------------ */
int
svc_life_write(const struct svc_life *l, const struct svc_life_event *e,
    struct es_view number, struct es_err *err)
{
	struct store_val	 row[] = { SV_INT(e->seal), SV_INT(e->seq),
				    SV_STR(seal_act_name(e->act)),
				    SV_STR(seal_state_name(e->from)),
				    SV_STR(seal_state_name(e->to)),
				    SV_STR(seal_topic_name(e->topic)),
				    SV_INT(e->topic_seq), SV_INT(l->now),
				    SV_INT(l->account), SV_INT(l->person),
				    SV_TEXT(l->name), SV_TEXT(e->reason),
				    SV_TEXT(e->reference),
				    SV_TEXT(e->evidence) };
	char			 action[32], detail[600];
	struct audit_entry	 x = { .chain = "seal", .at = l->now,
				    .actor = l->name, .address = l->address,
				    .action = action, .object = number,
				    .result = "ok" };
	int			 n;

	(void)snprintf(action, sizeof(action), "seal.%s",
	    seal_act_name(e->act));
	n = snprintf(detail, sizeof(detail), "%s to %s; event %lld; %.*s",
	    e->from == SEAL_STATE_NONE ? "nothing" : seal_state_name(e->from),
	    seal_state_name(e->to), (long long)e->seq, (int)e->reason.n,
	    e->reason.p == NULL ? "" : (const char *)e->reason.p);
	x.detail = es_view_sub(es_view_str(detail), 0, n < 0 ? 0 : 250);
	if (store_exec(l->db, STORE_LIFE_EVENT_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	return audit_add(l->db, &x, err);
}

static int
apply(struct store *st, void *arg, struct es_err *err)
{
	struct applying			*x = arg;
	const struct svc_life_order	*o = x->o;
	struct svc_life_event		 e = { .seq = 1,
					    .act = SEAL_DO_APPLY,
					    .to = SEAL_APPLIED,
					    .topic = SEAL_NEW,
					    .topic_seq = 1,
					    .reason = o->reason };
	struct store_rows		 number;

	es_arena_reset(x->arena);
	if (definition(o, x->arena, &x->def, err) < 0 || check(x, err) < 0)
		return -1;
	if (x->flaw != NULL)
		return 0;
	if (store_query(st, STORE_LIFE_NUMBER, NULL, 0, x->arena, &number,
	    err) < 0)
		return -1;
	{
		struct store_val	 seal[] = {
		    SV_TEXT(store_view(&number, 0, 0)), SV_TEXT(o->name_zh),
		    SV_TEXT(o->name_en), SV_TEXT(o->office), SV_TEXT(x->def),
		    SV_INT(x->keeper), SV_INT(x->deputy), SV_TEXT(o->class),
		    SV_TEXT(o->purpose), SV_INT(x->replaces),
		    SV_INT(o->from), SV_INT(o->until) };

		if (store_exec(st, STORE_LIFE_REGISTER, seal, ES_COUNT(seal),
		    NULL, err) < 0)
			return -1;
		e.seal = x->id = (int64_t)store_last_id(st);
	}
	{
		struct store_val	 asked[] = { SV_INT(x->id), SV_INT(1),
		    SV_INT(x->keeper), SV_INT(x->deputy), SV_TEXT(o->types),
		    SV_STR(""), SV_INT(0) };

		if (store_exec(st, STORE_LIFE_PROPOSE, asked,
		    ES_COUNT(asked), NULL, err) < 0)
			return -1;
	}
	return svc_life_write(x->l, &e, store_view(&number, 0, 0), err);
}

/* Can the picture be drawn at all? */
static int
try_picture(const struct svc_life_order *o, const struct svc_seal_kit *kit,
    struct es_arena *a, const char **flaw, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 svg;
	int		 rc;

	es_buf_init(&svg, ES_MIB);
	rc = svc_life_draft(o, kit, a, &svg, &e);
	es_buf_clear(&svg);
	if (rc == 0)
		return 0;
	if (e.code != ES_E_NOTFOUND && e.code != ES_E_INPUT &&
	    e.code != ES_E_FORMAT)
		return es_err_pass(err, &e);
	*flaw = e.code == ES_E_NOTFOUND ? "life.bad-character" :
	    "life.bad-picture";
	return 0;
}

int
svc_life_apply(const struct svc_life *l, const struct svc_life_order *o,
    const struct svc_seal_kit *kit, int64_t *id, const char **flaw,
    struct es_err *err)
{
	struct applying	 x = { .l = l, .o = o };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc;

	*id = 0;
	*flaw = NULL;
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	rc = try_picture(o, kit, x.arena, &x.flaw, err);
	if (rc == 0 && x.flaw == NULL && store_tx(l->db, apply, &x, &e) < 0) {
		/* Two at once took one number: the next try has another. */
		if (e.code == ES_E_CONFLICT)
			x.flaw = "life.moved";
		else
			rc = es_err_pass(err, &e);
	}
	*flaw = x.flaw;
	*id = x.flaw == NULL ? x.id : 0;
	es_arena_free(x.arena);
	return rc;
}
