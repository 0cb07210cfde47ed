/* es: the options of "es seal" and "es prepare". */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "es.h"
#include "token/token.h"
#include "wish.h"

static const char	help[] =
"usage: es seal --key FILE --pass FILE --cert FILE [OPTION]... IN.pdf OUT.pdf\n"
"       es prepare [OPTION]... IN.pdf OUT.pdf\n"
"\n"
"  --key FILE       the encrypted private key (PEM), or a pkcs11: address\n"
"  --pass FILE      its passphrase or PIN, in the first line\n"
"  --cert FILE      the certificate; --chain FILE its issuers\n"
"  --pss            an RSA key signs RSASSA-PSS\n"
"  --tsa URL        time-stamp the seal (RFC 3161)\n"
"  --field NAME     signature field: an empty one that is there, or a new\n"
"                   one (default: the first of Seal1, Seal2 ... not taken)\n"
"  --picture FILE   definition of the seal's picture; needs --font PACK\n"
"  --at PLACE       its middle:\n"
"       [PAGE:]X,Y        millimetres from the upper left corner\n"
"       anchor:NAME       a named place of the file\n"
"       text:TEXT[#N]     a text on the page, the Nth of them\n"
"  --page N         page, from 1; -1 is the last (default for X,Y)\n"
"  --shift X,Y      millimetres right of and below an anchor or text\n"
"  --certify 1|2|3  certify: allow nothing, forms and seals, comments too\n"
"  --lock all|include:NAME,...|exclude:NAME,...   fields the seal locks\n"
"  --name, --reason, --location, --contact TEXT\n"
"\n"
"Before the first seal, or together with it:\n"
"  --prepare NAME=PLACE   an empty field for another seal (repeat)\n"
"  --size W,H             its size in millimetres (default 42,42)\n"
"  --straddle right|left[,Y]   the picture over the edges of all pages, its\n"
"                         middle Y mm from the top (default: the middle)\n"
"\n"
"Exit status: 0 done, 2 sealed, but without the time stamp that was wanted,\n"
"3 the file cannot be read, 5 it cannot be sealed safely (the message says\n"
"why), 64 wrong use, 70 something else failed.\n"
"OUT.pdf appears whole or not at all.\n";

enum {
	O_AT = 'a', O_PAGE = 'p', O_SHIFT = 's', O_CERTIFY = 'c',
	O_LOCK = 'l', O_PREPARE = 'b', O_SIZE = 'w', O_STRADDLE = 'e',
	O_PSS = 'P', O_HELP = 'h'
};

static const struct option	names[] = {
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
	{ "contact", required_argument, NULL, 11 },
	{ "pss", no_argument, NULL, O_PSS },
	{ "at", required_argument, NULL, O_AT },
	{ "page", required_argument, NULL, O_PAGE },
	{ "shift", required_argument, NULL, O_SHIFT },
	{ "certify", required_argument, NULL, O_CERTIFY },
	{ "lock", required_argument, NULL, O_LOCK },
	{ "prepare", required_argument, NULL, O_PREPARE },
	{ "size", required_argument, NULL, O_SIZE },
	{ "straddle", required_argument, NULL, O_STRADDLE },
	{ "help", no_argument, NULL, O_HELP },
	{ NULL, 0, NULL, 0 }
};

static bool
number(const char *s, long min, long max, long *out)
{
	char	*end;

	*out = strtol(s, &end, 10);
	return end != s && *end == '\0' && *out >= min && *out <= max;
}

/* "all", "include:A,B", "exclude:A,B". */
static bool
lock(struct es_wish *w, const char *arg)
{
	size_t	 n;

	if (strcmp(arg, "all") == 0) {
		w->lock = PDF_LOCK_ALL;
		return true;
	}
	w->lock = strncmp(arg, "include:", 8) == 0 ? PDF_LOCK_INCLUDE :
	    strncmp(arg, "exclude:", 8) == 0 ? PDF_LOCK_EXCLUDE :
	    PDF_LOCK_NONE;
	if (w->lock == PDF_LOCK_NONE)
		return false;
	for (arg += 8; *arg != '\0'; arg += n + (arg[n] == ',')) {
		n = strcspn(arg, ",");
		if (n == 0 || w->nlocked == ES_WISH_LOCKED)
			return false;
		w->locked[w->nlocked++] = es_view(arg, n);
	}
	return w->nlocked > 0;
}

static bool
prepare(struct es_wish *w, const char *arg, double width, double height)
{
	const char		*eq = strchr(arg, '=');
	struct es_wish_blank	*b;

	if (eq == NULL || w->nblanks == ES_WISH_BLANKS)
		return false;
	b = &w->blanks[w->nblanks++];
	b->name = es_view(arg, (size_t)(eq - arg));
	b->w = es_where_mm(width);
	b->h = es_where_mm(height);
	return es_where_parse(&b->where, eq + 1);
}

static bool
straddle(struct es_wish *w, const char *arg)
{
	size_t	 n = strcspn(arg, ",");
	char	*end;
	double	 y;

	w->straddle = true;
	w->straddle_y = -1;
	w->edge = arg[0] == 'l' ? PDF_EDGE_LEFT : PDF_EDGE_RIGHT;
	if (!es_view_eq_str(es_view(arg, n), "left") &&
	    !es_view_eq_str(es_view(arg, n), "right"))
		return false;
	if (arg[n] == '\0')
		return true;
	y = strtod(arg + n + 1, &end);
	w->straddle_y = es_where_mm(y);
	return end != arg + n + 1 && *end == '\0' && y > 0 && y < 1e5;
}

static bool
one_option(struct es_wish *w, int c, const char *arg, double size[2])
{
	const char	**texts[] = { &w->files.key, &w->files.pass,
			    &w->files.cert, &w->files.chain, &w->files.tsa,
			    &w->field, &w->picture, &w->font, &w->name,
			    &w->reason, &w->location, &w->contact };
	long		 n;

	if (c >= 0 && (size_t)c < ES_COUNT(texts)) {
		*texts[c] = arg;
		return true;
	}
	switch (c) {
	case O_PSS:
		return w->files.pss = true;
	case O_AT:
		return es_where_parse(&w->at, arg);
	case O_PAGE:
		return number(arg, -100000, 100000, &w->page) &&
		    w->page != 0;
	case O_SHIFT:
		return es_where_point(arg, &w->dx, &w->dy);
	case O_CERTIFY:
		w->certify = number(arg, 1, 3, &n) ? (int)n : 0;
		return w->certify != 0;
	case O_LOCK:
		return lock(w, arg);
	case O_PREPARE:
		return prepare(w, arg, size[0], size[1]);
	case O_SIZE:
		return es_where_point(arg, &size[0], &size[1]) &&
		    size[0] > 0 && size[1] > 0;
	case O_STRADDLE:
		return straddle(w, arg);
	default:
		return false;
	}
}

static bool
options(struct es_wish *w, int argc, char *argv[])
{
	double	 size[2] = { 42, 42 };
	int	 c, i = 0;

	while ((c = getopt_long(argc, argv, "", names, &i)) != -1) {
		if (c == O_HELP) {
			(void)fputs(help, stdout);
			exit(0);
		}
		if (!one_option(w, c, optarg, size))
			return c != '?' && es_misused(names[i].name, optarg);
	}
	if (argc - optind != 2) {
		(void)fputs("es: two files are wanted, IN.pdf and OUT.pdf\n\n",
		    stderr);
		return false;
	}
	w->in = argv[optind];
	w->out = argv[optind + 1];
	if (w->at.kind != ES_WHERE_NONE && w->at.page == 0)
		w->at.page = w->page;
	return true;
}

/* What is missing, or does not go together; NULL: nothing. */
static const char *
flaw(const struct es_wish *w)
{
	if (w->seals && (w->files.key == NULL || w->files.cert == NULL ||
	    (w->files.pass == NULL && !token_is_uri(w->files.key))))
		return "a seal needs --key, --pass and --cert";
	if (!w->seals && (w->files.key != NULL || w->field != NULL ||
	    w->at.kind != ES_WHERE_NONE || w->certify != 0 || w->lock !=
	    PDF_LOCK_NONE))
		return "preparing takes --prepare and --straddle, and no seal";
	if (!w->seals && w->nblanks == 0 && !w->straddle)
		return "nothing to prepare: --prepare NAME=PLACE or "
		    "--straddle";
	if (w->picture != NULL && w->font == NULL)
		return "a picture needs a font (--font PACK)";
	if (w->picture == NULL && w->at.kind != ES_WHERE_NONE)
		return "a place is where the picture stands: --picture FILE";
	if (w->straddle && w->picture == NULL)
		return "a straddle seal needs a picture (--picture FILE)";
	if (w->seals && w->picture != NULL && w->at.kind == ES_WHERE_NONE &&
	    w->field == NULL && !w->straddle)
		return "a picture needs its place (--at) or an empty field "
		    "(--field NAME)";
	return NULL;
}

int
es_wish_read(struct es_wish *w, int argc, char *argv[])
{
	const char	*what;

	if (!options(w, argc, argv)) {
		(void)fputs(help, stderr);
		return ES_EXIT_USAGE;
	}
	if ((what = flaw(w)) == NULL)
		return 0;
	fprintf(stderr, "es: %s\n", what);
	return ES_EXIT_USAGE;
}
