/*
 * fuzz_pdf_seal - a seal, strips and empty fields on any file that the strict
 * reader takes.  What is written behind it must be a revision that the same
 * reader takes again.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/place.h"
#include "pdf/update.h"
#include "seal/picture.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const struct seal_point	 line[] = { { 'M', 0, 0 }, { 'L', 99, 99 },
	{ 'Z', 0, 0 } };
static const struct seal_picture picture = { 9000, 9000, SEAL_RGB, line, 3 };

static void
again(struct es_view file, const struct es_buf *tail, size_t revs)
{
	struct pdf_file	*f;
	struct es_buf	 all;

	es_buf_init(&all, ES_LIMIT_PDF_FILE);
	es_buf_add_view(&all, file);
	es_buf_add_view(&all, es_buf_view(tail));
	if (pdf_read(&f, es_buf_view(&all), NULL, NULL) < 0 ||
	    pdf_file_check_all(f, NULL) < 0 || pdf_file_revs(f) != revs + 1)
		__builtin_trap();
	pdf_file_free(f);
	es_buf_clear(&all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct pdf_blank	 blank = { .name = ES_LIT("Later"),
				    .tip = ES_LIT("x"), .at = { 0, 20000,
				    20000 }, .w = 9000, .h = 9000 };
	struct pdf_straddle	 straddle = { .picture = &picture, .y = -1,
				    .tip = ES_LIT("x") };
	struct pdf_update	 u = { .sig = { .field = ES_LIT("Seal"),
				    .tip = ES_LIT("x"), .picture = &picture,
				    .reserve = 10 }, .at = { 0, 20000,
				    20000 }, .blanks = &blank, .straddles =
				    &straddle };
	struct pdf_file		*f;
	struct pdf_hole		 hole;
	struct pdf_spot		 spot;
	struct es_buf		 tail;
	enum pdf_unfit		 why;

	if (pdf_read(&f, es_view(p, n), NULL, NULL) < 0)
		return 0;
	u.nblanks = u.nstraddles = n % 2;
	u.lock = n % 3 == 0 ? PDF_LOCK_ALL : PDF_LOCK_NONE;
	(void)!pdf_place_anchor(&spot, f, ES_LIT("a"), NULL);
	es_buf_init(&tail, ES_LIMIT_PDF_FILE);
	if (pdf_update_seal(f, &u, &tail, &hole, &why, NULL) == 0)
		again(es_view(p, n), &tail, pdf_file_revs(f));
	pdf_file_free(f);
	es_buf_clear(&tail);
	return 0;
}
