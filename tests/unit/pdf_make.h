/*
 * pdf_make.h - write small PDF files by hand, with right or wrong offsets.
 */
#ifndef ES_TESTS_PDF_MAKE_H
#define ES_TESTS_PDF_MAKE_H

#include <stdarg.h>
#include <stdlib.h>

#include "base/buf.h"
#include "pdf/read.h"
#include "tap.h"

#define MK_MAX	((size_t)400 * 1024 * 1024)

struct mk {
	struct es_buf	 b;
	struct mk_row {
		unsigned	 num;
		size_t		 at;
	}		*row;		/* objects since the last section */
	size_t		 n, cap;
	size_t		 prev;		/* offset of the last section */
	unsigned	 size;
};

__attribute__((unused))
static void
mk_start(struct mk *m)
{
	memset(m, 0, sizeof(*m));
	es_buf_init(&m->b, MK_MAX);
	es_buf_add_str(&m->b, "%PDF-1.7\n%\342\343\317\323\n");
	m->size = 1;
}

__attribute__((unused))
static void
mk_clear(struct mk *m)
{
	es_buf_clear(&m->b);
	free(m->row);
}

/* The object starts here. */
__attribute__((unused))
static void
mk_row(struct mk *m, unsigned num)
{
	if (m->n == m->cap) {
		m->cap = m->cap == 0 ? 64 : m->cap * 2;
		m->row = realloc(m->row, m->cap * sizeof(*m->row));
		if (m->row == NULL)
			abort();
	}
	m->row[m->n].num = num;
	m->row[m->n++].at = m->b.n;
	if (num >= m->size)
		m->size = num + 1;
}

__attribute__((unused, format(printf, 3, 4)))
static void
mk_obj(struct mk *m, unsigned num, const char *fmt, ...)
{
	va_list	 ap;

	mk_row(m, num);
	es_buf_printf(&m->b, "%u 0 obj\n", num);
	va_start(ap, fmt);
	es_buf_vprintf(&m->b, fmt, ap);
	va_end(ap);
	es_buf_add_str(&m->b, "\nendobj\n");
}

__attribute__((unused))
static void
mk_stream(struct mk *m, unsigned num, const char *keys, struct es_view data)
{
	mk_row(m, num);
	es_buf_printf(&m->b, "%u 0 obj\n<< %s /Length %zu >>\nstream\n", num,
	    keys, data.n);
	es_buf_add_view(&m->b, data);
	es_buf_add_str(&m->b, "\nendstream\nendobj\n");
}

/* A table section with these trailer keys; ends a revision. */
__attribute__((unused))
static void
mk_table(struct mk *m, const char *trailer)
{
	size_t	 i, at = m->b.n;

	es_buf_add_str(&m->b, "xref\n");
	if (m->prev == 0)
		es_buf_add_str(&m->b, "0 1\n0000000000 65535 f \n");
	for (i = 0; i < m->n; i++)
		es_buf_printf(&m->b, "%u 1\n%010zu 00000 n \n", m->row[i].num,
		    m->row[i].at);
	es_buf_printf(&m->b, "trailer\n<< /Size %u %s", m->size, trailer);
	if (m->prev != 0)
		es_buf_printf(&m->b, " /Prev %zu", m->prev);
	es_buf_printf(&m->b, " >>\nstartxref\n%zu\n%%%%EOF\n", at);
	m->prev = at;
	m->n = 0;
}

/*
 * A stream section with W [1 4 2].  "packed" is lines "num stream index"
 * of objects in object streams, or NULL.
 */
struct mk_packed {
	unsigned	 num, stream, index;
};

__attribute__((unused))
static void
mk_xref_row(struct mk *m, unsigned num, unsigned type, size_t two,
    unsigned three, struct es_buf *index)
{
	es_buf_printf(index, " %u 1", num);
	es_buf_add_ch(&m->b, (unsigned char)type);
	es_buf_add_be32(&m->b, (uint32_t)two);
	es_buf_add_be16(&m->b, (uint16_t)three);
}

__attribute__((unused))
static void
mk_xref(struct mk *m, unsigned num, const char *trailer,
    const struct mk_packed *packed, size_t npacked)
{
	struct es_buf	 rows = m->b, index;
	struct mk	 tmp = { .b = { .max = MK_MAX } };
	size_t		 i, at = rows.n;

	if (num >= m->size)
		m->size = num + 1;
	es_buf_init(&index, 1000000);
	if (m->prev == 0)
		mk_xref_row(&tmp, 0, 0, 0, 65535, &index);
	for (i = 0; i < m->n; i++)
		mk_xref_row(&tmp, m->row[i].num, 1, m->row[i].at, 0, &index);
	for (i = 0; i < npacked; i++) {
		if (packed[i].num >= m->size)
			m->size = packed[i].num + 1;
		mk_xref_row(&tmp, packed[i].num, 2, packed[i].stream,
		    packed[i].index, &index);
	}
	mk_xref_row(&tmp, num, 1, at, 0, &index);
	es_buf_printf(&m->b, "%u 0 obj\n<< /Type /XRef /W [1 4 2] /Size %u "
	    "/Index [%s] %s /Length %zu", num, m->size, es_buf_cstr(&index),
	    trailer, tmp.b.n);
	if (m->prev != 0)
		es_buf_printf(&m->b, " /Prev %zu", m->prev);
	es_buf_add_str(&m->b, " >>\nstream\n");
	es_buf_add_view(&m->b, es_buf_view(&tmp.b));
	es_buf_printf(&m->b, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n",
	    at);
	m->prev = at;
	m->n = 0;
	es_buf_clear(&tmp.b);
	es_buf_clear(&index);
}

#define MK_ROOT	"/Root 1 0 R"

/* Catalog 1, page tree 2, page 3, content 4. */
__attribute__((unused))
static void
mk_page(struct mk *m)
{
	mk_obj(m, 1, "<< /Type /Catalog /Pages 2 0 R >>");
	mk_obj(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
	mk_obj(m, 3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R "
	    "/MediaBox [0 0 595 842] >>");
	mk_stream(m, 4, "", ES_LIT("0 0 m"));
}

/* Read, and everything in it; the reason of the first failure. */
__attribute__((unused))
static enum pdf_why
mk_why(struct mk *m)
{
	struct pdf_file	*f;
	struct es_err	 err = ES_ERR_INIT;
	enum pdf_why	 why;
	size_t		 pages;

	if (es_buf_ok(&m->b, "file", &err) < 0)
		return PDF_WHY__MAX;
	if (pdf_read(&f, es_buf_view(&m->b), &why, &err) < 0)
		return why;
	if (pdf_file_check_clean(f, &err) == 0)
		(void)!pdf_file_pages(f, pdf_file_revs(f) - 1, &pages, &err);
	why = pdf_file_why(f);
	pdf_file_free(f);
	return why;
}

/* Replace the first "from" by "to" of the same length. */
__attribute__((unused))
static void
mk_patch(struct mk *m, const char *from, const char *to)
{
	size_t	 at = es_view_find(es_buf_view(&m->b), es_view_str(from), 0);

	if (at == SIZE_MAX || strlen(from) != strlen(to))
		abort();
	memcpy(m->b.p + at, to, strlen(to));
}

#endif
