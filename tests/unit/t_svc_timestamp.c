/* Every time-stamp question gets an answer of RFC 3161. */
#include <stdlib.h>

#include "base/limits.h"
#include "svc/seal/timestamp.h"
#include "tests/unit/tap.h"

struct fake {
	int			 rc;
	enum tsa_failure	 why;
	struct es_view		 token;
	struct tsa_query	 asked;
	int			 calls;
};

static int
ask(void *arg, const struct tsa_query *q, struct es_view *token,
    enum tsa_failure *why, struct es_err *err)
{
	struct fake	*f = arg;

	f->calls++;
	f->asked = *q;
	*token = f->token;
	*why = f->why;
	if (f->rc < 0)
		return es_fail(err, ES_E_UPSTREAM, "es-signd is away");
	return 0;
}

/* The answer, and whether it is granted with this token. */
static enum tsa_failure
answer(struct fake *f, struct es_view query, struct es_buf *out,
    struct es_err *err)
{
	struct svc_tsa	t = { ask, f };

	es_err_clear(err);
	es_buf_reset(out);
	return svc_timestamp(&t, query, out, err);
}

static bool
rejected(const struct es_buf *out, const char *text)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_view	token;

	return tsa_response_token(es_buf_view(out), &token, &err) < 0 &&
	    err.code == ES_E_UPSTREAM && token.n == 0 &&
	    strstr(err.msg, text) != NULL;
}

int
main(void)
{
	static unsigned char	big[ES_LIMIT_TSA_QUERY + 1];
	struct fake		f = { .why = TSA_FAIL_NONE,
				    .token = ES_LIT("\x30\x03\x02\x01\x07") };
	struct es_err		err = ES_ERR_INIT;
	struct tsa_query	q;
	struct es_view		token;
	struct es_buf		query, out;

	es_buf_init(&query, ES_LIMIT_TSA_QUERY);
	es_buf_init(&out, ES_LIMIT_TSA_TOKEN);
	if (tsa_query_for(&q, ES_LIT("data"), &err) < 0 ||
	    tsa_query_write(&q, &query, &err) < 0)
		return 1;
	ok(answer(&f, es_buf_view(&query), &out, &err) == TSA_FAIL_NONE &&
	    tsa_response_token(es_buf_view(&out), &token, &err) == 0 &&
	    es_view_eq(token, f.token), "granted");
	ok(f.calls == 1 && memcmp(&f.asked, &q, sizeof(q)) == 0,
	    "the query arrived as it was asked");
	is_str(svc_timestamp_name(TSA_FAIL_NONE), "granted", "its name");

	f.rc = -1;
	ok(answer(&f, es_buf_view(&query), &out, &err) == TSA_FAIL_SYSTEM &&
	    err.code == ES_E_UPSTREAM && rejected(&out, "try again"),
	    "es-signd away: systemFailure");
	f.rc = 0;
	f.why = TSA_FAIL_POLICY;
	f.token = ES_LIT("another policy");
	ok(answer(&f, es_buf_view(&query), &out, &err) == TSA_FAIL_POLICY &&
	    rejected(&out, "another policy") &&
	    strstr(err.msg, "another policy") != NULL,
	    "es-signd's rejection is passed on");
	f.why = TSA_FAIL_NONE;
	f.token = ES_VIEW_EMPTY;
	ok(answer(&f, es_buf_view(&query), &out, &err) == TSA_FAIL_SYSTEM &&
	    rejected(&out, "try again"), "an empty token is no token");

	f.calls = 0;
	ok(answer(&f, ES_LIT("hello"), &out, &err) == TSA_FAIL_BAD_DATA &&
	    err.code == ES_E_FORMAT && rejected(&out, "TimeStampReq"),
	    "rubbish: badDataFormat");
	ok(answer(&f, ES_VIEW_EMPTY, &out, &err) == TSA_FAIL_BAD_DATA,
	    "nothing: badDataFormat");
	ok(answer(&f, es_view(big, sizeof(big)), &out, &err) ==
	    TSA_FAIL_BAD_DATA && err.code == ES_E_LIMIT,
	    "too much: badDataFormat");
	ok(f.calls == 0, "and es-signd was not troubled");
	is_str(svc_timestamp_name(TSA_FAIL_BAD_DATA), "bad-data", "a name");
	is_str(svc_timestamp_name(1), "unknown", "no name");
	is_str(svc_timestamp_name(99), "unknown", "no such");
	es_buf_clear(&query);
	es_buf_clear(&out);
	return done();
}
