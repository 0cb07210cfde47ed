/* svc/contract/page.c - what the page of a contract shows; see contract.h. */
#include "base/limits.h"
#include "crypt/text.h"
#include "svc/contract/priv.h"
#include "svc/issue/priv.h"
#include "xmlio/xmlio.h"

static void
put_file(struct es_tree *m, const struct store_rows *f, size_t i,
    struct es_arena *a)
{
	char		 hex[2 * 32 + 1] = "";
	int64_t		 size = store_int(f, i, SVC_CF_SIZE);

	if (store_view(f, i, SVC_CF_SUM).n == 32)
		crypt_hex(store_view(f, i, SVC_CF_SUM), hex);
	es_tree_put_int(m, "id", store_int(f, i, SVC_CF_ID));
	es_tree_put_text(m, "name", store_view(f, i, SVC_CF_NAME));
	es_tree_put_str(m, "size", size < 10 * 1024 * 1024 ?
	    es_arena_printf(a, "%lld KB", (long long)((size + 1023) / 1024)) :
	    es_arena_printf(a, "%lld MB", (long long)(size >> 20)));
	es_tree_put_int(m, "pages", store_int(f, i, SVC_CF_PAGES));
	es_tree_put_str(m, "sha256", es_arena_str(a, es_view_str(hex)));
}

static int
put_files(const struct svc_reader *r, const struct svc_contract *c,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 id = SV_INT(c->id);
	struct es_tree		*annexes = es_tree_put_list(data, "annexes");
	struct es_tree		*signed_ = es_tree_put_list(data, "signed");
	struct es_tree		*m;
	struct store_rows	 f, g;
	size_t			 i, k;

	if (store_query(r->db, STORE_CONTRACT_FILES, &id, 1, a, &f,
	    err) < 0 || store_query(r->db, STORE_CONTRACT_SIGNED, &id, 1, a,
	    &g, err) < 0)
		return -1;
	if ((i = svc_contract_text(&f)) != SIZE_MAX)
		put_file(es_tree_put_map(data, "text"), &f, i, a);
	for (i = 0; i < f.n; i++) {
		if (!svc_contract_role(&f, i, "annex") &&
		    !svc_contract_role(&f, i, "signed"))
			continue;
		m = es_tree_add_map(svc_contract_role(&f, i, "annex") ?
		    annexes : signed_);
		put_file(m, &f, i, a);
		for (k = 0; k < g.n; k++)
			if (store_int(&g, k, 0) == store_int(&f, i,
			    SVC_CF_ID)) {
				es_tree_put_text(m, "signers", store_view(&g,
				    k, 4));
				es_tree_put_str(m, "when", svc_when(a,
				    store_int(&g, k, 5), r->offset));
			}
	}
	return 0;
}

/* When the nth was sealed; "" not yet. */
static const char *
sealed_when(const struct store_rows *done, size_t n, struct es_arena *a,
    int offset)
{
	size_t	 i;

	for (i = 0; i < done->n; i++)
		if (store_int(done, i, 0) == (int64_t)n)
			return svc_when(a, store_int(done, i, 3), offset);
	return "";
}

static int
put_places(const struct svc_reader *r, const struct svc_contract *c,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 id = SV_INT(c->id);
	struct store_val	 request = SV_INT(c->request);
	struct es_tree		*list = es_tree_put_list(data, "places"), *m;
	bool			 en = strcmp(r->lang, "en") == 0;
	bool			 awaits = es_view_eq_str(c->state, "awaiting");
	struct store_rows	 p, done;
	bool			 turn = awaits;
	size_t			 i;

	if (store_query(r->db, STORE_CONTRACT_PLACES, &id, 1, a, &p,
	    err) < 0 || store_query(r->db, STORE_CONTRACT_SIGNATURE_LIST,
	    &request, 1, a, &done, err) < 0)
		return -1;
	for (i = 0; i < p.n; i++) {
		bool		 other = store_int(&p, i, SVC_CP_SEAL) == 0;
		const char	*when = sealed_when(&done, i + 1, a,
				    r->offset);

		m = es_tree_add_map(list);
		es_tree_put_int(m, "n", (int64_t)i + 1);
		es_tree_put_int(m, "seal", store_int(&p, i, SVC_CP_SEAL));
		es_tree_put_bool(m, "other", other);
		es_tree_put_text(m, "name", other ? c->party : store_view(&p,
		    i, en ? SVC_CP_EN : SVC_CP_ZH));
		es_tree_put_int(m, "page", store_int(&p, i, SVC_CP_PAGE));
		es_tree_put_str(m, "x", svc_contract_mm(a, store_int(&p, i,
		    SVC_CP_X)));
		es_tree_put_str(m, "y", svc_contract_mm(a, store_int(&p, i,
		    SVC_CP_Y)));
		es_tree_put_str(m, "when", other ? "" : when);
		es_tree_put_bool(m, "done", !other && *when != '\0');
		es_tree_put_bool(m, "turn", !other && turn && *when == '\0');
		if (!other && *when == '\0')
			turn = false;
	}
	return 0;
}

static int
put_seals(const struct svc_reader *r, const struct svc_contract *c,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 type = SV_TEXT(c->type);
	struct es_tree		*list = es_tree_put_list(data, "seals"), *m;
	bool			 en = strcmp(r->lang, "en") == 0;
	struct store_rows	 s;
	size_t			 i;

	if (store_query(r->db, STORE_CONTRACT_SEALS, &type, 1, a, &s,
	    err) < 0)
		return -1;
	for (i = 0; i < s.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_int(m, "id", store_int(&s, i, 0));
		es_tree_put_text(m, "name", store_view(&s, i, en ? 3 : 2));
	}
	return 0;
}

int
svc_contract_put(const struct svc_reader *r, const struct svc_contract *c,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	bool	 en = strcmp(r->lang, "en") == 0;
	char	 hex[2 * 32 + 1];

	es_tree_put_text(data, "what", c->title);
	es_tree_put_text(data, "party", c->party);
	es_tree_put_text(data, "total", c->total);
	es_tree_put_text(data, "type", en ? c->type_en : c->type_zh);
	es_tree_put_text(data, "owner", en ? c->person_en : c->person_zh);
	es_tree_put_text(data, "state", c->state);
	es_tree_put_text(data, "number", c->number);
	es_tree_put_text(data, "straddle", c->straddle);
	es_tree_put_bool(data, "open", c->mine && svc_contract_open(c));
	es_tree_put_bool(data, "draft", es_view_eq_str(c->state, "draft"));
	es_tree_put_bool(data, "mine", c->mine);
	es_tree_put_bool(data, "issued", c->document > 0 &&
	    c->disposed == 0);
	if (c->disposed > 0)
		es_tree_put_str(data, "disposed", svc_when(a, c->disposed,
		    r->offset));
	if (c->sum.n == 32) {
		crypt_hex(c->sum, hex);
		es_tree_put_str(data, "record", es_arena_str(a, es_view_str(
		    hex)));
		es_tree_put_str(data, "frozen", svc_when(a, c->created,
		    r->offset));
	}
	return put_files(r, c, a, data, err) < 0 ||
	    put_places(r, c, a, data, err) < 0 ? -1 :
	    put_seals(r, c, a, data, err);
}

int
svc_contract_seal(const struct svc_reader *r, const struct svc_contract *c,
    int64_t seal, struct es_arena *a, struct es_view *definition,
    struct es_view *name, struct es_err *err)
{
	struct store_val	 type = SV_TEXT(c->type);
	bool			 en = strcmp(r->lang, "en") == 0;
	struct store_rows	 s;
	size_t			 i;

	if (store_query(r->db, STORE_CONTRACT_SEALS, &type, 1, a, &s,
	    err) < 0)
		return -1;
	for (i = 0; i < s.n; i++)
		if (store_int(&s, i, 0) == seal) {
			*name = store_view(&s, i, en ? 3 : 2);
			*definition = store_view(&s, i, 4);
			return 0;
		}
	return es_fail(err, ES_E_NOTFOUND, "no such seal for it");
}

int
svc_contract_frozen(const struct svc_reader *r, const struct svc_contract *c,
    struct es_arena *a, struct es_buf *out, struct es_err *err)
{
	unsigned char		 sum[32];
	struct store_val	 key[] = { SV_INT(c->id),
				    SV_BYTES(sum, sizeof(sum)) };
	struct es_tree		*record;
	struct es_view		 hex;
	struct store_rows	 f;

	if (c->disposed > 0)
		return es_fail(err, ES_E_NOTFOUND, "it is disposed of");
	if (xmlio_tree(&record, c->record, a, err) < 0)
		return -1;
	hex = es_tree_text_at(record, "form/digest");
	if (hex.n != 2 * sizeof(sum) ||
	    crypt_hex_decode(hex, sum, sizeof(sum), err) < 0 ||
	    store_query(r->db, STORE_CONTRACT_FILE_OF_SUM, key, 2, a, &f,
	    err) <= 0)
		return es_fail(err, ES_E_NOTFOUND, "no frozen text");
	return svc_contract_sealed(r->db, store_int(&f, 0, 0), c->request,
	    -1, out, err);
}
