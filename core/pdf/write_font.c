/*
 * core/pdf/write_font.c - Type0 fonts: one subset per style.
 *
 * Identity-H over dense ids: a code is a glyph is a CID.  What a reader
 * extracts is ToUnicode's business, one line per code (some readers get
 * ranges wrong), with the plain code point where a pack has two forms.
 */
#include <stdio.h>

#include "base/limits.h"
#include "pdf/write_priv.h"

static int
add_run(struct pdf_w *w, const struct dlist_op *op)
{
	struct pdf_face	*f;
	uint32_t	 i;

	if (op->u.text.style >= w->dl->nfonts ||
	    (size_t)op->u.text.first + op->u.text.count > w->dl->ncps)
		return es_fail(w->err, ES_E_BUG, "PDF: a text run");
	f = &w->face[op->u.text.style];
	if (f->subset == NULL && font_subset_new(&f->subset,
	    w->dl->fonts[op->u.text.style].font, w->err) < 0)
		return -1;
	for (i = 0; i < op->u.text.count; i++)
		if (font_subset_add(f->subset,
		    w->dl->cps[op->u.text.first + i], w->err) < 0)
			return -1;
	return 0;
}

int
pdf_faces_collect(struct pdf_w *w)
{
	size_t	 i;

	if ((w->face = es_arena_array(w->a, w->dl->nfonts + 1,
	    sizeof(*w->face))) == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	for (i = 0; i < w->dl->nops; i++)
		if (w->dl->ops[i].kind == DLIST_TEXT &&
		    w->dl->ops[i].u.text.count > 0 &&
		    add_run(w, &w->dl->ops[i]) < 0)
			return -1;
	for (i = 0; i < w->dl->nfonts; i++)
		if (w->face[i].subset != NULL &&
		    font_subset_finish(w->face[i].subset, w->err) < 0)
			return -1;
	return 0;
}

void
pdf_faces_free(struct pdf_w *w)
{
	size_t	 i;

	for (i = 0; w->face != NULL && i < w->dl->nfonts; i++)
		font_subset_free(w->face[i].subset);
}

static unsigned char *
hex16(unsigned char *p, uint32_t v)
{
	static const char	 digit[] = "0123456789ABCDEF";

	*p++ = (unsigned char)digit[v >> 12 & 15];
	*p++ = (unsigned char)digit[v >> 8 & 15];
	*p++ = (unsigned char)digit[v >> 4 & 15];
	*p++ = (unsigned char)digit[v & 15];
	return p;
}

static unsigned char *
bfchar(unsigned char *p, uint16_t id, uint32_t cp)
{
	*p++ = '<';
	p = hex16(p, id);
	*p++ = '>';
	*p++ = '<';
	if (cp > 0xffff) {
		p = hex16(p, 0xd800 + ((cp - 0x10000) >> 10));
		cp = 0xdc00 + ((cp - 0x10000) & 0x3ff);
	}
	p = hex16(p, cp);
	*p++ = '>';
	*p++ = '\n';
	return p;
}

static const char	cmap_head[] =
    "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
    "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n";
static const char	cmap_tail[] =
    "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n";

static int
to_unicode(struct pdf_w *w, const struct pdf_face *f)
{
	struct es_buf	*b = &w->w->raw;
	size_t		 i, n = font_subset_count(f->subset), end;
	unsigned char	*p;

	es_buf_reset(b);
	es_buf_add_str(b, cmap_head);
	for (i = 1; i < n; i = end) {
		end = n - i > 100 ? i + 100 : n;
		es_buf_add_int(b, (int64_t)(end - i));
		es_buf_add_str(b, " beginbfchar\n");
		if ((p = pdf_room(b, 20 * (end - i))) == NULL)
			break;
		for (; i < end; i++)
			p = bfchar(p, (uint16_t)i, font_plain(
			    font_subset_cp(f->subset, (uint16_t)i)));
		pdf_took(b, p);
		es_buf_add_str(b, "endbfchar\n");
	}
	es_buf_add_str(b, cmap_tail);
	if (es_buf_ok(b, "PDF ToUnicode", w->err) < 0)
		return -1;
	return pdf_stream_deflated(w, f->obj + 4, "", es_buf_view(b));
}

/* Runs of glyphs whose width is not the default 1000. */
static void
widths(struct es_buf *b, const struct font_subset *s)
{
	size_t	 i, n = font_subset_count(s);
	bool	 open = false;
	int	 adv;

	es_buf_add_str(b, "/W[");
	for (i = 0; i < n; i++) {
		adv = font_subset_advance(s, (uint16_t)i);
		if (adv == 1000 && open)
			es_buf_add_ch(b, ']');
		else if (adv != 1000 && !open) {
			es_buf_add_int(b, (int64_t)i);
			es_buf_add_ch(b, '[');
		} else if (adv != 1000)
			es_buf_add_ch(b, ' ');
		open = adv != 1000;
		if (open)
			es_buf_add_int(b, adv);
	}
	es_buf_add_str(b, open ? "]]" : "]");
}

static void
dicts(struct pdf_w *w, const struct font *font, const struct pdf_face *f,
    struct pdf_objstm *misc)
{
	struct es_buf		*b = misc->body;
	const char		*tag = font_subset_tag(f->subset);
	const char		*name = font_name(font);
	struct font_metrics	 m;

	pdf_objstm_add(w, misc, f->obj);
	es_buf_printf(b, "<</Type/Font/Subtype/Type0/BaseFont/%s+%s"
	    "/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
	    tag, name, (unsigned)f->obj + 1, (unsigned)f->obj + 4);
	pdf_objstm_add(w, misc, f->obj + 1);
	es_buf_printf(b, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s+%s"
	    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
	    "/Supplement 0>>/CIDToGIDMap/Identity/DW 1000"
	    "/FontDescriptor %u 0 R", tag, name, (unsigned)f->obj + 2);
	widths(b, f->subset);
	es_buf_add_str(b, ">>");
	font_metrics(font, &m);
	pdf_objstm_add(w, misc, f->obj + 2);
	es_buf_printf(b, "<</Type/FontDescriptor/FontName/%s+%s/Flags 4"
	    "/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
	    "/CapHeight %d/XHeight %d/StemV %d/FontFile2 %u 0 R>>", tag,
	    name, m.bbox[0], m.bbox[1], m.bbox[2], m.bbox[3], m.ascent,
	    m.descent, m.cap_height, m.x_height, m.stem_v,
	    (unsigned)f->obj + 3);
}

/* The TrueType program; the font module codes it. */
static int
program(struct pdf_w *w, const struct pdf_face *f)
{
	size_t	 raw = 0;
	char	 dict[64];

	es_buf_reset(&w->w->packed);
	if (font_subset_write(f->subset, FONT_ZLIB, &w->w->packed, &raw,
	    w->err) < 0)
		return -1;
	if (es_buf_ok(&w->w->packed, "PDF font", w->err) < 0)
		return -1;
	(void)snprintf(dict, sizeof(dict), "/Length1 %zu/Filter/FlateDecode",
	    raw);
	pdf_stream(w, f->obj + 3, dict, es_buf_view(&w->w->packed));
	return 0;
}

int
pdf_faces_write(struct pdf_w *w, struct pdf_objstm *misc)
{
	size_t	 i, at;

	for (i = 0; i < w->dl->nfonts; i++) {
		if (w->face[i].subset == NULL)
			continue;
		dicts(w, w->dl->fonts[i].font, &w->face[i], misc);
		at = w->out->n;
		if (program(w, &w->face[i]) < 0)
			return -1;
		w->w->sizes.fonts += w->out->n - at;
		at = w->out->n;
		if (to_unicode(w, &w->face[i]) < 0)
			return -1;
		w->w->sizes.tounicode += w->out->n - at;
	}
	return 0;
}
