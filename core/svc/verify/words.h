/*
 * svc/verify/words.h - what a verification found, in the reader's language.
 *
 * The codes are stable and for machines; these are the sentences for
 * people, the same on the page, in the API and on the command line.  Every
 * function gives a static string, never NULL: what is out of range gets the
 * sentence for "unknown".
 */
#ifndef ES_SVC_WORDS_H
#define ES_SVC_WORDS_H

#include "pdf/changes.h"
#include "pdf/read.h"
#include "pki/revoke.h"
#include "svc/verify/verdict.h"

enum svc_lang {
	SVC_ZH = 0,
	SVC_EN,
	SVC_LANG__MAX
};

/* "en..." is English, all else Chinese. */
enum svc_lang	svc_lang_of(struct es_view tag);

/* The banner's sentence and the advice below it. */
const char	*svc_word_headline(enum svc_headline h, enum svc_lang l);
const char	*svc_word_advice(enum svc_headline h, enum svc_lang l);
/*
 * The same when a code was asked and no file was shown: nothing is said about
 * the document in the visitor's hands; and what the register's check means.
 */
const char	*svc_word_headline_code(enum svc_headline h, enum svc_lang l);
const char	*svc_word_advice_code(enum svc_headline h, enum svc_lang l);
const char	*svc_word_register_code(enum svc_lang l);
/* A receipt of a verification: in a file, or known by its code only. */
const char	*svc_word_receipt(bool file, enum svc_lang l);
const char	*svc_word_receipt_advice(bool file, enum svc_lang l);
/*
 * Name of a check, what holds when it passes and what is wrong when it fails;
 * the sentence that fits an answer; the four answers.
 */
const char	*svc_word_check(enum svc_check c, enum svc_lang l);
const char	*svc_word_check_help(enum svc_check c, enum svc_lang l);
const char	*svc_word_check_fail(enum svc_check c, enum svc_lang l);
const char	*svc_word_check_said(enum svc_check c, enum svc_answer a,
		    enum svc_lang l);
const char	*svc_word_answer(enum svc_answer a, enum svc_lang l);
/* State of a document in the register. */
const char	*svc_word_reg(enum svc_reg r, enum svc_lang l);
/*
 * One change after sealing; n of one kind ("two pages were added") into s,
 * which is returned; why a file cannot be read.
 */
const char	*svc_word_change(enum pdf_change_code c, enum svc_lang l);
const char	*svc_word_changes(enum pdf_change_code c, size_t n,
		    enum svc_lang l, char *s, size_t size);
const char	*svc_word_unread(enum pdf_why w, enum svc_lang l);
/* What is known of a certificate at the time of sealing. */
const char	*svc_word_status(enum pki_status s, enum svc_lang l);
/* Over what the judge fell: "crash", "time", "memory". */
const char	*svc_word_fell(const char *how, enum svc_lang l);

#endif
