/* fuzz_seal_def - anything as the definition of a seal. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "seal/picture.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_PICTURE_ARENA);
	struct es_err	 e = ES_ERR_INIT;
	struct seal_def	 d;

	if (a == NULL)
		return 0;
	if (seal_def_parse(&d, a, es_view(data, size), "seal.xml", &e) == 0) {
		/* Which lengths can be drawn is seal_picture_draw's matter. */
		if (d.name.n == 0 || !es_utf8_is_text(d.name) ||
		    !es_utf8_is_text(d.line) || !es_utf8_is_text(d.serial) ||
		    d.diameter < 0 || d.ring < 0 || d.star < 0)
			abort();
	} else if (e.code == ES_E_NONE) {
		abort();
	}
	es_arena_free(a);
	return 0;
}
