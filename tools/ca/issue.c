/* ca/issue.c - making and renewing certificates, see ca.h and es-ca(8). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "ca.h"
#include "crypt/text.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/file.h"

enum { YEAR = 31557600, SKEW = 300, CHAIN_MAX = 8 };

static const struct profile {
	const char	*word;
	enum pki_profile profile;
	int		 years;
} profiles[] = {
	{ "seal", PKI_SEAL, 3 },
	{ "tsa", PKI_TSA, 6 },
	{ "ocsp", PKI_OCSP, 1 },
	{ "tls", PKI_TLS, 1 },
};

static const struct profile *
find_profile(const char *word, struct es_err *err)
{
	size_t	i;

	for (i = 0; i < ES_COUNT(profiles); i++)
		if (strcmp(word, profiles[i].word) == 0)
			return &profiles[i];
	es_fail(err, ES_E_INPUT, "\"%.40s\" is none of seal, tsa, ocsp, tls",
	    word);
	return NULL;
}

int
ca_profile(const char *word, enum pki_profile *out, struct es_err *err)
{
	const struct profile	*p = find_profile(word, err);

	*out = p == NULL ? PKI_PROFILE_NONE : p->profile;
	return p == NULL ? -1 : 0;
}

/* -- where things are ------------------------------------------------- */

int
ca_paths(const struct ca_options *o, const char *id, struct ca_paths *p,
    struct es_err *err)
{
	char	own_pub[PATH_MAX], own_prv[PATH_MAX];

	if (ca_join(own_pub, o->dir, "public", "", err) < 0 ||
	    ca_join(own_prv, o->dir, "private", "", err) < 0 ||
	    ca_join(p->ca_key, own_prv, CA_ISSUING, ".key.pem", err) < 0 ||
	    ca_join(p->ca_cert, own_pub, CA_ISSUING, ".cert.pem", err) < 0 ||
	    ca_join(p->ca_pass, own_prv, "passphrase", "", err) < 0)
		return -1;
	snprintf(p->pub, PATH_MAX, "%s", o->public_dir != NULL ?
	    o->public_dir : own_pub);
	snprintf(p->prv, PATH_MAX, "%s", o->private_dir != NULL ?
	    o->private_dir : own_prv);
	if (o->ca_pass != NULL)
		snprintf(p->ca_pass, PATH_MAX, "%s", o->ca_pass);
	snprintf(p->pass, PATH_MAX, "%s", o->pass != NULL ? o->pass :
	    p->ca_pass);
	if (ca_join(p->key, p->prv, id, ".key.pem", err) < 0 ||
	    ca_join(p->cert, p->pub, id, ".cert.pem", err) < 0 ||
	    ca_join(p->chain, p->pub, id, ".chain.pem", err) < 0 ||
	    ca_join(p->csr, p->pub, id, ".csr.pem", err) < 0)
		return -1;
	return 0;
}

/* The root's key and passphrase may lie on a medium of their own. */
int
ca_open_issuer(const struct ca_options *o, const char *which,
    struct crypt_key **key, struct pki_cert **cert, struct es_err *err)
{
	char	pub[PATH_MAX], prv[PATH_MAX], path[PATH_MAX], pass[PATH_MAX];
	bool	away = strcmp(which, CA_ROOT) == 0 && o->root_dir != NULL;

	*key = NULL;
	*cert = NULL;
	if (ca_join(pub, o->dir, "public", "", err) < 0 ||
	    ca_join(prv, o->dir, "private", "", err) < 0 ||
	    ca_join(path, pub, which, ".cert.pem", err) < 0 ||
	    ca_load_cert(path, cert, err) < 0 ||
	    ca_join(path, away ? o->root_dir : prv, which, ".key.pem",
	    err) < 0 ||
	    ca_join(pass, away ? o->root_dir : prv, "passphrase", "",
	    err) < 0 ||
	    ca_load_key(path, o->ca_pass != NULL ? o->ca_pass : pass, key,
	    err) < 0) {
		pki_cert_free(*cert);
		*cert = NULL;
		return -1;
	}
	return 0;
}

/* -- certificates ----------------------------------------------------- */

struct urls {
	char	crl[1100], issuer[1100], ocsp[1100];
};

/* Where a certificate's revocation list will be found, if told a URL. */
static void
fill_urls(struct pki_request *rq, const char *base, struct urls *u)
{
	const char	*by = rq->profile == PKI_ISSUER ? CA_ROOT :
			    CA_ISSUING;

	if (base == NULL)
		return;
	(void)snprintf(u->crl, sizeof(u->crl), "%.1000s/%s.crl", base, by);
	(void)snprintf(u->issuer, sizeof(u->issuer), "%.1000s/%s.cer", base,
	    by);
	(void)snprintf(u->ocsp, sizeof(u->ocsp), "%.1000s/ocsp", base);
	rq->crl_url = u->crl;
	rq->issuer_url = u->issuer;
	/* A responder's own status is not asked, and the root has none. */
	if (rq->profile != PKI_OCSP && rq->profile != PKI_ISSUER)
		rq->ocsp_url = u->ocsp;
}

static int
make_cert(const struct ca_options *o, enum pki_profile profile, int years,
    const struct pki_cert *like, struct crypt_key *subject,
    const struct pki_cert *issuer, struct crypt_key *issuer_key,
    struct pki_cert **out, struct es_err *err)
{
	struct urls		 u;
	int64_t			 now = sys_now();
	struct pki_request	 rq = {
		.profile = profile, .country = o->country,
		.organisation = o->campus, .unit = o->unit,
		.common_name = o->name, .dns = o->dns, .like = like,
		.spki = crypt_key_spki(subject), .from = now - SKEW,
		.until = now + (o->days > 0 ? o->days * (int64_t)86400 :
		    years * (int64_t)YEAR),
	};

	if (profile != PKI_ROOT)
		fill_urls(&rq, o->url, &u);
	/* Nothing outlives the one who vouches for it (shell model). */
	if (issuer != NULL && rq.until > pki_cert_not_after(issuer))
		rq.until = pki_cert_not_after(issuer);
	if (issuer != NULL && rq.from < pki_cert_not_before(issuer))
		rq.from = pki_cert_not_before(issuer);
	return pki_make(out, &rq, issuer, issuer_key, err);
}

/* Every certificate by its serial number, for good. */
static int
archive(const struct ca_options *o, struct pki_cert *c, struct es_err *err)
{
	char		dir[PATH_MAX], path[PATH_MAX], hex[2 * 64 + 1];
	struct es_buf	pem;
	int		rc;

	crypt_hex(es_view_sub(pki_cert_serial(c), 0, 64), hex);
	if (ca_join(dir, o->dir, "public/certs", "", err) < 0 ||
	    ca_join(path, dir, hex, ".pem", err) < 0 ||
	    ca_make_dir(dir, 0755, err) < 0)
		return -1;
	es_buf_init(&pem, ES_LIMIT_PEM);
	pki_cert_pem(c, &pem);
	rc = es_buf_ok(&pem, "certificate", err);
	if (rc == 0)
		rc = sys_file_write(path, es_buf_view(&pem), 0644, err);
	es_buf_clear(&pem);
	return rc;
}

/* id.cert.pem alone and id.chain.pem with its issuers. */
static int
write_public(const struct ca_options *o, const char *id,
    struct pki_cert *const *chain, size_t n, struct es_err *err)
{
	struct ca_paths	*p = malloc(sizeof(*p));
	int		 rc = -1;

	if (p == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (ca_paths(o, id, p, err) == 0 &&
	    ca_make_dir(p->pub, 0755, err) == 0 &&
	    ca_save_certs(p->cert, chain, 1, err) == 0 &&
	    SYS_FAULT("ca.after_cert", err) == 0)
		rc = ca_save_certs(p->chain, chain, n, err);
	free(p);
	return rc;
}

/*
 * A certificate that nobody has seen may vanish in a crash; one that is in
 * the index may be fetched again from the archive: archive, index, public.
 */
int
ca_publish_cert(const struct ca_options *o, struct ca_index *x,
    struct pki_cert *const *chain, size_t n, const char *issuer,
    const char *profile, const char *id, struct es_err *err)
{
	if (archive(o, chain[0], err) < 0 ||
	    ca_index_add(x, chain[0], issuer, profile, id, err) < 0 ||
	    ca_index_save(x, err) < 0)
		return -1;
	return write_public(o, id, chain, n, err);
}

/* -- init ------------------------------------------------------------- */

struct init {
	char			 pub[PATH_MAX], prv[PATH_MAX];
	char			 root_dir[PATH_MAX], index[PATH_MAX];
	char			 pass[2][PATH_MAX];	/* root, issuing */
	char			 key[2][PATH_MAX], cert[2][PATH_MAX];
	char			 name[2][300];
	struct crypt_key	*k[2];
	struct pki_cert		*c[2];
};

static int
name_of(char out[300], const char *campus, const char *rest,
    struct es_err *err)
{
	int	n = snprintf(out, 300, "%s %s", campus, rest);

	if (n < 0 || n >= 300)
		return es_fail(err, ES_E_INPUT, "the campus name is too long");
	return 0;
}

static int
init_paths(const struct ca_options *o, struct init *i, struct es_err *err)
{
	static const char *const	which[] = { CA_ROOT, CA_ISSUING };
	size_t				k;

	if (ca_join(i->pub, o->dir, "public", "", err) < 0 ||
	    ca_join(i->prv, o->dir, "private", "", err) < 0 ||
	    ca_join(i->index, o->dir, "index", "", err) < 0)
		return -1;
	snprintf(i->root_dir, PATH_MAX, "%s", o->root_dir != NULL ?
	    o->root_dir : i->prv);
	for (k = 0; k < 2; k++) {
		const char	*dir = k == 0 ? i->root_dir : i->prv;

		if (ca_join(i->key[k], dir, which[k], ".key.pem", err) < 0 ||
		    ca_join(i->pass[k], dir, "passphrase", "", err) < 0 ||
		    ca_join(i->cert[k], i->pub, which[k], ".cert.pem",
		    err) < 0)
			return -1;
		if (o->ca_pass != NULL)
			snprintf(i->pass[k], PATH_MAX, "%s", o->ca_pass);
		if (ca_key_exists(i->key[k]) || ca_exists(i->cert[k]))
			return es_fail(err, ES_E_CONFLICT, "%s exists already "
			    "and is left alone", ca_key_exists(i->key[k]) ?
			    i->key[k] : i->cert[k]);
	}
	if (name_of(i->name[0], o->campus, "Root CA", err) < 0 ||
	    name_of(i->name[1], o->campus, "Issuing CA", err) < 0)
		return -1;
	return 0;
}

static int
init_make(struct ca_options *o, struct init *i, struct es_err *err)
{
	struct ca_index	x;
	int		rc = -1;

	if (ca_make_dir(o->dir, 0755, err) < 0 ||
	    ca_make_dir(i->pub, 0755, err) < 0 ||
	    ca_make_dir(i->prv, 0700, err) < 0 ||
	    ca_make_dir(i->root_dir, 0700, err) < 0 ||
	    (o->root_key == NULL &&
	    ca_ensure_passphrase(i->pass[0], err) < 0) ||
	    (o->key == NULL && ca_ensure_passphrase(i->pass[1], err) < 0) ||
	    ca_make_key(&i->k[0], o, o->root_key, err) < 0 ||
	    ca_make_key(&i->k[1], o, o->key, err) < 0)
		return -1;
	o->name = i->name[0];
	if (make_cert(o, PKI_ROOT, 20, NULL, i->k[0], NULL, i->k[0],
	    &i->c[0], err) < 0)
		return -1;
	o->name = i->name[1];
	if (make_cert(o, PKI_ISSUER, 10, NULL, i->k[1], i->c[0], i->k[0],
	    &i->c[1], err) < 0 ||
	    ca_save_key(i->k[0], o->root_key, i->key[0], i->pass[0],
	    err) < 0 || ca_save_key(i->k[1], o->key, i->key[1], i->pass[1],
	    err) < 0 ||
	    ca_index_open(&x, o->dir, err) < 0)
		return -1;
	if (archive(o, i->c[0], err) == 0 && archive(o, i->c[1], err) == 0 &&
	    ca_index_add(&x, i->c[0], CA_ROOT, CA_ROOT, CA_ROOT, err) == 0 &&
	    ca_index_add(&x, i->c[1], CA_ROOT, CA_ISSUING, CA_ISSUING,
	    err) == 0 && ca_index_save(&x, err) == 0 &&
	    ca_save_certs(i->cert[0], &i->c[0], 1, err) == 0)
		rc = ca_save_certs(i->cert[1], &i->c[1], 1, err);
	ca_index_close(&x);
	return rc;
}

int
ca_init(struct ca_options *o, struct es_err *err)
{
	struct init	*i;
	size_t		 k;
	int		 rc = -1;

	if (o->campus == NULL)
		return es_fail(err, ES_E_INPUT, "init needs --campus NAME");
	if ((i = calloc(1, sizeof(*i))) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (init_paths(o, i, err) == 0)
		rc = init_make(o, i, err);
	for (k = 0; k < 2; k++) {
		pki_cert_free(i->c[k]);
		crypt_key_free(i->k[k]);
	}
	free(i);
	return rc;
}

/* -- issue and renew -------------------------------------------------- */

struct work {
	struct ca_paths		 p;
	struct ca_index		 x;
	struct crypt_key	*ca_key, *key;
	struct pki_cert		*chain[2];	/* the new one, the issuer */
};

static struct work *
work_new(void)
{
	struct work	*w = calloc(1, sizeof(*w));

	if (w != NULL)
		w->x.lock = -1;
	return w;
}

static void
work_free(struct work *w)
{
	pki_cert_free(w->chain[0]);
	pki_cert_free(w->chain[1]);
	crypt_key_free(w->key);
	crypt_key_free(w->ca_key);
	ca_index_close(&w->x);
	free(w);
}

/*
 * The key of "id": the one that an interrupted command left without a
 * certificate, or a fresh one.
 */
static int
ensure_key(const struct ca_options *o, struct work *w, struct es_err *err)
{
	if (ca_make_dir(w->p.prv, 0700, err) < 0)
		return -1;
	if (ca_key_exists(w->p.key))
		return ca_load_key(w->p.key, w->p.pass, &w->key, err);
	if ((o->key == NULL && ca_ensure_passphrase(w->p.pass, err) < 0) ||
	    ca_make_key(&w->key, o, o->key, err) < 0)
		return -1;
	return ca_save_key(w->key, o->key, w->p.key, w->p.pass, err);
}

/* Signed, but a crash came before its files: they are written now. */
static int
finish(const struct ca_options *o, struct work *w, const struct ca_entry *e,
    const char *id, struct es_err *err)
{
	char	dir[PATH_MAX], path[PATH_MAX];

	if (ca_exists(w->p.chain) || strcmp(e->issuer, CA_ISSUING) != 0)
		return es_fail(err, ES_E_CONFLICT, "%s exists already and is "
		    "left alone; see renew", w->p.cert);
	if (ca_join(dir, o->dir, "public/certs", "", err) < 0 ||
	    ca_join(path, dir, e->serial, ".pem", err) < 0 ||
	    ca_load_cert(path, &w->chain[0], err) < 0 ||
	    ca_load_cert(w->p.ca_cert, &w->chain[1], err) < 0)
		return -1;
	return write_public(o, id, w->chain, 2, err);
}

static int
sign_new(struct ca_options *o, struct work *w, const struct profile *pf,
    const char *id, const struct pki_cert *like, struct es_err *err)
{
	if (like == NULL && o->name == NULL)
		return es_fail(err, ES_E_INPUT, "issue needs --name NAME");
	if (ca_open_issuer(o, CA_ISSUING, &w->ca_key, &w->chain[1],
	    err) < 0 || ensure_key(o, w, err) < 0 ||
	    SYS_FAULT("ca.after_key", err) < 0)
		return -1;
	if (o->campus == NULL)
		o->campus = pki_cert_organisation(w->chain[1]);
	if (make_cert(o, pf->profile, pf->years, like, w->key, w->chain[1],
	    w->ca_key, &w->chain[0], err) < 0)
		return -1;
	return ca_publish_cert(o, &w->x, w->chain, 2, CA_ISSUING, pf->word,
	    id, err);
}

int
ca_issue(struct ca_options *o, const char *profile, const char *id,
    struct es_err *err)
{
	const struct profile	*pf = find_profile(profile, err);
	struct ca_entry		*e;
	struct work		*w;
	int			 rc = -1;

	if (pf == NULL || ca_check_id(id, err) < 0)
		return -1;
	if ((w = work_new()) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (ca_paths(o, id, &w->p, err) == 0 &&
	    ca_index_open(&w->x, o->dir, err) == 0) {
		if ((e = ca_index_of(&w->x, id)) != NULL)
			rc = finish(o, w, e, id, err);
		else if (ca_exists(w->p.cert))
			rc = es_fail(err, ES_E_CONFLICT, "%s exists already "
			    "and is left alone", w->p.cert);
		else
			rc = sign_new(o, w, pf, id, NULL, err);
	}
	work_free(w);
	return rc;
}

/*
 * The same subject again: for the same key in the place of the old
 * certificate, or for a new key under a new name beside it.  The old one
 * stays good until it ends or is revoked.
 */
static int
renew(struct ca_options *o, struct work *w, const struct ca_entry *e,
    const char *id, struct es_err *err)
{
	const struct profile	*pf = find_profile(e->profile, err);
	struct pki_cert		*old = NULL;
	int			 rc = -1;

	if (pf == NULL || ca_load_cert(w->p.cert, &old, err) < 0)
		return -1;
	if (o->new_key != NULL && (ca_check_id(o->new_key, err) < 0 ||
	    ca_paths(o, o->new_key, &w->p, err) < 0))
		goto out;
	if (o->new_key == NULL && !ca_key_exists(w->p.key)) {
		es_fail(err, ES_E_NOTFOUND, "%s: the key is not here",
		    w->p.key);
		goto out;
	}
	if (o->new_key != NULL && ca_index_of(&w->x, o->new_key) != NULL) {
		es_fail(err, ES_E_CONFLICT, "%s has a certificate already",
		    o->new_key);
		goto out;
	}
	rc = sign_new(o, w, pf, o->new_key != NULL ? o->new_key : id, old,
	    err);
out:
	pki_cert_free(old);
	return rc;
}

int
ca_renew(struct ca_options *o, const char *id, struct es_err *err)
{
	struct ca_entry	*e;
	struct work	*w = work_new();
	int		 rc = -1;

	if (w == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (ca_check_id(id, err) == 0 && ca_paths(o, id, &w->p, err) == 0 &&
	    ca_index_open(&w->x, o->dir, err) == 0) {
		e = ca_index_of(&w->x, id);
		if (e == NULL)
			rc = es_fail(err, ES_E_NOTFOUND, "there is no "
			    "certificate \"%s\"", id);
		else if (e->state == CA_REVOKED)
			rc = es_fail(err, ES_E_DENIED, "\"%s\" is revoked: "
			    "its key gets no other certificate", id);
		else
			rc = renew(o, w, e, id, err);
	}
	work_free(w);
	return rc;
}
