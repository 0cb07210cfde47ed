/* The stamp socket's frames. */
#include "base/buf.h"
#include "base/limits.h"
#include "svc/seal/stamp.h"
#include "tap.h"

static int
get(const char *bytes, size_t n, int64_t *id)
{
	struct es_err	 err = ES_ERR_INIT;

	return svc_stamp_get(es_view(bytes, n), id, &err);
}

int
main(void)
{
	struct svc_stamp_result	 res = { 5, SVC_STAMPED_WAITING, "tsa-down" };
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 b;
	int64_t			 id;

	ok(get("\0\0\0\0\0\0\1\2", 8, &id) == 0 && id == 258, "a number");
	ok(get("\0\0\0\0\0\0\0\0", 8, &id) < 0 && id == 0, "zero");
	ok(get("\xff\0\0\0\0\0\0\1", 8, &id) < 0, "negative");
	ok(get("\0\0\0\0\0\0\1", 7, &id) < 0, "too short");
	ok(get("\0\0\0\0\0\0\0\1\0", 9, &id) < 0, "too long");
	es_buf_init(&b, ES_KIB);
	svc_stamp_put(&b, &res);
	ok(b.n == 9 && b.p[0] == SVC_STAMPED_WAITING &&
	    memcmp(b.p + 1, "tsa-down", 8) == 0, "an answer");
	es_buf_clear(&b);
	ok(svc_stamp_ask("/nonexistent/s", 5, 100, &res, &err) < 0 &&
	    err.code == ES_E_UPSTREAM && res.state == SVC_STAMPED_UNKNOWN,
	    "nobody there");
	is_str(svc_stamped_name(SVC_STAMPED_DONE), "done", "name");
	is_str(svc_stamped_name(99), "unknown", "name out of range");
	return done();
}
