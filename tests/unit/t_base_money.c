/*
 * t_base_money.c - amounts: reading, writing, capital numerals.
 *
 * The cases with a comment are those of the People's Bank's rules; every
 * amount of a long series is read back from its capitals by a reader that
 * shares nothing with the writer.
 */
#include "base/limits.h"
#include "base/money.h"
#include "tap.h"

static void
reading(void)
{
	static const struct {
		const char	*text;
		int64_t		 fen;
		enum es_code	 code;
	} all[] = {
		{ "0", 0, ES_E_NONE }, { "12", 1200, ES_E_NONE },
		{ "12.3", 1230, ES_E_NONE }, { "12.34", 1234, ES_E_NONE },
		{ "1,234.5", 123450, ES_E_NONE },
		{ "123,456,789", 12345678900, ES_E_NONE },
		{ "0.01", 1, ES_E_NONE }, { "007", 700, ES_E_NONE },
		{ "", 0, ES_E_INPUT }, { ".5", 0, ES_E_INPUT },
		{ "5.", 0, ES_E_INPUT }, { "1.234", 0, ES_E_INPUT },
		{ "-1", 0, ES_E_INPUT }, { "+1", 0, ES_E_INPUT },
		{ "1 000", 0, ES_E_INPUT }, { "12,34", 0, ES_E_INPUT },
		{ "1,2345", 0, ES_E_INPUT }, { ",123", 0, ES_E_INPUT },
		{ "1234,567", 0, ES_E_INPUT }, { "1,,234", 0, ES_E_INPUT },
		{ "1e3", 0, ES_E_INPUT }, { "1.2.3", 0, ES_E_INPUT },
		{ "999999999999999999999999", 0, ES_E_LIMIT },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(all); i++) {
		struct es_err	 e = ES_ERR_INIT;
		int64_t		 fen = -1;
		int		 rc = es_money_parse(es_view_str(all[i].text),
				    &fen, &e);

		ok((rc == 0) == (all[i].code == ES_E_NONE) &&
		    e.code == all[i].code && fen == all[i].fen,
		    "\"%s\" is %lld", all[i].text, (long long)all[i].fen);
	}
}

static void
limit(void)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 text[ES_MONEY_TEXT], c[ES_MONEY_CAPITALS];
	int64_t		 fen;

	es_money_grouped(ES_LIMIT_MONEY, text);
	is_str(text, "999,999,999,999.99", "the largest amount");
	ok(es_money_parse(es_view_str(text), &fen, &e) == 0 &&
	    fen == ES_LIMIT_MONEY, "is read");
	ok(es_money_parse(ES_LIT("1000000000000"), &fen, &e) < 0 &&
	    e.code == ES_E_LIMIT, "one more is not");
	is_str(es_money_capitals(ES_LIMIT_MONEY, c), "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万"
	    "玖仟玖佰玖拾玖元玖角玖分", "in capitals");
	is_str(es_money_capitals(ES_LIMIT_MONEY + 1, c), "",
	    "one more has none");
	is_str(es_money_capitals(-1, c), "", "nor has a debt");
}

static void
rules(void)
{
	static const struct {
		int64_t		 fen;
		const char	*want;
	} all[] = {
		{ 140950, "壹仟肆佰零玖元伍角整" },		/* 1,409.50 */
		{ 600714, "陆仟零柒元壹角肆分" },		/* 6,007.14 */
		{ 168032, "壹仟陆佰捌拾元零叁角贰分" },	/* 1,680.32 */
		{ 10700053, "壹拾万柒仟元零伍角叁分" },	/* 107,000.53 */
		{ 1640902, "壹万陆仟肆佰零玖元零贰分" },	/* 16,409.02 */
		{ 32504, "叁佰贰拾伍元零肆分" },		/* 325.04 */
		{ 0, "零元整" }, { 1, "壹分" }, { 10, "壹角整" },
		{ 11, "壹角壹分" }, { 100, "壹元整" }, { 101, "壹元零壹分" },
		{ 1000, "壹拾元整" }, { 1001, "壹拾元零壹分" },
		{ 1010, "壹拾元零壹角整" }, { 1100, "壹拾壹元整" },
		{ 1000000, "壹万元整" }, { 1000100, "壹万零壹元整" },
		{ 100010000, "壹佰万零壹佰元整" },
		{ 10000000000, "壹亿元整" },
		{ 10000000100, "壹亿零壹元整" },
		{ 10001000000, "壹亿零壹万元整" },
		{ 10010000000, "壹亿零壹拾万元整" },
		{ 11000000000, "壹亿壹仟万元整" },
		{ 100000000000000 / 100, "壹佰亿元整" },
		{ 123456789012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分" },
	};
	char	 c[ES_MONEY_CAPITALS];
	size_t	 i;

	for (i = 0; i < ES_COUNT(all); i++)
		is_str(es_money_capitals(all[i].fen, c), all[i].want,
		    all[i].want);
}

/* The amount that capitals say; -1 when they say none. */
static int64_t
read_capitals(const char *s)
{
	static const struct {
		const char	*word;
		int64_t		 digit, times;
	} words[] = {
		{ "零", 0, 0 }, { "壹", 1, 0 }, { "贰", 2, 0 }, { "叁", 3, 0 },
		{ "肆", 4, 0 }, { "伍", 5, 0 }, { "陆", 6, 0 }, { "柒", 7, 0 },
		{ "捌", 8, 0 }, { "玖", 9, 0 }, { "拾", 0, 10 },
		{ "佰", 0, 100 }, { "仟", 0, 1000 },
	};
	int64_t	 total = 0, part = 0, digit = 0, fen = 0;
	size_t	 i;

	for (; *s != '\0'; s += 3) {
		if (strncmp(s, "整", 3) == 0)
			return s[3] == '\0' ? fen : -1;
		if (strncmp(s, "亿", 3) == 0 || strncmp(s, "万", 3) == 0) {
			total += (part + digit) * (strncmp(s, "万", 3) == 0 ?
			    10000 : 100000000);
			part = digit = 0;
			continue;
		}
		if (strncmp(s, "元", 3) == 0)
			fen = (total + part + digit) * 100;
		else if (strncmp(s, "角", 3) == 0)
			fen += digit * 10;
		else if (strncmp(s, "分", 3) == 0)
			fen += digit;
		else {
			for (i = 0; i < ES_COUNT(words); i++)
				if (strncmp(s, words[i].word, 3) == 0)
					break;
			if (i == ES_COUNT(words))
				return -1;
			if (words[i].times > 0) {
				part += digit * words[i].times;
				digit = 0;
			} else
				digit = words[i].digit;
			continue;
		}
		total = part = digit = 0;
	}
	return fen;
}

static bool
well_formed(const char *s)
{
	return strstr(s, "零零") == NULL && strstr(s, "零元") == NULL &&
	    strstr(s, "零万") == NULL && strstr(s, "零亿") == NULL &&
	    strstr(s, "零角") == NULL && strstr(s, "亿万") == NULL;
}

static void
all_amounts(void)
{
	char		 c[ES_MONEY_CAPITALS], t[ES_MONEY_TEXT];
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 fen, back, wrong = 0, ugly = 0, lost = 0, n = 0;

	/* every amount to 20,000.00, then longer and longer steps */
	for (fen = 1; fen < ES_LIMIT_MONEY; n++) {
		es_money_capitals(fen, c);
		wrong += read_capitals(c) != fen;
		ugly += !well_formed(c);
		es_money_grouped(fen, t);
		lost += es_money_parse(es_view_str(t), &back, &e) < 0 ||
		    back != fen;
		fen += fen < 2000000 ? 1 : fen / 9973 + n % 7;
	}
	ok(wrong == 0, "%lld amounts read back from their capitals",
	    (long long)n);
	ok(ugly == 0, "none with a zero too many");
	ok(lost == 0, "and from their digits");
}

int
main(void)
{
	reading();
	limit();
	rules();
	all_amounts();
	return done();
}
