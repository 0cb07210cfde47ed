/* contract/files.c - bytes in, whole or in pieces; bytes and pictures out. */
#include "base/limits.h"
#include "contract.h"
#include "crypt/random.h"
#include "crypt/text.h"
#include "svc/life/keeper.h"
#include "svc/verify/words_seal.h"

enum { U_ROLE, U_FILE };
const struct web_field	contract_upload_fields[CONTRACT_UPLOAD] = {
	[U_ROLE] = { "role", WEB_TOKEN, 1, 10, WEB_REQUIRED },
	[U_FILE] = { "file", WEB_FILE, 0, ES_LIMIT_UPLOAD, 0 },
};
enum { B_ROLE, B_CRID, B_NAME, B_SIZE };
const struct web_field	contract_begin_fields[CONTRACT_BEGIN] = {
	[B_ROLE] = { "role", WEB_TOKEN, 1, 10, WEB_REQUIRED },
	[B_CRID] = { "crid", WEB_TOKEN, 2 * SVC_CRID, 2 * SVC_CRID,
	    WEB_REQUIRED },
	[B_NAME] = { "name", WEB_LINE, 1, 200, WEB_REQUIRED },
	[B_SIZE] = { "size", WEB_INT, 1, INT64_MAX, WEB_REQUIRED },
};
enum { P_FILE, P_AT, P_PIECE };
const struct web_field	contract_piece_fields[CONTRACT_PIECE] = {
	[P_FILE] = { "file", WEB_INT, 1, INT64_MAX, WEB_REQUIRED },
	[P_AT] = { "at", WEB_INT, 0, INT64_MAX, WEB_REQUIRED },
	[P_PIECE] = { "piece", WEB_FILE, 1, ES_LIMIT_CONTRACT_PIECE,
	    WEB_REQUIRED },
};
enum { E_FILE, E_SUM };
const struct web_field	contract_end_fields[CONTRACT_END] = {
	[E_FILE] = { "file", WEB_INT, 1, INT64_MAX, WEB_REQUIRED },
	[E_SUM] = { "sha256", WEB_TOKEN, 64, 64, 0 },
};

static enum svc_contract_role
role_of(struct es_view v)
{
	return es_view_eq_str(v, "text") ? SVC_CONTRACT_TEXT :
	    es_view_eq_str(v, "annex") ? SVC_CONTRACT_ANNEX :
	    es_view_eq_str(v, "signed") ? SVC_CONTRACT_SIGNED :
	    SVC_CONTRACT_NONE;
}

/* -- what was wrong, in words --------------------------------------------- */
static void
explain(struct web_req *rq, enum svc_upload_end why,
    const struct svc_contract_look *l, const char **error,
    const char **advice)
{
	enum svc_lang	 lang = es_view_eq_str(es_view_str(web_lang(rq)),
			    "en") ? SVC_EN : SVC_ZH;

	*advice = NULL;
	if (why == SVC_UPLOAD_UNREAD) {
		*error = svc_word_unread(l->read, lang);
		*advice = svc_word_unread_advice(l->read, lang);
		return;
	}
	if (why == SVC_UPLOAD_UNFIT) {
		*error = svc_word_unfit(l->why, lang);
		*advice = svc_word_unfit_advice(l->why, lang);
		return;
	}
	*error = web_say(rq, es_arena_printf(web_arena(rq),
	    "contract.no-%s", svc_upload_end_name(why)));
	*advice = web_say(rq, es_arena_printf(web_arena(rq),
	    "contract.do-%s", svc_upload_end_name(why)));
}

static int
refuse(struct web_req *rq, struct contract_app *app,
    const struct svc_reader *r, const struct svc_contract *c,
    enum svc_upload_end why, const struct svc_contract_look *l,
    struct es_err *err)
{
	const char	*error, *advice;

	explain(rq, why, l, &error, &advice);
	return contract_show(rq, app, r, c, 400, error, advice, err);
}

/* -- whole, in one form ---------------------------------------------------- */
static int
put_pieces(const struct svc_reader *r, const struct svc_contract *c,
    const struct svc_upload *u, struct es_view v, struct es_err *err)
{
	int64_t	 at, got = u->received;

	for (at = got; at < u->size; at = got) {
		if (svc_upload_piece(r, c, u->id, at, es_view_sub(v,
		    (size_t)at, ES_LIMIT_CONTRACT_PIECE), &got, err) < 0)
			return -1;
		if (got == at)
			return es_fail(err, ES_E_CONFLICT, "upload: no way "
			    "on");
	}
	return 0;
}

int
contract_upload(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app		*app = arg;
	struct svc_upload		 u = { .role = role_of(web_value(rq,
					    U_ROLE)) };
	struct es_view			 v = web_value(rq, U_FILE);
	struct svc_contract_look	 look = { .read = PDF_WHY_NONE };
	enum svc_upload_end		 why;
	struct svc_contract		 c;
	struct svc_reader		 r;

	if (contract_find(rq, app, &r, &c, err) < 0)
		return -1;
	if (v.n == 0)
		return contract_show(rq, app, &r, &c, 400, web_say(rq,
		    "contract.need-file"), NULL, err);
	u.name = web_filename(rq, U_FILE);
	if (u.name.n == 0)
		u.name = ES_LIT("file.pdf");
	u.size = (int64_t)v.n;
	if (crypt_random(u.crid, sizeof(u.crid), err) < 0 ||
	    svc_upload_begin(&r, &c, &u, &why, err) < 0)
		return -1;
	if (why != SVC_UPLOAD_UNKNOWN)
		return refuse(rq, app, &r, &c, why, &look, err);
	if (put_pieces(&r, &c, &u, v, err) < 0 || svc_upload_end(&app->x, &r,
	    &c, u.id, ES_VIEW_EMPTY, &why, &look, err) < 0)
		return -1;
	return why == SVC_UPLOAD_DONE ? contract_go(rq, c.id, "", err) :
	    refuse(rq, app, &r, &c, why, &look, err);
}

/* -- in pieces, by the script --------------------------------------------- */
/* Text of ours in JSON: quotes and backslashes do not occur unescaped. */
static void
json_text(struct es_buf *b, const char *s)
{
	es_buf_add_ch(b, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			es_buf_add_ch(b, '\\');
		es_buf_add_ch(b, (unsigned char)*s < 0x20 ? ' ' :
		    (unsigned char)*s);
	}
	es_buf_add_ch(b, '"');
}

static int
json(struct web_req *rq, int status, const struct es_buf *b,
    struct es_err *err)
{
	return es_buf_ok(b, "answer", err) < 0 ? -1 : web_bytes(rq, status,
	    "application/json", es_buf_view(b), NULL, err);
}

static int
json_refusal(struct web_req *rq, enum svc_upload_end why,
    const struct svc_contract_look *l, struct es_err *err)
{
	const char	*error, *advice;
	struct es_buf	 b;
	int		 rc;

	explain(rq, why, l, &error, &advice);
	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	es_buf_add_str(&b, "{\"why\":");
	json_text(&b, svc_upload_end_name(why));
	es_buf_add_str(&b, ",\"error\":");
	json_text(&b, error);
	es_buf_add_str(&b, ",\"advice\":");
	json_text(&b, advice == NULL ? "" : advice);
	es_buf_add_str(&b, "}\n");
	rc = json(rq, 400, &b, err);
	es_buf_clear(&b);
	return rc;
}

static int
json_state(struct web_req *rq, int status, int64_t file, int64_t received,
    bool whole, struct es_err *err)
{
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, 200);
	es_buf_printf(&b, "{\"file\":%lld,\"received\":%lld,\"piece\":%zu,"
	    "\"whole\":%s}\n", (long long)file, (long long)received,
	    ES_LIMIT_CONTRACT_PIECE, whole ? "true" : "false");
	rc = json(rq, status, &b, err);
	es_buf_clear(&b);
	return rc;
}

int
contract_begin(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app		*app = arg;
	struct svc_upload		 u = { .role = role_of(web_value(rq,
					    B_ROLE)),
					    .name = web_value(rq, B_NAME),
					    .size = web_int(rq, B_SIZE) };
	struct svc_contract_look	 look = { .read = PDF_WHY_NONE };
	enum svc_upload_end		 why;
	struct svc_contract		 c;
	struct svc_reader		 r;

	if (contract_find(rq, app, &r, &c, err) < 0 ||
	    crypt_hex_decode(web_value(rq, B_CRID), u.crid, SVC_CRID,
	    err) < 0 || svc_upload_begin(&r, &c, &u, &why, err) < 0)
		return -1;
	return why != SVC_UPLOAD_UNKNOWN ? json_refusal(rq, why, &look,
	    err) : json_state(rq, 200, u.id, u.received, u.whole, err);
}

int
contract_piece(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view		 v = web_value(rq, P_PIECE);
	int64_t			 at = web_int(rq, P_AT), received;
	int64_t			 file = web_int(rq, P_FILE);
	struct svc_contract	 c;
	struct svc_reader	 r;

	if (contract_find(rq, arg, &r, &c, err) < 0 ||
	    svc_upload_piece(&r, &c, file, at, v, &received, err) < 0)
		return -1;
	/* It is there, now or before; or the sender has to go elsewhere. */
	return json_state(rq, received >= at + (int64_t)v.n ? 200 : 409, file,
	    received, false, err);
}

int
contract_end(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app		*app = arg;
	struct es_view			 hex = web_value(rq, E_SUM);
	struct svc_contract_look	 look;
	enum svc_upload_end		 why;
	unsigned char			 sum[32];
	struct svc_contract		 c;
	struct svc_reader		 r;

	if (contract_find(rq, app, &r, &c, err) < 0 || (hex.n > 0 &&
	    crypt_hex_decode(hex, sum, sizeof(sum), err) < 0) ||
	    svc_upload_end(&app->x, &r, &c, web_int(rq, E_FILE), hex.n > 0 ?
	    es_view(sum, sizeof(sum)) : ES_VIEW_EMPTY, &why, &look, err) < 0)
		return -1;
	return why == SVC_UPLOAD_DONE ? json_state(rq, 200, web_int(rq,
	    E_FILE), 0, true, err) : json_refusal(rq, why, &look, err);
}

/* -- out ------------------------------------------------------------------- */
static int
send(struct web_req *rq, struct es_buf *b, struct es_view name,
    struct es_err *err)
{
	char	*s = es_arena_str(web_arena(rq), name);

	return s == NULL ? es_fail(err, ES_E_NOMEM, "file: no memory") :
	    web_bytes(rq, 200, "application/pdf", es_buf_view(b), s, err);
}

int
contract_file(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app		*app = arg;
	struct svc_contract_file	 f;
	struct svc_contract		 c;
	struct svc_reader		 r;
	struct es_buf			 b;
	int64_t				 id;
	int				 rc;

	if (contract_find(rq, app, &r, &c, err) < 0 ||
	    web_param_id(rq, "file", &id, err) < 0 ||
	    svc_contract_file(app->x.db, c.id, id, web_arena(rq), &f,
	    err) < 0)
		return -1;
	if (f.sha256.n == 0 || c.disposed > 0)
		return es_fail(err, ES_E_NOTFOUND, "its bytes are not there");
	es_buf_init(&b, ES_LIMIT_PDF_FILE);
	if ((rc = svc_contract_bytes(app->x.db, id, &b, err)) == 0)
		rc = es_view_eq_str(f.role, "annex") ? web_bytes(rq, 200,
		    "application/octet-stream", es_buf_view(&b),
		    es_arena_str(web_arena(rq), f.name), err) : send(rq, &b,
		    f.name, err);
	es_buf_clear(&b);
	return rc;
}

/* The text with the seals that it has so far. */
int
contract_sealed(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app	*app = arg;
	struct svc_contract	 c;
	struct svc_reader	 r;
	struct es_buf		 b;
	int			 rc;

	if (contract_find(rq, app, &r, &c, err) < 0)
		return -1;
	if (c.request == 0)
		return es_fail(err, ES_E_NOTFOUND, "nothing is sealed");
	es_buf_init(&b, ES_LIMIT_PDF_FILE);
	if ((rc = svc_contract_frozen(&r, &c, web_arena(rq), &b, err)) == 0)
		rc = send(rq, &b, es_view_str(es_arena_printf(web_arena(rq),
		    "%.*s.pdf", (int)c.number.n, (const char *)c.number.p)),
		    err);
	es_buf_clear(&b);
	return rc;
}

int
contract_picture(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app		*app = arg;
	struct svc_contract_file	 f;
	struct svc_contract		 c;
	struct svc_reader		 r;
	struct es_buf			 b;
	int64_t				 file, page;
	int				 rc;

	if (contract_find(rq, app, &r, &c, err) < 0 ||
	    web_param_id(rq, "file", &file, err) < 0 ||
	    web_param_id(rq, "page", &page, err) < 0 ||
	    svc_contract_file(app->x.db, c.id, file, web_arena(rq), &f,
	    err) < 0)
		return -1;
	if (!es_view_eq_str(f.role, "text") || page > f.pages ||
	    c.disposed > 0)
		return es_fail(err, ES_E_NOTFOUND, "no such page");
	es_buf_init(&b, ES_LIMIT_CONTRACT_PICTURE);
	rc = svc_contract_picture(app->x.db, file, page, &b, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "image/png", es_buf_view(&b), NULL,
		    err);
	if (rc == 0)	/* the file of a number never changes */
		web_cache(rq, "private, max-age=3600");
	es_buf_clear(&b);
	return rc;
}

int
contract_seal_picture(struct web_req *rq, void *arg, struct es_err *err)
{
	struct contract_app	*app = arg;
	struct svc_contract	 c;
	struct svc_reader	 r;
	struct es_view		 def, name;
	struct es_buf		 svg;
	int64_t			 seal;
	int			 rc;

	if (contract_find(rq, app, &r, &c, err) < 0 ||
	    web_param_id(rq, "seal", &seal, err) < 0 ||
	    svc_contract_seal(&r, &c, seal, web_arena(rq), &def, &name,
	    err) < 0)
		return -1;
	es_buf_init(&svg, ES_LIMIT_PAGE);
	rc = svc_seal_svg(def, name, app->kit, web_arena(rq), &svg, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}
