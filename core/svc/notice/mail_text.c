/* svc/notice/mail_text.c - see mail_text.h. */
#include "svc/notice/mail_text.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "crypt/text.h"

/* -- letters --------------------------------------------------------------- */
static void
put_line(struct es_buf *b, struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		es_buf_add_ch(b, v.p[i] < ' ' || v.p[i] == 0x7f ? ' ' :
		    v.p[i]);
}

static const struct es_view *
hole(const struct svc_letter *l, struct es_view name)
{
	static const char *const	 names[] = { "what", "number", "link",
	    "settings", "site" };
	const struct es_view *const	 holes[] = { &l->what, &l->number,
	    &l->link, &l->settings, &l->site };
	size_t				 i;

	for (i = 0; i < ES_COUNT(names); i++)
		if (es_view_eq_str(name, names[i]))
			return holes[i];
	return NULL;
}

static int
fill(struct es_view t, const struct svc_letter *l, struct es_buf *out,
    struct es_err *err)
{
	const struct es_view	*v;
	size_t			 at = 0, open, close;

	while ((open = es_view_find(t, ES_LIT("{"), at)) != SIZE_MAX) {
		es_buf_add_view(out, es_view_sub(t, at, open - at));
		close = es_view_find(t, ES_LIT("}"), open);
		v = close == SIZE_MAX ? NULL : hole(l, es_view_sub(t, open +
		    1, close - open - 1));
		if (v == NULL)
			return es_fail(err, ES_E_FORMAT, "letter: no such "
			    "hole: %.*s", (int)(t.n - open < 20 ? t.n - open :
			    20), (const char *)t.p + open);
		put_line(out, *v);
		at = close + 1;
	}
	es_buf_add_view(out, es_view_sub(t, at, t.n));
	return es_buf_ok(out, "letter", err);
}

int
svc_letter_fill(struct es_view template, const struct svc_letter *l,
    struct es_buf *subject, struct es_buf *text, struct es_err *err)
{
	size_t	 end = es_view_find(template, ES_LIT("\n\n"), 0);

	if (!es_utf8_is_text(template))
		return es_fail(err, ES_E_FORMAT, "letter: not UTF-8");
	if (end == SIZE_MAX || end == 0 || end + 2 >= template.n ||
	    es_view_find(template, ES_LIT("\n"), 0) != end)
		return es_fail(err, ES_E_FORMAT, "letter: a subject, an empty "
		    "line and a text are wanted");
	return fill(es_view_sub(template, 0, end), l, subject, err) < 0 ? -1 :
	    fill(es_view_sub(template, end + 2, template.n), l, text, err);
}

/* -- messages -------------------------------------------------------------- */
bool
svc_mail_address(struct es_view v)
{
	static const char	 good[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~@";
	size_t			 i, ats = 0;

	if (v.n < 3 || v.n > ES_LIMIT_MAIL_ADDRESS || v.p[0] == '@' ||
	    v.p[v.n - 1] == '@' || v.p[0] == '-')
		return false;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '\0' || strchr(good, v.p[i]) == NULL)
			return false;
		ats += v.p[i] == '@';
	}
	return ats == 1;
}

/* Bytes of the character at v.p[at]. */
static size_t
step(struct es_view v, size_t at)
{
	size_t	 n = 1;

	while (at + n < v.n && (v.p[at + n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool
is_ascii(struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if (v.p[i] < ' ' || v.p[i] > '~')
			return false;
	return true;
}

/*
 * Text of a header, RFC 2047: encoded words that part no character (section
 * 5), each on a line of its own; 64 characters, so that the first has room
 * behind the header's name (76 in all, section 2).
 */
static void
put_words(struct es_buf *b, struct es_view v)
{
	size_t	 at = 0, n, k;

	for (at = 0; at < v.n; at += n) {
		for (n = 0; at + n < v.n; n += k)
			if (n + (k = step(v, at + n)) > 39)
				break;
		if (at > 0)
			es_buf_add_str(b, "\r\n ");
		es_buf_add_str(b, "=?UTF-8?B?");
		crypt_base64(b, es_view_sub(v, at, n));
		es_buf_add_str(b, "?=");
	}
}

static void
put_header(struct es_buf *b, const char *name, struct es_view v)
{
	es_buf_add_str(b, name);
	es_buf_add_str(b, ": ");
	if (is_ascii(v) && strlen(name) + 2 + v.n <= 76 &&
	    es_view_find(v, ES_LIT("=?"), 0) == SIZE_MAX)
		es_buf_add_view(b, v);
	else
		put_words(b, v);
	es_buf_add_str(b, "\r\n");
}

/* RFC 5322 3.3. */
static void
put_date(struct es_buf *b, int64_t at, int offset)
{
	static const char *const	 days[] = { "Thu", "Fri", "Sat", "Sun",
	    "Mon", "Tue", "Wed" };
	static const char *const	 months[] = { "Jan", "Feb", "Mar",
	    "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct es_civil			 c;
	int				 east = offset < 0 ? -offset : offset;

	es_time_civil(at, offset, &c);
	es_buf_printf(b, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n",
	    days[(at + offset) / 86400 % 7], c.day, months[c.month - 1],
	    c.year, c.hour, c.minute, c.second, offset < 0 ? '-' : '+',
	    east / 3600, east / 60 % 60);
}

/* CRLF for LF, then base64 in lines of 76 (RFC 2045 6.8). */
static int
put_body(struct es_buf *b, struct es_view text, struct es_err *err)
{
	struct es_buf	 crlf, all;
	struct es_view	 v;
	size_t		 i;
	int		 rc;

	es_buf_init(&crlf, 2 * ES_LIMIT_MAIL);
	es_buf_init(&all, 4 * ES_LIMIT_MAIL);
	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '\r')
			continue;
		if (text.p[i] == '\n')
			es_buf_add_ch(&crlf, '\r');
		es_buf_add_ch(&crlf, text.p[i]);
	}
	crypt_base64(&all, es_buf_view(&crlf));
	v = es_buf_view(&all);
	for (i = 0; i < v.n; i += 76) {
		es_buf_add_view(b, es_view_sub(v, i, 76));
		es_buf_add_str(b, "\r\n");
	}
	rc = es_buf_ok(&crlf, "mail", err) < 0 ? -1 : es_buf_ok(&all, "mail",
	    err);
	es_buf_clear(&crlf);
	es_buf_clear(&all);
	return rc;
}

int
svc_mail_make(const struct svc_mail *m, struct es_buf *out,
    struct es_err *err)
{
	const char	*domain = strchr(m->from, '@');

	if (!svc_mail_address(es_view_str(m->from)) || domain == NULL ||
	    !svc_mail_address(es_view_str(m->to)))
		return es_fail(err, ES_E_INPUT, "mail: not an address");
	if (m->text.n > ES_LIMIT_MAIL)
		return es_fail(err, ES_E_LIMIT, "mail: over %zu bytes",
		    ES_LIMIT_MAIL);
	put_date(out, m->at, m->offset);
	es_buf_add_str(out, "From: ");
	if (m->from_name.n > 0) {
		put_words(out, m->from_name);
		es_buf_add_str(out, "\r\n ");
	}
	es_buf_printf(out, "<%s>\r\nTo: <%s>\r\n", m->from, m->to);
	put_header(out, "Subject", m->subject);
	es_buf_printf(out, "Message-ID: <%.*s%s>\r\n", (int)m->id.n,
	    (const char *)m->id.p, domain);
	es_buf_printf(out, "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Language: %s\r\n"
	    "Auto-Submitted: auto-generated\r\n\r\n", m->lang);
	return put_body(out, m->text, err) < 0 ? -1 : es_buf_ok(out, "mail",
	    err);
}
