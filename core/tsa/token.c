/* tsa/token.c - see token.h. */
#include "tsa/token.h"

#include <stdlib.h>

#include "base/limits.h"
#include "tsa/tsa_priv.h"

struct tsa_token {
	struct cms	*cms;
	struct es_view	 policy, imprint, serial, nonce;	/* in cms */
	enum crypt_md	 md;
	int64_t		 time, accuracy;
};

/* Milliseconds; seconds, millis [0], micros [1], each optional. */
static int64_t
read_accuracy(struct der *d)
{
	struct der	seq = der_in(d, DER_SEQ);
	struct es_view	v;
	int64_t		ms = 0;

	if (der_peek(&seq) == DER_INT) {
		ms = der_small(&seq);
		if (ms > INT32_MAX)
			der_fail(&seq, "an absurd accuracy");
		ms *= 1000;
	}
	if (der_peek(&seq) == DER_CTX) {
		v = der_take(&seq, DER_CTX);
		if (v.n == 0 || v.n > 2 || v.p[0] >= 0x80)
			der_fail(&seq, "an absurd accuracy");
		else
			ms += v.n == 1 ? v.p[0] : v.p[0] << 8 | v.p[1];
	}
	if (der_peek(&seq) == (DER_CTX | 1)) {
		(void)der_take(&seq, DER_CTX | 1);
		ms += 1;		/* rounded up */
	}
	der_done(&seq);
	return ms;
}

static int
read_info(struct tsa_token *t, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(cms_content(t->cms), &fail), seq;

	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	if (der_small(&seq) != 1)
		der_fail(&seq, "unknown version");
	t->policy = der_take(&seq, DER_OID);
	tsa_imprint_read(&seq, &t->md, &t->imprint);
	t->serial = der_int(&seq);
	t->time = der_time(&seq);
	if (der_peek(&seq) == DER_SEQ)
		t->accuracy = read_accuracy(&seq);
	if (der_peek(&seq) == DER_BOOL)
		(void)der_bool(&seq);		/* ordering */
	if (der_peek(&seq) == DER_INT)
		t->nonce = der_int(&seq);
	if (der_peek(&seq) == DER_CONS)
		(void)der_take(&seq, DER_CONS);	/* tsa: a hint only */
	if (der_peek(&seq) == (DER_CONS | 1))
		der_fail(&seq, "extensions that nobody explained");
	der_done(&seq);
	return der_ok(&fail, "TSTInfo", err);
}

int
tsa_token_parse(struct tsa_token **out, struct es_view der,
    struct pki_cache *cache, struct es_err *err)
{
	struct tsa_token	*t;

	*out = NULL;
	if (der.n > ES_LIMIT_TSA_TOKEN)
		return es_fail(err, ES_E_LIMIT, "token: %zu bytes, limit %zu",
		    der.n, ES_LIMIT_TSA_TOKEN);
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return es_fail(err, ES_E_NOMEM, "token: out of memory");
	if (cms_parse(&t->cms, der, CMS_TOKEN, cache, err) < 0 ||
	    read_info(t, err) < 0) {
		tsa_token_free(t);
		return es_err_prefix(err, "token");
	}
	*out = t;
	return 0;
}

void
tsa_token_free(struct tsa_token *tok)
{
	if (tok == NULL)
		return;
	cms_free(tok->cms);
	free(tok);
}

enum tsa_match
tsa_token_match(const struct tsa_token *tok, const struct tsa_query *q)
{
	if (tok->md != q->md || q->md == CRYPT_MD_NONE ||
	    !es_view_eq(tok->imprint, es_view(q->imprint,
	    crypt_md_size(q->md))))
		return TSA_MATCH_OTHER_BYTES;
	if (!es_view_eq(tok->nonce, es_view(q->nonce, q->nonce_n)))
		return TSA_MATCH_OTHER_NONCE;
	if (q->policy_n != 0 &&
	    !es_view_eq(tok->policy, es_view(q->policy, q->policy_n)))
		return TSA_MATCH_OTHER_POLICY;
	return TSA_MATCH_YES;
}

int
tsa_token_stamps(const struct tsa_token *tok, struct es_view data,
    enum tsa_match *out, struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX];

	*out = TSA_MATCH_UNKNOWN;
	if (tok->md == CRYPT_MD_NONE)
		return 0;
	if (crypt_digest(tok->md, data, sum, err) < 0)
		return -1;
	*out = es_view_eq(tok->imprint, es_view(sum, crypt_md_size(tok->md)))
	    ? TSA_MATCH_YES : TSA_MATCH_OTHER_BYTES;
	return 0;
}

int
tsa_token_verify(struct tsa_token *tok, struct cms_verdict *out,
    struct es_err *err)
{
	return cms_verify(tok->cms, ES_VIEW_EMPTY, out, err);
}

int64_t
tsa_token_time(const struct tsa_token *tok)
{
	return tok->time;
}

int64_t
tsa_token_accuracy(const struct tsa_token *tok)
{
	return tok->accuracy;
}

struct es_view
tsa_token_serial(const struct tsa_token *tok)
{
	return tok->serial;
}

struct es_view
tsa_token_policy(const struct tsa_token *tok)
{
	return tok->policy;
}

enum crypt_md
tsa_token_md(const struct tsa_token *tok)
{
	return tok->md;
}

struct es_view
tsa_token_imprint(const struct tsa_token *tok)
{
	return tok->imprint;
}

const struct cms *
tsa_token_cms(const struct tsa_token *tok)
{
	return tok->cms;
}
