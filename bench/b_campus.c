/*
 * b_campus.c - the whole campus: N transcripts requested, rendered, sealed,
 * time-stamped and stored durably, ledger and audit included.
 *
 *	b_campus DIR N [WORKERS [BATCH]]
 *
 * DIR is a running instance with at least N generated people (es-campus).
 * Each worker process confirms a batch of requests and has it stamped in
 * one go, through the same functions as the programs.  Runs as root, drops
 * to the user of es-seal, whom es-signd answers.  Prints one JSON line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/random.h"
#include "store/store.h"
#include "svc/issue/issue.h"
#include "svc/seal/seal.h"
#include "svc/type/types.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/proc.h"

#define FIRST		"2099001001"	/* of the generated people: es-campus */

struct campus {
	const char		*dir;
	char			 sock[512], signd[512], pki[512], packs[512];
	char			 tpl[512], pw_request[128], pw_seal[128];
	struct store_conf	 request;
	struct svc_seal_conf	 seal;
	struct svc_issue_conf	 issue;
	struct svc_seal_kit	*kit;
	long			 n, workers, batch;
	int64_t			 first;		/* person */
};

static void
must(int rc, const struct es_err *e)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "b_campus: %s\n", e->msg);
	exit(1);
}

static void
read_password(const char *dir, const char *who, char out[128])
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 b;
	struct es_view	 v;
	char		 path[512];

	snprintf(path, sizeof(path), "%s/etc/db-%s.pw", dir, who);
	es_buf_init(&b, 127);
	must(sys_file_read(path, &b, &e), &e);
	v = es_view_trim(es_buf_view(&b));
	snprintf(out, 128, "%.*s", (int)v.n, (const char *)v.p);
	es_buf_clear(&b);
}

static void
set_up(struct campus *c, const char *dir)
{
	struct es_err	 e = ES_ERR_INIT;
	const char	*build = getenv("ES_BUILDDIR");
	const char	*src = getenv("ES_SRCDIR");
	uid_t		 uid;
	gid_t		 gid;

	if (build == NULL || src == NULL) {
		fprintf(stderr, "b_campus: ES_BUILDDIR and ES_SRCDIR\n");
		exit(1);
	}
	c->dir = dir;
	snprintf(c->sock, sizeof(c->sock), "%s/run/db.sock", dir);
	snprintf(c->signd, sizeof(c->signd), "%s/run/signd.sock", dir);
	snprintf(c->pki, sizeof(c->pki), "%s/pki/public", dir);
	snprintf(c->packs, sizeof(c->packs), "%s/packs", build);
	snprintf(c->tpl, sizeof(c->tpl), "%s/templates/documents", src);
	read_password(dir, "request", c->pw_request);
	read_password(dir, "seal", c->pw_seal);
	c->request = (struct store_conf){ c->sock, "yinxin", "es_request",
	    c->pw_request };
	c->issue = (struct svc_issue_conf){ .base_url = "http://127.0.0.1",
	    .offset = 28800 };
	c->seal = (struct svc_seal_conf){
		.db = { c->sock, "yinxin", "es_seal", c->pw_seal },
		.signd_socket = c->signd, .packs_dir = c->packs,
		.doc_templates = c->tpl, .pki_dir = c->pki,
		.offset = 28800, .lease = 120,
	};
	must(log_open("b_campus", "/dev/null", &e), &e);
	must(svc_seal_kit_load(&c->kit, &c->seal, &e), &e);
	if (sys_user("yx-seal", "yx-web", &uid, &gid, &e) == 0)
		must(sys_drop(uid, gid, &e), &e);
}

/* The generated people were imported one after the other. */
static int64_t
first_person(struct store *st)
{
	struct store_val	 number = SV_STR(FIRST);
	struct es_err		 e = ES_ERR_INIT;
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;
	int64_t			 id = 0;

	if (a != NULL) {
		must(store_query(st, STORE_IMPORT_PERSON_ID, &number, 1, a,
		    &r, &e), &e);
		id = store_int(&r, 0, 0);
		es_arena_free(a);
	}
	if (id == 0) {
		fprintf(stderr, "b_campus: nobody is generated\n");
		exit(1);
	}
	return id;
}

static void
confirm(struct campus *c, struct store *st, long n, long k, int64_t *ids)
{
	struct svc_confirmation	 list[ES_LIMIT_SEAL_BATCH];
	struct es_err		 e = ES_ERR_INIT;
	long			 i;

	memset(list, 0, sizeof(list));
	for (i = 0; i < k; i++) {
		bool	 master = n + i < 300 || (n + i) % 4 == 0;

		list[i].ask = (struct svc_ask){
			.person = c->first + n + i, .lang = "zh-CN",
			.type = es_view_str(master ? "transcript-graduate" :
			    "transcript-undergraduate"),
			.purpose = ES_LIT("study"), .now = sys_now(),
		};
		must(crypt_random(list[i].crid, SVC_CRID, &e), &e);
	}
	must(svc_confirm_all(st, &c->issue, list, (size_t)k, ES_LIT("bench"),
	    ES_LIT("127.0.0.1"), &e), &e);
	for (i = 0; i < k; i++)
		ids[i] = list[i].request;
}

static int
worker(struct campus *c, long from, long to)
{
	struct es_err		 e = ES_ERR_INIT;
	struct svc_stamp_result	 res[ES_LIMIT_SEAL_BATCH];
	int64_t			 ids[ES_LIMIT_SEAL_BATCH];
	struct svc_stamper	*s;
	struct store		*st = store_new(&c->request);
	long			 n, k, i, bad = 0;

	must(svc_stamper_new(&s, c->kit, &e), &e);
	c->first = first_person(st);
	must(svc_types_new(&c->issue.types, NULL, &e), &e);
	for (n = from; n < to; n += k) {
		k = to - n < c->batch ? to - n : c->batch;
		confirm(c, st, n, k, ids);
		must(svc_stamp(s, ids, (size_t)k, res, &e), &e);
		for (i = 0; i < k; i++)
			if (res[i].state != SVC_STAMPED_DONE) {
				if (bad++ == 0)
					fprintf(stderr, "b_campus: %s %s\n",
					    svc_stamped_name(res[i].state),
					    res[i].reason);
			}
	}
	svc_stamper_free(s);
	svc_types_free(c->issue.types);
	store_free(st);
	return bad > 0;
}

int
main(int argc, char *argv[])
{
	struct campus	 c;
	double		 began;
	long		 w, each;
	int		 st, failed = 0;

	memset(&c, 0, sizeof(c));
	if (argc < 3) {
		fprintf(stderr, "usage: b_campus DIR N [WORKERS [BATCH]]\n");
		return 1;
	}
	c.n = strtol(argv[2], NULL, 10);
	c.workers = argc > 3 ? strtol(argv[3], NULL, 10) : 2;
	c.batch = argc > 4 ? strtol(argv[4], NULL, 10) : 32;
	if (c.n < 1 || c.workers < 1 || c.workers > 64 || c.batch < 1 ||
	    c.batch > (long)ES_LIMIT_SEAL_BATCH)
		return 1;
	set_up(&c, argv[1]);
	each = (c.n + c.workers - 1) / c.workers;
	began = (double)sys_mono_ms();
	for (w = 0; w < c.workers; w++)
		if (fork() == 0) {
			long	 to = (w + 1) * each;

			exit(worker(&c, w * each, to < c.n ? to : c.n));
		}
	for (w = 0; w < c.workers; w++)
		if (wait(&st) < 0 || st != 0)
			failed = 1;
	printf("{\"documents\": %ld, \"workers\": %ld, \"batch\": %ld, "
	    "\"failed\": %d, \"seconds\": %.2f}\n", c.n, c.workers, c.batch,
	    failed, ((double)sys_mono_ms() - began) / 1000);
	return failed;
}
