/* crypt/err.c - failures of OpenSSL as ours. */
#include <stdarg.h>
#include <stdio.h>

#include <openssl/err.h>

#include "crypt/crypt_priv.h"

int
crypt_fail(struct es_err *err, enum es_code code, const char *fmt, ...)
{
	unsigned long	 e = ERR_peek_last_error();
	const char	*reason = NULL;
	char		 what[200];
	va_list		 ap;

	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (e != 0)
		reason = ERR_reason_error_string(e);
	if (reason != NULL)
		(void)es_fail(err, code, "%s: %s", what, reason);
	else
		(void)es_fail(err, code, "%s", what);
	ERR_clear_error();
	return -1;
}
