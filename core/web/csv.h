/*
 * web/csv.h - one cell of a CSV file that a spreadsheet will open.
 */
#ifndef ES_WEB_CSV_H
#define ES_WEB_CSV_H

#include "base/buf.h"
#include "base/view.h"

/*
 * Append a cell as RFC 4180 wants it, and what ends it: a comma, or the end
 * of the row.  A text that a spreadsheet would take for a formula (=, +, -,
 * @, tab, CR at its beginning) gets an apostrophe before it.
 */
void	web_csv_cell(struct es_buf *out, struct es_view v, bool last);

#endif
