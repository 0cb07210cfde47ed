/* web/csv.c - see csv.h. */
#include "web/csv.h"

#include <string.h>

void
web_csv_cell(struct es_buf *out, struct es_view v, bool last)
{
	size_t	 i;

	es_buf_add_str(out, "\"");
	if (v.n > 0 && memchr("=+-@\t\r", v.p[0], 6) != NULL)
		es_buf_add_str(out, "'");
	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '"')
			es_buf_add_str(out, "\"");
		es_buf_add(out, v.p + i, 1);
	}
	es_buf_add_str(out, last ? "\"\r\n" : "\",");
}
