/* es-signd's decision: each rule of the evidence refuses by itself. */
#include "base/time.h"
#include "evidence.h"
#include "tap.h"

#define NOON	1795406400	/* 2026-11-23T12:00:00+08:00 */
#define ZONE	28800

static const unsigned char	sum[SIGND_DIGEST] = { 1, 2, 3 };
static const unsigned char	other[SIGND_DIGEST] = { 1, 2, 4 };

static struct evidence
good(void)
{
	struct evidence	 e = {
		.found = true, .claimed = true, .approved = true,
		.snapshot = ES_LIT("<record/>"),
		.snapshot_sha256 = { sum, sizeof(sum) },
		.approval_sha256 = { sum, sizeof(sum) },
		.seal_id = 3, .seal_active = true, .type_allowed = true,
		.key_loaded = true, .not_before = NOON - 10,
		.not_after = NOON + 10,
		.auth = { .id = 5, .from = NOON - 5, .until = NOON + 5,
		    .hour_from = 12, .hour_until = 13, .daily_quota = 10,
		    .total_quota = 100, .used_today = 9, .used_total = 99 },
	};

	return e;
}

static enum signd_refusal
judge(const struct evidence *e)
{
	return evidence_judge(e, es_view(sum, sizeof(sum)), NOON, ZONE);
}

/* Change one thing and name the refusal it must cause. */
#define REFUSES(change, want) do {					\
	struct evidence	 e = good();					\
	change;								\
	ok(judge(&e) == (want), "%s: %s", #change,			\
	    signd_refusal_name(want));					\
} while (0)

int
main(void)
{
	struct evidence	 fine = good(), zero;

	ok(judge(&fine) == SIGND_OK, "good evidence, last of the quota");
	memset(&zero, 0, sizeof(zero));
	ok(judge(&zero) == SIGND_NO_REQUEST, "no evidence is no permission");
	ok(evidence_judge(&fine, ES_VIEW_EMPTY, NOON, ZONE) ==
	    SIGND_SNAPSHOT_CHANGED, "no digest is no match");
	REFUSES(e.found = false, SIGND_NO_REQUEST);
	REFUSES(e.claimed = false, SIGND_NO_CLAIM);
	REFUSES(e.sealed = true, SIGND_SEALED_BEFORE);
	REFUSES(e.approved = false, SIGND_NOT_APPROVED);
	REFUSES(e.snapshot_sha256.p = other, SIGND_SNAPSHOT_CHANGED);
	REFUSES(e.snapshot_sha256.n = 31, SIGND_SNAPSHOT_CHANGED);
	REFUSES(e.approval_sha256.p = other, SIGND_APPROVAL_CHANGED);
	REFUSES(e.approval_sha256.n = 0, SIGND_APPROVAL_CHANGED);
	REFUSES(e.seal_id = 0, SIGND_TYPE_NOT_ALLOWED);
	REFUSES(e.type_allowed = false, SIGND_TYPE_NOT_ALLOWED);
	REFUSES(e.seal_active = false, SIGND_SEAL_NOT_ACTIVE);
	REFUSES(e.key_loaded = false, SIGND_NO_KEY);
	REFUSES(e.not_before = NOON + 1, SIGND_CERT_NOT_VALID);
	REFUSES(e.not_after = NOON - 1, SIGND_CERT_NOT_VALID);
	REFUSES(e.auth.id = 0, SIGND_NO_AUTHORISATION);
	REFUSES(e.auth.revoked = true, SIGND_NO_AUTHORISATION);
	REFUSES(e.auth.from = NOON + 1, SIGND_NO_AUTHORISATION);
	REFUSES(e.auth.until = NOON, SIGND_NO_AUTHORISATION);
	REFUSES(e.auth.until = 0, SIGND_OK);
	REFUSES(e.auth.hour_from = 13, SIGND_OUT_OF_HOURS);
	REFUSES(e.auth.hour_until = 12, SIGND_OUT_OF_HOURS);
	REFUSES(e.auth.used_today = 10, SIGND_OVER_QUOTA);
	REFUSES(e.auth.used_total = 100, SIGND_OVER_QUOTA);
	is_str(evidence_reason(SIGND_OVER_QUOTA),
	    "the quota of the authorisation is used", "reasons are words");
	return done();
}
