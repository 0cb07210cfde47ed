/* t_pdf_bbox.c - a text in what pdftotext prints. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "pdf/bbox.h"
#include "tests/unit/tap.h"

#define HEAD	"<html><body><doc>\n<page width=\"595\" height=\"842\">\n"
#define FOOT	"</page>\n</doc></body></html>\n"
#define LINE(words) "<flow><block><line>" words "</line></block></flow>"
#define WORD(x0, x1, t) "<word xMin=\"" #x0 "\" yMin=\"10\" xMax=\"" #x1 \
	"\" yMax=\"20.5\">" t "</word>"

static size_t
find(const char *xml, const char *text, struct pdf_bboxes *b,
    enum es_code want)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 n;

	memset(b, 0, sizeof(*b));
	if (pdf_bbox_find(b, es_view_str(xml), 4, es_view_str(text),
	    &e) < 0 || want != ES_E_NONE)
		ok(e.code == want, "%.60s: %s", text, e.msg);
	n = b->n;
	return n;
}

static void
found(void)
{
	static const char	 two[] = HEAD LINE(WORD(0, 80, "甲方（盖章）：")
	    WORD(100, 110, "乙") WORD(110, 120, "方"))
	    LINE(WORD(300, 360, "甲方(盖 章)")) FOOT;
	static const char	 cut[] = HEAD LINE(WORD(0, 10, "甲"))
	    LINE(WORD(0, 10, "方")) FOOT;
	struct pdf_bboxes	 b;

	ok(find(two, "甲方（盖章）", &b, ES_E_NONE) == 2, "full and half");
	ok(b.at != NULL && b.at[0].page == 4 && b.at[0].x0 == 0 &&
	    b.at[0].y0 == 10000 && b.at[0].y1 == 20500, "its box");
	ok(b.at != NULL && b.at[0].x1 > 65000 && b.at[0].x1 < 80000,
	    "part of a word: %ld", b.at == NULL ? 0 : (long)b.at[0].x1);
	ok(b.at != NULL && b.at[1].x0 == 300000 && b.at[1].x1 == 360000,
	    "a whole word");
	pdf_bboxes_clear(&b);
	ok(find(two, "乙 方", &b, ES_E_NONE) == 1 && b.at[0].x0 == 100000 &&
	    b.at[0].x1 == 120000, "over two words");
	pdf_bboxes_clear(&b);
	ok(find(two, "丙方", &b, ES_E_NONE) == 0, "not there");
	ok(find(cut, "甲方", &b, ES_E_NONE) == 0, "lines stand alone");
	ok(find(HEAD LINE(WORD(0, 9, "a&amp;b&lt;")) FOOT, "a&b<", &b,
	    ES_E_NONE) == 1, "escapes");
	pdf_bboxes_clear(&b);
	ok(find(HEAD LINE(WORD(0, 9, "a\001b")) FOOT, "ab", &b,
	    ES_E_NONE) == 1, "control characters");
	pdf_bboxes_clear(&b);
	ok(find("<doc>\n<page width=\"1\" height=\"1\">\n</page>\n" "<page "
	    "width=\"1\" height=\"1\">" WORD(0, 1, "x") "</page></doc>", "x",
	    &b, ES_E_NONE) == 0, "words outside lines are none");
}

static void
odd(void)
{
	struct pdf_bboxes	 b;

	find("", "x", &b, ES_E_FORMAT);
	find("<html>no</html>", "x", &b, ES_E_FORMAT);
	find("<doc><page width=\"1\">", "x", &b, ES_E_FORMAT);
	find("<doc><page <</page>", "x", &b, ES_E_FORMAT);
	find(HEAD LINE("<word xMin=\"a\">x</word>") FOOT, "x", &b,
	    ES_E_FORMAT);
	find(HEAD LINE("<word xMin=\"inf\" yMin=\"0\" xMax=\"0\" yMax=\"0\">"
	    "x</word>") FOOT, "x", &b, ES_E_FORMAT);
	find(HEAD FOOT, " \xe3\x80\x80", &b, ES_E_INPUT);
	find(HEAD FOOT, "a\nb", &b, ES_E_INPUT);
	find(HEAD FOOT, "\xff", &b, ES_E_INPUT);
}

/* n times "x" in one line; or in a line each. */
static void
many(struct es_buf *xml, size_t n, bool lines)
{
	es_buf_init(xml, 32 * ES_MIB);
	es_buf_add_str(xml, HEAD "<line>");
	for (; n > 0; n--) {
		es_buf_add_str(xml, WORD(0, 9, "x"));
		if (lines && n % 500 == 0)
			es_buf_add_str(xml, "</line></page><page width=\"1\" "
			    "height=\"1\"><line>");
	}
	es_buf_add_str(xml, WORD(50, 60, "z") "</line>" FOOT);
	es_buf_add_ch(xml, 0);
}

static void
limits(void)
{
	struct pdf_bboxes	 b;
	struct es_buf		 xml, text;
	size_t			 over;

	for (over = 0; over < 2; over++) {
		es_buf_init(&text, ES_KIB);
		es_buf_fill(&text, 'x', ES_LIMIT_BBOX_TEXT + over);
		find(HEAD FOOT, es_buf_cstr(&text), &b, over ? ES_E_INPUT :
		    ES_E_NONE);
		es_buf_clear(&text);

		many(&xml, ES_LIMIT_BBOX_LINE - 1 + over, false);
		ok(find((const char *)xml.p, "z", &b, ES_E_NONE) ==
		    (over ? 0 : 1), "a line of %zu", ES_LIMIT_BBOX_LINE +
		    over);
		pdf_bboxes_clear(&b);
		es_buf_clear(&xml);

		many(&xml, ES_LIMIT_BBOX_HITS + over, true);
		ok(find((const char *)xml.p, "x", &b, ES_E_NONE) ==
		    ES_LIMIT_BBOX_HITS + over, "all are counted");
		ok(b.at != NULL && b.at[ES_LIMIT_BBOX_HITS - 1].x1 == 9000,
		    "and so many told");
		pdf_bboxes_clear(&b);
		es_buf_clear(&xml);
	}
}

int
main(void)
{
	found();
	odd();
	limits();
	return done();
}
