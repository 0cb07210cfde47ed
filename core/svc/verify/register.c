/* svc/verify/register.c - asking the register; see priv.h. */
#include <stdio.h>

#include "base/utf8.h"
#include "svc/verify/priv.h"
#include "sys/log.h"

/* Failures that cost nothing, and how the pause grows after them. */
#define FREE_FAILURES	5
#define WINDOW		600
#define PAUSE_MAX	300

static void
read_entry(const struct store_rows *r, struct svc_entry *e)
{
	e->id = store_int(r, 0, 0);
	e->number = store_view(r, 0, 1);
	e->code = store_view(r, 0, 2);
	e->type_id = store_view(r, 0, 3);
	e->type[SVC_ZH] = store_view(r, 0, 4);
	e->type[SVC_EN] = store_view(r, 0, 5);
	e->disclosure = store_int(r, 0, 6);
	e->office[SVC_ZH] = store_view(r, 0, 7);
	e->office[SVC_EN] = store_view(r, 0, 8);
	e->contact = store_view(r, 0, 9);
	e->issued = store_int(r, 0, 10);
	e->valid_until = store_int(r, 0, 11);
	e->state = store_view(r, 0, 12);
	e->reason = store_view(r, 0, 13);
	e->lang = store_view(r, 0, 14);
	e->pages = store_int(r, 0, 15);
	e->file_sha256 = store_view(r, 0, 16);
	e->size = store_int(r, 0, 17);
	e->seal[SVC_ZH] = store_view(r, 0, 18);
	e->seal[SVC_EN] = store_view(r, 0, 19);
	e->name[SVC_ZH] = store_view(r, 0, 20);
	e->name[SVC_EN] = store_view(r, 0, 21);
	e->person_number = store_view(r, 0, 22);
	e->disposed = store_int(r, 0, 23);
}

int
svc_entry_find(struct svc_verifier *v, enum svc_key by, struct es_view key,
    struct es_arena *a, struct svc_entry *e, struct es_err *err)
{
	static const enum store_stmt stmt[] = {
		[SVC_BY_CODE] = STORE_VERIFY_BY_CODE,
		[SVC_BY_FILE] = STORE_VERIFY_BY_FILE,
		[SVC_BY_BODY] = STORE_VERIFY_BY_BODY,
	};
	struct store_val	 arg = SV_BLOB(key);
	struct store_rows	 r;
	int			 rc;

	memset(e, 0, sizeof(*e));
	if (by == SVC_BY_CODE)
		arg.kind = STORE_TEXT;
	if ((rc = store_query(v->db, stmt[by], &arg, 1, a, &r, err)) < 0)
		return -1;
	/* A seal of a contract that others followed: the same document. */
	if (rc == 0 && by != SVC_BY_CODE && (rc = store_query(v->db,
	    by == SVC_BY_FILE ? STORE_VERIFY_CONTRACT_BY_FILE :
	    STORE_VERIFY_CONTRACT_BY_BODY, &arg, 1, a, &r, err)) < 0)
		return -1;
	if (rc > 0) {
		read_entry(&r, e);
		e->part = by == SVC_BY_FILE && !es_view_eq(e->file_sha256,
		    key);
	} else if (by == SVC_BY_CODE) {
		if ((rc = store_query(v->db, STORE_VERIFY_REQUEST, &arg, 1, a,
		    &r, err)) < 0)
			return -1;
		e->awaiting = rc > 0;
		rc = 0;
	}
	return rc;
}

int
svc_receipt_find(struct svc_verifier *v, enum svc_key by, struct es_view key,
    struct es_arena *a, struct svc_entry *e, struct es_err *err)
{
	struct store_val	 arg = SV_BLOB(key);
	struct store_rows	 r;
	int			 rc;

	memset(e, 0, sizeof(*e));
	if (by == SVC_BY_CODE)
		arg.kind = STORE_TEXT;
	if ((rc = store_query(v->db, by == SVC_BY_CODE ?
	    STORE_VERIFY_RECEIPT_BY_CODE : STORE_VERIFY_RECEIPT_BY_BODY,
	    &arg, 1, a, &r, err)) <= 0)
		return rc;
	e->receipt = true;
	e->number = store_view(&r, 0, 0);
	e->code = store_view(&r, 0, 1);
	e->issued = store_int(&r, 0, 2);
	e->about = store_view(&r, 0, 3);
	e->headline = store_view(&r, 0, 4);
	return 1;
}

enum svc_reg
svc_entry_reg(const struct svc_entry *e, int64_t now)
{
	if (e->receipt)
		return SVC_REG_ISSUED;
	if (e->id == 0)
		return e->awaiting ? SVC_REG_UNKNOWN : SVC_REG_ABSENT;
	if (es_view_eq_str(e->state, "revoked"))
		return SVC_REG_REVOKED;
	if (es_view_eq_str(e->state, "suspended"))
		return SVC_REG_SUSPENDED;
	if (es_view_eq_str(e->state, "superseded"))
		return SVC_REG_SUPERSEDED;
	if (!es_view_eq_str(e->state, "valid"))
		return SVC_REG_UNKNOWN;
	return e->valid_until != 0 && now >= e->valid_until ?
	    SVC_REG_EXPIRED : SVC_REG_ISSUED;
}

/* -- second factor ---- */
/* Full width to ASCII, capitals, no blanks. */
static void
fold(struct es_view v, struct es_buf *out)
{
	uint32_t	 cp;
	size_t		 at = 0;

	while (es_utf8_next(v, &at, &cp) > 0) {
		if (cp >= 0xff01 && cp <= 0xff5e)
			cp = cp - 0xff01 + '!';
		if (cp >= 'a' && cp <= 'z')
			cp = cp - 'a' + 'A';
		if (cp != ' ' && cp != 0x3000)
			es_utf8_add(out, cp);
	}
}

/* Bytes of the first n characters. */
static size_t
chars(struct es_view v, size_t n)
{
	uint32_t	 cp;
	size_t		 at = 0;

	while (n-- > 0 && es_utf8_next(v, &at, &cp) > 0)
		continue;
	return at;
}

/*
 * The family name of a Chinese name: its first character, its first two when
 * it has three or more, or all before a middle dot.
 */
static bool
family_zh(struct es_view name, struct es_view typed)
{
	size_t	 dot = es_view_find(name, ES_LIT("\xc2\xb7"), 0);

	if (dot != SIZE_MAX)
		return es_view_eq(es_view_sub(name, 0, dot), typed);
	return es_view_eq(es_view_sub(name, 0, chars(name, 1)), typed) ||
	    (es_utf8_count(name) >= 3 &&
	    es_view_eq(es_view_sub(name, 0, chars(name, 2)), typed));
}

/* Of a name as in the passport: a word in capitals, or the last word. */
static bool
family_en(struct es_view name, struct es_view typed)
{
	struct es_buf	 word;
	size_t		 at = 0, end;
	bool		 fits = false, capitals;
	size_t		 i;

	es_buf_init(&word, 400);
	while (at < name.n && !fits) {
		end = es_view_find(name, ES_LIT(" "), at);
		if (end == SIZE_MAX)
			end = name.n;
		capitals = end > at;
		for (i = at; i < end; i++)
			capitals = capitals && !(name.p[i] >= 'a' &&
			    name.p[i] <= 'z');
		es_buf_reset(&word);
		fold(es_view_sub(name, at, end - at), &word);
		fits = (capitals || end == name.n) && word.n > 1 &&
		    es_view_eq(es_buf_view(&word), typed);
		at = end + 1;
	}
	es_buf_clear(&word);
	return fits;
}

/* Who types more than was asked for is right, too. */
static bool
whole_name(struct es_view name, struct es_view typed)
{
	struct es_buf	 b;
	bool		 fits;

	es_buf_init(&b, 400);
	fold(name, &b);
	fits = b.n > 0 && b.failed == ES_E_NONE &&
	    es_view_eq(es_buf_view(&b), typed);
	es_buf_clear(&b);
	return fits;
}

bool
svc_factor_fits(const struct svc_entry *e, struct es_view typed)
{
	struct es_buf	 t;
	struct es_view	 v;
	bool		 fits = false;

	es_buf_init(&t, 400);
	fold(typed, &t);
	v = es_buf_view(&t);
	if (v.n > 0 && t.failed == ES_E_NONE && e->id != 0)
		fits = (v.n == 4 && e->number.n >= 4 &&
		    es_view_eq(es_view_sub(e->number, e->number.n - 4, 4),
		    v)) || family_zh(e->name[SVC_ZH], v) ||
		    family_en(e->name[SVC_EN], v) ||
		    whole_name(e->name[SVC_ZH], v) ||
		    whole_name(e->name[SVC_EN], v);
	es_buf_clear(&t);
	return fits;
}

/* -- throttling and log ---- */
unsigned
svc_throttle_wait(struct svc_verifier *v, const char *subject, int64_t now,
    struct es_arena *a)
{
	struct store_val	 arg = SV_STR(subject);
	struct store_rows	 r;
	struct es_err		 err = ES_ERR_INIT;
	int64_t			 until;

	if (store_query(v->db, STORE_VERIFY_THROTTLE, &arg, 1, a, &r,
	    &err) <= 0)
		return 0;
	until = store_int(&r, 0, 2);
	return until > now ? (unsigned)(until - now) : 0;
}

void
svc_throttle_add(struct svc_verifier *v, const char *subject, int64_t now)
{
	struct store_val	 args[] = {
		SV_STR(subject), SV_INT(now), SV_INT(now - WINDOW),
		SV_INT(FREE_FAILURES), SV_INT(PAUSE_MAX),
		SV_INT(FREE_FAILURES)
	};
	struct es_err		 err = ES_ERR_INIT;

	if (store_exec(v->db, STORE_VERIFY_FAILED, args, ES_COUNT(args), NULL,
	    &err) < 0)
		log_err(&err, "verify: a failure could not be counted");
}

void
svc_verify_log(struct svc_verifier *v, const struct svc_question *q,
    const struct svc_entry *e, const unsigned char *sha256,
    enum svc_headline h)
{
	static const char *const way[] = {
		[SVC_ASKED_NONE] = "code", [SVC_ASKED_CODE] = "code",
		[SVC_ASKED_QR] = "qr", [SVC_ASKED_FILE] = "file",
	};
	struct store_val	 args[] = {
		SV_INT(q->now),
		SV_STR(q->factor.n > 0 ? "factor" : way[q->how]), SV_NULL,
		SV_NULL, SV_STR(svc_headline_name(h)), SV_TEXT(q->address)
	};
	struct es_err		 err = ES_ERR_INIT;

	if (e != NULL && e->id != 0)
		args[2] = (struct store_val)SV_INT(e->id);
	if (sha256 != NULL)
		args[3] = (struct store_val)SV_BYTES(sha256, 32);
	if (store_exec(v->db, STORE_VERIFY_LOG, args, ES_COUNT(args), NULL,
	    &err) < 0)
		log_err(&err, "verify: a question could not be logged");
}

void
svc_verify_offices(struct svc_verifier *v, enum svc_lang lang,
    struct es_arena *a, struct es_tree *page)
{
	struct es_err		 err = ES_ERR_INIT;
	struct store_rows	 r;
	struct es_tree		*list, *m;
	size_t			 i;

	if (store_query(v->db, STORE_VERIFY_OFFICES, NULL, 0, a, &r,
	    &err) < 0) {
		log_err(&err, "verify: offices");
		return;
	}
	list = es_tree_put_list(page, "offices");
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "name", store_view(&r, i,
		    lang == SVC_EN ? 1 : 0));
		es_tree_put_text(m, "contact", store_view(&r, i, 2));
	}
}
