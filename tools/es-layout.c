/*
 * es-layout(8) - lay a record out by a template and say what came of it.
 *
 * es-layout PACKS TEMPLATE RECORD: pages, operations and time; for authors of
 * templates.  With --dump the texts with their places.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "layout/layout.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "xmlio/xmlio.h"

static const char *const styles[] = { "song", "song-bold", "hei", "hei-bold",
    "kai" };

static int
open_fonts(struct layout_fonts *out, struct es_view *packs, const char *dir,
    struct es_err *err)
{
	struct font	*f;
	char		 path[1024];
	size_t		 i;

	for (i = 0; i < ES_COUNT(styles); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.pack", dir,
		    styles[i]);
		if (sys_file_map(path, &packs[i], err) < 0 ||
		    font_open(&f, packs[i], err) < 0)
			return -1;
		out->font[out->n++] = f;
	}
	return 0;
}

static void
dump(const struct dlist *dl)
{
	struct es_buf	 b;
	size_t		 p, i, k;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	for (p = 0; p < dl->npages; p++)
		for (i = 0; i < dl->pages[p].count; i++) {
			const struct dlist_op	*op;

			op = &dl->ops[dl->pages[p].first + i];
			es_buf_reset(&b);
			for (k = 0; op->kind == DLIST_TEXT &&
			    k < op->u.text.count; k++)
				es_utf8_add(&b, font_plain(dl->cps[
				    op->u.text.first + k]));
			printf("%zu %d %.1f %.1f %.1f %.1f %s\n", p + 1,
			    (int)op->kind, op->x / 1e3, op->y / 1e3,
			    op->w / 1e3, op->h / 1e3, es_buf_cstr(&b));
		}
	es_buf_clear(&b);
}

int
main(int argc, char *argv[])
{
	struct es_err		 e = ES_ERR_INIT;
	struct es_view		 packs[ES_COUNT(styles)];
	struct layout_fonts	 fonts = { .n = 0 };
	struct layout_template	*t = NULL;
	struct es_arena		*a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	struct es_buf		 xml, rec;
	struct es_tree		*record;
	struct dlist		*dl;
	int64_t			 t0, t1;
	int			 i, n = 200;

	es_buf_init(&xml, ES_LIMIT_TEMPLATE);
	es_buf_init(&rec, ES_LIMIT_XML);
	if (argc < 4) {
		fprintf(stderr, "usage: es-layout PACKS TEMPLATE RECORD "
		    "[--dump]\n");
		return EXIT_FAILURE;
	}
	if (open_fonts(&fonts, packs, argv[1], &e) < 0 ||
	    sys_file_read(argv[2], &xml, &e) < 0 ||
	    sys_file_read(argv[3], &rec, &e) < 0 ||
	    layout_template_compile(&t, es_buf_view(&xml), argv[2], &fonts,
	    &e) < 0)
		goto fail;
	t0 = sys_now_us();
	for (i = 0; i < n; i++) {
		es_arena_reset(a);
		if (xmlio_tree(&record, es_buf_view(&rec), a, &e) < 0 ||
		    layout_run(&dl, t, record, LAYOUT_FINAL, a, &e) < 0)
			goto fail;
	}
	t1 = sys_now_us();
	printf("pages %zu operations %zu elements %zu: %.0f us\n", dl->npages,
	    dl->nops, dl->nelems, (double)(t1 - t0) / n);
	if (argc > 4)
		dump(dl);
	return EXIT_SUCCESS;
fail:
	fprintf(stderr, "es-layout: %s\n", e.msg);
	return EXIT_FAILURE;
}
