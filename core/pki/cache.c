/*
 * pki/cache.c - decoded certificates found by their bytes.
 *
 * Sets of four, the least recently used goes.  The key is the certificate's
 * last bytes (its signature, as good as random) and a hit is proved by
 * comparing all bytes: whoever makes collisions only makes us decode.
 */
#include <stdlib.h>

#include "pki/cert.h"

enum { SETS = 64, WAYS = 4, TAIL = 16 };

struct pki_cache {
	struct pki_cert	*slot[SETS][WAYS];	/* newest first */
};

int
pki_cache_new(struct pki_cache **out, struct es_err *err)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return es_fail(err, ES_E_NOMEM, "certificates: out of memory");
	return 0;
}

void
pki_cache_free(struct pki_cache *cache)
{
	size_t	i, k;

	if (cache == NULL)
		return;
	for (i = 0; i < SETS; i++)
		for (k = 0; k < WAYS; k++)
			pki_cert_free(cache->slot[i][k]);
	free(cache);
}

static size_t
set_of(struct es_view der)
{
	struct es_view	tail = der.n > TAIL ?
			    es_view(der.p + der.n - TAIL, TAIL) : der;
	uint32_t	h = 2166136261u;
	size_t		i;

	for (i = 0; i < tail.n; i++)
		h = (h ^ tail.p[i]) * 16777619u;
	return (h ^ h >> 16) % SETS;
}

/* Move the way to the front. */
static void
promote(struct pki_cert **set, size_t way)
{
	struct pki_cert	*c = set[way];

	memmove(set + 1, set, way * sizeof(*set));
	set[0] = c;
}

int
pki_cache_get(struct pki_cache *cache, struct pki_cert **out,
    struct es_view der, struct es_err *err)
{
	struct pki_cert	**set = cache->slot[set_of(der)];
	struct pki_cert	*c;
	size_t		 k;

	*out = NULL;
	for (k = 0; k < WAYS && set[k] != NULL; k++)
		if (es_view_eq(pki_cert_der(set[k]), der)) {
			promote(set, k);
			*out = pki_cert_ref(set[0]);
			return 0;
		}
	if (pki_cert_parse(&c, der, err) < 0)
		return -1;
	pki_cert_free(set[WAYS - 1]);
	set[WAYS - 1] = c;
	promote(set, WAYS - 1);
	*out = pki_cert_ref(c);
	return 0;
}
