/*
 * es extend, es timestamp: what keeps a seal provable for years.
 *
 * The file is read, extended in memory, judged, and only then written; what
 * could not be had costs the level and is told.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "es.h"
#include "esign/extend.h"
#include "signer.h"
#include "svc/archive/evidence.h"
#include "svc/archive/extended.h"
#include "sys/clock.h"
#include "sys/file.h"

static const char	help_extend[] =
"usage: es extend [--level lt|lta|renew] [OPTION]... FILE -o OUT\n"
"\n"
"  --level lt       add the validation data of every certificate\n"
"  --level lta      and a document time stamp over them (default)\n"
"  --level renew    the data of the last time stamp, and a new one\n";

static const char	help_timestamp[] =
"usage: es timestamp [OPTION]... FILE -o OUT\n"
"\n"
"Puts a document time stamp on any clean PDF, sealed or not.\n"
"\n";

static const char	help_both[] =
"  --trust DIR      believe the roots in DIR (*.pem, *.crt); use its *.crl\n"
"  --crl FILE       a revocation list or an OCSP answer; may be repeated\n"
"  --ocsp-from-network   ask where the certificates say (OCSP, then lists)\n"
"  --tsa URL        time stamps from there (RFC 3161), or by a key:\n"
"  --tsa-key FILE --tsa-pass FILE --tsa-cert FILE [--tsa-chain FILE]\n"
"  --tsa-policy OID of tokens by that key\n"
"  --json           one JSON object\n"
"  -o OUT           appears whole or not at all\n"
"\n"
"Exit status: 0 done, 2 something was missing: OUT has what could be added,\n"
"3 FILE cannot be read, 4 it carries no seal, 5 it cannot be extended\n"
"safely, 64 wrong use, 70 something else failed.\n";

enum { EXIT_LOWER = 2, EXIT_UNREADABLE = 3, EXIT_UNSIGNED = 4,
    EXIT_UNFIT = 5, FETCH_MS = 15000 };

struct wish {
	enum esign_goal		 goal;
	struct es_stamper_files	 stamper;
	const char		*trust, *in, *out;
	const char		*list[ES_LISTS];
	size_t			 nlist;
	bool			 network, json;
};

struct work {
	struct es_buf		 pdf;
	struct pki_trust	*trust;
	struct pki_evidence	*given;
	struct es_stamper	 stamper;
	struct svc_fetch	 fetch;
	struct esign_extended	 x;
};

static int
prepare(struct work *k, const struct wish *w, struct es_err *err)
{
	if (es_trust_load(&k->trust, w->trust, err) < 0 ||
	    es_lists_load(&k->given, k->trust, w->trust, w->list, w->nlist,
	    err) < 0)
		return -1;
	if (w->network && net_new(&k->fetch.net, err) < 0)
		return -1;
	k->fetch.ms = FETCH_MS;
	k->fetch.token_max = ES_TOKEN_ROOM;
	if (w->stamper.url == NULL && w->stamper.key.key == NULL)
		return 0;
	k->fetch.stamp = es_stamper_stamp;
	k->fetch.stamp_arg = &k->stamper;
	return es_stamper_open(&k->stamper, &w->stamper, err);
}

/* 0, or an exit status. */
static int
extend(struct work *k, const struct wish *w, struct es_err *err)
{
	struct esign_terms	 t = { .now = sys_now() };
	struct esign_source	 src;
	enum pdf_unfit		 why = PDF_FIT;
	int			 rc;

	if (es_input_look(w->in, err) < 0 ||
	    sys_file_read(w->in, &k->pdf, err) < 0)
		return EXIT_UNREADABLE;
	if (prepare(k, w, err) < 0)
		return ES_EXIT_FAILED;
	t.trust = k->trust;
	t.given = k->given;
	src = svc_fetch_source(&k->fetch);
	rc = esign_extend(&k->pdf, w->goal, &t, &src, &k->x, &why, err);
	if (rc < 0 && why != PDF_FIT)
		return EXIT_UNFIT;
	if (rc < 0)
		return err->code == ES_E_FORMAT || err->code == ES_E_LIMIT ?
		    EXIT_UNREADABLE : err->code == ES_E_NOTFOUND ?
		    EXIT_UNSIGNED : ES_EXIT_FAILED;
	if (sys_file_write(w->out, es_buf_view(&k->pdf), 0644, err) < 0)
		return ES_EXIT_FAILED;
	return k->x.missing[0] != '\0' ? EXIT_LOWER : 0;
}

static void
say(const struct wish *w, const struct work *k, const struct es_err *e,
    int status)
{
	bool			 failed = status != 0 &&
				    status != EXIT_LOWER;
	struct svc_extended	 s = { w->in, w->out, failed ? NULL : &k->x,
				    es_said_of(w->in, e->msg) };
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 b;
	int			 rc;

	es_buf_init(&b, ES_LIMIT_JUDGE_REPORT);
	rc = w->json ? svc_extended_json(&s, &b, &err) :
	    svc_extended_text(&s, &b, &err);
	if (rc < 0)
		es_complain(&err);
	else if (failed && !w->json)
		fprintf(stderr, "es: %s\n", es_buf_cstr(&b));
	else
		printf("%s\n", es_buf_cstr(&b));
	es_buf_clear(&b);
}

static int
run(const struct wish *w)
{
	struct work	 k = { .trust = NULL };
	struct es_err	 e = ES_ERR_INIT;
	int		 status;

	es_buf_init(&k.pdf, ES_LIMIT_PDF_FILE);
	status = extend(&k, w, &e);
	say(w, &k, &e, status);
	net_free(k.fetch.net);
	es_stamper_close(&k.stamper);
	pki_evidence_free(k.given);
	pki_trust_free(k.trust);
	es_buf_clear(&k.pdf);
	return status;
}

/* -- options --------------------------------------------------------------- */
static bool
level(struct wish *w, const char *arg)
{
	static const struct {
		const char	*name;
		enum esign_goal	 goal;
	} all[] = { { "lt", ESIGN_TO_LT }, { "lta", ESIGN_TO_LTA },
	    { "renew", ESIGN_TO_RENEW } };
	size_t	 i;

	if (w->goal == ESIGN_TO_STAMP)
		return false;
	for (i = 0; i < ES_COUNT(all); i++)
		if (strcmp(arg, all[i].name) == 0) {
			w->goal = all[i].goal;
			return true;
		}
	return false;
}

static bool
one_option(struct wish *w, int c, const char *arg)
{
	const char	**texts[] = { &w->trust, &w->stamper.url,
			    &w->stamper.key.key, &w->stamper.key.pass,
			    &w->stamper.key.cert, &w->stamper.key.chain,
			    &w->stamper.policy };

	if (c >= 0 && (size_t)c < ES_COUNT(texts)) {
		*texts[c] = arg;
		return true;
	}
	switch (c) {
	case 'o':
		w->out = arg;
		return true;
	case 'j':
		w->json = true;
		return true;
	case 'n':
		w->network = true;
		return true;
	case 'l':
		return level(w, arg);
	case 'c':
		if (w->nlist == ES_LISTS)
			return false;
		w->list[w->nlist++] = arg;
		return true;
	default:
		return false;
	}
}

static bool
options(struct wish *w, int argc, char *argv[])
{
	static const struct option	 names[] = {
		{ "trust", required_argument, NULL, 0 },
		{ "tsa", required_argument, NULL, 1 },
		{ "tsa-key", required_argument, NULL, 2 },
		{ "tsa-pass", required_argument, NULL, 3 },
		{ "tsa-cert", required_argument, NULL, 4 },
		{ "tsa-chain", required_argument, NULL, 5 },
		{ "tsa-policy", required_argument, NULL, 6 },
		{ "crl", required_argument, NULL, 'c' },
		{ "level", required_argument, NULL, 'l' },
		{ "ocsp-from-network", no_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ "out", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const struct es_signer_files	*k = &w->stamper.key;
	int				 c, i = 0;

	while ((c = getopt_long(argc, argv, "o:", names, &i)) != -1) {
		if (c == 'h') {
			printf("%s%s", w->goal == ESIGN_TO_STAMP ?
			    help_timestamp : help_extend, help_both);
			exit(0);
		}
		if (!one_option(w, c, optarg))
			return c != '?' && es_misused(names[i].name, optarg);
	}
	if (argc - optind != 1 || w->out == NULL)
		return false;
	w->in = argv[optind];
	return (k->key == NULL) == (k->pass == NULL) &&
	    (k->key == NULL) == (k->cert == NULL) &&
	    (k->key == NULL || w->stamper.url == NULL) &&
	    (w->goal != ESIGN_TO_STAMP || k->key != NULL ||
	    w->stamper.url != NULL);
}

static int
start(enum esign_goal goal, int argc, char *argv[])
{
	struct wish	 w = { .goal = goal, .stamper = {
			    .policy = "1.3.6.1.4.1.99999.1" } };

	if (!options(&w, argc, argv)) {
		fprintf(stderr, "%s%s", goal == ESIGN_TO_STAMP ?
		    help_timestamp : help_extend, help_both);
		return ES_EXIT_USAGE;
	}
	return run(&w);
}

int
es_extend_main(int argc, char *argv[])
{
	return start(ESIGN_TO_LTA, argc, argv);
}

int
es_timestamp_main(int argc, char *argv[])
{
	return start(ESIGN_TO_STAMP, argc, argv);
}
