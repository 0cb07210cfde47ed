/*
 * t_flow_core - who may do what when: every event in every phase by everybody.
 *
 * After a table of single cases, all rows of events up to a length are
 * walked, with what must never be checked after each.
 */
#include "flow/core.h"
#include "tap.h"

static struct flow_def	*def;
static struct flow_case	 c;
static struct flow_state s;
static const struct es_view none;

/* Accounts 1..8 of persons 101..108; 9 is a second account of person 103. */
enum { APPLICANT = 1, HEAD, GS1, GS2, JW1, OTHER, BOTH, CHIEF, GS1_TOO };

static struct flow_right	rights[10][2];
static struct flow_actor	who[10];

static void
people(void)
{
	static const struct { int who; const char *role, *office; } r[] = {
		{ APPLICANT, "approver", "GS" }, { HEAD, "head", "U" },
		{ GS1, "approver", "GS" }, { GS2, "approver", "GS" },
		{ JW1, "approver", "JW" }, { BOTH, "approver", "GS" },
		{ BOTH, "approver", "JW" }, { CHIEF, "handler", "" },
		{ GS1_TOO, "approver", "GS" },
	};
	size_t	 i;
	int	 k;

	for (k = 0; k < 10; k++)
		who[k] = (struct flow_actor){ .account = k, .person = 100 +
		    (k == GS1_TOO ? GS1 : k), .rights = rights[k] };
	who[OTHER].name = ES_LIT("K0001");
	for (i = 0; i < ES_COUNT(r); i++)
		rights[r[i].who][who[r[i].who].nrights++] =
		    (struct flow_right){ es_view_str(r[i].role),
		    es_view_str(r[i].office) };
}

static void
use(const char *xml)
{
	struct es_err	 e = ES_ERR_INIT;

	flow_def_free(def);
	if (flow_def_parse(&def, es_view_str(xml), "t", &e) < 0)
		ok(false, "%s", e.msg);
	c = (struct flow_case){ .def = def, .request = 1,
	    .applicant = APPLICANT, .applicant_person = 101,
	    .unit = ES_LIT("U"), .office = ES_LIT("GS") };
	memset(&s, 0, sizeof(s));
}

static struct flow_event
event(enum flow_kind k, int actor, int step, int subject)
{
	struct flow_event	 e = { .kind = k, .at = 1000, .step = step,
				    .slot = FLOW_NO_SLOT,
				    .text = ES_LIT("because") };

	if (actor > 0) {
		e.actor = who[actor].account;
		e.actor_person = who[actor].person;
	}
	if (subject > 0) {
		e.subject = who[subject].account;
		e.subject_person = who[subject].person;
	}
	memcpy(e.digest, s.digest, FLOW_DIGEST);
	return e;
}

/* Judge and, if it may be, do. */
static enum flow_refusal
act(enum flow_kind k, int actor, int step, int subject)
{
	struct flow_event	 e = event(k, actor, step, subject);
	enum flow_refusal	 r;

	r = flow_judge(&c, &s, &e, actor > 0 ? &who[actor] : NULL);
	if (r == FLOW_OK && flow_move(&c, &s, &e, none) != FLOW_OK)
		ok(false, "what was judged well can happen");
	return r;
}

static void
begin(const char *xml)
{
	use(xml);
	if (act(FLOW_SUBMIT, APPLICANT, FLOW_NO_SLOT, 0) != FLOW_OK)
		ok(false, "submitted");
}

#define HEAD_OF(attrs, steps)	"<flow name=\"f\" version=\"1\" zh=\"a\" " \
	"en=\"b\"" attrs ">" steps "</flow>"
#define STEP(id, attrs, who)	"<step id=\"" id "\" zh=\"a\" en=\"b\"" attrs \
	">" who "</step>"
#define UNIT	"<who role=\"head\"/>"
#define ISSUER	"<who role=\"approver\" office=\"issuer\"/>"
#define JW	"<who role=\"approver\" office=\"JW\"/>"
#define K1	"<who account=\"K0001\"/>"

static const char	serial[] = HEAD_OF("", STEP("a", "", UNIT)
	STEP("b", "", ISSUER));
static const char	any[] = HEAD_OF("", STEP("a", "", ISSUER JW K1));
static const char	all[] = HEAD_OF("", STEP("a", " mode=\"all\"",
	ISSUER JW));
static const char	unordered[] = HEAD_OF("", STEP("a", "", UNIT)
	"<unordered>" STEP("b", "", ISSUER) STEP("c", "", JW) "</unordered>"
	STEP("d", "", K1));
static const char	clock_[] = HEAD_OF("", STEP("a", " remind=\"1h\" "
	"due=\"2h\"", UNIT "<escalate after=\"3h\">" ISSUER "</escalate>"));
static const char	twice[] = HEAD_OF(" twice=\"yes\"", STEP("a", "",
	ISSUER) STEP("b", "", ISSUER));
static const char	strict[] = HEAD_OF("", STEP("a", "", ISSUER)
	STEP("b", "", ISSUER));

static void
patterns(void)
{
	begin(serial);
	ok(s.phase == FLOW_REVIEW && s.at[0].stage == FLOW_OPEN &&
	    s.at[1].stage == FLOW_LATER, "serial: the first is open");
	ok(act(FLOW_APPROVE, GS1, 1, 0) == FLOW_NOT_NOW, "not the second");
	ok(act(FLOW_APPROVE, GS1, 0, 0) == FLOW_NOT_YOURS, "nor by others");
	ok(act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_OK &&
	    s.at[0].stage == FLOW_DONE && s.at[1].stage == FLOW_OPEN,
	    "then the second");
	ok(act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_NOT_NOW, "once");
	ok(act(FLOW_APPROVE, GS1, 1, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "and it is approved");
	ok(act(FLOW_REJECT, GS2, 1, 0) == FLOW_NOT_NOW, "for good");

	begin(any);
	ok(act(FLOW_APPROVE, OTHER, 0, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "any one: the account by name");
	begin(any);
	ok(act(FLOW_APPROVE, JW1, 0, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "any one: the other office");
	begin(any);
	ok(act(FLOW_APPROVE, CHIEF, 0, 0) == FLOW_NOT_YOURS,
	    "any one, but not anyone");

	begin(all);
	ok(act(FLOW_APPROVE, BOTH, 0, 0) == FLOW_OK &&
	    s.phase == FLOW_REVIEW, "all: one of two");
	ok(act(FLOW_APPROVE, BOTH, 0, 0) == FLOW_TWICE,
	    "not the same person for both");
	ok(act(FLOW_APPROVE, GS1, 0, 0) == FLOW_NOT_YOURS,
	    "nor the office that has signed");
	ok(act(FLOW_APPROVE, JW1, 0, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "the other office");

	begin(unordered);
	(void)act(FLOW_APPROVE, HEAD, 0, 0);
	ok(s.at[1].stage == FLOW_OPEN && s.at[2].stage == FLOW_OPEN &&
	    s.at[3].stage == FLOW_LATER, "unordered: both are open");
	ok(act(FLOW_APPROVE, JW1, 2, 0) == FLOW_OK &&
	    s.at[3].stage == FLOW_LATER, "the later one first");
	ok(act(FLOW_APPROVE, GS1, 1, 0) == FLOW_OK &&
	    s.at[3].stage == FLOW_OPEN, "then what follows both");
	ok(act(FLOW_APPROVE, OTHER, 3, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "and the end");
}

static void
four_eyes(void)
{
	begin(strict);
	ok(act(FLOW_APPROVE, APPLICANT, 0, 0) == FLOW_OWN_REQUEST &&
	    act(FLOW_REJECT, APPLICANT, 0, 0) == FLOW_OWN_REQUEST,
	    "nobody decides their own request, whatever their role");
	ok(act(FLOW_APPROVE, GS1, 0, 0) == FLOW_OK, "one");
	ok(act(FLOW_APPROVE, GS1, 1, 0) == FLOW_TWICE, "is not two");
	ok(act(FLOW_APPROVE, GS1_TOO, 1, 0) == FLOW_TWICE,
	    "with a second account neither");
	ok(act(FLOW_RETURN, GS1, 1, 0) == FLOW_OK, "but may return it");
	begin(twice);
	(void)act(FLOW_APPROVE, GS1, 0, 0);
	ok(act(FLOW_APPROVE, GS1, 1, 0) == FLOW_OK, "where the flow says so");
	c.unit = none;
	begin(serial);
	c.unit = none;
	rights[HEAD][0].office = none;
	ok(act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_NOT_YOURS,
	    "without a unit there is no head");
	rights[HEAD][0].office = ES_LIT("U");
}

static void
corrections(void)
{
	struct flow_event	 e;
	unsigned char		 first[FLOW_DIGEST];

	begin(serial);
	(void)act(FLOW_APPROVE, HEAD, 0, 0);
	ok(act(FLOW_RETURN, GS1, 1, 0) == FLOW_OK &&
	    s.phase == FLOW_RETURNED, "returned");
	ok(act(FLOW_APPROVE, GS1, 1, 0) == FLOW_NOT_NOW, "nobody decides");
	memcpy(first, s.digest, FLOW_DIGEST);
	e = event(FLOW_SUBMIT, APPLICANT, FLOW_NO_SLOT, 0);
	e.digest[0] = 7;
	ok(flow_judge(&c, &s, &e, &who[HEAD]) == FLOW_MALFORMED,
	    "nobody else in the applicant's name");
	e.actor = HEAD;
	e.actor_person = 100 + HEAD;
	ok(flow_judge(&c, &s, &e, &who[HEAD]) == FLOW_NOT_YOURS,
	    "nor in their own");
	e = event(FLOW_SUBMIT, APPLICANT, FLOW_NO_SLOT, 0);
	e.digest[0] = 7;
	ok(flow_judge(&c, &s, &e, &who[APPLICANT]) == FLOW_OK &&
	    flow_move(&c, &s, &e, none) == FLOW_OK && s.round == 2 &&
	    s.at[0].stage == FLOW_OPEN && s.at[1].stage == FLOW_LATER,
	    "submitted again: from the first step");
	e = event(FLOW_APPROVE, HEAD, 0, 0);
	memcpy(e.digest, first, FLOW_DIGEST);
	ok(flow_judge(&c, &s, &e, &who[HEAD]) == FLOW_STALE,
	    "the record of before is not approved any more");
	ok(act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_OK &&
	    act(FLOW_APPROVE, GS1, 1, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "the new one is, by the same people");

	begin(serial);
	ok(act(FLOW_WITHDRAW, HEAD, FLOW_NO_SLOT, 0) == FLOW_NOT_YOURS,
	    "only the applicant withdraws");
	ok(act(FLOW_WITHDRAW, APPLICANT, FLOW_NO_SLOT, 0) == FLOW_OK &&
	    s.phase == FLOW_WITHDRAWN, "withdrawn");
	ok(act(FLOW_SUBMIT, APPLICANT, FLOW_NO_SLOT, 0) == FLOW_NOT_NOW,
	    "for good");
	begin(serial);
	e = event(FLOW_REJECT, HEAD, 0, 0);
	e.text = ES_LIT(" \n");
	ok(flow_judge(&c, &s, &e, &who[HEAD]) == FLOW_NO_REASON,
	    "no rejection without a reason");
	ok(act(FLOW_REJECT, HEAD, 0, 0) == FLOW_OK &&
	    s.phase == FLOW_REJECTED, "rejected");
	begin(serial);
	ok(act(FLOW_HOLD, HEAD, 0, 0) == FLOW_OK && s.phase == FLOW_HELD,
	    "on hold");
	ok(act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_NOT_NOW &&
	    act(FLOW_RESUME, GS1, 0, 0) == FLOW_NOT_YOURS &&
	    act(FLOW_RESUME, HEAD, 0, 0) == FLOW_OK &&
	    act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_OK, "and on again");
}

static void
helpers(void)
{
	begin(serial);
	ok(act(FLOW_DELEGATE, HEAD, 0, HEAD) == FLOW_BAD_SUBJECT &&
	    act(FLOW_DELEGATE, HEAD, 0, APPLICANT) == FLOW_BAD_SUBJECT &&
	    act(FLOW_DELEGATE, HEAD, 0, 0) == FLOW_BAD_SUBJECT,
	    "given to nobody, oneself, or the applicant");
	ok(act(FLOW_DELEGATE, GS1, 0, OTHER) == FLOW_NOT_YOURS,
	    "what is not one's own");
	ok(act(FLOW_DELEGATE, HEAD, 0, OTHER) == FLOW_OK &&
	    act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_NOT_YOURS &&
	    act(FLOW_APPROVE, OTHER, 0, 0) == FLOW_OK, "given away");
	ok(act(FLOW_ADD, GS1, 1, OTHER) == FLOW_BAD_SUBJECT,
	    "who has signed cannot be asked to sign again");
	ok(act(FLOW_ADD, GS1, 1, JW1) == FLOW_OK &&
	    act(FLOW_APPROVE, GS1, 1, 0) == FLOW_OK &&
	    s.phase == FLOW_REVIEW, "one more signature is needed");
	ok(act(FLOW_APPROVE, GS2, 1, 0) == FLOW_NOT_YOURS &&
	    act(FLOW_APPROVE, JW1, 1, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "that of who was added");
	begin(serial);
	(void)act(FLOW_ADD, HEAD, 0, JW1);
	ok(act(FLOW_APPROVE, JW1, 0, 0) == FLOW_OK &&
	    s.at[0].stage == FLOW_OPEN, "an added one is not enough");
}

static void
by_the_clock(void)
{
	begin(clock_);
	ok(act(FLOW_REMIND, HEAD, 0, 0) == FLOW_NOT_YOURS,
	    "nobody is the clock");
	ok(act(FLOW_REMIND, 0, 0, 0) == FLOW_OK &&
	    act(FLOW_REMIND, 0, 0, 0) == FLOW_NOT_NOW, "one reminder");
	ok(act(FLOW_APPROVE, GS1, 0, 0) == FLOW_NOT_YOURS, "not yet theirs");
	ok(act(FLOW_ESCALATE, 0, 0, 0) == FLOW_OK &&
	    act(FLOW_ESCALATE, 0, 0, 0) == FLOW_NOT_NOW, "one escalation");
	ok(act(FLOW_APPROVE, GS1, 0, 0) == FLOW_OK &&
	    s.phase == FLOW_APPROVED, "now it is");
	ok(act(FLOW_APPROVE, 0, 0, 0) == FLOW_NOT_YOURS,
	    "the clock approves nothing");
	begin(serial);
	ok(act(FLOW_ESCALATE, 0, 0, 0) == FLOW_NOT_NOW &&
	    act(FLOW_REMIND, 0, 0, 0) == FLOW_NOT_NOW,
	    "nothing that the flow does not say");
}

static void
deputies(void)
{
	struct flow_actor	 a = who[OTHER];
	struct flow_event	 e;

	begin(serial);
	a.absent = &who[HEAD];
	e = event(FLOW_APPROVE, OTHER, 0, 0);
	ok(flow_judge(&c, &s, &e, &a) == FLOW_MALFORMED,
	    "who acts for somebody says so");
	e.absent = HEAD;
	e.absent_person = 100 + HEAD;
	ok(flow_judge(&c, &s, &e, &a) == FLOW_OK, "a deputy");
	e.slot = FLOW_NO_SLOT;
	ok(flow_judge(&c, &s, &e, &who[OTHER]) == FLOW_NOT_YOURS,
	    "not without being one");
	begin(strict);
	a = who[OTHER];
	a.absent = &who[APPLICANT];
	e = event(FLOW_APPROVE, OTHER, 0, 0);
	e.absent = APPLICANT;
	e.absent_person = 101;
	ok(flow_judge(&c, &s, &e, &a) == FLOW_OWN_REQUEST,
	    "an applicant's deputy does not approve it for them");
	a = who[APPLICANT];
	a.absent = &who[GS1];
	e = event(FLOW_APPROVE, APPLICANT, 0, 0);
	e.absent = GS1;
	e.absent_person = 100 + GS1;
	ok(flow_judge(&c, &s, &e, &a) == FLOW_OWN_REQUEST,
	    "nor the applicant as a deputy");
}

static void
limits(void)
{
	struct flow_event	 e;
	size_t			 i;

	begin(serial);
	for (i = s.events; i < ES_LIMIT_FLOW_EVENTS; i++)
		if (act(i % 2 ? FLOW_HOLD : FLOW_RESUME, HEAD, 0, 0) !=
		    FLOW_OK)
			break;
	ok(i == ES_LIMIT_FLOW_EVENTS, "so many events");
	if (s.phase == FLOW_HELD)
		s.phase = FLOW_REVIEW;
	ok(act(FLOW_APPROVE, HEAD, 0, 0) == FLOW_TOO_MANY, "not one more");
	ok(act(FLOW_WITHDRAW, APPLICANT, FLOW_NO_SLOT, 0) == FLOW_OK,
	    "but an end");
	begin(serial);
	e = event(FLOW_ADD, HEAD, 0, OTHER);
	for (i = 1; i < ES_LIMIT_FLOW_SLOTS; i++) {
		e.subject = e.subject_person = 1000 + (int64_t)i;
		e.slot = 0;
		if (flow_judge(&c, &s, &e, &who[HEAD]) != FLOW_OK ||
		    flow_move(&c, &s, &e, none) != FLOW_OK)
			break;
	}
	ok(i == ES_LIMIT_FLOW_SLOTS, "so many signatures");
	e.slot = 0;
	ok(flow_judge(&c, &s, &e, &who[HEAD]) == FLOW_TOO_MANY,
	    "not one more");
}

/* -- all of them ------------------------------------------------------- */
static size_t	walked, approved, wrong;

/* What must hold of any state that can be reached. */
static bool
sane(const struct flow_state *t)
{
	size_t	 i, k, j, open = 0, later = 0, n = 0;
	int64_t	 by[64];

	for (i = 0; i < def->nsteps; i++) {
		open += t->at[i].stage == FLOW_OPEN;
		later += t->at[i].stage == FLOW_LATER;
		for (k = 0; k < t->at[i].nslots; k++)
			if (t->at[i].slot[k].by != 0)
				by[n++] = t->at[i].slot[k].by;
	}
	for (i = 0; i < n; i++) {
		if (by[i] == c.applicant_person)
			return false;
		for (j = 0; j < i && !def->twice; j++)
			if (by[i] == by[j])
				return false;
	}
	if (t->phase == FLOW_APPROVED)
		return open == 0 && later == 0 && n >= def->nsteps;
	return t->phase != FLOW_REVIEW || open > 0;
}

static void
walk(int depth)
{
	struct flow_state	 before = s;
	int			 k, p, step, sub;

	for (k = FLOW_EV_NONE; k < FLOW_EV__MAX; k++)
		for (p = 0; p < 10; p++)
			for (step = -1; step <= (int)def->nsteps; step++)
				for (sub = 0; sub < 10; sub += sub ? 4 : 1) {
			struct flow_event	 e = event((enum flow_kind)k,
				    p, step, sub);

			walked++;
			if (flow_judge(&c, &s, &e, p > 0 ? &who[p] : NULL) !=
			    FLOW_OK)
				continue;
			if (flow_move(&c, &s, &e, none) != FLOW_OK ||
			    !sane(&s))
				wrong++;
			approved += s.phase == FLOW_APPROVED;
			if (depth > 1)
				walk(depth - 1);
			s = before;
		}
}

static void
everything(void)
{
	static const char *const	 flows[] = { serial, any, all,
					    unordered, clock_, twice, strict };
	size_t				 i;

	for (i = 0; i < ES_COUNT(flows); i++) {
		use(flows[i]);
		(void)act(FLOW_SUBMIT, APPLICANT, FLOW_NO_SLOT, 0);
		walk(3);
	}
	ok(walked > 1000000 && approved > 100, "%zu events were tried, %zu "
	    "ways lead to an approval", walked, approved);
	ok(wrong == 0, "none to what must not be: %zu", wrong);
}

int
main(void)
{
	people();
	patterns();
	four_eyes();
	corrections();
	helpers();
	by_the_clock();
	deputies();
	limits();
	everything();
	flow_def_free(def);
	return done();
}
