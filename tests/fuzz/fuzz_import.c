/* Import files: the first byte chooses kind and form. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "import/import.h"

static void
flaw(void *arg, const char *file, long line, const char *what)
{
	(void)arg, (void)file, (void)line, (void)what;
}

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct import		 im = { .actor = "fuzz", .flaw = flaw };
	struct import_file	 f;
	struct es_err		 e = ES_ERR_INIT;

	if (n == 0)
		return 0;
	f = (struct import_file){ .name = p[0] & 1 ? "f.xml" : "f.csv",
	    .kind = (p[0] & 0x40) != 0 ? (enum import_kind)(1 +
	    (p[0] >> 1 & 15) % (IMPORT_KIND__MAX - 1)) : p[0] & 2 ?
	    IMPORT_GRADES : IMPORT_PEOPLE,
	    .bytes = es_view(p + 1, n - 1) };
	/* An error says which; success says none. */
	if ((import_run(NULL, &im, &f, 1, &e) < 0) != (e.code != ES_E_NONE))
		abort();
	return 0;
}
