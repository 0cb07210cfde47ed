/* ca-key.c - see ca-key.h. */
#include "ca-key.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/view.h"
#include "token/token.h"

static const struct {
	const char	*word;
	enum crypt_kind	 kind;
	unsigned	 bits;		/* of an RSA modulus */
} kinds[] = {
	{ "p256", CRYPT_P256, 0 },
	{ "p384", CRYPT_P384, 0 },
	{ "rsa3072", CRYPT_RSA, 3072 },
	{ "rsa4096", CRYPT_RSA, 4096 },
	{ "rsa3072-pss", CRYPT_RSA_PSS, 3072 },
	{ "rsa4096-pss", CRYPT_RSA_PSS, 4096 },
};

bool
ca_key_kind(const char *word, enum crypt_kind *kind, unsigned *bits)
{
	size_t	i;

	for (i = 0; i < ES_COUNT(kinds); i++)
		if (strcmp(word, kinds[i].word) == 0) {
			*kind = kinds[i].kind;
			*bits = kinds[i].bits;
			return true;
		}
	return false;
}

const char *
ca_key_kinds(void)
{
	return "p256|p384|rsa3072|rsa4096|rsa3072-pss|rsa4096-pss";
}

/* One set for the run of the program: it signs in to a token once. */
static struct token_set *
tokens(struct es_err *err)
{
	static struct token_set	*set;

	if (set == NULL && token_set_new(&set, err) < 0)
		return NULL;
	return set;
}

int
ca_key_by_address(struct crypt_key **out, const char *uri,
    const char *pin_file, struct es_err *err)
{
	struct token_conf	 conf = { NULL, pin_file };
	struct token_set	*set = tokens(err);

	*out = NULL;
	return set == NULL ? -1 : token_key_open(out, set, uri, &conf,
	    ES_VIEW_EMPTY, err);
}

void
ca_key_uri_path(char *out, size_t size, const char *path)
{
	size_t	n = strlen(path);

	(void)snprintf(out, size, "%.*s.uri", (int)(n > 4 ? n - 4 : n), path);
}

bool
ca_key_stands_elsewhere(const char *path)
{
	char	uri[PATH_MAX];

	ca_key_uri_path(uri, sizeof(uri), path);
	return access(path, F_OK) != 0 && access(uri, F_OK) == 0;
}

int
ca_key_by_file(struct crypt_key **out, const char *path, struct es_err *err)
{
	struct token_set	*set = tokens(err);
	char			 uri[PATH_MAX];

	*out = NULL;
	ca_key_uri_path(uri, sizeof(uri), path);
	return set == NULL ? -1 : token_key_load(out, set, uri, NULL,
	    ES_VIEW_EMPTY, err);
}
