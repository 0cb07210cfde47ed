/* tsa/query.c - see query.h. */
#include "tsa/query.h"

#include "base/limits.h"
#include "crypt/random.h"
#include "tsa/tsa_priv.h"

/* The parts that follow the imprint, each optional, in this order. */
static enum tsa_failure
read_options(struct tsa_query *q, struct der *seq)
{
	struct es_view	v;

	if (der_peek(seq) == DER_OID) {
		v = der_take(seq, DER_OID);
		if (v.n == 0 || v.n > TSA_OID_MAX)
			return TSA_FAIL_POLICY;
		memcpy(q->policy, v.p, v.n);
		q->policy_n = v.n;
	}
	if (der_peek(seq) == DER_INT) {
		v = der_int(seq);
		if (v.n > TSA_NONCE_MAX)
			return TSA_FAIL_BAD_REQUEST;
		if (v.n != 0)
			memcpy(q->nonce, v.p, v.n);
		q->nonce_n = v.n;
	}
	/*
	 * certReq defaults to FALSE and DER leaves a default out; writing it
	 * is a common slip of clients, and harmless.
	 */
	if (der_peek(seq) == DER_BOOL)
		q->cert_req = der_bool(seq);
	if (der_peek(seq) == DER_CONS)
		return TSA_FAIL_EXTENSION;	/* we know none */
	der_done(seq);
	return TSA_FAIL_NONE;
}

int
tsa_query_parse(struct tsa_query *q, struct es_view der,
    enum tsa_failure *why, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(der, &fail), seq;
	struct es_view	hash;
	int64_t		version;

	memset(q, 0, sizeof(*q));
	*why = TSA_FAIL_BAD_DATA;
	if (der.n > ES_LIMIT_TSA_QUERY)
		return es_fail(err, ES_E_LIMIT, "time-stamp query: %zu bytes, "
		    "limit %zu", der.n, ES_LIMIT_TSA_QUERY);
	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	version = der_small(&seq);
	tsa_imprint_read(&seq, &q->md, &hash);
	if (der_ok(&fail, "time-stamp query", err) < 0)
		return -1;
	if (version != 1) {
		*why = TSA_FAIL_BAD_REQUEST;
		return es_fail(err, ES_E_FORMAT, "time-stamp query: version "
		    "%lld", (long long)version);
	}
	if (q->md == CRYPT_MD_NONE) {
		*why = TSA_FAIL_BAD_ALG;
		return es_fail(err, ES_E_INPUT, "time-stamp query: a digest "
		    "that we do not take");
	}
	memcpy(q->imprint, hash.p, hash.n);
	*why = read_options(q, &seq);
	if (*why != TSA_FAIL_NONE)
		return es_fail(err, ES_E_INPUT, "time-stamp query: %s",
		    *why == TSA_FAIL_EXTENSION ? "an extension" :
		    *why == TSA_FAIL_POLICY ? "an impossible policy" :
		    "a nonce of absurd length");
	*why = TSA_FAIL_BAD_DATA;
	if (der_ok(&fail, "time-stamp query", err) < 0)
		return -1;
	*why = TSA_FAIL_NONE;
	return 0;
}

int
tsa_query_write(const struct tsa_query *q, struct es_buf *out,
    struct es_err *err)
{
	size_t	seq = der_begin(out, DER_SEQ);

	der_put_num(out, 1);
	tsa_imprint_put(out, q->md, q->imprint);
	if (q->policy_n != 0)
		der_put(out, DER_OID, es_view(q->policy, q->policy_n));
	if (q->nonce_n != 0)
		der_put(out, DER_INT, es_view(q->nonce, q->nonce_n));
	if (q->cert_req)
		der_put(out, DER_BOOL, ES_LIT("\xff"));
	der_end(out, seq);
	return es_buf_ok(out, "time-stamp query", err);
}

int
tsa_query_for(struct tsa_query *q, struct es_view data, struct es_err *err)
{
	unsigned char	sum[CRYPT_SHA256_SIZE];

	return crypt_sha256(data, sum, err) < 0 ? -1 :
	    tsa_query_of(q, es_view(sum, sizeof(sum)), err);
}

int
tsa_query_of(struct tsa_query *q, struct es_view digest, struct es_err *err)
{
	memset(q, 0, sizeof(*q));
	if (digest.n != CRYPT_SHA256_SIZE)
		return es_fail(err, ES_E_BUG, "query: a digest of %zu bytes",
		    digest.n);
	q->md = CRYPT_SHA256;
	q->cert_req = true;
	q->nonce_n = 8;
	memcpy(q->imprint, digest.p, digest.n);
	if (crypt_random(q->nonce, q->nonce_n, err) < 0)
		return -1;
	/* Positive, and in its shortest form whatever follows. */
	q->nonce[0] = (q->nonce[0] & 0x3f) | 0x40;
	return 0;
}
