/* base/money.c - see money.h. */
#include "base/money.h"

#include <stdio.h>

#include "base/limits.h"

#define SECTION	10000		/* 万 */

/* Digits of the whole part; commas must part groups of three. */
static int
whole(struct es_view v, int64_t *yuan)
{
	size_t	 i, group = 0;
	bool	 commas = es_view_find(v, ES_LIT(","), 0) != SIZE_MAX;

	*yuan = 0;
	if (v.n == 0)
		return -1;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] == ',') {
			if (i == 0 || (v.n - i) % 4 != 0)
				return -1;
			group = 0;
			continue;
		}
		if (v.p[i] < '0' || v.p[i] > '9' || (commas && ++group > 3))
			return -1;
		if (*yuan <= ES_LIMIT_MONEY)	/* more stays too much */
			*yuan = *yuan * 10 + (v.p[i] - '0');
	}
	return 0;
}

int
es_money_parse(struct es_view v, int64_t *fen, struct es_err *err)
{
	size_t		 dot = es_view_find(v, ES_LIT("."), 0), i;
	struct es_view	 part = dot == SIZE_MAX ? ES_VIEW_EMPTY :
			    es_view_sub(v, dot + 1, SIZE_MAX);
	int64_t		 yuan, cents = 0;
	bool		 good;

	*fen = 0;
	good = whole(es_view_sub(v, 0, dot == SIZE_MAX ? v.n : dot),
	    &yuan) == 0 && part.n <= 2 && (dot == SIZE_MAX || part.n > 0);
	for (i = 0; good && i < 2; i++) {
		unsigned char	 c = i < part.n ? part.p[i] : '0';

		good = c >= '0' && c <= '9';
		cents = cents * 10 + (c - '0');
	}
	if (!good)
		return es_fail(err, ES_E_INPUT, "not an amount");
	if (yuan > ES_LIMIT_MONEY / 100 ||
	    yuan * 100 + cents > ES_LIMIT_MONEY)
		return es_fail(err, ES_E_LIMIT, "the amount is too large");
	*fen = yuan * 100 + cents;
	return 0;
}

const char *
es_money_text(int64_t fen, char out[ES_MONEY_TEXT])
{
	(void)snprintf(out, ES_MONEY_TEXT, "%lld.%02lld",
	    (long long)(fen / 100), (long long)(fen % 100));
	return out;
}

const char *
es_money_grouped(int64_t fen, char out[ES_MONEY_TEXT])
{
	char	 plain[ES_MONEY_TEXT];
	size_t	 n, i, k = 0;

	n = strlen(es_money_text(fen, plain)) - 3;	/* digits of yuan */
	for (i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = plain[i];
	}
	(void)snprintf(out + k, ES_MONEY_TEXT - k, "%s", plain + n);
	return out;
}

/* -- capital numerals ---------------------------------------------------- */
struct writer {
	char	*out;
	size_t	 n;
};

static void
add(struct writer *w, const char *s)
{
	w->n += (size_t)snprintf(w->out + w->n, ES_MONEY_CAPITALS - w->n, "%s",
	    s);
}

static const char *const	digits[] = { "零", "壹", "贰", "叁", "肆", "伍",
    "陆", "柒", "捌", "玖" };

/* 1 to 9999 without the zeros at its ends. */
static void
section(struct writer *w, int64_t x)
{
	static const char *const	 places[] = { "仟", "佰", "拾", "" };
	int64_t				 one = SECTION / 10;
	bool				 begun = false, zero = false;
	int				 i;

	for (i = 0; i < 4; i++, one /= 10) {
		int64_t	 d = x / one % 10;

		if (d == 0) {
			zero = begun;
			continue;
		}
		if (zero)
			add(w, digits[0]);
		add(w, digits[d]);
		add(w, places[i]);
		begun = true;
		zero = false;
	}
}

static void
whole_yuan(struct writer *w, int64_t yuan)
{
	static const char *const	 units[] = { "亿", "万", "" };
	int64_t				 one = (int64_t)SECTION * SECTION;
	bool				 gap = false;
	int				 i;

	for (i = 0; i < 3; i++, one /= SECTION) {
		int64_t	 x = yuan / one % SECTION;

		if (x == 0) {
			gap = w->n > 0;
			continue;
		}
		if (gap || (w->n > 0 && x < SECTION / 10))
			add(w, digits[0]);
		section(w, x);
		add(w, units[i]);
		gap = false;
	}
	if (yuan > 0)
		add(w, "元");
}

const char *
es_money_capitals(int64_t fen, char out[ES_MONEY_CAPITALS])
{
	struct writer	 w = { out, 0 };
	int64_t		 yuan = fen / 100, jiao = fen / 10 % 10;
	int64_t		 rest = fen % 10;

	out[0] = '\0';
	if (fen < 0 || fen > ES_LIMIT_MONEY)
		return out;
	if (fen == 0) {
		add(&w, "零元整");
		return out;
	}
	whole_yuan(&w, yuan);
	/* 壹仟陆佰捌拾元零叁角; 叁佰贰拾伍元零肆分 */
	if (yuan > 0 && (jiao > 0 ? yuan % 10 == 0 : rest > 0))
		add(&w, digits[0]);
	if (jiao > 0) {
		add(&w, digits[jiao]);
		add(&w, "角");
	}
	if (rest > 0) {
		add(&w, digits[rest]);
		add(&w, "分");
	} else
		add(&w, "整");
	return out;
}
