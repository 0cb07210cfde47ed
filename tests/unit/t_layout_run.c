/*
 * t_layout_run - every template with every sample record, judged on the
 * display list: margins, overlaps, tags, tables, pages, seal; then flaws of
 * templates and records, limits, and that it is the same every time.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "layout/layout.h"
#include "sys/file.h"
#include "t_fakefont.h"
#include "tap.h"
#include "xmlio/xmlio.h"

static const struct layout_fonts fonts = { { &fake_song, &fake_bold }, 2 };
static struct es_err	 err = ES_ERR_INIT;

static const struct dlist_elem *
elem(const struct dlist *dl, uint32_t i)
{
	return &dl->elems[i];
}

/* The nearest element of a type at or above i; 0: none. */
static uint32_t
above(const struct dlist *dl, uint32_t i, enum dlist_elem_type type)
{
	while (i != 0 && elem(dl, i)->type != type)
		i = elem(dl, i)->parent;
	return i;
}

static bool
covers(const struct dlist_op *a, const struct dlist_op *b)
{
	/* a text's box, a little inside its letters */
	int32_t	 at = a->kind == DLIST_TEXT ? a->y - a->h * 7 / 10 : a->y;
	int32_t	 ab = a->kind == DLIST_TEXT ? a->y : a->y + a->h;
	int32_t	 bt = b->y - b->h * 7 / 10, bb = b->y;

	return a->x + 50 < b->x + b->w && b->x + 50 < a->x + a->w &&
	    at < bb && bt < ab;
}

static int
overlaps(const struct dlist *dl)
{
	size_t	 p, i, k;
	int	 n = 0;

	for (p = 0; p < dl->npages; p++) {
		const struct dlist_op	*ops = dl->ops + dl->pages[p].first;

		for (i = 0; i < dl->pages[p].count; i++)
			for (k = i + 1; k < dl->pages[p].count; k++)
				if (ops[i].kind == DLIST_TEXT &&
				    ops[k].kind == DLIST_TEXT &&
				    covers(&ops[i], &ops[k])) {
					n++;
					printf("# page %zu: texts %zu and %zu "
					    "at %d,%d\n", p + 1, i, k,
					    (int)ops[i].x, (int)ops[i].y);
				}
	}
	return n;
}

static int
outside(const struct dlist *dl, int32_t side)
{
	size_t	 i;
	int	 n = 0;

	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*op = &dl->ops[i];

		if (op->kind == DLIST_TEXT && (op->x < side - 10 || op->x +
		    op->w > DLIST_MM(210) - side + 10)) {
			n++;
			printf("# operation %zu: %d to %d\n", i, (int)op->x,
			    (int)(op->x + op->w));
		}
	}
	return n;
}

/* Structure: what PDF/UA asks of a tree, as far as layout decides it. */
static int
structure(const struct dlist *dl)
{
	static const enum dlist_elem_type row_parent[] = { DLIST_E_THEAD,
	    DLIST_E_TBODY };
	uint32_t	 i;
	int		 h1 = 0, bad = 0, links = 0, seen = 0;

	for (i = 1; i < dl->nelems; i++) {
		const struct dlist_elem	*e = elem(dl, i);
		enum dlist_elem_type	 up = e->parent == 0 ? DLIST_E_NONE :
					    elem(dl, e->parent)->type;

		h1 += e->type == DLIST_E_H1;
		bad += e->parent >= i;
		if (e->type == DLIST_E_TR)
			bad += up != row_parent[0] && up != row_parent[1];
		if (e->type == DLIST_E_TH)
			bad += !e->scope_row && !e->scope_col;
		if (e->type == DLIST_E_TH || e->type == DLIST_E_TD)
			bad += up != DLIST_E_TR;
		if (e->type == DLIST_E_FIGURE || e->type == DLIST_E_FORM)
			bad += e->alt.n == 0 || e->bbox[2] <= 0;
		if (e->type == DLIST_E_LINK)
			links++;
	}
	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*op = &dl->ops[i];

		bad += op->artifact == DLIST_CONTENT &&
		    (op->elem == 0 || op->elem >= dl->nelems);
		if (op->kind == DLIST_LINK) {	/* over the words of a Link */
			links--;
			bad += elem(dl, op->elem)->type != DLIST_E_LINK ||
			    op->u.link.uri.n == 0 || i == 0 ||
			    dl->ops[i - 1].elem != op->elem ||
			    !covers(op, &dl->ops[i - 1]);
			seen++;
		}
	}
	return bad + (h1 != 1) + (links != 0) + (seen == 0);
}

/* Each row has as many columns as the first. */
static int
ragged(const struct dlist *dl)
{
	uint32_t	 i, tr = 0;
	int		 have = 0, want = 0, bad = 0;

	for (i = 1; i <= dl->nelems; i++) {
		const struct dlist_elem	*e = i < dl->nelems ? elem(dl, i) :
					    NULL;

		if (e == NULL || e->type == DLIST_E_TR) {
			if (want == 0)
				want = have;
			bad += tr != 0 && have != want;
			have = 0;
			tr = i;
		} else if (e->type == DLIST_E_TH || e->type == DLIST_E_TD)
			have += e->col_span == 0 ? 1 : e->col_span;
	}
	return bad;
}

static size_t
page_of(const struct dlist *dl, size_t op)
{
	size_t	 p = 0;

	while (op >= dl->pages[p].first + dl->pages[p].count)
		p++;
	return p;
}

/* Rows that are on two pages; titles without two rows of their group. */
static int
torn_rows(const struct dlist *dl)
{
	uint32_t	 last = 0, group = 0;
	size_t		 i, page = 0, group_page = 0, after = 0;
	int32_t		 x = 0;
	int		 bad = 0;

	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*op = &dl->ops[i];
		uint32_t		 tr;
		bool			 title;

		if (op->kind != DLIST_TEXT || op->artifact != DLIST_CONTENT ||
		    (tr = above(dl, op->elem, DLIST_E_TR)) == 0)
			continue;
		if (tr == last) {
			bad += page_of(dl, i) != page;
			continue;
		}
		last = tr;
		page = page_of(dl, i);
		title = elem(dl, op->elem)->scope_row;
		if (group != 0 && after < 2 && !title) {
			bad += page != group_page || op->x != x;
			after++;
		}
		if (title) {
			group = tr;
			group_page = page;
			after = 0;
			x = op->x;
		}
	}
	return bad;
}

/* The seal: on a page with content above it, over no row of a table. */
static int
bad_seal(const struct dlist *dl)
{
	size_t			 page, i, rows = 0;
	uint32_t		 last = 0;
	const struct dlist_op	*seal = dlist_seal_find(dl, ES_LIT("seal"),
				    &page);
	bool			 tables = false;
	int			 bad = 0;

	if (seal == NULL || page + 1 != dl->npages)
		return 1;
	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*op = &dl->ops[i];
		uint32_t		 tr = op->artifact != DLIST_CONTENT ?
					    0 : above(dl, op->elem,
					    DLIST_E_TR);

		tables |= tr != 0;
		if (op->kind != DLIST_TEXT || tr == 0 ||
		    page_of(dl, i) != page)
			continue;
		bad += covers(seal, op);
		rows += tr != last;
		last = tr;
	}
	return bad + (tables && rows < 2);
}

static bool
text_is(const struct dlist *dl, const struct dlist_op *op, const char *s)
{
	struct es_view	 v = es_view_str(s);
	size_t		 at = 0;
	uint32_t	 k, cp;

	if (op->kind != DLIST_TEXT)
		return false;
	for (k = 0; k < op->u.text.count; k++)
		if (es_utf8_next(v, &at, &cp) <= 0 ||
		    cp != font_plain(dl->cps[op->u.text.first + k]))
			return false;
	return at == v.n;
}

/* Texts of page p that are exactly s, as content or as an artifact. */
static size_t
texts(const struct dlist *dl, size_t p, const char *s,
    enum dlist_artifact art)
{
	size_t	 i, n = 0;

	for (i = 0; i < dl->pages[p].count; i++) {
		const struct dlist_op	*op =
		    &dl->ops[dl->pages[p].first + i];

		n += op->artifact == art && text_is(dl, op, s);
	}
	return n;
}

/* Pages on whose foot their number does not stand. */
static int
bad_footers(const struct dlist *dl)
{
	size_t		 p, n = 0, i;
	struct es_buf	 b;

	for (p = 0; p < dl->npages; p++) {
		es_buf_init(&b, 20);
		es_buf_printf(&b, "%zu", p + 1);
		for (i = 0; i < dl->pages[p].count; i++) {
			const struct dlist_op	*op =
			    &dl->ops[dl->pages[p].first + i];

			n += op->artifact == DLIST_ART_FOOTER && text_is(dl,
			    op, es_buf_cstr(&b));
		}
		es_buf_clear(&b);
	}
	return n < dl->npages;
}

static int
load(struct es_buf *b, const char *dir, const char *name)
{
	char	 path[512];

	es_buf_init(b, ES_LIMIT_XML);
	(void)snprintf(path, sizeof(path), "%s/%s/%s", ES_SRCDIR, dir, name);
	if (sys_file_read(path, b, &err) == 0)
		return 0;
	printf("# %s\n", err.msg);
	return -1;
}

static struct layout_template *
compile_file(const char *name)
{
	struct layout_template	*t = NULL;
	struct es_buf		 b;

	if (load(&b, "templates/documents", name) == 0 &&
	    layout_template_compile(&t, es_buf_view(&b), name, &fonts,
	    &err) < 0)
		printf("# %s\n", err.msg);
	es_buf_clear(&b);
	return t;
}

static void
judge(const char *name, const struct layout_template *t,
    const struct es_tree *record, struct es_arena *a, size_t pages)
{
	struct dlist	*dl, *again, *seen;
	int32_t		 side = strncmp(name, "enrol", 5) == 0 ? DLIST_MM(28) :
			    DLIST_MM(16);
	const struct dlist_op *seal;
	size_t		 p;

	if (!ok(layout_run(&dl, t, record, LAYOUT_FINAL, a, &err) == 0,
	    "%s is laid out (%s)", name, err.msg)) {
		es_err_clear(&err);
		return;
	}
	ok(pages == 0 || dl->npages == pages, "%s: %zu pages", name,
	    dl->npages);
	ok(overlaps(dl) == 0, "%s: no text over another", name);
	ok(outside(dl, side) == 0, "%s: inside the margins", name);
	ok(structure(dl) == 0, "%s: structure", name);
	ok(ragged(dl) == 0, "%s: equal rows", name);
	ok(torn_rows(dl) == 0, "%s: no torn row, no lonely title", name);
	ok(bad_seal(dl) == 0, "%s: the seal's place", name);
	ok(bad_footers(dl) == 0, "%s: numbered pages", name);
	ok(layout_run(&again, t, record, LAYOUT_FINAL, a, &err) == 0 &&
	    again->nops == dl->nops && again->ncps == dl->ncps &&
	    memcmp(again->cps, dl->cps, dl->ncps * sizeof(*dl->cps)) == 0 &&
	    again->nelems == dl->nelems, "%s: the same again", name);
	ok(layout_run(&seen, t, record, LAYOUT_PREVIEW, a, &err) == 0 &&
	    (seal = dlist_seal_find(seen, ES_LIT("seal"), &p)) == NULL &&
	    texts(seen, seen->npages - 1, "预览 PREVIEW", DLIST_ART_LAYOUT) > 0,
	    "%s: a preview is marked and has no seal", name);
}

static void
samples(void)
{
	static const struct {
		const char	*record, *template;
		size_t		 pages;
	} s[] = {
		{ "graduate-5.zh", "transcript-graduate/zh-CN", 1 },
		{ "graduate-30.zh", "transcript-graduate/zh-CN", 1 },
		{ "graduate-56.zh", "transcript-graduate/zh-CN", 1 },
		{ "graduate-120.zh", "transcript-graduate/zh-CN", 2 },
		{ "graduate-300.zh", "transcript-graduate/zh-CN", 4 },
		{ "graduate-rare.zh", "transcript-graduate/zh-CN", 1 },
		{ "graduate-56.en", "transcript-graduate/en", 0 },
		{ "undergraduate-5.zh", "transcript-undergraduate/zh-CN", 1 },
		{ "undergraduate-56.zh", "transcript-undergraduate/zh-CN",
		  1 },
		{ "undergraduate-long.zh", "transcript-undergraduate/zh-CN",
		  0 },
		{ "undergraduate-120.zh", "transcript-undergraduate/zh-CN",
		  2 },
		{ "undergraduate-300.zh", "transcript-undergraduate/zh-CN",
		  4 },
		{ "undergraduate-5.en", "transcript-undergraduate/en", 1 },
		{ "undergraduate-56.en", "transcript-undergraduate/en", 0 },
		{ "undergraduate-120.en", "transcript-undergraduate/en", 0 },
		{ "undergraduate-300.en", "transcript-undergraduate/en", 0 },
		{ "enrolment.zh", "enrolment/zh-CN", 1 },
		{ "enrolment-rare.zh", "enrolment/zh-CN", 1 },
		{ "enrolment-dot.zh", "enrolment/zh-CN", 1 },
		{ "enrolment-long.zh", "enrolment/zh-CN", 1 },
		{ "enrolment.en", "enrolment/en", 1 },
		{ "enrolment-long.en", "enrolment/en", 1 },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(s); i++) {
		struct es_arena		*a = es_arena_new(
					    ES_LIMIT_LAYOUT_ARENA);
		struct layout_template	*t;
		struct es_tree		*record;
		struct es_buf		 b;
		char			 name[64];

		(void)snprintf(name, sizeof(name), "%s.xml", s[i].template);
		t = compile_file(name);
		(void)snprintf(name, sizeof(name), "%s.xml", s[i].record);
		if (ok(t != NULL && load(&b, "tests/vectors/records", name) ==
		    0 && xmlio_tree(&record, es_buf_view(&b), a, &err) == 0,
		    "%s is read", s[i].record)) {
			judge(s[i].record, t, record, a, s[i].pages);
			es_buf_clear(&b);
		}
		layout_template_free(t);
		es_arena_free(a);
	}
}

/* -- pages ------------------------------------------------------------------- */

#define ROWS	"<document type='t' lang='en' margin='10 10 10 10' size='40'" \
		" title='t'><h1>H</h1><table each='rows'>" \
		"<col head='N' width='1'>{c/n}</col></table></document>"

static struct es_tree *
rows(struct es_arena *a, size_t n)
{
	struct es_tree	*root = es_tree_map(a), *list;

	list = es_tree_put_list(root, "rows");
	while (n-- > 0)
		es_tree_put_str(es_tree_add_map(list), "n", "7");
	return root;
}

static size_t
pages_of(const struct layout_template *t, size_t n)
{
	struct es_arena	*a = es_arena_new(4 * ES_LIMIT_LAYOUT_ARENA);
	struct dlist	*dl;
	size_t		 pages = 0;

	es_err_clear(&err);
	if (layout_run(&dl, t, rows(a, n), LAYOUT_FINAL, a, &err) == 0)
		pages = dl->npages;
	es_arena_free(a);
	return pages;
}

static void
page_limit(void)
{
	struct layout_template	*t;
	size_t			 n, step;

	if (!ok(layout_template_compile(&t, ES_LIT(ROWS), "rows.xml", &fonts,
	    &err) == 0, "a template of one column"))
		return;
	for (n = 1, step = 1024; step > 0; step /= 2)
		while (pages_of(t, n + step) != 0)
			n += step;
	ok(pages_of(t, n) == ES_LIMIT_DOC_PAGES, "%zu rows are %zu pages", n,
	    ES_LIMIT_DOC_PAGES);
	ok(pages_of(t, n + 1) == 0 && err.code == ES_E_LIMIT,
	    "one more is refused: %s", err.msg);
	es_err_clear(&err);
	layout_template_free(t);
}

/* -- flaws ------------------------------------------------------------------- */

static void
template_flaws(void)
{
	static const struct {
		const char	*xml, *want;
	} c[] = {
		{ "<document>\n<p>a</p>\n<q/></document>", "t.xml:3: " },
		{ "<document>\n<p sise='9'>a</p></document>",
		  "t.xml:2: <p> has no attribute \"sise\"" },
		{ "<document>\n<p font='comic'>a</p></document>",
		  "t.xml:2: no such font style" },
		{ "<document>\n<p align='middle'>a</p></document>",
		  "t.xml:2: align" },
		{ "<document>\n<p color='red'>a</p></document>",
		  "t.xml:2: a colour" },
		{ "<document>\n<p size='9pt'>a</p></document>",
		  "t.xml:2: a length" },
		{ "<document>\n<p>{a</p></document>", "t.xml:2: a hole" },
		{ "<document>\n<p>{}</p></document>", "t.xml:2: an empty" },
		{ "<document>\n<p><b>x</b></p></document>", "t.xml:2: " },
		{ "<document>\n<table><col head='a' width='1'>x</col></table>"
		  "</document>", "t.xml:2: a table needs each" },
		{ "<document>\n<table each='r'/></document>",
		  "t.xml:2: a table without columns" },
		{ "<document>\n<fields columns='7'/></document>",
		  "t.xml:2: 1 to 6" },
		{ "<document margin='1 1 1 1'/>", "t.xml:1: margin" },
		{ "<document>\n<p>{a|b}</p></document>",
		  "t.xml:2: no function is called \"b\"" },
		{ "<document>\n<columns><p>a</p></columns></document>",
		  "t.xml:2: only <column> in" },
		{ "<document>\n<columns/></document>", "t.xml:2: 1 to 4" },
		{ "<document>\n<columns><column width='-1'/></columns>"
		  "</document>", "t.xml:2: a column's width" },
		{ "<document>\n<keep>\n<table each='r'><col head='a'>x</col>"
		  "</table></keep></document>", "t.xml:3: this block stands" },
		{ "<document>\n<head rise='1'/></document>",
		  "t.xml:2: <head> has no attribute" },
		{ "<page/>", "t.xml:1: the root" },
		{ "<document><p></document>", "t.xml:1: " },
		{ "<!DOCTYPE a><document/>", "t.xml" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(c); i++) {
		struct layout_template	*t;

		es_err_clear(&err);
		ok(layout_template_compile(&t, es_view_str(c[i].xml),
		    "t.xml", &fonts, &err) < 0 && t == NULL &&
		    err.code == ES_E_FORMAT &&
		    strstr(err.msg, c[i].want) != NULL, "%s", err.msg);
	}
	es_err_clear(&err);
}

/* Lay out a template of one block over a record; the message. */
static const char *
run_block(const char *block, struct es_tree *record, struct es_arena *a)
{
	struct layout_template	*t;
	struct dlist		*dl;
	struct es_buf		 b;

	es_err_clear(&err);
	es_buf_init(&b, ES_LIMIT_FIELD);
	es_buf_printf(&b, "<document lang='en' title='t'>%s</document>",
	    block);
	if (layout_template_compile(&t, es_buf_view(&b), "t.xml", &fonts,
	    &err) == 0 && layout_run(&dl, t, record, LAYOUT_FINAL, a,
	    &err) == 0)
		snprintf(err.msg, sizeof(err.msg), "fine");
	layout_template_free(t);
	es_buf_clear(&b);
	return err.msg;
}

static void
record_flaws(void)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	struct es_tree	*r = es_tree_map(a), *person, *list, *row;
	const char	*m;

	person = es_tree_put_map(r, "person");
	es_tree_put_str(person, "name", "甲\xef\xa3\xbf");
	es_tree_put_str(person, "day", "2026-02-30");
	es_tree_put_str(person, "good", "2026-02-28");
	list = es_tree_put_list(r, "courses");
	es_tree_put_str(es_tree_add_map(list), "title", "甲");
	row = es_tree_add_map(list);
	es_tree_put_str(row, "title", "\xef\xa3\xbf");
	m = run_block("<p>{person/name}</p>", r, a);
	ok(err.code == ES_E_NOTFOUND && strstr(m, "U+F8FF") != NULL &&
	    strstr(m, "person/name") != NULL, "%s", m);
	m = run_block("<table each='courses'><col head='T' width='1'>"
	    "{c/title}</col></table>", r, a);
	ok(err.code == ES_E_NOTFOUND && strstr(m, "courses, row 2") != NULL &&
	    strstr(m, "c/title") != NULL, "%s", m);
	m = run_block("<p>{person/day|date}</p>", r, a);
	ok(err.code == ES_E_INPUT && strstr(m, "person/day") != NULL, "%s",
	    m);
	m = run_block("<p>{person/good|shout}</p>", r, a);
	ok(strstr(m, "shout") != NULL, "%s", m);
	ok(strcmp(run_block("<p>{person/good|date}{person/none|date}</p>", r,
	    a), "fine") == 0, "an absent value is nothing: %s", err.msg);
	es_tree_put_str(row, "title", "extraordinarilylongword");
	m = run_block("<table each='courses'><col head='T' width='1'>"
	    "{c/title}</col><col head='U' width='40'>x</col></table>", r, a);
	ok(err.code == ES_E_INPUT && strstr(m, "c/title") != NULL, "%s", m);
	m = run_block("<p size='400' leading='3'>x</p>", r, a);
	ok(err.code == ES_E_INPUT && strstr(m, "taller") != NULL, "%s", m);
	es_err_clear(&err);
	es_arena_free(a);
}

/* -- several who sign: columns, stamps, codes --------------------------- */
static const struct dlist_op *
text_op(const struct dlist *dl, const char *what)
{
	size_t	 i, k;

	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*op = &dl->ops[i];

		for (k = 0; op->kind == DLIST_TEXT && k < op->u.text.count &&
		    what[k] != '\0'; k++)
			if (dl->cps[op->u.text.first + k] !=
			    (uint32_t)(unsigned char)what[k])
				break;
		if (op->kind == DLIST_TEXT && k > 0 && what[k] == '\0')
			return op;
	}
	return NULL;
}

static bool
on_page(const struct dlist *dl, const char *what, size_t page)
{
	const struct dlist_op	*op = text_op(dl, what);

	return op != NULL && page_of(dl, (size_t)(op - dl->ops)) == page;
}

/* A seal takes what ends the letter along to the next page. */
static void
sealed_page(void)
{
	static const char	 xml[] =
	    "<document lang='en' title='t' margin='20 20 20 20'>"
	    "<space height='600'/><p>Body</p><p>Valid</p><p>Sincerely</p>"
	    "<p>Yours</p><sign qr='x' qralt='q' sealalt='s' sealsize='42' "
	    "office='Office' date='Date'/></document>";
	struct es_arena		*a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	struct layout_template	*t;
	struct dlist		*dl = NULL;
	size_t			 page = 0;

	es_err_clear(&err);
	if (!ok(layout_template_compile(&t, es_view_str(xml), "t.xml", &fonts,
	    &err) == 0 && layout_run(&dl, t, es_tree_map(a), LAYOUT_FINAL, a,
	    &err) == 0, "a letter: %s", err.msg))
		return;
	ok(dlist_seal_find(dl, ES_LIT("seal"), &page) != NULL && page == 1 &&
	    on_page(dl, "Office", 1), "the seal needs a second page");
	ok(on_page(dl, "Body", 0) && on_page(dl, "Valid", 1) &&
	    on_page(dl, "Sincerely", 1) && on_page(dl, "Yours", 1),
	    "the last three paragraphs stand with it");
	layout_template_free(t);
	es_arena_free(a);
}

static void
columns(void)
{
	static const char	 xml[] =
	    "<document lang='en' title='t' margin='20 20 20 20'>"
	    "<head first='yes' align='right' rule='yes'>Run</head>"
	    "<p after='10'>Top</p>"
	    "<columns gap='10' before='5'>"
	    "<column width='1'><p>Left</p><p each='list'>{c/text}</p>"
	    "<stamp rise='10' seal='seal' sealalt='s'/></column>"
	    "<column width='3'><p>Right</p><qr qr='x' qralt='q' qrsize='20'/>"
	    "</column></columns><p>Below</p>"
	    "<p>{fee|money} {fee|capitals}</p></document>";
	struct es_arena		*a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	struct es_tree		*r = es_tree_map(a), *list;
	const struct dlist_op	*left, *right, *one, *two, *below, *seal;
	struct layout_template	*t;
	struct dlist		*dl = NULL;
	size_t			 page;

	es_err_clear(&err);
	es_tree_put_str(r, "fee", "1234.50");
	list = es_tree_put_list(r, "list");
	es_tree_put_str(es_tree_add_map(list), "text", "One");
	es_tree_put_str(es_tree_add_map(list), "text", "Two");
	if (!ok(layout_template_compile(&t, es_view_str(xml), "t.xml", &fonts,
	    &err) == 0 && layout_run(&dl, t, r, LAYOUT_FINAL, a, &err) == 0,
	    "columns: %s", err.msg))
		return;
	left = text_op(dl, "Left");
	right = text_op(dl, "Right");
	one = text_op(dl, "One");
	two = text_op(dl, "Two");
	below = text_op(dl, "Below");
	seal = dlist_seal_find(dl, ES_LIT("seal"), &page);
	if (!ok(left && right && one && two && below && seal,
	    "everything is there"))
		return;
	ok(left->y == right->y && left->x == DLIST_MM(20) &&
	    right->x == DLIST_MM(20 + 40 + 10), "side by side, by shares");
	ok(one->y > left->y && two->y > one->y && two->x == left->x,
	    "a paragraph for each entry");
	ok(below->y > right->y + DLIST_MM(20), "what follows is below both");
	ok(labs((long)(seal->x + seal->w / 2 - DLIST_MM(40))) < 10 &&
	    seal->y + seal->h / 2 < two->y, "the stamp is over its column");
	ok(text_op(dl, "Run") != NULL && text_op(dl, "Run")->artifact ==
	    DLIST_ART_HEADER, "a head on the first page");
	ok(text_op(dl, "1,234.50") != NULL, "money in groups");
	layout_template_free(t);
	es_arena_free(a);
}

static void
uses(void)
{
	static const char	 xml[] = "<document title='{a}'>\n<p if='b'>"
	    "{c}<span link='d'>x</span></p>\n<table each='e' group='c/f'>\n"
	    "<col head='h'>{c/g}</col></table>\n<p ifnot='h'>{c/i}</p>"
	    "</document>";
	static const struct {
		const char	*path, *each;
		long		 line;
	} want[] = { { "a", "", 1 }, { "b", "", 2 }, { "c", "", 2 },
	    { "d", "", 2 }, { "e", "", 3 }, { "c/f", "e", 3 },
	    { "c/g", "e", 4 }, { "h", "", 5 }, { "c/i", "", 5 } };
	struct layout_template	*t;
	struct es_view		 path, each;
	size_t			 i;
	long			 line;

	es_err_clear(&err);
	if (!ok(layout_template_compile(&t, es_view_str(xml), "t.xml", &fonts,
	    &err) == 0, "uses: %s", err.msg))
		return;
	ok(layout_template_uses(t) == ES_COUNT(want), "every path is told");
	for (i = 0; i < ES_COUNT(want) && i < layout_template_uses(t); i++) {
		layout_template_use(t, i, &path, &each, &line);
		ok(es_view_eq_str(path, want[i].path) && es_view_eq_str(each,
		    want[i].each) && line == want[i].line, "{%s} on line %ld",
		    want[i].path, want[i].line);
	}
	layout_template_free(t);
}

int
main(void)
{
	sealed_page();
	columns();
	uses();
	samples();
	page_limit();
	template_flaws();
	record_flaws();
	return done();
}
