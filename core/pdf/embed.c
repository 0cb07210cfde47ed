/* pdf/embed.c - the fonts of a document: subsets, widths, text mapping. */
#include <stdio.h>

#include "base/limits.h"
#include "pdf/write_priv.h"

/* All code points of each style into its subset. */
static int
gather(struct pdf_writer *w)
{
	const struct dlist	*dl = w->dl;
	size_t			 i, k;

	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*op = &dl->ops[i];
		struct pdf_font		*f;

		if (op->kind != DLIST_TEXT)
			continue;
		if (op->u.text.style >= ES_COUNT(w->font))
			return es_fail(w->err, ES_E_LIMIT, "PDF: styles");
		f = &w->font[op->u.text.style];
		if (f->subset == NULL && font_subset_new(&f->subset,
		    dl->fonts[op->u.text.style].font, w->err) < 0)
			return -1;
		for (k = 0; k < op->u.text.count; k++)
			if (font_subset_add(f->subset,
			    dl->cps[op->u.text.first + k], w->err) < 0)
				return -1;
	}
	return 0;
}

/* One line for each code; surrogates where needed (ISO 32000-1 9.10.3). */
static void
to_unicode(struct pdf_writer *w, const struct font_subset *s, uint32_t obj)
{
	struct es_buf	*b = &w->body;
	size_t		 n = font_subset_count(s), i, part;

	es_buf_reset(b);
	es_buf_add_str(b, "/CIDInit /ProcSet findresource begin\n"
	    "12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)"
	    "/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS "
	    "def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\n"
	    "endcodespacerange\n");
	for (i = 1; i < n; i += part) {
		size_t	 k;

		part = n - i < 100 ? n - i : 100;
		es_buf_add_int(b, (int64_t)part);
		es_buf_add_str(b, " beginbfchar\n");
		for (k = i; k < i + part; k++) {
			uint32_t	 cp = font_plain(font_subset_cp(s,
					    (uint16_t)k));
			unsigned char	 c[6] = { (unsigned char)(k >> 8),
					    (unsigned char)k };

			es_buf_add_ch(b, '<');
			es_buf_add_hex(b, c, 2);
			es_buf_add_str(b, "><");
			if (cp > 0xffff) {
				uint32_t	 hi = 0xd800 +
						    ((cp - 0x10000) >> 10);
				uint32_t	 lo = 0xdc00 +
						    ((cp - 0x10000) & 0x3ff);

				c[2] = (unsigned char)(hi >> 8);
				c[3] = (unsigned char)hi;
				c[4] = (unsigned char)(lo >> 8);
				c[5] = (unsigned char)lo;
				es_buf_add_hex(b, c + 2, 4);
			} else {
				c[2] = (unsigned char)(cp >> 8);
				c[3] = (unsigned char)cp;
				es_buf_add_hex(b, c + 2, 2);
			}
			es_buf_add_str(b, ">\n");
		}
		es_buf_add_str(b, "endbfchar\n");
	}
	es_buf_add_str(b, "endcmap\nCMapName currentdict /CMap defineresource "
	    "pop\nend\nend");
	pdf_stream(w, obj, "", es_buf_view(b), false);
}

/* Ids are in order of code point, so proportional glyphs come first. */
static void
widths(struct es_buf *b, const struct font_subset *s)
{
	size_t	 n = font_subset_count(s), i;
	bool	 open = false;

	es_buf_add_str(b, "/DW 1000/W[");
	for (i = 0; i < n; i++) {
		int	 adv = font_subset_advance(s, (uint16_t)i);

		if (adv == 1000) {
			if (open)
				es_buf_add_ch(b, ']');
			open = false;
			continue;
		}
		if (!open) {
			es_buf_add_ch(b, ' ');
			es_buf_add_int(b, (int64_t)i);
			es_buf_add_ch(b, '[');
		} else
			es_buf_add_ch(b, ' ');
		es_buf_add_int(b, adv);
		open = true;
	}
	es_buf_add_str(b, open ? "]]" : "]");
}

static void
base_name(struct es_buf *b, const struct font *f, const struct font_subset *s)
{
	es_buf_add_ch(b, '/');
	es_buf_add_str(b, font_subset_tag(s));
	es_buf_add_str(b, "+Yinxin-");
	es_buf_add_str(b, font_name(f));
}

static void
font_objects(struct pdf_writer *w, const struct font *f, struct pdf_font *pf)
{
	uint32_t		 obj = pdf_new(w, 5);
	const struct font_subset *s = pf->subset;
	struct font_metrics	 m;
	struct es_buf		*b;
	char			 dict[48];
	size_t			 raw;

	if (obj == 0)
		return;
	pf->obj = obj;
	font_metrics(f, &m);
	b = pdf_pack_begin(w, obj);
	es_buf_add_str(b, "<</Type/Font/Subtype/Type0/BaseFont");
	base_name(b, f, s);
	es_buf_printf(b, "/Encoding/Identity-H/DescendantFonts[%u 0 R]"
	    "/ToUnicode %u 0 R>>", obj + 1, obj + 3);
	b = pdf_pack_begin(w, obj + 1);
	es_buf_add_str(b, "<</Type/Font/Subtype/CIDFontType2/BaseFont");
	base_name(b, f, s);
	es_buf_printf(b, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
	    "/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor %u 0 R",
	    obj + 2);
	widths(b, s);
	es_buf_add_str(b, ">>");
	b = pdf_pack_begin(w, obj + 2);
	es_buf_add_str(b, "<</Type/FontDescriptor/FontName");
	base_name(b, f, s);
	es_buf_printf(b, "/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0"
	    "/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %u 0 R>>",
	    m.bbox[0], m.bbox[1], m.bbox[2], m.bbox[3], m.ascent, m.descent,
	    m.cap_height, m.stem_v, obj + 4);
	to_unicode(w, s, obj + 3);
	es_buf_reset(&w->body);
	if (font_subset_write(s, FONT_ZLIB, &w->body, &raw, w->err) < 0)
		return;
	(void)snprintf(dict, sizeof(dict), "/Length1 %zu", raw);
	pdf_stream(w, obj + 4, dict, es_buf_view(&w->body), true);
}

void
pdf_fonts(struct pdf_writer *w)
{
	size_t	 i;

	if (gather(w) < 0)
		return;
	for (i = 0; i < ES_COUNT(w->font); i++) {
		if (w->font[i].subset == NULL)
			continue;
		if (font_subset_finish(w->font[i].subset, w->err) < 0)
			return;
		font_objects(w, w->dl->fonts[i].font, &w->font[i]);
	}
}
