/* svc/verify/verify.c - one question, one report; see verify.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/archive/evidence.h"
#include "svc/verify/priv.h"
#include "sys/fault.h"
#include "sys/log.h"

/* Seconds that the published lists are believed to be the last. */
#define LISTS_SECONDS	60

/*
 * The revocation lists that the CA publishes, read again when they may have
 * changed.  The last ones stay until newer ones could be read.
 */
void
svc_verifier_lists(struct svc_verifier *v, int64_t now)
{
	struct pki_evidence	*ev = NULL;
	struct es_err		 e = ES_ERR_INIT;

	if (now >= v->given_at && now < v->given_at + LISTS_SECONDS)
		return;
	v->given_at = now;
	if (pki_evidence_new(&ev, pki_trust_cache(v->trust), &e) < 0 ||
	    svc_evidence_dir(ev, v->cf.pki_dir, &e) < 0) {
		log_err(&e, "verify: revocation lists");
		pki_evidence_free(ev);
		return;
	}
	pki_evidence_free(v->given);
	v->given = ev;
}

int
svc_verifier_new(struct svc_verifier **out, const struct svc_verify_conf *cf,
    struct es_err *err)
{
	struct svc_verifier	*v;

	*out = NULL;
	if ((v = calloc(1, sizeof(*v))) == NULL)
		return es_fail(err, ES_E_NOMEM, "verifier: out of memory");
	v->cf = *cf;
	if ((v->db = store_new(&cf->db)) == NULL) {
		es_fail(err, ES_E_NOMEM, "verifier: out of memory");
		goto out;
	}
	if (crypt_warm(err) < 0 || pki_trust_new(&v->trust, err) < 0 ||
	    svc_trust_root(v->trust, v->cf.pki_dir, err) < 0)
		goto out;
	svc_verifier_warm(v);
	*out = v;
	v = NULL;
out:
	svc_verifier_free(v);
	return *out == NULL ? -1 : 0;
}

void
svc_verifier_free(struct svc_verifier *v)
{
	if (v == NULL)
		return;
	store_free(v->db);
	pki_evidence_free(v->given);
	pki_trust_free(v->trust);
	free(v);
}

/* Who must wait: an address, and a code whose factor is being guessed. */
static void
subjects(const struct svc_question *q, char who[64], char what[64])
{
	(void)snprintf(who, 64, "v:%.*s", (int)q->address.n,
	    q->address.p == NULL ? "" : (const char *)q->address.p);
	(void)snprintf(what, 64, "vc:%s", q->code == NULL ? "" : q->code);
}

static int
by_code(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct es_tree **out, unsigned *wait,
    struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct svc_entry	 entry;
	enum svc_factor		 factor = SVC_FACTOR_NONE;
	enum svc_headline	 h;
	char			 who[64], what[64];
	int			 rc;

	subjects(q, who, what);
	*wait = svc_throttle_wait(v, who, q->now, a);
	if (*wait == 0 && q->factor.n > 0)
		*wait = svc_throttle_wait(v, what, q->now, a);
	if (*wait > 0)
		return es_fail(err, ES_E_LIMIT, "verify: must wait %u s",
		    *wait);
	rc = svc_entry_find(v, SVC_BY_CODE, es_view_str(q->code), a, &entry,
	    &e);
	if (rc == 0 && !entry.awaiting)
		rc = svc_receipt_find(v, SVC_BY_CODE, es_view_str(q->code),
		    a, &entry, &e);
	if (rc < 0)
		log_err(&e, "verify: the register cannot be asked");
	if (rc >= 0 && entry.id == 0 && !entry.awaiting && !entry.receipt)
		svc_throttle_add(v, who, q->now);
	if (rc > 0 && q->factor.n > 0) {
		factor = svc_factor_fits(&entry, q->factor) ?
		    SVC_FACTOR_GOOD : SVC_FACTOR_WRONG;
		if (factor == SVC_FACTOR_WRONG) {
			svc_throttle_add(v, who, q->now);
			svc_throttle_add(v, what, q->now);
		}
	}
	*out = svc_report_code(a, q, &entry, rc >= 0, factor, &h);
	if (rc >= 0)
		svc_verify_log(v, q, &entry, NULL, h);
	return 0;
}

int
svc_verify_code(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct es_tree **out, unsigned *wait,
    struct es_err *err)
{
	*out = NULL;
	*wait = 0;
	if (SYS_FAULT("verify.asked", err) < 0)
		return -1;
	if (q->code == NULL)
		return es_fail(err, ES_E_BUG, "verify: nothing was asked");
	return by_code(v, q, a, out, wait, err) < 0 ? -1 :
	    es_tree_ok(*out, err);
}

int
svc_verify_file(struct svc_verifier *v, const struct svc_question *q,
    struct es_arena *a, struct svc_file **out, struct es_err *err)
{
	const struct svc_entry	*entry = NULL;
	struct svc_file		*f = es_arena_get(a, sizeof(*f));
	size_t			 i;

	*out = NULL;
	if (SYS_FAULT("verify.asked", err) < 0)
		return -1;
	if (f == NULL)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	if (svc_file_look(v, q, a, f, err) < 0)
		return -1;
	for (i = 0; i < f->look.n && entry == NULL; i++)
		if (f->sigs[i].entry.id != 0)
			entry = &f->sigs[i].entry;
	svc_verify_log(v, q, entry, f->look.sha256, f->headline);
	*out = f;
	return 0;
}
