/* base/reader.c - see reader.h. */
#include "base/reader.h"

struct es_view
es_read_bytes(struct es_reader *r, size_t n)
{
	struct es_view	 v;

	if (r->bad || n > r->v.n - r->at) {
		r->bad = true;
		return ES_VIEW_EMPTY;
	}
	v = es_view(r->v.p + r->at, n);
	r->at += n;
	return v;
}

static uint64_t
read_be(struct es_reader *r, size_t n)
{
	struct es_view	 v = es_read_bytes(r, n);
	uint64_t	 x = 0;
	size_t		 i;

	for (i = 0; i < v.n; i++)
		x = x << 8 | v.p[i];
	return x;
}

uint8_t
es_read_u8(struct es_reader *r)
{
	return (uint8_t)read_be(r, 1);
}

uint16_t
es_read_be16(struct es_reader *r)
{
	return (uint16_t)read_be(r, 2);
}

uint32_t
es_read_be32(struct es_reader *r)
{
	return (uint32_t)read_be(r, 4);
}

uint64_t
es_read_be64(struct es_reader *r)
{
	return read_be(r, 8);
}

void
es_read_seek(struct es_reader *r, size_t at)
{
	if (r->bad || at > r->v.n)
		r->bad = true;
	else
		r->at = at;
}

int
es_reader_ok(const struct es_reader *r, const char *what, struct es_err *err)
{
	if (!r->bad)
		return 0;
	return es_fail(err, ES_E_FORMAT, "%s: ends too early", what);
}

int
es_reader_end(const struct es_reader *r, const char *what, struct es_err *err)
{
	if (es_reader_ok(r, what, err) < 0)
		return -1;
	if (r->at == r->v.n)
		return 0;
	return es_fail(err, ES_E_FORMAT, "%s: %zu bytes after its end", what,
	    r->v.n - r->at);
}
