/*
 * tsa/stamp.h - a time-stamping authority: queries in, tokens out.
 *
 * A token has a 128-bit random serial number, the accuracy it was set up
 * with, ordering absent (false), the query's nonce, no extension.
 */
#ifndef ES_TSA_STAMP_H
#define ES_TSA_STAMP_H

#include "base/buf.h"
#include "base/err.h"
#include "crypt/key.h"
#include "pki/cert.h"
#include "tsa/query.h"

struct tsa;

/*
 * key is borrowed; cert must have the sole, critical EKU timeStamping
 * (ES_E_INPUT).  policy: dotted OID.  accuracy in milliseconds.
 */
ES_CHECK int	tsa_new(struct tsa **out, struct crypt_key *key,
		    const struct pki_cert *cert,
		    struct pki_cert *const *chain, size_t n,
		    const char *policy, unsigned accuracy_ms,
		    struct es_err *err);
void		tsa_free(struct tsa *t);	/* NULL is fine */
/* No token is longer, for any query that tsa_query_parse lets in. */
size_t		tsa_token_max(const struct tsa *t);

/*
 * Append a token for a query at "at_us", UTC microseconds since 1970 (the
 * caller reads the clock).  A policy that is not ours: ES_E_INPUT and *why
 * TSA_FAIL_POLICY; other failures TSA_FAIL_SYSTEM.
 */
ES_CHECK int	tsa_stamp(struct tsa *t, const struct tsa_query *q,
		    int64_t at_us, struct es_buf *token,
		    enum tsa_failure *why, struct es_err *err);

#endif
