/* register/register.h - what the pages of es-register share. */
#ifndef ES_REGISTER_H
#define ES_REGISTER_H

#include "auth/auth.h"
#include "store/conf.h"
#include "svc/register.h"
#include "web/app.h"

struct register_app {
	struct store_conf	 db;
	char			 password[STORE_PASSWORD_MAX];
	int64_t			 offset;	/* campus zone */
	struct store		*st;
};

/* main.c: may this session see, or act on, documents of an office? */
bool		register_may_see(const struct auth_user *u,
		    struct es_view office);
struct svc_doc_actor register_actor(const struct auth_user *u,
		    struct es_view office);
/* "register.state-valid" in the visitor's language. */
const char	*register_state_word(struct web_req *rq,
		    struct es_view state);

/* list.c: searching, and the same as a file. */
#define REGISTER_ASK_FIELDS	9
extern const struct web_field	register_ask_fields[REGISTER_ASK_FIELDS];
int	register_list(struct web_req *rq, void *arg, struct es_err *err);
int	register_export(struct web_req *rq, void *arg, struct es_err *err);

/* document.c: one document and what is done to it. */
extern const struct web_field	register_act_fields[3];
int	register_document(struct web_req *rq, void *arg, struct es_err *err);
int	register_act(struct web_req *rq, void *arg, struct es_err *err);

/* figures.c: how many, how fast, how often verified. */
#define REGISTER_FIGURES_FIELDS	1
extern const struct web_field	register_figures_fields[
				    REGISTER_FIGURES_FIELDS];
int	register_figures(struct web_req *rq, void *arg, struct es_err *err);

#endif
