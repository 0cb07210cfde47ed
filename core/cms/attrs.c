/* cms/attrs.c - the attributes of one signer; see verify.h. */
#include "cms/cms_priv.h"
#include "crypt/oid.h"

/* Signed attributes that may come once and with one value. */
enum { A_TYPE = 1, A_DIGEST = 2, A_ESS2 = 4, A_ESS1 = 8, A_TIME = 16,
    A_PROTECT = 32 };

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
	if (es_view_eq(oid, OID_ARCHIVAL))
		cms_read_archival(c, v->v);
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
void
cms_read_signed(struct cms *c, struct der *set)
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
		if (c->kind < CMS_LEGACY)
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
void
cms_read_unsigned(struct cms *c, struct der *set)
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
