/* pki/crl_make.c - writing a revocation list, see crl.h; RFC 5280 5. */
#include "base/limits.h"
#include "pki/crl.h"
#include "pki/pki_priv.h"

enum { CE_NUMBER = 20, CE_REASON = 21, CE_INVALID = 24, CE_AKI = 35,
    CE_EXPIRED = 60 };

static void
put_entry(struct es_buf *b, const struct pki_crl_entry *e)
{
	unsigned char	reason = (unsigned char)e->revoked.reason;
	size_t		seq = der_begin(b, DER_SEQ), list, at[2];

	der_put(b, DER_INT, e->serial);
	der_put_x509_time(b, e->revoked.at);
	/* "unspecified" should be left out (5.3.1). */
	if (reason != 0 || e->revoked.invalid_since != 0) {
		list = der_begin(b, DER_SEQ);
		if (reason != 0) {
			pki_ext_begin(b, CE_REASON, false, at);
			der_put(b, DER_ENUM, es_view(&reason, 1));
			pki_ext_end(b, at);
		}
		if (e->revoked.invalid_since != 0) {
			pki_ext_begin(b, CE_INVALID, false, at);
			der_put_time(b, e->revoked.invalid_since);
			pki_ext_end(b, at);
		}
		der_end(b, list);
	}
	der_end(b, seq);
}

static void
put_exts(struct es_buf *b, const struct pki_crl_request *rq,
    const struct pki_cert *issuer)
{
	size_t	c0 = der_begin(b, DER_CONS), list, at[2], seq;

	list = der_begin(b, DER_SEQ);
	if (pki_cert_ski(issuer).n != 0) {
		pki_ext_begin(b, CE_AKI, false, at);
		seq = der_begin(b, DER_SEQ);
		der_put(b, DER_CTX, pki_cert_ski(issuer));
		der_end(b, seq);
		pki_ext_end(b, at);
	}
	pki_ext_begin(b, CE_NUMBER, false, at);
	der_put_num(b, rq->number);
	pki_ext_end(b, at);
	if (rq->keeps_since != 0) {
		pki_ext_begin(b, CE_EXPIRED, false, at);
		der_put_time(b, rq->keeps_since);
		pki_ext_end(b, at);
	}
	der_end(b, list);
	der_end(b, c0);
}

static void
put_tbs(struct es_buf *b, const struct pki_crl_request *rq,
    const struct pki_cert *issuer, const struct crypt_key *key)
{
	size_t	seq = der_begin(b, DER_SEQ), list, i;

	der_put_num(b, 1);	/* v2 */
	pki_alg_put(b, key);
	es_buf_add_view(b, pki_cert_subject_der(issuer));
	der_put_x509_time(b, rq->this_update);
	der_put_x509_time(b, rq->next_update);
	if (rq->entry_n != 0) {		/* never an empty list (5.1.2.6) */
		list = der_begin(b, DER_SEQ);
		for (i = 0; i < rq->entry_n; i++)
			put_entry(b, &rq->entry[i]);
		der_end(b, list);
	}
	put_exts(b, rq, issuer);
	der_end(b, seq);
}

static int
check(const struct pki_crl_request *rq, const struct pki_cert *issuer,
    const struct crypt_key *key, struct es_err *err)
{
	size_t	i;

	if (!es_view_eq(pki_cert_spki(issuer), crypt_key_spki(key)) ||
	    (pki_cert_key_usage(issuer) & PKI_KU_CRL_SIGN) == 0)
		return es_fail(err, ES_E_INPUT, "crl: this key signs no "
		    "lists of that issuer");
	if (rq->this_update >= rq->next_update)
		return es_fail(err, ES_E_INPUT, "crl: ends before it begins");
	for (i = 0; i < rq->entry_n; i++)
		if (rq->entry[i].serial.n == 0 ||
		    (unsigned)rq->entry[i].revoked.reason >=
		    PKI_REASON__MAX || rq->entry[i].revoked.reason ==
		    PKI_REASON_REMOVE)
			return es_fail(err, ES_E_INPUT, "crl: entry %zu has "
			    "no serial number or an impossible reason", i);
	return 0;
}

int
pki_crl_make(struct pki_crl **out, const struct pki_crl_request *rq,
    const struct pki_cert *issuer, struct crypt_key *key, struct es_err *err)
{
	struct es_buf	tbs, all;
	int		rc = -1;

	*out = NULL;
	if (check(rq, issuer, key, err) < 0)
		return -1;
	es_buf_init(&tbs, ES_LIMIT_CRL);
	es_buf_init(&all, ES_LIMIT_CRL);
	put_tbs(&tbs, rq, issuer, key);
	if (es_buf_ok(&tbs, "crl", err) == 0 &&
	    pki_signed_put(&all, es_buf_view(&tbs), ES_VIEW_EMPTY, key,
	    err) == 0 && es_buf_ok(&all, "crl", err) == 0)
		rc = pki_crl_parse(out, es_buf_view(&all), err);
	es_buf_clear(&tbs);
	es_buf_clear(&all);
	return rc;
}
