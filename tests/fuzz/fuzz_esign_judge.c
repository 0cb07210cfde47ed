/*
 * fuzz_esign_judge - the whole judge over a script (pdf_script.h).
 *
 * Contents are whatever the script says; no signature was ever made over
 * what the builder puts around it, so that none may be intact, no time
 * proven, no level reached, and nothing passed.
 */
#include "base/limits.h"
#include "esign/judge.h"
#include "pdf_script.h"
#include "svc/verify/inspect.h"
#include "svc/verify/look.h"
#include "svc/verify/report_json.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW	1767225600

static void
check(const struct esign_report *r)
{
	const struct esign_seal	*s;
	size_t			 i;

	if (esign_report_main(r) == ESIGN_PASSED)
		abort();
	for (i = 0; i < esign_report_all(r); i++) {
		s = esign_report_one(r, i);
		/* Only a file that is refused leaves one unjudged. */
		if (s->main == ESIGN_PASSED || (s->main == ESIGN_UNKNOWN &&
		    esign_report_why(r) == PDF_WHY_NONE) ||
		    s->integrity == ESIGN_INTACT || s->proven != 0 ||
		    s->level != ESIGN_LEVEL_NONE)
			abort();
		if (s->later == PDF_VERDICT_NONE && !s->sig->whole_file)
			abort();
	}
	if (svc_outcome_of(r) == SVC_OUT_INTACT)
		abort();
}

/* What is said about it: the report, and the inspection. */
static void
tell(struct es_view bytes, struct pki_trust *trust, struct es_arena *a)
{
	static const struct svc_look_max	 max = { 16, 100 };
	const struct esign_terms		 terms = { .trust = trust,
						    .now = NOW };
	struct es_err				 e = ES_ERR_INIT;
	struct svc_look				 l;
	struct es_buf				 out;

	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	if (svc_look(&l, bytes, &terms, &max, a, &e) == 0 &&
	    (l.outcome == SVC_OUT_INTACT || svc_report_json(&l, "x", SVC_EN,
	    &out, &e) < 0))
		abort();
	es_buf_reset(&out);
	if (svc_inspect(bytes, "x", true, &out, &e) < 0)
		abort();
	es_buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pki_trust	*trust;
	struct es_arena		*a = es_arena_new(ES_LIMIT_JUDGE_ARENA);
	struct es_err		 e = ES_ERR_INIT;
	struct esign_report	*r;
	unsigned char		*p;
	size_t			 n;

	if (trust == NULL) {
		if (pki_trust_new(&trust, &e) < 0)
			abort();
		svc_report_json_warm();
	}
	p = script_build(data, size, &n);
	if (a != NULL && esign_judge(&r, es_view(p, n), trust, NOW,
	    &e) == 0) {
		check(r);
		esign_report_free(r);
		tell(es_view(p, n), trust, a);
	} else if (e.code != ES_E_NOMEM && a != NULL) {
		abort();
	}
	es_arena_free(a);
	free(p);
	return 0;
}
