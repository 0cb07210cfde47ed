/* pdf/obj.c - see obj.h. */
#include "pdf/obj.h"

#include "pdf/text.h"

bool
pdf_obj_is(const struct pdf_obj *o, enum pdf_type type)
{
	return o != NULL && o->type == type;
}

bool
pdf_obj_is_dict(const struct pdf_obj *o)
{
	return o != NULL && (o->type == PDF_DICT || o->type == PDF_STREAM);
}

bool
pdf_obj_is_name(const struct pdf_obj *o, const char *s)
{
	return pdf_obj_is(o, PDF_NAME) && es_view_eq_str(o->u.text, s);
}

const struct pdf_obj *
pdf_obj_keyv(const struct pdf_obj *o, struct es_view key)
{
	size_t	 i;

	if (!pdf_obj_is_dict(o))
		return NULL;
	for (i = 0; i < o->u.dict.n; i++)
		if (es_view_eq(o->u.dict.at[i].key, key))
			return &o->u.dict.at[i].val;
	return NULL;
}

const struct pdf_obj *
pdf_obj_key(const struct pdf_obj *o, const char *key)
{
	return pdf_obj_keyv(o, es_view_str(key));
}

const struct pdf_obj *
pdf_obj_item(const struct pdf_obj *o, size_t k)
{
	if (!pdf_obj_is(o, PDF_ARRAY) || k >= o->u.items.n)
		return NULL;
	return &o->u.items.at[k];
}

size_t
pdf_obj_count(const struct pdf_obj *o)
{
	if (pdf_obj_is(o, PDF_ARRAY))
		return o->u.items.n;
	return pdf_obj_is_dict(o) ? o->u.dict.n : 0;
}

int64_t
pdf_obj_int(const struct pdf_obj *o, int64_t min, int64_t max, int64_t other)
{
	if (!pdf_obj_is(o, PDF_INT) || o->i < min || o->i > max)
		return other;
	return o->i;
}

bool
pdf_obj_milli(const struct pdf_obj *o, int64_t *out)
{
	static const int64_t	 most = INT64_C(1000000000000);
	static const int	 unit[] = { 100, 10, 1 };
	struct es_view		 t;
	size_t			 i;

	*out = 0;
	if (o == NULL || (o->type != PDF_INT && o->type != PDF_REAL) ||
	    o->i > most || o->i < -most)
		return false;
	*out = o->i * 1000;
	if (o->type == PDF_INT)
		return true;
	/* A real keeps its whole part in i; the fraction follows the dot. */
	t = o->raw;
	i = es_view_find(t, ES_LIT("."), 0);
	for (size_t k = 0; k < 3 && i != SIZE_MAX && i + 1 + k < t.n; k++)
		*out += (t.p[0] == '-' ? -1 : 1) * unit[k] *
		    (t.p[i + 1 + k] - '0');
	return true;
}

static bool
same_dict(const struct pdf_obj *a, const struct pdf_obj *b)
{
	const struct pdf_obj	*v;
	size_t			 i, n = a->u.dict.n;

	if (n != b->u.dict.n)
		return false;
	for (i = 0; i < n; i++) {
		if (es_view_eq(a->u.dict.at[i].key, b->u.dict.at[i].key))
			v = &b->u.dict.at[i].val;
		else if (n > 256)	/* reordered, huge: "changed" */
			return false;
		else
			v = pdf_obj_keyv(b, a->u.dict.at[i].key);
		if (!pdf_obj_same(&a->u.dict.at[i].val, v))
			return false;
	}
	if (a->type == PDF_STREAM)
		return es_view_eq(*a->u.dict.data, *b->u.dict.data);
	return true;
}

/* A number as its digits: without sign, leading and trailing zeros. */
struct digits {
	bool		 minus;
	struct es_view	 whole, part;
};

static struct digits
digits_of(const struct pdf_obj *o)
{
	struct es_view	 t = o->raw;
	struct digits	 d = { .minus = t.p[0] == '-' };
	size_t		 dot;

	if (t.p[0] == '-' || t.p[0] == '+')
		t = es_view_sub(t, 1, t.n);
	if ((dot = es_view_find(t, ES_LIT("."), 0)) == SIZE_MAX)
		dot = t.n;
	d.whole = es_view_sub(t, 0, dot);
	d.part = es_view_sub(t, dot + 1, t.n);
	while (d.whole.n > 0 && d.whole.p[0] == '0')
		d.whole = es_view_sub(d.whole, 1, d.whole.n);
	while (d.part.n > 0 && d.part.p[d.part.n - 1] == '0')
		d.part.n--;
	if (d.whole.n == 0 && d.part.n == 0)
		d.minus = false;
	return d;
}

static bool
same_number(const struct pdf_obj *a, const struct pdf_obj *b)
{
	struct digits	 x = digits_of(a), y = digits_of(b);

	return x.minus == y.minus && es_view_eq(x.whole, y.whole) &&
	    es_view_eq(x.part, y.part);
}

static bool
is_number(const struct pdf_obj *o)
{
	return o->type == PDF_INT || o->type == PDF_REAL;
}

static bool
same_array(const struct pdf_obj *a, const struct pdf_obj *b)
{
	const struct pdf_obj	*x, *y;
	size_t			 i;

	if (a->u.items.n != b->u.items.n)
		return false;
	for (i = 0; i < a->u.items.n; i++) {
		x = &a->u.items.at[i];
		y = &b->u.items.at[i];
		if (!(is_number(x) && is_number(y) ? same_number(x, y) :
		    pdf_obj_same(x, y)))
			return false;
	}
	return true;
}

bool
pdf_obj_same(const struct pdf_obj *a, const struct pdf_obj *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->type != b->type || a->opaque != b->opaque)
		return false;
	switch (a->type) {
	case PDF_NULL:
		return true;
	case PDF_BOOL:
	case PDF_INT:
		return a->i == b->i;
	case PDF_REF:
		return a->i == b->i && a->gen == b->gen;
	case PDF_REAL:
		return same_number(a, b);
	case PDF_NAME:
		return es_view_eq(a->u.text, b->u.text);
	case PDF_STRING:
		return pdf_string_same(a, b);
	case PDF_ARRAY:
		return same_array(a, b);
	case PDF_DICT:
	case PDF_STREAM:
		return same_dict(a, b);
	}
	return false;
}
