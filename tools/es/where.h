/*
 * where.h - how people name a place in a file: a point, a name, a text.
 */
#ifndef ES_TOOL_WHERE_H
#define ES_TOOL_WHERE_H

#include "pdf/bbox.h"
#include "pdf/place.h"

enum es_where_kind {
	ES_WHERE_NONE = 0,
	ES_WHERE_POINT,		/* [PAGE:]X,Y in millimetres */
	ES_WHERE_ANCHOR,	/* anchor:NAME */
	ES_WHERE_TEXT		/* text:TEXT[#N] */
};

struct es_where {
	enum es_where_kind	 kind;
	long			 page;	/* from 1; -1 the last; 0: not said */
	double			 x, y;
	struct es_view		 name;	/* borrowed from the argument */
	long			 nth;
	struct pdf_bbox		 box;	/* where the text was found */
};

/* "X,Y" with millimetres below 10^5. */
bool		es_where_point(const char *s, double *x, double *y);
bool		es_where_parse(struct es_where *w, const char *arg);
/* A text is looked for in the file that "fd" has open. */
ES_CHECK int	es_where_look(struct es_where *w, int fd,
		    struct es_err *err);
/*
 * The middle of w by h (1/1000 point), dx and dy millimetres beside what was
 * named; a name's or text's is moved until all of it is on the page.
 */
ES_CHECK int	es_where_spot(const struct es_where *at, struct pdf_file *f,
		    double dx, double dy, int64_t w, int64_t h,
		    struct pdf_spot *out, struct es_err *err);

/* Millimetres as 1/1000 point. */
int64_t		es_where_mm(double mm);

#endif
