/* core/pdf/write_file.c - attachments and links. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/write_priv.h"

static const char *const relation[PDF_REL__MAX] = {
	[PDF_REL_UNSPECIFIED] = "Unspecified", [PDF_REL_SOURCE] = "Source",
	[PDF_REL_DATA] = "Data", [PDF_REL_SUPPLEMENT] = "Supplement",
	[PDF_REL_ALTERNATIVE] = "Alternative",
};

/* Letters, digits and "extra"; nothing that a PDF would have to escape. */
static bool
plain(struct es_view v, const char *extra)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if (!((v.p[i] >= 'a' && v.p[i] <= 'z') ||
		    (v.p[i] >= 'A' && v.p[i] <= 'Z') ||
		    (v.p[i] >= '0' && v.p[i] <= '9') ||
		    (v.p[i] != 0 && strchr(extra, v.p[i]) != NULL)))
			return false;
	return v.n > 0;
}

static bool
mime_ok(struct es_view m)
{
	size_t	 at = es_view_find(m, ES_LIT("/"), 0);

	return at < m.n && plain(es_view_sub(m, 0, at), ".+-") &&
	    plain(es_view_sub(m, at + 1, m.n), ".+-");
}

static int
file_check(struct pdf_w *w, const struct pdf_attachment *f)
{
	if (f->name.n > ES_LIMIT_WRITE_NAME ||
	    f->mime.n > ES_LIMIT_WRITE_NAME ||
	    f->description.n > ES_LIMIT_WRITE_TEXT ||
	    f->data.n > ES_LIMIT_WRITE_FILE)
		return es_fail(w->err, ES_E_LIMIT,
		    "PDF: an attachment of %zu bytes, or its name", f->data.n);
	if (!plain(f->name, "._-") || !mime_ok(f->mime) ||
	    !es_utf8_is_line(f->description) || f->relation >= PDF_REL__MAX ||
	    !pdf_date_ok(f->modified, 0))
		return es_fail(w->err, ES_E_INPUT,
		    "PDF: an attachment's name, type, description or date");
	return 0;
}

int
pdf_files_check(struct pdf_w *w)
{
	const struct pdf_attachment	*f = w->opts->files;
	size_t				 i, k;

	if (w->opts->nfiles > ES_LIMIT_WRITE_FILES)
		return es_fail(w->err, ES_E_LIMIT, "PDF: %zu attachments, "
		    "limit %zu", w->opts->nfiles, ES_LIMIT_WRITE_FILES);
	for (i = 0; i < w->opts->nfiles; i++) {
		if (file_check(w, &f[i]) < 0)
			return -1;
		for (k = 0; k < i; k++)
			if (es_view_eq(f[i].name, f[k].name))
				return es_fail(w->err, ES_E_INPUT,
				    "PDF: two attachments of one name");
	}
	return 0;
}

static void
spec(struct pdf_w *w, size_t i, struct pdf_objstm *misc)
{
	const struct pdf_attachment	*f = &w->opts->files[i];
	struct es_buf			*b = misc->body;
	uint32_t			 o = w->o_file + 2 * (uint32_t)i;

	pdf_objstm_add(w, misc, o);
	es_buf_add_str(b, "<</Type/Filespec/F");
	pdf_add_literal(b, f->name);
	es_buf_add_str(b, "/UF");
	pdf_add_literal(b, f->name);
	pdf_add_entry(b, "/Desc", f->description);
	es_buf_printf(b, "/AFRelationship/%s/EF<</F %u 0 R/UF %u 0 R>>>>",
	    relation[f->relation], (unsigned)o + 1, (unsigned)o + 1);
}

static int
embedded(struct pdf_w *w, size_t i)
{
	const struct pdf_attachment	*f = &w->opts->files[i];
	struct es_buf			 d;
	size_t				 k;
	int				 rc;

	es_buf_init(&d, 1024);
	es_buf_add_str(&d, "/Type/EmbeddedFile/Subtype/");
	for (k = 0; k < f->mime.n; k++)
		if (f->mime.p[k] == '/')
			es_buf_add_str(&d, "#2F");
		else
			es_buf_add_ch(&d, f->mime.p[k]);
	es_buf_printf(&d, "/Params<</Size %zu/ModDate", f->data.n);
	pdf_add_date(&d, f->modified, 0);
	es_buf_add_str(&d, ">>");
	rc = es_buf_cstr(&d) == NULL ?
	    es_fail(w->err, ES_E_NOMEM, "PDF: no memory") :
	    pdf_stream_deflated(w, w->o_file + 2 * (uint32_t)i + 1,
	    es_buf_cstr(&d), f->data);
	es_buf_clear(&d);
	return rc;
}

int
pdf_files_write(struct pdf_w *w, struct pdf_objstm *misc)
{
	size_t	 i, at = w->out->n;

	for (i = 0; i < w->opts->nfiles; i++) {
		spec(w, i, misc);
		if (embedded(w, i) < 0)
			return -1;
	}
	w->w->sizes.files = w->out->n - at;
	return 0;
}

/* A name tree is sorted (ISO 32000-1, 7.9.6). */
static void
files(struct pdf_w *w, struct es_buf *b)
{
	const struct pdf_attachment	*f = w->opts->files;
	size_t				 order[ES_LIMIT_WRITE_FILES], i, k;

	if (w->opts->nfiles == 0)
		return;
	for (i = 0; i < w->opts->nfiles; i++) {
		for (k = i; k > 0 && es_view_cmp(f[order[k - 1]].name,
		    f[i].name) > 0; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	es_buf_add_str(b, "/EmbeddedFiles<</Names[");
	for (i = 0; i < w->opts->nfiles; i++) {
		pdf_add_literal(b, f[order[i]].name);
		pdf_add_ref(b, w->o_file + 2 * (uint32_t)order[i]);
	}
	es_buf_add_str(b, "]>>");
}

/* AF keeps the caller's order. */
void
pdf_names_catalog(struct pdf_w *w, struct es_buf *b)
{
	size_t	 i;

	es_buf_add_str(b, "/Names<<");
	pdf_places(w, b);
	files(w, b);
	es_buf_add_str(b, ">>");
	for (i = 0; i < w->opts->nfiles; i++) {
		es_buf_add_str(b, i == 0 ? "/AF[" : " ");
		pdf_add_ref(b, w->o_file + 2 * (uint32_t)i);
	}
	if (w->opts->nfiles > 0)
		es_buf_add_ch(b, ']');
}

static int
link_check(struct pdf_w *w, const struct dlist_op *op)
{
	struct es_view	 u = op->u.link.uri;
	size_t		 i;

	if (op->artifact != DLIST_CONTENT || op->elem >= w->dl->nelems ||
	    w->dl->elems[op->elem].type != DLIST_E_LINK)
		return es_fail(w->err, ES_E_BUG, "PDF: a link needs a link "
		    "element");
	if (u.n > ES_LIMIT_WRITE_URI)
		return es_fail(w->err, ES_E_LIMIT, "PDF: an address of %zu "
		    "bytes, limit %zu", u.n, ES_LIMIT_WRITE_URI);
	for (i = 0; i < u.n; i++)
		if (u.p[i] <= 0x20 || u.p[i] >= 0x7f)
			break;
	if (u.n == 0 || i < u.n)
		return es_fail(w->err, ES_E_INPUT, "PDF: an address with "
		    "other than ASCII");
	return 0;
}

int
pdf_links_find(struct pdf_w *w)
{
	const struct dlist_op	*op;
	uint32_t		 p, n = 0;
	size_t			 i;

	for (i = 0; i < w->dl->nops; i++)
		n += w->dl->ops[i].kind == DLIST_LINK;
	if ((w->link = es_arena_array(w->a, n + 1, sizeof(*w->link))) == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	for (p = 0; p < w->dl->npages; p++)
		for (i = 0; i < w->dl->pages[p].count; i++) {
			op = &w->dl->ops[w->dl->pages[p].first + i];
			if (op->kind != DLIST_LINK)
				continue;
			if (link_check(w, op) < 0)
				return -1;
			w->link[w->nlink++] = (struct pdf_link){ op, p };
		}
	return 0;
}

void
pdf_links_write(struct pdf_w *w, struct pdf_objstm *misc)
{
	struct es_buf	*b = misc->body;
	uint32_t	 i;

	for (i = 0; i < w->nlink; i++) {
		const struct dlist_op	*op = w->link[i].op;
		struct es_view		 alt = w->dl->elems[op->elem].alt;
		int32_t			 h = w->dl->pages[w->link[i].page].h;

		pdf_objstm_add(w, misc, w->o_link + i);
		es_buf_add_str(b, "<</Type/Annot/Subtype/Link/F 4"
		    "/Border[0 0 0]/Rect[");
		pdf_add_milli(b, op->x);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, h - op->y - op->h);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, op->x + op->w);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, h - op->y);
		es_buf_printf(b, "]/P %u 0 R/StructParent %zu",
		    (unsigned)w->o_page + 2 * w->link[i].page,
		    w->dl->npages + i);
		pdf_add_entry(b, "/Contents",
		    alt.n > 0 ? alt : op->u.link.uri);
		es_buf_add_str(b, "/A<</S/URI/URI");
		pdf_add_literal(b, op->u.link.uri);
		es_buf_add_str(b, ">>>>");
	}
}
