/* crypt/ber.c - see ber.h. */
#include "crypt/ber.h"

#include "base/limits.h"
#include "crypt/der.h"

enum { CONSTRUCTED = 0x20, OCTETS_IN_PIECES = 0x24 };

struct head {
	uint8_t	 tag;
	bool	 open;		/* indefinite length */
	size_t	 size;		/* of tag and length */
	size_t	 n;		/* of the content, unless open */
};

/* Tags of one byte; lengths of at most four, in any form. */
static bool
read_head(struct es_view v, struct head *h)
{
	size_t	 i, k;

	if (v.n < 2 || (v.p[0] & 0x1f) == 0x1f)
		return false;
	h->tag = v.p[0];
	h->open = v.p[1] == 0x80;
	h->size = 2;
	h->n = v.p[1];
	if (h->open)
		return (h->tag & CONSTRUCTED) != 0;
	if (v.p[1] < 0x80)
		return h->n <= v.n - 2;
	k = v.p[1] & 0x7f;
	if (k > 4 || v.n < 2 + k)
		return false;
	for (i = 0, h->n = 0; i < k; i++)
		h->n = h->n << 8 | v.p[2 + i];
	h->size += k;
	return h->n <= v.n - h->size;
}

static bool
is_end(struct es_view v)
{
	return v.n >= 2 && v.p[0] == 0 && v.p[1] == 0;
}

static size_t
size_at(struct es_view v, size_t depth)
{
	struct head	 h;
	size_t		 at, n;

	if (depth > ES_LIMIT_BER_DEPTH || !read_head(v, &h) || h.tag == 0)
		return 0;
	if (!h.open)
		return h.size + h.n;
	for (at = h.size; !is_end(es_view_sub(v, at, SIZE_MAX)); at += n) {
		n = size_at(es_view_sub(v, at, SIZE_MAX), depth + 1);
		if (n == 0)
			return 0;
	}
	return at + 2;
}

size_t
ber_size(struct es_view v)
{
	return size_at(v, 1);
}

static int	element(struct es_view v, bool piece, size_t depth,
		    struct es_buf *out, struct es_err *err);

/* What stands in a constructed element, one after the other. */
static int
inside(struct es_view v, bool pieces, size_t depth, struct es_buf *out,
    struct es_err *err)
{
	size_t	 n;

	while (v.n > 0) {
		if ((n = size_at(v, depth)) == 0)
			return es_fail(err, depth > ES_LIMIT_BER_DEPTH ?
			    ES_E_LIMIT : ES_E_FORMAT, "ber: malformed, or "
			    "deeper than %zu", ES_LIMIT_BER_DEPTH);
		if (element(es_view_sub(v, 0, n), pieces, depth, out,
		    err) < 0)
			return -1;
		v = es_view_sub(v, n, SIZE_MAX);
	}
	return 0;
}

/* One whole element; as a piece of a string only its content. */
static int
element(struct es_view v, bool piece, size_t depth, struct es_buf *out,
    struct es_err *err)
{
	bool		 octets = v.p[0] == OCTETS_IN_PIECES;
	struct es_view	 content;
	struct head	 h;
	size_t		 at = 0;

	if (!read_head(v, &h))
		return es_fail(err, ES_E_FORMAT, "ber: malformed");
	if (piece && !octets && h.tag != DER_OCTETS)
		return es_fail(err, ES_E_FORMAT, "ber: a piece of a string "
		    "is none");
	content = h.open ? es_view_sub(v, h.size, v.n - h.size - 2) :
	    es_view_sub(v, h.size, h.n);
	if (!piece)
		at = der_begin(out, octets ? DER_OCTETS : h.tag);
	if ((h.tag & CONSTRUCTED) == 0)
		es_buf_add_view(out, content);
	else if (inside(content, octets, depth + 1, out, err) < 0)
		return -1;
	if (!piece)
		der_end(out, at);
	return 0;
}

int
ber_to_der(struct es_view v, struct es_buf *out, struct es_err *err)
{
	if (ber_size(v) != v.n || v.n == 0)
		return es_fail(err, ES_E_FORMAT, "ber: malformed, or not "
		    "one element");
	return element(v, false, 1, out, err) < 0 ? -1 :
	    es_buf_ok(out, "ber", err);
}
