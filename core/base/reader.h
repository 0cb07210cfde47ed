/*
 * base/reader.h - reading foreign bytes without pointer arithmetic.
 *
 * A reader walks a view.  Reading past the end marks it; the marked reader
 * gives zeros and empty views from then on, so that a parser may look once,
 * after a group of reads (es_reader_ok).
 */
#ifndef ES_BASE_READER_H
#define ES_BASE_READER_H

#include "base/err.h"
#include "base/view.h"

struct es_reader {
	struct es_view	 v;
	size_t		 at;
	bool		 bad;		/* somebody read past the end */
};

static inline struct es_reader
es_reader(struct es_view v)
{
	return (struct es_reader){ v, 0, false };
}

uint8_t		es_read_u8(struct es_reader *r);
uint16_t	es_read_be16(struct es_reader *r);
uint32_t	es_read_be32(struct es_reader *r);
uint64_t	es_read_be64(struct es_reader *r);
/* The next n bytes, borrowed from the view. */
struct es_view	es_read_bytes(struct es_reader *r, size_t n);
/* Move to an absolute offset (at most the size). */
void		es_read_seek(struct es_reader *r, size_t at);
static inline size_t
es_read_left(const struct es_reader *r)
{
	return r->bad ? 0 : r->v.n - r->at;
}
/* 0, or -1 with ES_E_FORMAT "what: ends too early". */
ES_CHECK int	es_reader_ok(const struct es_reader *r, const char *what,
		    struct es_err *err);
/* As es_reader_ok, and nothing is left over. */
ES_CHECK int	es_reader_end(const struct es_reader *r, const char *what,
		    struct es_err *err);

#endif
