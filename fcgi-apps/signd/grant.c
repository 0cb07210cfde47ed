/* signd/grant.c - see grant.h. */
#include "grant.h"

/* Columns of SIGND_GRANT. */
enum { C_ID, C_FROM, C_UNTIL, C_HOUR_FROM, C_HOUR_UNTIL, C_DAILY, C_TOTAL,
    C_DAY, C_TODAY, C_USED };

int
grant_day(int64_t now, int zone)
{
	return (int)((now + zone) / 86400);
}

static struct authorisation
authorisation(const struct store_rows *r, int day)
{
	return (struct authorisation){
		.id = store_int(r, 0, C_ID),
		.from = store_int(r, 0, C_FROM),
		.until = store_int(r, 0, C_UNTIL),
		.hour_from = (int)store_int(r, 0, C_HOUR_FROM),
		.hour_until = (int)store_int(r, 0, C_HOUR_UNTIL),
		.daily_quota = store_int(r, 0, C_DAILY),
		.total_quota = store_int(r, 0, C_TOTAL),
		.used_total = store_int(r, 0, C_USED),
		.used_today = store_int(r, 0, C_DAY) == day ?
		    store_int(r, 0, C_TODAY) : 0,
	};
}

/* One authorisation may serve several callers: it is counted once. */
static int
read_one(struct grants *g, int64_t seal, struct es_view type,
    struct es_view caller, size_t *at, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_TEXT(type),
				    SV_TEXT(caller), SV_INT(g->now),
				    SV_INT(g->now) };
	struct authorisation	 a = { 0 };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(g->store, STORE_SIGND_GRANT, args, ES_COUNT(args),
	    g->arena, &r, err);
	if (rc < 0)
		return -1;
	if (rc > 0)
		a = authorisation(&r, g->day);
	for (*at = 0; *at < g->n; (*at)++)
		if (g->list[*at].auth.id == a.id)
			return 0;
	g->list[g->n++] = (struct grant){ .auth = a };
	return 0;
}

int
grant_find(struct grants *g, int64_t seal, struct es_view type,
    struct es_view caller, struct grant **out, struct es_err *err)
{
	size_t	 i, at;

	*out = NULL;
	for (i = 0; i < g->asked; i++)
		if (g->ask[i].seal == seal &&
		    es_view_eq(g->ask[i].type, type) &&
		    es_view_eq(g->ask[i].caller, caller)) {
			*out = &g->list[g->ask[i].grant];
			return 0;
		}
	if (g->asked == ES_COUNT(g->ask))
		return es_fail(err, ES_E_LIMIT, "too many authorisations");
	if (read_one(g, seal, type, caller, &at, err) < 0)
		return -1;
	g->ask[g->asked].seal = seal;
	g->ask[g->asked].type = type;
	g->ask[g->asked].caller = caller;
	g->ask[g->asked++].grant = at;
	*out = &g->list[at];
	return 0;
}

void
grant_use(struct grant *one)
{
	one->used++;
	one->auth.used_today++;
	one->auth.used_total++;
}

int
grant_write(const struct grants *g, struct es_err *err)
{
	uint64_t	 matched;
	size_t		 i;

	for (i = 0; i < g->n; i++) {
		const struct grant	*one = &g->list[i];
		struct store_val	 args[] = { SV_INT(g->day),
		    SV_INT(one->used), SV_INT(g->day), SV_INT(one->used),
		    SV_INT(one->auth.id), SV_INT(one->used),
		    SV_INT(g->day), SV_INT(one->used), SV_INT(g->day) };

		if (one->used == 0)
			continue;
		if (store_exec(g->store, STORE_SIGND_USE, args,
		    ES_COUNT(args), &matched, err) < 0)
			return -1;
		if (matched == 0)
			return es_fail(err, ES_E_CONFLICT, "authorisation "
			    "%lld changed meanwhile",
			    (long long)one->auth.id);
	}
	return 0;
}
