/* es-signd's decision: each rule of the evidence refuses by itself. */
#include "base/limits.h"
#include "base/time.h"
#include "evidence.h"
#include "tap.h"

#define NOON	1795406400	/* 2026-11-23T12:00:00+08:00 */
#define ZONE	28800

static const unsigned char	sum[SIGND_DIGEST] = { 1, 2, 3 };
static const unsigned char	other[SIGND_DIGEST] = { 1, 2, 4 };

#define PERSON	"<person number=\"2099\" name=\"O'Neil\"/>"
#define RECORD(more)	"<record xmlns=\"urn:yinxin:record:1\" type=\"t\"" \
	" lang=\"en\" version=\"1\"><document number=\"N-1\"" \
	" code=\"ABCD-EFGH-JKMN-PQRS\"/><seal number=\"S1\"/>" PERSON \
	more "<course title=\" number=&quot;2098&quot;\"/></record>"

static struct record_names	names;

static void
set_names(void)
{
	names.type = ES_LIT("t");
	names.lang = ES_LIT("en");
	names.number = ES_LIT("N-1");
	names.code = ES_LIT("ABCDEFGHJKMNPQRS");
	names.person = ES_LIT("2099");
	names.seal = ES_LIT("S1");
}

static struct evidence
good(void)
{
	struct evidence	 e = {
		.found = true, .claimed = true, .approved = true,
		.snapshot = ES_LIT(RECORD("")), .names = names,
		.rule_holds = true, .eligible = true,
		.snapshot_sha256 = { sum, sizeof(sum) },
		.approval_sha256 = { sum, sizeof(sum) },
		.seal_id = 3, .seal_active = true, .type_allowed = true,
		.key_loaded = true, .key_fits = true, .not_before = NOON - 10,
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

/* -- the record's names ---- */
static void
is_not(const char *record, const char *what)
{
	ok(!record_is_of(es_view_str(record), &names), "%s", what);
}

static void
test_record(void)
{
	struct record_names	 n;

	ok(record_is_of(ES_LIT("<?xml version=\"1.0\"?>\n" RECORD("")),
	    &names), "a record with a declaration");
	ok(record_is_of(ES_LIT("<record type=\"t\"\n lang=\"en\">"
	    "<document number=\"N-1\" code=\"ABCDEFGHJKMNPQRS\"/>"
	    "<seal number=\"S1\"/>" PERSON "</record>"), &names),
	    "an ungrouped code, a line break");
#define NAME(field, other) do {						\
	n = names;							\
	n.field = ES_LIT(other);					\
	ok(!record_is_of(ES_LIT(RECORD("")), &n), "another " #field ": "	\
	    other);							\
} while (0)
	NAME(type, "u");
	NAME(lang, "zh-CN");
	NAME(number, "N-2");
	NAME(number, "N-");
	NAME(code, "ABCDEFGHJKMNPQRT");
	NAME(code, "ABCDEFGHJKMNPQR");
	NAME(code, "ABCDEFGHJKMNPQRST");
	NAME(person, "209");
	NAME(person, "");
	NAME(seal, "S2");
	is_not("", "nothing");
	is_not(RECORD(PERSON), "two persons");
	is_not(RECORD("<person number=\"2098\"/>"), "another person, too");
	is_not(RECORD("<x:person number=\"2098\"/>"), "a prefix");
	is_not(RECORD("<!-- " PERSON " -->"), "a comment");
	is_not(RECORD("<![CDATA[" PERSON "]]>"), "CDATA");
	is_not(RECORD("<?x?>"), "a processing instruction");
	is_not("<record type=\"t\" lang=\"en\"><document number=\"N-1\" "
	    "code=\"ABCDEFGHJKMNPQRS\"/><seal number=\"S1\"/><person a='"
	    " number=\"2099\"' number='2098'/></record>",
	    "a name hidden in another attribute");
	is_not("<record type=\"t\" lang=\"en\"><document number=\"N-1\" "
	    "code=\"ABCDEFGHJKMNPQRS\"/><seal number=\"S1\"/><person "
	    "name=\"2099", "a record that breaks off");
}

/* -- contracts ---- */
#define DIGEST	"0123456789abcdef0123456789abcdef0123456789abcdef" \
	"0123456789abcdef"
#define CONTRACT(more)	RECORD("<form title=\"a &gt; b\" digest=\"" DIGEST \
	"\"><places list=\"1\">" more "</places><annexes list=\"1\">" \
	"<row n=\"1\" name=\"x\" seal=\"S9\"/></annexes></form>")
#define ROW(seal)	"<row n=\"1\" name=\"a > b\" seal=\"" seal "\"/>"

static bool
nth_is(const char *record, size_t n, const char *seal)
{
	struct record_text	 t;

	return record_text(es_view_str(record), n, &t) &&
	    es_view_eq_str(t.seal, seal) && es_view_eq_str(t.digest, DIGEST);
}

static void
test_contract(void)
{
	const char	*two = CONTRACT(ROW("S1") ROW("") ROW("S2"));

	ok(nth_is(two, 1, "S1") && nth_is(two, 2, "S2"),
	    "seals in their order, the other side left out");
	ok(!nth_is(two, 3, "S9") && !nth_is(two, 0, "S1"),
	    "none before the first, none of another list");
	ok(!nth_is(CONTRACT(ROW("S1")) "<places list=\"1\">", 1, "S1"),
	    "two lists of places");
	ok(!nth_is(RECORD("<form digest=\"" DIGEST "\">" ROW("S1")
	    "</form>"), 1, "S1"), "no list of places");
	ok(!nth_is(RECORD("<form digest=\"" DIGEST "0\"><places list=\"1\">"
	    ROW("S1") "</places></form>"), 1, "S1"), "a longer digest");
	ok(!nth_is(RECORD("<form digest=\"" DIGEST "\"><places list=\"1\">"
	    ROW("S1")), 1, "S1"), "a list that does not end");
	ok(!nth_is(CONTRACT("<!-- " ROW("S1") " -->"), 1, "S1"),
	    "a place in a comment");
	REFUSES((e.other_turn = true), SIGND_NOT_ITS_TURN);
	REFUSES((e.other_text = true), SIGND_OTHER_TEXT);
	REFUSES((e.other_text = e.sealed = true), SIGND_SEALED_BEFORE);
}

/* -- receipts ---- */
static struct receipt_evidence
good_receipt(void)
{
	struct receipt_evidence	 e = {
		.found = true, .at = NOON, .seal_active = true,
		.type_allowed = true, .key_loaded = true,
		.not_before = NOON - 10, .not_after = NOON + 10,
		.auth = good().auth,
	};

	return e;
}

#define REFUSES_RECEIPT(change, want) do {				\
	struct receipt_evidence	 e = good_receipt();			\
	change;								\
	ok(receipt_judge(&e, NOON, ZONE) == (want), "%s: %s", #change,	\
	    signd_refusal_name(want));					\
} while (0)

static void
test_receipt(void)
{
	struct receipt_evidence	 none = { .found = false };

	REFUSES_RECEIPT((void)0, SIGND_OK);
	ok(receipt_judge(&none, NOON, ZONE) == SIGND_NO_REQUEST,
	    "nothing is never good");
	REFUSES_RECEIPT(e.found = false, SIGND_NO_REQUEST);
	REFUSES_RECEIPT(e.sealed = true, SIGND_SEALED_BEFORE);
	REFUSES_RECEIPT(e.at = NOON - ES_LIMIT_RECEIPT_AGE, SIGND_OK);
	REFUSES_RECEIPT(e.at = NOON - ES_LIMIT_RECEIPT_AGE - 1,
	    SIGND_NOT_FRESH);
	REFUSES_RECEIPT(e.at = NOON + 5, SIGND_OK);
	REFUSES_RECEIPT(e.at = NOON + 6, SIGND_NOT_FRESH);
	REFUSES_RECEIPT(e.digest_known = true, SIGND_OTHER_DIGEST);
	REFUSES_RECEIPT(e.type_allowed = false, SIGND_TYPE_NOT_ALLOWED);
	REFUSES_RECEIPT(e.seal_active = false, SIGND_SEAL_NOT_ACTIVE);
	REFUSES_RECEIPT(e.seal_until = 1, SIGND_SEAL_OUT_OF_DATE);
	REFUSES_RECEIPT(e.key_loaded = false, SIGND_NO_KEY);
	REFUSES_RECEIPT(e.not_after = NOON - 1, SIGND_CERT_NOT_VALID);
	REFUSES_RECEIPT(e.not_before = NOON + 1, SIGND_CERT_NOT_VALID);
	REFUSES_RECEIPT(e.auth.id = 0, SIGND_NO_AUTHORISATION);
	REFUSES_RECEIPT(e.auth.hour_until = 12, SIGND_OUT_OF_HOURS);
	REFUSES_RECEIPT(e.auth.used_today = 10, SIGND_OVER_QUOTA);
}

/* Only for want of an authorisation is it the keeper's hand. */
static void
by_hand(void)
{
	struct evidence	 e = good();

	e.released = e.apart = true;
	ok(!evidence_by_hand(&e, NOON, ZONE), "covered: counted");
	e.auth.id = 0;
	ok(evidence_by_hand(&e, NOON, ZONE), "not covered: by hand");
	e.apart = false;
	ok(!evidence_by_hand(&e, NOON, ZONE), "not by that hand");
}

int
main(void)
{
	struct evidence	 fine, zero;
	int		 f;

	set_names();
	fine = good();
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
	REFUSES(e.rule_holds = false, SIGND_NOT_APPROVED);
	REFUSES(e.eligible = false, SIGND_NOT_ELIGIBLE);
	REFUSES(e.digest_known = true, SIGND_OTHER_DIGEST);
	REFUSES(e.names.person = ES_LIT("2098"), SIGND_OTHER_RECORD);
	REFUSES((e.predecessor = e.names.seal, e.names.seal = ES_LIT("S9")),
	    SIGND_SEAL_REPLACED);
	REFUSES((e.predecessor = ES_LIT("S8"), e.names.seal = ES_LIT("S9")),
	    SIGND_OTHER_RECORD);
	test_record();
	test_contract();
	REFUSES(e.seal_id = 0, SIGND_TYPE_NOT_ALLOWED);
	REFUSES(e.type_allowed = false, SIGND_TYPE_NOT_ALLOWED);
	REFUSES(e.seal_active = false, SIGND_SEAL_NOT_ACTIVE);
	REFUSES(e.seal_from = NOON + 1, SIGND_SEAL_OUT_OF_DATE);
	REFUSES(e.seal_from = NOON, SIGND_OK);
	REFUSES(e.seal_until = NOON, SIGND_SEAL_OUT_OF_DATE);
	REFUSES(e.seal_until = NOON + 1, SIGND_OK);
	REFUSES(e.key_loaded = false, SIGND_NO_KEY);
	REFUSES(e.key_fits = false, SIGND_KEY_CHANGED);
	REFUSES(e.key_away = true, SIGND_KEY_AWAY);
	/* What people must mend is said first. */
	REFUSES(e.key_away = true; e.auth.id = 0, SIGND_NO_AUTHORISATION);
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
	REFUSES(e.flow = true, SIGND_NOT_APPROVED);
	REFUSES((e.flow = e.flow_done = true), SIGND_APPROVAL_CHANGED);
	REFUSES((e.flow = e.flow_done = e.flow_of_this = true), SIGND_OK);
	for (f = FLOW_SOUND + 1; f <= FLOW_OTHER_HEAD; f++)
		REFUSES((e.flow = e.flow_done = e.flow_of_this = true,
		    e.flaw = (enum flow_flaw)f), f == FLOW_NO_DEFINITION ?
		    SIGND_NO_FLOW : f == FLOW_NO_RIGHT ? SIGND_NO_RIGHT :
		    SIGND_DECISION_CHANGED);
	REFUSES((e.auth.id = 0, e.released = true), SIGND_NOT_APART);
	REFUSES((e.auth.id = 0, e.apart = true), SIGND_NO_AUTHORISATION);
	REFUSES((e.auth.id = 0, e.released = e.apart = true), SIGND_OK);
	REFUSES((e.auth.used_total = 100, e.released = e.apart = true),
	    SIGND_OK);
	REFUSES((e.auth.hour_until = 12, e.released = true),
	    SIGND_NOT_APART);
	REFUSES((e.released = true), SIGND_OK);
	REFUSES((e.seal_active = false, e.released = e.apart = true),
	    SIGND_SEAL_NOT_ACTIVE);
	by_hand();
	is_str(evidence_reason(SIGND_OVER_QUOTA),
	    "the quota of the authorisation is used", "reasons are words");
	test_receipt();
	return done();
}
