/* svc/life/keeper.c - see keeper.h. */
#include "svc/life/keeper.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/text.h"
#include "layout/svg.h"
#include "pki/cert.h"
#include "seal/picture.h"
#include "svc/seal/kit.h"
#include "sys/file.h"
#include "sys/log.h"

#define LEDGER_PAGE	50
/* The page checks so many of the newest entries; es-audit checks all. */
#define LEDGER_CHECKED	2000

enum { S_ID, S_NUMBER, S_ZH, S_EN, S_STATE, S_DEF, S_KEY, S_OFF_ZH,
    S_OFF_EN };

static struct es_view
by_lang(const struct svc_keeper *k, const struct store_rows *r, size_t row,
    size_t zh)
{
	return store_view(r, row, k->lang == SVC_EN ? zh + 1 : zh);
}

static void
put_day(struct es_tree *m, const char *key, int64_t t,
    const struct svc_keeper *k)
{
	struct es_civil	 c;
	char		 s[32];

	es_time_civil(t, k->offset, &c);
	(void)snprintf(s, sizeof(s), "%04d-%02d-%02d", c.year, c.month,
	    c.day);
	es_tree_put_str(m, key, s);
}

/* -- seals ---- */
static void
put_certificate(const struct svc_keeper *k, struct es_view name,
    struct es_tree *m)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pki_cert	*c = NULL;
	struct es_buf	 pem;
	char		 path[1024];
	size_t		 n;

	(void)snprintf(path, sizeof(path), "%s/%.*s.cert.pem", k->pki_dir,
	    (int)name.n, name.p == NULL ? "" : (const char *)name.p);
	es_buf_init(&pem, 4 * ES_LIMIT_CERT);
	if (sys_file_read(path, &pem, &err) == 0 &&
	    pki_cert_parse_pem(&c, 1, &n, es_buf_view(&pem), &err) == 0) {
		es_tree_put_str(m, "cert", pki_cert_subject(c));
		put_day(m, "cert_until", pki_cert_not_after(c), k);
	} else
		log_err(&err, "seal: certificate");
	pki_cert_free(c);
	es_buf_clear(&pem);
}

static int
put_types(const struct svc_keeper *k, int64_t seal, struct es_arena *a,
    struct es_tree *m, struct es_err *err)
{
	struct store_val	 arg = SV_INT(seal);
	struct es_tree		*list = es_tree_put_list(m, "types"), *t;
	struct store_rows	 r;
	size_t			 i;

	if (store_query(k->db, STORE_KEEPER_POLICY, &arg, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		t = es_tree_add_map(list);
		es_tree_put_text(t, "name", by_lang(k, &r, i, 1));
	}
	return 0;
}

static void
put_authorisation(const struct svc_keeper *k, const struct store_rows *r,
    size_t i, struct es_tree *m)
{
	int64_t	 day = (k->now + k->offset) / 86400;
	int64_t	 today = store_int(r, i, 10) == day ? store_int(r, i, 11) : 0;
	char	 s[64];
	struct es_civil	 f, u;

	es_tree_put_text(m, "type", by_lang(k, r, i, 1));
	es_time_civil(store_int(r, i, 3), k->offset, &f);
	es_time_civil(store_int(r, i, 4), k->offset, &u);
	if (store_int(r, i, 3) == 0 && store_int(r, i, 4) == 0)
		(void)snprintf(s, sizeof(s), "%s", k->lang == SVC_EN ?
		    "open" : "长期");
	else if (store_int(r, i, 4) == 0)
		(void)snprintf(s, sizeof(s), "%04d-%02d-%02d –", f.year,
		    f.month, f.day);
	else
		(void)snprintf(s, sizeof(s), "%04d-%02d-%02d – "
		    "%04d-%02d-%02d", f.year, f.month, f.day, u.year, u.month,
		    u.day);
	es_tree_put_str(m, "period", s);
	(void)snprintf(s, sizeof(s), "%02lld:00–%02lld:00",
	    (long long)store_int(r, i, 5), (long long)store_int(r, i, 6));
	es_tree_put_str(m, "hours", s);
	(void)snprintf(s, sizeof(s), "%lld / %lld", (long long)today,
	    (long long)store_int(r, i, 7));
	es_tree_put_str(m, "today", s);
	(void)snprintf(s, sizeof(s), "%lld / %lld",
	    (long long)store_int(r, i, 12), (long long)store_int(r, i, 8));
	es_tree_put_str(m, "total", s);
	es_tree_put_bool(m, "revoked", store_int(r, i, 9) != 0);
}

static int
put_authorisations(const struct svc_keeper *k, int64_t seal,
    struct es_arena *a, struct es_tree *m, struct es_err *err)
{
	struct store_val	 arg = SV_INT(seal);
	struct es_tree		*list = es_tree_put_list(m, "auths");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(k->db, STORE_KEEPER_AUTHORISATIONS, &arg, 1, a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		put_authorisation(k, &r, i, es_tree_add_map(list));
	return 0;
}

static int
put_seal(const struct svc_keeper *k, const struct store_rows *r, size_t i,
    struct es_arena *a, struct es_tree *m, struct es_err *err)
{
	int64_t	 id = store_int(r, i, S_ID);
	char	 path[64];

	es_tree_put_text(m, "number", store_view(r, i, S_NUMBER));
	es_tree_put_text(m, "name", by_lang(k, r, i, S_ZH));
	es_tree_put_text(m, "state", store_view(r, i, S_STATE));
	es_tree_put_text(m, "office", by_lang(k, r, i, S_OFF_ZH));
	(void)snprintf(path, sizeof(path), "/seal/%lld/picture",
	    (long long)id);
	es_tree_put_str(m, "picture", path);
	(void)snprintf(path, sizeof(path), "/seal/%lld/authorisations",
	    (long long)id);
	es_tree_put_str(m, "authorise", path);
	(void)snprintf(path, sizeof(path), "/seal/%lld/ledger",
	    (long long)id);
	es_tree_put_str(m, "ledger", path);
	put_certificate(k, store_view(r, i, S_KEY), m);
	if (put_types(k, id, a, m, err) < 0)
		return -1;
	return put_authorisations(k, id, a, m, err);
}

/* What waits for this person, oldest first, each with its way. */
static int
put_queue(const struct svc_keeper *k, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct store_val	 who[] = { SV_INT(k->account),
				    SV_INT(k->account), SV_INT(k->account),
				    SV_INT(k->account) };
	struct es_tree		*list = es_tree_put_list(page, "waiting"), *m;
	struct store_rows	 r;
	int64_t			 contract;
	size_t			 i;

	if (store_query(k->db, STORE_KEEPER_QUEUE, who, ES_COUNT(who), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		contract = store_int(&r, i, 0);
		es_tree_put_str(m, "path", contract > 0 ? es_arena_printf(a,
		    "/contract/%lld", (long long)contract) :
		    es_arena_printf(a, "/seal/%lld/authorisations",
		    (long long)store_int(&r, i, 1)));
		es_tree_put_bool(m, "contract", contract > 0);
		es_tree_put_text(m, "seal", by_lang(k, &r, i, 2));
		es_tree_put_text(m, "type", by_lang(k, &r, i, 4));
		es_tree_put_text(m, "number", store_view(&r, i, 6));
		put_day(m, "when", store_int(&r, i, 7), k);
		es_tree_put_text(m, "what", by_lang(k, &r, i, 8));
	}
	return 0;
}

int
svc_keeper_seals(const struct svc_keeper *k, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(k->account),
				    SV_INT(k->account) };
	struct es_tree		*list = es_tree_put_list(page, "seals");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(k->db, STORE_KEEPER_SEALS, args, ES_COUNT(args), a,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		if (put_seal(k, &r, i, a, es_tree_add_map(list), err) < 0)
			return -1;
	return put_queue(k, a, page, err);
}

static int
find(const struct svc_keeper *k, int64_t seal, struct es_arena *a,
    struct store_rows *r, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(k->account),
				    SV_INT(k->account) };
	int			 rc;

	if ((rc = store_query(k->db, STORE_KEEPER_SEAL, args, ES_COUNT(args),
	    a, r, err)) < 0)
		return -1;
	return rc > 0 ? 0 : es_fail(err, ES_E_NOTFOUND, "seal %lld is not "
	    "kept by account %lld", (long long)seal, (long long)k->account);
}

/* One page that holds nothing but the seal's place. */
static int
only_seal(struct dlist **out, int32_t w, int32_t h, struct es_arena *a,
    struct es_err *err)
{
	struct dlist_elem	 doc = { .type = DLIST_E_DOCUMENT };
	struct dlist_op		 op = { .kind = DLIST_SEAL };
	struct dlist		*dl = dlist_new(a);

	if (dl == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	op.w = w;
	op.h = h;
	op.u.seal.name = ES_LIT("seal");
	*out = dl;
	if (dlist_elem_add(dl, &doc, &op.elem, err) < 0 ||
	    dlist_page_add(dl, w, h, err) < 0)
		return -1;
	return dlist_op_add(dl, &op, err);
}

int
svc_seal_svg(struct es_view definition, struct es_view name,
    const struct svc_seal_kit *kit, struct es_arena *a, struct es_buf *out,
    struct es_err *err)
{
	const struct font		*bold = svc_seal_kit_font(kit,
					    "song-bold");
	const struct seal_picture	*pic;
	struct seal_def			 def;
	struct dlist			*dl = NULL;

	if (bold == NULL)
		return es_fail(err, ES_E_BUG, "no style song-bold");
	if (seal_def_parse(&def, a, definition, "seal", err) < 0 ||
	    seal_picture_draw(&pic, &def, bold, a, err) < 0 ||
	    only_seal(&dl, pic->w, pic->h, a, err) < 0)
		return -1;
	return layout_svg(dl, 0, name, pic, out, err);
}

int
svc_keeper_picture(const struct svc_keeper *k, int64_t seal,
    const struct svc_seal_kit *kit, struct es_arena *a, struct es_buf *out,
    struct es_err *err)
{
	struct store_rows	 r;

	if (find(k, seal, a, &r, err) < 0)
		return -1;
	return svc_seal_svg(store_view(&r, 0, S_DEF), by_lang(k, &r, 0, S_ZH),
	    kit, a, out, err);
}

/* -- ledger ---- */
/* The page shows what of an intent people can use; the entry keeps all. */
static void
put_detail(const struct svc_keeper *k, struct es_view detail,
    struct es_tree *m)
{
	char			 s[128], said[64];
	unsigned long long	 bytes;
	unsigned		 pages;

	(void)snprintf(s, sizeof(s), "%.*s", (int)detail.n,
	    detail.p == NULL ? "" : (const char *)detail.p);
	if (sscanf(s, "sealed; %llu bytes, %u pages,", &bytes, &pages) != 2) {
		es_tree_put_text(m, "detail", detail);
		return;
	}
	(void)snprintf(said, sizeof(said), k->lang == SVC_EN ?
	    "%llu KB, pages: %u" : "%llu KB，共 %u 页", (bytes + 1023) / 1024,
	    pages);
	es_tree_put_str(m, "detail", said);
}

static void
put_row(const struct svc_keeper *k, const struct store_rows *r, size_t i,
    struct es_tree *m)
{
	struct es_civil	 c;
	char		 s[32], hex[17];
	struct es_view	 digest = store_view(r, i, 5);

	es_tree_put_int(m, "seq", store_int(r, i, 0));
	es_tree_put_text(m, "kind", store_view(r, i, 1));
	es_time_civil(store_int(r, i, 2), k->offset, &c);
	(void)snprintf(s, sizeof(s), "%04d-%02d-%02d %02d:%02d:%02d", c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
	es_tree_put_str(m, "at", s);
	if (store_int(r, i, 4) != 0)
		es_tree_put_int(m, "intent", store_int(r, i, 4));
	if (digest.n >= 8) {
		crypt_hex(es_view_sub(digest, 0, 8), hex);
		(void)snprintf(s, sizeof(s), "%s…", hex);
		es_tree_put_str(m, "digest", s);
	}
	put_detail(k, store_view(r, i, 8), m);
	es_tree_put_text(m, "number", store_view(r, i, 9));
	es_tree_put_text(m, "type", by_lang(k, r, i, 10));
}

static int
put_check(const struct svc_keeper *k, int64_t seal, int64_t head,
    struct es_tree *page, struct es_err *err)
{
	struct audit_finding	 f;
	struct audit_balance	 b;
	struct es_tree		*m;
	char			 s[96];
	int64_t			 after = head > LEDGER_CHECKED ? head -
				    LEDGER_CHECKED : 0;

	if (audit_verify_ledger(k->db, (uint64_t)seal, LEDGER_CHECKED, &f,
	    err) < 0 || audit_reconcile(k->db, (uint64_t)seal,
	    (uint64_t)after, &b, err) < 0)
		return -1;
	es_tree_put_int(page, "checked", head - after);
	es_tree_put_bool(page, "intact", f.flaw == AUDIT_INTACT);
	es_tree_put_int(page, "entries", (int64_t)f.entries);
	if (f.flaw != AUDIT_INTACT) {
		(void)snprintf(s, sizeof(s), "%s, %llu",
		    audit_flaw_name(f.flaw), (unsigned long long)f.seq);
		es_tree_put_str(page, "flaw", s);
	}
	es_tree_put_bool(page, "balanced", b.balanced);
	m = es_tree_put_map(page, "b");
	es_tree_put_int(m, "intents", b.intents);
	es_tree_put_int(m, "sealed", b.sealed);
	es_tree_put_int(m, "voided", b.voided);
	es_tree_put_int(m, "open", b.open);
	es_tree_put_int(m, "refused", b.refused);
	es_tree_put_int(m, "files", b.files);
	return 0;
}

/* Addresses of the neighbouring pages. */
static void
put_pager(int64_t seal, const struct store_rows *r, int64_t newest,
    struct es_tree *page)
{
	char	 path[80];
	int64_t	 first = store_int(r, 0, 0);
	int64_t	 last = r->n == 0 ? 0 : store_int(r, r->n - 1, 0);

	if (last > 1) {
		(void)snprintf(path, sizeof(path), "/seal/%lld/ledger?from="
		    "%lld", (long long)seal, (long long)(last - 1));
		es_tree_put_str(page, "older", path);
	}
	if (r->n > 0 && first < newest) {
		(void)snprintf(path, sizeof(path), "/seal/%lld/ledger?from="
		    "%lld", (long long)seal, (long long)(first + LEDGER_PAGE <
		    newest ? first + LEDGER_PAGE : newest));
		es_tree_put_str(page, "newer", path);
	}
}

int
svc_keeper_ledger(const struct svc_keeper *k, int64_t seal, int64_t from,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(from == 0 ?
				    INT64_MAX : from), SV_INT(LEDGER_PAGE) };
	struct store_val	 key = SV_INT(seal);
	struct store_rows	 s, r, head;
	struct es_tree		*list;
	size_t			 i;

	if (find(k, seal, a, &s, err) < 0 ||
	    store_query(k->db, STORE_KEEPER_HEAD, &key, 1, a, &head,
	    err) < 0 ||
	    put_check(k, seal, store_int(&head, 0, 0), page, err) < 0 ||
	    store_query(k->db, STORE_KEEPER_LEDGER, args,
	    ES_COUNT(args), a, &r, err) < 0)
		return -1;
	es_tree_put_text(page, "name", by_lang(k, &s, 0, S_ZH));
	list = es_tree_put_list(page, "rows");
	for (i = 0; i < r.n; i++)
		put_row(k, &r, i, es_tree_add_map(list));
	put_pager(seal, &r, store_int(&head, 0, 0), page);
	return 0;
}
