/* signd/source.c - see source.h. */
#include "source.h"

#include <stdio.h>

#include "base/limits.h"
#include "sys/file.h"

#define FILE_SUFFIX	".key.pem"
#define URI_SUFFIX	".key.uri"

const char *const	source_suffixes[] = { FILE_SUFFIX, URI_SUFFIX, NULL };

static int
from_file(struct crypt_key **out, const char *path,
    const struct es_secret *pass, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	rc = sys_file_read(path, &b, err);
	if (rc == 0)
		rc = crypt_key_load(out, es_buf_view(&b), pass, err);
	if (rc == 0 && crypt_key_test(*out, err) < 0) {
		crypt_key_free(*out);
		*out = NULL;
		rc = -1;
	}
	es_buf_clear(&b);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}

int
source_load(struct crypt_key **out, bool *remote,
    const struct source_conf *c, const char *name, const char *suffix,
    const struct es_secret *pass, struct token_set *tokens,
    struct es_view spki, struct es_err *err)
{
	char	 path[512];

	*out = NULL;
	(void)snprintf(path, sizeof(path), "%s/%s%s", c->keys_dir, name,
	    suffix);
	*remote = strcmp(suffix, FILE_SUFFIX) != 0;
	if (!*remote)
		return from_file(out, path, pass, err);
	return token_key_load(out, tokens, path, &c->token, spki, err);
}
