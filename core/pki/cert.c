/* pki/cert.c - see cert.h. */
#include "pki/cert.h"

#include <stdlib.h>

#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "crypt/crypt_priv.h"
#include "crypt/der.h"
#include "crypt/text.h"
#include "pki/cert_priv.h"

/*
 * Names are shown to people: what could change how a line reads (controls,
 * bidirectional marks, line separators) becomes U+FFFD.
 */
static void
add_clean(struct es_buf *b, struct es_view v)
{
	uint32_t	cp;
	size_t		at = 0;
	int		rc;

	while ((rc = es_utf8_next(v, &at, &cp)) != 0) {
		if (rc < 0) {
			cp = 0xfffd;
			at++;
		}
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    (cp >= 0x200b && cp <= 0x200f) ||
		    (cp >= 0x2028 && cp <= 0x202e) ||
		    (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff)
			cp = 0xfffd;
		es_utf8_add(b, cp);
	}
}

static const char *
short_name(int nid)
{
	switch (nid) {
	case NID_commonName:
	case NID_organizationName:
	case NID_organizationalUnitName:
	case NID_countryName:
	case NID_localityName:
	case NID_stateOrProvinceName:
	case NID_serialNumber:
	case NID_pkcs9_emailAddress:
		return OBJ_nid2sn(nid);
	default:
		return "?";
	}
}

/* The entry's text in UTF-8, appended. */
static void
add_value(struct es_buf *b, X509_NAME_ENTRY *e)
{
	unsigned char	*utf8 = NULL;
	int		 n;

	n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(e));
	if (n >= 0)
		add_clean(b, es_view(utf8, (size_t)n));
	OPENSSL_free(utf8);
}

/* Most specific part first, as people read it. */
static char *
name_text(const X509_NAME *name)
{
	X509_NAME_ENTRY	*e;
	struct es_buf	 b;
	char		*s;
	int		 i;

	es_buf_init(&b, ES_LIMIT_CERT);
	for (i = X509_NAME_entry_count(name) - 1; i >= 0; i--) {
		e = X509_NAME_get_entry(name, i);
		es_buf_add_str(&b, short_name(OBJ_obj2nid(
		    X509_NAME_ENTRY_get_object(e))));
		es_buf_add_ch(&b, '=');
		add_value(&b, e);
		if (i > 0)
			es_buf_add_str(&b, ", ");
	}
	s = es_buf_cstr(&b) == NULL ? NULL : strdup(es_buf_cstr(&b));
	es_buf_clear(&b);
	return s;
}

/* The first part of that kind; NULL when there is none or no memory. */
static char *
part_text(const X509_NAME *name, int nid)
{
	struct es_buf	b;
	char		*s = NULL;
	int		 at;

	at = X509_NAME_get_index_by_NID((X509_NAME *)name, nid, -1);
	if (at < 0)
		return NULL;
	es_buf_init(&b, ES_LIMIT_CERT);
	add_value(&b, X509_NAME_get_entry(name, at));
	if (b.n != 0 && es_buf_cstr(&b) != NULL)
		s = strdup(es_buf_cstr(&b));
	es_buf_clear(&b);
	return s;
}

static char *
holder_text(const X509_NAME *name, const char *whole)
{
	char	*s = part_text(name, NID_commonName);

	if (s == NULL)
		s = part_text(name, NID_organizationName);
	return s == NULL ? strdup(whole) : s;
}

static int64_t
time_of(const ASN1_TIME *t)
{
	struct es_civil	c = { 0 };
	struct tm	tm;

	memset(&tm, 0, sizeof(tm));
	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	c.year = tm.tm_year + 1900;
	c.month = tm.tm_mon + 1;
	c.day = tm.tm_mday;
	c.hour = tm.tm_hour;
	c.minute = tm.tm_min;
	c.second = tm.tm_sec;
	return es_time_from_civil(&c);
}

/* The fields that we compare by bytes, found in the TBSCertificate. */
static int
find_fields(struct pki_cert *c, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d, cert, tbs;

	d = der_open(es_view(c->der, c->der_n), &fail);
	cert = der_in(&d, DER_SEQ);
	der_done(&d);
	tbs = der_in(&cert, DER_SEQ);
	if (der_peek(&tbs) == DER_CONS)
		(void)der_take(&tbs, DER_CONS);		/* version */
	c->serial = der_int(&tbs);
	(void)der_take(&tbs, DER_SEQ);			/* algorithm */
	c->issuer = der_whole(&tbs, DER_SEQ);
	(void)der_take(&tbs, DER_SEQ);			/* validity */
	c->subject = der_whole(&tbs, DER_SEQ);
	c->spki = der_whole(&tbs, DER_SEQ);
	return der_ok(&fail, "certificate", err);
}

static unsigned
key_usage(X509 *x, bool present)
{
	uint32_t	k = X509_get_key_usage(x);
	unsigned	u = 0;

	if (!present)
		return PKI_KU_ABSENT;
	if (k & KU_DIGITAL_SIGNATURE)
		u |= PKI_KU_SIGN;
	if (k & KU_NON_REPUDIATION)
		u |= PKI_KU_COMMIT;
	if (k & KU_KEY_CERT_SIGN)
		u |= PKI_KU_CERT_SIGN;
	if (k & KU_CRL_SIGN)
		u |= PKI_KU_CRL_SIGN;
	if (k & ~(uint32_t)(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION |
	    KU_KEY_CERT_SIGN | KU_CRL_SIGN))
		u |= PKI_KU_OTHER;
	return u;
}

static unsigned
eku_of(const ASN1_OBJECT *o)
{
	static const char	document[] =
				    "\x2b\x06\x01\x05\x05\x07\x03\x24";
	static const char	adobe[] =
				    "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x05";
	struct es_view		v = es_view(OBJ_get0_data(o),
				    OBJ_length(o));

	switch (OBJ_obj2nid(o)) {
	case NID_email_protect:
		return PKI_EKU_EMAIL;
	case NID_time_stamp:
		return PKI_EKU_TIME;
	case NID_OCSP_sign:
		return PKI_EKU_OCSP;
	case NID_anyExtendedKeyUsage:
		return PKI_EKU_ANY;
	}
	if (es_view_eq_str(v, document))
		return PKI_EKU_DOCUMENT;
	if (es_view_eq_str(v, adobe))
		return PKI_EKU_ADOBE;
	return PKI_EKU_OTHER;
}

static int
find_eku(struct pki_cert *c, struct es_err *err)
{
	EXTENDED_KEY_USAGE	*eku;
	int			 crit, i;

	eku = X509_get_ext_d2i(c->x, NID_ext_key_usage, &crit, NULL);
	if (eku == NULL) {
		c->eku = PKI_EKU_ABSENT;
		if (crit != -1)		/* twice, or undecodable */
			return crypt_fail(err, ES_E_FORMAT,
			    "certificate: its extended key usage");
		return 0;
	}
	c->eku = crit > 0 ? PKI_EKU_CRITICAL : 0;
	for (i = 0; i < sk_ASN1_OBJECT_num(eku); i++)
		c->eku |= eku_of(sk_ASN1_OBJECT_value(eku, i));
	sk_ASN1_OBJECT_pop_free(eku, ASN1_OBJECT_free);
	return 0;
}

static int
fill(struct pki_cert *c, struct es_err *err)
{
	const ASN1_OCTET_STRING	*ski;
	uint32_t		 flags;

	if (find_fields(c, err) < 0 || find_eku(c, err) < 0 ||
	    crypt_sha256(es_view(c->der, c->der_n), c->fingerprint, err) < 0)
		return -1;
	/* Makes OpenSSL decode and check the extensions, once. */
	flags = X509_get_extension_flags(c->x);
	if (flags & EXFLAG_INVALID)
		return crypt_fail(err, ES_E_FORMAT, "certificate: an "
		    "extension that cannot be read");
	c->ku = key_usage(c->x, (flags & EXFLAG_KUSAGE) != 0);
	c->ca = (flags & EXFLAG_CA) != 0;
	c->from = time_of(X509_get0_notBefore(c->x));
	c->until = time_of(X509_get0_notAfter(c->x));
	if ((ski = X509_get0_subject_key_id(c->x)) != NULL)
		c->ski = es_view(ASN1_STRING_get0_data(ski),
		    (size_t)ASN1_STRING_length(ski));
	c->subject_text = name_text(X509_get_subject_name(c->x));
	c->issuer_text = name_text(X509_get_issuer_name(c->x));
	c->organisation = part_text(X509_get_subject_name(c->x),
	    NID_organizationName);
	if (c->subject_text == NULL || c->issuer_text == NULL ||
	    (c->holder = holder_text(X509_get_subject_name(c->x),
	    c->subject_text)) == NULL)
		return es_fail(err, ES_E_NOMEM, "certificate: out of memory");
	/* A key that we do not use is fine in a certificate we only carry. */
	if (crypt_pub_parse(&c->pub, c->spki, NULL) < 0)
		c->pub = NULL;
	return 0;
}

int
pki_cert_parse(struct pki_cert **out, struct es_view der, struct es_err *err)
{
	const unsigned char	*p;
	struct pki_cert		*c;
	int			 rc = -1;

	*out = NULL;
	if (der.n == 0 || der.n > ES_LIMIT_CERT)
		return es_fail(err, der.n == 0 ? ES_E_FORMAT : ES_E_LIMIT,
		    "certificate: %zu bytes, limit %zu", der.n,
		    ES_LIMIT_CERT);
	if ((c = calloc(1, sizeof(*c))) == NULL ||
	    (c->der = malloc(der.n)) == NULL) {
		free(c);
		return es_fail(err, ES_E_NOMEM, "certificate: out of memory");
	}
	c->owners = 1;
	memcpy(c->der, der.p, der.n);
	c->der_n = der.n;
	p = c->der;
	if ((c->x = d2i_X509(NULL, &p, (long)der.n)) == NULL) {
		crypt_fail(err, ES_E_FORMAT, "certificate: not one");
		goto out;
	}
	if (p != c->der + c->der_n) {
		es_fail(err, ES_E_FORMAT, "certificate: %td bytes after its "
		    "end", c->der + c->der_n - p);
		goto out;
	}
	if (fill(c, err) < 0)
		goto out;
	*out = c;
	c = NULL;	/* handed over */
	rc = 0;
out:
	pki_cert_free(c);
	return rc;
}

int
pki_cert_parse_pem(struct pki_cert **out, size_t max, size_t *n,
    struct es_view pem, struct es_err *err)
{
	unsigned char	*der = NULL;
	char		*name = NULL, *header = NULL;
	long		 len = 0;
	BIO		*bio;
	int		 rc = 0;

	*n = 0;
	if (pem.n > ES_LIMIT_CERT * 2 * max)
		return es_fail(err, ES_E_LIMIT, "certificates: %zu bytes",
		    pem.n);
	if ((bio = BIO_new_mem_buf(pem.p, (int)pem.n)) == NULL)
		return es_fail(err, ES_E_NOMEM, "certificates: out of memory");
	while (rc == 0 && PEM_read_bio(bio, &name, &header, &der, &len) == 1) {
		if (strcmp(name, PEM_STRING_X509) != 0)
			rc = es_fail(err, ES_E_FORMAT, "certificates: a "
			    "%.40s among them", name);
		else if (*n == max)
			rc = es_fail(err, ES_E_LIMIT, "certificates: more "
			    "than %zu", max);
		else if (pki_cert_parse(&out[*n], es_view(der, (size_t)len),
		    err) < 0)
			rc = -1;
		else
			(*n)++;
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(der);
	}
	BIO_free(bio);
	if (rc == 0 && *n == 0)
		rc = crypt_fail(err, ES_E_FORMAT, "certificates: none found");
	(void)crypt_fail(NULL, ES_E_FORMAT, "end of PEM");
	if (rc < 0)
		for (; *n > 0; (*n)--)
			pki_cert_free(out[*n - 1]);
	return rc;
}

struct pki_cert *
pki_cert_ref(struct pki_cert *c)
{
	c->owners++;
	return c;
}

void
pki_cert_free(struct pki_cert *c)
{
	if (c == NULL || --c->owners > 0)
		return;
	X509_free(c->x);
	crypt_pub_free(c->pub);
	free(c->subject_text);
	free(c->issuer_text);
	free(c->holder);
	free(c->organisation);
	free(c->der);
	free(c);
}

void
pki_cert_pem(const struct pki_cert *c, struct es_buf *b)
{
	struct es_buf	text;
	size_t		i;

	es_buf_init(&text, ES_LIMIT_CERT * 2);
	crypt_base64(&text, pki_cert_der(c));
	es_buf_add_str(b, "-----BEGIN CERTIFICATE-----\n");
	for (i = 0; i < text.n; i += 64) {
		es_buf_add_view(b, es_view_sub(es_buf_view(&text), i, 64));
		es_buf_add_ch(b, '\n');
	}
	es_buf_add_str(b, "-----END CERTIFICATE-----\n");
	es_buf_clear(&text);
}

struct es_view
pki_cert_der(const struct pki_cert *c)
{
	return es_view(c->der, c->der_n);
}

struct es_view
pki_cert_issuer_der(const struct pki_cert *c)
{
	return c->issuer;
}

struct es_view
pki_cert_subject_der(const struct pki_cert *c)
{
	return c->subject;
}

struct es_view
pki_cert_serial(const struct pki_cert *c)
{
	return c->serial;
}

struct es_view
pki_cert_spki(const struct pki_cert *c)
{
	return c->spki;
}

struct es_view
pki_cert_ski(const struct pki_cert *c)
{
	return c->ski;
}

struct es_view
pki_cert_fingerprint(const struct pki_cert *c)
{
	return es_view(c->fingerprint, sizeof(c->fingerprint));
}

const char *
pki_cert_subject(const struct pki_cert *c)
{
	return c->subject_text;
}

const char *
pki_cert_issuer(const struct pki_cert *c)
{
	return c->issuer_text;
}

const char *
pki_cert_holder(const struct pki_cert *c)
{
	return c->holder;
}

const char *
pki_cert_organisation(const struct pki_cert *c)
{
	return c->organisation;
}

int64_t
pki_cert_not_before(const struct pki_cert *c)
{
	return c->from;
}

int64_t
pki_cert_not_after(const struct pki_cert *c)
{
	return c->until;
}

unsigned
pki_cert_key_usage(const struct pki_cert *c)
{
	return c->ku;
}

unsigned
pki_cert_eku(const struct pki_cert *c)
{
	return c->eku;
}

bool
pki_cert_is_ca(const struct pki_cert *c)
{
	return c->ca;
}

struct crypt_pub *
pki_cert_pub(const struct pki_cert *c)
{
	return c->pub;
}
