/* pages.h - what keepers see: /seal, its pictures and ledgers. */
#ifndef ES_SEAL_PAGES_H
#define ES_SEAL_PAGES_H

#include "seal.h"
#include "svc/life/keeper.h"
#include "web/app.h"

extern const struct web_route	seal_routes[];
extern const size_t		seal_nroutes;

/* Who asks, in which language: the guard let only keepers come here. */
ES_CHECK int	seal_asking(struct web_req *rq, const struct seal_app *app,
		    struct svc_keeper *k, struct es_err *err);

/* authorise.c: standing authorisations and releases of one seal. */
int	seal_authorisations(struct web_req *rq, void *arg, struct es_err *err);
int	seal_grant(struct web_req *rq, void *arg, struct es_err *err);
int	seal_grant_end(struct web_req *rq, void *arg, struct es_err *err);
int	seal_release(struct web_req *rq, void *arg, struct es_err *err);
extern const struct web_field	seal_grant_fields[8];
extern const struct web_field	seal_release_fields[2];

/* life.c: the life of seals, by who has a part in it. */
int	seal_life(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_seal(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_picture(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_bring(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_imprint(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_file(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_step(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_form(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_apply(struct web_req *rq, void *arg, struct es_err *err);
int	seal_life_draft(struct web_req *rq, void *arg, struct es_err *err);
extern const struct web_field	seal_life_fields[1];
extern const struct web_field	seal_step_fields[9];
extern const struct web_field	seal_apply_fields[17];
extern const struct web_field	seal_imprint_fields[1];
extern const struct web_field	seal_draft_fields[4];

/* For struct web_app; arg is the struct seal_app. */
ES_CHECK int	seal_pages_start(struct seal_app *app, struct es_err *err);
void		seal_pages_stop(struct seal_app *app);

#endif
