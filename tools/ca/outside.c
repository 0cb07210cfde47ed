/* ca/outside.c - certificates of somebody else's CA, see es-ca(8). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ca.h"
#include "crypt/text.h"
#include "pki/csr.h"
#include "pki/judge.h"
#include "sys/file.h"

enum { CHAIN_MAX = 8 };

static void
put_pem(struct es_buf *b, const char *what, struct es_view der)
{
	struct es_buf	text;
	size_t		i;

	es_buf_init(&text, ES_LIMIT_PEM);
	crypt_base64(&text, der);
	es_buf_printf(b, "-----BEGIN %s-----\n", what);
	for (i = 0; i < text.n; i += 64) {
		es_buf_add_view(b, es_view_sub(es_buf_view(&text), i, 64));
		es_buf_add_ch(b, '\n');
	}
	es_buf_printf(b, "-----END %s-----\n", what);
	es_buf_clear(&text);
}

static int
write_request(const struct ca_options *o, enum pki_profile profile,
    const char *path, struct crypt_key *key, struct es_err *err)
{
	struct pki_request	rq = {
		.profile = profile, .country = o->country,
		.organisation = o->campus, .unit = o->unit,
		.common_name = o->name, .dns = o->dns,
		.spki = crypt_key_spki(key) };
	struct es_buf		der, pem;
	int			rc;

	es_buf_init(&der, ES_LIMIT_CERT);
	es_buf_init(&pem, ES_LIMIT_PEM);
	rc = pki_csr_make(&der, &rq, key, err);
	if (rc == 0) {
		put_pem(&pem, "CERTIFICATE REQUEST", es_buf_view(&der));
		rc = es_buf_ok(&pem, path, err);
	}
	if (rc == 0)
		rc = sys_file_write(path, es_buf_view(&pem), 0644, err);
	es_buf_clear(&der);
	es_buf_clear(&pem);
	if (rc == 0)
		printf("made %s: send it to the authority, then es-ca "
		    "import\n", path);
	return rc;
}

int
ca_csr(const struct ca_options *o, const char *profile, const char *id,
    struct es_err *err)
{
	enum pki_profile	 pf;
	struct ca_paths		*p;
	struct crypt_key	*key = NULL;
	int			 rc = -1;

	if (o->name == NULL)
		return es_fail(err, ES_E_INPUT, "csr needs --name NAME");
	if (ca_profile(profile, &pf, err) < 0 || ca_check_id(id, err) < 0)
		return -1;
	if ((p = malloc(sizeof(*p))) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (ca_paths(o, id, p, err) < 0 ||
	    ca_make_dir(o->dir, 0755, err) < 0 ||
	    ca_make_dir(p->pub, 0755, err) < 0 ||
	    ca_make_dir(p->prv, 0700, err) < 0)
		goto out;
	if (ca_key_exists(p->key)) {
		if (ca_load_key(p->key, p->pass, &key, err) < 0)
			goto out;
	} else if ((o->key == NULL &&
	    ca_ensure_passphrase(p->pass, err) < 0) ||
	    ca_make_key(&key, o, o->key, err) < 0 ||
	    ca_save_key(key, o->key, p->key, p->pass, err) < 0)
		goto out;
	rc = write_request(o, pf, p->csr, key, err);
out:
	crypt_key_free(key);
	free(p);
	return rc;
}

/* Each was issued by the next: the order that id.chain.pem wants. */
static int
check_chain(struct pki_cert *const *c, size_t n, struct es_err *err)
{
	size_t	i;

	for (i = 0; i + 1 < n; i++)
		if (!es_view_eq(pki_cert_issuer_der(c[i]),
		    pki_cert_subject_der(c[i + 1])) ||
		    pki_cert_issued(c[i], &c[i + 1], 1, false) !=
		    CRYPT_SIG_GOOD)
			return es_fail(err, ES_E_INPUT, "\"%.100s\" was not "
			    "issued by the next certificate, \"%.100s\"",
			    pki_cert_subject(c[i]),
			    pki_cert_subject(c[i + 1]));
	return 0;
}

/* The certificate and its issuers without the root. */
static int
load_chain(const struct ca_options *o, const char *file,
    struct pki_cert **c, size_t *n, struct es_err *err)
{
	size_t	more = 0;

	if (ca_load_certs(file, c, CHAIN_MAX, n, err) < 0)
		return -1;
	if (o->chain != NULL && ca_load_certs(o->chain, c + *n,
	    CHAIN_MAX - *n, &more, err) < 0)
		return -1;
	*n += more;
	if (check_chain(c, *n, err) < 0)
		return -1;
	while (*n > 1 && es_view_eq(pki_cert_subject_der(c[*n - 1]),
	    pki_cert_issuer_der(c[*n - 1])))
		pki_cert_free(c[--*n]);
	return 0;
}

static int
check_key(const struct ca_paths *p, const struct pki_cert *c,
    struct es_err *err)
{
	struct crypt_key	*key;
	bool			 same;

	if (ca_load_key(p->key, p->pass, &key, err) < 0)
		return -1;
	same = es_view_eq(crypt_key_spki(key), pki_cert_spki(c));
	crypt_key_free(key);
	if (!same)
		return es_fail(err, ES_E_INPUT, "the certificate is for "
		    "another key than %s", p->key);
	return 0;
}

static bool
is_known(const struct ca_index *x, const struct pki_cert *c)
{
	char	hex[2 * 64 + 1];
	size_t	i;

	crypt_hex(es_view_sub(pki_cert_serial(c), 0, 64), hex);
	for (i = 0; i < x->n; i++)
		if (strcmp(x->entry[i].serial, hex) == 0)
			return true;
	return false;
}

int
ca_import(const struct ca_options *o, const char *profile, const char *id,
    const char *file, struct es_err *err)
{
	struct pki_cert	*c[CHAIN_MAX] = { NULL };
	struct ca_paths	*p = malloc(sizeof(*p));
	struct ca_index	 x = { .lock = -1 };
	enum pki_profile pf;
	size_t		 n = 0;
	int		 rc = -1;

	if (p == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (ca_profile(profile, &pf, err) < 0 ||
	    ca_check_id(id, err) < 0 || ca_paths(o, id, p, err) < 0 ||
	    load_chain(o, file, c, &n, err) < 0 ||
	    check_key(p, c[0], err) < 0 ||
	    ca_index_open(&x, o->dir, err) < 0)
		goto out;
	if (is_known(&x, c[0]))
		rc = es_fail(err, ES_E_CONFLICT, "this certificate is here "
		    "already");
	else
		rc = ca_publish_cert(o, &x, c, n, CA_OUTSIDE, profile, id,
		    err);
out:
	while (n > 0)
		pki_cert_free(c[--n]);
	ca_index_close(&x);
	free(p);
	return rc;
}
