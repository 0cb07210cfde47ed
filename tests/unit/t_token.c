/*
 * Keys in a token that misbehaves on command: a PKCS#11 library of a few
 * functions, in memory that forked children share.
 */
#define _DEFAULT_SOURCE		/* MAP_ANONYMOUS */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/alg.h"
#include "crypt/der.h"
#include "sys/clock.h"
#include "tests/unit/tap.h"
#include "token/token_priv.h"

#define PIN	"4711"
#define LIB	"/fake"
#define URI	"pkcs11:token=campus;object=seal"

static struct fake {
	bool		 absent, each_time, no_login, wrong_sig;
	CK_FLAGS	 flags;		/* of the token, besides */
	CK_ULONG	 slots, objects;
	CK_RV		 next_sign;	/* answered once */
	CK_RV		 sign;		/* answered always */
	size_t		 pad;		/* bytes of r and of s; 0: as long */
	unsigned	 inits, finals, sessions, logins, contexts, signs;
	unsigned	 calls;
	bool		 in;		/* somebody is signed in */
	CK_MECHANISM_TYPE mechanism;
} *fake;

static struct crypt_key		*soft;		/* what the token holds */
static CK_MECHANISM_TYPE	 began;
static char			 pin_path[64];

/* -- the library ---------------------------------------------------------- */
static CK_RV
f_init(void *args)
{
	(void)args;
	fake->inits++;
	return CKR_OK;
}

static CK_RV
f_final(void *reserved)
{
	(void)reserved;
	fake->finals++;
	fake->in = false;
	return CKR_OK;
}

static CK_RV
f_slots(unsigned char present, CK_SLOT_ID *list, CK_ULONG *n)
{
	CK_ULONG	i;

	(void)present;
	fake->calls++;
	if (fake->slots > *n)
		return CKR_BUFFER_TOO_SMALL;
	for (i = 0; i < fake->slots; i++)
		list[i] = i;
	*n = fake->slots;
	return CKR_OK;
}

static CK_RV
f_token(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	memset(info, ' ', sizeof(*info));
	info->flags = fake->flags |
	    (fake->no_login ? 0 : CKF_LOGIN_REQUIRED);
	if (slot == 0 && !fake->absent)
		memcpy(info->label, "campus", 6);
	return CKR_OK;
}

static CK_RV
f_open(CK_SLOT_ID slot, CK_FLAGS flags, void *app, CK_NOTIFY notify,
    CK_SESSION_HANDLE *s)
{
	(void)slot; (void)flags; (void)app; (void)notify;
	*s = ++fake->sessions;
	return CKR_OK;
}

static CK_RV
f_close(CK_SESSION_HANDLE s)
{
	(void)s;
	return CKR_OK;
}

static CK_RV
f_session(CK_SESSION_HANDLE s, CK_SESSION_INFO *info)
{
	(void)s;
	memset(info, 0, sizeof(*info));
	info->state = fake->in ? CKS_RO_USER_FUNCTIONS :
	    CKS_RO_PUBLIC_SESSION;
	return CKR_OK;
}

static CK_RV
f_login(CK_SESSION_HANDLE s, CK_USER_TYPE user, unsigned char *pin,
    CK_ULONG n)
{
	(void)s;
	if (user == CKU_CONTEXT_SPECIFIC)
		fake->contexts++;
	else
		fake->logins++;
	if (n != strlen(PIN) || memcmp(pin, PIN, n) != 0)
		return CKR_PIN_INCORRECT;
	fake->in = true;
	return CKR_OK;
}

static CK_RV
f_find_init(CK_SESSION_HANDLE s, CK_ATTRIBUTE *t, CK_ULONG n)
{
	(void)s;
	return n == 2 && t[1].type == CKA_LABEL && t[1].ulValueLen == 4 &&
	    memcmp(t[1].pValue, "seal", 4) == 0 ? CKR_OK :
	    CKR_ATTRIBUTE_VALUE_INVALID;
}

static CK_RV
f_find(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE *o, CK_ULONG max, CK_ULONG *n)
{
	(void)s;
	for (*n = 0; *n < max && *n < fake->objects; (*n)++)
		o[*n] = *n + 1;
	return CKR_OK;
}

static CK_RV
f_find_final(CK_SESSION_HANDLE s)
{
	(void)s;
	return CKR_OK;
}

/* The BIT STRING of the public key, without its first octet. */
static struct es_view
key_bits(struct es_view *params)
{
	static struct der_fail	fail;
	struct der		d = der_open(crypt_key_spki(soft), &fail);
	struct der		seq = der_in(&d, DER_SEQ), alg;

	alg = der_in(&seq, DER_SEQ);
	(void)der_take(&alg, DER_OID);
	*params = der_any(&alg);
	return es_view_sub(der_take(&seq, DER_BITS), 1, SIZE_MAX);
}

static CK_RV
give(CK_ATTRIBUTE *a, struct es_view v)
{
	if (a->ulValueLen < v.n)
		return CKR_BUFFER_TOO_SMALL;
	memcpy(a->pValue, v.p, v.n);
	a->ulValueLen = v.n;
	return CKR_OK;
}

static CK_RV
f_attribute(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o, CK_ATTRIBUTE *a,
    CK_ULONG n)
{
	static struct der_fail	fail;
	struct es_view		params, bits = key_bits(&params), m, e;
	bool			ec = crypt_key_kind(soft) == CRYPT_P256 ||
				    crypt_key_kind(soft) == CRYPT_P384;
	CK_KEY_TYPE		type = ec ? CKK_EC : CKK_RSA;
	CK_BBOOL		yes = fake->each_time;
	struct der		d = der_open(bits, &fail), seq;

	(void)s; (void)o;
	if (a[0].type == CKA_KEY_TYPE)
		return give(a, es_view(&type, sizeof(type)));
	if (a[0].type == CKA_ALWAYS_AUTHENTICATE)
		return give(a, es_view(&yes, sizeof(yes)));
	if (n != 2 || ec != (a[0].type == CKA_EC_PARAMS))
		return CKR_ATTRIBUTE_TYPE_INVALID;
	if (ec)
		return give(a, params) != CKR_OK ? CKR_GENERAL_ERROR :
		    give(a + 1, bits);
	seq = der_in(&d, DER_SEQ);
	m = der_int(&seq);
	e = der_int(&seq);
	return give(a, m) != CKR_OK ? CKR_GENERAL_ERROR : give(a + 1, e);
}

static CK_RV
f_sign_init(CK_SESSION_HANDLE s, CK_MECHANISM *m, CK_OBJECT_HANDLE o)
{
	const CK_RSA_PKCS_PSS_PARAMS	*pss = m->pParameter;

	(void)s; (void)o;
	fake->mechanism = began = m->mechanism;
	if (began == CKM_RSA_PKCS_PSS && (pss->hashAlg != CKM_SHA256 ||
	    pss->mgf != CKG_MGF1_SHA256 || pss->sLen != 32))
		return CKR_MECHANISM_PARAM_INVALID;
	return CKR_OK;
}

/* DER of ECDSA back to r and s, "pad" bytes each. */
static size_t
raw_of(struct es_view der, unsigned char *out)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(der, &fail), seq = der_in(&d, DER_SEQ);
	size_t		size = fake->pad, i;

	if (size == 0)
		size = crypt_key_kind(soft) == CRYPT_P384 ? 48 : 32;
	memset(out, 0, 2 * size);
	for (i = 1; i <= 2; i++) {
		struct es_view	v = der_int(&seq);

		if (v.n > 0 && v.p[0] == 0)
			v = es_view_sub(v, 1, SIZE_MAX);
		memcpy(out + i * size - v.n, v.p, v.n);
	}
	return 2 * size;
}

static CK_RV
f_sign(CK_SESSION_HANDLE s, unsigned char *data, CK_ULONG n,
    unsigned char *sig, CK_ULONG *len)
{
	struct es_err	err = ES_ERR_INIT;
	unsigned char	der[CRYPT_SIG_MAX];
	CK_RV		rv = fake->next_sign;
	size_t		size;

	(void)s;
	fake->signs++;
	fake->next_sign = CKR_OK;
	if (rv == CKR_OK)
		rv = fake->sign;
	if (rv != CKR_OK)
		return rv;
	if (!fake->in && !fake->no_login)
		return CKR_USER_NOT_LOGGED_IN;
	if (began == CKM_RSA_PKCS && (n != 51 ||
	    memcmp(data, "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03"
	    "\x04\x02\x01\x05\x00\x04\x20", 19) != 0))
		return CKR_DATA_INVALID;
	if (began == CKM_RSA_PKCS) {
		data += 19;
		n -= 19;
	}
	if (crypt_key_sign(soft, n == 48 ? CRYPT_SHA384 : CRYPT_SHA256,
	    es_view(data, n), der, &size, &err) < 0)
		return CKR_FUNCTION_FAILED;
	if (began == CKM_ECDSA)
		size = raw_of(es_view(der, size), sig);
	else
		memcpy(sig, der, size);
	*len = size;
	sig[size - 1] ^= fake->wrong_sig;
	return CKR_OK;
}

static CK_FUNCTION_LIST	functions = {
	.C_Initialize = f_init, .C_Finalize = f_final,
	.C_GetSlotList = f_slots, .C_GetTokenInfo = f_token,
	.C_OpenSession = f_open, .C_CloseSession = f_close,
	.C_GetSessionInfo = f_session, .C_Login = f_login,
	.C_FindObjectsInit = f_find_init, .C_FindObjects = f_find,
	.C_FindObjectsFinal = f_find_final,
	.C_GetAttributeValue = f_attribute,
	.C_SignInit = f_sign_init, .C_Sign = f_sign,
};

/* -- the tests ------------------------------------------------------------ */
static void
write_pin(const char *pin, mode_t mode)
{
	FILE	*f = fopen(pin_path, "w");

	if (f == NULL || fprintf(f, "%s\n", pin) < 0 || fclose(f) != 0 ||
	    chmod(pin_path, mode) != 0)
		exit(1);
}

struct desk {			/* a set and a key in it */
	struct token_set	*set;
	struct crypt_key	*key;
};

static struct token_conf	conf = { LIB, pin_path };

static void
reset(void)
{
	memset(fake, 0, sizeof(*fake));
	fake->slots = 2;
	fake->objects = 1;
	write_pin(PIN, 0600);
}

static void
sit(struct desk *d)
{
	struct es_err	err = ES_ERR_INIT;

	if (token_set_new(&d->set, &err) < 0 ||
	    token_library_give(d->set, LIB, &functions, &err) < 0 ||
	    token_key_open(&d->key, d->set, URI, &conf,
	    crypt_key_spki(soft), &err) < 0)
		printf("Bail out! %s\n", err.msg);
}

static void
leave(struct desk *d)
{
	crypt_key_free(d->key);
	token_set_free(d->set);
}

static struct es_err	said;		/* by the last use */

/* What a test signature came to. */
static enum es_code
use(struct desk *d, const char **why)
{
	es_err_clear(&said);
	if (crypt_key_test(d->key, &said) == 0)
		es_err_clear(&said);
	if (why != NULL)
		*why = said.msg;
	return said.code;
}

static void
wait_for_retry(void)
{
	const struct timespec	t = { ES_LIMIT_TOKEN_RETRY_MS / 1000,
				    ES_LIMIT_TOKEN_RETRY_MS % 1000 * 1000000L
				    + 20000000L };

	(void)nanosleep(&t, NULL);
}

static void
addresses(void)
{
	static const struct { const char *uri, *why; } bad[] = {
		{ "pkcs11:token=campus", "names no key" },
		{ "pkcs11:object=a;pin-value=1", "no PIN in an address" },
		{ "pkcs11:object=a?pin-value=1", "no PIN in an address" },
		{ "pkcs11:object=a;colour=red", "do not know" },
		{ "pkcs11:object=%zz", "the address" },
		{ "http:object=a", "the address" },
	};
	struct es_err		 err = ES_ERR_INIT;
	struct token_set	*set;
	struct crypt_key	*key;
	char			 uri[ES_LIMIT_TOKEN_URI + 2];
	size_t			 i;

	if (token_set_new(&set, &err) < 0)
		return;
	for (i = 0; i < ES_COUNT(bad); i++) {
		ok(token_key_open(&key, set, bad[i].uri, &conf,
		    crypt_key_spki(soft), &err) < 0 &&
		    err.code == ES_E_INPUT && key == NULL &&
		    strstr(err.msg, bad[i].why) != NULL, "%s: %s",
		    bad[i].uri, err.msg);
		es_err_clear(&err);
	}
	ok(token_key_open(&key, set, URI, NULL, crypt_key_spki(soft),
	    &err) < 0 && err.code == ES_E_INPUT, "no library: %s", err.msg);
	es_err_clear(&err);
	memset(uri, 'a', sizeof(uri));
	memcpy(uri, "pkcs11:object=", 14);
	uri[ES_LIMIT_TOKEN_URI] = '\0';
	ok(token_key_open(&key, set, uri, &conf, crypt_key_spki(soft),
	    &err) == 0, "the longest address");
	crypt_key_free(key);
	uri[ES_LIMIT_TOKEN_URI] = 'a';
	uri[ES_LIMIT_TOKEN_URI + 1] = '\0';
	ok(token_key_open(&key, set, uri, &conf, crypt_key_spki(soft),
	    &err) < 0 && err.code == ES_E_LIMIT, "one byte over");
	es_err_clear(&err);
	ok(token_is_uri(URI) && !token_is_uri("keys/a.key.pem"),
	    "what an address looks like");
	token_set_free(set);
}

/* A library that is none, and none at all. */
static void
libraries(void)
{
	static const struct { const char *path; enum es_code code; } bad[] = {
		{ "libm.so.6", ES_E_INPUT },
		{ "/nowhere/lib.so", ES_E_UPSTREAM },
	};
	struct es_err		 err = ES_ERR_INIT;
	struct token_set	*set;
	struct crypt_key	*key;
	size_t			 i;

	for (i = 0; i < ES_COUNT(bad); i++) {
		struct token_conf	c = { bad[i].path, NULL };

		if (token_set_new(&set, &err) < 0)
			return;
		ok(token_key_open(&key, set, URI, &c, ES_VIEW_EMPTY,
		    &err) < 0 && err.code == bad[i].code, "%s", err.msg);
		es_err_clear(&err);
		token_set_free(set);
	}
}

static void
each_kind(enum crypt_kind kind, CK_MECHANISM_TYPE mechanism, bool pss)
{
	struct es_err		 err = ES_ERR_INIT;
	struct token_set	*set;
	struct crypt_key	*key;
	const char		*name = crypt_kind_name(kind);

	reset();
	if (crypt_key_generate(&soft, kind, &err) < 0 ||
	    token_set_new(&set, &err) < 0 ||
	    token_library_give(set, LIB, &functions, &err) < 0)
		return;
	ok(token_key_open(&key, set, URI, &conf, ES_VIEW_EMPTY, &err) == 0,
	    "%s: opened without a certificate: %s", name, err.msg);
	ok(es_view_eq(crypt_key_spki(key), crypt_key_spki(soft)),
	    "%s: the public key as it is", name);
	if (pss && (crypt_key_use_pss(soft, &err) < 0 ||
	    crypt_key_use_pss(key, &err) < 0))
		ok(false, "%s: PSS: %s", name, err.msg);
	ok(crypt_key_test(key, &err) == 0 && fake->mechanism == mechanism,
	    "%s: signs: %s", name, err.msg);
	crypt_key_free(key);
	token_set_free(set);
	crypt_key_free(soft);
}

static void
pins(void)
{
	struct desk	 d, e;
	const char	*why = said.msg;
	pid_t		 pid;
	int		 st;

	reset();
	write_pin("0000", 0600);
	sit(&d);
	ok(use(&d, &why) == ES_E_DENIED && fake->logins == 1,
	    "a wrong PIN: %s", why);
	ok(use(&d, NULL) == ES_E_DENIED && fake->logins == 1,
	    "is not tried again");
	if ((pid = fork()) == 0) {
		wait_for_retry();
		_exit(use(&d, NULL) == ES_E_DENIED ? 0 : 1);
	}
	ok(waitpid(pid, &st, 0) == pid && st == 0 && fake->logins == 1,
	    "nor by a forked child, after the pause");
	ok(use(&d, &why) == ES_E_DENIED && fake->logins == 1 &&
	    strstr(why, "not tried again") != NULL, "nor here: %s", why);
	wait_for_retry();
	write_pin(PIN, 0600);
	ok(use(&d, &why) == ES_E_NONE && fake->logins == 2,
	    "another PIN in the file is: %s", why);
	leave(&d);

	reset();
	write_pin("0000", 0600);
	sit(&d);
	sit(&e);
	ok(use(&d, NULL) == ES_E_DENIED && use(&e, NULL) == ES_E_DENIED &&
	    fake->logins == 2, "a new set tries once more");
	leave(&d);
	leave(&e);
}

static void
careful_pins(void)
{
	struct desk	 d;
	const char	*why = said.msg;

	reset();
	fake->flags = CKF_USER_PIN_FINAL_TRY;
	sit(&d);
	ok(use(&d, &why) == ES_E_DENIED && fake->logins == 0,
	    "the last try is left to people: %s", why);
	leave(&d);
	reset();
	fake->flags = CKF_USER_PIN_LOCKED;
	sit(&d);
	ok(use(&d, &why) == ES_E_DENIED && fake->logins == 0, "locked: %s",
	    why);
	leave(&d);
	reset();
	write_pin(PIN, 0644);
	sit(&d);
	ok(use(&d, &why) == ES_E_DENIED && fake->logins == 0,
	    "a PIN that others may read: %s", why);
	leave(&d);
	reset();
	(void)unlink(pin_path);
	sit(&d);
	ok(use(&d, &why) == ES_E_DENIED && fake->logins == 0,
	    "no PIN: %s", why);
	leave(&d);
	reset();
	(void)unlink(pin_path);
	fake->no_login = true;
	sit(&d);
	ok(use(&d, NULL) == ES_E_NONE, "a token that wants none");
	leave(&d);
	reset();
	fake->each_time = true;
	sit(&d);
	ok(use(&d, &why) == ES_E_NONE && use(&d, NULL) == ES_E_NONE &&
	    fake->contexts == 2 && fake->logins == 1,
	    "a key that wants the PIN each time: %s", why);
	leave(&d);
}

static void
lost_and_found(void)
{
	struct desk	 d;
	const char	*why = said.msg;
	unsigned	 calls;

	reset();
	sit(&d);
	ok(use(&d, NULL) == ES_E_NONE && fake->sessions == 1, "a session");
	ok(use(&d, NULL) == ES_E_NONE && fake->sessions == 1,
	    "serves many signatures");
	fake->next_sign = CKR_SESSION_HANDLE_INVALID;
	ok(use(&d, &why) == ES_E_NONE && fake->sessions == 2 &&
	    fake->finals == 0, "lost, and opened anew at once: %s", why);
	fake->next_sign = CKR_DEVICE_ERROR;
	ok(use(&d, &why) == ES_E_NONE && fake->finals == 1 &&
	    fake->inits == 2, "a fault of the device: the library, too: %s",
	    why);
	fake->sign = CKR_DEVICE_REMOVED;
	fake->absent = true;
	ok(use(&d, &why) == ES_E_UPSTREAM, "pulled out: %s", why);
	calls = fake->calls;
	ok(use(&d, &why) == ES_E_UPSTREAM && fake->calls == calls,
	    "not asked again at once: %s", why);
	fake->sign = CKR_OK;
	fake->absent = false;
	ok(use(&d, NULL) == ES_E_UPSTREAM, "even when it is back");
	wait_for_retry();
	ok(use(&d, &why) == ES_E_NONE, "but after the pause: %s", why);
	ok(fake->logins >= 2, "and signed in again");
	leave(&d);
	ok(fake->finals == fake->inits, "the library is given back");
}

static void
never(void)
{
	struct desk	 d;
	const char	*why = said.msg;

	reset();
	fake->wrong_sig = true;
	sit(&d);
	ok(use(&d, &why) == ES_E_CRYPTO, "a wrong signature stays here: %s",
	    why);
	leave(&d);
	reset();
	fake->sign = CKR_MECHANISM_INVALID;
	sit(&d);
	ok(use(&d, &why) == ES_E_CRYPTO, "%s", why);
	leave(&d);
	reset();
	fake->objects = 0;
	sit(&d);
	ok(use(&d, &why) == ES_E_NOTFOUND, "%s", why);
	leave(&d);
	reset();
	fake->objects = 2;
	sit(&d);
	ok(use(&d, &why) == ES_E_INPUT, "%s", why);
	leave(&d);
}

static void
walls(void)
{
	struct desk	 d;
	const char	*why = said.msg;

	reset();
	fake->slots = ES_LIMIT_TOKEN_SLOTS;
	sit(&d);
	ok(use(&d, &why) == ES_E_NONE, "as many slots as the limit: %s", why);
	leave(&d);
	reset();
	fake->slots = ES_LIMIT_TOKEN_SLOTS + 1;
	sit(&d);
	ok(use(&d, &why) == ES_E_LIMIT, "one over: %s", why);
	leave(&d);
	reset();
	fake->pad = ES_LIMIT_TOKEN_EC;
	sit(&d);
	ok(use(&d, &why) == ES_E_NONE, "r and s as long as the limit: %s",
	    why);
	leave(&d);
	reset();
	fake->pad = ES_LIMIT_TOKEN_EC + 1;
	sit(&d);
	ok(use(&d, &why) == ES_E_UPSTREAM, "one over: %s", why);
	leave(&d);
}

/* Two keys, two sets of one library: the dead one hardly hurts the other. */
static void
neighbours(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct crypt_key *other;
	struct desk	 d;
	unsigned	 finals;

	reset();
	sit(&d);
	if (token_key_open(&other, d.set, "pkcs11:token=gone;object=seal",
	    &conf, crypt_key_spki(soft), &err) < 0)
		return;
	ok(use(&d, NULL) == ES_E_NONE, "one token is there");
	ok(crypt_key_test(other, &err) < 0 && err.code == ES_E_UPSTREAM,
	    "the other is not: %s", err.msg);
	es_err_clear(&err);
	finals = fake->finals;
	ok(use(&d, NULL) == ES_E_NONE, "the first still signs");
	wait_for_retry();
	ok(crypt_key_test(other, &err) < 0 && fake->finals == finals,
	    "the library is not taken from under it again");
	es_err_clear(&err);
	d.set->libraries->reset_at = sys_mono_ms() - ES_LIMIT_TOKEN_RESET_MS;
	wait_for_retry();
	ok(crypt_key_test(other, &err) < 0 && fake->finals == finals + 1,
	    "before its time has come");
	ok(use(&d, NULL) == ES_E_NONE, "and signs on");
	crypt_key_free(other);
	leave(&d);
}

int
main(void)
{
	struct es_err	err = ES_ERR_INIT;

	(void)snprintf(pin_path, sizeof(pin_path), "/tmp/t_token.%ld",
	    (long)getpid());
	fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fake == MAP_FAILED)
		return 1;
	each_kind(CRYPT_P384, CKM_ECDSA, false);
	each_kind(CRYPT_RSA, CKM_RSA_PKCS, false);
	each_kind(CRYPT_RSA, CKM_RSA_PKCS_PSS, true);
	if (crypt_key_generate(&soft, CRYPT_P256, &err) < 0)
		return 1;
	reset();
	addresses();
	libraries();
	pins();
	careful_pins();
	lost_and_found();
	never();
	walls();
	neighbours();
	crypt_key_free(soft);
	(void)unlink(pin_path);
	return done();
}
