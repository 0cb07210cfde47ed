/* fuzz_multipart - a content type up to the first newline, then its body. */
#include "base/limits.h"
#include "base/utf8.h"
#include "web/form.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static bool
within(struct es_view v, const uint8_t *p, size_t n)
{
	return v.n == 0 || (v.p >= p && v.p + v.n <= p + n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_view	 all = es_view(p, n);
	size_t		 nl = es_view_find(all, ES_LIT("\n"), 0), i;
	struct es_err	 e = ES_ERR_INIT;
	struct web_form	 f;

	if (a == NULL)
		return 0;
	if (nl == SIZE_MAX)
		nl = n;
	if (web_multipart_parse(&f, es_view_sub(all, nl + 1, SIZE_MAX),
	    es_view_sub(all, 0, nl), a, &e) == 0) {
		if (f.n > ES_LIMIT_FIELDS)
			__builtin_trap();
		for (i = 0; i < f.n; i++)
			if (!within(f.pairs[i].value, p, n) ||
			    !es_utf8_is_line(f.pairs[i].name) ||
			    !es_utf8_is_text(f.pairs[i].filename) ||
			    (!f.pairs[i].is_file &&
			    (f.pairs[i].value.n > ES_LIMIT_FIELD ||
			    !es_utf8_is_text(f.pairs[i].value))))
				__builtin_trap();
	} else if (n < ES_LIMIT_FORM_BODY && e.code != ES_E_FORMAT &&
	    e.code != ES_E_LIMIT)
		__builtin_trap();
	es_arena_free(a);
	return 0;
}
