/*
 * svc/issue/draft.h - a form that was filled in and is not confirmed yet.
 *
 * What the preview shows is what "confirm" takes: the values lie in the
 * database between the two, under the form's own number (crid), for a day.
 */
#ifndef ES_SVC_DRAFT_H
#define ES_SVC_DRAFT_H

#include "svc/issue/issue.h"
#include "type/form.h"

/* Keep the values of ask->form, of this version of its type. */
ES_CHECK int	svc_draft_put(struct store *st, const struct svc_ask *ask,
		    const struct type_def *d,
		    const unsigned char crid[SVC_CRID], struct es_err *err);
/*
 * Read them again, by d, into the arena: out->values as they were put.
 * 1: the type has another version meanwhile; out->values are those of the
 * old one, of which a form shows what it still has a control for.
 * ES_E_NOTFOUND: no such form of this person, type and language.
 */
ES_CHECK int	svc_draft_get(struct store *st, const struct svc_ask *ask,
		    const struct type_def *d,
		    const unsigned char crid[SVC_CRID], struct es_arena *a,
		    struct type_form *out, struct es_err *err);
ES_CHECK int	svc_draft_drop(struct store *st, int64_t person,
		    const unsigned char crid[SVC_CRID], struct es_err *err);

#endif
