/* esign/extend.c - see extend.h. */
#include "esign/extend.h"

#include <stdio.h>

#include "base/limits.h"
#include "crypt/random.h"
#include "esign/extend_priv.h"

struct work {
	struct es_buf			*pdf;
	const struct esign_terms	*terms;
	const struct esign_source	*src;
	struct esign_extended		*out;
	enum pdf_unfit			*why;
	struct es_err			*err;
	char				 lacks[ESIGN_MISSING_MAX];
};

/* Behind the file what was written, and nothing when that did not work. */
static int
take(struct work *w, const struct es_buf *tail, int rc)
{
	size_t	 n = w->pdf->n;

	if (rc <= 0)
		return rc;
	es_buf_add_view(w->pdf, es_buf_view(tail));
	if (es_buf_ok(w->pdf, "extended file", w->err) == 0)
		return rc;
	w->pdf->failed = ES_E_NONE;
	w->pdf->n = n;
	return -1;
}

static int
open_file(struct work *w, struct pdf_file **f)
{
	return pdf_read(f, es_buf_view(w->pdf), NULL, w->err);
}

/* Collect, write.  1 written, 0 nothing was new. */
static int
add_data(struct work *w, const struct esign_report *r)
{
	struct pdf_dss_more	 more = { .n = 0 };
	struct collected	 c;
	struct es_buf		 tail;
	int			 rc = -1;

	es_buf_init(&tail, ES_LIMIT_WRITE_FILE);
	if (esign_collect(&c, r, esign_report_court(r), w->src,
	    w->out->missing, w->err) == 0 &&
	    crypt_random(more.id, sizeof(more.id), w->err) == 0) {
		more.item = c.item;
		more.n = c.n;
		more.vri = c.vri;
		more.nvri = c.nvri;
		rc = c.n == 0 ? 0 : pdf_extend_dss(esign_report_file(r),
		    &more, &tail, w->why, w->err);
	}
	/* The report borrows from pdf, which may move: it ends here. */
	esign_collected_clear(&c);
	rc = take(w, &tail, rc);
	es_buf_clear(&tail);
	return rc;
}

static int
put_token(struct work *w, struct es_buf *tail, const struct pdf_hole *hole)
{
	unsigned char	 sum[PDF_HOLE_DIGEST];
	struct es_buf	 token;
	int		 rc;

	es_buf_init(&token, ES_LIMIT_TSA_TOKEN);
	rc = pdf_hole_digest_tail(es_buf_view(w->pdf), es_buf_view(tail),
	    hole, CRYPT_SHA256, sum, w->err);
	if (rc == 0 && w->src->stamp(w->src->arg, es_view(sum, sizeof(sum)),
	    &token, w->err) < 0)
		rc = es_err_prefix(w->err, "time stamp");
	if (rc == 0)
		rc = es_buf_ok(&token, "token", w->err);
	if (rc == 0)
		rc = pdf_hole_put(tail, hole, es_buf_view(&token), w->err);
	es_buf_clear(&token);
	return rc;
}

/* 1 with a document time stamp more. */
static int
add_stamp(struct work *w)
{
	struct pdf_file	*f = NULL;
	struct pdf_hole	 hole;
	unsigned char	 id[16];
	struct es_buf	 tail;
	int		 rc = -1;

	if (w->src->stamp == NULL)
		return es_fail(w->err, ES_E_UPSTREAM, "no time-stamping "
		    "authority is configured");
	es_buf_init(&tail, ES_LIMIT_WRITE_FILE);
	if (crypt_random(id, sizeof(id), w->err) == 0 &&
	    open_file(w, &f) == 0 && pdf_extend_stamp(f, w->src->token_max,
	    id, &tail, &hole, w->why, w->err) == 0 &&
	    put_token(w, &tail, &hole) == 0)
		rc = 1;
	pdf_file_free(f);
	rc = take(w, &tail, rc);
	es_buf_clear(&tail);
	return rc;
}

/* A stamp that is not to be had costs the level only. */
static int
try_stamp(struct work *w, bool alone)
{
	size_t	 n = w->pdf->n;
	int	 rc = add_stamp(w);

	if (rc > 0) {
		w->out->stamped = true;
		return 0;
	}
	w->pdf->n = n;
	if (alone || w->err->code == ES_E_NOMEM || w->err->code == ES_E_BUG ||
	    w->err->code == ES_E_DENIED || w->err->code == ES_E_FORMAT)
		return -1;
	(void)snprintf(w->out->missing, sizeof(w->out->missing), "%.300s",
	    w->err->msg);
	es_err_clear(w->err);
	return 0;
}

/* The level that the file has now; 0 and *r, or refused. */
static int
look(struct work *w, struct esign_report **r)
{
	if (esign_judge_by(r, es_buf_view(w->pdf), w->terms, w->err) < 0)
		return -1;
	if (esign_report_why(*r) == PDF_WHY_NONE)
		return 0;
	return es_fail(w->err, esign_report_why(*r) == PDF_WHY_LIMIT ?
	    ES_E_LIMIT : ES_E_FORMAT, "%s", esign_report_why_text(*r));
}

/* The level and how long it lasts, and what the lowest seal still lacks. */
static void
note(struct work *w, const struct esign_report *r)
{
	const struct esign_seal	*s;
	size_t			 i;

	w->out->after = esign_report_level(r);
	w->out->until = esign_report_until(r);
	for (i = 0; (s = esign_report_seal(r, i)) != NULL; i++)
		if (s->level == w->out->after) {
			(void)snprintf(w->lacks, sizeof(w->lacks), "%s",
			    s->lacks == NULL ? "" : s->lacks);
			return;
		}
}

/* Where the file stands now. */
static int
result(struct work *w)
{
	struct esign_report	*r = NULL;
	int			 rc = look(w, &r);

	if (rc == 0)
		note(w, r);
	esign_report_free(r);
	return rc;
}

static int
start(struct work *w)
{
	struct esign_report	*r = NULL;
	int			 rc = look(w, &r);

	if (rc == 0 && esign_report_count(r) == 0)
		rc = es_fail(w->err, ES_E_NOTFOUND, "it carries no seal; a "
		    "time stamp alone can be put on it");
	if (rc == 0) {
		note(w, r);
		w->out->before = w->out->after;
	}
	esign_report_free(r);
	return rc;
}

static int
data(struct work *w)
{
	struct esign_report	*r = NULL;
	int			 rc = look(w, &r);

	if (rc == 0)
		rc = add_data(w, r);
	esign_report_free(r);
	w->out->data = rc > 0;
	return rc <= 0 ? rc : result(w);
}

static int
stamp_once(struct work *w)
{
	return try_stamp(w, false) < 0 ? -1 : result(w);
}

/* The time first, for a seal that has none; then data; then a stamp. */
static int
run(struct work *w, enum esign_goal goal)
{
	if (goal == ESIGN_TO_STAMP)
		return try_stamp(w, true) < 0 ? -1 : result(w);
	if (start(w) < 0)
		return -1;
	if (w->out->after == ESIGN_B_B && (goal != ESIGN_TO_LT ||
	    w->src->stamp != NULL) && stamp_once(w) < 0)
		return -1;
	if ((goal == ESIGN_TO_RENEW || w->out->after < ESIGN_B_LT) &&
	    data(w) < 0)
		return -1;
	if (goal == ESIGN_TO_LT || w->out->after < ESIGN_B_LT ||
	    (goal == ESIGN_TO_LTA && w->out->after != ESIGN_B_LT))
		return 0;
	return stamp_once(w);
}

/* A level that was wanted and not reached has a reason. */
static void
explain(struct work *w, enum esign_goal goal)
{
	enum esign_level	 want = goal == ESIGN_TO_LT ? ESIGN_B_LT :
				    ESIGN_B_LTA;

	if (goal != ESIGN_TO_STAMP && w->out->after < want &&
	    w->out->missing[0] == '\0')
		memcpy(w->out->missing, w->lacks, sizeof(w->lacks));
}

int
esign_extend(struct es_buf *pdf, enum esign_goal goal,
    const struct esign_terms *terms, const struct esign_source *src,
    struct esign_extended *out, enum pdf_unfit *why, struct es_err *err)
{
	struct work	 w = { pdf, terms, src, out, why, err, "" };
	size_t		 n = pdf->n;

	memset(out, 0, sizeof(*out));
	*why = PDF_FIT;
	if (run(&w, goal) == 0) {
		explain(&w, goal);
		/* Data behind the last stamp, and no new one: later. */
		if (goal == ESIGN_TO_RENEW && out->before == ESIGN_B_LTA &&
		    !out->stamped) {
			pdf->n = n;
			out->data = false;
			out->after = out->before;
		}
		if (goal == ESIGN_TO_STAMP || out->after >= out->before)
			return 0;
		es_fail(err, ES_E_BUG, "extend: %s became %s",
		    esign_level_name(out->before),
		    esign_level_name(out->after));
	}
	pdf->n = n;
	pdf->failed = ES_E_NONE;
	return -1;
}
