/* svc/life/imprint.c - the scan of the physical seal's imprint; see life.h. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "seal/imprint.h"
#include "svc/issue/priv.h"
#include "svc/life/priv.h"

/* Columns of LIFE_IMPRINT. */
enum { I_N, I_SUM, I_WIDTH, I_HEIGHT, I_AT, I_ACTOR };

/* Who decides about the seal compares the scan; nobody else needs it. */
static bool
may_see(const struct svc_life_seal *s)
{
	return (s->as & (SEAL_AS_OFFICE | SEAL_AS_CAMPUS)) != 0;
}

/* Who applied, while nobody has agreed. */
static bool
may_bring(const struct svc_life *l, const struct svc_life_seal *s)
{
	return s->at.state == SEAL_APPLIED && s->at.stage == 1 &&
	    s->parts.asked == l->person;
}

static int
newest(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct store_rows *r, struct es_err *err)
{
	struct store_val	 id = SV_INT(seal);

	return store_query(l->db, STORE_LIFE_IMPRINT, &id, 1, a, r, err);
}

int
svc_life_put_imprint(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	int64_t			 seal = store_int(&s->row, 0, F_ID);
	struct store_rows	 r;
	struct es_tree		*m;
	char			 hex[2 * CRYPT_SHA256_SIZE + 1];

	es_tree_put_bool(page, "may_bring", may_bring(l, s));
	es_tree_put_bool(page, "compares", may_see(s));
	if (newest(l, seal, a, &r, err) < 0)
		return -1;
	if (r.n == 0 || store_view(&r, 0, I_SUM).n != CRYPT_SHA256_SIZE)
		return 0;
	crypt_hex(store_view(&r, 0, I_SUM), hex);
	m = es_tree_put_map(page, "imprint");
	es_tree_put_str(m, "digest", hex);
	es_tree_put_str(m, "size", es_arena_printf(a, "%lld × %lld",
	    (long long)store_int(&r, 0, I_WIDTH),
	    (long long)store_int(&r, 0, I_HEIGHT)));
	es_tree_put_str(m, "when", svc_when(a, store_int(&r, 0, I_AT),
	    l->offset));
	es_tree_put_text(m, "actor", store_view(&r, 0, I_ACTOR));
	if (may_see(s))
		es_tree_put_str(m, "href", es_arena_printf(a,
		    "/seal/life/%lld/imprint", (long long)seal));
	return 0;
}

int
svc_life_imprint(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct es_view *png, struct es_err *err)
{
	struct svc_life_seal	 s;
	struct store_rows	 r;
	struct store_val	 args[] = { SV_INT(seal), SV_INT(0) };
	int			 rc;

	*png = ES_VIEW_EMPTY;
	if (svc_life_load(l, seal, a, &s, err) < 0)
		return -1;
	if (!may_see(&s))
		return es_fail(err, ES_E_NOTFOUND, "imprint: not for them");
	if ((rc = newest(l, seal, a, &r, err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
		    "no imprint of seal %lld", (long long)seal);
	args[1].i = store_int(&r, 0, I_N);
	if (store_query(l->db, STORE_LIFE_IMPRINT_PNG, args, 2, a, &r,
	    err) < 0)
		return -1;
	*png = store_view(&r, 0, 0);
	return 0;
}

struct bringing {
	const struct svc_life	*l;
	int64_t			 seal;
	struct es_view		 png;
	struct seal_imprint	 info;
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct es_arena		*arena;
	const char		*flaw;
};

static int
bring(struct store *st, void *arg, struct es_err *err)
{
	struct bringing		*x = arg;
	const struct svc_life	*l = x->l;
	struct svc_life_seal	 s;
	struct store_rows	 r;
	char			 hex[2 * CRYPT_SHA256_SIZE + 1];
	struct audit_entry	 e = { .chain = "seal", .at = l->now,
				    .actor = l->name, .address = l->address,
				    .action = "seal.imprint",
				    .result = "ok" };

	es_arena_reset(x->arena);
	x->flaw = NULL;
	if (svc_life_load(l, x->seal, x->arena, &s, err) < 0 ||
	    newest(l, x->seal, x->arena, &r, err) < 0)
		return -1;
	if (!may_bring(l, &s)) {
		x->flaw = "life.imprint-not-now";
		return 0;
	}
	{
		struct store_val	 row[] = { SV_INT(x->seal),
		    SV_INT(store_int(&r, 0, I_N) + 1), SV_BLOB(x->png),
		    SV_BYTES(x->sum, sizeof(x->sum)), SV_INT(x->info.width),
		    SV_INT(x->info.height), SV_INT(l->now),
		    SV_TEXT(l->name) };

		if (store_exec(st, STORE_LIFE_IMPRINT_ADD, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	crypt_hex(es_view(x->sum, sizeof(x->sum)), hex);
	e.object = store_view(&s.row, 0, F_NUMBER);
	e.detail = es_view_str(hex);
	return audit_add(st, &e, err);
}

int
svc_life_bring(const struct svc_life *l, int64_t seal, struct es_view png,
    const char **flaw, struct es_err *err)
{
	struct bringing	 x = { .l = l, .seal = seal };
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 clean;
	int		 rc = -1;

	*flaw = NULL;
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "imprint: no memory");
	es_buf_init(&clean, ES_LIMIT_IMPRINT);
	if (seal_imprint_read(png, &clean, &x.info, &e) < 0) {
		*flaw = e.why;
		rc = e.why != NULL ? 0 : es_err_pass(err, &e);
	} else if (crypt_sha256(es_buf_view(&clean), x.sum, err) == 0) {
		x.png = es_buf_view(&clean);
		rc = store_tx(l->db, bring, &x, err) < 0 ? -1 : 0;
		*flaw = x.flaw;
	}
	es_buf_clear(&clean);
	es_arena_free(x.arena);
	return rc;
}
