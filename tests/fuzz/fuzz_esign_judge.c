/*
 * fuzz_esign_judge - the whole judge over a script (pdf_script.h).
 *
 * Contents are whatever the script says; no signature was ever made over
 * what the builder puts around it, so that none may be intact, no time
 * proven, no level reached, and nothing passed.
 */
#include "esign/judge.h"
#include "pdf_script.h"
#include "svc/facts.h"
#include "svc/report_json.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pki_trust	*trust;
	struct svc_json_file	 file = { .name = "x" };
	struct es_err		 e = ES_ERR_INIT;
	struct esign_report	*r;
	struct es_buf		 out;
	unsigned char		*p;
	size_t			 n;

	if (trust == NULL) {
		if (pki_trust_new(&trust, &e) < 0)
			abort();
		svc_report_json_warm();
	}
	p = script_build(data, size, &n);
	if (esign_judge(&r, es_view(p, n), trust, 1767225600, &e) < 0) {
		if (e.code != ES_E_NOMEM)
			abort();
		free(p);
		return 0;
	}
	check(r);
	file.bytes = es_view(p, n);
	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	if (svc_report_json(r, &file, &out, &e) < 0)
		abort();
	es_buf_clear(&out);
	esign_report_free(r);
	free(p);
	return 0;
}
