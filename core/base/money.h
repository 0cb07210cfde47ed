/*
 * base/money.h - amounts of renminbi: integers of fen, never a double.
 *
 * Capital numerals follow the rules for cheques and accounts of the People's
 * Bank (支付结算办法, annex 1): 壹拾 and never 拾 alone, one 零 for zeros in
 * the middle, 整 after 元 and 角.
 */
#ifndef ES_BASE_MONEY_H
#define ES_BASE_MONEY_H

#include "base/view.h"

#define ES_MONEY_TEXT		32	/* room for digits with commas */
#define ES_MONEY_CAPITALS	160	/* room for capital numerals */

/*
 * "12345", "12,345.6", "12345.67": digits, commas only between groups of
 * three, at most two decimals; from 0 to ES_LIMIT_MONEY.  ES_E_INPUT: it is
 * no amount; ES_E_LIMIT: it is a larger one.  Then *fen is 0.
 */
ES_CHECK int	es_money_parse(struct es_view v, int64_t *fen,
		    struct es_err *err);
/* "12345.67": what records hold. */
const char	*es_money_text(int64_t fen, char out[ES_MONEY_TEXT]);
/* "12,345.67": what people read. */
const char	*es_money_grouped(int64_t fen, char out[ES_MONEY_TEXT]);
/* 壹万贰仟叁佰肆拾伍元陆角柒分; "" out of [0, ES_LIMIT_MONEY]. */
const char	*es_money_capitals(int64_t fen, char out[ES_MONEY_CAPITALS]);

#endif
