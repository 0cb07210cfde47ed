/* pdf/lex.c - see lex.h. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/lex.h"

enum { SPACE = 1, DELIM = 2 };

static const unsigned char class[256] = {
	[0] = SPACE, ['\t'] = SPACE, ['\n'] = SPACE, ['\f'] = SPACE,
	['\r'] = SPACE, [' '] = SPACE,
	['('] = DELIM, [')'] = DELIM, ['<'] = DELIM, ['>'] = DELIM,
	['['] = DELIM, [']'] = DELIM, ['{'] = DELIM, ['}'] = DELIM,
	['/'] = DELIM, ['%'] = DELIM,
};

#define NOT	PDF_HEX_NOT
#define BLANK	PDF_HEX_BLANK
#define NOT8	NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT
#define NOT16	NOT8, NOT8
const unsigned char pdf_hex_value[256] = {
	BLANK, NOT, NOT, NOT, NOT, NOT, NOT, NOT,		/* 0x00 */
	NOT, BLANK, BLANK, NOT, BLANK, BLANK, NOT, NOT,
	NOT16, BLANK, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT8,	/* 0x10 */
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, NOT, NOT, NOT, NOT, NOT, NOT,
	NOT, 10, 11, 12, 13, 14, 15, NOT, NOT8, NOT16,		/* 0x40 */
	NOT, 10, 11, 12, 13, 14, 15, NOT, NOT8, NOT16,		/* 0x60 */
	NOT16, NOT16, NOT16, NOT16, NOT16, NOT16, NOT16, NOT16,
};

static int	value(struct pdf_lex *l, struct pdf_obj *out, size_t depth);

void
pdf_why_set(enum pdf_why *why, enum pdf_why reason)
{
	if (why != NULL && *why == PDF_WHY_NONE)
		*why = reason;
}

enum es_code
pdf_why_code(enum pdf_why why)
{
	switch (why) {
	case PDF_WHY_LIMIT:
		return ES_E_LIMIT;
	case PDF_WHY_MEMORY:
		return ES_E_NOMEM;
	default:
		return ES_E_FORMAT;
	}
}

bool
pdf_is_space(unsigned char c)
{
	return class[c] == SPACE;
}

bool
pdf_is_break(unsigned char c)
{
	return class[c] != 0;
}

size_t
pdf_skip_space(struct es_view b, size_t at)
{
	while (at < b.n && class[b.p[at]] == SPACE)
		at++;
	return at;
}

/* The end of the comment at "at": its end-of-line, or the end of b. */
static size_t
comment_end(struct es_view b, size_t at)
{
	while (at < b.n && b.p[at] != '\n' && b.p[at] != '\r')
		at++;
	return at;
}

/* The word "obj" behind a blank, as a repairing reader looks for it. */
static bool
hides_object(struct es_view c)
{
	size_t	 k = 0;

	while ((k = es_view_find(c, ES_LIT(" obj"), k)) != SIZE_MAX)
		if (pdf_at_word(c, ++k, "obj"))
			return true;
	return false;
}

size_t
pdf_skip_blank(struct es_view b, size_t at)
{
	size_t	 end;

	for (;;) {
		at = pdf_skip_space(b, at);
		if (at >= b.n || b.p[at] != '%')
			return at;
		end = comment_end(b, at);
		if (hides_object(es_view_sub(b, at, end - at)))
			return SIZE_MAX;
		at = end;
	}
}

bool
pdf_at_word(struct es_view b, size_t at, const char *word)
{
	size_t	 n = strlen(word);

	return at <= b.n && b.n - at >= n && memcmp(b.p + at, word, n) == 0 &&
	    (at + n == b.n || class[b.p[at + n]] != 0);
}

bool
pdf_digits(struct es_view b, size_t *at, uint64_t *out)
{
	size_t	 k = *at;

	for (*out = 0; k < b.n && b.p[k] >= '0' && b.p[k] <= '9'; k++) {
		if (k - *at == 18)
			return false;
		*out = *out * 10 + (uint64_t)(b.p[k] - '0');
	}
	if (k == *at)
		return false;
	*at = k;
	return true;
}

#define refuse(l, reason, ...) \
	pdf_refuse((l)->why, (l)->err, (reason), __VA_ARGS__)

static int
bad(struct pdf_lex *l, const char *what)
{
	return refuse(l, PDF_WHY_SYNTAX, "pdf: %s at byte %zu", what, l->at);
}

/* Inside a value every comment is fine: nothing there can be an object. */
static inline void
skip(struct pdf_lex *l)
{
	size_t	 at = l->at;

	for (;;) {
		while (at < l->b.n && class[l->b.p[at]] == SPACE)
			at++;
		if (at >= l->b.n || l->b.p[at] != '%')
			break;
		at = comment_end(l->b, at);
	}
	l->at = at;
}

static int
grow(struct pdf_lex *l)
{
	struct pdf_stack	*s = l->stack;
	struct pdf_obj		*p;
	size_t			 cap = s->cap == 0 ? 256 : s->cap * 2;

	if ((p = realloc(s->at, cap * sizeof(*p))) == NULL)
		return refuse(l, PDF_WHY_MEMORY, "pdf: out of memory");
	s->at = p;
	s->cap = cap;
	return 0;
}

static inline int
push(struct pdf_lex *l, const struct pdf_obj *o)
{
	if (l->stack->n == l->stack->cap && grow(l) < 0)
		return -1;
	l->stack->at[l->stack->n++] = *o;
	return 0;
}

static void *
take(struct pdf_lex *l, size_t count, size_t size)
{
	void	*p = es_arena_array(l->arena, count, size);

	if (p == NULL)
		(void)refuse(l, PDF_WHY_MEMORY, "pdf: out of memory");
	return p;
}

static int
name_escaped(struct pdf_lex *l, struct es_view raw, struct es_view *out)
{
	unsigned char	*p;
	size_t		 i, n = 0;
	int		 hi, lo;

	if ((p = take(l, raw.n, 1)) == NULL)
		return -1;
	for (i = 0; i < raw.n; i++) {
		p[n] = raw.p[i];
		if (raw.p[i] == '#') {
			if (raw.n - i < 3 ||
			    (hi = pdf_hex_digit(raw.p[i + 1])) < 0 ||
			    (lo = pdf_hex_digit(raw.p[i + 2])) < 0 ||
			    hi + lo == 0)
				return bad(l, "bad # in a name");
			p[n] = (unsigned char)(hi << 4 | lo);
			i += 2;
		}
		n++;
	}
	*out = es_view(p, n);
	return 0;
}

static int
name(struct pdf_lex *l, struct pdf_obj *out)
{
	struct es_view	 b = l->b;
	size_t		 k = l->at + 1;
	bool		 escaped = false;

	for (; k < b.n && class[b.p[k]] == 0; k++)
		escaped |= b.p[k] == '#';
	out->type = PDF_NAME;
	out->u.text = es_view(b.p + l->at + 1, k - l->at - 1);
	l->at = k;
	if (escaped && out->u.text.n <= 3 * ES_LIMIT_PDF_NAME &&
	    name_escaped(l, out->u.text, &out->u.text) < 0)
		return -1;
	return out->u.text.n <= ES_LIMIT_PDF_NAME ? 0 : refuse(l,
	    PDF_WHY_LIMIT, "pdf: name of %zu bytes, limit %zu",
	    out->u.text.n, ES_LIMIT_PDF_NAME);
}

static int
string_limit(struct pdf_lex *l, size_t n)
{
	return n <= ES_LIMIT_PDF_STRING ? 0 : refuse(l, PDF_WHY_LIMIT,
	    "pdf: string of %zu bytes, limit %zu", n, ES_LIMIT_PDF_STRING);
}

static int
literal(struct pdf_lex *l, struct pdf_obj *out)
{
	struct es_view	 b = l->b;
	size_t		 k = l->at + 1, open = 1;

	for (; k < b.n; k++) {
		if (b.p[k] == '\\')
			k++;
		else if (b.p[k] == '(')
			open++;
		else if (b.p[k] == ')' && --open == 0)
			break;
	}
	if (k >= b.n)
		return bad(l, "string without end");
	out->type = PDF_STRING;
	out->u.text = es_view(b.p + l->at + 1, k - l->at - 1);
	l->at = k + 1;
	return string_limit(l, out->u.text.n);
}

static int
hexstring(struct pdf_lex *l, struct pdf_obj *out)
{
	struct es_view		 t;
	const unsigned char	*end, *p = l->b.p + l->at + 1;
	unsigned char		 all = 0;
	size_t			 n, i;
	uint64_t		 w;

	end = memchr(p, '>', l->b.n - l->at - 1);
	if (end == NULL)
		return bad(l, "string without end");
	t = es_view(p, (size_t)(end - p));
	if (string_limit(l, t.n) < 0)
		return -1;
	/* Contents ends in thousands of zeros: eight digits at a time. */
	for (n = t.n; n >= 8; n -= 8) {
		memcpy(&w, p + n - 8, 8);
		if (w != UINT64_C(0x3030303030303030))
			break;
	}
	for (i = 0; i + 4 <= n; i += 4)
		all |= pdf_hex_value[p[i]] | pdf_hex_value[p[i + 1]] |
		    pdf_hex_value[p[i + 2]] | pdf_hex_value[p[i + 3]];
	for (; i < n; i++)
		all |= pdf_hex_value[p[i]];
	if (all & PDF_HEX_NOT)
		return bad(l, "bad hexadecimal string");
	out->type = PDF_STRING;
	out->hex = true;
	out->u.text = t;
	l->at = (size_t)(end - l->b.p) + 1;
	return 0;
}

/* After the integer "num": is it "num gen R"? */
static bool
reference(struct pdf_lex *l, struct pdf_obj *out)
{
	struct es_view	 b = l->b;
	size_t		 k = pdf_skip_space(b, l->at);
	uint64_t	 gen;

	if (k == l->at || k >= b.n || !pdf_digits(b, &k, &gen) || gen > 65535)
		return false;
	if (k >= b.n || class[b.p[k]] != SPACE)
		return false;
	k = pdf_skip_space(b, k);
	if (k >= b.n || b.p[k] != 'R' ||
	    (k + 1 < b.n && class[b.p[k + 1]] == 0))
		return false;
	out->type = PDF_REF;
	out->gen = (uint16_t)gen;
	l->at = k + 1;
	return true;
}

static int
number(struct pdf_lex *l, struct pdf_obj *out)
{
	struct es_view	 b = l->b;
	size_t		 k = l->at, digits = 0;
	bool		 sign = b.p[k] == '+' || b.p[k] == '-';
	bool		 minus = b.p[k] == '-';
	bool		 dot = false;

	for (k += sign; k < b.n && class[b.p[k]] == 0; k++) {
		if (b.p[k] == '.' && !dot)
			dot = true;
		else if (b.p[k] < '0' || b.p[k] > '9')
			return bad(l, "bad number");
		else {
			if (++digits > 18 && !dot)
				return bad(l, "number is too long");
			if (!dot)
				out->i = out->i * 10 + (b.p[k] - '0');
		}
	}
	if (digits == 0 || digits > 64)
		return bad(l, "bad number");
	l->at = k;
	out->type = dot ? PDF_REAL : PDF_INT;
	if (minus)
		out->i = -out->i;
	if (dot || sign || out->i <= 0 || !reference(l, out))
		return 0;
	if (out->i >= (int64_t)UINT32_MAX)
		return bad(l, "object number is too large");
	if (l->top != NULL && out->i > (int64_t)*l->top)
		*l->top = (uint32_t)out->i;
	return 0;
}

static int
array(struct pdf_lex *l, struct pdf_obj *out, size_t depth)
{
	struct pdf_obj	 item, *p;
	size_t		 base = l->stack->n, n = 0;

	for (l->at++;;) {
		skip(l);
		if (l->at >= l->b.n)
			return bad(l, "array without end");
		if (l->b.p[l->at] == ']')
			break;
		if (value(l, &item, depth + 1) < 0 ||
		    (!l->dry && push(l, &item) < 0))
			return -1;
		if (++n > ES_LIMIT_PDF_ARRAY)
			return refuse(l, PDF_WHY_LIMIT, "pdf: array of more "
			    "than %zu elements", ES_LIMIT_PDF_ARRAY);
	}
	l->at++;
	out->type = PDF_ARRAY;
	if (l->dry)
		return 0;
	out->u.items.n = n;
	if (n > 0) {
		if ((p = take(l, n, sizeof(*p))) == NULL)
			return -1;
		memcpy(p, l->stack->at + base, n * sizeof(*p));
		out->u.items.at = p;
	}
	l->stack->n = base;
	return 0;
}

static int
by_key(const void *a, const void *b)
{
	return es_view_cmp(*(const struct es_view *)a,
	    *(const struct es_view *)b);
}

static int
dup_key(struct pdf_lex *l, struct es_view key)
{
	return refuse(l, PDF_WHY_DUP_KEY, "pdf: key /%.*s twice before byte "
	    "%zu", (int)(key.n < 64 ? key.n : 64), (const char *)key.p, l->at);
}

/* Keys stand on the stack: every object, or, of pairs, every other. */
static int
check_keys_large(struct pdf_lex *l, const struct pdf_obj *s, size_t n,
    size_t step)
{
	struct es_view	*k;
	size_t		 i;
	int		 rc = 0;

	if ((k = malloc(n * sizeof(*k))) == NULL)
		return refuse(l, PDF_WHY_MEMORY, "pdf: out of memory");
	for (i = 0; i < n; i++)
		k[i] = s[i * step].u.text;
	qsort(k, n, sizeof(*k), by_key);
	for (i = 1; i < n && rc == 0; i++)
		if (es_view_eq(k[i - 1], k[i]))
			rc = dup_key(l, k[i]);
	free(k);
	return rc;
}

/* Most keys differ in their first byte or their last. */
static inline bool
same_key(struct es_view a, struct es_view b)
{
	return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] &&
	    a.p[a.n - 1] == b.p[a.n - 1] && memcmp(a.p, b.p, a.n) == 0));
}

static int
check_keys(struct pdf_lex *l, const struct pdf_obj *s, size_t n, size_t step)
{
	size_t	 i, j;

	if (n > 24)
		return check_keys_large(l, s, n, step);
	for (i = step; i < n * step; i += step)
		for (j = 0; j < i; j += step)
			if (same_key(s[i].u.text, s[j].u.text))
				return dup_key(l, s[i].u.text);
	return 0;
}

static int
close_dict(struct pdf_lex *l, struct pdf_obj *out, size_t base, size_t n)
{
	const struct pdf_obj	*s = n == 0 ? NULL : l->stack->at + base;
	struct pdf_pair		*p;
	size_t			 i;

	out->type = PDF_DICT;
	if (n > 1 && check_keys(l, s, n, l->dry ? 1 : 2) < 0)
		return -1;
	l->stack->n = base;
	if (n == 0 || l->dry)
		return 0;
	if ((p = take(l, n, sizeof(*p))) == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		p[i].key = s[2 * i].u.text;
		p[i].val = s[2 * i + 1];
	}
	out->u.dict.at = p;
	out->u.dict.n = n;
	return 0;
}

static int
dict(struct pdf_lex *l, struct pdf_obj *out, size_t depth)
{
	struct pdf_obj	 item = { .type = PDF_NULL };
	size_t		 base = l->stack->n, n = 0;

	for (l->at += 2;;) {
		skip(l);
		if (l->b.n - l->at < 2)
			return bad(l, "dictionary without end");
		if (l->b.p[l->at] == '>' && l->b.p[l->at + 1] == '>')
			break;
		if (l->b.p[l->at] != '/')
			return bad(l, "key is no name");
		l->tokens++;	/* its value looks at the limit */
		if (name(l, &item) < 0 || push(l, &item) < 0)
			return -1;
		skip(l);
		if (value(l, &item, depth + 1) < 0 ||
		    (!l->dry && push(l, &item) < 0))
			return -1;
		if (++n > ES_LIMIT_PDF_KEYS)
			return refuse(l, PDF_WHY_LIMIT, "pdf: dictionary of "
			    "more than %zu keys", ES_LIMIT_PDF_KEYS);
	}
	l->at += 2;
	return close_dict(l, out, base, n);
}

static int
word(struct pdf_lex *l, struct pdf_obj *out)
{
	if (pdf_at_word(l->b, l->at, "true")) {
		out->type = PDF_BOOL;
		out->i = 1;
		l->at += 4;
	} else if (pdf_at_word(l->b, l->at, "false")) {
		out->type = PDF_BOOL;
		l->at += 5;
	} else if (pdf_at_word(l->b, l->at, "null")) {
		l->at += 4;
	} else {
		return bad(l, "no value");
	}
	return 0;
}

static int
token(struct pdf_lex *l, struct pdf_obj *out, size_t depth)
{
	unsigned char	 c = l->b.p[l->at];

	switch (c) {
	case '/':
		return name(l, out);
	case '(':
		return literal(l, out);
	case '[':
		return array(l, out, depth);
	case '<':
		if (l->b.n - l->at > 1 && l->b.p[l->at + 1] == '<')
			return dict(l, out, depth);
		return hexstring(l, out);
	case '+': case '-': case '.':
	case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return number(l, out);
	default:
		return word(l, out);
	}
}

static int
value(struct pdf_lex *l, struct pdf_obj *out, size_t depth)
{
	size_t	 start = l->at;

	memset(out, 0, sizeof(*out));
	if (depth > ES_LIMIT_PDF_DEPTH)
		return refuse(l, PDF_WHY_LIMIT, "pdf: nested deeper than %zu "
		    "at byte %zu", ES_LIMIT_PDF_DEPTH, start);
	if (++l->tokens > ES_LIMIT_PDF_TOKENS)
		return refuse(l, PDF_WHY_LIMIT, "pdf: object of more than "
		    "%zu tokens", ES_LIMIT_PDF_TOKENS);
	if (start >= l->b.n)
		return bad(l, "ends too early");
	if (token(l, out, depth) < 0)
		return -1;
	out->raw = es_view(l->b.p + start, l->at - start);
	return 0;
}

int
pdf_lex_value(struct pdf_lex *l, struct pdf_obj *out)
{
	l->stack->n = 0;
	l->tokens = 0;
	skip(l);
	return value(l, out, 0);
}
