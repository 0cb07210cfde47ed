/* ca/files.c - keys, certificates and secrets as files, see ca.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/time.h"
#include "ca-key.h"
#include "ca.h"
#include "crypt/random.h"
#include "sys/file.h"

int
ca_join(char out[PATH_MAX], const char *dir, const char *name,
    const char *ext, struct es_err *err)
{
	int	n = snprintf(out, PATH_MAX, "%s/%s%s", dir, name, ext);

	if (n < 0 || n >= PATH_MAX)
		return es_fail(err, ES_E_INPUT, "the path is too long: %.100s",
		    dir);
	return 0;
}

int
ca_read(const char *path, struct es_buf *out, struct es_err *err)
{
	return sys_file_read(path, out, err);
}

bool
ca_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int
ca_write_new(const char *path, struct es_view v, mode_t mode,
    struct es_err *err)
{
	int	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
	ssize_t	n;

	if (fd < 0)
		return es_fail(err, errno == EEXIST ? ES_E_CONFLICT :
		    ES_E_SYSTEM, "%s: %s", path, errno == EEXIST ?
		    "exists already and is left alone" : strerror(errno));
	if (fchmod(fd, mode) != 0)
		goto bad;
	while (v.n > 0) {
		if ((n = write(fd, v.p, v.n)) < 0)
			goto bad;
		v = es_view(v.p + n, v.n - (size_t)n);
	}
	if (fsync(fd) != 0)
		goto bad;
	if (close(fd) == 0)
		return 0;
	fd = -1;
bad:
	es_fail(err, ES_E_SYSTEM, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	unlink(path);
	return -1;
}

int
ca_make_dir(const char *path, mode_t mode, struct es_err *err)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", path,
		    strerror(errno));
	return 0;
}

static int
read_secret(const char *path, struct es_secret *s, struct es_err *err)
{
	struct stat	st;
	struct es_buf	b;
	int		rc = -1;

	*s = (struct es_secret)ES_SECRET_INIT;
	es_buf_init(&b, ES_LIMIT_SECRET);
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		es_fail(err, ES_E_DENIED, "%s: others may read it; chmod 600 "
		    "it first", path);
	else if (ca_read(path, &b, err) == 0 &&
	    es_secret_set_line(s, es_buf_view(&b), err) == 0)
		rc = 0;
	else
		(void)es_err_prefix(err, "%s", path);
	if (b.p != NULL)
		es_wipe(b.p, b.cap);
	es_buf_clear(&b);
	return rc;
}

int
ca_ensure_passphrase(const char *path, struct es_err *err)
{
	char	word[45];
	int	rc;

	if (ca_exists(path))
		return 0;
	if (crypt_random_base64url(word, 43, err) < 0)
		return -1;
	word[43] = '\n';
	rc = ca_write_new(path, es_view(word, 44), 0600, err);
	es_wipe(word, sizeof(word));
	if (rc == 0)
		printf("made %s (0600): whoever reads it can open the keys\n",
		    path);
	return rc;
}

int
ca_load_key(const char *path, const char *pass, struct crypt_key **out,
    struct es_err *err)
{
	struct es_secret	s;
	struct es_buf		b;
	int			rc = -1;

	*out = NULL;
	if (ca_key_stands_elsewhere(path))
		return ca_key_by_file(out, path, err);
	if (read_secret(pass, &s, err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	if (ca_read(path, &b, err) == 0 &&
	    crypt_key_load(out, es_buf_view(&b), &s, err) == 0)
		rc = 0;
	else
		(void)es_err_prefix(err, "%s", path);
	es_buf_clear(&b);
	es_secret_clear(&s);
	return rc;
}

int
ca_make_key(struct crypt_key **out, const struct ca_options *o,
    const char *address, struct es_err *err)
{
	if (address != NULL)
		return ca_key_by_address(out, address, o->pass, err);
	return crypt_key_generate_bits(out, o->kind, o->bits, err);
}

bool
ca_key_exists(const char *path)
{
	return ca_exists(path) || ca_key_stands_elsewhere(path);
}

static int
save_address(const char *address, const char *path, struct es_err *err)
{
	struct es_buf	b;
	char		uri[PATH_MAX];
	int		rc;

	ca_key_uri_path(uri, sizeof(uri), path);
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	es_buf_add_str(&b, address);
	es_buf_add_ch(&b, '\n');
	if ((rc = es_buf_ok(&b, uri, err)) == 0)
		rc = ca_write_new(uri, es_buf_view(&b), 0600, err);
	es_buf_clear(&b);
	if (rc == 0)
		printf("made %s (the address of the key in its token)\n",
		    uri);
	return rc;
}

int
ca_save_key(const struct crypt_key *key, const char *address,
    const char *path, const char *pass, struct es_err *err)
{
	struct es_secret	s;
	struct es_buf		b;
	int			rc = -1;

	if (address != NULL)
		return save_address(address, path, err);
	if (read_secret(pass, &s, err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	if (crypt_key_store(key, &s, &b, err) == 0)
		rc = ca_write_new(path, es_buf_view(&b), 0600, err);
	es_buf_clear(&b);
	es_secret_clear(&s);
	if (rc == 0)
		printf("made %s (%s, encrypted, 0600)\n", path,
		    crypt_kind_name(crypt_key_kind(key)));
	return rc;
}

int
ca_load_certs(const char *path, struct pki_cert **out, size_t max,
    size_t *n, struct es_err *err)
{
	struct es_buf	b;
	int		rc = -1;

	*n = 0;
	es_buf_init(&b, ES_LIMIT_PEM);
	if (ca_read(path, &b, err) == 0)
		rc = pki_cert_parse_pem(out, max, n, es_buf_view(&b), err);
	es_buf_clear(&b);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}

int
ca_load_cert(const char *path, struct pki_cert **out, struct es_err *err)
{
	size_t	n;

	*out = NULL;
	return ca_load_certs(path, out, 1, &n, err);
}

int
ca_save_certs(const char *path, struct pki_cert *const *c, size_t n,
    struct es_err *err)
{
	char		iso[ES_TIME_ISO];
	struct es_buf	pem;
	size_t		i;
	int		rc;

	es_buf_init(&pem, ES_LIMIT_PEM);
	for (i = 0; i < n; i++)
		pki_cert_pem(c[i], &pem);
	rc = es_buf_ok(&pem, path, err);
	if (rc == 0)
		rc = sys_file_write(path, es_buf_view(&pem), 0644, err);
	if (rc == 0 && chmod(path, 0644) != 0)	/* whatever the umask is */
		rc = es_fail(err, ES_E_SYSTEM, "%s: %s", path,
		    strerror(errno));
	es_buf_clear(&pem);
	if (rc == 0)
		printf("made %s (%s, until %s)\n", path,
		    pki_cert_subject(c[0]),
		    es_time_iso(pki_cert_not_after(c[0]), 0, iso));
	return rc;
}

int
ca_check_id(const char *id, struct es_err *err)
{
	size_t	n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
		    "TUVWXYZ0123456789._-");

	if (n == 0 || id[n] != '\0' || n > 60 || id[0] == '.' ||
	    strcmp(id, CA_ROOT) == 0 || strcmp(id, CA_ISSUING) == 0)
		return es_fail(err, ES_E_INPUT, "\"%.80s\" cannot name a key: "
		    "1 to 60 of a-z A-Z 0-9 . _ - are taken, not \"root\" or "
		    "\"issuing\"", id);
	return 0;
}
