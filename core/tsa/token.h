/*
 * tsa/token.h - a time-stamp token (RFC 3161) that came from outside.
 *
 * Parsing says only that the bytes are a token.  Whether it stamps our
 * bytes, whether its signature holds and whether its signer is trusted are
 * three further questions, each with its own answer.  None implies another.
 */
#ifndef ES_TSA_TOKEN_H
#define ES_TSA_TOKEN_H

#include "base/err.h"
#include "base/view.h"
#include "cms/verify.h"
#include "tsa/query.h"

struct tsa_token;

enum tsa_match {
	TSA_MATCH_UNKNOWN = 0,	/* zeroed memory must never mean "yes" */
	TSA_MATCH_YES,
	TSA_MATCH_OTHER_BYTES,	/* stamps something else */
	TSA_MATCH_OTHER_NONCE,	/* an old answer replayed */
	TSA_MATCH_OTHER_POLICY
};

/*
 * Decode "der" (copied; at most ES_LIMIT_TSA_TOKEN bytes, none left over).
 * Success: *out belongs to the caller.  Failure: *out is NULL.
 */
ES_CHECK int	tsa_token_parse(struct tsa_token **out, struct es_view der,
		    struct pki_cache *cache, struct es_err *err);
void		tsa_token_free(struct tsa_token *tok);	/* NULL is fine */
/* Does it answer our query? */
enum tsa_match	tsa_token_match(const struct tsa_token *tok,
		    const struct tsa_query *q);
/* Does it stamp these bytes?  Digests them with the token's algorithm. */
ES_CHECK int	tsa_token_stamps(const struct tsa_token *tok,
		    struct es_view data, enum tsa_match *out,
		    struct es_err *err);
/* Signature of the token; see cms_verify. */
ES_CHECK int	tsa_token_verify(struct tsa_token *tok,
		    struct cms_verdict *out, struct es_err *err);
int64_t		tsa_token_time(const struct tsa_token *tok); /* UTC seconds */
/* Milliseconds before and after that the true time may lie; 0: not said. */
int64_t		tsa_token_accuracy(const struct tsa_token *tok);
/* Serial number and policy, content octets; borrowed. */
struct es_view	tsa_token_serial(const struct tsa_token *tok);
struct es_view	tsa_token_policy(const struct tsa_token *tok);
/* The digest of what it stamps; CRYPT_MD_NONE: one we cannot compute. */
enum crypt_md	tsa_token_md(const struct tsa_token *tok);
struct es_view	tsa_token_imprint(const struct tsa_token *tok);
/* The CMS around it: signer, certificates; borrowed. */
const struct cms *tsa_token_cms(const struct tsa_token *tok);

#endif
