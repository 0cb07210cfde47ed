/* tsa/response.c - TimeStampResp (RFC 3161 2.4.2). */
#include "base/utf8.h"
#include "tsa/tsa_priv.h"

enum { GRANTED = 0, GRANTED_WITH_MODS = 1, REJECTED = 2 };

void
tsa_response_granted(struct es_buf *out, struct es_view token)
{
	size_t	seq = der_begin(out, DER_SEQ);

	es_buf_add_view(out, ES_LIT("\x30\x03\x02\x01\x00"));
	es_buf_add_view(out, token);
	der_end(out, seq);
}

/* Bit "why" of a BIT STRING without trailing zero bits, as DER wants. */
static void
put_failure(struct es_buf *out, enum tsa_failure why)
{
	unsigned char	bits[5] = { 0 };
	size_t		n = (size_t)why / 8 + 1;

	bits[0] = (unsigned char)(7 - why % 8);
	bits[n] = (unsigned char)(0x80 >> why % 8);
	der_put(out, DER_BITS, es_view(bits, n + 1));
}

void
tsa_response_rejected(struct es_buf *out, enum tsa_failure why,
    const char *text)
{
	size_t	seq = der_begin(out, DER_SEQ), info, list;

	info = der_begin(out, DER_SEQ);
	der_put_num(out, REJECTED);
	if (text != NULL && es_utf8_is_line(es_view_str(text))) {
		list = der_begin(out, DER_SEQ);
		der_put(out, DER_UTF8, es_view_str(text));
		der_end(out, list);
	}
	if (why != TSA_FAIL_NONE)
		put_failure(out, why);
	der_end(out, info);
	der_end(out, seq);
}

int
tsa_response_token(struct es_view der, struct es_view *token,
    struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(der, &fail), seq, info, list;
	struct es_view	text = ES_VIEW_EMPTY;
	int64_t		status;

	*token = ES_VIEW_EMPTY;
	seq = der_in(&d, DER_SEQ);
	der_done(&d);
	info = der_in(&seq, DER_SEQ);
	status = der_small(&info);
	if (der_peek(&info) == DER_SEQ) {
		list = der_in(&info, DER_SEQ);
		if (der_peek(&list) == DER_UTF8)
			text = der_take(&list, DER_UTF8);
	}
	if (der_ok(&fail, "time-stamp response", err) < 0)
		return -1;
	if (status != GRANTED && status != GRANTED_WITH_MODS) {
		if (!es_utf8_is_line(text))
			text = ES_VIEW_EMPTY;
		return es_fail(err, ES_E_UPSTREAM, "time-stamp response: "
		    "status %lld: %.*s", (long long)status,
		    (int)(text.n < 200 ? text.n : 200), text.n == 0 ? "" :
		    (const char *)text.p);
	}
	*token = der_whole(&seq, DER_SEQ);
	der_done(&seq);
	if (der_ok(&fail, "time-stamp response", err) < 0) {
		*token = ES_VIEW_EMPTY;
		return -1;
	}
	return 0;
}
