/* base/utf8.c - see utf8.h. */
#include "base/utf8.h"

/* Length of a sequence by its first byte (RFC 3629 section 4); 0: none. */
static size_t
sequence_length(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef)
		return 3;
	if (c >= 0xf0 && c <= 0xf4)
		return 4;
	return 0;
}

int
es_utf8_next(struct es_view v, size_t *at, uint32_t *cp)
{
	static const uint32_t	 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t			 len, i;
	uint32_t		 x;

	*cp = 0;
	if (*at >= v.n)
		return 0;
	len = sequence_length(v.p[*at]);
	if (len == 0 || len > v.n - *at)
		return -1;
	x = len == 1 ? v.p[*at] : v.p[*at] & (0xffu >> (len + 1));
	for (i = 1; i < len; i++) {
		unsigned char	 c = v.p[*at + i];

		if ((c & 0xc0) != 0x80)
			return -1;
		x = x << 6 | (c & 0x3fu);
	}
	if (x < least[len] || x > 0x10ffff || (x >= 0xd800 && x <= 0xdfff))
		return -1;
	*at += len;
	*cp = x;
	return 1;
}

void
es_utf8_add(struct es_buf *b, uint32_t cp)
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	if (cp < 0x80) {
		es_buf_add_ch(b, (unsigned char)cp);
		return;
	}
	if (cp < 0x800) {
		es_buf_add_ch(b, (unsigned char)(0xc0 | cp >> 6));
	} else {
		if (cp < 0x10000) {
			es_buf_add_ch(b, (unsigned char)(0xe0 | cp >> 12));
		} else {
			es_buf_add_ch(b, (unsigned char)(0xf0 | cp >> 18));
			es_buf_add_ch(b,
			    (unsigned char)(0x80 | (cp >> 12 & 0x3f)));
		}
		es_buf_add_ch(b, (unsigned char)(0x80 | (cp >> 6 & 0x3f)));
	}
	es_buf_add_ch(b, (unsigned char)(0x80 | (cp & 0x3f)));
}

struct es_view
es_utf8_cut(struct es_view v, size_t max)
{
	size_t		 at = 0, end = 0;
	uint32_t	 cp;

	while (es_utf8_next(v, &at, &cp) > 0 && at <= max)
		end = at;
	return es_view_sub(v, 0, end);
}

bool
es_utf8_is_text(struct es_view v)
{
	size_t		 at = 0;
	uint32_t	 cp;
	int		 rc;

	while ((rc = es_utf8_next(v, &at, &cp)) > 0) {
		if (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r')
			return false;
		if (cp == 0xfffe || cp == 0xffff)
			return false;
	}
	return rc == 0;
}

bool
es_utf8_is_line(struct es_view v)
{
	size_t		 at = 0;
	uint32_t	 cp;

	if (!es_utf8_is_text(v))
		return false;
	while (es_utf8_next(v, &at, &cp) > 0)
		if (cp < 0x20 || cp == 0x7f || cp == 0x2028 || cp == 0x2029)
			return false;
	return true;
}

size_t
es_utf8_count(struct es_view v)
{
	size_t		 at = 0, n = 0;
	uint32_t	 cp;
	int		 rc;

	while ((rc = es_utf8_next(v, &at, &cp)) != 0) {
		if (rc < 0)
			at++;
		n++;
	}
	return n;
}
