/* svc/contract/freeze.c - from a draft to a record; see contract.h. */
#include <stdio.h>

#include "base/limits.h"
#include "base/money.h"
#include "crypt/text.h"
#include "svc/contract/priv.h"
#include "svc/type/types.h"
#include "type/form.h"

#define LANG	"zh-CN"		/* of the record; the file has its own */

const char *
svc_freeze_name(enum svc_freeze f)
{
	static const char *const	name[SVC_FREEZE__MAX] = { "unknown",
					    "done", "no-text", "no-seal",
					    "form", "signed" };

	return (size_t)f < SVC_FREEZE__MAX ? name[f] : name[0];
}

struct draft {
	const struct svc_reader		*r;
	const struct svc_contract	*c;
	struct store_rows		 files, places;
	size_t				 text;
	struct es_arena			*a;
	struct es_tree			*values;
};

static const char *
hex_of(struct draft *d, size_t file)
{
	char	 hex[2 * 32 + 1] = "";
	char	*s;

	if (store_view(&d->files, file, SVC_CF_SUM).n == 32)
		crypt_hex(store_view(&d->files, file, SVC_CF_SUM), hex);
	s = es_arena_str(d->a, es_view_str(hex));
	return s == NULL ? "" : s;
}

static void
put_number(struct draft *d, struct es_tree *m, const char *key, int64_t v)
{
	es_tree_put_str(m, key, es_arena_printf(d->a, "%lld", (long long)v));
}

static void
put_text(struct draft *d)
{
	struct es_tree	*m = d->values;

	es_tree_put_text(m, "title", d->c->title);
	es_tree_put_text(m, "party", d->c->party);
	es_tree_put_text(m, "total", d->c->total);
	es_tree_put_text(m, "file", store_view(&d->files, d->text,
	    SVC_CF_NAME));
	es_tree_put_str(m, "digest", hex_of(d, d->text));
	put_number(d, m, "size", store_int(&d->files, d->text, SVC_CF_SIZE));
	put_number(d, m, "pages", store_int(&d->files, d->text,
	    SVC_CF_PAGES));
	es_tree_put_text(m, "straddle", d->c->straddle.n == 0 ?
	    ES_LIT("none") : d->c->straddle);
}

/* Seals by their numbers: what es-signd will compare. */
static size_t
put_places(struct draft *d)
{
	struct es_tree	*list = es_tree_put_list(d->values, "places"), *m;
	size_t		 i, seals = 0;

	for (i = 0; i < d->places.n; i++) {
		bool	 other = store_int(&d->places, i, SVC_CP_SEAL) == 0;

		seals += !other;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "name", other ? d->c->party :
		    store_view(&d->places, i, SVC_CP_ZH));
		es_tree_put_text(m, "seal", store_view(&d->places, i,
		    SVC_CP_NUMBER));
		put_number(d, m, "page", store_int(&d->places, i,
		    SVC_CP_PAGE));
		es_tree_put_str(m, "x", svc_contract_mm(d->a, store_int(
		    &d->places, i, SVC_CP_X)));
		es_tree_put_str(m, "y", svc_contract_mm(d->a, store_int(
		    &d->places, i, SVC_CP_Y)));
	}
	return seals;
}

static void
put_annexes(struct draft *d)
{
	struct es_tree	*list = es_tree_put_list(d->values, "annexes"), *m;
	size_t		 i;

	for (i = 0; i < d->files.n; i++) {
		if (!svc_contract_role(&d->files, i, "annex"))
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "name", store_view(&d->files, i,
		    SVC_CF_NAME));
		es_tree_put_str(m, "digest", hex_of(d, i));
		put_number(d, m, "size", store_int(&d->files, i,
		    SVC_CF_SIZE));
	}
}

static int
def_of(const struct svc_contracts *x, struct es_view type,
    struct es_arena *a, const struct type_def **def, struct es_err *err)
{
	struct store_val	 arg = SV_TEXT(type);
	struct store_rows	 v;
	int			 rc;

	rc = store_query(x->db, STORE_TYPE_NOW, &arg, 1, a, &v, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no such "
		    "type");
	return svc_type_def(x->issue.types, x->db, type, store_int(&v, 0, 0),
	    def, err);
}

/* The values as the type's own definition reads them. */
static int
read_form(const struct svc_contracts *x, struct draft *d,
    struct type_form *form, struct es_err *err)
{
	const struct type_def	*def;

	return def_of(x, d->c->type, d->a, &def, err) < 0 ? -1 :
	    type_form_read(form, def, type_form_stored, d->values, d->a, err);
}

int
svc_contract_total(const struct svc_contracts *x, struct es_view type,
    struct es_view typed, struct es_arena *a, struct es_view *out,
    const char **flaw, const char **bound, struct es_err *err)
{
	const struct type_field	*f;
	const struct type_def	*def;
	enum type_flaw		 got;
	char			 text[ES_MONEY_TEXT];
	const char		*s;

	*out = ES_VIEW_EMPTY;
	*flaw = *bound = "";
	if (def_of(x, type, a, &def, err) < 0)
		return -1;
	if (typed.n == 0 || (f = type_field_find(def, ES_LIT("total"))) ==
	    NULL)
		return 0;
	if ((got = type_value_read(f, typed, a, out)) == TYPE_MISSING)
		return 0;
	*flaw = type_flaw_name(got);
	s = es_arena_str(a, es_view_str(es_money_grouped(got ==
	    TYPE_TOO_SMALL ? f->min : f->max, text)));
	*bound = s == NULL ? "" : s;
	return 0;
}

static int
send(const struct svc_contracts *x, struct draft *d,
    const struct es_tree *values, struct es_err *err)
{
	struct svc_confirmation	 one = { .ask = { .person = d->r->person,
				    .account = d->r->account,
				    .type = d->c->type, .lang = LANG,
				    .now = d->r->now, .form = values,
				    .files = true } };

	memcpy(one.crid, d->c->crid, SVC_CRID);
	if (es_view_eq_str(d->c->state, "returned"))
		return svc_resubmit(d->r, &x->issue, d->c->request, &one.ask,
		    ES_VIEW_EMPTY, err);
	return svc_confirm(x->db, &x->issue, &one, d->r->name,
	    d->r->address, err);
}

/*
 * Whoever signed first, signed those pages: a straddle seal on each of them,
 * or one more field, would change what they signed.
 */
static int
too_late(const struct svc_contracts *x, struct draft *d, bool *out,
    struct es_err *err)
{
	size_t				 last = d->places.n;
	struct svc_contract_look	 look;
	struct es_buf			 pdf, boxes;
	int				 rc;

	*out = false;
	if (d->c->straddle.n == 0 && (last == 0 || store_int(&d->places,
	    last - 1, SVC_CP_SEAL) != 0))
		return 0;
	es_buf_init(&pdf, ES_LIMIT_CONTRACT_FILE);
	es_buf_init(&boxes, 8 * ES_LIMIT_CONTRACT_PAGES);
	if ((rc = svc_contract_bytes(x->db, store_int(&d->files, d->text,
	    SVC_CF_ID), &pdf, err)) == 0 && (rc = svc_contract_fit(x->db,
	    es_buf_view(&pdf), &look, &boxes, err)) == 0)
		*out = look.seals > 0;
	es_buf_clear(&boxes);
	es_buf_clear(&pdf);
	return rc;
}

static int
freeze(const struct svc_contracts *x, struct draft *d, enum svc_freeze *out,
    struct es_err *err)
{
	struct store_val	 id = SV_INT(d->c->id);
	struct type_form	 form;
	bool			 late;

	if (store_query(x->db, STORE_CONTRACT_FILES, &id, 1, d->a, &d->files,
	    err) < 0 || store_query(x->db, STORE_CONTRACT_PLACES, &id, 1,
	    d->a, &d->places, err) < 0)
		return -1;
	if ((d->text = svc_contract_text(&d->files)) == SIZE_MAX) {
		*out = SVC_FREEZE_NO_TEXT;
		return 0;
	}
	d->values = es_tree_map(d->a);
	put_text(d);
	put_annexes(d);
	if (put_places(d) == 0) {
		*out = SVC_FREEZE_NO_SEAL;
		return 0;
	}
	if (too_late(x, d, &late, err) < 0)
		return -1;
	if (late) {
		*out = SVC_FREEZE_SIGNED;
		return 0;
	}
	if (es_tree_ok(d->values, err) < 0 ||
	    read_form(x, d, &form, err) < 0)
		return -1;
	if (form.nflaws > 0) {
		*out = SVC_FREEZE_FORM;
		return 0;
	}
	if (send(x, d, form.values, err) < 0)
		return -1;
	*out = SVC_FREEZE_DONE;
	return 0;
}

int
svc_contract_freeze(const struct svc_contracts *x, const struct svc_reader *r,
    const struct svc_contract *c, enum svc_freeze *out, struct es_err *err)
{
	struct draft	 d = { .r = r, .c = c };
	int		 rc;

	*out = SVC_FREEZE_UNKNOWN;
	if (!c->mine)
		return es_fail(err, ES_E_NOTFOUND, "not theirs");
	if (!svc_contract_open(c))
		return es_fail(err, ES_E_CONFLICT, "it is frozen");
	if ((d.a = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	rc = freeze(x, &d, out, err);
	es_arena_free(d.a);
	return rc;
}
