/* web/req.c - from FastCGI parameters to typed values. */
#include "web/req.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "sys/log.h"

static const char *
env(const struct web_req *rq, const char *name)
{
	size_t	 n = strlen(name), i;

	for (i = 0; rq->env != NULL && rq->env[i] != NULL; i++)
		if (strncmp(rq->env[i], name, n) == 0 && rq->env[i][n] == '=')
			return rq->env[i] + n + 1;
	return "";
}

struct es_arena *
web_arena(struct web_req *rq)
{
	return rq->arena;
}

const char *
web_method(const struct web_req *rq)
{
	return rq->method;
}

const char *
web_path(const struct web_req *rq)
{
	return rq->path;
}

const char *
web_lang(const struct web_req *rq)
{
	return rq->lang;
}

struct es_view
web_header(const struct web_req *rq, const char *cgi_name)
{
	return es_view_str(env(rq, cgi_name));
}

struct es_view
web_address(const struct web_req *rq)
{
	return web_header(rq, "REMOTE_ADDR");
}

bool
web_secure(const struct web_req *rq)
{
	return strcmp(env(rq, "HTTPS"), "on") == 0;
}

struct es_view
web_cookie(const struct web_req *rq, const char *name)
{
	return web_cookie_find(web_header(rq, "HTTP_COOKIE"), name);
}

struct es_view
web_value(const struct web_req *rq, size_t i)
{
	return rq->values == NULL ? ES_VIEW_EMPTY : rq->values[i];
}

int64_t
web_int(const struct web_req *rq, size_t i)
{
	return rq->ints == NULL ? 0 : rq->ints[i];
}

bool
web_day(struct web_req *rq, size_t i, const char *bad)
{
	struct es_view	 v = web_value(rq, i);
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 t;

	if (v.n == 0 || (v.n == 10 && es_time_parse(v, &t, &e) == 0))
		return true;
	es_tree_put_str(web_data(rq), bad, "true");
	return false;
}

struct es_view
web_filename(const struct web_req *rq, size_t i)
{
	return rq->filenames == NULL ? ES_VIEW_EMPTY : rq->filenames[i];
}

struct es_view
web_csrf(const struct web_req *rq)
{
	const struct web_pair	*p = web_form_find(&rq->form, "csrf");

	return p == NULL || p->is_file ? ES_VIEW_EMPTY : p->value;
}

struct es_view
web_body(const struct web_req *rq)
{
	return rq->body;
}

struct es_view
web_content_type(const struct web_req *rq)
{
	return rq->type;
}

bool
web_has_type(const struct web_req *rq, const char *type)
{
	struct es_view	 v = rq->type;
	size_t		 n = strlen(type), i;

	for (i = 0; i < v.n && v.p[i] != ';' && v.p[i] != ' '; i++)
		if (i >= n || (v.p[i] | 0x20) != (type[i] | 0x20))
			return false;
	return i == n;
}

void *
web_user(const struct web_req *rq)
{
	return rq->user;
}

void
web_set_user(struct web_req *rq, void *user)
{
	rq->user = user;
}

struct es_tree *
web_data(struct web_req *rq)
{
	return rq->data;
}

const char *
web_say(const struct web_req *rq, const char *key)
{
	return web_message(rq->templates, rq->lang, key);
}

/* -- routing ----------------------------------------------------------- */
int
web_match(const char *pattern, const char *path, struct es_view *values,
    int max)
{
	int	 n = 0;

	while (*pattern != '\0') {
		if (*pattern == ':') {
			size_t	 len = strcspn(path, "/");

			if (len == 0 || n == max)
				return -1;
			values[n++] = es_view(path, len);
			path += len;
			pattern += strcspn(pattern, "/");
		} else if (*pattern++ != *path++)
			return -1;
	}
	return *path == '\0' ? n : -1;
}

struct es_view
web_param(const struct web_req *rq, const char *name)
{
	const char	*p = rq->route == NULL ? "" : rq->route->path;
	size_t		 n = strlen(name);
	int		 i;

	for (i = 0; (p = strchr(p, ':')) != NULL && i < PARAMS_MAX; i++)
		if (strncmp(++p, name, n) == 0 &&
		    (p[n] == '\0' || p[n] == '/'))
			return rq->params[i];
	return ES_VIEW_EMPTY;
}

int
web_param_id(struct web_req *rq, const char *name, int64_t *out,
    struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	return es_view_int(web_param(rq, name), 1, INT64_MAX, out, &e) == 0 ?
	    0 : es_fail(err, ES_E_NOTFOUND, "\":%s\" of the path is no "
	    "number", name);
}

/* -- language ---------------------------------------------------------- */
static const char *
known_language(struct es_view v)
{
	size_t	 i;

	for (i = 0; web_languages[i] != NULL; i++)
		if (es_view_eq_str(v, web_languages[i]))
			return web_languages[i];
	return NULL;
}

/* The first of zh and en that Accept-Language names; order is preference. */
static const char *
accepted(struct es_view v)
{
	size_t	 zh = es_view_find(v, ES_LIT("zh"), 0);
	size_t	 en = es_view_find(v, ES_LIT("en"), 0);

	return en < zh ? "en" : "zh-CN";
}

static void
choose_language(struct web_req *rq)
{
	const struct web_pair	*q = web_form_find(&rq->query, "lang");

	rq->lang = q == NULL ? NULL : known_language(q->value);
	if (rq->lang != NULL) {
		web_set_cookie(rq, "lang", rq->lang, 31536000);
		return;
	}
	rq->lang = known_language(web_cookie(rq, "lang"));
	if (rq->lang == NULL)
		rq->lang = accepted(web_header(rq, "HTTP_ACCEPT_LANGUAGE"));
}

/* This page in a language, with its query less "lang". */
static void
put_here(struct web_req *rq, struct es_tree *here, const char *key,
    const char *lang)
{
	struct es_buf	 b;
	size_t		 i;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	es_buf_printf(&b, "%s?lang=%s", rq->path, lang);
	for (i = 0; i < rq->query.n; i++) {
		const struct web_pair	*p = &rq->query.pairs[i];

		if (es_view_eq_str(p->name, "lang"))
			continue;
		es_buf_add_ch(&b, '&');
		web_escape_query(&b, p->name);
		es_buf_add_ch(&b, '=');
		web_escape_query(&b, p->value);
	}
	es_tree_put_text(here, key, es_buf_view(&b));
	es_buf_clear(&b);
}

static bool
path_is_plain(const char *path)
{
	return web_is_own_path(es_view_str(path)) &&
	    es_utf8_is_line(es_view_str(path)) && strlen(path) < 512;
}

int
web_req_open(struct web_req *rq, struct es_err *err)
{
	const char	*uri = env(rq, "DOCUMENT_URI");
	struct es_tree	*here;

	rq->method = env(rq, "REQUEST_METHOD");
	rq->type = web_header(rq, "CONTENT_TYPE");
	rq->path = path_is_plain(uri) ? uri : "/";
	rq->lang = "zh-CN";
	if ((rq->data = es_tree_map(rq->arena)) == NULL)
		return es_fail(err, ES_E_NOMEM, "request: no memory");
	if (web_form_parse(&rq->query, web_header(rq, "QUERY_STRING"),
	    rq->arena, err) < 0)
		return -1;
	choose_language(rq);
	es_tree_put_str(rq->data, "lang", rq->lang);
	es_tree_put_str(rq->data, "path", rq->path);
	es_tree_put_str(rq->data, "reference", rq->reference);
	here = es_tree_put_map(rq->data, "here");
	put_here(rq, here, "zh", "zh-CN");
	put_here(rq, here, "en", "en");
	if (rq->path != uri)
		return es_fail(err, ES_E_NOTFOUND, "path is no path of ours");
	return 0;
}

/* -- fields ------------------------------------------------------------ */
static bool
is_token(struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++) {
		unsigned char	 c = v.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') && c != '-' && c != '_' &&
		    c != '.')
			return false;
	}
	return true;
}

static int
check_field(struct web_req *rq, size_t i, const struct web_pair *p,
    struct es_err *err)
{
	const struct web_field	*f = &rq->route->fields[i];
	struct es_view		 v = p->value;
	int64_t			 n = (int64_t)v.n;

	if (p->is_file != (f->kind == WEB_FILE))
		return es_fail(err, ES_E_INPUT, "field %s: a file or not",
		    f->name);
	switch (f->kind) {
	case WEB_LINE:
		v = es_view_trim(v);
		if (!es_utf8_is_line(v))
			return es_fail(err, ES_E_INPUT, "field %s: not one "
			    "line", f->name);
		n = (int64_t)es_utf8_count(v);
		break;
	case WEB_TEXT:
		n = (int64_t)es_utf8_count(v);
		break;
	case WEB_TOKEN:
		if (!is_token(v))
			return es_fail(err, ES_E_INPUT, "field %s: other "
			    "signs than letters and digits", f->name);
		break;
	case WEB_INT:
		rq->values[i] = v;
		return es_view_int(v, f->min, f->max, &rq->ints[i], err);
	case WEB_FILE:
		rq->filenames[i] = p->filename;
		break;
	}
	rq->values[i] = v;
	if (n > f->max)
		return es_fail(err, ES_E_LIMIT, "field %s: %lld, at most %lld",
		    f->name, (long long)n, (long long)f->max);
	if (n < f->min && (n > 0 || (f->flags & WEB_REQUIRED) != 0))
		return es_fail(err, ES_E_INPUT, "field %s: too short",
		    f->name);
	return 0;
}

static bool
is_pattern(const struct web_field *f)
{
	return f->name[strlen(f->name) - 1] == '*';
}

static bool
in_pattern(const struct web_field *f, struct es_view name)
{
	return es_view_starts(name, es_view(f->name, strlen(f->name) - 1));
}

static const struct web_form *
fields_of(const struct web_req *rq)
{
	return strcmp(rq->route->method, "POST") == 0 ? &rq->form :
	    &rq->query;
}

struct es_view
web_named(const struct web_req *rq, const char *name)
{
	const struct web_pair	*p;
	size_t			 i;

	for (i = 0; i < rq->route->nfields; i++)
		if (is_pattern(&rq->route->fields[i]) &&
		    in_pattern(&rq->route->fields[i], es_view_str(name)) &&
		    (p = web_form_find(fields_of(rq), name)) != NULL)
			return p->value;
	return ES_VIEW_EMPTY;
}

/* Which of the two would count is a question no program should answer. */
static bool
sent_twice(const struct web_form *f, const struct web_pair *first)
{
	const struct web_pair	*p;

	for (p = first + 1; p < f->pairs + f->n; p++)
		if (es_view_eq(p->name, first->name))
			return true;
	return false;
}

/* Every field that a pattern stands for. */
static int
check_pattern(struct web_req *rq, size_t i, struct es_err *err)
{
	const struct web_form	*f = fields_of(rq);
	const struct web_pair	*p;

	for (p = f->pairs; p < f->pairs + f->n; p++) {
		if (!in_pattern(&rq->route->fields[i], p->name))
			continue;
		if (check_field(rq, i, p, err) < 0)
			return -1;
		if (sent_twice(f, p))
			return es_fail(err, ES_E_INPUT, "field %.*s: sent "
			    "twice", (int)p->name.n,
			    (const char *)p->name.p);
	}
	rq->values[i] = ES_VIEW_EMPTY;
	return 0;
}

int
web_req_fields(struct web_req *rq, struct es_err *err)
{
	const struct web_route	*r = rq->route;
	const struct web_form	*f = fields_of(rq);
	const struct web_pair	*p;
	size_t			 i;

	if (r->nfields == 0)
		return 0;
	rq->values = es_arena_array(rq->arena, r->nfields, sizeof(*rq->values));
	rq->filenames = es_arena_array(rq->arena, r->nfields,
	    sizeof(*rq->filenames));
	rq->ints = es_arena_array(rq->arena, r->nfields, sizeof(*rq->ints));
	if (rq->values == NULL || rq->filenames == NULL || rq->ints == NULL)
		return es_fail(err, ES_E_NOMEM, "request: no memory");
	for (i = 0; i < r->nfields; i++) {
		if (is_pattern(&r->fields[i])) {
			if (check_pattern(rq, i, err) < 0)
				return -1;
		} else if ((p = web_form_find(f, r->fields[i].name)) != NULL) {
			if (check_field(rq, i, p, err) < 0)
				return -1;
			if (sent_twice(f, p))
				return es_fail(err, ES_E_INPUT,
				    "field %s: sent twice", r->fields[i].name);
		} else if ((r->fields[i].flags & WEB_REQUIRED) != 0)
			return es_fail(err, ES_E_INPUT, "field %s: missing",
			    r->fields[i].name);
	}
	return 0;
}
