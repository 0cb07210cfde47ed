/* signd/keyring.c - see keyring.h. */
#include "keyring.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "sys/fault.h"
#include "sys/file.h"

#define CHAIN_MAX	8
#define SUFFIX		".key.pem"

struct keyring {
	struct seal_key		 keys[ES_LIMIT_KEYS];
	size_t			 n;
	struct crypt_key	*tsa_key;
	struct pki_cert		*tsa_cert;
	struct tsa		*tsa;
	struct cms_stamper	 stamper;
};

/* One certificate of a PEM file, or up to CHAIN_MAX. */
static int
load_certs(struct pki_cert **out, size_t max, size_t *n, const char *dir,
    const char *name, const char *suffix, struct es_err *err)
{
	char		 path[512];
	struct es_buf	 b;
	int		 rc;

	(void)snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffix);
	es_buf_init(&b, ES_LIMIT_PEM);
	rc = sys_file_read(path, &b, err);
	if (rc == 0)
		rc = pki_cert_parse_pem(out, max, n, es_buf_view(&b), err);
	es_buf_clear(&b);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}

static int
load_key(struct crypt_key **out, const char *dir, const char *name,
    const struct es_secret *pass, struct es_err *err)
{
	char		 path[512];
	struct es_buf	 b;
	int		 rc;

	(void)snprintf(path, sizeof(path), "%s/%s" SUFFIX, dir, name);
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	rc = sys_file_read(path, &b, err);
	if (rc == 0)
		rc = crypt_key_load(out, es_buf_view(&b), pass, err);
	if (rc == 0)
		rc = crypt_key_test(*out, err);
	es_buf_clear(&b);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}

static void
free_certs(struct pki_cert **c, size_t n)
{
	while (n > 0)
		pki_cert_free(c[--n]);
}

/* Key, certificate and issuers of one name, into a signer or the TSA. */
static int
load_one(struct keyring *k, const struct keyring_conf *c, const char *name,
    const struct es_secret *pass, struct es_err *err)
{
	struct pki_cert		*chain[CHAIN_MAX] = { NULL }, *cert = NULL;
	struct crypt_key	*key = NULL;
	struct seal_key		*s;
	size_t			 nchain = 0, one = 0;
	int			 rc = -1;

	if (load_key(&key, c->keys_dir, name, pass, err) < 0 ||
	    load_certs(&cert, 1, &one, c->pki_dir, name, ".cert.pem",
	    err) < 0 ||
	    load_certs(chain, CHAIN_MAX, &nchain, c->pki_dir, name,
	    ".chain.pem", err) < 0)
		goto out;
	if (c->tsa_key != NULL && strcmp(name, c->tsa_key) == 0) {
		if (tsa_new(&k->tsa, key, cert, chain, nchain, c->tsa_policy,
		    1000, err) < 0)
			goto out;
		k->tsa_key = key;
		k->tsa_cert = cert;
	} else if (k->n == ES_LIMIT_KEYS) {
		es_fail(err, ES_E_LIMIT, "%s: over %d seal keys",
		    c->keys_dir, ES_LIMIT_KEYS);
		goto out;
	} else {
		s = &k->keys[k->n];
		if (cms_signer_new(&s->signer, CMS_SEAL, key, cert, chain,
		    nchain, err) < 0)
			goto out;
		(void)snprintf(s->name, sizeof(s->name), "%s", name);
		s->key = key;
		s->cert = cert;
		k->n++;
	}
	key = NULL;
	cert = NULL;
	rc = 0;
out:
	free_certs(chain, nchain);
	pki_cert_free(cert);
	crypt_key_free(key);
	return rc < 0 ? es_err_prefix(err, "key %s", name) : 0;
}

static int
load_all(struct keyring *k, const struct keyring_conf *c,
    const struct es_secret *pass, struct es_err *err)
{
	struct dirent	*e;
	char		 name[64];
	size_t		 n;
	DIR		*d;
	int		 rc = 0;

	if ((d = opendir(c->keys_dir)) == NULL)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", c->keys_dir,
		    strerror(errno));
	while (rc == 0 && (e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		if (n <= strlen(SUFFIX) || strcmp(e->d_name + n -
		    strlen(SUFFIX), SUFFIX) != 0)
			continue;
		if (n - strlen(SUFFIX) >= sizeof(name)) {
			rc = es_fail(err, ES_E_LIMIT, "%s/%s: over %zu "
			    "characters", c->keys_dir, e->d_name,
			    sizeof(name) - 1);
			break;
		}
		memcpy(name, e->d_name, n - strlen(SUFFIX));
		name[n - strlen(SUFFIX)] = '\0';
		rc = load_one(k, c, name, pass, err);
	}
	(void)closedir(d);
	return rc;
}

static int
stamp(void *arg, struct es_view value, struct es_buf *token,
    struct es_err *err)
{
	struct keyring		*k = arg;
	struct tsa_query	 q = { .md = CRYPT_SHA256, .cert_req = true };
	enum tsa_failure	 why;
	struct timespec		 ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	if (SYS_FAULT("signd.keyed", err) < 0 ||
	    crypt_sha256(value, q.imprint, err) < 0 ||
	    tsa_stamp(k->tsa, &q, (int64_t)ts.tv_sec * 1000000 +
	    ts.tv_nsec / 1000, token, &why, err) < 0)
		return -1;
	return SYS_FAULT("signd.stamped", err);
}

int
keyring_open(struct keyring **out, const struct keyring_conf *c,
    struct es_err *err)
{
	struct es_secret	 pass = ES_SECRET_INIT;
	struct keyring		*k = NULL;
	struct es_buf		 b;
	int			 rc = -1;

	*out = NULL;
	es_buf_init(&b, ES_LIMIT_SECRET);
	if ((k = calloc(1, sizeof(*k))) == NULL) {
		es_fail(err, ES_E_NOMEM, "keyring: out of memory");
		goto out;
	}
	k->stamper = (struct cms_stamper){ stamp, k };
	if (sys_file_read(c->passphrase_file, &b, err) < 0 ||
	    es_secret_set_line(&pass, es_buf_view(&b), err) < 0) {
		es_err_prefix(err, "%s", c->passphrase_file);
		goto out;
	}
	if (load_all(k, c, &pass, err) < 0)
		goto out;
	if (k->n == 0) {
		es_fail(err, ES_E_NOTFOUND, "%s: no seal key; make one with "
		    "es-ca(8)", c->keys_dir);
		goto out;
	}
	*out = k;
	k = NULL;
	rc = 0;
out:
	if (b.p != NULL)
		es_wipe(b.p, b.cap);
	es_buf_clear(&b);
	es_secret_clear(&pass);
	keyring_free(k);
	return rc;
}

void
keyring_free(struct keyring *k)
{
	size_t	 i;

	if (k == NULL)
		return;
	for (i = 0; i < k->n; i++) {
		cms_signer_free(k->keys[i].signer);
		pki_cert_free(k->keys[i].cert);
		crypt_key_free(k->keys[i].key);
	}
	tsa_free(k->tsa);
	pki_cert_free(k->tsa_cert);
	crypt_key_free(k->tsa_key);
	free(k);
}

struct seal_key *
keyring_find(struct keyring *k, struct es_view name)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (es_view_eq_str(name, k->keys[i].name))
			return &k->keys[i];
	return NULL;
}

size_t
keyring_count(const struct keyring *k)
{
	return k->n;
}

struct tsa *
keyring_tsa(struct keyring *k)
{
	return k->tsa;
}

const struct cms_stamper *
keyring_stamper(struct keyring *k)
{
	return k->tsa == NULL ? NULL : &k->stamper;
}
