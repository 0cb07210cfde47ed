/* type/form.c - see form.h. */
#include "type/form.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/money.h"
#include "base/time.h"
#include "base/utf8.h"

static const char *const	flaw_names[TYPE_FLAW__MAX] = {
	[TYPE_FINE] = "", [TYPE_MISSING] = "missing",
	[TYPE_TOO_LONG] = "too-long", [TYPE_NOT_A_LINE] = "not-a-line",
	[TYPE_NOT_TEXT] = "not-text",
	[TYPE_NOT_A_DATE] = "not-a-date", [TYPE_NOT_MONEY] = "not-money",
	[TYPE_NOT_A_NUMBER] = "not-a-number", [TYPE_TOO_SMALL] = "too-small",
	[TYPE_TOO_LARGE] = "too-large", [TYPE_NOT_OFFERED] = "not-offered",
	[TYPE_TOO_FEW] = "too-few", [TYPE_TOO_MANY] = "too-many",
	[TYPE_NOT_WHOLE] = "not-whole", [TYPE_NO_AMOUNT] = "no-amount",
};

const char *
type_flaw_name(enum type_flaw f)
{
	return (int)f < 0 || f >= TYPE_FLAW__MAX ? "" : flaw_names[f];
}

/* -- one value ----------------------------------------------------------- */
bool
type_number_parse(struct es_view v, int64_t max, int64_t *out)
{
	size_t		 dot = es_view_find(v, ES_LIT("."), 0), i;
	struct es_view	 part = dot == SIZE_MAX ? ES_VIEW_EMPTY :
			    es_view_sub(v, dot + 1, SIZE_MAX);
	int64_t		 thousandths = 0;

	*out = 0;
	if (es_view_int(es_view_sub(v, 0, dot == SIZE_MAX ? v.n : dot), 0,
	    max / 1000, out, NULL) < 0 || part.n > 3 ||
	    (dot != SIZE_MAX && part.n == 0))
		return false;
	for (i = 0; i < 3; i++) {
		unsigned char	 c = i < part.n ? part.p[i] : '0';

		if (c < '0' || c > '9')
			return false;
		thousandths = thousandths * 10 + (c - '0');
	}
	*out = *out * 1000 + thousandths;
	return *out <= max;
}

/* 2500 as "2.5". */
static struct es_view
number_text(int64_t x, struct es_arena *a)
{
	char	 t[32];
	size_t	 n;

	(void)snprintf(t, sizeof(t), "%lld.%03lld", (long long)(x / 1000),
	    (long long)(x % 1000));
	n = strlen(t);
	while (t[n - 1] == '0')
		n--;
	if (t[n - 1] == '.')
		n--;
	return es_arena_dup(a, es_view(t, n));
}

static enum type_flaw
in_range(const struct type_field *f, int64_t x)
{
	return x < f->min ? TYPE_TOO_SMALL : x > f->max ? TYPE_TOO_LARGE :
	    TYPE_FINE;
}

static enum type_flaw
money(const struct type_field *f, struct es_view v, struct es_arena *a,
    struct es_view *out)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 text[ES_MONEY_TEXT];
	int64_t		 fen;

	if (es_money_parse(v, &fen, &e) < 0)
		return e.code == ES_E_LIMIT ? TYPE_TOO_LARGE : TYPE_NOT_MONEY;
	*out = es_arena_dup(a, es_view_str(es_money_text(fen, text)));
	return in_range(f, fen);
}

static enum type_flaw
number(const struct type_field *f, struct es_view v, struct es_arena *a,
    struct es_view *out)
{
	int64_t	 x;

	if (!type_number_parse(v, TYPE_NUMBER_MAX, &x))
		return TYPE_NOT_A_NUMBER;
	*out = number_text(x, a);
	return f->whole && x % 1000 != 0 ? TYPE_NOT_WHOLE : in_range(f, x);
}

static bool
is_date(struct es_view v)
{
	int64_t	 t;

	return v.n == 10 && es_time_parse(v, &t, NULL) == 0;
}

/* Paragraphs: blanks at their ends and empty ones go, line ends are \n. */
static enum type_flaw
paragraphs(const struct type_field *f, struct es_view v, struct es_arena *a,
    struct es_view *out)
{
	unsigned char	*p = es_arena_get(a, v.n + 1);
	size_t		 at, end, n = 0;

	if (p == NULL)
		return TYPE_TOO_LONG;
	for (at = 0; at < v.n; at = end + 1) {
		struct es_view	 line;

		end = es_view_find(v, ES_LIT("\n"), at);
		if (end == SIZE_MAX)
			end = v.n;
		line = es_view_trim(es_view_sub(v, at, end - at));
		if (line.n == 0)
			continue;
		if (!es_utf8_is_line(line))
			return TYPE_NOT_TEXT;
		if (n > 0)
			p[n++] = '\n';
		memcpy(p + n, line.p, line.n);
		n += line.n;
	}
	*out = es_view(p, n);
	if (n == 0)
		return f->required ? TYPE_MISSING : TYPE_FINE;
	return es_utf8_count(*out) > (size_t)f->max ? TYPE_TOO_LONG :
	    TYPE_FINE;
}

enum type_flaw
type_value_read(const struct type_field *f, struct es_view raw,
    struct es_arena *a, struct es_view *out)
{
	struct es_view	 v = es_view_trim(raw);

	*out = ES_VIEW_EMPTY;
	if (v.n == 0)
		return f->required ? TYPE_MISSING : TYPE_FINE;
	switch (f->kind) {
	case TYPE_LINE:
		if (!es_utf8_is_line(v))
			return TYPE_NOT_A_LINE;
		*out = v;
		return es_utf8_count(v) > (size_t)f->max ? TYPE_TOO_LONG :
		    TYPE_FINE;
	case TYPE_TEXT:
		return paragraphs(f, v, a, out);
	case TYPE_DATE:
		*out = v;
		return is_date(v) ? TYPE_FINE : TYPE_NOT_A_DATE;
	case TYPE_MONEY:
		return money(f, v, a, out);
	case TYPE_NUMBER:
		return number(f, v, a, out);
	case TYPE_CHOICE:	/* nobody types it: as it was offered */
		*out = raw;
		return type_choice_find(f, raw) != NULL ? TYPE_FINE :
		    TYPE_NOT_OFFERED;
	case TYPE_NONE:
	case TYPE_ROWS:
	case TYPE_PRODUCT:
	case TYPE_SUM:
	case TYPE__MAX:
		break;
	}
	return TYPE_FINE;		/* computed: nothing is taken */
}

/* -- the form ------------------------------------------------------------ */
struct reader {
	struct type_form	*out;
	type_get		*get;
	void			*arg;
	struct es_arena		*a;
};

static void
note(struct reader *r, const char *control, enum type_flaw f)
{
	if (f == TYPE_FINE)
		return;
	es_tree_put_str(r->out->flaws, control, type_flaw_name(f));
	r->out->nflaws++;
}

static const char *
control_of(char out[TYPE_CONTROL], const struct type_field *rows, size_t i,
    const struct type_field *column)
{
	(void)snprintf(out, TYPE_CONTROL, "%s.%zu.%s", rows->name, i,
	    column->name);
	return out;
}

static bool
row_is_empty(const struct type_field *rows, size_t i, type_get *get,
    void *arg)
{
	char	 control[TYPE_CONTROL];
	size_t	 c;

	for (c = 0; c < rows->ncolumns; c++)
		if (es_view_trim(get(arg, control_of(control, rows, i,
		    &rows->column[c]))).n > 0)
			return false;
	return true;
}

size_t
type_rows_sent(const struct type_field *rows, type_get *get, void *arg)
{
	size_t	 i = (size_t)rows->max;

	while (i > 0 && row_is_empty(rows, i - 1, get, arg))
		i--;
	return i;
}

/* quantity (thousandths) x price (fen), half up. */
static enum type_flaw
times(const struct type_field *rows, const struct type_field *f,
    const struct es_tree *row, int64_t *fen)
{
	int64_t	 x[2] = { 0, 0 }, product;
	size_t	 i;

	for (i = 0; i < 2; i++) {
		const struct type_field	*of = &rows->column[f->of[i]];
		struct es_view		 v = es_tree_text_at(row, of->name);

		if (v.n == 0)
			continue;
		if (of->kind == TYPE_NUMBER)
			(void)type_number_parse(v, TYPE_NUMBER_MAX, &x[i]);
		else if (es_money_parse(v, &x[i], NULL) < 0)
			x[i] = 0;
	}
	if (__builtin_mul_overflow(x[0], x[1], &product) ||
	    product / 1000 >= ES_LIMIT_MONEY)
		return TYPE_TOO_LARGE;
	*fen = (product + 500) / 1000;
	return product > 0 && *fen == 0 ? TYPE_NO_AMOUNT : TYPE_FINE;
}

static void
put_money(struct es_tree *map, const char *name, int64_t fen)
{
	char	 text[ES_MONEY_TEXT];

	es_tree_put_str(map, name, es_money_text(fen, text));
}

static void
read_row(struct reader *r, const struct type_field *rows, size_t i,
    struct es_tree *row)
{
	char	 control[TYPE_CONTROL];
	size_t	 c;

	for (c = 0; c < rows->ncolumns; c++) {
		const struct type_field	*f = &rows->column[c];
		enum type_flaw		 flaw;
		struct es_view		 v;
		int64_t			 fen = 0;

		(void)control_of(control, rows, i, f);
		if (f->kind == TYPE_PRODUCT) {
			flaw = times(rows, f, row, &fen);
			if (flaw != TYPE_TOO_LARGE)
				put_money(row, f->name, fen);
			/* Nobody types it: told at its last factor. */
			(void)control_of(control, rows, i,
			    &rows->column[f->of[1]]);
			if (es_tree_get(r->out->flaws, control) == NULL)
				note(r, control, flaw);
			continue;
		}
		note(r, control, type_value_read(f, r->get(r->arg, control),
		    r->a, &v));
		es_tree_put_text(row, f->name, v);
	}
}

static void
read_rows(struct reader *r, const struct type_field *rows)
{
	struct es_tree	*list = es_tree_put_list(r->out->values, rows->name);
	size_t		 i, n = type_rows_sent(rows, r->get, r->arg);

	for (i = 0; i < n; i++)
		if (!row_is_empty(rows, i, r->get, r->arg))
			read_row(r, rows, i, es_tree_add_map(list));
	if (es_tree_count(list) < (size_t)rows->min)
		note(r, rows->name, TYPE_TOO_FEW);
}

static void
read_sum(struct reader *r, const struct type_def *d,
    const struct type_field *f)
{
	const struct type_field	*rows = &d->field[f->of[0]];
	const char		*column = rows->column[f->of[1]].name;
	const struct es_tree	*row;
	int64_t			 total = 0, fen;

	for (row = es_tree_first(es_tree_get(r->out->values, rows->name));
	    row != NULL; row = es_tree_next(row)) {
		if (es_money_parse(es_tree_text_at(row, column), &fen,
		    NULL) < 0)
			continue;	/* told where it stands */
		total += fen;
		if (total > ES_LIMIT_MONEY) {
			note(r, f->name, TYPE_TOO_LARGE);
			return;
		}
	}
	put_money(r->out->values, f->name, total);
}

int
type_form_read(struct type_form *out, const struct type_def *d,
    type_get *get, void *arg, struct es_arena *a, struct es_err *err)
{
	struct reader	 r = { out, get, arg, a };
	size_t		 i;

	out->values = es_tree_map(a);
	out->flaws = es_tree_map(a);
	out->nflaws = 0;
	for (i = 0; i < d->nfields; i++) {
		const struct type_field	*f = &d->field[i];
		struct es_view		 v;

		if (f->kind == TYPE_ROWS)
			read_rows(&r, f);
		else if (f->kind == TYPE_SUM)
			read_sum(&r, d, f);
		else {
			note(&r, f->name, type_value_read(f, get(arg,
			    f->name), a, &v));
			es_tree_put_text(out->values, f->name, v);
		}
	}
	if (out->values == NULL || out->flaws == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	return es_tree_ok(out->values, err);
}
