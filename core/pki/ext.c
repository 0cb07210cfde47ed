/* pki/ext.c - extensions and names, see pki_priv.h. */
#include <openssl/x509.h>

#include "crypt/crypt_priv.h"
#include "pki/pki_priv.h"

bool
pki_ext_next(struct der *list, struct pki_ext *out)
{
	struct der	ext;

	if (der_peek(list) == 0)
		return false;
	ext = der_in(list, DER_SEQ);
	out->oid = der_take(&ext, DER_OID);
	/* DER leaves out a default of FALSE; writing it harms nobody. */
	out->critical = der_peek(&ext) == DER_BOOL && der_bool(&ext);
	out->value = der_take(&ext, DER_OCTETS);
	der_done(&ext);
	return list->fail->why == NULL;
}

unsigned
pki_ext_ce(struct es_view oid)
{
	return oid.n == 3 && oid.p[0] == 0x55 && oid.p[1] == 0x1d &&
	    oid.p[2] < 0x80 ? oid.p[2] : 0;
}

struct der
pki_cert_exts(const struct pki_cert *c, struct der_fail *fail)
{
	struct der	d = der_open(pki_cert_der(c), fail), cert, tbs, ext;

	cert = der_in(&d, DER_SEQ);
	tbs = der_in(&cert, DER_SEQ);
	while (der_peek(&tbs) != 0 && der_peek(&tbs) != (DER_CONS | 3))
		(void)der_any(&tbs);
	if (der_peek(&tbs) == 0)
		return der_open(ES_VIEW_EMPTY, fail);
	ext = der_in(&tbs, DER_CONS | 3);
	return der_in(&ext, DER_SEQ);
}

void
pki_ext_begin(struct es_buf *b, uint8_t arc, bool critical, size_t at[2])
{
	unsigned char	oid[3] = { 0x55, 0x1d, arc };

	at[0] = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, es_view(oid, 3));
	if (critical)
		der_put(b, DER_BOOL, ES_LIT("\xff"));
	at[1] = der_begin(b, DER_OCTETS);
}

void
pki_ext_end(struct es_buf *b, const size_t at[2])
{
	der_end(b, at[1]);
	der_end(b, at[0]);
}

struct es_view
pki_key_bits(struct es_view spki)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(spki, &fail), seq;
	struct es_view	bits;

	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	(void)der_take(&seq, DER_SEQ);
	bits = der_take(&seq, DER_BITS);
	der_done(&seq);
	if (fail.why != NULL || bits.n < 2 || bits.p[0] != 0)
		return ES_VIEW_EMPTY;
	return es_view_sub(bits, 1, bits.n);
}

static X509_NAME *
name_of(struct es_view v)
{
	const unsigned char	*p = v.p;
	X509_NAME		*n = d2i_X509_NAME(NULL, &p, (long)v.n);

	if (n != NULL && p != v.p + v.n) {
		X509_NAME_free(n);
		return NULL;
	}
	return n;
}

bool
pki_name_eq(struct es_view a, struct es_view b)
{
	X509_NAME	*x, *y;
	bool		 same;

	if (es_view_eq(a, b))
		return a.n != 0;
	x = name_of(a);
	y = name_of(b);
	same = x != NULL && y != NULL && X509_NAME_cmp(x, y) == 0;
	X509_NAME_free(x);
	X509_NAME_free(y);
	(void)crypt_fail(NULL, ES_E_CRYPTO, "name");
	return same;
}
