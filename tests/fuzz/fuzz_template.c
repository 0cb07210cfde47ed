/*
 * fuzz_template - any bytes as a document template, laid out over a record
 * and drawn, with the tests' font of boxes.
 */
#include "base/limits.h"
#include "layout/layout.h"
#include "layout/svg.h"
#include "xmlio/xmlio.h"
#include "../unit/t_fakefont.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const char record_xml[] = "<record><person name='A1' day='2026-02-03'/>"
    "<courses list='1'><course title='A' g='x'/><course title='1' g='x'/>"
    "<course title='A1' g='y'/></courses></record>";

static const struct layout_fonts fonts = { { &fake_song, &fake_bold }, 2 };

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	struct layout_template	*t = NULL;
	struct es_tree		*record;
	struct dlist		*dl;
	struct es_buf		 out;
	size_t			 i;

	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	if (a == NULL || layout_template_compile(&t, es_view(p, n), "f.xml",
	    &fonts, NULL) < 0)
		goto out;
	if (xmlio_tree(&record, es_view_str(record_xml), a, NULL) < 0 ||
	    layout_run(&dl, t, record, LAYOUT_FINAL, a, NULL) < 0)
		goto out;
	for (i = 0; i < dl->npages; i++)
		if (layout_svg(dl, i, ES_LIT("p"), NULL, &out, NULL) < 0)
			break;
out:
	layout_template_free(t);
	es_arena_free(a);
	es_buf_clear(&out);
	return 0;
}
