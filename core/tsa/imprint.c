/* tsa/imprint.c - MessageImprint (RFC 3161 2.4.1). */
#include "crypt/alg.h"
#include "tsa/tsa_priv.h"

void
tsa_imprint_read(struct der *d, enum crypt_md *md, struct es_view *hash)
{
	struct der	seq = der_in(d, DER_SEQ), alg = der_in(&seq, DER_SEQ);
	struct crypt_alg found;
	struct es_view	oid;

	*md = CRYPT_MD_NONE;
	found = crypt_alg_read(&alg, &oid);
	*hash = der_take(&seq, DER_OCTETS);
	der_done(&seq);
	if (d->fail->why != NULL)
		return;
	if (found.kind == CRYPT_ALG_DIGEST && !found.weak &&
	    crypt_md_oid(found.scheme.md).n != 0)
		*md = found.scheme.md;
	if (*md != CRYPT_MD_NONE && hash->n != crypt_md_size(*md))
		der_fail(d, "an imprint of the wrong length");
}

void
tsa_imprint_put(struct es_buf *b, enum crypt_md md, const unsigned char *hash)
{
	struct es_view	oid = crypt_md_oid(md);
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
