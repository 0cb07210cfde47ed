/* t_auth_role - who may see what, and who may not be two things at once. */
#include "auth/role.h"
#include "base/buf.h"
#include "base/limits.h"
#include "tap.h"

static struct es_arena	*arena;

static struct auth_grants
only(enum auth_role r, const char *office)
{
	struct auth_grant	*g = es_arena_get(arena, sizeof(*g));

	*g = (struct auth_grant){ r, es_view_str(office) };
	return (struct auth_grants){ g, 1 };
}

/* The whole table, written down a second time. */
static void
audiences(void)
{
	static const struct { enum web_audience who; enum auth_role role[7]; }
	    want[] = {
		{ WEB_KEEPER, { AUTH_KEEPER } },
		{ WEB_SEAL_MANAGER, { AUTH_SEAL_MANAGER } },
		{ WEB_SEAL_MAKER, { AUTH_SEAL_MAKER } },
		{ WEB_ARCHIVIST, { AUTH_ARCHIVIST } },
		{ WEB_REGISTER, { AUTH_HANDLER, AUTH_APPROVER,
		    AUTH_ARCHIVIST } },
		{ WEB_SYSTEM_ADMIN, { AUTH_SYSTEM_ADMIN } },
		{ WEB_SECURITY_ADMIN, { AUTH_SECURITY_ADMIN } },
		{ WEB_AUDITOR, { AUTH_AUDITOR } },
		{ WEB_WATCH, { AUTH_SECURITY_ADMIN, AUTH_AUDITOR } },
		{ WEB_OFFICER, { AUTH_SYSTEM_ADMIN, AUTH_SECURITY_ADMIN,
		    AUTH_AUDITOR } },
		{ WEB_HANDLER, { AUTH_HANDLER } },
		{ WEB_SEAL_APPLY, { AUTH_HANDLER, AUTH_SEAL_MANAGER } },
		{ WEB_SEAL_ACT, { AUTH_HANDLER, AUTH_APPROVER, AUTH_KEEPER,
		    AUTH_SEAL_MANAGER, AUTH_SEAL_MAKER, AUTH_ARCHIVIST } },
		{ WEB_SEAL_LIFE, { AUTH_HANDLER, AUTH_APPROVER, AUTH_KEEPER,
		    AUTH_SEAL_MANAGER, AUTH_SEAL_MAKER, AUTH_ARCHIVIST,
		    AUTH_AUDITOR } },
		{ WEB_REGISTER, { AUTH_HANDLER, AUTH_APPROVER,
		    AUTH_ARCHIVIST } },
	};
	size_t	 i;
	int	 r, wrong = 0;

	for (i = 0; i < ES_COUNT(want); i++)
		for (r = AUTH_ROLE_NONE; r < AUTH_ROLE__MAX; r++) {
			struct auth_grants	 g = only((enum auth_role)r, "");
			bool			 in = false;
			size_t			 k;

			for (k = 0; k < ES_COUNT(want[i].role); k++)
				in |= r != AUTH_ROLE_NONE &&
				    (int)want[i].role[k] == r;
			wrong += auth_admits(&g, false, want[i].who) != in;
		}
	ok(wrong == 0, "every audience admits its roles alone: %d", wrong);
	for (r = AUTH_ROLE_NONE; r < AUTH_ROLE__MAX; r++) {
		struct auth_grants	 g = only((enum auth_role)r, "");

		wrong += auth_admits(&g, false, WEB_DENY) ||
		    auth_admits(&g, false, WEB_AUDIENCE__MAX) ||
		    auth_admits(&g, true, WEB_STAFF) ||
		    !auth_admits(&g, true, WEB_USER) ||
		    auth_admits(&g, false, WEB_STAFF) == auth_is_officer(&g);
	}
	ok(wrong == 0, "no role opens what names no audience; a student is "
	    "never staff, and an officer does no business");
}

static void
offices(void)
{
	struct auth_grants	 gs = only(AUTH_APPROVER, "GS");
	struct auth_grants	 all = only(AUTH_APPROVER, "");

	ok(auth_holds(&gs, AUTH_APPROVER, ES_LIT("GS")), "of this office");
	ok(!auth_holds(&gs, AUTH_APPROVER, ES_LIT("JW")) &&
	    !auth_holds(&gs, AUTH_APPROVER, ES_LIT("G")), "of no other");
	ok(!auth_holds(&gs, AUTH_HANDLER, ES_LIT("GS")), "in no other role");
	ok(auth_holds(&gs, AUTH_APPROVER, ES_VIEW_EMPTY), "of any at all");
	ok(auth_holds(&all, AUTH_APPROVER, ES_LIT("JW")), "of the campus");
	ok(!auth_holds(&all, AUTH_ROLE_NONE, ES_VIEW_EMPTY),
	    "nobody holds no role");
}

static void
apart(void)
{
	int	 a, b, wrong = 0;

	for (a = 1; a < AUTH_ROLE__MAX; a++)
		for (b = 1; b < AUTH_ROLE__MAX; b++) {
			bool	 officer = (a >= AUTH_SYSTEM_ADMIN &&
				    a <= AUTH_AUDITOR) ||
				    (b >= AUTH_SYSTEM_ADMIN &&
				    b <= AUTH_AUDITOR);

			wrong += auth_roles_agree((enum auth_role)a,
			    (enum auth_role)b) != (a == b || !officer);
		}
	ok(wrong == 0, "an officer holds no second role");
}

static void
parsing(void)
{
	struct es_err		 e = ES_ERR_INIT;
	struct auth_grants	 g;
	struct es_buf		 b;
	size_t			 i;

	ok(auth_grants_parse(&g, ES_VIEW_EMPTY, arena, &e) == 0 && g.n == 0,
	    "no roles");
	ok(auth_grants_parse(&g, ES_LIT("approver GS\nkeeper \nsultan X\n"
	    "head 计算机科学与技术学院"), arena, &e) == 0 && g.n == 3 &&
	    auth_holds(&g, AUTH_KEEPER, ES_LIT("GS")) &&
	    auth_holds(&g, AUTH_HEAD, ES_LIT("计算机科学与技术学院")) &&
	    !auth_holds(&g, AUTH_HEAD, ES_LIT("X")),
	    "three that we know, one that we do not");
	for (i = 1; i < AUTH_ROLE__MAX; i++)
		if (auth_role_find(es_view_str(auth_role_name((enum
		    auth_role)i))) != (enum auth_role)i)
			ok(false, "role %zu has a name", i);
	es_buf_init(&b, ES_MIB);
	for (i = 0; i < ES_LIMIT_ROLES; i++)
		es_buf_printf(&b, "%sapprover O%zu", i ? "\n" : "", i);
	ok(auth_grants_parse(&g, es_buf_view(&b), arena, &e) == 0 &&
	    g.n == ES_LIMIT_ROLES, "as many as the limit");
	es_buf_add_str(&b, "\nkeeper ");
	ok(auth_grants_parse(&g, es_buf_view(&b), arena, &e) < 0 &&
	    e.code == ES_E_LIMIT && g.n == 0, "one more is none at all");
	es_buf_clear(&b);
}

int
main(void)
{
	arena = es_arena_new(ES_MIB);
	audiences();
	offices();
	apart();
	parsing();
	es_arena_free(arena);
	return done();
}
