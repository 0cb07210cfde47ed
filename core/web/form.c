/* web/form.c - see form.h. */
#include "web/form.h"

#include "base/limits.h"
#include "base/utf8.h"

const struct web_pair *
web_form_find(const struct web_form *f, const char *name)
{
	size_t	 i;

	for (i = 0; i < f->n; i++)
		if (es_view_eq_str(f->pairs[i].name, name))
			return &f->pairs[i];
	return NULL;
}

struct es_view
web_cookie_find(struct es_view header, const char *name)
{
	struct es_view	 part;
	size_t		 at, end, eq;

	for (at = 0; at < header.n; at = end + 1) {
		end = es_view_find(header, ES_LIT(";"), at);
		if (end == SIZE_MAX)
			end = header.n;
		part = es_view_trim(es_view_sub(header, at, end - at));
		eq = es_view_find(part, ES_LIT("="), 0);
		if (eq != SIZE_MAX &&
		    es_view_eq_str(es_view_sub(part, 0, eq), name))
			return es_view_sub(part, eq + 1, SIZE_MAX);
	}
	return ES_VIEW_EMPTY;
}

static int
hex(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Undo "+" and %XX into the arena; the result must be text. */
static int
unescape(struct es_view *out, struct es_view in, size_t max,
    struct es_arena *a, struct es_err *err)
{
	unsigned char	*p;
	size_t		 i, n = 0;

	if (in.n > 3 * max)	/* every byte escaped */
		return es_fail(err, ES_E_LIMIT, "form: a field of %zu bytes, "
		    "limit %zu", in.n, max);
	if ((p = es_arena_get(a, in.n + 1)) == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	for (i = 0; i < in.n; i++) {
		if (in.p[i] == '+') {
			p[n++] = ' ';
		} else if (in.p[i] != '%') {
			p[n++] = in.p[i];
		} else {
			if (in.n - i < 3 || hex(in.p[i + 1]) < 0 ||
			    hex(in.p[i + 2]) < 0)
				return es_fail(err, ES_E_FORMAT,
				    "form: bad escape");
			p[n++] = (unsigned char)(hex(in.p[i + 1]) << 4 |
			    hex(in.p[i + 2]));
			i += 2;
		}
	}
	if (n > max)
		return es_fail(err, ES_E_LIMIT, "form: a field of %zu bytes, "
		    "limit %zu", n, max);
	*out = es_view(p, n);
	if (!es_utf8_is_text(*out))
		return es_fail(err, ES_E_FORMAT, "form: not UTF-8 text");
	return 0;
}

static int
init(struct web_form *f, struct es_arena *a, struct es_err *err)
{
	f->n = 0;
	f->pairs = es_arena_array(a, ES_LIMIT_FIELDS, sizeof(*f->pairs));
	if (f->pairs == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	return 0;
}

static struct web_pair *
next_pair(struct web_form *f, struct es_err *err)
{
	if (f->n == ES_LIMIT_FIELDS) {
		es_fail(err, ES_E_LIMIT, "form: over %zu fields",
		    ES_LIMIT_FIELDS);
		return NULL;
	}
	return &f->pairs[f->n++];
}

int
web_form_parse(struct web_form *out, struct es_view body, struct es_arena *a,
    struct es_err *err)
{
	return web_form_parse_long(out, body, ES_LIMIT_FIELD, a, err);
}

int
web_form_parse_long(struct web_form *out, struct es_view body,
    size_t field_max, struct es_arena *a, struct es_err *err)
{
	struct es_view	 part;
	struct web_pair	*p;
	size_t		 at, end, eq;

	if (init(out, a, err) < 0)
		return -1;
	for (at = 0; at < body.n; at = end + 1) {
		end = es_view_find(body, ES_LIT("&"), at);
		if (end == SIZE_MAX)
			end = body.n;
		part = es_view_sub(body, at, end - at);
		if (part.n == 0)
			continue;
		if ((p = next_pair(out, err)) == NULL)
			return -1;
		if ((eq = es_view_find(part, ES_LIT("="), 0)) == SIZE_MAX)
			eq = part.n;
		if (unescape(&p->name, es_view_sub(part, 0, eq),
		    ES_LIMIT_FIELD, a, err) < 0 || unescape(&p->value,
		    es_view_sub(part, eq + 1, SIZE_MAX), field_max, a,
		    err) < 0)
			return -1;
	}
	return 0;
}

/* -- multipart --------------------------------------------------------- */
static bool
same_nocase(struct es_view a, const char *b)
{
	size_t	 i;

	if (a.n != strlen(b))
		return false;
	for (i = 0; i < a.n; i++)
		if ((a.p[i] | 0x20) != (b[i] | 0x20))
			return false;
	return true;
}

/*
 * A parameter of a header value: name="value" or name=token.  Returns 1
 * found, 0 absent, -1 malformed.
 */
static int
param(struct es_view v, const char *name, struct es_view *out,
    struct es_arena *a)
{
	size_t		 at = es_view_find(v, ES_LIT(";"), 0), i, n, eq;
	unsigned char	*p = es_arena_get(a, v.n + 1);

	while (at != SIZE_MAX && p != NULL) {
		struct es_view	 key;

		for (at++; at < v.n && (v.p[at] == ' ' || v.p[at] == '\t');)
			at++;
		if ((eq = es_view_find(v, ES_LIT("="), at)) == SIZE_MAX)
			return -1;
		key = es_view_sub(v, at, eq - at);
		i = eq + 1;
		n = 0;
		if (i < v.n && v.p[i] == '"') {
			for (i++; i < v.n && v.p[i] != '"'; i++) {
				/* browsers write %22 for a quote */
				if (v.p[i] == '\\' && i + 1 < v.n)
					i++;
				p[n++] = v.p[i];
			}
			if (i == v.n)
				return -1;
			i++;
		} else {
			while (i < v.n && v.p[i] != ';')
				p[n++] = v.p[i++];
		}
		if (same_nocase(key, name)) {
			*out = es_view(p, n);
			return 1;
		}
		at = i < v.n && v.p[i] == ';' ? i : SIZE_MAX;
	}
	return p == NULL ? -1 : 0;
}

/* Headers of one part: name, file name, type. */
static int
part_headers(struct web_pair *p, struct es_view head, struct es_arena *a,
    struct es_err *err)
{
	struct es_view	 line, key, value;
	size_t		 at, end, colon;
	bool		 named = false;
	int		 rc;

	for (at = 0; at < head.n; at = end + 2) {
		end = es_view_find(head, ES_LIT("\r\n"), at);
		if (end == SIZE_MAX)
			end = head.n;
		line = es_view_sub(head, at, end - at);
		if ((colon = es_view_find(line, ES_LIT(":"), 0)) == SIZE_MAX)
			return es_fail(err, ES_E_FORMAT, "multipart: header");
		key = es_view_sub(line, 0, colon);
		value = es_view_trim(es_view_sub(line, colon + 1, SIZE_MAX));
		if (same_nocase(key, "content-type")) {
			p->type = value;
		} else if (same_nocase(key, "content-disposition")) {
			if (named ||
			    !es_view_starts(value, ES_LIT("form-data")) ||
			    param(value, "name", &p->name, a) != 1)
				return es_fail(err, ES_E_FORMAT,
				    "multipart: disposition");
			rc = param(value, "filename", &p->filename, a);
			if (rc < 0)
				return es_fail(err, ES_E_FORMAT,
				    "multipart: file name");
			p->is_file = rc > 0;
			named = true;
		}
	}
	if (!named || !es_utf8_is_line(p->name) ||
	    !es_utf8_is_text(p->filename) || !es_utf8_is_line(p->type))
		return es_fail(err, ES_E_FORMAT, "multipart: a part without "
		    "name");
	return 0;
}

static int
take_part(struct web_form *out, struct es_view part, struct es_arena *a,
    struct es_err *err)
{
	size_t		 gap = es_view_find(part, ES_LIT("\r\n\r\n"), 0);
	struct web_pair	*p = next_pair(out, err);

	if (p == NULL)
		return -1;
	if (gap == SIZE_MAX || gap > ES_LIMIT_FIELD)
		return es_fail(err, ES_E_FORMAT, "multipart: no part headers");
	if (part_headers(p, es_view_sub(part, 0, gap), a, err) < 0)
		return -1;
	p->value = es_view_sub(part, gap + 4, SIZE_MAX);
	if (p->is_file)
		return 0;
	if (p->value.n > ES_LIMIT_FIELD)
		return es_fail(err, ES_E_LIMIT, "form: a field of %zu bytes, "
		    "limit %zu", p->value.n, ES_LIMIT_FIELD);
	if (!es_utf8_is_text(p->value))
		return es_fail(err, ES_E_FORMAT, "form: not UTF-8 text");
	return 0;
}

int
web_multipart_parse(struct web_form *out, struct es_view body,
    struct es_view content_type, struct es_arena *a, struct es_err *err)
{
	struct es_view	 mark, dashes;
	unsigned char	*p;
	size_t		 at, end;

	if (init(out, a, err) < 0)
		return -1;
	/* RFC 2046 5.1.1: 1 to 70 characters. */
	if (param(content_type, "boundary", &mark, a) != 1 || mark.n < 1 ||
	    mark.n > 70)
		return es_fail(err, ES_E_FORMAT, "multipart: no boundary");
	if ((p = es_arena_get(a, mark.n + 4)) == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	memcpy(p, "\r\n--", 4);
	memcpy(p + 4, mark.p, mark.n);
	dashes = es_view(p, mark.n + 4);
	if (!es_view_starts(body, es_view_sub(dashes, 2, SIZE_MAX)))
		return es_fail(err, ES_E_FORMAT, "multipart: no beginning");
	at = dashes.n - 2;
	for (;;) {
		struct es_view	 next = es_view_sub(body, at, 2);

		if (es_view_eq_str(next, "--"))
			return 0;	/* what follows is no part */
		if (!es_view_eq_str(next, "\r\n"))
			return es_fail(err, ES_E_FORMAT, "multipart: mark");
		at += 2;
		if ((end = es_view_find(body, dashes, at)) == SIZE_MAX)
			return es_fail(err, ES_E_FORMAT, "multipart: cut off");
		if (take_part(out, es_view_sub(body, at, end - at), a,
		    err) < 0)
			return -1;
		at = end + dashes.n;
	}
}
