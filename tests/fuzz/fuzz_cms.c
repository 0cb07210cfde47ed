/* Anything as a CMS of every kind, each of its signers, and what it brings. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cms/verify.h"
#include "pki/cert.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reading all of it must be allowed. */
static bool
touch(struct es_view v)
{
	static volatile unsigned char	 sink;
	size_t				 i;

	for (i = 0; i < v.n; i++)
		sink = (unsigned char)(sink ^ v.p[i]);
	return v.n > 0;
}

/* The digest of nothing that anybody signed. */
static void
check(struct cms *c, enum cms_kind k)
{
	static const unsigned char	 digest[64];
	struct cms_verdict		 v;
	struct cms_evidence		 e;
	struct cms			*s;
	size_t				 i, n = 0;

	for (s = c; s != NULL; s = cms_next(s), n++) {
		for (i = 0; (e = cms_evidence(s, i)).kind !=
		    CMS_EVIDENCE_NONE; i++)
			if (!touch(e.der))
				abort();
		if (cms_verify(s, es_view(digest, crypt_md_size(cms_md(s))),
		    &v, NULL) == 0 && k != CMS_TOKEN && cms_verdict_good(&v))
			abort();
	}
	if (n > ES_LIMIT_CMS_SIGNERS || (n > 1) !=
	    ((cms_oddities(c) & CMS_ODD_SIGNERS) != 0))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pki_cache	*cache;
	struct es_view		 cert;
	struct cms		*c;
	enum cms_kind		 k;
	size_t			 at;

	if (cache == NULL && pki_cache_new(&cache, NULL) < 0)
		abort();
	for (k = CMS_SEAL; k < CMS_BARE; k++) {
		if (cms_parse(&c, es_view(data, size), k, cache, NULL) < 0)
			continue;
		check(c, k);
		cms_free(c);
	}
	/* A value, and behind it the certificate. */
	at = size > 1 && data[1] < 0x80 ? 2 + (size_t)data[1] : 260;
	if (at > size)
		return 0;
	cert = es_view(data + at, size - at);
	if (cms_bare(&c, es_view(data, at), CRYPT_SHA1, &cert, 1, cache,
	    NULL) == 0) {
		check(c, CMS_BARE);
		cms_free(c);
	}
	return 0;
}
