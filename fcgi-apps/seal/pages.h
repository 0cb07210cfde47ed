/* pages.h - what keepers see: /seal, its pictures and ledgers. */
#ifndef ES_SEAL_PAGES_H
#define ES_SEAL_PAGES_H

#include "seal.h"
#include "svc/keeper.h"
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

/* For struct web_app; arg is the struct seal_app. */
ES_CHECK int	seal_pages_start(struct seal_app *app, struct es_err *err);
void		seal_pages_stop(struct seal_app *app);

#endif
