/* fuzz_form - any bytes as a query or a form body. */
#include "base/limits.h"
#include "base/utf8.h"
#include "web/form.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_err	 e = ES_ERR_INIT;
	struct web_form	 f;
	size_t		 i;

	if (a == NULL)
		return 0;
	if (web_form_parse(&f, es_view(p, n), a, &e) == 0) {
		if (f.n > ES_LIMIT_FIELDS)
			__builtin_trap();
		for (i = 0; i < f.n; i++)
			if (f.pairs[i].is_file ||
			    f.pairs[i].value.n > ES_LIMIT_FIELD ||
			    !es_utf8_is_text(f.pairs[i].name) ||
			    !es_utf8_is_text(f.pairs[i].value))
				__builtin_trap();
	} else if (e.code != ES_E_FORMAT && e.code != ES_E_LIMIT)
		__builtin_trap();
	(void)web_cookie_find(es_view(p, n), "a");
	es_arena_free(a);
	return 0;
}
