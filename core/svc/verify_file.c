/* svc/verify_file.c - an uploaded file; see verify_priv.h. */
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/verify_priv.h"
#include "sys/log.h"

/*
 * Does the register know these bytes?  The signed revision is the file as it
 * left us; if only what the seal covers is known, the signature itself was
 * exchanged.
 */
static int
ask_register(struct svc_verifier *v, const struct svc_question *q,
    struct pdf_file *pdf, const struct pdf_sig *sig,
    const unsigned char body[32], struct es_arena *a, struct svc_seen *s,
    struct es_err *err)
{
	const struct pdf_rev	*rev = pdf_file_rev(pdf, sig->rev);
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
		rc = svc_entry_find(v, SVC_BY_BODY, es_view(body, 32), a,
		    &other, &e);
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
    struct pdf_file *pdf, const struct pdf_sigs *all, struct es_arena *a,
    struct svc_file *f, struct es_err *err)
{
	const struct pdf_sig	*sig;
	struct svc_seen		*s;
	unsigned char		 body[32];
	size_t			 i;

	for (i = 0; i < pdf_sigs_count(all); i++) {
		sig = pdf_sigs_at(all, i);
		if (sig->kind == PDF_SIG_TIMESTAMP)
			continue;	/* no seal; a change of its own */
		if (f->n == ES_LIMIT_VERIFY_SEALS) {
			f->structure = SVC_UNKNOWN;
			f->why = PDF_WHY_LIMIT;
			return 0;
		}
		s = &f->seals[f->n++];
		memset(body, 0, sizeof(body));
		if (svc_sig_judge(v->trust, pdf, all, sig, q->lang, q->now, a,
		    s, body, err) < 0 ||
		    ask_register(v, q, pdf, sig, body, a, s, err) < 0)
			return -1;
		s->headline = svc_verdict_seal(&s->facts);
	}
	return 0;
}

int
svc_file_look(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct svc_file *f, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	struct pdf_file	*pdf = NULL;
	struct pdf_sigs	*all = NULL;
	int		 rc = -1;

	memset(f, 0, sizeof(*f));
	f->seals = es_arena_array(a, ES_LIMIT_VERIFY_SEALS,
	    sizeof(*f->seals));
	if (f->seals == NULL)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	if (crypt_sha256(q->file, f->sha256, err) < 0)
		return -1;
	f->structure = SVC_FAIL;
	if (pdf_read(&pdf, q->file, &f->why, &e) < 0) {
		rc = 0;
		goto out;
	}
	if (pdf_sigs(&all, pdf, &e) < 0 ||
	    (pdf_file_revs(pdf) > 1 && pdf_file_check_all(pdf, &e) < 0)) {
		f->why = pdf_file_why(pdf);
		rc = 0;
		goto out;
	}
	f->structure = SVC_PASS;
	rc = look_at(v, q, pdf, all, a, f, err);
out:
	pdf_sigs_free(all);
	pdf_file_free(pdf);
	return rc;
}
