/*
 * store/migrate.h - forward-only migrations, and scripts of the database's
 * administrator.  Only es-migrate uses this; no program does.
 */
#ifndef ES_STORE_MIGRATE_H
#define ES_STORE_MIGRATE_H

#include "store/store.h"

struct store_admin;

/* Connect as an administrator; *out is the caller's. */
ES_CHECK int	store_admin_open(struct store_admin **out,
		    const struct store_conf *c, struct es_err *err);
void		store_admin_close(struct store_admin *a);
/* Run a script of many statements; ES_E_SYSTEM names the failing one. */
ES_CHECK int	store_admin_script(struct store_admin *a, struct es_view sql,
		    const char *name, struct es_err *err);
/*
 * Apply migration "version" unless it was applied.  0 was there, 1 applied.
 * "sum" (hex) is kept; another sum under an applied version is ES_E_CONFLICT:
 * a migration that was applied is never edited.
 */
ES_CHECK int	store_admin_migrate(struct store_admin *a, unsigned version,
		    const char *name, const char *sum, struct es_view sql,
		    struct es_err *err);
/*
 * Make an account at localhost or set its password.  Names are letters,
 * digits and "_", passwords letters and digits (ES_E_INPUT).
 */
ES_CHECK int	store_admin_account(struct store_admin *a, const char *name,
		    const char *password, struct es_err *err);
/* The campus's zone in seconds east of UTC, for what the database counts. */
ES_CHECK int	store_admin_zone(struct store_admin *a, int64_t offset,
		    struct es_err *err);
/*
 * Give "n" accounts the rights of the script "sql" and none else: what they
 * had is taken away first.  Unless this very script, known by its "sum"
 * (hex), was run last: programs that are at work keep their rights then.
 */
ES_CHECK int	store_admin_grants(struct store_admin *a,
		    const char *const *names, size_t n, const char *sum,
		    struct es_view sql, struct es_err *err);

#endif
