/* layout/flow.h - the state of one run of the engine; private to layout. */
#ifndef ES_LAYOUT_FLOW_H
#define ES_LAYOUT_FLOW_H

#include "layout/template.h"

#define SCOPES	4

struct flow {
	const struct layout_template *t;
	const struct es_tree	*record;
	struct es_arena		*arena;
	struct dlist		*dl;
	struct es_err		*err;
	int32_t			 y;	/* where the next block begins */
	int32_t			 x0, x1, y0, y1;	/* the page's content */
	uint32_t		 root, sect;	/* structure elements */
	bool			 preview;
	const char		*as;		/* loop variable "c" ... */
	const struct es_tree	*item;		/* ... and its value */
	struct es_view		 page_no, pages;	/* digits */
};

/* Start a page: y is its top. */
ES_CHECK int	layout_page(struct flow *f);
/* Fill "text" from segments; *any says that something was not empty. */
ES_CHECK int	layout_text(struct flow *f, const struct segs *s,
		    struct text *text, bool *any);
/*
 * The same, broken to "width": on one line, if need be a little smaller; else
 * on two where it may wrap; else smaller down to 6.5 pt.  Then one that wraps
 * takes the lines it needs, and any other is ES_E_INPUT and named.
 */
ES_CHECK int	layout_fit(struct flow *f, const struct segs *s, int32_t width,
		    bool wrap, struct text *text, struct text_lines *lines);
/* Value of a path: the loop variable's or the record's. */
struct es_view	layout_value(const struct flow *f, struct es_view path);
/* Lines of a text inside [x, x+w), the first baseline below y. */
ES_CHECK int	layout_lines(struct flow *f, const struct text *text,
		    const struct text_lines *l, int32_t x, int32_t y, int32_t w,
		    enum text_align align, int32_t indent, uint32_t elem,
		    enum dlist_artifact art);
ES_CHECK int	layout_rect(struct flow *f, int32_t x, int32_t y, int32_t w,
		    int32_t h, uint32_t rgb);
ES_CHECK int	layout_elem(struct flow *f, enum dlist_elem_type type,
		    uint32_t parent, uint32_t *out);

/* One block at f->y; pages are begun as needed.  "tail": height of what must
 * follow on the same page. */
ES_CHECK int	layout_table(struct flow *f, const struct block *b,
		    int32_t tail);
/* Height of a block that is not a table. */
ES_CHECK int	layout_measure(struct flow *f, const struct block *b,
		    int32_t *h);
/* qr.c: modules of "text" at level M, in the arena. */
ES_CHECK int	layout_qr(struct es_arena *a, struct es_view text,
		    struct es_view *bits, uint16_t *modules,
		    struct es_err *err);
/* One block of any kind but a table at f->y, or only measured (dry); the
 * caller moves y by *h. */
ES_CHECK int	layout_put(struct flow *f, const struct block *b, bool dry,
		    int32_t *h);
/* Room for so much height, on the next page if need be. */
ES_CHECK int	layout_need(struct flow *f, int32_t h);
/* A text as plain UTF-8, for titles, alternative texts and QR codes. */
ES_CHECK int	layout_plain(struct flow *f, const struct segs *s,
		    struct es_view *out);
/* sign.c: blocks with seals and codes, and columns of blocks. */
ES_CHECK int	layout_sign(struct flow *f, const struct block *b, bool dry,
		    int32_t *h);
ES_CHECK int	layout_stamp(struct flow *f, const struct block *b, bool dry,
		    int32_t *h);
ES_CHECK int	layout_qr_block(struct flow *f, const struct block *b,
		    bool dry, int32_t *h);
ES_CHECK int	layout_columns(struct flow *f, const struct block *b,
		    bool dry, int32_t *h);
/* value.c: the function is one of those there are, or empty. */
bool		layout_function_known(struct es_view func);
/* value.c: apply a function to a value, in the document's language. */
ES_CHECK int	layout_function(const struct flow *f, struct es_view func,
		    struct es_view in, struct es_view *out);

#endif
