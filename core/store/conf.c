/* store/conf.c - see conf.h. */
#define _DEFAULT_SOURCE	/* explicit_bzero */
#include "store/conf.h"

#include <string.h>

#include "sys/file.h"

int
store_conf_load(struct store_conf *out, char *password, struct conf *cf,
    struct es_err *err)
{
	const char	*file;
	struct es_buf	 b;
	struct es_view	 v;
	int		 rc = -1;

	memset(out, 0, sizeof(*out));
	es_buf_init(&b, STORE_PASSWORD_MAX - 1);
	if (conf_need(cf, "db_socket", &out->socket, err) < 0 ||
	    conf_need(cf, "db_name", &out->database, err) < 0 ||
	    conf_need(cf, "db_user", &out->user, err) < 0 ||
	    conf_need(cf, "db_password_file", &file, err) < 0 ||
	    sys_file_read(file, &b, err) < 0)
		goto out;
	v = es_view_trim(es_buf_view(&b));
	memcpy(password, v.p, v.n);
	password[v.n] = '\0';
	out->password = password;
	rc = 0;
out:
	if (b.p != NULL)
		explicit_bzero(b.p, b.cap);
	es_buf_clear(&b);
	return rc;
}
