#include "svc/seal/stamp.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/reader.h"
#include "sys/clock.h"
#include "sys/ipc.h"

const char *
svc_stamped_name(enum svc_stamped s)
{
	static const char *const name[SVC_STAMPED__MAX] = {
		[SVC_STAMPED_UNKNOWN] = "unknown",
		[SVC_STAMPED_DONE] = "done",
		[SVC_STAMPED_WAITING] = "waiting",
		[SVC_STAMPED_FAILED] = "failed",
		[SVC_STAMPED_OTHER] = "other",
		[SVC_STAMPED_ABSENT] = "absent",
	};

	return (size_t)s < ES_COUNT(name) ? name[s] : name[0];
}

int
svc_stamp_get(struct es_view frame, int64_t *request_id, struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);
	uint64_t		 id = es_read_be64(&r);

	*request_id = 0;
	if (es_reader_end(&r, "stamp request", err) < 0)
		return -1;
	if (id == 0 || id > INT64_MAX)
		return es_fail(err, ES_E_FORMAT, "stamp request: no number");
	*request_id = (int64_t)id;
	return 0;
}

void
svc_stamp_put(struct es_buf *b, const struct svc_stamp_result *res)
{
	es_buf_add_ch(b, (unsigned char)res->state);
	es_buf_add_str(b, res->reason);
}

static int
get_answer(struct es_view frame, struct svc_stamp_result *res,
    struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);
	uint8_t			 state = es_read_u8(&r);
	size_t			 n = es_read_left(&r);
	struct es_view		 reason = es_read_bytes(&r, n);

	if (es_reader_end(&r, "stamp answer", err) < 0)
		return -1;
	if (state >= SVC_STAMPED__MAX || n >= sizeof(res->reason))
		return es_fail(err, ES_E_FORMAT, "stamp answer: malformed");
	res->state = (enum svc_stamped)state;
	memcpy(res->reason, reason.p, n);
	res->reason[n] = '\0';
	return 0;
}

int
svc_stamp_ask(const char *socket, int64_t request_id, int wait_ms,
    struct svc_stamp_result *res, struct es_err *err)
{
	int64_t		 late = sys_mono_ms() + wait_ms;
	struct es_buf	 b;
	int		 fd = -1, rc = -1;

	memset(res, 0, sizeof(*res));
	res->request_id = request_id;
	es_buf_init(&b, ES_KIB);
	es_buf_add_be64(&b, (uint64_t)request_id);
	if (es_buf_ok(&b, "stamp request", err) < 0 ||
	    ipc_connect(&fd, socket, err) < 0 ||
	    ipc_send(fd, es_buf_view(&b), late, err) < 0)
		goto out;
	if ((rc = ipc_recv(fd, &b, late, err)) == 0)
		rc = es_fail(err, ES_E_UPSTREAM, "es-seal hung up");
	else if (rc > 0)
		rc = get_answer(es_buf_view(&b), res, err);
out:
	ipc_close(&fd);
	es_buf_clear(&b);
	return rc;
}
