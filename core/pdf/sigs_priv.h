/*
 * pdf/sigs_priv.h - inside of struct pdf_sigs.
 */
#ifndef ES_PDF_SIGS_PRIV_H
#define ES_PDF_SIGS_PRIV_H

#include "pdf/sigs.h"

struct pdf_sigs {
	struct pdf_sig	*at;		/* malloc */
	size_t		 n, cap;
};

/* Answer every question about one that was found. */
void	pdf_sig_judge(struct pdf_file *f, const struct pdf_sigs *all,
	    struct pdf_sig *s);

#endif
