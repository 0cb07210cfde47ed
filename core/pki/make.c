/* pki/make.c - see make.h.  RFC 5280, RFC 9336 (documentSigning). */
#include "pki/make.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "crypt/der.h"
#include "crypt/random.h"
#include "pki/pki_priv.h"

/* id-ce- numbers, the last arc of 2.5.29. */
enum { CE_SKI = 14, CE_KEY_USAGE = 15, CE_NAMES = 17, CE_BASIC = 19,
    CE_CRL = 31, CE_AKI = 35, CE_EKU = 37 };

static const struct {
	bool		ca;
	unsigned char	usage;		/* first octet of the BIT STRING */
	unsigned char	unused;		/* its unused bits */
	bool		eku_critical;
	struct es_view	eku[2];
} profiles[] = {
	[PKI_ROOT] = { true, 0x06, 1, false, { { NULL, 0 } } },
	[PKI_ISSUER] = { true, 0x06, 1, false, { { NULL, 0 } } },
	/* digitalSignature and nonRepudiation */
	[PKI_SEAL] = { false, 0xc0, 6, false, {
	    { (const unsigned char *)"\x2b\x06\x01\x05\x05\x07\x03\x24", 8 },
	    { (const unsigned char *)"\x2b\x06\x01\x05\x05\x07\x03\x04", 8 }
	} },
	[PKI_TSA] = { false, 0xc0, 6, true, {
	    { (const unsigned char *)"\x2b\x06\x01\x05\x05\x07\x03\x08", 8 }
	} },
	[PKI_OCSP] = { false, 0x80, 7, false, {
	    { (const unsigned char *)"\x2b\x06\x01\x05\x05\x07\x03\x09", 8 }
	} },
	[PKI_TLS] = { false, 0x80, 7, false, {
	    { (const unsigned char *)"\x2b\x06\x01\x05\x05\x07\x03\x01", 8 }
	} },
};

/* One attribute of a name: 2.5.4.arc. */
static void
put_rdn(struct es_buf *b, uint8_t arc, uint8_t tag, const char *text)
{
	unsigned char	oid[3] = { 0x55, 0x04, arc };
	size_t		set, seq;

	if (text == NULL)
		return;
	set = der_begin(b, DER_SET);
	seq = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, es_view(oid, 3));
	der_put(b, tag, es_view_str(text));
	der_end(b, seq);
	der_end(b, set);
}

void
pki_subject_put(struct es_buf *b, const struct pki_request *rq)
{
	size_t	seq;

	if (rq->like != NULL) {
		es_buf_add_view(b, pki_cert_subject_der(rq->like));
		return;
	}
	seq = der_begin(b, DER_SEQ);
	put_rdn(b, 6, DER_PRINTABLE, rq->country);
	put_rdn(b, 10, DER_UTF8, rq->organisation);
	put_rdn(b, 11, DER_UTF8, rq->unit);
	put_rdn(b, 3, DER_UTF8, rq->common_name);
	der_end(b, seq);
}

static void
put_basic(struct es_buf *b, enum pki_profile p)
{
	size_t	at[2], seq;

	pki_ext_begin(b, CE_BASIC, true, at);
	seq = der_begin(b, DER_SEQ);
	if (profiles[p].ca)
		der_put(b, DER_BOOL, ES_LIT("\xff"));
	if (p == PKI_ISSUER)
		der_put_num(b, 0);	/* no CA below */
	der_end(b, seq);
	pki_ext_end(b, at);
}

/* Four numbers with dots: an address, not a name. */
static bool
is_ipv4(struct es_view v, unsigned char out[4])
{
	struct es_view	one;
	int64_t		x;
	size_t		at, i;

	for (i = 0; i < 4; i++) {
		at = es_view_find(v, ES_LIT("."), 0);
		one = es_view_sub(v, 0, i == 3 ? v.n : at);
		if ((i < 3) != (at != SIZE_MAX) ||
		    es_view_int(one, 0, 255, &x, NULL) < 0)
			return false;
		out[i] = (unsigned char)x;
		v = es_view_sub(v, one.n + 1, SIZE_MAX);
	}
	return true;
}

/* The next word of a list with blanks; empty at its end. */
static struct es_view
next_word(struct es_view *list)
{
	struct es_view	word;

	*list = es_view_trim(*list);
	word = es_view_sub(*list, 0, es_view_find(*list, ES_LIT(" "), 0));
	*list = es_view_sub(*list, word.n, SIZE_MAX);
	return word;
}

/* subjectAltName: of the other certificate, or of the request. */
static void
put_names(struct es_buf *b, const struct pki_request *rq)
{
	struct es_view	list = es_view_str(rq->dns), word;
	struct der_fail	fail = { NULL };
	unsigned char	ip[4];
	struct pki_ext	e;
	struct der	exts;
	size_t		at[2], seq;

	if (rq->like != NULL) {
		exts = pki_cert_exts(rq->like, &fail);
		while (pki_ext_next(&exts, &e))
			if (pki_ext_ce(e.oid) == CE_NAMES) {
				pki_ext_begin(b, CE_NAMES, false, at);
				es_buf_add_view(b, e.value);
				pki_ext_end(b, at);
			}
		return;
	}
	if (rq->dns == NULL)
		return;
	pki_ext_begin(b, CE_NAMES, false, at);
	seq = der_begin(b, DER_SEQ);
	while ((word = next_word(&list)).n != 0)
		if (is_ipv4(word, ip))
			der_put(b, DER_CTX | 7, es_view(ip, 4));
		else
			der_put(b, DER_CTX | 2, word);
	der_end(b, seq);
	pki_ext_end(b, at);
}

void
pki_usage_put(struct es_buf *b, const struct pki_request *rq)
{
	enum pki_profile	p = rq->profile;
	unsigned char	bits[2] = { profiles[p].unused, profiles[p].usage };
	size_t		at[2], seq, i;

	pki_ext_begin(b, CE_KEY_USAGE, true, at);
	der_put(b, DER_BITS, es_view(bits, 2));
	pki_ext_end(b, at);
	put_names(b, rq);
	if (profiles[p].eku[0].n == 0)
		return;
	pki_ext_begin(b, CE_EKU, profiles[p].eku_critical, at);
	seq = der_begin(b, DER_SEQ);
	for (i = 0; i < 2 && profiles[p].eku[i].n != 0; i++)
		der_put(b, DER_OID, profiles[p].eku[i]);
	der_end(b, seq);
	pki_ext_end(b, at);
}

static void
put_url(struct es_buf *b, const char *url)
{
	der_put(b, DER_CTX | 6, es_view_str(url));
}

static void
put_crl(struct es_buf *b, const char *url)
{
	size_t	at[2], s1, s2, c0, c1;

	if (url == NULL)
		return;
	pki_ext_begin(b, CE_CRL, false, at);
	s1 = der_begin(b, DER_SEQ);
	s2 = der_begin(b, DER_SEQ);
	c0 = der_begin(b, DER_CONS);
	c1 = der_begin(b, DER_CONS);
	put_url(b, url);
	der_end(b, c1);
	der_end(b, c0);
	der_end(b, s2);
	der_end(b, s1);
	pki_ext_end(b, at);
}

static void
put_access(struct es_buf *b, struct es_view method, const char *url)
{
	size_t	seq;

	if (url == NULL)
		return;
	seq = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, method);
	put_url(b, url);
	der_end(b, seq);
}

static void
put_aia(struct es_buf *b, const struct pki_request *rq)
{
	size_t	ext, oct, seq;

	if (rq->issuer_url == NULL && rq->ocsp_url == NULL)
		return;
	ext = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, ES_LIT("\x2b\x06\x01\x05\x05\x07\x01\x01"));
	oct = der_begin(b, DER_OCTETS);
	seq = der_begin(b, DER_SEQ);
	put_access(b, ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01"),
	    rq->ocsp_url);
	put_access(b, ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x02"),
	    rq->issuer_url);
	der_end(b, seq);
	der_end(b, oct);
	der_end(b, ext);
}

/* RFC 7093 method 1: the leftmost 160 bits of SHA-256 of the key. */
static int
key_id(struct es_view spki, unsigned char id[20], struct es_err *err)
{
	unsigned char	sum[CRYPT_SHA256_SIZE];
	struct es_view	bits = pki_key_bits(spki);

	if (bits.n == 0)
		return es_fail(err, ES_E_FORMAT, "public key: not one");
	if (crypt_sha256(bits, sum, err) < 0)
		return -1;
	memcpy(id, sum, 20);
	return 0;
}

static int
put_extensions(struct es_buf *b, const struct pki_request *rq,
    const struct pki_cert *issuer, struct es_err *err)
{
	unsigned char	id[20], aki[20];
	struct es_view	akv = es_view(aki, 20);
	size_t		c3, all, at[2], seq;

	if (key_id(rq->spki, id, err) < 0)
		return -1;
	memcpy(aki, id, 20);
	if (issuer != NULL)
		akv = pki_cert_ski(issuer);
	c3 = der_begin(b, DER_CONS | 3);
	all = der_begin(b, DER_SEQ);
	put_basic(b, rq->profile);
	pki_usage_put(b, rq);
	pki_ext_begin(b, CE_SKI, false, at);
	der_put(b, DER_OCTETS, es_view(id, 20));
	pki_ext_end(b, at);
	if (akv.n != 0) {
		pki_ext_begin(b, CE_AKI, false, at);
		seq = der_begin(b, DER_SEQ);
		der_put(b, DER_CTX, akv);
		der_end(b, seq);
		pki_ext_end(b, at);
	}
	put_crl(b, rq->crl_url);
	put_aia(b, rq);
	if (rq->profile == PKI_OCSP) {	/* id-pkix-ocsp-nocheck, NULL */
		seq = der_begin(b, DER_SEQ);
		der_put(b, DER_OID,
		    ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x05"));
		der_put(b, DER_OCTETS, ES_LIT("\x05\x00"));
		der_end(b, seq);
	}
	der_end(b, all);
	der_end(b, c3);
	return 0;
}

static int
put_tbs(struct es_buf *b, const struct pki_request *rq,
    const struct pki_cert *issuer, const struct crypt_key *key,
    struct es_err *err)
{
	unsigned char	serial[20];
	size_t		seq, val;

	if (crypt_random(serial, sizeof(serial), err) < 0)
		return -1;
	serial[0] = (serial[0] & 0x7f) | 0x40;	/* positive, 20 octets */
	seq = der_begin(b, DER_SEQ);
	es_buf_add_view(b, ES_LIT("\xa0\x03\x02\x01\x02"));	/* v3 */
	der_put_uint(b, es_view(serial, sizeof(serial)));
	pki_alg_put(b, key);
	if (issuer == NULL)
		pki_subject_put(b, rq);
	else
		es_buf_add_view(b, pki_cert_subject_der(issuer));
	val = der_begin(b, DER_SEQ);
	der_put_x509_time(b, rq->from);
	der_put_x509_time(b, rq->until);
	der_end(b, val);
	pki_subject_put(b, rq);
	es_buf_add_view(b, rq->spki);
	if (put_extensions(b, rq, issuer, err) < 0)
		return -1;
	der_end(b, seq);
	return es_buf_ok(b, "certificate", err);
}

/* X.520 upper bounds are 64 characters for every name part we write. */
static int
check_text(const char *what, const char *s, struct es_err *err)
{
	struct es_view	v = es_view_str(s);

	if (s == NULL)
		return 0;
	if (!es_utf8_is_line(v) || es_utf8_count(v) < 1 ||
	    es_utf8_count(v) > 64)
		return es_fail(err, ES_E_INPUT, "certificate: the %s must be "
		    "1 to 64 characters on one line", what);
	return 0;
}

static int
check_url(const char *s, struct es_err *err)
{
	size_t	i;

	if (s == NULL)
		return 0;
	for (i = 0; s[i] > 0x20 && s[i] < 0x7f; i++)
		;
	if (s[i] != '\0' || i > 1024 || (strncmp(s, "http://", 7) != 0 &&
	    strncmp(s, "https://", 8) != 0))
		return es_fail(err, ES_E_INPUT, "certificate: \"%.80s\" is "
		    "no http address", s);
	return 0;
}

/* Host names are letters, digits, dots and hyphens (RFC 5280 4.2.1.6). */
static int
check_dns(const char *s, struct es_err *err)
{
	struct es_view	list = es_view_str(s), word;
	size_t		n = 0, i;

	while ((word = next_word(&list)).n != 0) {
		for (i = 0; i < word.n; i++)
			if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP"
			    "QRSTUVWXYZ0123456789.-*", word.p[i]) == NULL)
				return es_fail(err, ES_E_INPUT, "certificate: "
				    "\"%.*s\" is no host name", (int)word.n,
				    (const char *)word.p);
		if (word.n > 253 || ++n > 32)
			return es_fail(err, ES_E_INPUT, "certificate: too "
			    "long or too many host names");
	}
	if (n == 0)
		return es_fail(err, ES_E_INPUT, "certificate: no host name");
	return 0;
}

int
pki_request_check(const struct pki_request *rq, struct es_err *err)
{
	const char	*c = rq->country;

	if (rq->profile <= PKI_PROFILE_NONE || rq->profile > PKI_TLS)
		return es_fail(err, ES_E_BUG, "certificate: no profile");
	if (rq->like == NULL && rq->common_name == NULL)
		return es_fail(err, ES_E_INPUT, "certificate: no name");
	if (check_text("organisation", rq->organisation, err) < 0 ||
	    check_text("unit", rq->unit, err) < 0 ||
	    check_text("name", rq->common_name, err) < 0 ||
	    check_url(rq->crl_url, err) < 0 ||
	    check_url(rq->issuer_url, err) < 0 ||
	    check_url(rq->ocsp_url, err) < 0)
		return -1;
	if (c != NULL && (strlen(c) != 2 || c[0] < 'A' || c[0] > 'Z' ||
	    c[1] < 'A' || c[1] > 'Z'))
		return es_fail(err, ES_E_INPUT, "certificate: a country is "
		    "two capital letters");
	if (rq->like == NULL && (rq->profile == PKI_TLS || rq->dns != NULL))
		return check_dns(rq->dns, err);
	return 0;
}

static int
check(const struct pki_request *rq, const struct pki_cert *issuer,
    struct crypt_key *key, struct es_err *err)
{
	if (pki_request_check(rq, err) < 0)
		return -1;
	if (rq->from >= rq->until)
		return es_fail(err, ES_E_INPUT, "certificate: ends before it "
		    "begins");
	if (issuer == NULL && (rq->profile != PKI_ROOT ||
	    !es_view_eq(rq->spki, crypt_key_spki(key))))
		return es_fail(err, ES_E_BUG, "certificate: only a root signs "
		    "itself");
	if (issuer != NULL && (!pki_cert_is_ca(issuer) ||
	    !es_view_eq(pki_cert_spki(issuer), crypt_key_spki(key))))
		return es_fail(err, ES_E_INPUT, "certificate: this key is not "
		    "the issuer's");
	return 0;
}

int
pki_make(struct pki_cert **out, const struct pki_request *rq,
    const struct pki_cert *issuer, struct crypt_key *key, struct es_err *err)
{
	struct es_buf	tbs, all;
	int		rc = -1;

	*out = NULL;
	if (check(rq, issuer, key, err) < 0)
		return -1;
	es_buf_init(&tbs, ES_LIMIT_CERT);
	es_buf_init(&all, ES_LIMIT_CERT);
	if (put_tbs(&tbs, rq, issuer, key, err) == 0 &&
	    pki_signed_put(&all, es_buf_view(&tbs), ES_VIEW_EMPTY, key,
	    err) == 0 && es_buf_ok(&all, "certificate", err) == 0)
		rc = pki_cert_parse(out, es_buf_view(&all), err);
	es_buf_clear(&tbs);
	es_buf_clear(&all);
	return rc;
}
