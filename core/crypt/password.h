/*
 * crypt/password.h - what the database keeps instead of a password.
 *
 * scrypt (RFC 7914), encoded with its parameters as
 *	$scrypt$ln=14,r=8,p=5$SALT$HASH		(both base64url)
 * so that the cost can rise later without losing old accounts.
 */
#ifndef ES_CRYPT_PASSWORD_H
#define ES_CRYPT_PASSWORD_H

#include "base/err.h"
#include "base/view.h"

#define CRYPT_PASSWORD_MAX	128	/* room for the encoded string */

struct crypt_password_cost {
	unsigned	 ln;		/* log2 of N; memory: 2^ln * r * 128 */
	unsigned	 r, p;
};

/* 16 MiB and about a tenth of a second: the choice for passwords. */
#define CRYPT_PASSWORD_COST	((struct crypt_password_cost){ 14, 8, 5 })
/*
 * For random initial passwords of 60 bits and more, printed once and changed
 * at the first sign-in: a guess is hopeless at any cost, and 40,000 of them
 * are imported in one go.  Never for passwords that people choose.
 */
#define CRYPT_PASSWORD_COST_RANDOM ((struct crypt_password_cost){ 4, 8, 1 })

enum crypt_match {
	CRYPT_MATCH_UNKNOWN = 0,	/* not compared */
	CRYPT_MATCH_YES,
	CRYPT_MATCH_NO
};

/* ES_E_INPUT for an empty password or one over ES_LIMIT_PASSWORD bytes. */
ES_CHECK int	crypt_password_hash(struct es_view password,
		    struct crypt_password_cost cost,
		    char out[CRYPT_PASSWORD_MAX], struct es_err *err);
/*
 * A wrong password is an answer (*out, status 0).  A stored string that we
 * cannot read or that asks for absurd memory is ES_E_FORMAT.
 */
ES_CHECK int	crypt_password_check(struct es_view password,
		    const char *stored, enum crypt_match *out,
		    struct es_err *err);
/*
 * For an account that does not exist: spend the time that a check of
 * CRYPT_PASSWORD_COST takes, so that the answer's time says nothing.
 */
void		crypt_password_pretend(struct es_view password);
/* The stored string has another cost than "cost": hash anew at sign-in. */
bool		crypt_password_stale(const char *stored,
		    struct crypt_password_cost cost);

#endif
