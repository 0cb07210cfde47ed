/*
 * tsa/query.h - TimeStampReq (RFC 3161 2.4.1): read strictly, written.
 */
#ifndef ES_TSA_QUERY_H
#define ES_TSA_QUERY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "crypt/digest.h"

#define TSA_NONCE_MAX	64	/* bytes; ours are 8 */
#define TSA_OID_MAX	32	/* content octets of a policy */

/* PKIFailureInfo bits that a TSA may answer (RFC 3161 2.4.2). */
enum tsa_failure {
	TSA_FAIL_NONE = -1,
	TSA_FAIL_BAD_ALG = 0,
	TSA_FAIL_BAD_REQUEST = 2,
	TSA_FAIL_BAD_DATA = 5,
	TSA_FAIL_TIME = 14,		/* time source not available */
	TSA_FAIL_POLICY = 15,
	TSA_FAIL_EXTENSION = 16,
	TSA_FAIL_INFO = 17,
	TSA_FAIL_SYSTEM = 25
};

struct tsa_query {
	enum crypt_md	 md;
	unsigned char	 imprint[CRYPT_DIGEST_MAX];	/* crypt_md_size(md) */
	unsigned char	 policy[TSA_OID_MAX];
	size_t		 policy_n;	/* 0: any policy */
	unsigned char	 nonce[TSA_NONCE_MAX];	/* INTEGER content octets */
	size_t		 nonce_n;	/* 0: none */
	bool		 cert_req;
};

/*
 * Read DER, at most ES_LIMIT_TSA_QUERY bytes.  On failure *why is what to
 * answer, and err says which rule was broken.
 */
ES_CHECK int	tsa_query_parse(struct tsa_query *q, struct es_view der,
		    enum tsa_failure *why, struct es_err *err);
/* Append the DER. */
ES_CHECK int	tsa_query_write(const struct tsa_query *q,
		    struct es_buf *out, struct es_err *err);
/* A query for SHA-256 of "data" with a fresh nonce, certificates wanted. */
ES_CHECK int	tsa_query_for(struct tsa_query *q, struct es_view data,
		    struct es_err *err);
/* The same for a SHA-256 digest that the caller made. */
ES_CHECK int	tsa_query_of(struct tsa_query *q, struct es_view digest,
		    struct es_err *err);

/* -- the answer ------------------------------------------------------------ */

/* Append TimeStampResp: granted with a token. */
void		tsa_response_granted(struct es_buf *out,
		    struct es_view token);
/* Append TimeStampResp: rejection with failInfo and a plain sentence. */
void		tsa_response_rejected(struct es_buf *out,
		    enum tsa_failure why, const char *text);
/*
 * The token of a granted response; borrowed from der.  ES_E_UPSTREAM when it
 * was rejected (the message has status and text), ES_E_FORMAT when broken.
 */
ES_CHECK int	tsa_response_token(struct es_view der,
		    struct es_view *token, struct es_err *err);

#endif
