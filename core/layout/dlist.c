/* layout/dlist.c - building a display list; see dlist.h. */
#include "layout/dlist.h"

#include "base/limits.h"

struct dlist *
dlist_new(struct es_arena *a)
{
	struct dlist	*dl = es_arena_get(a, sizeof(*dl));

	if (dl != NULL)
		dl->arena = a;
	return dl;
}

/* Room for n more of "size" bytes in a growing array of the arena. */
static int
grow(struct dlist *dl, void *array, size_t *cap, size_t have, size_t n,
    size_t size, struct es_err *err)
{
	void	*old, *more;
	size_t	 want = *cap == 0 ? 256 : *cap;

	if (have + n <= *cap)
		return 0;
	if (n > ES_LIMIT_DOC_OPS * 8 || have + n > ES_LIMIT_DOC_OPS * 8)
		return es_fail(err, ES_E_LIMIT, "document: too much content");
	while (want < have + n)
		want *= 2;
	if ((more = es_arena_array(dl->arena, want, size)) == NULL)
		return es_fail(err, ES_E_NOMEM, "document: no memory");
	memcpy(&old, array, sizeof(old));
	if (have > 0)
		memcpy(more, old, have * size);
	memcpy(array, &more, sizeof(more));
	*cap = want;
	return 0;
}

int
dlist_page_add(struct dlist *dl, int32_t w, int32_t h, struct es_err *err)
{
	if (dl->npages == ES_LIMIT_DOC_PAGES)
		return es_fail(err, ES_E_LIMIT, "document: over %zu pages",
		    ES_LIMIT_DOC_PAGES);
	if (grow(dl, &dl->pages, &dl->cap_pages, dl->npages, 1,
	    sizeof(*dl->pages), err) < 0)
		return -1;
	dl->pages[dl->npages++] = (struct dlist_page){ w, h,
	    (uint32_t)dl->nops, 0 };
	return 0;
}

int
dlist_elem_add(struct dlist *dl, const struct dlist_elem *e, uint32_t *out,
    struct es_err *err)
{
	size_t	 at = dl->nelems == 0 ? 1 : dl->nelems;

	*out = 0;
	if (at > ES_LIMIT_DOC_OPS)
		return es_fail(err, ES_E_LIMIT, "document: over %zu elements",
		    ES_LIMIT_DOC_OPS);
	if (e->parent >= at || (at == 1) != (e->parent == 0))
		return es_fail(err, ES_E_BUG, "document: element without its "
		    "parent");
	if (grow(dl, &dl->elems, &dl->cap_elems, dl->nelems, at + 1 -
	    dl->nelems, sizeof(*dl->elems), err) < 0)
		return -1;
	if (dl->nelems == 0)
		memset(&dl->elems[0], 0, sizeof(dl->elems[0]));
	dl->elems[at] = *e;
	dl->nelems = at + 1;
	*out = (uint32_t)at;
	return 0;
}

int
dlist_op_add(struct dlist *dl, const struct dlist_op *op, struct es_err *err)
{
	const struct dlist_page	*p;

	if (dl->npages == 0)
		return es_fail(err, ES_E_BUG, "document: no page");
	if (dl->nops == ES_LIMIT_DOC_OPS)
		return es_fail(err, ES_E_LIMIT, "document: over %zu "
		    "operations", ES_LIMIT_DOC_OPS);
	p = &dl->pages[dl->npages - 1];
	if (op->artifact == DLIST_CONTENT && (op->elem == 0 ||
	    op->elem >= dl->nelems))
		return es_fail(err, ES_E_BUG, "document: untagged content");
	if (op->x < 0 || op->y < 0 || op->x > p->w || op->y > p->h)
		return es_fail(err, ES_E_BUG, "document: outside its page "
		    "(%d, %d)", op->x, op->y);
	if (grow(dl, &dl->ops, &dl->cap_ops, dl->nops, 1, sizeof(*dl->ops),
	    err) < 0)
		return -1;
	dl->ops[dl->nops++] = *op;
	dl->pages[dl->npages - 1].count++;
	return 0;
}

int
dlist_cps_add(struct dlist *dl, const uint32_t *cps, size_t n,
    uint32_t *first, struct es_err *err)
{
	*first = (uint32_t)dl->ncps;
	if (grow(dl, &dl->cps, &dl->cap_cps, dl->ncps, n, sizeof(*cps),
	    err) < 0)
		return -1;
	memcpy(dl->cps + dl->ncps, cps, n * sizeof(*cps));
	dl->ncps += n;
	return 0;
}

int
dlist_adjust_add(struct dlist *dl, const int32_t *adj, size_t n,
    uint32_t *first, struct es_err *err)
{
	*first = (uint32_t)dl->nadjust;
	if (grow(dl, &dl->adjust, &dl->cap_adjust, dl->nadjust, n,
	    sizeof(*adj), err) < 0)
		return -1;
	memcpy(dl->adjust + dl->nadjust, adj, n * sizeof(*adj));
	dl->nadjust += n;
	return 0;
}

int
dlist_points_add(struct dlist *dl, const struct dlist_point *pts, size_t n,
    uint32_t *first, struct es_err *err)
{
	*first = (uint32_t)dl->npoints;
	if (grow(dl, &dl->points, &dl->cap_points, dl->npoints, n,
	    sizeof(*pts), err) < 0)
		return -1;
	memcpy(dl->points + dl->npoints, pts, n * sizeof(*pts));
	dl->npoints += n;
	return 0;
}

const struct dlist_op *
dlist_seal_find(const struct dlist *dl, struct es_view name, size_t *page)
{
	size_t	 p, i;

	for (p = 0; p < dl->npages; p++)
		for (i = 0; i < dl->pages[p].count; i++) {
			const struct dlist_op	*op;

			op = &dl->ops[dl->pages[p].first + i];
			if (op->kind == DLIST_SEAL &&
			    es_view_eq(op->u.seal.name, name)) {
				*page = p;
				return op;
			}
		}
	return NULL;
}
