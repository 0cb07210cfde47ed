/*
 * The traps of pades.md section 4, each correctly signed so that nothing
 * but the trap is wrong: most of them pass OpenSSL's CMS_verify.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "cms/sign.h"
#include "cms/verify.h"
#include "crypt/der.h"
#include "crypt/oid.h"
#include "tests/unit/campus.h"
#include "tests/unit/tap.h"

enum trap {
	NOTHING, UNSORTED, MD_TWICE, UNKNOWN_TWICE, TWO_VALUES, TRAILING,
	TWO_SIGNERS, NO_SIGNERS, ECONTENT, NO_ATTRS, TYPE_OTHER, TYPE_MISSING,
	MD_MISSING, MD_SHORT, ESS_MISSING, ESS_OTHER, ESS_SERIAL_OTHER,
	ESS_SERIAL, SIG_AS_DIGEST, DIGEST_AS_SIG, UNLISTED, SHA1, MD5_SIG,
	PROTECT_OTHER, INDEFINITE, LONG_LENGTH, VERSION_3, SIGNER_OTHER,
	SIGNING_TIME, NOT_SIGNED_DATA, TYPE_OF_TOKEN, PARAMS, PSS, PSS_BARE,
	PSS_TWO, PSS_SHA1,
	TWO_DIGESTS, EMPTY_CERTS, ATTR_LIMIT, ATTR_OVER, TOKEN_LIMIT,
	TOKEN_OVER, TOKENS_TWO_ATTRS, CERT_LIMIT, CERT_OVER, UNSIGNED_OTHER,
	TRAP__MAX
};

#define FORMAT	"format"
#define LIMIT	"limit"

static const struct {
	const char	*what;
	const char	*want;		/* code's name; NULL: it parses */
} traps[TRAP__MAX] = {
	[NOTHING] = { "nothing wrong", NULL },
	[UNSORTED] = { "attributes not in DER order", FORMAT },
	[MD_TWICE] = { "message-digest twice", FORMAT },
	[UNKNOWN_TWICE] = { "an unknown attribute twice", FORMAT },
	[TWO_VALUES] = { "an attribute with two values", FORMAT },
	[TRAILING] = { "a byte after the end", FORMAT },
	[TWO_SIGNERS] = { "two signers", FORMAT },
	[NO_SIGNERS] = { "no signer", FORMAT },
	[ECONTENT] = { "content inside", FORMAT },
	[NO_ATTRS] = { "no signed attributes", FORMAT },
	[TYPE_OTHER] = { "content-type of something else", FORMAT },
	[TYPE_MISSING] = { "no content-type", FORMAT },
	[MD_MISSING] = { "no message-digest", FORMAT },
	[MD_SHORT] = { "a short message-digest", FORMAT },
	[ESS_MISSING] = { "no signing-certificate", FORMAT },
	[ESS_OTHER] = { "signing-certificate of another", NULL },
	[ESS_SERIAL_OTHER] = { "its serial number differs", NULL },
	[ESS_SERIAL] = { "with the right serial number", NULL },
	[SIG_AS_DIGEST] = { "a signature OID as digest", FORMAT },
	[DIGEST_AS_SIG] = { "a digest OID as signature", FORMAT },
	[UNLISTED] = { "digest not among digestAlgorithms", FORMAT },
	[SHA1] = { "SHA-1", NULL },
	[MD5_SIG] = { "MD5 with RSA", NULL },
	[PROTECT_OTHER] = { "algorithm protection differs", FORMAT },
	[INDEFINITE] = { "indefinite length", FORMAT },
	[LONG_LENGTH] = { "a length in long form", FORMAT },
	[VERSION_3] = { "signer version 3 with a serial", FORMAT },
	[SIGNER_OTHER] = { "a signer whose certificate is absent", NULL },
	[SIGNING_TIME] = { "signing-time", NULL },
	[NOT_SIGNED_DATA] = { "not SignedData", FORMAT },
	[TYPE_OF_TOKEN] = { "content type of a token", FORMAT },
	[PARAMS] = { "parameters where none belong", FORMAT },
	[PSS] = { "RSASSA-PSS by a key of another kind", NULL },
	[PSS_BARE] = { "RSASSA-PSS without parameters", FORMAT },
	[PSS_TWO] = { "RSASSA-PSS with two digests", NULL },
	[PSS_SHA1] = { "RSASSA-PSS with SHA-1 by default", FORMAT },
	[TWO_DIGESTS] = { "signature with another digest", FORMAT },
	[EMPTY_CERTS] = { "no certificates", NULL },
	[ATTR_LIMIT] = { "as many attributes as the limit", NULL },
	[ATTR_OVER] = { "one attribute over", FORMAT },
	[TOKEN_LIMIT] = { "as many time stamps as the limit", NULL },
	[TOKEN_OVER] = { "one time stamp over", FORMAT },
	[TOKENS_TWO_ATTRS] = { "time stamps in two attributes", NULL },
	[CERT_LIMIT] = { "as many certificates as the limit", NULL },
	[CERT_OVER] = { "one certificate over", LIMIT },
	[UNSIGNED_OTHER] = { "an unknown unsigned attribute", NULL },
};

static const unsigned char	doc[32] = { 'd', 'o', 'c' };
static struct campus		campus;

#define ALG_SHA1	ES_LIT("\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a")
#define ALG_EC_SHA1 \
	ES_LIT("\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01")
#define ALG_EC_SHA512 \
	ES_LIT("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04")
#define ALG_EC_NULL \
	ES_LIT("\x30\x0d\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x02\x01\x01")
#define ALG_RSA_MD5 \
	ES_LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04\x05\x00")
#define PSS_OID		"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
#define PSS_HASH(md)	"\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03" \
	"\x04\x02" md "\x05\x00"
#define PSS_MGF(md)	"\x30\x1a\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01" \
	"\x01\x08" PSS_HASH(md)
#define ALG_PSS_BARE	ES_LIT("\x30\x0b" PSS_OID)
#define ALG_PSS_SHA1	ES_LIT("\x30\x0d" PSS_OID "\x30\x00")
#define ALG_PSS		ES_LIT("\x30\x41" PSS_OID "\x30\x34\xa0\x0f" \
	PSS_HASH("\x01") "\xa1\x1c" PSS_MGF("\x01") "\xa2\x03\x02\x01\x20")
#define ALG_PSS_TWO	ES_LIT("\x30\x41" PSS_OID "\x30\x34\xa0\x0f" \
	PSS_HASH("\x01") "\xa1\x1c" PSS_MGF("\x02") "\xa2\x03\x02\x01\x20")

static void
attr(struct es_buf *b, struct es_view oid, uint8_t tag, struct es_view v,
    bool twice)
{
	size_t	seq = der_begin(b, DER_SEQ), set;

	der_put(b, DER_OID, oid);
	set = der_begin(b, DER_SET);
	der_put(b, tag, v);
	if (twice)
		der_put(b, tag, v);
	der_end(b, set);
	der_end(b, seq);
}

static void
ess(struct es_buf *b, enum trap t)
{
	const struct pki_cert	*cert = t == ESS_OTHER ? campus.rsa :
				    campus.ec;
	struct es_buf		 v;
	size_t			 s1, s2, is, names, name;

	es_buf_init(&v, ES_KIB);
	s1 = der_begin(&v, DER_SEQ);
	s2 = der_begin(&v, DER_SEQ);
	der_put(&v, DER_OCTETS, pki_cert_fingerprint(cert));
	if (t == ESS_SERIAL || t == ESS_SERIAL_OTHER) {
		is = der_begin(&v, DER_SEQ);
		names = der_begin(&v, DER_SEQ);
		name = der_begin(&v, DER_CONS | 4);
		es_buf_add_view(&v, pki_cert_issuer_der(cert));
		der_end(&v, name);
		der_end(&v, names);
		der_put(&v, DER_INT, pki_cert_serial(t == ESS_SERIAL ? cert :
		    campus.rsa));
		der_end(&v, is);
	}
	der_end(&v, s2);
	der_end(&v, s1);
	attr(b, OID_ESS_V2, DER_SEQ, es_buf_view(&v), false);
	es_buf_clear(&v);
}

static void
protection(struct es_buf *b)
{
	struct es_buf	v;

	es_buf_init(&v, ES_KIB);
	es_buf_add_view(&v, ALG_SHA256);
	es_buf_add_view(&v, ES_LIT("\xa1\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04"
	    "\x03\x04"));
	attr(b, OID_ALG_PROTECTION, DER_SEQ, es_buf_view(&v), false);
	es_buf_clear(&v);
}

static int
by_der(const void *a, const void *b)
{
	return es_view_cmp(es_buf_view(a), es_buf_view(b));
}

/* The signed attributes' content, in their order unless the trap is it. */
static void
attrs(struct es_buf *out, enum trap t)
{
	unsigned char	num[5] = { 0x2a, 0x03, 0x04, 0, 0 };
	struct es_buf	a[ES_LIMIT_CMS_ATTRS + 8];
	size_t		n = 0, i, more = 0;

	for (i = 0; i < ES_COUNT(a); i++)
		es_buf_init(&a[i], ES_KIB);
	if (t != TYPE_MISSING)
		attr(&a[n++], OID_CONTENT_TYPE, DER_OID, t == TYPE_OTHER ?
		    OID_SIGNED_DATA : t == TYPE_OF_TOKEN ? OID_TST_INFO :
		    OID_DATA, false);
	if (t != MD_MISSING)
		attr(&a[n++], OID_MESSAGE_DIGEST, DER_OCTETS,
		    es_view(doc, t == MD_SHORT ? 31 : t == SHA1 ? 20 : 32),
		    t == TWO_VALUES);
	if (t == MD_TWICE)
		attr(&a[n++], OID_MESSAGE_DIGEST, DER_OCTETS,
		    es_view("another digest of just 32 bytes!", 32), false);
	if (t == UNKNOWN_TWICE) {
		attr(&a[n++], ES_LIT("\x2a\x03"), DER_INT, ES_LIT("\x01"),
		    false);
		attr(&a[n++], ES_LIT("\x2a\x03"), DER_INT, ES_LIT("\x02"),
		    false);
	}
	if (t != ESS_MISSING)
		ess(&a[n++], t);
	if (t == PROTECT_OTHER)
		protection(&a[n++]);
	if (t == SIGNING_TIME)
		attr(&a[n++], OID_SIGNING_TIME, DER_UTCTIME,
		    ES_LIT("261123080000Z"), false);
	if (t == ATTR_LIMIT)
		more = ES_LIMIT_CMS_ATTRS - n;
	if (t == ATTR_OVER)
		more = ES_LIMIT_CMS_ATTRS - n + 1;
	for (i = 0; i < more; i++) {
		num[3] = (unsigned char)i;
		attr(&a[n++], es_view(num, 5), DER_INT, ES_LIT("\x01"),
		    false);
	}
	qsort(a, n, sizeof(a[0]), by_der);
	for (i = 0; i < n; i++)
		es_buf_add_view(out, es_buf_view(&a[t == UNSORTED ?
		    n - 1 - i : i]));
	for (i = 0; i < ES_COUNT(a); i++)
		es_buf_clear(&a[i]);
}

static void
tokens(struct es_buf *b, size_t n)
{
	size_t	seq = der_begin(b, DER_SEQ), set;

	der_put(b, DER_OID, OID_TIME_TOKEN);
	set = der_begin(b, DER_SET);
	for (; n > 0; n--)
		der_put(b, DER_SEQ, ES_LIT("\x02\x01\x07"));
	der_end(b, set);
	der_end(b, seq);
}

static void
unsigned_attrs(struct es_buf *b, enum trap t)
{
	size_t	at = der_begin(b, DER_CONS | 1);

	if (t == TOKEN_LIMIT || t == TOKEN_OVER)
		tokens(b, ES_LIMIT_CMS_TOKENS + (t == TOKEN_OVER));
	else if (t == TOKENS_TWO_ATTRS) {
		tokens(b, 1);
		tokens(b, 2);
	} else
		attr(b, ES_LIT("\x2a\x03"), DER_INT, ES_LIT("\x01"), false);
	der_end(b, at);
}

static void
signer_info(struct es_buf *b, enum trap t)
{
	enum crypt_md	md = t == SHA1 ? CRYPT_SHA1 : CRYPT_SHA256;
	unsigned char	sum[32], sig[CRYPT_SIG_MAX];
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	set;
	size_t		si, seq, n;

	es_buf_init(&set, ES_MIB);
	seq = der_begin(&set, DER_SET);
	attrs(&set, t);
	der_end(&set, seq);
	must(crypt_digest(md, t == NO_ATTRS ? es_view(doc, 32) :
	    es_buf_view(&set), sum, &err), &err);
	must(crypt_key_sign(campus.ec_key, md, es_view(sum,
	    crypt_md_size(md)), sig, &n, &err), &err);
	si = der_begin(b, DER_SEQ);
	der_put_num(b, t == VERSION_3 ? 3 : 1);
	seq = der_begin(b, DER_SEQ);
	es_buf_add_view(b, pki_cert_issuer_der(campus.ec));
	der_put(b, DER_INT, pki_cert_serial(t == SIGNER_OTHER ?
	    campus.tsa : campus.ec));
	der_end(b, seq);
	es_buf_add_view(b, t == SIG_AS_DIGEST ? ALG_EC_SHA256 : t == SHA1 ?
	    ALG_SHA1 : ALG_SHA256);
	if (t != NO_ATTRS) {
		set.p[0] = DER_CONS;
		es_buf_add_view(b, es_buf_view(&set));
	}
	es_buf_add_view(b, t == DIGEST_AS_SIG ? ALG_SHA256 : t == MD5_SIG ?
	    ALG_RSA_MD5 : t == PARAMS ? ALG_EC_NULL : t == PSS ? ALG_PSS :
	    t == PSS_BARE ? ALG_PSS_BARE : t == PSS_TWO ? ALG_PSS_TWO :
	    t == PSS_SHA1 ? ALG_PSS_SHA1 :
	    t == TWO_DIGESTS ? ALG_EC_SHA512 : t == SHA1 ?
	    ALG_EC_SHA1 : ALG_EC_SHA256);
	der_put(b, DER_OCTETS, es_view(sig, n));
	if (t == TOKEN_LIMIT || t == TOKEN_OVER || t == TOKENS_TWO_ATTRS ||
	    t == UNSIGNED_OTHER)
		unsigned_attrs(b, t);
	der_end(b, si);
	es_buf_clear(&set);
}

static void
build(struct es_buf *b, enum trap t)
{
	size_t	ci, ctx, sd, at, in, i, certs = 2;

	ci = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, t == NOT_SIGNED_DATA ? OID_DATA :
	    OID_SIGNED_DATA);
	ctx = der_begin(b, DER_CONS);
	sd = der_begin(b, DER_SEQ);
	der_put_num(b, 1);
	der_put(b, DER_SET, t == UNLISTED || t == SHA1 ? ALG_SHA1 :
	    t == SIG_AS_DIGEST ? ALG_EC_SHA256 : ALG_SHA256);
	at = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, t == TYPE_OF_TOKEN ? OID_TST_INFO : OID_DATA);
	if (t == ECONTENT) {
		in = der_begin(b, DER_CONS);
		der_put(b, DER_OCTETS, ES_LIT("something else"));
		der_end(b, in);
	}
	der_end(b, at);
	if (t == CERT_LIMIT || t == CERT_OVER)
		certs = ES_LIMIT_CMS_CERTS + (t == CERT_OVER);
	at = der_begin(b, DER_CONS);
	for (i = 0; i < certs && t != EMPTY_CERTS; i++)
		es_buf_add_view(b, pki_cert_der(i == 0 ? campus.ec :
		    campus.ca));
	der_end(b, at);
	at = der_begin(b, DER_SET);
	if (t != NO_SIGNERS)
		signer_info(b, t);
	if (t == TWO_SIGNERS)
		signer_info(b, t);
	der_end(b, at);
	der_end(b, sd);
	der_end(b, ctx);
	der_end(b, ci);
	if (t == TRAILING)
		es_buf_add_ch(b, 0);
	if (t == INDEFINITE) {		/* the outermost element */
		b->p[1] = 0x80;
		memmove(b->p + 2, b->p + 4, b->n - 4);
		b->p[b->n - 1] = b->p[b->n - 2] = 0;
	}
	if (t == LONG_LENGTH) {		/* 30 82 xx xx as 30 83 00 xx xx */
		(void)es_buf_extend(b, 1);
		memmove(b->p + 3, b->p + 2, b->n - 3);
		b->p[1] = 0x83;
		b->p[2] = 0;
	}
}

/* What the ones that parse must say. */
static bool
said(struct cms *c, const struct cms_verdict *v, enum trap t)
{
	switch (t) {
	case ESS_OTHER:
	case ESS_SERIAL_OTHER:
		return v->certificate == CMS_FIT_NO &&
		    v->signature == CRYPT_SIG_GOOD && !cms_verdict_good(v);
	case SHA1:		/* it holds, and proves nothing */
		return v->strength == CMS_STRENGTH_WEAK &&
		    v->signature == CRYPT_SIG_GOOD &&
		    v->digest == CMS_FIT_YES && !cms_verdict_good(v);
	case MD5_SIG:
		return v->strength == CMS_STRENGTH_WEAK &&
		    v->signature == CRYPT_VERDICT_UNKNOWN &&
		    !cms_verdict_good(v);
	case PSS:
		return v->signature == CRYPT_SIG_BAD && !cms_verdict_good(v);
	case PSS_TWO:
		return v->strength == CMS_STRENGTH_FOREIGN &&
		    v->signature == CRYPT_VERDICT_UNKNOWN &&
		    !cms_verdict_good(v);
	case SIGNER_OTHER:
	case EMPTY_CERTS:
		return !v->signer_found && !cms_verdict_good(v);
	case SIGNING_TIME:
		return cms_oddities(c) == CMS_ODD_SIGNING_TIME &&
		    cms_verdict_good(v);
	case TOKEN_LIMIT:
		return cms_token_count(c) == ES_LIMIT_CMS_TOKENS &&
		    cms_verdict_good(v);
	case TOKENS_TWO_ATTRS:
		return cms_token_count(c) == 3 && cms_verdict_good(v);
	case UNSIGNED_OTHER:
		return cms_oddities(c) == CMS_ODD_UNSIGNED &&
		    cms_verdict_good(v);
	default:
		return cms_verdict_good(v) && cms_oddities(c) == 0;
	}
}

static void
spring(enum trap t)
{
	struct es_err		 err = ES_ERR_INIT;
	struct cms_verdict	 v;
	struct es_buf		 b;
	struct cms		*c;
	int			 rc;

	es_buf_init(&b, ES_LIMIT_CMS);
	build(&b, t);
	rc = cms_parse(&c, es_buf_view(&b), CMS_SEAL,
	    pki_trust_cache(campus.trust), &err);
	if (traps[t].want != NULL)
		ok(rc < 0 && c == NULL && strcmp(es_code_name(err.code),
		    traps[t].want) == 0, "%s: %s", traps[t].what, err.msg);
	else
		ok(rc == 0 && cms_verify(c, es_view(doc, t == SHA1 ? 20 :
		    32), &v, &err) == 0 && said(c, &v, t), "%s %s", traps[t].what, err.msg);
	cms_free(c);
	es_buf_clear(&b);
}

/* What others write, read so: its oddities, and whether it holds. */
static void
loose(enum trap t, unsigned odd, struct es_view digest, bool good,
    const char *name)
{
	struct es_err		 err = ES_ERR_INIT;
	struct cms_verdict	 v = { .signature = CRYPT_VERDICT_UNKNOWN };
	struct es_buf		 b;
	struct cms		*c;

	es_buf_init(&b, ES_LIMIT_CMS);
	build(&b, t);
	ok(cms_parse(&c, es_buf_view(&b), CMS_LEGACY,
	    pki_trust_cache(campus.trust), &err) == 0 &&
	    cms_oddities(c) == odd && cms_verify(c, digest, &v, &err) == 0 &&
	    (v.signature == CRYPT_SIG_GOOD && v.digest == CMS_FIT_YES) ==
	    good, "%s: %s", name, err.msg);
	cms_free(c);
	es_buf_clear(&b);
}

static void
legacy(void)
{
	struct es_view	 digest = es_view(doc, 32);
	struct es_err	 err = ES_ERR_INIT;
	unsigned char	 sum[32];

	must(crypt_sha256(digest, sum, &err), &err);
	loose(ESS_MISSING, CMS_ODD_NO_ESS, digest, true,
	    "signing-certificate may be missing");
	loose(INDEFINITE, CMS_ODD_BER, digest, true, "an indefinite length");
	loose(LONG_LENGTH, CMS_ODD_BER, digest, true,
	    "a longer form than needed");
	loose(NO_ATTRS, CMS_ODD_NO_ATTRS | CMS_ODD_NO_ESS, es_view(sum, 32),
	    true, "no signed attributes");
	loose(NO_ATTRS, CMS_ODD_NO_ATTRS | CMS_ODD_NO_ESS, digest, false,
	    "none, and another document");
	loose(TWO_SIGNERS, CMS_ODD_SIGNERS, digest, true, "two signers");
}

/* Every cut and every changed byte: an error or a verdict, never "good". */
static void
damage(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct cms_verdict	 v;
	struct es_buf		 b;
	struct cms		*c;
	size_t			 i, good = 0, parsed = 0;

	es_buf_init(&b, ES_LIMIT_CMS);
	build(&b, NOTHING);
	for (i = 0; i < b.n; i++)
		if (cms_parse(&c, es_view(b.p, i), CMS_SEAL,
		    pki_trust_cache(campus.trust), NULL) == 0) {
			cms_free(c);
			parsed++;
		}
	ok(parsed == 0, "no cut one parses");
	for (i = 0; i < b.n; i++) {
		b.p[i] ^= 0x04;
		if (cms_parse(&c, es_buf_view(&b), CMS_SEAL,
		    pki_trust_cache(campus.trust), NULL) == 0) {
			must(cms_verify(c, es_view(doc, 32), &v, &err), &err);
			/* The CA's bytes belong to another question. */
			if (cms_verdict_good(&v) && es_view_find(
			    es_buf_view(&b), pki_cert_der(campus.ca), 0) !=
			    SIZE_MAX)
				good++;
			cms_free(c);
		}
		b.p[i] ^= 0x04;
	}
	/* The version of SignedData (1, 5) is the one free octet. */
	ok(good <= 1, "%zu changed bytes that leave it good", good);
	es_buf_clear(&b);
}

static void
size_limit(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct cms	*c;
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_CMS + 1);
	es_buf_fill(&b, 0, ES_LIMIT_CMS);
	ok(cms_parse(&c, es_buf_view(&b), CMS_SEAL,
	    pki_trust_cache(campus.trust), &err) < 0 &&
	    err.code == ES_E_FORMAT, "at the size limit: not a CMS");
	es_err_clear(&err);
	es_buf_add_ch(&b, 0);
	ok(cms_parse(&c, es_buf_view(&b), CMS_SEAL,
	    pki_trust_cache(campus.trust), &err) < 0 &&
	    err.code == ES_E_LIMIT, "one byte over it");
	es_buf_clear(&b);
}

int
main(void)
{
	enum trap	t;

	campus_open(&campus);
	for (t = NOTHING; t < TRAP__MAX; t++)
		spring(t);
	legacy();
	damage();
	size_limit();
	campus_close(&campus);
	return done();
}
