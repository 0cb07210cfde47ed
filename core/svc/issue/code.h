/*
 * svc/issue/code.h - verification codes: making them, and reading what people
 * type.
 *
 * Sixteen characters in four groups from 30 symbols (digits and capitals
 * without 0 O 1 I L U); fifteen are random (73 bits), the last is a check
 * character (Luhn modulo 30), which catches every single wrong character and
 * nearly every exchange of two neighbours.
 */
#ifndef ES_SVC_CODE_H
#define ES_SVC_CODE_H

#include "base/err.h"
#include "base/view.h"

#define SVC_CODE_LEN	16
#define SVC_CODE_TEXT	19	/* "ABCD-EFGH-JKMN-PQRS" */

/* A fresh code, NUL-terminated, without hyphens. */
ES_CHECK int	svc_code_make(char code[SVC_CODE_LEN + 1],
		    struct es_err *err);
/* In four groups, NUL-terminated. */
void		svc_code_text(const char code[SVC_CODE_LEN + 1],
		    char text[SVC_CODE_TEXT + 1]);

enum svc_code_fault {
	SVC_CODE_GOOD = 0,
	SVC_CODE_EMPTY,
	SVC_CODE_CHAR,		/* position: the first impossible character */
	SVC_CODE_SHORT,		/* position: how many there are */
	SVC_CODE_LONG,		/* position: how many there are */
	SVC_CODE_CHECK,		/* sixteen possible ones, but one is wrong */
	SVC_CODE_FAULT__MAX
};

/*
 * What was typed, pasted or scanned: any case, full-width forms, blanks, any
 * kind of hyphen or dot between; the address in a QR code is understood,
 * too.  GOOD: code holds the normal form.  Else code is empty and *position
 * counts from 1.
 */
enum svc_code_fault svc_code_read(struct es_view typed,
		    char code[SVC_CODE_LEN + 1], unsigned *position);

/* Constant for statistics and pages: "good", "empty", "char" ... */
const char	*svc_code_fault_name(enum svc_code_fault f);

#endif
