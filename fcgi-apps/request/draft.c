/*
 * request/draft.c - types whose form is filled in first: form, preview of
 * what was filled in, confirmation of exactly that.
 */
#include <stdio.h>
#include <stdlib.h>

#include "auth/auth.h"
#include "base/limits.h"
#include "crypt/random.h"
#include "crypt/text.h"
#include "request.h"
#include "svc/issue/draft.h"
#include "sys/log.h"

/* A row was taken out of "rows": what follows moves up. */
struct sent {
	struct web_req	*rq;
	const char	*rows;
	size_t		 row;
	char		 name[TYPE_CONTROL + 8];
};

static struct es_view
sent_value(void *arg, const char *control)
{
	struct sent	*s = arg;
	size_t		 n = s->rows == NULL ? 0 : strlen(s->rows);
	char		*end;
	unsigned long	 i;

	if (strcmp(control, "purpose") == 0)
		return web_value(s->rq, REQUEST_PURPOSE);
	(void)snprintf(s->name, sizeof(s->name), "f.%s", control);
	if (n > 0 && strncmp(control, s->rows, n) == 0 &&
	    control[n] == '.') {
		i = strtoul(control + n + 1, &end, 10);
		if (i >= s->row)
			(void)snprintf(s->name, sizeof(s->name), "f.%s.%lu%s",
			    s->rows, i + 1, end);
	}
	return web_named(s->rq, s->name);
}

static int
show_form(struct web_req *rq, const struct asking *k, const char *hex,
    const struct request_shown *shown, int status, struct es_err *err)
{
	request_put_fields(rq, k->def, shown);
	es_tree_put_str(web_data(rq), "crid", hex);
	es_tree_put_bool(web_data(rq), "flawed", status != 200);
	return web_page(rq, status, "request/fill.html", err);
}

/* Before anything is filled in, or again what was (?draft=). */
int
request_draft_form(struct web_req *rq, struct request_app *r,
    struct asking *k, struct es_err *err)
{
	struct es_view		 old = web_value(rq, 0);
	struct type_form	 form;
	struct es_err		 e = ES_ERR_INIT;
	unsigned char		 crid[SVC_CRID];
	char			 hex[2 * SVC_CRID + 1];
	struct request_shown	 s = { .get = type_form_stored };
	int			 rc = -1;

	if (old.n == 0 || request_crid_read(old, crid, NULL) < 0 ||
	    (rc = svc_draft_get(r->st, &k->ask, k->def, crid, web_arena(rq),
	    &form, &e)) < 0) {
		if (e.code != ES_E_NONE && e.code != ES_E_NOTFOUND)
			return es_err_pass(err, &e);
		form.values = es_tree_map(web_arena(rq));
		if (crypt_random(crid, sizeof(crid), err) < 0)
			return -1;
	}
	s.arg = form.values;
	s.values = form.values;
	crypt_hex(es_view(crid, SVC_CRID), hex);
	es_tree_put_bool(web_data(rq), "newer", rc > 0);
	return show_form(rq, k, hex, &s, 200, err);
}

/*
 * The form has a new version since: what was agreed to is the new text, so
 * the old one is not finished; its values wait in the new form.
 */
static int
to_form(struct web_req *rq, const struct asking *k,
    const unsigned char crid[SVC_CRID], struct es_err *err)
{
	char	 hex[2 * SVC_CRID + 1];

	crypt_hex(es_view(crid, SVC_CRID), hex);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/request/%s/%s?draft=%s", k->def->id, k->ask.lang, hex), err);
}

/* "add.items" or "drop.items.3": the same form, a row more or less. */
static int
change_rows(struct web_req *rq, const struct asking *k, const char *hex,
    const char *step, struct es_err *err)
{
	struct sent		 sent = { .rq = rq };
	struct request_shown	 s = { .get = sent_value, .arg = &sent };
	char			*dot;

	if (strncmp(step, "add.", 4) == 0)
		s.more = step + 4;
	else if ((dot = strrchr(step, '.')) > step + 5) {
		sent.rows = es_arena_str(web_arena(rq), es_view(step + 5,
		    (size_t)(dot - step - 5)));
		sent.row = strtoul(dot + 1, NULL, 10);
	}
	return show_form(rq, k, hex, &s, 200, err);
}

/* The draft is what was previewed; without it the first request is found. */
static int
confirm(struct web_req *rq, struct request_app *r, struct asking *k,
    const unsigned char crid[SVC_CRID], struct es_err *err)
{
	const struct type_field	*f;
	struct type_form	 form;
	struct es_err		 e = ES_ERR_INIT;
	int			 rc;

	rc = svc_draft_get(r->st, &k->ask, k->def, crid, web_arena(rq),
	    &form, &e);
	if (rc > 0) {
		rc = request_again(rq, r, &k->ask, crid, err);
		return rc == 0 ? to_form(rq, k, crid, err) : rc < 0 ? -1 : 0;
	}
	if (rc == 0) {
		if (form.nflaws > 0)
			return es_fail(err, ES_E_CONFLICT, "the form has "
			    "flaws by now");
		k->ask.form = form.values;
		f = type_field_find(k->def, ES_LIT("purpose"));
		if (f != NULL && f->kind == TYPE_CHOICE)
			k->ask.purpose = es_tree_text_at(form.values,
			    f->name);
	} else if (e.code != ES_E_NOTFOUND)
		return es_err_pass(err, &e);
	if ((rc = request_again(rq, r, &k->ask, crid, err)) == 0)
		rc = request_confirm(rq, r, k, crid, err);
	else if (rc > 0)
		rc = 0;
	es_err_clear(&e);
	if (rc == 0 && svc_draft_drop(r->st, k->ask.person, crid, &e) < 0)
		log_err(&e, "event=draft-left");	/* ends by itself */
	return rc;
}

int
request_draft_send(struct web_req *rq, struct request_app *r,
    struct asking *k, const unsigned char crid[SVC_CRID], struct es_err *err)
{
	char			*step = es_arena_str(web_arena(rq),
				    web_value(rq, REQUEST_STEP));
	struct sent		 sent = { .rq = rq };
	struct request_shown	 s = { .get = sent_value, .arg = &sent };
	struct type_form	 form;
	char			 hex[2 * SVC_CRID + 1];

	crypt_hex(es_view(crid, SVC_CRID), hex);
	if (es_tree_text_at(web_data(rq), "type/why").n > 0)
		return request_refused(rq, 0, err);
	if (step == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	if (strncmp(step, "add.", 4) == 0 || strncmp(step, "drop.", 5) == 0)
		return change_rows(rq, k, hex, step, err);
	if (strcmp(step, "confirm") == 0)
		return confirm(rq, r, k, crid, err);
	if (type_form_read(&form, k->def, sent_value, &sent, web_arena(rq),
	    err) < 0)
		return -1;
	if (form.nflaws > 0) {
		s.flaws = form.flaws;
		s.values = form.values;
		return show_form(rq, k, hex, &s, 400, err);
	}
	k->ask.form = form.values;
	if (svc_draft_put(r->st, &k->ask, k->def, crid, err) < 0)
		return -1;
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/request/%s/%s/draft/%s", k->def->id, k->ask.lang, hex), err);
}

/* The record of a draft, and the template it is shown by; 1: an old one. */
static int
open_draft(struct web_req *rq, struct request_app *r, struct asking *k,
    unsigned char crid[SVC_CRID], struct type_form *form,
    struct es_view *record, const struct layout_template **page,
    struct es_err *err)
{
	int	 rc;

	if (request_crid_read(web_param(rq, "crid"), crid, NULL) < 0)
		return es_fail(err, ES_E_NOTFOUND, "no such form");
	if (request_open(rq, r, k, err) < 0 ||
	    (rc = svc_draft_get(r->st, &k->ask, k->def, crid, web_arena(rq),
	    form, err)) < 0)
		return -1;
	if (rc > 0)
		return 1;
	k->ask.form = form->values;
	if (svc_snapshot(r->st, &r->issue, &k->ask, "", "", web_arena(rq),
	    record, err) < 0)
		return -1;
	return svc_type_page(r->issue.types, r->st, k->ask.type,
	    k->def->version, es_view_str(k->ask.lang), page, err);
}

int
request_draft(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app		*r = arg;
	const struct layout_template	*page;
	unsigned char			 crid[SVC_CRID];
	char				 hex[2 * SVC_CRID + 1];
	struct type_form		 form;
	struct asking			 k;
	struct es_view			 record;
	uint32_t			 missing;
	size_t				 pages;
	int				 rc;

	rc = open_draft(rq, r, &k, crid, &form, &record, &page, err);
	if (rc > 0)
		return to_form(rq, &k, crid, err);
	if (rc < 0 ||
	    svc_preview_pages(page, record, web_arena(rq), &pages, &missing,
	    err) < 0)
		return -1;
	if (missing != 0)
		return request_refused(rq, missing, err);
	crypt_hex(es_view(crid, SVC_CRID), hex);
	es_tree_put_str(web_data(rq), "crid", hex);
	es_tree_put_str(web_data(rq), "change", es_arena_printf(web_arena(rq),
	    "/request/%s/%s?draft=%s", k.def->id, k.ask.lang, hex));
	request_put_pages(rq, es_arena_printf(web_arena(rq), "%s/",
	    web_path(rq)), "", pages);
	request_put_review(rq, k.def, form.values);
	return web_page(rq, 200, "request/review.html", err);
}

int
request_draft_page(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app		*r = arg;
	const struct layout_template	*page;
	unsigned char			 crid[SVC_CRID];
	struct type_form		 form;
	struct asking			 k;
	struct es_view			 record;
	struct es_buf			 svg;
	int64_t				 no;
	int				 rc;

	if (es_view_int(web_param(rq, "page"), 1, ES_LIMIT_DOC_PAGES, &no,
	    NULL) < 0)
		return es_fail(err, ES_E_NOTFOUND, "no such page");
	rc = open_draft(rq, r, &k, crid, &form, &record, &page, err);
	if (rc != 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "a draft of "
		    "an old version has no pages");
	es_buf_init(&svg, ES_LIMIT_PAGE);
	rc = svc_preview_svg(page, record, (size_t)no - 1, web_say(rq,
	    "request.preview"), web_arena(rq), &svg, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}
