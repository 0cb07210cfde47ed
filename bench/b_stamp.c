/*
 * b_stamp.c - how fast are waiting documents stamped?
 *
 *	b_stamp -c DIR/etc/seal.conf [-p PROCESSES]
 *
 * Stamps every job that is due, in batches, with the same code and the same
 * guarantees as es-seal (durable commits, ledger, audit, time stamps); prints
 * documents, seconds and documents per second as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "svc/seal/seal.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/log.h"

#define IDS_MAX	100000

static int64_t	ids[IDS_MAX];

/* Every p-th batch; what was not done is counted by the exit status. */
static int
worker(struct svc_seal_kit *kit, size_t n, int p, int procs)
{
	struct svc_stamp_result	 res[ES_LIMIT_SEAL_BATCH];
	struct svc_stamper	*s;
	struct es_err		 err = ES_ERR_INIT;
	size_t			 at, k, i, bad = 0;

	if (svc_stamper_new(&s, kit, &err) < 0)
		return 1;
	for (at = (size_t)p * ES_LIMIT_SEAL_BATCH; at < n;
	    at += (size_t)procs * ES_LIMIT_SEAL_BATCH) {
		k = n - at < ES_LIMIT_SEAL_BATCH ? n - at :
		    ES_LIMIT_SEAL_BATCH;
		if (svc_stamp(s, ids + at, k, res, &err) < 0) {
			fprintf(stderr, "%s\n", err.msg);
			return 1;
		}
		for (i = 0; i < k; i++)
			bad += res[i].state != SVC_STAMPED_DONE;
	}
	svc_stamper_free(s);
	return bad == 0 ? 0 : 1;
}

static int
run(struct svc_seal_kit *kit, int procs, struct es_err *err)
{
	struct svc_stamper	*s;
	size_t			 n;
	int64_t			 began, ms;
	int			 p, status, rc = 0;

	if (svc_stamper_new(&s, kit, err) < 0 ||
	    svc_stamp_due(s, ids, IDS_MAX, &n, err) < 0)
		return -1;
	svc_stamper_free(s);
	began = sys_mono_ms();
	for (p = 0; p < procs; p++)
		if (fork() == 0)
			_exit(worker(kit, n, p, procs));
	while (wait(&status) > 0)
		rc |= status;
	ms = sys_mono_ms() - began;
	printf("{\"documents\": %zu, \"processes\": %d, \"seconds\": %.3f, "
	    "\"per_second\": %.1f, \"ok\": %s}\n", n, procs,
	    (double)ms / 1000, (double)n * 1000 / (double)(ms == 0 ? 1 : ms),
	    rc == 0 ? "true" : "false");
	return rc;
}

int
main(int argc, char *argv[])
{
	struct svc_seal_conf	 sc = { .offset = 28800, .lease = 300 };
	struct svc_seal_kit	*kit = NULL;
	struct conf		*cf = NULL;
	struct es_err		 err = ES_ERR_INIT;
	char			 pw[STORE_PASSWORD_MAX];
	int			 procs = 2, rc = -1;

	if (argc > 2 && strcmp(argv[argc - 2], "-p") == 0) {
		procs = (int)strtol(argv[argc - 1], NULL, 10);
		argc -= 2;
	}
	if (conf_load(&cf, "b_stamp", argc, argv, &err) == 0 &&
	    log_open("b_stamp", "/dev/null", &err) == 0 &&
	    store_conf_load(&sc.db, pw, cf, &err) == 0 &&
	    conf_need(cf, "signd_socket", &sc.signd_socket, &err) == 0 &&
	    conf_need(cf, "packs_dir", &sc.packs_dir, &err) == 0 &&
	    conf_need(cf, "doc_templates", &sc.doc_templates, &err) == 0 &&
	    conf_need(cf, "pki_dir", &sc.pki_dir, &err) == 0 &&
	    svc_seal_kit_load(&kit, &sc, &err) == 0)
		rc = run(kit, procs, &err);
	if (rc < 0)
		fprintf(stderr, "b_stamp: %s\n", err.msg);
	svc_seal_kit_free(kit);
	conf_free(cf);
	return rc == 0 ? 0 : 1;
}
