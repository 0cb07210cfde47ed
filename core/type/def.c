/* type/def.c - a definition's XML to a structure; see def.h. */
#include "type/def.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/money.h"
#include "type/form.h"
#include "xmlio/xmlio.h"

struct parser {
	struct type_def	*d;
	struct xmlio	*x;
	const char	*name;		/* of the file */
	struct es_err	*err;
	size_t		 fields;	/* columns counted */
};

static int
flaw(struct parser *p, const struct xmlio_node *n, const char *what)
{
	return es_fail(p->err, ES_E_FORMAT, "%s:%ld: %s", p->name,
	    xmlio_line(n), what);
}

static int
field_flaw(struct parser *p, const struct type_field *f, const char *what)
{
	return es_fail(p->err, ES_E_FORMAT, "%s:%ld: field %s: %s", p->name,
	    f->line, f->name, what);
}

static const char *
keep(struct parser *p, const char *s)
{
	return es_arena_str(p->d->arena, es_view_str(s));
}

/* A word of small letters, digits and "-", as ids and keys are. */
static bool
is_word(const char *s, size_t max)
{
	size_t	 n = strlen(s);

	return n > 0 && n <= max && s[0] >= 'a' && s[0] <= 'z' &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

/* Names of fields become attributes of the record: no "-". */
static bool
is_name(const char *s)
{
	return is_word(s, 24) && strchr(s, '-') == NULL;
}

static bool
is_code(const char *s)
{
	size_t	 n = strlen(s);

	return n > 0 && n <= 8 &&
	    strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == n;
}

static int
number(struct parser *p, const struct xmlio_node *n, const char *name,
    int64_t min, int64_t max, int64_t fallback, int64_t *out)
{
	const char	*s = xmlio_attr(n, name, NULL);

	*out = fallback;
	if (s == NULL || es_view_int(es_view_str(s), min, max, out,
	    NULL) == 0)
		return 0;
	return es_fail(p->err, ES_E_FORMAT, "%s:%ld: %s must be a whole "
	    "number from %lld to %lld", p->name, xmlio_line(n), name,
	    (long long)min, (long long)max);
}

/* zh and en, both needed: the pages are in both languages. */
static int
words(struct parser *p, const struct xmlio_node *n, size_t max,
    struct type_words *out)
{
	static const char *const	 known[] = { "zh", "en", NULL };
	const char			*zh = xmlio_attr(n, "zh", "");
	const char			*en = xmlio_attr(n, "en", "");

	if (xmlio_known(p->x, n, known, p->err) < 0)
		return -1;
	if (*zh == '\0' || *en == '\0' || strlen(zh) > max ||
	    strlen(en) > max)
		return es_fail(p->err, ES_E_FORMAT, "%s:%ld: <%s> needs words "
		    "in zh and en, at most %zu bytes each", p->name,
		    xmlio_line(n), xmlio_element(n), max);
	out->zh = keep(p, zh);
	out->en = keep(p, en);
	return out->zh == NULL || out->en == NULL ? flaw(p, n, "no memory") :
	    0;
}

bool
type_in_list(const char *list, struct es_view word)
{
	const char	*s = list;
	size_t		 n;

	for (; *s != '\0'; s += n + (s[n] == ',')) {
		n = strcspn(s, ",");
		if (word.n > 0 && es_view_eq(es_view(s, n), word))
			return true;
	}
	return false;
}

/* Every word of "list" is one of "allowed"; blanks and order stay. */
static int
list(struct parser *p, const struct xmlio_node *n, const char *name,
    const char *allowed, const char *fallback, const char **out)
{
	const char	*s = xmlio_attr(n, name, fallback), *w;
	size_t		 len;

	for (w = s; *w != '\0'; w += len + (w[len] == ',')) {
		len = strcspn(w, ",");
		if (!type_in_list(allowed, es_view(w, len)))
			return es_fail(p->err, ES_E_FORMAT, "%s:%ld: %s is a "
			    "list, with commas, of %s", p->name,
			    xmlio_line(n), name, allowed);
	}
	*out = keep(p, s);
	return *out == NULL ? flaw(p, n, "no memory") : 0;
}

/* -- fields -------------------------------------------------------------- */
static int	fields(struct parser *p, const struct xmlio_node *n,
		    struct type_field *rows, struct type_field **out,
		    size_t *count);

static size_t
count_named(const struct xmlio_node *n, const char *name)
{
	const struct xmlio_node	*k;
	size_t			 count = 0;

	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k))
		count += xmlio_element(k) != NULL &&
		    strcmp(xmlio_element(k), name) == 0;
	return count;
}

static int
choices(struct parser *p, const struct xmlio_node *n, struct type_field *f)
{
	static const char *const	 known[] = { "key", "zh", "en", NULL };
	size_t				 max = count_named(n, "choice");
	const struct xmlio_node		*k;
	struct type_choice		*c;

	if ((f->kind == TYPE_CHOICE) != (max > 0))
		return field_flaw(p, f, max > 0 ? "only kind choice has "
		    "<choice>" : "a choice needs <choice> words");
	if (max > ES_LIMIT_TYPE_CHOICES)
		return field_flaw(p, f, "too many choices");
	if (max == 0)
		return 0;
	if ((c = es_arena_array(p->d->arena, max, sizeof(*c))) == NULL)
		return flaw(p, n, "no memory");
	f->choice = c;
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		if (xmlio_element(k) == NULL ||
		    strcmp(xmlio_element(k), "choice") != 0)
			continue;
		if (xmlio_known(p->x, k, known, p->err) < 0)
			return -1;
		c->key = keep(p, xmlio_attr(k, "key", ""));
		c->word.zh = keep(p, xmlio_attr(k, "zh", ""));
		c->word.en = keep(p, xmlio_attr(k, "en", ""));
		if (c->key == NULL || c->word.zh == NULL ||
		    c->word.en == NULL || !is_word(c->key, 20) ||
		    *c->word.zh == '\0' || *c->word.en == '\0' ||
		    type_choice_find(f, es_view_str(c->key)) != NULL)
			return flaw(p, k, "a choice needs a key of its own "
			    "(small letters) and words in zh and en");
		c++;
		f->nchoices++;
	}
	return 0;
}

static int
bound(struct parser *p, const struct xmlio_node *n, struct type_field *f,
    const char *name, int64_t max, int64_t fallback, int64_t *out)
{
	const char	*s = xmlio_attr(n, name, NULL);
	bool		 bad;

	*out = fallback;
	if (s == NULL)
		return 0;
	if (f->kind == TYPE_MONEY)
		bad = es_money_parse(es_view_str(s), out, NULL) < 0;
	else if (f->kind == TYPE_NUMBER)
		bad = !type_number_parse(es_view_str(s), max, out);
	else
		bad = es_view_int(es_view_str(s), 0, max, out, NULL) < 0;
	if (!bad)
		return 0;
	return es_fail(p->err, ES_E_FORMAT, "%s:%ld: field %s: %s is not a "
	    "number that this kind can have", p->name, f->line, f->name,
	    name);
}

static int
bounds(struct parser *p, const struct xmlio_node *n, struct type_field *f)
{
	static const struct {
		int64_t	 max, usual_min, usual_max;
	} all[TYPE__MAX] = {
		[TYPE_LINE] = { ES_LIMIT_TYPE_TEXT, 0, 100 },
		[TYPE_TEXT] = { ES_LIMIT_TYPE_TEXT, 0, 500 },
		[TYPE_MONEY] = { ES_LIMIT_MONEY, 0, ES_LIMIT_MONEY },
		[TYPE_NUMBER] = { TYPE_NUMBER_MAX, 0, TYPE_NUMBER_MAX },
		[TYPE_ROWS] = { 100, 1, 10 },
	};
	bool	 has = xmlio_attr(n, "min", NULL) != NULL ||
		    xmlio_attr(n, "max", NULL) != NULL;

	if (all[f->kind].max == 0)
		return has ? field_flaw(p, f, "this kind has no min and max") :
		    0;
	if (bound(p, n, f, "min", all[f->kind].max, all[f->kind].usual_min,
	    &f->min) < 0 || bound(p, n, f, "max", all[f->kind].max,
	    all[f->kind].usual_max, &f->max) < 0)
		return -1;
	return f->max < 1 || f->min > f->max ? field_flaw(p, f,
	    "max is less than min") : 0;
}

/* Index of a field by name among n; n when it is not there. */
static size_t
find(const struct type_field *f, size_t n, struct es_view name)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (es_view_eq_str(name, f[i].name))
			break;
	return i;
}

/* product of="quantity price" among the columns before it. */
static int
product(struct parser *p, struct type_field *f, const char *of,
    const struct type_field *before, size_t n)
{
	const char	*blank = strchr(of, ' ');
	enum type_kind	 a, b;

	f->of[0] = find(before, n, es_view(of, blank == NULL ? strlen(of) :
	    (size_t)(blank - of)));
	f->of[1] = find(before, n, es_view_str(blank == NULL ? "" :
	    blank + 1));
	if (f->of[0] >= n || f->of[1] >= n)
		return field_flaw(p, f, "of names two columns before it: "
		    "of=\"quantity price\"");
	a = before[f->of[0]].kind;
	b = before[f->of[1]].kind;
	if (!((a == TYPE_NUMBER && b == TYPE_MONEY) ||
	    (a == TYPE_MONEY && b == TYPE_NUMBER)))
		return field_flaw(p, f, "one factor is a number, the other "
		    "money");
	return 0;
}

/* sum of="items/amount" of rows before it. */
static int
sum(struct parser *p, struct type_field *f, const char *of,
    const struct type_field *before, size_t n)
{
	const char		*slash = strchr(of, '/');
	const struct type_field	*rows;

	f->of[0] = find(before, n, es_view(of, slash == NULL ? strlen(of) :
	    (size_t)(slash - of)));
	if (slash == NULL || f->of[0] >= n ||
	    before[f->of[0]].kind != TYPE_ROWS)
		return field_flaw(p, f, "of names rows before it and a "
		    "column: of=\"items/amount\"");
	rows = &before[f->of[0]];
	f->of[1] = find(rows->column, rows->ncolumns,
	    es_view_str(slash + 1));
	if (f->of[1] >= rows->ncolumns ||
	    (rows->column[f->of[1]].kind != TYPE_MONEY &&
	    rows->column[f->of[1]].kind != TYPE_PRODUCT))
		return field_flaw(p, f, "only a column of money has a sum");
	return 0;
}

static int
kind_of(struct parser *p, const struct xmlio_node *n, struct type_field *f,
    bool column)
{
	static const char *const	 names[TYPE__MAX] = {
		[TYPE_LINE] = "line", [TYPE_TEXT] = "text",
		[TYPE_DATE] = "date", [TYPE_MONEY] = "money",
		[TYPE_NUMBER] = "number", [TYPE_CHOICE] = "choice",
		[TYPE_ROWS] = "rows", [TYPE_PRODUCT] = "product",
		[TYPE_SUM] = "sum",
	};
	const char			*s = xmlio_attr(n, "kind", "");
	int				 i;

	for (i = TYPE_NONE + 1; i < TYPE__MAX; i++)
		if (strcmp(s, names[i]) == 0)
			f->kind = (enum type_kind)i;
	if (f->kind == TYPE_NONE)
		return field_flaw(p, f, "kind is line, text, date, money, "
		    "number, choice, rows, product or sum");
	if (column ? f->kind == TYPE_ROWS || f->kind == TYPE_TEXT ||
	    f->kind == TYPE_SUM : f->kind == TYPE_PRODUCT)
		return field_flaw(p, f, column ? "a column is line, date, "
		    "money, number, choice or product" :
		    "only a column of rows is a product");
	return 0;
}

static int
label_of(struct parser *p, const struct xmlio_node *n, struct type_field *f)
{
	const struct xmlio_node	*k;

	f->hint.zh = f->hint.en = "";
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char	*e = xmlio_element(k);

		if (e != NULL && strcmp(e, "label") == 0) {
			if (words(p, k, 90, &f->label) < 0)
				return -1;
		} else if (e != NULL && strcmp(e, "hint") == 0) {
			if (words(p, k, 300, &f->hint) < 0)
				return -1;
		} else if (e == NULL || (strcmp(e, "choice") != 0 &&
		    strcmp(e, "field") != 0))
			return flaw(p, k, "only <label>, <hint>, <choice> and "
			    "<field> here");
	}
	return f->label.zh == NULL ? field_flaw(p, f, "it needs a <label>") :
	    0;
}

static int
one_field(struct parser *p, const struct xmlio_node *n, bool column,
    const struct type_field *before, size_t nbefore, struct type_field *f)
{
	static const char *const	 known[] = { "name", "kind",
	    "required", "min", "max", "of", "whole", NULL };
	const char			*required, *of, *whole;

	f->line = xmlio_line(n);
	if (xmlio_known(p->x, n, known, p->err) < 0)
		return -1;
	f->name = keep(p, xmlio_attr(n, "name", ""));
	if (f->name == NULL || !is_name(f->name))
		return flaw(p, n, "a field's name is small letters and "
		    "digits, at most 24");
	if (++p->fields > ES_LIMIT_TYPE_FIELDS)
		return es_fail(p->err, ES_E_LIMIT, "%s:%ld: over %zu fields",
		    p->name, f->line, ES_LIMIT_TYPE_FIELDS);
	required = xmlio_attr(n, "required", "no");
	of = xmlio_attr(n, "of", "");
	whole = xmlio_attr(n, "whole", "no");
	f->required = strcmp(required, "yes") == 0;
	if (!f->required && strcmp(required, "no") != 0)
		return field_flaw(p, f, "required is yes or no");
	if (find(before, nbefore, es_view_str(f->name)) < nbefore)
		return field_flaw(p, f, "the name comes twice");
	if (kind_of(p, n, f, column) < 0)
		return -1;
	f->whole = strcmp(whole, "yes") == 0;
	if (strcmp(whole, "no") != 0 && (!f->whole || f->kind != TYPE_NUMBER))
		return field_flaw(p, f, "whole is yes or no, of a number");
	if (label_of(p, n, f) < 0 ||
	    bounds(p, n, f) < 0 || choices(p, n, f) < 0)
		return -1;
	if (!column && strcmp(f->name, "purpose") == 0 &&
	    f->kind != TYPE_CHOICE && f->kind != TYPE_LINE)
		return field_flaw(p, f, "the purpose is a choice or a line");
	if (f->kind == TYPE_PRODUCT)
		return product(p, f, of, before, nbefore);
	if (f->kind == TYPE_SUM)
		return sum(p, f, of, before, nbefore);
	if (*of != '\0')
		return field_flaw(p, f, "only a product or a sum is of "
		    "others");
	if (f->kind != TYPE_ROWS)
		return count_named(n, "field") == 0 ? 0 : field_flaw(p, f,
		    "only rows have fields inside");
	if (fields(p, n, f, &f->column, &f->ncolumns) < 0)
		return -1;
	return f->ncolumns > 0 ? 0 : field_flaw(p, f, "rows without a "
	    "column");
}

static int
fields(struct parser *p, const struct xmlio_node *n, struct type_field *rows,
    struct type_field **out, size_t *count)
{
	const struct xmlio_node	*k;
	struct type_field	*f;

	*count = 0;
	*out = f = es_arena_array(p->d->arena, count_named(n, "field") + 1,
	    sizeof(*f));
	if (f == NULL)
		return flaw(p, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		if (xmlio_element(k) == NULL ||
		    strcmp(xmlio_element(k), "field") != 0) {
			if (rows != NULL)
				continue;	/* its label and hint */
			return flaw(p, k, "only <field> here");
		}
		if (one_field(p, k, rows != NULL, f, *count, &f[*count]) < 0)
			return -1;
		p->d->controls += rows == NULL ? 1 : (size_t)rows->max;
		if (p->d->controls > ES_LIMIT_TYPE_CONTROLS)
			return es_fail(p->err, ES_E_LIMIT, "%s:%ld: field %s: "
			    "over %zu controls in the form, all rows counted",
			    p->name, f[*count].line, f[*count].name,
			    ES_LIMIT_TYPE_CONTROLS);
		if (f[*count].kind == TYPE_LINE || f[*count].kind == TYPE_TEXT)
			p->d->letters += (size_t)f[*count].max * (rows == NULL ?
			    1 : (size_t)rows->max);
		if (p->d->letters > ES_LIMIT_TYPE_LETTERS)
			return es_fail(p->err, ES_E_LIMIT, "%s:%ld: field %s: "
			    "over %zu characters in the form, all rows counted",
			    p->name, f[*count].line, f[*count].name,
			    ES_LIMIT_TYPE_LETTERS);
		(*count)++;
	}
	return 0;
}

/* -- the parts ----------------------------------------------------------- */
/* What es-contract asks of a type whose documents are brought as files. */
static int
files(struct parser *p, const struct xmlio_node *n)
{
	const char	*yes = xmlio_attr(n, "files", "no");
	const char	*s;

	p->d->files = strcmp(yes, "yes") == 0;
	p->d->also = keep(p, xmlio_attr(n, "also", ""));
	if (p->d->also == NULL)
		return flaw(p, n, "no memory");
	if (!p->d->files && strcmp(yes, "no") != 0)
		return flaw(p, n, "files is yes or no");
	if (!p->d->files && *p->d->also != '\0')
		return flaw(p, n, "also is for types with files=\"yes\"");
	if (p->d->files && strcmp(p->d->flow, "auto") == 0)
		return flaw(p, n, "files that people bring need a flow");
	for (s = p->d->also; *s != '\0'; s++)
		if (!(*s >= 'A' && *s <= 'Z') && !(*s >= 'a' && *s <= 'z') &&
		    !(*s >= '0' && *s <= '9') && strchr("/- ", *s) == NULL)
			return flaw(p, n, "also is OFFICE/class OFFICE/class");
	return 0;
}

static int
issue(struct parser *p, const struct xmlio_node *n)
{
	static const char *const	 known[] = { "office", "seal", "code",
	    "languages", "flow", "valid", "disclosure", "files", "also",
	    NULL };
	struct type_def			*d = p->d;

	if (xmlio_known(p->x, n, known, p->err) < 0)
		return -1;
	d->office = keep(p, xmlio_attr(n, "office", ""));
	d->seal = keep(p, xmlio_attr(n, "seal", "department"));
	d->code = keep(p, xmlio_attr(n, "code", ""));
	d->flow = keep(p, xmlio_attr(n, "flow", "auto"));
	if (d->office == NULL || d->seal == NULL || d->code == NULL ||
	    d->flow == NULL)
		return flaw(p, n, "no memory");
	if (!is_code(d->office) || !is_code(d->code))
		return flaw(p, n, "office and code are capitals and digits, "
		    "at most 8");
	if (!is_word(d->seal, 16) || !is_word(d->flow, 40))
		return flaw(p, n, "seal and flow are small letters, digits "
		    "and -");
	if (list(p, n, "languages", "zh-CN,en", "", &d->languages) < 0)
		return -1;
	if (*d->languages == '\0')
		return flaw(p, n, "languages are missing: zh-CN,en");
	if (number(p, n, "valid", 0, 36500, 0, &d->valid_days) < 0 ||
	    files(p, n) < 0)
		return -1;
	return number(p, n, "disclosure", 1, 3, 1, &d->disclosure);
}

static int
source_bits(struct parser *p, const struct xmlio_node *n, const char *name,
    unsigned *out)
{
	const char	*w = xmlio_attr(n, name, "");
	size_t		 len;
	int		 i;

	for (; *w != '\0'; w += len + (w[len] == ',')) {
		len = strcspn(w, ",");
		if ((i = type_source_find(es_view(w, len))) < 0)
			return es_fail(p->err, ES_E_FORMAT, "%s:%ld: %s: no "
			    "source is called \"%.*s\"", p->name,
			    xmlio_line(n), name, (int)len, w);
		*out |= 1u << i;
	}
	return 0;
}

static int
holder(struct parser *p, const struct xmlio_node *n)
{
	static const char *const	 known[] = { "kinds", "levels",
	    "statuses", "needs", NULL };
	struct type_def			*d = p->d;

	if (xmlio_known(p->x, n, known, p->err) < 0 ||
	    list(p, n, "kinds", "student,staff", "student", &d->kinds) < 0 ||
	    list(p, n, "levels", "bachelor,master,doctor", "",
	    &d->levels) < 0 || list(p, n, "statuses",
	    "registered,suspended,graduated,left", "registered",
	    &d->statuses) < 0)
		return -1;
	if (*d->kinds == '\0' || *d->statuses == '\0')
		return flaw(p, n, "kinds and statuses must name somebody");
	return source_bits(p, n, "needs", &d->needs);
}

static int
data(struct parser *p, const struct xmlio_node *n)
{
	static const char *const	 known[] = { "sources", "scale", NULL };
	struct type_def			*d = p->d;

	if (xmlio_known(p->x, n, known, p->err) < 0 ||
	    source_bits(p, n, "sources", &d->sources) < 0)
		return -1;
	return list(p, n, "scale", "linear5,quadratic4", "", &d->scale);
}

static int
part(struct parser *p, const struct xmlio_node *n)
{
	static const char *const	 none[] = { NULL };
	static const struct {
		const char	*name;
		int		(*parse)(struct parser *,
				    const struct xmlio_node *);
	} parts[] = { { "issue", issue }, { "holder", holder },
	    { "data", data } };
	const char	*e = xmlio_element(n);
	size_t		 i;

	for (i = 0; e != NULL && i < ES_COUNT(parts); i++)
		if (strcmp(e, parts[i].name) == 0)
			return parts[i].parse(p, n);
	if (e != NULL && strcmp(e, "name") == 0)
		return words(p, n, 90, &p->d->name);
	if (e != NULL && strcmp(e, "about") == 0)
		return words(p, n, 400, &p->d->about);
	if (e == NULL || strcmp(e, "form") != 0)
		return flaw(p, n, "only <name>, <about>, <issue>, <holder>, "
		    "<data> and <form> here");
	if (xmlio_known(p->x, n, none, p->err) < 0)
		return -1;
	if (p->d->field != NULL)
		return flaw(p, n, "<form> comes twice");
	return fields(p, n, NULL, &p->d->field, &p->d->nfields);
}

static int
whole(struct parser *p, const struct xmlio_node *n)
{
	static const char *const	 known[] = { "id", "version", "order",
	    NULL };
	const struct xmlio_node		*k;
	struct type_def			*d = p->d;

	if (strcmp(xmlio_element(n), "type") != 0)
		return flaw(p, n, "the root is <type>");
	if (xmlio_known(p->x, n, known, p->err) < 0)
		return -1;
	d->id = keep(p, xmlio_attr(n, "id", ""));
	if (d->id == NULL || !is_word(d->id, 40))
		return flaw(p, n, "id is small letters, digits and -, at "
		    "most 40");
	if (number(p, n, "version", 1, 1000000, 0, &d->version) < 0 ||
	    number(p, n, "order", 0, 30000, 1000, &d->order) < 0)
		return -1;
	if (d->version == 0)
		return flaw(p, n, "version is missing");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k))
		if (part(p, k) < 0)
			return -1;
	if (d->name.zh == NULL || d->office == NULL || d->kinds == NULL)
		return flaw(p, n, "<name>, <issue> and <holder> are needed");
	if (d->scale == NULL)
		d->scale = "";
	if (d->about.zh == NULL)
		d->about = (struct type_words){ "", "" };
	if ((d->needs & ~d->sources) != 0)
		return flaw(p, n, "needs names a source that <data> does not "
		    "take");
	return 0;
}

int
type_def_parse(struct type_def **out, struct es_view xml, const char *name,
    struct es_err *err)
{
	struct type_def	*d = calloc(1, sizeof(*d));
	struct parser	 p = { .d = d, .name = name, .err = err };
	int		 rc = -1;

	*out = NULL;
	if (d == NULL || (d->arena = es_arena_new(ES_LIMIT_TYPE_ARENA)) ==
	    NULL) {
		free(d);
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", name);
	}
	if (xml.n > ES_LIMIT_TEMPLATE)
		es_fail(err, ES_E_LIMIT, "%s: over %zu bytes", name,
		    ES_LIMIT_TEMPLATE);
	else if (xmlio_parse(&p.x, xml, name, err) == 0 &&
	    whole(&p, xmlio_root(p.x)) == 0) {
		*out = d;
		d = NULL;
		rc = 0;
	}
	xmlio_free(p.x);
	type_def_free(d);
	return rc;
}

void
type_def_free(struct type_def *d)
{
	if (d == NULL)
		return;
	es_arena_free(d->arena);
	free(d);
}

bool
type_is_plain(const struct type_def *d)
{
	return d->nfields == 0 || (d->nfields == 1 &&
	    d->field[0].kind == TYPE_CHOICE &&
	    strcmp(d->field[0].name, "purpose") == 0);
}

const struct type_field *
type_field_find(const struct type_def *d, struct es_view name)
{
	size_t	 i = find(d->field, d->nfields, name);

	return i < d->nfields ? &d->field[i] : NULL;
}

const struct type_field *
type_column_find(const struct type_field *rows, struct es_view name)
{
	size_t	 i = find(rows->column, rows->ncolumns, name);

	return i < rows->ncolumns ? &rows->column[i] : NULL;
}

const struct type_choice *
type_choice_find(const struct type_field *f, struct es_view key)
{
	size_t	 i;

	for (i = 0; i < f->nchoices; i++)
		if (es_view_eq_str(key, f->choice[i].key))
			return &f->choice[i];
	return NULL;
}
