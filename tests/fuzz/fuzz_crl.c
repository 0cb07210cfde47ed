/* Anything as a revocation list. */
#include <stdint.h>
#include <stdlib.h>

#include "pki/crl.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pki_revoked	r;
	struct pki_crl		*crl;

	if (pki_crl_parse(&crl, es_view(data, size), NULL) < 0) {
		if (crl != NULL)
			abort();
		return 0;
	}
	/* What is listed has a time; what is not has none. */
	if (pki_crl_find(crl, ES_LIT("\x10\x01"), &r) == 0 && r.at != 0)
		abort();
	if (!es_view_eq(pki_crl_der(crl), es_view(data, size)))
		abort();
	pki_crl_free(crl);
	return 0;
}
