/* pdf/write.c - the whole file; see write.h. */
#include "pdf/write.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/icc_data.h"
#include "pdf/write_priv.h"

int
pdf_writer_new(struct pdf_writer **out, struct es_err *err)
{
	struct pdf_writer	*w = calloc(1, sizeof(*w));

	*out = NULL;
	if (w == NULL)
		return es_fail(err, ES_E_NOMEM, "PDF: no memory");
	es_buf_init(&w->pack, ES_LIMIT_DOC_BYTES);
	es_buf_init(&w->body, ES_LIMIT_DOC_BYTES);
	es_buf_init(&w->coded, ES_LIMIT_DOC_BYTES);
	/* Level 1: level 6 costs twice the page for 2 % of its size. */
	if ((w->arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA)) == NULL ||
	    flate_deflater_new(&w->flate, 1, err) < 0) {
		pdf_writer_free(w);
		return es_fail(err, ES_E_NOMEM, "PDF: no memory");
	}
	*out = w;
	return 0;
}

void
pdf_writer_free(struct pdf_writer *w)
{
	if (w == NULL)
		return;
	flate_deflater_free(w->flate);
	es_buf_clear(&w->pack);
	es_buf_clear(&w->body);
	es_buf_clear(&w->coded);
	es_arena_free(w->arena);
	free(w);
}

/*
 * The seal's operation becomes an annotation of its page and element.  The
 * picture has its own size, its middle on the middle of the place.
 */
static int
find_place(struct pdf_writer *w)
{
	const struct pdf_sig_opts	*s = w->o->sig;
	const struct dlist_op		*op;
	size_t				 page;

	if (s == NULL)
		return 0;
	op = dlist_seal_find(w->dl, s->place, &page);
	if (op == NULL)
		return es_fail(w->err, ES_E_NOTFOUND, "PDF: no place \"%.*s\" "
		    "for the seal", (int)s->place.n, (const char *)s->place.p);
	w->annot = es_arena_array(w->arena, 1, sizeof(*w->annot));
	if (w->annot == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	w->annot[0] = (struct annot){ pdf_new(w, 1), op->elem,
	    (uint32_t)page };
	w->nannot = 1;
	w->rect[2] = s->picture == NULL ? 0 : s->picture->w;
	w->rect[3] = s->picture == NULL ? 0 : s->picture->h;
	w->rect[0] = op->x + (op->w - w->rect[2]) / 2;
	w->rect[1] = op->y + (op->h - w->rect[3]) / 2;
	return 0;
}

static void
resources(struct pdf_writer *w, struct es_buf *b)
{
	size_t	 i;

	es_buf_add_str(b, "/Resources<</Font<<");
	for (i = 0; i < ES_COUNT(w->font); i++)
		if (w->font[i].obj != 0)
			es_buf_printf(b, "/F%zu %u 0 R", i, w->font[i].obj);
	es_buf_add_str(b, ">>>>");
}

static void
page(struct pdf_writer *w, uint32_t no)
{
	const struct dlist_page	*dp = &w->dl->pages[no];
	uint32_t		 content = pdf_new(w, 1);
	struct es_buf		*b;
	size_t			 i;

	if (content == 0)
		return;
	pdf_page_content(w, no, content);
	b = pdf_pack_begin(w, w->page_obj[no]);
	es_buf_printf(b, "<</Type/Page/Parent %u 0 R/MediaBox[0 0 ",
	    w->pages);
	pdf_num(b, dp->w);
	es_buf_add_ch(b, ' ');
	pdf_num(b, dp->h);
	es_buf_printf(b, "]/Contents %u 0 R/StructParents %u/Tabs/S", content,
	    no);
	resources(w, b);
	es_buf_add_str(b, "/Annots[");
	for (i = 0; i < w->nannot; i++)
		if (w->annot[i].page == no)
			pdf_ref(b, w->annot[i].obj);
	es_buf_add_str(b, "]>>");
}

static void
all_pages(struct pdf_writer *w)
{
	struct es_buf	*b;
	uint32_t	 i;

	for (i = 0; i < w->dl->npages; i++)
		page(w, i);
	b = pdf_pack_begin(w, w->pages);
	es_buf_printf(b, "<</Type/Pages/Count %zu/Kids[", w->dl->npages);
	for (i = 0; i < w->dl->npages; i++) {
		es_buf_add_ch(b, ' ');
		pdf_ref(b, w->page_obj[i]);
	}
	es_buf_add_str(b, "]>>");
}

static const char *const relations[PDF_REL__MAX] = {
	[PDF_REL_UNSPECIFIED] = "Unspecified",
	[PDF_REL_SOURCE] = "Source",
	[PDF_REL_DATA] = "Data",
	[PDF_REL_SUPPLEMENT] = "Supplement",
	[PDF_REL_ALTERNATIVE] = "Alternative",
};

/* "text/xml" as a name: text#2Fxml. */
static void
mime_name(struct es_buf *b, struct es_view mime)
{
	size_t	 i;

	for (i = 0; i < mime.n; i++)
		if (mime.p[i] == '/')
			es_buf_add_str(b, "#2F");
		else
			es_buf_add_ch(b, mime.p[i]);
}

/* One attached file; its file specification's number. */
static uint32_t
attachment(struct pdf_writer *w, const struct pdf_attachment *a)
{
	uint32_t	 obj = pdf_new(w, 2);
	struct es_buf	 d, *b;

	if (obj == 0)
		return 0;
	es_buf_init(&d, ES_LIMIT_FIELD);
	es_buf_add_str(&d, "/Type/EmbeddedFile/Subtype/");
	mime_name(&d, a->mime);
	es_buf_printf(&d, "/Params<</Size %zu/ModDate", a->data.n);
	pdf_date(&d, a->modified, w->dl->meta.offset);
	es_buf_add_str(&d, ">>");
	pdf_stream(w, obj + 1, es_buf_cstr(&d), a->data, false);
	es_buf_clear(&d);
	b = pdf_pack_begin(w, obj);
	es_buf_add_str(b, "<</Type/Filespec/F");
	pdf_text(b, a->name);
	es_buf_add_str(b, "/UF");
	pdf_text(b, a->name);
	es_buf_printf(b, "/AFRelationship/%s/EF<</F %u 0 R/UF %u 0 R>>/Desc",
	    relations[a->relation], obj + 1, obj + 1);
	pdf_text(b, a->description);
	es_buf_add_str(b, ">>");
	return obj;
}

static void
info(struct pdf_writer *w, uint32_t obj)
{
	const struct dlist_meta	*m = &w->dl->meta;
	struct es_buf		*b = pdf_pack_begin(w, obj);

	es_buf_add_str(b, "<</Title");
	pdf_text(b, m->title);
	es_buf_add_str(b, "/Subject");
	pdf_text(b, m->subject);
	es_buf_add_str(b, "/Author");
	pdf_text(b, m->author);
	es_buf_add_str(b, "/Creator(Yinxin)/Producer(Yinxin)/CreationDate");
	pdf_date(b, m->issued, m->offset);
	es_buf_add_str(b, "/ModDate");
	pdf_date(b, m->issued, m->offset);
	es_buf_add_str(b, ">>");
}

static void
metadata_stream(struct pdf_writer *w, uint32_t obj)
{
	es_buf_reset(&w->body);
	pdf_xmp(&w->body, w);
	/* Not deflated: PDF/A wants metadata readable without a reader. */
	pdf_direct(w, obj);
	es_buf_printf(w->out, "<</Type/Metadata/Subtype/XML/Length %zu>>\n"
	    "stream\n", w->body.n);
	es_buf_add_view(w->out, es_buf_view(&w->body));
	es_buf_add_str(w->out, "\nendstream");
	pdf_direct_end(w);
}

static void
catalog(struct pdf_writer *w, uint32_t obj, uint32_t xmp, uint32_t icc,
    uint32_t acroform, const uint32_t *files)
{
	struct es_buf	*b = pdf_pack_begin(w, obj);
	size_t		 i;

	es_buf_printf(b, "<</Type/Catalog/Version/1.7/Pages %u 0 R"
	    "/Metadata %u 0 R/MarkInfo<</Marked true>>/StructTreeRoot %u 0 R"
	    "/ViewerPreferences<</DisplayDocTitle true>>"
	    "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
	    "/OutputConditionIdentifier(sRGB IEC61966-2.1)"
	    "/Info(sRGB IEC61966-2.1)/DestOutputProfile %u 0 R>>]/Lang(",
	    w->pages, xmp, w->struct_root, icc);
	es_buf_add_view(b, w->dl->meta.lang);
	es_buf_add_ch(b, ')');
	if (acroform != 0)
		es_buf_printf(b, "/AcroForm %u 0 R", acroform);
	if (acroform != 0 && w->o->sig->certify > 0)
		es_buf_printf(b, "/Perms<</DocMDP %u 0 R>>", w->sig);
	if (w->o->nfiles > 0) {
		es_buf_add_str(b, "/AF[");
		for (i = 0; i < w->o->nfiles; i++) {
			es_buf_add_ch(b, ' ');
			pdf_ref(b, files[i]);
		}
		es_buf_add_str(b, "]/Names<</EmbeddedFiles<</Names[");
		for (i = 0; i < w->o->nfiles; i++) {
			pdf_text(b, w->o->files[i].name);
			es_buf_add_ch(b, ' ');
			pdf_ref(b, files[i]);
		}
		es_buf_add_str(b, "]>>>>");
	}
	es_buf_add_str(b, ">>");
}

static int
begin(struct pdf_writer *w)
{
	uint32_t	 i;

	es_arena_reset(w->arena);
	es_buf_reset(&w->pack);
	w->xref = NULL;
	w->mark = NULL;
	w->annot = NULL;
	w->packed_at = w->packed_obj = NULL;
	w->nobj = w->cap_obj = w->npacked = w->cap_packed = 0;
	w->nmark = w->cap_mark = w->nannot = w->cap_annot = 0;
	w->sig = 0;
	memset(w->font, 0, sizeof(w->font));
	(void)pdf_new(w, 1);		/* object 0 is the free one */
	w->pages = pdf_new(w, 1);
	w->struct_root = pdf_new(w, 2);
	w->parent_tree = w->struct_root + 1;
	w->page_obj = es_arena_array(w->arena, w->dl->npages,
	    sizeof(*w->page_obj));
	if (w->page_obj == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	for (i = 0; i < w->dl->npages; i++)
		w->page_obj[i] = pdf_new(w, 1);
	w->elem0 = pdf_new(w, (uint32_t)w->dl->nelems);
	return find_place(w);
}

static int
write_all(struct pdf_writer *w)
{
	uint32_t	 root, in, xmp, icc, acroform = 0, *files;
	size_t		 i;

	es_buf_add_str(w->out, "%PDF-1.7\n%\xe5\x8d\xb0\xe4\xbf\xa1\n");
	root = pdf_new(w, 4);
	in = root + 1;
	xmp = root + 2;
	icc = root + 3;
	files = es_arena_array(w->arena, w->o->nfiles + 1, sizeof(*files));
	if (root == 0 || files == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	pdf_fonts(w);
	all_pages(w);
	pdf_structure(w);
	for (i = 0; i < w->o->nfiles; i++)
		files[i] = attachment(w, &w->o->files[i]);
	if (w->nannot > 0)
		acroform = pdf_seal_field(w);
	info(w, in);
	metadata_stream(w, xmp);
	pdf_stream(w, icc, "/N 3", es_view(pdf_icc_srgb, pdf_icc_srgb_size),
	    true);
	catalog(w, root, xmp, icc, acroform, files);
	pdf_finish(w, root, in);
	if (es_buf_ok(&w->pack, "PDF", w->err) < 0 ||
	    es_buf_ok(&w->body, "PDF", w->err) < 0)
		return -1;
	return es_buf_ok(w->out, "PDF", w->err);
}

/* The ByteRange is known when the file's last byte is (pades.md 1.3). */
static void
patch_range(struct pdf_writer *w)
{
	const struct pdf_hole	*h = w->hole;
	size_t			 close = h->contents + 2 * h->reserve + 2;
	char			 range[64];
	int			 n;

	n = snprintf(range, sizeof(range), "%-10d %-10zu %-10zu %-10zu", 0,
	    h->contents, close, w->out->n - close);
	memcpy(w->out->p + w->range, range, (size_t)n);
}

int
pdf_write(struct pdf_writer *w, const struct dlist *dl,
    const struct pdf_write_opts *o, struct es_buf *out,
    struct pdf_hole *hole, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;
	int		 rc;

	memset(hole, 0, sizeof(*hole));
	if (out->n != 0)
		return es_fail(err, ES_E_BUG, "PDF: the buffer is not empty");
	if (o->sig != NULL && o->sig->reserve > ES_LIMIT_PDF_RESERVE)
		return es_fail(err, ES_E_LIMIT, "PDF: %zu bytes reserved, "
		    "limit %zu", o->sig->reserve, ES_LIMIT_PDF_RESERVE);
	w->dl = dl;
	w->o = o;
	w->out = out;
	w->hole = hole;
	w->err = &e;	/* the parts record their first failure here */
	rc = begin(w);
	if (rc == 0)
		rc = write_all(w);
	for (i = 0; i < ES_COUNT(w->font); i++) {
		font_subset_free(w->font[i].subset);
		w->font[i].subset = NULL;
	}
	if (rc == 0 && e.code == ES_E_NONE) {
		if (o->sig != NULL)
			patch_range(w);
		return 0;
	}
	return es_fail_at(err, e.code, e.file, e.line, "%s", e.msg);
}

void
pdf_writer_sizes(const struct pdf_writer *w, struct pdf_write_sizes *out)
{
	*out = w->sizes;
}
