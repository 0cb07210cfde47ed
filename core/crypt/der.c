/* crypt/der.c - see der.h. */
#include "crypt/der.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"

void
der_fail(struct der *d, const char *why)
{
	if (d->fail->why == NULL)
		d->fail->why = why;
	d->v = ES_VIEW_EMPTY;
}

/* Length octets at p[1]; 0 when malformed, else bytes of the whole head. */
static size_t
head(struct es_view v, size_t *len)
{
	size_t	i, k, n;

	if (v.n < 2 || (v.p[0] & 0x1f) == 0x1f)
		return 0;
	if (v.p[1] < 0x80) {
		*len = v.p[1];
		return *len <= v.n - 2 ? 2 : 0;
	}
	k = v.p[1] & 0x7f;
	if (k == 0 || k > 4 || v.n < 2 + k || v.p[2] == 0)
		return 0;
	for (i = 0, n = 0; i < k; i++)
		n = n << 8 | v.p[2 + i];
	if (n < 0x80 || n > v.n - 2 - k)
		return 0;
	*len = n;
	return 2 + k;
}

/* Step over the next element; its content and its whole. */
static bool
step(struct der *d, struct es_view *body, struct es_view *whole)
{
	size_t	h, n = 0;

	*body = *whole = ES_VIEW_EMPTY;
	if (d->fail->why != NULL) {
		d->v = ES_VIEW_EMPTY;
		return false;
	}
	if (d->v.n == 0) {
		der_fail(d, "an element is missing");
		return false;
	}
	if ((h = head(d->v, &n)) == 0) {
		der_fail(d, "not DER");
		return false;
	}
	*body = es_view(d->v.p + h, n);
	*whole = es_view(d->v.p, h + n);
	d->v = es_view(d->v.p + h + n, d->v.n - h - n);
	return true;
}

uint8_t
der_peek(const struct der *d)
{
	return d->fail->why != NULL || d->v.n == 0 ? 0 : d->v.p[0];
}

static bool
expect(struct der *d, uint8_t tag)
{
	if (d->fail->why == NULL && (d->v.n == 0 || d->v.p[0] != tag))
		der_fail(d, d->v.n == 0 ? "an element is missing" :
		    "an element of another type");
	return d->fail->why == NULL;
}

struct es_view
der_take(struct der *d, uint8_t tag)
{
	struct es_view	body = ES_VIEW_EMPTY, whole;

	if (expect(d, tag))
		(void)step(d, &body, &whole);
	return body;
}

struct es_view
der_whole(struct der *d, uint8_t tag)
{
	struct es_view	body, whole = ES_VIEW_EMPTY;

	if (expect(d, tag))
		(void)step(d, &body, &whole);
	return whole;
}

struct es_view
der_any(struct der *d)
{
	struct es_view	body, whole = ES_VIEW_EMPTY;

	if (d->v.n != 0)
		(void)step(d, &body, &whole);
	return whole;
}

struct der
der_in(struct der *d, uint8_t tag)
{
	return der_open(der_take(d, tag), d->fail);
}

void
der_done(struct der *d)
{
	if (d->fail->why == NULL && d->v.n != 0)
		der_fail(d, "something follows the last element");
}

struct es_view
der_int(struct der *d)
{
	struct es_view	v = der_take(d, DER_INT);

	if (d->fail->why != NULL)
		return ES_VIEW_EMPTY;
	if (v.n == 0 || (v.n > 1 && ((v.p[0] == 0 && v.p[1] < 0x80) ||
	    (v.p[0] == 0xff && v.p[1] >= 0x80)))) {
		der_fail(d, "an integer not in its shortest form");
		return ES_VIEW_EMPTY;
	}
	return v;
}

int64_t
der_small(struct der *d)
{
	struct es_view	v = der_int(d);
	uint64_t	x = 0;
	size_t		i;

	if (v.n == 0)
		return 0;
	if (v.n > 8 || v.p[0] >= 0x80) {
		der_fail(d, "an integer out of range");
		return 0;
	}
	for (i = 0; i < v.n; i++)
		x = x << 8 | v.p[i];
	return (int64_t)x;
}

bool
der_bool(struct der *d)
{
	struct es_view	v = der_take(d, DER_BOOL);

	if (d->fail->why == NULL &&
	    (v.n != 1 || (v.p[0] != 0 && v.p[0] != 0xff)))
		der_fail(d, "a boolean that is neither");
	return d->fail->why == NULL && v.p[0] == 0xff;
}

static int
digits(const unsigned char *p, size_t n)
{
	int	x = 0;

	for (; n > 0; n--, p++) {
		if (*p < '0' || *p > '9')
			return -1;
		x = x * 10 + (*p - '0');
	}
	return x;
}

/* Fourteen digits "YYYYMMDDHHMMSS" of a day of the calendar. */
static bool
civil_time(const unsigned char *p, int64_t *t)
{
	struct es_civil	c = { 0 }, back;

	c.year = digits(p, 4);
	c.month = digits(p + 4, 2);
	c.day = digits(p + 6, 2);
	c.hour = digits(p + 8, 2);
	c.minute = digits(p + 10, 2);
	c.second = digits(p + 12, 2);
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > 31 || c.hour < 0 || c.hour > 23 || c.minute < 0 ||
	    c.minute > 59 || c.second < 0 || c.second > 59)
		return false;
	*t = es_time_from_civil(&c);
	es_time_civil(*t, 0, &back);
	return back.day == c.day;	/* no 31 February */
}

int64_t
der_time(struct der *d)
{
	struct es_view	 v = der_take(d, DER_TIME);
	int64_t		 t;
	size_t		 i;

	if (d->fail->why != NULL)
		return 0;
	if (v.n < 15 || v.p[v.n - 1] != 'Z')
		goto bad;
	/* DER: a fraction has no trailing zero and is not empty. */
	if (v.n > 15 && (v.p[14] != '.' || v.n == 16 ||
	    v.p[v.n - 2] == '0'))
		goto bad;
	for (i = 15; i + 1 < v.n; i++)
		if (v.p[i] < '0' || v.p[i] > '9')
			goto bad;
	if (civil_time(v.p, &t))
		return t;
bad:
	der_fail(d, "not a time");
	return 0;
}

int64_t
der_x509_time(struct der *d)
{
	unsigned char	full[14];
	struct es_view	v;
	int64_t		t;

	if (der_peek(d) != DER_UTCTIME)
		return der_time(d);
	v = der_take(d, DER_UTCTIME);
	if (d->fail->why != NULL)
		return 0;
	if (v.n == 13 && v.p[12] == 'Z') {
		memcpy(full, v.p[0] < '5' ? "20" : "19", 2);
		memcpy(full + 2, v.p, 12);
		if (civil_time(full, &t))
			return t;
	}
	der_fail(d, "not a time");
	return 0;
}

int
der_ok(const struct der_fail *fail, const char *what, struct es_err *err)
{
	if (fail->why != NULL)
		return es_fail(err, ES_E_FORMAT, "%s: %s", what, fail->why);
	return 0;
}

size_t
der_head_size(size_t n)
{
	return n < 0x80 ? 2 : n < 0x100 ? 3 : n < 0x10000 ? 4 :
	    n < 0x1000000 ? 5 : 6;
}

unsigned char *
der_head(unsigned char *p, uint8_t tag, size_t n)
{
	size_t	k = der_head_size(n) - 2;

	*p++ = tag;
	*p++ = (unsigned char)(k == 0 ? n : 0x80 | k);
	while (k-- > 0)
		*p++ = (unsigned char)(n >> (8 * k));
	return p;
}

void
der_put_head(struct es_buf *b, uint8_t tag, size_t n)
{
	unsigned char	h[6];

	es_buf_add(b, h, (size_t)(der_head(h, tag, n) - h));
}

void
der_put(struct es_buf *b, uint8_t tag, struct es_view v)
{
	der_put_head(b, tag, v.n);
	es_buf_add_view(b, v);
}

size_t
der_begin(struct es_buf *b, uint8_t tag)
{
	es_buf_add_ch(b, tag);
	es_buf_add_ch(b, 0);
	return b->n;
}

void
der_end(struct es_buf *b, size_t at)
{
	unsigned char	h[6];
	size_t		n, k;

	if (b->failed != ES_E_NONE)
		return;
	n = b->n - at;
	k = der_head_size(n);
	if (k > 2 && es_buf_extend(b, k - 2) == NULL)
		return;
	memmove(b->p + at - 2 + k, b->p + at, n);
	(void)der_head(h, b->p[at - 2], n);
	memcpy(b->p + at - 2, h, k);
}

void
der_put_uint(struct es_buf *b, struct es_view v)
{
	while (v.n > 1 && v.p[0] == 0)
		v = es_view(v.p + 1, v.n - 1);
	if (v.n == 0 || v.p[0] >= 0x80) {
		der_put_head(b, DER_INT, v.n + 1);
		es_buf_add_ch(b, 0);
	} else
		der_put_head(b, DER_INT, v.n);
	es_buf_add_view(b, v);
}

void
der_put_num(struct es_buf *b, uint64_t x)
{
	unsigned char	be[8];
	int		i;

	for (i = 0; i < 8; i++)
		be[i] = (unsigned char)(x >> (56 - 8 * i));
	der_put_uint(b, es_view(be, 8));
}

void
der_put_time(struct es_buf *b, int64_t t)
{
	struct es_civil	c;

	es_time_civil(t, 0, &c);
	der_put_head(b, DER_TIME, 15);
	es_buf_printf(b, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day,
	    c.hour, c.minute, c.second);
}

void
der_put_x509_time(struct es_buf *b, int64_t t)
{
	struct es_civil	c;

	es_time_civil(t, 0, &c);
	if (c.year < 1950 || c.year > 2049) {
		der_put_time(b, t);
		return;
	}
	der_put_head(b, DER_UTCTIME, 13);
	es_buf_printf(b, "%02d%02d%02d%02d%02d%02dZ", c.year % 100, c.month,
	    c.day, c.hour, c.minute, c.second);
}

/* One arc in base 128. */
static void
put_arc(struct es_buf *b, uint64_t x)
{
	unsigned char	t[10];
	int		n = 0;

	do
		t[n++] = (unsigned char)(x & 0x7f);
	while ((x >>= 7) != 0);
	while (n-- > 0)
		es_buf_add_ch(b, (unsigned char)(t[n] | (n > 0 ? 0x80 : 0)));
}

int
der_oid_from_text(struct es_buf *b, const char *text, struct es_err *err)
{
	const char	*p = text;
	uint64_t	 first = 0, x;
	int		 arcs = 0;

	for (;; p++) {
		if (*p < '0' || *p > '9' || (*p == '0' && p[1] >= '0' &&
		    p[1] <= '9'))
			goto bad;
		for (x = 0; *p >= '0' && *p <= '9'; p++) {
			if (x > UINT32_MAX)
				goto bad;
			x = x * 10 + (uint64_t)(*p - '0');
		}
		if (arcs == 0)
			first = x;
		else if (arcs == 1) {
			if (first > 2 || (first < 2 && x > 39))
				goto bad;
			put_arc(b, first * 40 + x);
		} else
			put_arc(b, x);
		arcs++;
		if (*p == '\0' && arcs >= 2)
			return es_buf_ok(b, "oid", err);
		if (*p != '.')
			goto bad;
	}
bad:
	return es_fail(err, ES_E_INPUT, "oid: \"%.60s\" is none", text);
}

void
der_oid_to_text(struct es_buf *b, struct es_view oid)
{
	uint64_t	x = 0;
	size_t		i;
	bool		first = true;

	if (oid.n == 0 || (oid.p[oid.n - 1] & 0x80) != 0) {
		es_buf_add_ch(b, '?');
		return;
	}
	for (i = 0; i < oid.n; i++) {
		x = x << 7 | (oid.p[i] & 0x7f);
		if ((oid.p[i] & 0x80) != 0)
			continue;
		if (first)
			es_buf_printf(b, "%d.%llu", x < 40 ? 0 : x < 80 ? 1 :
			    2, (unsigned long long)(x < 40 ? x : x < 80 ?
			    x - 40 : x - 80));
		else
			es_buf_printf(b, ".%llu", (unsigned long long)x);
		first = false;
		x = 0;
	}
}
