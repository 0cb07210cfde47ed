/* auth/officer_page.c - what the officers' pages show; see officer.h. */
#include <stdio.h>

#include "auth/officer_priv.h"
#include "base/limits.h"
#include "base/time.h"

#define PAGE	50

static struct es_view
named(const struct auth_officer *o, const struct store_rows *r, size_t i,
    size_t zh)
{
	return store_view(r, i, o->en ? zh + 1 : zh);
}

static const char *
say(const struct auth_officer *o, struct es_arena *a, const char *prefix,
    struct es_view v)
{
	const char	*key = es_arena_printf(a, "%s-%.*s", prefix, (int)v.n,
			    v.p == NULL ? "" : (const char *)v.p);

	return key == NULL ? "" : o->say(o->arg, key);
}

/* "2026-11-23 14:05", or the day alone. */
static void
put_time(const struct auth_officer *o, struct es_tree *m, const char *key,
    int64_t t, bool day)
{
	struct es_civil	 c;
	char		 s[40];

	if (t == 0)
		return;
	es_time_civil(t, o->offset, &c);
	(void)snprintf(s, sizeof(s), "%04d-%02d-%02d %02d:%02d", c.year,
	    c.month, c.day, c.hour, c.minute);
	if (day)
		s[10] = '\0';
	es_tree_put_str(m, key, s);
}

/* "approver GS\nkeeper " as a list of words. */
static void
put_roles(const struct auth_officer *o, struct es_view v, struct es_arena *a,
    struct es_tree *list)
{
	size_t	 at, end, gap;

	for (at = 0; at < v.n; at = end + 1) {
		struct es_view	 line, office;
		struct es_tree	*m = es_tree_add_map(list);

		if ((end = es_view_find(v, ES_LIT("\n"), at)) == SIZE_MAX)
			end = v.n;
		line = es_view_sub(v, at, end - at);
		if ((gap = es_view_find(line, ES_LIT(" "), 0)) == SIZE_MAX)
			gap = line.n;
		office = es_view_sub(line, gap + 1, line.n);
		es_tree_put_str(m, "role", say(o, a, "role", es_view_sub(line,
		    0, gap)));
		es_tree_put_text(m, "office", office);
	}
}

/* -- people -------------------------------------------------------------- */
static void
put_head(const struct auth_officer *o, const struct store_rows *r, size_t i,
    struct es_arena *a, struct es_tree *m)
{
	es_tree_put_str(m, "href", es_arena_printf(a, "/admin/people/%lld",
	    (long long)store_int(r, i, 0)));
	es_tree_put_text(m, "name", store_view(r, i, 1));
	es_tree_put_text(m, "full", named(o, r, i, 2));
	es_tree_put_bool(m, "locked", store_int(r, i, 4) != 0);
	es_tree_put_bool(m, "left", es_view_eq_str(store_view(r, i, 5),
	    "left"));
	put_roles(o, store_view(r, i, 6), a, es_tree_put_list(m, "roles"));
}

/* A beginning for LIKE: what has a meaning there stands for itself. */
static const char *
beginning(struct es_view text, struct es_arena *a)
{
	char	*out = es_arena_get(a, 2 * text.n + 2);
	size_t	 i, n = 0;

	if (out == NULL)
		return "";
	for (i = 0; i < text.n; i++) {
		if (strchr("%_\\", text.p[i]) != NULL && text.p[i] != '\0')
			out[n++] = '\\';
		out[n++] = (char)text.p[i];
	}
	out[n++] = '%';
	out[n] = '\0';
	return out;
}

int
auth_people(const struct auth_officer *o, struct es_view text,
    struct es_view scope, struct es_view after, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	const char		*like = beginning(text, a);
	struct store_val	 args[] = { SV_INT(o->now), SV_INT(o->now),
				    SV_TEXT(after), SV_TEXT(text),
				    SV_STR(like), SV_STR(like), SV_STR(like),
				    SV_TEXT(scope), SV_TEXT(scope),
				    SV_INT(o->now), SV_INT(o->now),
				    SV_INT(PAGE + 1) };
	struct es_tree		*list = es_tree_put_list(page, "people");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(o->db, STORE_OFFICER_PEOPLE, args, ES_COUNT(args), a,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < PAGE; i++)
		put_head(o, &r, i, a, es_tree_add_map(list));
	if (r.n > PAGE)
		es_tree_put_text(page, "last", store_view(&r, PAGE - 1, 1));
	return es_tree_ok(page, err);
}

/* -- proposals ----------------------------------------------------------- */
static void
put_proposal(const struct auth_officer *o, const struct store_rows *r,
    size_t i, struct es_arena *a, struct es_tree *m)
{
	struct es_view	 decision = store_view(r, i, Q_DECISION);

	es_tree_put_int(m, "id", store_int(r, i, Q_ID));
	es_tree_put_str(m, "href", es_arena_printf(a, "/admin/proposals/%lld",
	    (long long)store_int(r, i, Q_ID)));
	es_tree_put_text(m, "kind", store_view(r, i, Q_KIND));
	es_tree_put_str(m, "word", say(o, a, "officer.kind", store_view(r, i,
	    Q_KIND)));
	es_tree_put_text(m, "subject", store_view(r, i, Q_SUBJECT));
	es_tree_put_text(m, "full", named(o, r, i, Q_ZH));
	if (store_view(r, i, Q_ROLE).n > 0)
		es_tree_put_str(m, "role", say(o, a, "role", store_view(r, i,
		    Q_ROLE)));
	es_tree_put_text(m, "office", store_view(r, i, Q_OFFICE));
	put_time(o, m, "from", store_int(r, i, Q_FROM), true);
	if (store_int(r, i, Q_UNTIL) != 0)
		put_time(o, m, "until", store_int(r, i, Q_UNTIL) - 1, true);
	es_tree_put_text(m, "reason", store_view(r, i, Q_REASON));
	put_time(o, m, "when", store_int(r, i, Q_AT), false);
	es_tree_put_text(m, "asked", store_view(r, i, Q_ASKED_BY));
	es_tree_put_text(m, "decision", decision);
	if (decision.n > 0) {
		es_tree_put_str(m, "decided", say(o, a, "officer.did",
		    decision));
		es_tree_put_text(m, "decided_by", store_view(r, i,
		    Q_DECIDED_BY));
		put_time(o, m, "decided_at", store_int(r, i, Q_DECIDED),
		    false);
		es_tree_put_text(m, "why", store_view(r, i, Q_WHY));
	}
}

static int
put_history(const struct auth_officer *o, int64_t before, int64_t account,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(before == 0 ? INT64_MAX :
				    before), SV_INT(account), SV_INT(account),
				    SV_INT(PAGE + 1) };
	struct es_tree		*list = es_tree_put_list(page, "history");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(o->db, STORE_OFFICER_HISTORY, args, ES_COUNT(args),
	    a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < PAGE; i++)
		put_proposal(o, &r, i, a, es_tree_add_map(list));
	if (r.n > PAGE)
		es_tree_put_str(page, "older", es_arena_printf(a,
		    "/admin/proposals?before=%lld", (long long)store_int(&r,
		    PAGE - 1, Q_ID)));
	return 0;
}

int
auth_proposals(const struct auth_officer *o, int64_t before,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(page, "open");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(o->db, STORE_OFFICER_OPEN, NULL, 0, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		put_proposal(o, &r, i, a, es_tree_add_map(list));
	return put_history(o, before, 0, a, page, err) < 0 ? -1 :
	    es_tree_ok(page, err);
}

int
auth_proposal(const struct auth_officer *o, int64_t id, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	struct store_rows	 r, half;
	bool			 open, own, about;

	if (auth_officer_row(o->db, id, a, &r, err) < 0)
		return -1;
	put_proposal(o, &r, 0, a, page);
	open = store_view(&r, 0, Q_DECISION).n == 0;
	own = store_int(&r, 0, Q_ASKER_PERSON) == o->user->person;
	about = store_int(&r, 0, Q_PERSON) == o->user->person;
	es_tree_put_bool(page, "open", open);
	es_tree_put_bool(page, "may_decide", open && !own && !about &&
	    auth_may(o->user, AUTH_SECURITY_ADMIN, ES_VIEW_EMPTY));
	es_tree_put_bool(page, "may_withdraw", open && own);
	es_tree_put_bool(page, "about_me", open && about);
	if (store_int(&r, 0, Q_ACCOUNT) != 0)
		es_tree_put_str(page, "person", es_arena_printf(a,
		    "/admin/people/%lld", (long long)store_int(&r, 0,
		    Q_ACCOUNT)));
	/* Half of a password is for who asked, and nobody else. */
	if (open && own) {
		if (store_query(o->db, STORE_OFFICER_HALF, &arg, 1, a, &half,
		    err) < 0)
			return -1;
		es_tree_put_text(page, "half", store_view(&half, 0, 0));
	}
	return es_tree_ok(page, err);
}

int
auth_proposal_type(const struct auth_officer *o, int64_t id,
    struct es_arena *a, struct es_view *definition, struct es_view *zh,
    struct es_view *en, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	struct store_rows	 r;
	int			 rc;

	rc = store_query(o->db, STORE_OFFICER_TYPE, &arg, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "proposal "
		    "%lld has no type", (long long)id);
	*definition = store_view(&r, 0, 0);
	*zh = store_view(&r, 0, 1);
	*en = store_view(&r, 0, 2);
	return 0;
}

/* -- one person ---------------------------------------------------------- */
static void
put_rights(const struct auth_officer *o, const struct es_tree *all,
    struct es_arena *a, struct es_tree *list)
{
	const struct es_tree	*t;
	struct es_tree		*m;
	int64_t			 until;

	for (t = es_tree_first(es_tree_get(all, "rights")); t != NULL;
	    t = es_tree_next(t)) {
		m = es_tree_add_map(list);
		until = es_tree_int(es_tree_get(t, "until"));
		es_tree_put_int(m, "id", es_tree_int(es_tree_get(t, "id")));
		es_tree_put_str(m, "role", say(o, a, "role", es_tree_text_at(
		    t, "role")));
		es_tree_put_text(m, "office", es_tree_text_at(t, "office"));
		put_time(o, m, "from", es_tree_int(es_tree_get(t, "from")),
		    true);
		put_time(o, m, "until", until == 0 ? 0 : until - 1, true);
		es_tree_put_text(m, "asked", es_tree_text_at(t, "asked"));
		es_tree_put_text(m, "agreed", es_tree_text_at(t, "agreed"));
		es_tree_put_text(m, "ended", es_tree_text_at(t, "ended"));
		es_tree_put_bool(m, "in_force", es_tree_true(es_tree_get(t,
		    "in_force")));
		es_tree_put_bool(m, "later", es_tree_int(es_tree_get(t,
		    "from")) > o->now);
	}
}

int
auth_person(const struct auth_officer *o, int64_t account,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(o->now), SV_INT(o->now),
				    SV_INT(account) };
	struct es_tree		*all = es_tree_map(a), *list;
	struct store_rows	 r, open;
	size_t			 i;
	int			 rc;

	rc = store_query(o->db, STORE_OFFICER_PERSON, args, ES_COUNT(args),
	    a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no account "
		    "%lld", (long long)account);
	put_head(o, &r, 0, a, page);
	es_tree_put_bool(page, "me", store_int(&r, 0, 7) == o->user->person);
	if (auth_rights(o->db, account, o->now, all, err) < 0 ||
	    store_query(o->db, STORE_OFFICER_OPEN, NULL, 0, a, &open,
	    err) < 0 || put_history(o, 0, account, a, page, err) < 0)
		return -1;
	put_rights(o, all, a, es_tree_put_list(page, "rights"));
	list = es_tree_put_list(page, "open");
	for (i = 0; i < open.n; i++)
		if (store_int(&open, i, Q_ACCOUNT) == account)
			put_proposal(o, &open, i, a, es_tree_add_map(list));
	return es_tree_ok(page, err);
}

int
auth_choices(const struct auth_officer *o, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(page, "offices"), *m;
	struct store_rows	 r;
	size_t			 i;
	int			 k;

	if (store_query(o->db, STORE_OFFICER_OFFICES, NULL, 0, a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "code", store_view(&r, i, 0));
		es_tree_put_text(m, "name", named(o, &r, i, 1));
	}
	list = es_tree_put_list(page, "choices");
	for (k = AUTH_ROLE_NONE + 1; k < AUTH_ROLE__MAX; k++) {
		struct es_view	 name = es_view_str(auth_role_name(
				    (enum auth_role)k));

		m = es_tree_add_map(list);
		es_tree_put_text(m, "code", name);
		es_tree_put_str(m, "name", say(o, a, "role", name));
	}
	return es_tree_ok(page, err);
}
