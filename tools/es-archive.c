/*
 * es-archive(8) - filing packages, their checks, approved disposals.
 *
 * Holds no key: the time stamp over a manifest comes from es-signd.  Drops
 * to its own user before it reads a document.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/secret.h"
#include "store/conf.h"
#include "svc/archive/disposal.h"
#include "svc/archive/evidence.h"
#include "svc/archive/filing.h"
#include "svc/verify/report_json.h"
#include "svc/seal/signd.h"
#include "svc/seal/timestamp.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/file.h"
#include "sys/proc.h"

enum { EXIT_LATER = 2, EXIT_FAILED = 70, EXIT_USAGE = 64 };
enum act { ACT_NONE = 0, ACT_FILE, ACT_CHECK, ACT_EXPORT, ACT_DISPOSE };

struct run {
	enum act		 act;
	const char		*conf, *report, *number, *out;
	bool			 dry;
	long			 limit;		/* documents; 0: all */
	long			 age;		/* days since the last check */
	FILE			*f;
	size_t			 count[SVC_FILED__MAX];
	/* what is opened */
	struct conf		*cf;
	char			 password[STORE_PASSWORD_MAX];
	struct store		*db;
	struct pki_trust	*trust;
	struct pki_evidence	*given;
	struct signd		*signd;
	struct xmlio_schema	*schema;
	const char		*pki_dir, *schema_file;
	int64_t			 offset;
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
	fprintf(stderr,
	    "usage: es-archive file    -c FILE [--dry-run] [--report FILE] "
	    "[--limit N]\n"
	    "       es-archive check   -c FILE [--dry-run] [--report FILE] "
	    "[--limit N] [--age DAYS]\n"
	    "       es-archive export  -c FILE NUMBER OUT.tar\n"
	    "       es-archive dispose -c FILE [--dry-run] [--report FILE] "
	    "[--limit N]\n");
	return EXIT_USAGE;
}

static int
number(const char *s, long *out)
{
	char	*end;

	*out = strtol(s, &end, 10);
	return *end != '\0' || end == s || *out < 0 ? -1 : 0;
}

static int
read_options(struct run *r, int argc, char *argv[])
{
	static const char *const	acts[] = { "", "file", "check",
	    "export", "dispose" };
	int				 i;

	for (i = 1; argc > 1 && i < (int)ES_COUNT(acts); i++)
		if (strcmp(argv[1], acts[i]) == 0)
			r->act = (enum act)i;
	r->age = 365;
	for (i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--dry-run") == 0) {
			r->dry = true;
		} else if (argv[i][0] != '-') {
			if (r->number == NULL)
				r->number = argv[i];
			else if (r->out == NULL)
				r->out = argv[i];
			else
				return -1;
		} else if (i + 1 == argc) {
			return -1;
		} else if (strcmp(argv[i], "-c") == 0) {
			r->conf = argv[++i];
		} else if (strcmp(argv[i], "--report") == 0) {
			r->report = argv[++i];
		} else if (strcmp(argv[i], "--limit") == 0) {
			if (number(argv[++i], &r->limit) < 0)
				return -1;
		} else if (strcmp(argv[i], "--age") == 0) {
			if (number(argv[++i], &r->age) < 0)
				return -1;
		} else {
			return -1;
		}
	}
	return r->act == ACT_NONE || r->conf == NULL ||
	    (r->out != NULL) != (r->act == ACT_EXPORT) ? -1 : 0;
}

/* -- what it takes -------------------------------------------------------- */
static int
open_schema(struct run *r, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_XML);
	rc = sys_file_read(r->schema_file, &b, err);
	if (rc == 0)
		rc = xmlio_schema_parse(&r->schema, es_buf_view(&b),
		    r->schema_file, err);
	es_buf_clear(&b);
	return rc;
}

/* Terms are counted here and, behind us, in the database: in one zone. */
static int
check_zone(struct run *r, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 rows;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	rc = store_query(r->db, STORE_ARCHIVE_ZONE, NULL, 0, a, &rows, err);
	if (rc >= 0 && store_int(&rows, 0, 0) != r->offset)
		rc = es_fail(err, ES_E_INPUT, "%s has the time zone %lld, the "
		    "database %lld: correct etc/time_zone_offset and run "
		    "es-migrate", r->conf, (long long)r->offset,
		    (long long)store_int(&rows, 0, 0));
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

static int
open_all(struct run *r, struct es_err *err)
{
	const char		*user, *socket;
	struct store_conf	 sc;
	char			 option[] = "-c", name[] = "es-archive";
	char			*args[] = { name, option,
				    (char *)(uintptr_t)r->conf, NULL };
	uid_t			 uid;
	gid_t			 gid;

	if (conf_load(&r->cf, "es-archive", 3, args, err) < 0 ||
	    store_conf_load(&sc, r->password, r->cf, err) < 0 ||
	    conf_need(r->cf, "pki_dir", &r->pki_dir, err) < 0 ||
	    conf_need(r->cf, "filing_schema", &r->schema_file, err) < 0 ||
	    conf_need(r->cf, "signd_socket", &socket, err) < 0 ||
	    conf_need(r->cf, "user", &user, err) < 0 ||
	    conf_int(r->cf, "time_zone_offset", -50400, 50400, 28800,
	    &r->offset, err) < 0)
		return -1;
	if (getuid() == 0 && (sys_user(user, NULL, &uid, &gid, err) < 0 ||
	    sys_drop(uid, gid, err) < 0))
		return -1;
	if ((r->db = store_new(&sc)) == NULL ||
	    (r->signd = signd_new(socket)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	svc_report_json_warm();
	if (check_zone(r, err) < 0)
		return -1;
	return open_schema(r, err) < 0 ? -1 : svc_trust_open(&r->trust,
	    &r->given, r->pki_dir, err);
}

static void
close_all(struct run *r)
{
	xmlio_schema_free(r->schema);
	signd_free(r->signd);
	pki_evidence_free(r->given);
	pki_trust_free(r->trust);
	store_free(r->db);
	es_wipe(r->password, sizeof(r->password));
	conf_free(r->cf);
}

/* -- the job -------------------------------------------------------------- */
static int
tell(struct run *r, const struct svc_filing_doc *d, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc = 0;

	r->count[d->what]++;
	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	if (r->f != NULL) {
		rc = svc_filing_json(d, &b, err);
		if (rc == 0 && (fprintf(r->f, "%s\n", es_buf_cstr(&b)) < 0 ||
		    fflush(r->f) != 0))
			rc = es_fail(err, ES_E_SYSTEM, "%s cannot be "
			    "written", r->report);
	}
	if (d->what == SVC_FILED_FAILED)
		fprintf(stderr, "es-archive: %.*s: %s\n", (int)d->number.n,
		    (const char *)d->number.p, d->error);
	es_buf_clear(&b);
	return rc;
}

static int
next_page(struct run *r, const struct svc_filing *job, int64_t after,
    int64_t before, size_t max, struct es_arena *a,
    struct svc_filing_doc **d, size_t *n, struct es_err *err)
{
	switch (r->act) {
	case ACT_FILE:
		return svc_filing_due(job, after, max, a, d, n, err);
	case ACT_CHECK:
		return svc_filing_stale(job, before, max, a, d, n, err);
	case ACT_DISPOSE:
		return svc_disposal_due(job, after, max, a, d, n, err);
	case ACT_NONE:
	case ACT_EXPORT:
		break;
	}
	return es_fail(err, ES_E_BUG, "no list of work");
}

static int
one(struct run *r, const struct svc_filing *job, struct svc_filing_doc *d,
    struct es_arena *a, struct es_err *err)
{
	switch (r->act) {
	case ACT_FILE:
		return svc_filing_one(job, d, a, err);
	case ACT_CHECK:
		return svc_filing_again(job, d, "schedule", a, err);
	case ACT_DISPOSE:
		return svc_disposal_one(job, d, a, err);
	case ACT_NONE:
	case ACT_EXPORT:
		break;
	}
	return 0;
}

static int
page(struct run *r, const struct svc_filing *job, int64_t before,
    struct es_arena *a, int64_t *after, size_t *left, struct es_err *err)
{
	size_t			 i, n, max = *left < SVC_FILING_PAGE ? *left :
				    SVC_FILING_PAGE;
	struct svc_filing_doc	*d;
	struct es_arena		*room;
	int			 rc = 0;

	es_arena_reset(a);
	if (next_page(r, job, *after, before, max, a, &d, &n, err) < 0)
		return -1;
	if ((room = es_arena_new(ES_LIMIT_FILING_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	for (i = 0; i < n && !stop && rc == 0; i++) {
		es_arena_reset(room);
		rc = one(r, job, &d[i], room, err);
		if (rc == 0)
			rc = tell(r, &d[i], err);
		*after = d[i].id;
		(*left)--;
	}
	es_arena_free(room);
	/* A dry run of checks would find the same ones again. */
	return rc < 0 ? -1 : n == max && !stop && *left > 0 &&
	    !(r->dry && r->act == ACT_CHECK);
}

static int
work(struct run *r, const struct svc_filing *job, struct esign_terms *terms,
    struct es_err *err)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_STAMP_ARENA);
	size_t		 left = r->limit > 0 ? (size_t)r->limit : SIZE_MAX;
	int64_t		 before = terms->now - (int64_t)r->age * 86400;
	int64_t		 after = 0;
	int		 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	do {
		terms->now = sys_now();
		rc = page(r, job, before, a, &after, &left, err);
	} while (rc > 0);
	es_arena_free(a);
	return rc;
}

/* Transfer: checked again, and handed over only when it passes. */
static int
export(struct run *r, const struct svc_filing *job, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_FILING_ARENA);
	struct store_val	 arg = SV_STR(r->number);
	struct svc_filing_doc	 d;
	struct store_rows	 rows;
	struct es_buf		 bytes;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	memset(&d, 0, sizeof(d));
	es_buf_init(&bytes, ES_LIMIT_FILING);
	rc = store_query(r->db, STORE_FILING_ONE, &arg, 1, a, &rows, err);
	if (rc == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "%s has no package",
		    r->number);
	if (rc > 0) {
		d.id = store_int(&rows, 0, 0);
		d.number = store_view(&rows, 0, 1);
		rc = svc_filing_again(job, &d, "transfer", a, err);
	}
	if (rc == 0)
		rc = tell(r, &d, err);
	if (rc == 0 && d.what == SVC_FILED_DONE && (rc = svc_filing_bytes(
	    r->db, d.id, &bytes, err)) == 0)
		rc = sys_file_write(r->out, es_buf_view(&bytes), 0600, err);
	es_buf_clear(&bytes);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

static void
summary(const struct run *r)
{
	static const enum svc_filed	 shown[] = { SVC_FILED_DUE,
	    SVC_FILED_DONE, SVC_FILED_OTHER, SVC_FILED_FAILED };
	size_t				 i;

	for (i = 0; i < ES_COUNT(shown); i++)
		printf("%s%s %zu", i == 0 ? "" : ", ",
		    svc_filed_name(shown[i]), r->count[shown[i]]);
	printf("%s\n", stop ? " (ended early)" : "");
}

static int
run(struct run *r, struct es_err *err)
{
	struct esign_terms	 terms = { .trust = r->trust,
				    .given = r->given, .now = sys_now() };
	struct svc_filing	 job = { r->db, &terms, r->pki_dir, r->schema,
				    svc_tsa_token, r->signd, "es-archive",
				    (int)r->offset, r->dry };

	return r->act == ACT_EXPORT ? export(r, &job, err) :
	    work(r, &job, &terms, err);
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
		rc = run(&r, &e);
	summary(&r);
	if (r.f != NULL && fclose(r.f) != 0 && rc == 0)
		rc = es_fail(&e, ES_E_SYSTEM, "%s cannot be written",
		    r.report);
	if (rc < 0)
		fprintf(stderr, "es-archive: %s\n", e.msg);
	close_all(&r);
	return rc < 0 ? EXIT_FAILED : r.count[SVC_FILED_FAILED] > 0 ?
	    EXIT_LATER : 0;
}
