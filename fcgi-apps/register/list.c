/* register/list.c - searching the register. */
#include "register.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "sys/clock.h"
#include "web/template.h"

enum { OFFICE, TYPE, SEAL, STATE, TEXT, FROM, UNTIL, ISSUED, ID };
const struct web_field	register_ask_fields[REGISTER_ASK_FIELDS] = {
	[OFFICE] = { "office", WEB_TOKEN, 0, 8, 0 },
	[TYPE] = { "type", WEB_TOKEN, 0, 40, 0 },
	[SEAL] = { "seal", WEB_TOKEN, 0, 20, 0 },
	[STATE] = { "state", WEB_TOKEN, 0, 20, 0 },
	[TEXT] = { "q", WEB_LINE, 0, 100, 0 },
	[FROM] = { "from", WEB_LINE, 0, 10, 0 },
	[UNTIL] = { "until", WEB_LINE, 0, 10, 0 },
	[ISSUED] = { "issued", WEB_INT, 0, INT64_MAX, 0 },
	[ID] = { "id", WEB_INT, 0, INT64_MAX, 0 },
};

/* The first second of a day "2026-11-23", or its last. */
static int
day(struct es_view v, int offset, bool last, int64_t *out, struct es_err *err)
{
	char	 s[32];
	int64_t	 t;

	if (v.n == 0)
		return 0;
	(void)snprintf(s, sizeof(s), "%.*sT00:00:00Z", (int)v.n,
	    (const char *)v.p);
	if (es_time_parse(es_view_str(s), &t, err) < 0)
		return es_fail(err, ES_E_INPUT, "no date");
	*out = t - offset + (last ? 86399 : 0);
	return 0;
}

/*
 * The choices of the form: offices that this session may see.  Who sees one
 * office only, or none of those asked for, gets the first of theirs.
 */
static int
put_choices(struct web_req *rq, struct register_app *app,
    struct es_view *office, struct es_err *err)
{
	const struct auth_user	*u = auth_user(rq);
	struct es_tree		*all = es_tree_map(web_arena(rq)), *list;
	const struct es_tree	*o;
	struct es_view		 first = ES_VIEW_EMPTY;
	bool			 campus = register_may_see(u,
				    ES_LIT("\x01"));	/* no office's code */
	bool			 good = office->n == 0 ? campus :
				    register_may_see(u, *office);

	if (svc_register_choices(app->st, ES_VIEW_EMPTY, web_lang(rq),
	    web_arena(rq), all, err) < 0)
		return -1;
	list = es_tree_put_list(web_data(rq), "offices");
	for (o = es_tree_first(es_tree_get(all, "offices")); o != NULL;
	    o = es_tree_next(o)) {
		struct es_view	 code = es_tree_text_at(o, "code");
		struct es_tree	*m;

		if (!register_may_see(u, code))
			continue;
		if (first.n == 0)
			first = code;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "code", code);
		es_tree_put_text(m, "name", es_tree_text_at(o, "name"));
		es_tree_put_bool(m, "chosen", good && es_view_eq(code,
		    *office));
	}
	es_tree_put_bool(web_data(rq), "campus", campus);
	if (!good)
		*office = first;
	return 0;
}

static void
put_chosen(struct web_req *rq, const struct es_tree *all, const char *key,
    struct es_view chosen)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq), key);
	const struct es_tree	*o;

	for (o = es_tree_first(es_tree_get(all, key)); o != NULL;
	    o = es_tree_next(o)) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_text(m, "code", es_tree_text_at(o, "code"));
		es_tree_put_text(m, "name", es_tree_text_at(o, "name"));
		es_tree_put_bool(m, "chosen", es_view_eq(es_tree_text_at(o,
		    "code"), chosen));
	}
}

static int
put_types(struct web_req *rq, struct register_app *app,
    const struct svc_register_ask *ask, struct es_err *err)
{
	struct es_tree	*all = es_tree_map(web_arena(rq)), *list;
	int		 s;

	if (svc_register_choices(app->st, ask->office, web_lang(rq),
	    web_arena(rq), all, err) < 0)
		return -1;
	put_chosen(rq, all, "types", ask->type);
	put_chosen(rq, all, "seals", web_value(rq, SEAL));
	list = es_tree_put_list(web_data(rq), "states");
	for (s = SVC_DOC_VALID; s < SVC_DOC_STATE__MAX; s++) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 name = es_view_str(svc_doc_state_name(
				    (enum svc_doc_state)s));

		es_tree_put_text(m, "code", name);
		es_tree_put_str(m, "name", register_state_word(rq, name));
		es_tree_put_bool(m, "chosen", es_view_eq(name, web_value(rq,
		    STATE)));
	}
	return 0;
}

int
register_asked(struct web_req *rq, struct register_app *app,
    struct svc_register_ask *ask, struct es_err *err)
{
	memset(ask, 0, sizeof(*ask));
	ask->office = web_value(rq, OFFICE);
	ask->type = web_value(rq, TYPE);
	ask->state = web_value(rq, STATE);
	ask->text = web_value(rq, TEXT);
	ask->until = INT64_MAX;
	ask->behind_issued = web_int(rq, ISSUED);
	ask->behind_id = web_int(rq, ID);
	ask->lang = web_lang(rq);
	ask->offset = (int)app->offset;
	if (put_choices(rq, app, &ask->office, err) < 0 ||
	    (web_value(rq, SEAL).n > 0 && es_view_int(web_value(rq, SEAL), 1,
	    INT64_MAX, &ask->seal, err) < 0))
		return -1;
	return day(web_value(rq, FROM), ask->offset, false, &ask->from,
	    err) < 0 || day(web_value(rq, UNTIL), ask->offset, true,
	    &ask->until, err) < 0 ? -1 : 0;
}

/* The same question as a query, with where to go on or without. */
static const char *
query(struct web_req *rq, const char *path, const struct es_tree *last)
{
	struct es_buf	 b;
	char		*out;
	size_t		 i;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	es_buf_add_str(&b, path);
	for (i = OFFICE; i <= UNTIL; i++) {
		es_buf_add_str(&b, i == OFFICE ? "?" : "&");
		es_buf_add_str(&b, register_ask_fields[i].name);
		es_buf_add_str(&b, "=");
		web_escape_query(&b, web_value(rq, i));
	}
	if (last != NULL) {
		es_buf_add_str(&b, "&issued=");
		web_escape_query(&b, es_tree_text_at(last, "issued"));
		es_buf_add_str(&b, "&id=");
		web_escape_query(&b, es_tree_text_at(last, "id"));
	}
	out = es_arena_str(web_arena(rq), es_buf_view(&b));
	es_buf_clear(&b);
	return out == NULL ? path : out;
}

/* "1,234 documents", "more than 10,000 documents" */
static const char *
total(struct web_req *rq, const struct es_tree *found)
{
	bool	 over = es_tree_true(es_tree_get(found, "over"));
	int64_t	 n = es_tree_int(es_tree_get(found, "total"));
	char	*s = n < 1000 ? es_arena_printf(web_arena(rq), "%d", (int)n) :
		    es_arena_printf(web_arena(rq), "%d,%03d", (int)n / 1000,
		    (int)n % 1000);

	if (s == NULL)
		return "";
	es_tree_put_bool(web_data(rq), "over", over);
	return s;
}

static void
put_rows(struct web_req *rq, const struct es_tree *found)
{
	static const char *const	same[] = { "number", "type", "lang",
	    "issued", "person", "name" };
	struct es_tree			*list = es_tree_put_list(web_data(rq),
					    "rows");
	const struct es_tree		*r;
	size_t				 i;

	for (r = es_tree_first(es_tree_get(found, "rows")); r != NULL;
	    r = es_tree_next(r)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 id = es_tree_text_at(r, "id");

		for (i = 0; i < ES_COUNT(same); i++)
			es_tree_put_text(m, same[i], es_tree_text_at(r,
			    same[i]));
		es_tree_put_str(m, "state", register_state_word(rq,
		    es_tree_text_at(r, "state")));
		es_tree_put_str(m, "mark", register_state_mark(
		    es_tree_text_at(r, "state")));
		es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
		    "/register/%.*s", (int)id.n, (const char *)id.p));
	}
	if (web_int(rq, ISSUED) > 0)
		es_tree_put_str(web_data(rq), "first", query(rq, "/register",
		    NULL));
	if (es_tree_true(es_tree_get(found, "more")))
		es_tree_put_str(web_data(rq), "older", query(rq, "/register",
		    es_tree_get(found, "last")));
	if (es_tree_get(found, "total") != NULL)
		es_tree_put_str(web_data(rq), "total", total(rq, found));
}

int
register_list(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct es_tree		*found = es_tree_map(web_arena(rq));
	struct es_tree		*data = web_data(rq);
	struct svc_register_ask	 ask;
	struct es_err		 e = ES_ERR_INIT;
	bool			 good = register_asked(rq, app, &ask, &e) == 0;

	if (!good && e.code != ES_E_INPUT)
		return es_err_pass(err, &e);
	ask.counted = ask.behind_issued == 0;
	if (good && svc_register_find(app->st, &ask, web_arena(rq), found,
	    err) < 0)
		return -1;
	if (put_types(rq, app, &ask, err) < 0)
		return -1;
	put_rows(rq, found);
	es_tree_put_bool(data, "fault", !good);
	(void)web_day(rq, FROM, "from_bad");
	(void)web_day(rq, UNTIL, "until_bad");
	es_tree_put_text(data, "q", ask.text);
	es_tree_put_text(data, "from", web_value(rq, FROM));
	es_tree_put_text(data, "until", web_value(rq, UNTIL));
	es_tree_put_str(data, "export", query(rq, "/register/export", NULL));
	es_tree_put_str(data, "title", web_say(rq, "register.title"));
	return web_page(rq, good ? 200 : 422, "register/list.html", err);
}
