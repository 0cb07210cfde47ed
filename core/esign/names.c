/* esign/names.c - the words of the standards, and the date of PDF. */
#include "base/time.h"
#include "esign/esign_priv.h"

const char *
esign_main_name(enum esign_main m)
{
	switch (m) {
	case ESIGN_PASSED:
		return "TOTAL-PASSED";
	case ESIGN_INDETERMINATE:
		return "INDETERMINATE";
	case ESIGN_FAILED:
		return "TOTAL-FAILED";
	case ESIGN_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}

const char *
esign_sub_name(enum esign_sub s)
{
	static const char *const	names[ESIGN_SUB__MAX] = {
		[ESIGN_SUB_NONE] = "",
		[ESIGN_FORMAT_FAILURE] = "FORMAT_FAILURE",
		[ESIGN_HASH_FAILURE] = "HASH_FAILURE",
		[ESIGN_SIG_CRYPTO_FAILURE] = "SIG_CRYPTO_FAILURE",
		[ESIGN_NOT_YET_VALID] = "NOT_YET_VALID",
		[ESIGN_SIG_CONSTRAINTS_FAILURE] = "SIG_CONSTRAINTS_FAILURE",
		[ESIGN_CHAIN_CONSTRAINTS_FAILURE] =
		    "CHAIN_CONSTRAINTS_FAILURE",
		[ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE] =
		    "CERTIFICATE_CHAIN_GENERAL_FAILURE",
		[ESIGN_CRYPTO_CONSTRAINTS_FAILURE] =
		    "CRYPTO_CONSTRAINTS_FAILURE",
		[ESIGN_NO_SIGNING_CERTIFICATE_FOUND] =
		    "NO_SIGNING_CERTIFICATE_FOUND",
		[ESIGN_NO_CERTIFICATE_CHAIN_FOUND] =
		    "NO_CERTIFICATE_CHAIN_FOUND",
		[ESIGN_OUT_OF_BOUNDS_NO_POE] = "OUT_OF_BOUNDS_NO_POE",
		[ESIGN_OUT_OF_BOUNDS_NOT_REVOKED] =
		    "OUT_OF_BOUNDS_NOT_REVOKED",
		[ESIGN_REVOKED] = "REVOKED",
		[ESIGN_REVOKED_NO_POE] = "REVOKED_NO_POE",
		[ESIGN_REVOKED_CA_NO_POE] = "REVOKED_CA_NO_POE",
		[ESIGN_REVOCATION_OUT_OF_BOUNDS_NO_POE] =
		    "REVOCATION_OUT_OF_BOUNDS_NO_POE",
		[ESIGN_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] =
		    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		[ESIGN_TIMESTAMP_ORDER_FAILURE] = "TIMESTAMP_ORDER_FAILURE",
		[ESIGN_TRY_LATER] = "TRY_LATER",
	};

	return (unsigned)s < ESIGN_SUB__MAX ? names[s] : "";
}

const char *
esign_level_name(enum esign_level l)
{
	static const char *const	names[ESIGN_LEVEL__MAX] = {
		[ESIGN_LEVEL_NONE] = "", [ESIGN_B_B] = "PAdES-B-B",
		[ESIGN_B_T] = "PAdES-B-T", [ESIGN_B_LT] = "PAdES-B-LT",
		[ESIGN_B_LTA] = "PAdES-B-LTA",
	};

	return (unsigned)l < ESIGN_LEVEL__MAX ? names[l] : "";
}

/* n digits of *v, or the default at its end; -1 when they are none. */
static int
part(struct es_view *v, size_t n, int otherwise)
{
	int	x = 0;
	size_t	i;

	if (v->n == 0 || v->p[0] < '0' || v->p[0] > '9')
		return otherwise;
	if (v->n < n)
		return -1;
	for (i = 0; i < n; i++) {
		if (v->p[i] < '0' || v->p[i] > '9')
			return -1;
		x = x * 10 + (v->p[i] - '0');
	}
	*v = es_view(v->p + n, v->n - n);
	return x;
}

/* Z, or +HH'mm with an optional last apostrophe; seconds, or -1: none. */
static int
zone(struct es_view v)
{
	int	sign, h, m;

	if (v.n == 0 || (v.p[0] == 'Z' && v.n <= 7))
		return 0;
	if (v.p[0] != '+' && v.p[0] != '-')
		return -1;
	sign = v.p[0] == '+' ? 1 : -1;
	v = es_view(v.p + 1, v.n - 1);
	h = part(&v, 2, -1);
	if (v.n > 0 && v.p[0] == '\'')
		v = es_view(v.p + 1, v.n - 1);
	m = part(&v, 2, 0);
	if (v.n > 0 && v.p[0] == '\'')
		v = es_view(v.p + 1, v.n - 1);
	if (h < 0 || h > 23 || m < 0 || m > 59 || v.n != 0)
		return -1;
	return sign * (h * 3600 + m * 60);
}

int64_t
esign_pdf_date(struct es_view m)
{
	struct es_civil	 c = { 0 }, back;
	int64_t		 t;

	if (!es_view_starts(m, ES_LIT("D:")))
		return 0;
	m = es_view(m.p + 2, m.n - 2);
	c.year = part(&m, 4, -1);
	c.month = part(&m, 2, 1);
	c.day = part(&m, 2, 1);
	c.hour = part(&m, 2, 0);
	c.minute = part(&m, 2, 0);
	c.second = part(&m, 2, 0);
	if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > 31 || c.hour < 0 || c.hour > 23 || c.minute < 0 ||
	    c.minute > 59 || c.second < 0 || c.second > 59)
		return 0;
	c.offset = zone(m);
	if (c.offset == -1)
		return 0;
	t = es_time_from_civil(&c);
	es_time_civil(t, c.offset, &back);
	return back.day == c.day ? t : 0;
}
