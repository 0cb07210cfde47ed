/* import/csv.c - see csv.h. */
#include "import/csv.h"

#include "base/limits.h"

void
import_csv_open(struct csv *c, struct es_view text)
{
	c->text = text;
	c->at = text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	c->line = 1;
}

static bool
at_end_of_row(const struct csv *c)
{
	return c->at >= c->text.n || c->text.p[c->at] == '\n' ||
	    (c->text.p[c->at] == '\r' && c->at + 1 < c->text.n &&
	    c->text.p[c->at + 1] == '\n');
}

static void
skip_line(struct csv *c)
{
	while (c->at < c->text.n && c->text.p[c->at] != '\n')
		c->at++;
	if (c->at < c->text.n)
		c->at++;
	c->line++;
}

static void
plain_cell(struct csv *c, struct es_view *out, bool *stray)
{
	size_t	 from = c->at;

	while (!at_end_of_row(c) && c->text.p[c->at] != ',')
		if (c->text.p[c->at++] == '"')
			*stray = true;
	*out = es_view(c->text.p + from, c->at - from);
}

/* From the quote on; doubled quotes become one, in the arena. */
static int
quoted_cell(struct csv *c, struct es_arena *a, struct es_view *out,
    struct es_err *err)
{
	size_t		 from = ++c->at, doubled = 0, i, k;
	unsigned char	*to;

	for (;; c->at++) {
		if (c->at >= c->text.n)
			return es_fail(err, ES_E_FORMAT, "a quote is never "
			    "closed");
		if (c->text.p[c->at] == '\n')
			c->line++;
		if (c->text.p[c->at] != '"')
			continue;
		if (c->at + 1 >= c->text.n || c->text.p[c->at + 1] != '"')
			break;
		doubled++;
		c->at++;
	}
	*out = es_view(c->text.p + from, c->at - from);
	c->at++;
	if (doubled == 0 || out->n > ES_LIMIT_IMPORT_CELL)
		return 0;
	if ((to = es_arena_get(a, out->n)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	for (i = k = 0; i < out->n; i++) {
		to[k++] = out->p[i];
		if (out->p[i] == '"')
			i++;
	}
	*out = es_view(to, k);
	return 0;
}

int
import_csv_row(struct csv *c, struct es_arena *a, struct es_view *cells,
    size_t max, size_t *n, long *line, struct es_err *err)
{
	struct es_view	 cell;
	bool		 stray = false, quoted;

	*n = 0;
	*line = c->line;
	if (c->at >= c->text.n)
		return 0;
	for (;;) {
		quoted = c->at < c->text.n && c->text.p[c->at] == '"';
		if (!quoted)
			plain_cell(c, &cell, &stray);
		else if (quoted_cell(c, a, &cell, err) < 0)
			return -1;
		if (*n == max || cell.n > ES_LIMIT_IMPORT_CELL) {
			skip_line(c);
			return *n == max ? es_fail(err, ES_E_LIMIT, "over "
			    "%zu cells in a line", max) : es_fail(err,
			    ES_E_LIMIT, "a cell over %zu bytes",
			    ES_LIMIT_IMPORT_CELL);
		}
		cells[(*n)++] = cell;
		if (at_end_of_row(c))
			break;
		if (c->text.p[c->at] != ',' || stray) {
			skip_line(c);
			return es_fail(err, ES_E_FORMAT, quoted && !stray ?
			    "something follows a closing quote" :
			    "a quote inside a cell that does not begin with "
			    "one");
		}
		c->at++;
	}
	skip_line(c);
	if (stray)
		return es_fail(err, ES_E_FORMAT, "a quote inside a cell that "
		    "does not begin with one");
	return 1;
}
