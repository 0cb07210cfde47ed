/*
 * revocation.h - lists and answers of the campus, for tests: what is said
 * about whom, by whom, when.
 */
#ifndef ES_TESTS_REVOCATION_H
#define ES_TESTS_REVOCATION_H

#include "base/buf.h"
#include "pki/ocsp.h"
#include "tests/unit/campus.h"

#define DAY	((int64_t)24 * 3600)

static struct campus	 c;
static struct pki_cache	*cache;
static struct crypt_key	*ocsp_key;
static struct pki_cert	*ocsp_cert;

__attribute__((unused))
static void
revocation_open(void)
{
	struct es_err	err = ES_ERR_INIT;

	campus_open(&c);
	must(pki_cache_new(&cache, &err), &err);
	must(crypt_key_generate(&ocsp_key, CRYPT_P256, &err), &err);
	ocsp_cert = campus_issue(PKI_OCSP, "示例大学查询", ocsp_key, c.ca,
	    c.ca_key);
}

__attribute__((unused))
static void
revocation_close(void)
{
	pki_cert_free(ocsp_cert);
	crypt_key_free(ocsp_key);
	pki_cache_free(cache);
	campus_close(&c);
}

__attribute__((unused))
static struct pki_crl *
list_of(const struct pki_crl_entry *e, size_t n, int64_t this_update)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_crl		*crl;
	struct pki_crl_request	rq = { .entry = e, .entry_n = n,
				    .this_update = this_update,
				    .next_update = this_update + DAY,
				    .number = 7 };

	must(pki_crl_make(&crl, &rq, c.ca, c.ca_key, &err), &err);
	return crl;
}

struct say {
	enum pki_ocsp_status	status;
	struct pki_revoked	r;
	int64_t			at;	/* this and produced; next a day on */
	const struct pki_cert	*signer;	/* NULL: the delegate */
	struct crypt_key	*key;
	bool			bare;	/* the certificate not enclosed */
	enum crypt_md		md;
	int64_t			keeps;
};

/* An answer about "cert" into b. */
__attribute__((unused))
static struct es_view
answer(struct es_buf *b, const struct pki_cert *cert, struct say s)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_ocsp_single	one = { .status = s.status, .revoked = s.r,
				    .this_update = s.at,
				    .next_update = s.at + DAY };
	struct pki_ocsp_reply	reply = { .single = &one, .single_n = 1,
				    .produced_at = s.at,
				    .keeps_since = s.keeps,
				    .nonce = ES_LIT("12345678") };

	es_buf_init(b, ES_MIB);
	must(pki_ocsp_id_for(&one.id, s.md == CRYPT_MD_NONE ? CRYPT_SHA1 :
	    s.md, cert, c.ca, &err), &err);
	must(pki_ocsp_reply_make(&reply, s.signer == NULL ? ocsp_cert :
	    s.signer, !s.bare, s.key == NULL ? ocsp_key : s.key, b, &err),
	    &err);
	return es_buf_view(b);
}

#endif
