/*
 * es-ca(8) - the certification authority of a campus, in a directory.
 *
 * Run by a person (or by the set-up of a private instance), rarely; its
 * directory then belongs offline.  Only lists are made by a timer.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ca-key.h"
#include "ca.h"

static const char usage_text[] =
    "usage: es-ca init DIR --campus NAME [options]\n"
    "       es-ca issue DIR seal|tsa|ocsp|tls ID --name NAME [options]\n"
    "       es-ca renew DIR ID [--new-key NEWID] [options]\n"
    "       es-ca revoke DIR SERIAL|ID [--reason WORD] [--date DATE]\n"
    "       es-ca release DIR SERIAL|ID\n"
    "       es-ca crl DIR issuing|root [--days N]\n"
    "       es-ca list DIR\n"
    "       es-ca csr DIR seal|tsa|ocsp|tls ID --name NAME [options]\n"
    "       es-ca import DIR seal|tsa|ocsp|tls ID FILE [--chain FILE]\n"
    "       es-ca publish DIR -c FILE\n"
    "       es-ca seal DIR NUMBER -c FILE [options]\n"
    "options: --key KIND|pkcs11:ADDRESS  --root-key pkcs11:ADDRESS\n"
    "         --unit NAME  --country CN  --url BASE\n"
    "         --dns \"NAME ...\"  --days N  --private DIR  --public DIR\n"
    "         --root-private DIR  --passphrase-file FILE\n"
    "         --ca-passphrase-file FILE\n";

static int
usage(void)
{
	fputs(usage_text, stderr);
	fprintf(stderr, "KIND is one of %s\n", ca_key_kinds());
	return 2;
}

static int
set_key(struct ca_options *o, const char *word)
{
	if (strncmp(word, "pkcs11:", 7) == 0)
		o->key = word;
	else if (!ca_key_kind(word, &o->kind, &o->bits))
		return -1;
	return 0;
}

static int
set_days(struct ca_options *o, const char *text)
{
	struct es_err	err = ES_ERR_INIT;
	int64_t		days;

	if (es_view_int(es_view_str(text), 1, 36525, &days, &err) < 0)
		return -1;
	o->days = (long)days;
	return 0;
}

/* Options that take a text as it is. */
static const char **
text_option(struct ca_options *o, int c)
{
	switch (c) {
	case 'c': return &o->conf;
	case 'C': return &o->campus;
	case 'u': return &o->unit;
	case 'y': return &o->country;
	case 'n': return &o->name;
	case 'D': return &o->dns;
	case 'U': return &o->url;
	case 'p': return &o->private_dir;
	case 'P': return &o->public_dir;
	case 'R': return &o->root_dir;
	case 's': return &o->pass;
	case 'S': return &o->ca_pass;
	case 'r': return &o->reason;
	case 't': return &o->date;
	case 'h': return &o->chain;
	case 'N': return &o->new_key;
	case 'K': return &o->root_key;
	default: return NULL;
	}
}

static int
read_options(int argc, char *argv[], struct ca_options *o)
{
	static const struct option	names[] = {
		{ "campus", required_argument, NULL, 'C' },
		{ "unit", required_argument, NULL, 'u' },
		{ "country", required_argument, NULL, 'y' },
		{ "name", required_argument, NULL, 'n' },
		{ "dns", required_argument, NULL, 'D' },
		{ "url", required_argument, NULL, 'U' },
		{ "key", required_argument, NULL, 'k' },
		{ "root-key", required_argument, NULL, 'K' },
		{ "days", required_argument, NULL, 'd' },
		{ "private", required_argument, NULL, 'p' },
		{ "public", required_argument, NULL, 'P' },
		{ "root-private", required_argument, NULL, 'R' },
		{ "passphrase-file", required_argument, NULL, 's' },
		{ "ca-passphrase-file", required_argument, NULL, 'S' },
		{ "reason", required_argument, NULL, 'r' },
		{ "date", required_argument, NULL, 't' },
		{ "chain", required_argument, NULL, 'h' },
		{ "new-key", required_argument, NULL, 'N' },
		{ NULL, 0, NULL, 0 }
	};
	const char	**text;
	int		  c;

	while ((c = getopt_long(argc, argv, "c:", names, NULL)) != -1) {
		if ((text = text_option(o, c)) != NULL)
			*text = optarg;
		else if ((c != 'k' || set_key(o, optarg) < 0) &&
		    (c != 'd' || set_days(o, optarg) < 0)) {
			if (c != '?')
				fprintf(stderr, "es-ca: --%s %s: this is not "
				    "understood\n\n", c == 'k' ? "key" :
				    "days", optarg);
			return -1;
		}
	}
	return 0;
}

/* The command and what follows it; usage() when it is none. */
static int
run(struct ca_options *o, char *arg[], int n, struct es_err *err)
{
	const char	*what = arg[0];

	o->dir = arg[1];
	if (strcmp(what, "init") == 0 && n == 2) {
		/* For init there is one passphrase: the CA's own. */
		if (o->ca_pass == NULL)
			o->ca_pass = o->pass;
		return ca_init(o, err);
	}
	if (strcmp(what, "issue") == 0 && n == 4)
		return ca_issue(o, arg[2], arg[3], err);
	if (strcmp(what, "renew") == 0 && n == 3)
		return ca_renew(o, arg[2], err);
	if (strcmp(what, "revoke") == 0 && n == 3)
		return ca_revoke(o, arg[2], err);
	if (strcmp(what, "release") == 0 && n == 3)
		return ca_release(o, arg[2], err);
	if (strcmp(what, "crl") == 0 && n == 3)
		return ca_crl(o, arg[2], err);
	if (strcmp(what, "list") == 0 && n == 2)
		return ca_list(o, err);
	if (strcmp(what, "csr") == 0 && n == 4)
		return ca_csr(o, arg[2], arg[3], err);
	if (strcmp(what, "import") == 0 && n == 5)
		return ca_import(o, arg[2], arg[3], arg[4], err);
	if (strcmp(what, "publish") == 0 && n == 2)
		return ca_publish(o, err);
	if (strcmp(what, "seal") == 0 && n == 3)
		return ca_seal(o, arg[2], err);
	return usage();
}

int
main(int argc, char *argv[])
{
	struct ca_options	o = { .country = "CN", .kind = CRYPT_P256 };
	struct es_err		err = ES_ERR_INIT;
	int			rc;

	umask(077);
	if (read_options(argc, argv, &o) < 0 || argc - optind < 2)
		return usage();
	rc = run(&o, argv + optind, argc - optind, &err);
	if (rc > 0)
		return rc;
	if (rc < 0)
		fprintf(stderr, "es-ca: %s\n", err.msg);
	return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
