/*
 * svc/seal/keys.c - what the seals' keys want, as es-signd says.
 *
 * Which digest, and how much room the signature needs.  Asked once a minute:
 * an answer that got old in between costs one more try of a job, no more.
 */
#include <stdio.h>

#include "base/limits.h"
#include "svc/seal/priv.h"
#include "sys/clock.h"

enum { FRESH_MS = 60000, AGAIN_MS = 1000 };

static void
ask(struct svc_stamper *s)
{
	struct signd_key	 k[ES_LIMIT_KEYS];
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i, n;

	s->keys.at = sys_mono_ms();
	if (signd_keys(s->signd, k, &n, &e) < 0)
		return;		/* the seal itself will say that it is away */
	s->keys.n = 0;
	for (i = 0; i < n; i++) {
		if (k[i].name.n >= sizeof(s->keys.key[0].name) ||
		    k[i].md == CRYPT_MD_NONE)
			continue;
		(void)snprintf(s->keys.key[s->keys.n].name,
		    sizeof(s->keys.key[0].name), "%.*s", (int)k[i].name.n,
		    (const char *)k[i].name.p);
		s->keys.key[s->keys.n].md = k[i].md;
		s->keys.key[s->keys.n++].reserve = k[i].reserve;
	}
}

static const struct svc_key *
find(const struct svc_keys *l, struct es_view name)
{
	size_t	 i;

	for (i = 0; i < l->n; i++)
		if (es_view_eq_str(name, l->key[i].name))
			return &l->key[i];
	return NULL;
}

const struct svc_key *
svc_key_find(struct svc_stamper *s, struct es_view name)
{
	const struct svc_key	*k = find(&s->keys, name);
	int64_t			 age = sys_mono_ms() - s->keys.at;

	if (s->keys.at != 0 && age < (k != NULL ? FRESH_MS : AGAIN_MS))
		return k;
	ask(s);
	return find(&s->keys, name);
}

void
svc_keys_forget(struct svc_stamper *s)
{
	s->keys.at = 0;
}
