/* token/pub.c - the public half of a key, read from its token. */
#include "base/limits.h"
#include "crypt/der.h"
#include "crypt/oid.h"
#include "token/token_priv.h"

struct parts {			/* whichever the key has */
	unsigned char	one[ES_LIMIT_RSA_BITS / 8];
	unsigned char	two[ES_LIMIT_RSA_BITS / 8];
	CK_ULONG	one_n, two_n;
};

/* Two attributes of the object; both must be there. */
static int
read_two(struct token_key *k, CK_ATTRIBUTE_TYPE first,
    CK_ATTRIBUTE_TYPE second, struct parts *p, struct es_err *err)
{
	CK_ATTRIBUTE	a[2] = { { first, p->one, sizeof(p->one) },
			    { second, p->two, sizeof(p->two) } };
	CK_RV		rv;

	rv = k->lib->f->C_GetAttributeValue(k->session, k->object, a, 2);
	if (rv != CKR_OK)
		return token_fail(err, rv, "reading the public key");
	p->one_n = a[0].ulValueLen;
	p->two_n = a[1].ulValueLen;
	return 0;
}

static void
put_rsa(struct es_buf *b, const struct parts *p)
{
	size_t	seq = der_begin(b, DER_SEQ), bits, in;

	es_buf_add_view(b, ALG_RSA);
	bits = der_begin(b, DER_BITS);
	es_buf_add_ch(b, 0);
	in = der_begin(b, DER_SEQ);
	der_put_uint(b, es_view(p->one, p->one_n));
	der_put_uint(b, es_view(p->two, p->two_n));
	der_end(b, in);
	der_end(b, bits);
	der_end(b, seq);
}

/*
 * CKA_EC_PARAMS is the curve's OID, CKA_EC_POINT an OCTET STRING around the
 * point (PKCS#11 2.40, 2.3.3); some libraries leave the wrapping out.
 */
static void
put_ec(struct es_buf *b, const struct parts *p)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(es_view(p->two, p->two_n), &fail);
	struct es_view	point = der_take(&d, DER_OCTETS);
	size_t		seq = der_begin(b, DER_SEQ), alg;

	der_done(&d);
	if (fail.why != NULL)
		point = es_view(p->two, p->two_n);
	alg = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, ES_LIT("\x2a\x86\x48\xce\x3d\x02\x01"));
	es_buf_add(b, p->one, p->one_n);
	der_end(b, alg);
	der_put_head(b, DER_BITS, point.n + 1);
	es_buf_add_ch(b, 0);
	es_buf_add_view(b, point);
	der_end(b, seq);
}

int
token_pub_read(struct token_key *k, struct es_buf *spki, struct es_err *err)
{
	CK_KEY_TYPE	type = 0;
	CK_ATTRIBUTE	a = { CKA_KEY_TYPE, &type, sizeof(type) };
	struct parts	p;
	CK_RV		rv;

	if (token_session_open(k, CKO_PUBLIC_KEY, err) < 0)
		return -1;
	rv = k->lib->f->C_GetAttributeValue(k->session, k->object, &a, 1);
	if (rv != CKR_OK)
		return token_fail(err, rv, "reading the public key");
	if (type == CKK_RSA) {
		if (read_two(k, CKA_MODULUS, CKA_PUBLIC_EXPONENT, &p,
		    err) < 0)
			return -1;
		put_rsa(spki, &p);
	} else if (type == CKK_EC) {
		if (read_two(k, CKA_EC_PARAMS, CKA_EC_POINT, &p, err) < 0)
			return -1;
		put_ec(spki, &p);
	} else {
		return es_fail(err, ES_E_FORMAT, "token: a kind of key that "
		    "we do not use (type 0x%lx)", type);
	}
	token_session_close(k);		/* the next one is for the private */
	return es_buf_ok(spki, "public key", err);
}
