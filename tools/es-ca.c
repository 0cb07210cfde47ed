/*
 * es-ca(8) - the certification authority of a campus, in a directory.
 *
 * Run by a person (or by the set-up of a private instance), rarely; its
 * directory then belongs offline.  It never replaces a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/key.h"
#include "crypt/random.h"
#include "crypt/secret.h"
#include "ca-key.h"
#include "pki/make.h"

enum { YEAR = 31557600, SKEW = 300 };

struct options {
	const char	*dir;		/* of the CA */
	const char	*campus, *unit, *country, *name, *url;
	const char	*private_dir, *public_dir;
	const char	*ca_pass, *pass;
	enum crypt_kind	 kind;
	unsigned	 bits;		/* of an RSA modulus */
	const char	*key, *root_key;	/* addresses; NULL: made here */
	long		 days;		/* 0: the profile's own */
};

static const struct kind {
	const char	*word;
	enum pki_profile profile;
	int		 years;
} kinds[] = {
	{ "seal", PKI_SEAL, 3 },
	{ "tsa", PKI_TSA, 6 },
	{ "ocsp", PKI_OCSP, 1 },
};

/* A new key, or the one at an address. */
static int
make_key(struct crypt_key **out, const struct options *o, const char *address,
    struct es_err *err)
{
	if (address != NULL)
		return ca_key_by_address(out, address, o->pass, err);
	return crypt_key_generate_bits(out, o->kind, o->bits, err);
}

static int
join(char out[PATH_MAX], const char *dir, const char *name, const char *ext,
    struct es_err *err)
{
	int	n = snprintf(out, PATH_MAX, "%s/%s%s", dir, name, ext);

	if (n < 0 || n >= PATH_MAX)
		return es_fail(err, ES_E_INPUT, "the path is too long: %.100s",
		    dir);
	return 0;
}

static int
read_file(const char *path, struct es_buf *out, struct es_err *err)
{
	unsigned char	 b[4096];
	FILE		*f = fopen(path, "rb");
	size_t		 n;

	if (f == NULL)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", path,
		    strerror(errno));
	while ((n = fread(b, 1, sizeof(b), f)) > 0)
		es_buf_add(out, b, n);
	n = (size_t)ferror(f);
	fclose(f);
	es_wipe(b, sizeof(b));
	if (n != 0)
		return es_fail(err, ES_E_SYSTEM, "%s: cannot be read", path);
	return es_buf_ok(out, path, err);
}

/* A new file, on disk before we say so; an existing one is never touched. */
static int
write_new(const char *path, struct es_view v, mode_t mode, struct es_err *err)
{
	int	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
	ssize_t	n;

	if (fd < 0)
		return es_fail(err, errno == EEXIST ? ES_E_CONFLICT :
		    ES_E_SYSTEM, "%s: %s", path, errno == EEXIST ?
		    "exists already and is left alone" : strerror(errno));
	if (fchmod(fd, mode) != 0)
		goto bad;
	while (v.n > 0) {
		if ((n = write(fd, v.p, v.n)) < 0)
			goto bad;
		v = es_view(v.p + n, v.n - (size_t)n);
	}
	if (fsync(fd) != 0)
		goto bad;
	if (close(fd) == 0)
		return 0;
	fd = -1;
bad:
	es_fail(err, ES_E_SYSTEM, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	unlink(path);
	return -1;
}

static int
refuse_existing(const char *path, struct es_err *err)
{
	char	uri[PATH_MAX];

	ca_key_uri_path(uri, sizeof(uri), path);
	if (access(path, F_OK) == 0 || (strstr(path, ".key.pem") != NULL &&
	    access(path = uri, F_OK) == 0))
		return es_fail(err, ES_E_CONFLICT, "%s exists already and is "
		    "left alone", path);
	return 0;
}

static int
make_dir(const char *path, mode_t mode, struct es_err *err)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", path,
		    strerror(errno));
	return 0;
}

static int
read_secret(const char *path, struct es_secret *s, struct es_err *err)
{
	struct stat	st;
	struct es_buf	b;
	int		rc = -1;

	*s = (struct es_secret)ES_SECRET_INIT;
	es_buf_init(&b, ES_LIMIT_SECRET);
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		es_fail(err, ES_E_DENIED, "%s: others may read it; chmod 600 "
		    "it first", path);
	else if (read_file(path, &b, err) == 0 &&
	    es_secret_set_line(s, es_buf_view(&b), err) == 0)
		rc = 0;
	else
		(void)es_err_prefix(err, "%s", path);
	if (b.p != NULL)
		es_wipe(b.p, b.cap);
	es_buf_clear(&b);
	return rc;
}

/* 256 random bits as a passphrase, when there is no such file yet. */
static int
ensure_passphrase(const char *path, struct es_err *err)
{
	char	word[45];
	int	rc;

	if (access(path, F_OK) == 0)
		return 0;
	if (crypt_random_base64url(word, 43, err) < 0)
		return -1;
	word[43] = '\n';
	rc = write_new(path, es_view(word, 44), 0600, err);
	es_wipe(word, sizeof(word));
	if (rc == 0)
		printf("made %s (0600): whoever reads it can open the keys\n",
		    path);
	return rc;
}

static int
load_key(const char *path, const char *pass, struct crypt_key **out,
    struct es_err *err)
{
	struct es_secret	s;
	struct es_buf		b;
	int			rc = -1;

	*out = NULL;
	if (ca_key_stands_elsewhere(path))
		return ca_key_by_file(out, path, err);
	if (read_secret(pass, &s, err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	if (read_file(path, &b, err) == 0 &&
	    crypt_key_load(out, es_buf_view(&b), &s, err) == 0)
		rc = 0;
	else
		(void)es_err_prefix(err, "%s", path);
	es_buf_clear(&b);
	es_secret_clear(&s);
	return rc;
}

static int
load_cert(const char *path, struct pki_cert **out, struct es_err *err)
{
	struct es_buf	b;
	size_t		n;
	int		rc = -1;

	*out = NULL;
	es_buf_init(&b, ES_LIMIT_CERT * 2);
	if (read_file(path, &b, err) == 0)
		rc = pki_cert_parse_pem(out, 1, &n, es_buf_view(&b), err);
	es_buf_clear(&b);
	return rc < 0 ? es_err_prefix(err, "%s", path) : 0;
}

/* In place of a key that we cannot have: where it is. */
static int
save_address(const char *address, const char *path, struct es_err *err)
{
	struct es_buf	b;
	char		uri[PATH_MAX];
	int		rc;

	ca_key_uri_path(uri, sizeof(uri), path);
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	es_buf_add_str(&b, address);
	es_buf_add_ch(&b, '\n');
	if ((rc = es_buf_ok(&b, uri, err)) == 0)
		rc = write_new(uri, es_buf_view(&b), 0600, err);
	es_buf_clear(&b);
	if (rc == 0)
		printf("made %s (the address of the key in its token)\n",
		    uri);
	return rc;
}

static int
save_key(const struct crypt_key *key, const char *address, const char *path,
    const char *pass, struct es_err *err)
{
	struct es_secret	s;
	struct es_buf		b;
	int			rc = -1;

	if (address != NULL)
		return save_address(address, path, err);
	if (read_secret(pass, &s, err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_KEY_FILE);
	if (crypt_key_store(key, &s, &b, err) == 0)
		rc = write_new(path, es_buf_view(&b), 0600, err);
	es_buf_clear(&b);
	es_secret_clear(&s);
	if (rc == 0)
		printf("made %s (%s, encrypted, 0600)\n", path,
		    crypt_kind_name(crypt_key_kind(key)));
	return rc;
}

static int
save_certs(const char *path, const struct pki_cert *a,
    const struct pki_cert *b, struct es_err *err)
{
	char		iso[ES_TIME_ISO];
	struct es_buf	pem;
	int		rc;

	es_buf_init(&pem, ES_LIMIT_CERT * 4);
	pki_cert_pem(a, &pem);
	if (b != NULL)
		pki_cert_pem(b, &pem);
	rc = es_buf_ok(&pem, path, err);
	if (rc == 0)
		rc = write_new(path, es_buf_view(&pem), 0644, err);
	es_buf_clear(&pem);
	if (rc == 0)
		printf("made %s (%s, until %s)\n", path, pki_cert_subject(a),
		    es_time_iso(pki_cert_not_after(a), 0, iso));
	return rc;
}

/* Where a certificate's revocation list will be found, if told a URL. */
static void
fill_urls(struct pki_request *rq, const char *base, char crl[PATH_MAX],
    char aia[PATH_MAX], char ocsp[PATH_MAX])
{
	if (base == NULL)
		return;
	(void)snprintf(crl, PATH_MAX, "%.1000s/%s", base, rq->profile ==
	    PKI_ISSUER ? "root.crl" : "issuing.crl");
	(void)snprintf(aia, PATH_MAX, "%.1000s/%s", base, rq->profile ==
	    PKI_ISSUER ? "root.cer" : "issuing.cer");
	(void)snprintf(ocsp, PATH_MAX, "%.1000s/ocsp", base);
	rq->crl_url = crl;
	rq->issuer_url = aia;
	if (rq->profile != PKI_OCSP)	/* its own status is not asked */
		rq->ocsp_url = ocsp;
}

static int
make_cert(const struct options *o, enum pki_profile profile, int years,
    const char *name, struct crypt_key *subject,
    const struct pki_cert *issuer, struct crypt_key *issuer_key,
    struct pki_cert **out, struct es_err *err)
{
	char			 crl[PATH_MAX], aia[PATH_MAX], ocsp[PATH_MAX];
	int64_t			 now = (int64_t)time(NULL);
	struct pki_request	 rq = {
		.profile = profile, .country = o->country,
		.organisation = o->campus, .unit = o->unit,
		.common_name = name, .spki = crypt_key_spki(subject),
		.from = now - SKEW,
		.until = now + (o->days > 0 ? o->days * (int64_t)86400 :
		    years * (int64_t)YEAR),
	};

	if (profile != PKI_ROOT)
		fill_urls(&rq, o->url, crl, aia, ocsp);
	/* Nothing outlives the one who vouches for it (shell model). */
	if (issuer != NULL && rq.until > pki_cert_not_after(issuer))
		rq.until = pki_cert_not_after(issuer);
	if (issuer != NULL && rq.from < pki_cert_not_before(issuer))
		rq.from = pki_cert_not_before(issuer);
	return pki_make(out, &rq, issuer, issuer_key, err);
}

static int
name_of(char *out, size_t size, const char *campus, const char *rest,
    struct es_err *err)
{
	int	n = snprintf(out, size, "%s %s", campus, rest);

	if (n < 0 || (size_t)n >= size)
		return es_fail(err, ES_E_INPUT, "the campus name is too long");
	return 0;
}

static int
init(const struct options *o, struct es_err *err)
{
	char			 pub[PATH_MAX], prv[PATH_MAX], pass[PATH_MAX];
	char			 path[4][PATH_MAX], rn[300], in[300];
	const char		*word = o->ca_pass == NULL ? pass : o->ca_pass;
	struct crypt_key	*rk = NULL, *ik = NULL;
	struct pki_cert		*root = NULL, *issuing = NULL;
	int			 rc = -1;

	if (o->campus == NULL)
		return es_fail(err, ES_E_INPUT, "init needs --campus NAME");
	if (join(pub, o->dir, "public", "", err) < 0 ||
	    join(prv, o->dir, "private", "", err) < 0 ||
	    join(pass, prv, "passphrase", "", err) < 0 ||
	    join(path[0], prv, "root", ".key.pem", err) < 0 ||
	    join(path[1], pub, "root", ".cert.pem", err) < 0 ||
	    join(path[2], prv, "issuing", ".key.pem", err) < 0 ||
	    join(path[3], pub, "issuing", ".cert.pem", err) < 0 ||
	    refuse_existing(path[0], err) < 0 ||
	    refuse_existing(path[1], err) < 0 ||
	    refuse_existing(path[2], err) < 0 ||
	    refuse_existing(path[3], err) < 0 ||
	    name_of(rn, sizeof(rn), o->campus, "Root CA", err) < 0 ||
	    name_of(in, sizeof(in), o->campus, "Issuing CA", err) < 0)
		return -1;
	if (make_dir(o->dir, 0755, err) < 0 || make_dir(pub, 0755, err) < 0 ||
	    make_dir(prv, 0700, err) < 0 ||
	    (o->ca_pass == NULL && (o->key == NULL || o->root_key == NULL) &&
	    ensure_passphrase(pass, err) < 0))
		return -1;
	if (make_key(&rk, o, o->root_key, err) < 0 ||
	    make_key(&ik, o, o->key, err) < 0 ||
	    make_cert(o, PKI_ROOT, 20, rn, rk, NULL, rk, &root, err) < 0 ||
	    make_cert(o, PKI_ISSUER, 10, in, ik, root, rk, &issuing,
	    err) < 0)
		goto out;
	if (save_key(rk, o->root_key, path[0], word, err) < 0 ||
	    save_certs(path[1], root, NULL, err) < 0 ||
	    save_key(ik, o->key, path[2], word, err) < 0 ||
	    save_certs(path[3], issuing, NULL, err) < 0)
		goto out;
	rc = 0;
out:
	pki_cert_free(root);
	pki_cert_free(issuing);
	crypt_key_free(rk);
	crypt_key_free(ik);
	return rc;
}

/* File names of a key: letters, digits, dot, hyphen, underscore. */
static int
check_id(const char *id, struct es_err *err)
{
	size_t	n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
		    "TUVWXYZ0123456789._-");

	if (n == 0 || id[n] != '\0' || n > 64 || id[0] == '.' ||
	    strcmp(id, "root") == 0 || strcmp(id, "issuing") == 0)
		return es_fail(err, ES_E_INPUT, "\"%.80s\" cannot name a key: "
		    "1 to 64 of a-z A-Z 0-9 . _ - are taken, not \"root\" or "
		    "\"issuing\"", id);
	return 0;
}

struct issue_paths {
	char	pub[PATH_MAX], prv[PATH_MAX], pass[PATH_MAX];
	char	ca_key[PATH_MAX], ca_cert[PATH_MAX], ca_pass[PATH_MAX];
	char	key[PATH_MAX], cert[PATH_MAX], chain[PATH_MAX];
};

static int
issue_paths(const struct options *o, const char *id, struct issue_paths *p,
    struct es_err *err)
{
	char	own_pub[PATH_MAX], own_prv[PATH_MAX];

	if (join(own_pub, o->dir, "public", "", err) < 0 ||
	    join(own_prv, o->dir, "private", "", err) < 0 ||
	    join(p->ca_key, own_prv, "issuing", ".key.pem", err) < 0 ||
	    join(p->ca_cert, own_pub, "issuing", ".cert.pem", err) < 0 ||
	    join(p->ca_pass, own_prv, "passphrase", "", err) < 0)
		return -1;
	snprintf(p->pub, PATH_MAX, "%s", o->public_dir != NULL ?
	    o->public_dir : own_pub);
	snprintf(p->prv, PATH_MAX, "%s", o->private_dir != NULL ?
	    o->private_dir : own_prv);
	if (o->ca_pass != NULL)
		snprintf(p->ca_pass, PATH_MAX, "%s", o->ca_pass);
	snprintf(p->pass, PATH_MAX, "%s", o->pass != NULL ? o->pass :
	    p->ca_pass);
	if (join(p->key, p->prv, id, ".key.pem", err) < 0 ||
	    join(p->cert, p->pub, id, ".cert.pem", err) < 0 ||
	    join(p->chain, p->pub, id, ".chain.pem", err) < 0 ||
	    refuse_existing(p->key, err) < 0 ||
	    refuse_existing(p->cert, err) < 0 ||
	    refuse_existing(p->chain, err) < 0)
		return -1;
	return 0;
}

static int
issue(struct options *o, const struct kind *kind, const char *id,
    struct es_err *err)
{
	struct issue_paths	*p = calloc(1, sizeof(*p));
	struct crypt_key	*ca_key = NULL, *key = NULL;
	struct pki_cert		*ca = NULL, *cert = NULL;
	int			 rc = -1;

	if (p == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (o->name == NULL) {
		es_fail(err, ES_E_INPUT, "issue needs --name NAME");
		goto out;
	}
	if (check_id(id, err) < 0 || issue_paths(o, id, p, err) < 0 ||
	    load_cert(p->ca_cert, &ca, err) < 0 ||
	    load_key(p->ca_key, p->ca_pass, &ca_key, err) < 0 ||
	    make_dir(p->pub, 0755, err) < 0 ||
	    make_dir(p->prv, 0700, err) < 0 ||
	    (o->key == NULL && ensure_passphrase(p->pass, err) < 0))
		goto out;
	if (o->campus == NULL)
		o->campus = pki_cert_organisation(ca);
	if (make_key(&key, o, o->key, err) < 0 ||
	    make_cert(o, kind->profile, kind->years, o->name, key, ca,
	    ca_key, &cert, err) < 0)
		goto out;
	if (save_key(key, o->key, p->key, p->pass, err) < 0 ||
	    save_certs(p->cert, cert, NULL, err) < 0 ||
	    save_certs(p->chain, cert, ca, err) < 0)
		goto out;
	rc = 0;
out:
	pki_cert_free(cert);
	pki_cert_free(ca);
	crypt_key_free(key);
	crypt_key_free(ca_key);
	free(p);
	return rc;
}

static int
usage(void)
{
	fputs("usage: es-ca init DIR --campus NAME [options]\n"
	    "       es-ca issue DIR seal|tsa|ocsp ID --name NAME [options]\n"
	    "options: --key KIND|pkcs11:ADDRESS  --root-key pkcs11:ADDRESS\n"
	    "         --unit NAME  --country CN\n"
	    "         --url BASE  --days N  --private DIR  --public DIR\n"
	    "         --passphrase-file FILE  --ca-passphrase-file FILE\n",
	    stderr);
	fprintf(stderr, "KIND is one of %s\n", ca_key_kinds());
	return 2;
}

static int
read_options(int argc, char *argv[], struct options *o)
{
	static const struct option	names[] = {
		{ "campus", required_argument, NULL, 'c' },
		{ "unit", required_argument, NULL, 'u' },
		{ "country", required_argument, NULL, 'C' },
		{ "name", required_argument, NULL, 'n' },
		{ "url", required_argument, NULL, 'U' },
		{ "key", required_argument, NULL, 'k' },
		{ "root-key", required_argument, NULL, 'r' },
		{ "days", required_argument, NULL, 'd' },
		{ "private", required_argument, NULL, 'p' },
		{ "public", required_argument, NULL, 'P' },
		{ "passphrase-file", required_argument, NULL, 's' },
		{ "ca-passphrase-file", required_argument, NULL, 'S' },
		{ NULL, 0, NULL, 0 }
	};
	struct es_err	err = ES_ERR_INIT;
	int64_t		days;
	int		c;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (c) {
		case 'c': o->campus = optarg; break;
		case 'u': o->unit = optarg; break;
		case 'C': o->country = optarg; break;
		case 'n': o->name = optarg; break;
		case 'U': o->url = optarg; break;
		case 'r': o->root_key = optarg; break;
		case 'p': o->private_dir = optarg; break;
		case 'P': o->public_dir = optarg; break;
		case 's': o->pass = optarg; break;
		case 'S': o->ca_pass = optarg; break;
		case 'k':
			if (strncmp(optarg, "pkcs11:", 7) == 0)
				o->key = optarg;
			else if (!ca_key_kind(optarg, &o->kind, &o->bits))
				return -1;
			break;
		case 'd':
			if (es_view_int(es_view_str(optarg), 1, 36525, &days,
			    &err) < 0)
				return -1;
			o->days = (long)days;
			break;
		default:
			return -1;
		}
	}
	return 0;
}

int
main(int argc, char *argv[])
{
	struct options	 o = { .country = "CN", .kind = CRYPT_P256 };
	struct es_err	 err = ES_ERR_INIT;
	const char	*what, *id;
	size_t		 i;
	int		 rc;

	umask(077);
	if (read_options(argc, argv, &o) < 0 || argc - optind < 2)
		return usage();
	what = argv[optind];
	o.dir = argv[optind + 1];
	if (strcmp(what, "init") == 0 && argc - optind == 2) {
		/* For init there is one passphrase: the CA's own. */
		if (o.ca_pass == NULL)
			o.ca_pass = o.pass;
		rc = init(&o, &err);
	} else if (strcmp(what, "issue") == 0 && argc - optind == 4) {
		for (i = 0; i < ES_COUNT(kinds); i++)
			if (strcmp(argv[optind + 2], kinds[i].word) == 0)
				break;
		if (i == ES_COUNT(kinds))
			return usage();
		id = argv[optind + 3];
		rc = issue(&o, &kinds[i], id, &err);
	} else
		return usage();
	if (rc < 0)
		fprintf(stderr, "es-ca: %s\n", err.msg);
	return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
