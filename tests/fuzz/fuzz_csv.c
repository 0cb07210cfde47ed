/* fuzz_csv - anything as comma-separated values. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "import/csv.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS = 16 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_IMPORT_ARENA);
	struct es_view	 cell[CELLS];
	struct es_err	 e = ES_ERR_INIT;
	struct csv	 c;
	size_t		 n, i, all = 0, rows = 0;
	long		 line, before = 0;
	int		 rc;

	if (a == NULL)
		return 0;
	import_csv_open(&c, es_view(data, size));
	while ((rc = import_csv_row(&c, a, cell, CELLS, &n, &line, &e)) != 0) {
		if (line <= before || ++rows > size + 1)
			abort();	/* it has to end */
		before = line;
		if (rc < 0 && e.code != ES_E_FORMAT && e.code != ES_E_LIMIT)
			break;
		for (i = 0; rc > 0 && i < n; i++)
			all += cell[i].n;
		if (rc > 0 && (n == 0 || n > CELLS))
			abort();
		es_err_clear(&e);
	}
	if (all > size)
		abort();
	es_arena_free(a);
	return 0;
}
