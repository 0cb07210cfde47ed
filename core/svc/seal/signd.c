/* svc/seal/signd.c - see signd.h. */
#include "svc/seal/signd.h"

#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "sys/ipc.h"

struct signd {
	char		*path;
	int		 fd;
	struct es_buf	 out;
	struct es_buf	 in;
};

struct signd *
signd_new(const char *path)
{
	struct signd	*s;
	size_t		 n = strlen(path) + 1;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	if ((s->path = malloc(n)) == NULL) {
		free(s);
		return NULL;
	}
	memcpy(s->path, path, n);
	s->fd = -1;
	es_buf_init(&s->out, ES_LIMIT_SIGND_FRAME);
	es_buf_init(&s->in, ES_LIMIT_SIGND_FRAME);
	return s;
}

void
signd_free(struct signd *s)
{
	if (s == NULL)
		return;
	ipc_close(&s->fd);
	es_buf_clear(&s->out);
	es_buf_clear(&s->in);
	free(s->path);
	free(s);
}

static int64_t
in_ms(int64_t ms)
{
	struct timespec	 ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 + ms;
}

/*
 * Send s->out and receive s->in.  A kept connection may have died since the
 * last call (es-signd restarted), which shows at the first send or as an end
 * before the answer.  "again": asking twice does no harm.
 */
static int
exchange(struct signd *s, bool again, struct es_err *err)
{
	int64_t		 deadline = in_ms(ES_LIMIT_SIGND_MS);
	struct es_err	 e = ES_ERR_INIT;
	bool		 fresh, sent = false;
	int		 rc, tries;

	if (es_buf_ok(&s->out, "signd: request", err) < 0)
		return -1;
	for (tries = 0; tries < 2; tries++) {
		es_err_clear(&e);
		if (s->fd >= 0 && !ipc_is_idle(s->fd))
			ipc_close(&s->fd);
		fresh = s->fd < 0;
		if (fresh && ipc_connect(&s->fd, s->path, err) < 0)
			return -1;
		sent = ipc_send(s->fd, es_buf_view(&s->out), deadline,
		    &e) == 0;
		rc = sent ? ipc_recv(s->fd, &s->in, deadline, &e) : -1;
		if (rc > 0)
			return 0;
		ipc_close(&s->fd);
		if (fresh || (sent && !again))
			break;
	}
	return es_fail(err, sent && !again ? ES_E_UNCERTAIN : ES_E_UPSTREAM,
	    "signd: %s", e.msg[0] == '\0' ? "closed the connection" : e.msg);
}

int
signd_ping(struct signd *s, struct signd_ping_answer *out, struct es_err *err)
{
	memset(out, 0, sizeof(*out));
	es_buf_reset(&s->out);
	signd_put_ping(&s->out);
	if (exchange(s, true, err) < 0)
		return -1;
	return signd_get_ping_answer(out, es_buf_view(&s->in), err);
}

int
signd_keys(struct signd *s, struct signd_key *out, size_t *n,
    struct es_err *err)
{
	*n = 0;
	es_buf_reset(&s->out);
	signd_put_keys(&s->out);
	if (exchange(s, true, err) < 0)
		return -1;
	return signd_get_keys_answer(out, n, es_buf_view(&s->in), err);
}

int
signd_seal(struct signd *s, const struct signd_seal_job *jobs, size_t n,
    struct signd_seal_answer *out, struct es_err *err)
{
	memset(out, 0, n * sizeof(*out));
	es_buf_reset(&s->out);
	signd_put_seal(&s->out, jobs, n);
	if (exchange(s, false, err) < 0)
		return -1;
	return signd_get_seal_answers(out, n, es_buf_view(&s->in), err);
}

int
signd_receipt(struct signd *s, uint64_t id, struct signd_seal_answer *out,
    struct es_err *err)
{
	memset(out, 0, sizeof(*out));
	es_buf_reset(&s->out);
	signd_put_receipt(&s->out, id);
	if (exchange(s, false, err) < 0)
		return -1;
	return signd_get_seal_answers(out, 1, es_buf_view(&s->in), err);
}

int
signd_contract(struct signd *s, uint64_t id, struct signd_seal_answer *out,
    struct es_err *err)
{
	memset(out, 0, sizeof(*out));
	es_buf_reset(&s->out);
	signd_put_contract(&s->out, id);
	if (exchange(s, true, err) < 0)
		return -1;
	return signd_get_seal_answers(out, 1, es_buf_view(&s->in), err);
}

int
signd_timestamp(struct signd *s, const struct tsa_query *q,
    struct es_view *token, enum tsa_failure *why, struct es_err *err)
{
	*token = ES_VIEW_EMPTY;
	*why = TSA_FAIL_SYSTEM;
	es_buf_reset(&s->out);
	signd_put_timestamp(&s->out, q);
	if (exchange(s, true, err) < 0)
		return -1;
	return signd_get_timestamp_answer(token, why, es_buf_view(&s->in),
	    err);
}

int
signd_ocsp(struct signd *s, const struct pki_ocsp_query *q,
    struct signd_ocsp_answer *out, struct es_err *err)
{
	memset(out, 0, sizeof(*out));
	es_buf_reset(&s->out);
	signd_put_ocsp(&s->out, q);
	if (exchange(s, true, err) < 0)
		return -1;
	return signd_get_ocsp_answer(out, es_buf_view(&s->in), err);
}

int
signd_checkpoint(struct signd *s, struct signd_checkpoint_answer *out,
    struct es_err *err)
{
	memset(out, 0, sizeof(*out));
	es_buf_reset(&s->out);
	signd_put_checkpoint(&s->out);
	if (exchange(s, true, err) < 0)
		return -1;
	return signd_get_checkpoint_answer(out, es_buf_view(&s->in), err);
}
