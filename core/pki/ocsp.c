/* pki/ocsp.c - reading an OCSP answer (RFC 6960 4.2), see ocsp.h. */
#include "pki/ocsp.h"

#include <stdlib.h>

#include <openssl/x509v3.h>

#include "pki/cert_priv.h"
#include "pki/ocsp_priv.h"
#include "pki/pki_priv.h"

struct pki_ocsp {
	unsigned char	*der;		/* our copy; all views point here */
	size_t		 der_n;
	struct es_view	 tbs, alg, sig;
	struct es_view	 by_name, by_key;	/* responderID: one of both */
	struct es_view	 nonce;
	int64_t		 produced_at, keeps_since;
	struct pki_ocsp_single *single;
	size_t		 single_n;
	struct pki_cert	*cert[ES_LIMIT_OCSP_CERTS];
	size_t		 cert_n;
};

static void
read_revoked(struct der *d, struct pki_revoked *r)
{
	struct der	seq = der_in(d, DER_CONS | 1), c0;
	struct es_view	v;

	r->at = der_time(&seq);
	if (der_peek(&seq) == DER_CONS) {
		c0 = der_in(&seq, DER_CONS);
		v = der_take(&c0, DER_ENUM);
		der_done(&c0);
		if (v.n != 1 || v.p[0] >= PKI_REASON__MAX || v.p[0] == 7)
			der_fail(&seq, "an unknown reason");
		else
			r->reason = (enum pki_reason)v.p[0];
	}
	der_done(&seq);
}

/* A critical extension that we do not know makes the answer unusable. */
static void
read_single_exts(struct pki_ocsp *o, struct der *seq)
{
	struct der	outer = der_in(seq, DER_CONS | 1), list, in;
	struct pki_ext	e;

	list = der_in(&outer, DER_SEQ);
	der_done(&outer);
	while (pki_ext_next(&list, &e)) {
		if (es_view_eq(e.oid, OID_OCSP_CUTOFF)) {
			in = der_open(e.value, list.fail);
			o->keeps_since = der_time(&in);
			der_done(&in);
		} else if (e.critical)
			der_fail(&list, "a critical extension");
	}
}

static void
read_single(struct pki_ocsp *o, struct der *list, struct pki_ocsp_single *s)
{
	struct der	seq = der_in(list, DER_SEQ), c0;

	memset(s, 0, sizeof(*s));
	pki_ocsp_id_read(&seq, &s->id);
	switch (der_peek(&seq)) {
	case DER_CTX:
		if (der_take(&seq, DER_CTX).n != 0)
			der_fail(&seq, "a status with content");
		s->status = PKI_OCSP_GOOD;
		break;
	case DER_CONS | 1:
		read_revoked(&seq, &s->revoked);
		s->status = PKI_OCSP_REVOKED;
		break;
	default:
		(void)der_take(&seq, DER_CTX | 2);
	}
	s->this_update = der_time(&seq);
	if (der_peek(&seq) == DER_CONS) {
		c0 = der_in(&seq, DER_CONS);
		s->next_update = der_time(&c0);
		der_done(&c0);
		if (s->next_update < s->this_update)
			der_fail(&seq, "it ends before it begins");
	}
	if (der_peek(&seq) == (DER_CONS | 1))
		read_single_exts(o, &seq);
	der_done(&seq);
}

static int
read_singles(struct pki_ocsp *o, struct der *list, struct es_err *err)
{
	struct der	count = *list;
	size_t		n = 0;

	while (der_any(&count).n != 0)
		n++;
	if (n > ES_LIMIT_OCSP_SINGLES)
		return es_fail(err, ES_E_LIMIT, "ocsp: %zu answers, limit "
		    "%zu", n, ES_LIMIT_OCSP_SINGLES);
	if ((o->single = calloc(n + 1, sizeof(*o->single))) == NULL)
		return es_fail(err, ES_E_NOMEM, "ocsp: out of memory");
	while (der_peek(list) != 0 && o->single_n < n)
		read_single(o, list, &o->single[o->single_n++]);
	return 0;
}

static void
read_responder(struct pki_ocsp *o, struct der *tbs)
{
	struct der	in;

	if (der_peek(tbs) == (DER_CONS | 1)) {
		in = der_in(tbs, DER_CONS | 1);
		o->by_name = der_whole(&in, DER_SEQ);
	} else {
		in = der_in(tbs, DER_CONS | 2);
		o->by_key = der_take(&in, DER_OCTETS);
	}
	der_done(&in);
}

static void
read_exts(struct pki_ocsp *o, struct der *tbs)
{
	struct der	outer = der_in(tbs, DER_CONS | 1), list;
	struct pki_ext	e;

	list = der_in(&outer, DER_SEQ);
	der_done(&outer);
	while (pki_ext_next(&list, &e)) {
		if (es_view_eq(e.oid, OID_OCSP_NONCE))
			o->nonce = pki_ocsp_nonce_read(e.value, list.fail);
		else if (e.critical)
			der_fail(&list, "a critical extension");
	}
}

static int
read_data(struct pki_ocsp *o, struct der_fail *fail, struct es_err *err)
{
	struct der	d = der_open(o->tbs, fail), tbs, version, list;

	tbs = der_in(&d, DER_SEQ);
	if (der_peek(&tbs) == DER_CONS) {
		version = der_in(&tbs, DER_CONS);
		if (der_small(&version) != 0)
			der_fail(&version, "an unknown version");
		der_done(&version);
	}
	read_responder(o, &tbs);
	o->produced_at = der_time(&tbs);
	list = der_in(&tbs, DER_SEQ);
	if (read_singles(o, &list, err) < 0)
		return -1;
	if (der_peek(&tbs) == (DER_CONS | 1))
		read_exts(o, &tbs);
	der_done(&tbs);
	return 0;
}

static int
read_certs(struct pki_ocsp *o, struct der *seq, struct pki_cache *cache,
    struct es_err *err)
{
	struct der	c0 = der_in(seq, DER_CONS), list;
	struct es_view	v;

	list = der_in(&c0, DER_SEQ);
	der_done(&c0);
	while ((v = der_any(&list)).n != 0) {
		if (o->cert_n == ES_LIMIT_OCSP_CERTS)
			return es_fail(err, ES_E_LIMIT, "ocsp: more than %zu "
			    "certificates", ES_LIMIT_OCSP_CERTS);
		if (pki_cache_get(cache, &o->cert[o->cert_n], v, err) < 0)
			return es_err_prefix(err, "ocsp");
		o->cert_n++;
	}
	return 0;
}

static int
read_basic(struct pki_ocsp *o, struct es_view der, struct pki_cache *cache,
    struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(der, &fail), seq;

	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	o->tbs = der_whole(&seq, DER_SEQ);
	o->alg = der_whole(&seq, DER_SEQ);
	o->sig = der_take(&seq, DER_BITS);
	if (read_data(o, &fail, err) < 0 || (der_peek(&seq) == DER_CONS &&
	    read_certs(o, &seq, cache, err) < 0))
		return -1;
	der_done(&seq);
	return der_ok(&fail, "ocsp", err);
}

static int
read_response(struct pki_ocsp *o, struct pki_cache *cache,
    struct es_err *err)
{
	static const char *const	words[] = { "successful",
	    "malformedRequest", "internalError", "tryLater", "unknown",
	    "sigRequired", "unauthorized" };
	struct der_fail	fail = { NULL };
	struct der	d = der_open(es_view(o->der, o->der_n), &fail), seq,
			c0, bytes;
	struct es_view	status, basic;

	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	status = der_take(&seq, DER_ENUM);
	if (fail.why == NULL && status.n == 1 && status.p[0] != 0)
		return es_fail(err, ES_E_UPSTREAM, "ocsp: the responder "
		    "answers \"%s\"", status.p[0] < ES_COUNT(words) ?
		    words[status.p[0]] : "unknown");
	c0 = der_in(&seq, DER_CONS);
	der_done(&seq);
	bytes = der_in(&c0, DER_SEQ);
	der_done(&c0);
	if (!es_view_eq(der_take(&bytes, DER_OID), OID_OCSP_BASIC))
		der_fail(&bytes, "another type than basic");
	basic = der_take(&bytes, DER_OCTETS);
	der_done(&bytes);
	if (der_ok(&fail, "ocsp", err) < 0)
		return -1;
	return read_basic(o, basic, cache, err);
}

int
pki_ocsp_parse(struct pki_ocsp **out, struct es_view der,
    struct pki_cache *cache, struct es_err *err)
{
	struct pki_ocsp	*o;

	*out = NULL;
	if (der.n == 0 || der.n > ES_LIMIT_OCSP)
		return es_fail(err, der.n == 0 ? ES_E_FORMAT : ES_E_LIMIT,
		    "ocsp: %zu bytes, limit %zu", der.n, ES_LIMIT_OCSP);
	if ((o = calloc(1, sizeof(*o))) == NULL ||
	    (o->der = malloc(der.n)) == NULL) {
		free(o);
		return es_fail(err, ES_E_NOMEM, "ocsp: out of memory");
	}
	memcpy(o->der, der.p, der.n);
	o->der_n = der.n;
	if (read_response(o, cache, err) < 0) {
		pki_ocsp_free(o);
		return -1;
	}
	*out = o;
	return 0;
}

void
pki_ocsp_free(struct pki_ocsp *o)
{
	size_t	i;

	if (o == NULL)
		return;
	for (i = 0; i < o->cert_n; i++)
		pki_cert_free(o->cert[i]);
	free(o->single);
	free(o->der);
	free(o);
}

struct es_view
pki_ocsp_der(const struct pki_ocsp *o)
{
	return es_view(o->der, o->der_n);
}

struct es_view
pki_ocsp_nonce(const struct pki_ocsp *o)
{
	return o->nonce;
}

int64_t
pki_ocsp_produced_at(const struct pki_ocsp *o)
{
	return o->produced_at;
}

int64_t
pki_ocsp_keeps_since(const struct pki_ocsp *o)
{
	return o->keeps_since;
}

size_t
pki_ocsp_count(const struct pki_ocsp *o)
{
	return o->single_n;
}

const struct pki_ocsp_single *
pki_ocsp_single(const struct pki_ocsp *o, size_t i)
{
	return &o->single[i];
}

struct pki_cert *const *
pki_ocsp_certs(const struct pki_ocsp *o, size_t *n)
{
	*n = o->cert_n;
	return o->cert;
}

int
pki_ocsp_find(const struct pki_ocsp *o, const struct pki_cert *cert,
    const struct pki_cert *issuer, const struct pki_ocsp_single **out,
    struct es_err *err)
{
	const struct pki_ocsp_single	*s;
	size_t				 i;
	bool				 same;

	*out = NULL;
	for (i = 0; i < o->single_n; i++) {
		s = &o->single[i];
		if (!es_view_eq(es_view(s->id.serial, s->id.serial_n),
		    pki_cert_serial(cert)) || (*out != NULL &&
		    s->this_update <= (*out)->this_update))
			continue;
		if (pki_ocsp_id_of_issuer(&s->id, issuer, &same, err) < 0)
			return -1;
		if (same)
			*out = s;
	}
	return *out != NULL;
}

/* -- who signed it --------------------------------------------------------- */

const char *
pki_ocsp_signer_name(enum pki_ocsp_signer s)
{
	static const char *const	names[PKI_OCSP_SIGNER__MAX] = {
		[PKI_OCSP_SIGNER_UNKNOWN] = "unknown",
		[PKI_OCSP_SIGNER_ISSUER] = "issuer",
		[PKI_OCSP_SIGNER_DELEGATE] = "delegate",
		[PKI_OCSP_SIGNER_FORGED] = "forged",
		[PKI_OCSP_SIGNER_NOT_ALLOWED] = "not-allowed",
		[PKI_OCSP_SIGNER_EXPIRED] = "expired",
		[PKI_OCSP_SIGNER_WEAK] = "weak",
	};

	return (unsigned)s < PKI_OCSP_SIGNER__MAX ? names[s] : "unknown";
}

bool
pki_cert_nocheck(const struct pki_cert *c)
{
	return X509_get_ext_by_NID(c->x, NID_id_pkix_OCSP_noCheck, -1) >= 0;
}

/* Is it the one whom responderID names? */
static int
is_named(const struct pki_ocsp *o, const struct pki_cert *c, bool *is,
    struct es_err *err)
{
	unsigned char	id[CRYPT_DIGEST_MAX];

	*is = false;
	if (o->by_name.n != 0) {
		*is = pki_name_eq(o->by_name, pki_cert_subject_der(c));
		return 0;
	}
	if (crypt_digest(CRYPT_SHA1, pki_key_bits(pki_cert_spki(c)), id,
	    err) < 0)
		return -1;
	*is = es_view_eq(o->by_key, es_view(id, crypt_md_size(CRYPT_SHA1)));
	return 0;
}

/*
 * RFC 6960 4.2.2.2: issued by that issuer itself, for OCSP, in force.  The
 * issuer's own key is asked, nobody who merely has its name.
 */
static int
delegate(const struct pki_ocsp *o, const struct pki_cert *c,
    const struct pki_cert *issuer, enum pki_ocsp_signer *out,
    struct es_err *err)
{
	enum pki_sig	sig;

	if (pki_cert_signed_by(c, issuer, &sig, err) < 0)
		return -1;
	if (sig == PKI_SIG_WEAK)
		*out = PKI_OCSP_SIGNER_WEAK;
	else if (sig != PKI_SIG_GOOD || !pki_name_eq(pki_cert_issuer_der(c),
	    pki_cert_subject_der(issuer)) ||
	    (pki_cert_eku(c) & PKI_EKU_OCSP) == 0 ||
	    (pki_cert_key_usage(c) & (PKI_KU_SIGN | PKI_KU_COMMIT |
	    PKI_KU_ABSENT)) == 0)
		*out = PKI_OCSP_SIGNER_NOT_ALLOWED;
	else if (o->produced_at < pki_cert_not_before(c) ||
	    o->produced_at > pki_cert_not_after(c))
		*out = PKI_OCSP_SIGNER_EXPIRED;
	else
		*out = PKI_OCSP_SIGNER_DELEGATE;
	return 0;
}

/* What it would mean that this certificate's key signed the answer. */
static int
try_signer(const struct pki_ocsp *o, struct pki_cert *c,
    struct pki_cert *issuer, enum pki_ocsp_signer *out, struct es_err *err)
{
	enum pki_sig	sig;

	if (pki_sig_check(c, o->alg, o->tbs, o->sig, &sig, err) < 0)
		return -1;
	if (sig == PKI_SIG_BAD)
		*out = PKI_OCSP_SIGNER_FORGED;
	else if (sig != PKI_SIG_GOOD)
		*out = PKI_OCSP_SIGNER_WEAK;
	else if (es_view_eq(pki_cert_spki(c), pki_cert_spki(issuer)))
		*out = PKI_OCSP_SIGNER_ISSUER;
	else
		return delegate(o, c, issuer, out, err);
	return 0;
}

int
pki_ocsp_verify(const struct pki_ocsp *o, struct pki_cert *issuer,
    enum pki_ocsp_signer *out, struct pki_cert **who, struct es_err *err)
{
	struct pki_cert	*c;
	size_t		 i;
	bool		 named;

	*out = PKI_OCSP_SIGNER_UNKNOWN;
	if (who != NULL)
		*who = NULL;
	for (i = 0; i <= o->cert_n; i++) {
		c = i == 0 ? issuer : o->cert[i - 1];
		if (is_named(o, c, &named, err) < 0)
			return -1;
		if (!named)
			continue;
		if (try_signer(o, c, issuer, out, err) < 0)
			return -1;
		if (*out == PKI_OCSP_SIGNER_ISSUER ||
		    *out == PKI_OCSP_SIGNER_DELEGATE) {
			if (who != NULL)
				*who = c;
			return 0;
		}
	}
	return 0;
}
