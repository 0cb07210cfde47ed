/* pages.h - what keepers see: /seal, its pictures and ledgers. */
#ifndef ES_SEAL_PAGES_H
#define ES_SEAL_PAGES_H

#include "seal.h"
#include "web/app.h"

extern const struct web_route	seal_routes[];
extern const size_t		seal_nroutes;

/* For struct web_app; arg is the struct seal_app. */
ES_CHECK int	seal_pages_start(struct seal_app *app, struct es_err *err);
void		seal_pages_stop(struct seal_app *app);

#endif
