/* tsa/stamp.c - see stamp.h. */
#include "tsa/stamp.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "cms/sign.h"
#include "crypt/random.h"
#include "tsa/tsa_priv.h"

enum { SERIAL = 16, INFO_MAX = 512 };

struct tsa {
	struct cms_signer	*signer;
	struct es_buf		 info;		/* reused */
	unsigned char		 policy[TSA_OID_MAX];
	size_t			 policy_n;
	unsigned char		 accuracy[32];	/* whole DER */
	size_t			 accuracy_n;
};

/* Accuracy ::= SEQUENCE { seconds, millis [0] (1..999) }, both optional. */
static int
make_accuracy(struct tsa *t, unsigned ms, struct es_err *err)
{
	struct es_buf	b;
	size_t		seq;
	unsigned	milli = ms % 1000;

	if (ms == 0)
		return 0;
	es_buf_init(&b, sizeof(t->accuracy));
	seq = der_begin(&b, DER_SEQ);
	if (ms >= 1000)
		der_put_num(&b, ms / 1000);
	if (milli != 0) {
		size_t	at = b.n;

		der_put_num(&b, milli);
		if (b.failed == ES_E_NONE)
			b.p[at] = DER_CTX;	/* [0] IMPLICIT INTEGER */
	}
	der_end(&b, seq);
	if (es_buf_ok(&b, "accuracy", err) < 0) {
		es_buf_clear(&b);
		return -1;
	}
	memcpy(t->accuracy, b.p, b.n);
	t->accuracy_n = b.n;
	es_buf_clear(&b);
	return 0;
}

static int
make_policy(struct tsa *t, const char *policy, struct es_err *err)
{
	struct es_buf	b;
	int		rc;

	es_buf_init(&b, sizeof(t->policy));
	if ((rc = der_oid_from_text(&b, policy, err)) == 0) {
		memcpy(t->policy, b.p, b.n);
		t->policy_n = b.n;
	}
	es_buf_clear(&b);
	return rc;
}

int
tsa_new(struct tsa **out, struct crypt_key *key, const struct pki_cert *cert,
    struct pki_cert *const *chain, size_t n, const char *policy,
    unsigned accuracy_ms, struct es_err *err)
{
	struct tsa	*t;

	*out = NULL;
	if (pki_cert_eku(cert) != (PKI_EKU_TIME | PKI_EKU_CRITICAL))
		return es_fail(err, ES_E_INPUT, "tsa: \"%.100s\" has not the "
		    "sole and critical purpose timeStamping",
		    pki_cert_subject(cert));
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return es_fail(err, ES_E_NOMEM, "tsa: out of memory");
	es_buf_init(&t->info, INFO_MAX);
	if (make_policy(t, policy, err) < 0 ||
	    make_accuracy(t, accuracy_ms, err) < 0 ||
	    cms_signer_new(&t->signer, CMS_TOKEN, key, cert, chain, n,
	    err) < 0) {
		tsa_free(t);
		return es_err_prefix(err, "tsa");
	}
	*out = t;
	return 0;
}

void
tsa_free(struct tsa *t)
{
	if (t == NULL)
		return;
	cms_signer_free(t->signer);
	es_buf_clear(&t->info);
	free(t);
}

size_t
tsa_token_max(const struct tsa *t)
{
	return cms_signer_reserve(t->signer, 0) + INFO_MAX;
}

/*
 * genTime with milliseconds, without trailing zeros (RFC 3161 2.4.2).
 * Written by hand: printf would cost as much as a digest.
 */
static void
put_gen_time(struct es_buf *b, int64_t at_us)
{
	char		s[20];
	struct es_civil	c;
	int64_t		t = at_us / 1000000;
	unsigned	ms;
	size_t		n = 14;
	int		x, i;

	if (at_us % 1000000 < 0)
		t--;
	ms = (unsigned)((at_us - t * 1000000) / 1000);
	es_time_civil(t, 0, &c);
	for (x = c.year, i = 3; i >= 0; i--, x /= 10)
		s[i] = (char)('0' + x % 10);
	for (i = 4; i < 14; i += 2) {
		x = i == 4 ? c.month : i == 6 ? c.day : i == 8 ? c.hour :
		    i == 10 ? c.minute : c.second;
		s[i] = (char)('0' + x / 10);
		s[i + 1] = (char)('0' + x % 10);
	}
	if (ms != 0) {
		s[n++] = '.';
		s[n++] = (char)('0' + ms / 100);
		s[n++] = (char)('0' + ms / 10 % 10);
		s[n++] = (char)('0' + ms % 10);
		while (s[n - 1] == '0')
			n--;
	}
	s[n++] = 'Z';
	der_put(b, DER_TIME, es_view(s, n));
}

static int
put_info(struct tsa *t, const struct tsa_query *q, int64_t at_us,
    struct es_err *err)
{
	struct es_buf	*b = &t->info;
	unsigned char	 serial[SERIAL];
	size_t		 seq;

	if (crypt_random(serial, sizeof(serial), err) < 0)
		return -1;
	serial[0] |= 0x80;	/* always 128 bits, 17 octets as INTEGER */
	es_buf_reset(b);
	seq = der_begin(b, DER_SEQ);
	der_put_num(b, 1);
	der_put(b, DER_OID, es_view(t->policy, t->policy_n));
	tsa_imprint_put(b, q->md, q->imprint);
	der_put_uint(b, es_view(serial, sizeof(serial)));
	put_gen_time(b, at_us);
	es_buf_add(b, t->accuracy, t->accuracy_n);
	if (q->nonce_n != 0)
		der_put(b, DER_INT, es_view(q->nonce, q->nonce_n));
	der_end(b, seq);
	return es_buf_ok(b, "TSTInfo", err);
}

int
tsa_stamp(struct tsa *t, const struct tsa_query *q, int64_t at_us,
    struct es_buf *token, enum tsa_failure *why, struct es_err *err)
{
	*why = TSA_FAIL_POLICY;
	if (q->policy_n != 0 && !es_view_eq(es_view(q->policy, q->policy_n),
	    es_view(t->policy, t->policy_n)))
		return es_fail(err, ES_E_INPUT, "tsa: another policy is asked "
		    "for");
	*why = TSA_FAIL_SYSTEM;
	if (crypt_md_size(q->md) == 0)
		return es_fail(err, ES_E_BUG, "tsa: a query without digest");
	if (put_info(t, q, at_us, err) < 0 ||
	    cms_sign_content(t->signer, es_buf_view(&t->info), q->cert_req,
	    token, err) < 0)
		return -1;
	*why = TSA_FAIL_NONE;
	return 0;
}
