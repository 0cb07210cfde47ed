/* Letters filled, and messages as RFC 5322, 2045 and 2047 want them. */
#include "base/buf.h"
#include "base/limits.h"
#include "svc/notice/mail_text.h"
#include "svc/notice/outbox.h"
#include "tests/unit/tap.h"

static const struct svc_letter	holes = { ES_LIT("研究生成绩单"),
    ES_LIT("GS-1\r\nBcc: x"), ES_LIT("https://e/1"), ES_LIT("https://e/s"),
    ES_LIT("印信") };

static int
fill(const char *template, struct es_buf *s, struct es_buf *t)
{
	struct es_err	 e = ES_ERR_INIT;

	es_buf_reset(s);
	es_buf_reset(t);
	return svc_letter_fill(es_view_str(template), &holes, s, t, &e);
}

static void
letters(void)
{
	static const char *const	 bad[] = { "", "x", "x\n\n", "\n\nx",
	    "a\nb\n\nc", "{nobody}\n\nx", "x\n\n{what", "x\n\n{}",
	    "\xff\n\nx" };
	struct es_buf			 s, t;
	size_t				 i;

	es_buf_init(&s, ES_LIMIT_MAIL);
	es_buf_init(&t, ES_LIMIT_MAIL);
	ok(fill("您的{what}\n\n{number} {link}\n{site}{settings}", &s, &t) ==
	    0, "a letter");
	is_str(es_buf_cstr(&s), "您的研究生成绩单", "its subject");
	is_str(es_buf_cstr(&t), "GS-1  Bcc: x https://e/1\n印信https://e/s",
	    "its text; no hole brings a line of its own");
	for (i = 0; i < ES_COUNT(bad); i++)
		ok(fill(bad[i], &s, &t) < 0, "no letter: %zu", i);
	es_buf_clear(&s);
	es_buf_clear(&t);
}

static void
addresses(void)
{
	static const char *const	 good[] = { "a@b", "a.b+c@d-e.example",
	    "x_y@127.0.0.1" };
	static const char *const	 bad[] = { "", "a@", "@b", "ab",
	    "a@b@c", "a b@c", "a@b\r", "a@b\n", "<a@b>", "a@b,c", "-a@b",
	    "\"a\"@b", "a;b@c", "\xe5@b" };
	char				 text[ES_LIMIT_MAIL_ADDRESS + 2];
	size_t				 i;

	for (i = 0; i < ES_COUNT(good); i++)
		ok(svc_mail_address(es_view_str(good[i])), "%s", good[i]);
	for (i = 0; i < ES_COUNT(bad); i++)
		ok(!svc_mail_address(es_view_str(bad[i])), "none: %zu", i);
	memset(text, 'a', sizeof(text));
	text[1] = '@';
	ok(svc_mail_address(es_view(text, ES_LIMIT_MAIL_ADDRESS)) &&
	    !svc_mail_address(es_view(text, ES_LIMIT_MAIL_ADDRESS + 1)),
	    "as long as it may be, and one more");
}

static struct svc_mail
mail(void)
{
	return (struct svc_mail){ .from = "noreply@example.edu",
	    .to = "a@example.edu", .subject = ES_LIT("Hello"),
	    .text = ES_LIT("one\ntwo\n"), .id = ES_LIT("yinxin.1.2"),
	    .lang = "en", .at = 1795793935, .offset = 28800 };
}

static bool
has(struct es_buf *b, const char *what)
{
	return strstr(es_buf_cstr(b), what) != NULL;
}

static size_t
longest(const char *s)
{
	size_t	 n, most = 0;

	for (; *s != '\0'; s += n + strspn(s + n, "\r\n")) {
		n = strcspn(s, "\r\n");
		most = n > most ? n : most;
	}
	return most;
}

static void
messages(void)
{
	struct svc_mail	 m = mail();
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 b, text;

	es_buf_init(&b, 8 * ES_LIMIT_MAIL);
	ok(svc_mail_make(&m, &b, &e) == 0, "a message");
	ok(has(&b, "Date: Fri, 27 Nov 2026 23:38:55 +0800\r\n"), "date");
	ok(has(&b, "From: <noreply@example.edu>\r\nTo: <a@example.edu>\r\n"
	    "Subject: Hello\r\nMessage-ID: <yinxin.1.2@example.edu>\r\n"),
	    "what is ASCII stays as it is");
	ok(has(&b, "\r\n\r\nb25lDQp0d28NCg==\r\n"), "the text, CRLF, base64");
	es_buf_reset(&b);
	m.offset = -12600;
	m.from_name = ES_LIT("示例大学");
	m.subject = ES_LIT("一二三四五六七八九十一二三四五六七八九十一二三");
	ok(svc_mail_make(&m, &b, &e) == 0 && has(&b, " 12:08:55 -0330\r\n"),
	    "west of Greenwich");
	ok(has(&b, "From: =?UTF-8?B?56S65L6L5aSn5a2m?=\r\n <noreply@"),
	    "a name of the sender");
	ok(has(&b, "Subject: =?UTF-8?B?5LiA5LqM5LiJ5Zub5LqU5YWt5LiD5YWr"
	    "5Lmd5Y2B5LiA5LqM5LiJ?=\r\n =?UTF-8?B?"), "13 characters a word");
	ok(longest(es_buf_cstr(&b)) <= 76, "no line over 76: %zu",
	    longest(es_buf_cstr(&b)));
	es_buf_reset(&b);
	m.subject = ES_LIT("=?UTF-8?B?x?=");
	ok(svc_mail_make(&m, &b, &e) == 0 && has(&b,
	    "=?UTF-8?B?PT9VVEYtOD9CP3g/PQ==?="),
	    "what looks encoded is encoded");
	es_buf_reset(&b);
	m.to = "a@b\r\nBcc: c@d";
	ok(svc_mail_make(&m, &b, &e) < 0 && e.code == ES_E_INPUT,
	    "no header by an address");
	es_err_clear(&e);
	m = mail();
	es_buf_init(&text, ES_LIMIT_MAIL + 1);
	es_buf_fill(&text, '\n', ES_LIMIT_MAIL);
	m.text = es_buf_view(&text);
	es_buf_reset(&b);
	ok(svc_mail_make(&m, &b, &e) == 0, "as long as it may be");
	es_buf_add_ch(&text, 'x');
	m.text = es_buf_view(&text);
	es_buf_reset(&b);
	ok(svc_mail_make(&m, &b, &e) < 0 && e.code == ES_E_LIMIT,
	    "one byte more");
	es_buf_clear(&text);
	es_buf_clear(&b);
}

int
main(void)
{
	letters();
	addresses();
	messages();
	ok(svc_outbox_pause(1) == 60 && svc_outbox_pause(5) == 14400 &&
	    svc_outbox_pause(99) == 14400 && ES_LIMIT_MAIL_MS <
	    ES_LIMIT_MAIL_LEASE * 1000, "pauses grow, to an end; a try ends "
	    "before its lease");
	return done();
}
