/* ca-key.h - keys of es-ca(8): in encrypted files, or in a token. */
#ifndef ES_CA_KEY_H
#define ES_CA_KEY_H

#include "crypt/key.h"

/* A kind by its word for --key, "p256" ...; false for another word. */
bool		ca_key_kind(const char *word, enum crypt_kind *kind,
		    unsigned *bits);
/* "p256|p384|..." for the usage. */
const char	*ca_key_kinds(void);

/* A key by its "pkcs11:" address; its PIN in a file, NULL: as it says. */
ES_CHECK int	ca_key_by_address(struct crypt_key **out, const char *uri,
		    const char *pin_file, struct es_err *err);
/*
 * There is no encrypted file "path", but an address with .uri in place of
 * .pem; the key that it names, its PIN where the address says.
 */
bool		ca_key_stands_elsewhere(const char *path);
ES_CHECK int	ca_key_by_file(struct crypt_key **out, const char *path,
		    struct es_err *err);
/* path with .uri in place of .pem. */
void		ca_key_uri_path(char *out, size_t size, const char *path);

#endif
