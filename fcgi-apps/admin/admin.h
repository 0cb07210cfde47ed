/* admin/admin.h - what the pages of es-admin share. */
#ifndef ES_ADMIN_H
#define ES_ADMIN_H

#include "auth/officer.h"
#include "store/conf.h"
#include "svc/seal/seal.h"
#include "svc/type/types.h"
#include "web/app.h"

struct admin_app {
	struct svc_seal_conf	 sc;	/* database and fonts */
	char			 password[STORE_PASSWORD_MAX];
	int			 offset;
	struct svc_seal_kit	*kit;
	struct store		*st;
};

/* types.c: document types. */
enum { TYPE_DEFINITION, TYPE_ZH, TYPE_EN, TYPE_STEP, TYPE_REASON,
    TYPE_FIELDS };
extern const struct web_field	admin_type_fields[TYPE_FIELDS];
extern const struct web_field	admin_edit_fields[2];
int	admin_types(struct web_req *rq, void *arg, struct es_err *err);
int	admin_type_edit(struct web_req *rq, void *arg, struct es_err *err);
int	admin_type_send(struct web_req *rq, void *arg, struct es_err *err);
int	admin_type_page(struct web_req *rq, void *arg, struct es_err *err);
/* Pages of a version's samples as "pages", under "base"/LANG/NUMBER. */
int	admin_type_pictures(struct web_req *rq, struct admin_app *a,
	    const struct svc_type_set *set, const char *base,
	    struct es_err *err);
/* One of them: :lang and :page of the path. */
int	admin_type_svg(struct web_req *rq, struct admin_app *a,
	    const struct svc_type_set *set, struct es_err *err);

/* people.c: people, their rights, and what is asked about them. */
extern const struct web_field	admin_people_fields[3], admin_new_fields[2];
extern const struct web_field	admin_ask_fields[8];
void	admin_officer(struct web_req *rq, const struct admin_app *app,
	    struct auth_officer *o);
int	admin_number(struct web_req *rq, int64_t *id, struct es_err *err);
int	admin_people(struct web_req *rq, void *arg, struct es_err *err);
int	admin_account_ask(struct web_req *rq, void *arg, struct es_err *err);
int	admin_person(struct web_req *rq, void *arg, struct es_err *err);
int	admin_ask(struct web_req *rq, void *arg, struct es_err *err);

/* audit.c: what the audit officer reads. */
extern const struct web_field	admin_audit_fields[9], admin_ledger_fields[1];
int	admin_audit(struct web_req *rq, void *arg, struct es_err *err);
int	admin_audit_export(struct web_req *rq, void *arg, struct es_err *err);
int	admin_ledgers(struct web_req *rq, void *arg, struct es_err *err);
int	admin_ledger(struct web_req *rq, void *arg, struct es_err *err);
int	admin_flow(struct web_req *rq, void *arg, struct es_err *err);

/* proposals.c: what waits for the second officer. */
extern const struct web_field	admin_proposals_fields[1];
extern const struct web_field	admin_decide_fields[2];
extern const struct web_field	admin_withdraw_fields[1];
int	admin_proposals(struct web_req *rq, void *arg, struct es_err *err);
int	admin_proposal(struct web_req *rq, void *arg, struct es_err *err);
int	admin_proposal_page(struct web_req *rq, void *arg,
	    struct es_err *err);
int	admin_decide(struct web_req *rq, void *arg, struct es_err *err);
int	admin_withdraw(struct web_req *rq, void *arg, struct es_err *err);

/* balance.c: the daily reconciliation. */
enum { ADMIN_BALANCE_FIELDS = 1 };
extern const struct web_field	admin_balance_fields[ADMIN_BALANCE_FIELDS];
int	admin_balance(struct web_req *rq, void *arg, struct es_err *err);
int	admin_balance_day(struct web_req *rq, void *arg, struct es_err *err);

#endif
