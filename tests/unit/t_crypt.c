/* Digests, random text, encodings, secrets, passwords and keys. */
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/key.h"
#include "crypt/password.h"
#include "crypt/random.h"
#include "crypt/secret.h"
#include "crypt/text.h"
#include "tests/unit/tap.h"

static void
digests(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct crypt_hash	*h;
	unsigned char		 d[CRYPT_DIGEST_MAX], e[CRYPT_DIGEST_MAX];
	char			 hex[2 * CRYPT_DIGEST_MAX + 1];

	/* FIPS 180-4 examples, NIST "abc". */
	ok(crypt_sha256(ES_LIT("abc"), d, &err) == 0, "sha256");
	crypt_hex(es_view(d, 32), hex);
	is_str(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
	    "f20015ad", "sha256 of abc");
	ok(crypt_digest(CRYPT_SHA384, ES_LIT("abc"), d, &err) == 0, "sha384");
	crypt_hex(es_view(d, 48), hex);
	is_str(hex, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a"
	    "43ff5bed8086072ba1e7cc2358baeca134c825a7", "sha384 of abc");
	ok(crypt_digest(CRYPT_SHA512, ES_LIT("abc"), d, &err) == 0, "sha512");
	ok(d[0] == 0xdd && d[63] == 0x9f, "sha512 of abc");
	ok(crypt_digest(CRYPT_MD_NONE, ES_LIT("abc"), d, &err) < 0 &&
	    err.code == ES_E_CRYPTO, "no digest is an error");
	es_err_clear(&err);

	ok(crypt_hash_new(&h, CRYPT_SHA256, &err) == 0, "a hash in pieces");
	crypt_hash_add(h, ES_LIT("x"));
	crypt_hash_reset(h);
	crypt_hash_add(h, ES_LIT("a"));
	crypt_hash_add(h, ES_VIEW_EMPTY);
	crypt_hash_add(h, ES_LIT("bc"));
	ok(crypt_hash_final(h, d, &err) == 0 &&
	    crypt_sha256(ES_LIT("abc"), e, &err) == 0 &&
	    memcmp(d, e, 32) == 0, "pieces give the same digest");
	crypt_hash_add(h, ES_LIT("abc"));
	ok(crypt_hash_final(h, d, &err) == 0 && memcmp(d, e, 32) == 0,
	    "after _final it starts anew");
	crypt_hash_free(h);

	/* RFC 4231 test case 2. */
	ok(crypt_hmac_sha256(ES_LIT("Jefe"),
	    ES_LIT("what do ya want for nothing?"), d, &err) == 0, "hmac");
	crypt_hex(es_view(d, 32), hex);
	is_str(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b9"
	    "64ec3843", "hmac of RFC 4231");
	ok(crypt_hmac_sha256(ES_VIEW_EMPTY, ES_VIEW_EMPTY, d, &err) == 0 &&
	    d[0] == 0xb6 && d[1] == 0x13, "hmac with an empty key");

	ok(crypt_equal(ES_LIT("same"), ES_LIT("same")), "equal");
	ok(!crypt_equal(ES_LIT("same"), ES_LIT("samf")), "not equal");
	ok(!crypt_equal(ES_LIT("same"), ES_LIT("sam")), "other length");
	ok(crypt_equal(ES_VIEW_EMPTY, ES_VIEW_EMPTY), "empty equals empty");
}

static void
randoms(void)
{
	struct es_err	err = ES_ERR_INIT;
	char		a[33], b[33];
	size_t		i;
	bool		in = true;

	ok(crypt_random_base32(a, 32, &err) == 0 &&
	    crypt_random_base32(b, 32, &err) == 0, "random base32");
	ok(strlen(a) == 32 && strcmp(a, b) != 0, "two codes differ");
	for (i = 0; i < 32; i++)
		in = in && strchr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", a[i]) !=
		    NULL;
	ok(in, "only Crockford's characters");
	ok(crypt_random_base64url(a, 22, &err) == 0 && strlen(a) == 22 &&
	    strpbrk(a, "+/=") == NULL, "random base64url");
}

static bool
decodes(const char *text, const char *want, bool is_url)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	b;
	bool		good;
	int		rc;

	es_buf_init(&b, 100);
	rc = is_url ? crypt_base64url_decode(es_view_str(text), &b, &err) :
	    crypt_base64_decode(es_view_str(text), &b, &err);
	good = want == NULL ? rc < 0 && err.code == ES_E_INPUT :
	    rc == 0 && es_view_eq_str(es_buf_view(&b), want);
	es_buf_clear(&b);
	return good;
}

static void
texts(void)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	b;
	unsigned char	raw[4];
	char		code[17];

	es_buf_init(&b, 100);
	crypt_base64(&b, ES_LIT("foobar"));
	crypt_base64(&b, ES_LIT("fooba"));
	crypt_base64(&b, ES_LIT("foob"));
	crypt_base64url(&b, ES_LIT("\xfb\xff"));
	is_str(es_buf_cstr(&b), "Zm9vYmFyZm9vYmE=Zm9vYg==-_8",
	    "base64 of RFC 4648");
	es_buf_clear(&b);
	ok(decodes("Zm9vYmFy", "foobar", false) &&
	    decodes("Zm9vYg==", "foob", false) && decodes("", "", false),
	    "base64 back");
	ok(decodes("Zm9vYg", NULL, false), "padding is wanted");
	ok(decodes("Zm9vYh==", NULL, false), "stray bits are refused");
	ok(decodes("Zm9v\nYg==", NULL, false), "blanks are refused");
	ok(decodes("Zg==Zg==", NULL, false), "padding in the middle");
	ok(decodes("=", NULL, false) && decodes("====", NULL, false),
	    "only padding");
	ok(decodes("-_8", "\xfb\xff", true), "base64url back");
	ok(decodes("-_8=", NULL, true) && decodes("+/8", NULL, true) &&
	    decodes("A", NULL, true), "base64url is strict");

	ok(crypt_hex_decode(ES_LIT("00fFA0"), raw, 3, &err) == 0 &&
	    raw[0] == 0 && raw[1] == 255 && raw[2] == 0xa0, "hex back");
	ok(crypt_hex_decode(ES_LIT("00f"), raw, 2, &err) < 0, "odd digits");
	es_err_clear(&err);
	ok(crypt_hex_decode(ES_LIT("00fg"), raw, 2, &err) < 0, "no digit");
	es_err_clear(&err);
	ok(crypt_hex_decode(ES_LIT("00ff00"), raw, 2, &err) < 0, "too many");
	es_err_clear(&err);

	ok(crypt_base32_normal(ES_LIT(" oil1-abcd-ef01-2345 "), code, 16,
	    &err) == 0, "a typed code");
	is_str(code, "0111ABCDEF012345", "normal form");
	ok(crypt_base32_normal(ES_LIT("0111ABCDEF01234"), code, 16, &err) < 0
	    && code[0] == '\0', "one character short");
	es_err_clear(&err);
	ok(crypt_base32_normal(ES_LIT("0111ABCDEF0123456"), code, 16, &err) <
	    0, "one over");
	es_err_clear(&err);
	ok(crypt_base32_normal(ES_LIT("0111ABCDEF01234U"), code, 16, &err) <
	    0 && err.code == ES_E_INPUT, "U is in no code");
}

static void
secrets(void)
{
	static const char	zeros[ES_LIMIT_SECRET + 1];
	struct es_err		err = ES_ERR_INIT;
	struct es_secret	s;

	ok(es_secret_set_line(&s, ES_LIT("open sesame\r\n"), &err) == 0 &&
	    es_view_eq_str(es_secret_view(&s), "open sesame"),
	    "the line of a passphrase file");
	es_secret_clear(&s);
	ok(s.p == NULL && s.n == 0, "cleared");
	es_secret_clear(&s);
	ok(es_secret_set_line(&s, ES_LIT("\n"), &err) < 0 &&
	    err.code == ES_E_INPUT, "an empty passphrase");
	es_err_clear(&err);
	ok(es_secret_set_line(&s, ES_LIT("a\nb\n"), &err) < 0, "two lines");
	es_err_clear(&err);
	ok(es_secret_set(&s, es_view(zeros, ES_LIMIT_SECRET), &err) == 0,
	    "a secret at the limit");
	es_secret_clear(&s);
	ok(es_secret_set(&s, es_view(zeros, ES_LIMIT_SECRET + 1), &err) < 0 &&
	    err.code == ES_E_LIMIT, "one byte over");
	es_err_clear(&err);
}

static enum crypt_match
match(const char *pw, const char *stored)
{
	struct es_err		err = ES_ERR_INIT;
	enum crypt_match	m;

	if (crypt_password_check(es_view_str(pw), stored, &m, &err) < 0)
		return CRYPT_MATCH_UNKNOWN;
	return m;
}

static void
passwords(void)
{
	static const struct crypt_password_cost	cheap = { 4, 8, 1 };
	static const char	*const		bad[] = {
		"", "x", "$scrypt$ln=4,r=8,p=1$", "$scrypt$ln=30,r=8,p=1$"
		"AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAA", "$scrypt$ln=4,r=8,p=1$AAAA$AAAA",
	};
	struct es_err	err = ES_ERR_INIT;
	char		a[CRYPT_PASSWORD_MAX], b[CRYPT_PASSWORD_MAX];
	char		longest[ES_LIMIT_PASSWORD + 2];
	size_t		i;

	ok(crypt_password_hash(ES_LIT("Passw0rd-示例"), cheap, a, &err) == 0 &&
	    crypt_password_hash(ES_LIT("Passw0rd-示例"), cheap, b, &err) == 0,
	    "hash");
	ok(strncmp(a, "$scrypt$ln=4,r=8,p=1$", 21) == 0, "parameters in it");
	ok(strcmp(a, b) != 0, "salted");
	ok(match("Passw0rd-示例", a) == CRYPT_MATCH_YES &&
	    match("Passw0rd-示例", b) == CRYPT_MATCH_YES, "right password");
	ok(match("passw0rd-示例", a) == CRYPT_MATCH_NO &&
	    match("", a) == CRYPT_MATCH_NO, "wrong password");
	a[strlen(a) - 3] ^= 1;
	ok(match("Passw0rd-示例", a) != CRYPT_MATCH_YES, "a changed hash");
	for (i = 0; i < ES_COUNT(bad); i++)
		ok(match("x", bad[i]) == CRYPT_MATCH_UNKNOWN,
		    "unreadable stored string %zu", i);
	memset(longest, 'a', sizeof(longest));
	longest[ES_LIMIT_PASSWORD] = '\0';
	ok(crypt_password_hash(es_view_str(longest), cheap, a, &err) == 0 &&
	    match(longest, a) == CRYPT_MATCH_YES, "longest password");
	longest[ES_LIMIT_PASSWORD] = 'a';
	longest[ES_LIMIT_PASSWORD + 1] = '\0';
	ok(crypt_password_hash(es_view_str(longest), cheap, b, &err) < 0 &&
	    err.code == ES_E_INPUT && match(longest, a) == CRYPT_MATCH_NO,
	    "one byte over");
	es_err_clear(&err);
	ok(crypt_password_hash(ES_VIEW_EMPTY, cheap, b, &err) < 0, "empty");
	ok(crypt_password_stale(a, CRYPT_PASSWORD_COST) &&
	    !crypt_password_stale(a, cheap), "stale");
}

/*
 * Made by: openssl kdf -keylen 32 -kdfopt pass:password -kdfopt
 * hexsalt:000102030405060708090a0b0c0d0e0f -kdfopt n:1024 -kdfopt r:8
 * -kdfopt p:16 SCRYPT
 */
static void
password_vector(void)
{
	ok(match("password", "$scrypt$ln=10,r=8,p=16$AAECAwQFBgcICQoLDA0ODw$"
	    "4g82js_BJLO299tHt9dTi5WIPuq16dcXIKI4H1kIYAc") == CRYPT_MATCH_YES,
	    "a hash that another program made");
}

static void
keys(enum crypt_kind kind)
{
	static const unsigned char	digest[32] = { 1, 2, 3 };
	static const unsigned char	other[32] = { 1, 2, 4 };
	const char		*name = crypt_kind_name(kind);
	struct es_err		 err = ES_ERR_INIT;
	struct crypt_key	*key, *again;
	struct crypt_pub	*pub;
	struct es_secret	 pass, wrong;
	enum crypt_verdict	 v;
	struct es_buf		 pem;
	unsigned char		 sig[CRYPT_SIG_MAX];
	struct es_view		 d = es_view(digest, 32);
	size_t			 n;

	ok(crypt_key_generate(&key, kind, &err) == 0, "%s: made", name);
	ok(crypt_key_kind(key) == kind, "%s: its kind", name);
	ok(crypt_key_test(key, &err) == 0, "%s: signs", name);
	ok(es_secret_set(&pass, ES_LIT("secret"), &err) == 0 &&
	    es_secret_set(&wrong, ES_LIT("Secret"), &err) == 0, "secrets");
	es_buf_init(&pem, ES_LIMIT_KEY_FILE);
	ok(crypt_key_store(key, &pass, &pem, &err) == 0 &&
	    es_view_starts(es_buf_view(&pem),
	    ES_LIT("-----BEGIN ENCRYPTED PRIVATE KEY-----")), "%s: stored",
	    name);
	ok(crypt_key_load(&again, es_buf_view(&pem), &wrong, &err) < 0 &&
	    err.code == ES_E_DENIED && again == NULL,
	    "%s: the wrong passphrase", name);
	es_err_clear(&err);
	ok(crypt_key_load(&again, es_buf_view(&pem), &pass, &err) == 0,
	    "%s: loaded", name);
	ok(es_view_eq(crypt_key_spki(key), crypt_key_spki(again)),
	    "%s: the same public key", name);
	ok(crypt_key_sign(again, CRYPT_SHA256, d, sig, &n, &err) == 0 &&
	    n > 0, "%s: sign", name);
	ok(crypt_key_sign(again, CRYPT_SHA256, es_view(digest, 31), sig, &n,
	    &err) < 0 && err.code == ES_E_BUG, "%s: a short digest", name);
	es_err_clear(&err);
	ok(crypt_key_sign(again, CRYPT_SHA256, d, sig, &n, &err) == 0,
	    "%s: sign again", name);
	ok(crypt_pub_parse(&pub, crypt_key_spki(key), &err) == 0, "pub");
	ok(crypt_pub_verify(pub, CRYPT_SHA256, d, es_view(sig, n), &v,
	    &err) == 0 && v == CRYPT_SIG_GOOD, "%s: verifies", name);
	ok(crypt_pub_verify(pub, CRYPT_SHA256, es_view(other, 32),
	    es_view(sig, n), &v, &err) == 0 && v == CRYPT_SIG_BAD,
	    "%s: another digest does not", name);
	ok(crypt_pub_verify(pub, CRYPT_SHA256, d, es_view(sig, n - 1), &v,
	    &err) == 0 && v == CRYPT_SIG_BAD, "%s: nor a cut one", name);
	ok(crypt_pub_verify(pub, CRYPT_SHA256, d, ES_VIEW_EMPTY, &v,
	    &err) == 0 && v == CRYPT_SIG_BAD, "%s: nor an empty one", name);
	sig[n - 1] ^= 1;
	ok(crypt_pub_verify(pub, CRYPT_SHA256, d, es_view(sig, n), &v,
	    &err) == 0 && v == CRYPT_SIG_BAD, "%s: nor a changed one", name);
	sig[n - 1] ^= 1;
	ok(crypt_pub_verify(pub, CRYPT_SHA256, d, es_view(sig, n), &v,
	    &err) == 0 && v == CRYPT_SIG_GOOD,
	    "%s: the good one still does", name);
	crypt_pub_free(pub);
	crypt_key_free(again);
	crypt_key_free(key);
	es_buf_clear(&pem);
	es_secret_clear(&pass);
	es_secret_clear(&wrong);
}

static void
key_files(void)
{
	static char		big[ES_LIMIT_KEY_FILE + 1];
	struct es_err		err = ES_ERR_INIT;
	struct crypt_key	*key;
	struct crypt_pub	*pub;
	struct es_secret	pass;

	ok(es_secret_set(&pass, ES_LIT("x"), &err) == 0, "secret");
	ok(crypt_key_load(&key, ES_LIT("-----BEGIN PRIVATE KEY-----\nAAAA\n"
	    "-----END PRIVATE KEY-----\n"), &pass, &err) < 0 &&
	    err.code == ES_E_FORMAT && strstr(err.msg, "encrypted") != NULL,
	    "an unencrypted key is refused");
	es_err_clear(&err);
	ok(crypt_key_load(&key, ES_LIT("-----BEGIN ENCRYPTED PRIVATE KEY-----"
	    "\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), &pass, &err) < 0
	    && err.code == ES_E_FORMAT, "rubbish inside");
	es_err_clear(&err);
	memset(big, 'A', sizeof(big));
	ok(crypt_key_load(&key, es_view(big, ES_LIMIT_KEY_FILE), &pass,
	    &err) < 0 && err.code == ES_E_FORMAT, "at the limit: no PEM");
	es_err_clear(&err);
	ok(crypt_key_load(&key, es_view(big, ES_LIMIT_KEY_FILE + 1), &pass,
	    &err) < 0 && err.code == ES_E_LIMIT, "one over the limit");
	es_err_clear(&err);
	ok(crypt_pub_parse(&pub, ES_LIT("\x30\x03\x02\x01\x00"), &err) < 0 &&
	    err.code == ES_E_FORMAT, "not a public key");
	es_secret_clear(&pass);
}

int
main(void)
{
	digests();
	randoms();
	texts();
	secrets();
	passwords();
	password_vector();
	keys(CRYPT_P256);
	keys(CRYPT_RSA);
	keys(CRYPT_P384);
	keys(CRYPT_RSA_PSS);
	key_files();
	return done();
}
