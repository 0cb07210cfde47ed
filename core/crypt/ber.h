/*
 * crypt/ber.h - BER (X.690) as other products write a CMS, made DER-like.
 *
 * Many write SignedData with indefinite lengths and octet strings in pieces.
 * This rewrites every element with a definite length in its shortest form;
 * contents are never changed, so that whatever was DER inside (certificates,
 * signed attributes) stays what it was, byte by byte.
 */
#ifndef ES_CRYPT_BER_H
#define ES_CRYPT_BER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/*
 * Bytes of the element at the start of v, with its head and its end; 0 when
 * there is none, or one nested deeper than ES_LIMIT_BER_DEPTH.
 */
size_t		ber_size(struct es_view v);
/* Append the one element that v is.  ES_E_FORMAT, ES_E_LIMIT (nesting). */
ES_CHECK int	ber_to_der(struct es_view v, struct es_buf *out,
		    struct es_err *err);

#endif
