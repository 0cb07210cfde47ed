/* signd/keyring.c - see keyring.h. */
#include "keyring.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "health.h"
#include "source.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/file.h"
#include "sys/log.h"

#define CHAIN_MAX	8
#define TSA_REVOKED	"the certificate of the time-stamping key is revoked"

struct keyring {
	struct seal_key		 keys[ES_LIMIT_KEYS];
	size_t			 n;
	struct token_set	*tokens;
	struct health		 tsa_health;
	bool			 stamp_failed;
	struct crypt_key	*tsa_key;
	struct pki_cert		*tsa_cert;
	unsigned char		 tsa_issuer[CRYPT_SHA256_SIZE];
	bool			 tsa_revoked;
	struct tsa		*tsa;
	struct clock		*clock;
	struct keyring_ocsp	 ocsp;
	struct seal_key		 audit;		/* key NULL: none */
	struct count		*count;		/* NULL: not counted */
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

/* "a b" or "a, b" names it. */
static bool
is_listed(const char *list, const char *name)
{
	size_t	 n;

	for (; *list != '\0'; list += n) {
		list += strspn(list, ", ");
		n = strcspn(list, ", ");
		if (n > 0 && n == strlen(name) && strncmp(list, name, n) == 0)
			return true;
	}
	return false;
}

static void
free_certs(struct pki_cert **c, size_t n)
{
	while (n > 0)
		pki_cert_free(c[--n]);
}

/* What was read for one name, until it is in the ring. */
struct loaded {
	struct pki_cert		*chain[CHAIN_MAX], *cert;
	struct crypt_key	*key;
	size_t			 nchain;
	bool			 remote;
};

static int
add_tsa(struct keyring *k, const struct keyring_conf *c, struct loaded *l,
    struct es_err *err)
{
	if (l->nchain >= 2 && crypt_sha256(pki_cert_spki(l->chain[1]),
	    k->tsa_issuer, err) < 0)
		return -1;
	if (tsa_new(&k->tsa, l->key, l->cert, l->chain, l->nchain,
	    c->tsa_policy, (unsigned)c->clock.accuracy_ms, err) < 0)
		return -1;
	k->tsa_key = l->key;
	k->tsa_cert = l->cert;
	k->tsa_health = (struct health){ .name = c->tsa_key,
	    .key = l->remote ? l->key : NULL };
	return 0;
}

static int
add_ocsp(struct keyring *k, struct loaded *l, struct es_err *err)
{
	if (l->nchain < 2)
		return es_fail(err, ES_E_FORMAT, "its chain has no issuer");
	k->ocsp = (struct keyring_ocsp){ l->key, l->cert,
	    pki_cert_ref(l->chain[1]) };
	return 0;
}

/* A key that makes detached signatures. */
static int
take_key(struct seal_key *s, const char *name, struct loaded *l,
    struct es_err *err)
{
	if ((l->nchain > 1 && crypt_sha256(pki_cert_spki(l->chain[1]),
	    s->issuer, err) < 0) ||
	    cms_signer_new(&s->signer, CMS_SEAL, l->key, l->cert, l->chain,
	    l->nchain, err) < 0)
		return -1;
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	s->key = l->key;
	s->cert = l->cert;
	s->health = (struct health){ .name = s->name,
	    .key = l->remote ? l->key : NULL };
	return 0;
}

static int
add_seal(struct keyring *k, const struct keyring_conf *c, const char *name,
    struct loaded *l, struct es_err *err)
{
	struct seal_key	*s = &k->keys[k->n];

	if (k->n == ES_LIMIT_KEYS)
		return es_fail(err, ES_E_LIMIT, "%s: over %d seal keys",
		    c->source.keys_dir, ES_LIMIT_KEYS);
	if ((k->count != NULL && count_place(k->count, name, &s->place,
	    err) < 0) || take_key(s, name, l, err) < 0)
		return -1;
	k->n++;
	return 0;
}

/* Key, certificate and issuers of one name, into a signer or the TSA. */
static int
load_one(struct keyring *k, const struct keyring_conf *c, const char *name,
    const char *suffix, const struct es_secret *pass, struct es_err *err)
{
	struct loaded	 l = { .cert = NULL };
	size_t		 one = 0;
	int		 rc = -1;

	if (keyring_find(k, es_view_str(name)) != NULL) {
		es_fail(err, ES_E_CONFLICT, "it is there twice, as file and "
		    "as address");
		goto out;
	}
	if (load_certs(&l.cert, 1, &one, c->pki_dir, name, ".cert.pem",
	    err) < 0 ||
	    load_certs(l.chain, CHAIN_MAX, &l.nchain, c->pki_dir, name,
	    ".chain.pem", err) < 0 ||
	    source_load(&l.key, &l.remote, &c->source, name, suffix, pass,
	    k->tokens, pki_cert_spki(l.cert), err) < 0)
		goto out;
	if (is_listed(c->pss_keys, name) &&
	    crypt_key_use_pss(l.key, err) < 0)
		goto out;
	if (c->tsa_key != NULL && strcmp(name, c->tsa_key) == 0)
		rc = add_tsa(k, c, &l, err);
	else if (c->ocsp_key != NULL && strcmp(name, c->ocsp_key) == 0)
		rc = add_ocsp(k, &l, err);
	else if (c->audit_key != NULL && strcmp(name, c->audit_key) == 0)
		rc = take_key(&k->audit, name, &l, err);
	else
		rc = add_seal(k, c, name, &l, err);
	if (rc == 0) {
		l.key = NULL;
		l.cert = NULL;
	}
out:
	free_certs(l.chain, l.nchain);
	pki_cert_free(l.cert);
	crypt_key_free(l.key);
	return rc < 0 ? es_err_prefix(err, "key %s", name) : 0;
}

/* What a file's name ends with, if it is a key; its length in *n. */
static const char *
key_suffix(const char *file, size_t *n)
{
	const char *const	*s;
	size_t			 len;

	for (s = source_suffixes; *s != NULL; s++) {
		*n = strlen(file);
		len = strlen(*s);
		if (*n > len && strcmp(file + *n - len, *s) == 0) {
			*n -= len;
			return *s;
		}
	}
	return NULL;
}

static int
load_all(struct keyring *k, const struct keyring_conf *c,
    const struct es_secret *pass, struct es_err *err)
{
	const char	*dir = c->source.keys_dir, *suffix;
	struct dirent	*e;
	char		 name[64];
	size_t		 n;
	DIR		*d;
	int		 rc = 0;

	if ((d = opendir(dir)) == NULL)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	while (rc == 0 && (e = readdir(d)) != NULL) {
		if ((suffix = key_suffix(e->d_name, &n)) == NULL)
			continue;
		if (n >= sizeof(name)) {
			rc = es_fail(err, ES_E_LIMIT, "%s/%s: over %zu "
			    "characters", dir, e->d_name, sizeof(name) - 1);
			break;
		}
		memcpy(name, e->d_name, n);
		name[n] = '\0';
		rc = load_one(k, c, name, suffix, pass, err);
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

	if (SYS_FAULT("signd.keyed", err) < 0 ||
	    crypt_sha256(value, q.imprint, err) < 0)
		return -1;
	if (keyring_timestamp(k, &q, token, &why, err) < 0) {
		k->stamp_failed = true;
		return -1;
	}
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
	if (token_set_new(&k->tokens, err) < 0)
		goto out;
	if (sys_file_read(c->passphrase_file, &b, err) < 0 ||
	    es_secret_set_line(&pass, es_buf_view(&b), err) < 0) {
		es_err_prefix(err, "%s", c->passphrase_file);
		goto out;
	}
	if (c->key_count != NULL && c->key_count[0] != '\0' &&
	    count_open(&k->count, c->key_count, err) < 0)
		goto out;
	if (clock_open(&k->clock, &c->clock, err) < 0 ||
	    load_all(k, c, &pass, err) < 0)
		goto out;
	if (k->n == 0) {
		es_fail(err, ES_E_NOTFOUND, "%s: no seal key; make one with "
		    "es-ca(8)", c->source.keys_dir);
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
	cms_signer_free(k->audit.signer);
	pki_cert_free(k->audit.cert);
	crypt_key_free(k->audit.key);
	count_close(k->count);
	pki_cert_free(k->ocsp.issuer);
	pki_cert_free(k->ocsp.cert);
	crypt_key_free(k->ocsp.key);
	clock_close(k->clock);
	tsa_free(k->tsa);
	pki_cert_free(k->tsa_cert);
	crypt_key_free(k->tsa_key);
	token_set_free(k->tokens);
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

const struct seal_key *
keyring_at(const struct keyring *k, size_t i)
{
	return i < k->n ? &k->keys[i] : NULL;
}

bool
keyring_ocsp(const struct keyring *k, struct keyring_ocsp *out)
{
	*out = k->ocsp;
	return k->ocsp.key != NULL;
}

bool
keyring_has_tsa(const struct keyring *k)
{
	return k->tsa != NULL;
}

size_t
keyring_token_max(const struct keyring *k)
{
	return k->tsa == NULL ? 0 : tsa_token_max(k->tsa);
}

bool
keyring_is_remote(const struct keyring *k)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (k->keys[i].health.key != NULL)
			return true;
	return k->tsa_health.key != NULL || k->audit.health.key != NULL;
}

void
keyring_check(struct keyring *k, struct seal_key *s)
{
	size_t	 i;

	health_check(&k->tsa_health);
	if (s != NULL)
		health_check(&s->health);
	for (i = 0; s == NULL && i < k->n; i++)
		health_check(&k->keys[i].health);
}

const char *
keyring_away(const struct keyring *k, const struct seal_key *s)
{
	if (!health_good(&s->health))
		return s->health.why;
	if (k->tsa_revoked)
		return TSA_REVOKED;
	return health_good(&k->tsa_health) ? NULL : k->tsa_health.why;
}

const struct pki_cert *
keyring_tsa(const struct keyring *k, struct es_view *issuer)
{
	*issuer = es_view(k->tsa_issuer, sizeof(k->tsa_issuer));
	return k->tsa == NULL ? NULL : k->tsa_cert;
}

void
keyring_tsa_revoked(struct keyring *k, bool revoked)
{
	if (revoked != k->tsa_revoked)
		log_event("event=%s", revoked ? "tsa-revoked" :
		    "tsa-in-force");
	k->tsa_revoked = revoked;
}

int
keyring_timestamp(struct keyring *k, const struct tsa_query *q,
    struct es_buf *token, enum tsa_failure *why, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 now;

	*why = TSA_FAIL_SYSTEM;
	if (k->tsa == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no time-stamping key is "
		    "loaded");
	if (k->tsa_revoked)
		return es_fail(err, ES_E_DENIED, TSA_REVOKED);
	if (clock_now(k->clock, &now, err) < 0) {
		*why = TSA_FAIL_TIME;
		return -1;
	}
	if (tsa_stamp(k->tsa, q, now, token, why, &e) == 0) {
		health_note(&k->tsa_health, NULL);
		return 0;
	}
	if (*why == TSA_FAIL_SYSTEM)
		health_note(&k->tsa_health, &e);
	return es_err_pass(err, &e);
}

static int
sign(struct keyring *k, struct seal_key *s, struct es_view digest,
    struct es_buf *out, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	k->stamp_failed = false;
	if (cms_sign_digest(s->signer, digest, k->tsa == NULL ? NULL :
	    &k->stamper, out, &e) == 0) {
		health_note(&s->health, NULL);
		return 0;
	}
	if (!k->stamp_failed)
		health_note(&s->health, &e);
	return es_err_pass(err, &e);
}

int
keyring_seal(struct keyring *k, struct seal_key *s, struct es_view digest,
    struct es_buf *out, struct es_err *err)
{
	if (k->count != NULL)
		count_one(k->count, s->place);
	return sign(k, s, digest, out, err);
}

bool
keyring_has_audit(const struct keyring *k, enum crypt_md *md)
{
	*md = k->audit.key == NULL ? CRYPT_MD_NONE :
	    cms_signer_md(k->audit.signer);
	return k->audit.key != NULL;
}

int
keyring_checkpoint(struct keyring *k, struct es_view digest,
    struct es_buf *out, struct es_err *err)
{
	return sign(k, &k->audit, digest, out, err);
}

bool
keyring_use(const struct keyring *k, size_t i, struct svc_key_use *out)
{
	return k->count != NULL && count_read(k->count, i, out);
}
