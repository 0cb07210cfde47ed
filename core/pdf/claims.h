/*
 * pdf/claims.h - what a file says about itself that a seal must not break.
 *
 * A claim, not a finding: whether the file keeps it nobody checks here.
 */
#ifndef ES_PDF_CLAIMS_H
#define ES_PDF_CLAIMS_H

#include "pdf/read.h"

struct pdf_claims {
	int	 pdfa;		/* part of ISO 19005; 0: no PDF/A */
	bool	 intent;	/* an output intent, */
	bool	 rgb;		/* and its profile has three colours */
};

/* Failure: pdf_file_ok. */
void		pdf_claims(struct pdf_claims *out, struct pdf_file *f,
		    size_t rev);

#endif
