/* svc/archive/evidence.c - see evidence.h: what stands in files. */
#include "svc/archive/evidence.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "crypt/text.h"
#include "sys/file.h"

#define BEGIN	"-----BEGIN X509 CRL-----"
#define END	"-----END X509 CRL-----"

/* The bytes between the two lines of a PEM text. */
static int
add_pem(struct pki_evidence *ev, struct es_view pem, struct es_err *err)
{
	size_t		 from = es_view_find(pem, ES_LIT(BEGIN), 0), to, i;
	struct es_buf	 text, der;
	int		 rc = -1;

	to = es_view_find(pem, ES_LIT(END), from);
	if (to == SIZE_MAX)
		return es_fail(err, ES_E_FORMAT, "no end of the list");
	es_buf_init(&text, pem.n);
	es_buf_init(&der, ES_LIMIT_CRL);
	for (i = from + strlen(BEGIN); i < to; i++)
		if (strchr("\r\n\t ", pem.p[i]) == NULL)
			es_buf_add_ch(&text, pem.p[i]);
	if (es_buf_ok(&text, "list", err) == 0 &&
	    crypt_base64_decode(es_buf_view(&text), &der, err) == 0)
		rc = pki_evidence_add_crl(ev, es_buf_view(&der), err);
	es_buf_clear(&text);
	es_buf_clear(&der);
	return rc;
}

/* A list is tried first; its failure is told when it is no answer either. */
static int
add(struct pki_evidence *ev, struct es_view v, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	if (es_view_find(v, ES_LIT(BEGIN), 0) != SIZE_MAX)
		return add_pem(ev, v, err);
	if (pki_evidence_add_crl(ev, v, err) == 0)
		return 0;
	if (pki_evidence_add_ocsp(ev, v, &e) < 0)
		return -1;
	es_err_clear(err);
	return 0;
}

int
svc_trust_root(struct pki_trust *trust, const char *dir, struct es_err *err)
{
	struct pki_cert	*root = NULL;
	struct es_buf	 pem;
	char		 path[1024];
	size_t		 n;
	int		 rc = -1;

	(void)snprintf(path, sizeof(path), "%s/root.cert.pem", dir);
	es_buf_init(&pem, ES_LIMIT_PEM);
	if (sys_file_read(path, &pem, err) == 0 &&
	    pki_cert_parse_pem(&root, 1, &n, es_buf_view(&pem), err) == 0)
		rc = pki_trust_add(trust, root, err);
	pki_cert_free(root);
	es_buf_clear(&pem);
	return rc;
}

int
svc_trust_open(struct pki_trust **trust, struct pki_evidence **given,
    const char *dir, struct es_err *err)
{
	return pki_trust_new(trust, err) < 0 ||
	    svc_trust_root(*trust, dir, err) < 0 ||
	    pki_evidence_new(given, pki_trust_cache(*trust), err) < 0 ||
	    svc_evidence_dir(*given, dir, err) < 0 ? -1 : 0;
}

int
svc_evidence_file(struct pki_evidence *ev, const char *path,
    struct es_err *err)
{
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_CRL * 2);
	rc = sys_file_read(path, &b, err);
	if (rc == 0 && add(ev, es_buf_view(&b), err) < 0)
		rc = es_err_prefix(err, "%s", path);
	es_buf_clear(&b);
	return rc;
}

static bool
ends_with(const char *name, const char *end)
{
	size_t	 n = strlen(name), k = strlen(end);

	return n > k && name[0] != '.' && strcmp(name + n - k, end) == 0;
}

int
svc_evidence_dir(struct pki_evidence *ev, const char *dir,
    struct es_err *err)
{
	struct dirent	*e;
	char		 path[1024];
	DIR		*d = dir == NULL ? NULL : opendir(dir);
	int		 rc = 0, n = 0;

	if (dir == NULL || (d == NULL && errno == ENOENT))
		return 0;
	if (d == NULL)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	while (rc == 0 && (e = readdir(d)) != NULL) {
		if (!ends_with(e->d_name, ".crl") &&
		    !ends_with(e->d_name, ".ocsp"))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		rc = svc_evidence_file(ev, path, err);
		n++;
	}
	(void)closedir(d);
	return rc < 0 ? -1 : n;
}
