/*
 * core/pdf/write_priv.h - the writer's state during one document.
 *
 * Object numbers are given first and from the shape of the document alone,
 * so that any object can name any other before it is written and the
 * structure tree of two documents of one form is the same bytes.
 */
#ifndef ES_PDF_WRITE_PRIV_H
#define ES_PDF_WRITE_PRIV_H

#include "base/arena.h"
#include "flate/flate.h"
#include "pdf/write.h"
#include "seal/picture.h"

/* A deflated stream that repeats between documents, by what it is made of. */
struct pdf_kept {
	struct es_buf	 key;
	struct es_buf	 packed;
	uint64_t	 used;		/* when; 0: empty */
};

#define PDF_KEPT	4

struct pdf_writer {
	struct flate_deflater	*z;
	struct es_arena		*arena;
	struct es_buf		 raw;		/* one stream, before coding */
	struct es_buf		 head;		/* of an object stream */
	struct es_buf		 packed;
	struct es_buf		 shared;	/* small objects */
	struct pdf_kept		 kept[PDF_KEPT];
	uint64_t		 clock;
	struct pdf_write_sizes	 sizes;
};

/* Fixed object numbers; the others follow. */
enum {
	PDF_O_CATALOG = 1, PDF_O_PAGES, PDF_O_INFO, PDF_O_METADATA,
	PDF_O_ICC, PDF_O_ROOT, PDF_O_PARENTS, PDF_O_TREE_STM, PDF_O_MISC_STM,
	PDF_O_XREF, PDF_O__FIRST
};

struct pdf_xref {		/* where an object is */
	uint32_t	 in;		/* its object stream; 0: none */
	uint32_t	 at;		/* offset, or index in the stream */
};

struct pdf_kid {		/* of a structure element, in order */
	enum { PDF_KID_ELEM = 0, PDF_KID_MARK, PDF_KID_OBJ } kind;
	uint32_t	 n;		/* element, mark or object */
	uint32_t	 page;
	struct pdf_kid	*next;
};

struct pdf_elem {
	uint32_t	 obj;		/* 0: left out */
	uint32_t	 page;		/* of the first mark, from 1; 0: none */
	uint32_t	 child, last, sibling;	/* elements, by index */
	uint32_t	 unlisted;	/* first child that kids lack */
	struct pdf_kid	*kids, **tail;
};

struct pdf_face {		/* a style that the document uses */
	struct font_subset	*subset;
	uint32_t		 obj;	/* Type0, CIDFont, descriptor, file,
					 * ToUnicode: five in a row */
};

struct pdf_link {
	const struct dlist_op	*op;
	uint32_t		 page;	/* from 0 */
};

struct pdf_marks {		/* elements of one page's marks */
	uint32_t	*elem;
	uint32_t	 n, cap;
};

/* One document being written. */
struct pdf_w {
	struct pdf_writer		*w;
	const struct dlist		*dl;
	const struct pdf_write_opts	*opts;
	struct es_buf			*out;
	struct es_err			*err;
	struct es_arena			*a;
	struct pdf_xref			*xref;
	uint32_t			 nobj;		/* one over the last */
	uint32_t			 o_page;	/* page, content, ... */
	uint32_t			 o_face, o_file, o_link, o_sig;
	struct pdf_face			*face;		/* by style */
	struct pdf_elem			*elem;		/* by element */
	struct pdf_marks		*marks;		/* by page */
	struct pdf_link			*link;
	uint32_t			 nlink;
	const struct dlist_op		*seal;		/* the place */
	uint32_t			 seal_page;
	int32_t				 seal_rect[4];	/* x y w h, y down */
	struct pdf_hole			 hole;
	size_t				 byte_range;	/* its digits */
};

/* Objects behind o_sig, in this order. */
enum { PDF_SIG_DICT, PDF_SIG_WIDGET, PDF_SIG_FORM, PDF_SIG_ACROFORM,
    PDF_SIG__N };

/* write_str.c: characters of PDF */
unsigned char	*pdf_put_uint(unsigned char *p, uint32_t v);
/* Thousandths as a decimal without needless digits: at most 12 bytes. */
unsigned char	*pdf_put_milli(unsigned char *p, int32_t v);
void		 pdf_add_milli(struct es_buf *b, int32_t v);
/* "12 0 R" */
void		 pdf_add_ref(struct es_buf *b, uint32_t obj);
/* UTF-8 as a text string: ASCII as it is, else UTF-16BE with its mark. */
void		 pdf_add_text(struct es_buf *b, struct es_view utf8);
/* Bytes as a literal string. */
void		 pdf_add_literal(struct es_buf *b, struct es_view v);
/* "/Key" and the text, or nothing for an empty text. */
void		 pdf_add_entry(struct es_buf *b, const char *key,
		    struct es_view utf8);
/* A day of years 1970 to 9999, a zone of at most 14 hours. */
bool		 pdf_date_ok(int64_t t, int offset);
/* (D:20261123140509+08'00') */
void		 pdf_add_date(struct es_buf *b, int64_t t, int offset);
/* Room for n bytes without counting them; NULL after a failure. */
unsigned char	*pdf_room(struct es_buf *b, size_t n);
/* Count what was written up to p. */
void		 pdf_took(struct es_buf *b, unsigned char *p);

/* write_obj.c: objects, streams, the cross-reference stream */
/* "n 0 obj" LF; the caller appends the value, then pdf_obj_end. */
void		 pdf_obj_begin(struct pdf_w *w, uint32_t n);
void		 pdf_obj_end(struct pdf_w *w);
/* A stream object: "dict" is what stands before /Length (may be ""). */
void		 pdf_stream(struct pdf_w *w, uint32_t n, const char *dict,
		    struct es_view data);
/* The same of w->raw, deflated. */
ES_CHECK int	 pdf_stream_deflated(struct pdf_w *w, uint32_t n,
		    const char *dict, struct es_view raw);
/* Write what is kept under "key": 1, or 0 when nothing is. */
int		 pdf_stream_again(struct pdf_w *w, uint32_t n,
		    const char *dict, struct es_view key);
/* Deflate "raw", keep it under "key" in place of the oldest, write it. */
ES_CHECK int	 pdf_stream_keep(struct pdf_w *w, uint32_t n,
		    const char *dict, struct es_view key, struct es_view raw);
/* Objects of a stream: numbers and offsets into head, values into body. */
struct pdf_objstm {
	uint32_t	 number;	/* of the stream */
	uint32_t	 n;
	struct es_buf	*head, *body;
};
void		 pdf_objstm_begin(struct pdf_objstm *s, uint32_t number,
		    struct es_buf *head, struct es_buf *body);
void		 pdf_objstm_add(struct pdf_w *w, struct pdf_objstm *s,
		    uint32_t obj);
ES_CHECK int	 pdf_objstm_end(struct pdf_w *w, struct pdf_objstm *s,
		    bool keep);
/* Cross-reference stream and the end of the file. */
ES_CHECK int	 pdf_xref_write(struct pdf_w *w);

/* write_page.c: content streams and page objects */
ES_CHECK int	 pdf_pages_write(struct pdf_w *w);
/* write_font.c */
ES_CHECK int	 pdf_faces_collect(struct pdf_w *w);
ES_CHECK int	 pdf_faces_write(struct pdf_w *w, struct pdf_objstm *misc);
void		 pdf_faces_free(struct pdf_w *w);
/* write_tree.c */
ES_CHECK int	 pdf_tree_number(struct pdf_w *w);
ES_CHECK int	 pdf_tree_mark(struct pdf_w *w, uint32_t elem, uint32_t page,
		    uint32_t *mark);
ES_CHECK int	 pdf_tree_obj(struct pdf_w *w, uint32_t elem, uint32_t page,
		    uint32_t obj);
ES_CHECK int	 pdf_tree_write(struct pdf_w *w, struct pdf_objstm *misc);
/* write_sig.c */
ES_CHECK int	 pdf_sig_check(struct pdf_w *w);
/* The widget under its structure element. */
ES_CHECK int	 pdf_sig_tree(struct pdf_w *w);
ES_CHECK int	 pdf_sig_write(struct pdf_w *w);
/* The numbers of ByteRange, once the file's end is known. */
void		 pdf_sig_patch(struct pdf_w *w);
/* /Dests of the catalog's Names, when there is a place for a seal. */
void		 pdf_places(struct pdf_w *w, struct es_buf *b);
/* write_file.c: attachments, links, the document's own data */
ES_CHECK int	 pdf_files_check(struct pdf_w *w);
ES_CHECK int	 pdf_links_find(struct pdf_w *w);
void		 pdf_links_write(struct pdf_w *w, struct pdf_objstm *misc);
ES_CHECK int	 pdf_files_write(struct pdf_w *w, struct pdf_objstm *misc);
/* /Names and /AF of the catalog. */
void		 pdf_names_catalog(struct pdf_w *w, struct es_buf *b);

#endif
