/*
 * svc/contract/seal.c - from an approved contract to one in the register.
 *
 * What is done next follows from the rows alone: which seals are there, which
 * one the record names next.  A revision is made in a confined child, put
 * down, and es-signd is told its number; the signature comes into the
 * database by es-signd's hand.  So two workers, or one after a crash, find
 * the same next step, and none is done twice.
 */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/random.h"
#include "crypt/text.h"
#include "seal/picture.h"
#include "svc/contract/priv.h"
#include "svc/seal/kit.h"
#include "sys/fault.h"
#include "sys/log.h"
#include "type/form.h"
#include "xmlio/xmlio.h"

/* Columns of CONTRACT_OF_REQUEST that a worker looks at. */
enum { C_ID = 0, C_TYPE = 3, C_STATE = 12, C_RECORD = 15, C_NUMBER = 13 };
/* Columns of CONTRACT_SIGNATURES, of CONTRACT_SEAL_NUMBER. */
enum { G_N, G_SEAL, G_INTENT, G_BODY, G_FILE, G_SIZE, G_AT };
enum { S_ID, S_ZH, S_EN, S_DEF, S_KEY, S_KEEPER, S_DEPUTY, S_STATE };

#define SPOTS	(ES_LIMIT_CONTRACT_SEALS + 1)
/* Of the other side's empty field: 60 by 25 mm. */
#define OTHER_W	170000
#define OTHER_H	71000

struct work {
	const struct svc_contracts	*x;
	int64_t				 request, now;
	struct es_arena			*a;
	int64_t				 contract, file, pages;
	struct es_view			 type, number;
	const struct es_tree		*form;	/* of the record */
	struct store_rows		 done;	/* signatures */
	struct svc_contract_spot	 spot[SPOTS];
	struct es_view			 seal[SPOTS];	/* numbers */
	size_t				 nspots, nseals;
	struct store_rows		 s;	/* the seal whose turn it is */
	struct es_buf			 pdf;
};

/* -- what the record says ------------------------------------------------ */
/* Thousandths to hundredths. */
static int64_t
mm(const struct es_tree *row, const char *key)
{
	int64_t	 v = 0;

	return type_number_parse(es_tree_text_at(row, key), TYPE_NUMBER_MAX,
	    &v) ? v / 10 : 0;
}

static int
read_place(struct work *w, const struct es_tree *row, struct es_err *err)
{
	struct svc_contract_spot	*s = &w->spot[w->nspots];
	struct es_view			 number = es_tree_text_at(row, "seal");
	struct store_val		 key = SV_TEXT(number);
	struct store_rows		 r;
	struct seal_def			 def;

	s->page = mm(row, "page") / 100;
	s->x = mm(row, "x");
	s->y = mm(row, "y");
	s->tip = es_tree_text_at(row, "name");
	s->w = OTHER_W;
	s->h = OTHER_H;
	s->name = ES_LIT("Party1");
	w->seal[w->nspots] = number;
	if (number.n > 0) {
		if (store_query(w->x->db, STORE_CONTRACT_SEAL_NUMBER, &key, 1,
		    w->a, &r, err) <= 0)
			return es_fail(err, ES_E_NOTFOUND, "no seal %.*s",
			    (int)number.n, (const char *)number.p);
		if (seal_def_parse(&def, w->a, store_view(&r, 0, S_DEF),
		    "seal", err) < 0)
			return -1;
		s->w = s->h = (int64_t)def.diameter * 7200 / 254;
		s->name = es_view_str(es_arena_printf(w->a, "Seal%zu",
		    ++w->nseals));
	}
	w->nspots++;
	return 0;
}

static int
read_record(struct work *w, struct es_view record, struct es_err *err)
{
	const struct es_tree	*row;
	struct es_tree		*tree;

	if (xmlio_tree(&tree, record, w->a, err) < 0)
		return -1;
	w->form = es_tree_get(tree, "form");
	for (row = es_tree_first(es_tree_get(w->form, "places"));
	    row != NULL; row = es_tree_next(row)) {
		if (w->nspots == SPOTS)
			return es_fail(err, ES_E_LIMIT, "contract: over %zu "
			    "places", SPOTS);
		if (read_place(w, row, err) < 0)
			return -1;
	}
	return 0;
}

/* 1 loaded, 0 it is not to be sealed. */
static int
load(struct work *w, struct es_err *err)
{
	struct store_val	 id = SV_INT(w->request);
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct es_view		 hex;
	struct store_rows	 c, f;
	int			 rc;

	if ((rc = store_query(w->x->db, STORE_CONTRACT_OF_REQUEST, &id, 1,
	    w->a, &c, err)) <= 0)
		return rc;
	if (!es_view_eq_str(store_view(&c, 0, C_STATE), "awaiting"))
		return 0;
	w->contract = store_int(&c, 0, C_ID);
	w->type = store_view(&c, 0, C_TYPE);
	w->number = store_view(&c, 0, C_NUMBER);
	if (read_record(w, store_view(&c, 0, C_RECORD), err) < 0 ||
	    store_query(w->x->db, STORE_CONTRACT_SIGNATURES, &id, 1, w->a,
	    &w->done, err) < 0)
		return -1;
	hex = es_tree_text_at(w->form, "digest");
	if (hex.n != 2 * sizeof(sum) ||
	    crypt_hex_decode(hex, sum, sizeof(sum), err) < 0)
		return es_fail(err, ES_E_FORMAT, "contract: no digest");
	{
		struct store_val	 key[] = { SV_INT(w->contract),
					    SV_BYTES(sum, sizeof(sum)) };

		if (store_query(w->x->db, STORE_CONTRACT_FILE_OF_SUM, key, 2,
		    w->a, &f, err) <= 0)
			return es_fail(err, ES_E_NOTFOUND, "contract %lld: "
			    "the frozen text is not there",
			    (long long)w->contract);
	}
	w->file = store_int(&f, 0, 0);
	w->pages = store_int(&f, 0, 2);
	return 1;
}

/* -- waiting ------------------------------------------------------------- */
/* Doubled from five seconds to an hour. */
static int
wait_for(struct work *w, const char *reason, bool people, struct es_err *err)
{
	struct store_val	 id = SV_INT(w->request);
	struct store_rows	 t;
	int64_t			 pause = 5, tries;

	if (store_query(w->x->db, STORE_CONTRACT_TRIES, &id, 1, w->a, &t,
	    err) < 0)
		return -1;
	for (tries = store_int(&t, 0, 0); tries > 0 && pause < 3600; tries--)
		pause *= 2;
	if (people || pause > 3600)
		pause = people ? 60 : 3600;
	{
		struct store_val	 row[] = { id, SV_INT(w->now + pause),
					    SV_STR(reason) };

		return store_exec(w->x->db, STORE_CONTRACT_WAIT, row,
		    ES_COUNT(row), NULL, err);
	}
}

/* Does the refusal pass, or does somebody have to look at what is stored? */
static bool
is_final(enum signd_refusal r)
{
	return r == SIGND_SNAPSHOT_CHANGED || r == SIGND_APPROVAL_CHANGED ||
	    r == SIGND_NOT_APPROVED || r == SIGND_TYPE_NOT_ALLOWED ||
	    r == SIGND_OTHER_RECORD || r == SIGND_OTHER_DIGEST ||
	    r == SIGND_DECISION_CHANGED || r == SIGND_NO_RIGHT ||
	    r == SIGND_OTHER_TEXT;
}

struct failure {
	struct work	*w;
	const char	*reason;
};

static int
give_up(struct store *st, void *arg, struct es_err *err)
{
	struct failure		*f = arg;
	struct store_val	 id = SV_INT(f->w->request);
	struct store_val	 row[] = { id, SV_INT(f->w->now),
				    SV_STR(f->reason) };
	struct audit_entry	 e = { .chain = "contract",
				    .at = f->w->now,
				    .action = "contract.failed",
				    .object = f->w->number,
				    .result = "failed",
				    .detail = es_view_str(f->reason) };

	return store_exec(st, STORE_CONTRACT_FAILED, &id, 1, NULL, err) < 0 ||
	    store_exec(st, STORE_CONTRACT_WAIT, row, ES_COUNT(row), NULL,
	    err) < 0 ? -1 : audit_add(st, &e, err);
}

static int
wait_refused(struct work *w, enum signd_refusal why, struct es_err *err)
{
	const char	*s = es_arena_printf(w->a, "refused %s",
			    signd_refusal_name(why));
	struct failure	 f = { w, s == NULL ? "refused" : s };

	log_event("event=contract-refused request=%lld reason=%s",
	    (long long)w->request, signd_refusal_name(why));
	return is_final(why) ? store_tx(w->x->db, give_up, &f, err) :
	    wait_for(w, f.reason, false, err);
}

/* -- one seal ------------------------------------------------------------ */
static int
draw(struct work *w, struct svc_contract_plan *p, struct es_buf *look,
    struct es_err *err)
{
	const struct font	*bold = svc_seal_kit_font(w->x->kit,
				    "song-bold");
	struct seal_def		 def;

	if (bold == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no style song-bold");
	if (seal_def_parse(&def, w->a, store_view(&w->s, 0, S_DEF), "seal",
	    err) < 0 || seal_picture_draw(&p->picture, &def, bold, w->a,
	    err) < 0 || pdf_look_make(p->picture, look, err) < 0)
		return -1;
	p->look = es_buf_view(look);
	return 0;
}

/* Room for what the key makes; es-signd's word, or a good guess. */
static size_t
reserve_of(struct work *w)
{
	struct es_view		 name = store_view(&w->s, 0, S_KEY);
	struct signd_key	 key[ES_LIMIT_KEYS];
	struct es_err		 e = ES_ERR_INIT;
	size_t			 n, i;

	if (signd_keys(w->x->signd, key, &n, &e) == 0)
		for (i = 0; i < n; i++)
			if (es_view_eq(key[i].name, name))
				return key[i].reserve;
	return 6144;
}

static int
put_row(struct work *w, size_t n, struct es_view tail,
    const struct pdf_hole *hole, int64_t *row, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(w->request), SV_INT(n + 1),
				    SV_INT(store_int(&w->s, 0, S_ID)),
				    SV_INT(w->file), SV_BLOB(tail),
				    SV_INT(hole->contents),
				    SV_INT(hole->reserve), SV_INT(w->now) };

	if (store_exec(w->x->db, STORE_CONTRACT_ROW_ADD, args,
	    ES_COUNT(args), NULL, err) < 0)
		return -1;
	*row = (int64_t)store_last_id(w->x->db);
	return SYS_FAULT("contract.row", err);
}

static int
plan(struct work *w, size_t n, struct es_buf *tail, struct es_buf *look,
    struct svc_contract_look *l, struct es_err *err)
{
	struct es_view			 straddle = es_tree_text_at(w->form,
					    "straddle");
	struct svc_contract_plan	 p = {
		.pdf = es_buf_view(&w->pdf), .spots = w->spot,
		.nspots = w->nspots, .n = n,
		.tip = store_view(&w->s, 0, S_ZH),
		.reason = w->number, .now = w->now,
		.offset = w->x->issue.offset, .reserve = reserve_of(w),
	};

	/* The words that the types' choice has in a record. */
	p.straddle = n == 0 && w->pages > 1 &&
	    (es_view_eq_str(straddle, "右侧") ||
	    es_view_eq_str(straddle, "左侧"));
	if (es_view_eq_str(straddle, "左侧"))
		p.edge = PDF_EDGE_LEFT;
	if (draw(w, &p, look, err) < 0 ||
	    crypt_random(p.id, sizeof(p.id), err) < 0 || crypt_warm(err) < 0)
		return -1;
	return svc_contract_plan(w->x->db, &p, l, tail, err);
}

/* 1 sealed, 0 it waits. */
static int
seal_one(struct work *w, size_t n, struct es_err *err)
{
	struct svc_contract_look	 l;
	struct signd_seal_answer	 answer;
	struct es_err			 e = ES_ERR_INIT;
	struct es_buf			 tail, look;
	int64_t				 row;
	int				 rc = -1;

	es_buf_init(&tail, ES_LIMIT_STORE_PACKET);
	es_buf_init(&look, ES_LIMIT_PICTURE_ARENA);
	es_buf_reset(&w->pdf);
	if (svc_contract_sealed(w->x->db, w->file, w->request, (int64_t)n,
	    &w->pdf, err) < 0 || plan(w, n, &tail, &look, &l, err) < 0)
		goto out;
	if (l.err.code != ES_E_NONE) {
		log_err(&l.err, "event=contract-not-made");
		rc = wait_for(w, "not-made", false, err);
		goto out;
	}
	if (put_row(w, n, es_buf_view(&tail), &l.hole, &row, err) < 0)
		goto out;
	if (signd_contract(w->x->signd, (uint64_t)row, &answer, &e) < 0) {
		log_err(&e, "event=contract-waits");
		rc = wait_for(w, "signd-down", false, err);
	} else if (answer.refusal != SIGND_OK)
		rc = wait_refused(w, answer.refusal, err);
	else
		rc = 1;
out:
	es_buf_clear(&tail);
	es_buf_clear(&look);
	return rc;
}

/* 1 something may cover it, 0 its keeper has to be waited for. */
static int
covered(struct work *w, size_t n, struct es_err *err)
{
	struct store_val	 key = SV_TEXT(w->seal[n]);
	struct store_rows	 r;
	int64_t			 id;

	if (store_query(w->x->db, STORE_CONTRACT_SEAL_NUMBER, &key, 1, w->a,
	    &w->s, err) <= 0)
		return es_fail(err, ES_E_NOTFOUND, "no such seal");
	id = store_int(&w->s, 0, S_ID);
	{
		struct store_val	 args[] = { SV_INT(w->request),
		    SV_INT(id), SV_INT(id), SV_TEXT(w->type), SV_INT(w->now),
		    SV_INT(w->now) };

		if (store_query(w->x->db, STORE_CONTRACT_COVERED, args,
		    ES_COUNT(args), w->a, &r, err) < 0)
			return -1;
	}
	return store_int(&r, 0, 0) != 0;
}

/* A seal that comes into force no more: nobody waits for it. */
static bool
is_over(const struct work *w)
{
	struct es_view	 state = store_view(&w->s, 0, S_STATE);

	return es_view_eq_str(state, "replaced") ||
	    es_view_eq_str(state, "cancelled") ||
	    es_view_eq_str(state, "archived");
}

/* -- the register -------------------------------------------------------- */
static int
register_it(struct store *st, void *arg, struct es_err *err)
{
	struct work		*w = arg;
	const struct store_rows	*g = &w->done;
	size_t			 last = g->n - 1;
	struct store_val	 id = SV_INT(w->request);
	struct store_val	 doc[] = { SV_INT(store_int(g, last, G_SEAL)),
	    SV_INT(store_int(g, last, G_INTENT)), SV_INT(w->now),
	    SV_BLOB(store_view(g, last, G_FILE)),
	    SV_BLOB(store_view(g, last, G_BODY)),
	    SV_INT(store_int(g, last, G_SIZE)), SV_INT(w->pages), id };
	struct store_val	 file[] = { SV_INT(w->file), id, id };
	struct audit_entry	 e = { .chain = "contract", .at = w->now,
				    .action = "contract.issued",
				    .object = w->number, .result = "ok" };
	uint64_t		 n;

	if (store_exec(st, STORE_CONTRACT_DOCUMENT_ADD, doc, ES_COUNT(doc),
	    &n, err) < 0)
		return -1;
	if (n != 1)
		return es_fail(err, ES_E_CONFLICT, "it was issued before");
	if (store_exec(st, STORE_CONTRACT_DOCUMENT_FILE, file, 3, &n,
	    err) < 0 || SYS_FAULT("contract.in_store", err) < 0)
		return -1;
	if (n != 1 || store_exec(st, STORE_CONTRACT_ISSUED, &id, 1, &n,
	    err) < 0 || n != 1)
		return es_fail(err, ES_E_CONFLICT, "it awaits no seal");
	if (store_exec(st, STORE_CONTRACT_WAKE, &id, 1, NULL, err) < 0 ||
	    audit_add(st, &e, err) < 0)
		return -1;
	return SYS_FAULT("contract.before_commit", err);
}

/* What goes into the register passes our own judge first. */
static int
finish(struct work *w, struct es_err *err)
{
	struct svc_contract_look	 l;
	unsigned char			 sum[CRYPT_SHA256_SIZE];
	struct es_err			 e = ES_ERR_INIT;
	int				 rc;

	es_buf_reset(&w->pdf);
	if (svc_contract_sealed(w->x->db, w->file, w->request, -1, &w->pdf,
	    err) < 0 || crypt_sha256(es_buf_view(&w->pdf), sum, err) < 0)
		return -1;
	if (!es_view_eq(es_view(sum, sizeof(sum)), store_view(&w->done,
	    w->done.n - 1, G_FILE))) {
		log_event("event=contract-changed request=%lld",
		    (long long)w->request);
		return wait_for(w, "changed", false, err);
	}
	if (svc_contract_judge(w->x->db, es_buf_view(&w->pdf),
	    w->x->kit->trust, w->nseals, 0, w->now, &l, err) < 0)
		return -1;
	if (l.before != SVC_OUT_INTACT || l.seals < w->nseals) {
		log_event("event=contract-not-sound request=%lld outcome=%d "
		    "%s", (long long)w->request, (int)l.before, l.err.msg);
		return wait_for(w, "not-sound", false, err);
	}
	rc = store_tx(w->x->db, register_it, w, &e);
	if (rc < 0 && store_is_there(&e))
		return 0;	/* another worker was faster */
	return rc < 0 ? es_err_pass(err, &e) :
	    0;
}

static int
step(struct work *w, struct es_err *err)
{
	int	 rc;

	for (;;) {
		es_arena_reset(w->a);
		w->nspots = w->nseals = 0;
		if ((rc = load(w, err)) <= 0)
			return rc;
		if (w->nseals == 0)
			return es_fail(err, ES_E_FORMAT, "contract without "
			    "a seal");
		if (w->done.n >= w->nseals)
			return finish(w, err);
		if ((rc = covered(w, w->done.n, err)) < 0)
			return -1;
		if (is_over(w)) {
			struct failure	 f = { w, "seal-ended" };

			return store_tx(w->x->db, give_up, &f, err);
		}
		if (rc == 0)
			return wait_for(w, "keeper", true, err);
		if ((rc = seal_one(w, w->done.n, err)) <= 0)
			return rc;
	}
}

int
svc_contract_step(const struct svc_contracts *x, int64_t request, int64_t now,
    struct es_err *err)
{
	struct work	*w = calloc(1, sizeof(*w));
	int		 rc;

	if (w == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	w->x = x;
	w->request = request;
	w->now = now;
	es_buf_init(&w->pdf, ES_LIMIT_PDF_FILE);
	w->a = es_arena_new(ES_LIMIT_STAMP_ARENA);
	rc = w->a == NULL ? es_fail(err, ES_E_NOMEM, "contract: no memory") :
	    step(w, err);
	es_buf_clear(&w->pdf);
	es_arena_free(w->a);
	free(w);
	return rc;
}

int
svc_contract_due(struct store *db, int64_t now, int64_t *ids, size_t max,
    size_t *n, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(now), SV_INT(max) };
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;
	int			 rc;

	*n = 0;
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	if ((rc = store_query(db, STORE_CONTRACT_DUE, args, 2, a, &r,
	    err)) >= 0)
		for (; *n < r.n && *n < max; (*n)++)
			ids[*n] = store_int(&r, *n, 0);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

/* -- back from the other side ------------------------------------------- */
int
svc_contract_back(const struct svc_contracts *x, const struct svc_reader *r,
    const struct svc_contract *c, struct es_view pdf,
    enum svc_upload_end *why, struct svc_contract_look *look,
    struct es_err *err)
{
	struct store_val	 id = SV_INT(c->request);
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct es_arena		*a = es_arena_new(ES_LIMIT_STAMP_ARENA);
	struct store_rows	 g;
	size_t			 size, ours;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	if (store_query(x->db, STORE_CONTRACT_SIGNATURES, &id, 1, a, &g,
	    err) < 0)
		goto out;
	ours = g.n;
	size = ours == 0 ? 0 : (size_t)store_int(&g, ours - 1, G_SIZE);
	if (crypt_sha256(es_view_sub(pdf, 0, size), sum, err) < 0)
		goto out;
	if (ours == 0 || pdf.n < size || !es_view_eq(es_view(sum,
	    sizeof(sum)), store_view(&g, ours - 1, G_FILE))) {
		*why = SVC_UPLOAD_OTHER_FILE;
		rc = 0;
		goto out;
	}
	if (pdf.n == size) {
		*why = SVC_UPLOAD_NOT_SIGNED;
		rc = 0;
		goto out;
	}
	if (svc_contract_judge(x->db, pdf, NULL, 0, size, r->now, look,
	    err) < 0)
		goto out;
	if (look->before == SVC_OUT_UNREADABLE) {
		*why = SVC_UPLOAD_UNREAD;
		if (look->read == PDF_WHY_NONE)
			look->read = PDF_WHY_LIMIT;
	} else if (look->before == SVC_OUT_BROKEN)
		*why = SVC_UPLOAD_BROKEN;
	else if (look->seals == 0)
		*why = SVC_UPLOAD_NOT_SIGNED;
	rc = 0;
out:
	es_arena_free(a);
	return rc;
}
