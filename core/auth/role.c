/* auth/role.c - see role.h. */
#include "auth/role.h"

#include "base/limits.h"

#define BIT(r)		(1u << (r))
#define SEALS		(BIT(AUTH_HANDLER) | BIT(AUTH_APPROVER) | \
			    BIT(AUTH_KEEPER) | BIT(AUTH_SEAL_MANAGER) | \
			    BIT(AUTH_SEAL_MAKER) | BIT(AUTH_ARCHIVIST))
#define OFFICERS	(BIT(AUTH_SYSTEM_ADMIN) | BIT(AUTH_SECURITY_ADMIN) | \
			    BIT(AUTH_AUDITOR))

static const char *const	names[AUTH_ROLE__MAX] = {
	[AUTH_ROLE_NONE] = "",
	[AUTH_HANDLER] = "handler",
	[AUTH_APPROVER] = "approver",
	[AUTH_HEAD] = "head",
	[AUTH_KEEPER] = "keeper",
	[AUTH_SEAL_MANAGER] = "seal-manager",
	[AUTH_SEAL_MAKER] = "seal-maker",
	[AUTH_SYSTEM_ADMIN] = "system-admin",
	[AUTH_SECURITY_ADMIN] = "security-admin",
	[AUTH_AUDITOR] = "auditor",
	[AUTH_ARCHIVIST] = "archivist",
};

/*
 * Audience -> roles that it admits.  WEB_USER and WEB_STAFF are about the
 * person and not in it; who is not named is refused.
 */
static const unsigned		admits[WEB_AUDIENCE__MAX] = {
	[WEB_KEEPER] = BIT(AUTH_KEEPER),
	[WEB_SEAL_MANAGER] = BIT(AUTH_SEAL_MANAGER),
	[WEB_SEAL_MAKER] = BIT(AUTH_SEAL_MAKER),
	[WEB_SYSTEM_ADMIN] = BIT(AUTH_SYSTEM_ADMIN),
	[WEB_SECURITY_ADMIN] = BIT(AUTH_SECURITY_ADMIN),
	[WEB_AUDITOR] = BIT(AUTH_AUDITOR),
	[WEB_OFFICER] = OFFICERS,
	[WEB_WATCH] = BIT(AUTH_SECURITY_ADMIN) | BIT(AUTH_AUDITOR),
	[WEB_ARCHIVIST] = BIT(AUTH_ARCHIVIST),
	[WEB_HANDLER] = BIT(AUTH_HANDLER),
	[WEB_SEAL_APPLY] = BIT(AUTH_HANDLER) | BIT(AUTH_SEAL_MANAGER),
	[WEB_SEAL_ACT] = SEALS,
	[WEB_SEAL_LIFE] = SEALS | BIT(AUTH_AUDITOR),
	[WEB_REGISTER] = BIT(AUTH_HANDLER) | BIT(AUTH_APPROVER) |
	    BIT(AUTH_ARCHIVIST),
};

const char *
auth_role_name(enum auth_role r)
{
	return (int)r < 0 || r >= AUTH_ROLE__MAX ? "" : names[r];
}

enum auth_role
auth_role_find(struct es_view name)
{
	int	 r;

	for (r = AUTH_ROLE_NONE + 1; r < AUTH_ROLE__MAX; r++)
		if (es_view_eq_str(name, names[r]))
			return (enum auth_role)r;
	return AUTH_ROLE_NONE;
}

int
auth_grants_parse(struct auth_grants *out, struct es_view v,
    struct es_arena *a, struct es_err *err)
{
	struct auth_grant	*list;
	struct es_view		 line, role;
	size_t			 at, end, gap, n = 0;

	memset(out, 0, sizeof(*out));
	if (v.n == 0)
		return 0;
	if ((list = es_arena_array(a, ES_LIMIT_ROLES, sizeof(*list))) == NULL)
		return es_fail(err, ES_E_NOMEM, "roles: no memory");
	for (at = 0; at < v.n; at = end + 1) {
		if ((end = es_view_find(v, ES_LIT("\n"), at)) == SIZE_MAX)
			end = v.n;
		line = es_view_sub(v, at, end - at);
		if ((gap = es_view_find(line, ES_LIT(" "), 0)) == SIZE_MAX)
			gap = line.n;
		role = es_view_sub(line, 0, gap);
		if (auth_role_find(role) == AUTH_ROLE_NONE)
			continue;	/* of a newer release: no right here */
		if (n == ES_LIMIT_ROLES)
			return es_fail(err, ES_E_LIMIT, "roles: over %zu",
			    ES_LIMIT_ROLES);
		list[n].role = auth_role_find(role);
		list[n++].office = es_view_sub(line, gap + 1, line.n);
	}
	*out = (struct auth_grants){ list, n };
	return 0;
}

bool
auth_holds(const struct auth_grants *g, enum auth_role r,
    struct es_view office)
{
	size_t	 i;

	for (i = 0; i < g->n; i++)
		if (g->list[i].role == r && r != AUTH_ROLE_NONE &&
		    (office.n == 0 || g->list[i].office.n == 0 ||
		    es_view_eq(g->list[i].office, office)))
			return true;
	return false;
}

static unsigned
bits(const struct auth_grants *g)
{
	unsigned	 b = 0;
	size_t		 i;

	for (i = 0; i < g->n; i++)
		b |= BIT(g->list[i].role);
	return b;
}

bool
auth_is_officer(const struct auth_grants *g)
{
	return (bits(g) & OFFICERS) != 0;
}

bool
auth_admits(const struct auth_grants *g, bool student, enum web_audience who)
{
	if ((int)who <= WEB_DENY || who >= WEB_AUDIENCE__MAX)
		return false;
	if (who == WEB_PUBLIC || who == WEB_USER)
		return true;
	/* Officers have no part in the university's business. */
	if (who == WEB_STAFF)
		return !student && !auth_is_officer(g);
	return (bits(g) & admits[who]) != 0;
}

bool
auth_roles_agree(enum auth_role a, enum auth_role b)
{
	return a == b || ((BIT(a) | BIT(b)) & OFFICERS) == 0;
}

/* -- granting ------------------------------------------------------------ */
/* Columns of ROLE_OF_PERSON. */
enum { R_ROLE, R_OFFICE, R_ACCOUNT };

static int
check_against(const struct auth_right *r, const struct store_rows *held,
    struct es_err *err)
{
	enum auth_role	 other;
	size_t		 i;

	for (i = 0; i < held->n; i++) {
		other = auth_role_find(store_view(held, i, R_ROLE));
		if (!auth_roles_agree(r->role, other))
			return es_fail(err, ES_E_DENIED, "role %s: the person "
			    "is %s, and an officer holds no second role",
			    auth_role_name(r->role), auth_role_name(other));
		if (other == r->role && r->account == store_int(held, i,
		    R_ACCOUNT) && es_view_eq(r->office, store_view(held, i,
		    R_OFFICE)))
			return es_fail(err, ES_E_CONFLICT, "role %s: held "
			    "already", auth_role_name(r->role));
	}
	return 0;
}

int
auth_right_give(struct store *st, const struct auth_right *r, int64_t *id,
    struct es_err *err)
{
	struct es_arena		*a;
	struct store_val	 who = SV_INT(r->account);
	struct store_val	 at[] = { SV_INT(r->account),
				    SV_INT(r->from) };
	struct store_val	 row[] = { SV_INT(r->account),
				    SV_STR(auth_role_name(r->role)),
				    SV_TEXT(r->office), SV_INT(r->from),
				    SV_INT(r->until), SV_TEXT(r->asked_by),
				    SV_TEXT(r->agreed_by) };
	struct store_rows	 rows;
	int			 rc = -1;

	*id = 0;
	if (!store_in_tx(st) || r->role == AUTH_ROLE_NONE)
		return es_fail(err, ES_E_BUG, "role: no transaction, or none");
	if (r->asked_by.n == 0 || r->agreed_by.n == 0 ||
	    es_view_eq(r->asked_by, r->agreed_by))
		return es_fail(err, ES_E_DENIED, "a right needs two people");
	if ((a = es_arena_new(ES_MIB)) == NULL)
		return es_fail(err, ES_E_NOMEM, "role: no memory");
	/* The person is locked: two grants at once see each other. */
	if ((rc = store_query(st, STORE_ROLE_LOCK, &who, 1, a, &rows,
	    err)) == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "no account %lld",
		    (long long)r->account);
	if (rc > 0 && (rc = store_query(st, STORE_ROLE_OF_PERSON, at,
	    ES_COUNT(at), a, &rows, err)) >= 0)
		rc = check_against(r, &rows, err);
	if (rc == 0 && (rc = store_exec(st, STORE_ROLE_ADD, row,
	    ES_COUNT(row), NULL, err)) == 0)
		*id = (int64_t)store_last_id(st);
	es_arena_free(a);
	return rc;
}

int
auth_right_end(struct store *st, int64_t id, int64_t now, struct es_view by,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(now), SV_TEXT(by),
				    SV_INT(id), SV_INT(now) };
	uint64_t		 matched;

	if (store_exec(st, STORE_ROLE_END, args, ES_COUNT(args), &matched,
	    err) < 0)
		return -1;
	return matched == 1 ? 0 : es_fail(err, ES_E_NOTFOUND, "no right %lld "
	    "in force", (long long)id);
}

int
auth_rights(struct store *st, int64_t account, int64_t now,
    struct es_tree *data, struct es_err *err)
{
	static const char *const	 keys[] = { "id", "account", "name",
	    "full_zh", "full_en", "role", "office", "from", "until", "asked",
	    "agreed", "ended" };
	struct store_val	 args[] = { SV_INT(account),
				    SV_INT(account) };
	struct es_tree		*list = es_tree_put_list(data, "rights"), *m;
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 r;
	size_t			 i, k;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "rights: no memory");
	rc = store_query(st, STORE_ROLE_LIST, args, ES_COUNT(args), a, &r,
	    err);
	for (i = 0; rc >= 0 && i < r.n; i++) {
		m = es_tree_add_map(list);
		for (k = 0; k < ES_COUNT(keys); k++)
			if (r.vals[i * r.cols + k].kind == STORE_INT)
				es_tree_put_int(m, keys[k], store_int(&r, i,
				    k));
			else
				es_tree_put_text(m, keys[k], store_view(&r, i,
				    k));
		es_tree_put_bool(m, "in_force", store_int(&r, i, 7) <= now &&
		    (store_int(&r, i, 8) == 0 || store_int(&r, i, 8) > now));
	}
	es_arena_free(a);
	return rc < 0 ? -1 : es_tree_ok(data, err);
}
