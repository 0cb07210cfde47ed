/* svc/issue.c - the transaction of a confirmation; see issue.h. */
#include "svc/issue.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/digest.h"
#include "svc/code.h"
#include "svc/issue_priv.h"

struct confirm {
	const struct svc_issue_conf	*c;
	const struct svc_ask		*ask;
	const unsigned char		*crid;
	struct es_view			 actor, address;
	struct es_arena			*arena;
	int64_t				 request;
	bool				 fresh;
};

/* OFFICE-CODE-YEAR-000001, counted in this very transaction. */
static int
next_number(struct store *st, const struct confirm *f,
    const struct store_rows *t, size_t row, char number[40],
    struct es_err *err)
{
	struct es_view		 office = store_view(t, row, T_OFFICE);
	struct es_view		 code = store_view(t, row, T_CODE);
	struct es_civil		 c;
	char			 prefix[24];
	struct store_val	 arg;
	int			 n;

	es_time_civil(f->ask->now, f->c->offset, &c);
	n = snprintf(prefix, sizeof(prefix), "%.*s-%.*s-%04d", (int)office.n,
	    (const char *)office.p, (int)code.n, (const char *)code.p,
	    c.year);
	if (n < 0 || (size_t)n >= sizeof(prefix))
		return es_fail(err, ES_E_LIMIT, "number: prefix too long");
	arg = (struct store_val)SV_STR(prefix);
	if (store_exec(st, STORE_ISSUE_COUNT, &arg, 1, NULL, err) < 0)
		return -1;
	(void)snprintf(number, 40, "%s-%06llu", prefix,
	    (unsigned long long)store_last_id(st));
	return 0;
}

/* The request of this form, if it was sent before. */
static int
find_first(struct store *st, struct confirm *f, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(f->ask->person),
				    SV_BYTES(f->crid, SVC_CRID) };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_ISSUE_BY_CRID, args, ES_COUNT(args),
	    f->arena, &r, err);
	if (rc > 0)
		f->request = store_int(&r, 0, 0);
	return rc;
}

static int
add_rows(struct store *st, struct confirm *f, const char *number,
    const char *code, struct es_view record, struct es_err *err)
{
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct store_val	 rq[] = { SV_INT(f->ask->person),
				    SV_BYTES(f->crid, SVC_CRID),
				    SV_TEXT(f->ask->type),
				    SV_STR(f->ask->lang),
				    SV_TEXT(f->ask->purpose), SV_STR(number),
				    SV_STR(code), SV_INT(f->ask->now) };

	if (crypt_sha256(record, sum, err) < 0 ||
	    store_exec(st, STORE_ISSUE_REQUEST, rq, ES_COUNT(rq), NULL,
	    err) < 0)
		return -1;
	f->request = (int64_t)store_last_id(st);
	{
		struct store_val	 snap[] = { SV_INT(f->request),
		    SV_BLOB(record), SV_BYTES(sum, sizeof(sum)) };
		struct store_val	 app[] = { SV_INT(f->request),
		    SV_STR("rule:auto"), SV_BYTES(sum, sizeof(sum)),
		    SV_INT(f->ask->now) };
		struct store_val	 job = SV_INT(f->request);

		if (store_exec(st, STORE_ISSUE_SNAPSHOT, snap, ES_COUNT(snap),
		    NULL, err) < 0 ||
		    store_exec(st, STORE_ISSUE_APPROVAL, app, ES_COUNT(app),
		    NULL, err) < 0)
			return -1;
		return store_exec(st, STORE_ISSUE_JOB, &job, 1, NULL, err);
	}
}

static int
add_audit(struct store *st, const struct confirm *f, const char *number,
    struct es_err *err)
{
	struct audit_entry	 e = {
		.chain = "request", .at = f->ask->now, .actor = f->actor,
		.address = f->address, .action = "request.confirm",
		.object = es_view_str(number), .result = "ok",
		.detail = f->ask->type,
	};

	return audit_add(st, &e, err);
}

static int
transaction(struct store *st, void *arg, struct es_err *err)
{
	struct confirm		*f = arg;
	struct store_rows	 person, types;
	char			 number[40], code[SVC_CODE_LEN + 1];
	struct es_view		 record;
	size_t			 row;
	int			 rc;

	es_arena_reset(f->arena);
	f->fresh = false;
	if ((rc = find_first(st, f, err)) != 0)
		return rc;
	if (svc_may_have(st, f->ask, f->arena, &person, &types, &row,
	    err) < 0)
		return -1;
	if (store_int(&types, row, T_AUTO) == 0)
		return es_fail(err, ES_E_DENIED, "this type needs approval "
		    "by people");
	if (next_number(st, f, &types, row, number, err) < 0 ||
	    svc_code_make(code, err) < 0 ||
	    svc_snapshot(st, f->c, f->ask, number, code, f->arena, &record,
	    err) < 0 || add_rows(st, f, number, code, record, err) < 0 ||
	    add_audit(st, f, number, err) < 0)
		return -1;
	f->fresh = true;
	return 0;
}

int
svc_confirm(struct store *st, const struct svc_issue_conf *c,
    const struct svc_ask *ask, const unsigned char crid[SVC_CRID],
    struct es_view actor, struct es_view address, struct es_arena *a,
    int64_t *request, bool *fresh, struct es_err *err)
{
	struct es_arena	*own = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct confirm	 f = { c, ask, crid, actor, address, own, 0, false };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc;

	(void)a;
	*request = 0;
	*fresh = false;
	if (own == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	rc = store_tx(st, transaction, &f, &e);
	/*
	 * Two windows sent the same form at once: the other was faster.  Or
	 * the commit was lost on its way back: look whether it is there.
	 */
	if (rc < 0 && (e.code == ES_E_CONFLICT || e.code == ES_E_UNCERTAIN)) {
		struct es_err	 again = ES_ERR_INIT;

		es_arena_reset(own);
		rc = find_first(st, &f, &again) > 0 ? 0 : -1;
	}
	if (rc < 0) {
		es_fail_at(err, e.code, e.file, e.line, "%s", e.msg);
	} else {
		*request = f.request;
		*fresh = f.fresh;
	}
	es_arena_free(own);
	return rc < 0 ? -1 : 0;
}
