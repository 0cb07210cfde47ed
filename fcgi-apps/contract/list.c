/* contract/list.c - mine, those that wait for my seal, a new one. */
#include "base/limits.h"
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

/* Those that there are; what was chosen stays so. */
static void
put_choices(struct web_req *rq, const struct es_tree *types)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "choices");
	const struct es_tree	*t;

	for (t = es_tree_first(types); t != NULL; t = es_tree_next(t)) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_text(m, "id", es_tree_text_at(t, "id"));
		es_tree_put_text(m, "name", es_tree_text_at(t, "name"));
		es_tree_put_bool(m, "chosen", es_view_eq(es_tree_text_at(t,
		    "id"), web_value(rq, W_TYPE)));
	}
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
	put_choices(rq, es_tree_get(data, "types"));
	es_tree_put_str(data, "title", web_say(rq, "contract.new"));
	return web_page(rq, status, "contract/new.html", err);
}

int
contract_new(struct web_req *rq, void *arg, struct es_err *err)
{
	return show_new(rq, arg, 200, NULL, err);
}

static void
put_flaw(struct es_tree *flaws, const char *field, const char *bad,
    const char *word)
{
	es_tree_put_str(flaws, field, word);
	es_tree_put_str(flaws, bad, "true");	/* aria-invalid */
}

/*
 * What was typed: 1, or 0 and the page's data has it with a flaw beside each
 * field that has one.
 */
static int
words(struct web_req *rq, struct contract_app *app, struct es_view type,
    struct svc_contract_words *w, struct es_err *err)
{
	struct es_tree		*flaws = es_tree_put_map(web_data(rq),
				    "flaws"), *m;
	struct es_view		 total = web_value(rq, W_TOTAL);
	const char		*flaw, *bound;

	*w = (struct svc_contract_words){ .type = type, .title = web_value(rq,
	    W_TITLE), .party = web_value(rq, W_PARTY) };
	if (svc_contract_total(&app->x, type, total, web_arena(rq), &w->total,
	    &flaw, &bound, err) < 0)
		return -1;
	if (w->title.n == 0)
		put_flaw(flaws, "title", "title_bad", "missing");
	if (w->party.n == 0)
		put_flaw(flaws, "party", "party_bad", "missing");
	if (*flaw != '\0')
		put_flaw(flaws, "total", "total_bad", flaw);
	if (es_tree_count(flaws) == 0)
		return 1;
	m = es_tree_put_map(web_data(rq), "typed");
	es_tree_put_text(m, "title", w->title);
	es_tree_put_text(m, "party", w->party);
	es_tree_put_text(m, "total", total);
	es_tree_put_str(m, "bound", bound);
	return 0;
}

int
contract_make(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_contract_words	 w;
	unsigned char			 crid[SVC_CRID];
	struct svc_reader		 r;
	int64_t				 id;
	int				 rc;

	if (web_value(rq, W_TYPE).n == 0)
		return show_new(rq, arg, 400, "contract.need-type", err);
	if ((rc = words(rq, arg, web_value(rq, W_TYPE), &w, err)) <= 0)
		return rc < 0 ? -1 : show_new(rq, arg, 400, NULL, err);
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
	int				 rc;

	if (contract_find(rq, arg, &r, &c, err) < 0 ||
	    (rc = words(rq, arg, c.type, &w, err)) < 0)
		return -1;
	if (rc == 0) {
		es_tree_put_bool(web_data(rq), "words_open", true);
		return contract_show(rq, arg, &r, &c, 400, NULL, NULL, err);
	}
	if (svc_contract_set(&r, &c, &w, err) < 0)
		return -1;
	return contract_go(rq, c.id, "", err);
}
