/*
 * ca.h - the inside of es-ca(8): a certification authority in a directory.
 *
 * DIR/index is the truth: one line for every certificate that was ever
 * signed, written (as a whole, flushed, renamed) before the certificate
 * leaves the program's memory.  So a crash leaves no certificate that cannot
 * be revoked; what it leaves half done, the same command finishes.
 */
#ifndef ES_TOOLS_CA_H
#define ES_TOOLS_CA_H

#include <limits.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "crypt/key.h"
#include "crypt/secret.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/make.h"

#define CA_ROOT		"root"
#define CA_ISSUING	"issuing"
#define CA_OUTSIDE	"outside"	/* issued by somebody else's CA */

struct ca_options {
	const char	*dir;		/* of the authority */
	const char	*campus, *unit, *country, *name, *dns, *url;
	const char	*private_dir, *public_dir;
	const char	*root_dir;	/* of the root's key; NULL: here */
	const char	*ca_pass, *pass;
	const char	*reason, *date, *chain, *new_key, *conf;
	enum crypt_kind	 kind;
	unsigned	 bits;		/* of an RSA modulus */
	const char	*key, *root_key; /* addresses; NULL: made here */
	long		 days;		/* 0: the profile's own */
};

/* -- files.c ---------------------------------------------------------- */

ES_CHECK int	ca_join(char out[PATH_MAX], const char *dir, const char *name,
		    const char *ext, struct es_err *err);
ES_CHECK int	ca_read(const char *path, struct es_buf *out,
		    struct es_err *err);
/* A new file, on disk before we say so; an existing one is left alone. */
ES_CHECK int	ca_write_new(const char *path, struct es_view v, mode_t mode,
		    struct es_err *err);
bool		ca_exists(const char *path);
ES_CHECK int	ca_make_dir(const char *path, mode_t mode,
		    struct es_err *err);
/* 256 random bits as a passphrase, when there is no such file yet. */
ES_CHECK int	ca_ensure_passphrase(const char *path, struct es_err *err);
ES_CHECK int	ca_load_key(const char *path, const char *pass,
		    struct crypt_key **out, struct es_err *err);
/* A new key, or the one at an address. */
ES_CHECK int	ca_make_key(struct crypt_key **out,
		    const struct ca_options *o, const char *address,
		    struct es_err *err);
/* There is a key, in a file or by its address. */
bool		ca_key_exists(const char *path);
/* Encrypted; or, of one that we cannot have, its address. */
ES_CHECK int	ca_save_key(const struct crypt_key *key, const char *address,
		    const char *path, const char *pass, struct es_err *err);
ES_CHECK int	ca_load_certs(const char *path, struct pki_cert **out,
		    size_t max, size_t *n, struct es_err *err);
ES_CHECK int	ca_load_cert(const char *path, struct pki_cert **out,
		    struct es_err *err);
/* As a whole, in the place of an older one: c[0], c[1] ... in PEM. */
ES_CHECK int	ca_save_certs(const char *path, struct pki_cert *const *c,
		    size_t n, struct es_err *err);
/* File names of a key: letters, digits, dot, hyphen, underscore. */
ES_CHECK int	ca_check_id(const char *id, struct es_err *err);

/* -- index.c ---------------------------------------------------------- */

enum ca_state {
	CA_UNKNOWN = 0,
	CA_GOOD,
	CA_REVOKED
};

struct ca_entry {
	const char	*serial;	/* hexadecimal, of the content octets */
	const char	*issuer;	/* CA_ROOT, CA_ISSUING, CA_OUTSIDE */
	const char	*profile;	/* "seal", "tsa", ... */
	const char	*id;		/* of the key */
	int64_t		 from, until;
	enum ca_state	 state;
	int64_t		 decided_at;	/* when we revoked it */
	struct pki_revoked revoked;
	const char	*subject;
};

struct ca_index {
	struct es_arena	*arena;
	int		 lock;		/* held until ca_index_close */
	char		 path[PATH_MAX];
	uint64_t	 number[2];	/* last CRL of root, issuing */
	int64_t		 since;		/* the store was made */
	struct ca_entry	*entry;
	size_t		 n, room;
};

/* Opens and locks; a directory from before there was an index gets one. */
ES_CHECK int	ca_index_open(struct ca_index *x, const char *dir,
		    struct es_err *err);
void		ca_index_close(struct ca_index *x);
/* Replace the file. */
ES_CHECK int	ca_index_save(const struct ca_index *x, struct es_err *err);
/* One more entry, in memory. */
ES_CHECK int	ca_index_add(struct ca_index *x, const struct pki_cert *c,
		    const char *issuer, const char *profile, const char *id,
		    struct es_err *err);
/* By serial number, or by the id of a key (its newest); NULL: none. */
struct ca_entry	*ca_index_find(struct ca_index *x, const char *what);
/* The newest entry of a key; NULL: none. */
struct ca_entry	*ca_index_of(struct ca_index *x, const char *id);

/* -- the commands ----------------------------------------------------- */

ES_CHECK int	ca_init(struct ca_options *o, struct es_err *err);
ES_CHECK int	ca_issue(struct ca_options *o, const char *profile,
		    const char *id, struct es_err *err);
ES_CHECK int	ca_renew(struct ca_options *o, const char *id,
		    struct es_err *err);
ES_CHECK int	ca_revoke(const struct ca_options *o, const char *what,
		    struct es_err *err);
ES_CHECK int	ca_release(const struct ca_options *o, const char *what,
		    struct es_err *err);
ES_CHECK int	ca_crl(const struct ca_options *o, const char *issuer,
		    struct es_err *err);
ES_CHECK int	ca_list(const struct ca_options *o, struct es_err *err);
ES_CHECK int	ca_csr(const struct ca_options *o, const char *profile,
		    const char *id, struct es_err *err);
ES_CHECK int	ca_import(const struct ca_options *o, const char *profile,
		    const char *id, const char *file, struct es_err *err);
ES_CHECK int	ca_publish(const struct ca_options *o, struct es_err *err);
ES_CHECK int	ca_seal(struct ca_options *o, const char *number,
		    struct es_err *err);

struct conf;
/* The file that -c names, read by the keys that every program has. */
ES_CHECK int	ca_read_conf(struct conf **cf, const char *path,
		    struct es_err *err);

/* -- shared by them: issue.c ------------------------------------------ */

struct ca_paths {
	char	pub[PATH_MAX], prv[PATH_MAX], pass[PATH_MAX];
	char	ca_key[PATH_MAX], ca_cert[PATH_MAX], ca_pass[PATH_MAX];
	char	key[PATH_MAX], cert[PATH_MAX], chain[PATH_MAX];
	char	csr[PATH_MAX];
};

/* Of the key "id", signed by the issuing authority. */
ES_CHECK int	ca_paths(const struct ca_options *o, const char *id,
		    struct ca_paths *p, struct es_err *err);
/* "seal", "tsa", ...; ES_E_INPUT for another word. */
ES_CHECK int	ca_profile(const char *word, enum pki_profile *out,
		    struct es_err *err);
/* Key and certificate of root or issuing. */
ES_CHECK int	ca_open_issuer(const struct ca_options *o, const char *which,
		    struct crypt_key **key, struct pki_cert **cert,
		    struct es_err *err);
/* Archive, index, then the files that others read. */
ES_CHECK int	ca_publish_cert(const struct ca_options *o,
		    struct ca_index *x, struct pki_cert *const *chain,
		    size_t n, const char *issuer, const char *profile,
		    const char *id, struct es_err *err);

#endif
