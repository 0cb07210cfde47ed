/* svc/archive/extended.c - see extended.h. */
#include "svc/archive/extended.h"

#include <jansson.h>

#include "base/time.h"
#include "svc/archive/renew.h"

static json_t *
words(const char *s)
{
	json_t	*j = s == NULL || s[0] == '\0' ? json_null() :
		    json_string(s);

	return j != NULL ? j : json_string("?");	/* not UTF-8 */
}

static json_t *
instant(int64_t t)
{
	char	 iso[ES_TIME_ISO];

	return t == 0 ? json_null() : json_string(es_time_iso(t, 0, iso));
}

static int
print(json_t *top, struct es_buf *out, struct es_err *err)
{
	char	*s = top == NULL ? NULL : json_dumps(top, JSON_COMPACT);

	json_decref(top);
	if (s == NULL)
		return es_fail(err, ES_E_NOMEM, "report: out of memory");
	es_buf_add_str(out, s);
	free(s);
	return es_buf_ok(out, "report", err);
}

int
svc_extended_json(const struct svc_extended *e, struct es_buf *out,
    struct es_err *err)
{
	const struct esign_extended	*x = e->x;
	json_t				*top;

	top = x == NULL ? json_pack("{s:o, s:n, s:o}", "file",
	    words(e->file), "out", "error", words(e->error)) :
	    json_pack("{s:o, s:o, s:s, s:s, s:b, s:b, s:o, s:o}", "file",
	    words(e->file), "out", words(e->out),
	    "before", esign_level_name(x->before),
	    "level", esign_level_name(x->after), "data", x->data,
	    "stamped", x->stamped, "until", instant(x->until),
	    "missing", words(x->missing));
	return print(top, out, err);
}

int
svc_renewal_json(const struct svc_renewal *d, struct es_buf *out,
    struct es_err *err)
{
	const struct esign_extended	*x = &d->x;
	bool				 told = d->what != SVC_RENEW_DUE &&
					    d->what != SVC_RENEW_OTHER;
	json_t				*top;

	top = json_pack("{s:o, s:s, s:s, s:o}", "document",
	    json_stringn((const char *)d->number.p, d->number.n), "why",
	    d->renewal ? "renewal" : "level", "result",
	    svc_renewed_name(d->what), "until", instant(x->until));
	if (top != NULL && told) {
		json_object_set_new(top, "before",
		    words(esign_level_name(x->before)));
		json_object_set_new(top, "level",
		    words(esign_level_name(x->after)));
		json_object_set_new(top, "bytes",
		    json_integer((json_int_t)d->bytes));
		json_object_set_new(top, "missing", words(d->what ==
		    SVC_RENEW_FAILED ? d->error : x->missing));
	}
	return print(top, out, err);
}

int
svc_extended_text(const struct svc_extended *e, struct es_buf *out,
    struct es_err *err)
{
	const struct esign_extended	*x = e->x;
	char				 iso[ES_TIME_ISO];

	if (x == NULL) {
		es_buf_printf(out, "%s: %s", e->file, e->error);
		return es_buf_ok(out, "report", err);
	}
	es_buf_printf(out, "%s: ", e->file);
	if (x->after == ESIGN_LEVEL_NONE)
		es_buf_add_str(out, x->stamped ? "a time stamp was added" :
		    "nothing was added");
	else if (x->after == x->before)
		es_buf_printf(out, "%s%s", esign_level_name(x->after),
		    x->stamped ? ", stamped once more" :
		    x->data ? ", with more data" : ", nothing was added");
	else
		es_buf_printf(out, "%s, was %s", esign_level_name(x->after),
		    x->before == ESIGN_LEVEL_NONE ? "none" :
		    esign_level_name(x->before));
	if (x->until != 0)
		es_buf_printf(out, "; provable until %s",
		    es_time_iso(x->until, 0, iso));
	if (x->missing[0] != '\0')
		es_buf_printf(out, "\n    missing: %s", x->missing);
	return es_buf_ok(out, "report", err);
}
