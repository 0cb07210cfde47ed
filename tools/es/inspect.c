/*
 * es inspect: the inside of signed PDF files.  Each is taken apart in a
 * confined child, as for es verify.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "es.h"
#include "svc/verify/inspect.h"
#include "svc/verify/report_json.h"
#include "sys/confine.h"
#include "sys/file.h"

enum { EXIT_UNREADABLE = 3 };

struct job {
	const char	*name;
	struct es_view	 bytes;
	bool		 text;
};

static const char	help[] =
"usage: es inspect [--json] FILE...\n"
"\n"
"  --json       one JSON object per file and line\n"
"\n"
"Prints revisions, objects, signatures with every answer of their structure,\n"
"the CMS with attributes and certificates, the validation data.  It judges\n"
"nothing; es verify does.\n"
"Exit status: 0 every file was read, 3 one was refused (and why).\n";

/* In the child. */
static int
look(void *arg, struct es_buf *out)
{
	struct job	*j = arg;
	struct es_err	 e = ES_ERR_INIT;
	int		 rc = svc_inspect(j->bytes, j->name, j->text, out,
			    &e);

	return rc < 0 ? SYS_OUT_OF_MEMORY : rc;
}

static int
inspect(const char *path, bool text, bool *refused, struct es_err *err)
{
	const struct sys_confine	 room = { ES_LIMIT_JUDGE_ARENA,
					    ES_LIMIT_JUDGE_SECONDS };
	struct job			 j = { path, ES_VIEW_EMPTY, text };
	struct es_buf			 bytes, out;
	enum sys_end			 end = SYS_END_UNKNOWN;
	int				 status = 0, rc;

	es_buf_init(&bytes, ES_LIMIT_PDF_FILE);
	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	rc = sys_file_read(path, &bytes, err);
	j.bytes = es_buf_view(&bytes);
	if (rc == 0)
		rc = sys_confined(look, &j, &room, &out, &status, &end, err);
	if (rc == 0 && end != SYS_END_DONE)
		rc = es_fail(err, ES_E_FORMAT, "%s: %s", path,
		    sys_end_name(end));
	if (rc == 0)
		printf("%.*s%s", (int)out.n, (const char *)out.p,
		    text ? "" : "\n");
	*refused = rc < 0 || status != 0;
	es_buf_clear(&out);
	es_buf_clear(&bytes);
	return rc;
}

int
es_inspect_main(int argc, char *argv[])
{
	static const struct option	 names[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct es_err			 e;
	bool				 text = true, refused, any = false;
	int				 c;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 'h') {
			(void)fputs(help, stdout);
			return 0;
		}
		if (c != 'j') {
			(void)fputs(help, stderr);
			return ES_EXIT_USAGE;
		}
		text = false;
	}
	if (optind == argc) {
		(void)fputs(help, stderr);
		return ES_EXIT_USAGE;
	}
	svc_report_json_warm();
	es_err_clear(&e);
	if (crypt_warm(&e) < 0) {
		es_complain(&e);
		return ES_EXIT_FAILED;
	}
	for (; optind < argc; optind++) {
		es_err_clear(&e);
		if (inspect(argv[optind], text, &refused, &e) < 0)
			es_complain(&e);
		any = any || refused;
	}
	return any ? EXIT_UNREADABLE : 0;
}
