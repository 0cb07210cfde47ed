/* request/ask.c - from the catalogue to a confirmed request. */
#include <stdio.h>

#include "auth/auth.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "request.h"
#include "svc/seal/stamp.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

const struct web_field	request_fields[REQUEST_FIELDS] = {
	[REQUEST_CRID] = { "crid", WEB_TOKEN, 2 * SVC_CRID, 2 * SVC_CRID,
	    WEB_REQUIRED },
	[REQUEST_PURPOSE] = { "purpose", WEB_TEXT, 0, 200, 0 },
	[REQUEST_STEP] = { "step", WEB_TOKEN, 0, 60, 0 },
	/* A text that is too long is told beside its field. */
	[REQUEST_FORM] = { "f.*", WEB_TEXT, 0, ES_LIMIT_LONG_FORM, 0 },
};

/* One card of the catalogue. */
static void
put_card(struct web_req *rq, const struct es_tree *t, struct es_tree *list)
{
	static const char *const	 langs[] = { "zh", "en" };
	static const char *const	 tags[] = { "zh-CN", "en" };
	struct es_tree			*m = es_tree_add_map(list);
	struct es_view			 id = es_tree_text_at(t, "id");
	size_t				 i;

	es_tree_put_text(m, "name", es_tree_text_at(t, "name"));
	es_tree_put_text(m, "about", es_tree_text_at(t, "about"));
	es_tree_put_text(m, "office", es_tree_text_at(t, "office"));
	es_tree_put_text(m, "why", es_tree_text_at(t, "why"));
	es_tree_put_bool(m, "allowed", es_tree_true(es_tree_get(t,
	    "allowed")));
	for (i = 0; i < ES_COUNT(langs); i++)
		if (es_tree_true(es_tree_get(t, langs[i])))
			es_tree_put_str(m, langs[i], es_arena_printf(
			    web_arena(rq), "/request/%.*s/%s", (int)id.n,
			    (const char *)id.p, tags[i]));
}

int
request_services(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	const struct es_tree	*t;
	struct es_tree		*data = web_data(rq), *list;
	struct es_tree		*cat = es_tree_map(web_arena(rq));

	if (svc_catalogue(r->st, &r->issue, auth_user(rq)->person,
	    ES_VIEW_EMPTY, web_lang(rq), cat, err) < 0)
		return -1;
	es_tree_put_str(data, "title", web_say(rq, "services.title"));
	es_tree_put_text(data, "hold", es_tree_text_at(cat, "hold"));
	es_tree_put_text(data, "kind", es_tree_text_at(cat, "kind"));
	list = es_tree_put_list(data, "types");
	for (t = es_tree_first(es_tree_get(cat, "types")); t != NULL;
	    t = es_tree_next(t))
		put_card(rq, t, list);
	return web_page(rq, 200, "request/services.html", err);
}

/* The type's row of the catalogue in the page's language, as "type". */
static int
put_type(struct web_req *rq, struct request_app *r, const struct svc_ask *ask,
    int64_t *version, struct es_err *err)
{
	static const char *const	 same[] = { "name", "about",
	    "office", "why" };
	struct es_tree			*cat = es_tree_map(web_arena(rq)), *m;
	const struct es_tree		*t;
	size_t				 i;

	if (svc_catalogue(r->st, &r->issue, ask->person, ask->type,
	    web_lang(rq), cat, err) < 0)
		return -1;
	for (t = es_tree_first(es_tree_get(cat, "types")); t != NULL;
	    t = es_tree_next(t))
		if (es_view_eq(es_tree_text_at(t, "id"), ask->type))
			break;
	if (t == NULL || !es_tree_true(es_tree_get(t,
	    strcmp(ask->lang, "en") == 0 ? "en" : "zh")))
		return es_fail(err, ES_E_NOTFOUND, "no such type for this "
		    "person");
	m = es_tree_put_map(web_data(rq), "type");
	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(m, same[i], es_tree_text_at(t, same[i]));
	es_tree_put_text(m, "hold", es_tree_text_at(cat, "hold"));
	es_tree_put_text(web_data(rq), "title", es_tree_text_at(m, "name"));
	*version = es_tree_int(es_tree_get(t, "version"));
	return 0;
}

int
request_open(struct web_req *rq, struct request_app *r, struct asking *k,
    struct es_err *err)
{
	struct es_view	 lang = web_param(rq, "lang");
	int64_t		 version = 0;

	memset(k, 0, sizeof(*k));
	k->ask.person = auth_user(rq)->person;
	k->ask.account = auth_user(rq)->account;
	k->ask.type = web_param(rq, "type");
	k->ask.now = sys_now();
	k->ask.lang = es_view_eq_str(lang, "zh-CN") ? "zh-CN" :
	    es_view_eq_str(lang, "en") ? "en" : NULL;
	if (k->ask.lang == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no such language");
	if (put_type(rq, r, &k->ask, &version, err) < 0 ||
	    svc_type_def(r->issue.types, r->st, k->ask.type, version,
	    &k->def, err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "action", es_arena_printf(
	    web_arena(rq), "/request/%s/%s", k->def->id, k->ask.lang));
	return 0;
}

void
request_put_pages(struct web_req *rq, const char *base, const char *query,
    size_t pages)
{
	struct es_tree	*list = es_tree_put_list(web_data(rq), "pages");
	size_t		 i;

	for (i = 1; i <= pages; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_int(m, "no", (int64_t)i);
		es_tree_put_str(m, "src", es_arena_printf(web_arena(rq),
		    "%s%zu%s", base, i, query));
	}
}

int
request_refused(struct web_req *rq, uint32_t missing, struct es_err *err)
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

/* What a plain form has to choose from. */
static struct es_view
nothing(void *arg, const char *control)
{
	(void)arg;
	(void)control;
	return ES_VIEW_EMPTY;
}

/* The purpose that a plain form offers first: what is drawn is what it says. */
static const char *
first_purpose(struct web_req *rq, struct asking *k)
{
	const struct type_field	*f = k->def->field;

	if (k->def->nfields == 0 || f->nchoices == 0)
		return "";
	k->ask.purpose = es_view_str(f->choice[0].key);
	return es_arena_printf(web_arena(rq), "?purpose=%s",
	    f->choice[0].key);
}

int
request_form(struct web_req *rq, void *arg, struct es_err *err)
{
	static const struct request_shown	 none = { .get = nothing,
						     .plain = true };
	struct request_app			*r = arg;
	const struct layout_template		*page;
	const char				*query;
	struct asking				 k;
	struct es_view				 record;
	uint32_t				 missing;
	size_t					 pages;

	if (request_open(rq, r, &k, err) < 0)
		return -1;
	if (es_tree_text_at(web_data(rq), "type/why").n > 0)
		return request_refused(rq, 0, err);
	if (!type_is_plain(k.def))
		return request_draft_form(rq, r, &k, err);
	request_put_fields(rq, k.def, &none);
	query = first_purpose(rq, &k);
	if (svc_snapshot(r->st, &r->issue, &k.ask, "", "", web_arena(rq),
	    &record, err) < 0 || svc_type_page(r->issue.types, r->st,
	    k.ask.type, k.def->version, es_view_str(k.ask.lang), &page,
	    err) < 0 || svc_preview_pages(page, record, web_arena(rq),
	    &pages, &missing, err) < 0 || request_crid_put(rq, err) < 0)
		return -1;
	if (missing != 0)
		return request_refused(rq, missing, err);
	request_put_pages(rq, es_arena_printf(web_arena(rq), "%s/preview/",
	    web_path(rq)), query, pages);
	return web_page(rq, 200, "request/form.html", err);
}

/* A plain form's only field. */
static int
read_purpose(struct web_req *rq, struct asking *k, struct es_view sent,
    struct es_err *err)
{
	if (!type_is_plain(k->def) || k->def->nfields == 0 ||
	    type_value_read(&k->def->field[0], sent,
	    web_arena(rq), &k->ask.purpose) != TYPE_FINE)
		return es_fail(err, ES_E_INPUT, "purpose: not one of those "
		    "offered");
	return 0;
}

int
request_preview(struct web_req *rq, void *arg, struct es_err *err)
{
	const struct layout_template	*page;
	struct request_app		*r = arg;
	struct asking			 k;
	struct es_view			 record;
	struct es_buf			 svg;
	int64_t				 no;
	int				 rc;

	if (request_open(rq, r, &k, err) < 0 ||
	    (web_value(rq, 0).n > 0 &&
	    read_purpose(rq, &k, web_value(rq, 0), err) < 0))
		return -1;
	if (es_view_int(web_param(rq, "page"), 1, ES_LIMIT_DOC_PAGES, &no,
	    err) < 0) {
		es_err_clear(err);
		return es_fail(err, ES_E_NOTFOUND, "no such page");
	}
	if (svc_snapshot(r->st, &r->issue, &k.ask, "", "", web_arena(rq),
	    &record, err) < 0 || svc_type_page(r->issue.types, r->st,
	    k.ask.type, k.def->version, es_view_str(k.ask.lang), &page,
	    err) < 0)
		return -1;
	es_buf_init(&svg, ES_LIMIT_PAGE);
	rc = svc_preview_svg(page, record, (size_t)no - 1, web_say(rq,
	    "request.preview"), web_arena(rq), &svg, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}

int
request_confirm(struct web_req *rq, struct request_app *r,
    const struct asking *k, const unsigned char crid[SVC_CRID],
    struct es_err *err)
{
	struct svc_stamp_result	 res;
	struct es_err		 e = ES_ERR_INIT;
	struct svc_confirmation	 one = { .ask = k->ask };

	memcpy(one.crid, crid, SVC_CRID);
	if (svc_confirm(r->st, &r->issue, &one, auth_user(rq)->name,
	    web_address(rq), &e) < 0) {
		if (e.code == ES_E_DENIED)
			return request_refused(rq, 0, err);
		return es_err_pass(err, &e);
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

int
request_send(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	unsigned char		 crid[SVC_CRID];
	struct asking		 k;

	if (request_open(rq, r, &k, err) < 0 ||
	    request_crid_read(web_value(rq, REQUEST_CRID), crid, err) < 0)
		return -1;
	if (!type_is_plain(k.def))
		return request_draft_send(rq, r, &k, crid, err);
	if (k.def->nfields > 0 && read_purpose(rq, &k, web_value(rq,
	    REQUEST_PURPOSE), err) < 0)
		return -1;
	return request_confirm(rq, r, &k, crid, err);
}
