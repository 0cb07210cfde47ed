/*
 * crypt/der.h - reading and writing DER (X.690), the strict subset.
 *
 * Reading: tags of one byte, definite lengths in their shortest form.  All
 * readers of one parse share a struct der_fail; the first failure stays, and
 * from then on everything reads as empty.  So a parser walks straight on and
 * looks once.  Views are borrowed from the input.
 */
#ifndef ES_CRYPT_DER_H
#define ES_CRYPT_DER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

enum {
	DER_BOOL = 0x01, DER_INT = 0x02, DER_BITS = 0x03, DER_OCTETS = 0x04,
	DER_NULL = 0x05, DER_OID = 0x06, DER_ENUM = 0x0a, DER_UTF8 = 0x0c,
	DER_PRINTABLE = 0x13, DER_IA5 = 0x16, DER_UTCTIME = 0x17,
	DER_TIME = 0x18, DER_SEQ = 0x30, DER_SET = 0x31,
	DER_CTX = 0x80,		/* | n: context, primitive */
	DER_CONS = 0xa0		/* | n: context, constructed */
};

struct der_fail {
	const char	*why;		/* NULL: no failure; static text */
};

struct der {
	struct es_view	 v;		/* what is left */
	struct der_fail	*fail;
};

static inline struct der
der_open(struct es_view v, struct der_fail *fail)
{
	return (struct der){ v, fail };
}

/* The next element's tag; 0 at the end or after a failure. */
uint8_t		der_peek(const struct der *d);
/* Next element, which must have the tag: its content; the whole of it. */
struct es_view	der_take(struct der *d, uint8_t tag);
struct es_view	der_whole(struct der *d, uint8_t tag);
/* The next element whatever it is, whole; empty at the end. */
struct es_view	der_any(struct der *d);
/* A reader inside the next element. */
struct der	der_in(struct der *d, uint8_t tag);
/* Nothing may be left. */
void		der_done(struct der *d);
/* Record a failure of the parser's own. */
void		der_fail(struct der *d, const char *why);
/* A shortest-form INTEGER's content octets. */
struct es_view	der_int(struct der *d);
/* A non-negative INTEGER up to INT64_MAX. */
int64_t		der_small(struct der *d);
/* BOOLEAN, FALSE 00 or TRUE ff. */
bool		der_bool(struct der *d);
/* GeneralizedTime "YYYYMMDDHHMMSS[.f*]Z"; UTC seconds (fraction dropped). */
int64_t		der_time(struct der *d);
/* Time of X.509: UTCTime "YYMMDDHHMMSSZ" (1950 to 2049) or the above. */
int64_t		der_x509_time(struct der *d);
/* 0, or ES_E_FORMAT "what: why". */
ES_CHECK int	der_ok(const struct der_fail *fail, const char *what,
		    struct es_err *err);

/* Bytes of tag and length for content of n bytes. */
size_t		der_head_size(size_t n);
/* The same, written; returns one past them. */
unsigned char	*der_head(unsigned char *p, uint8_t tag, size_t n);
void		der_put_head(struct es_buf *b, uint8_t tag, size_t n);
void		der_put(struct es_buf *b, uint8_t tag, struct es_view v);
/* Content follows until der_end(b, at). */
size_t		der_begin(struct es_buf *b, uint8_t tag);
void		der_end(struct es_buf *b, size_t at);
/* INTEGER: a number; big-endian unsigned bytes (shortest form made here). */
void		der_put_num(struct es_buf *b, uint64_t x);
void		der_put_uint(struct es_buf *b, struct es_view v);
/* GeneralizedTime without fraction. */
void		der_put_time(struct es_buf *b, int64_t t);
/* Time of X.509: UTCTime until 2049, then GeneralizedTime (RFC 5280). */
void		der_put_x509_time(struct es_buf *b, int64_t t);

/* Content octets of an OID from "1.2.840..." into b; ES_E_INPUT. */
ES_CHECK int	der_oid_from_text(struct es_buf *b, const char *text,
		    struct es_err *err);
/* Dotted text of content octets; "?" for one that is none. */
void		der_oid_to_text(struct es_buf *b, struct es_view oid);

#endif
