/* cms/parse.c - SignedData, strictly; see verify.h and RFC 5652. */
#include <stdlib.h>

#include "cms/cms_priv.h"
#include "crypt/ber.h"
#include "crypt/oid.h"

/* Signed attributes that may come once and with one value. */
enum { A_TYPE = 1, A_DIGEST = 2, A_ESS2 = 4, A_ESS1 = 8, A_TIME = 16,
    A_PROTECT = 32 };

void
cms_free(struct cms *c)
{
	size_t	i;

	if (c == NULL)
		return;
	for (i = 0; i < c->cert_n; i++)
		pki_cert_free(c->cert[i]);
	free(c->der);
	free(c);
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
		else if (c->kind != CMS_LEGACY || e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "cms: %s", e.msg);
		es_err_clear(&e);
	}
	return 0;
}

/* IssuerSerial of an ESSCertID: GeneralNames with one directoryName. */
static void
read_issuer_serial(struct der *d, struct cms_ess *e)
{
	struct der	is, names, name;

	is = der_in(d, DER_SEQ);
	names = der_in(&is, DER_SEQ);
	name = der_in(&names, DER_CONS | 4);
	e->issuer = der_whole(&name, DER_SEQ);
	der_done(&name);
	der_done(&names);
	e->serial = der_int(&is);
	der_done(&is);
}

static void
read_ess(struct der *v, struct cms_ess *e, bool v1)
{
	struct der	sc, ids, id, alg;
	struct crypt_alg found;
	struct es_view	oid;

	sc = der_in(v, DER_SEQ);
	ids = der_in(&sc, DER_SEQ);
	id = der_in(&ids, DER_SEQ);
	e->md = v1 ? CRYPT_MD_NONE : CRYPT_SHA256;
	if (!v1 && der_peek(&id) == DER_SEQ) {
		alg = der_in(&id, DER_SEQ);
		found = crypt_alg_read(&alg, &oid);
		e->md = found.kind == CRYPT_ALG_DIGEST && !found.weak ?
		    found.scheme.md : CRYPT_MD_NONE;
	}
	e->hash = der_take(&id, DER_OCTETS);
	if (der_peek(&id) == DER_SEQ)
		read_issuer_serial(&id, e);
	der_done(&id);
	while (der_peek(&ids) == DER_SEQ)	/* more of the chain */
		(void)der_take(&ids, DER_SEQ);
	der_done(&ids);
	if (der_peek(&sc) == DER_SEQ)
		(void)der_take(&sc, DER_SEQ);	/* policies */
	der_done(&sc);
	e->present = true;
}

/* The attribute names the same algorithms as the signer info (RFC 6211). */
static void
check_protection(struct cms *c, struct der *v)
{
	struct der	 seq = der_in(v, DER_SEQ), alg;
	struct crypt_alg found;
	struct es_view	 oid;

	alg = der_in(&seq, DER_SEQ);
	(void)crypt_alg_read(&alg, &oid);
	if (!es_view_eq(oid, c->md_oid))
		der_fail(&seq, "CMSAlgorithmProtection names another digest");
	alg = der_in(&seq, DER_CONS | 1);
	found = crypt_alg_read(&alg, &oid);
	if (!es_view_eq(oid, c->sig_oid) ||
	    found.scheme.md != c->sig_alg.scheme.md ||
	    found.scheme.salt != c->sig_alg.scheme.salt)
		der_fail(&seq, "CMSAlgorithmProtection names another "
		    "signature algorithm");
	der_done(&seq);
}

static int64_t
any_time(struct der *v)
{
	struct es_view	t;

	if (der_peek(v) == DER_TIME)
		return der_time(v);
	t = der_take(v, DER_UTCTIME);		/* shown by nobody */
	return t.n == 0 ? 0 : 1;
}

static unsigned
read_signed_value(struct cms *c, struct es_view oid, struct der *v)
{
	struct es_view	type;

	if (es_view_eq(oid, OID_CONTENT_TYPE)) {
		type = der_take(v, DER_OID);
		if (!es_view_eq(type, c->kind == CMS_TOKEN ? OID_TST_INFO :
		    OID_DATA))
			der_fail(v, "content-type differs from the content");
		return A_TYPE;
	}
	if (es_view_eq(oid, OID_MESSAGE_DIGEST)) {
		c->digest = der_take(v, DER_OCTETS);
		return A_DIGEST;
	}
	if (es_view_eq(oid, OID_ESS_V2)) {
		read_ess(v, &c->ess2, false);
		return A_ESS2;
	}
	if (es_view_eq(oid, OID_ESS_V1)) {
		read_ess(v, &c->ess1, true);
		return A_ESS1;
	}
	if (es_view_eq(oid, OID_SIGNING_TIME)) {
		c->signing_time = any_time(v);
		return A_TIME;
	}
	if (es_view_eq(oid, OID_ALG_PROTECTION)) {
		check_protection(c, v);
		return A_PROTECT;
	}
	v->v = ES_VIEW_EMPTY;		/* unknown: signed, and unread */
	return 0;
}

/*
 * Sorting proves the encoding to be DER and, because a type comes first in
 * an attribute, would leave duplicates of one type possible: those of the
 * types that we read are refused by their bit, others by comparing.
 */
static void
read_signed_attrs(struct cms *c, struct der *set)
{
	struct es_view	seen_oid[ES_LIMIT_CMS_ATTRS], whole, oid;
	struct es_view	before = ES_VIEW_EMPTY;
	struct der	one, attr, values;
	unsigned	seen = 0;
	size_t		n = 0, i;

	while (set->v.n != 0 && set->fail->why == NULL) {
		whole = der_whole(set, DER_SEQ);
		one = der_open(whole, set->fail);
		attr = der_in(&one, DER_SEQ);
		oid = der_take(&attr, DER_OID);
		values = der_in(&attr, DER_SET);
		der_done(&attr);
		if (n == ES_LIMIT_CMS_ATTRS)
			der_fail(set, "too many signed attributes");
		else if (n > 0 && es_view_cmp(before, whole) >= 0)
			der_fail(set, "signed attributes are not in DER "
			    "order");
		if (set->fail->why != NULL)
			return;
		for (i = 0; i < n; i++)
			if (es_view_eq(seen_oid[i], oid))
				der_fail(set, "a signed attribute comes "
				    "twice");
		seen |= read_signed_value(c, oid, &values);
		der_done(&values);	/* one value only */
		seen_oid[n++] = oid;
		before = whole;
	}
	if (!(seen & A_TYPE))
		der_fail(set, "content-type is missing");
	if (!(seen & A_DIGEST))
		der_fail(set, "message-digest is missing");
	if (!(seen & (A_ESS2 | A_ESS1))) {
		if (c->kind != CMS_LEGACY)
			der_fail(set, "signing-certificate is missing");
		c->odd |= CMS_ODD_NO_ESS;
	} else if (!(seen & A_ESS2))
		c->odd |= CMS_ODD_ESS_V1;
	if ((seen & A_TIME) && c->kind == CMS_SEAL)
		c->odd |= CMS_ODD_SIGNING_TIME;
	if (c->md_alg.scheme.md != CRYPT_MD_NONE &&
	    c->digest.n != crypt_md_size(c->md_alg.scheme.md))
		der_fail(set, "message-digest has the wrong length");
}

/* Nothing unsigned may change the meaning: only time stamps are taken. */
static void
read_unsigned_attrs(struct cms *c, struct der *set)
{
	struct der	attr, values;
	struct es_view	oid;
	size_t		n;

	for (n = 0; set->v.n != 0 && set->fail->why == NULL; n++) {
		if (n == ES_LIMIT_CMS_ATTRS)
			der_fail(set, "too many unsigned attributes");
		attr = der_in(set, DER_SEQ);
		oid = der_take(&attr, DER_OID);
		values = der_in(&attr, DER_SET);
		der_done(&attr);
		if (!es_view_eq(oid, OID_TIME_TOKEN)) {
			c->odd |= CMS_ODD_UNSIGNED;
			continue;
		}
		while (values.v.n != 0 && set->fail->why == NULL) {
			if (c->token_n == ES_LIMIT_CMS_TOKENS) {
				der_fail(set, "too many time stamps");
				break;
			}
			c->token[c->token_n++] = der_whole(&values, DER_SEQ);
		}
	}
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
	if (c->kind == CMS_LEGACY && der_peek(&si) == DER_SEQ)
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
		read_signed_attrs(c, &attrs);
	}
	if (der_peek(&si) == (DER_CONS | 1)) {
		attrs = der_in(&si, DER_CONS | 1);
		read_unsigned_attrs(c, &attrs);
	}
	der_done(&si);
}

static void
read_content(struct cms *c, struct der *sd)
{
	struct der	encap = der_in(sd, DER_SEQ), ctx;
	struct es_view	type = der_take(&encap, DER_OID);

	if (c->kind == CMS_TOKEN) {
		if (!es_view_eq(type, OID_TST_INFO))
			der_fail(&encap, "the content is no TSTInfo");
		ctx = der_in(&encap, DER_CONS);
		c->content = der_take(&ctx, DER_OCTETS);
		der_done(&ctx);
	} else {
		if (!es_view_eq(type, OID_DATA))
			der_fail(&encap, "the content is not id-data");
		if (encap.v.n != 0)
			der_fail(&encap, "there is content inside a "
			    "detached signature");
	}
	der_done(&encap);
}

static int
parse(struct cms *c, struct pki_cache *cache, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(es_view(c->der, c->der_n), &fail);
	struct der	ci, ctx, sd, set;
	struct es_view	algs;
	int64_t		version;

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
		(void)der_take(&sd, DER_CONS | 1);	/* CRLs: unused */
	set = der_in(&sd, DER_SET);
	der_done(&sd);
	read_signer_info(c, &set, algs);
	/* RFC 5652 5.1: it follows from what is inside. */
	if (c->kind == CMS_SEAL && version != (c->by_key ? 3 : 1))
		der_fail(&sd, "version does not fit");
	if (fail.why == NULL && set.v.n != 0)
		der_fail(&set, "more than one signer");
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
	if (kind == CMS_LEGACY) {
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
