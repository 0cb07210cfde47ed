/* pdf/pagebox.c - see pagebox.h. */
#include "pdf/pagebox.h"

#include "base/limits.h"

/* A key of the page, or of the nearest node above that has it. */
static const struct pdf_obj *
inherited(struct pdf_file *f, size_t rev, const struct pdf_obj *page,
    const char *key)
{
	const struct pdf_obj	*v;
	size_t			 depth;

	for (depth = 0; page != NULL && depth <= ES_LIMIT_PDF_TREE; depth++) {
		if ((v = pdf_file_key(f, rev, page, key)) != NULL)
			return v;
		page = pdf_file_key(f, rev, page, "Parent");
	}
	return NULL;
}

/* Four numbers in any order of the corners. */
static bool
box(struct pdf_file *f, size_t rev, const struct pdf_obj *a, int64_t out[4])
{
	int64_t	 t;
	size_t	 i;

	if (!pdf_obj_is(a, PDF_ARRAY) || pdf_obj_count(a) != 4)
		return false;
	for (i = 0; i < 4; i++)
		if (!pdf_obj_milli(pdf_file_item(f, rev, a, i), &out[i]) ||
		    out[i] > INT32_MAX || out[i] < -INT32_MAX)
			return false;
	for (i = 0; i < 2; i++)
		if (out[i] > out[i + 2]) {
			t = out[i];
			out[i] = out[i + 2];
			out[i + 2] = t;
		}
	return true;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool
unit(struct pdf_file *f, size_t rev, const struct pdf_obj *page,
    int64_t *out)
{
	const struct pdf_obj	*u = pdf_file_key(f, rev, page, "UserUnit");

	*out = 1000;
	return u == NULL || (pdf_obj_milli(u, out) && *out >= 100 &&
	    *out <= 1000000);
}

int
pdf_pagebox(struct pdf_pagebox *out, struct pdf_file *f, size_t rev, size_t k,
    struct es_err *err)
{
	const struct pdf_obj	*page = pdf_file_num(f, rev,
				    pdf_file_page(f, rev, k));
	const struct pdf_obj	*crop;
	int64_t			 m[4], c[4], turn;

	memset(out, 0, sizeof(*out));
	if (page == NULL)
		return es_fail(err, ES_E_NOTFOUND, "PDF: there is no page "
		    "%zu", k + 1);
	if (!box(f, rev, inherited(f, rev, page, "MediaBox"), m))
		return es_fail(err, ES_E_FORMAT, "PDF: page %zu has no "
		    "MediaBox", k + 1);
	crop = inherited(f, rev, page, "CropBox");
	if (crop == NULL)
		memcpy(c, m, sizeof(c));
	else if (!box(f, rev, crop, c))
		return es_fail(err, ES_E_FORMAT, "PDF: page %zu has a "
		    "malformed CropBox", k + 1);
	out->x0 = most(m[0], c[0]);
	out->y0 = most(m[1], c[1]);
	out->x1 = least(m[2], c[2]);
	out->y1 = least(m[3], c[3]);
	turn = pdf_obj_int(inherited(f, rev, page, "Rotate"), -3600, 3600, 0);
	if (turn % 90 != 0 || out->x1 <= out->x0 || out->y1 <= out->y0)
		return es_fail(err, ES_E_FORMAT, "PDF: page %zu has an empty "
		    "visible part, or a Rotate that is no quarter turn",
		    k + 1);
	if (!unit(f, rev, page, &out->unit))
		return es_fail(err, ES_E_FORMAT, "PDF: page %zu has an odd "
		    "UserUnit", k + 1);
	out->rotate = (int)((turn % 360 + 360) % 360);
	out->w = (out->x1 - out->x0) * out->unit / 1000;
	out->h = (out->y1 - out->y0) * out->unit / 1000;
	if (out->rotate % 180 != 0) {
		turn = out->w;
		out->w = out->h;
		out->h = turn;
	}
	return 0;
}

void
pdf_pagebox_rect(const struct pdf_pagebox *p, int64_t x, int64_t y, int64_t w,
    int64_t h, int64_t out[4])
{
	int64_t	 cx, cy, t;

	x = x * 1000 / p->unit;
	y = y * 1000 / p->unit;
	w = w * 1000 / p->unit;
	h = h * 1000 / p->unit;
	switch (p->rotate) {
	case 90:		/* the lower left corner is seen upper left */
		cx = p->x0 + y;
		cy = p->y0 + x;
		break;
	case 180:
		cx = p->x1 - x;
		cy = p->y0 + y;
		break;
	case 270:
		cx = p->x1 - y;
		cy = p->y1 - x;
		break;
	default:
		cx = p->x0 + x;
		cy = p->y1 - y;
		break;
	}
	if (p->rotate % 180 != 0) {
		t = w;
		w = h;
		h = t;
	}
	out[0] = cx - w / 2;
	out[1] = cy - h / 2;
	out[2] = out[0] + w;
	out[3] = out[1] + h;
}

void
pdf_pagebox_seen(const struct pdf_pagebox *p, int64_t ux, int64_t uy,
    int64_t *x, int64_t *y)
{
	switch (p->rotate) {
	case 90:
		*x = uy - p->y0;
		*y = ux - p->x0;
		break;
	case 180:
		*x = p->x1 - ux;
		*y = uy - p->y0;
		break;
	case 270:
		*x = p->y1 - uy;
		*y = p->x1 - ux;
		break;
	default:
		*x = ux - p->x0;
		*y = p->y1 - uy;
		break;
	}
	*x = *x * p->unit / 1000;
	*y = *y * p->unit / 1000;
}
