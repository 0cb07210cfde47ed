/* register/register.h - what the pages of es-register share. */
#ifndef ES_REGISTER_H
#define ES_REGISTER_H

#include "auth/auth.h"
#include "store/conf.h"
#include "svc/archive/disposal.h"
#include "svc/register/register.h"
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
/* The classes of its tag; "" for what is in force, which needs none. */
const char	*register_state_mark(struct es_view state);

/* list.c: searching. */
#define REGISTER_ASK_FIELDS	9
extern const struct web_field	register_ask_fields[REGISTER_ASK_FIELDS];
/* What the form asks; ES_E_INPUT: a date that is none. */
int	register_asked(struct web_req *rq, struct register_app *app,
	    struct svc_register_ask *ask, struct es_err *err);
int	register_list(struct web_req *rq, void *arg, struct es_err *err);

/* export.c: the same as a file. */
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

/* archive.c: packages, their checks, holds, terms of retention. */
#define ARCHIVE_ASK_FIELDS	5
#define ARCHIVE_ACT_FIELDS	2
#define ARCHIVE_TERM_FIELDS	4
extern const struct web_field	archive_ask_fields[ARCHIVE_ASK_FIELDS];
extern const struct web_field	archive_act_fields[ARCHIVE_ACT_FIELDS];
extern const struct web_field	archive_term_fields[ARCHIVE_TERM_FIELDS];
int	archive_list(struct web_req *rq, void *arg, struct es_err *err);
int	archive_package(struct web_req *rq, void *arg, struct es_err *err);
int	archive_hold(struct web_req *rq, void *arg, struct es_err *err);
int	archive_terms(struct web_req *rq, void *arg, struct es_err *err);
int	archive_term(struct web_req *rq, void *arg, struct es_err *err);
int	archive_term_set(struct web_req *rq, void *arg, struct es_err *err);
/* For disposal.c: who acts, words, offices to choose from, a type's page. */
struct svc_archivist archive_actor(struct web_req *rq,
	    const struct register_app *app);
const char *archive_word(struct web_req *rq, const char *what,
	    struct es_view word);
int	archive_offices(struct web_req *rq, struct register_app *app,
	    bool (*may)(struct web_req *rq, struct es_view office),
	    struct es_view *office, struct es_err *err);
int	archive_type(struct web_req *rq, struct register_app *app,
	    struct es_tree *got, struct es_err *err);
int	archive_term_show(struct web_req *rq, struct register_app *app,
	    int status, const char *fault, struct es_err *err);

/* disposal.c: lists that one proposes and two others approve. */
#define DISPOSAL_PROPOSE_FIELDS	2
#define DISPOSAL_DECIDE_FIELDS	2
extern const struct web_field	disposal_propose_fields[
				    DISPOSAL_PROPOSE_FIELDS];
extern const struct web_field	disposal_decide_fields[
				    DISPOSAL_DECIDE_FIELDS];
int	register_crid_put(struct web_req *rq, struct es_err *err);
int	disposal_propose(struct web_req *rq, void *arg, struct es_err *err);
int	disposal_list(struct web_req *rq, void *arg, struct es_err *err);
int	disposal_one(struct web_req *rq, void *arg, struct es_err *err);
int	disposal_decide(struct web_req *rq, void *arg, struct es_err *err);

#endif
