/* contract/page.c - one contract, its places, and what is done with it. */
#include <stdio.h>

#include "base/limits.h"
#include "contract.h"

const struct web_field	contract_page_fields[1] = {
	{ "page", WEB_INT, 1, (int64_t)ES_LIMIT_CONTRACT_PAGES, 0 },
};

enum { L_ROWS, L_STRADDLE, L_MORE };
const struct web_field	contract_place_fields[CONTRACT_PLACES] = {
	[L_ROWS] = { "p*", WEB_LINE, 0, 20, 0 },
	[L_STRADDLE] = { "straddle", WEB_TOKEN, 0, 8, 0 },
	[L_MORE] = { "more", WEB_TOKEN, 0, 4, 0 },
};

#define ROWS	(ES_LIMIT_CONTRACT_SEALS + 1)

/* -- the page -------------------------------------------------------------- */
/* Why it waits, in words; what has none is "busy". */
static void
put_reason(struct web_req *rq, const struct svc_contract *c)
{
	static const struct { const char *reason, *key; } words[] = {
		{ "keeper", "contract.waits-keeper" },
		{ "refused no_authorisation", "contract.waits-keeper" },
		{ "refused out_of_hours", "contract.waits-hours" },
		{ "refused over_quota", "contract.waits-quota" },
		{ "refused seal_not_active", "contract.waits-paused" },
		{ "seal-ended", "contract.waits-ended" },
		{ "refused seal_out_of_date", "contract.waits-period" },
		{ "refused cert_not_valid", "contract.waits-certificate" },
		{ "refused no_key", "contract.waits-certificate" },
		{ "refused not_apart", "contract.waits-apart" },
		{ "refused other_text", "contract.waits-changed" },
		{ "refused decision_changed", "contract.waits-changed" },
		{ "refused approval_changed", "contract.waits-changed" },
		{ "refused snapshot_changed", "contract.waits-changed" },
		{ "changed", "contract.waits-changed" },
		{ "not-sound", "contract.waits-changed" },
	};
	size_t	 i;

	if (c->reason.n == 0 || (!es_view_eq_str(c->state, "awaiting") &&
	    !es_view_eq_str(c->state, "failed")))
		return;
	for (i = 0; i < ES_COUNT(words); i++)
		if (es_view_eq_str(c->reason, words[i].reason))
			break;
	es_tree_put_str(web_data(rq), "waits", web_say(rq,
	    i < ES_COUNT(words) ? words[i].key : "contract.waits-busy"));
}

static void
put_links(struct web_req *rq, const struct svc_contract *c)
{
	static const char *const	what[] = { "words", "drop", "file",
	    "place", "freeze", "release", "sealed", "begin", "piece", "end",
	    "again" };
	struct es_tree			*m = es_tree_put_map(web_data(rq),
					    "to");
	size_t				 i;

	for (i = 0; i < ES_COUNT(what); i++)
		es_tree_put_str(m, what[i], es_arena_printf(web_arena(rq),
		    "/contract/%lld/%s", (long long)c->id, what[i]));
	es_tree_put_str(m, "self", es_arena_printf(web_arena(rq),
	    "/contract/%lld", (long long)c->id));
	es_tree_put_str(m, "document", es_arena_printf(web_arena(rq),
	    "/documents/%lld", (long long)c->request));
	es_tree_put_str(m, "share", es_arena_printf(web_arena(rq),
	    "/documents/%lld/share", (long long)c->request));
	es_tree_put_str(m, "files", es_arena_printf(web_arena(rq),
	    "/contract/%lld/file/", (long long)c->id));
}

/* A list's files get addresses. */
static void
put_addresses(struct web_req *rq, const struct svc_contract *c,
    const char *list)
{
	struct es_tree	*out = es_tree_put_list(web_data(rq),
			    es_arena_printf(web_arena(rq), "%s_at", list));
	const struct es_tree	*f;

	for (f = es_tree_first(es_tree_get(web_data(rq), list)); f != NULL;
	    f = es_tree_next(f)) {
		struct es_tree	*m = es_tree_add_map(out);
		struct es_view	 id = es_tree_text_at(f, "id");

		es_tree_put_text(m, "name", es_tree_text_at(f, "name"));
		es_tree_put_text(m, "size", es_tree_text_at(f, "size"));
		es_tree_put_text(m, "sha256", es_tree_text_at(f, "sha256"));
		es_tree_put_text(m, "signers", es_tree_text_at(f,
		    "signers"));
		es_tree_put_text(m, "when", es_tree_text_at(f, "when"));
		es_tree_put_str(m, "path", es_arena_printf(web_arena(rq),
		    "/contract/%lld/file/%.*s", (long long)c->id, (int)id.n,
		    (const char *)id.p));
	}
}

/* As they were typed, or as they are. */
static void
put_words(struct web_req *rq, const struct svc_contract *c)
{
	struct es_tree	*m;

	if (es_tree_get(web_data(rq), "typed") != NULL)
		return;
	m = es_tree_put_map(web_data(rq), "typed");
	es_tree_put_text(m, "title", c->title);
	es_tree_put_text(m, "party", c->party);
	es_tree_put_text(m, "total", c->total);
}

/* What can be done next, one thing at a time. */
static void
put_next(struct web_req *rq, const struct svc_contract *c)
{
	struct es_tree	*d = web_data(rq);
	bool		 text = es_tree_get(d, "text") != NULL;
	bool		 places = es_tree_first(es_tree_get(d, "places")) !=
			    NULL;

	es_tree_put_bool(d, "can_freeze", c->mine && svc_contract_open(c) &&
	    text && places);
	es_tree_put_bool(d, "can_begin_again", c->mine &&
	    es_view_eq_str(c->state, "failed"));
	es_tree_put_bool(d, "can_release", c->keeps && !c->mine &&
	    es_view_eq_str(c->state, "awaiting"));
	es_tree_put_bool(d, "refresh_soon", es_view_eq_str(c->state,
	    "awaiting"));
}

int
contract_show(struct web_req *rq, struct contract_app *app,
    const struct svc_reader *r, const struct svc_contract *c, int status,
    const char *error, const char *advice, struct es_err *err)
{
	struct es_tree	*d = web_data(rq);

	if (svc_contract_put(r, c, web_arena(rq), d, err) < 0 ||
	    (c->request != 0 && svc_review_put(r, c->request, web_arena(rq),
	    d, err) < 0))
		return -1;
	(void)app;
	put_words(rq, c);
	put_reason(rq, c);
	put_links(rq, c);
	put_addresses(rq, c, "annexes");
	put_addresses(rq, c, "signed");
	if (es_tree_get(d, "text") != NULL) {
		struct es_view	 id = es_tree_text_at(d, "text/id");

		es_tree_put_str(d, "text_at", es_arena_printf(web_arena(rq),
		    "/contract/%lld/file/%.*s", (long long)c->id, (int)id.n,
		    (const char *)id.p));
	}
	put_next(rq, c);
	if (error != NULL)
		es_tree_put_str(d, "error", error);
	if (advice != NULL)
		es_tree_put_str(d, "advice", advice);
	es_tree_put_text(d, "title", c->title);
	return web_page(rq, status, "contract/contract.html", err);
}

int
contract_page(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract	 c;
	struct svc_reader	 r;

	return contract_find(rq, arg, &r, &c, err) < 0 ? -1 :
	    contract_show(rq, arg, &r, &c, 200, NULL, NULL, err);
}

/* From an approver's page, which knows the request. */
int
contract_by_request(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract	 c;
	struct svc_reader	 r;
	int64_t			 id;

	contract_reader(rq, arg, &r);
	if (web_param_id(rq, "id", &id, err) < 0 || svc_contract_of(&r, id,
	    web_arena(rq), &c, err) < 0)
		return -1;
	return contract_go(rq, c.id, "", err);
}

/* -- places ---------------------------------------------------------------- */
struct row {			/* as text: typed, or stored */
	struct es_view	 seal, page, x, y;
};

static void
put_choices(struct web_req *rq, const struct svc_contract *c,
    struct es_tree *m, struct es_view chosen)
{
	struct es_tree		*list = es_tree_put_list(m, "seals"), *o;
	const struct es_tree	*s;

	for (s = es_tree_first(es_tree_get(web_data(rq), "seals"));
	    s != NULL; s = es_tree_next(s)) {
		o = es_tree_add_map(list);
		es_tree_put_text(o, "id", es_tree_text_at(s, "id"));
		es_tree_put_text(o, "name", es_tree_text_at(s, "name"));
		es_tree_put_bool(o, "chosen", es_view_eq(es_tree_text_at(s,
		    "id"), chosen));
	}
	o = es_tree_add_map(list);
	es_tree_put_str(o, "id", "0");
	es_tree_put_str(o, "name", es_arena_printf(web_arena(rq), "%s %.*s",
	    web_say(rq, "contract.other-side"), (int)c->party.n,
	    (const char *)c->party.p));
	es_tree_put_bool(o, "chosen", es_view_eq_str(chosen, "0"));
}

static void
put_row(struct web_req *rq, const struct svc_contract *c,
    struct es_tree *list, size_t n, const struct row *row, bool bad)
{
	static const char *const	part[] = { "seal", "page", "x", "y" };
	struct es_tree			*m = es_tree_add_map(list);
	const struct es_view		 v[] = { row->seal, row->page, row->x,
					    row->y };
	size_t				 i;

	es_tree_put_int(m, "n", (int64_t)n + 1);
	es_tree_put_bool(m, "bad", bad);
	for (i = 0; i < ES_COUNT(part); i++) {
		es_tree_put_str(m, es_arena_printf(web_arena(rq), "%s_name",
		    part[i]), es_arena_printf(web_arena(rq), "p%zu%s", n + 1,
		    part[i]));
		es_tree_put_text(m, part[i], v[i]);
	}
	put_choices(rq, c, m, row->seal);
}

/* The picture of one page, and its size in millimetres. */
static int
put_sheet(struct web_req *rq, struct contract_app *app,
    const struct svc_contract *c, int64_t page, struct es_err *err)
{
	struct es_tree			*d = web_data(rq), *m, *list;
	struct svc_contract_file	 f;
	int64_t				 id, i, box[2] = { 0, 0 };
	size_t				 k, w;

	if (es_view_int(es_tree_text_at(d, "text/id"), 1, INT64_MAX, &id,
	    err) < 0 || svc_contract_file(app->x.db, c->id, id,
	    web_arena(rq), &f, err) < 0)
		return -1;
	if (page < 1 || page > f.pages)
		page = 1;
	for (w = 0; w < 2; w++)
		for (k = 0; k < 4; k++)
			box[w] = box[w] << 8 | f.boxes.p[(size_t)(page - 1) *
			    8 + 4 * w + k];
	m = es_tree_put_map(d, "sheet");
	es_tree_put_int(m, "page", page);
	es_tree_put_int(m, "pages", f.pages);
	es_tree_put_int(m, "w", box[0] * 254 / 7200);
	es_tree_put_int(m, "h", box[1] * 254 / 7200);
	es_tree_put_str(m, "src", es_arena_printf(web_arena(rq),
	    "/contract/%lld/page/%lld/%lld", (long long)c->id, (long long)id,
	    (long long)page));
	es_tree_put_str(m, "seal", es_arena_printf(web_arena(rq),
	    "/contract/%lld/seal/", (long long)c->id));
	if (page > 1)
		es_tree_put_str(m, "before", es_arena_printf(web_arena(rq),
		    "/contract/%lld/place?page=%lld", (long long)c->id,
		    (long long)page - 1));
	if (page < f.pages)
		es_tree_put_str(m, "after", es_arena_printf(web_arena(rq),
		    "/contract/%lld/place?page=%lld", (long long)c->id,
		    (long long)page + 1));
	list = es_tree_put_list(m, "list");
	for (i = 1; i <= f.pages && i <= 20; i++) {
		struct es_tree	*p = es_tree_add_map(list);

		es_tree_put_int(p, "no", i);
		es_tree_put_bool(p, "here", i == page);
		es_tree_put_str(p, "path", es_arena_printf(web_arena(rq),
		    "/contract/%lld/place?page=%lld", (long long)c->id,
		    (long long)i));
	}
	return 0;
}

static int
show_places(struct web_req *rq, struct contract_app *app,
    const struct svc_reader *r, const struct svc_contract *c, int status,
    const struct row *typed, size_t n, int64_t page, const char *error,
    size_t bad, struct es_err *err)
{
	struct es_tree		*d = web_data(rq), *list;
	const struct es_tree	*p;
	struct row		 row, none;
	size_t			 i = 0, blanks;

	memset(&none, 0, sizeof(none));
	if (svc_contract_put(r, c, web_arena(rq), d, err) < 0)
		return -1;
	if (es_tree_get(d, "text") == NULL || !svc_contract_open(c) ||
	    !c->mine)
		return contract_go(rq, c->id, "", err);
	put_links(rq, c);
	list = es_tree_put_list(d, "rows");
	if (typed != NULL)
		for (i = 0; i < n; i++)
			put_row(rq, c, list, i, &typed[i], error != NULL &&
			    i == bad);
	else
		for (p = es_tree_first(es_tree_get(d, "places")); p != NULL;
		    p = es_tree_next(p)) {
			row = (struct row){ es_tree_text_at(p, "seal"),
			    es_tree_text_at(p, "page"), es_tree_text_at(p,
			    "x"), es_tree_text_at(p, "y") };
			put_row(rq, c, list, i++, &row, false);
		}
	for (blanks = 0; i < ROWS && blanks < 2; blanks++)
		put_row(rq, c, list, i++, &none, false);
	es_tree_put_bool(d, "straddle_right", es_view_eq_str(c->straddle,
	    "right"));
	es_tree_put_bool(d, "straddle_left", es_view_eq_str(c->straddle,
	    "left"));
	if (error != NULL)
		es_tree_put_str(d, "error", error);
	es_tree_put_str(d, "title", web_say(rq, "contract.place"));
	return put_sheet(rq, app, c, page, err) < 0 ? -1 : web_page(rq,
	    status, "contract/place.html", err);
}

int
contract_place(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract	 c;
	struct svc_reader	 r;

	return contract_find(rq, arg, &r, &c, err) < 0 ? -1 :
	    show_places(rq, arg, &r, &c, 200, NULL, 0, web_int(rq, 0) == 0 ?
	    1 : web_int(rq, 0), NULL, 0, err);
}

/* "120", "120.5", "120.55" millimetres in hundredths. */
static bool
read_mm(struct es_view v, int64_t *out)
{
	int64_t	 scale = 100;
	size_t	 i;
	bool	 dot = false;

	*out = 0;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '.' && !dot && i > 0) {
			dot = true;
			continue;
		}
		if (v.p[i] < '0' || v.p[i] > '9' || *out > 1000000 ||
		    (dot && scale == 1))
			return false;
		*out = *out * 10 + (v.p[i] - '0');
		if (dot)
			scale /= 10;
	}
	*out *= scale;
	return v.n > 0;
}

static struct es_view
typed(struct web_req *rq, size_t n, const char *part)
{
	char	 name[24];

	(void)snprintf(name, sizeof(name), "p%zu%s", n + 1, part);
	return es_view_trim(web_named(rq, name));
}

/* A row without a seal is not there. */
static size_t
read_rows(struct web_req *rq, struct row *row)
{
	size_t	 i, n = 0;

	for (i = 0; i < ROWS; i++) {
		struct row	 one = { typed(rq, i, "seal"),
				    typed(rq, i, "page"), typed(rq, i, "x"),
				    typed(rq, i, "y") };

		if (one.seal.n > 0)
			row[n++] = one;
	}
	return n;
}

static bool
read_place(const struct row *row, struct svc_place *p)
{
	struct es_err	 e = ES_ERR_INIT;

	return es_view_int(row->seal, 0, INT64_MAX, &p->seal, &e) == 0 &&
	    es_view_int(row->page, 1, INT32_MAX, &p->page, &e) == 0 &&
	    read_mm(row->x, &p->x) && read_mm(row->y, &p->y);
}

int
contract_place_put(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view		 s = web_value(rq, L_STRADDLE);
	enum svc_place_flaw	 flaw = SVC_PLACE_FINE;
	struct svc_place	 place[ROWS];
	struct row		 row[ROWS];
	struct svc_contract	 c;
	struct svc_reader	 r;
	size_t			 n = read_rows(rq, row), bad;

	if (contract_find(rq, arg, &r, &c, err) < 0)
		return -1;
	if (s.n > 0 && !es_view_eq_str(s, "right") &&
	    !es_view_eq_str(s, "left"))
		s = ES_VIEW_EMPTY;
	for (bad = 0; bad < n; bad++)
		if (!read_place(&row[bad], &place[bad]))
			return show_places(rq, arg, &r, &c, 400, row, n, 1,
			    web_say(rq, "contract.place-number"), bad, err);
	if (svc_contract_places(&r, &c, place, n, s, &flaw, &bad, err) < 0)
		return -1;
	if (flaw != SVC_PLACE_FINE)
		return show_places(rq, arg, &r, &c, 400, row, n, bad < n ?
		    place[bad].page : 1, web_say(rq, es_arena_printf(
		    web_arena(rq), "contract.place-%s",
		    svc_place_flaw_name(flaw))), bad, err);
	return contract_go(rq, c.id, es_view_eq_str(web_value(rq, L_MORE),
	    "yes") ? "/place" : "", err);
}

/* -- and then -------------------------------------------------------------- */
int
contract_freeze(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app	*app = arg;
	enum svc_freeze		 how;
	struct svc_contract	 c;
	struct svc_reader	 r;

	if (contract_find(rq, app, &r, &c, err) < 0 ||
	    svc_contract_freeze(&app->x, &r, &c, &how, err) < 0)
		return -1;
	if (how == SVC_FREEZE_DONE)
		return contract_go(rq, c.id, "", err);
	return contract_show(rq, app, &r, &c, 400, web_say(rq,
	    es_arena_printf(web_arena(rq), "contract.freeze-%s",
	    svc_freeze_name(how))), NULL, err);
}

int
contract_drop(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract	 c;
	struct svc_reader	 r;

	if (contract_find(rq, arg, &r, &c, err) < 0 ||
	    svc_contract_drop(&r, &c, err) < 0)
		return -1;
	return web_redirect(rq, "/contract", err);
}

int
contract_again(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract	 c;
	struct svc_reader	 r;
	int64_t			 id;
	bool			 full;

	if (contract_find(rq, arg, &r, &c, err) < 0 ||
	    svc_contract_again(&r, &c, &id, &full, err) < 0)
		return -1;
	return full ? contract_show(rq, arg, &r, &c, 400, web_say(rq,
	    "contract.no-quota"), NULL, err) : contract_go(rq, id,
	    "/place", err);
}

int
contract_release(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract	 c;
	struct svc_reader	 r;
	bool			 apart = false;

	if (contract_find(rq, arg, &r, &c, err) < 0 ||
	    svc_contract_release(&r, &c, &apart, err) < 0)
		return -1;
	return apart ? contract_go(rq, c.id, "", err) : contract_show(rq,
	    arg, &r, &c, 403, web_say(rq, "contract.waits-apart"), NULL,
	    err);
}
