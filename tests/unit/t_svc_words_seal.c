/* Every reason not to seal a file has its words and its advice. */
#include "svc/verify/words_seal.h"
#include "tests/unit/tap.h"

static int
told(const char *s)
{
	return s != NULL && strlen(s) > 8;
}

int
main(void)
{
	int	 i, l;

	for (l = 0; l < SVC_LANG__MAX; l++) {
		for (i = 0; i <= PDF_UNFIT__MAX; i++)
			ok(told(svc_word_unfit((enum pdf_unfit)i,
			    (enum svc_lang)l)) && told(svc_word_unfit_advice(
			    (enum pdf_unfit)i, (enum svc_lang)l)),
			    "%s, language %d", pdf_unfit_name(
			    (enum pdf_unfit)i), l);
		for (i = 0; i <= PDF_WHY__MAX; i++)
			ok(told(svc_word_unread_advice((enum pdf_why)i,
			    (enum svc_lang)l)), "%s, language %d",
			    pdf_why_name((enum pdf_why)i), l);
	}
	for (i = 1; i < PDF_UNFIT__MAX; i++)
		ok(strcmp(svc_word_unfit((enum pdf_unfit)i, SVC_EN),
		    svc_word_unfit(PDF_FIT, SVC_EN)) != 0, "%s has its own",
		    pdf_unfit_name((enum pdf_unfit)i));
	return done();
}
