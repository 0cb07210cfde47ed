/* login/login.h - what the pages of es-login share. */
#ifndef ES_LOGIN_H
#define ES_LOGIN_H

#include "store/conf.h"
#include "svc/notice/notice.h"
#include "web/app.h"

struct login {
	struct store_conf	 sc;
	char			 password[STORE_PASSWORD_MAX];
	struct store		*st;
	int64_t			 offset;
};

/* notices.c: what somebody is told. */
enum { NOTICES_BEFORE, NOTICES_LIST_FIELDS };
enum { NOTICES_NEWEST, NOTICES_READ_FIELDS };
enum { CHOICE_LANG, CHOICE_KINDS, CHOICE_FIELDS = CHOICE_KINDS +
    SVC_NOTICE_CHOICES };
enum { SETTINGS_DONE, SETTINGS_FIELDS };
extern const struct web_field	notices_list_fields[NOTICES_LIST_FIELDS];
extern const struct web_field	notices_read_fields[NOTICES_READ_FIELDS];
extern const struct web_field	notices_settings_fields[SETTINGS_FIELDS];
extern const struct web_field	notices_choice_fields[CHOICE_FIELDS];
int	notices_list(struct web_req *rq, void *arg, struct es_err *err);
int	notices_read_all(struct web_req *rq, void *arg, struct es_err *err);
int	notices_open(struct web_req *rq, void *arg, struct es_err *err);
int	notices_settings(struct web_req *rq, void *arg, struct es_err *err);
int	notices_choose(struct web_req *rq, void *arg, struct es_err *err);

/* password.c: their own password. */
enum { PASSWORD_OLD, PASSWORD_NEW, PASSWORD_AGAIN, PASSWORD_FIELDS };
enum { PASSWORD_DONE, PASSWORD_FORM_FIELDS };
extern const struct web_field	password_fields[PASSWORD_FIELDS];
extern const struct web_field	password_form_fields[PASSWORD_FORM_FIELDS];
int	password_form(struct web_req *rq, void *arg, struct es_err *err);
int	password_change(struct web_req *rq, void *arg, struct es_err *err);

#endif
