/*
 * svc/verify/words_seal.h - why a file cannot be sealed, and what to do about
 * it.
 *
 * For the page of an upload and for the command line, in the reader's
 * language; static strings, never NULL.
 */
#ifndef ES_SVC_WORDS_SEAL_H
#define ES_SVC_WORDS_SEAL_H

#include "pdf/update.h"
#include "svc/verify/words.h"

/* The reason, and what its owner can do. */
const char	*svc_word_unfit(enum pdf_unfit u, enum svc_lang l);
const char	*svc_word_unfit_advice(enum pdf_unfit u, enum svc_lang l);
/* The same for a file that the strict reader refuses (svc_word_unread). */
const char	*svc_word_unread_advice(enum pdf_why w, enum svc_lang l);

#endif
