/*
 * b_core.c - render, seal and judge in one process; documents per second.
 *
 *	b_core BUILD TOP SECONDS [OUT.pdf [TEMPLATE RECORD [p256|rsa|none]]]
 *
 * Prints one JSON object: each step beside the rate of the bare CMS over the
 * same bytes.  With OUT the last document is written there (SECONDS 0: only
 * that), so that other programs can judge what was measured.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../tests/unit/campus.h"
#include "base/limits.h"
#include "cms/sign.h"
#include "esign/judge.h"
#include "esign/sealer.h"
#include "layout/layout.h"
#include "pdf/write.h"
#include "seal/picture.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "xmlio/xmlio.h"

static const char *const styles[] = { "song", "song-bold", "hei", "hei-bold",
    "kai" };

struct bench {
	struct layout_fonts	 fonts;
	struct layout_template	*tpl;
	struct es_buf		 record;
	struct es_arena		*arena, *keep;
	struct pdf_writer	*writer;
	const struct seal_picture *picture;
	struct campus		 campus;
	struct esign_sealer	 sealer;
	struct cms_signer	*rsa;
	struct es_buf		 pdf;
	struct pdf_hole		 hole;
	bool			 sign;
};

static double
cpu(void)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
load_fonts(struct bench *b, const char *build)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_view	 pack;
	struct font	*f;
	char		 path[1024];
	size_t		 i;

	for (i = 0; i < ES_COUNT(styles); i++) {
		snprintf(path, sizeof(path), "%s/packs/%s.pack", build,
		    styles[i]);
		must(sys_file_map(path, &pack, &e), &e);
		must(font_open(&f, pack, &e), &e);
		b->fonts.font[b->fonts.n++] = f;
	}
}

static void
set_up(struct bench *b, const char *build, const char *tpl,
    const char *record, const char *key)
{
	struct es_err		 e = ES_ERR_INIT;
	struct seal_def		 def = SEAL_DEF_INIT;
	struct es_buf		 xml;
	struct cms_signer	*signer;
	struct tsa		*tsa;
	bool			 rsa = strcmp(key, "rsa") == 0;

	memset(b, 0, sizeof(*b));
	load_fonts(b, build);
	b->sign = strcmp(key, "none") != 0;
	b->arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	b->keep = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	es_buf_init(&xml, ES_LIMIT_TEMPLATE);
	es_buf_init(&b->record, ES_LIMIT_XML);
	es_buf_init(&b->pdf, ES_LIMIT_DOC_BYTES);
	must(sys_file_read(tpl, &xml, &e), &e);
	must(sys_file_read(record, &b->record, &e), &e);
	must(layout_template_compile(&b->tpl, es_buf_view(&xml), tpl,
	    &b->fonts, &e), &e);
	es_buf_clear(&xml);
	must(pdf_writer_new(&b->writer, &e), &e);
	def.name = es_view_str("示例大学研究生院");
	must(seal_picture_draw(&b->picture, &def, b->fonts.font[1], b->keep,
	    &e), &e);
	campus_open(&b->campus);
	must(cms_signer_new(&signer, CMS_SEAL, rsa ? b->campus.rsa_key :
	    b->campus.ec_key, rsa ? b->campus.rsa : b->campus.ec,
	    &b->campus.ca, 1, &e), &e);
	must(cms_signer_new(&b->rsa, CMS_SEAL, b->campus.rsa_key,
	    b->campus.rsa, &b->campus.ca, 1, &e), &e);
	must(tsa_new(&tsa, b->campus.tsa_key, b->campus.tsa, &b->campus.ca, 1,
	    "1.3.6.1.4.1.99999.1", 1000, &e), &e);
	b->sealer = (struct esign_sealer){ signer, tsa, sys_now_us };
}

static void
render(struct bench *b)
{
	struct es_err		 e = ES_ERR_INIT;
	struct es_tree		*tree;
	struct dlist		*dl;
	struct pdf_attachment	 file = {
		.name = ES_LIT("record.xml"), .mime = ES_LIT("text/xml"),
		.description = ES_LIT("The record of this document"),
		.data = es_buf_view(&b->record), .relation = PDF_REL_DATA,
		.modified = CAMPUS_NOW,
	};
	struct pdf_sig_opts	 sig = {
		.place = ES_LIT("seal"), .picture = b->picture,
		.field = ES_LIT("Seal1"), .tip = ES_LIT("Seal"),
		.signer = es_view_str("示例大学研究生院"), .time = CAMPUS_NOW,
		.offset = 28800, .certify = 2, .reserve = 6144,
	};
	struct pdf_write_opts	 o = { .files = &file, .nfiles = 1,
				    .sig = b->sign ? &sig : NULL };

	es_arena_reset(b->arena);
	es_buf_reset(&b->pdf);
	must(xmlio_tree(&tree, es_buf_view(&b->record), b->arena, &e), &e);
	must(layout_run(&dl, b->tpl, tree, LAYOUT_FINAL, b->arena, &e), &e);
	must(pdf_write(b->writer, dl, &o, &b->pdf, &b->hole, &e), &e);
}

static void
layout_only(struct bench *b)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_tree	*tree;
	struct dlist	*dl;

	es_arena_reset(b->arena);
	must(xmlio_tree(&tree, es_buf_view(&b->record), b->arena, &e), &e);
	must(layout_run(&dl, b->tpl, tree, LAYOUT_FINAL, b->arena, &e), &e);
}

static void
seal(struct bench *b)
{
	struct es_err		 e = ES_ERR_INIT;
	struct doc_signer	 s = esign_sealer_signer(&b->sealer);

	must(pdf_hole_fill(&b->pdf, &b->hole, &s, &e), &e);
}

static void
render_seal(struct bench *b)
{
	render(b);
	seal(b);
}

static void
judge(struct bench *b)
{
	struct es_err		 e = ES_ERR_INIT;
	struct esign_report	*r;

	must(esign_judge(&r, es_buf_view(&b->pdf), b->campus.trust,
	    sys_now(), &e), &e);
	esign_report_free(r);
}

static void
all(struct bench *b)
{
	render_seal(b);
	judge(b);
}

static double
rate(struct bench *b, void (*f)(struct bench *), double seconds)
{
	double	 began;
	long	 n = 0;
	int	 i;

	for (i = 0; i < 20; i++)
		f(b);
	for (began = cpu(); cpu() - began < seconds; n++)
		f(b);
	return (double)n / (cpu() - began);
}

/* Sealing without and with a signature time-stamp. */
static void
seals(struct bench *b, const char *key, double s)
{
	struct tsa	*tsa = b->sealer.tsa;

	b->sealer.tsa = NULL;
	printf(" \"render_seal_%s_per_s\": %.0f,\n", key,
	    rate(b, render_seal, s));
	b->sealer.tsa = tsa;
	printf(" \"render_seal_stamp_%s_per_s\": %.0f,\n", key,
	    rate(b, render_seal, s));
}

int
main(int argc, char *argv[])
{
	struct es_err	 e = ES_ERR_INIT;
	struct bench	 b;
	struct cms_signer *signer;
	double		 s;
	char		 tpl[1024], rec[1024];

	if (argc < 4) {
		fprintf(stderr, "usage: b_core BUILD TOP SECONDS [OUT "
		    "[TEMPLATE RECORD [p256|rsa|none]]]\n");
		return 1;
	}
	snprintf(tpl, sizeof(tpl), "%s/templates/documents/"
	    "transcript-graduate/zh-CN.xml", argv[2]);
	snprintf(rec, sizeof(rec), "%s/tests/vectors/records/"
	    "graduate-56.zh.xml", argv[2]);
	set_up(&b, argv[1], argc > 6 ? argv[5] : tpl, argc > 6 ? argv[6] : rec,
	    argc > 7 ? argv[7] : "p256");
	s = strtod(argv[3], NULL);
	render(&b);
	if (b.sign)
		seal(&b);
	if (s > 0) {
		printf("{\"layout_us\": %.1f,\n", 1e6 / rate(&b, layout_only,
		    s));
		printf(" \"render_us\": %.1f,\n", 1e6 / rate(&b, render, s));
		seals(&b, "p256", s);
		signer = b.sealer.signer;
		b.sealer.signer = b.rsa;
		seals(&b, "rsa3072", s);
		b.sealer.signer = signer;
		render_seal(&b);
		printf(" \"judge_per_s\": %.0f,\n", rate(&b, judge, s));
		printf(" \"whole_way_per_s\": %.0f,\n", rate(&b, all, s));
		printf(" \"bytes\": %zu}\n", b.pdf.n);
	}
	if (argc > 4)
		must(sys_file_write(argv[4], es_buf_view(&b.pdf), 0644, &e),
		    &e);
	return 0;
}
