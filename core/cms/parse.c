/* cms/parse.c - SignedData, strictly; see verify.h and RFC 5652. */
#include <stdlib.h>

#include "cms/cms_priv.h"
#include "crypt/ber.h"
#include "crypt/oid.h"

void
cms_free(struct cms *c)
{
	struct cms	*next;
	size_t		 i;

	if (c != NULL)
		free(c->der);
	for (; c != NULL; c = next) {
		next = c->next;
		for (i = 0; i < c->cert_n; i++)
			pki_cert_free(c->cert[i]);
		free(c);
	}
}

static int
read_certs(struct cms *c, struct der *set, struct pki_cache *cache,
    struct es_err *err)
{
	struct es_err	e = ES_ERR_INIT;
	struct es_view	v;

	while ((v = der_any(set)).n != 0) {
		if (v.p[0] != DER_SEQ)
			continue;	/* attribute certificate: no use */
		if (c->cert_n == ES_LIMIT_CMS_CERTS)
			return es_fail(err, ES_E_LIMIT, "cms: more than %zu "
			    "certificates", ES_LIMIT_CMS_CERTS);
		if (pki_cache_get(cache, &c->cert[c->cert_n], v, &e) == 0)
			c->cert_n++;
		else if (c->kind < CMS_LEGACY || e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "cms: %s", e.msg);
		else
			c->odd |= CMS_ODD_CERTIFICATE;
		es_err_clear(&e);
	}
	return 0;
}

/* SignerIdentifier: the certificate it means, if it is inside. */
static void
read_sid(struct cms *c, struct der *si, int64_t version)
{
	struct es_view	issuer, serial, ski;
	struct der	d;
	size_t		i;

	if (der_peek(si) == DER_SEQ) {
		d = der_in(si, DER_SEQ);
		issuer = der_whole(&d, DER_SEQ);
		serial = der_int(&d);
		der_done(&d);
		if (version != 1)
			der_fail(si, "signer version does not fit");
		for (i = 0; i < c->cert_n && c->signer == NULL; i++)
			if (es_view_eq(pki_cert_serial(c->cert[i]), serial) &&
			    es_view_eq(pki_cert_issuer_der(c->cert[i]),
			    issuer))
				c->signer = c->cert[i];
		return;
	}
	c->by_key = true;
	ski = der_take(si, DER_CTX);
	if (version != 3 || ski.n == 0)
		der_fail(si, "signer version does not fit");
	for (i = 0; i < c->cert_n && c->signer == NULL; i++)
		if (es_view_eq(pki_cert_ski(c->cert[i]), ski))
			c->signer = c->cert[i];
}

static void
read_algs(struct cms *c, struct der *md, struct der *sig, struct es_view set)
{
	struct der_fail	quiet = { NULL };
	struct der	list = der_open(set, &quiet), one;
	struct es_view	oid;
	bool		listed = false;

	c->md_alg = crypt_alg_read(md, &c->md_oid);
	c->sig_alg = crypt_alg_read(sig, &c->sig_oid);
	if (c->md_alg.kind == CRYPT_ALG_SIGNATURE)
		der_fail(md, "a signature algorithm in place of a digest");
	if (c->sig_alg.kind == CRYPT_ALG_DIGEST)
		der_fail(sig, "a digest in place of a signature algorithm");
	if (c->sig_alg.scheme.md != CRYPT_MD_NONE &&
	    c->md_alg.scheme.md != CRYPT_MD_NONE &&
	    c->sig_alg.scheme.md != c->md_alg.scheme.md)
		der_fail(sig, "two digest algorithms");
	while (list.v.n != 0 && quiet.why == NULL) {
		one = der_in(&list, DER_SEQ);
		(void)crypt_alg_read(&one, &oid);
		if (es_view_eq(oid, c->md_oid))
			listed = true;
	}
	if (!listed || quiet.why != NULL)
		der_fail(md, "the digest is not among digestAlgorithms");
}

static void
read_signer_info(struct cms *c, struct der *set, struct es_view algs)
{
	struct der	si, md, attrs, sig;
	struct es_view	whole = ES_VIEW_EMPTY;
	int64_t		version;

	si = der_in(set, DER_SEQ);
	version = der_small(&si);
	read_sid(c, &si, version);
	md = der_in(&si, DER_SEQ);
	if (c->kind >= CMS_LEGACY && der_peek(&si) == DER_SEQ)
		c->odd |= CMS_ODD_NO_ATTRS | CMS_ODD_NO_ESS;
	else
		whole = der_whole(&si, DER_CONS);	/* absent: refused */
	if (si.fail->why != NULL)
		return;
	sig = der_in(&si, DER_SEQ);
	read_algs(c, &md, &sig, algs);
	c->signature = der_take(&si, DER_OCTETS);
	if (whole.n != 0) {
		c->attrs_at = (size_t)(whole.p - c->der);
		c->attrs_n = whole.n;
		attrs = der_open(whole, si.fail);
		attrs = der_in(&attrs, DER_CONS);
		cms_read_signed(c, &attrs);
	}
	if (der_peek(&si) == (DER_CONS | 1)) {
		attrs = der_in(&si, DER_CONS | 1);
		cms_read_unsigned(c, &attrs);
	}
	der_done(&si);
}

static void
read_content(struct cms *c, struct der *sd)
{
	struct der	encap = der_in(sd, DER_SEQ), ctx;
	struct es_view	type = der_take(&encap, DER_OID);

	if (!es_view_eq(type, c->kind == CMS_TOKEN ? OID_TST_INFO :
	    OID_DATA))
		der_fail(&encap, c->kind == CMS_TOKEN ? "the content is no "
		    "TSTInfo" : "the content is not id-data");
	if (c->kind == CMS_TOKEN || c->kind == CMS_SHA1) {
		ctx = der_in(&encap, DER_CONS);
		c->content = der_take(&ctx, DER_OCTETS);
		der_done(&ctx);
		if (c->kind == CMS_SHA1 &&
		    c->content.n != crypt_md_size(CRYPT_SHA1))
			der_fail(&encap, "the content is no SHA-1 digest");
	} else if (encap.v.n != 0) {
		der_fail(&encap, "there is content inside a detached "
		    "signature");
	}
	der_done(&encap);
}

/* One more signer of the same: what belongs to all, and its own. */
static int
add_signer(struct cms *head, struct der *set, struct es_view algs,
    struct es_err *err)
{
	struct cms	*c, *last = head;
	size_t		 n = 1;

	for (; last->next != NULL; last = last->next)
		n++;
	if (n + 1 > ES_LIMIT_CMS_SIGNERS)
		return es_fail(err, ES_E_LIMIT, "cms: more than %zu signers",
		    ES_LIMIT_CMS_SIGNERS);
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return es_fail(err, ES_E_NOMEM, "cms: out of memory");
	last->next = c;
	c->der = head->der;
	c->der_n = head->der_n;
	c->kind = head->kind;
	c->content = head->content;
	for (; c->cert_n < head->cert_n; c->cert_n++)
		c->cert[c->cert_n] = pki_cert_ref(head->cert[c->cert_n]);
	head->odd |= CMS_ODD_SIGNERS;
	c->odd = CMS_ODD_SIGNERS | (head->odd & (CMS_ODD_BER |
	    CMS_ODD_CERTIFICATE));
	read_signer_info(c, set, algs);
	return 0;
}

static int
parse(struct cms *c, struct pki_cache *cache, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(es_view(c->der, c->der_n), &fail);
	struct der	ci, ctx, sd, set;
	struct es_view	algs;
	int64_t		version;
	bool		other = false;

	ci = der_in(&d, DER_SEQ);
	der_done(&d);
	if (!es_view_eq(der_take(&ci, DER_OID), OID_SIGNED_DATA))
		der_fail(&ci, "not SignedData");
	ctx = der_in(&ci, DER_CONS);
	der_done(&ci);
	sd = der_in(&ctx, DER_SEQ);
	der_done(&ctx);
	version = der_small(&sd);
	if (version < 1 || version > 5)
		der_fail(&sd, "unknown version");
	algs = der_take(&sd, DER_SET);
	read_content(c, &sd);
	if (der_peek(&sd) == DER_CONS) {
		set = der_in(&sd, DER_CONS);
		if (read_certs(c, &set, cache, err) < 0)
			return -1;
	}
	if (der_peek(&sd) == (DER_CONS | 1))
		other = cms_read_crls(c, der_take(&sd, DER_CONS | 1));
	set = der_in(&sd, DER_SET);
	der_done(&sd);
	read_signer_info(c, &set, algs);
	/* RFC 5652 5.1: it follows from what is inside. */
	if (c->kind == CMS_SEAL && version != (other ? 5 :
	    c->by_key ? 3 : 1))
		der_fail(&sd, "version does not fit");
	while (fail.why == NULL && set.v.n != 0) {
		if (c->kind < CMS_LEGACY)
			der_fail(&set, "more than one signer");
		else if (add_signer(c, &set, algs, err) < 0)
			return -1;
	}
	return der_ok(&fail, "cms", err);
}

int
cms_parse(struct cms **out, struct es_view der, enum cms_kind kind,
    struct pki_cache *cache, struct es_err *err)
{
	struct cms	*c;
	struct es_buf	 made;

	*out = NULL;
	if (der.n == 0 || der.n > ES_LIMIT_CMS)
		return es_fail(err, der.n == 0 ? ES_E_FORMAT : ES_E_LIMIT,
		    "cms: %zu bytes, limit %zu", der.n, ES_LIMIT_CMS);
	es_buf_init(&made, ES_LIMIT_CMS);
	if (kind >= CMS_LEGACY) {
		if (ber_to_der(der, &made, err) < 0) {
			es_buf_clear(&made);
			return es_err_prefix(err, "cms");
		}
	} else {
		es_buf_add_view(&made, der);
	}
	if (es_buf_ok(&made, "cms", err) < 0 ||
	    (c = calloc(1, sizeof(*c))) == NULL) {
		es_buf_clear(&made);
		return es_fail(err, ES_E_NOMEM, "cms: out of memory");
	}
	c->der = made.p;		/* ours now */
	c->der_n = made.n;
	c->kind = kind;
	if (!es_view_eq(der, es_view(c->der, c->der_n)))
		c->odd |= CMS_ODD_BER;
	if (parse(c, cache, err) < 0) {
		cms_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

/* Certificates of one string: OpenPDF writes the chain one by one into it. */
static int
bare_certs(struct cms *c, struct es_view all, struct pki_cache *cache,
    struct es_err *err)
{
	struct der_fail	quiet = { NULL };
	struct der	d = der_open(all, &quiet);
	struct es_err	e = ES_ERR_INIT;
	struct es_view	v;

	while ((v = der_any(&d)).n != 0) {
		if (c->cert_n == ES_LIMIT_CMS_CERTS)
			return es_fail(err, ES_E_LIMIT, "cms: more than %zu "
			    "certificates", ES_LIMIT_CMS_CERTS);
		if (pki_cache_get(cache, &c->cert[c->cert_n], v, &e) == 0)
			c->cert_n++;
		else if (c->cert_n == 0 || e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "cms: %s", e.msg);
		else
			c->odd |= CMS_ODD_CERTIFICATE;
		es_err_clear(&e);
	}
	return c->cert_n > 0 ? 0 : es_fail(err, ES_E_FORMAT,
	    "cms: no certificate");
}

static int
bare(struct cms *c, enum crypt_md md, const struct es_view *cert, size_t n,
    struct pki_cache *cache, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(es_view(c->der, c->der_n), &fail);
	size_t		i;

	c->kind = CMS_BARE;
	c->odd |= CMS_ODD_NO_ATTRS | CMS_ODD_NO_ESS;
	c->signature = der_take(&d, DER_OCTETS);
	der_done(&d);
	if (n == 0 || n > ES_LIMIT_CMS_CERTS)
		return es_fail(err, n == 0 ? ES_E_FORMAT : ES_E_LIMIT,
		    "cms: %zu certificates", n);
	for (i = 0; i < n; i++)
		if (bare_certs(c, cert[i], cache, err) < 0)
			return -1;
	c->signer = c->cert[0];
	c->md_alg = (struct crypt_alg){ CRYPT_ALG_DIGEST, { .md = md },
	    md == CRYPT_SHA1 };
	c->sig_alg = (struct crypt_alg){ CRYPT_ALG_SIGNATURE,
	    { CRYPT_PKCS1, md, 0 }, md == CRYPT_SHA1 };
	return der_ok(&fail, "cms", err);
}

int
cms_bare(struct cms **out, struct es_view octets, enum crypt_md md,
    const struct es_view *cert, size_t n, struct pki_cache *cache,
    struct es_err *err)
{
	struct cms	*c;

	*out = NULL;
	if (octets.n == 0 || octets.n > ES_LIMIT_CMS)
		return es_fail(err, octets.n == 0 ? ES_E_FORMAT : ES_E_LIMIT,
		    "cms: %zu bytes, limit %zu", octets.n, ES_LIMIT_CMS);
	if ((c = calloc(1, sizeof(*c))) == NULL ||
	    (c->der = malloc(octets.n)) == NULL) {
		cms_free(c);
		return es_fail(err, ES_E_NOMEM, "cms: out of memory");
	}
	memcpy(c->der, octets.p, octets.n);
	c->der_n = octets.n;
	if (bare(c, md, cert, n, cache, err) < 0) {
		cms_free(c);
		return -1;
	}
	*out = c;
	return 0;
}
