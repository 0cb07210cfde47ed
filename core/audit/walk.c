/* audit/walk.c - see walk.h. */
#include "audit/walk.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const flaws[] = {
	[AUDIT_INTACT] = "intact",
	[AUDIT_EDITED] = "edited",
	[AUDIT_REPLACED] = "replaced",
	[AUDIT_GAP] = "missing",
	[AUDIT_INSERTED] = "inserted",
	[AUDIT_MOVED] = "moved",
	[AUDIT_BROKEN_LINK] = "broken link",
	[AUDIT_REWRITTEN] = "rewritten",
	[AUDIT_CUT_OFF] = "cut off",
	[AUDIT_NO_HEAD] = "no head",
	[AUDIT_OTHER_HEAD] = "head differs",
	[AUDIT_BEYOND] = "beyond the head",
	[AUDIT_NOT_SIGNED] = "not signed by the audit key",
	[AUDIT_NO_TIME] = "without a time stamp that holds",
};

const char *
audit_flaw_name(enum audit_flaw f)
{
	return (size_t)f < ES_COUNT(flaws) ? flaws[f] : "";
}

static int
by_place(const void *a, const void *b)
{
	const struct audit_point	*x = a, *y = b;
	int				 c = strcmp(x->chain, y->chain);

	if (c == 0)
		c = (x->seq > y->seq) - (x->seq < y->seq);
	return c != 0 ? c : (x->n > y->n) - (x->n < y->n);
}

void
audit_points_sort(struct audit_points *p)
{
	if (p->n > 1)
		qsort(p->p, p->n, sizeof(*p->p), by_place);
}

/* The first point whose chain is not before "chain" (or is behind it). */
static size_t
bound(const struct audit_points *p, const char *chain, int behind)
{
	size_t	 lo = 0, hi = p->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (strcmp(p->p[mid].chain, chain) < behind)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
audit_walk_begin(struct audit_walk *w, const char *chain,
    const unsigned char *first, const struct audit_points *points)
{
	memset(w, 0, sizeof(*w));
	(void)snprintf(w->f.chain, sizeof(w->f.chain), "%s", chain);
	if (first != NULL)
		memcpy(w->prev, first, AUDIT_HASH);
	if (points != NULL && points->n > 0) {
		w->pt = points->p + bound(points, w->f.chain, 0);
		w->end = points->p + bound(points, w->f.chain, 1);
	}
}

static int
flawed(struct audit_walk *w, enum audit_flaw flaw, uint64_t seq)
{
	w->f.flaw = flaw;
	w->f.seq = seq;
	return 0;
}

/*
 * The entry does not continue the one before it.  Its own hash says whose
 * fault that is: whether it was made for this place, or for another.
 */
static int
out_of_line(struct audit_walk *w, const struct audit_stored *s,
    struct es_err *err)
{
	static const int	 shift[] = { 0, -1, 1 };
	unsigned char		 own[AUDIT_HASH];
	size_t			 i;

	for (i = 0; i < ES_COUNT(shift) && s->prev.n == AUDIT_HASH; i++) {
		if (s->hash_as(s->entry, s->seq + (uint64_t)shift[i],
		    s->prev.p, own, err) < 0)
			return -1;
		if (es_view_eq(s->hash, es_view(own, AUDIT_HASH)))
			break;
	}
	if (s->prev.n != AUDIT_HASH || i == ES_COUNT(shift))
		return flawed(w, AUDIT_BROKEN_LINK, s->seq);
	if (shift[i] == 1) {
		w->f.was = s->seq + 1;
		return flawed(w, AUDIT_MOVED, s->seq);
	}
	if (w->seq == 0)
		return flawed(w, AUDIT_BROKEN_LINK, s->seq);
	/* A second copy of the one before it. */
	if (es_view_eq(s->hash, es_view(w->prev, AUDIT_HASH)))
		return flawed(w, AUDIT_INSERTED, s->seq);
	return flawed(w, shift[i] == 0 ? AUDIT_REPLACED : AUDIT_INSERTED,
	    w->seq);
}

/* What the checkpoints saw here. */
static void
pass_points(struct audit_walk *w)
{
	for (; w->pt < w->end && w->pt->seq <= w->seq; w->pt++) {
		if (w->pt->seq == w->seq && memcmp(w->pt->hash, w->prev,
		    AUDIT_HASH) != 0) {
			w->doubted = w->pt->n;
			return;
		}
		w->covered = w->pt->seq;
	}
}

/* All from the point before on may have been written anew. */
static int
rewritten(struct audit_walk *w)
{
	w->f.from = w->covered + 1;
	w->f.checkpoint = w->doubted;
	w->f.was = 0;
	return flawed(w, AUDIT_REWRITTEN, w->seq);
}

static int
next(struct audit_walk *w, const struct audit_stored *s, struct es_err *err)
{
	unsigned char	 want[AUDIT_HASH];

	if (s->seq != w->seq + 1)
		return flawed(w, AUDIT_GAP, w->seq + 1);
	if (!es_view_eq(s->prev, es_view(w->prev, AUDIT_HASH)))
		return out_of_line(w, s, err);
	if (s->hash_as(s->entry, s->seq, w->prev, want, err) < 0)
		return -1;
	if (!es_view_eq(s->hash, es_view(want, AUDIT_HASH)))
		return flawed(w, AUDIT_EDITED, s->seq);
	if (w->doubted != 0)
		return 1;
	w->seq = s->seq;
	w->f.entries++;
	memcpy(w->prev, want, AUDIT_HASH);
	pass_points(w);
	return 1;
}

/*
 * Where a checkpoint saw another entry, the next one may say more: that this
 * one alone was replaced, or put in.
 */
int
audit_walk_step(struct audit_walk *w, const struct audit_stored *s,
    struct es_err *err)
{
	uint64_t	 doubted = w->doubted;
	int		 rc = next(w, s, err);

	if (rc < 0 || doubted == 0)
		return rc;
	if (rc == 0 && w->f.seq == w->seq && (w->f.flaw == AUDIT_REPLACED ||
	    w->f.flaw == AUDIT_INSERTED))
		return 0;
	return rewritten(w);
}

void
audit_walk_end(struct audit_walk *w, uint64_t seq, struct es_view hash)
{
	if (w->f.flaw != AUDIT_INTACT)
		return;
	if (w->doubted != 0) {
		(void)rewritten(w);
		return;
	}
	memcpy(w->f.head, w->prev, AUDIT_HASH);
	if (w->pt < w->end) {
		w->f.checkpoint = (w->end - 1)->n;
		w->f.was = (w->end - 1)->seq;
		(void)flawed(w, AUDIT_CUT_OFF, w->seq + 1);
	} else if (hash.n == 0 && w->seq > 0)
		(void)flawed(w, AUDIT_NO_HEAD, w->seq);
	else if (seq < w->seq)
		(void)flawed(w, AUDIT_BEYOND, seq + 1);
	else if (seq > w->seq) {
		w->f.was = seq;
		(void)flawed(w, AUDIT_CUT_OFF, w->seq + 1);
	} else if (hash.n != 0 && !es_view_eq(hash, es_view(w->prev,
	    AUDIT_HASH)))
		(void)flawed(w, AUDIT_OTHER_HEAD, w->seq);
}
