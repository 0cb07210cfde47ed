/* svc/life/page.c - the page of one seal, and the form of a new one. */
#include <stdio.h>

#include "base/limits.h"
#include "crypt/text.h"
#include "svc/issue/priv.h"
#include "svc/life/priv.h"

/* -- the page of one ----------------------------------------------------- */
static void
put_events(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page)
{
	struct es_tree	*list = es_tree_put_list(page, "events"), *m;
	size_t		 i;

	for (i = 0; i < s->events.n; i++) {
		struct es_view	 who = svc_life_name(l, &s->events, i, V_ZH);
		struct es_view	 topic = store_view(&s->events, i, V_TOPIC);

		m = es_tree_add_map(list);
		es_tree_put_str(m, "when", svc_when(a, store_int(&s->events,
		    i, V_AT), l->offset));
		es_tree_put_text(m, "who", who.n > 0 ? who : store_view(
		    &s->events, i, V_ACTOR));
		es_tree_put_str(m, "what", svc_life_word(l, a, "did",
		    store_view(&s->events, i, V_ACT)));
		if (topic.n > 0 && !es_view_eq_str(topic, "new"))
			es_tree_put_str(m, "topic", svc_life_word(l, a, "topic",
			    topic));
		es_tree_put_text(m, "reason", store_view(&s->events, i,
		    V_REASON));
		es_tree_put_text(m, "reference", store_view(&s->events, i,
		    V_REFERENCE));
		es_tree_put_text(m, "evidence", store_view(&s->events, i,
		    V_EVIDENCE));
	}
}

/* Names of types, each with whether it is one of "chosen". */
static int
put_types(const struct svc_life *l, struct es_view office,
    struct es_view chosen, bool all, struct es_arena *a, struct es_tree *list,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(office),
				    SV_TEXT(office) };
	struct store_rows	 r;
	struct es_tree		*m;
	size_t			 i;

	if (store_query(l->db, STORE_LIFE_TYPES, args, 2, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		bool	 is = es_view_lists(chosen, store_view(&r, i, 0));

		if (!is && !all)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "id", store_view(&r, i, 0));
		es_tree_put_str(m, "field", es_arena_printf(a, "t.%.*s",
		    (int)store_view(&r, i, 0).n,
		    (const char *)store_view(&r, i, 0).p));
		es_tree_put_text(m, "name", svc_life_name(l, &r, i, 1));
		es_tree_put_text(m, "office", store_view(&r, i, 3));
		es_tree_put_bool(m, "chosen", is);
	}
	return 0;
}

/* The policy in force; of a seal that is not enabled yet, what is asked. */
static int
policy(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_view *out, struct es_err *err)
{
	struct store_val	 id = SV_INT(store_int(&s->row, 0, F_ID));
	struct store_rows	 r;
	const char		*list = "";
	size_t			 i;

	*out = store_view(&s->proposal, 0, O_TYPES);
	if (s->at.state < SEAL_ACTIVE || s->at.state == SEAL_REJECTED ||
	    s->at.state == SEAL_VOIDED)
		return 0;
	if (store_query(l->db, STORE_LIFE_POLICY, &id, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && list != NULL; i++)
		list = es_arena_printf(a, "%s%s%.*s", list, i == 0 ? "" : ",",
		    (int)store_view(&r, i, 0).n,
		    (const char *)store_view(&r, i, 0).p);
	*out = es_view_str(list == NULL ? "" : list);
	return 0;
}

static int
put_asked(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	const struct store_rows	*p = &s->proposal;
	struct es_tree		*m;
	int64_t			 at;

	if (s->at.topic != SEAL_CHANGE && s->at.topic != SEAL_CANCEL)
		return 0;
	m = es_tree_put_map(page, "asked");
	es_tree_put_str(m, "topic", svc_life_word(l, a, "topic",
	    store_view(&s->row, 0, F_TOPIC)));
	if (s->at.topic == SEAL_CHANGE) {
		es_tree_put_text(m, "keeper", svc_life_name(l, p, 0,
		    O_KEEPER_ZH));
		es_tree_put_text(m, "deputy", svc_life_name(l, p, 0,
		    O_DEPUTY_ZH));
		return put_types(l, ES_VIEW_EMPTY, store_view(p, 0, O_TYPES),
		    false, a, es_tree_put_list(m, "types"), err);
	}
	es_tree_put_str(m, "ground", svc_life_word(l, a, "ground",
	    store_view(p, 0, O_GROUND)));
	if ((at = store_int(p, 0, O_EFFECTIVE)) != 0)
		es_tree_put_str(m, "effective", svc_life_day(l, a, at));
	return 0;
}

/* What they may do now; and whether only their other part forbids it. */
static void
put_acts(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page)
{
	struct es_tree	*list = es_tree_put_list(page, "acts"), *m;
	bool		 apart = true;
	int		 i;

	for (i = SEAL_DO_NOTHING + 1; i < SEAL_DO__MAX; i++) {
		enum seal_act	 act = (enum seal_act)i;
		enum seal_may	 may = seal_life_may(&s->at, act, s->as,
				    l->person, &s->parts, NULL);
		struct es_view	 name = es_view_str(seal_act_name(act));

		if (may == SEAL_NOT_APART)
			apart = false;
		if (may != SEAL_MAY)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "act", name);
		es_tree_put_str(m, "id", es_arena_printf(a, "act-%s",
		    seal_act_name(act)));
		es_tree_put_str(m, "word", svc_life_word(l, a, "do", name));
		es_tree_put_str(m, "help", svc_life_word(l, a, "help", name));
		es_tree_put_bool(m, "wants_reason", seal_act_wants_reason(act));
		es_tree_put_bool(m, "stops", act == SEAL_DO_SUSPEND ||
		    act == SEAL_DO_LOSE || act == SEAL_DO_REJECT ||
		    act == SEAL_DO_VOID || act == SEAL_DO_CANCEL);
	}
	es_tree_put_bool(page, "not_apart", !apart);
}

/* What happens next, and the command that does it where no page can. */
static void
put_next(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page)
{
	const char	*key = "";
	bool		 kept = store_int(&s->row, 0, F_UNTIL) != 0 &&
			    !es_view_eq_str(store_view(&s->row, 0, F_CERT),
			    "revoked");
	bool		 over = s->at.state == SEAL_LOST ||
			    s->at.state == SEAL_CANCELLED ||
			    s->at.state == SEAL_REPLACED ||
			    s->at.state == SEAL_VOIDED;

	if (s->at.stage > 0)
		key = s->at.stage == 1 ? "endorse" : "approve";
	else if (over && kept)
		key = "revoke";
	else
		key = seal_state_name(s->at.state);
	es_tree_put_str(page, "next", svc_life_word(l, a, "next",
	    es_view_str(key)));
	if ((over && kept) || s->at.state == SEAL_PRODUCTION)
		es_tree_put_str(page, "command", es_arena_printf(a,
		    "%s %.*s", l->tool, (int)store_view(&s->row, 0,
		    F_NUMBER).n, (const char *)store_view(&s->row, 0,
		    F_NUMBER).p));
}

/*
 * The seal whose place this one takes, and until it does so what waits under
 * it: the records that people agreed to name the old seal, and can neither be
 * changed nor sealed with another.
 */
static int
put_replaced(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	struct store_val	 id = SV_INT(store_int(&s->row, 0,
				    F_REPLACES));
	struct store_val	 both[] = { id, id };
	struct es_tree		*m;
	struct store_rows	 r;

	if (id.i == 0)
		return 0;
	if (s->at.state < SEAL_ACTIVE) {
		if (store_query(l->db, STORE_LIFE_WAITING, both, 2, a, &r,
		    err) < 0)
			return -1;
		m = es_tree_put_map(page, "under_old");
		es_tree_put_int(m, "waiting", store_int(&r, 0, 0));
		es_tree_put_int(m, "deciding", store_int(&r, 0, 1));
		es_tree_put_bool(m, "any", store_int(&r, 0, 0) +
		    store_int(&r, 0, 1) > 0);
	}
	if (store_query(l->db, STORE_LIFE_SEAL, &id, 1, a, &r, err) < 0)
		return -1;
	es_tree_put_text(page, "replaces", store_view(&r, 0, F_NUMBER));
	return 0;
}

/* The period that it was approved for, where it has one. */
static void
put_validity(const struct svc_life *l, const struct svc_life_seal *s,
    struct es_arena *a, struct es_tree *page)
{
	int64_t	 from = store_int(&s->row, 0, F_VALID_FROM);
	int64_t	 until = store_int(&s->row, 0, F_VALID_UNTIL);

	es_tree_put_bool(page, "bounded", from != 0 || until != 0);
	if (from != 0)
		es_tree_put_str(page, "valid_from", svc_life_day(l, a, from));
	if (until != 0)
		es_tree_put_str(page, "valid_until", svc_life_day(l, a,
		    until - 1));
	es_tree_put_bool(page, "early", l->now < from);
	es_tree_put_bool(page, "over", until != 0 && l->now >= until);
}

int
svc_life_open(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct svc_life_seal	 s;
	struct es_view		 types, serial;
	char			 hex[2 * 64 + 1];

	if (svc_life_load(l, seal, a, &s, err) < 0 ||
	    policy(l, &s, a, &types, err) < 0)
		return -1;
	svc_life_put(l, &s.row, 0, a, page);
	es_tree_put_int(page, "seen", store_int(&s.row, 0, F_EVENTS));
	es_tree_put_text(page, "purpose", store_view(&s.row, 0, F_PURPOSE));
	es_tree_put_text(page, "register_no", store_view(&s.row, 0,
	    F_REGISTER));
	es_tree_put_text(page, "class", store_view(&s.row, 0, F_CLASS));
	es_tree_put_str(page, "class_word", svc_life_word(l, a, "class",
	    store_view(&s.row, 0, F_CLASS)));
	es_tree_put_text(page, "keeper_no", store_view(&s.row, 0,
	    F_KEEPER_NAME));
	es_tree_put_text(page, "deputy_no", store_view(&s.row, 0,
	    F_DEPUTY_NAME));
	es_tree_put_text(page, "subject", store_view(&s.row, 0, F_SUBJECT));
	serial = es_view_sub(store_view(&s.row, 0, F_SERIAL), 0, 64);
	if (serial.n > 0) {
		crypt_hex(serial, hex);
		es_tree_put_str(page, "serial", hex);
	}
	es_tree_put_str(page, "picture", es_arena_printf(a,
	    "/seal/life/%lld/picture", (long long)seal));
	es_tree_put_str(page, "file", es_arena_printf(a,
	    "/seal/life/%lld/file", (long long)seal));
	es_tree_put_bool(page, "mine", (s.as & SEAL_AS_KEEPER) != 0);
	if (put_types(l, ES_VIEW_EMPTY, types, false, a,
	    es_tree_put_list(page, "types"), err) < 0 ||
	    put_types(l, store_view(&s.row, 0, F_OFFICE), types, true, a,
	    es_tree_put_list(page, "choices"), err) < 0 ||
	    put_replaced(l, &s, a, page, err) < 0 ||
	    svc_life_put_imprint(l, &s, a, page, err) < 0 ||
	    put_asked(l, &s, a, page, err) < 0)
		return -1;
	put_validity(l, &s, a, page);
	put_next(l, &s, a, page);
	put_acts(l, &s, a, page);
	put_events(l, &s, a, page);
	return es_tree_ok(page, err);
}

/* -- the form of an application ------------------------------------------ */
int
svc_life_choices(const struct svc_life *l, struct es_view office,
    struct es_view types, struct es_arena *a, struct es_tree *page,
    struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(page, "offices"), *m;
	struct store_rows	 r;
	struct es_view		 only = ES_VIEW_EMPTY;
	size_t			 i, n = 0;

	if (store_query(l->db, STORE_LIFE_OFFICES, NULL, 0, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_view	 code = store_view(&r, i, 0);

		if (!l->holds(l->arg, "handler", code) &&
		    !l->holds(l->arg, "seal-manager", code))
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "code", code);
		es_tree_put_text(m, "name", svc_life_name(l, &r, i, 1));
		es_tree_put_bool(m, "chosen", es_view_eq(code, office));
		only = code;
		n++;
	}
	if (n == 0)
		return es_fail(err, ES_E_DENIED, "no office of theirs");
	return put_types(l, n == 1 ? only : ES_VIEW_EMPTY, types, true, a,
	    es_tree_put_list(page, "types"), err) < 0 ? -1 :
	    es_tree_ok(page, err);
}
