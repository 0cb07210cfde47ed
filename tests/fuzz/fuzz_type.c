/*
 * fuzz_type - any bytes as a type's definition; with what comes of it a form
 * is read from the same bytes, written, and read again.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "type/form.h"
#include "xmlio/xmlio.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct bytes {
	struct es_view	 v;
	size_t		 at;
};

/* The next few bytes, whatever is asked for; from a wheel of plain values. */
static struct es_view
next(void *arg, const char *control)
{
	static const char *const	 plain[] = { "", "1", "2026-02-28",
	    "12,345.67", "a", "other", "visa", "x\ny" };
	struct bytes			*b = arg;
	unsigned char			 c;

	if (b->v.n == 0)
		return ES_VIEW_EMPTY;
	c = b->v.p[b->at++ % b->v.n];
	if (c < 128)
		return es_view_str(plain[(c + strlen(control)) % 8]);
	return es_view_sub(b->v, b->at % b->v.n, c % 32);
}

static void
form(const struct type_def *d, struct es_view bytes)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_TYPE_ARENA);
	struct bytes		 b = { bytes, 0 };
	struct type_form	 f, again;
	struct es_tree		*tree;
	struct es_buf		 out;

	es_buf_init(&out, ES_LIMIT_XML);
	if (a == NULL || type_form_read(&f, d, next, &b, a, NULL) < 0)
		goto out;
	type_form_write(d, f.values, "en", TYPE_WRITE_KEYS, &out);
	if (f.nflaws == 0 && xmlio_tree(&tree, es_buf_view(&out), a,
	    NULL) == 0) {
		if (type_form_read(&again, d, type_form_stored, tree, a,
		    NULL) == 0 && again.nflaws > 0)
			abort();	/* what was good is good again */
	}
	es_buf_reset(&out);
	type_form_write(d, f.values, "zh-CN", TYPE_WRITE_RECORD, &out);
out:
	es_buf_clear(&out);
	es_arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct type_def	*d;

	if (type_def_parse(&d, es_view(p, n), "type.xml", NULL) < 0)
		return 0;
	(void)type_path_known(d, es_view(p, n % 64), ES_LIT("form/items"));
	form(d, es_view(p, n));
	type_def_free(d);
	return 0;
}
