/* svc/contract/place.c - see place.h. */
#include "svc/contract/place.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/run.h"

/* Pages of one run: so much is held in memory at once. */
enum { PAGES = 50 };
/* "Wrong page range": the file has fewer pages (pdftotext(1)). */
enum { STATUS_RANGE = 99 };

/* Pages "from" to "to"; 0: there are none, 1: their words are in "out". */
static int
words(int fd, size_t from, size_t to, struct es_buf *out, struct es_err *err)
{
	char		 first[24], last[24];
	const char	*argv[] = { "pdftotext", "-q", "-bbox-layout",
			    "-cropbox", "-f", first, "-l", last,
			    "/proc/self/fd/0", "-", NULL };
	struct sys_run	 run = { argv, fd, { ES_LIMIT_JUDGE_ARENA,
			    ES_LIMIT_JUDGE_SECONDS } };
	enum sys_end	 end;
	int		 status;

	(void)snprintf(first, sizeof(first), "%zu", from);
	(void)snprintf(last, sizeof(last), "%zu", to);
	if (sys_run(&run, out, &status, &end, err) < 0)
		return err->code != ES_E_NOTFOUND ? -1 : es_err_prefix(err,
		    "a text is found by Poppler's pdftotext (Debian: "
		    "apt-get install poppler-utils)");
	if (end == SYS_END_DONE && status == STATUS_RANGE)
		return 0;
	if (end != SYS_END_DONE || status != 0)
		return es_fail(err, ES_E_UPSTREAM, "pdftotext cannot read "
		    "pages %zu to %zu (%s, %d)", from, to, sys_end_name(end),
		    status);
	return 1;
}

static int
find(struct pdf_bboxes *all, int fd, size_t page, struct es_view text,
    struct es_err *err)
{
	struct es_buf	 out;
	size_t		 at = page == 0 ? 1 : page;
	int		 rc = 1;

	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	while (rc > 0 && at <= ES_LIMIT_PDF_PAGES) {
		es_buf_reset(&out);
		rc = words(fd, at, page == 0 ? at + PAGES - 1 : page, &out,
		    err);
		if (rc > 0 && pdf_bbox_find(all, es_buf_view(&out), at - 1,
		    text, err) < 0)
			rc = -1;
		at += PAGES;
		if (page != 0)
			break;
	}
	es_buf_clear(&out);
	return rc < 0 ? -1 : 0;
}

/* "#1 page 1 at 30,40 mm; #2 ...": the first few. */
static int
which(const struct pdf_bboxes *all, struct es_view text, size_t nth,
    struct es_err *err)
{
	const struct pdf_bbox	*b;
	struct es_buf		 list;
	size_t			 i;

	es_buf_init(&list, sizeof(err->msg));
	for (i = 0; i < all->n && i < 6; i++) {
		b = &all->at[i];
		es_buf_printf(&list, "%s#%zu page %zu at %.0f,%.0f mm",
		    i == 0 ? "" : "; ", i + 1, b->page + 1,
		    (double)(b->x0 + b->x1) / 2000 * 25.4 / 72,
		    (double)(b->y0 + b->y1) / 2000 * 25.4 / 72);
	}
	if (i < all->n)
		es_buf_add_str(&list, "; ...");
	es_fail(err, ES_E_INPUT, nth == 0 ? "the text \"%.*s\" stands %zu "
	    "times (%s): say which, with #1 or #2 behind it" : "the text "
	    "\"%.*s\" stands only %zu times (%s)", (int)text.n,
	    (const char *)text.p, all->n, es_buf_cstr(&list) == NULL ? "" :
	    (const char *)list.p);
	es_buf_clear(&list);
	return -1;
}

int
svc_place_text(struct pdf_bbox *out, int fd, size_t page,
    struct es_view text, size_t nth, struct es_err *err)
{
	struct pdf_bboxes	 all = { NULL, 0 };
	char			 where[40] = "any page";
	int			 rc;

	memset(out, 0, sizeof(*out));
	if (page != 0)
		(void)snprintf(where, sizeof(where), "page %zu", page);
	rc = find(&all, fd, page, text, err);
	if (rc == 0 && all.n == 0)
		rc = es_fail(err, ES_E_INPUT, "the text \"%.*s\" is not on "
		    "%s; a scanned page has no text", (int)text.n,
		    (const char *)text.p, where);
	else if (rc == 0 && (nth > all.n || nth > ES_LIMIT_BBOX_HITS ||
	    (nth == 0 && all.n > 1)))
		rc = which(&all, text, nth, err);
	else if (rc == 0)
		*out = all.at[nth == 0 ? 0 : nth - 1];
	pdf_bboxes_clear(&all);
	return rc;
}
