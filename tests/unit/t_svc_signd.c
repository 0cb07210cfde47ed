/* The language of es-signd's socket, and its client against a small server. */
#define _GNU_SOURCE	/* usleep */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "svc/seal/signd.h"
#include "sys/ipc.h"
#include "tap.h"

static void
requests(void)
{
	struct es_err		 e = ES_ERR_INIT;
	struct es_arena		*a = es_arena_new(1 << 20);
	struct signd_seal_job	 jobs[ES_LIMIT_SEAL_BATCH + 1];
	struct signd_request	 rq;
	struct es_buf		 b;
	size_t			 cut, i, bad = 0;

	memset(jobs, 0, sizeof(jobs));
	jobs[1].request_id = 7;
	jobs[1].claim[15] = 9;
	jobs[1].digest[31] = 8;
	jobs[1].md = CRYPT_SHA384;
	jobs[1].sum[47] = 7;
	jobs[1].file_size = 1ull << 33;
	jobs[1].pages = 4;
	jobs[1].rect[0] = -5;
	es_buf_init(&b, ES_LIMIT_SIGND_FRAME);
	signd_put_seal(&b, jobs, 2);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) == 0 &&
	    rq.op == SIGND_OP_SEAL && rq.njobs == 2, "two jobs");
	ok(memcmp(&rq.jobs[1], &jobs[1], sizeof(jobs[1])) == 0,
	    "every field arrives");
	for (cut = 0; cut < b.n; cut++) {
		es_err_clear(&e);
		if (signd_get_request(&rq, es_view(b.p, cut), a, &e) == 0)
			bad++;
	}
	ok(bad == 0, "no cut frame is accepted");
	es_buf_add_ch(&b, 0);
	es_err_clear(&e);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) < 0,
	    "nor one byte too many");

	es_buf_reset(&b);
	signd_put_contract(&b, 1ull << 40);
	es_err_clear(&e);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) == 0 &&
	    rq.op == SIGND_OP_CONTRACT && rq.contract == 1ull << 40,
	    "a contract by its row");
	ok(signd_get_request(&rq, es_view(b.p, b.n - 1), a, &e) < 0,
	    "not one that is cut");

	for (i = 0; i < ES_COUNT(jobs); i++)
		jobs[i].request_id = i + 1;
	es_buf_reset(&b);
	signd_put_seal(&b, jobs, ES_LIMIT_SEAL_BATCH);
	es_err_clear(&e);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) == 0,
	    "a batch at its limit");
	es_buf_reset(&b);
	signd_put_seal(&b, jobs, ES_LIMIT_SEAL_BATCH + 1);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) < 0 &&
	    e.code == ES_E_LIMIT, "and one over");
	es_err_clear(&e);
	jobs[2].request_id = jobs[0].request_id;
	es_buf_reset(&b);
	signd_put_seal(&b, jobs, 3);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) < 0 &&
	    e.code == ES_E_FORMAT, "one request twice in a batch is refused");
	es_buf_clear(&b);
	es_arena_free(a);
}

static void
timestamps(void)
{
	struct es_err		 e = ES_ERR_INIT;
	struct es_arena		*a = es_arena_new(1 << 16);
	struct tsa_query	 q = { .md = CRYPT_SHA384, .nonce_n = 2,
				    .nonce = { 1, 2 }, .policy_n = 1,
				    .policy = { 7 }, .cert_req = true };
	struct signd_request	 rq;
	struct es_buf		 b;

	q.imprint[47] = 5;
	es_buf_init(&b, 1000);
	signd_put_timestamp(&b, &q);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) == 0 &&
	    memcmp(&rq.stamp, &q, sizeof(q)) == 0, "a query arrives whole");
	b.p[1] = CRYPT_SHA256;
	ok(signd_get_request(&rq, es_buf_view(&b), a, &e) < 0,
	    "an imprint of another length is refused");
	es_buf_clear(&b);
	es_arena_free(a);
}

static void
keys(void)
{
	struct es_err		 e = ES_ERR_INIT;
	struct signd_key	 in[ES_LIMIT_KEYS + 1], out[ES_LIMIT_KEYS];
	struct signd_request	 rq;
	struct es_buf		 b;
	size_t			 i, n;

	memset(in, 0, sizeof(in));
	for (i = 0; i < ES_COUNT(in); i++)
		in[i] = (struct signd_key){ ES_LIT("gs"), CRYPT_SHA384,
		    7000 + (uint32_t)i, i == 1, ES_LIT("gone") };
	es_buf_init(&b, ES_LIMIT_SIGND_FRAME);
	signd_put_keys(&b);
	ok(signd_get_request(&rq, es_buf_view(&b), NULL, &e) == 0 &&
	    rq.op == SIGND_OP_KEYS, "asked for the keys");
	es_buf_reset(&b);
	signd_put_keys_answer(&b, in, ES_LIMIT_KEYS);
	ok(signd_get_keys_answer(out, &n, es_buf_view(&b), &e) == 0 &&
	    n == ES_LIMIT_KEYS && es_view_eq_str(out[1].name, "gs") &&
	    out[1].md == CRYPT_SHA384 && out[1].reserve == 7001 &&
	    out[1].away && !out[2].away && es_view_eq_str(out[1].why,
	    "gone"), "as many as the limit arrive");
	ok(signd_get_keys_answer(out, &n, es_view(b.p, b.n - 1), &e) < 0 &&
	    n == 0, "a cut answer does not");
	es_err_clear(&e);
	es_buf_reset(&b);
	signd_put_keys_answer(&b, in, ES_LIMIT_KEYS + 1);
	ok(signd_get_keys_answer(out, &n, es_buf_view(&b), &e) < 0 &&
	    e.code == ES_E_LIMIT && n == 0, "nor one key over");
	es_buf_clear(&b);
}

static void
answers(void)
{
	struct es_err			 e = ES_ERR_INIT;
	struct signd_seal_answer	 in[2], out[2];
	struct signd_checkpoint_answer	 mark = { 1795793947, true }, got;
	struct es_view			 token;
	enum tsa_failure		 why;
	struct es_buf			 b;

	memset(in, 0, sizeof(in));
	in[0].seq = 41;
	in[0].cms = ES_LIT("der");
	in[1].refusal = SIGND_OVER_QUOTA;
	in[1].reason = ES_LIT("quota of today is used");
	es_buf_init(&b, ES_LIMIT_SIGND_FRAME);
	signd_put_seal_answers(&b, in, 2);
	ok(signd_get_seal_answers(out, 2, es_buf_view(&b), &e) == 0 &&
	    out[0].seq == 41 && es_view_eq_str(out[0].cms, "der") &&
	    out[1].refusal == SIGND_OVER_QUOTA, "answers arrive");
	ok(signd_get_seal_answers(out, 1, es_buf_view(&b), &e) < 0,
	    "another number of answers is refused");
	es_err_clear(&e);
	es_buf_reset(&b);
	in[0].cms = ES_VIEW_EMPTY;
	signd_put_seal_answers(&b, in, 1);
	ok(signd_get_seal_answers(out, 1, es_buf_view(&b), &e) < 0,
	    "success without a signature is refused");
	es_err_clear(&e);
	es_buf_reset(&b);
	signd_put_error(&b, ES_LIT("not for you"));
	ok(signd_get_timestamp_answer(&token, &why, es_buf_view(&b), &e) < 0 &&
	    e.code == ES_E_DENIED && strstr(e.msg, "not for you") != NULL,
	    "an error frame is an error");
	es_err_clear(&e);
	es_buf_reset(&b);
	signd_put_timestamp_answer(&b, TSA_FAIL_POLICY, ES_LIT("policy"));
	ok(signd_get_timestamp_answer(&token, &why, es_buf_view(&b), &e) == 0 &&
	    why == TSA_FAIL_POLICY, "a rejection is an answer");
	es_buf_reset(&b);
	signd_put_checkpoint_answer(&b, &mark);
	ok(signd_get_checkpoint_answer(&got, es_buf_view(&b), &e) == 0 &&
	    got.n == 1795793947 && got.more, "a checkpoint's number");
	es_buf_add_ch(&b, 0);
	ok(signd_get_checkpoint_answer(&got, es_buf_view(&b), &e) < 0 &&
	    got.n == 0, "and a byte too many");
	es_err_clear(&e);
	is_str(signd_refusal_name(SIGND_OUT_OF_HOURS), "out_of_hours",
	    "refusals have names");
	es_buf_clear(&b);
}

/* Answer pings; after "pings" of them on a connection, close it. */
static void
serve(int fd, int pings)
{
	struct es_err			 e = ES_ERR_INIT;
	struct signd_ping_answer	 a = { 3, true, true, 1000 };
	struct es_buf			 in, out;
	int				 i;

	es_buf_init(&in, 1000);
	es_buf_init(&out, 1000);
	for (i = 0; i < pings && ipc_recv(fd, &in, -1, &e) > 0; i++) {
		if (in.p[0] == SIGND_OP_SEAL)
			break;		/* die with the question unanswered */
		es_buf_reset(&out);
		signd_put_ping_answer(&out, &a);
		if (ipc_send(fd, es_buf_view(&out), -1, &e) < 0)
			break;
	}
	ipc_close(&fd);
	es_buf_clear(&in);
	es_buf_clear(&out);
}

static void
client(void)
{
	struct es_err			 e = ES_ERR_INIT;
	struct signd_ping_answer	 a;
	struct signd_seal_job		 job;
	struct signd_seal_answer	 ans;
	struct signd			*s;
	char				 path[64];
	pid_t				 pid;
	uid_t				 uid;
	int				 fd, c;

	snprintf(path, sizeof(path), "/tmp/t_svc_signd.%ld", (long)getpid());
	s = signd_new(path);
	ok(signd_ping(s, &a, &e) < 0 && e.code == ES_E_UPSTREAM,
	    "nobody listens");
	es_err_clear(&e);
	ok(ipc_listen(&fd, path, (gid_t)-1, &e) == 0, "listen");
	if ((pid = fork()) == 0) {
		for (;;) {
			if ((c = accept(fd, NULL, NULL)) >= 0)
				serve(c, 2);
		}
	}
	ok(signd_ping(s, &a, &e) == 0 && a.keys == 3 && a.tsa && a.database &&
	    a.now == 1000, "ping");
	ok(signd_ping(s, &a, &e) == 0, "on the kept connection");
	usleep(100000);
	ok(signd_ping(s, &a, &e) == 0, "the server closed it: a new one");
	memset(&job, 0, sizeof(job));
	ok(signd_seal(s, &job, 1, &ans, &e) < 0 && e.code == ES_E_UNCERTAIN,
	    "a SEAL that dies unanswered is uncertain, not repeated");
	es_err_clear(&e);
	ok(ipc_connect(&c, path, &e) == 0 && ipc_peer(c, &uid, &e) == 0 &&
	    uid == getuid(), "the kernel names the caller");
	ipc_close(&c);
	ok(c == -1, "closed");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ipc_close(&fd);
	unlink(path);
	signd_free(s);
}

int
main(void)
{
	requests();
	keys();
	timestamps();
	answers();
	client();
	return done();
}
