/*
 * ca/publish.c - the states of all certificates, for those who answer for
 * them: es-signd reads them before it signs an answer or uses a key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "ca.h"
#include "crypt/text.h"
#include "store/conf.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/file.h"

enum { COLUMNS = 12 };

struct publish {
	const struct ca_index	*x;
	/* SHA-256 of the public keys of root and issuing. */
	unsigned char		 issuer[2][CRYPT_SHA256_SIZE];
	struct store_val	*args;
	size_t			 rows, revoked;
	uint64_t		 changed;
};

/* Which of ours issued it; -1: somebody else, who answers for it. */
static int
issuer_of(const struct ca_entry *e)
{
	if (strcmp(e->issuer, CA_ROOT) == 0)
		return 0;
	return strcmp(e->issuer, CA_ISSUING) == 0 ? 1 : -1;
}

static int
load_issuers(struct publish *p, const char *dir, struct es_err *err)
{
	static const char *const	names[] = { CA_ROOT, CA_ISSUING };
	char				pub[PATH_MAX], path[PATH_MAX];
	struct pki_cert			*c;
	int				i, rc = 0;

	if (ca_join(pub, dir, "public", "", err) < 0)
		return -1;
	for (i = 0; rc == 0 && i < 2; i++) {
		if (ca_join(path, pub, names[i], ".cert.pem", err) < 0 ||
		    ca_load_cert(path, &c, err) < 0)
			return -1;
		rc = crypt_sha256(pki_cert_spki(c), p->issuer[i], err);
		pki_cert_free(c);
	}
	return rc;
}

static int
row_of(struct publish *p, const struct ca_entry *e, struct store_val *v,
    struct es_err *err)
{
	size_t		 n = strlen(e->serial) / 2;
	unsigned char	*serial = es_arena_get(p->x->arena, n == 0 ? 1 : n);
	bool		 revoked = e->state == CA_REVOKED;

	if (serial == NULL)
		return es_fail(err, ES_E_NOMEM, "publish: out of memory");
	if (crypt_hex_decode(es_view_str(e->serial), serial, n, err) < 0)
		return es_err_prefix(err, "index");
	v[0] = (struct store_val)SV_BYTES(p->issuer[issuer_of(e)],
	    CRYPT_SHA256_SIZE);
	v[1] = (struct store_val)SV_BYTES(serial, n);
	v[2] = (struct store_val)SV_STR(e->profile);
	v[3] = (struct store_val)SV_STR(e->id);
	v[4] = (struct store_val)SV_TEXT(es_view_sub(es_view_str(e->subject),
	    0, 300));
	v[5] = (struct store_val)SV_INT(e->from);
	v[6] = (struct store_val)SV_INT(e->until);
	v[7] = (struct store_val)SV_STR(revoked ? "revoked" : "good");
	v[8] = (struct store_val)SV_INT(e->revoked.at);
	v[9] = (struct store_val)SV_INT(e->revoked.reason);
	v[10] = (struct store_val)SV_INT(e->revoked.invalid_since);
	v[11] = (struct store_val)SV_INT(p->x->since);
	p->revoked += revoked;
	return 0;
}

static int
collect(struct publish *p, struct es_err *err)
{
	size_t	i;

	p->args = calloc((p->x->n + 1) * COLUMNS, sizeof(*p->args));
	if (p->args == NULL)
		return es_fail(err, ES_E_NOMEM, "publish: out of memory");
	for (i = 0; i < p->x->n; i++) {
		if (issuer_of(&p->x->entry[i]) < 0)
			continue;
		if (row_of(p, &p->x->entry[i], p->args + p->rows * COLUMNS,
		    err) < 0)
			return -1;
		p->rows++;
	}
	return 0;
}

static int
write_all(struct store *st, void *arg, struct es_err *err)
{
	struct publish		*p = arg;
	char			 detail[120];
	struct audit_entry	 e = {
		.chain = "ca", .at = sys_now(), .actor = ES_LIT("es-ca"),
		.action = "certificates.publish", .result = "ok" };

	if (p->rows > 0 && store_exec_rows(st, STORE_CA_PUT, p->args,
	    p->rows, COLUMNS, &p->changed, err) < 0)
		return -1;
	(void)snprintf(detail, sizeof(detail), "%zu certificates, %zu "
	    "revoked", p->rows, p->revoked);
	e.detail = es_view_str(detail);
	return audit_add(st, &e, err);
}

int
ca_read_conf(struct conf **cf, const char *path, struct es_err *err)
{
	struct es_buf	b;
	int		rc;

	es_buf_init(&b, ES_LIMIT_CONF);
	rc = sys_file_read(path, &b, err);
	if (rc == 0)
		rc = conf_parse(cf, es_buf_view(&b), path, err);
	es_buf_clear(&b);
	return rc;
}

static int
publish(struct publish *p, const char *conf, struct es_err *err)
{
	char			 password[STORE_PASSWORD_MAX];
	struct store_conf	 sc;
	struct store		*st = NULL;
	struct conf		*cf = NULL;
	int			 rc = -1;

	if (ca_read_conf(&cf, conf, err) == 0 &&
	    store_conf_load(&sc, password, cf, err) == 0) {
		if ((st = store_new(&sc)) == NULL)
			es_fail(err, ES_E_NOMEM, "publish: out of memory");
		else
			rc = store_tx(st, write_all, p, err);
	}
	es_wipe(password, sizeof(password));
	store_free(st);
	conf_free(cf);
	return rc;
}

int
ca_publish(const struct ca_options *o, struct es_err *err)
{
	struct publish	p = { .rows = 0 };
	struct ca_index	x;
	int		rc = -1;

	if (o->conf == NULL)
		return es_fail(err, ES_E_INPUT, "publish needs -c FILE");
	if (ca_index_open(&x, o->dir, err) < 0)
		return -1;
	p.x = &x;
	if (load_issuers(&p, o->dir, err) == 0 && collect(&p, err) == 0 &&
	    publish(&p, o->conf, err) == 0) {
		printf("published %zu certificates, %zu revoked\n", p.rows,
		    p.revoked);
		rc = 0;
	}
	free(p.args);
	ca_index_close(&x);
	return rc;
}
