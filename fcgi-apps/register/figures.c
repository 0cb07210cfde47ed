/* register/figures.c - a year in numbers, drawn and as tables. */
#include "register.h"

#include "base/time.h"
#include "sys/clock.h"

enum { YEAR };
const struct web_field	register_figures_fields[REGISTER_FIGURES_FIELDS] = {
	[YEAR] = { "year", WEB_INT, 2000, 9998, 0 },
};

/* Twelve months; a bar's share is of the longest, in thousandths. */
static void
put_bars(struct web_req *rq, const struct es_tree *got)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "bars"), *b;
	const struct es_tree	*m;
	int64_t			 most = 1, n;

	for (m = es_tree_first(es_tree_get(got, "months")); m != NULL;
	    m = es_tree_next(m))
		if ((n = es_tree_int(es_tree_get(m, "n"))) > most)
			most = n;
	for (m = es_tree_first(es_tree_get(got, "months")); m != NULL;
	    m = es_tree_next(m)) {
		b = es_tree_add_map(list);
		n = es_tree_int(es_tree_get(m, "n"));
		es_tree_put_int(b, "month", es_tree_int(es_tree_get(m,
		    "month")));
		es_tree_put_str(b, "name", web_say(rq, es_arena_printf(
		    web_arena(rq), "figures.m-%d", (int)es_tree_int(
		    es_tree_get(m, "month")))));
		es_tree_put_int(b, "n", n);
		/* What is not nothing is seen. */
		es_tree_put_int(b, "share", n == 0 ? 0 : n * 1000 / most < 4 ?
		    4 : n * 1000 / most);
	}
}

/* Words for the keys of a list: "figures.wait-1min" ... */
static void
put_words(struct web_req *rq, const struct es_tree *got, const char *list,
    const char *key, const char *prefix)
{
	struct es_tree		*to = es_tree_put_list(web_data(rq), list);
	const struct es_tree	*m;

	for (m = es_tree_first(es_tree_get(got, list)); m != NULL;
	    m = es_tree_next(m)) {
		struct es_tree	*x = es_tree_add_map(to);
		struct es_view	 word = es_tree_text_at(m, key);

		es_tree_put_str(x, "name", web_say(rq, es_arena_printf(
		    web_arena(rq), "%s%.*s", prefix, (int)word.n,
		    (const char *)word.p)));
		es_tree_put_text(x, "total", es_tree_text_at(m, "total"));
	}
}

static void
put_years(struct web_req *rq, int year, int now)
{
	if (year > 2000)
		es_tree_put_str(web_data(rq), "before", es_arena_printf(
		    web_arena(rq), "/register/figures?year=%d", year - 1));
	if (year < now)
		es_tree_put_str(web_data(rq), "after", es_arena_printf(
		    web_arena(rq), "/register/figures?year=%d", year + 1));
	es_tree_put_int(web_data(rq), "year", year);
}

/* Who works for one office sees the figures of that office. */
static int
own_office(struct web_req *rq, struct register_app *app, struct es_view *out,
    struct es_err *err)
{
	struct es_tree		*all = es_tree_map(web_arena(rq));
	const struct es_tree	*o;

	*out = ES_VIEW_EMPTY;
	if (register_may_see(auth_user(rq), ES_LIT("\x01")))
		return 0;
	if (svc_register_choices(app->st, ES_VIEW_EMPTY, web_lang(rq),
	    web_arena(rq), all, err) < 0)
		return -1;
	for (o = es_tree_first(es_tree_get(all, "offices")); o != NULL;
	    o = es_tree_next(o))
		if (register_may_see(auth_user(rq), es_tree_text_at(o,
		    "code"))) {
			*out = es_tree_text_at(o, "code");
			es_tree_put_text(web_data(rq), "office_name",
			    es_tree_text_at(o, "name"));
			return 0;
		}
	return es_fail(err, ES_E_DENIED, "no office");
}

int
register_figures(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct es_tree		*data = web_data(rq);
	struct svc_figures_ask	 ask = { .lang = web_lang(rq),
				    .offset = (int)app->offset };
	struct es_tree		*got = es_tree_map(web_arena(rq));
	const struct es_tree	*t, *m;
	struct es_tree		*list, *row, *months;
	struct es_civil		 now;

	es_time_civil(sys_now(), ask.offset, &now);
	ask.year = web_int(rq, YEAR) > 0 ? (int)web_int(rq, YEAR) : now.year;
	if (own_office(rq, app, &ask.office, err) < 0 ||
	    svc_figures(app->st, &ask, web_arena(rq), got, err) < 0)
		return -1;
	list = es_tree_put_list(data, "issued");
	for (t = es_tree_first(es_tree_get(got, "issued")); t != NULL;
	    t = es_tree_next(t)) {
		row = es_tree_add_map(list);
		es_tree_put_text(row, "name", es_tree_text_at(t, "name"));
		es_tree_put_text(row, "total", es_tree_text_at(t, "total"));
		months = es_tree_put_list(row, "months");
		for (m = es_tree_first(es_tree_get(t, "months")); m != NULL;
		    m = es_tree_next(m))
			es_tree_put_int(es_tree_add_map(months), "n",
			    es_tree_int(es_tree_get(m, "n")));
	}
	list = es_tree_put_list(data, "seals");
	for (t = es_tree_first(es_tree_get(got, "seals")); t != NULL;
	    t = es_tree_next(t)) {
		row = es_tree_add_map(list);
		es_tree_put_text(row, "name", es_tree_text_at(t, "name"));
		es_tree_put_text(row, "total", es_tree_text_at(t, "total"));
	}
	put_bars(rq, got);
	put_words(rq, got, "waits", "within", "figures.wait-");
	put_words(rq, got, "verified", "headline", "figures.h-");
	put_years(rq, ask.year, now.year);
	es_tree_put_text(data, "total", es_tree_text_at(got, "total"));
	es_tree_put_str(data, "title", web_say(rq, "figures.title"));
	return web_page(rq, 200, "register/figures.html", err);
}
