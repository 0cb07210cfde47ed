/*
 * svc/approve/resubmit.c - what an applicant does with a review; see review.h.
 */
#include "base/limits.h"
#include "base/buf.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/issue/priv.h"
#include "svc/approve/review.h"
#include "svc/type/types.h"
#include "sys/fault.h"
#include "type/form.h"

/* Columns of FLOW_MINE. */
enum { M_TYPE, M_LANG, M_NUMBER, M_CODE, M_PURPOSE };

struct act {
	const struct svc_reader		*r;
	const struct svc_issue_conf	*c;	/* of a submission */
	const struct svc_ask		*ask;
	int64_t				 request;
	struct es_view			 text;
	struct es_arena			*arena;
};

/* The applicant's own flow, locked. */
static int
open_mine(struct store *st, const struct act *x, struct flow_file *f,
    struct flow_actor *who, struct es_err *err)
{
	int	 rc;

	rc = flow_open(st, x->r->flows, x->request, store_in_tx(st) ?
	    FLOW_LOCKED : 0, x->arena, f, err);
	if (rc < 0)
		return -1;
	if (rc == 0 || f->c.applicant != x->r->account ||
	    f->c.applicant_person != x->r->person)
		return es_fail(err, ES_E_NOTFOUND, "no request %lld of "
		    "theirs under review", (long long)x->request);
	rc = flow_actor(st, x->r->account, 0, x->r->now, true, x->arena, who,
	    err);
	return rc > 0 ? 0 : rc < 0 ? -1 : es_fail(err, ES_E_DENIED,
	    "no such account");
}

static int
write_mine(struct store *st, const struct act *x, struct flow_file *f,
    struct flow_event *e, const struct flow_actor *who,
    struct es_view record, struct es_err *err)
{
	enum flow_refusal	 why;

	e->at = x->r->now;
	e->actor = who->account;
	e->actor_person = who->person;
	e->step = e->slot = FLOW_NO_SLOT;
	e->text = x->text;
	if (flow_write(st, f, e, who, record, &why, err) < 0)
		return -1;
	return why == FLOW_OK ? 0 : es_fail(err, ES_E_CONFLICT,
	    "request %lld: %s", (long long)x->request,
	    flow_refusal_name(why));
}

static int
withdraw(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct flow_event	 e = { .kind = FLOW_WITHDRAW };
	struct flow_actor	 who;
	struct flow_file	*f;

	es_arena_reset(x->arena);
	if ((f = es_arena_get(x->arena, sizeof(*f))) == NULL)
		return es_fail(err, ES_E_NOMEM, "review: no memory");
	if (open_mine(st, x, f, &who, err) < 0)
		return -1;
	memcpy(e.digest, f->s.digest, FLOW_DIGEST);
	if (write_mine(st, x, f, &e, &who, ES_VIEW_EMPTY, err) < 0 ||
	    svc_review_audit(x->r, "request.withdraw", x->request, "ok",
	    x->text, err) < 0)
		return -1;
	return SYS_FAULT("withdraw.before_commit", err);
}

static int
in_tx(int (*fn)(struct store *, void *, struct es_err *), struct act *x,
    struct es_err *err)
{
	int	 rc;

	if ((x->arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "review: no memory");
	rc = store_tx(x->r->db, fn, x, err);
	es_arena_free(x->arena);
	return rc < 0 ? -1 : 0;
}

int
svc_withdraw(const struct svc_reader *r, int64_t request,
    struct es_view reason, struct es_err *err)
{
	struct act	 x = { .r = r, .request = request, .text = reason };

	return in_tx(withdraw, &x, err);
}

/* A new snapshot under the old number and code. */
static int
snapshot_again(struct store *st, struct act *x, unsigned round,
    unsigned char sum[FLOW_DIGEST], struct es_view *record,
    struct es_err *err)
{
	struct store_val	 id = SV_INT(x->request);
	struct svc_ask		 ask = *x->ask;
	struct store_rows	 r;
	char			*number, *code;
	int			 rc;

	if ((rc = store_query(st, STORE_FLOW_MINE, &id, 1, x->arena, &r,
	    err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no request");
	ask.person = x->r->person;
	ask.type = store_view(&r, 0, M_TYPE);
	if (ask.purpose.n == 0)
		ask.purpose = store_view(&r, 0, M_PURPOSE);
	ask.lang = es_view_eq_str(store_view(&r, 0, M_LANG), "en") ? "en" :
	    "zh-CN";
	ask.now = x->r->now;
	number = es_arena_str(x->arena, store_view(&r, 0, M_NUMBER));
	code = es_arena_str(x->arena, store_view(&r, 0, M_CODE));
	if (number == NULL || code == NULL)
		return es_fail(err, ES_E_NOMEM, "review: no memory");
	if (svc_snapshot(st, x->c, &ask, number, code, x->arena, record,
	    err) < 0 || crypt_sha256(*record, sum, err) < 0)
		return -1;
	{
		struct store_val	 row[] = { SV_INT(x->request),
		    SV_INT(round), SV_BLOB(*record), SV_BYTES(sum,
		    FLOW_DIGEST) };
		struct store_val	 purpose[] = { SV_TEXT(ask.purpose),
		    SV_INT(x->request) };

		return store_exec(st, STORE_FLOW_SNAPSHOT, row, ES_COUNT(row),
		    NULL, err) < 0 || store_exec(st, STORE_FLOW_PURPOSE,
		    purpose, ES_COUNT(purpose), NULL, err) < 0 ? -1 :
		    svc_form_keep(st, x->c, x->request, round, &ask, err);
	}
}

static int
resubmit(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct flow_event	 e = { .kind = FLOW_SUBMIT };
	struct flow_actor	 who;
	struct flow_file	*f;
	struct es_view		 record;

	es_arena_reset(x->arena);
	if ((f = es_arena_get(x->arena, sizeof(*f))) == NULL)
		return es_fail(err, ES_E_NOMEM, "review: no memory");
	if (open_mine(st, x, f, &who, err) < 0)
		return -1;
	if (f->s.phase != FLOW_RETURNED)
		return es_fail(err, ES_E_CONFLICT, "request %lld was not "
		    "returned", (long long)x->request);
	if (snapshot_again(st, x, f->s.round + 1, e.digest, &record,
	    err) < 0 || write_mine(st, x, f, &e, &who, record, err) < 0 ||
	    svc_review_audit(x->r, "request.resubmit", x->request, "ok",
	    x->text, err) < 0)
		return -1;
	return SYS_FAULT("resubmit.before_commit", err);
}

/* -- forms ------------------------------------------------------------- */
int
svc_form_keep(struct store *st, const struct svc_issue_conf *c,
    int64_t request, int64_t round, const struct svc_ask *ask,
    struct es_err *err)
{
	struct store_val	 type = SV_TEXT(ask->type);
	const struct type_def	*d;
	struct es_arena		*a;
	struct store_rows	 r;
	struct es_buf		 b;
	int			 rc;

	if (ask->form == NULL)
		return 0;
	if ((a = es_arena_new(ES_MIB)) == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	es_buf_init(&b, ES_LIMIT_XML);
	rc = store_query(st, STORE_TYPE_NOW, &type, 1, a, &r, err);
	if (rc == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "no such type");
	if (rc > 0 && (rc = svc_type_def(c->types, st, ask->type,
	    store_int(&r, 0, 0), &d, err)) == 0) {
		type_form_write(d, ask->form, ask->lang, TYPE_WRITE_KEYS, &b);
		rc = es_buf_ok(&b, "form", err);
	}
	if (rc == 0) {
		struct store_val	 row[] = { SV_INT(request),
		    SV_INT(round), SV_BLOB(es_buf_view(&b)) };

		rc = store_exec(st, STORE_FLOW_FORM_ADD, row, ES_COUNT(row),
		    NULL, err);
	}
	es_buf_clear(&b);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

int
svc_returned(struct store *st, int64_t person,
    const unsigned char crid[SVC_CRID], int64_t *request, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(person),
				    SV_BYTES(crid, SVC_CRID) };
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;
	int			 rc;

	*request = 0;
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	rc = store_query(st, STORE_FLOW_RETURNED, args, ES_COUNT(args), a, &r,
	    err);
	if (rc > 0)
		*request = store_int(&r, 0, 0);
	es_arena_free(a);
	return rc;
}

int
svc_correct(const struct svc_reader *r, int64_t request, struct es_arena *a,
    const char **path, struct es_err *err)
{
	struct act		 x = { .r = r, .request = request,
				    .arena = a };
	struct store_val	 id = SV_INT(request);
	struct flow_file	*f = es_arena_get(a, sizeof(*f));
	struct flow_actor	 who;
	struct store_rows	 t;
	char			 hex[2 * SVC_CRID + 1];
	int			 rc;

	*path = NULL;
	if (f == NULL)
		return es_fail(err, ES_E_NOMEM, "form: no memory");
	if (open_mine(r->db, &x, f, &who, err) < 0)
		return -1;
	if (f->s.phase != FLOW_RETURNED)
		return es_fail(err, ES_E_CONFLICT, "not returned");
	if ((rc = store_query(r->db, STORE_FLOW_CORRECT, &id, 1, a, &t,
	    err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no form");
	if (store_view(&t, 0, 0).n != SVC_CRID)
		return es_fail(err, ES_E_BUG, "a request without a number");
	if (store_int(&t, 0, 5) != 0) {		/* a file that they brought */
		*path = es_arena_printf(a, "/contract/request/%lld",
		    (long long)request);
		return *path == NULL ? es_fail(err, ES_E_NOMEM,
		    "form: no memory") : 0;
	}
	{
		struct store_val	 row[] = { SV_INT(r->person),
		    SV_BLOB(store_view(&t, 0, 0)), SV_TEXT(store_view(&t, 0,
		    1)), SV_INT(store_int(&t, 0, 2)), SV_TEXT(store_view(&t,
		    0, 3)), SV_BLOB(store_view(&t, 0, 4)), SV_INT(r->now) };

		if (store_exec(r->db, STORE_DRAFT_PUT, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	crypt_hex(store_view(&t, 0, 0), hex);
	*path = es_arena_printf(a, "/request/%.*s/%.*s?draft=%s",
	    (int)store_view(&t, 0, 1).n, (const char *)store_view(&t, 0,
	    1).p, (int)store_view(&t, 0, 3).n, (const char *)store_view(&t, 0,
	    3).p, hex);
	return *path == NULL ? es_fail(err, ES_E_NOMEM, "form: no memory") :
	    0;
}

int
svc_resubmit(const struct svc_reader *r, const struct svc_issue_conf *c,
    int64_t request, const struct svc_ask *ask, struct es_view text,
    struct es_err *err)
{
	struct act	 x = { .r = r, .c = c, .request = request,
			    .ask = ask, .text = text };

	return in_tx(resubmit, &x, err);
}
