/*
 * es seal, es prepare: one more revision behind any clean PDF.
 *
 * The file is copied to where the result will be, before anybody looks at it:
 * what was judged is what is sealed.  Children that may do nothing but
 * compute read it, and judge the result; the key is opened when the first of
 * them has ended, so that no foreign byte is parsed beside it.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/random.h"
#include "es.h"
#include "font/font.h"
#include "seal/picture.h"
#include "svc/verify/words_seal.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/stage.h"
#include "wish.h"

enum { EXIT_LOWER = 2, EXIT_UNREADABLE = 3, EXIT_UNFIT = 5 };

/* What a sealing keeps alive. */
struct work {
	struct sys_stage	*stage;
	struct es_plan_job	 job;
	struct es_plan		 plan;
	struct es_buf		 tail, def, look;
	struct es_arena		*arena;
	struct es_view		 pack;
	struct font		*font;
	struct es_signer	 signer;
	struct es_signer_look	 about;
};

static int
draw(struct work *k, const struct es_wish *w, struct es_err *err)
{
	struct seal_def	 def;

	if (w->picture == NULL)
		return 0;
	k->arena = es_arena_new(ES_LIMIT_PICTURE_ARENA);
	if (k->arena == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (sys_file_read(w->picture, &k->def, err) < 0 ||
	    sys_file_map(w->font, &k->pack, err) < 0)
		return -1;
	if (font_open(&k->font, k->pack, err) < 0)
		return es_err_prefix(err, "%s", w->font);
	if (seal_def_parse(&def, k->arena, es_buf_view(&k->def), w->picture,
	    err) < 0 || seal_picture_draw(&k->job.picture, &def, k->font,
	    k->arena, err) < 0 || pdf_look_make(k->job.picture, &k->look,
	    err) < 0)
		return -1;
	k->job.look = es_buf_view(&k->look);
	return 0;
}

/* Seconds east of Greenwich, here and now. */
static int
zone(int64_t now)
{
	time_t		 t = (time_t)now;
	struct tm	 tm;

	return localtime_r(&t, &tm) == NULL ? 0 :
	    (int)(tm.tm_gmtoff - tm.tm_gmtoff % 60);
}

/* A file that is too large, or is none, is one that cannot be read. */
static int
take_in(struct work *k, const struct es_wish *w, struct es_err *err)
{
	if (sys_stage_new(&k->stage, w->out, err) < 0)
		return -1;
	if (sys_stage_copy(k->stage, w->in, ES_LIMIT_PDF_FILE, err) < 0) {
		if (err->code != ES_E_LIMIT && err->code != ES_E_FORMAT)
			return -1;
		k->plan.read = err->code == ES_E_LIMIT ? PDF_WHY_LIMIT :
		    PDF_WHY_HEADER;
		k->plan.err = *err;
		es_err_clear(err);
		return -1;
	}
	return sys_stage_view(k->stage, &k->job.in, err);
}

/* Everything that the child needs, and no secret. */
static int
gather(struct work *k, struct es_wish *w, struct es_err *err)
{
	size_t	 i;

	k->job.wish = w;
	k->job.now = sys_now();
	k->job.offset = zone(k->job.now);
	k->job.tip = ES_LIT("Seal");
	if (w->seals) {
		if (es_signer_look(&k->about, &w->files, err) < 0)
			return -1;
		k->job.reserve = k->about.reserve;
		k->job.tip = es_view_str(k->about.holder);
	}
	if (w->name != NULL)
		k->job.tip = es_view_str(w->name);
	if (draw(k, w, err) < 0 ||
	    crypt_random(k->job.id, sizeof(k->job.id), err) < 0 ||
	    take_in(k, w, err) < 0 ||
	    es_where_look(&w->at, sys_stage_fd(k->stage), err) < 0)
		return -1;
	for (i = 0; i < w->nblanks; i++)
		if (es_where_look(&w->blanks[i].where, sys_stage_fd(k->stage),
		    err) < 0)
			return -1;
	return 0;
}

/* What was made, before anybody gets it: no earlier seal was harmed. */
static int
look_after(struct work *k, const struct es_wish *w, struct es_err *err)
{
	const struct es_plan	*before = &k->plan;
	enum svc_outcome	 want = w->seals ? SVC_OUT_INTACT :
				    before->before;
	struct es_plan		 is;
	struct es_view		 all;

	if (sys_stage_add(k->stage, es_buf_view(&k->tail), err) < 0 ||
	    sys_stage_view(k->stage, &all, err) < 0 ||
	    es_plan_judge(all, &is, err) < 0)
		return -1;
	if (is.err.code != ES_E_NONE || is.seals != before->seals +
	    (w->seals ? 1 : 0) || is.before == SVC_OUT_BROKEN ||
	    is.before == SVC_OUT_UNREADABLE || (is.before != want &&
	    before->before != SVC_OUT_UNDETERMINED))
		return es_fail(err, ES_E_BUG, "the new file does not pass "
		    "our own judge; it was not written (%s)", is.err.msg);
	return sys_stage_keep(k->stage, 0644, err);
}

static int
sign(struct work *k, const struct es_wish *w, struct es_err *err)
{
	struct doc_signer	 signer;

	if (!w->seals)
		return 0;
	if (es_signer_open(&k->signer, &w->files, err) < 0)
		return -1;
	signer = es_signer_doc(&k->signer);
	return pdf_hole_fill_tail(k->job.in, &k->tail, &k->plan.hole,
	    &signer, err);
}

/* 0; or -1 with *err, or with the plan's own reason and no *err. */
static int
seal(struct work *k, struct es_wish *w, struct es_err *err)
{
	if (gather(k, w, err) < 0 || crypt_warm(err) < 0 ||
	    es_plan_make(&k->job, &k->plan, &k->tail, err) < 0 ||
	    k->plan.err.code != ES_E_NONE)
		return -1;
	return sign(k, w, err) < 0 ? -1 : look_after(k, w, err);
}

static int
complain(const struct es_wish *w, const struct es_plan *p,
    const struct es_err *err)
{
	if (err->code != ES_E_NONE) {
		fprintf(stderr, "es: %s: %s\n", w->in, es_said_of(w->in,
		    err->msg));
		return ES_EXIT_FAILED;
	}
	if (p->why != PDF_FIT) {
		fprintf(stderr, "es: %s: %s (%s).\n%s\n", w->in,
		    svc_word_unfit(p->why, SVC_EN), p->err.msg,
		    svc_word_unfit_advice(p->why, SVC_EN));
		return EXIT_UNFIT;
	}
	if (p->read != PDF_WHY_NONE) {
		fprintf(stderr, "es: %s: %s (%s).\n%s\n", w->in,
		    svc_word_unread(p->read, SVC_EN), p->err.msg,
		    svc_word_unread_advice(p->read, SVC_EN));
		return EXIT_UNREADABLE;
	}
	fprintf(stderr, "es: %s: %s\n", w->in, p->err.msg);
	return ES_EXIT_FAILED;
}

/* Sealed; a time stamp that was wanted and not to be had costs a level. */
static int
tell(const struct es_wish *w, const struct work *k)
{
	if (k->signer.late.code == ES_E_NONE)
		return 0;
	fprintf(stderr, "es: %s: sealed WITHOUT a time stamp: %s\n"
	    "\"es extend\" adds one when the authority answers.\n", w->out,
	    k->signer.late.msg);
	return EXIT_LOWER;
}

static void
done(struct work *k)
{
	sys_stage_free(k->stage);
	font_close(k->font);
	if (k->pack.p != NULL)
		sys_file_unmap(&k->pack);
	es_arena_free(k->arena);
	es_signer_close(&k->signer);
	es_buf_clear(&k->look);
	es_buf_clear(&k->def);
	es_buf_clear(&k->tail);
}

static int
run(bool seals, int argc, char *argv[])
{
	struct es_wish	*w;
	struct work	 k = { .stage = NULL };
	struct es_err	 e = ES_ERR_INIT;
	int		 status;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return ES_EXIT_FAILED;
	w->seals = seals;
	es_buf_init(&k.tail, ES_LIMIT_JUDGE_REPORT);
	es_buf_init(&k.def, ES_LIMIT_XML);
	es_buf_init(&k.look, ES_LIMIT_PICTURE_ARENA);
	status = es_wish_read(w, argc, argv);
	if (status == 0 && es_input_look(w->in, &e) < 0) {
		es_complain(&e);
		status = EXIT_UNREADABLE;
	} else if (status == 0) {
		status = seal(&k, w, &e) < 0 ? complain(w, &k.plan, &e) :
		    tell(w, &k);
	}
	done(&k);
	free(w);
	return status;
}

int
es_seal_main(int argc, char *argv[])
{
	return run(true, argc, argv);
}

int
es_prepare_main(int argc, char *argv[])
{
	return run(false, argc, argv);
}
