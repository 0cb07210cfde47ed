/* base/err.c - see err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[ES_E__MAX] = {
	[ES_E_NONE] = "none",
	[ES_E_INPUT] = "input",
	[ES_E_FORMAT] = "format",
	[ES_E_LIMIT] = "limit",
	[ES_E_NOTFOUND] = "notfound",
	[ES_E_DENIED] = "denied",
	[ES_E_CONFLICT] = "conflict",
	[ES_E_UNTRUSTED] = "untrusted",
	[ES_E_UPSTREAM] = "upstream",
	[ES_E_UNCERTAIN] = "uncertain",
	[ES_E_CRYPTO] = "crypto",
	[ES_E_NOMEM] = "nomem",
	[ES_E_SYSTEM] = "system",
	[ES_E_BUG] = "bug",
};

int
es_fail_at(struct es_err *err, enum es_code code, const char *file, int line,
    const char *fmt, ...)
{
	va_list	 ap;

	if (err == NULL || err->code != ES_E_NONE)
		return -1;
	err->code = code == ES_E_NONE ? ES_E_BUG : code;
	err->file = file;
	err->line = line;
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int
es_err_pass(struct es_err *err, const struct es_err *from)
{
	if (err != NULL && err->code == ES_E_NONE)
		*err = *from;
	return -1;
}

int
es_err_prefix(struct es_err *err, const char *fmt, ...)
{
	char	 old[ES_ERR_MSG_MAX];
	size_t	 n;
	va_list	 ap;
	int	 k;

	if (err == NULL || err->code == ES_E_NONE)
		return -1;
	memcpy(old, err->msg, sizeof(old));
	va_start(ap, fmt);
	k = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	n = k < 0 ? 0 : (size_t)k;
	if (n < sizeof(err->msg))
		(void)snprintf(err->msg + n, sizeof(err->msg) - n, ": %.400s",
		    old);
	return -1;
}

void
es_err_clear(struct es_err *err)
{
	memset(err, 0, sizeof(*err));
}

const char *
es_code_name(enum es_code code)
{
	if ((int)code < 0 || code >= ES_E__MAX)
		return "unknown";
	return names[code];
}
