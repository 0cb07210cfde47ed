/*
 * pdf/filter.c - decoding cross-reference and object streams.
 *
 * ISO 32000-2 clause 7.4.4.  Only what those streams use; output is capped
 * three times: per stream, per file, and against the encoded size.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "flate/flate.h"
#include "pdf/read_priv.h"

struct predictor {
	int64_t	 kind, colors, bits, columns;
};

static int
bad(struct pdf_file *f, const char *what)
{
	return file_refuse(f, PDF_WHY_STREAM, "pdf: %s", what);
}

/* The one element of [x], or x itself. */
static const struct pdf_obj *
only(const struct pdf_obj *o)
{
	if (pdf_obj_is(o, PDF_ARRAY) && pdf_obj_count(o) == 1)
		return pdf_obj_item(o, 0);
	return o;
}

static bool
absent(const struct pdf_obj *o)
{
	return o == NULL || o->type == PDF_NULL;
}

static int
read_predictor(struct pdf_file *f, const struct pdf_obj *stream,
    struct predictor *p)
{
	const struct pdf_obj	*d = only(pdf_obj_key(stream, "DecodeParms"));

	*p = (struct predictor){ 1, 1, 8, 1 };
	if (absent(d))
		return 0;
	if (!pdf_obj_is(d, PDF_DICT))
		return bad(f, "DecodeParms is no direct dictionary");
	if (pdf_obj_key(d, "Predictor") != NULL)
		p->kind = pdf_obj_int(pdf_obj_key(d, "Predictor"), 1, 15, 0);
	if (pdf_obj_key(d, "Colors") != NULL)
		p->colors = pdf_obj_int(pdf_obj_key(d, "Colors"), 1, 32, 0);
	if (pdf_obj_key(d, "BitsPerComponent") != NULL)
		p->bits = pdf_obj_int(pdf_obj_key(d, "BitsPerComponent"),
		    8, 8, 0);
	if (pdf_obj_key(d, "Columns") != NULL)
		p->columns = pdf_obj_int(pdf_obj_key(d, "Columns"),
		    1, 1 << 20, 0);
	if (p->kind == 0 || (p->kind > 2 && p->kind < 10) || p->colors == 0 ||
	    p->bits == 0 || p->columns == 0)
		return bad(f, "predictor is not one we read");
	return 0;
}

static unsigned char
paeth(int a, int b, int c)
{
	int	 p = a + b - c;
	int	 pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);

	if (pa <= pb && pa <= pc)
		return (unsigned char)a;
	return (unsigned char)(pb <= pc ? b : c);
}

/* One PNG row: cur gets the sums, up is the row before (NULL: zeros). */
static bool
png_row(unsigned char tag, const unsigned char *in, const unsigned char *up,
    unsigned char *cur, size_t n, size_t bpp)
{
	size_t	 i;
	int	 a, b, c;

	if (tag > 4)
		return false;
	for (i = 0; i < n; i++) {
		a = i >= bpp ? cur[i - bpp] : 0;
		b = up != NULL ? up[i] : 0;
		c = i >= bpp && up != NULL ? up[i - bpp] : 0;
		switch (tag) {
		case 0: b = 0; break;
		case 1: b = a; break;
		case 2: break;
		case 3: b = (a + b) / 2; break;
		case 4: b = paeth(a, b, c); break;
		}
		cur[i] = (unsigned char)(in[i] + b);
	}
	return true;
}

/* Undo the predictor in place: rows only get shorter. */
static int
unpredict(struct pdf_file *f, struct es_buf *b, const struct predictor *p)
{
	size_t		 bpp = (size_t)p->colors;
	size_t		 row = bpp * (size_t)p->columns, i, r, rows;
	size_t		 step = p->kind == 2 ? row : row + 1;
	unsigned char	*out = b->p, *cur;

	if (p->kind == 1 || b->n == 0)
		return 0;
	if (b->n % step != 0)
		return bad(f, "predicted data ends inside a row");
	rows = b->n / step;
	for (r = 0; r < rows; r++) {
		cur = out + r * row;
		if (p->kind == 2) {
			for (i = bpp; i < row; i++)
				cur[i] = (unsigned char)(cur[i] +
				    cur[i - bpp]);
		} else if (!png_row(b->p[r * step], b->p + r * step + 1,
		    r > 0 ? cur - row : NULL, cur, row, bpp)) {
			return bad(f, "unknown row predictor");
		}
	}
	b->n = rows * row;
	return 0;
}

/* What one stream may still decode to. */
static size_t
output_cap(const struct pdf_file *f)
{
	size_t	 left = ES_LIMIT_PDF_INFLATED - f->inflated;

	return left < ES_LIMIT_PDF_INFLATE ? left : ES_LIMIT_PDF_INFLATE;
}

static int
inflate_to(struct pdf_file *f, struct es_view in, struct es_buf *out)
{
	struct es_err	 err = ES_ERR_INIT;

	if (flate_inflate(in, out, &err) == 0)
		return 0;
	/* What came to nothing took its time, too: who asks may go on. */
	f->inflated += err.code == ES_E_LIMIT ? output_cap(f) : out->n;
	if (err.code == ES_E_LIMIT)
		return file_refuse(f, PDF_WHY_LIMIT, "pdf: %s", err.msg);
	if (err.code == ES_E_NOMEM)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: %s", err.msg);
	return file_refuse(f, PDF_WHY_STREAM, "pdf: %s", err.msg);
}

int
pdf_decode(struct pdf_file *f, const struct pdf_obj *stream,
    struct es_buf *out)
{
	const struct pdf_obj	*filter;
	struct predictor	 p;
	struct es_view		 in = *stream->u.dict.data;

	es_buf_init(out, output_cap(f));
	filter = only(pdf_obj_key(stream, "Filter"));
	if (pdf_obj_key(stream, "F") != NULL)
		return bad(f, "stream data in another file");
	if (read_predictor(f, stream, &p) < 0)
		return -1;
	if (pdf_obj_is_name(filter, "FlateDecode")) {
		if (inflate_to(f, in, out) < 0)
			return -1;
	} else if (absent(filter) ||
	    (pdf_obj_is(filter, PDF_ARRAY) && pdf_obj_count(filter) == 0)) {
		if (p.kind != 1)
			return bad(f, "predictor without filter");
		es_buf_add_view(out, in);
		if (out->failed != ES_E_NONE)
			return file_refuse(f, PDF_WHY_LIMIT,
			    "pdf: stream of %zu bytes is too large", in.n);
	} else {
		return bad(f, "filter is not FlateDecode");
	}
	f->inflated += out->n;
	return unpredict(f, out, &p);
}
