/* store/store_priv.h - the connection and the table of statements; private. */
#ifndef ES_STORE_STORE_PRIV_H
#define ES_STORE_STORE_PRIV_H

#include <mysql.h>

#include "store/store.h"

#define PARAMS_MAX	40

struct store_text {
	const char	*name;
	size_t		 params;
	const char	*sql;
};

extern const struct store_text	store_texts[STORE__MAX];

struct store {
	MYSQL		*db;
	MYSQL_STMT	*stmts[STORE__MAX];
	char		*socket, *database, *user, *password;
	uint64_t	 last_id;
	unsigned	 seed;		/* jitter between repeats */
	bool		 in_tx;
	bool		 unsent;	/* the last one never left */
	bool		 repeat;	/* the last failure asks for a repeat */
};

/* Prepare the statement on this connection, once. */
int	store_prepared(struct store *st, enum store_stmt id,
	    struct es_err *err);
/* One row of parameters, in place; ES_E_LIMIT over one packet. */
int	store_bind(MYSQL_BIND *b, const struct store_val *args, size_t n,
	    struct es_err *err);
/* The statement's error as ours; -1. */
int	store_fail(struct store *st, enum store_stmt id, struct es_err *err);
/*
 * What a trigger said when it refused (SQLSTATE 45000), as ours.  A text that
 * is in no row of refusal.c is ES_E_SYSTEM.
 */
void	store_refusal(const char *said, const char *statement,
	    struct es_err *err);

#endif
