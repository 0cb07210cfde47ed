/* svc/contract/contract.c - drafts, their words and places; see contract.h. */
#include "svc/contract/contract.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/text.h"
#include "svc/approve/approve.h"
#include "svc/contract/priv.h"
#include "svc/issue/priv.h"
#include "sys/fault.h"

/* Columns of CONTRACT_LOAD. */
enum { C_ID, C_PERSON, C_CRID, C_TYPE, C_TYPE_ZH, C_TYPE_EN, C_TITLE, C_PARTY,
    C_TOTAL, C_STRADDLE, C_CHANGED, C_REQUEST, C_STATE, C_NUMBER, C_CREATED,
    C_RECORD, C_SUM, C_OFFICE, C_PERSON_ZH, C_PERSON_EN, C_REASON,
    C_DOCUMENT, C_ISSUED, C_CODE, C_ROUND, C_DISPOSED };

#define LIST_MAX	200

const char *
svc_place_flaw_name(enum svc_place_flaw f)
{
	static const char *const	name[SVC_PLACE__MAX] = { "fine",
					    "no-text", "page", "outside",
					    "twice", "seal" };

	return (size_t)f < SVC_PLACE__MAX ? name[f] : name[0];
}

bool
svc_contract_open(const struct svc_contract *c)
{
	return es_view_eq_str(c->state, "draft") ||
	    es_view_eq_str(c->state, "returned");
}

int
svc_contract_audit(const struct svc_reader *r, const char *action,
    int64_t contract, const char *result, struct es_view detail,
    struct es_err *err)
{
	char			 object[40];
	struct audit_entry	 e = {
		.chain = r->chain, .at = r->now, .actor = r->name,
		.address = r->address, .action = action, .result = result,
		.detail = detail,
	};

	(void)snprintf(object, sizeof(object), "contract %lld",
	    (long long)contract);
	e.object = es_view_str(object);
	return audit_add(r->db, &e, err);
}

int
svc_contract_lock(struct store *st, int64_t contract, struct es_arena *a,
    struct es_err *err)
{
	struct store_val	 id = SV_INT(contract);
	struct store_rows	 r;
	int			 rc;

	if ((rc = store_query(st, STORE_CONTRACT_LOCK, &id, 1, a, &r,
	    err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no contract "
		    "%lld", (long long)contract);
	if ((rc = store_query(st, STORE_CONTRACT_STATE, &id, 1, a, &r,
	    err)) < 0)
		return -1;
	return rc == 0 || es_view_eq_str(store_view(&r, 0, 0), "returned") ?
	    0 : es_fail(err, ES_E_CONFLICT, "contract %lld is frozen",
	    (long long)contract);
}

bool
svc_contract_role(const struct store_rows *files, size_t i, const char *role)
{
	return es_view_eq_str(store_view(files, i, SVC_CF_ROLE), role);
}

size_t
svc_contract_text(const struct store_rows *files)
{
	size_t	 i = files->n;

	while (i-- > 0)
		if (svc_contract_role(files, i, "text"))
			return i;
	return SIZE_MAX;
}

const char *
svc_contract_mm(struct es_arena *a, int64_t v)
{
	const char	*s = es_arena_printf(a, v % 100 == 0 ? "%lld" :
			    v % 10 == 0 ? "%lld.%lld" : "%lld.%02lld",
			    (long long)(v / 100), (long long)(v % 10 == 0 ?
			    v % 100 / 10 : v % 100));

	return s == NULL ? "" : s;
}

/* -- loading ------------------------------------------------------------- */
static void
fill(const struct store_rows *r, struct svc_contract *c)
{
	c->id = store_int(r, 0, C_ID);
	c->person = store_int(r, 0, C_PERSON);
	if (store_view(r, 0, C_CRID).n == SVC_CRID)
		memcpy(c->crid, store_view(r, 0, C_CRID).p, SVC_CRID);
	c->type = store_view(r, 0, C_TYPE);
	c->type_zh = store_view(r, 0, C_TYPE_ZH);
	c->type_en = store_view(r, 0, C_TYPE_EN);
	c->title = store_view(r, 0, C_TITLE);
	c->party = store_view(r, 0, C_PARTY);
	c->total = store_view(r, 0, C_TOTAL);
	c->straddle = store_view(r, 0, C_STRADDLE);
	c->request = store_int(r, 0, C_REQUEST);
	c->state = store_view(r, 0, C_STATE);
	c->number = store_view(r, 0, C_NUMBER);
	c->created = store_int(r, 0, C_CREATED);
	c->record = store_view(r, 0, C_RECORD);
	c->sum = store_view(r, 0, C_SUM);
	c->office = store_view(r, 0, C_OFFICE);
	c->person_zh = store_view(r, 0, C_PERSON_ZH);
	c->person_en = store_view(r, 0, C_PERSON_EN);
	c->reason = store_view(r, 0, C_REASON);
	c->document = store_int(r, 0, C_DOCUMENT);
	c->issued = store_int(r, 0, C_ISSUED);
	c->code = store_view(r, 0, C_CODE);
	c->disposed = store_int(r, 0, C_DISPOSED);
}

/* Owner, keeper of a seal on it, or somebody who decides about it. */
static int
may_see(const struct svc_reader *r, struct svc_contract *c,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 kept[] = { SV_INT(c->id),
				    SV_INT(r->account), SV_INT(r->account) };
	struct store_rows	 k;
	struct svc_task		 task;
	int			 rc;

	c->mine = c->person == r->person;
	if (c->request != 0) {
		if ((rc = store_query(r->db, STORE_CONTRACT_KEPT, kept, 3, a,
		    &k, err)) < 0)
			return -1;
		c->keeps = rc > 0;
	}
	if (c->mine || c->keeps)
		return 0;
	if (c->request == 0)
		return es_fail(err, ES_E_NOTFOUND, "no contract of theirs");
	return svc_task(r, c->request, a, &task, es_tree_map(a), err);
}

static int
load(const struct svc_reader *r, enum store_stmt which, int64_t id,
    struct es_arena *a, struct svc_contract *out, struct es_err *err)
{
	struct store_val	 key = SV_INT(id);
	struct store_rows	 row;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if ((rc = store_query(r->db, which, &key, 1, a, &row, err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no contract "
		    "%lld", (long long)id);
	fill(&row, out);
	return may_see(r, out, a, err);
}

int
svc_contract_load(const struct svc_reader *r, int64_t id, struct es_arena *a,
    struct svc_contract *out, struct es_err *err)
{
	return load(r, STORE_CONTRACT_LOAD, id, a, out, err);
}

int
svc_contract_of(const struct svc_reader *r, int64_t request,
    struct es_arena *a, struct svc_contract *out, struct es_err *err)
{
	return load(r, STORE_CONTRACT_OF_REQUEST, request, a, out, err);
}

/* -- drafts ------------------------------------------------------------- */
struct act {
	const struct svc_reader		*r;
	const struct svc_contract	*c;
	const struct svc_contract_words	*w;
	const unsigned char		*crid;
	const struct svc_place		*place;
	size_t				 n;
	struct es_view			 straddle;
	struct es_arena			*arena;
	int64_t				 id;
	bool				 apart;
};

static int
in_tx(int (*fn)(struct store *, void *, struct es_err *), struct act *x,
    struct es_err *err)
{
	int	 rc;

	if ((x->arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	rc = store_tx(x->r->db, fn, x, err);
	es_arena_free(x->arena);
	return rc < 0 ? -1 : 0;
}

static int
make(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 key[] = { SV_INT(x->r->person),
				    SV_BYTES(x->crid, SVC_CRID) };
	struct store_val	 row[] = { key[0], key[1],
				    SV_TEXT(x->w->title),
				    SV_TEXT(x->w->party),
				    SV_TEXT(x->w->total), SV_INT(x->r->now),
				    SV_INT(x->r->now), SV_TEXT(x->w->type) };
	struct store_rows	 r;
	uint64_t		 n;
	int			 rc;

	es_arena_reset(x->arena);
	if ((rc = store_query(st, STORE_CONTRACT_BY_CRID, key, 2, x->arena,
	    &r, err)) < 0)
		return -1;
	if (rc > 0) {
		x->id = store_int(&r, 0, 0);
		return 0;
	}
	if (store_exec(st, STORE_CONTRACT_NEW, row, ES_COUNT(row), &n,
	    err) < 0)
		return -1;
	if (n != 1)
		return es_fail(err, ES_E_NOTFOUND, "no such type of file");
	x->id = (int64_t)store_last_id(st);
	return svc_contract_audit(x->r, "contract.new", x->id, "ok",
	    x->w->type, err);
}

int
svc_contract_new(const struct svc_reader *r,
    const unsigned char crid[SVC_CRID], const struct svc_contract_words *w,
    int64_t *id, struct es_err *err)
{
	struct act	 x = { .r = r, .w = w, .crid = crid };

	*id = 0;
	if (in_tx(make, &x, err) < 0)
		return -1;
	*id = x.id;
	return 0;
}

static int
set(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 row[] = { SV_TEXT(x->w->title),
				    SV_TEXT(x->w->party),
				    SV_TEXT(x->w->total), SV_INT(x->r->now),
				    SV_INT(x->c->id) };

	es_arena_reset(x->arena);
	return svc_contract_lock(st, x->c->id, x->arena, err) < 0 ? -1 :
	    store_exec(st, STORE_CONTRACT_SET, row, ES_COUNT(row), NULL, err);
}

int
svc_contract_set(const struct svc_reader *r, const struct svc_contract *c,
    const struct svc_contract_words *w, struct es_err *err)
{
	struct act	 x = { .r = r, .c = c, .w = w };

	return !c->mine ? es_fail(err, ES_E_NOTFOUND, "not theirs") :
	    in_tx(set, &x, err);
}

static int
drop(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 id = SV_INT(x->c->id), file;
	struct store_rows	 f;
	size_t			 i;

	es_arena_reset(x->arena);
	if (svc_contract_lock(st, x->c->id, x->arena, err) < 0 ||
	    store_query(st, STORE_CONTRACT_FILES, &id, 1, x->arena, &f,
	    err) < 0)
		return -1;
	for (i = 0; i < f.n; i++) {
		file = (struct store_val)SV_INT(store_int(&f, i, SVC_CF_ID));
		if (store_exec(st, STORE_CONTRACT_CHUNKS_DROP, &file, 1, NULL,
		    err) < 0 || store_exec(st, STORE_CONTRACT_FILE_DROP,
		    &file, 1, NULL, err) < 0)
			return -1;
	}
	return store_exec(st, STORE_CONTRACT_PLACES_DROP, &id, 1, NULL,
	    err) < 0 || store_exec(st, STORE_CONTRACT_DROP, &id, 1, NULL,
	    err) < 0 ? -1 : svc_contract_audit(x->r, "contract.drop",
	    x->c->id, "ok", ES_VIEW_EMPTY, err);
}

int
svc_contract_drop(const struct svc_reader *r, const struct svc_contract *c,
    struct es_err *err)
{
	struct act	 x = { .r = r, .c = c };

	if (!c->mine)
		return es_fail(err, ES_E_NOTFOUND, "not theirs");
	if (c->request != 0)
		return es_fail(err, ES_E_CONFLICT, "it was frozen");
	return in_tx(drop, &x, err);
}

/* -- places -------------------------------------------------------------- */
static int64_t
box(struct es_view boxes, int64_t page, size_t which)
{
	size_t	 at = (size_t)(page - 1) * 8 + which * 4, i;
	int64_t	 v = 0;

	for (i = 0; i < 4; i++)
		v = v << 8 | (at + i < boxes.n ? boxes.p[at + i] : 0);
	return v * 254 / 7200;		/* 1/1000 pt to 1/100 mm */
}

static bool
is_offered(const struct store_rows *seals, int64_t seal)
{
	size_t	 i;

	for (i = 0; i < seals->n; i++)
		if (store_int(seals, i, 0) == seal)
			return true;
	return seal == 0;
}

static enum svc_place_flaw
flaw_of(const struct svc_place *p, size_t i, struct es_view boxes,
    const struct store_rows *seals)
{
	size_t	 k;

	if (!is_offered(seals, p[i].seal))
		return SVC_PLACE_SEAL;
	if (p[i].page < 1 || (size_t)p[i].page > boxes.n / 8)
		return SVC_PLACE_PAGE;
	if (p[i].x < 0 || p[i].y < 0 || p[i].x > box(boxes, p[i].page, 0) ||
	    p[i].y > box(boxes, p[i].page, 1))
		return SVC_PLACE_OUTSIDE;
	for (k = 0; k < i; k++)
		if (p[k].seal == p[i].seal)
			return SVC_PLACE_TWICE;
	return SVC_PLACE_FINE;
}

static int
put_places(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 id = SV_INT(x->c->id);
	struct store_val	 row[] = { SV_TEXT(x->straddle),
				    SV_INT(x->r->now), id };
	size_t			 i, n = 0;
	int			 other;

	es_arena_reset(x->arena);
	if (svc_contract_lock(st, x->c->id, x->arena, err) < 0 ||
	    store_exec(st, STORE_CONTRACT_PLACES_DROP, &id, 1, NULL,
	    err) < 0 || store_exec(st, STORE_CONTRACT_STRADDLE, row, 3, NULL,
	    err) < 0)
		return -1;
	for (other = 0; other < 2; other++)
		for (i = 0; i < x->n; i++) {
			const struct svc_place	*p = &x->place[i];
			struct store_val	 place[] = { id,
			    SV_INT(n + 1), SV_INT(p->seal), SV_INT(p->page),
			    SV_INT(p->x), SV_INT(p->y) };

			if ((p->seal == 0) != (other == 1))
				continue;
			if (store_exec(st, STORE_CONTRACT_PLACE_ADD, place,
			    ES_COUNT(place), NULL, err) < 0)
				return -1;
			n++;
		}
	return 0;
}

int
svc_contract_places(const struct svc_reader *r, const struct svc_contract *c,
    const struct svc_place *p, size_t n, struct es_view straddle,
    enum svc_place_flaw *flaw, size_t *bad, struct es_err *err)
{
	struct act			 x = { .r = r, .c = c, .place = p,
					    .n = n, .straddle = straddle };
	struct svc_contract_file	 f;
	struct store_val		 id = SV_INT(c->id);
	struct store_val		 type = SV_TEXT(c->type);
	struct store_rows		 files, seals;
	struct es_arena			*a;
	size_t				 text;
	int				 rc = -1;

	*flaw = SVC_PLACE_FINE;
	*bad = 0;
	if (!c->mine)
		return es_fail(err, ES_E_NOTFOUND, "not theirs");
	if (n > ES_LIMIT_CONTRACT_SEALS + 1)
		return es_fail(err, ES_E_LIMIT, "%zu places", n);
	if ((a = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	if (store_query(r->db, STORE_CONTRACT_FILES, &id, 1, a, &files,
	    err) < 0 || store_query(r->db, STORE_CONTRACT_SEALS, &type, 1, a,
	    &seals, err) < 0)
		goto out;
	if ((text = svc_contract_text(&files)) == SIZE_MAX) {
		*flaw = SVC_PLACE_NO_TEXT;
		rc = 0;
		goto out;
	}
	if (svc_contract_file(r->db, c->id, store_int(&files, text,
	    SVC_CF_ID), a, &f, err) < 0)
		goto out;
	for (; *bad < n; (*bad)++)
		if ((*flaw = flaw_of(p, *bad, f.boxes, &seals)) !=
		    SVC_PLACE_FINE)
			break;
	rc = *flaw != SVC_PLACE_FINE ? 0 : in_tx(put_places, &x, err);
out:
	es_arena_free(a);
	return rc;
}

/* -- a keeper's hand ------------------------------------------------------ */
static int
release(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 kept[] = { SV_INT(x->c->id),
				    SV_INT(x->r->account),
				    SV_INT(x->r->account) };
	struct store_val	 id = SV_INT(x->c->request);
	struct store_rows	 k, before;
	struct flow_file	*f;
	size_t			 i;
	int			 rc;

	es_arena_reset(x->arena);
	if ((f = es_arena_get(x->arena, sizeof(*f))) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	if (flow_open(st, x->r->flows, x->c->request, 0, x->arena, f,
	    err) < 0)
		return -1;
	x->apart = x->c->person != x->r->person && (f->c.def == NULL ||
	    !f->c.def->keeper_apart || !flow_signed(&f->s, x->r->person));
	if (!x->apart)
		return 0;
	if (store_query(st, STORE_CONTRACT_KEPT, kept, 3, x->arena, &k,
	    err) <= 0)
		return es_fail(err, ES_E_DENIED, "no seal of theirs");
	for (i = 0; i < k.n; i++) {
		struct store_val	 key[] = { id, SV_INT(store_int(&k, i,
					    0)) };
		struct store_val	 row[] = { id, key[1],
		    SV_INT(x->r->account), SV_INT(x->r->person),
		    SV_BLOB(x->c->sum), SV_INT(x->r->now) };

		if ((rc = store_query(st, STORE_CONTRACT_RELEASED, key, 2,
		    x->arena, &before, err)) < 0)
			return -1;
		if (rc == 0 && store_exec(st, STORE_CONTRACT_RELEASE, row,
		    ES_COUNT(row), NULL, err) < 0)
			return -1;
	}
	if (store_exec(st, STORE_CONTRACT_WAKE, &id, 1, NULL, err) < 0 ||
	    svc_contract_audit(x->r, "contract.release", x->c->id, "ok",
	    x->c->number, err) < 0)
		return -1;
	return SYS_FAULT("contract.release", err);
}

int
svc_contract_release(const struct svc_reader *r, const struct svc_contract *c,
    bool *apart, struct es_err *err)
{
	struct act	 x = { .r = r, .c = c };

	if (!c->keeps)
		return es_fail(err, ES_E_DENIED, "not a keeper of its seals");
	if (!es_view_eq_str(c->state, "awaiting"))
		return es_fail(err, ES_E_CONFLICT, "it awaits no seal");
	if (in_tx(release, &x, err) < 0)
		return -1;
	*apart = x.apart;
	return 0;
}

/* -- lists --------------------------------------------------------------- */
int
svc_contract_types(const struct svc_reader *r, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "types"), *m;
	bool			 en = strcmp(r->lang, "en") == 0;
	struct store_rows	 t;
	size_t			 i;

	if (store_query(r->db, STORE_CONTRACT_TYPES, NULL, 0, a, &t,
	    err) < 0)
		return -1;
	for (i = 0; i < t.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "id", store_view(&t, i, 0));
		es_tree_put_text(m, "name", store_view(&t, i, en ? 2 : 1));
		es_tree_put_text(m, "office", store_view(&t, i, en ? 4 : 3));
	}
	return 0;
}

static void
put_path(struct es_tree *m, struct es_arena *a, int64_t id)
{
	es_tree_put_str(m, "path", es_arena_printf(a, "/contract/%lld",
	    (long long)id));
}

static int
put_waiting(const struct svc_reader *r, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct store_val	 who[] = { SV_INT(r->account),
				    SV_INT(r->account) };
	struct es_tree		*list = es_tree_put_list(data, "waiting"), *m;
	bool			 en = strcmp(r->lang, "en") == 0;
	struct store_rows	 k;
	size_t			 i;

	if (store_query(r->db, STORE_CONTRACT_FOR_KEEPER, who, 2, a, &k,
	    err) < 0)
		return -1;
	for (i = 0; i < k.n; i++) {
		m = es_tree_add_map(list);
		put_path(m, a, store_int(&k, i, 0));
		es_tree_put_text(m, "title", store_view(&k, i, 1));
		es_tree_put_text(m, "party", store_view(&k, i, 2));
		es_tree_put_text(m, "type", store_view(&k, i, en ? 4 : 3));
		es_tree_put_text(m, "number", store_view(&k, i, 5));
		es_tree_put_str(m, "when", svc_when(a, store_int(&k, i, 6),
		    r->offset));
	}
	return 0;
}

int
svc_contract_list(const struct svc_reader *r, struct es_view q,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(r->person), SV_TEXT(q),
				    SV_TEXT(q), SV_TEXT(q), SV_TEXT(q),
				    SV_INT(LIST_MAX) };
	struct es_tree		*list = es_tree_put_list(data, "contracts");
	struct es_tree		*m;
	bool			 en = strcmp(r->lang, "en") == 0;
	struct store_rows	 c;
	size_t			 i;

	if (store_query(r->db, STORE_CONTRACT_LIST, args, ES_COUNT(args), a,
	    &c, err) < 0)
		return -1;
	for (i = 0; i < c.n; i++) {
		m = es_tree_add_map(list);
		put_path(m, a, store_int(&c, i, 0));
		es_tree_put_text(m, "title", store_view(&c, i, 1));
		es_tree_put_text(m, "party", store_view(&c, i, 2));
		es_tree_put_text(m, "type", store_view(&c, i, en ? 5 : 4));
		es_tree_put_text(m, "state", store_int(&c, i, 9) != 0 ?
		    ES_LIT("executed") : store_view(&c, i, 6));
		es_tree_put_text(m, "number", store_view(&c, i, 7));
		es_tree_put_str(m, "when", svc_when(a, store_int(&c, i, 8),
		    r->offset));
	}
	return put_waiting(r, a, data, err);
}
