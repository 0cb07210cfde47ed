/* fuzz_xmlio - any bytes as XML: walk the document, fill a tree. */
#include "base/limits.h"
#include "xmlio/xmlio.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static size_t
walk(const struct xmlio_node *n)
{
	size_t	 sum = 0;

	for (; n != NULL; n = xmlio_next(n)) {
		sum += xmlio_text(n).n + (size_t)xmlio_line(n);
		if (xmlio_element(n) != NULL)
			sum += strlen(xmlio_element(n)) +
			    strlen(xmlio_attr(n, "a", ""));
		sum += walk(xmlio_first(n));
	}
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_tree	*t;
	struct xmlio	*x;

	if (a == NULL)
		return 0;
	if (xmlio_parse(&x, es_view(p, n), "f.xml", NULL) == 0) {
		if (walk(xmlio_root(x)) == SIZE_MAX)
			__builtin_trap();
		xmlio_free(x);
	}
	if (xmlio_tree(&t, es_view(p, n), a, NULL) == 0 && t == NULL)
		__builtin_trap();
	es_arena_free(a);
	return 0;
}
