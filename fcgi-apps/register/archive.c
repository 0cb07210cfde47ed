/* register/archive.c - the archivist: packages, their checks, holds, terms. */
#include "register.h"

#include "base/limits.h"
#include "svc/archive/archive.h"
#include "sys/clock.h"
#include "web/template.h"

enum { OFFICE, NUMBER, FAILED, FILED, ID };
const struct web_field	archive_ask_fields[ARCHIVE_ASK_FIELDS] = {
	[OFFICE] = { "office", WEB_TOKEN, 0, 8, 0 },
	[NUMBER] = { "q", WEB_LINE, 0, 40, 0 },
	[FAILED] = { "failed", WEB_TOKEN, 0, 1, 0 },
	[FILED] = { "filed", WEB_INT, 0, INT64_MAX, 0 },
	[ID] = { "id", WEB_INT, 0, INT64_MAX, 0 },
};

enum { ACT, REASON };
const struct web_field	archive_act_fields[ARCHIVE_ACT_FIELDS] = {
	[ACT] = { "act", WEB_TOKEN, 1, 10, WEB_REQUIRED },
	[REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};

enum { YEARS, EVENT, DAYS, TERM_REASON };
const struct web_field	archive_term_fields[ARCHIVE_TERM_FIELDS] = {
	[YEARS] = { "years", WEB_INT, 0, 100, WEB_REQUIRED },
	[EVENT] = { "event", WEB_TOKEN, 1, 10, WEB_REQUIRED },
	[DAYS] = { "days", WEB_INT, 0, 3650, WEB_REQUIRED },
	[TERM_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};

/* Is this session an archivist for the office?  '' asks for the campus. */
static bool
keeps(struct web_req *rq, struct es_view office)
{
	return auth_may(auth_user(rq), AUTH_ARCHIVIST, office);
}

struct svc_archivist
archive_actor(struct web_req *rq, const struct register_app *app)
{
	return (struct svc_archivist){ auth_user(rq)->name, web_address(rq),
	    auth_user(rq)->person, sys_now(), (int)app->offset };
}

/* "archive.WHAT-WORD" in the visitor's language. */
const char *
archive_word(struct web_req *rq, const char *what, struct es_view word)
{
	char	*key = es_arena_printf(web_arena(rq), "archive.%s-%.*s", what,
		    (int)word.n, (const char *)word.p);

	return key == NULL ? "" : web_say(rq, key);
}

/* Offices to choose from; who keeps one only gets the first of theirs. */
int
archive_offices(struct web_req *rq, struct register_app *app,
    bool (*may)(struct web_req *rq, struct es_view office),
    struct es_view *office, struct es_err *err)
{
	struct es_tree		*all = es_tree_map(web_arena(rq)), *list, *m;
	struct es_view		 first = ES_VIEW_EMPTY, code;
	bool			 campus = may(rq, ES_LIT("\x01"));
	bool			 good = office->n == 0 ? campus : may(rq,
				    *office);
	const struct es_tree	*o;

	if (svc_register_choices(app->st, ES_VIEW_EMPTY, web_lang(rq),
	    web_arena(rq), all, err) < 0)
		return -1;
	list = es_tree_put_list(web_data(rq), "offices");
	for (o = es_tree_first(es_tree_get(all, "offices")); o != NULL;
	    o = es_tree_next(o)) {
		code = es_tree_text_at(o, "code");
		if (!may(rq, code))
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

/* ---- packages ---- */
static void
put_older(struct web_req *rq, struct es_view office,
    const struct es_tree *last)
{
	if (last != NULL)
		es_tree_put_str(web_data(rq), "older", es_arena_printf(
		    web_arena(rq), "/archive?office=%.*s&filed=%lld&id=%lld",
		    (int)office.n, (const char *)office.p,
		    (long long)es_tree_int(es_tree_get(last, "filed")),
		    (long long)es_tree_int(es_tree_get(last, "id"))));
}

int
archive_list(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct es_tree		*got = es_tree_map(web_arena(rq)), *list, *m;
	struct svc_archive_ask	 ask = { .office = web_value(rq, OFFICE),
				    .number = web_value(rq, NUMBER),
				    .failed = web_value(rq, FAILED).n > 0,
				    .behind_filed = web_int(rq, FILED),
				    .behind_id = web_int(rq, ID),
				    .en = strcmp(web_lang(rq), "en") == 0,
				    .offset = (int)app->offset };
	const struct es_tree	*r;
	struct es_view		 id;

	if (archive_offices(rq, app, keeps, &ask.office, err) < 0 ||
	    svc_archive_find(app->st, &ask, web_arena(rq), got, err) < 0)
		return -1;
	list = es_tree_put_list(web_data(rq), "rows");
	for (r = es_tree_first(es_tree_get(got, "rows")); r != NULL;
	    r = es_tree_next(r)) {
		id = es_tree_text_at(r, "id");
		m = es_tree_add_map(list);
		es_tree_put_text(m, "number", es_tree_text_at(r, "number"));
		es_tree_put_text(m, "type", es_tree_text_at(r, "type"));
		es_tree_put_text(m, "filed", es_tree_text_at(r, "filed"));
		es_tree_put_text(m, "checked", es_tree_text_at(r,
		    "checked"));
		es_tree_put_bool(m, "disposed", es_tree_true(es_tree_get(r,
		    "disposed")));
		es_tree_put_bool(m, "passed", es_tree_true(es_tree_get(r,
		    "passed")));
		es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
		    "/archive/%.*s", (int)id.n, (const char *)id.p));
	}
	put_older(rq, ask.office, es_tree_get(got, "last"));
	es_tree_put_text(web_data(rq), "q", ask.number);
	es_tree_put_bool(web_data(rq), "failed", ask.failed);
	es_tree_put_str(web_data(rq), "title", web_say(rq, "archive.title"));
	return web_page(rq, 200, "archive/list.html", err);
}

/* What one property's checks said, the failures with what they met. */
static void
put_property(struct web_req *rq, const struct es_tree *check, int64_t p,
    const char *name, struct es_tree *list)
{
	struct es_tree		*m = es_tree_add_map(list), *lines, *l;
	bool			 good = true, warn = false, ok, odd;
	const struct es_tree	*c;

	es_tree_put_str(m, "name", archive_word(rq, "property",
	    es_view_str(name)));
	lines = es_tree_put_list(m, "lines");
	for (c = es_tree_first(es_tree_get(check, "lines")); c != NULL;
	    c = es_tree_next(c)) {
		if (es_tree_int(es_tree_get(c, "property")) != p)
			continue;
		ok = es_tree_true(es_tree_get(c, "passed"));
		odd = es_tree_true(es_tree_get(c, "warned"));
		good = good && (ok || odd);
		warn = warn || odd;
		l = es_tree_add_map(lines);
		es_tree_put_bool(l, "passed", ok);
		es_tree_put_bool(l, "warned", odd);
		es_tree_put_str(l, "word", archive_word(rq, ok ? "ok" : odd ?
		    "warn" : "bad", es_tree_text_at(c, "code")));
		es_tree_put_text(l, "code", es_tree_text_at(c, "code"));
		if (!ok)
			es_tree_put_text(l, "detail", es_tree_text_at(c,
			    "detail"));
	}
	es_tree_put_bool(m, "passed", good);
	es_tree_put_bool(m, "warned", good && warn);
}

static void
put_check(struct web_req *rq, const struct es_tree *got)
{
	static const char *const	names[SVC_PROP__MAX] = { "",
	    "authentic", "integral", "usable", "safe" };
	const struct es_tree		*c = es_tree_first(es_tree_get(got,
					    "checks"));
	struct es_tree			*list = es_tree_put_list(web_data(
					    rq), "properties"), *m;
	int64_t				 p;

	if (c != NULL) {
		es_tree_put_text(web_data(rq), "checked", es_tree_text_at(c,
		    "at"));
		es_tree_put_str(web_data(rq), "occasion", archive_word(rq,
		    "occasion", es_tree_text_at(c, "occasion")));
		for (p = SVC_PROP_NONE + 1; p < SVC_PROP__MAX; p++)
			put_property(rq, c, p, names[p], list);
	}
	list = es_tree_put_list(web_data(rq), "checks");
	for (; c != NULL; c = es_tree_next(c)) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "at", es_tree_text_at(c, "at"));
		es_tree_put_str(m, "occasion", archive_word(rq, "occasion",
		    es_tree_text_at(c, "occasion")));
		es_tree_put_bool(m, "passed", es_tree_true(es_tree_get(c,
		    "passed")));
	}
}

static void
put_holds(struct web_req *rq, const struct es_tree *got)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "holds"), *m;
	const struct es_tree	*h;

	for (h = es_tree_first(es_tree_get(got, "holds")); h != NULL;
	    h = es_tree_next(h)) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "at", es_tree_text_at(h, "at"));
		es_tree_put_str(m, "what", archive_word(rq, "act",
		    es_tree_text_at(h, "act")));
		es_tree_put_text(m, "actor", es_tree_text_at(h, "actor"));
		es_tree_put_text(m, "reason", es_tree_text_at(h, "reason"));
	}
	es_tree_put_bool(web_data(rq), "held", es_tree_true(es_tree_get(got,
	    "held")));
}

/* Another office's package is as one that does not exist. */
static int
look(struct web_req *rq, struct register_app *app, int64_t *id,
    struct es_tree *got, struct es_err *err)
{
	if (web_param_id(rq, "id", id, err) < 0)
		return -1;
	if (svc_archive_one(app->st, *id, strcmp(web_lang(rq), "en") == 0,
	    (int)app->offset, web_arena(rq), got, err) < 0)
		return -1;
	return keeps(rq, es_tree_text_at(got, "office")) ? 0 :
	    es_fail(err, ES_E_NOTFOUND, "another office's");
}

static int
show(struct web_req *rq, struct register_app *app, int status,
    const char *fault, struct es_err *err)
{
	static const char *const	same[] = { "number", "type", "filed",
	    "size", "sha256", "manifest", "disposed", "due", "term" };
	struct es_tree			*got = es_tree_map(web_arena(rq));
	int64_t				 id;
	size_t				 i;

	if (look(rq, app, &id, got, err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(web_data(rq), same[i], es_tree_text_at(got,
		    same[i]));
	es_tree_put_bool(web_data(rq), "permanent", es_tree_int(es_tree_get(
	    got, "term")) == 0);
	es_tree_put_bool(web_data(rq), "passed", es_tree_true(es_tree_get(
	    got, "passed")));
	put_check(rq, got);
	put_holds(rq, got);
	es_tree_put_str(web_data(rq), "fault", fault);
	es_tree_put_str(web_data(rq), "action", es_arena_printf(
	    web_arena(rq), "/archive/%lld", (long long)id));
	es_tree_put_str(web_data(rq), "document", es_arena_printf(
	    web_arena(rq), "/register/%lld", (long long)id));
	es_tree_put_text(web_data(rq), "title", es_tree_text_at(got,
	    "number"));
	return web_page(rq, status, "archive/package.html", err);
}

int
archive_package(struct web_req *rq, void *arg, struct es_err *err)
{
	return show(rq, arg, 200, "", err);
}

int
archive_hold(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct svc_archivist	 who = archive_actor(rq, app);
	struct es_tree		*got = es_tree_map(web_arena(rq));
	struct es_err		 e = ES_ERR_INIT;
	bool			 hold = es_view_eq_str(web_value(rq, ACT),
				    "hold");
	int64_t			 id;

	if (look(rq, app, &id, got, err) < 0)
		return -1;
	if (!hold && !es_view_eq_str(web_value(rq, ACT), "release"))
		return es_fail(err, ES_E_INPUT, "no such act");
	if (web_value(rq, REASON).n == 0)
		return show(rq, app, 422, "reason", err);
	if (svc_archive_hold(app->st, id, hold, web_value(rq, REASON), &who,
	    &e) == 0)
		return web_redirect(rq, web_path(rq), err);
	return e.code == ES_E_CONFLICT ? show(rq, app, 409, "state", err) :
	    es_err_pass(err, &e);
}

/* ---- terms ---- */
static const char *
term_word(struct web_req *rq, int64_t years)
{
	char	*s;

	if (years == 0)
		return web_say(rq, "archive.permanent");
	s = es_arena_printf(web_arena(rq), strcmp(web_lang(rq), "en") == 0 ?
	    "%d years" : "%d 年", (int)years);
	return s == NULL ? "" : s;
}

static void
put_rule(struct web_req *rq, const struct es_tree *r, struct es_tree *m)
{
	struct es_view	 type = es_tree_text_at(r, "type");

	es_tree_put_text(m, "type", type);
	es_tree_put_text(m, "name", es_tree_text_at(r, "name"));
	es_tree_put_str(m, "term", term_word(rq, es_tree_int(es_tree_get(r,
	    "years"))));
	es_tree_put_str(m, "event", web_say(rq, es_tree_true(es_tree_get(r,
	    "ended")) ? "archive.event-ended" : "archive.event-issued"));
	es_tree_put_bool(m, "permanent", es_tree_true(es_tree_get(r,
	    "permanent")));
	es_tree_put_bool(m, "ended", es_tree_true(es_tree_get(r, "ended")));
	es_tree_put_text(m, "years", es_tree_text_at(r, "years"));
	es_tree_put_text(m, "days", es_tree_text_at(r, "days"));
	es_tree_put_bool(m, "set", es_tree_true(es_tree_get(r, "set")));
	es_tree_put_text(m, "at", es_tree_text_at(r, "at"));
	/* The house's own terms came with the tables. */
	if (es_view_eq_str(es_tree_text_at(r, "by"), "migration"))
		es_tree_put_str(m, "by", web_say(rq, "archive.preset"));
	else
		es_tree_put_text(m, "by", es_tree_text_at(r, "by"));
	es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
	    "/archive/terms/%.*s", (int)type.n, (const char *)type.p));
}

int
archive_terms(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct es_tree		*got = es_tree_map(web_arena(rq)), *list;
	struct es_view		 office = ES_VIEW_EMPTY;
	const struct es_tree	*r;

	if (archive_offices(rq, app, keeps, &office, err) < 0 ||
	    svc_archive_rules(app->st, office, strcmp(web_lang(rq), "en") ==
	    0, (int)app->offset, web_arena(rq), got, err) < 0)
		return -1;
	list = es_tree_put_list(web_data(rq), "rules");
	for (r = es_tree_first(es_tree_get(got, "rules")); r != NULL;
	    r = es_tree_next(r))
		put_rule(rq, r, es_tree_add_map(list));
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "archive.terms"));
	return web_page(rq, 200, "archive/terms.html", err);
}

/* The type of the path, of an office that this session keeps. */
int
archive_type(struct web_req *rq, struct register_app *app,
    struct es_tree *got, struct es_err *err)
{
	if (svc_archive_rule(app->st, web_param(rq, "type"), strcmp(
	    web_lang(rq), "en") == 0, (int)app->offset, web_arena(rq), got,
	    err) < 0)
		return -1;
	return keeps(rq, es_tree_text_at(got, "office")) ? 0 :
	    es_fail(err, ES_E_NOTFOUND, "another office's type");
}

int
archive_term_show(struct web_req *rq, struct register_app *app, int status,
    const char *fault, struct es_err *err)
{
	struct svc_archivist	 who = archive_actor(rq, app);
	struct es_tree		*got = es_tree_map(web_arena(rq)), *list, *m;
	struct es_tree		*due = es_tree_map(web_arena(rq));
	const struct es_tree	*r;
	int64_t			 n = 0;

	if (archive_type(rq, app, got, err) < 0 ||
	    svc_disposal_ripe(app->st, web_param(rq, "type"), &who,
	    web_arena(rq), due, err) < 0 || register_crid_put(rq, err) < 0)
		return -1;
	put_rule(rq, got, web_data(rq));
	list = es_tree_put_list(web_data(rq), "due");
	for (r = es_tree_first(es_tree_get(due, "rows")); r != NULL;
	    r = es_tree_next(r), n++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "number", es_tree_text_at(r, "number"));
		es_tree_put_text(m, "issued", es_tree_text_at(r, "issued"));
	}
	es_tree_put_int(web_data(rq), "due_count", n);
	es_tree_put_str(web_data(rq), "fault", fault);
	es_tree_put_text(web_data(rq), "title", es_tree_text_at(got,
	    "name"));
	es_tree_put_str(web_data(rq), "propose", es_arena_printf(
	    web_arena(rq), "/archive/propose/%.*s", (int)web_param(rq,
	    "type").n, (const char *)web_param(rq, "type").p));
	return web_page(rq, status, "archive/term.html", err);
}

int
archive_term(struct web_req *rq, void *arg, struct es_err *err)
{
	return archive_term_show(rq, arg, 200, "", err);
}

int
archive_term_set(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct svc_archivist	 who = archive_actor(rq, app);
	struct es_tree		*got = es_tree_map(web_arena(rq));

	if (archive_type(rq, app, got, err) < 0)
		return -1;
	if (web_value(rq, TERM_REASON).n == 0)
		return archive_term_show(rq, app, 422, "reason", err);
	if (svc_archive_rule_set(app->st, web_param(rq, "type"), web_int(rq,
	    YEARS), es_view_eq_str(web_value(rq, EVENT), "ended"),
	    web_int(rq, DAYS), web_value(rq, TERM_REASON), &who, err) < 0)
		return -1;
	return web_redirect(rq, "/archive/terms", err);
}
