/* Anything as an OCSP answer, read and asked who signed it. */
#include <stdint.h>
#include <stdlib.h>

#include "pki/ocsp.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pki_cache		*cache;
	const struct pki_ocsp_single	*s;
	struct pki_cert *const		*cert;
	struct pki_ocsp			*o;
	enum pki_ocsp_signer		 signer;
	size_t				 n, i;

	if (cache == NULL && pki_cache_new(&cache, NULL) < 0)
		abort();
	if (pki_ocsp_parse(&o, es_view(data, size), cache, NULL) < 0)
		return 0;
	cert = pki_ocsp_certs(o, &n);
	for (i = 0; i < n; i++) {
		(void)!pki_ocsp_verify(o, cert[i], &signer, NULL, NULL);
		(void)!pki_ocsp_find(o, cert[i], cert[0], &s, NULL);
	}
	pki_ocsp_free(o);
	return 0;
}
