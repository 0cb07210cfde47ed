/* svc/issue/draft.c - see draft.h. */
#include "svc/issue/draft.h"

#include "base/limits.h"
#include "xmlio/xmlio.h"

#define KEPT	86400		/* seconds */

int
svc_draft_put(struct store *st, const struct svc_ask *ask,
    const struct type_def *d, const unsigned char crid[SVC_CRID],
    struct es_err *err)
{
	struct store_val	 old = SV_INT(ask->now - KEPT);
	struct es_buf		 b;
	int			 rc;

	es_buf_init(&b, ES_LIMIT_XML);
	type_form_write(d, ask->form, ask->lang, TYPE_WRITE_KEYS, &b);
	rc = es_buf_ok(&b, "draft", err);
	if (rc == 0) {
		struct store_val	 row[] = { SV_INT(ask->person),
					    SV_BYTES(crid, SVC_CRID),
					    SV_STR(d->id),
					    SV_INT(d->version),
					    SV_STR(ask->lang),
					    SV_BLOB(es_buf_view(&b)),
					    SV_INT(ask->now) };

		rc = store_exec(st, STORE_DRAFT_PUT, row, ES_COUNT(row), NULL,
		    err);
	}
	es_buf_clear(&b);
	if (rc == 0)
		rc = store_exec(st, STORE_DRAFT_EXPIRE, &old, 1, NULL, err);
	return rc < 0 ? -1 : 0;
}

int
svc_draft_get(struct store *st, const struct svc_ask *ask,
    const struct type_def *d, const unsigned char crid[SVC_CRID],
    struct es_arena *a, struct type_form *out, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(ask->person),
				    SV_BYTES(crid, SVC_CRID) };
	struct store_rows	 r;
	struct es_tree		*tree;

	if (store_query(st, STORE_DRAFT_GET, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	if (r.n == 0 || !es_view_eq_str(store_view(&r, 0, 0), d->id) ||
	    !es_view_eq_str(store_view(&r, 0, 2), ask->lang))
		return es_fail(err, ES_E_NOTFOUND, "no such form");
	if (xmlio_tree(&tree, store_view(&r, 0, 3), a, err) < 0)
		return -1;
	if (store_int(&r, 0, 1) != d->version) {
		*out = (struct type_form){ .values = tree };
		return 1;
	}
	return type_form_read(out, d, type_form_stored, tree, a, err);
}

int
svc_draft_drop(struct store *st, int64_t person,
    const unsigned char crid[SVC_CRID], struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(person),
				    SV_BYTES(crid, SVC_CRID) };

	return store_exec(st, STORE_DRAFT_DROP, args, ES_COUNT(args), NULL,
	    err) < 0 ? -1 : 0;
}
