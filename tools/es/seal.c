/*
 * es seal: put a seal on any clean PDF, as one more revision behind it.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "crypt/random.h"
#include "es.h"
#include "esign/judge.h"
#include "font/font.h"
#include "pdf/update.h"
#include "seal/picture.h"
#include "signer.h"
#include "svc/facts.h"
#include "svc/words.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "token/token.h"

static const char	help[] =
"usage: es seal --key FILE --pass FILE --cert FILE [OPTION]... IN.pdf OUT.pdf\n"
"\n"
"  --key FILE       the encrypted private key (PEM)\n"
"  --pass FILE      its passphrase, in the first line\n"
"  --cert FILE      the certificate; --chain FILE its issuers\n"
"  --tsa URL        time-stamp the seal (RFC 3161)\n"
"  --field NAME     signature field: an empty one that is there, or a new\n"
"                   one (default: the first of Seal1, Seal2 ... not taken)\n"
"  --picture FILE   definition of the seal's picture; needs --font PACK\n"
"  --page N         page of the picture, from 1; -1 is the last (default)\n"
"  --at X,Y         its middle in millimetres from the upper left corner\n"
"  --certify 1|2|3  certify: allow nothing, forms and seals, comments too\n"
"  --name, --reason, --location TEXT\n"
"\n"
"Exit status: 0 sealed, 3 the file cannot be read, 5 it cannot be sealed\n"
"safely (the message says why), 64 wrong use, 70 something else failed.\n"
"OUT.pdf appears whole or not at all.\n";

enum { EXIT_UNREADABLE = 3, EXIT_UNFIT = 5 };

struct wish {
	struct es_signer_files	 files;
	const char		*field, *picture, *font, *name, *reason;
	const char		*location, *in, *out;
	long			 page;
	double			 x, y;
	bool			 at;
	int			 certify;
};

/* What a sealing keeps alive. */
struct work {
	struct es_buf		 in, out, def;
	struct es_arena		*arena;
	struct es_view		 pack;
	struct font		*font;
	struct pdf_file		*file;
	struct es_signer	 signer;
	char			 field[16];	/* a name of our own */
	enum svc_outcome	 before;	/* of the seals there */
	size_t			 seals;
};

static int
draw(struct work *k, const struct wish *w, const struct seal_picture **out,
    struct es_err *err)
{
	struct seal_def	 def;

	*out = NULL;
	if (w->picture == NULL)
		return 0;
	k->arena = es_arena_new(ES_LIMIT_PICTURE_ARENA);
	if (k->arena == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (sys_file_read(w->picture, &k->def, err) < 0 ||
	    sys_file_map(w->font, &k->pack, err) < 0)
		return -1;
	if (font_open(&k->font, k->pack, err) < 0)
		return es_err_prefix(err, "%s", w->font);
	return seal_def_parse(&def, k->arena, es_buf_view(&k->def),
	    w->picture, err) < 0 ? -1 : seal_picture_draw(out, &def,
	    k->font, k->arena, err);
}

/* The first of Seal1, Seal2 ... that is not taken. */
static int
try_fields(struct work *k, const struct wish *w, struct pdf_update *u,
    struct pdf_hole *hole, enum pdf_unfit *why, struct es_err *err)
{
	int	 n;

	for (n = 1;; n++) {
		if (w->field == NULL) {
			(void)snprintf(k->field, sizeof(k->field), "Seal%d",
			    n);
			u->sig.field = es_view_str(k->field);
		}
		es_buf_reset(&k->out);
		if (pdf_update_seal(k->file, u, &k->out, hole, why,
		    err) == 0)
			return 0;
		if (w->field != NULL || *why != PDF_UNFIT_FIELD ||
		    n > (int)ES_LIMIT_PDF_SIGS)
			return -1;
		es_err_clear(err);
	}
}

static size_t
page_of(const struct wish *w, struct work *k)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 pages = 0;

	if (w->page > 0)
		return (size_t)w->page - 1;
	if (pdf_file_pages(k->file, pdf_file_revs(k->file) - 1, &pages,
	    &e) < 0 || pages < (size_t)-w->page)
		return SIZE_MAX - 1;
	return pages - (size_t)-w->page;
}

static int
judge(struct es_view pdf, enum svc_outcome *o, size_t *n, struct es_err *err)
{
	struct esign_report	*r = NULL;
	struct pki_trust	*t = NULL;
	int			 rc = -1;

	if (pki_trust_new(&t, err) == 0)
		rc = esign_judge(&r, pdf, t, sys_now(), err);
	if (rc == 0) {
		*o = svc_outcome_of(r);
		*n = esign_report_all(r);
		esign_report_free(r);
	}
	pki_trust_free(t);
	return rc;
}

/* A seal on a file whose seals do not hold would say that they do. */
static int
look_before(struct work *k, enum pdf_unfit *why, struct es_err *err)
{
	if (judge(es_buf_view(&k->in), &k->before, &k->seals, err) < 0)
		return -1;
	if (k->before == SVC_OUT_BROKEN) {
		*why = PDF_UNFIT_SIGNATURE;
		return es_fail(err, ES_E_DENIED, "it carries a seal that "
		    "does not hold; see es verify");
	}
	return 0;
}

/* What was made, before anybody gets it: no earlier seal was harmed. */
static int
look_after(struct work *k, struct es_err *err)
{
	enum svc_outcome	 o;
	size_t			 n;

	pdf_file_free(k->file);		/* it borrows from what grows now */
	k->file = NULL;
	es_buf_add_view(&k->in, es_buf_view(&k->out));
	if (es_buf_ok(&k->in, "sealed file", err) < 0 ||
	    judge(es_buf_view(&k->in), &o, &n, err) < 0)
		return -1;
	if (n != k->seals + 1 || (o != SVC_OUT_INTACT &&
	    k->before != SVC_OUT_UNDETERMINED) || o == SVC_OUT_BROKEN ||
	    o == SVC_OUT_UNREADABLE)
		return es_fail(err, ES_E_BUG, "the sealed file does not "
		    "pass our own judge; it was not written");
	return 0;
}

static struct es_view
text(const char *s)
{
	return s == NULL ? ES_VIEW_EMPTY : es_view_str(s);
}

static int
seal(struct work *k, const struct wish *w, enum pdf_unfit *why,
    struct es_err *err)
{
	struct pdf_update	 u = { .sig = { .certify = w->certify,
				    .time = sys_now(),
				    .field = text(w->field),
				    .signer = text(w->name),
				    .reason = text(w->reason),
				    .location = text(w->location) } };
	struct doc_signer	 signer;
	struct pdf_hole		 hole;

	if (look_before(k, why, err) < 0 ||
	    es_signer_open(&k->signer, &w->files, err) < 0 ||
	    draw(k, w, &u.sig.picture, err) < 0 ||
	    crypt_random(u.id, sizeof(u.id), err) < 0)
		return -1;
	signer = es_signer_doc(&k->signer);
	u.sig.reserve = signer.reserve;
	u.sig.tip = es_view_str(w->name != NULL ? w->name :
	    pki_cert_holder(k->signer.cert));
	u.page = page_of(w, k);
	u.x = llround(w->x * 72000 / 25.4);
	u.y = llround(w->y * 72000 / 25.4);
	return try_fields(k, w, &u, &hole, why, err) < 0 ||
	    pdf_hole_fill_tail(es_buf_view(&k->in), &k->out, &hole, &signer,
	    err) < 0 ? -1 : look_after(k, err);
}

static void
done(struct work *k)
{
	pdf_file_free(k->file);
	font_close(k->font);
	if (k->pack.p != NULL)
		sys_file_unmap(&k->pack);
	es_arena_free(k->arena);
	es_signer_close(&k->signer);
	es_buf_clear(&k->def);
	es_buf_clear(&k->in);
	es_buf_clear(&k->out);
}

static int
seal_file(const struct wish *w)
{
	struct work	 k = { .file = NULL };
	struct es_err	 e = ES_ERR_INIT;
	enum pdf_unfit	 why = PDF_FIT;
	enum pdf_why	 read = PDF_WHY_NONE;
	int		 status = ES_EXIT_FAILED;

	es_buf_init(&k.in, ES_LIMIT_PDF_FILE);
	es_buf_init(&k.out, ES_LIMIT_PDF_FILE);
	es_buf_init(&k.def, ES_LIMIT_XML);
	if (sys_file_read(w->in, &k.in, &e) == 0) {
		if (pdf_read(&k.file, es_buf_view(&k.in), &read, &e) < 0)
			status = EXIT_UNREADABLE;
		else if (seal(&k, w, &why, &e) == 0 &&
		    sys_file_write(w->out, es_buf_view(&k.in), 0644,
		    &e) == 0)
			status = 0;
		else if (k.file != NULL &&
		    pdf_file_why(k.file) != PDF_WHY_NONE)
			status = EXIT_UNREADABLE;
	}
	if (why != PDF_FIT)
		status = EXIT_UNFIT;
	if (read == PDF_WHY_NONE && k.file != NULL)
		read = pdf_file_why(k.file);
	if (status == EXIT_UNREADABLE)
		fprintf(stderr, "es: %s: %s (%s)\n", w->in, svc_word_unread(
		    read, SVC_EN), e.msg);
	else if (status != 0)
		fprintf(stderr, "es: %s: %s\n", w->in, e.msg);
	done(&k);
	return status;
}

/* -- options ------------------------------------------------------------- */
static bool
number(const char *s, long min, long max, long *out)
{
	char	*end;

	*out = strtol(s, &end, 10);
	return end != s && *end == '\0' && *out >= min && *out <= max;
}

/* "X,Y" in millimetres. */
static bool
point(const char *s, double *x, double *y)
{
	char	*end;

	*x = strtod(s, &end);
	if (end == s || *end != ',')
		return false;
	s = end + 1;
	*y = strtod(s, &end);
	return end != s && *end == '\0' && fabs(*x) < 1e5 && fabs(*y) < 1e5;
}

static bool
one_option(struct wish *w, int c, const char *arg)
{
	const char	**texts[] = { &w->files.key, &w->files.pass,
			    &w->files.cert, &w->files.chain, &w->files.tsa,
			    &w->field, &w->picture, &w->font, &w->name,
			    &w->reason, &w->location };
	long		 n;

	if (c >= 0 && (size_t)c < ES_COUNT(texts)) {
		*texts[c] = arg;
		return true;
	}
	switch (c) {
	case 'P':
		return w->files.pss = true;
	case 'p':
		return number(arg, -100000, 100000, &w->page) &&
		    w->page != 0;
	case 'a':
		w->at = point(arg, &w->x, &w->y);
		return w->at;
	case 'c':
		w->certify = number(arg, 1, 3, &n) ? (int)n : 0;
		return w->certify != 0;
	default:
		return false;
	}
}

static bool
options(struct wish *w, int argc, char *argv[])
{
	static const struct option	 names[] = {
		{ "key", required_argument, NULL, 0 },
		{ "pass", required_argument, NULL, 1 },
		{ "cert", required_argument, NULL, 2 },
		{ "chain", required_argument, NULL, 3 },
		{ "tsa", required_argument, NULL, 4 },
		{ "field", required_argument, NULL, 5 },
		{ "picture", required_argument, NULL, 6 },
		{ "font", required_argument, NULL, 7 },
		{ "name", required_argument, NULL, 8 },
		{ "reason", required_argument, NULL, 9 },
		{ "location", required_argument, NULL, 10 },
		{ "pss", no_argument, NULL, 'P' },
		{ "page", required_argument, NULL, 'p' },
		{ "at", required_argument, NULL, 'a' },
		{ "certify", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int				 c;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 'h') {
			(void)fputs(help, stdout);
			exit(0);
		}
		if (!one_option(w, c, optarg))
			return false;
	}
	if (argc - optind != 2)
		return false;
	w->in = argv[optind];
	w->out = argv[optind + 1];
	return w->files.key != NULL && (w->files.pass != NULL ||
	    token_is_uri(w->files.key)) &&
	    w->files.cert != NULL && (w->picture == NULL ||
	    w->font != NULL);
}

int
es_seal_main(int argc, char *argv[])
{
	struct wish	 w = { .page = -1 };

	if (!options(&w, argc, argv)) {
		(void)fputs(help, stderr);
		return ES_EXIT_USAGE;
	}
	if (w.picture != NULL && !w.at && w.field == NULL) {
		fprintf(stderr, "es: a picture needs its place (--at X,Y) or "
		    "an empty field (--field NAME)\n");
		return ES_EXIT_USAGE;
	}
	return seal_file(&w);
}
