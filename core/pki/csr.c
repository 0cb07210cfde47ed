/* pki/csr.c - see csr.h. */
#include "pki/csr.h"

#include "base/limits.h"
#include "pki/pki_priv.h"

#define OID_EXTENSION_REQUEST \
	ES_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e")

static void
put_attributes(struct es_buf *b, const struct pki_request *rq)
{
	size_t	c0 = der_begin(b, DER_CONS), attr, set, list;

	attr = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, OID_EXTENSION_REQUEST);
	set = der_begin(b, DER_SET);
	list = der_begin(b, DER_SEQ);
	pki_usage_put(b, rq);
	der_end(b, list);
	der_end(b, set);
	der_end(b, attr);
	der_end(b, c0);
}

int
pki_csr_make(struct es_buf *out, const struct pki_request *rq,
    struct crypt_key *key, struct es_err *err)
{
	struct es_buf	info;
	size_t		seq;
	int		rc = -1;

	if (pki_request_check(rq, err) < 0)
		return -1;
	if (!es_view_eq(rq->spki, crypt_key_spki(key)))
		return es_fail(err, ES_E_BUG, "request: another key");
	es_buf_init(&info, ES_LIMIT_CERT);
	seq = der_begin(&info, DER_SEQ);
	der_put_num(&info, 0);
	pki_subject_put(&info, rq);
	es_buf_add_view(&info, rq->spki);
	put_attributes(&info, rq);
	der_end(&info, seq);
	if (es_buf_ok(&info, "request", err) == 0 &&
	    pki_signed_put(out, es_buf_view(&info), ES_VIEW_EMPTY, key,
	    err) == 0)
		rc = es_buf_ok(out, "request", err);
	es_buf_clear(&info);
	return rc;
}
