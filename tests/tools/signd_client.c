/*
 * signd_client.c - ask es-signd from a script.
 *
 *	signd_client SOCKET ping
 *	signd_client SOCKET stamp HEX-SHA256 > token.der
 *	signd_client SOCKET receipt ID > cms.der
 *	signd_client SOCKET checkpoint
 *	signd_client SOCKET seal REQUEST HEX-CLAIM HEX-DIGEST [...] > cms.der
 *
 * Says on standard error what es-signd said: "ok SEQ" or the refusal.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/seal/signd.h"

static int
unhex(const char *s, unsigned char *out, size_t n)
{
	unsigned	 x;
	size_t		 i;

	if (strlen(s) != 2 * n)
		return -1;
	for (i = 0; i < n; i++) {
		if (sscanf(s + 2 * i, "%2x", &x) != 1)
			return -1;
		out[i] = (unsigned char)x;
	}
	return 0;
}

static int
seal(struct signd *s, int n, char *argv[], struct es_err *e)
{
	struct signd_seal_job		 jobs[ES_LIMIT_SEAL_BATCH];
	struct signd_seal_answer	 ans[ES_LIMIT_SEAL_BATCH];
	int				 i;

	memset(jobs, 0, sizeof(jobs));
	for (i = 0; i < n; i++) {
		jobs[i].request_id = strtoull(argv[3 * i], NULL, 10);
		jobs[i].file_size = 1000;
		jobs[i].pages = 1;
		if (unhex(argv[3 * i + 1], jobs[i].claim, SIGND_CLAIM) < 0 ||
		    unhex(argv[3 * i + 2], jobs[i].digest, SIGND_DIGEST) < 0)
			return es_fail(e, ES_E_INPUT, "not hexadecimal");
	}
	if (signd_seal(s, jobs, (size_t)n, ans, e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		fprintf(stderr, "%s %llu\n", signd_refusal_name(
		    ans[i].refusal), (unsigned long long)ans[i].seq);
		fwrite(ans[i].cms.p, 1, ans[i].cms.n, stdout);
	}
	return 0;
}

static int
receipt(struct signd *s, bool contract, const char *id, struct es_err *e)
{
	struct signd_seal_answer	 a;

	if ((contract ? signd_contract : signd_receipt)(s, strtoull(id, NULL,
	    10), &a, e) < 0)
		return -1;
	fprintf(stderr, "%s %llu\n", signd_refusal_name(a.refusal),
	    (unsigned long long)a.seq);
	fwrite(a.cms.p, 1, a.cms.n, stdout);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct es_err			 e = ES_ERR_INIT;
	struct signd_ping_answer	 p;
	struct signd_checkpoint_answer	 c;
	struct tsa_query		 q = { .md = CRYPT_SHA256,
					    .cert_req = true };
	enum tsa_failure		 why;
	struct es_view			 token;
	struct signd			*s = signd_new(argc > 1 ? argv[1] : "");
	int				 rc = -1;

	if (argc == 3 && strcmp(argv[2], "ping") == 0) {
		if ((rc = signd_ping(s, &p, &e)) == 0)
			fprintf(stderr, "keys %d tsa %d database %d\n", p.keys,
			    p.tsa, p.database);
	} else if (argc == 4 && strcmp(argv[2], "stamp") == 0 &&
	    unhex(argv[3], q.imprint, 32) == 0) {
		if ((rc = signd_timestamp(s, &q, &token, &why, &e)) == 0) {
			fprintf(stderr, "why %d\n", (int)why);
			fwrite(token.p, 1, token.n, stdout);
		}
	} else if (argc == 3 && strcmp(argv[2], "checkpoint") == 0) {
		if ((rc = signd_checkpoint(s, &c, &e)) == 0)
			fprintf(stderr, "checkpoint %llu\n",
			    (unsigned long long)c.n);
	} else if (argc == 4 && (strcmp(argv[2], "receipt") == 0 ||
	    strcmp(argv[2], "contract") == 0)) {
		rc = receipt(s, argv[2][0] == 'c', argv[3], &e);
	} else if (argc >= 6 && argc % 3 == 0 && strcmp(argv[2], "seal") == 0 &&
	    argc / 3 - 1 <= (int)ES_LIMIT_SEAL_BATCH) {
		rc = seal(s, argc / 3 - 1, argv + 3, &e);
	} else {
		fprintf(stderr, "signd_client: see its source\n");
	}
	if (rc < 0)
		fprintf(stderr, "error %s %s\n", es_code_name(e.code), e.msg);
	signd_free(s);
	return rc < 0;
}
