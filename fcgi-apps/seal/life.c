/* seal/life.c - the pages of a seal's life; see svc/life/life.h. */
#include "auth/auth.h"
#include "base/limits.h"
#include "base/time.h"
#include "pages.h"
#include "svc/life/life.h"
#include "sys/clock.h"
#include "web/template.h"

enum { DONE };
const struct web_field	seal_life_fields[1] = {
	[DONE] = { "done", WEB_TOKEN, 0, 20, 0 },
};

enum { A_OFFICE, A_CLASS, A_ZH, A_EN, A_PURPOSE, A_REASON, A_KEEPER, A_DEPUTY,
    A_REPLACES, A_ARC, A_LINE, A_DIAMETER, A_STAR, A_FROM, A_UNTIL,
    A_STEP, A_TYPES };
const struct web_field	seal_apply_fields[17] = {
	[A_OFFICE] = { "office", WEB_TOKEN, 1, 8, WEB_REQUIRED },
	[A_CLASS] = { "class", WEB_TOKEN, 1, 16, WEB_REQUIRED },
	[A_ZH] = { "name_zh", WEB_LINE, 1, 50, WEB_REQUIRED },
	[A_EN] = { "name_en", WEB_LINE, 1, 100, WEB_REQUIRED },
	[A_PURPOSE] = { "purpose", WEB_LINE, 1, 200, WEB_REQUIRED },
	[A_REASON] = { "reason", WEB_LINE, 1, 200, WEB_REQUIRED },
	[A_KEEPER] = { "keeper", WEB_TOKEN, 1, 20, WEB_REQUIRED },
	[A_DEPUTY] = { "deputy", WEB_TOKEN, 1, 20, WEB_REQUIRED },
	[A_REPLACES] = { "replaces", WEB_TOKEN, 0, 20, 0 },
	[A_ARC] = { "arc", WEB_LINE, 1, 30, WEB_REQUIRED },
	[A_LINE] = { "line", WEB_LINE, 0, 12, 0 },
	[A_DIAMETER] = { "diameter", WEB_INT, 20, 58, WEB_REQUIRED },
	[A_STAR] = { "star", WEB_INT, 0, 29, 0 },
	[A_FROM] = { "from", WEB_LINE, 0, 10, 0 },
	[A_UNTIL] = { "until", WEB_LINE, 0, 10, 0 },
	[A_STEP] = { "step", WEB_TOKEN, 1, 8, WEB_REQUIRED },
	[A_TYPES] = { "t.*", WEB_LINE, 0, 8, 0 },
};

enum { P_ARC, P_LINE, P_DIAMETER, P_STAR };
const struct web_field	seal_draft_fields[4] = {
	[P_ARC] = { "arc", WEB_LINE, 1, 30, WEB_REQUIRED },
	[P_LINE] = { "line", WEB_LINE, 0, 12, 0 },
	[P_DIAMETER] = { "diameter", WEB_INT, 20, 58, WEB_REQUIRED },
	[P_STAR] = { "star", WEB_INT, 0, 29, 0 },
};

enum { S_ACT, S_SEEN, S_REASON, S_NUMBER, S_KEEPER, S_DEPUTY, S_GROUND,
    S_EFFECTIVE, S_TYPES };
const struct web_field	seal_step_fields[9] = {
	[S_ACT] = { "act", WEB_TOKEN, 1, 12, WEB_REQUIRED },
	[S_SEEN] = { "seen", WEB_INT, 1, INT32_MAX, WEB_REQUIRED },
	[S_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
	[S_NUMBER] = { "number", WEB_LINE, 0, 40, 0 },
	[S_KEEPER] = { "keeper", WEB_TOKEN, 0, 20, 0 },
	[S_DEPUTY] = { "deputy", WEB_TOKEN, 0, 20, 0 },
	[S_GROUND] = { "ground", WEB_TOKEN, 0, 24, 0 },
	[S_EFFECTIVE] = { "effective", WEB_LINE, 0, 10, 0 },
	[S_TYPES] = { "t.*", WEB_LINE, 0, 8, 0 },
};

/* -- who asks ------------------------------------------------------------ */
static bool
holds(void *arg, const char *role, struct es_view office)
{
	return auth_may(auth_user(arg), auth_role_find(es_view_str(role)),
	    office);
}

static const char *
say(void *arg, const char *key)
{
	return web_say(arg, key);
}

static void
asking(struct web_req *rq, const struct seal_app *app, struct svc_life *l)
{
	const struct auth_user	*u = auth_user(rq);

	*l = (struct svc_life){ .db = app->db, .account = u->account,
	    .person = u->person, .name = u->name, .address = web_address(rq),
	    .lang = svc_lang_of(es_view_str(web_lang(rq))),
	    .now = sys_now(), .offset = app->sc.offset,
	    .university_office = app->university_office,
	    .tool = app->tool, .signd_socket = app->sc.signd_socket,
	    .holds = holds, .say = say, .arg = rq };
}

/* -- the list, one seal -------------------------------------------------- */
int
seal_life(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_life	 l;

	asking(rq, arg, &l);
	if (svc_life_list(&l, web_arena(rq), web_data(rq), err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "life.title"));
	return web_page(rq, 200, "seal/life.html", err);
}

static int
show(struct web_req *rq, const struct svc_life *l, int64_t id, int status,
    const char *flaw, struct es_err *err)
{
	struct es_tree	*data = web_data(rq);

	if (svc_life_open(l, id, web_arena(rq), data, err) < 0)
		return -1;
	es_tree_put_text(data, "title", es_tree_text_at(data, "name"));
	es_tree_put_str(data, "action", es_arena_printf(web_arena(rq),
	    "/seal/life/%lld", (long long)id));
	es_tree_put_str(data, "bring", es_arena_printf(web_arena(rq),
	    "/seal/life/%lld/imprint", (long long)id));
	if (flaw != NULL)
		es_tree_put_str(data, "error", web_say(rq, flaw));
	return web_page(rq, status, "seal/life-seal.html", err);
}

int
seal_life_seal(struct web_req *rq, void *arg, struct es_err *err)
{
	enum seal_act	 did = seal_act_find(web_value(rq, DONE));
	struct svc_life	 l;
	int64_t		 id;

	asking(rq, arg, &l);
	if (web_param_id(rq, "id", &id, err) < 0)
		return -1;
	if (did != SEAL_DO_NOTHING)
		es_tree_put_str(web_data(rq), "said", web_say(rq,
		    es_arena_printf(web_arena(rq), "life.did-%s",
		    seal_act_name(did))));
	return show(rq, &l, id, 200, NULL, err);
}

int
seal_life_picture(struct web_req *rq, void *arg, struct es_err *err)
{
	struct seal_app	*app = arg;
	struct svc_life	 l;
	struct es_buf	 svg;
	int64_t		 id;
	int		 rc = -1;

	asking(rq, app, &l);
	es_buf_init(&svg, ES_MIB);
	if (web_param_id(rq, "id", &id, err) == 0 && svc_life_picture(&l, id,
	    app->kit, web_arena(rq), &svg, err) == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}

int
seal_life_file(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_life	 l;
	struct es_buf	 xml;
	char		*name;
	int64_t		 id;
	int		 rc = -1;

	asking(rq, arg, &l);
	es_buf_init(&xml, ES_LIMIT_DOC_BYTES);
	if (web_param_id(rq, "id", &id, err) == 0 && svc_life_file(&l, id,
	    web_arena(rq), &xml, err) == 0 && (name = es_arena_printf(
	    web_arena(rq), "seal-%lld.xml", (long long)id)) != NULL)
		rc = web_bytes(rq, 200, "application/xml",
		    es_buf_view(&xml), name, err);
	es_buf_clear(&xml);
	return rc;
}

/* Room for more than is taken, so that who brings too much is told. */
const struct web_field	seal_imprint_fields[1] = {
	{ "imprint", WEB_FILE, 0, 2 * ES_LIMIT_IMPRINT, 0 },
};

int
seal_life_bring(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_life	 l;
	const char	*flaw;
	int64_t		 id;

	asking(rq, arg, &l);
	if (web_param_id(rq, "id", &id, err) < 0 ||
	    svc_life_bring(&l, id, web_value(rq, 0), &flaw, err) < 0)
		return -1;
	if (flaw != NULL)
		return show(rq, &l, id, 422, flaw, err);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/seal/life/%lld", (long long)id), err);
}

int
seal_life_imprint(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_life	 l;
	struct es_view	 png;
	int64_t		 id;

	asking(rq, arg, &l);
	if (web_param_id(rq, "id", &id, err) < 0 ||
	    svc_life_imprint(&l, id, web_arena(rq), &png, err) < 0)
		return -1;
	return web_bytes(rq, 200, "image/png", png, NULL, err);
}

/* -- a step -------------------------------------------------------------- */
/* Ids of the ticked boxes among "list", by commas. */
static struct es_view
ticked(struct web_req *rq, const struct es_tree *list)
{
	const struct es_tree	*t;
	const char		*ids = "", *field;
	struct es_view		 id;

	for (t = es_tree_first(list); t != NULL && ids != NULL;
	    t = es_tree_next(t)) {
		id = es_tree_text_at(t, "id");
		field = es_arena_printf(web_arena(rq), "t.%.*s", (int)id.n,
		    (const char *)id.p);
		if (field != NULL && web_named(rq, field).n > 0)
			ids = es_arena_printf(web_arena(rq), "%s%s%.*s", ids,
			    *ids == '\0' ? "" : ",", (int)id.n,
			    (const char *)id.p);
	}
	return es_view_str(ids == NULL ? "" : ids);
}

/* A day as seconds of its beginning, "days" later; nothing is 0. */
static int
read_day(struct es_view v, int offset, int days, int64_t *out,
    struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	*out = 0;
	if (v.n == 0)
		return 0;
	if (v.n != 10 || es_time_parse(v, out, &e) < 0)
		return es_fail(err, ES_E_INPUT, "no date");
	*out += days * (int64_t)86400 - offset;
	return 0;
}

static int
read_step(struct web_req *rq, const struct svc_life *l, int64_t id,
    struct svc_life_step *s, struct es_err *err)
{
	struct es_tree	*now = es_tree_map(web_arena(rq));

	*s = (struct svc_life_step){ .act = seal_act_find(web_value(rq,
	    S_ACT)), .seen = web_int(rq, S_SEEN),
	    .reason = web_value(rq, S_REASON),
	    .number = web_value(rq, S_NUMBER),
	    .keeper = web_value(rq, S_KEEPER),
	    .deputy = web_value(rq, S_DEPUTY),
	    .ground = web_value(rq, S_GROUND) };
	if (read_day(web_value(rq, S_EFFECTIVE), l->offset, 0, &s->effective,
	    err) < 0)
		return -1;
	if (s->act != SEAL_DO_CHANGE)
		return 0;
	if (svc_life_open(l, id, web_arena(rq), now, err) < 0)
		return -1;
	s->types = ticked(rq, es_tree_get(now, "choices"));
	return 0;
}

int
seal_life_step(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_life_step	 s;
	struct svc_life		 l;
	const char		*flaw;
	int64_t			 id;

	asking(rq, arg, &l);
	if (web_param_id(rq, "id", &id, err) < 0 ||
	    read_step(rq, &l, id, &s, err) < 0 ||
	    svc_life_do(&l, id, &s, &flaw, err) < 0)
		return -1;
	if (flaw != NULL)
		return show(rq, &l, id, 409, flaw, err);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/seal/life/%lld?done=%s", (long long)id, seal_act_name(s.act)),
	    err);
}

/* -- the application ----------------------------------------------------- */
static void
put_typed(struct web_req *rq)
{
	struct es_tree	*m = es_tree_put_map(web_data(rq), "typed");
	size_t		 i;

	for (i = A_OFFICE; i < A_STEP; i++)
		if (seal_apply_fields[i].kind == WEB_INT)
			es_tree_put_int(m, seal_apply_fields[i].name,
			    web_int(rq, i));
		else
			es_tree_put_text(m, seal_apply_fields[i].name,
			    web_value(rq, i));
}

static void
put_first(struct web_req *rq)
{
	struct es_tree	*m = es_tree_put_map(web_data(rq), "typed");

	es_tree_put_str(m, "diameter", "42");
	es_tree_put_str(m, "star", "14");
	es_tree_put_str(m, "class", "department");
	es_tree_put_str(m, "arc", web_say(rq, "common.university"));
}

static void
put_classes(struct web_req *rq, struct es_view chosen)
{
	static const char *const	all[] = { "department",
	    "procurement", "research", "finance", "special" };
	struct es_tree			*list = es_tree_put_list(web_data(rq),
					    "classes"), *m;
	size_t				 i;

	for (i = 0; i < ES_COUNT(all); i++) {
		m = es_tree_add_map(list);
		es_tree_put_str(m, "code", all[i]);
		es_tree_put_str(m, "name", web_say(rq, es_arena_printf(
		    web_arena(rq), "life.class-%s", all[i])));
		es_tree_put_bool(m, "chosen", es_view_eq_str(chosen,
		    all[i]));
	}
}

static int
show_form(struct web_req *rq, const struct svc_life *l, struct es_view office,
    struct es_view class, struct es_view types, int status, const char *flaw,
    struct es_err *err)
{
	if (svc_life_choices(l, office, types, web_arena(rq), web_data(rq),
	    err) < 0)
		return -1;
	put_classes(rq, class);
	es_tree_put_str(web_data(rq), "title", web_say(rq, "life.apply"));
	if (flaw != NULL)
		es_tree_put_str(web_data(rq), "error", web_say(rq, flaw));
	return web_page(rq, status, "seal/life-apply.html", err);
}

int
seal_life_form(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_life	 l;

	asking(rq, arg, &l);
	put_first(rq);
	return show_form(rq, &l, ES_VIEW_EMPTY, ES_LIT("department"),
	    ES_VIEW_EMPTY, 200, NULL, err);
}

/* The address of the picture as it would be. */
static void
put_draft(struct web_req *rq)
{
	static const size_t	 of[] = { A_ARC, A_LINE, A_DIAMETER, A_STAR };
	struct es_buf		 b;
	size_t			 i;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	es_buf_add_str(&b, "/seal/life/draft");
	for (i = 0; i < ES_COUNT(of); i++) {
		es_buf_printf(&b, "%s%s=", i == 0 ? "?" : "&",
		    seal_apply_fields[of[i]].name);
		if (seal_apply_fields[of[i]].kind == WEB_INT)
			es_buf_printf(&b, "%lld", (long long)web_int(rq,
			    of[i]));
		else
			web_escape_query(&b, web_value(rq, of[i]));
	}
	es_tree_put_text(web_data(rq), "draft", es_buf_view(&b));
	es_buf_clear(&b);
}

static int
read_order(struct web_req *rq, const struct svc_life *l,
    struct svc_life_order *o, struct es_err *err)
{
	*o = (struct svc_life_order){ .office = web_value(rq, A_OFFICE),
	    .class = web_value(rq, A_CLASS),
	    .name_zh = web_value(rq, A_ZH), .name_en = web_value(rq, A_EN),
	    .purpose = web_value(rq, A_PURPOSE),
	    .reason = web_value(rq, A_REASON),
	    .keeper = web_value(rq, A_KEEPER),
	    .deputy = web_value(rq, A_DEPUTY),
	    .replaces = web_value(rq, A_REPLACES),
	    .arc = web_value(rq, A_ARC), .line = web_value(rq, A_LINE),
	    .diameter = web_int(rq, A_DIAMETER),
	    .star = web_int(rq, A_STAR) };
	/* The last day belongs to it. */
	return read_day(web_value(rq, A_FROM), l->offset, 0, &o->from,
	    err) < 0 ? -1 : read_day(web_value(rq, A_UNTIL), l->offset, 1,
	    &o->until, err);
}

int
seal_life_apply(struct web_req *rq, void *arg, struct es_err *err)
{
	struct seal_app		*app = arg;
	struct es_tree		*all = es_tree_map(web_arena(rq));
	struct svc_life_order	 o;
	struct svc_life		 l;
	const char		*flaw = NULL;
	int64_t			 id = 0;

	asking(rq, app, &l);
	if (read_order(rq, &l, &o, err) < 0 ||
	    svc_life_choices(&l, o.office, ES_VIEW_EMPTY, web_arena(rq), all,
	    err) < 0)
		return -1;
	o.types = ticked(rq, es_tree_get(all, "types"));
	if (es_view_eq_str(web_value(rq, A_STEP), "send") &&
	    svc_life_apply(&l, &o, app->kit, &id, &flaw, err) < 0)
		return -1;
	if (id != 0)
		return web_redirect(rq, es_arena_printf(web_arena(rq),
		    "/seal/life/%lld?done=apply", (long long)id), err);
	put_typed(rq);
	put_draft(rq);
	return show_form(rq, &l, o.office, o.class, o.types, flaw == NULL ?
	    200 : 409, flaw, err);
}

int
seal_life_draft(struct web_req *rq, void *arg, struct es_err *err)
{
	struct seal_app		*app = arg;
	struct svc_life_order	 o = { .arc = web_value(rq, P_ARC),
				    .line = web_value(rq, P_LINE),
				    .diameter = web_int(rq, P_DIAMETER),
				    .star = web_int(rq, P_STAR),
				    .name_zh = web_value(rq, P_ARC) };
	struct es_buf		 svg;
	int			 rc = -1;

	es_buf_init(&svg, ES_MIB);
	if (svc_life_draft(&o, app->kit, web_arena(rq), &svg, err) == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}
