/* pdf/changes.c - see changes.h and changes_priv.h. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/changes_priv.h"

static const char *const change_names[PDF_CHANGE__MAX] = {
	[PDF_CHANGE_UNKNOWN] = "UNKNOWN_CHANGE",
	[PDF_CHANGE_DSS_ADDED] = "DSS_ADDED",
	[PDF_CHANGE_DOCTIMESTAMP_ADDED] = "DOCTIMESTAMP_ADDED",
	[PDF_CHANGE_SIG_ADDED] = "SIG_ADDED",
	[PDF_CHANGE_SIG_FIELD_ADDED] = "SIG_FIELD_ADDED",
	[PDF_CHANGE_FIELD_VALUE_CHANGED] = "FIELD_VALUE_CHANGED",
	[PDF_CHANGE_FIELD_CHANGED] = "FIELD_CHANGED",
	[PDF_CHANGE_FORM_CHANGED] = "FORM_CHANGED",
	[PDF_CHANGE_ANNOT_ADDED] = "ANNOT_ADDED",
	[PDF_CHANGE_ANNOT_CHANGED] = "ANNOT_CHANGED",
	[PDF_CHANGE_ANNOT_REMOVED] = "ANNOT_REMOVED",
	[PDF_CHANGE_METADATA_CHANGED] = "METADATA_CHANGED",
	[PDF_CHANGE_VERSION_CHANGED] = "VERSION_CHANGED",
	[PDF_CHANGE_PAGE_ADDED] = "PAGE_ADDED",
	[PDF_CHANGE_PAGE_REMOVED] = "PAGE_REMOVED",
	[PDF_CHANGE_PAGE_MOVED] = "PAGE_MOVED",
	[PDF_CHANGE_PAGE_CHANGED] = "PAGE_CHANGED",
	[PDF_CHANGE_PAGE_CONTENT_CHANGED] = "PAGE_CONTENT_CHANGED",
	[PDF_CHANGE_CATALOG_CHANGED] = "CATALOG_CHANGED",
	[PDF_CHANGE_PERMS_CHANGED] = "PERMS_CHANGED",
	[PDF_CHANGE_DSS_REMOVED] = "DSS_REMOVED",
	[PDF_CHANGE_SIG_REMOVED] = "SIG_REMOVED",
	[PDF_CHANGE_TRAILER_CHANGED] = "TRAILER_CHANGED",
	[PDF_CHANGE_OBJECT_REUSED] = "OBJECT_REUSED",
	[PDF_CHANGE_OBJECT_FREED] = "OBJECT_FREED",
	[PDF_CHANGE_OBJECT_UNUSED] = "OBJECT_UNUSED",
	[PDF_CHANGE_TREE_CHANGED] = "TREE_CHANGED",
};

const char *
pdf_change_name(enum pdf_change_code code)
{
	return (size_t)code < PDF_CHANGE__MAX ? change_names[code] :
	    "UNKNOWN_CHANGE";
}

const char *
pdf_verdict_name(enum pdf_verdict v)
{
	static const char *const	 names[] = {
		[PDF_VERDICT_UNKNOWN] = "unknown",
		[PDF_VERDICT_NONE] = "none",
		[PDF_VERDICT_ALLOWED] = "allowed",
		[PDF_VERDICT_PROHIBITED] = "prohibited",
	};

	return (size_t)v < ES_COUNT(names) ? names[v] : "unknown";
}

static void
nomem(struct pdf_changes *c)
{
	(void)file_refuse(c->f, PDF_WHY_MEMORY, "pdf: out of memory");
}

void
pdf_change_say(struct pdf_changes *c, enum pdf_change_code code, bool allowed,
    struct spot s)
{
	struct pdf_change	*p;
	size_t			 cap;

	if (!allowed)
		c->bad = true;
	if (c->n == ES_LIMIT_PDF_CHANGES)
		return;
	if (c->n == c->cap) {
		cap = c->cap == 0 ? 16 : c->cap * 2;
		if ((p = realloc(c->at, cap * sizeof(*p))) == NULL) {
			nomem(c);
			return;
		}
		c->at = p;
		c->cap = cap;
	}
	p = &c->at[c->n++];
	memset(p, 0, sizeof(*p));
	p->code = code;
	p->allowed = allowed;
	p->num = s.num;
	p->page = s.page;
	p->what = s.what;
	if (s.rect != NULL)
		memcpy(p->rect, s.rect, sizeof(p->rect));
}

void
pdf_change_grant(struct pdf_changes *c, const struct pdf_obj *at,
    enum pdf_change_code code, bool allowed, bool said, bool rewrite,
    struct spot s)
{
	struct grant	*p;
	size_t		 cap;

	if (at == NULL)
		return;
	if (c->ngrants == c->capgrants) {
		cap = c->capgrants == 0 ? 16 : c->capgrants * 2;
		if ((p = realloc(c->grants, cap * sizeof(*p))) == NULL) {
			nomem(c);
			return;
		}
		c->grants = p;
		c->capgrants = cap;
	}
	p = &c->grants[c->ngrants++];
	*p = (struct grant){ .at = at, .code = code, .allowed = allowed,
	    .said = said, .rewrite = rewrite, .num = s.num, .page = s.page,
	    .what = s.what };
	if (s.rect != NULL)
		memcpy(p->rect, s.rect, sizeof(p->rect));
}

bool
pdf_change_is_granted(const struct pdf_changes *c, const struct pdf_obj *at)
{
	size_t	 lo = 0, hi = c->ngrants, mid;

	while (lo < hi) {	/* sorted by pdf_diff_reach before it walks */
		mid = lo + (hi - lo) / 2;
		if ((uintptr_t)c->grants[mid].at < (uintptr_t)at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->ngrants && c->grants[lo].at == at;
}

struct diff *
pdf_change_find(const struct pdf_changes *c, uint32_t num)
{
	size_t	 lo = 0, hi = c->ndiffs, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (c->diffs[mid].num < num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->ndiffs && c->diffs[lo].num == num ? &c->diffs[lo] :
	    NULL;
}

static bool
in_use(const struct pdf_entry *e)
{
	return e != NULL && e->where != PDF_WHERE_FREE;
}

void
pdf_change_judged(struct pdf_changes *c, const struct pdf_obj *ref)
{
	struct diff	*d;

	if (pdf_obj_is(ref, PDF_REF) &&
	    (d = pdf_change_find(c, (uint32_t)ref->i)) != NULL)
		d->judged = true;
}

void
pdf_change_container(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	struct diff	*d;

	if (!pdf_obj_is(is, PDF_REF) ||
	    (d = pdf_change_find(c, (uint32_t)is->i)) == NULL)
		return;
	d->judged = true;
	if (d->used && !pdf_obj_same(was, is))
		pdf_change_say(c, PDF_CHANGE_OBJECT_REUSED, false,
		    (struct spot){ .num = d->num, .page = SIZE_MAX });
}

const struct pdf_obj *
pdf_change_old(struct pdf_changes *c, const struct pdf_obj *o)
{
	return pdf_file_value(c->f, c->r0, o);
}

const struct pdf_obj *
pdf_change_new(struct pdf_changes *c, const struct pdf_obj *o)
{
	return pdf_file_value(c->f, c->r1, o);
}

bool
pdf_change_lost(const struct pdf_changes *c, const struct pdf_obj *ref)
{
	const struct pdf_entry	*e;

	if (!pdf_obj_is(ref, PDF_REF))
		return false;
	e = pdf_file_find(c->f, c->r1, (uint32_t)ref->i);
	return !in_use(e) ||
	    (e->where == PDF_WHERE_FILE ? e->gen : 0) != ref->gen;
}

bool
pdf_change_locked(const struct pdf_changes *c, struct es_view name)
{
	const struct pdf_sig	*s;
	size_t			 i;

	for (i = 0; (s = pdf_sigs_at(c->all, i)) != NULL; i++)
		if (s->made <= c->r0 && pdf_sig_locks(s, name))
			return true;
	return false;
}

void
pdf_change_keys(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is, void (*differs)(struct pdf_changes *,
    struct es_view, const struct pdf_obj *, const struct pdf_obj *, void *),
    void *arg)
{
	const struct pdf_obj	*o;
	size_t			 i;

	for (i = 0; i < pdf_obj_count(is); i++) {
		o = pdf_obj_keyv(was, is->u.dict.at[i].key);
		if (!pdf_obj_same(o, &is->u.dict.at[i].val))
			differs(c, is->u.dict.at[i].key, o,
			    &is->u.dict.at[i].val, arg);
	}
	for (i = 0; i < pdf_obj_count(was); i++)
		if (pdf_obj_keyv(is, was->u.dict.at[i].key) == NULL)
			differs(c, was->u.dict.at[i].key,
			    &was->u.dict.at[i].val, NULL, arg);
}

static void
add_diff(struct pdf_changes *c, uint32_t num)
{
	const struct pdf_entry	*is = pdf_file_find(c->f, c->r1, num);
	const struct pdf_entry	*was = pdf_file_find(c->f, c->r0, num);
	struct diff		*d;

	if (is == was || (!in_use(is) && !in_use(was)))
		return;
	if (in_use(is) && in_use(was) && is->gen == was->gen &&
	    pdf_obj_same(pdf_entry_obj(c->f, was), pdf_entry_obj(c->f, is)))
		return;		/* written again, unchanged */
	d = &c->diffs[c->ndiffs++];
	memset(d, 0, sizeof(*d));
	d->num = num;
	d->was = was;
	d->is = is;
	d->used = in_use(was);
	/* A generation or a freed number that comes back hides something. */
	if (in_use(is) && was != NULL && (was->where == PDF_WHERE_FREE ||
	    was->gen != is->gen))
		pdf_change_say(c, PDF_CHANGE_OBJECT_REUSED, false,
		    (struct spot){ .num = num, .page = SIZE_MAX });
}

static void
collect(struct pdf_changes *c)
{
	size_t	 i, n = c->f->nents;

	c->diffs = calloc(n + 1, sizeof(*c->diffs));
	c->seen = calloc(n + 1, 1);
	if (c->diffs == NULL || c->seen == NULL) {
		nomem(c);
		return;
	}
	for (i = 0; i < n; i++)
		if (i == 0 || c->f->ents[i].num != c->f->ents[i - 1].num)
			add_diff(c, c->f->ents[i].num);
}

/* The strictest of all signatures up to this one. */
static enum pdf_mdp
permitted(const struct pdf_changes *c)
{
	const struct pdf_sig	*s;
	enum pdf_mdp		 m = PDF_MDP_NONE;
	size_t			 i;

	for (i = 0; (s = pdf_sigs_at(c->all, i)) != NULL; i++) {
		if (s->made > c->r0 || s->permits == PDF_MDP_NONE)
			continue;
		if (s->permits == PDF_MDP_UNKNOWN ||
		    s->permits == PDF_MDP_BAD)
			m = PDF_MDP_P1;
		else if (m == PDF_MDP_NONE || s->permits < m)
			m = s->permits;
	}
	return m;
}

/* A signature that was there must still be there, as it was. */
static void
check_signatures(struct pdf_changes *c)
{
	const struct pdf_sig	*s;
	size_t			 i;

	for (i = 0; (s = pdf_sigs_at(c->all, i)) != NULL; i++) {
		if (s->made <= c->r0 && (s->place == PDF_PLACE_GONE ||
		    s->place == PDF_PLACE_REPLACED))
			pdf_change_say(c, PDF_CHANGE_SIG_REMOVED, false,
			    (struct spot){ s->num, s->page, s->rect,
			    s->name });
		if (s->made > c->r0 && s->mdp != PDF_MDP_NONE)
			pdf_change_say(c, PDF_CHANGE_PERMS_CHANGED, false,
			    (struct spot){ s->num, s->page, s->rect,
			    s->name });
	}
}

static void
compare(struct pdf_changes *c)
{
	collect(c);
	if (c->f->why != PDF_WHY_NONE ||
	    pdf_fields(&c->was, c->f, c->r0) < 0 ||
	    pdf_fields(&c->is, c->f, c->r1) < 0)
		return;
	c->permits = permitted(c);
	check_signatures(c);
	pdf_diff_trailer(c);
	pdf_diff_catalog(c);
	pdf_diff_pages(c);
	pdf_diff_tree(c);
	if (c->f->why == PDF_WHY_NONE)
		pdf_diff_reach(c);
}

static void
forget_work(struct pdf_changes *c)
{
	pdf_fields_clear(&c->was);
	pdf_fields_clear(&c->is);
	free(c->diffs);
	free(c->grants);
	free(c->seen);
	c->diffs = NULL;
	c->grants = NULL;
	c->seen = NULL;
}

int
pdf_changes(struct pdf_changes **out, struct pdf_file *f,
    const struct pdf_sigs *all, const struct pdf_sig *s, struct es_err *err)
{
	struct pdf_changes	*c;

	*out = NULL;
	if (pdf_file_ok(f, err) < 0)
		return -1;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return es_fail(err, ES_E_NOMEM, "pdf: out of memory");
	c->f = f;
	c->all = all;
	c->sig = s;
	c->r0 = s->rev;
	c->r1 = f->nrevs - 1;
	if (s->cover == PDF_COVER_FILE) {
		c->verdict = PDF_VERDICT_NONE;
	} else if (s->cover == PDF_COVER_REVISION && !f->closed) {
		compare(c);
		c->verdict = c->bad ? PDF_VERDICT_PROHIBITED :
		    PDF_VERDICT_ALLOWED;
	}
	forget_work(c);
	if (pdf_file_ok(f, err) < 0) {
		pdf_changes_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
pdf_changes_free(struct pdf_changes *c)
{
	if (c == NULL)
		return;
	free(c->at);
	free(c);
}

enum pdf_verdict
pdf_changes_verdict(const struct pdf_changes *c)
{
	return c->verdict;
}

bool
pdf_changes_cover(const struct pdf_changes *c)
{
	return c->covers;
}

size_t
pdf_changes_count(const struct pdf_changes *c)
{
	return c->n;
}

const struct pdf_change *
pdf_changes_at(const struct pdf_changes *c, size_t k)
{
	return k < c->n ? &c->at[k] : NULL;
}
