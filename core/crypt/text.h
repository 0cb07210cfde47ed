/*
 * crypt/text.h - bytes as text and back: hexadecimal, base32, base64.
 *
 * Decoders are strict: one text per value (no blanks, no stray padding bits),
 * except base32, which is typed by people.
 */
#ifndef ES_CRYPT_TEXT_H
#define ES_CRYPT_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/* 2n lower-case digits and a NUL: out has 2 * v.n + 1 bytes. */
void		crypt_hex(struct es_view v, char *out);
/* Exactly n bytes from 2n digits of either case; else ES_E_INPUT. */
ES_CHECK int	crypt_hex_decode(struct es_view text, unsigned char *out,
		    size_t n, struct es_err *err);

/* RFC 4648 section 4 (padded) and section 5 (url-safe, no padding). */
void		crypt_base64(struct es_buf *out, struct es_view v);
void		crypt_base64url(struct es_buf *out, struct es_view v);
/* Append the bytes to out; ES_E_INPUT when it is not the exact form. */
ES_CHECK int	crypt_base64_decode(struct es_view text, struct es_buf *out,
		    struct es_err *err);
ES_CHECK int	crypt_base64url_decode(struct es_view text,
		    struct es_buf *out, struct es_err *err);

/*
 * What a person typed as a base32 code, in the form we store: capitals, O
 * read as 0, I and L as 1, blanks and hyphens dropped.  ES_E_INPUT unless
 * exactly "chars" characters are left (out has chars + 1 bytes, NUL-ended).
 */
ES_CHECK int	crypt_base32_normal(struct es_view typed, char *out,
		    size_t chars, struct es_err *err);

#endif
