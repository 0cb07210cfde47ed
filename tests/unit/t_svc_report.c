/* Reports: what strangers may see, and files that are not ours. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/verify/priv.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

#define NOW	1795420800	/* 2026-11-23 */

static struct es_arena	*arena;

/* All text of a tree, one value a line. */
static void
flat(const struct es_tree *t, struct es_buf *b)
{
	const struct es_tree	*c;

	es_buf_add_view(b, es_tree_text(t));
	es_buf_add_ch(b, '\n');
	for (c = es_tree_first(t); c != NULL; c = es_tree_next(c))
		flat(c, b);
}

static bool
shows(const struct es_tree *t, const char *what)
{
	struct es_buf	 b;
	bool		 yes;

	es_buf_init(&b, ES_MIB);
	flat(t, &b);
	yes = es_view_find(es_buf_view(&b), es_view_str(what), 0) != SIZE_MAX;
	es_buf_clear(&b);
	return yes;
}

static struct svc_entry
entry(int64_t disclosure)
{
	struct svc_entry	 e;

	memset(&e, 0, sizeof(e));
	e.id = 7;
	e.number = ES_LIT("GS-TR-2026-004711");
	e.type[SVC_ZH] = ES_LIT("研究生成绩单");
	e.type[SVC_EN] = ES_LIT("Graduate transcript");
	e.office[SVC_ZH] = ES_LIT("研究生院");
	e.name[SVC_ZH] = ES_LIT("样例甲");
	e.name[SVC_EN] = ES_LIT("SAMPLE Jia");
	e.person_number = ES_LIT("2099000001");
	e.state = ES_LIT("valid");
	e.reason = ES_LIT("reason with a name");
	e.disclosure = disclosure;
	e.issued = NOW - 1000;
	return e;
}

static void
test_masks(void)
{
	struct es_view	 v;

	v = svc_mask_name(arena, ES_LIT("样例甲"));
	ok(es_view_eq_str(v, "**甲"), "the family name does not show");
	v = svc_mask_name(arena, ES_LIT("SAMPLE Jia"));
	ok(es_view_eq_str(v, "****** **a"), "nor does a Latin one");
	v = svc_mask_name(arena, ES_LIT("甲"));
	ok(es_view_eq_str(v, "*"), "one character");
	v = svc_mask_number(arena, ES_LIT("2099000001"));
	ok(es_view_eq_str(v, "2099****01"), "a student number");
	v = svc_mask_number(arena, ES_LIT("12345"));
	ok(es_view_eq_str(v, "*****"), "a short one");
	v = svc_mask_tail(arena, ES_LIT("GS-TR-2026-004711"));
	ok(es_view_eq_str(v, "GS-TR-2026-00****"), "a document number");
}

static void
test_factor(void)
{
	struct svc_entry	 e = entry(2), m = entry(2);

	m.name[SVC_ZH] = ES_LIT("阿不都·样例");
	ok(svc_factor_fits(&e, ES_LIT("4711")), "last four of the number");
	ok(svc_factor_fits(&e, ES_LIT(" ４７１１ ")), "in full width");
	ok(svc_factor_fits(&e, ES_LIT("样")), "family name");
	ok(svc_factor_fits(&e, ES_LIT("样例")), "of two characters");
	ok(svc_factor_fits(&e, ES_LIT("Sample")), "in Latin letters");
	ok(svc_factor_fits(&e, ES_LIT("jia")), "the last word, too");
	ok(svc_factor_fits(&m, ES_LIT("阿不都")), "before a middle dot");
	ok(svc_factor_fits(&e, e.name[SVC_ZH]) && svc_factor_fits(&e,
	    e.name[SVC_EN]), "or the whole name");
	ok(!svc_factor_fits(&m, ES_LIT("阿")), "but all of it");
	ok(!svc_factor_fits(&e, ES_LIT("4712")), "wrong digits");
	ok(!svc_factor_fits(&e, ES_LIT("711")), "three digits");
	ok(!svc_factor_fits(&e, ES_LIT("04711")), "five digits");
	ok(!svc_factor_fits(&e, ES_LIT("甲")), "the given name");
	ok(!svc_factor_fits(&e, ES_LIT("S")), "one letter");
	ok(!svc_factor_fits(&e, ES_VIEW_EMPTY), "nothing");
	ok(!svc_factor_fits(&e, ES_LIT("  ")), "blanks");
	e.id = 0;
	ok(!svc_factor_fits(&e, ES_LIT("4711")), "no document");
}

static void
test_levels(void)
{
	struct svc_question	 q = { SVC_ASKED_CODE, "X", ES_VIEW_EMPTY,
				    ES_VIEW_EMPTY, ES_VIEW_EMPTY, SVC_ZH,
				    NOW, 28800 };
	struct svc_entry	 e;
	struct es_tree		*t;
	enum svc_headline	 h;

	e = entry(1);
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_GOOD, &h);
	ok(h == SVC_H_VALID && !shows(t, "例") && !shows(t, "2099"),
	    "level 1 shows no person, even with the factor");
	e = entry(2);
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_VALID && shows(t, "**甲") && !shows(t, "样例") &&
	    !shows(t, "4711") && !shows(t, "2099000001") &&
	    !shows(t, "reason with"), "level 2: masked");
	ok(es_tree_true(es_tree_get(t, "ask_factor")), "the factor is asked");
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_WRONG, &h);
	ok(shows(t, "**甲") && !shows(t, "样例") && !shows(t, "4711"),
	    "a wrong factor shows nothing more");
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_GOOD, &h);
	ok(shows(t, "样例甲") && shows(t, "004711") &&
	    !es_tree_true(es_tree_get(t, "ask_factor")), "the right one does");
	ok(shows(t, "2026-11-23 16:00:00 (UTC+08:00)"), "the campus's time");
	q.offset = -12600;
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(shows(t, "2026-11-23 04:30:00 (UTC-03:30)"), "half an hour west");
	q.offset = 0;
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(shows(t, "2026-11-23 08:00:00 (UTC)"), "and Greenwich");
	q.offset = 28800;
	q.lang = SVC_EN;
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_GOOD, &h);
	ok(shows(t, "SAMPLE Jia") && shows(t, "23 November 2026"),
	    "in English");
	memset(&e, 0, sizeof(e));
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_NOT_ISSUED && es_tree_get(t, "document") == NULL,
	    "no such code");
	e.awaiting = true;
	t = svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_UNDETERMINED && es_tree_get(t, "document") == NULL,
	    "asked for, not sealed yet");
	t = svc_report_code(arena, &q, &e, false, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_UNDETERMINED && es_tree_get(t, "document") == NULL,
	    "register away");
	e = entry(2);
	e.valid_until = NOW;
	(void)svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_EXPIRED, "expired in this second");
	e.valid_until = NOW + 1;
	(void)svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_VALID, "valid in its last");
	e.state = ES_LIT("something new");
	(void)svc_report_code(arena, &q, &e, true, SVC_FACTOR_NONE, &h);
	ok(h == SVC_H_UNDETERMINED, "a state we do not know");
}

/* -- files of strangers; no database ---- */
static struct svc_verifier	 ver;

static enum svc_headline
headline(struct es_view file, struct es_tree **t)
{
	struct svc_question	 q = { SVC_ASKED_FILE, NULL, ES_VIEW_EMPTY,
				    file, ES_VIEW_EMPTY, SVC_EN, NOW, 0 };
	struct es_err		 err = ES_ERR_INIT;
	struct svc_file		 f;

	es_arena_reset(arena);
	if (svc_file_look(&ver, &q, arena, &f, &err) < 0) {
		printf("# %s\n", err.msg);
		return SVC_H__MAX;
	}
	*t = svc_file_tree(&f, &q, arena);
	return f.headline;
}

static void
read_vector(const char *name, struct es_buf *b)
{
	struct es_err	 err = ES_ERR_INIT;
	char		 path[512];

	(void)snprintf(path, sizeof(path), "%s/tests/vectors/pdf/%s",
	    ES_SRCDIR, name);
	es_buf_init(b, ES_LIMIT_UPLOAD);
	if (sys_file_read(path, b, &err) < 0)
		printf("Bail out! %s\n", err.msg);
}

static void
test_files(void)
{
	static const struct {
		const char	*name;
		enum svc_headline want;
	} v[] = {
		{ "base_stream.pdf", SVC_H_NO_SEAL },
		{ "sig_table.pdf", SVC_H_NOT_ISSUED },
		{ "sig_stream.pdf", SVC_H_NOT_ISSUED },
		{ "adobe_table.pdf", SVC_H_NOT_ISSUED },
		{ "cert1_stream.pdf", SVC_H_NOT_ISSUED },
		{ "two_table.pdf", SVC_H_NOT_ISSUED },
		{ "lta_table.pdf", SVC_H_NOT_ISSUED },
	};
	struct es_tree		*t = NULL;
	enum svc_headline	 h;
	struct es_buf		 b;
	size_t			 i;

	for (i = 0; i < ES_COUNT(v); i++) {
		read_vector(v[i].name, &b);
		h = headline(es_buf_view(&b), &t);
		is_str(svc_headline_name(h), svc_headline_name(v[i].want),
		    v[i].name);
		es_buf_clear(&b);
	}
	h = headline(ES_LIT("hello"), &t);
	ok(h == SVC_H_UNDETERMINED && shows(t, "this is not a PDF file"),
	    "not a PDF");
	h = headline(ES_VIEW_EMPTY, &t);
	ok(h == SVC_H_UNDETERMINED, "an empty file");
}

/* No single changed byte of a signed file leaves a harmless headline. */
static void
test_flips(void)
{
	struct es_tree		*t = NULL;
	enum svc_headline	 h;
	struct es_buf		 b;
	size_t			 i, step, soft = 0, altered = 0, total = 0;

	read_vector("sig_table.pdf", &b);
	step = b.n / 80 + 1;
	for (i = 0; i < b.n; i += step) {
		b.p[i] ^= 1;
		h = headline(es_buf_view(&b), &t);
		total++;
		soft += h < SVC_H_UNDETERMINED || h == SVC_H__MAX;
		altered += h == SVC_H_ALTERED;
		b.p[i] ^= 1;
	}
	ok(soft == 0, "%zu single changes: none is called harmless", total);
	ok(altered > total / 4, "%zu are called altered", altered);
	h = headline(es_view_sub(es_buf_view(&b), 0, b.n / 2), &t);
	ok(h == SVC_H_UNDETERMINED, "half a file");
	es_buf_clear(&b);
}

int
main(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct store_conf	 none = { "/nonexistent/db.sock", "x", "x",
				    "x" };

	if (log_open("t_svc_report", "/dev/null", &err) < 0)
		return 99;
	arena = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	ver.db = store_new(&none);
	if (arena == NULL || ver.db == NULL ||
	    pki_trust_new(&ver.trust, &err) < 0)
		return 99;
	test_masks();
	test_factor();
	test_levels();
	test_files();
	test_flips();
	store_free(ver.db);
	pki_trust_free(ver.trust);
	es_arena_free(arena);
	return done();
}
