/*
 * pdf/revise_xref.c - the section of a new revision, in the form of the last
 * one (ISO 32000-1, 7.5.4, 7.5.5, 7.5.8).
 */
#include <stdlib.h>

#include "pdf/revise_priv.h"

static int
by_number(const void *a, const void *b)
{
	uint32_t	 x = ((const struct pdf_revised *)a)->num;
	uint32_t	 y = ((const struct pdf_revised *)b)->num;

	return x < y ? -1 : x > y;
}

/*
 * What both forms of a trailer share, begun with "<<": all that the last one
 * says of the document, whoever said it (a key that goes is a change to the
 * signatures before), and what this section says of itself.  ID is last, for
 * one that cannot be renewed and stays.
 */
static void
add_trailer(struct pdf_revise *r, const unsigned char id[16])
{
	static const char *const own[] = { "Size", "Prev", "Type", "W",
	    "Index", "Length", "Filter", "DecodeParms", "F", "FFilter",
	    "FDecodeParms", "DL", "XRefStm", "DocChecksum", "ID" };
	const struct pdf_rev	*last = pdf_file_rev(r->f, r->rev);
	const struct pdf_obj	*was = pdf_file_value(r->f, r->rev,
				    pdf_obj_key(last->trailer, "ID"));
	struct es_buf		*b = r->tail;
	bool			 two = pdf_obj_is(was, PDF_ARRAY) &&
				    pdf_obj_count(was) == 2;

	pdf_revise_copy(b, last->trailer, own, ES_COUNT(own) - !two);
	es_buf_printf(b, "/Size %u", (unsigned)r->next);
	if (two) {
		es_buf_add_str(b, "/ID[");
		es_buf_add_view(b, pdf_obj_item(was, 0)->raw);
		es_buf_add_ch(b, '<');
		es_buf_add_hex(b, id, 16);
		es_buf_add_str(b, ">]");
	}
	/* As startxref said it: others compare the two numbers. */
	es_buf_printf(b, "/Prev %zu", last->told);
}

/* How many numbers in a row begin with entry i. */
static size_t
row(const struct pdf_revise *r, size_t i)
{
	size_t	 n = 1;

	while (i + n < r->n && r->done[i + n].num == r->done[i].num + n)
		n++;
	return n;
}

static void
table(struct pdf_revise *r, const unsigned char id[16])
{
	struct es_buf	*b = r->tail;
	size_t		 i, k, n;

	es_buf_add_str(b, "xref\n");
	for (i = 0; i < r->n; i += n) {
		n = row(r, i);
		es_buf_printf(b, "%u %zu\n", (unsigned)r->done[i].num, n);
		for (k = i; k < i + n; k++)
			es_buf_printf(b, "%010zu %05u n \n", r->done[k].at,
			    (unsigned)r->done[k].gen);
	}
	es_buf_add_str(b, "trailer\n");
	add_trailer(r, id);
	es_buf_add_str(b, ">>\n");
}

/* Entries of 1, 4 and 2 bytes: type, offset, generation. */
static void
stream(struct pdf_revise *r, const unsigned char id[16])
{
	struct es_buf	*b = r->tail;
	size_t		 i, n;

	add_trailer(r, id);
	es_buf_add_str(b, "/Type/XRef/W[1 4 2]/Index[");
	for (i = 0; i < r->n; i += n) {
		n = row(r, i);
		es_buf_printf(b, "%s%u %zu", i == 0 ? "" : " ",
		    (unsigned)r->done[i].num, n);
	}
	es_buf_printf(b, "]/Length %zu>>\nstream\n", 7 * r->n);
	for (i = 0; i < r->n; i++) {
		es_buf_add_ch(b, 1);
		es_buf_add_be32(b, (uint32_t)r->done[i].at);
		es_buf_add_be16(b, r->done[i].gen);
	}
	es_buf_add_str(b, "\nendstream");
	pdf_revise_close(r);
}

/* Each number once: two would be two truths. */
static void
sort(struct pdf_revise *r)
{
	size_t	 i;

	qsort(r->done, r->n, sizeof(r->done[0]), by_number);
	for (i = 1; i < r->n; i++)
		if (r->done[i].num == r->done[i - 1].num)
			r->failed = ES_E_BUG;
}

void
pdf_revise_section(struct pdf_revise *r, const unsigned char id[16])
{
	size_t	 at = r->base + r->tail->n;

	if (pdf_file_rev(r->f, r->rev)->stream) {
		(void)pdf_revise_open(r, pdf_revise_num(r));
		sort(r);
		stream(r, id);
	} else {
		sort(r);
		table(r, id);
	}
	es_buf_printf(r->tail, "startxref\n%zu\n%%%%EOF\n", at);
}
