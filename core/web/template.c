/* web/template.c - loading and rendering; see template.h. */
#include "web/template.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sys/file.h"
#include "web/template_priv.h"

#define MESSAGES_MAX	2000
#define PAGES_MAX	200
#define SCOPE_MAX	16

const char *const web_languages[] = { "zh-CN", "en", NULL };

/* -- escaping ---------------------------------------------------------- */
static void
escape(struct es_buf *out, struct es_view v, bool quotes)
{
	size_t	 i, from = 0;

	for (i = 0; i < v.n; i++) {
		const char	*as = NULL;

		switch (v.p[i]) {
		case '&':
			as = "&amp;";
			break;
		case '<':
			as = "&lt;";
			break;
		case '>':
			as = "&gt;";
			break;
		case '"':
			as = quotes ? "&quot;" : NULL;
			break;
		case '\'':
			as = quotes ? "&#39;" : NULL;
			break;
		default:
			break;
		}
		if (as == NULL)
			continue;
		es_buf_add(out, v.p + from, i - from);
		es_buf_add_str(out, as);
		from = i + 1;
	}
	if (v.n > from)
		es_buf_add(out, v.p + from, v.n - from);
}

void
web_escape_text(struct es_buf *out, struct es_view v)
{
	escape(out, v, false);
}

void
web_escape_attr(struct es_buf *out, struct es_view v)
{
	escape(out, v, true);
}

void
web_escape_query(struct es_buf *out, struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if ((v.p[i] >= '0' && v.p[i] <= '9') ||
		    (v.p[i] >= 'a' && v.p[i] <= 'z') ||
		    (v.p[i] >= 'A' && v.p[i] <= 'Z') ||
		    (v.p[i] != '\0' && strchr("-_.~/", v.p[i]) != NULL))
			es_buf_add_ch(out, v.p[i]);
		else
			es_buf_printf(out, "%%%02X", v.p[i]);
}

bool
web_is_own_path(struct es_view v)
{
	size_t	 i;

	if (v.n == 0 || v.p[0] != '/' || (v.n > 1 && v.p[1] == '/'))
		return false;
	for (i = 0; i < v.n; i++)
		if (v.p[i] < 0x21 || v.p[i] == '\\' || v.p[i] == 0x7f)
			return false;
	return true;
}

/* -- loading ----------------------------------------------------------- */
const struct message *
web_message_find(const struct web_templates *t, const char *key)
{
	size_t	 i;

	for (i = 0; i < t->nmessages; i++)
		if (strcmp(t->messages[i].key, key) == 0)
			return &t->messages[i];
	return NULL;
}

size_t
web_page_find(const struct web_templates *t, const char *name)
{
	size_t	 i;

	for (i = 0; i < t->npages; i++)
		if (strcmp(t->pages[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static int
load_messages(struct web_templates *t, const char *dir, struct es_err *err)
{
	char		 path[1024];
	struct es_buf	 b;
	size_t		 i;
	int		 lang, rc = 0;

	for (lang = 0; rc == 0 && lang < WEB_LANGS; lang++) {
		es_buf_init(&b, ES_LIMIT_TEMPLATE);
		(void)snprintf(path, sizeof(path), "%s/messages/%s.xml", dir,
		    web_languages[lang]);
		rc = sys_file_read(path, &b, err);
		if (rc == 0)
			rc = web_messages_parse(t, lang, es_buf_view(&b), path,
			    err);
		es_buf_clear(&b);
	}
	for (i = 0; rc == 0 && i < t->nmessages; i++)
		for (lang = 0; lang < WEB_LANGS; lang++)
			if (t->messages[i].text[lang] == NULL)
				rc = es_fail(err, ES_E_FORMAT, "message "
				    "\"%s\" has no %s text",
				    t->messages[i].key, web_languages[lang]);
	return rc;
}

static int
load_page(struct web_templates *t, const char *dir, const char *name,
    struct es_err *err)
{
	char		 path[1024];
	struct es_buf	 b;
	int		 rc;

	if (t->npages == PAGES_MAX)
		return es_fail(err, ES_E_LIMIT, "over %d templates",
		    PAGES_MAX);
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	es_buf_init(&b, ES_LIMIT_TEMPLATE);
	rc = sys_file_read(path, &b, err);
	if (rc == 0)
		rc = web_page_compile(t, &t->pages[t->npages++],
		    es_buf_view(&b), name, err);
	es_buf_clear(&b);
	return rc;
}

static int
html_file(const struct dirent *e)
{
	size_t	 n = strlen(e->d_name);

	return n > 5 && strcmp(e->d_name + n - 5, ".html") == 0;
}

static int
load_folder(struct web_templates *t, const char *dir, const char *folder,
    struct es_err *err)
{
	struct dirent	**e = NULL;
	char		  path[1024], name[256];
	int		  i, n, rc = 0;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, folder);
	if ((n = scandir(path, &e, html_file, alphasort)) < 0)
		return 0;	/* a plain file, or no folder */
	for (i = 0; i < n; i++) {
		int	 k = snprintf(name, sizeof(name), "%s/%s", folder,
			    e[i]->d_name);

		if (rc == 0 && k > 0 && (size_t)k < sizeof(name))
			rc = load_page(t, dir, name, err);
		free(e[i]);
	}
	free(e);
	return rc;
}

static int
load_pages(struct web_templates *t, const char *dir, struct es_err *err)
{
	struct dirent	*e;
	size_t		 i, k;
	DIR		*d;
	int		 rc = 0;

	if ((d = opendir(dir)) == NULL)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	while (rc == 0 && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' &&
		    strcmp(e->d_name, "documents") != 0 &&
		    strcmp(e->d_name, "flows") != 0)
			rc = load_folder(t, dir, e->d_name, err);
	(void)closedir(d);
	/* Now that all are there, find the ones that others use. */
	for (i = 0; rc == 0 && i < t->npages; i++)
		for (k = 0; rc == 0 && k < t->pages[i].n; k++) {
			struct op	*op = &t->pages[i].ops[k];

			if (op->kind != OP_USE)
				continue;
			op->target = web_page_find(t, op->key);
			if (op->target == SIZE_MAX)
				rc = es_fail(err, ES_E_FORMAT, "%s: there is "
				    "no template \"%s\"", t->pages[i].name,
				    op->key);
		}
	return rc;
}

int
web_templates_load(struct web_templates **out, const char *dir,
    struct es_err *err)
{
	struct web_templates	*t = calloc(1, sizeof(*t));

	*out = NULL;
	if (t == NULL || (t->arena = es_arena_new(64 * ES_MIB)) == NULL ||
	    (t->messages = es_arena_array(t->arena, MESSAGES_MAX,
	    sizeof(*t->messages))) == NULL ||
	    (t->pages = es_arena_array(t->arena, PAGES_MAX,
	    sizeof(*t->pages))) == NULL) {
		web_templates_free(t);
		return es_fail(err, ES_E_NOMEM, "templates: no memory");
	}
	t->cap_messages = MESSAGES_MAX;
	if (load_messages(t, dir, err) < 0 || load_pages(t, dir, err) < 0) {
		web_templates_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

void
web_templates_free(struct web_templates *t)
{
	if (t == NULL)
		return;
	es_arena_free(t->arena);
	free(t);
}

/* -- rendering --------------------------------------------------------- */
struct scope {			/* a loop variable */
	const char		*name;
	const struct es_tree	*value;
};

struct body {			/* what <t:slot/> stands for */
	size_t			 page, from, to;
	const struct body	*outer;
};

struct render {
	const struct web_templates *t;
	const struct es_tree	*data;
	struct es_buf		*out;
	int			 lang;
	struct scope		 scope[SCOPE_MAX];
	size_t			 nscope;
	size_t			 depth;
	struct es_err		*err;
};

/* A path begins at the innermost loop variable of that name, or at the data. */
static const struct es_tree *
look_up(const struct render *r, struct es_view path)
{
	size_t	 slash = es_view_find(path, ES_LIT("/"), 0), i;
	struct es_view	 head = slash == SIZE_MAX ? path :
			    es_view_sub(path, 0, slash);

	for (i = r->nscope; i-- > 0;)
		if (es_view_eq_str(head, r->scope[i].name))
			return slash == SIZE_MAX ? r->scope[i].value :
			    es_tree_getv(r->scope[i].value,
			    es_view_sub(path, slash + 1, SIZE_MAX));
	return es_tree_getv(r->data, path);
}

static void
put_message(struct render *r, const struct op *op, bool attr)
{
	struct es_view	 m = es_view_str(op->msg[r->lang]), v;
	size_t		 at;

	at = op->path.n == 0 ? SIZE_MAX : es_view_find(m, ES_LIT("{0}"), 0);
	v = at == SIZE_MAX ? m : es_view_sub(m, 0, at);
	if (attr)
		web_escape_attr(r->out, v);
	else
		web_escape_text(r->out, v);
	if (at == SIZE_MAX)
		return;
	v = es_tree_text(look_up(r, op->path));
	if (attr) {
		web_escape_attr(r->out, v);
		web_escape_attr(r->out, es_view_sub(m, at + 3, SIZE_MAX));
	} else {
		web_escape_text(r->out, v);
		web_escape_text(r->out, es_view_sub(m, at + 3, SIZE_MAX));
	}
}

/* true: the attribute is there; a boolean true writes it without value. */
static void
put_attr(struct render *r, const struct op *op)
{
	const struct es_tree	*v = look_up(r, op->path);
	struct es_view		 text = es_tree_text(v);

	if (op->kind == OP_ATTR_URL && !web_is_own_path(text))
		return;
	if (es_tree_kind(v) == ES_TREE_NULL ||
	    (es_tree_kind(v) == ES_TREE_BOOL && !es_tree_true(v)))
		return;
	es_buf_add_ch(r->out, ' ');
	es_buf_add_view(r->out, op->text);
	if (es_tree_kind(v) == ES_TREE_BOOL)
		return;
	es_buf_add_str(r->out, "=\"");
	web_escape_attr(r->out, text);
	es_buf_add_ch(r->out, '"');
}

static bool
condition(const struct render *r, const struct op *op)
{
	const struct es_tree	*v = look_up(r, op->path);
	bool			 yes;

	yes = op->has_is ? es_view_eq(es_tree_text(v), op->is) :
	    es_tree_true(v);
	return yes != op->negate;
}

static int	run(struct render *r, size_t page, size_t from, size_t to,
		    const struct body *body);

static int
run_each(struct render *r, size_t page, size_t at, const struct body *body)
{
	const struct op		*op = &r->t->pages[page].ops[at];
	const struct es_tree	*v;

	if (r->nscope == SCOPE_MAX)
		return es_fail(r->err, ES_E_LIMIT, "%s: loops too deep",
		    r->t->pages[page].name);
	v = es_tree_first(look_up(r, op->path));
	r->nscope++;
	for (; v != NULL; v = es_tree_next(v)) {
		r->scope[r->nscope - 1] = (struct scope){ op->key, v };
		if (run(r, page, at + 1, op->end - 1, body) < 0)
			return -1;
	}
	r->nscope--;
	return 0;
}

static int
run(struct render *r, size_t page, size_t from, size_t to,
    const struct body *body)
{
	const struct page	*p = &r->t->pages[page];
	size_t			 i = from;
	int			 rc = 0;

	if (++r->depth > ES_LIMIT_TEMPLATE_DEPTH)
		return es_fail(r->err, ES_E_LIMIT, "%s: over %zu levels "
		    "deep, or uses itself", p->name,
		    ES_LIMIT_TEMPLATE_DEPTH);
	while (rc == 0 && i < to) {
		const struct op	*op = &p->ops[i++];

		switch (op->kind) {
		case OP_LITERAL:
			es_buf_add_view(r->out, op->text);
			break;
		case OP_VALUE:
			web_escape_text(r->out, es_tree_text(look_up(r,
			    op->path)));
			break;
		case OP_MESSAGE:
			put_message(r, op, false);
			break;
		case OP_ATTR:
		case OP_ATTR_URL:
			put_attr(r, op);
			break;
		case OP_ATTR_MESSAGE:
			es_buf_add_ch(r->out, ' ');
			es_buf_add_view(r->out, op->text);
			es_buf_add_str(r->out, "=\"");
			put_message(r, op, true);
			es_buf_add_ch(r->out, '"');
			break;
		case OP_IF:
			if (!condition(r, op))
				i = op->end;
			break;
		case OP_EACH:
			rc = run_each(r, page, i - 1, body);
			i = op->end;
			break;
		case OP_USE: {
			struct body	 inner = { page, i, op->end, body };

			rc = run(r, op->target, 0,
			    r->t->pages[op->target].n, &inner);
			i = op->end;
			break;
		}
		case OP_SLOT:
			if (body != NULL)
				rc = run(r, body->page, body->from, body->to,
				    body->outer);
			break;
		case OP_END:
			break;
		}
	}
	r->depth--;
	return rc;
}

int
web_template_render(const struct web_templates *t, const char *name,
    const char *lang, const struct es_tree *data, struct es_buf *out,
    struct es_err *err)
{
	struct render	 r = { .t = t, .data = data, .out = out, .err = err };
	size_t		 page = web_page_find(t, name);

	if (page == SIZE_MAX)
		return es_fail(err, ES_E_BUG, "no template \"%s\"", name);
	r.lang = strcmp(lang, "en") == 0;
	if (run(&r, page, 0, t->pages[page].n, NULL) < 0)
		return -1;
	return es_buf_ok(out, name, err);
}

const char *
web_message(const struct web_templates *t, const char *lang, const char *key)
{
	const struct message	*m = web_message_find(t, key);

	return m == NULL ? key : m->text[strcmp(lang, "en") == 0];
}
