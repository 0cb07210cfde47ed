/*
 * layout/dlist.h - the display list: placed content, before any format.
 *
 * Layout writes it once; every back end (PDF, OFD, SVG, PNG) reads it and
 * none measures again, so the twins cannot differ.  Pages hold flat
 * operations in drawing order.  One unit everywhere: 1/1000 pt (enough for
 * A4 in 32 bits), origin at the page's top left, y DOWN.  Back ends flip.
 *
 * Every operation either belongs to a structure element (PDF/UA) or is an
 * artifact of a stated kind; DLIST_UNTAGGED is refused when it is added.
 *
 * All memory comes from the arena given to dlist_new and dies with it.
 */
#ifndef ES_LAYOUT_DLIST_H
#define ES_LAYOUT_DLIST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "font/font.h"

#define DLIST_PT(x)	((int32_t)((x) * 1000))
#define DLIST_MM(x)	((int32_t)((x) * 72000.0 / 25.4 + 0.5))

enum dlist_kind {
	DLIST_NONE = 0,
	DLIST_TEXT,		/* one run, one style, one baseline */
	DLIST_RECT,		/* filled */
	DLIST_LINE,		/* stroked, butt caps */
	DLIST_PATH,		/* filled (non-zero), from the path array */
	DLIST_QR,		/* a grid of dark modules */
	DLIST_SEAL,		/* place of a seal: named, drawn by esign */
	DLIST_LINK		/* active area over text, with a URI */
};

/* How an operation is tagged. */
enum dlist_artifact {
	DLIST_CONTENT = 0,	/* not an artifact: "elem" names its element */
	DLIST_ART_HEADER,	/* Pagination, Header */
	DLIST_ART_FOOTER,	/* Pagination, Footer (page numbers too) */
	DLIST_ART_LAYOUT,	/* rules, boxes, backgrounds: under the rest */
	DLIST_ART_REPEAT	/* a repeated table head */
};

/* Structure elements; 0 is never an index of content. */
enum dlist_elem_type {
	DLIST_E_NONE = 0,
	DLIST_E_DOCUMENT, DLIST_E_SECT, DLIST_E_H1, DLIST_E_H2, DLIST_E_P,
	DLIST_E_SPAN, DLIST_E_TABLE, DLIST_E_THEAD, DLIST_E_TBODY,
	DLIST_E_TFOOT, DLIST_E_TR, DLIST_E_TH, DLIST_E_TD, DLIST_E_FIGURE,
	DLIST_E_LINK, DLIST_E_FORM,
	DLIST_E__MAX
};

struct dlist_elem {
	enum dlist_elem_type	 type;
	uint32_t		 parent;	/* index; 0 for the root (1) */
	struct es_view		 lang;		/* empty: inherited */
	struct es_view		 alt;		/* figures, links, form */
	uint16_t		 row_span, col_span;	/* 0 means 1 */
	bool			 scope_row;	/* TH: Row instead of Column */
	bool			 scope_col;
	int32_t			 bbox[4];	/* figures: x y w h, y down */
	uint32_t		 bbox_page;
};

struct dlist_op {
	enum dlist_kind		 kind;
	enum dlist_artifact	 artifact;
	uint32_t		 elem;		/* when artifact is CONTENT */
	int32_t			 x, y;		/* TEXT: baseline start */
	int32_t			 w, h;		/* TEXT: w is the run's width */
	uint32_t		 rgb;		/* 0xRRGGBB */
	union {
		struct {
			uint16_t	 style;		/* index of fonts */
			int32_t		 size;		/* 1/1000 pt */
			uint32_t	 first;		/* in the cps array */
			uint32_t	 count;
			/*
			 * Extra space after each code point in 1/1000 pt,
			 * "first"/"count" of the adjust array, parallel to
			 * the code points; adj_count 0: none anywhere.
			 */
			uint32_t	 adj_first;
			uint32_t	 adj_count;
			int32_t		 hscale;	/* 1000 = 100 % */
		} text;
		struct {
			int32_t		 x2, y2;
			int32_t		 width;
		} line;
		struct {
			uint32_t	 first;		/* in the points */
			uint32_t	 count;
		} path;
		struct {
			uint16_t	 modules;	/* per side */
			struct es_view	 bits;		/* modules² bytes 0/1 */
		} qr;	/* x,y,w,h: the modules, without quiet zone */
		struct {
			struct es_view	 name;		/* of the template */
		} seal;
		struct {
			struct es_view	 uri;
		} link;
	} u;
};

struct dlist_point {
	char	 op;		/* 'M' 'L' 'C' (three points in a row) 'Z' */
	int32_t	 x, y;
};

struct dlist_page {
	int32_t		 w, h;
	uint32_t	 first;		/* operations [first, first+count) */
	uint32_t	 count;
};

struct dlist_font {
	const struct font	*font;	/* borrowed from the font set */
};

struct dlist_meta {		/* for XMP, Info and the title bar */
	struct es_view	 title;
	struct es_view	 subject;
	struct es_view	 author;	/* the issuing office */
	struct es_view	 lang;		/* BCP 47: zh-CN, en */
	struct es_view	 number;	/* document number */
	struct es_view	 template_id;	/* type/lang/version */
	int64_t		 issued;	/* UTC seconds */
	int		 offset;	/* of the campus zone, seconds */
};

struct dlist {
	struct es_arena		*arena;
	struct dlist_meta	 meta;
	struct dlist_page	*pages;		size_t npages;
	struct dlist_op		*ops;		size_t nops;
	struct dlist_elem	*elems;		size_t nelems;	/* [0] unused */
	uint32_t		*cps;		size_t ncps;
	int32_t			*adjust;	size_t nadjust;
	struct dlist_point	*points;	size_t npoints;
	struct dlist_font	*fonts;		size_t nfonts;
	size_t			 cap_pages, cap_ops, cap_elems, cap_cps,
				 cap_adjust, cap_points;
};

/* An empty list; NULL when the arena is full. */
struct dlist	*dlist_new(struct es_arena *a);
/* Start a page; later operations go to it. */
ES_CHECK int	dlist_page_add(struct dlist *dl, int32_t w, int32_t h,
		    struct es_err *err);
/*
 * Append a structure element, *out is its index (from 1; the first must be
 * DLIST_E_DOCUMENT with parent 0).  ES_E_LIMIT over ES_LIMIT_DOC_OPS.
 */
ES_CHECK int	dlist_elem_add(struct dlist *dl, const struct dlist_elem *e,
		    uint32_t *out, struct es_err *err);
/*
 * Append an operation to the current page.  ES_E_BUG when it is neither an
 * artifact nor content of an existing element, or lies outside the page.
 */
ES_CHECK int	dlist_op_add(struct dlist *dl, const struct dlist_op *op,
		    struct es_err *err);
/* Append code points / adjustments / points, *first is where they start. */
ES_CHECK int	dlist_cps_add(struct dlist *dl, const uint32_t *cps, size_t n,
		    uint32_t *first, struct es_err *err);
ES_CHECK int	dlist_adjust_add(struct dlist *dl, const int32_t *adj,
		    size_t n, uint32_t *first, struct es_err *err);
ES_CHECK int	dlist_points_add(struct dlist *dl,
		    const struct dlist_point *pts, size_t n, uint32_t *first,
		    struct es_err *err);
/* The seal operation with this name, and its page (0-based); NULL: none. */
const struct dlist_op *dlist_seal_find(const struct dlist *dl,
		    struct es_view name, size_t *page);

#endif
