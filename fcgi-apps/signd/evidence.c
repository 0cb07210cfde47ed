/* signd/evidence.c - see evidence.h. */
#include "evidence.h"

#include "base/limits.h"
#include "base/time.h"

static const char *const reasons[SIGND_REFUSAL__MAX] = {
	[SIGND_OK] = "sealed",
	[SIGND_NO_REQUEST] = "there is no such request",
	[SIGND_NO_CLAIM] = "the job is not claimed by the caller",
	[SIGND_NOT_APPROVED] = "the request is not approved",
	[SIGND_SEALED_BEFORE] = "the request has a sealed document already",
	[SIGND_SNAPSHOT_CHANGED] = "the record snapshot was changed",
	[SIGND_APPROVAL_CHANGED] = "the approval is for another snapshot",
	[SIGND_SEAL_NOT_ACTIVE] = "the seal is not in force",
	[SIGND_TYPE_NOT_ALLOWED] = "the seal is not for this document type",
	[SIGND_CERT_NOT_VALID] = "the seal's certificate is not valid now",
	[SIGND_NO_KEY] = "the seal's key is not loaded",
	[SIGND_NO_AUTHORISATION] = "no standing authorisation is in force",
	[SIGND_OUT_OF_HOURS] = "outside the hours of the authorisation",
	[SIGND_OVER_QUOTA] = "the quota of the authorisation is used",
	[SIGND_NOT_ELIGIBLE] = "the person may not have this document now",
	[SIGND_OTHER_RECORD] = "the record is not of this request",
	[SIGND_OTHER_DIGEST] = "the digest is another document's",
	[SIGND_NO_FLOW] = "the workflow of the request is not known",
	[SIGND_DECISION_CHANGED] = "a stored decision was changed",
	[SIGND_NO_RIGHT] = "a decision was taken without the right to it",
	[SIGND_KEY_AWAY] = "the seal's key cannot be reached",
	[SIGND_KEY_CHANGED] = "the seal's key wants another digest",
	[SIGND_NOT_APART] = "the keeper who released it has another part in it",
	[SIGND_OTHER_TEXT] = "the file is not the text that was approved",
	[SIGND_NOT_ITS_TURN] = "another seal comes first",
	[SIGND_SEAL_REPLACED] = "the record names a seal that was replaced",
	[SIGND_SEAL_OUT_OF_DATE] = "the seal is outside the period it was "
	    "approved for",
	[SIGND_FAILED] = "es-signd could not decide; try again",
	[SIGND_NOT_FRESH] = "the receipt was not asked for just now",
};

const char *
evidence_reason(enum signd_refusal r)
{
	if ((int)r < 0 || r >= SIGND_REFUSAL__MAX)
		return "unknown";
	return reasons[r];
}

static enum signd_refusal
judge_authorisation(const struct authorisation *a, int64_t now, int offset)
{
	struct es_civil	 c;

	if (a->id == 0 || a->revoked || now < a->from ||
	    (a->until != 0 && now >= a->until))
		return SIGND_NO_AUTHORISATION;
	es_time_civil(now, offset, &c);
	if (c.hour < a->hour_from || c.hour >= a->hour_until)
		return SIGND_OUT_OF_HOURS;
	if (a->used_today >= a->daily_quota || a->used_total >= a->total_quota)
		return SIGND_OVER_QUOTA;
	return SIGND_OK;
}

bool
evidence_by_hand(const struct evidence *e, int64_t now, int offset)
{
	return e->released && e->apart &&
	    judge_authorisation(&e->auth, now, offset) != SIGND_OK;
}

/* From until before; 0 is open. */
static bool
in_period(int64_t from, int64_t until, int64_t now)
{
	return now >= from && (until == 0 || now < until);
}

/* What people decided: sound, to its end, and about this very record. */
static enum signd_refusal
judge_flow(const struct evidence *e)
{
	switch (e->flaw) {
	case FLOW_SOUND:
		break;
	case FLOW_NO_DEFINITION:
		return SIGND_NO_FLOW;
	case FLOW_NO_RIGHT:
		return SIGND_NO_RIGHT;
	default:
		return SIGND_DECISION_CHANGED;
	}
	if (!e->flow_done)
		return SIGND_NOT_APPROVED;
	return e->flow_of_this ? SIGND_OK : SIGND_APPROVAL_CHANGED;
}

/* Right but for the seal, which was replaced after people agreed to it. */
static bool
names_predecessor(const struct evidence *e)
{
	struct record_names	 names = e->names;

	names.seal = e->predecessor;
	return names.seal.n > 0 && record_is_of(e->snapshot, &names);
}

enum signd_refusal
evidence_judge(const struct evidence *e, struct es_view actual, int64_t now,
    int offset)
{
	enum signd_refusal	 r;

	if (!e->found)
		return SIGND_NO_REQUEST;
	if (!e->claimed)
		return SIGND_NO_CLAIM;
	if (e->sealed)
		return SIGND_SEALED_BEFORE;
	if (!e->approved || !e->rule_holds)
		return SIGND_NOT_APPROVED;
	if (actual.n != SIGND_DIGEST || !es_view_eq(actual, e->snapshot_sha256))
		return SIGND_SNAPSHOT_CHANGED;
	if (!es_view_eq(e->approval_sha256, e->snapshot_sha256))
		return SIGND_APPROVAL_CHANGED;
	if (e->flow && (r = judge_flow(e)) != SIGND_OK)
		return r;
	if (!record_is_of(e->snapshot, &e->names))
		return names_predecessor(e) ? SIGND_SEAL_REPLACED :
		    SIGND_OTHER_RECORD;
	if (e->other_turn)
		return SIGND_NOT_ITS_TURN;
	if (e->other_text)
		return SIGND_OTHER_TEXT;
	if (e->digest_known)
		return SIGND_OTHER_DIGEST;
	if (e->seal_id == 0 || !e->type_allowed)
		return SIGND_TYPE_NOT_ALLOWED;
	if (!e->seal_active)
		return SIGND_SEAL_NOT_ACTIVE;
	if (!in_period(e->seal_from, e->seal_until, now))
		return SIGND_SEAL_OUT_OF_DATE;
	if (!e->key_loaded)
		return SIGND_NO_KEY;
	if (now < e->not_before || now > e->not_after || e->cert_revoked)
		return SIGND_CERT_NOT_VALID;
	if (!e->eligible)
		return SIGND_NOT_ELIGIBLE;
	r = judge_authorisation(&e->auth, now, offset);
	if (r != SIGND_OK && e->released)
		r = e->apart ? SIGND_OK : SIGND_NOT_APART;
	if (r == SIGND_OK && !e->key_fits)
		return SIGND_KEY_CHANGED;
	return r == SIGND_OK && e->key_away ? SIGND_KEY_AWAY : r;
}

/* Clocks of two machines may differ by so much. */
#define AHEAD	5

enum signd_refusal
receipt_judge(const struct receipt_evidence *e, int64_t now, int offset)
{
	if (!e->found)
		return SIGND_NO_REQUEST;
	if (e->sealed)
		return SIGND_SEALED_BEFORE;
	if (e->at < now - ES_LIMIT_RECEIPT_AGE || e->at > now + AHEAD)
		return SIGND_NOT_FRESH;
	if (e->digest_known)
		return SIGND_OTHER_DIGEST;
	if (!e->type_allowed)
		return SIGND_TYPE_NOT_ALLOWED;
	if (!e->seal_active)
		return SIGND_SEAL_NOT_ACTIVE;
	if (!in_period(e->seal_from, e->seal_until, now))
		return SIGND_SEAL_OUT_OF_DATE;
	if (!e->key_loaded)
		return SIGND_NO_KEY;
	if (now < e->not_before || now > e->not_after || e->cert_revoked)
		return SIGND_CERT_NOT_VALID;
	return judge_authorisation(&e->auth, now, offset);
}
