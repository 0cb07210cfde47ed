/* es: the roots that a verification believes. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "es.h"
#include "svc/archive/evidence.h"
#include "sys/file.h"

enum { PER_FILE = 16 };

static bool
ends_with(const char *name, const char *end)
{
	size_t	 n = strlen(name), k = strlen(end);

	return n > k && strcmp(name + n - k, end) == 0;
}

static int
add_file(struct pki_trust *t, const char *path, struct es_err *err)
{
	struct pki_cert	*c[PER_FILE] = { NULL };
	struct es_buf	 pem;
	size_t		 n = 0, i;
	int		 rc;

	es_buf_init(&pem, ES_LIMIT_PEM);
	rc = sys_file_read(path, &pem, err);
	if (rc == 0)
		rc = pki_cert_parse_pem(c, PER_FILE, &n, es_buf_view(&pem),
		    err);
	for (i = 0; rc == 0 && i < n; i++)
		rc = es_view_eq(pki_cert_subject_der(c[i]),
		    pki_cert_issuer_der(c[i])) ?
		    pki_trust_add(t, c[i], err) :
		    pki_trust_hint(t, c[i], err);
	for (i = 0; i < n; i++)
		pki_cert_free(c[i]);
	es_buf_clear(&pem);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}

static int
add_all(struct pki_trust *t, const char *dir, struct es_err *err)
{
	struct dirent	*e;
	char		 path[1024];
	DIR		*d = opendir(dir);
	size_t		 n = 0;
	int		 rc = 0;

	if (d == NULL)
		return es_fail(err, ES_E_NOTFOUND, "%s: %s", dir,
		    strerror(errno));
	while (rc == 0 && (e = readdir(d)) != NULL) {
		if (!ends_with(e->d_name, ".pem") &&
		    !ends_with(e->d_name, ".crt"))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		rc = add_file(t, path, err);
		n++;
	}
	(void)closedir(d);
	if (rc == 0 && n == 0)
		return es_fail(err, ES_E_NOTFOUND, "%s: no certificate "
		    "(*.pem, *.crt) in it", dir);
	return rc;
}

int
es_trust_load(struct pki_trust **out, const char *dir, struct es_err *err)
{
	if (pki_trust_new(out, err) < 0)
		return -1;
	if (dir != NULL && add_all(*out, dir, err) < 0) {
		pki_trust_free(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

int
es_lists_load(struct pki_evidence **out, struct pki_trust *trust,
    const char *dir, const char *const *file, size_t n, struct es_err *err)
{
	size_t	 i;

	if (pki_evidence_new(out, pki_trust_cache(trust), err) < 0)
		return -1;
	if (dir != NULL && svc_evidence_dir(*out, dir, err) < 0)
		return -1;
	for (i = 0; i < n; i++)
		if (svc_evidence_file(*out, file[i], err) < 0)
			return -1;
	return 0;
}
