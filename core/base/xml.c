/* base/xml.c - see xml.h. */
#include "base/xml.h"

#include "base/utf8.h"

/* The name or the number that stands for it; NULL: itself. */
static const char *
reference(uint32_t cp, unsigned how)
{
	switch (cp) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\r':
		return "&#13;";
	case '"':
		return how & ES_XML_QUOTES ? "&quot;" : NULL;
	case '\t':
		return how & ES_XML_SPACES ? "&#9;" : NULL;
	case '\n':
		return how & ES_XML_SPACES ? "&#10;" : NULL;
	default:
		return NULL;
	}
}

static bool
is_char(uint32_t cp)
{
	return (cp >= 0x20 || cp == '\t' || cp == '\n') && cp != 0xfffe &&
	    cp != 0xffff;
}

void
es_xml_add(struct es_buf *b, struct es_view v, unsigned how)
{
	size_t		 at = 0;
	uint32_t	 cp;
	int		 rc;

	while ((rc = es_utf8_next(v, &at, &cp)) != 0) {
		const char	*as = rc > 0 ? reference(cp, how) : NULL;

		if (rc < 0)
			at++;
		if (as != NULL)
			es_buf_add_str(b, as);
		else
			es_utf8_add(b, rc > 0 && is_char(cp) ? cp : 0xfffd);
	}
}

bool
es_xml_is_blank(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static bool
is_name(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	    c == ':';
}

struct es_view
es_xml_attr(struct es_view tag, struct es_view name)
{
	size_t	 i = 0, start, quote;

	for (;;) {
		while (i < tag.n && es_xml_is_blank(tag.p[i]))
			i++;
		for (start = i; i < tag.n && is_name(tag.p[i]); i++)
			continue;
		if (i == start || i + 1 >= tag.n || tag.p[i] != '=' ||
		    tag.p[i + 1] != '"')
			return ES_VIEW_EMPTY;
		quote = es_view_find(tag, ES_LIT("\""), i + 2);
		if (quote == SIZE_MAX)
			return ES_VIEW_EMPTY;
		if (es_view_eq(es_view_sub(tag, start, i - start), name))
			return es_view_sub(tag, i + 2, quote - i - 2);
		i = quote + 1;
	}
}
