/* layout/text.c - see text.h; the rules of rendering follow GB/T 15834. */
#include "layout/text.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "layout/layout.h"

/* What layout_missing_glyph looks for in a message. */
#define MISSING	"missing glyph U+"

enum cls {			/* break classes */
	C_OTHER = 0,		/* Latin letters and what sticks to words */
	C_DIGIT,
	C_SPACE,
	C_IDEO,			/* may break on both sides */
	C_OPEN,			/* never at a line's end */
	C_CLOSE,		/* never at a line's beginning */
	C_INSEP,		/* …… and ——: not between two of them */
	C_HYPHEN,
	C_PREFIX,		/* ￥ $ №: sticks to the number after it */
	C_SUFFIX,		/* % ‰ ℃: sticks to the number before it */
	C_SLASH			/* of an address: may break after it */
};

/* Classes of ASCII, by code point. */
static const uint8_t ascii[128] = {
	['\t'] = C_SPACE, [' '] = C_SPACE,
	['0'] = C_DIGIT, ['1'] = C_DIGIT, ['2'] = C_DIGIT, ['3'] = C_DIGIT,
	['4'] = C_DIGIT, ['5'] = C_DIGIT, ['6'] = C_DIGIT, ['7'] = C_DIGIT,
	['8'] = C_DIGIT, ['9'] = C_DIGIT,
	['-'] = C_HYPHEN, ['/'] = C_SLASH, ['&'] = C_SLASH, ['='] = C_SLASH,
	['$'] = C_PREFIX, ['%'] = C_SUFFIX,
	['('] = C_OPEN, ['['] = C_OPEN, ['{'] = C_OPEN,
	[')'] = C_CLOSE, [']'] = C_CLOSE, ['}'] = C_CLOSE, [','] = C_CLOSE,
	[';'] = C_CLOSE, [':'] = C_CLOSE, ['!'] = C_CLOSE, ['?'] = C_CLOSE,
};

/* Marks outside ASCII that are not ordinary letters. */
static enum cls
mark_class(uint32_t cp)
{
	switch (cp) {
	case 0x3000:
		return C_SPACE;
	case 0x2010: case 0x2013:
		return C_HYPHEN;
	case 0x2026: case 0x2014:
		return C_INSEP;
	case 0xa5: case 0xffe5: case 0x2116:
		return C_PREFIX;
	case 0x2030: case 0x2103: case 0xb0: case 0xff05:
		return C_SUFFIX;
	case 0x2018: case 0x201c: case 0x3008: case 0x300a: case 0x300c:
	case 0x300e: case 0x3010: case 0x3014: case 0x3016: case 0xff08:
	case 0xff3b: case 0xff5b:
		return C_OPEN;
	case 0x2019: case 0x201d: case 0x3001: case 0x3002: case 0x3005:
	case 0x3009: case 0x300b: case 0x300d: case 0x300f: case 0x3011:
	case 0x3015: case 0x3017: case 0xff01: case 0xff09: case 0xff0c:
	case 0xff0e: case 0xff1a: case 0xff1b: case 0xff1f: case 0xff3d:
	case 0xff5d:
		return C_CLOSE;
	default:
		return C_OTHER;
	}
}

static enum cls
class_of(uint32_t cp)
{
	enum cls	 c;

	if (cp < 128)
		return (enum cls)ascii[cp];
	if (cp >= 0x3400 && cp <= 0x9fff)
		return C_IDEO;
	if ((c = mark_class(cp)) != C_OTHER)
		return c;
	if ((cp >= 0x2e80 && cp <= 0xa4cf) || (cp >= 0xac00 && cp <= 0xd7a3) ||
	    (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0xff00 && cp <= 0xffef) ||
	    (cp >= 0x20000 && cp <= 0x3ffff))
		return C_IDEO;
	return C_OTHER;
}

/* May a line end between a and b? */
static bool
may_break(enum cls a, enum cls b)
{
	if (b == C_SPACE)
		return false;		/* the space stays on this line */
	if (a == C_SPACE)
		return b != C_CLOSE;
	if (a == C_OPEN || b == C_CLOSE)
		return false;
	if (a == C_INSEP && b == C_INSEP)
		return false;
	if (a == C_PREFIX || b == C_SUFFIX)
		return false;
	if (a == C_IDEO || b == C_IDEO)
		return true;
	if (a == C_CLOSE || a == C_INSEP || b == C_OPEN || b == C_INSEP)
		return true;
	if (a == C_HYPHEN)
		return b == C_OTHER;
	return a == C_SLASH;
}

void
layout_text_init(struct text *t, struct es_arena *a,
    const struct layout_fonts *fonts)
{
	memset(t, 0, sizeof(*t));
	t->arena = a;
	t->fonts = fonts;
}

static int
room(struct text *t, size_t n, struct es_err *err)
{
	struct text_glyph	*g;
	size_t			 want = t->cap * 2;

	if (t->n + n > t->cap) {
		if (want < t->n + n)
			want = t->n + n;	/* most texts are one piece */
		if ((g = es_arena_array(t->arena, want, sizeof(*g))) == NULL)
			return es_fail(err, ES_E_NOMEM, "text: no memory");
		if (t->n > 0)
			memcpy(g, t->g, t->n * sizeof(*g));
		t->g = g;
		t->cap = want;
	}
	return 0;
}

static int
new_span(struct text *t, const struct text_style *style, struct es_view lang,
    struct es_err *err)
{
	struct text_span	*s;
	size_t			 want;

	if (t->nspans == t->cap_spans) {
		want = t->cap_spans == 0 ? 1 : t->cap_spans * 2;
		if ((s = es_arena_array(t->arena, want, sizeof(*s))) == NULL)
			return es_fail(err, ES_E_NOMEM, "text: no memory");
		if (t->nspans > 0)
			memcpy(s, t->spans, t->nspans * sizeof(*s));
		t->spans = s;
		t->cap_spans = want;
	}
	t->spans[t->nspans++] = (struct text_span){ *style, lang,
	    ES_VIEW_EMPTY };
	return 0;
}

static bool
is_latin(const struct text *t, size_t i)
{
	return i < t->n && (t->g[i].cls == C_OTHER || t->g[i].cls == C_DIGIT) &&
	    t->g[i].cp < 0x2000;
}

/* A closing quote looks like its opening one; alone, as what it follows. */
static bool
closing_is_latin(const struct text *t, size_t i, uint32_t open)
{
	size_t	 k;

	for (k = i; k-- > 0;)
		if (font_plain(t->g[k].cp) == open)
			return t->g[k].cp != open;
	return i > 0 && is_latin(t, i - 1);
}

/* Quotes and dashes between Latin words, the dot of names between Han. */
static void
choose_form(struct text *t, size_t i, const struct font *f, int32_t size)
{
	struct text_glyph	*g = &t->g[i];
	bool			 want;
	uint32_t		 alt;

	switch (g->cp) {
	case 0x2018:
	case 0x201c:
		want = is_latin(t, i + 1);
		break;
	case 0x2019:	/* also the apostrophe */
		want = closing_is_latin(t, i, 0x2018);
		break;
	case 0x201d:
		want = closing_is_latin(t, i, 0x201c);
		break;
	case 0x2026:
	case 0x2014:
		want = i > 0 && is_latin(t, i - 1);
		break;
	case 0xb7:
		want = i > 0 && t->g[i - 1].cls == C_IDEO;
		break;
	default:
		return;
	}
	alt = font_glyph(f, font_alt(g->cp));
	if (!want || alt == 0)
		return;
	if (g->cp == 0xb7)
		g->cls = C_CLOSE;	/* no line begins with it */
	g->cp = font_alt(g->cp);
	g->adv = (int32_t)((int64_t)font_advance(f, alt) * size / FONT_UPEM);
}

static bool
full_width(const struct text_glyph *g, int32_t size)
{
	return g->adv >= size - size / 50 && g->cp < FONT_ALT;
}

/* Extra space between glyph i-1 and i. */
static void
space_before(struct text *t, size_t i, int32_t size)
{
	struct text_glyph	*a = &t->g[i - 1], *b = &t->g[i];
	bool			 la = a->cls == C_OTHER || a->cls == C_DIGIT;
	bool			 lb = b->cls == C_OTHER || b->cls == C_DIGIT;

	if ((a->cls == C_IDEO && lb) || (la && b->cls == C_IDEO))
		a->extra += size / 8;
	/* two full-width marks in a row: the blank half of one goes */
	if (full_width(a, size) && full_width(b, size)) {
		if (a->cls == C_CLOSE && (b->cls == C_CLOSE ||
		    b->cls == C_OPEN))
			a->extra -= size / 2;
		else if (a->cls == C_OPEN && b->cls == C_OPEN)
			a->extra -= size / 2;
	}
}

uint32_t
layout_missing_glyph(const struct es_err *err)
{
	const char	*at;

	if (err->code != ES_E_NOTFOUND ||
	    (at = strstr(err->msg, MISSING)) == NULL)
		return 0;
	return (uint32_t)strtoul(at + strlen(MISSING), NULL, 16);
}

int
layout_text_add(struct text *t, struct es_view v,
    const struct text_style *style, struct es_view lang, const char *what,
    struct es_err *err)
{
	const struct font	*f = t->fonts->font[style->font];
	size_t			 at = 0, from = t->n, i;
	uint32_t		 cp, glyph;
	int			 rc;

	if (v.n == 0)
		return 0;
	if (new_span(t, style, lang, err) < 0 ||
	    room(t, es_utf8_count(v), err) < 0)
		return -1;
	while ((rc = es_utf8_next(v, &at, &cp)) > 0) {
		if (cp == '\n' || cp == '\t' || cp == '\r')
			cp = ' ';
		if ((glyph = font_glyph(f, cp)) == 0)
			return es_fail(err, ES_E_NOTFOUND, MISSING "%04X in "
			    "%s (style %s)", cp, what, font_name(f));
		t->g[t->n++] = (struct text_glyph){
			.cp = cp, .span = (uint32_t)(t->nspans - 1),
			.adv = (int32_t)((int64_t)font_advance(f, glyph) *
			    style->size / FONT_UPEM),
			.extra = style->spacing * (style->size / 100) / 10,
			.cls = (uint8_t)class_of(cp),
		};
	}
	if (rc < 0)
		return es_fail(err, ES_E_INPUT, "%s: not UTF-8", what);
	for (i = from; i < t->n; i++)
		choose_form(t, i, f, style->size);
	for (i = from == 0 ? 1 : from; i < t->n; i++)
		space_before(t, i, style->size);
	return 0;
}

int32_t
layout_text_width(const struct text *t)
{
	int32_t	 w = 0;
	size_t	 i;

	for (i = 0; i < t->n; i++)
		w += t->g[i].adv + (i + 1 < t->n ? t->g[i].extra : 0);
	return w;
}

/* Close the line [first, end): spaces at its end do not count. */
static struct text_line
finish_line(const struct text *t, size_t first, size_t end)
{
	struct text_line	 l = { first, 0, 0 };
	size_t			 i;

	while (end > first && t->g[end - 1].cls == C_SPACE)
		end--;
	l.count = end - first;
	for (i = first; i < end; i++)
		l.width += t->g[i].adv + (i + 1 < end ? t->g[i].extra : 0);
	return l;
}

/* How much narrower a full-width closing mark may be at a line's end. */
static int32_t
hang(const struct text *t, size_t i)
{
	int32_t	 size = t->spans[t->g[i].span].style.size;

	return t->g[i].cls == C_CLOSE && full_width(&t->g[i], size) ?
	    size / 2 : 0;
}

/* End of the line that begins at "first": greedy, then back to a break. */
static size_t
line_end(const struct text *t, size_t first, int32_t width)
{
	size_t	 i, best = 0;
	int32_t	 x = 0;

	for (i = first; i < t->n; i++) {
		if (i > first && may_break(t->g[i - 1].cls, t->g[i].cls))
			best = i;
		x += t->g[i].adv;
		if (t->g[i].cls != C_SPACE && x - hang(t, i) > width &&
		    i > first)
			return best > first ? best : i;	/* or in the word */
		x += t->g[i].extra;
	}
	return t->n;
}

int
layout_text_break(struct text *t, int32_t width, int32_t indent,
    struct text_lines *out, struct es_err *err)
{
	struct text_line	*more;
	size_t			 at = 0, cap = 1, i;

	memset(out, 0, sizeof(*out));
	if ((out->line = es_arena_array(t->arena, cap,
	    sizeof(*out->line))) == NULL)
		return es_fail(err, ES_E_NOMEM, "text: no memory");
	for (i = 0; i < t->nspans; i++)
		if (t->spans[i].style.size * 3 / 2 > out->height)
			out->height = t->spans[i].style.size * 3 / 2;
	while (at < t->n) {
		size_t	 end = line_end(t, at, width - (at == 0 ? indent : 0));

		if (out->n == cap) {
			more = es_arena_array(t->arena, cap * 2,
			    sizeof(*more));
			if (more == NULL)
				return es_fail(err, ES_E_NOMEM,
				    "text: no memory");
			memcpy(more, out->line, cap * sizeof(*more));
			out->line = more;
			cap *= 2;
		}
		out->line[out->n++] = finish_line(t, at, end);
		at = end;
		while (at < t->n && t->g[at].cls == C_SPACE)
			at++;
	}
	return 0;
}

/* Where the slack of a line goes: between Han, and into spaces. */
static bool
stretches(const struct text_glyph *a, const struct text_glyph *b)
{
	if (a->cls == C_SPACE)
		return true;
	return b->cls != C_SPACE && (a->cls == C_IDEO || b->cls == C_IDEO) &&
	    may_break(a->cls, b->cls);
}

void
layout_text_justify(struct text *t, struct text_line *l, int32_t width)
{
	int32_t	 slack = width - l->width, n = 0, each;
	size_t	 i, end = l->first + l->count;
	bool	 han = false;

	for (i = l->first; i + 1 < end; i++) {
		n += stretches(&t->g[i], &t->g[i + 1]);
		han = han || t->g[i].cls == C_IDEO;
	}
	if (n == 0 || slack <= 0)
		return;
	/*
	 * A line that would look torn stays ragged: twice the usual space
	 * between words is the most a justified line bears, less between Han.
	 */
	each = slack / n;
	if (each > t->spans[t->g[l->first].span].style.size / (han ? 4 : 2))
		return;
	for (i = l->first; i + 1 < end; i++)
		if (stretches(&t->g[i], &t->g[i + 1]))
			t->g[i].extra += each;
	l->width += each * n;
}

/* Glyphs [from, to) of one span as one operation. */
static int
put_run(const struct text *t, size_t from, size_t to, bool last,
    struct dlist *dl, int32_t x, int32_t y, uint32_t elem,
    enum dlist_artifact art, int32_t *width, struct es_err *err)
{
	const struct text_span	*s = &t->spans[t->g[from].span];
	struct dlist_op		 op = { .kind = DLIST_TEXT, .artifact = art,
				    .elem = elem, .x = x, .y = y,
				    .h = s->style.size, .rgb = s->style.rgb };
	uint32_t		 cps[256] = { 0 };
	int32_t			 adj[256] = { 0 };
	bool			 any = false;
	size_t			 i;

	if (to - from > ES_COUNT(cps))
		return es_fail(err, ES_E_LIMIT, "text: a run of %zu glyphs",
		    to - from);
	*width = 0;
	for (i = from; i < to; i++) {
		int32_t	 e = last && i + 1 == to ? 0 : t->g[i].extra;

		cps[i - from] = t->g[i].cp;
		adj[i - from] = e;
		any |= e != 0;
		*width += t->g[i].adv + e;
	}
	op.w = *width;
	op.u.text.style = s->style.font;
	op.u.text.size = s->style.size;
	op.u.text.hscale = 1000;
	op.u.text.count = (uint32_t)(to - from);
	if (dlist_cps_add(dl, cps, to - from, &op.u.text.first, err) < 0)
		return -1;
	if (any) {
		op.u.text.adj_count = op.u.text.count;
		if (dlist_adjust_add(dl, adj, to - from,
		    &op.u.text.adj_first, err) < 0)
			return -1;
	}
	return dlist_op_add(dl, &op, err);
}

/* The element of a piece: a Link or a Span below "elem", or that itself. */
static int
piece_elem(const struct text_span *s, struct dlist *dl, uint32_t elem,
    uint32_t *out, struct es_err *err)
{
	struct dlist_elem	 e = { .parent = elem, .lang = s->lang };

	*out = elem;
	if (s->uri.n > 0) {
		e.type = DLIST_E_LINK;
		e.alt = s->uri;
	} else if (s->lang.n > 0)
		e.type = DLIST_E_SPAN;
	else
		return 0;
	return dlist_elem_add(dl, &e, out, err);
}

/* The active area over a run of a link. */
static int
put_link(const struct text_span *s, struct dlist *dl, int32_t x, int32_t y,
    int32_t w, uint32_t elem, struct es_err *err)
{
	struct dlist_op	 op = { .kind = DLIST_LINK, .elem = elem, .x = x,
			    .y = y - s->style.size * 9 / 10, .w = w,
			    .h = s->style.size * 12 / 10 };

	op.u.link.uri = s->uri;
	return dlist_op_add(dl, &op, err);
}

int
layout_text_put(const struct text *t, const struct text_line *l,
    struct dlist *dl, int32_t x, int32_t y, uint32_t elem,
    enum dlist_artifact art, struct es_err *err)
{
	size_t	 i = l->first, end = l->first + l->count, to;
	int32_t	 w;

	while (i < end) {
		const struct text_span	*s = &t->spans[t->g[i].span];
		uint32_t		 e = elem;

		for (to = i; to < end && t->g[to].span == t->g[i].span &&
		    to - i < 256; to++)
			;
		if (art == DLIST_CONTENT && piece_elem(s, dl, elem, &e,
		    err) < 0)
			return -1;
		if (put_run(t, i, to, to == end, dl, x, y, e, art, &w,
		    err) < 0)
			return -1;
		if (art == DLIST_CONTENT && s->uri.n > 0 &&
		    put_link(s, dl, x, y, w, e, err) < 0)
			return -1;
		x += w;
		i = to;
	}
	return 0;
}
