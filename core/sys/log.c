/* sys/log.c - see log.h. */
#include "sys/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/time.h"
#include "sys/clock.h"

#define LINE_MAX_BYTES	2048

static int	log_fd = STDERR_FILENO;
static char	log_program[32] = "es";
static char	log_path[512] = "-";
static char	log_ref[64];

static int
open_path(void)
{
	if (strcmp(log_path, "-") == 0)
		return STDERR_FILENO;
	return open(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

int
log_open(const char *program, const char *path, struct es_err *err)
{
	int	 fd;

	(void)snprintf(log_program, sizeof(log_program), "%s", program);
	(void)snprintf(log_path, sizeof(log_path), "%s", path);
	if ((fd = open_path()) < 0)
		return es_fail(err, ES_E_SYSTEM, "log %s: %s", path,
		    strerror(errno));
	log_fd = fd;
	return 0;
}

void
log_reopen(void)
{
	int	 fd = open_path();

	if (fd < 0)
		return;
	if (log_fd != STDERR_FILENO)
		(void)close(log_fd);
	log_fd = fd;
}

void
log_reference(const char *ref)
{
	(void)snprintf(log_ref, sizeof(log_ref), "%s", ref);
}

/* Control bytes as \xNN, so that one event stays one line. */
static size_t
escape(char *out, size_t max, const char *in)
{
	size_t	 n = 0;

	for (; *in != '\0' && n + 5 < max; in++) {
		unsigned char	 c = (unsigned char)*in;

		if (c >= 0x20 && c != 0x7f)
			out[n++] = (char)c;
		else
			n += (size_t)snprintf(out + n, max - n, "\\x%02x", c);
	}
	return n;
}

void
log_event(const char *fmt, ...)
{
	char	 line[LINE_MAX_BYTES], text[LINE_MAX_BYTES / 2];
	char	 iso[ES_TIME_ISO];
	va_list	 ap;
	size_t	 n;
	int	 k;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	k = snprintf(line, sizeof(line), "%s %s[%ld] %s%s%s",
	    es_time_iso(sys_now(), 0, iso), log_program, (long)getpid(),
	    log_ref[0] == '\0' ? "" : "r=", log_ref,
	    log_ref[0] == '\0' ? "" : " ");
	n = k < 0 ? 0 : (size_t)k;
	n += escape(line + n, sizeof(line) - n - 1, text);
	line[n++] = '\n';
	/* One write: lines of several processes never mix. */
	if (write(log_fd, line, n) < 0 && log_fd != STDERR_FILENO)
		(void)!write(STDERR_FILENO, line, n);
}

void
log_err(const struct es_err *err, const char *what)
{
	log_event("%s code=%s at=%s:%d msg=%s", what,
	    es_code_name(err->code), err->file == NULL ? "-" : err->file,
	    err->line, err->msg);
}
