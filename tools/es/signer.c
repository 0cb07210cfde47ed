/* es: the key and certificates to seal with; see signer.h. */
#include "signer.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "esign/sealer.h"
#include "sys/file.h"
#include "token/token.h"

/* A CMS without its certificates: a key of 8192 bits, and its attributes. */
#define CMS_ROOM	((size_t)2400)

static int
read_certs(const char *path, struct pki_cert **out, size_t max, size_t *n,
    struct es_err *err)
{
	struct es_buf	 pem;
	int		 rc;

	es_buf_init(&pem, ES_LIMIT_PEM);
	rc = sys_file_read(path, &pem, err);
	if (rc == 0 && pki_cert_parse_pem(out, max, n, es_buf_view(&pem),
	    err) < 0)
		rc = es_err_prefix(err, "%s", path);
	es_buf_clear(&pem);
	return rc;
}

static int
read_pass(const char *path, struct es_secret *pass, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_SECRET);
	rc = sys_file_read(path, &b, err);
	if (rc == 0 && es_secret_set_line(pass, es_buf_view(&b), err) < 0)
		rc = es_err_prefix(err, "%s", path);
	if (b.p != NULL)
		es_wipe(b.p, b.cap);
	es_buf_clear(&b);
	return rc;
}

/* One set for the run of the program: it signs in to a token once. */
static int
key_in_token(const struct es_signer_files *f, struct crypt_key **out,
    struct es_view spki, struct es_err *err)
{
	static struct token_set	*tokens;
	struct token_conf	 conf = { NULL, f->pass };

	if (tokens == NULL && token_set_new(&tokens, err) < 0)
		return -1;
	return token_key_open(out, tokens, f->key, &conf, spki, err);
}

static int
read_key(const struct es_signer_files *f, struct crypt_key **out,
    struct es_view spki, struct es_err *err)
{
	struct es_secret	 pass = ES_SECRET_INIT;
	struct es_buf		 pem;
	int			 rc;

	if (token_is_uri(f->key))
		return key_in_token(f, out, spki, err);
	es_buf_init(&pem, ES_LIMIT_KEY_FILE);
	rc = read_pass(f->pass, &pass, err);
	if (rc == 0)
		rc = sys_file_read(f->key, &pem, err);
	if (rc == 0 && crypt_key_load(out, es_buf_view(&pem), &pass,
	    err) < 0)
		rc = es_err_prefix(err, "%s", f->key);
	es_buf_clear(&pem);
	es_secret_clear(&pass);
	return rc;
}

int
es_signer_look(struct es_signer_look *out, const struct es_signer_files *f,
    struct es_err *err)
{
	struct pki_cert	*cert = NULL, *chain[ES_SIGNER_CHAIN];
	size_t		 one, n = 0, i;
	int		 rc;

	memset(out, 0, sizeof(*out));
	rc = read_certs(f->cert, &cert, 1, &one, err);
	if (rc == 0 && f->chain != NULL)
		rc = read_certs(f->chain, chain, ES_SIGNER_CHAIN, &n, err);
	if (rc == 0) {
		out->reserve = CMS_ROOM + pki_cert_der(cert).n +
		    (f->tsa == NULL ? 0 : ES_TOKEN_ROOM);
		(void)snprintf(out->holder, sizeof(out->holder), "%s",
		    pki_cert_holder(cert));
	}
	for (i = 0; i < n; i++) {
		out->reserve += pki_cert_der(chain[i]).n;
		pki_cert_free(chain[i]);
	}
	pki_cert_free(cert);
	return rc;
}

int
es_signer_files_read(struct crypt_key **key, struct pki_cert **cert,
    struct pki_cert *chain[ES_SIGNER_CHAIN], size_t *nchain,
    const struct es_signer_files *f, struct es_err *err)
{
	size_t	 one;

	if (read_certs(f->cert, cert, 1, &one, err) < 0 ||
	    read_key(f, key, pki_cert_spki(*cert), err) < 0 ||
	    (f->pss && crypt_key_use_pss(*key, err) < 0))
		return -1;
	return f->chain == NULL ? 0 : read_certs(f->chain, chain,
	    ES_SIGNER_CHAIN, nchain, err);
}

int
es_signer_open(struct es_signer *s, const struct es_signer_files *f,
    struct es_err *err)
{
	memset(s, 0, sizeof(*s));
	s->tsa = f->tsa;
	if (pki_cache_new(&s->cache, err) < 0 ||
	    es_signer_files_read(&s->key, &s->cert, s->chain, &s->nchain, f,
	    err) < 0)
		return -1;
	return cms_signer_new(&s->cms, CMS_SEAL, s->key, s->cert, s->chain,
	    s->nchain, err);
}

void
es_signer_close(struct es_signer *s)
{
	cms_signer_free(s->cms);
	while (s->nchain > 0)
		pki_cert_free(s->chain[--s->nchain]);
	pki_cert_free(s->cert);
	crypt_key_free(s->key);
	pki_cache_free(s->cache);
	memset(s, 0, sizeof(*s));
}

static int
stamp(void *arg, struct es_view value, struct es_buf *token,
    struct es_err *err)
{
	struct es_signer	*s = arg;
	int			 rc;

	rc = es_tsa_ask(s->tsa, value, s->cache, token, err);
	if (rc < 0 && err->code != ES_E_NOMEM && err->code != ES_E_BUG)
		s->late = *err;
	return rc;
}

/* An authority that is away costs the level, and not the seal. */
static int
sign(void *arg, struct es_view digest, struct es_buf *out,
    struct es_err *err)
{
	struct es_signer	*s = arg;
	struct cms_stamper	 st = { stamp, s };

	if (s->tsa != NULL && cms_sign_digest(s->cms, digest, &st, out,
	    err) == 0)
		return 0;
	if (s->tsa != NULL && s->late.code == ES_E_NONE)
		return -1;
	es_err_clear(err);
	return cms_sign_digest(s->cms, digest, NULL, out, err);
}

struct doc_signer
es_signer_doc(struct es_signer *s)
{
	return (struct doc_signer){
		.reserve = cms_signer_reserve(s->cms, s->tsa == NULL ? 0 :
		    ES_TOKEN_ROOM),
		.sign = sign,
		.arg = s,
		.digest = esign_doc_digest(cms_signer_md(s->cms)),
	};
}
