/* token/token_priv.h - the parts of a key in a token; for token alone. */
#ifndef ES_TOKEN_PRIV_H
#define ES_TOKEN_PRIV_H

#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>
#include <sys/types.h>

#include "token/token.h"

struct token_library {
	struct token_library	*next;
	char			*path;
	void			*dl;
	CK_FUNCTION_LIST	*f;	/* NULL: not loaded */
	bool			 given;	/* f is a test's */
	bool			 up;	/* initialised, by process "pid" */
	pid_t			 pid;
	unsigned		 generation;	/* older sessions are dead */
	size_t			 open;		/* sessions */
	int64_t			 reset_at;	/* when it was taken down */
};

struct token_pin;

struct token_set {
	struct token_library	*libraries;
	struct token_pin	*pins;
};

struct token_key {
	P11KitUri		*uri;
	struct token_library	*lib;
	struct token_pin	*pin;		/* NULL: none configured */
	struct crypt_pub	*pub;
	CK_SESSION_HANDLE	 session;
	CK_OBJECT_HANDLE	 object;
	bool			 open;
	bool			 each_time;	/* CKA_ALWAYS_AUTHENTICATE */
	unsigned		 generation;
	int64_t			 retry_at;	/* not before; 0: at once */
	struct es_err		 last;		/* until then */
};

/* -- rv.c ------------------------------------------------------------------ */
enum token_class {
	TOKEN_CLASS_OTHER = 0,	/* try later */
	TOKEN_CLASS_SESSION,	/* opening anew may help at once */
	TOKEN_CLASS_DEVICE,	/* the library must begin anew */
	TOKEN_CLASS_PIN,	/* needs another PIN, or a person */
	TOKEN_CLASS_NEVER	/* this key cannot do that */
};

const char	*token_rv_name(CK_RV rv);
enum token_class token_rv_class(CK_RV rv);
/* Fail with the code of its class; always -1. */
int		token_fail(struct es_err *err, CK_RV rv, const char *what);

/* -- library.c ------------------------------------------------------------- */
/* The library of that path in the set, loaded or not yet. */
ES_CHECK int	token_library_get(struct token_library **out,
		    struct token_set *set, const char *path,
		    struct es_err *err);
/* For tests: a library that is these functions. */
ES_CHECK int	token_library_give(struct token_set *set, const char *path,
		    CK_FUNCTION_LIST *f, struct es_err *err);
void		token_library_free(struct token_library *lib);
/* Loaded and initialised in this process. */
ES_CHECK int	token_library_up(struct token_library *lib,
		    struct es_err *err);
/* Begin anew at the next use, unless others work with it. */
void		token_library_down(struct token_library *lib);

/* -- pin.c ----------------------------------------------------------------- */
ES_CHECK int	token_pin_get(struct token_pin **out, struct token_set *set,
		    const char *path, struct es_err *err);
void		token_pin_free(struct token_pin *pin);
/*
 * Sign in with the PIN of its file; "info" says how many tries are left.
 * ES_E_DENIED without asking the token when this PIN was refused before.
 */
ES_CHECK int	token_pin_login(struct token_pin *pin,
		    const struct token_library *lib, CK_SESSION_HANDLE s,
		    CK_USER_TYPE user, const CK_TOKEN_INFO *info,
		    struct es_err *err);

/* -- session.c ------------------------------------------------------------- */
/* A session, signed in, with the object of a class found in it. */
ES_CHECK int	token_session_open(struct token_key *k, CK_OBJECT_CLASS class,
		    struct es_err *err);
/* Forget it; the token may be gone. */
void		token_session_close(struct token_key *k);
/* Still the one that this process opened. */
bool		token_session_ok(const struct token_key *k);
/* For a key that wants the PIN before each use. */
ES_CHECK int	token_session_again(struct token_key *k, struct es_err *err);

/* -- pub.c ----------------------------------------------------------------- */
/* SubjectPublicKeyInfo of the public half that lies in the token. */
ES_CHECK int	token_pub_read(struct token_key *k, struct es_buf *spki,
		    struct es_err *err);

/* -- sign.c ---------------------------------------------------------------- */
/* One signature in an open session; what the library answered. */
ES_CHECK int	token_sign(struct token_key *k,
		    const struct crypt_scheme *s, struct es_view digest,
		    unsigned char *sig, size_t *n, CK_RV *rv,
		    struct es_err *err);

#endif
