/*
 * core/pdf/write_tree.c - the structure tree and its parent tree.
 *
 * Elements that say the same in every document of one form go into one
 * object stream, which is kept between documents; elements with a text of
 * their own (Alt, a figure's place) go with the other small objects.
 */
#include "base/limits.h"
#include "pdf/write_priv.h"

static const char *const type_name[DLIST_E__MAX] = {
	[DLIST_E_NONE] = "P", [DLIST_E_DOCUMENT] = "Document",
	[DLIST_E_SECT] = "Sect", [DLIST_E_H1] = "H1", [DLIST_E_H2] = "H2",
	[DLIST_E_P] = "P", [DLIST_E_SPAN] = "Span",
	[DLIST_E_TABLE] = "Table", [DLIST_E_THEAD] = "THead",
	[DLIST_E_TBODY] = "TBody", [DLIST_E_TFOOT] = "TFoot",
	[DLIST_E_TR] = "TR", [DLIST_E_TH] = "TH", [DLIST_E_TD] = "TD",
	[DLIST_E_FIGURE] = "Figure", [DLIST_E_LINK] = "Link",
	[DLIST_E_FORM] = "Form",
};

/* A form without its widget is no form (PDF/UA-1, 7.18.4): left out. */
static bool
left_out(const struct pdf_w *w, uint32_t i)
{
	const struct dlist_elem	*e = &w->dl->elems[i];

	if (i > 1 && w->elem[e->parent].obj == 0)
		return true;
	return e->type == DLIST_E_FORM &&
	    (w->seal == NULL || w->seal->elem != i);
}

int
pdf_tree_number(struct pdf_w *w)
{
	size_t		 n = w->dl->nelems;
	uint32_t	 i, p;

	if (n < 2 || w->dl->elems[1].type != DLIST_E_DOCUMENT)
		return es_fail(w->err, ES_E_BUG, "PDF: no document element");
	if (n > ES_LIMIT_WRITE_ELEMS + 1)
		return es_fail(w->err, ES_E_LIMIT,
		    "PDF: over %zu structure elements", ES_LIMIT_WRITE_ELEMS);
	w->elem = es_arena_array(w->a, n, sizeof(*w->elem));
	w->marks = es_arena_array(w->a, w->dl->npages, sizeof(*w->marks));
	if (w->elem == NULL || w->marks == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	for (i = 1; i < n; i++) {
		p = w->dl->elems[i].parent;
		if (w->dl->elems[i].type >= DLIST_E__MAX || p >= i)
			return es_fail(w->err, ES_E_BUG, "PDF: element %u",
			    (unsigned)i);
		w->elem[i].tail = &w->elem[i].kids;
		if (left_out(w, i))
			continue;
		w->elem[i].obj = w->nobj++;
		if (p == 0)
			continue;
		if (w->elem[p].child == 0)
			w->elem[p].child = w->elem[p].unlisted = i;
		else
			w->elem[w->elem[p].last].sibling = i;
		w->elem[p].last = i;
	}
	return 0;
}

static int
add_kid(struct pdf_w *w, uint32_t elem, int kind, uint32_t n, uint32_t page)
{
	struct pdf_elem	*e = &w->elem[elem];
	struct pdf_kid	*k;

	if ((k = es_arena_get(w->a, sizeof(*k))) == NULL)
		return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	*k = (struct pdf_kid){ kind, n, page, NULL };
	*e->tail = k;
	e->tail = &k->next;
	return 0;
}

/*
 * List the children of "parent" up to "upto" (0: all), in the order of
 * their numbers, which is reading order.
 */
static int
list_children(struct pdf_w *w, uint32_t parent, uint32_t upto)
{
	struct pdf_elem	*e = &w->elem[parent];
	uint32_t	 c;

	while ((c = e->unlisted) != 0 && (upto == 0 || c <= upto)) {
		if (add_kid(w, parent, PDF_KID_ELEM, c, 0) < 0)
			return -1;
		e->unlisted = w->elem[c].sibling;
	}
	return 0;
}

/* The element and all above it stand in their parents' lists. */
static int
list_up(struct pdf_w *w, uint32_t elem)
{
	uint32_t	 p;

	for (; (p = w->dl->elems[elem].parent) != 0; elem = p) {
		if (w->elem[p].unlisted == 0 || w->elem[p].unlisted > elem)
			return 0;
		if (list_children(w, p, elem) < 0)
			return -1;
	}
	return 0;
}

int
pdf_tree_mark(struct pdf_w *w, uint32_t elem, uint32_t page, uint32_t *mark)
{
	struct pdf_marks	*m = &w->marks[page];
	uint32_t		*p, cap;

	if (w->elem[elem].obj == 0)
		return es_fail(w->err, ES_E_BUG, "PDF: content in a form");
	if (m->n == m->cap) {
		cap = m->cap == 0 ? 256 : 2 * m->cap;
		if ((p = es_arena_array(w->a, cap, sizeof(*p))) == NULL)
			return es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
		if (m->n > 0)
			memcpy(p, m->elem, m->n * sizeof(*p));
		m->elem = p;
		m->cap = cap;
	}
	m->elem[m->n] = elem;
	*mark = m->n++;
	if (w->elem[elem].page == 0)
		w->elem[elem].page = page + 1;
	if (list_up(w, elem) < 0)
		return -1;
	return add_kid(w, elem, PDF_KID_MARK, *mark, page);
}

int
pdf_tree_obj(struct pdf_w *w, uint32_t elem, uint32_t page, uint32_t obj)
{
	if (w->elem[elem].page == 0)
		w->elem[elem].page = page + 1;
	if (list_up(w, elem) < 0)
		return -1;
	return add_kid(w, elem, PDF_KID_OBJ, obj, page);
}

static unsigned char *
put_ref(unsigned char *p, uint32_t obj)
{
	p = pdf_put_uint(p, obj);
	memcpy(p, " 0 R", 4);
	return p + 4;
}

static unsigned char *
put_str(unsigned char *p, const char *s)
{
	size_t	 n = strlen(s);

	memcpy(p, s, n);
	return p + n;
}

static unsigned char *
put_kid(const struct pdf_w *w, const struct pdf_elem *e,
    const struct pdf_kid *k, unsigned char *p)
{
	switch (k->kind) {
	case PDF_KID_ELEM:
		return put_ref(p, w->elem[k->n].obj);
	case PDF_KID_MARK:
		if (k->page + 1 == e->page)
			return pdf_put_uint(p, k->n);
		p = put_ref(put_str(p, "<</Type/MCR/Pg "),
		    w->o_page + 2 * k->page);
		p = pdf_put_uint(put_str(p, "/MCID "), k->n);
		return put_str(p, ">>");
	default:
		p = put_ref(put_str(p, "<</Type/OBJR/Obj "), k->n);
		p = put_ref(put_str(p, "/Pg "), w->o_page + 2 * k->page);
		return put_str(p, ">>");
	}
}

static void
kids(const struct pdf_w *w, const struct pdf_elem *e, struct es_buf *b)
{
	const struct pdf_kid	*k = e->kids;
	unsigned char		*p;

	if (k == NULL)
		return;
	es_buf_add(b, "/K", 2);
	if (k->next == NULL && k->kind == PDF_KID_MARK)
		es_buf_add_ch(b, ' ');
	else
		es_buf_add_ch(b, '[');
	for (; k != NULL; k = k->next) {
		if ((p = pdf_room(b, 80)) == NULL)
			return;
		p = put_kid(w, e, k, p);
		if (k->next != NULL)
			*p++ = ' ';
		pdf_took(b, p);
	}
	if (e->kids->next != NULL || e->kids->kind != PDF_KID_MARK)
		es_buf_add_ch(b, ']');
}

static void
figure_box(const struct pdf_w *w, const struct dlist_elem *e,
    struct es_buf *b)
{
	int32_t	 h, box[4], i;

	if (e->bbox_page >= w->dl->npages)
		return;
	h = w->dl->pages[e->bbox_page].h;
	box[0] = e->bbox[0];
	box[1] = h - e->bbox[1] - e->bbox[3];
	box[2] = e->bbox[0] + e->bbox[2];
	box[3] = h - e->bbox[1];
	es_buf_add_str(b, "/A<</O/Layout/Placement/Block/BBox[");
	for (i = 0; i < 4; i++) {
		if (i > 0)
			es_buf_add_ch(b, ' ');
		pdf_add_milli(b, box[i]);
	}
	es_buf_add_str(b, "]>>");
}

static void
attributes(const struct pdf_w *w, const struct dlist_elem *e,
    struct es_buf *b)
{
	const char	*scope = NULL;

	if (e->type == DLIST_E_FIGURE) {
		figure_box(w, e, b);
		return;
	}
	if (e->type != DLIST_E_TH && e->type != DLIST_E_TD)
		return;
	if (e->type == DLIST_E_TH)
		scope = e->scope_row && e->scope_col ? "/Scope/Both" :
		    e->scope_row ? "/Scope/Row" : "/Scope/Column";
	if (scope == NULL && e->row_span <= 1 && e->col_span <= 1)
		return;
	es_buf_add_str(b, "/A<</O/Table");
	if (scope != NULL)
		es_buf_add_str(b, scope);
	if (e->row_span > 1)
		es_buf_printf(b, "/RowSpan %u", e->row_span);
	if (e->col_span > 1)
		es_buf_printf(b, "/ColSpan %u", e->col_span);
	es_buf_add_str(b, ">>");
}

static void
element(const struct pdf_w *w, uint32_t i, struct es_buf *b)
{
	const struct dlist_elem	*e = &w->dl->elems[i];
	const struct pdf_elem	*x = &w->elem[i];
	unsigned char		*p;

	if ((p = pdf_room(b, 96)) == NULL)
		return;
	p = put_str(put_str(p, "<</S/"), type_name[e->type]);
	p = put_ref(put_str(p, "/P "),
	    i == 1 ? (uint32_t)PDF_O_ROOT : w->elem[e->parent].obj);
	if (x->page != 0)
		p = put_ref(put_str(p, "/Pg "),
		    w->o_page + 2 * (x->page - 1));
	pdf_took(b, p);
	kids(w, x, b);
	pdf_add_entry(b, "/Lang", e->lang);
	pdf_add_entry(b, "/Alt", e->alt);
	attributes(w, e, b);
	es_buf_add(b, ">>", 2);
}

static void
parent_tree(struct pdf_w *w, struct es_buf *b)
{
	uint32_t	 i, k;
	unsigned char	*p;

	es_buf_add_str(b, "<</Nums[");
	for (i = 0; i < w->dl->npages; i++) {
		es_buf_add_int(b, i);
		es_buf_add_ch(b, '[');
		for (k = 0; k < w->marks[i].n; k++) {
			if ((p = pdf_room(b, 20)) == NULL)
				return;
			if (k > 0)
				*p++ = ' ';
			pdf_took(b, put_ref(p,
			    w->elem[w->marks[i].elem[k]].obj));
		}
		es_buf_add(b, "]\n", 2);
	}
	for (k = 0; k < w->nlink; k++, i++) {
		es_buf_add_int(b, i);
		es_buf_add_ch(b, ' ');
		pdf_add_ref(b, w->elem[w->link[k].op->elem].obj);
		es_buf_add_ch(b, '\n');
	}
	if (w->seal != NULL) {
		es_buf_add_int(b, i++);
		es_buf_add_ch(b, ' ');
		pdf_add_ref(b, w->elem[w->seal->elem].obj);
	}
	es_buf_add_str(b, "]>>");
}

int
pdf_tree_write(struct pdf_w *w, struct pdf_objstm *misc)
{
	struct pdf_objstm	 tree;
	size_t			 at = w->out->n;
	uint32_t		 i;

	pdf_objstm_begin(&tree, PDF_O_TREE_STM, &w->w->head, &w->w->raw);
	pdf_objstm_add(w, &tree, PDF_O_ROOT);
	es_buf_printf(tree.body, "<</Type/StructTreeRoot/K[%u 0 R]"
	    "/ParentTree %d 0 R/ParentTreeNextKey %u>>",
	    (unsigned)w->elem[1].obj, PDF_O_PARENTS,
	    (unsigned)(w->dl->npages + w->nlink + (w->seal != NULL)));
	for (i = 1; i < w->dl->nelems; i++) {
		struct pdf_objstm	*s;

		if (w->elem[i].obj == 0)
			continue;
		if (list_children(w, i, 0) < 0)
			return -1;
		s = w->dl->elems[i].alt.n > 0 ||
		    w->dl->elems[i].type == DLIST_E_FIGURE ? misc : &tree;
		pdf_objstm_add(w, s, w->elem[i].obj);
		element(w, i, s->body);
	}
	pdf_objstm_add(w, &tree, PDF_O_PARENTS);
	parent_tree(w, tree.body);
	if (pdf_objstm_end(w, &tree, true) < 0)
		return -1;
	w->w->sizes.tree = w->out->n - at;
	return 0;
}
