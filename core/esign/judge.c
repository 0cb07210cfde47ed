/* esign/judge.c - all signatures of a file, see judge.h. */
#include "esign/judge.h"

#include <stdio.h>
#include <stdlib.h>

#include "esign/extend_priv.h"

struct esign_report {
	enum pdf_why	 why;
	char		 why_text[ESIGN_WHY_MAX];
	struct pdf_file	*file;
	struct pdf_sigs	*sigs;
	struct court	 court;
	struct one	*all;		/* one per signature */
	size_t		 n;
	const struct one **seal;	/* into all */
	size_t		 nseals;
	const struct one **stamp;
	size_t		 nstamps;
};

void
esign_report_free(struct esign_report *r)
{
	size_t	i;

	if (r == NULL)
		return;
	for (i = 0; i < r->n; i++)
		esign_one_clear(&r->all[i]);
	esign_court_close(&r->court);
	free(r->all);
	free(r->seal);
	free(r->stamp);
	pdf_sigs_free(r->sigs);
	pdf_file_free(r->file);
	free(r);
}

/* A refused file is an answer; only our own trouble is a failure. */
static int
refused(struct esign_report *r, const struct es_err *e, struct es_err *err)
{
	if (e->code == ES_E_NOMEM || e->code == ES_E_BUG)
		return es_err_pass(err, e);
	if (r->why == PDF_WHY_NONE)
		r->why = r->file == NULL ? PDF_WHY_SYNTAX :
		    pdf_file_why(r->file);
	if (r->why == PDF_WHY_NONE)
		r->why = PDF_WHY_SYNTAX;
	(void)snprintf(r->why_text, sizeof(r->why_text), "%.255s",
	    e->msg);
	return 0;
}

static int
list(struct esign_report *r, struct es_err *err)
{
	size_t	i, n = pdf_sigs_count(r->sigs);
	struct one	*o;

	if (n == 0)
		return 0;
	r->all = calloc(n, sizeof(*r->all));
	r->seal = calloc(n, sizeof(*r->seal));
	r->stamp = calloc(n, sizeof(*r->stamp));
	if (r->all == NULL || r->seal == NULL || r->stamp == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	r->n = n;
	for (i = 0; i < n; i++) {
		o = &r->all[i];
		o->seal.sig = pdf_sigs_at(r->sigs, i);
		if (o->seal.sig->kind == PDF_SIG_TIMESTAMP)
			r->stamp[r->nstamps++] = o;
		else
			r->seal[r->nseals++] = o;
	}
	return 0;
}

static int
read_all(struct esign_report *r, struct pki_evidence *given,
    struct es_err *err)
{
	size_t	i;

	for (i = 0; i < r->n; i++)
		if (esign_read(&r->court, &r->all[i], err) < 0)
			return -1;
	return esign_court_join(&r->court, given, err);
}

/* Stamps from the newest to the oldest, then the seals. */
static int
judge_all(struct esign_report *r, struct es_err *err)
{
	struct court	*c = &r->court;
	struct one	*o;
	size_t		 i, from, to;

	for (i = r->n; i-- > 0;) {
		o = &r->all[i];
		if (pdf_file_stray(r->file, &from, &to))
			o->seal.warnings |= ESIGN_WARN_STRAY;
		if (esign_judge_changes(o, r->file, r->sigs, err) < 0)
			return -1;
		if (o->seal.sig->kind != PDF_SIG_TIMESTAMP)
			continue;
		if (esign_judge_doc_stamp(c, o, err) < 0)
			return -1;
		if (o->seal.main == ESIGN_PASSED)
			esign_court_prove(c, o);
	}
	if (esign_court_archive(c, err) < 0)
		return -1;
	for (i = 0; i < r->n; i++) {
		o = &r->all[i];
		if (o->seal.sig->kind != PDF_SIG_TIMESTAMP &&
		    esign_judge_seal(c, o, err) < 0)
			return -1;
	}
	return 0;
}

/* Read, list, judge; a file that our reader refuses is an answer. */
static int
judge(struct esign_report *r, struct es_view bytes,
    const struct esign_terms *terms, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	/* What a later revision brings is read to the last object. */
	if (pdf_read_closed(&r->file, bytes, &r->why, &e) < 0 ||
	    pdf_sigs(&r->sigs, r->file, &e) < 0 ||
	    (pdf_file_revs(r->file) > 1 &&
	    pdf_file_check_all(r->file, &e) < 0))
		return refused(r, &e, err);
	if (esign_court_open(&r->court, r->file, terms,
	    pdf_sigs_count(r->sigs), &e) < 0)
		return refused(r, &e, err);
	if (list(r, err) < 0 || read_all(r, terms->given, err) < 0 ||
	    judge_all(r, err) < 0)
		return -1;
	/* A malformed object that was met on the way. */
	return pdf_file_ok(r->file, &e) < 0 ? refused(r, &e, err) : 0;
}

int
esign_judge_by(struct esign_report **out, struct es_view bytes,
    const struct esign_terms *terms, struct es_err *err)
{
	struct esign_report	*r;

	*out = NULL;
	if ((r = calloc(1, sizeof(*r))) == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	if (judge(r, bytes, terms, err) < 0) {
		esign_report_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

int
esign_judge(struct esign_report **out, struct es_view bytes,
    struct pki_trust *trust, int64_t now, struct es_err *err)
{
	struct esign_terms	 t = { .trust = trust, .now = now };

	return esign_judge_by(out, bytes, &t, err);
}

enum pdf_why
esign_report_why(const struct esign_report *r)
{
	return r->why;
}

const char *
esign_report_why_text(const struct esign_report *r)
{
	return r->why_text;
}

size_t
esign_report_count(const struct esign_report *r)
{
	return r->nseals;
}

const struct esign_seal *
esign_report_seal(const struct esign_report *r, size_t i)
{
	return i < r->nseals ? esign_shown(r->seal[i]) : NULL;
}

size_t
esign_report_stamps(const struct esign_report *r)
{
	return r->nstamps;
}

const struct esign_seal *
esign_report_stamp(const struct esign_report *r, size_t i)
{
	return i < r->nstamps ? &r->stamp[i]->seal : NULL;
}

size_t
esign_report_all(const struct esign_report *r)
{
	return r->n;
}

const struct esign_seal *
esign_report_one(const struct esign_report *r, size_t i)
{
	return i < r->n ? esign_shown(&r->all[i]) : NULL;
}

enum esign_main
esign_report_main(const struct esign_report *r)
{
	enum esign_main	worst = ESIGN_UNKNOWN, m;
	size_t		i;

	for (i = 0; i < r->nseals; i++) {
		/* One that nobody judged makes the whole unjudged. */
		m = esign_shown(r->seal[i])->main;
		if (m == ESIGN_UNKNOWN)
			return ESIGN_UNKNOWN;
		if (m > worst)
			worst = m;
	}
	/* A file that could not be read to its end is never "passed". */
	if (r->why != PDF_WHY_NONE && worst == ESIGN_PASSED)
		worst = ESIGN_INDETERMINATE;
	return worst;
}

enum esign_level
esign_report_level(const struct esign_report *r)
{
	enum esign_level	 low = ESIGN_LEVEL__MAX;
	size_t			 i;

	for (i = 0; i < r->nseals; i++)
		if (esign_shown(r->seal[i])->level < low)
			low = esign_shown(r->seal[i])->level;
	return r->nseals == 0 ? ESIGN_LEVEL_NONE : low;
}

/* A path, or the first of its keys whose kind is given up. */
static int64_t
path_until(const struct path *p)
{
	int64_t	 until = p->until, t;
	size_t	 i;

	for (i = 0; i < p->n; i++)
		if ((t = esign_key_until(p->cert[i])) != 0 && t < until)
			until = t;
	return until;
}

int64_t
esign_report_until(const struct esign_report *r)
{
	const struct esign_seal	*s;
	int64_t			 until = 0, best, t;
	size_t			 i, k;

	if (r->court.nproof > 0)	/* the newest document stamp */
		return path_until(&r->court.proof[0].stamp->stamped[0]);
	for (i = 0; i < r->nseals; i++) {
		s = &r->seal[i]->seal;
		for (k = 0, best = 0; k < s->nstamps; k++) {
			t = path_until(&r->seal[i]->stamped[k]);
			if (s->stamp[k].main == ESIGN_PASSED && t > best)
				best = t;
		}
		if (i == 0 || best < until)
			until = best;
	}
	return until;
}

const struct court *
esign_report_court(const struct esign_report *r)
{
	return &r->court;
}

const struct one *
esign_report_inside(const struct esign_report *r, size_t i)
{
	return i < r->n ? &r->all[i] : NULL;
}

struct pdf_file *
esign_report_file(const struct esign_report *r)
{
	return r->file;
}
