/*
 * svc/verify/warm.c - what a judge's child should not have to find out.
 *
 * What a child learns dies with it, so the paths of the campus's own
 * certificates are found once, in the worker, and every child inherits them.
 * A file that cannot be read here is only not warm.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/verify/priv.h"
#include "sys/clock.h"
#include "sys/file.h"

enum { PER_FILE = 16 };

static size_t
read_certs(const char *dir, const char *name, struct pki_cert *c[PER_FILE])
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 pem;
	char		 path[1024];
	size_t		 n = 0;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	es_buf_init(&pem, ES_LIMIT_PEM);
	if (sys_file_read(path, &pem, &e) < 0 || pki_cert_parse_pem(c,
	    PER_FILE, &n, es_buf_view(&pem), &e) < 0)
		n = 0;
	es_buf_clear(&pem);
	return n;
}

/* A chain file: the leaf first, then its issuers. */
static void
warm_chain(struct pki_trust *t, struct pki_cert *c[PER_FILE], size_t n)
{
	static const enum pki_purpose	 purposes[] = { PKI_FOR_SEAL,
					    PKI_FOR_TIME };
	struct pki_judgement		 j;
	struct es_err			 e = ES_ERR_INIT;
	struct pki_cert			*kept;
	size_t				 i;

	for (i = 0; i < n; i++)
		if (pki_cache_get(pki_trust_cache(t), &kept,
		    pki_cert_der(c[i]), &e) == 0)
			pki_cert_free(kept);
	for (i = 0; n > 0 && i < ES_COUNT(purposes); i++) {
		es_err_clear(&e);
		if (pki_judge(t, c[0], c, n, purposes[i], sys_now(), &j,
		    &e) < 0)
			continue;	/* then the child finds out */
	}
}

static int
is_chain(const struct dirent *e)
{
	size_t	 n = strlen(e->d_name);

	return n > 10 && strcmp(e->d_name + n - 10, ".chain.pem") == 0;
}

void
svc_verifier_warm(struct svc_verifier *v)
{
	struct pki_cert	*c[PER_FILE];
	struct dirent	**names = NULL;
	size_t		 k, certs;
	int		 n, i;

	n = scandir(v->cf.pki_dir, &names, is_chain, alphasort);
	for (i = 0; i < n; i++) {
		certs = read_certs(v->cf.pki_dir, names[i]->d_name, c);
		warm_chain(v->trust, c, certs);
		for (k = 0; k < certs; k++)
			pki_cert_free(c[k]);
		free(names[i]);
	}
	free(names);
}
