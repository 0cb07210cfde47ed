/* svc/verify_file.c - an uploaded file; see verify_priv.h. */
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/verify_priv.h"
#include "sys/log.h"

/* The page shows each kind of change once, and at most this many. */
#define CHANGES_SHOWN	40

/* -- what is said about one seal ---- */
static bool
said_before(const struct pdf_changes *ch, size_t i)
{
	const struct pdf_change	*c = pdf_changes_at(ch, i), *d;
	size_t			 k;

	for (k = 0; k < i; k++) {
		d = pdf_changes_at(ch, k);
		if (d->code == c->code && d->page == c->page &&
		    d->allowed == c->allowed)
			return true;
	}
	return false;
}

static struct es_tree *
list_changes(const struct pdf_changes *ch, enum svc_lang lang,
    struct es_arena *a)
{
	struct es_tree		*list = es_tree_list(a), *m;
	const struct pdf_change	*c;
	size_t			 i, n = pdf_changes_count(ch), shown = 0;

	/* Comparing each with each is for a page, not for ten thousand. */
	for (i = 0; i < n && i < 1000 && shown < CHANGES_SHOWN; i++) {
		if (said_before(ch, i))
			continue;
		c = pdf_changes_at(ch, i);
		m = es_tree_add_map(list);
		es_tree_put_str(m, "code", pdf_change_name(c->code));
		es_tree_put_str(m, "text", svc_word_change(c->code, lang));
		es_tree_put_bool(m, "allowed", c->allowed);
		if (c->page != SIZE_MAX)
			es_tree_put_int(m, "page", (int64_t)c->page + 1);
		shown++;
	}
	return list;
}

static void
describe(const struct esign_seal *s, enum svc_lang lang, struct es_arena *a,
    struct svc_seen *seen)
{
	seen->indication = es_view_str(esign_main_name(s->main));
	seen->sub = s->sub == ESIGN_SUB_NONE ? ES_VIEW_EMPTY :
	    es_view_str(esign_sub_name(s->sub));
	seen->level = s->level == ESIGN_LEVEL_NONE ? ES_VIEW_EMPTY :
	    es_view_str(esign_level_name(s->level));
	seen->time_proven = s->proof != ESIGN_PROOF_NONE;
	seen->time = seen->time_proven ? s->proven : s->claimed;
	if (s->signer != NULL) {
		seen->signer = es_arena_dup(a,
		    es_view_str(pki_cert_subject(s->signer)));
		seen->issuer = es_arena_dup(a,
		    es_view_str(pki_cert_issuer(s->signer)));
		seen->cert_from = pki_cert_not_before(s->signer);
		seen->cert_until = pki_cert_not_after(s->signer);
	}
	if (s->changes != NULL && pdf_changes_count(s->changes) > 0)
		seen->changes = list_changes(s->changes, lang, a);
}

/* -- the register ---- */
/*
 * Does the register know these bytes?  The signed revision is the file as it
 * left us; if only what the seal covers is known, the signature itself was
 * exchanged.
 */
static int
ask_register(struct svc_verifier *v, const struct svc_question *q,
    struct pdf_file *pdf, const struct esign_seal *seal, struct es_arena *a,
    struct svc_seen *s, struct es_err *err)
{
	const struct pdf_rev	*rev = pdf_file_rev(pdf, seal->sig->rev);
	struct es_err		 e = ES_ERR_INIT;
	struct svc_entry	 other;
	unsigned char		 sum[32];
	int			 rc;

	s->facts.reg = SVC_REG_UNKNOWN;
	if (rev == NULL)
		return 0;
	if (crypt_sha256(es_view_sub(q->file, 0, rev->end), sum, err) < 0)
		return -1;
	rc = svc_entry_find(v, SVC_BY_FILE, es_view(sum, 32), a, &s->entry,
	    &e);
	if (rc == 0)
		rc = svc_entry_find(v, SVC_BY_BODY, es_view(seal->body, 32),
		    a, &other, &e);
	if (rc < 0) {
		log_err(&e, "verify: the register cannot be asked");
		return 0;
	}
	s->facts.reg = s->entry.id != 0 ? svc_entry_reg(&s->entry, q->now) :
	    rc > 0 ? SVC_REG_OTHER : SVC_REG_ABSENT;
	return 0;
}

static int
look_at(struct svc_verifier *v, const struct svc_question *q,
    struct esign_report *r, struct es_arena *a, struct svc_file *f,
    struct es_err *err)
{
	const struct esign_seal	*seal;
	struct svc_seen		*s;
	size_t			 i;

	for (i = 0; i < esign_report_count(r); i++) {
		if (f->n == ES_LIMIT_VERIFY_SEALS) {
			f->structure = SVC_UNKNOWN;
			f->why = PDF_WHY_LIMIT;
			return 0;
		}
		seal = esign_report_seal(r, i);
		s = &f->seals[f->n++];
		svc_facts_of(seal, &s->facts);
		describe(seal, q->lang, a, s);
		if (ask_register(v, q, esign_report_file(r), seal, a, s,
		    err) < 0)
			return -1;
		s->headline = svc_verdict_seal(&s->facts);
	}
	return 0;
}

int
svc_file_look(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct svc_file *f, struct es_err *err)
{
	struct esign_report	*r = NULL;
	int			 rc = 0;

	memset(f, 0, sizeof(*f));
	f->seals = es_arena_array(a, ES_LIMIT_VERIFY_SEALS,
	    sizeof(*f->seals));
	if (f->seals == NULL)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	if (crypt_sha256(q->file, f->sha256, err) < 0 ||
	    esign_judge(&r, q->file, v->trust, q->now, err) < 0)
		return -1;
	f->why = esign_report_why(r);
	f->structure = f->why == PDF_WHY_NONE ? SVC_PASS : SVC_FAIL;
	if (f->structure == SVC_PASS)
		rc = look_at(v, q, r, a, f, err);
	esign_report_free(r);
	return rc;
}
