/*
 * es verify: what the seals of PDF files prove.
 *
 * Each file is read here and judged in a confined child (sys/confine.h): a
 * file that makes the reader crash or spin is "unreadable", and the next one
 * is served.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "es.h"
#include "svc/verify/report_json.h"
#include "svc/verify/report_text.h"
#include "sys/clock.h"
#include "sys/confine.h"
#include "sys/file.h"

struct job {
	const struct es_options	*opt;
	struct pki_trust	*trust;
	struct pki_evidence	*given;
	const char		*name;
	struct es_view		 bytes;
};

static const char	help[] =
"usage: es verify [--json] [--trust DIR] [--crl FILE]... [--lang zh|en] "
"FILE...\n"
"\n"
"  --json       one JSON object per file and line\n"
"  --trust DIR  believe the root certificates in DIR (*.pem, *.crt), and\n"
"               look for revocations in its lists (*.crl, *.ocsp)\n"
"  --crl FILE   a revocation list or an OCSP answer; may be repeated\n"
"  --no-revocation  what no list or answer tells is not asked for\n"
"  --lang TAG   language of the sentences: en (default) or zh\n"
"\n"
"Exit status: 0 every seal is intact and nothing forbidden came after it,\n"
"1 a seal is broken or the file was changed, 2 something could not be\n"
"checked, 3 a file could not be read, 4 a file carries no signature; with\n"
"several files the first of 1, 3, 2, 4 that occurs.\n";

static int
print(const struct job *j, const struct svc_look *l, struct es_buf *out,
    struct es_err *err)
{
	return j->opt->json ?
	    svc_report_json(l, j->name, j->opt->lang, out, err) :
	    svc_report_text(l, j->name, j->opt->lang, out, err);
}

/* In the child. */
static int
judge(void *arg, struct es_buf *out)
{
	static const struct svc_look_max	 all = { ES_LIMIT_PDF_SIGS,
						    ES_LIMIT_PDF_CHANGES };
	struct job		*j = arg;
	struct es_err		 e = ES_ERR_INIT;
	struct es_arena		*a = es_arena_new(ES_LIMIT_JUDGE_ARENA);
	struct esign_terms	 terms = { j->trust, j->opt->now, j->given,
				    j->opt->need };
	struct svc_look		 l;

	if (a == NULL || svc_look(&l, j->bytes, &terms, &all, a, &e) < 0 ||
	    crypt_sha256(j->bytes, l.sha256, &e) < 0 ||
	    print(j, &l, out, &e) < 0)
		return SYS_OUT_OF_MEMORY;
	return (int)l.outcome;
}

/* A file that could not be judged, for a reason that is not its own. */
static int
unread(const struct job *j, const char *reason, const char *detail,
    struct es_buf *out, struct es_err *err)
{
	struct svc_look	 l = { .fell = reason, .bytes = j->bytes.n,
			    .why_text = es_view_str(detail) };

	if (l.bytes > 0 && crypt_sha256(j->bytes, l.sha256, err) < 0)
		return -1;
	return print(j, &l, out, err);
}

static int
judge_file(struct job *j, enum svc_outcome *o, struct es_err *err)
{
	const struct sys_confine	 room = { ES_LIMIT_JUDGE_ARENA,
					    ES_LIMIT_JUDGE_SECONDS };
	struct es_buf			 out;
	enum sys_end			 end;
	int				 status, rc;

	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	rc = sys_confined(judge, j, &room, &out, &status, &end, err);
	if (rc == 0) {
		*o = end == SYS_END_DONE ? (enum svc_outcome)status :
		    SVC_OUT_UNREADABLE;
		if (end != SYS_END_DONE)
			rc = unread(j, sys_end_name(end), "", &out, err);
	}
	if (rc == 0)
		printf("%.*s\n", (int)out.n, (const char *)out.p);
	es_buf_clear(&out);
	return rc;
}

/* A file over the limit is not read at all: told before and by its size. */
static int
read_file(const char *path, struct es_buf *out, struct es_err *err)
{
	return es_input_look(path, err) < 0 ? -1 :
	    sys_file_read(path, out, err);
}

static int
verify(const struct es_options *opt, struct pki_trust *trust,
    struct pki_evidence *given, const char *path, enum svc_outcome *o)
{
	struct job	 j = { opt, trust, given, path, ES_VIEW_EMPTY };
	struct es_err	 e = ES_ERR_INIT, told;
	struct es_buf	 bytes, out;
	int		 rc;

	es_buf_init(&bytes, ES_LIMIT_PDF_FILE);
	rc = read_file(path, &bytes, &e);
	if (rc == 0) {
		j.bytes = es_buf_view(&bytes);
		rc = judge_file(&j, o, &e);
	} else {
		*o = SVC_OUT_UNREADABLE;
		es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
		es_complain(&e);
		told = e;
		es_err_clear(&e);
		rc = unread(&j, told.code == ES_E_LIMIT ? "limit" : "file",
		    told.msg, &out, &e);
		if (rc == 0)
			printf("%.*s\n", (int)out.n, (const char *)out.p);
		es_buf_clear(&out);
	}
	es_buf_clear(&bytes);
	if (rc < 0)
		es_complain(&e);
	return rc;
}

/* Of two files, what the script that asked has to know first. */
static enum svc_outcome
worse(enum svc_outcome a, enum svc_outcome b)
{
	static const enum svc_outcome	 order[] = { SVC_OUT_BROKEN,
		SVC_OUT_UNREADABLE, SVC_OUT_UNDETERMINED, SVC_OUT_UNSIGNED };
	size_t				 i;

	for (i = 0; i < ES_COUNT(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return SVC_OUT_INTACT;
}

static int
options(struct es_options *o, int argc, char *argv[])
{
	static const struct option	 names[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "trust", required_argument, NULL, 't' },
		{ "lang", required_argument, NULL, 'l' },
		{ "crl", required_argument, NULL, 'c' },
		{ "no-revocation", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int				 c;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1)
		switch (c) {
		case 'j':
			o->json = true;
			break;
		case 't':
			o->trust = optarg;
			break;
		case 'l':
			if (strcmp(optarg, "zh") != 0 &&
			    strcmp(optarg, "en") != 0) {
				es_misused("lang", optarg);
				return -1;
			}
			o->lang = svc_lang_of(es_view_str(optarg));
			break;
		case 'c':
			if (o->nlist == ES_LISTS)
				return -1;
			o->list[o->nlist++] = optarg;
			break;
		case 'n':
			o->need = false;
			break;
		case 'h':
			(void)fputs(help, stdout);
			exit(0);
		default:
			return -1;
		}
	return optind < argc ? 0 : -1;
}

int
es_verify_main(int argc, char *argv[])
{
	struct es_options	 opt = { .lang = SVC_EN, .now = sys_now(),
				    .need = true };
	struct es_err		 e = ES_ERR_INIT;
	enum svc_outcome	 o = SVC_OUT_UNREADABLE;
	enum svc_outcome	 worst = SVC_OUT_INTACT;
	struct pki_trust	*trust = NULL;
	struct pki_evidence	*given = NULL;
	int			 rc = 0;

	if (options(&opt, argc, argv) < 0) {
		(void)fputs(help, stderr);
		return ES_EXIT_USAGE;
	}
	svc_report_json_warm();
	if (crypt_warm(&e) < 0 || es_trust_load(&trust, opt.trust, &e) < 0 ||
	    es_lists_load(&given, trust, opt.trust, opt.list, opt.nlist,
	    &e) < 0) {
		es_complain(&e);
		rc = -1;
	}
	for (; rc == 0 && optind < argc; optind++) {
		rc = verify(&opt, trust, given, argv[optind], &o);
		worst = worse(worst, o);
	}
	pki_evidence_free(given);
	pki_trust_free(trust);
	return rc < 0 ? ES_EXIT_FAILED : (int)worst;
}
