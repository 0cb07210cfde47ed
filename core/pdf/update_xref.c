/*
 * pdf/update_xref.c - the section of a new revision, in the form of the last
 * one (ISO 32000-1, 7.5.4, 7.5.5, 7.5.8).
 */
#include <stdlib.h>

#include "pdf/update_priv.h"

static int
by_number(const void *a, const void *b)
{
	uint32_t	 x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Keys that both forms of a trailer share. */
static void
add_trailer(struct pdf_upd *u, uint32_t size)
{
	const struct pdf_rev	*last = pdf_file_rev(u->f, u->rev);
	const struct pdf_obj	*info = pdf_obj_key(last->trailer, "Info");
	const struct pdf_obj	*id = pdf_file_value(u->f, u->rev,
				    pdf_obj_key(last->trailer, "ID"));
	struct es_buf		*b = u->out;
	size_t			 i;

	es_buf_printf(b, "/Size %u/Root ", (unsigned)size);
	es_buf_add_view(b, u->root->raw);
	if (info != NULL) {
		es_buf_add_str(b, "/Info ");
		es_buf_add_view(b, info->raw);
	}
	if (pdf_obj_is(id, PDF_ARRAY) && pdf_obj_count(id) == 2) {
		es_buf_add_str(b, "/ID[");
		es_buf_add_view(b, pdf_obj_item(id, 0)->raw);
		es_buf_add_ch(b, '<');
		for (i = 0; i < sizeof(u->o->id); i++)
			es_buf_printf(b, "%02x", u->o->id[i]);
		es_buf_add_str(b, ">]");
	}
	es_buf_printf(b, "/Prev %zu", last->xref);
}

/* How many numbers in a row begin with entry i. */
static size_t
row(const struct pdf_upd *u, size_t i)
{
	size_t	 n = 1;

	while (i + n < u->n && u->done[i + n].num == u->done[i].num + n)
		n++;
	return n;
}

static size_t
table(struct pdf_upd *u)
{
	struct es_buf	*b = u->out;
	size_t		 at = b->n, i, k, n;

	es_buf_add_str(b, "xref\n");
	for (i = 0; i < u->n; i += n) {
		n = row(u, i);
		es_buf_printf(b, "%u %zu\n", (unsigned)u->done[i].num, n);
		for (k = i; k < i + n; k++)
			es_buf_printf(b, "%010zu %05u n \n", u->done[k].at,
			    (unsigned)u->done[k].gen);
	}
	es_buf_add_str(b, "trailer\n<<");
	add_trailer(u, u->next);
	es_buf_add_str(b, ">>\n");
	return at;
}

/* Entries of 1, 4 and 2 bytes: type, offset, generation. */
static size_t
stream(struct pdf_upd *u)
{
	struct es_buf	*b = u->out;
	size_t		 at = b->n, i, n;

	u->done[u->n].num = u->next++;
	u->done[u->n].gen = 0;
	u->done[u->n].at = at;
	u->n++;
	es_buf_printf(b, "%u 0 obj\n<</Type/XRef/W[1 4 2]/Index[",
	    (unsigned)u->next - 1);
	for (i = 0; i < u->n; i += n) {
		n = row(u, i);
		es_buf_printf(b, "%s%u %zu", i == 0 ? "" : " ",
		    (unsigned)u->done[i].num, n);
	}
	es_buf_add_ch(b, ']');
	add_trailer(u, u->next);
	es_buf_printf(b, "/Length %zu>>\nstream\n", 7 * u->n);
	for (i = 0; i < u->n; i++) {
		es_buf_add_ch(b, 1);
		es_buf_add_be32(b, (uint32_t)u->done[i].at);
		es_buf_add_be16(b, u->done[i].gen);
	}
	es_buf_add_str(b, "\nendstream\nendobj\n");
	return at;
}

void
pdf_upd_section(struct pdf_upd *u)
{
	size_t	 at;

	qsort(u->done, u->n, sizeof(u->done[0]), by_number);
	at = pdf_file_rev(u->f, u->rev)->stream ? stream(u) : table(u);
	es_buf_printf(u->out, "startxref\n%zu\n%%%%EOF\n", at);
}
