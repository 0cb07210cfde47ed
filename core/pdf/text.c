/* pdf/text.c - see text.h. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/lex.h"
#include "pdf/text.h"

/* PDFDocEncoding where it is not Latin-1 (ISO 32000-2 annex D.3). */
static const uint16_t doc_low[8] = {
	0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc,
};
static const uint16_t doc_high[33] = {
	0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044,
	0x2039, 0x203a, 0x2212, 0x2030, 0x201e, 0x201c, 0x201d, 0x2018,
	0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141, 0x0152, 0x0160,
	0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0xfffd,
	0x20ac,
};

/* The bytes of a string, one after the other, without room for all. */
struct cursor {
	struct es_view	 t;
	size_t		 at;
	bool		 hex;
	bool		 strict;	/* as those read who do not follow the
					 * letter of 7.3.4.2 */
};

static int
next_hex(struct cursor *c)
{
	int	 d, hi = -1;

	while (c->at < c->t.n) {
		if ((d = pdf_hex_digit(c->t.p[c->at++])) < 0)
			continue;
		if (hi >= 0)
			return hi << 4 | d;
		hi = d;
	}
	return hi < 0 ? -1 : hi << 4;
}

/* Up to three octal digits at c->at. */
static int
octal(struct cursor *c)
{
	unsigned	 x = 0, k;

	for (k = 0; k < 3 && c->at < c->t.n && c->t.p[c->at] >= '0' &&
	    c->t.p[c->at] <= '7'; k++)
		x = x * 8 + (unsigned)(c->t.p[c->at++] - '0');
	return (int)(c->strict ? x : x & 0xff);
}

/* A line end of any form at c->at, of which "first" was taken. */
static void
rest_of_eol(struct cursor *c, unsigned char first)
{
	if (first == '\r' && c->at < c->t.n && c->t.p[c->at] == '\n')
		c->at++;
}

static int
next_literal(struct cursor *c)
{
	static const char	 from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char		*s;
	unsigned char		 x;

	while (c->at < c->t.n) {
		x = c->t.p[c->at++];
		if (x == '\r' && !c->strict) {
			rest_of_eol(c, x);
			return '\n';
		}
		if (x != '\\' || c->at == c->t.n)
			return x;
		x = c->t.p[c->at];
		if (x >= '0' && x <= '7')
			return octal(c);
		c->at++;
		if (x == '\r' || x == '\n') {
			rest_of_eol(c, x);	/* the line goes on */
			continue;
		}
		s = x == '\0' ? NULL : strchr(from, x);
		return s == NULL ? x : (unsigned char)to[s - from];
	}
	return -1;
}

/* The next byte; -1 at the end. */
static int
next_byte(struct cursor *c)
{
	return c->hex ? next_hex(c) : next_literal(c);
}

struct es_view
pdf_string_bytes(struct es_arena *a, const struct pdf_obj *o)
{
	struct cursor	 c;
	unsigned char	*p;
	size_t		 n;
	int		 x;

	if (!pdf_obj_is(o, PDF_STRING) || o->u.text.n == 0)
		return ES_VIEW_EMPTY;
	if (!o->hex && memchr(o->u.text.p, '\\', o->u.text.n) == NULL &&
	    memchr(o->u.text.p, '\r', o->u.text.n) == NULL)
		return o->u.text;
	if ((p = es_arena_get(a, o->u.text.n)) == NULL)
		return ES_VIEW_EMPTY;
	c = (struct cursor){ o->u.text, 0, o->hex, false };
	for (n = 0; (x = next_byte(&c)) >= 0; n++)
		p[n] = (unsigned char)x;
	return es_view(p, n);
}

bool
pdf_string_same(const struct pdf_obj *a, const struct pdf_obj *b)
{
	struct cursor	 x = { a->u.text, 0, a->hex, true };
	struct cursor	 y = { b->u.text, 0, b->hex, true };
	int		 c;

	if (a->hex == b->hex && es_view_eq(a->u.text, b->u.text))
		return true;
	do {
		if ((c = next_byte(&x)) != next_byte(&y))
			return false;
	} while (c >= 0);
	return true;
}

static void
utf16(struct es_view t, struct es_buf *b)
{
	uint32_t	 c, d;
	size_t		 i;

	for (i = 2; i + 1 < t.n; i += 2) {
		c = (uint32_t)t.p[i] << 8 | t.p[i + 1];
		if (c >= 0xd800 && c < 0xdc00 && i + 3 < t.n) {
			d = (uint32_t)t.p[i + 2] << 8 | t.p[i + 3];
			if (d >= 0xdc00 && d < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) +
				    (d - 0xdc00);
				i += 2;
			}
		}
		es_utf8_add(b, c);
	}
}

static uint32_t
doc_char(unsigned char c)
{
	if (c >= 0x18 && c < 0x20)
		return doc_low[c - 0x18];
	if (c >= 0x80 && c <= 0xa0)
		return doc_high[c - 0x80];
	return c;
}

struct es_view
pdf_string_text(struct es_arena *a, const struct pdf_obj *o)
{
	struct es_view	 t = pdf_string_bytes(a, o);
	struct es_buf	 b;
	size_t		 i;

	for (i = 0; i < t.n && t.p[i] >= 0x20 && t.p[i] < 0x7f; i++)
		;
	if (i == t.n)
		return t;		/* ASCII, most often */
	es_buf_init(&b, ES_LIMIT_PDF_STRING);
	if (t.n >= 2 && t.p[0] == 0xfe && t.p[1] == 0xff)
		utf16(t, &b);
	else if (es_view_starts(t, ES_LIT("\xef\xbb\xbf")))
		es_buf_add(&b, t.p + 3, t.n - 3);
	else
		for (i = 0; i < t.n; i++)
			es_utf8_add(&b, doc_char(t.p[i]));
	t = es_buf_view(&b);
	t = es_utf8_is_text(t) ? es_arena_dup(a, t) : ES_VIEW_EMPTY;
	es_buf_clear(&b);
	return t;
}
