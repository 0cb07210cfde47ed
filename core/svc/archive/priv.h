/* svc/archive/priv.h - acts of an archivist; between archive and disposal. */
#ifndef ES_SVC_ARCHIVE_PRIV_H
#define ES_SVC_ARCHIVE_PRIV_H

#include "svc/archive/disposal.h"

/* Append the audit row of an act, in its transaction. */
ES_CHECK int	svc_archive_note(struct store *st,
		    const struct svc_archivist *who, const char *action,
		    struct es_view object, const char *detail,
		    struct es_err *err);
/*
 * An act in one transaction: fn(st, arg), with an arena in *a that lives as
 * long.  ES_E_INPUT without a reason.
 */
ES_CHECK int	svc_archive_act(struct store *st, struct es_view reason,
		    int (*fn)(struct store *st, void *arg,
		    struct es_err *err), void *arg, struct es_arena **a,
		    struct es_err *err);

#endif
