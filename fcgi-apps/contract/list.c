/* contract/list.c - mine, those that wait for my seal, a new one. */
#include "base/limits.h"
#include "base/money.h"
#include "contract.h"
#include "crypt/random.h"
#include "crypt/text.h"

const struct web_field	contract_list_fields[1] = {
	{ "q", WEB_LINE, 0, 100, 0 },
};

enum { W_CRID, W_TYPE, W_TITLE, W_PARTY, W_TOTAL };
const struct web_field	contract_word_fields[CONTRACT_WORDS] = {
	[W_CRID] = { "crid", WEB_TOKEN, 2 * SVC_CRID, 2 * SVC_CRID, 0 },
	[W_TYPE] = { "type", WEB_TOKEN, 0, 40, 0 },
	[W_TITLE] = { "title", WEB_LINE, 0, 100, 0 },
	[W_PARTY] = { "party", WEB_LINE, 0, 100, 0 },
	[W_TOTAL] = { "total", WEB_LINE, 0, 30, 0 },
};

int
contract_list(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_reader	 r;

	contract_reader(rq, arg, &r);
	if (svc_contract_list(&r, web_value(rq, 0), web_arena(rq),
	    web_data(rq), err) < 0)
		return -1;
	es_tree_put_text(web_data(rq), "q", web_value(rq, 0));
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "contract.title"));
	return web_page(rq, 200, "contract/list.html", err);
}

static int
show_new(struct web_req *rq, struct contract_app *app, int status,
    const char *error, struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	unsigned char		 crid[SVC_CRID];
	char			 hex[2 * SVC_CRID + 1];
	struct svc_reader	 r;

	contract_reader(rq, app, &r);
	if (svc_contract_types(&r, web_arena(rq), data, err) < 0 ||
	    crypt_random(crid, sizeof(crid), err) < 0)
		return -1;
	crypt_hex(es_view(crid, sizeof(crid)), hex);
	es_tree_put_str(data, "crid", es_arena_str(web_arena(rq),
	    es_view_str(hex)));
	if (error != NULL)
		es_tree_put_str(data, "error", web_say(rq, error));
	es_tree_put_str(data, "title", web_say(rq, "contract.new"));
	return web_page(rq, status, "contract/new.html", err);
}

int
contract_new(struct web_req *rq, void *arg, struct es_err *err)
{
	return show_new(rq, arg, 200, NULL, err);
}

/* What was typed; a message's key when something is wrong with it. */
static const char *
words(struct web_req *rq, struct svc_contract_words *w)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 text[ES_MONEY_TEXT];
	int64_t		 fen;

	w->type = web_value(rq, W_TYPE);
	w->title = web_value(rq, W_TITLE);
	w->party = web_value(rq, W_PARTY);
	w->total = web_value(rq, W_TOTAL);
	if (w->title.n == 0 || w->party.n == 0)
		return "contract.need-words";
	if (w->total.n == 0)
		return NULL;
	if (es_money_parse(w->total, &fen, &e) < 0)
		return "contract.need-money";
	w->total = es_arena_dup(web_arena(rq), es_view_str(es_money_text(fen,
	    text)));
	return NULL;
}

static void
put_typed(struct web_req *rq)
{
	struct es_tree	*m = es_tree_put_map(web_data(rq), "typed");

	es_tree_put_text(m, "type", web_value(rq, W_TYPE));
	es_tree_put_text(m, "title", web_value(rq, W_TITLE));
	es_tree_put_text(m, "party", web_value(rq, W_PARTY));
	es_tree_put_text(m, "total", web_value(rq, W_TOTAL));
}

int
contract_make(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract_words	 w;
	unsigned char			 crid[SVC_CRID];
	struct svc_reader		 r;
	const char			*error = words(rq, &w);
	int64_t				 id;

	if (error != NULL || w.type.n == 0) {
		put_typed(rq);
		return show_new(rq, arg, 400, error != NULL ? error :
		    "contract.need-type", err);
	}
	contract_reader(rq, arg, &r);
	if (crypt_hex_decode(web_value(rq, W_CRID), crid, SVC_CRID,
	    err) < 0 || svc_contract_new(&r, crid, &w, &id, err) < 0)
		return -1;
	return contract_go(rq, id, "", err);
}

int
contract_words(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract_words	 w;
	struct svc_contract		 c;
	struct svc_reader		 r;
	const char			*error = words(rq, &w);

	if (contract_find(rq, arg, &r, &c, err) < 0)
		return -1;
	if (error != NULL)
		return contract_show(rq, arg, &r, &c, 400, web_say(rq,
		    error), NULL, err);
	if (svc_contract_set(&r, &c, &w, err) < 0)
		return -1;
	return contract_go(rq, c.id, "", err);
}
