/* admin/admin.h - what the pages of es-admin share. */
#ifndef ES_ADMIN_H
#define ES_ADMIN_H

#include "store/conf.h"
#include "svc/seal.h"
#include "web/app.h"

struct admin_app {
	struct svc_seal_conf	 sc;	/* database and fonts */
	char			 password[STORE_PASSWORD_MAX];
	int			 offset;
	struct svc_seal_kit	*kit;
	struct store		*st;
};

/* types.c: document types. */
enum { TYPE_DEFINITION, TYPE_ZH, TYPE_EN, TYPE_STEP, TYPE_FIELDS };
extern const struct web_field	admin_type_fields[TYPE_FIELDS];
extern const struct web_field	admin_edit_fields[2];
int	admin_types(struct web_req *rq, void *arg, struct es_err *err);
int	admin_type_edit(struct web_req *rq, void *arg, struct es_err *err);
int	admin_type_send(struct web_req *rq, void *arg, struct es_err *err);
int	admin_type_page(struct web_req *rq, void *arg, struct es_err *err);

#endif
