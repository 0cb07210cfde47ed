/*
 * es(1) - sealed files on the command line: verify, inspect, seal, extend,
 * timestamp.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/tool.h"
#include "base/limits.h"
#include "es.h"

/* es-audit(8), which asks the platform's database. */
static int
es_audit_main(int argc, char *argv[])
{
	char	 name[] = "es audit";

	argv[0] = name;
	return audit_main(argc, argv);
}

static const struct command {
	const char	*name;
	int		(*run)(int argc, char *argv[]);
	const char	*help;
} commands[] = {
	{ "verify", es_verify_main, "say what the seals of PDF files prove" },
	{ "seal", es_seal_main, "put a seal on a PDF file" },
	{ "extend", es_extend_main, "make its seals provable for years" },
	{ "inspect", es_inspect_main, "take PDF files apart for engineers" },
	{ "timestamp", es_timestamp_main, "put a time stamp on a PDF file" },
	{ "prepare", es_prepare_main, "make places for seals to come" },
	{ "audit", es_audit_main, "check the platform's chains of evidence" },
};

void
es_complain(const struct es_err *e)
{
	fprintf(stderr, "es: %s\n", e->msg);
}

bool
es_misused(const char *option, const char *value)
{
	fprintf(stderr, "es: --%s \"%s\": this is not understood\n\n", option,
	    value);
	return false;
}

const char *
es_said_of(const char *name, const char *msg)
{
	size_t	 n = strlen(name);

	return strncmp(msg, name, n) == 0 && msg[n] == ':' &&
	    msg[n + 1] == ' ' ? msg + n + 2 : msg;
}

int
es_input_look(const char *path, struct es_err *err)
{
	struct stat	 st;

	if (stat(path, &st) < 0 || access(path, R_OK) < 0)
		return es_fail(err, ES_E_NOTFOUND, "%s: %s", path,
		    strerror(errno));
	return S_ISDIR(st.st_mode) ? es_fail(err, ES_E_INPUT,
	    "%s: a directory", path) : 0;
}

static int
usage(FILE *f, int status)
{
	size_t	 i;

	fprintf(f, "usage: es COMMAND [OPTION]... FILE...\n\n");
	for (i = 0; i < ES_COUNT(commands); i++)
		fprintf(f, "  %-10s %s\n", commands[i].name,
		    commands[i].help);
	fprintf(f, "\n\"es COMMAND --help\" explains one; so does man es.\n");
	return status;
}

int
main(int argc, char *argv[])
{
	size_t	 i;

	if (argc < 2)
		return usage(stderr, ES_EXIT_USAGE);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout, 0);
	for (i = 0; i < ES_COUNT(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "es: there is no command \"%s\"\n\n", argv[1]);
	return usage(stderr, ES_EXIT_USAGE);
}
