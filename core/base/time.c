/* base/time.c - see time.h. */
#include "base/time.h"

#include <stdio.h>

/* Days since 1970-01-01 of a Gregorian date (H. Hinnant's algorithm). */
static int64_t
days_from_civil(int y, int m, int d)
{
	int64_t	 era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void
civil_from_days(int64_t z, struct es_civil *c)
{
	int64_t	 era, doe, yoe, doy, mp;

	z += 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
}

void
es_time_civil(int64_t t, int offset, struct es_civil *out)
{
	int64_t	 local = t + offset, days, rest;

	days = local / 86400;
	rest = local % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	civil_from_days(days, out);
	out->hour = (int)(rest / 3600);
	out->minute = (int)(rest / 60 % 60);
	out->second = (int)(rest % 60);
	out->offset = offset;
}

int64_t
es_time_from_civil(const struct es_civil *c)
{
	return days_from_civil(c->year, c->month, c->day) * 86400 +
	    c->hour * 3600 + c->minute * 60 + c->second - c->offset;
}

const char *
es_time_iso(int64_t t, int offset, char out[ES_TIME_ISO])
{
	struct es_civil	 c;
	int		 abs = offset < 0 ? -offset : offset;
	int		 n;

	es_time_civil(t, offset, &c);
	n = snprintf(out, ES_TIME_ISO, "%04d-%02d-%02dT%02d:%02d:%02d",
	    c.year % 10000, c.month % 100, c.day % 100, c.hour % 100,
	    c.minute % 100, c.second % 100);
	if (offset == 0)
		(void)snprintf(out + n, ES_TIME_ISO - (size_t)n, "Z");
	else
		(void)snprintf(out + n, ES_TIME_ISO - (size_t)n,
		    "%c%02d:%02d", offset < 0 ? '-' : '+',
		    abs / 3600 % 100, abs / 60 % 60);
	return out;
}

/* "n" digits at "at"; -1 when they are no digits. */
static int
digits(struct es_view v, size_t at, size_t n)
{
	int	 x = 0;

	if (at + n > v.n)
		return -1;
	for (; n > 0; n--, at++) {
		if (v.p[at] < '0' || v.p[at] > '9')
			return -1;
		x = x * 10 + (v.p[at] - '0');
	}
	return x;
}

static int
days_in_month(int y, int m)
{
	static const int	 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
	    31, 30, 31 };

	if (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))
		return 29;
	return days[m - 1];
}

/* The zone at the end of an instant: "Z" or "+08:00". */
static int
zone(struct es_view v, int *offset)
{
	int	 h, m;

	*offset = 0;
	if (es_view_eq_str(v, "Z"))
		return 0;
	if (v.n != 6 || (v.p[0] != '+' && v.p[0] != '-') || v.p[3] != ':')
		return -1;
	h = digits(v, 1, 2);
	m = digits(v, 4, 2);
	if (h < 0 || h > 14 || m < 0 || m > 59)
		return -1;
	*offset = (h * 3600 + m * 60) * (v.p[0] == '-' ? -1 : 1);
	return 0;
}

int
es_time_parse(struct es_view v, int64_t *out, struct es_err *err)
{
	struct es_civil	 c = { 0 };

	*out = 0;
	c.year = digits(v, 0, 4);
	c.month = digits(v, 5, 2);
	c.day = digits(v, 8, 2);
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
	    v.p[4] != '-' || v.p[7] != '-' ||
	    c.day > days_in_month(c.year, c.month))
		return es_fail(err, ES_E_INPUT, "date: not YYYY-MM-DD");
	if (v.n > 10) {
		if (v.n < 20 || v.p[10] != 'T' || v.p[13] != ':' ||
		    v.p[16] != ':')
			return es_fail(err, ES_E_INPUT, "time: not ISO 8601");
		c.hour = digits(v, 11, 2);
		c.minute = digits(v, 14, 2);
		c.second = digits(v, 17, 2);
		if (c.hour < 0 || c.hour > 23 || c.minute < 0 ||
		    c.minute > 59 || c.second < 0 || c.second > 59 ||
		    zone(es_view_sub(v, 19, SIZE_MAX), &c.offset) < 0)
			return es_fail(err, ES_E_INPUT, "time: not ISO 8601");
	}
	*out = es_time_from_civil(&c);
	return 0;
}
