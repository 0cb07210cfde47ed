/*
 * audit/run.c - check the chains of evidence, and that the books balance.
 *
 * Reads with the database account of es-audit, which may read all evidence
 * and write nothing but its own log; checkpoints are made by es-signd.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/tool.h"
#include "base/limits.h"
#include "crypt/secret.h"
#include "store/conf.h"
#include "svc/audit/watch.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/file.h"
#include "sys/proc.h"

struct run {
	const char		*name, *verb, *conf, *dir;
	bool			 json;
	int64_t			 hours;		/* --unless-within; 0: always */
	struct conf		*cf;
	char			 password[STORE_PASSWORD_MAX];
	struct store		*db;
	struct signd		*signd;
	struct pki_trust	*trust;
	struct pki_cert		*signer;
	bool			 failed;	/* to write the answer */
};

static int
usage(const char *name)
{
	fprintf(stderr, "usage: %s verify -c FILE [--json] "
	    "[--checkpoints DIR]\n"
	    "       %s reconcile -c FILE\n"
	    "       %s checkpoint -c FILE [--checkpoints DIR]\n"
	    "       %s export -c FILE [--checkpoints DIR]\n"
	    "       %s daily -c FILE [--checkpoints DIR] "
	    "[--unless-within HOURS]\n", name, name, name, name, name);
	return AUDIT_EXIT_FAILED;
}

static int
read_options(struct run *r, int argc, char *argv[])
{
	struct es_err	 e = ES_ERR_INIT;
	int		 i;

	if (argc < 2)
		return -1;
	r->verb = argv[1];
	for (i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			r->json = true;
		else if (i + 1 == argc)
			return -1;
		else if (strcmp(argv[i], "-c") == 0)
			r->conf = argv[++i];
		else if (strcmp(argv[i], "--checkpoints") == 0)
			r->dir = argv[++i];
		else if (strcmp(argv[i], "--unless-within") == 0) {
			if (es_view_int(es_view_str(argv[++i]), 1, 10000,
			    &r->hours, &e) < 0)
				return -1;
		} else
			return -1;
	}
	return r->conf == NULL ? -1 : 0;
}

/* -- what it takes -------------------------------------------------------- */
static int
load_cert(struct pki_cert **out, const char *dir, const char *name,
    struct es_err *err)
{
	char		 path[1024];
	struct es_buf	 pem;
	size_t		 n;
	int		 rc;

	(void)snprintf(path, sizeof(path), "%s/%s.cert.pem", dir, name);
	es_buf_init(&pem, ES_LIMIT_PEM);
	rc = sys_file_read(path, &pem, err);
	if (rc == 0)
		rc = pki_cert_parse_pem(out, 1, &n, es_buf_view(&pem), err);
	es_buf_clear(&pem);
	return rc < 0 ? -1 : 0;
}

static int
open_trust(struct run *r, struct es_err *err)
{
	const char	*dir, *key = conf_str(r->cf, "audit_key", "audit");
	struct pki_cert	*root = NULL;
	int		 rc = -1;

	if (conf_need(r->cf, "pki_dir", &dir, err) == 0 &&
	    load_cert(&root, dir, "root", err) == 0 &&
	    load_cert(&r->signer, dir, key, err) == 0 &&
	    pki_trust_new(&r->trust, err) == 0)
		rc = pki_trust_add(r->trust, root, err);
	pki_cert_free(root);
	return rc;
}

static int
open_all(struct run *r, struct es_err *err)
{
	char			 option[] = "-c", name[] = "es-audit";
	char			*args[] = { name, option,
				    (char *)(uintptr_t)r->conf, NULL };
	const char		*user, *socket;
	struct store_conf	 sc;
	uid_t			 uid;
	gid_t			 gid;

	if (conf_load(&r->cf, "es-audit", 3, args, err) < 0 ||
	    store_conf_load(&sc, r->password, r->cf, err) < 0 ||
	    open_trust(r, err) < 0)
		return -1;
	user = conf_str(r->cf, "user", "");
	socket = conf_str(r->cf, "signd_socket", "");
	if (r->dir == NULL && *conf_str(r->cf, "checkpoint_dir", "") != '\0')
		r->dir = conf_str(r->cf, "checkpoint_dir", "");
	if (getuid() == 0 && (sys_user(user, NULL, &uid, &gid, err) < 0 ||
	    sys_drop(uid, gid, err) < 0))
		return -1;
	if ((r->db = store_new(&sc)) == NULL ||
	    (*socket != '\0' && (r->signd = signd_new(socket)) == NULL))
		return es_fail(err, ES_E_NOMEM, "out of memory");
	return store_ping(r->db, err);
}

static void
close_all(struct run *r)
{
	signd_free(r->signd);
	store_free(r->db);
	pki_cert_free(r->signer);
	pki_trust_free(r->trust);
	es_wipe(r->password, sizeof(r->password));
	conf_free(r->cf);
}

static struct svc_audit
terms(struct run *r)
{
	return (struct svc_audit){ .db = r->db, .terms = { r->trust,
	    pki_cert_subject_der(r->signer) }, .now = sys_now(),
	    .dir = r->dir, .arg = r };
}

/* -- verify --------------------------------------------------------------- */
static void
print_finding(void *arg, const struct audit_finding *f)
{
	struct run	*r = arg;
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	if (!r->json)
		svc_finding_text(f, &b);
	else if (svc_finding_json(f, &b, &e) < 0)
		r->failed = true;
	es_buf_add_ch(&b, '\n');
	if (es_buf_ok(&b, "finding", &e) < 0 ||
	    fwrite(b.p, 1, b.n, stdout) != b.n)
		r->failed = true;
	es_buf_clear(&b);
}

static int
verify(struct run *r, struct es_err *err)
{
	struct svc_audit	 j = terms(r);
	int			 rc;

	j.found = print_finding;
	rc = svc_audit_verify(&j, err);
	if (fflush(stdout) != 0 || r->failed)
		return es_fail(err, ES_E_SYSTEM, "the answer could not be "
		    "written");
	return rc;
}

/* -- reconcile ------------------------------------------------------------ */
static void
print_odd(void *arg, const struct audit_odd *o)
{
	const int64_t	*seal = arg;

	printf("ODD      seal %lld request %llu", (long long)*seal,
	    (unsigned long long)o->request_id);
	if (o->seq != 0)
		printf(" entry %llu", (unsigned long long)o->seq);
	printf(": %s\n", o->what);
}

static int
reconcile_one(struct store *db, int64_t seal, struct es_err *err)
{
	struct audit_balance	 b;
	int			 odd;

	if (audit_reconcile(db, (uint64_t)seal, 0, &b, err) < 0)
		return -1;
	printf("%s seal %lld: %lld intents = %lld sealed + %lld void + "
	    "%lld open; %lld documents, %lld files, %lld receipts; "
	    "%lld refused; "
	    "%lld unmatched, %lld doubled, %lld astray\n",
	    b.balanced ? "balanced" : "DIFFERS ", (long long)seal,
	    (long long)b.intents,
	    (long long)b.sealed, (long long)b.voided, (long long)b.open,
	    (long long)b.documents, (long long)b.files,
	    (long long)b.receipts, (long long)b.refused,
	    (long long)b.unmatched, (long long)b.doubled,
	    (long long)b.astray);
	odd = audit_odds(db, (uint64_t)seal, print_odd, &seal, err);
	return odd < 0 ? -1 : odd > 0 || !b.balanced;
}

static int
reconcile(struct run *r, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 rows;
	size_t			 i;
	int			 rc = 0, one;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (store_query(r->db, STORE_RECONCILE_SEALS, NULL, 0, a, &rows,
	    err) < 0)
		rc = -1;
	for (i = 0; rc >= 0 && i < rows.n; i++) {
		if ((one = reconcile_one(r->db, store_int(&rows, i, 0),
		    err)) < 0)
			rc = -1;
		else
			rc |= one;
	}
	es_arena_free(a);
	return rc;
}

/* -- checkpoints ---------------------------------------------------------- */
static int
export(struct run *r, struct es_err *err)
{
	struct svc_audit	 j = terms(r);
	size_t			 n;

	if (r->dir == NULL)
		return es_fail(err, ES_E_INPUT, "where to? --checkpoints DIR, "
		    "or checkpoint_dir in %s", r->conf);
	if (svc_audit_export(&j, &n, err) < 0)
		return -1;
	printf("%zu checkpoints written to %s\n", n, r->dir);
	return 0;
}

static int
checkpoint(struct run *r, struct es_err *err)
{
	struct signd_checkpoint_answer	 c = { .more = true };

	if (r->signd == NULL)
		return es_fail(err, ES_E_INPUT, "signd_socket is missing in "
		    "%s", r->conf);
	while (c.more)
		if (signd_checkpoint(r->signd, &c, err) < 0)
			return -1;
	printf("checkpoint %llu\n", (unsigned long long)c.n);
	return r->dir == NULL ? 0 : export(r, err);
}

/* -- daily ---------------------------------------------------------------- */
static void
say(void *arg, const char *text)
{
	(void)arg;
	printf("%s\n", text);
}

static int
daily(struct run *r, struct es_err *err)
{
	struct svc_watch	 w = { .audit = terms(r), .signd = r->signd,
				    .say = say };
	int64_t			 last;
	int			 rc;

	if (svc_watch_last(r->db, &last, err) < 0)
		return -1;
	if (r->hours > 0 && last > sys_now() - r->hours * 3600) {
		printf("done within %lld hours already\n",
		    (long long)r->hours);
		return 0;
	}
	rc = svc_watch_run(&w, err);
	if (rc >= 0)
		printf("%s: run %llu, %llu entries, %zu findings, checkpoint "
		    "%llu, %zu exported\n", rc == 0 ? "agrees" : "DIFFERS",
		    (unsigned long long)w.run, (unsigned long long)w.entries,
		    w.findings, (unsigned long long)w.checkpoint, w.exported);
	return rc;
}

int
audit_main(int argc, char *argv[])
{
	static const struct {
		const char	*verb;
		int		(*run)(struct run *r, struct es_err *err);
	} verbs[] = {
		{ "verify", verify }, { "reconcile", reconcile },
		{ "checkpoint", checkpoint }, { "export", export },
		{ "daily", daily },
	};
	struct run	 r = { .name = argv[0] };
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i = 0;
	int		 rc = -1;

	if (read_options(&r, argc, argv) < 0)
		return usage(argv[0]);
	while (i < ES_COUNT(verbs) && strcmp(verbs[i].verb, r.verb) != 0)
		i++;
	if (i == ES_COUNT(verbs))
		return usage(argv[0]);
	if (open_all(&r, &e) == 0)
		rc = verbs[i].run(&r, &e);
	if (rc < 0)
		fprintf(stderr, "%s: %s\n", argv[0], e.msg);
	close_all(&r);
	return rc < 0 ? AUDIT_EXIT_FAILED : rc > 0 ? AUDIT_EXIT_FOUND :
	    AUDIT_EXIT_GOOD;
}
