/* es: a time-stamping authority, asked over HTTP, or a key of our own. */
#include <string.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "signer.h"
#include "svc/archive/evidence.h"
#include "sys/clock.h"

/* Milliseconds that an authority may take. */
#define TSA_MS	20000

static int
ask(const char *url, struct es_view digest, struct pki_cache *cache,
    struct es_buf *token, struct es_err *err)
{
	struct net	*n;
	int		 rc;

	if (net_new(&n, err) < 0)
		return -1;
	rc = svc_tsa_ask(n, url, TSA_MS, digest, cache, token, err);
	net_free(n);
	return rc;
}

int
es_tsa_ask(const char *url, struct es_view value, struct pki_cache *cache,
    struct es_buf *token, struct es_err *err)
{
	unsigned char	sum[CRYPT_SHA256_SIZE];

	return crypt_sha256(value, sum, err) < 0 ? -1 : ask(url,
	    es_view(sum, sizeof(sum)), cache, token, err);
}

int
es_stamper_open(struct es_stamper *s, const struct es_stamper_files *f,
    struct es_err *err)
{
	memset(s, 0, sizeof(*s));
	s->url = f->url;
	if (pki_cache_new(&s->cache, err) < 0)
		return -1;
	if (f->key.key == NULL)
		return 0;
	if (es_signer_files_read(&s->key, &s->cert, s->chain, &s->nchain,
	    &f->key, err) < 0)
		return -1;
	return tsa_new(&s->tsa, s->key, s->cert, s->chain, s->nchain,
	    f->policy, 1000, err);
}

void
es_stamper_close(struct es_stamper *s)
{
	tsa_free(s->tsa);
	while (s->nchain > 0)
		pki_cert_free(s->chain[--s->nchain]);
	pki_cert_free(s->cert);
	crypt_key_free(s->key);
	pki_cache_free(s->cache);
	memset(s, 0, sizeof(*s));
}

int
es_stamper_stamp(void *arg, struct es_view digest, struct es_buf *token,
    struct es_err *err)
{
	struct es_stamper	*s = arg;
	struct tsa_query	 q;
	enum tsa_failure	 why;

	if (s->tsa == NULL)
		return ask(s->url, digest, s->cache, token, err);
	return tsa_query_of(&q, digest, err) < 0 ? -1 :
	    tsa_stamp(s->tsa, &q, sys_now_us(), token, &why, err);
}
