/* svc/contract/again.c - a new draft from one that failed; see contract.h. */
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/contract/priv.h"

struct again {
	const struct svc_reader		*r;
	const struct svc_contract	*c;
	struct es_arena			*arena;
	unsigned char			 crid[SVC_CRID];
	int64_t				 id;
	bool				 full;
};

/* Made of the old one's: pressed twice it is one draft. */
static int
number_of(struct again *x, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, 64);
	es_buf_add_str(&b, "yinxin again");
	es_buf_add(&b, x->c->crid, SVC_CRID);
	if ((rc = es_buf_ok(&b, "again", err)) == 0)
		rc = crypt_sha256(es_buf_view(&b), sum, err);
	if (rc == 0)
		memcpy(x->crid, sum, SVC_CRID);
	es_buf_clear(&b);
	return rc;
}

/* The text and the annexes, with their bytes. */
static int
copy_files(struct store *st, struct again *x, const struct store_rows *f,
    struct es_err *err)
{
	size_t	 text = svc_contract_text(f), i;

	for (i = 0; i < f->n; i++) {
		struct store_val	 row[] = { SV_INT(x->id),
		    SV_INT(x->r->now), SV_INT(x->r->now),
		    SV_INT(store_int(f, i, SVC_CF_ID)) };
		struct store_val	 bytes[2];

		if (i != text && !svc_contract_role(f, i, "annex"))
			continue;
		if (store_exec(st, STORE_CONTRACT_FILE_AGAIN, row,
		    ES_COUNT(row), NULL, err) < 0)
			return -1;
		bytes[0] = (struct store_val)SV_INT(
		    (int64_t)store_last_id(st));
		bytes[1] = row[3];
		if (store_exec(st, STORE_CONTRACT_CHUNKS_AGAIN, bytes,
		    ES_COUNT(bytes), NULL, err) < 0)
			return -1;
	}
	return 0;
}

static bool
too_much(const struct store_rows *f, const struct store_rows *quota)
{
	size_t	 text = svc_contract_text(f), i;
	int64_t	 sum = store_int(quota, 0, 0);

	for (i = 0; i < f->n; i++)
		if (i == text || svc_contract_role(f, i, "annex"))
			sum += store_int(f, i, SVC_CF_SIZE);
	return sum > (int64_t)ES_LIMIT_CONTRACT_QUOTA;
}

static int
make(struct store *st, void *arg, struct es_err *err)
{
	struct again		*x = arg;
	struct store_val	 key[] = { SV_INT(x->r->person),
				    SV_BYTES(x->crid, SVC_CRID) };
	struct store_val	 old = SV_INT(x->c->id);
	struct store_val	 row[] = { key[1], SV_INT(x->r->now),
				    SV_INT(x->r->now), old };
	struct store_val	 places[2] = { { 0 }, old };
	struct store_rows	 r, f, q;
	uint64_t		 n;
	int			 rc;

	es_arena_reset(x->arena);
	x->full = false;
	if ((rc = store_query(st, STORE_CONTRACT_BY_CRID, key, 2, x->arena,
	    &r, err)) < 0)
		return -1;
	if (rc > 0) {
		x->id = store_int(&r, 0, 0);
		return 0;
	}
	if (store_query(st, STORE_CONTRACT_FILES, &old, 1, x->arena, &f,
	    err) < 0 || store_query(st, STORE_CONTRACT_QUOTA, key, 1,
	    x->arena, &q, err) < 0)
		return -1;
	if ((x->full = too_much(&f, &q)))
		return 0;
	if (store_exec(st, STORE_CONTRACT_AGAIN, row, ES_COUNT(row), &n,
	    err) < 0)
		return -1;
	if (n != 1)
		return es_fail(err, ES_E_NOTFOUND, "no such type of file");
	x->id = (int64_t)store_last_id(st);
	places[0] = (struct store_val)SV_INT(x->id);
	return copy_files(st, x, &f, err) < 0 || store_exec(st,
	    STORE_CONTRACT_PLACES_AGAIN, places, ES_COUNT(places), NULL,
	    err) < 0 ? -1 : svc_contract_audit(x->r, "contract.again", x->id,
	    "ok", x->c->number, err);
}

int
svc_contract_again(const struct svc_reader *r, const struct svc_contract *c,
    int64_t *id, bool *full, struct es_err *err)
{
	struct again	 x = { .r = r, .c = c };
	int		 rc;

	*id = 0;
	*full = false;
	if (!c->mine)
		return es_fail(err, ES_E_NOTFOUND, "not theirs");
	if (!es_view_eq_str(c->state, "failed"))
		return es_fail(err, ES_E_CONFLICT, "it has not failed");
	if (number_of(&x, err) < 0)
		return -1;
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	rc = store_tx(r->db, make, &x, err);
	es_arena_free(x.arena);
	*id = x.id;
	*full = x.full;
	return rc < 0 ? -1 : 0;
}
