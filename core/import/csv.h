/*
 * import/csv.h - comma-separated values as RFC 4180 has them; pure.
 *
 * Cells in double quotes may hold commas, line ends and doubled quotes.
 * Lines end with CR LF or LF; a byte order mark at the start is dropped.
 */
#ifndef ES_IMPORT_CSV_H
#define ES_IMPORT_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct csv {
	struct es_view	 text;
	size_t		 at;
	long		 line;		/* of the row that comes next */
};

void		import_csv_open(struct csv *c, struct es_view text);
/*
 * The next row: its cells (views of the text, or of the arena when quotes
 * had to go) and the line it begins on.  0 at the end, 1 a row.  ES_E_FORMAT
 * for a stray quote or an open one at the end, ES_E_LIMIT over "max" cells;
 * err->msg has no line, *line has; the next call goes on behind it.
 */
ES_CHECK int	import_csv_row(struct csv *c, struct es_arena *a,
		    struct es_view *cells, size_t max, size_t *n, long *line,
		    struct es_err *err);

#endif
