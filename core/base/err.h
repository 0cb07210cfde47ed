/*
 * base/err.h - what went wrong, for the caller and for the log.
 *
 * A fallible function returns int and takes a struct es_err * last:
 *   < 0  failed, *err says why;   0  done or absent;   > 0  found, or more.
 * The struct lives on the caller's stack.  The first failure stays; callers
 * on the way up may only prefix context (es_err_prefix).  The message is for
 * the log: visitors get a page chosen by the code.
 */
#ifndef ES_BASE_ERR_H
#define ES_BASE_ERR_H

#include <stddef.h>

#define ES_CHECK	__attribute__((warn_unused_result))
#define ES_COUNT(a)	(sizeof(a) / sizeof((a)[0]))

enum es_code {
	ES_E_NONE = 0,
	ES_E_INPUT,		/* the caller's data breaks a stated rule */
	ES_E_FORMAT,		/* foreign bytes are not what they claim */
	ES_E_LIMIT,		/* over a number of base/limits.h */
	ES_E_NOTFOUND,
	ES_E_DENIED,		/* known, and not allowed */
	ES_E_CONFLICT,		/* the state moved on; look again */
	ES_E_UNTRUSTED,		/* signature or chain does not hold */
	ES_E_UPSTREAM,		/* database, signd or TSA away: retry */
	ES_E_UNCERTAIN,		/* may have been written: look, then retry */
	ES_E_CRYPTO,
	ES_E_NOMEM,
	ES_E_SYSTEM,
	ES_E_BUG,
	ES_E__MAX
};

#define ES_ERR_MSG_MAX	512

struct es_err {
	enum es_code	 code;
	const char	*file;		/* static string */
	int		 line;
	char		 msg[ES_ERR_MSG_MAX];
	const char	*why;	/* static; key of a sentence for the visitor
				 * that says more than the code; or NULL */
};

#define ES_ERR_INIT	{ ES_E_NONE, NULL, 0, { 0 }, NULL }

/*
 * Record a failure unless one is recorded already; always returns -1, so
 * that a function can end with "return es_fail(err, ...)".  NULL err is fine.
 */
#define es_fail(err, code, ...) \
	es_fail_at((err), (code), __FILE__, __LINE__, __VA_ARGS__)
int		es_fail_at(struct es_err *err, enum es_code code,
		    const char *file, int line, const char *fmt, ...)
		    __attribute__((format(printf, 5, 6)));

/*
 * Pass on what another es_err recorded, unless "err" has a failure already;
 * always returns -1.  NULL err is fine.
 */
int		es_err_pass(struct es_err *err, const struct es_err *from);

/* Put "context: " before the recorded message; always returns -1. */
int		es_err_prefix(struct es_err *err, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));

/* Forget the failure: for callers that handled it. */
void		es_err_clear(struct es_err *err);

/* Stable short name of a code for logs: "limit", "upstream", ... */
const char	*es_code_name(enum es_code code);

#endif
