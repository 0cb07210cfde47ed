/* Every OCSP question gets an answer of RFC 6960; some are given twice. */
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/text.h"
#include "svc/seal/ocsp.h"
#include "tests/unit/revocation.h"
#include "tests/unit/tap.h"

struct fake {
	int			 rc, calls;
	enum pki_ocsp_failure	 why;
	struct es_view		 der;
};

static struct svc_ocsp_cache	*kept;
static struct es_buf		 out;
static struct svc_ocsp_answer	 said;

static int
ask(void *arg, const struct pki_ocsp_query *q,
    struct signd_ocsp_answer *a, struct es_err *err)
{
	struct fake	*f = arg;

	(void)q;
	f->calls++;
	a->why = f->why;
	a->der = f->why == PKI_OCSP_SUCCESSFUL ? f->der : ES_VIEW_EMPTY;
	a->this_update = CAMPUS_NOW;
	a->next_update = CAMPUS_NOW + 3600;
	return f->rc < 0 ? es_fail(err, ES_E_UPSTREAM, "away") : 0;
}

static enum pki_ocsp_failure
answer_to(struct fake *f, struct es_view query, int64_t now)
{
	struct svc_ocsp	o = { ask, f };
	struct es_err	err = ES_ERR_INIT;

	es_buf_reset(&out);
	svc_ocsp(&o, kept, query, now, &said, &out, &err);
	if ((said.why == PKI_OCSP_SUCCESSFUL) != (err.code == ES_E_NONE))
		return PKI_OCSP_INTERNAL;
	return said.why;
}

static struct es_view
query_of(struct es_buf *b, bool nonce)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_ocsp_query	q;

	es_buf_init(b, ES_LIMIT_OCSP_QUERY);
	must(pki_ocsp_query_for(&q, CRYPT_SHA1, c.ec, c.ca, nonce, &err),
	    &err);
	must(pki_ocsp_query_write(&q, b, &err), &err);
	return es_buf_view(b);
}

static void
answers(void)
{
	static unsigned char	big[ES_LIMIT_OCSP_QUERY + 1];
	struct fake		f = { .der = ES_LIT("answer") };
	struct es_buf		a, b;
	struct es_view		plain = query_of(&a, false);
	struct es_view		fresh = query_of(&b, true);

	ok(answer_to(&f, plain, CAMPUS_NOW) == PKI_OCSP_SUCCESSFUL &&
	    es_view_eq_str(es_buf_view(&out), "answer") && said.may_keep &&
	    said.next_update == CAMPUS_NOW + 3600, "an answer");
	f.der = ES_LIT("another");
	ok(answer_to(&f, plain, CAMPUS_NOW + 29) == PKI_OCSP_SUCCESSFUL &&
	    es_view_eq_str(es_buf_view(&out), "answer") && f.calls == 1,
	    "the same again, without asking");
	ok(answer_to(&f, plain, CAMPUS_NOW + 30) == PKI_OCSP_SUCCESSFUL &&
	    es_view_eq_str(es_buf_view(&out), "another") && f.calls == 2,
	    "not for longer than that");
	ok(answer_to(&f, fresh, CAMPUS_NOW) == PKI_OCSP_SUCCESSFUL &&
	    !said.may_keep && answer_to(&f, fresh, CAMPUS_NOW) ==
	    PKI_OCSP_SUCCESSFUL && f.calls == 4, "with a nonce: never twice");
	f.why = PKI_OCSP_UNAUTHORIZED;
	ok(answer_to(&f, fresh, CAMPUS_NOW) == PKI_OCSP_UNAUTHORIZED &&
	    es_view_eq(es_buf_view(&out),
	    ES_LIT("\x30\x03\x0a\x01\x06")), "not ours");
	f.rc = -1;
	ok(answer_to(&f, fresh, CAMPUS_NOW) == PKI_OCSP_TRY_LATER &&
	    es_view_eq(es_buf_view(&out),
	    ES_LIT("\x30\x03\x0a\x01\x03")), "es-signd is away");
	ok(answer_to(&f, ES_LIT("rubbish"), CAMPUS_NOW) ==
	    PKI_OCSP_MALFORMED && es_view_eq(es_buf_view(&out),
	    ES_LIT("\x30\x03\x0a\x01\x01")) &&
	    answer_to(&f, es_view(big, sizeof(big)), CAMPUS_NOW) ==
	    PKI_OCSP_MALFORMED && answer_to(&f, ES_VIEW_EMPTY, CAMPUS_NOW) ==
	    PKI_OCSP_MALFORMED, "no queries");
	es_buf_clear(&a);
	es_buf_clear(&b);
}

static void
addresses(void)
{
	static const struct {
		const char	*text, *bytes;	/* NULL: refused */
	} t[] = {
		{ "aGVsbG8%3D", "hello" }, { "aGVsbG8%3d", "hello" },
		{ "aGVsbG8=", "hello" }, { "aGVsbG8", "hello" },
		{ "%61GVsbG8", "hello" }, { "aGVs%2FG8", NULL },
		{ "aGVsbG8%3", NULL }, { "aGVsbG8%", NULL },
		{ "aGVsbG8%zz", NULL }, { "a", NULL }, { "a-_b", NULL },
		{ "", "" },
	};
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	b;
	size_t		i;
	int		rc;

	for (i = 0; i < ES_COUNT(t); i++) {
		es_buf_init(&b, 100);
		rc = svc_ocsp_query_of(es_view_str(t[i].text), &b, &err);
		if (i == 5)	/* a slash inside is base64, too */
			ok(rc == 0 && b.n == 5, "a slash");
		else if (t[i].bytes == NULL)
			ok(rc < 0 && err.code == ES_E_INPUT, "refused: %s",
			    t[i].text);
		else
			ok(rc == 0 && es_view_eq_str(es_buf_view(&b),
			    t[i].bytes), "taken: \"%s\"", t[i].text);
		es_err_clear(&err);
		es_buf_clear(&b);
	}
}

/* What is said on es-signd's socket about it. */
static void
frames(void)
{
	struct es_err			err = ES_ERR_INIT;
	struct es_arena			*a = es_arena_new(ES_MIB);
	struct pki_ocsp_query		 q;
	struct signd_ocsp_answer	 x = { .der = ES_LIT("der"),
					    .this_update = 5,
					    .next_update = 6 }, y;
	struct signd_request		 rq;
	struct es_buf			 b;

	es_buf_init(&b, ES_MIB);
	must(pki_ocsp_query_for(&q, CRYPT_SHA256, c.ec, c.ca, true, &err),
	    &err);
	signd_put_ocsp(&b, &q);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &err) == 0 &&
	    rq.op == SIGND_OP_OCSP && memcmp(rq.ocsp, &q, sizeof(q)) == 0,
	    "a question to es-signd and back");
	es_buf_add_ch(&b, 0);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &err) < 0,
	    "a byte too many");
	es_err_clear(&err);
	es_buf_reset(&b);
	q.id_n = 0;
	signd_put_ocsp(&b, &q);
	ok(signd_get_request(&rq, es_buf_view(&b), a, &err) < 0 &&
	    err.code == ES_E_LIMIT, "about nothing");
	es_err_clear(&err);
	es_buf_reset(&b);
	signd_put_ocsp_answer(&b, &x);
	ok(signd_get_ocsp_answer(&y, es_buf_view(&b), &err) == 0 &&
	    y.why == PKI_OCSP_SUCCESSFUL && es_view_eq_str(y.der, "der") &&
	    y.this_update == 5 && y.next_update == 6, "its answer");
	es_buf_reset(&b);
	x.der = ES_VIEW_EMPTY;
	signd_put_ocsp_answer(&b, &x);
	ok(signd_get_ocsp_answer(&y, es_buf_view(&b), &err) < 0,
	    "half an answer");
	es_buf_clear(&b);
	es_arena_free(a);
}

int
main(void)
{
	struct es_err	err = ES_ERR_INIT;

	revocation_open();
	must(svc_ocsp_cache_new(&kept, 30, &err), &err);
	es_buf_init(&out, ES_MIB);
	answers();
	addresses();
	frames();
	es_buf_clear(&out);
	svc_ocsp_cache_free(kept);
	revocation_close();
	return done();
}
