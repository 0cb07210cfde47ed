/*
 * es-layout(8) - lay a record out by a template and say what came of it.
 *
 * For authors of templates and seals: pages, operations and time; on request
 * the texts with their places, and every page as a picture.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "layout/layout.h"
#include "layout/svg.h"
#include "seal/picture.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "xmlio/xmlio.h"

#define RUNS	200		/* for the time of one */

static const char *const styles[] = { "song", "song-bold", "hei", "hei-bold",
    "kai" };

struct job {
	struct es_arena		*arena;		/* of one run */
	struct es_arena		*keep;		/* of the seal */
	struct es_view		 pack[ES_COUNT(styles)];
	struct font		*font[ES_COUNT(styles)];
	struct layout_fonts	 fonts;		/* the same for layout */
	struct layout_template	*t;
	const struct seal_picture *seal;
	struct es_buf		 xml, record, def, out;
	const char		*svg;		/* prefix of the files */
	enum layout_flags	 flags;
	bool			 dump;
};

static int
open_fonts(struct job *j, const char *dir, struct es_err *err)
{
	char		 path[1024];
	size_t		 i;

	for (i = 0; i < ES_COUNT(styles); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.pack", dir,
		    styles[i]);
		if (sys_file_map(path, &j->pack[i], err) < 0 ||
		    font_open(&j->font[i], j->pack[i], err) < 0)
			return -1;
		j->fonts.font[j->fonts.n++] = j->font[i];
	}
	return 0;
}

static int
open_seal(struct job *j, const char *path, struct es_err *err)
{
	struct seal_def	 def;

	if (sys_file_read(path, &j->def, err) < 0 ||
	    seal_def_parse(&def, j->keep, es_buf_view(&j->def), path,
	    err) < 0)
		return -1;
	/* a seal's letters are a bold Song */
	return seal_picture_draw(&j->seal, &def, j->fonts.font[1], j->keep,
	    err);
}

static int
write_page(struct job *j, const struct dlist *dl, size_t page,
    struct es_err *err)
{
	char	 path[1024];

	(void)snprintf(path, sizeof(path), "%s%zu.svg", j->svg, page + 1);
	es_buf_reset(&j->out);
	if (layout_svg(dl, page, dl->meta.title, j->seal, &j->out, err) < 0)
		return -1;
	return sys_file_write(path, es_buf_view(&j->out), 0644, err);
}

/* The seal alone, on a page of its own size. */
static int
write_seal(struct job *j, struct es_err *err)
{
	const struct dlist_elem	 document = { .type = DLIST_E_DOCUMENT };
	struct dlist		*dl = dlist_new(j->arena);
	struct dlist_op		 op = { .kind = DLIST_SEAL,
				    .w = j->seal->w, .h = j->seal->h };

	if (dl == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	if (dlist_elem_add(dl, &document, &op.elem, err) < 0 ||
	    dlist_page_add(dl, op.w, op.h, err) < 0 ||
	    dlist_op_add(dl, &op, err) < 0)
		return -1;
	return write_page(j, dl, 0, err);
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
			    op->w / 1e3, op->h / 1e3,
			    b.n == 0 ? "" : es_buf_cstr(&b));
		}
	es_buf_clear(&b);
}

static int
lay_out(struct job *j, const char *template, const char *record,
    struct es_err *err)
{
	struct es_tree	*tree;
	struct dlist	*dl = NULL;
	int64_t		 begin;
	size_t		 i;

	if (sys_file_read(template, &j->xml, err) < 0 ||
	    sys_file_read(record, &j->record, err) < 0 ||
	    layout_template_compile(&j->t, es_buf_view(&j->xml), template,
	    &j->fonts, err) < 0)
		return -1;
	begin = sys_now_us();
	for (i = 0; i < RUNS; i++) {
		es_arena_reset(j->arena);
		if (xmlio_tree(&tree, es_buf_view(&j->record), j->arena,
		    err) < 0 || layout_run(&dl, j->t, tree, j->flags,
		    j->arena, err) < 0)
			return -1;
	}
	printf("pages %zu operations %zu elements %zu: %.0f us\n",
	    dl->npages, dl->nops, dl->nelems,
	    (double)(sys_now_us() - begin) / RUNS);
	if (j->dump)
		dump(dl);
	for (i = 0; j->svg != NULL && i < dl->npages; i++)
		if (write_page(j, dl, i, err) < 0)
			return -1;
	return 0;
}

static void
clear(struct job *j)
{
	size_t	 i;

	es_buf_clear(&j->xml);
	es_buf_clear(&j->record);
	es_buf_clear(&j->def);
	es_buf_clear(&j->out);
	layout_template_free(j->t);
	for (i = 0; i < ES_COUNT(styles); i++) {
		font_close(j->font[i]);
		sys_file_unmap(&j->pack[i]);
	}
	es_arena_free(j->arena);
	es_arena_free(j->keep);
}

static int
usage(void)
{
	fprintf(stderr, "usage: es-layout [-dp] [-o PREFIX] [-s SEAL.xml] "
	    "PACKS TEMPLATE RECORD\n"
	    "       es-layout -o PREFIX -s SEAL.xml PACKS\n");
	return 2;
}

static int
run(struct job *j, int argc, char *argv[], const char *seal,
    struct es_err *err)
{
	if (j->arena == NULL || j->keep == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	if (open_fonts(j, argv[0], err) < 0 ||
	    (seal != NULL && open_seal(j, seal, err) < 0))
		return -1;
	return argc == 1 ? write_seal(j, err) :
	    lay_out(j, argv[1], argv[2], err);
}

int
main(int argc, char *argv[])
{
	struct es_err	 err = ES_ERR_INIT;
	struct job	 j = { .flags = LAYOUT_FINAL };
	const char	*seal = NULL;
	int		 c, rc;

	while ((c = getopt(argc, argv, "do:ps:")) != -1)
		switch (c) {
		case 'd':
			j.dump = true;
			break;
		case 'o':
			j.svg = optarg;
			break;
		case 'p':
			j.flags = LAYOUT_PREVIEW;
			break;
		case 's':
			seal = optarg;
			break;
		default:
			return usage();
		}
	argc -= optind;
	argv += optind;
	if (argc != 3 && (argc != 1 || seal == NULL || j.svg == NULL))
		return usage();
	j.arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	j.keep = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	es_buf_init(&j.xml, ES_LIMIT_TEMPLATE);
	es_buf_init(&j.record, ES_LIMIT_XML);
	es_buf_init(&j.def, ES_LIMIT_TEMPLATE);
	es_buf_init(&j.out, ES_LIMIT_DOC_BYTES);
	if ((rc = run(&j, argc, argv, seal, &err)) < 0)
		fprintf(stderr, "es-layout: %s\n", err.msg);
	clear(&j);
	return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
