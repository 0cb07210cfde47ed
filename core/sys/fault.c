#include "sys/fault.h"

#ifdef ES_FAULTS
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/view.h"

#define FAULT_LINE	128
#define FAULT_WAIT_MS	30000

static void
nap(long ms)
{
	struct timespec	 ts = { ms / 1000, (ms % 1000) * 1000000L };

	while (nanosleep(&ts, &ts) != 0)
		continue;
}

static void
spin(void)
{
	volatile int	 on = 1;

	while (on)
		continue;
}

/* The file's line when it names this point and nobody else took it. */
static int
claim(const char *file, const char *point, char line[FAULT_LINE])
{
	char	 taken[4096];
	ssize_t	 n;
	int	 fd;

	if ((fd = open(file, O_RDONLY | O_CLOEXEC)) < 0)
		return 0;
	n = read(fd, line, FAULT_LINE - 1);
	(void)close(fd);
	if (n <= 0)
		return 0;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	n = (ssize_t)strcspn(line, " ");
	if (strlen(point) != (size_t)n || strncmp(line, point, (size_t)n) != 0)
		return 0;
	(void)snprintf(taken, sizeof(taken), "%s.hit", file);
	return rename(file, taken) == 0;
}

static void
wait_for_go(const char *file)
{
	char	 go[4096];
	int	 i;

	(void)snprintf(go, sizeof(go), "%s.go", file);
	for (i = 0; i < FAULT_WAIT_MS / 10 && access(go, F_OK) != 0; i++)
		nap(10);
}

static int
fail_as(const char *point, const char *name, struct es_err *err)
{
	int	 code;

	for (code = ES_E_NONE + 1; code < ES_E__MAX; code++)
		if (strcmp(es_code_name(code), name) == 0)
			return es_fail(err, code, "fault at %s", point);
	return es_fail(err, ES_E_SYSTEM, "fault at %s", point);
}

int
sys_fault_at(const char *point, struct es_err *err)
{
	const char	*file = getenv("ES_FAULT_FILE");
	char		 line[FAULT_LINE], action[16] = "", arg[32] = "";

	if (file == NULL || !claim(file, point, line))
		return 0;
	if (sscanf(line, "%*s %15s %31s", action, arg) < 1)
		return 0;
	if (strcmp(action, "kill") == 0)
		(void)raise(SIGKILL);
	else if (strcmp(action, "stop") == 0)
		(void)raise(SIGSTOP);
	else if (strcmp(action, "wait") == 0)
		wait_for_go(file);
	else if (strcmp(action, "stall") == 0)
		nap(strtol(arg, NULL, 10));
	else if (strcmp(action, "spin") == 0)
		spin();
	else if (strcmp(action, "fail") == 0)
		return fail_as(point, arg, err);
	return 0;
}
#else
/* ISO C wants a declaration in every file. */
extern int	sys_fault_unused;
#endif
