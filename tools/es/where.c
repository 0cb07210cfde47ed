/* es: see where.h. */
#include "where.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/contract/place.h"

int64_t
es_where_mm(double mm)
{
	return llround(mm * 72000 / 25.4);
}

bool
es_where_point(const char *s, double *x, double *y)
{
	char	*end;

	*x = strtod(s, &end);
	if (end == s || *end != ',')
		return false;
	s = end + 1;
	*y = strtod(s, &end);
	return end != s && *end == '\0' && fabs(*x) < 1e5 && fabs(*y) < 1e5;
}

/* "text:TEXT#2": a number behind the last "#" is not of the text. */
static bool
text(struct es_where *w, const char *s)
{
	const char	*hash = strrchr(s, '#');
	char		*end;

	w->kind = ES_WHERE_TEXT;
	w->name = es_view_str(s);
	if (hash != NULL && hash[1] >= '1' && hash[1] <= '9') {
		w->nth = strtol(hash + 1, &end, 10);
		if (*end != '\0' || w->nth > 1000000)
			return false;
		w->name.n = (size_t)(hash - s);
	}
	return w->name.n > 0;
}

bool
es_where_parse(struct es_where *w, const char *arg)
{
	char	*end;
	long	 page;

	memset(w, 0, sizeof(*w));
	if (strncmp(arg, "text:", 5) == 0)
		return text(w, arg + 5);
	if (strncmp(arg, "anchor:", 7) == 0) {
		w->kind = ES_WHERE_ANCHOR;
		w->name = es_view_str(arg + 7);
		return w->name.n > 0;
	}
	w->kind = ES_WHERE_POINT;
	page = strtol(arg, &end, 10);
	if (end != arg && *end == ':') {
		w->page = page;
		arg = end + 1;
		if (page == 0 || labs(page) > (long)ES_LIMIT_PDF_PAGES)
			return false;
	}
	return es_where_point(arg, &w->x, &w->y);
}

int
es_where_look(struct es_where *w, int fd, struct es_err *err)
{
	if (w->kind != ES_WHERE_TEXT)
		return 0;
	if (w->page < 0)
		return es_fail(err, ES_E_INPUT, "a text is looked for on any "
		    "page, or on one that is counted from the front");
	return svc_place_text(&w->box, fd, (size_t)w->page, w->name,
	    (size_t)w->nth, err);
}

/* Page from 0 of "-1", "3"; 0: the last. */
static int
page_of(size_t *out, long page, struct pdf_file *f, struct es_err *err)
{
	size_t	 pages = 0;

	*out = (size_t)page - 1;
	if (page > 0)
		return 0;
	if (page == 0)
		page = -1;
	if (pdf_file_pages(f, pdf_file_revs(f) - 1, &pages, err) < 0)
		return -1;
	*out = pages - (size_t)-page;
	return pages >= (size_t)-page ? 0 : es_fail(err, ES_E_NOTFOUND,
	    "there is no page %ld: the file has %zu", page, pages);
}

int
es_where_spot(const struct es_where *at, struct pdf_file *f, double dx,
    double dy, int64_t w, int64_t h, struct pdf_spot *out,
    struct es_err *err)
{
	struct pdf_pagebox	 p;

	memset(out, 0, sizeof(*out));
	switch (at->kind) {
	case ES_WHERE_ANCHOR:
		if (pdf_place_anchor(out, f, at->name, err) < 0)
			return -1;
		break;
	case ES_WHERE_TEXT:
		if (pdf_pagebox(&p, f, pdf_file_revs(f) - 1, at->box.page,
		    err) < 0)
			return -1;
		out->page = at->box.page;
		out->x = (at->box.x0 + at->box.x1) / 2 * p.unit / 1000;
		out->y = (at->box.y0 + at->box.y1) / 2 * p.unit / 1000;
		break;
	default:
		out->x = es_where_mm(at->x);
		out->y = es_where_mm(at->y);
		return page_of(&out->page, at->page, f, err) < 0 ? -1 :
		    pdf_file_ok(f, err);
	}
	out->x += es_where_mm(dx);
	out->y += es_where_mm(dy);
	return pdf_place_inside(out, f, w, h, err);
}
