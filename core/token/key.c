/* token/key.c - a crypt_key whose private half is in a token; see token.h. */
#include <stdlib.h>

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "token/token_priv.h"

int
token_set_new(struct token_set **out, struct es_err *err)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return es_fail(err, ES_E_NOMEM, "token: no memory");
	return 0;
}

void
token_set_free(struct token_set *set)
{
	struct token_library	*lib;
	struct token_pin	*pin;

	if (set == NULL)
		return;
	while ((lib = set->libraries) != NULL) {
		set->libraries = lib->next;
		token_library_free(lib);
	}
	while ((pin = set->pins) != NULL) {
		set->pins = *(struct token_pin **)pin;
		token_pin_free(pin);
	}
	free(set);
}

bool
token_is_uri(const char *text)
{
	return strncmp(text, "pkcs11:", 7) == 0;
}

static void
key_free(void *impl)
{
	struct token_key	*k = impl;

	if (k == NULL)
		return;
	if (k->lib != NULL)
		token_session_close(k);
	p11_kit_uri_free(k->uri);
	crypt_pub_free(k->pub);
	free(k);
}

/* A fault of ours, the token's or a stranger's key: never handed out. */
static int
check(struct token_key *k, const struct crypt_scheme *s,
    struct es_view digest, struct es_view sig, struct es_err *err)
{
	enum crypt_verdict	v;

	if (crypt_pub_verify_as(k->pub, s, digest, sig, &v, err) < 0)
		return -1;
	return v == CRYPT_SIG_GOOD ? 0 : es_fail(err, ES_E_CRYPTO, "token: "
	    "its signature does not fit the certificate's key");
}

static int
sign_once(struct token_key *k, const struct crypt_scheme *s,
    struct es_view digest, unsigned char *sig, size_t *n, CK_RV *rv,
    struct es_err *err)
{
	*rv = CKR_OK;
	if (!token_session_ok(k) &&
	    token_session_open(k, CKO_PRIVATE_KEY, err) < 0)
		return -1;
	if (token_sign(k, s, digest, sig, n, rv, err) < 0)
		return -1;
	return check(k, s, digest, es_view(sig, *n), err);
}

/* Remember why, so that a dead token is not asked for every document. */
static void
degrade(struct token_key *k, const struct es_err *err)
{
	token_session_close(k);
	if (err->code == ES_E_UPSTREAM)
		token_library_down(k->lib);
	k->last = *err;
	k->retry_at = sys_mono_ms() + ES_LIMIT_TOKEN_RETRY_MS;
}

/*
 * A session that was lost since the last signature is opened anew at once:
 * nothing was signed, or nobody got to see it.
 */
static int
key_sign(void *impl, const struct crypt_scheme *s, struct es_view digest,
    unsigned char *sig, size_t *n, struct es_err *err)
{
	struct token_key	*k = impl;
	struct es_err		 e = ES_ERR_INIT;
	bool			 had = token_session_ok(k);
	CK_RV			 rv;

	if (k->retry_at > sys_mono_ms())
		return es_fail(err, k->last.code, "%s", k->last.msg);
	if (sign_once(k, s, digest, sig, n, &rv, &e) == 0) {
		k->retry_at = 0;
		return 0;
	}
	if (had && e.code == ES_E_UPSTREAM) {
		token_session_close(k);
		if (token_rv_class(rv) == TOKEN_CLASS_DEVICE)
			token_library_down(k->lib);
		es_err_clear(&e);
		if (sign_once(k, s, digest, sig, n, &rv, &e) == 0) {
			k->retry_at = 0;
			return 0;
		}
	}
	degrade(k, &e);
	return es_err_pass(err, &e);
}

static const struct crypt_key_ops	ops = { key_sign, key_free };

static const char *
file_of(const char *source)
{
	if (source != NULL && strncmp(source, "file:", 5) == 0)
		source += 5;
	if (source != NULL && strncmp(source, "///", 3) == 0)
		source += 2;
	return source;
}

/* What the address must say, and must not. */
static int
read_uri(struct token_key *k, struct token_set *set, const char *text,
    const struct token_conf *conf, struct es_err *err)
{
	const char	*library, *pin;
	int		 rc;

	if (strlen(text) > ES_LIMIT_TOKEN_URI)
		return es_fail(err, ES_E_LIMIT, "token: an address of %zu "
		    "bytes, limit %zu", strlen(text), ES_LIMIT_TOKEN_URI);
	if ((k->uri = p11_kit_uri_new()) == NULL)
		return es_fail(err, ES_E_NOMEM, "token: no memory");
	rc = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, k->uri);
	if (rc != P11_KIT_URI_OK)
		return es_fail(err, ES_E_INPUT, "token: the address: %s",
		    p11_kit_uri_message(rc));
	if (p11_kit_uri_any_unrecognized(k->uri))
		return es_fail(err, ES_E_INPUT, "token: the address has a "
		    "part that we do not know");
	if (p11_kit_uri_get_attribute(k->uri, CKA_LABEL) == NULL &&
	    p11_kit_uri_get_attribute(k->uri, CKA_ID) == NULL)
		return es_fail(err, ES_E_INPUT, "token: the address names no "
		    "key: object= or id= is wanted");
	if (p11_kit_uri_get_pin_value(k->uri) != NULL)
		return es_fail(err, ES_E_INPUT, "token: no PIN in an address; "
		    "pin-source= names a file");
	library = p11_kit_uri_get_module_path(k->uri);
	if (library == NULL && conf != NULL)
		library = conf->library;
	if (library == NULL || library[0] == '\0')
		return es_fail(err, ES_E_INPUT, "token: no library is named: "
		    "module-path= in the address, or in the configuration");
	pin = file_of(p11_kit_uri_get_pin_source(k->uri));
	if (pin == NULL && conf != NULL)
		pin = conf->pin_file;
	if (pin != NULL && pin[0] != '\0' &&
	    token_pin_get(&k->pin, set, pin, err) < 0)
		return -1;
	return token_library_get(&k->lib, set, library, err);
}

int
token_key_open(struct crypt_key **out, struct token_set *set, const char *uri,
    const struct token_conf *conf, struct es_view spki, struct es_err *err)
{
	struct token_key	*k;
	struct es_buf		 read;
	int			 rc = -1;

	*out = NULL;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return es_fail(err, ES_E_NOMEM, "token: no memory");
	es_buf_init(&read, ES_LIMIT_KEY_FILE);
	if (read_uri(k, set, uri, conf, err) < 0)
		goto out;
	if (spki.n == 0) {
		if (token_pub_read(k, &read, err) < 0)
			goto out;
		spki = es_buf_view(&read);
	}
	if (crypt_pub_parse(&k->pub, spki, err) < 0 ||
	    crypt_key_new(out, &ops, k, spki, err) < 0)
		goto out;
	k = NULL;	/* handed over */
	rc = 0;
out:
	key_free(k);
	es_buf_clear(&read);
	return rc;
}

int
token_key_load(struct crypt_key **out, struct token_set *set,
    const char *path, const struct token_conf *conf, struct es_view spki,
    struct es_err *err)
{
	struct es_buf	b;
	char		*nl;
	int		 rc = -1;

	*out = NULL;
	es_buf_init(&b, ES_LIMIT_TOKEN_URI + 2);
	if (sys_file_read(path, &b, err) == 0) {
		es_buf_add_ch(&b, '\0');
		if (es_buf_ok(&b, path, err) == 0) {
			if ((nl = strchr((char *)b.p, '\n')) != NULL &&
			    nl + 2 == (char *)b.p + b.n)
				*nl = '\0';
			rc = token_key_open(out, set, (char *)b.p, conf,
			    spki, err);
		}
	}
	es_buf_clear(&b);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}
