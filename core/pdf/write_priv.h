/* pdf/write_priv.h - the writer's state; private to pdf. */
#ifndef ES_PDF_WRITE_PRIV_H
#define ES_PDF_WRITE_PRIV_H

#include "base/arena.h"
#include "flate/flate.h"
#include "font/font.h"
#include "pdf/write.h"
#include "seal/picture.h"

enum xref_kind { X_FREE = 0, X_DIRECT, X_PACKED };

struct xref {
	enum xref_kind	 kind;
	uint32_t	 at;		/* offset, or object stream's number */
	uint32_t	 index;		/* in the object stream */
};

struct mark {			/* one marked-content sequence */
	uint32_t	 elem;
	uint32_t	 page;
	uint32_t	 mcid;
	uint32_t	 op;		/* index of its first operation */
};

struct annot {
	uint32_t	 obj, elem, page;
};

struct pdf_font {
	struct font_subset	*subset;	/* NULL: not used */
	uint32_t		 obj;		/* of the Type0 font */
};

struct pdf_writer {
	struct flate_deflater	*flate;
	struct es_arena		*arena;		/* of one document */
	struct es_buf		 pack;		/* bodies of packed objects */
	struct es_buf		 body;		/* one stream before deflate */
	struct es_buf		 coded;		/* and after */

	/* of the present document */
	const struct dlist	*dl;
	const struct pdf_write_opts *o;
	struct es_buf		*out;
	struct es_err		*err;
	struct xref		*xref;
	uint32_t		 nobj, cap_obj;
	uint32_t		*packed_at;	/* offset in pack by index */
	uint32_t		*packed_obj;
	uint32_t		 npacked, cap_packed;
	struct pdf_font		 font[16];
	struct mark		*mark;
	size_t			 nmark, cap_mark;
	struct annot		*annot;
	size_t			 nannot, cap_annot;
	uint32_t		*page_obj;
	uint32_t		 elem0;		/* object of element e: elem0 + e */
	uint32_t		 struct_root, parent_tree, pages, field, sig;
	struct pdf_hole		*hole;
	size_t			 range;		/* of the ByteRange numbers */
	int32_t			 rect[4];	/* of the seal: x y w h, y down */
	struct pdf_write_sizes	 sizes;
};

/* -- emit.c: objects ----------------------------------------------------------- */
/* A new object number (from 1); 0 after a failure. */
uint32_t	pdf_new(struct pdf_writer *w, uint32_t count);
/* Begin an object outside / inside the object stream; end it. */
void		pdf_direct(struct pdf_writer *w, uint32_t obj);
void		pdf_direct_end(struct pdf_writer *w);
struct es_buf	*pdf_pack_begin(struct pdf_writer *w, uint32_t obj);
/*
 * A whole stream object: "dict" is what stands in its dictionary besides
 * Length and Filter; "raw" is deflated unless "coded" is given.
 */
void		pdf_stream(struct pdf_writer *w, uint32_t obj,
		    const char *dict, struct es_view raw, bool is_coded);
/* Text string: ASCII literally, else UTF-16BE with BOM. */
void		pdf_text(struct es_buf *b, struct es_view utf8);
void		pdf_date(struct es_buf *b, int64_t t, int offset);
/* 1/1000 pt as a number. */
void		pdf_num(struct es_buf *b, int64_t thousandths);
void		pdf_ref(struct es_buf *b, uint32_t obj);
void		pdf_finish(struct pdf_writer *w, uint32_t root, uint32_t info);

/* -- the parts -------------------------------------------------------------------- */
void		pdf_fonts(struct pdf_writer *w);	/* embed.c */
void		pdf_page_content(struct pdf_writer *w, uint32_t page,
		    uint32_t obj);			/* content.c */
void		pdf_path(struct es_buf *b, const struct seal_point *p,
		    size_t n, int32_t h);		/* content.c */
void		pdf_structure(struct pdf_writer *w);	/* tree.c */
void		pdf_xmp(struct es_buf *b, const struct pdf_writer *w);
uint32_t	pdf_seal_field(struct pdf_writer *w);	/* field.c; AcroForm */

#endif
