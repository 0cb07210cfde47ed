/* fuzz_pdf_read - the strict reader, signatures and changes. */
#include <stdint.h>
#include <stdlib.h>

#include "pdf/changes.h"
#include "pdf/read.h"
#include "pdf/sigs.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was accepted must keep its own promises. */
static void
check(struct pdf_file *f, const struct pdf_sigs *s, const struct pdf_sig *g)
{
	struct pdf_changes	*c;
	struct es_err		 err = ES_ERR_INIT;

	if (pdf_sig_sound(g) && (g->der.n == 0 || g->ranges[0].n == 0 ||
	    g->ranges[0].p != pdf_file_bytes(f).p))
		abort();
	if (g->whole_file && g->cover != PDF_COVER_FILE)
		abort();
	if (pdf_changes(&c, f, s, g, &err) < 0) {
		if (err.code == ES_E_NONE || pdf_file_why(f) == PDF_WHY_NONE)
			abort();
		return;
	}
	if ((pdf_changes_verdict(c) == PDF_VERDICT_NONE) != g->whole_file)
		abort();
	pdf_changes_free(c);
}

/* Reading all for sealing keeps nothing, and finds the same. */
static void
check_clean(struct es_view b, const struct pdf_file *f)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*g;

	if (pdf_read(&g, b, NULL, &err) < 0)
		abort();
	if (pdf_file_check_frame(g, &err) == 0 &&
	    ((pdf_file_check_clean(g, &err) < 0) != (pdf_file_why(f) !=
	    PDF_WHY_NONE) || pdf_file_why(g) != pdf_file_why(f)))
		abort();
	pdf_file_free(g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pdf_file	*f;
	struct pdf_sigs	*s;
	struct es_err	 err = ES_ERR_INIT;
	enum pdf_why	 why;
	size_t		 i, n;

	/* With what opens without a password (security.c). */
	if (pdf_read_closed(&f, es_view(data, size), &why, &err) < 0) {
		if (f != NULL || why == PDF_WHY_NONE ||
		    err.code == ES_E_NONE || err.msg[0] == '\0')
			abort();
		return 0;
	}
	if (pdf_sigs(&s, f, &err) == 0) {
		for (i = 0; i < pdf_sigs_count(s); i++)
			check(f, s, pdf_sigs_at(s, i));
		pdf_sigs_free(s);
	}
	for (i = 0; i < pdf_file_revs(f); i++)
		if (pdf_file_pages(f, i, &n, &err) < 0)
			break;
	if (pdf_file_check_all(f, &err) < 0 &&
	    pdf_file_why(f) == PDF_WHY_NONE)
		abort();
	pdf_file_free(f);
	if (pdf_read(&f, es_view(data, size), NULL, &err) == 0) {
		if (pdf_file_check_all(f, &err) < 0 &&
		    pdf_file_why(f) == PDF_WHY_NONE)
			abort();
		check_clean(es_view(data, size), f);
		pdf_file_free(f);
	}
	return 0;
}
