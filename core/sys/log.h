/*
 * sys/log.h - one line for each event, for people and for grep.
 *
 *	2026-11-23T06:00:00Z es-request[4711] r=9f3a... event=confirm id=42
 *
 * Values come after "key="; control bytes are escaped, no secret and no
 * identity number is ever logged.  A reference number ties a line to the
 * page that a visitor saw.
 */
#ifndef ES_SYS_LOG_H
#define ES_SYS_LOG_H

#include "base/err.h"
#include "base/view.h"

/* "-" is standard error.  The file is appended to, mode 0640. */
ES_CHECK int	 log_open(const char *program, const char *path,
		    struct es_err *err);
/* Open the same file again (after it was rotated). */
void		 log_reopen(void);
/* Put in front of every following line; empty: none. */
void		 log_reference(const char *ref);

void		 log_event(const char *fmt, ...)
		    __attribute__((format(printf, 1, 2)));
/* "what code=... at=file:line msg=..." */
void		 log_err(const struct es_err *err, const char *what);

#endif
