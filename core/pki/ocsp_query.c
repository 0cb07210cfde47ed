/* pki/ocsp_query.c - OCSPRequest (RFC 6960 4.1), see ocsp.h. */
#include "crypt/random.h"
#include "pki/ocsp_priv.h"
#include "pki/pki_priv.h"

enum { NONCE = 16 };

/* Request: what is asked, and extensions of which none matters to us. */
static void
read_request(struct der *list, struct pki_ocsp_id *id)
{
	struct der	seq = der_in(list, DER_SEQ), outer, exts;
	struct pki_ext	e;

	pki_ocsp_id_read(&seq, id);
	if (der_peek(&seq) == DER_CONS) {
		outer = der_in(&seq, DER_CONS);
		exts = der_in(&outer, DER_SEQ);
		der_done(&outer);
		while (pki_ext_next(&exts, &e))
			if (e.critical)
				der_fail(&exts, "a critical extension");
	}
	der_done(&seq);
}

static void
read_exts(struct pki_ocsp_query *q, struct der *tbs)
{
	struct der	outer = der_in(tbs, DER_CONS | 2), list;
	struct pki_ext	e;
	struct es_view	nonce;

	list = der_in(&outer, DER_SEQ);
	der_done(&outer);
	while (pki_ext_next(&list, &e)) {
		if (es_view_eq(e.oid, OID_OCSP_NONCE)) {
			if (q->nonce_n != 0)
				der_fail(&list, "two nonces");
			nonce = pki_ocsp_nonce_read(e.value, list.fail);
			if (nonce.n != 0)
				memcpy(q->nonce, nonce.p, nonce.n);
			q->nonce_n = nonce.n;
		} else if (e.critical)
			der_fail(&list, "a critical extension");
	}
}

static int
read_tbs(struct pki_ocsp_query *q, struct der *tbs, struct es_err *err)
{
	struct der	version, list;

	if (der_peek(tbs) == DER_CONS) {
		version = der_in(tbs, DER_CONS);
		if (der_small(&version) != 0)
			der_fail(&version, "an unknown version");
		der_done(&version);
	}
	if (der_peek(tbs) == (DER_CONS | 1))
		(void)der_take(tbs, DER_CONS | 1);	/* requestorName */
	list = der_in(tbs, DER_SEQ);
	if (der_peek(&list) == 0)
		der_fail(&list, "it asks for nothing");
	while (der_peek(&list) != 0) {
		if (q->id_n == ES_LIMIT_OCSP_IDS)
			return es_fail(err, ES_E_LIMIT, "ocsp query: more "
			    "than %zu certificates", ES_LIMIT_OCSP_IDS);
		read_request(&list, &q->id[q->id_n++]);
	}
	if (der_peek(tbs) == (DER_CONS | 2))
		read_exts(q, tbs);
	der_done(tbs);
	return der_ok(tbs->fail, "ocsp query", err);
}

int
pki_ocsp_query_parse(struct pki_ocsp_query *q, struct es_view der,
    struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(der, &fail), seq, tbs;

	memset(q, 0, sizeof(*q));
	if (der.n > ES_LIMIT_OCSP_QUERY)
		return es_fail(err, ES_E_LIMIT, "ocsp query: %zu bytes, limit "
		    "%zu", der.n, ES_LIMIT_OCSP_QUERY);
	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	tbs = der_in(&seq, DER_SEQ);
	if (der_peek(&seq) == DER_CONS)
		(void)der_take(&seq, DER_CONS);		/* signature */
	der_done(&seq);
	return read_tbs(q, &tbs, err);
}

int
pki_ocsp_query_write(const struct pki_ocsp_query *q, struct es_buf *out,
    struct es_err *err)
{
	size_t	seq = der_begin(out, DER_SEQ), tbs, list, one, c2, i;

	tbs = der_begin(out, DER_SEQ);
	list = der_begin(out, DER_SEQ);
	for (i = 0; i < q->id_n; i++) {
		if (q->id[i].md == CRYPT_MD_NONE)
			return es_fail(err, ES_E_INPUT, "ocsp query: no "
			    "digest");
		one = der_begin(out, DER_SEQ);
		pki_ocsp_id_put(out, &q->id[i]);
		der_end(out, one);
	}
	der_end(out, list);
	if (q->nonce_n != 0) {
		c2 = der_begin(out, DER_CONS | 2);
		list = der_begin(out, DER_SEQ);
		pki_ocsp_nonce_put(out, es_view(q->nonce, q->nonce_n));
		der_end(out, list);
		der_end(out, c2);
	}
	der_end(out, tbs);
	der_end(out, seq);
	return es_buf_ok(out, "ocsp query", err);
}

int
pki_ocsp_query_for(struct pki_ocsp_query *q, enum crypt_md md,
    const struct pki_cert *cert, const struct pki_cert *issuer, bool nonce,
    struct es_err *err)
{
	memset(q, 0, sizeof(*q));
	q->id_n = 1;
	if (pki_ocsp_id_for(&q->id[0], md, cert, issuer, err) < 0)
		return -1;
	if (!nonce)
		return 0;
	q->nonce_n = NONCE;
	return crypt_random(q->nonce, q->nonce_n, err);
}
