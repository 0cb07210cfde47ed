/*
 * store/conf.h - where the database is, from a program's configuration.
 */
#ifndef ES_STORE_CONF_H
#define ES_STORE_CONF_H

#include "store/store.h"
#include "sys/conf.h"

#define STORE_PASSWORD_MAX	256

/*
 * Read db_socket, db_name, db_user and the password in db_password_file
 * ("password" has STORE_PASSWORD_MAX bytes and must live as long as *out).
 * Strings are borrowed from cf.
 */
ES_CHECK int	store_conf_load(struct store_conf *out, char *password,
		    struct conf *cf, struct es_err *err);

#endif
