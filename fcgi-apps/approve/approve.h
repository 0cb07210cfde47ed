/* approve/approve.h - what the pages of es-approve share. */
#ifndef ES_APPROVE_H
#define ES_APPROVE_H

#include "store/conf.h"
#include "svc/approve/approve.h"
#include "svc/program.h"
#include "svc/issue/preview.h"
#include "svc/seal/seal.h"
#include "svc/type/types.h"
#include "sys/proc.h"
#include "web/app.h"

enum { APPROVE_SWEEP, APPROVE_NGROUPS };

struct approve_app {
	struct sys_group	 groups[APPROVE_NGROUPS];
	struct svc_seal_conf	 sc;	/* fonts and templates for previews */
	char			 password[STORE_PASSWORD_MAX];
	const char		*stamp_socket;
	const char		*flows_dir;
	struct flow_defs	*flows;
	struct svc_seal_kit	*kit;
	struct svc_types	*types;		/* of a web worker */
	struct store		*st;
	int			 sweep_ms;
};

/* Who asks, in which language, now. */
void	approve_reader(struct web_req *rq, const struct approve_app *app,
	    struct svc_reader *r);
/* "flow.no.WHY": why a decision was not taken, in words. */
const char *approve_refusal(struct web_req *rq, enum flow_refusal why);
/* Approved: wake a stamper; when nobody answers its sweeper finds the job. */
void	approve_wake(const struct approve_app *app, int64_t request);

/* inbox.c: what is to be done, what was done, many at once. */
int	approve_inbox(struct web_req *rq, void *arg, struct es_err *err);
int	approve_done(struct web_req *rq, void *arg, struct es_err *err);
int	approve_batch(struct web_req *rq, void *arg, struct es_err *err);
#define APPROVE_BATCH_FIELDS	(ES_LIMIT_INBOX + 2)
extern const struct web_field	approve_inbox_fields[4];
extern const struct web_field	approve_done_fields[1];
extern struct web_field		approve_batch_fields[APPROVE_BATCH_FIELDS];
void	approve_batch_names(void);	/* once, before routes are used */

/* task.c: one request. */
int	approve_task(struct web_req *rq, void *arg, struct es_err *err);
int	approve_preview(struct web_req *rq, void *arg, struct es_err *err);
int	approve_decide(struct web_req *rq, void *arg, struct es_err *err);
extern const struct web_field	approve_decide_fields[6];

/* away.c: absence and deputies. */
int	approve_away(struct web_req *rq, void *arg, struct es_err *err);
int	approve_away_set(struct web_req *rq, void *arg, struct es_err *err);
int	approve_away_end(struct web_req *rq, void *arg, struct es_err *err);
extern const struct web_field	approve_away_fields[4];

/* sweep.c: reminders and escalations. */
int	approve_sweep_worker(void *arg);

#endif
