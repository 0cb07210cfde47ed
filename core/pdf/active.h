/*
 * pdf/active.h - does a file hold anything that a reader would run?
 *
 * Scripts, launches of programs, media and forms that submit themselves:
 * what an archive does not want (PDF/A forbids it all).
 */
#ifndef ES_PDF_ACTIVE_H
#define ES_PDF_ACTIVE_H

#include "pdf/read.h"

/*
 * The word for the first such thing ("JavaScript", "Launch" ...), static;
 * NULL: there is none.  Looks at every object of every revision.  Failure:
 * pdf_file_ok.
 */
const char	*pdf_active(struct pdf_file *f);

#endif
