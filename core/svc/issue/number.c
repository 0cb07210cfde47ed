/* svc/issue/number.c - see number.h. */
#include "svc/issue/number.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"

int
svc_number_series(struct svc_number *out, struct es_view office,
    struct es_view code, int64_t now, int offset, struct es_err *err)
{
	struct es_civil	 day;
	int		 n;

	es_time_civil(now, offset, &day);
	n = snprintf(out->series, sizeof(out->series), "%.*s-%.*s-%04d",
	    (int)office.n, (const char *)office.p, (int)code.n,
	    (const char *)code.p, day.year);
	if (n < 0 || (size_t)n >= sizeof(out->series))
		return es_fail(err, ES_E_LIMIT, "number: prefix too long");
	out->text[0] = '\0';
	return 0;
}

/* Numbers for all of one series. */
static int
take_series(struct store *st, const char *series, struct svc_number **list,
    size_t n, struct es_err *err)
{
	struct store_val	 args[3] = { SV_STR(series), SV_INT(0),
				    SV_INT(0) };
	uint64_t		 next;
	size_t			 i;

	for (i = 0; i < n; i++)
		args[1].i += strcmp(list[i]->series, series) == 0;
	args[2].i = args[1].i;
	if (store_exec(st, STORE_ISSUE_COUNT, args, 3, NULL, err) < 0)
		return -1;
	next = store_last_id(st) - (uint64_t)args[1].i + 1;
	for (i = 0; i < n; i++)
		if (strcmp(list[i]->series, series) == 0)
			(void)snprintf(list[i]->text, sizeof(list[i]->text),
			    "%s-%06llu", series, (unsigned long long)next++);
	return 0;
}

int
svc_numbers_take(struct store *st, struct svc_number **list, size_t n,
    struct es_err *err)
{
	const char	*done = "", *next;
	size_t		 i;

	if (!store_in_tx(st))
		return es_fail(err, ES_E_BUG, "number: outside a transaction");
	for (;; done = next) {
		for (next = NULL, i = 0; i < n; i++)
			if (strcmp(list[i]->series, done) > 0 &&
			    (next == NULL || strcmp(list[i]->series,
			    next) < 0))
				next = list[i]->series;
		if (next == NULL)
			return 0;
		if (take_series(st, next, list, n, err) < 0)
			return -1;
	}
}
