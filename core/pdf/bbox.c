/* pdf/bbox.c - see bbox.h. */
#include "pdf/bbox.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "xmlio/xmlio.h"

/* A character of a line, and where it stands. */
struct glyph {
	uint32_t	 cp;
	int64_t		 x0, x1, y0, y1;
};

struct line {
	struct glyph	 at[ES_LIMIT_BBOX_LINE];
	size_t		 n;
};

struct finder {
	struct pdf_bboxes	*out;
	size_t			 page;
	uint32_t		 want[ES_LIMIT_BBOX_TEXT];
	size_t			 n;
	struct line		*line;		/* scratch */
};

void
pdf_bboxes_clear(struct pdf_bboxes *b)
{
	free(b->at);
	memset(b, 0, sizeof(*b));
}

static bool
blank(uint32_t cp)
{
	return cp <= ' ' || cp == 0xa0 || cp == 0x3000 || cp == 0xfeff ||
	    (cp >= 0x2000 && cp <= 0x200b);
}

/* Full width forms of ASCII as ASCII: contracts mix both. */
static uint32_t
fold(uint32_t cp)
{
	return cp >= 0xff01 && cp <= 0xff5e ? cp - 0xff01 + '!' : cp;
}

static int
read_text(struct finder *f, struct es_view text, struct es_err *err)
{
	size_t		 at = 0;
	uint32_t	 cp;

	if (!es_utf8_is_line(text))
		return es_fail(err, ES_E_INPUT, "the text to look for is not "
		    "one line of UTF-8");
	while (es_utf8_next(text, &at, &cp) > 0) {
		if (blank(cp))
			continue;
		if (f->n == ES_LIMIT_BBOX_TEXT)
			return es_fail(err, ES_E_INPUT, "the text to look for "
			    "has more than %zu characters",
			    ES_LIMIT_BBOX_TEXT);
		f->want[f->n++] = fold(cp);
	}
	if (f->n == 0)
		return es_fail(err, ES_E_INPUT, "no text to look for");
	return 0;
}

static int
add_hit(struct finder *f, const struct glyph *g, struct es_err *err)
{
	struct pdf_bboxes	*o = f->out;
	struct pdf_bbox		 b = { f->page, g->x0, g->y0, g->x1, g->y1 };
	size_t			 i;

	for (i = 1; i < f->n; i++) {
		b.x0 = g[i].x0 < b.x0 ? g[i].x0 : b.x0;
		b.y0 = g[i].y0 < b.y0 ? g[i].y0 : b.y0;
		b.x1 = g[i].x1 > b.x1 ? g[i].x1 : b.x1;
		b.y1 = g[i].y1 > b.y1 ? g[i].y1 : b.y1;
	}
	if (o->at == NULL && (o->at = calloc(ES_LIMIT_BBOX_HITS,
	    sizeof(*o->at))) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (o->n < ES_LIMIT_BBOX_HITS)
		o->at[o->n] = b;
	o->n++;
	return 0;
}

/* Occurrences in a line; they do not overlap. */
static int
search(struct finder *f, struct es_err *err)
{
	const struct line	*l = f->line;
	size_t			 i, k;

	for (i = 0; i + f->n <= l->n; i++) {
		for (k = 0; k < f->n && l->at[i + k].cp == f->want[k]; k++)
			continue;
		if (k < f->n)
			continue;
		if (add_hit(f, &l->at[i], err) < 0)
			return -1;
		i += f->n - 1;
	}
	return 0;
}

static bool
number(const struct xmlio_node *n, const char *name, int64_t *out)
{
	const char	*s = xmlio_attr(n, name, "");
	char		*end;
	double		 d = strtod(s, &end);

	if (end == s || *end != '\0' || !(fabs(d) < 1e6))
		return false;
	*out = llround(d * 1000);
	return true;
}

/* How many em halves a character takes: a word's box is cut so. */
static int64_t
width(uint32_t cp)
{
	return cp < 0x1100 || (cp >= 0xff61 && cp < 0xffe0) ? 1 : 2;
}

/*
 * The part [from, to) of "all" of a word's box.  A tall box is a word that
 * stands on its side, or is written downwards: both read from above.
 */
static struct glyph
part(const struct glyph *box, int64_t from, int64_t to, int64_t all)
{
	int64_t		 w = box->x1 - box->x0, h = box->y1 - box->y0;
	struct glyph	 g = *box;

	if (h > w && all > 2) {
		g.y0 = box->y0 + h * from / all;
		g.y1 = box->y0 + h * to / all;
	} else {
		g.x0 = box->x0 + w * from / all;
		g.x1 = box->x0 + w * to / all;
	}
	return g;
}

static int
add_word(struct finder *f, const struct xmlio_node *word, struct es_err *err)
{
	const struct xmlio_node	*t = xmlio_first(word);
	struct es_view		 text = t == NULL ? ES_VIEW_EMPTY :
				    xmlio_text(t);
	struct glyph		 box;
	int64_t			 all = 0, done = 0;
	size_t			 at = 0;
	uint32_t		 cp;

	if (!number(word, "xMin", &box.x0) || !number(word, "xMax",
	    &box.x1) || !number(word, "yMin", &box.y0) || !number(word,
	    "yMax", &box.y1))
		return es_fail(err, ES_E_FORMAT, "pdftotext: a word without "
		    "its place");
	while (es_utf8_next(text, &at, &cp) > 0)
		all += width(cp);
	for (at = 0; es_utf8_next(text, &at, &cp) > 0; done += width(cp)) {
		struct glyph	*g = &f->line->at[f->line->n];

		if (blank(cp))
			continue;
		if (f->line->n == ES_LIMIT_BBOX_LINE)
			return 0;	/* no text of ours is that far out */
		*g = part(&box, done, done + width(cp), all);
		g->cp = fold(cp);
		f->line->n++;
	}
	return 0;
}

/* Flows, blocks and lines, in the order of the page. */
static int
walk(struct finder *f, const struct xmlio_node *n, struct es_err *err)
{
	const struct xmlio_node	*c;
	const char		*name;
	int			 rc = 0;

	for (c = xmlio_first(n); c != NULL && rc == 0; c = xmlio_next(c)) {
		if ((name = xmlio_element(c)) == NULL)
			continue;
		if (strcmp(name, "word") == 0) {
			rc = add_word(f, c, err);
			continue;
		}
		f->line->n = 0;
		rc = walk(f, c, err);	/* xmlio limits the depth */
		if (rc == 0 && strcmp(name, "line") == 0)
			rc = search(f, err);
	}
	return rc;
}

/* Control characters that a font may claim to have are no XML. */
static int
one_page(struct finder *f, struct es_view xml, struct es_err *err)
{
	struct xmlio	*x = NULL;
	struct es_buf	 clean;
	size_t		 i;
	int		 rc;

	es_buf_init(&clean, ES_LIMIT_XML);
	es_buf_add_view(&clean, xml);
	for (i = 0; i < clean.n; i++)
		if (clean.p[i] < 0x20 && clean.p[i] != '\n')
			clean.p[i] = ' ';
	rc = es_buf_ok(&clean, "pdftotext: one page", err);
	if (rc == 0)
		rc = xmlio_parse(&x, es_buf_view(&clean), "pdftotext", err);
	if (rc == 0)
		rc = walk(f, xmlio_root(x), err);
	xmlio_free(x);
	es_buf_clear(&clean);
	return rc;
}

int
pdf_bbox_find(struct pdf_bboxes *out, struct es_view xhtml, size_t first,
    struct es_view text, struct es_err *err)
{
	struct finder	 f = { .out = out, .page = first };
	size_t		 at = 0, end;
	int		 rc;

	if (read_text(&f, text, err) < 0)
		return -1;
	if (es_view_find(xhtml, ES_LIT("<doc>"), 0) == SIZE_MAX)
		return es_fail(err, ES_E_FORMAT, "this is not what pdftotext "
		    "writes");
	if ((f.line = malloc(sizeof(*f.line))) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	for (rc = 0; rc == 0 && (at = es_view_find(xhtml, ES_LIT("<page "),
	    at)) != SIZE_MAX; f.page++, at = end) {
		end = es_view_find(xhtml, ES_LIT("</page>"), at);
		if (end == SIZE_MAX) {
			rc = es_fail(err, ES_E_FORMAT, "pdftotext broke off "
			    "on page %zu", f.page + 1);
			break;
		}
		end += strlen("</page>");
		rc = one_page(&f, es_view_sub(xhtml, at, end - at), err);
	}
	free(f.line);
	return rc;
}
