/* t_flow_def - what a workflow file may say, and how a flaw is named. */
#include "base/buf.h"
#include "flow/book.h"
#include "tap.h"

#define STEP	"<step id=\"a\" zh=\"甲\" en=\"A\"><who role=\"head\"/></step>"
#define FLOW(x)	"<flow name=\"f\" version=\"1\" zh=\"流\" en=\"F\">" x "</flow>"

static struct es_err	e;

static bool
reads(const char *xml)
{
	struct flow_def	*d;

	es_err_clear(&e);
	if (flow_def_parse(&d, es_view_str(xml), "f.xml", &e) < 0) {
		if (d != NULL)
			ok(false, "a failure leaves nothing");
		return false;
	}
	flow_def_free(d);
	return true;
}

static void
refused(const char *xml, const char *says)
{
	ok(!reads(xml) && e.code == ES_E_FORMAT && strstr(e.msg, says) !=
	    NULL && strstr(e.msg, "f.xml:") != NULL, "%s", says);
	if (strstr(e.msg, says) == NULL)
		printf("# %s\n", e.msg);
}

static void
whole(void)
{
	static const char	 xml[] =
	    "<flow name=\"c\" version=\"7\" zh=\"合同\" en=\"C\" twice=\"no\" "
	    "keeper=\"apart\">\n<step id=\"a\" zh=\"甲\" en=\"A\" due=\"3d\" "
	    "remind=\"12h\"><who role=\"head\"/><escalate after=\"4d\"><who "
	    "account=\"K1\"/></escalate></step>\n<unordered><step id=\"b\" "
	    "zh=\"乙\" en=\"B\" mode=\"all\"><who role=\"approver\" "
	    "office=\"issuer\"/><who role=\"handler\" office=\"GS\"/><when "
	    "field=\"contract/amount\" from=\"1,000\" below=\"2000.5\"/>"
	    "</step><step id=\"c\" zh=\"丙\" en=\"C\"><who account=\"K2\"/>"
	    "</step></unordered></flow>";
	struct flow_def		*d;
	struct es_err		 err = ES_ERR_INIT;

	if (!ok(flow_def_parse(&d, es_view_str(xml), "c.xml", &err) == 0, "%s",
	    err.msg))
		return;
	ok(d->nsteps == 3 && d->version == 7 && d->keeper_apart && !d->twice,
	    "three steps");
	ok(d->step[0].due == 3 * 86400 && d->step[0].remind == 12 * 3600 &&
	    d->step[0].escalate == 4 * 86400 && d->step[0].escalate_to.kind ==
	    FLOW_WHO_ACCOUNT, "with their times");
	ok(d->step[0].group != d->step[1].group &&
	    d->step[1].group == d->step[2].group, "two without an order");
	ok(d->step[1].mode == FLOW_ALL && d->step[1].nwho == 2 &&
	    d->step[1].who[0].issuer && es_view_eq_str(d->step[1].who[1].
	    office, "GS"), "all must sign");
	ok(d->step[1].when[0].from == 100000 && d->step[1].when[0].below ==
	    200050, "amounts in hundredths");
	flow_def_free(d);
}

static void
flaws(void)
{
	ok(reads(FLOW(STEP)), "the smallest");
	refused("<flaw/>", "is no flow");
	refused(FLOW(""), "no step that always applies");
	refused("<flow name=\"f\" version=\"0\" zh=\"a\" en=\"b\">" STEP
	    "</flow>", "version");
	refused("<flow name=\"f f\" version=\"1\" zh=\"a\" en=\"b\">" STEP
	    "</flow>", "name: letters");
	refused("<flow name=\"f\" version=\"1\" zh=\"a\">" STEP "</flow>",
	    "en: is missing");
	refused("<flow name=\"f\" version=\"1\" zh=\"a\" en=\"b\" x=\"\">" STEP
	    "</flow>", "x");
	refused("<flow name=\"f\" version=\"1\" zh=\"a\" en=\"b\" "
	    "twice=\"maybe\">" STEP "</flow>", "twice: is neither");
	refused(FLOW(STEP STEP), "id: is that of another step");
	refused(FLOW("words"), "neither step nor unordered");
	refused(FLOW("<unordered>" STEP "</unordered>"), "needs two steps");
	refused(FLOW("<unordered><who role=\"head\"/></unordered>"),
	    "holds steps alone");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"/>"), "nobody");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><why/></step>"),
	    "no place");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\" due=\"soon\"><who "
	    "role=\"head\"/></step>"), "due: is no time");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\" due=\"1h\" "
	    "remind=\"1h\"><who role=\"head\"/></step>"), "before due");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><who role=\"keeper\""
	    " office=\"GS\"/></step>"), "role: is not");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><who "
	    "role=\"approver\"/></step>"), "office: is missing");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><who role=\"head\" "
	    "office=\"GS\"/></step>"), "office: a head");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><who account=\"K\" "
	    "office=\"GS\"/></step>"), "account: stands alone");
	refused(FLOW(STEP "<step id=\"b\" zh=\"a\" en=\"a\"><who "
	    "role=\"head\"/><when field=\"amount\" from=\"1\"/></step>"),
	    "field: is not");
	refused(FLOW(STEP "<step id=\"b\" zh=\"a\" en=\"a\"><who "
	    "role=\"head\"/><when field=\"a/b\" from=\"much\"/></step>"),
	    "from: is no number");
	refused(FLOW(STEP "<step id=\"b\" zh=\"a\" en=\"a\"><who "
	    "role=\"head\"/><when field=\"a/b\"/></step>"), "neither is");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><who role=\"head\"/>"
	    "<escalate><who role=\"head\"/></escalate></step>"),
	    "after: is missing");
	refused(FLOW("<step id=\"a\" zh=\"a\" en=\"a\"><who role=\"head\"/>"
	    "<escalate after=\"1d\"/></step>"), "exactly one who");
	refused(FLOW("<step id=\"b\" zh=\"a\" en=\"a\"><who role=\"head\"/>"
	    "<when field=\"type\" is=\"x\"/></step>"), "always applies");
}

/* n of something inside a flow: in at the limit, out one over. */
static bool
with(size_t n, const char *before, const char *each, const char *after)
{
	struct es_buf	 b;
	bool		 in;
	size_t		 i;

	es_buf_init(&b, ES_MIB);
	es_buf_add_str(&b, "<flow name=\"f\" version=\"1\" zh=\"a\" "
	    "en=\"b\">");
	es_buf_add_str(&b, before);
	for (i = 0; i < n; i++)
		es_buf_printf(&b, each, i);
	es_buf_add_str(&b, after);
	es_buf_add_str(&b, "</flow>");
	in = reads(es_buf_cstr(&b));
	es_buf_clear(&b);
	return in;
}

static void
limits(void)
{
	static const char	 step[] = "<step id=\"s%zu\" zh=\"a\" "
	    "en=\"b\"><who role=\"head\"/></step>";
	static const char	 open[] = "<step id=\"s\" zh=\"a\" en=\"b\">";
	static const char	 who[] = "<who account=\"K%zu\"/>";
	static const char	 when[] = "<when field=\"a/b\" from=\"%zu\"/>";
	struct flow_defs	*defs = flow_defs_new();
	struct flow_def		*d;
	struct es_buf		 b;
	size_t			 i;

	ok(with(ES_LIMIT_FLOW_STEPS, "", step, "") &&
	    !with(ES_LIMIT_FLOW_STEPS + 1, "", step, "") &&
	    e.code == ES_E_LIMIT, "steps");
	ok(with(ES_LIMIT_FLOW_WHO, open, who, "</step>") &&
	    !with(ES_LIMIT_FLOW_WHO + 1, open, who, "</step>") &&
	    e.code == ES_E_LIMIT, "who");
	ok(with(ES_LIMIT_FLOW_WHEN, STEP "<step id=\"s\" zh=\"a\" en=\"b\">"
	    "<who role=\"head\"/>", when, "</step>") &&
	    !with(ES_LIMIT_FLOW_WHEN + 1, STEP "<step id=\"s\" zh=\"a\" "
	    "en=\"b\"><who role=\"head\"/>", when, "</step>") &&
	    e.code == ES_E_LIMIT, "when");
	es_buf_init(&b, ES_MIB);
	es_buf_add_str(&b, FLOW(STEP));
	es_buf_fill(&b, ' ', ES_LIMIT_FLOW_FILE - b.n);
	ok(reads(es_buf_cstr(&b)), "bytes");
	es_buf_add_ch(&b, ' ');
	ok(!reads(es_buf_cstr(&b)) && e.code == ES_E_LIMIT, "one byte more");
	es_buf_clear(&b);
	es_err_clear(&e);
	for (i = 0; i <= ES_LIMIT_FLOW_DEFS; i++) {
		if (flow_def_parse(&d, ES_LIT(FLOW(STEP)), "f", &e) < 0)
			break;
		if (flow_defs_take(defs, &d, i > 0, &e) < 0)
			break;
	}
	flow_def_free(d);
	ok(i == ES_LIMIT_FLOW_DEFS && e.code == ES_E_LIMIT &&
	    flow_defs_count(defs) == i, "definitions");
	flow_defs_free(defs);
}

static void
facts(void)
{
	static const char	 record[] = "<?xml version=\"1.0\"?>\n<record "
	    "xmlns=\"urn:yinxin:record:1\" type=\"contract\" lang=\"en\">"
	    "<contracts n=\"9\"/><contract party_2=\"b\" title=\"a &lt;contract "
	    "amount=&quot;1&quot;\" amount=\"1,234.5\"/></record>";
	struct es_view		 r = es_view_str(record);
	struct flow_step	 s = { .nwhen = 1 };
	int64_t			 x;

	ok(es_view_eq_str(flow_fact(r, ES_LIT("type")), "contract"), "type");
	ok(es_view_eq_str(flow_fact(r, ES_LIT("contract/amount")),
	    "1,234.5"), "an attribute, not one that only looks like it");
	ok(flow_fact(r, ES_LIT("contract/none")).n == 0 &&
	    flow_fact(r, ES_LIT("none/amount")).n == 0 &&
	    flow_fact(ES_VIEW_EMPTY, ES_LIT("a/b")).n == 0, "none");
	ok(flow_number(ES_LIT("1,234.5"), &x) && x == 123450, "a number");
	ok(flow_number(ES_LIT("999999999999999"), &x) &&
	    !flow_number(ES_LIT("1000000000000000"), &x) &&
	    !flow_number(ES_LIT("1."), &x) && !flow_number(ES_LIT("1.234"),
	    &x) && !flow_number(ES_LIT(""), &x) && !flow_number(ES_LIT("-1"),
	    &x) && !flow_number(ES_LIT("1.2.3"), &x) && x == 0, "no numbers");
	s.when[0] = (struct flow_when){ .field = ES_LIT("contract/amount"),
	    .from_set = true, .from = 123450 };
	ok(flow_applies(&s, r), "from it on");
	s.when[0].from++;
	ok(!flow_applies(&s, r), "below it");
	s.when[0].from_set = false;
	s.when[0].below_set = true;
	s.when[0].below = 123450;
	ok(!flow_applies(&s, r), "not below itself");
	s.when[0].field = ES_LIT("contract/title");
	ok(flow_applies(&s, r), "no number: who is to be asked is asked");
	s.when[0] = (struct flow_when){ .field = ES_LIT("type"),
	    .is = ES_LIT("letter, contract") };
	ok(flow_applies(&s, r), "one of the words");
	s.when[0].is = ES_LIT("letter,contracts");
	ok(!flow_applies(&s, r), "none of the words");
}

int
main(void)
{
	whole();
	flaws();
	limits();
	facts();
	return done();
}
