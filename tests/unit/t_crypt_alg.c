/* AlgorithmIdentifiers, read and written; keys we only check with. */
#include "base/limits.h"
#include "crypt/alg.h"
#include "crypt/oid.h"
#include "tests/unit/tap.h"

/* The whole of what crypt_scheme_put wrote, read back. */
static void
both_ways(enum crypt_way way, enum crypt_md md, unsigned salt)
{
	struct crypt_scheme	 s = { way, md, salt };
	struct es_err		 err = ES_ERR_INIT;
	struct der_fail		 fail = { NULL };
	struct crypt_alg	 a;
	struct es_view		 oid;
	struct es_buf		 b;
	struct der		 d, in;

	es_buf_init(&b, ES_KIB);
	crypt_scheme_put(&b, &s);
	d = der_open(es_buf_view(&b), &fail);
	in = der_in(&d, DER_SEQ);
	der_done(&d);
	a = crypt_alg_read(&in, &oid);
	ok(der_ok(&fail, "alg", &err) == 0 && a.kind == CRYPT_ALG_SIGNATURE &&
	    !a.weak && a.scheme.way == way && a.scheme.md == md &&
	    a.scheme.salt == salt, "way %d with %s, salt %u: %s", (int)way,
	    crypt_md_name(md), salt, err.msg);
	es_buf_clear(&b);
}

/* RSASSA-PSS with a salt: 0 read, else what the reader said. */
static const char *
pss(struct es_view params, struct crypt_alg *a)
{
	static struct der_fail	 fail;
	struct es_view		 oid;
	struct es_buf		 b;
	struct der		 d;

	fail.why = NULL;
	es_buf_init(&b, ES_KIB);
	der_put(&b, DER_OID, OID_RSA_PSS);
	der_put(&b, DER_SEQ, params);
	d = der_open(es_buf_view(&b), &fail);
	*a = crypt_alg_read(&d, &oid);
	es_buf_clear(&b);
	return fail.why;
}

static const char *
salted(size_t salt)
{
	static const unsigned char	sha256[] = {
		0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
		0x65, 0x03, 0x04, 0x02, 0x01, 0xa1, 0x1a, 0x30, 0x18, 0x06,
		0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08,
		0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
		0x04, 0x02, 0x01 };
	struct crypt_alg		a;
	struct es_buf			b;
	const char			*why;
	size_t				at;

	es_buf_init(&b, ES_KIB);
	es_buf_add(&b, sha256, sizeof(sha256));
	at = der_begin(&b, DER_CONS | 2);
	der_put_num(&b, salt);
	der_end(&b, at);
	why = pss(es_buf_view(&b), &a);
	es_buf_clear(&b);
	return why == NULL && (a.kind != CRYPT_ALG_SIGNATURE ||
	    a.scheme.salt != salt || a.scheme.md != CRYPT_SHA256) ?
	    "not what was written" : why;
}

static void
parameters(void)
{
	struct crypt_alg	a;

	ok(pss(ES_VIEW_EMPTY, &a) == NULL && a.weak &&
	    a.scheme.md == CRYPT_SHA1 && a.scheme.salt == 20,
	    "RSASSA-PSS by default is SHA-1, and weak");
	ok(pss(ES_LIT("\xa3\x03\x02\x01\x01"), &a) == NULL,
	    "trailer 1 may be written");
	ok(pss(ES_LIT("\xa3\x03\x02\x01\x02"), &a) != NULL, "no other");
	ok(pss(ES_LIT("\xa2\x03\x02\x01\xff"), &a) != NULL,
	    "no negative salt");
	ok(pss(ES_LIT("\xa2\x03\x02\x01\x20\xa1\x00"), &a) != NULL,
	    "nor another order");
	ok(salted(0) == NULL && salted(32) == NULL, "salts of 0 and 32");
	ok(salted(ES_LIMIT_PSS_SALT) == NULL, "the longest salt");
	ok(salted(ES_LIMIT_PSS_SALT + 1) != NULL, "one byte over");
}

static enum crypt_alg_kind
plain(const char *der, size_t n, const char **why)
{
	static struct der_fail	fail;
	struct es_view		oid;
	struct der		d;
	struct crypt_alg	a;

	fail.why = NULL;
	d = der_open(es_view(der, n), &fail);
	a = crypt_alg_read(&d, &oid);
	*why = fail.why;
	return a.kind;
}

static void
others(void)
{
	static const char	ed[] = "\x06\x03\x2b\x65\x70";
	static const char	ed_null[] = "\x06\x03\x2b\x65\x70\x05\x00";
	static const char	shake[] = "\x06\x09\x60\x86\x48\x01\x65\x03"
				    "\x04\x02\x12\x02\x02\x02\x00";
	static const char	short_shake[] = "\x06\x09\x60\x86\x48\x01"
				    "\x65\x03\x04\x02\x12\x02\x02\x01\x00";
	static const char	sm2[] = "\x06\x08\x2a\x81\x1c\xcf\x55\x01"
				    "\x83\x75";
	const char		*why;

	ok(plain(ed, sizeof(ed) - 1, &why) == CRYPT_ALG_SIGNATURE &&
	    why == NULL, "Ed25519");
	(void)plain(ed_null, sizeof(ed_null) - 1, &why);
	ok(why != NULL, "takes no parameters");
	ok(plain(shake, sizeof(shake) - 1, &why) == CRYPT_ALG_DIGEST &&
	    why == NULL, "SHAKE256 with 512 bits");
	(void)plain(short_shake, sizeof(short_shake) - 1, &why);
	ok(why != NULL, "and no other length");
	ok(plain(sm2, sizeof(sm2) - 1, &why) == CRYPT_ALG_FOREIGN &&
	    why == NULL, "SM2 is foreign");
}

/* What a provider with a key of such a kind would hear. */
static int
never(void *impl, const struct crypt_scheme *s, struct es_view digest,
    unsigned char *sig, size_t *n, struct es_err *err)
{
	(void)impl; (void)s; (void)digest; (void)sig; (void)n;
	return es_fail(err, ES_E_BUG, "never");
}

static void
forget(void *impl)
{
	(void)impl;
}

static void
for_checking_only(void)
{
	static const struct crypt_key_ops	ops = { never, forget };
	/* RFC 8410 10.1 */
	static const unsigned char	spki[] = {
		0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03,
		0x21, 0x00, 0x19, 0xbf, 0x44, 0x09, 0x69, 0x84, 0xcd, 0xfe,
		0x85, 0x41, 0xba, 0xc1, 0x67, 0xdc, 0x3b, 0x96, 0xc8, 0x50,
		0x86, 0xaa, 0x30, 0xb6, 0xb6, 0xcb, 0x0c, 0x5c, 0x38, 0xad,
		0x70, 0x31, 0x66, 0xe1 };
	struct es_view		 v = es_view(spki, sizeof(spki));
	struct crypt_scheme	 s = { CRYPT_ECDSA, CRYPT_SHA256, 0 };
	struct es_err		 err = ES_ERR_INIT;
	unsigned char		 sum[32] = { 0 };
	enum crypt_verdict	 verdict;
	struct crypt_pub	*pub;
	struct crypt_key	*key;

	ok(crypt_pub_parse(&pub, v, &err) == 0 &&
	    crypt_pub_kind(pub) == CRYPT_ED25519, "an Ed25519 key");
	ok(crypt_pub_verify_message(pub, ES_LIT("m"), es_view(sum, 32),
	    &verdict, &err) == 0 && verdict == CRYPT_SIG_BAD,
	    "what is no signature is bad");
	ok(crypt_pub_verify_as(pub, &s, es_view(sum, 32), es_view(sum, 32),
	    &verdict, &err) == 0 && verdict == CRYPT_SIG_BAD,
	    "and so is one of another way");
	crypt_pub_free(pub);
	ok(crypt_key_new(&key, &ops, NULL, v, &err) < 0 &&
	    err.code == ES_E_FORMAT && key == NULL, "we do not sign with it");
}

int
main(void)
{
	enum crypt_md	md;

	for (md = CRYPT_SHA256; md <= CRYPT_SHA512; md++) {
		both_ways(CRYPT_ECDSA, md, 0);
		both_ways(CRYPT_PKCS1, md, 0);
		both_ways(CRYPT_PSS, md, (unsigned)crypt_md_size(md));
		both_ways(CRYPT_PSS, md, 20);
	}
	parameters();
	others();
	for_checking_only();
	return done();
}
