/* svc/verify/file.c - an uploaded file; see priv.h. */
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/verify/priv.h"
#include "sys/log.h"

bool
svc_is_seal(const struct svc_seen *s)
{
	return s->sig->kind != PDF_SIG_TIMESTAMP;
}

/* What a seal covers: everything to its hole, and after it. */
static int
body_digest(struct es_view file, const struct svc_sig *g,
    unsigned char out[32], struct es_err *err)
{
	struct crypt_hash	*h = NULL;
	int			 rc;

	if (crypt_hash_new(&h, CRYPT_SHA256, err) < 0)
		return -1;
	crypt_hash_add(h, es_view_sub(file, 0, (size_t)g->hole));
	crypt_hash_add(h, es_view_sub(file, (size_t)g->hole_end,
	    (size_t)(g->cover_end - g->hole_end)));
	rc = crypt_hash_final(h, out, err);
	crypt_hash_free(h);
	return rc;
}

/*
 * Does the register know these bytes?  The signed revision is the file as it
 * left us; if only what the seal covers is known, the signature itself was
 * exchanged.  The digests are ours: the child only says where to cut.
 */
static int
ask_register(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct svc_seen *s, struct es_err *err)
{
	const struct svc_sig	*g = s->sig;
	struct es_err		 e = ES_ERR_INIT;
	struct svc_entry	 other;
	unsigned char		 sum[32], body[32];
	int			 rc;

	s->facts.reg = SVC_REG_UNKNOWN;
	if (g->rev_end == 0) {
		s->facts.reg = SVC_REG_ABSENT;
		return 0;
	}
	if (crypt_sha256(es_view_sub(q->file, 0, (size_t)g->rev_end), sum,
	    err) < 0 || body_digest(q->file, g, body, err) < 0)
		return -1;
	rc = svc_entry_find(v, SVC_BY_FILE, es_view(sum, 32), a, &s->entry,
	    &e);
	if (rc == 0)
		rc = svc_entry_find(v, SVC_BY_BODY, es_view(body, 32), a,
		    &other, &e);
	if (rc == 0 && svc_receipt_find(v, SVC_BY_BODY, es_view(body, 32),
	    a, &s->entry, &e) < 0)
		rc = -1;
	if (rc < 0) {
		log_err(&e, "verify: the register cannot be asked");
		return 0;
	}
	s->facts.reg = s->entry.id != 0 || s->entry.receipt ?
	    svc_entry_reg(&s->entry, q->now) : rc > 0 ? SVC_REG_OTHER :
	    SVC_REG_ABSENT;
	return 0;
}

static enum svc_headline
headline(const struct svc_file *f)
{
	struct svc_facts	 facts[ES_LIMIT_VERIFY_SEALS];
	size_t			 i, n = 0;

	for (i = 0; i < f->look.n && n < ES_COUNT(facts); i++)
		if (svc_is_seal(&f->sigs[i]) && !f->sigs[i].other_side)
			facts[n++] = f->sigs[i].facts;
	return svc_verdict_file(f->structure, facts, n);
}

/*
 * Contracts have several seals.  The first of them are known when the last
 * is there, too; what the other side signed before or behind them, and did
 * not break anything with, is none of ours to know.
 */
static void
judge_contract(struct svc_verifier *v, struct es_arena *a, struct svc_file *f)
{
	const struct svc_seen	*whole = NULL;
	struct es_err		 e = ES_ERR_INIT;
	struct svc_seen		*s;
	struct store_rows	 r;
	size_t			 i;

	for (i = 0; i < f->look.n; i++)
		if (f->sigs[i].entry.id != 0 && !f->sigs[i].entry.part)
			whole = &f->sigs[i];
	if (whole != NULL && f->look.n > 1) {
		struct store_val	 id = SV_INT(whole->entry.id);
		int			 rc = store_query(v->db,
					    STORE_VERIFY_IS_CONTRACT, &id, 1,
					    a, &r, &e);

		if (rc < 0)
			log_err(&e, "verify: the register cannot be asked");
		if (rc <= 0)
			return;
	}
	for (i = 0; i < f->look.n; i++) {
		s = &f->sigs[i];
		if (s->entry.part && (whole == NULL || whole->entry.id !=
		    s->entry.id)) {
			s->facts.reg = SVC_REG_ABSENT;
			s->headline = svc_verdict_seal(&s->facts);
		}
		s->other_side = whole != NULL && s != whole &&
		    svc_is_seal(s) && s->facts.reg == SVC_REG_ABSENT &&
		    s->facts.check[SVC_CHECK_STRUCTURE] == SVC_PASS &&
		    s->facts.check[SVC_CHECK_DIGEST] == SVC_PASS &&
		    s->facts.check[SVC_CHECK_SEAL] == SVC_PASS;
	}
}

int
svc_file_look(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct svc_file *f, struct es_err *err)
{
	struct svc_seen	*s;
	size_t		 i;

	memset(f, 0, sizeof(*f));
	svc_verifier_lists(v, q->now);
	if (svc_look_confined(v, q->file, q->now, a, &f->look, err) < 0 ||
	    crypt_sha256(q->file, f->look.sha256, err) < 0)
		return -1;
	/* Readable, but more signatures than we judge: not determinable. */
	f->structure = svc_look_reason(&f->look) != NULL ? SVC_FAIL :
	    svc_look_whole(&f->look) ? SVC_PASS : SVC_UNKNOWN;
	f->sigs = es_arena_array(a, f->look.n, sizeof(*f->sigs));
	if (f->sigs == NULL && f->look.n > 0)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	for (i = 0; i < f->look.n; i++) {
		s = &f->sigs[i];
		s->sig = &f->look.sigs[i];
		s->facts = s->sig->facts;
		if (!svc_is_seal(s))
			continue;
		if (ask_register(v, q, a, s, err) < 0)
			return -1;
		s->headline = svc_verdict_seal(&s->facts);
	}
	judge_contract(v, a, f);
	f->headline = headline(f);
	return 0;
}

/* -- what it comes to ---- */
static bool
any_seal(const struct svc_file *f)
{
	size_t	 i;

	for (i = 0; i < f->look.n; i++)
		if (svc_is_seal(&f->sigs[i]))
			return true;
	return false;
}

static enum svc_answer
worst(const struct svc_file *f, enum svc_check c)
{
	static const int rank[SVC_ANSWER__MAX] = {
		[SVC_NA] = 0, [SVC_PASS] = 1, [SVC_UNKNOWN] = 2,
		[SVC_FAIL] = 3,
	};
	enum svc_answer	 w = SVC_NA;
	size_t		 i;

	for (i = 0; i < f->look.n; i++)
		if (svc_is_seal(&f->sigs[i]) &&
		    rank[f->sigs[i].facts.check[c]] > rank[w])
			w = f->sigs[i].facts.check[c];
	return w;
}

enum svc_reg
svc_file_reg(const struct svc_file *f)
{
	enum svc_reg		 r = SVC_REG_UNKNOWN;
	enum svc_headline	 h = SVC_H_UNDECIDED;
	size_t			 i;

	for (i = 0; i < f->look.n; i++)
		if (svc_is_seal(&f->sigs[i]) && !f->sigs[i].other_side &&
		    svc_verdict_code(f->sigs[i].facts.reg) > h) {
			r = f->sigs[i].facts.reg;
			h = svc_verdict_code(r);
		}
	return r;
}

enum svc_answer
svc_file_check(const struct svc_file *f, enum svc_check c)
{
	if (c == SVC_CHECK_STRUCTURE)
		return f->structure;
	if (c < SVC_CHECK_REGISTER)
		return worst(f, c);
	if (!any_seal(f))
		return SVC_NA;
	return c == SVC_CHECK_REGISTER ?
	    svc_verdict_register(svc_file_reg(f)) : c == SVC_CHECK_ISSUER ?
	    svc_verdict_issuer(svc_file_reg(f)) :
	    svc_verdict_validity(svc_file_reg(f));
}

const struct svc_seen *
svc_file_known(const struct svc_file *f)
{
	size_t	 i;

	for (i = 0; i < f->look.n; i++)
		if (f->sigs[i].facts.reg >= SVC_REG_ISSUED &&
		    f->sigs[i].headline < SVC_H_NOT_ISSUED)
			return &f->sigs[i];
	return NULL;
}

struct es_view
svc_file_revision(const struct svc_file *f, const struct svc_question *q,
    size_t n)
{
	const struct svc_sig	*g;
	size_t			 i;

	for (i = 0; i < f->look.n; i++) {
		g = &f->look.sigs[i];
		if (g->rev + 1 == n && g->rev_end > 0)
			return es_view_sub(q->file, 0, (size_t)g->rev_end);
	}
	return ES_VIEW_EMPTY;
}
