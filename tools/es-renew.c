/*
 * es-renew(8) - issued documents reach B-LTA, and are renewed in time.
 *
 * Holds no key: document time stamps come from es-signd.  Drops to its own
 * user before it reads a document.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/secret.h"
#include "store/conf.h"
#include "svc/archive/evidence.h"
#include "svc/archive/renew.h"
#include "svc/seal/signd.h"
#include "svc/seal/timestamp.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/proc.h"

enum { EXIT_LATER = 2, EXIT_FAILED = 70, EXIT_USAGE = 64, FETCH_MS = 15000 };
/* A token of our own authority, with its certificates. */
#define TOKEN_ROOM	((size_t)6144)

struct run {
	const char		*conf, *report;
	bool			 dry;
	long			 limit;		/* documents; 0: all */
	FILE			*f;
	size_t			 count[SVC_RENEW__MAX];
	/* what is opened */
	struct conf		*cf;
	char			 password[STORE_PASSWORD_MAX];
	struct store		*db;
	struct pki_trust	*trust;
	struct pki_evidence	*given;
	struct signd		*signd;
	struct svc_fetch	 fetch;
	int64_t			 days;
	const char		*pki_dir;
};

static volatile sig_atomic_t	stop;

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static int
usage(void)
{
	fprintf(stderr, "usage: es-renew -c FILE [--dry-run] [--report FILE] "
	    "[--limit N]\n");
	return EXIT_USAGE;
}

static int
read_options(struct run *r, int argc, char *argv[])
{
	char	*end;
	int	 i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--dry-run") == 0) {
			r->dry = true;
		} else if (i + 1 == argc) {
			return -1;
		} else if (strcmp(argv[i], "-c") == 0) {
			r->conf = argv[++i];
		} else if (strcmp(argv[i], "--report") == 0) {
			r->report = argv[++i];
		} else if (strcmp(argv[i], "--limit") == 0) {
			r->limit = strtol(argv[++i], &end, 10);
			if (*end != '\0' || r->limit <= 0)
				return -1;
		} else {
			return -1;
		}
	}
	return r->conf == NULL ? -1 : 0;
}

/* -- what it takes -------------------------------------------------------- */
static int
open_all(struct run *r, struct es_err *err)
{
	const char		*user, *socket;
	struct store_conf	 sc;
	char			 option[] = "-c", name[] = "es-renew";
	char			*args[] = { name, option,
				    (char *)(uintptr_t)r->conf, NULL };
	int64_t			 network;
	uid_t			 uid;
	gid_t			 gid;

	if (conf_load(&r->cf, "es-renew", 3, args, err) < 0 ||
	    store_conf_load(&sc, r->password, r->cf, err) < 0 ||
	    conf_need(r->cf, "pki_dir", &r->pki_dir, err) < 0 ||
	    conf_need(r->cf, "signd_socket", &socket, err) < 0 ||
	    conf_need(r->cf, "user", &user, err) < 0 ||
	    conf_int(r->cf, "renew_days", 1, 3650, 90, &r->days, err) < 0 ||
	    conf_int(r->cf, "network", 0, 1, 0, &network, err) < 0)
		return -1;
	if (getuid() == 0 && (sys_user(user, NULL, &uid, &gid, err) < 0 ||
	    sys_drop(uid, gid, err) < 0))
		return -1;
	if ((r->db = store_new(&sc)) == NULL ||
	    (r->signd = signd_new(socket)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (network != 0 && net_new(&r->fetch.net, err) < 0)
		return -1;
	r->fetch.ms = FETCH_MS;
	r->fetch.stamp = svc_tsa_token;
	r->fetch.stamp_arg = r->signd;
	r->fetch.token_max = TOKEN_ROOM;
	return svc_trust_open(&r->trust, &r->given, r->pki_dir, err);
}

static void
close_all(struct run *r)
{
	net_free(r->fetch.net);
	signd_free(r->signd);
	pki_evidence_free(r->given);
	pki_trust_free(r->trust);
	store_free(r->db);
	es_wipe(r->password, sizeof(r->password));
	conf_free(r->cf);
}

/* -- the job -------------------------------------------------------------- */
static int
tell(struct run *r, const struct svc_renewal *d, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc = 0;

	r->count[d->what]++;
	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	if (r->f != NULL) {
		rc = svc_renewal_json(d, &b, err);
		if (rc == 0 && (fprintf(r->f, "%s\n", es_buf_cstr(&b)) < 0 ||
		    fflush(r->f) != 0))
			rc = es_fail(err, ES_E_SYSTEM, "%s cannot be "
			    "written", r->report);
	}
	if (d->what == SVC_RENEW_FAILED)
		fprintf(stderr, "es-renew: %.*s: %s\n", (int)d->number.n,
		    (const char *)d->number.p, d->error);
	es_buf_clear(&b);
	return rc;
}

static int
page(struct run *r, const struct svc_renew *job, struct es_arena *a,
    int64_t *after, size_t *left, struct es_err *err)
{
	size_t			 i, n, max = *left < SVC_RENEW_PAGE ? *left :
				    SVC_RENEW_PAGE;
	struct svc_renewal	*d;
	struct es_arena		*one;
	int			 rc = 0;

	es_arena_reset(a);
	if (svc_renew_due(job, *after, max, a, &d, &n, err) < 0)
		return -1;
	if ((one = es_arena_new(ES_LIMIT_STAMP_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	for (i = 0; i < n && !stop && rc == 0; i++) {
		es_arena_reset(one);
		rc = svc_renew_one(job, &d[i], one, err);
		if (rc == 0)
			rc = tell(r, &d[i], err);
		*after = d[i].id;
		(*left)--;
	}
	es_arena_free(one);
	return rc < 0 ? -1 : n == max && !stop && *left > 0;
}

static int
work(struct run *r, struct es_err *err)
{
	struct esign_source	 src = svc_fetch_source(&r->fetch);
	struct esign_terms	 terms = { .trust = r->trust,
				    .given = r->given, .now = sys_now() };
	struct svc_renew	 job = { r->db, &terms, &src,
				    r->days * 86400, r->dry, "es-renew" };
	struct es_arena		*a = es_arena_new(ES_LIMIT_STAMP_ARENA);
	size_t			 left = r->limit > 0 ? (size_t)r->limit :
				    SIZE_MAX;
	int64_t			 after = 0;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	do {
		terms.now = sys_now();
		rc = page(r, &job, a, &after, &left, err);
	} while (rc > 0);
	es_arena_free(a);
	return rc;
}

static void
summary(const struct run *r)
{
	static const enum svc_renewed	 shown[] = { SVC_RENEW_DUE,
	    SVC_RENEW_DONE, SVC_RENEW_LATER, SVC_RENEW_OTHER,
	    SVC_RENEW_FAILED };
	size_t				 i;

	for (i = 0; i < ES_COUNT(shown); i++)
		printf("%s%s %zu", i == 0 ? "" : ", ",
		    svc_renewed_name(shown[i]), r->count[shown[i]]);
	printf("%s\n", stop ? " (ended early)" : "");
}

int
main(int argc, char *argv[])
{
	struct run	 r = { .limit = 0 };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc = -1;

	if (read_options(&r, argc, argv) < 0)
		return usage();
	(void)signal(SIGTERM, on_signal);
	(void)signal(SIGINT, on_signal);
	if (r.report != NULL && (r.f = fopen(r.report, "w")) == NULL)
		es_fail(&e, ES_E_SYSTEM, "%s cannot be written", r.report);
	else if (open_all(&r, &e) == 0)
		rc = work(&r, &e);
	summary(&r);
	if (r.f != NULL && fclose(r.f) != 0 && rc == 0)
		rc = es_fail(&e, ES_E_SYSTEM, "%s cannot be written",
		    r.report);
	if (rc < 0)
		fprintf(stderr, "es-renew: %s\n", e.msg);
	close_all(&r);
	return rc < 0 ? EXIT_FAILED : r.count[SVC_RENEW_LATER] +
	    r.count[SVC_RENEW_FAILED] > 0 ? EXIT_LATER : 0;
}
