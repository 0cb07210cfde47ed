/* pki/ocsp_id.c - CertID and nonce (RFC 6960 4.1.1, 4.4.1). */
#include "crypt/oid.h"
#include "pki/ocsp_priv.h"
#include "pki/pki_priv.h"

static enum crypt_md
md_of(struct es_view oid)
{
	if (es_view_eq(oid, OID_SHA1))
		return CRYPT_SHA1;
	if (es_view_eq(oid, OID_SHA256))
		return CRYPT_SHA256;
	if (es_view_eq(oid, OID_SHA384))
		return CRYPT_SHA384;
	if (es_view_eq(oid, OID_SHA512))
		return CRYPT_SHA512;
	return CRYPT_MD_NONE;
}

static struct es_view
oid_of(enum crypt_md md)
{
	switch (md) {
	case CRYPT_SHA1:
		return OID_SHA1;
	case CRYPT_SHA384:
		return OID_SHA384;
	case CRYPT_SHA512:
		return OID_SHA512;
	default:
		return OID_SHA256;
	}
}

void
pki_ocsp_id_read(struct der *d, struct pki_ocsp_id *id)
{
	struct der	seq = der_in(d, DER_SEQ), alg;
	struct es_view	name, key, serial;

	memset(id, 0, sizeof(*id));
	alg = der_in(&seq, DER_SEQ);
	id->md = md_of(der_take(&alg, DER_OID));
	(void)der_any(&alg);		/* NULL or nothing */
	der_done(&alg);
	name = der_take(&seq, DER_OCTETS);
	key = der_take(&seq, DER_OCTETS);
	serial = der_int(&seq);
	der_done(&seq);
	if (serial.n > sizeof(id->serial) || (id->md != CRYPT_MD_NONE &&
	    (name.n != crypt_md_size(id->md) || key.n != name.n)))
		der_fail(d, "an impossible CertID");
	if (d->fail->why != NULL)
		return;
	memcpy(id->serial, serial.p, serial.n);
	id->serial_n = serial.n;
	if (id->md != CRYPT_MD_NONE) {
		memcpy(id->name, name.p, name.n);
		memcpy(id->key, key.p, key.n);
	}
}

void
pki_ocsp_id_put(struct es_buf *b, const struct pki_ocsp_id *id)
{
	size_t	n = crypt_md_size(id->md), seq = der_begin(b, DER_SEQ), alg;

	alg = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, oid_of(id->md));
	der_put(b, DER_NULL, ES_VIEW_EMPTY);
	der_end(b, alg);
	der_put(b, DER_OCTETS, es_view(id->name, n));
	der_put(b, DER_OCTETS, es_view(id->key, n));
	der_put(b, DER_INT, es_view(id->serial, id->serial_n));
	der_end(b, seq);
}

static int
digest_issuer(struct pki_ocsp_id *id, const struct pki_cert *issuer,
    struct es_err *err)
{
	struct es_view	bits = pki_key_bits(pki_cert_spki(issuer));

	if (crypt_digest(id->md, pki_cert_subject_der(issuer), id->name,
	    err) < 0 || crypt_digest(id->md, bits, id->key, err) < 0)
		return -1;
	return 0;
}

int
pki_ocsp_id_for(struct pki_ocsp_id *id, enum crypt_md md,
    const struct pki_cert *cert, const struct pki_cert *issuer,
    struct es_err *err)
{
	struct es_view	serial = pki_cert_serial(cert);

	memset(id, 0, sizeof(*id));
	if (serial.n > sizeof(id->serial))
		return es_fail(err, ES_E_INPUT, "ocsp: a serial number of "
		    "%zu bytes", serial.n);
	id->md = md;
	memcpy(id->serial, serial.p, serial.n);
	id->serial_n = serial.n;
	return digest_issuer(id, issuer, err);
}

int
pki_ocsp_id_of_issuer(const struct pki_ocsp_id *id,
    const struct pki_cert *issuer, bool *same, struct es_err *err)
{
	struct pki_ocsp_id	want = { .md = id->md };

	*same = false;
	if (id->md == CRYPT_MD_NONE)
		return 0;
	if (digest_issuer(&want, issuer, err) < 0)
		return -1;
	*same = memcmp(want.name, id->name, sizeof(want.name)) == 0 &&
	    memcmp(want.key, id->key, sizeof(want.key)) == 0;
	return 0;
}

struct es_view
pki_ocsp_nonce_read(struct es_view value, struct der_fail *fail)
{
	struct der	d = der_open(value, fail);
	struct es_view	v = der_take(&d, DER_OCTETS);

	der_done(&d);
	if (fail->why == NULL && (v.n == 0 || v.n > PKI_OCSP_NONCE_MAX))
		der_fail(&d, "a nonce of impossible length");
	return fail->why == NULL ? v : ES_VIEW_EMPTY;
}

void
pki_ocsp_nonce_put(struct es_buf *b, struct es_view nonce)
{
	size_t	seq = der_begin(b, DER_SEQ), oct;

	der_put(b, DER_OID, OID_OCSP_NONCE);
	oct = der_begin(b, DER_OCTETS);
	der_put(b, DER_OCTETS, nonce);
	der_end(b, oct);
	der_end(b, seq);
}
