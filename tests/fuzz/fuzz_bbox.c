/* fuzz_bbox - any bytes as what pdftotext prints. */
#include "pdf/bbox.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct pdf_bboxes	 b = { NULL, 0 };

	if (pdf_bbox_find(&b, es_view(p, n), 0, ES_LIT("甲方(盖章)"),
	    NULL) < 0 && n == 0 && b.n > 0)
		__builtin_trap();
	if (b.n > 0 && b.at == NULL)
		__builtin_trap();
	pdf_bboxes_clear(&b);
	return 0;
}
