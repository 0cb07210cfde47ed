/* crypt/key_priv.h - between key.c and the file provider. */
#ifndef ES_CRYPT_KEY_PRIV_H
#define ES_CRYPT_KEY_PRIV_H

#include "crypt/key.h"

/* The provider's object if it is of that provider, else NULL; borrowed. */
void	*crypt_key_impl(const struct crypt_key *key,
	    const struct crypt_key_ops *ops);

#endif
