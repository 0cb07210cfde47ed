/* tsa/imprint.c - MessageImprint (RFC 3161 2.4.1). */
#include "crypt/oid.h"
#include "tsa/tsa_priv.h"

static struct es_view
oid_of(enum crypt_md md)
{
	switch (md) {
	case CRYPT_SHA384:
		return OID_SHA384;
	case CRYPT_SHA512:
		return OID_SHA512;
	default:
		return OID_SHA256;
	}
}

void
tsa_imprint_read(struct der *d, enum crypt_md *md, struct es_view *hash)
{
	struct der	seq = der_in(d, DER_SEQ), alg = der_in(&seq, DER_SEQ);
	struct es_view	oid = der_take(&alg, DER_OID), params;
	enum crypt_md	m;

	*md = CRYPT_MD_NONE;
	params = der_any(&alg);
	der_done(&alg);
	if (params.n != 0 && !es_view_eq(params, ES_LIT("\x05\x00")))
		der_fail(&alg, "a digest with parameters");
	*hash = der_take(&seq, DER_OCTETS);
	der_done(&seq);
	if (d->fail->why != NULL)
		return;
	for (m = CRYPT_SHA256; m <= CRYPT_SHA512; m++)
		if (es_view_eq(oid, oid_of(m)))
			*md = m;
	if (*md != CRYPT_MD_NONE && hash->n != crypt_md_size(*md))
		der_fail(d, "an imprint of the wrong length");
}

void
tsa_imprint_put(struct es_buf *b, enum crypt_md md, const unsigned char *hash)
{
	struct es_view	oid = oid_of(md);
	size_t		n = crypt_md_size(md);

	der_put_head(b, DER_SEQ, oid.n + 6 + n + 2);
	/*
	 * NULL parameters: RFC 5754 wants them absent, but OpenSSL's clients
	 * compare with what they sent and all others take both.
	 */
	der_put_head(b, DER_SEQ, oid.n + 4);
	der_put(b, DER_OID, oid);
	der_put(b, DER_NULL, ES_VIEW_EMPTY);
	der_put(b, DER_OCTETS, es_view(hash, n));
}
