/*
 * pdf/tree.c - the structure tree and its parent tree (ISO 32000-1 14.7).
 *
 * An element's kids stand in reading order: the order in which their first
 * content was drawn, where it has content of its own; else the order in
 * which they were made.
 */
#include "base/limits.h"
#include "pdf/write_priv.h"

static const char *const types[DLIST_E__MAX] = {
	[DLIST_E_DOCUMENT] = "Document", [DLIST_E_SECT] = "Sect",
	[DLIST_E_H1] = "H1", [DLIST_E_H2] = "H2", [DLIST_E_P] = "P",
	[DLIST_E_SPAN] = "Span", [DLIST_E_TABLE] = "Table",
	[DLIST_E_THEAD] = "THead", [DLIST_E_TBODY] = "TBody",
	[DLIST_E_TFOOT] = "TFoot", [DLIST_E_TR] = "TR", [DLIST_E_TH] = "TH",
	[DLIST_E_TD] = "TD", [DLIST_E_FIGURE] = "Figure",
	[DLIST_E_LINK] = "Link", [DLIST_E_FORM] = "Form",
};

struct kids {			/* lists by element, as array links */
	uint32_t	*first_child, *next_child, *last_child;
	uint32_t	*first_mark, *next_mark, *last_mark;
	uint32_t	*first_op;	/* of the element's whole subtree */
};

static int
link_all(struct pdf_writer *w, struct kids *k)
{
	size_t	 n = w->dl->nelems, e, i;

	k->first_child = es_arena_array(w->arena, n, sizeof(uint32_t));
	k->next_child = es_arena_array(w->arena, n, sizeof(uint32_t));
	k->last_child = es_arena_array(w->arena, n, sizeof(uint32_t));
	k->first_mark = es_arena_array(w->arena, n, sizeof(uint32_t));
	k->last_mark = es_arena_array(w->arena, n, sizeof(uint32_t));
	k->first_op = es_arena_array(w->arena, n, sizeof(uint32_t));
	k->next_mark = es_arena_array(w->arena, w->nmark + 1,
	    sizeof(uint32_t));
	if (k->first_child == NULL || k->next_child == NULL ||
	    k->last_child == NULL || k->first_mark == NULL ||
	    k->last_mark == NULL || k->first_op == NULL ||
	    k->next_mark == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	for (e = 0; e < n; e++)
		k->first_op[e] = UINT32_MAX;
	for (i = 0; i < w->nmark; i++) {	/* links hold index + 1 */
		e = w->mark[i].elem;
		if (k->first_mark[e] == 0)
			k->first_mark[e] = (uint32_t)i + 1;
		else
			k->next_mark[k->last_mark[e] - 1] = (uint32_t)i + 1;
		k->last_mark[e] = (uint32_t)i + 1;
		if (w->mark[i].op < k->first_op[e])
			k->first_op[e] = w->mark[i].op;
	}
	for (e = 2; e < n; e++) {
		uint32_t	 p = w->dl->elems[e].parent;

		if (k->first_child[p] == 0)
			k->first_child[p] = (uint32_t)e;
		else
			k->next_child[k->last_child[p]] = (uint32_t)e;
		k->last_child[p] = (uint32_t)e;
	}
	for (e = n; e-- > 2;) {
		uint32_t	 p = w->dl->elems[e].parent;

		if (k->first_op[e] < k->first_op[p])
			k->first_op[p] = k->first_op[e];
	}
	return 0;
}

/* The page of an element: that of its first content. */
static uint32_t
page_of(const struct pdf_writer *w, const struct kids *k, uint32_t e)
{
	return k->first_mark[e] == 0 ? UINT32_MAX :
	    w->mark[k->first_mark[e] - 1].page;
}

static void
put_mark(struct pdf_writer *w, struct es_buf *b, const struct mark *m,
    uint32_t page)
{
	if (m->page == page) {
		es_buf_add_ch(b, ' ');
		es_buf_add_int(b, m->mcid);
		return;
	}
	es_buf_printf(b, "<</Type/MCR/Pg %u 0 R/MCID %u>>",
	    w->page_obj[m->page], m->mcid);
}

static void
put_kids(struct pdf_writer *w, const struct kids *k, struct es_buf *b,
    uint32_t e, uint32_t page)
{
	uint32_t	 m = k->first_mark[e], c = k->first_child[e];
	size_t		 i;

	es_buf_add_str(b, "/K[");
	while (m != 0 || c != 0) {
		if (c == 0 || (m != 0 && w->mark[m - 1].op < k->first_op[c])) {
			put_mark(w, b, &w->mark[m - 1], page);
			m = k->next_mark[m - 1];
		} else {
			es_buf_add_ch(b, ' ');
			pdf_ref(b, w->elem0 + c);
			c = k->next_child[c];
		}
	}
	for (i = 0; i < w->nannot; i++)
		if (w->annot[i].elem == e)
			es_buf_printf(b, "<</Type/OBJR/Obj %u 0 R/Pg %u 0 R>>",
			    w->annot[i].obj, w->page_obj[w->annot[i].page]);
	es_buf_add_ch(b, ']');
}

static void
put_attributes(struct pdf_writer *w, struct es_buf *b,
    const struct dlist_elem *e)
{
	bool	 spans = e->col_span > 1 || e->row_span > 1;

	if (e->type == DLIST_E_TH || spans) {
		es_buf_add_str(b, "/A<</O/Table");
		if (e->type == DLIST_E_TH)
			es_buf_add_str(b, e->scope_row && e->scope_col ?
			    "/Scope/Both" : e->scope_row ? "/Scope/Row" :
			    "/Scope/Column");
		if (e->col_span > 1)
			es_buf_printf(b, "/ColSpan %u", e->col_span);
		if (e->row_span > 1)
			es_buf_printf(b, "/RowSpan %u", e->row_span);
		es_buf_add_str(b, ">>");
	} else if (e->type == DLIST_E_FIGURE || e->type == DLIST_E_FORM) {
		int32_t	 h = w->dl->pages[e->bbox_page].h;

		es_buf_add_str(b, "/A<</O/Layout/Placement/Block/BBox[");
		pdf_num(b, e->bbox[0]);
		es_buf_add_ch(b, ' ');
		pdf_num(b, h - e->bbox[1] - e->bbox[3]);
		es_buf_add_ch(b, ' ');
		pdf_num(b, e->bbox[0] + e->bbox[2]);
		es_buf_add_ch(b, ' ');
		pdf_num(b, h - e->bbox[1]);
		es_buf_add_str(b, "]>>");
	}
	if (e->alt.n > 0) {
		es_buf_add_str(b, "/Alt");
		pdf_text(b, e->alt);
	}
	if (e->lang.n > 0) {
		es_buf_add_str(b, "/Lang(");
		es_buf_add_view(b, e->lang);
		es_buf_add_ch(b, ')');
	}
}

static void
put_element(struct pdf_writer *w, const struct kids *k, uint32_t n)
{
	const struct dlist_elem	*e = &w->dl->elems[n];
	struct es_buf		*b = pdf_pack_begin(w, w->elem0 + n);
	uint32_t		 page = page_of(w, k, n);
	/* Without a seal its place is no form. */
	const char		*type = e->type == DLIST_E_FORM &&
				    w->nannot == 0 ? "P" : types[e->type];

	es_buf_add_str(b, "<</S/");
	es_buf_add_str(b, type);
	es_buf_add_str(b, "/P ");
	pdf_ref(b, n == 1 ? w->struct_root : w->elem0 + e->parent);
	if (page != UINT32_MAX) {
		es_buf_add_str(b, "/Pg ");
		pdf_ref(b, w->page_obj[page]);
	}
	put_attributes(w, b, e);
	put_kids(w, k, b, n, page);
	es_buf_add_str(b, ">>");
}

/* Page i has key i, annotation j the key npages + j. */
static void
parent_tree(struct pdf_writer *w)
{
	struct es_buf	*b = pdf_pack_begin(w, w->parent_tree);
	size_t		 p, i, at = 0;

	es_buf_add_str(b, "<</Nums[");
	for (p = 0; p < w->dl->npages; p++) {
		es_buf_add_int(b, (int64_t)p);
		es_buf_add_ch(b, '[');
		for (; at < w->nmark && w->mark[at].page == p; at++) {
			es_buf_add_ch(b, ' ');
			pdf_ref(b, w->elem0 + w->mark[at].elem);
		}
		es_buf_add_str(b, "]\n");
	}
	for (i = 0; i < w->nannot; i++) {
		es_buf_add_int(b, (int64_t)(w->dl->npages + i));
		es_buf_add_ch(b, ' ');
		pdf_ref(b, w->elem0 + w->annot[i].elem);
		es_buf_add_ch(b, '\n');
	}
	es_buf_add_str(b, "]>>");
}

void
pdf_structure(struct pdf_writer *w)
{
	struct kids	 k;
	struct es_buf	*b;
	uint32_t	 e;

	if (link_all(w, &k) < 0)
		return;
	b = pdf_pack_begin(w, w->struct_root);
	es_buf_printf(b, "<</Type/StructTreeRoot/K[%u 0 R]/ParentTree %u 0 R"
	    "/ParentTreeNextKey %zu>>", w->elem0 + 1, w->parent_tree,
	    w->dl->npages + w->nannot);
	for (e = 1; e < w->dl->nelems; e++)
		put_element(w, &k, e);
	parent_tree(w);
}
