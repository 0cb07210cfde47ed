/* admin/types.c - a new document type, or a new version of one. */
#include <stdio.h>
#include <stdlib.h>

#include "admin.h"
#include "auth/auth.h"
#include "base/buf.h"
#include "base/limits.h"
#include "svc/issue/preview.h"
#include "svc/type/draft.h"
#include "svc/type/types.h"
#include "sys/clock.h"

#define SOURCE_MAX	((int64_t)(ES_LIMIT_LONG_FORM / 4))

const struct web_field	admin_type_fields[TYPE_FIELDS] = {
	[TYPE_DEFINITION] = { "definition", WEB_TEXT, 1, SOURCE_MAX,
	    WEB_REQUIRED },
	[TYPE_ZH] = { "zh", WEB_TEXT, 0, SOURCE_MAX, 0 },
	[TYPE_EN] = { "en", WEB_TEXT, 0, SOURCE_MAX, 0 },
	[TYPE_STEP] = { "step", WEB_TOKEN, 1, 10, WEB_REQUIRED },
	[TYPE_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};

enum { EDIT_FROM, EDIT_NEW };
const struct web_field	admin_edit_fields[2] = {
	[EDIT_FROM] = { "from", WEB_TOKEN, 1, 40, WEB_REQUIRED },
	[EDIT_NEW] = { "new", WEB_INT, 0, 1, 0 },
};

static const char *const	langs[SVC_TYPE_PAGES] = { "zh-CN", "en" };
static const char *const	names[SVC_TYPE_PAGES] = { "zh-CN.xml",
    "en.xml" };
static const char *const	boxes[SVC_TYPE_PAGES] = { "zh", "en" };

int
admin_types(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;

	if (svc_type_list(a->st, web_lang(rq), a->offset, web_data(rq),
	    err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "types.title"));
	es_tree_put_text(web_data(rq), "done", web_value(rq, 0));
	return web_page(rq, 200, "admin/types.html", err);
}

/* -- the form ------------------------------------------------------------ */
static void
put_form(struct web_req *rq, const struct svc_type_set *set)
{
	struct es_tree	*data = web_data(rq);
	size_t		 i;

	es_tree_put_str(data, "title", web_say(rq, "types.edit"));
	es_tree_put_text(data, "definition", set->definition.bytes);
	for (i = 0; i < SVC_TYPE_PAGES; i++)
		es_tree_put_text(data, boxes[i], set->page[i].bytes);
}

/* Begin with what is there: its next version, or another type like it. */
int
admin_type_edit(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;
	struct svc_type_set	 set;

	if (svc_type_begin(a->st, web_value(rq, EDIT_FROM), web_int(rq,
	    EDIT_NEW) != 0, web_arena(rq), &set, err) < 0)
		return -1;
	put_form(rq, &set);
	return web_page(rq, 200, "admin/type.html", err);
}

/* Browsers send CR LF. */
static struct es_view
lines(struct web_req *rq, size_t field)
{
	struct es_view	 v = web_value(rq, field);
	unsigned char	*p = es_arena_get(web_arena(rq), v.n + 1);
	size_t		 i, n = 0;

	for (i = 0; p != NULL && i < v.n; i++)
		if (v.p[i] != '\r')
			p[n++] = v.p[i];
	/* An empty box is no file. */
	return es_view_trim(es_view(p, n)).n == 0 ? ES_VIEW_EMPTY :
	    es_view(p, n);
}

static void
read_set(struct web_req *rq, struct svc_type_set *set)
{
	set->definition = (struct svc_type_file){ "type.xml",
	    lines(rq, TYPE_DEFINITION) };
	set->page[0] = (struct svc_type_file){ names[0],
	    lines(rq, TYPE_ZH) };
	set->page[1] = (struct svc_type_file){ names[1],
	    lines(rq, TYPE_EN) };
}

/* "FILE:LINE: what" as a map; the box that it is about gets the focus. */
static void
tell(void *arg, const char *what)
{
	struct es_tree	*m = es_tree_add_map(arg);
	const char	*colon = strchr(what, ':'), *end;
	struct es_view	 file;
	size_t		 i;

	if (colon == NULL || (end = strchr(colon + 1, ':')) == NULL) {
		es_tree_put_str(m, "what", what);
		return;
	}
	file = es_view(what, (size_t)(colon - what));
	es_tree_put_text(m, "file", file);
	es_tree_put_text(m, "line", es_view(colon + 1,
	    (size_t)(end - colon - 1)));
	es_tree_put_str(m, "what", end + strspn(end, ": "));
	es_tree_put_str(m, "box", "definition");
	for (i = 0; i < SVC_TYPE_PAGES; i++)
		if (es_view_eq_str(file, names[i]))
			es_tree_put_str(m, "box", boxes[i]);
}

/* Pages of the sample in every language there is, as pictures. */
int
admin_type_pictures(struct web_req *rq, struct admin_app *a,
    const struct svc_type_set *set, const char *base, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "pages");
	struct layout_template	*t;
	struct type_def		*d = NULL;
	struct es_view		 record;
	uint32_t		 missing;
	size_t			 i, k, pages;
	int			 rc;

	rc = type_def_parse(&d, set->definition.bytes, "type.xml", err);
	for (i = 0; rc == 0 && i < SVC_TYPE_PAGES; i++) {
		if (set->page[i].bytes.n == 0)
			continue;
		if (svc_type_sample(d, langs[i], web_arena(rq), &record,
		    err) < 0 || layout_template_compile(&t,
		    set->page[i].bytes, names[i], svc_seal_kit_fonts(a->kit),
		    err) < 0) {
			rc = -1;
			break;
		}
		rc = svc_preview_pages(t, record, web_arena(rq), &pages,
		    &missing, err);
		layout_template_free(t);
		for (k = 1; rc == 0 && k <= pages; k++) {
			struct es_tree	*m = es_tree_add_map(list);

			/* the stamp makes it another picture each time */
			es_tree_put_str(m, "src", es_arena_printf(
			    web_arena(rq), "%s/%s/%zu?at=%lld", base,
			    langs[i], k, (long long)sys_now_us()));
			es_tree_put_str(m, "name", es_arena_printf(
			    web_arena(rq), "%s %zu", names[i], k));
		}
	}
	type_def_free(d);
	return rc;
}

/*
 * What has no flaws waits for the second officer.  1: the visitor was sent
 * on; 0: what is in the way stands in "flaws".
 */
static int
propose(struct web_req *rq, struct admin_app *a,
    const struct svc_type_set *set, const struct type_def *d,
    struct es_tree *flaws, struct es_err *err)
{
	const char		*flaw, *id = es_arena_printf(web_arena(rq),
				    "%s/%lld", d->id, (long long)d->version);
	struct auth_asked	 q = { .kind = AUTH_ASK_TYPE,
				    .subject = es_view_str(id == NULL ? "" :
				    id), .reason = web_value(rq, TYPE_REASON),
				    .definition = set->definition.bytes,
				    .zh = set->page[0].bytes,
				    .en = set->page[1].bytes };
	struct auth_officer	 o;
	struct es_err		 e = ES_ERR_INIT;
	int64_t			 number;
	int			 fits;

	admin_officer(rq, a, &o);
	if (id == NULL)
		return es_fail(err, ES_E_NOMEM, "type: no memory");
	if ((fits = svc_type_fits(a->st, set, d, web_arena(rq), &e)) < 0 &&
	    e.code != ES_E_CONFLICT && e.code != ES_E_NOTFOUND)
		return es_err_pass(err, &e);
	if (fits < 0 || fits == 0) {
		tell(flaws, es_arena_printf(web_arena(rq), "type.xml:1: %s",
		    fits == 0 ? web_say(rq, "officer.is-so") : e.why != NULL ?
		    web_say(rq, e.why) : e.msg));
		return 0;
	}
	if (auth_officer_ask(&o, &q, &number, &flaw, err) < 0)
		return -1;
	if (flaw != NULL) {
		tell(flaws, web_say(rq, flaw));
		return 0;
	}
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/admin/types?done=%s", d->id), err) < 0 ? -1 : 1;
}

int
admin_type_send(struct web_req *rq, void *arg, struct es_err *err)
{
	bool			 go = es_view_eq_str(web_value(rq, TYPE_STEP),
				    "propose");
	struct es_tree		*flaws = es_tree_put_list(web_data(rq),
				    "flaws");
	struct admin_app	*a = arg;
	struct type_def		*d = NULL;
	struct svc_type_set	 set;
	int			 n, rc = -1;

	read_set(rq, &set);
	if ((n = svc_type_check(&set, svc_seal_kit_fonts(a->kit), tell, flaws,
	    &d, err)) < 0 || svc_type_draft_put(a->st, auth_user(rq)->account,
	    &set, sys_now(), err) < 0)
		goto out;
	rc = n == 0 && go ? propose(rq, a, &set, d, flaws, err) : 0;
	if (rc == 0 && n == 0)
		rc = admin_type_pictures(rq, a, &set, "/admin/types/draft",
		    err);
	if (rc == 0) {
		put_form(rq, &set);
		es_tree_put_text(web_data(rq), "reason", web_value(rq,
		    TYPE_REASON));
		es_tree_put_bool(web_data(rq), "checked", true);
		rc = web_page(rq, es_tree_count(flaws) > 0 ? 400 : 200,
		    "admin/type.html", err);
	}
out:
	type_def_free(d);
	return rc < 0 ? -1 : 0;
}

/* A page of a version, over a record of samples. */
int
admin_type_svg(struct web_req *rq, struct admin_app *a,
    const struct svc_type_set *set, struct es_err *err)
{
	struct layout_template	*t = NULL;
	struct type_def		*d = NULL;
	struct es_view		 record;
	struct es_buf		 svg;
	int64_t			 no;
	size_t			 i;
	int			 rc = -1;

	for (i = 0; i < SVC_TYPE_PAGES; i++)
		if (es_view_eq_str(web_param(rq, "lang"), langs[i]))
			break;
	if (i == SVC_TYPE_PAGES || es_view_int(web_param(rq, "page"), 1,
	    ES_LIMIT_DOC_PAGES, &no, NULL) < 0)
		return es_fail(err, ES_E_NOTFOUND, "no such page");
	es_buf_init(&svg, ES_LIMIT_PAGE);
	if (type_def_parse(&d, set->definition.bytes, "type.xml", err) == 0 &&
	    layout_template_compile(&t, set->page[i].bytes, names[i],
	    svc_seal_kit_fonts(a->kit), err) == 0 && svc_type_sample(d,
	    langs[i], web_arena(rq), &record, err) == 0 &&
	    svc_preview_svg(t, record, (size_t)no - 1, web_say(rq,
	    "request.preview"), web_arena(rq), &svg, err) == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	layout_template_free(t);
	type_def_free(d);
	return rc;
}

/* Of what was checked last. */
int
admin_type_page(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;
	struct svc_type_set	 set;

	if (svc_type_draft_get(a->st, auth_user(rq)->account, web_arena(rq),
	    &set, err) < 0)
		return -1;
	return admin_type_svg(rq, a, &set, err);
}
