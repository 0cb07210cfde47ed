/* Anything as a CMS of every kind, and its verification. */
#include <stdint.h>
#include <stdlib.h>

#include "cms/verify.h"
#include "pki/cert.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char	digest[64];
	static struct pki_cache		*cache;
	struct cms_verdict		 v;
	struct cms			*c;
	enum cms_kind			 k;

	if (cache == NULL && pki_cache_new(&cache, NULL) < 0)
		abort();
	for (k = CMS_SEAL; k <= CMS_LEGACY; k++) {
		if (cms_parse(&c, es_view(data, size), k, cache, NULL) < 0)
			continue;
		/* The digest of nothing that anybody signed. */
		if (cms_verify(c, es_view(digest, crypt_md_size(cms_md(c))),
		    &v, NULL) == 0 && k != CMS_TOKEN && cms_verdict_good(&v))
			abort();
		cms_free(c);
	}
	return 0;
}
