/* core/pdf/write_str.c - numbers, strings and dates as PDF writes them. */
#include "base/time.h"
#include "base/utf8.h"
#include "pdf/write_priv.h"

unsigned char *
pdf_room(struct es_buf *b, size_t n)
{
	unsigned char	*p;

	if (b->failed == ES_E_NONE && b->cap - b->n > n)
		return b->p + b->n;
	if ((p = es_buf_extend(b, n)) != NULL)
		b->n -= n;
	return p;
}

void
pdf_took(struct es_buf *b, unsigned char *p)
{
	b->n = (size_t)(p - b->p);
}

unsigned char *
pdf_put_uint(unsigned char *p, uint32_t v)
{
	unsigned char	 t[10];
	size_t		 n = 0;

	do {
		t[n++] = (unsigned char)('0' + v % 10);
	} while ((v /= 10) != 0);
	while (n > 0)
		*p++ = t[--n];
	return p;
}

unsigned char *
pdf_put_milli(unsigned char *p, int32_t v)
{
	uint32_t	 u = v < 0 ? 0u - (uint32_t)v : (uint32_t)v, f;

	if (v < 0)
		*p++ = '-';
	f = u % 1000;
	if (u >= 1000 || f == 0)
		p = pdf_put_uint(p, u / 1000);
	if (f == 0)
		return p;
	*p++ = '.';
	*p++ = (unsigned char)('0' + f / 100);
	if (f % 100 != 0)
		*p++ = (unsigned char)('0' + f / 10 % 10);
	if (f % 10 != 0)
		*p++ = (unsigned char)('0' + f % 10);
	return p;
}

void
pdf_add_milli(struct es_buf *b, int32_t v)
{
	unsigned char	 t[16];

	es_buf_add(b, t, (size_t)(pdf_put_milli(t, v) - t));
}

void
pdf_add_ref(struct es_buf *b, uint32_t obj)
{
	unsigned char	 t[16], *p = pdf_put_uint(t, obj);

	memcpy(p, " 0 R", 4);
	es_buf_add(b, t, (size_t)(p + 4 - t));
}

static void
add_escaped(struct es_buf *b, unsigned char c)
{
	if (c == '\r') {	/* a reader would make it a line feed */
		es_buf_add_str(b, "\\r");
		return;
	}
	if (c == '(' || c == ')' || c == '\\')
		es_buf_add_ch(b, '\\');
	es_buf_add_ch(b, c);
}

void
pdf_add_literal(struct es_buf *b, struct es_view v)
{
	size_t	 i;

	es_buf_add_ch(b, '(');
	for (i = 0; i < v.n; i++)
		add_escaped(b, v.p[i]);
	es_buf_add_ch(b, ')');
}

static void
add_unit(struct es_buf *b, uint32_t u)
{
	add_escaped(b, (unsigned char)(u >> 8));
	add_escaped(b, (unsigned char)u);
}

void
pdf_add_text(struct es_buf *b, struct es_view utf8)
{
	size_t		 at = 0, i;
	uint32_t	 cp;

	for (i = 0; i < utf8.n && utf8.p[i] >= 0x20 && utf8.p[i] < 0x7f; i++)
		;
	if (i == utf8.n) {
		pdf_add_literal(b, utf8);
		return;
	}
	es_buf_add_str(b, "(\xfe\xff");
	while (es_utf8_next(utf8, &at, &cp) > 0) {
		if (cp > 0xffff) {
			add_unit(b, 0xd800 + ((cp - 0x10000) >> 10));
			cp = 0xdc00 + ((cp - 0x10000) & 0x3ff);
		}
		add_unit(b, cp);
	}
	es_buf_add_ch(b, ')');
}

void
pdf_add_entry(struct es_buf *b, const char *key, struct es_view utf8)
{
	if (utf8.n == 0)
		return;
	es_buf_add_str(b, key);
	pdf_add_text(b, utf8);
}

bool
pdf_date_ok(int64_t t, int offset)
{
	return t >= 0 && t <= 253402214400 && offset % 60 == 0 &&
	    offset >= -14 * 3600 && offset <= 14 * 3600;
}

void
pdf_add_date(struct es_buf *b, int64_t t, int offset)
{
	struct es_civil	 c;
	int		 o = offset < 0 ? -offset : offset;

	es_time_civil(t, offset, &c);
	es_buf_printf(b, "(D:%04d%02d%02d%02d%02d%02d", c.year, c.month,
	    c.day, c.hour, c.minute, c.second);
	if (offset == 0)
		es_buf_add_str(b, "Z)");
	else
		es_buf_printf(b, "%c%02d'%02d')", offset < 0 ? '-' : '+',
		    o / 3600, o / 60 % 60);
}
