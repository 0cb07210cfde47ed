/* pki/crl.c - reading a revocation list, see crl.h. */
#include "pki/crl.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pki/pki_priv.h"
#include "pki/urls.h"

/* id-ce- numbers of extensions of lists and of entries. */
enum { CE_ALT = 18, CE_NUMBER = 20, CE_REASON = 21, CE_INVALID = 24,
    CE_DELTA = 27, CE_IDP = 28, CE_CERT_ISSUER = 29, CE_AKI = 35,
    CE_FRESHEST = 46, CE_EXPIRED = 60 };

struct pki_crl {
	unsigned char	*der;		/* our copy; all views point here */
	size_t		 der_n;
	struct es_view	 tbs, alg, sig;	/* whole, whole, content of BITS */
	struct es_view	 issuer, aki, number, point;
	struct es_view	 entries;	/* content of revokedCertificates */
	size_t		 count;
	int64_t		 this_update, next_update, keeps_since;
	enum pki_crl_use use;
	bool		 only_users, only_cas;
};

static const char *const reasons[PKI_REASON__MAX] = {
	[PKI_REASON_UNSPECIFIED] = "unspecified",
	[PKI_REASON_KEY] = "keyCompromise",
	[PKI_REASON_CA] = "cACompromise",
	[PKI_REASON_AFFILIATION] = "affiliationChanged",
	[PKI_REASON_SUPERSEDED] = "superseded",
	[PKI_REASON_CESSATION] = "cessationOfOperation",
	[PKI_REASON_HOLD] = "certificateHold",
	[PKI_REASON_REMOVE] = "removeFromCRL",
	[PKI_REASON_PRIVILEGE] = "privilegeWithdrawn",
	[PKI_REASON_AA] = "aACompromise",
};

const char *
pki_reason_name(enum pki_reason r)
{
	return (unsigned)r < PKI_REASON__MAX && reasons[r] != NULL ?
	    reasons[r] : reasons[PKI_REASON_UNSPECIFIED];
}

int
pki_reason_parse(enum pki_reason *out, struct es_view name,
    struct es_err *err)
{
	unsigned	i;

	*out = PKI_REASON_UNSPECIFIED;
	for (i = 0; i < PKI_REASON__MAX; i++)
		if (reasons[i] != NULL && es_view_eq_str(name, reasons[i])) {
			*out = (enum pki_reason)i;
			return 0;
		}
	return es_fail(err, ES_E_INPUT, "reason: \"%.*s\" is none of "
	    "RFC 5280", (int)(name.n < 40 ? name.n : 40),
	    (const char *)name.p);
}

const char *
pki_crl_use_name(enum pki_crl_use u)
{
	static const char *const	names[PKI_CRL_USE__MAX] = {
		[PKI_CRL_UNKNOWN] = "unknown",
		[PKI_CRL_USABLE] = "usable",
		[PKI_CRL_DELTA] = "delta",
		[PKI_CRL_INDIRECT] = "indirect",
		[PKI_CRL_PARTIAL] = "partial",
		[PKI_CRL_CRITICAL] = "unknown-critical-extension",
		[PKI_CRL_OUT_OF_SCOPE] = "out-of-scope",
		[PKI_CRL_OTHER_ISSUER] = "other-issuer",
	};

	return (unsigned)u < PKI_CRL_USE__MAX ? names[u] : "unknown";
}

/* -- one entry ------------------------------------------------------------ */

static enum pki_reason
reason_of(struct der *d)
{
	struct es_view	v = der_take(d, DER_ENUM);

	if (d->fail->why == NULL && (v.n != 1 || v.p[0] >= PKI_REASON__MAX ||
	    reasons[v.p[0]] == NULL))
		der_fail(d, "a reason that RFC 5280 does not have");
	return d->fail->why == NULL ? (enum pki_reason)v.p[0] :
	    PKI_REASON_UNSPECIFIED;
}

/* What an entry's extensions say; a reason why the list is of no use. */
static enum pki_crl_use
read_entry_exts(struct der list, struct pki_revoked *out)
{
	enum pki_crl_use	use = PKI_CRL_USABLE;
	struct pki_ext		e;
	struct der		in;
	unsigned		seen = 0, bit;

	while (pki_ext_next(&list, &e)) {
		in = der_open(e.value, list.fail);
		bit = 0;
		switch (pki_ext_ce(e.oid)) {
		case CE_REASON:
			bit = 1;
			out->reason = reason_of(&in);
			der_done(&in);
			break;
		case CE_INVALID:
			bit = 2;
			out->invalid_since = der_time(&in);
			der_done(&in);
			break;
		case CE_CERT_ISSUER:
			use = PKI_CRL_INDIRECT;
			break;
		default:
			if (e.critical)
				use = PKI_CRL_CRITICAL;
		}
		if ((seen & bit) != 0)
			der_fail(&list, "an extension twice");
		seen |= bit;
	}
	return use;
}

/* The next entry; false at the end of the list or after a failure. */
static bool
next_entry(struct der *list, struct es_view *serial, struct pki_revoked *out,
    enum pki_crl_use *use)
{
	struct der	e;

	if (der_peek(list) == 0)
		return false;
	memset(out, 0, sizeof(*out));
	*use = PKI_CRL_USABLE;
	e = der_in(list, DER_SEQ);
	*serial = der_int(&e);
	out->at = der_x509_time(&e);
	if (der_peek(&e) == DER_SEQ)
		*use = read_entry_exts(der_in(&e, DER_SEQ), out);
	der_done(&e);
	return list->fail->why == NULL;
}

static void
read_entries(struct pki_crl *c, struct der *tbs)
{
	enum pki_crl_use	use;
	struct pki_revoked	r;
	struct es_view		serial;
	struct der		list = der_in(tbs, DER_SEQ);

	c->entries = list.v;
	while (next_entry(&list, &serial, &r, &use)) {
		c->count++;
		if (use != PKI_CRL_USABLE && c->use == PKI_CRL_USABLE)
			c->use = use;
	}
}

/* -- the list ------------------------------------------------------------- */

/* IssuingDistributionPoint, RFC 5280 5.2.5. */
static void
read_idp(struct pki_crl *c, struct der *in)
{
	struct der	seq = der_in(in, DER_SEQ);
	struct es_view	v;
	unsigned	n;

	der_done(in);
	if (der_peek(&seq) == DER_CONS)
		c->point = der_take(&seq, DER_CONS);
	for (n = 1; n <= 5; n++) {
		if (der_peek(&seq) != (DER_CTX | n))
			continue;
		v = der_take(&seq, (uint8_t)(DER_CTX | n));
		if (n == 3) {		/* onlySomeReasons, a BIT STRING */
			c->use = PKI_CRL_PARTIAL;
			continue;
		}
		if (v.n != 1 || (v.p[0] != 0 && v.p[0] != 0xff))
			der_fail(&seq, "a boolean that is neither");
		else if (v.p[0] == 0)
			continue;
		else if (n == 1)
			c->only_users = true;
		else if (n == 2)
			c->only_cas = true;
		else
			c->use = n == 4 ? PKI_CRL_INDIRECT : PKI_CRL_PARTIAL;
	}
	der_done(&seq);
}

static void
read_aki(struct pki_crl *c, struct der *in)
{
	struct der	seq = der_in(in, DER_SEQ);

	if (der_peek(&seq) == DER_CTX)
		c->aki = der_take(&seq, DER_CTX);
	/* Issuer and serial number may follow: names are compared anyway. */
}

static void
read_ext(struct pki_crl *c, const struct pki_ext *e, struct der_fail *fail)
{
	struct der	in = der_open(e->value, fail);

	switch (pki_ext_ce(e->oid)) {
	case CE_AKI:
		read_aki(c, &in);
		der_done(&in);
		break;
	case CE_NUMBER:
		c->number = der_int(&in);
		der_done(&in);
		break;
	case CE_IDP:
		read_idp(c, &in);
		break;
	case CE_EXPIRED:
		c->keeps_since = der_time(&in);
		der_done(&in);
		break;
	case CE_DELTA:
		c->use = PKI_CRL_DELTA;
		break;
	case CE_ALT:
	case CE_FRESHEST:
		break;
	default:
		if (e->critical)
			c->use = PKI_CRL_CRITICAL;
	}
}

static void
read_exts(struct pki_crl *c, struct der *tbs)
{
	struct der	outer = der_in(tbs, DER_CONS), list;
	struct pki_ext	e;
	uint64_t	seen = 0;
	unsigned	ce;

	list = der_in(&outer, DER_SEQ);
	der_done(&outer);
	while (pki_ext_next(&list, &e)) {
		ce = pki_ext_ce(e.oid);
		if (ce != 0 && ce < 64) {
			if ((seen >> ce & 1) != 0)
				der_fail(&list, "an extension twice");
			seen |= (uint64_t)1 << ce;
		}
		read_ext(c, &e, list.fail);
	}
}

static void
read_tbs(struct pki_crl *c, struct der *tbs)
{
	int64_t	version = 0;

	if (der_peek(tbs) == DER_INT && (version = der_small(tbs)) != 1)
		der_fail(tbs, "an unknown version");
	if (!es_view_eq(der_whole(tbs, DER_SEQ), c->alg))
		der_fail(tbs, "two signature algorithms");
	c->issuer = der_whole(tbs, DER_SEQ);
	c->this_update = der_x509_time(tbs);
	if (der_peek(tbs) == DER_UTCTIME || der_peek(tbs) == DER_TIME) {
		c->next_update = der_x509_time(tbs);
		if (c->next_update < c->this_update)
			der_fail(tbs, "it ends before it begins");
	}
	if (der_peek(tbs) == DER_SEQ)
		read_entries(c, tbs);
	if (der_peek(tbs) == DER_CONS) {
		if (version != 1)
			der_fail(tbs, "extensions in a list of version 1");
		read_exts(c, tbs);
	}
	der_done(tbs);
}

static int
read_list(struct pki_crl *c, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(es_view(c->der, c->der_n), &fail), seq,
			tbs;

	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	c->tbs = der_whole(&seq, DER_SEQ);
	c->alg = der_whole(&seq, DER_SEQ);
	c->sig = der_take(&seq, DER_BITS);
	der_done(&seq);
	tbs = der_open(c->tbs, &fail);
	tbs = der_in(&tbs, DER_SEQ);
	c->use = PKI_CRL_USABLE;
	read_tbs(c, &tbs);
	return der_ok(&fail, "crl", err);
}

int
pki_crl_parse(struct pki_crl **out, struct es_view der, struct es_err *err)
{
	struct pki_crl	*c;

	*out = NULL;
	if (der.n == 0 || der.n > ES_LIMIT_CRL)
		return es_fail(err, der.n == 0 ? ES_E_FORMAT : ES_E_LIMIT,
		    "crl: %zu bytes, limit %zu", der.n, ES_LIMIT_CRL);
	if ((c = calloc(1, sizeof(*c))) == NULL ||
	    (c->der = malloc(der.n)) == NULL) {
		free(c);
		return es_fail(err, ES_E_NOMEM, "crl: out of memory");
	}
	memcpy(c->der, der.p, der.n);
	c->der_n = der.n;
	if (read_list(c, err) < 0) {
		pki_crl_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
pki_crl_free(struct pki_crl *crl)
{
	if (crl == NULL)
		return;
	free(crl->der);
	free(crl);
}

struct es_view
pki_crl_der(const struct pki_crl *crl)
{
	return es_view(crl->der, crl->der_n);
}

struct es_view
pki_crl_issuer_der(const struct pki_crl *crl)
{
	return crl->issuer;
}

struct es_view
pki_crl_number(const struct pki_crl *crl)
{
	return crl->number;
}

int64_t
pki_crl_this_update(const struct pki_crl *crl)
{
	return crl->this_update;
}

int64_t
pki_crl_next_update(const struct pki_crl *crl)
{
	return crl->next_update;
}

int64_t
pki_crl_keeps_since(const struct pki_crl *crl)
{
	return crl->keeps_since;
}

size_t
pki_crl_count(const struct pki_crl *crl)
{
	return crl->count;
}

/*
 * The list's distribution point is one of the certificate's (6.3.3 b 2 i).
 * Compared are addresses; a point named otherwise is out of scope.
 */
static bool
point_fits(const struct pki_crl *c, const struct pki_cert *cert)
{
	struct es_view	url[PKI_URLS_MAX];
	struct der_fail	fail = { NULL };
	struct der	d = der_open(c->point, &fail), names;
	struct es_view	v;
	size_t		n, i;

	n = pki_cert_urls(cert, PKI_URL_CRL, url, PKI_URLS_MAX);
	names = der_in(&d, DER_CONS);		/* fullName */
	while (der_peek(&names) != 0) {
		if (der_peek(&names) != (DER_CTX | 6)) {
			(void)der_any(&names);
			continue;
		}
		v = der_take(&names, DER_CTX | 6);
		for (i = 0; i < n; i++)
			if (es_view_eq(v, url[i]))
				return fail.why == NULL;
	}
	return false;
}

enum pki_crl_use
pki_crl_use(const struct pki_crl *crl, const struct pki_cert *cert,
    const struct pki_cert *issuer)
{
	struct es_view	ski = pki_cert_ski(issuer);

	if (!pki_name_eq(crl->issuer, pki_cert_subject_der(issuer)) ||
	    !pki_name_eq(crl->issuer, pki_cert_issuer_der(cert)) ||
	    (crl->aki.n != 0 && ski.n != 0 && !es_view_eq(crl->aki, ski)))
		return PKI_CRL_OTHER_ISSUER;
	if (crl->use != PKI_CRL_USABLE)
		return crl->use;
	if ((crl->only_users && pki_cert_is_ca(cert)) ||
	    (crl->only_cas && !pki_cert_is_ca(cert)) ||
	    (crl->point.n != 0 && !point_fits(crl, cert)))
		return PKI_CRL_OUT_OF_SCOPE;
	return PKI_CRL_USABLE;
}

int
pki_crl_verify(const struct pki_crl *crl, const struct pki_cert *issuer,
    enum crypt_verdict *out, struct es_err *err)
{
	enum pki_sig	sig;

	*out = CRYPT_VERDICT_UNKNOWN;
	if (pki_sig_check(issuer, crl->alg, crl->tbs, crl->sig, &sig,
	    err) < 0)
		return -1;
	if (sig == PKI_SIG_BAD || (pki_cert_key_usage(issuer) &
	    (PKI_KU_CRL_SIGN | PKI_KU_ABSENT)) == 0)
		*out = CRYPT_SIG_BAD;
	else if (sig == PKI_SIG_GOOD)
		*out = CRYPT_SIG_GOOD;
	return 0;
}

int
pki_crl_find(const struct pki_crl *crl, struct es_view serial,
    struct pki_revoked *out)
{
	enum pki_crl_use	use;
	struct der_fail		fail = { NULL };
	struct es_view		one;
	struct der		list = der_open(crl->entries, &fail);

	while (next_entry(&list, &one, out, &use))
		if (es_view_eq(one, serial))
			return 1;
	memset(out, 0, sizeof(*out));
	return 0;
}
