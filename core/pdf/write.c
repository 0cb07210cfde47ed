/* core/pdf/write.c - see write.h: numbers, order, catalog. */
#include "pdf/write.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/icc_data.h"
#include "pdf/write_priv.h"
#include "pdf/xmp.h"

#define PRODUCER	"Yinxin"
#define DEFLATE_LEVEL	1	/* 6: twice the page's time for 2 % of size */

int
pdf_writer_new(struct pdf_writer **out, struct es_err *err)
{
	struct pdf_writer	*w;
	size_t			 i;

	*out = NULL;
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return es_fail(err, ES_E_NOMEM, "PDF writer: no memory");
	es_buf_init(&w->raw, ES_LIMIT_DOC_BYTES);
	es_buf_init(&w->head, ES_LIMIT_DOC_BYTES);
	es_buf_init(&w->packed, ES_LIMIT_DOC_BYTES);
	es_buf_init(&w->shared, ES_LIMIT_DOC_BYTES);
	for (i = 0; i < PDF_KEPT; i++) {
		es_buf_init(&w->kept[i].key, ES_LIMIT_DOC_BYTES);
		es_buf_init(&w->kept[i].packed, ES_LIMIT_DOC_BYTES);
	}
	if ((w->arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA)) == NULL) {
		pdf_writer_free(w);
		return es_fail(err, ES_E_NOMEM, "PDF writer: no memory");
	}
	if (flate_deflater_new(&w->z, DEFLATE_LEVEL, err) < 0) {
		pdf_writer_free(w);
		return -1;
	}
	*out = w;
	return 0;
}

void
pdf_writer_free(struct pdf_writer *w)
{
	size_t	 i;

	if (w == NULL)
		return;
	for (i = 0; i < PDF_KEPT; i++) {
		es_buf_clear(&w->kept[i].key);
		es_buf_clear(&w->kept[i].packed);
	}
	es_buf_clear(&w->raw);
	es_buf_clear(&w->head);
	es_buf_clear(&w->packed);
	es_buf_clear(&w->shared);
	es_arena_free(w->arena);
	flate_deflater_free(w->z);
	free(w);
}

void
pdf_writer_sizes(const struct pdf_writer *w, struct pdf_write_sizes *out)
{
	*out = w->sizes;
}

static int
text_check(struct pdf_w *w, const char *what, struct es_view v)
{
	if (v.n > ES_LIMIT_WRITE_TEXT)
		return es_fail(w->err, ES_E_LIMIT, "PDF: %s has %zu bytes, "
		    "limit %zu", what, v.n, ES_LIMIT_WRITE_TEXT);
	if (!es_utf8_is_line(v))
		return es_fail(w->err, ES_E_INPUT,
		    "PDF: %s is not one line of UTF-8", what);
	return 0;
}

/* Sides that PDF/A allows, operations that are there. */
static int
pages_check(struct pdf_w *w)
{
	const struct dlist_page	*p = w->dl->pages;
	size_t			 i;

	if (w->dl->npages == 0)
		return es_fail(w->err, ES_E_BUG, "PDF: no page");
	if (w->dl->npages > ES_LIMIT_DOC_PAGES)
		return es_fail(w->err, ES_E_LIMIT, "PDF: over %zu pages",
		    ES_LIMIT_DOC_PAGES);
	for (i = 0; i < w->dl->npages; i++)
		if (p[i].w < 3000 || p[i].w > 14400000 || p[i].h < 3000 ||
		    p[i].h > 14400000 ||
		    (size_t)p[i].first + p[i].count > w->dl->nops)
			return es_fail(w->err, ES_E_BUG, "PDF: page %zu",
			    i + 1);
	return 0;
}

static int
check(struct pdf_w *w)
{
	const struct dlist_meta	*m = &w->dl->meta;
	size_t			 i;

	if (pages_check(w) < 0 ||
	    text_check(w, "title", m->title) < 0 ||
	    text_check(w, "subject", m->subject) < 0 ||
	    text_check(w, "author", m->author) < 0 ||
	    text_check(w, "number", m->number) < 0 ||
	    text_check(w, "template", m->template_id) < 0 ||
	    text_check(w, "language", m->lang) < 0)
		return -1;
	if (m->title.n == 0 || m->lang.n == 0)
		return es_fail(w->err, ES_E_INPUT,
		    "PDF: a document without title or language");
	if (!pdf_date_ok(m->issued, m->offset))
		return es_fail(w->err, ES_E_INPUT, "PDF: date of issue");
	for (i = 1; i < w->dl->nelems; i++)
		if (w->dl->elems[i].alt.n > 0 && text_check(w,
		    "alternative text", w->dl->elems[i].alt) < 0)
			return -1;
	return 0;
}

/* Every object gets its number before anything is written. */
static int
number(struct pdf_w *w)
{
	uint32_t	 n = PDF_O__FIRST;
	size_t		 i;

	w->o_page = n;
	n += 2 * (uint32_t)w->dl->npages;
	w->o_face = n;
	for (i = 0; i < w->dl->nfonts; i++)
		if (w->face[i].subset != NULL) {
			w->face[i].obj = n;
			n += 5;
		}
	w->o_file = n;
	n += 2 * (uint32_t)w->opts->nfiles;
	w->o_link = n;
	n += w->nlink;
	w->o_sig = n;
	if (w->opts->sig != NULL)
		n += PDF_SIG__N;
	w->nobj = n;
	if (pdf_tree_number(w) < 0)
		return -1;
	if ((w->xref = es_arena_array(w->a, w->nobj,
	    sizeof(*w->xref))) == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	return 0;
}

static void
about(const struct pdf_w *w, struct pdf_about *a)
{
	const struct dlist_meta	*m = &w->dl->meta;

	*a = (struct pdf_about){
		.title = m->title, .author = m->author,
		.subject = m->subject, .creator = m->template_id,
		.producer = ES_LIT(PRODUCER), .identifier = m->number,
		.lang = m->lang, .time = m->issued, .offset = m->offset,
	};
}

static int
metadata(struct pdf_w *w)
{
	struct pdf_about	 a;
	struct es_buf		*b = &w->w->raw;

	about(w, &a);
	es_buf_reset(b);
	pdf_xmp_add(b, &a);
	if (es_buf_ok(b, "PDF metadata", w->err) < 0)
		return -1;
	/* In the clear: archives look for it without opening the PDF. */
	pdf_stream(w, PDF_O_METADATA, "/Type/Metadata/Subtype/XML",
	    es_buf_view(b));
	pdf_stream(w, PDF_O_ICC, "/N 3/Filter/FlateDecode",
	    es_view(pdf_icc_srgb, pdf_icc_srgb_size));
	return 0;
}

static void
catalog(struct pdf_w *w)
{
	struct es_buf	*b = w->out;

	pdf_obj_begin(w, PDF_O_CATALOG);
	es_buf_printf(b, "<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R"
	    "/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>"
	    "/ViewerPreferences<</DisplayDocTitle true>>"
	    "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
	    "/OutputConditionIdentifier(sRGB IEC61966-2.1)"
	    "/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]",
	    PDF_O_PAGES, PDF_O_METADATA, PDF_O_ROOT, PDF_O_ICC);
	pdf_add_entry(b, "/Lang", w->dl->meta.lang);
	pdf_names_catalog(w, b);
	if (w->opts->sig != NULL)
		es_buf_printf(b, "/AcroForm %u 0 R",
		    (unsigned)w->o_sig + PDF_SIG_ACROFORM);
	if (w->opts->sig != NULL && w->opts->sig->certify > 0)
		es_buf_printf(b, "/Perms<</DocMDP %u 0 R>>",
		    (unsigned)w->o_sig + PDF_SIG_DICT);
	es_buf_add_str(b, ">>");
	pdf_obj_end(w);
}

static int
annotations(struct pdf_w *w)
{
	uint32_t	 i;

	for (i = 0; i < w->nlink; i++)
		if (pdf_tree_obj(w, w->link[i].op->elem, w->link[i].page,
		    w->o_link + i) < 0)
			return -1;
	return pdf_sig_tree(w);
}

/* Small objects go to "misc" on the way and end up in one stream. */
static int
body(struct pdf_w *w)
{
	struct pdf_objstm	 misc;
	struct pdf_about	 a;
	struct es_buf		 head;
	int			 rc = -1;

	es_buf_init(&head, ES_LIMIT_DOC_BYTES);
	pdf_objstm_begin(&misc, PDF_O_MISC_STM, &head, &w->w->shared);
	catalog(w);
	about(w, &a);
	pdf_objstm_add(w, &misc, PDF_O_INFO);
	pdf_info_add(misc.body, &a);
	if (metadata(w) < 0 || pdf_pages_write(w) < 0)
		goto out;
	w->w->sizes.content = w->out->n;
	if (pdf_faces_write(w, &misc) < 0 || annotations(w) < 0 ||
	    pdf_files_write(w, &misc) < 0)
		goto out;
	pdf_links_write(w, &misc);
	if (pdf_sig_write(w) < 0 || pdf_tree_write(w, &misc) < 0 ||
	    pdf_objstm_end(w, &misc, false) < 0 || pdf_xref_write(w) < 0)
		goto out;
	rc = 0;
out:
	es_buf_clear(&head);
	return rc;
}

static void
rest(struct pdf_write_sizes *s, size_t all)
{
	s->rest = all - s->content - s->fonts - s->tounicode - s->tree -
	    s->files - s->seal;
}

int
pdf_write(struct pdf_writer *writer, const struct dlist *dl,
    const struct pdf_write_opts *opts, struct es_buf *out,
    struct pdf_hole *hole, struct es_err *err)
{
	struct pdf_w	 w = { .w = writer, .dl = dl, .opts = opts,
			    .out = out, .err = err, .a = writer->arena };
	int		 rc = -1;

	*hole = (struct pdf_hole){ .contents = 0 };
	if (out->n != 0)
		return es_fail(err, ES_E_BUG, "PDF: the buffer is not empty");
	es_arena_reset(writer->arena);
	memset(&writer->sizes, 0, sizeof(writer->sizes));
	if (check(&w) < 0 || pdf_sig_check(&w) < 0 ||
	    pdf_files_check(&w) < 0 || pdf_links_find(&w) < 0 ||
	    pdf_faces_collect(&w) < 0 || number(&w) < 0)
		goto out;
	es_buf_add_str(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	if (body(&w) < 0 || es_buf_ok(out, "PDF", err) < 0)
		goto out;
	if (opts->sig != NULL)
		pdf_sig_patch(&w);
	rest(&writer->sizes, out->n);
	*hole = w.hole;
	rc = 0;
out:
	pdf_faces_free(&w);
	return rc;
}
