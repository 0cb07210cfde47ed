/* pki/ocsp_make.c - BasicOCSPResponse (RFC 6960 4.2), see ocsp.h. */
#include "pki/ocsp_priv.h"
#include "pki/pki_priv.h"

void
pki_ocsp_failed(struct es_buf *out, enum pki_ocsp_failure why)
{
	unsigned char	status = (unsigned char)why;
	size_t		seq = der_begin(out, DER_SEQ);

	der_put(out, DER_ENUM, es_view(&status, 1));
	der_end(out, seq);
}

static void
put_status(struct es_buf *b, const struct pki_ocsp_single *s)
{
	unsigned char	reason = (unsigned char)s->revoked.reason;
	size_t		c1, c0;

	switch (s->status) {
	case PKI_OCSP_GOOD:
		der_put(b, DER_CTX, ES_VIEW_EMPTY);
		return;
	case PKI_OCSP_REVOKED:
		c1 = der_begin(b, DER_CONS | 1);
		der_put_time(b, s->revoked.at);
		if (reason != 0) {
			c0 = der_begin(b, DER_CONS);
			der_put(b, DER_ENUM, es_view(&reason, 1));
			der_end(b, c0);
		}
		der_end(b, c1);
		return;
	case PKI_OCSP_UNKNOWN:
		break;
	}
	der_put(b, DER_CTX | 2, ES_VIEW_EMPTY);
}

static void
put_cutoff(struct es_buf *b, int64_t t)
{
	size_t	c1 = der_begin(b, DER_CONS | 1), list, seq, oct;

	list = der_begin(b, DER_SEQ);
	seq = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, OID_OCSP_CUTOFF);
	oct = der_begin(b, DER_OCTETS);
	der_put_time(b, t);
	der_end(b, oct);
	der_end(b, seq);
	der_end(b, list);
	der_end(b, c1);
}

static void
put_single(struct es_buf *b, const struct pki_ocsp_single *s, int64_t keeps)
{
	size_t	seq = der_begin(b, DER_SEQ), c0;

	pki_ocsp_id_put(b, &s->id);
	put_status(b, s);
	der_put_time(b, s->this_update);
	if (s->next_update != 0) {
		c0 = der_begin(b, DER_CONS);
		der_put_time(b, s->next_update);
		der_end(b, c0);
	}
	if (keeps != 0)
		put_cutoff(b, keeps);
	der_end(b, seq);
}

/* ResponseData, the responder named by the SHA-1 of its key. */
static int
put_data(struct es_buf *b, const struct pki_ocsp_reply *reply,
    const struct pki_cert *signer, struct es_err *err)
{
	unsigned char	id[CRYPT_DIGEST_MAX];
	size_t		seq, c2, list, i;

	if (crypt_digest(CRYPT_SHA1, pki_key_bits(pki_cert_spki(signer)), id,
	    err) < 0)
		return -1;
	seq = der_begin(b, DER_SEQ);
	c2 = der_begin(b, DER_CONS | 2);
	der_put(b, DER_OCTETS, es_view(id, crypt_md_size(CRYPT_SHA1)));
	der_end(b, c2);
	der_put_time(b, reply->produced_at);
	list = der_begin(b, DER_SEQ);
	for (i = 0; i < reply->single_n; i++)
		put_single(b, &reply->single[i], reply->keeps_since);
	der_end(b, list);
	if (reply->nonce.n != 0) {
		c2 = der_begin(b, DER_CONS | 1);
		list = der_begin(b, DER_SEQ);
		pki_ocsp_nonce_put(b, reply->nonce);
		der_end(b, list);
		der_end(b, c2);
	}
	der_end(b, seq);
	return es_buf_ok(b, "ocsp answer", err);
}

static void
put_certs(struct es_buf *b, const struct pki_cert *signer)
{
	size_t	c0 = der_begin(b, DER_CONS), list = der_begin(b, DER_SEQ);

	es_buf_add_view(b, pki_cert_der(signer));
	der_end(b, list);
	der_end(b, c0);
}

static int
check(const struct pki_ocsp_reply *reply, const struct pki_cert *signer,
    const struct crypt_key *key, struct es_err *err)
{
	size_t	i;

	if (!es_view_eq(pki_cert_spki(signer), crypt_key_spki(key)))
		return es_fail(err, ES_E_INPUT, "ocsp answer: this key is "
		    "not the responder's");
	if (reply->single_n == 0)
		return es_fail(err, ES_E_BUG, "ocsp answer: to nothing");
	for (i = 0; i < reply->single_n; i++)
		if (reply->single[i].id.md == CRYPT_MD_NONE)
			return es_fail(err, ES_E_INPUT, "ocsp answer: an "
			    "identifier by a digest that we do not have");
	return 0;
}

int
pki_ocsp_reply_make(const struct pki_ocsp_reply *reply,
    const struct pki_cert *signer, bool enclose, struct crypt_key *key,
    struct es_buf *out, struct es_err *err)
{
	struct es_buf	data, certs;
	size_t		seq, c0, bytes, oct;
	int		rc = -1;

	if (check(reply, signer, key, err) < 0)
		return -1;
	es_buf_init(&data, ES_LIMIT_OCSP);
	es_buf_init(&certs, ES_LIMIT_OCSP);
	if (enclose)
		put_certs(&certs, signer);
	if (put_data(&data, reply, signer, err) < 0)
		goto out;
	seq = der_begin(out, DER_SEQ);
	der_put(out, DER_ENUM, ES_LIT("\x00"));
	c0 = der_begin(out, DER_CONS);
	bytes = der_begin(out, DER_SEQ);
	der_put(out, DER_OID, OID_OCSP_BASIC);
	oct = der_begin(out, DER_OCTETS);
	if (pki_signed_put(out, es_buf_view(&data), es_buf_view(&certs), key,
	    err) < 0)
		goto out;
	der_end(out, oct);
	der_end(out, bytes);
	der_end(out, c0);
	der_end(out, seq);
	rc = es_buf_ok(out, "ocsp answer", err);
out:
	es_buf_clear(&data);
	es_buf_clear(&certs);
	return rc;
}
