/*
 * layout/template.h - a compiled template; private to layout.
 *
 * Blocks follow each other down the page; what they hold is in docs/
 * TEMPLATES.md.  Lengths are 1/1000 pt.
 */
#ifndef ES_LAYOUT_TEMPLATE_H
#define ES_LAYOUT_TEMPLATE_H

#include "layout/layout.h"
#include "layout/text.h"
#include "xmlio/xmlio.h"

enum block_kind {
	B_NONE = 0,
	B_TEXT,			/* <p>, <h1>, <h2> */
	B_FIELDS,		/* <fields>: labels and values in columns */
	B_TABLE,
	B_RULE,
	B_SPACE,
	B_SIGN,			/* <sign>: QR at the left, seal at the right */
	B_KEEP,			/* <keep>: children stay on one page */
	B_COLUMNS,		/* <columns>: children side by side */
	B_COLUMN,		/* <column>: one of them */
	B_STAMP,		/* <stamp>: a seal over what is above it */
	B_QR			/* <qr>: a code by itself */
};

enum text_align {
	ALIGN_LEFT = 0,
	ALIGN_CENTER,
	ALIGN_RIGHT,
	ALIGN_JUSTIFY
};

struct seg {			/* a piece of text: constant or from a path */
	struct es_view		 text;		/* when path is empty */
	struct es_view		 path;
	struct es_view		 func;		/* after "|"; or empty */
	struct es_view		 lang;
	struct es_view		 link;		/* path of its address */
	struct text_style	 style;
	const char		*what;		/* for messages */
};

struct segs {
	struct seg	*seg;
	size_t		 n;
	bool		 has_path;
};

struct field {			/* of <fields> */
	struct segs	 label, value;
	int		 span;
	struct es_view	 cond;
};

struct col {			/* of <table> */
	struct segs	 head, value;
	int32_t		 width;		/* share, any unit */
	enum text_align	 align;
	bool		 wrap;		/* may take several lines */
};

struct block {
	enum block_kind		 kind;
	enum dlist_elem_type	 elem;		/* B_TEXT: P, H1, H2 */
	enum text_align		 align;
	int32_t			 before, after, indent, height;
	int32_t			 leading;	/* of the size, 1/1000 */
	struct es_view		 cond;		/* if="path" */
	bool			 cond_not;
	struct es_view		 lang;
	struct segs		 text;
	struct text_style	 style;
	struct block		*child;
	size_t			 nchild;
	/* fields */
	struct field		*field;
	size_t			 nfield;
	int			 columns;
	int32_t			 label_width;
	/* table */
	struct col		*col;
	size_t			 ncol;
	struct es_view		 each, group;
	int			 stripes;
	int32_t			 pad;	/* of a cell; below a row of fields */
	/* sign, stamp, qr */
	struct segs		 qr, office, date, qr_alt, seal_alt;
	struct es_view		 seal;		/* name of the place */
	int32_t			 seal_size, qr_size;
	int32_t			 rise;	/* of a stamp's middle above y */
	/* columns */
	int32_t			 gap;
	int64_t			 share;		/* of a column */
};

struct use {			/* a path that the template names */
	struct es_view		 path, each;
	long			 line;
};

struct layout_template {
	struct es_arena		*arena;
	const struct layout_fonts *fonts;
	const char		*name, *lang, *type, *version;
	int32_t			 w, h;
	int32_t			 top, right, bottom, left;	/* margins */
	struct text_style	 base;
	struct segs		 title, subject, author;
	struct block		*block;
	size_t			 nblock;
	struct segs		 foot_left, foot_right, foot_center, head;
	enum text_align		 head_align;
	bool			 head_first;	/* on the first page, too */
	bool			 head_rule;	/* a line below it */
	struct use		*use;
	size_t			 nuses;
};

#endif
