/* request/ask.c - from the catalogue to a confirmed request. */
#include <stdio.h>

#include "auth/auth.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "request.h"
#include "svc/stamp.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

enum { CRID, PURPOSE };

const struct web_field	request_confirm_fields[2] = {
	[CRID] = { "crid", WEB_TOKEN, 2 * SVC_CRID, 2 * SVC_CRID,
	    WEB_REQUIRED },
	[PURPOSE] = { "purpose", WEB_TOKEN, 1, 20, WEB_REQUIRED },
};

int
request_services(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	const struct es_tree	*t;
	struct es_tree		*data = web_data(rq), *list;
	struct es_tree		*cat = es_tree_map(web_arena(rq));

	if (svc_catalogue(r->st, auth_user(rq)->person, web_lang(rq), cat,
	    err) < 0)
		return -1;
	es_tree_put_str(data, "title", web_say(rq, "services.title"));
	es_tree_put_text(data, "hold", es_tree_text_at(cat, "hold"));
	list = es_tree_put_list(data, "types");
	for (t = es_tree_first(es_tree_get(cat, "types")); t != NULL;
	    t = es_tree_next(t)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 id = es_tree_text_at(t, "id");

		es_tree_put_text(m, "name", es_tree_text_at(t, "name"));
		es_tree_put_text(m, "office", es_tree_text_at(t, "office"));
		es_tree_put_text(m, "why", es_tree_text_at(t, "why"));
		es_tree_put_bool(m, "allowed", es_tree_true(es_tree_get(t,
		    "allowed")));
		es_tree_put_str(m, "zh", es_arena_printf(web_arena(rq),
		    "/request/%.*s/zh-CN", (int)id.n, (const char *)id.p));
		es_tree_put_str(m, "en", es_arena_printf(web_arena(rq),
		    "/request/%.*s/en", (int)id.n, (const char *)id.p));
	}
	return web_page(rq, 200, "request/services.html", err);
}

/* What the path asks for; the language is one of ours. */
static int
asked(struct web_req *rq, struct svc_ask *ask, struct es_err *err)
{
	struct es_view	 lang = web_param(rq, "lang");

	memset(ask, 0, sizeof(*ask));
	ask->person = auth_user(rq)->person;
	ask->type = web_param(rq, "type");
	ask->now = sys_now();
	ask->lang = es_view_eq_str(lang, "zh-CN") ? "zh-CN" :
	    es_view_eq_str(lang, "en") ? "en" : NULL;
	return ask->lang != NULL ? 0 : es_fail(err, ES_E_NOTFOUND,
	    "no such language");
}

static void
put_pages(struct web_req *rq, size_t pages)
{
	struct es_tree	*list = es_tree_put_list(web_data(rq), "pages");
	size_t		 i;

	for (i = 1; i <= pages; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_int(m, "no", (int64_t)i);
		es_tree_put_str(m, "src", es_arena_printf(web_arena(rq),
		    "%s/preview/%zu", web_path(rq), i));
	}
}

/* What the purpose is chosen from; the words are "purpose." and the key. */
static const char *const	purposes[] = { "study", "job", "visa",
	"other" };

static void
put_purposes(struct web_req *rq)
{
	struct es_tree	*list = es_tree_put_list(web_data(rq), "purposes");
	size_t		 i;

	for (i = 0; i < ES_COUNT(purposes); i++) {
		struct es_tree	*m = es_tree_add_map(list);
		char		 key[32];

		(void)snprintf(key, sizeof(key), "purpose.%s", purposes[i]);
		es_tree_put_str(m, "key", purposes[i]);
		es_tree_put_str(m, "word", web_say(rq, key));
	}
}

static int
check_purpose(struct es_view v, struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < ES_COUNT(purposes); i++)
		if (es_view_eq_str(v, purposes[i]))
			return 0;
	return es_fail(err, ES_E_INPUT, "purpose: not one of those offered");
}

/* The type's row of the catalogue in the page's language, as "type". */
static int
put_type(struct web_req *rq, struct request_app *r, const struct svc_ask *ask,
    struct es_err *err)
{
	struct es_tree		*cat = es_tree_map(web_arena(rq)), *m;
	const struct es_tree	*t;

	if (svc_catalogue(r->st, ask->person, web_lang(rq), cat, err) < 0)
		return -1;
	for (t = es_tree_first(es_tree_get(cat, "types")); t != NULL;
	    t = es_tree_next(t))
		if (es_view_eq(es_tree_text_at(t, "id"), ask->type))
			break;
	if (t == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no such type for this "
		    "person");
	m = es_tree_put_map(web_data(rq), "type");
	es_tree_put_text(m, "name", es_tree_text_at(t, "name"));
	es_tree_put_text(m, "office", es_tree_text_at(t, "office"));
	es_tree_put_text(m, "why", es_tree_text_at(t, "why"));
	es_tree_put_text(m, "hold", es_tree_text_at(cat, "hold"));
	es_tree_put_text(web_data(rq), "title", es_tree_text_at(m, "name"));
	return 0;
}

/*
 * Why it cannot be asked for now, and whom to turn to: the catalogue's
 * reason, or a character that no font has.
 */
static int
refused(struct web_req *rq, uint32_t missing, struct es_err *err)
{
	if (missing != 0) {
		struct es_buf	 b;

		es_buf_init(&b, 8);
		es_utf8_add(&b, missing);
		es_tree_put_text(web_data(rq), "glyph", es_buf_view(&b));
		es_buf_clear(&b);
		es_tree_put_str(web_data(rq), "code_point", es_arena_printf(
		    web_arena(rq), "U+%04X", missing));
	}
	return web_page(rq, missing != 0 ? 409 : 403, "request/refused.html",
	    err);
}

int
request_form(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct svc_ask		 ask;
	struct es_view		 record;
	uint32_t		 missing;
	size_t			 pages;

	if (asked(rq, &ask, err) < 0 || put_type(rq, r, &ask, err) < 0)
		return -1;
	if (es_tree_text_at(web_data(rq), "type/why").n > 0)
		return refused(rq, 0, err);
	if (svc_snapshot(r->st, &r->issue, &ask, "", "", web_arena(rq),
	    &record, err) < 0 ||
	    svc_preview_pages(r->kit, record, ask.type, ask.lang,
	    web_arena(rq), &pages, &missing, err) < 0 ||
	    request_crid_put(rq, err) < 0)
		return -1;
	if (missing != 0)
		return refused(rq, missing, err);
	es_tree_put_str(web_data(rq), "action", web_path(rq));
	put_pages(rq, pages);
	put_purposes(rq);
	return web_page(rq, 200, "request/form.html", err);
}

int
request_preview(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct svc_ask		 ask;
	struct es_view		 record;
	struct es_buf		 svg;
	int64_t			 page;
	int			 rc;

	if (asked(rq, &ask, err) < 0)
		return -1;
	if (es_view_int(web_param(rq, "page"), 1, ES_LIMIT_DOC_PAGES, &page,
	    err) < 0) {
		es_err_clear(err);
		return es_fail(err, ES_E_NOTFOUND, "no such page");
	}
	if (svc_snapshot(r->st, &r->issue, &ask, "", "", web_arena(rq),
	    &record, err) < 0)
		return -1;
	es_buf_init(&svg, ES_LIMIT_PAGE);
	rc = svc_preview_svg(r->kit, record, ask.type, ask.lang,
	    (size_t)page - 1, web_say(rq, "request.preview"), web_arena(rq),
	    &svg, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}

int
request_confirm(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app		*r = arg;
	const struct auth_user		*u = auth_user(rq);
	struct svc_stamp_result		 res;
	struct es_err			 e = ES_ERR_INIT;
	struct svc_confirmation		 one;

	memset(&one, 0, sizeof(one));
	if (asked(rq, &one.ask, err) < 0 ||
	    request_crid_read(web_value(rq, CRID), one.crid, err) < 0 ||
	    check_purpose(web_value(rq, PURPOSE), err) < 0)
		return -1;
	one.ask.purpose = web_value(rq, PURPOSE);
	if (svc_confirm(r->st, &r->issue, &one, u->name, web_address(rq),
	    &e) < 0) {
		if (e.code == ES_E_DENIED && put_type(rq, r, &one.ask,
		    err) == 0)
			return refused(rq, 0, err);
		return es_fail(err, e.code, "%s", e.msg);
	}
	if (SYS_FAULT("confirm.committed", err) < 0)
		return -1;
	/*
	 * The request is safe.  Wake a stamper and wait a little, so that
	 * the next page can show the file; when nobody answers, the sweeper
	 * of es-seal finds the job.
	 */
	if (svc_stamp_ask(r->stamp_socket, one.request, 2000, &res, &e) < 0)
		log_err(&e, "event=stamp-later");
	if (SYS_FAULT("confirm.before_answer", err) < 0)
		return -1;
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/documents/%lld", (long long)one.request), err);
}
