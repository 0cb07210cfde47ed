/* What the judge's child says, and that its reader believes no number. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/verify/report_json.h"
#include "sys/file.h"
#include "tests/unit/tap.h"

#define NOW	1795420800	/* 2026-11-23 */

static const struct svc_look_max	most = { ES_LIMIT_VERIFY_SEALS,
					    ES_LIMIT_VERIFY_CHANGES };
static struct es_arena			*arena;

/* Look at a vector; its message goes to "msg". */
static void
look_at(const char *name, struct es_buf *file, struct svc_look *l,
    struct es_buf *msg)
{
	struct es_err		 e = ES_ERR_INIT;
	struct esign_terms	 terms = { .now = NOW };
	struct pki_trust	*t = NULL;
	char			 path[512];

	(void)snprintf(path, sizeof(path), "%s/tests/vectors/pdf/%s",
	    ES_SRCDIR, name);
	es_buf_init(file, ES_LIMIT_UPLOAD);
	es_buf_init(msg, ES_LIMIT_VERIFY_ANSWER);
	if (sys_file_read(path, file, &e) < 0 || pki_trust_new(&t, &e) < 0)
		printf("Bail out! %s\n", e.msg);
	terms.trust = t;
	if (svc_look(l, es_buf_view(file), &terms, &most, arena, &e) < 0)
		printf("Bail out! %s\n", e.msg);
	svc_look_put(msg, l);
	pki_trust_free(t);
}

static bool
same(const struct svc_look *a, const struct svc_look *b)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 x, y;
	bool		 eq;

	es_buf_init(&x, ES_MIB);
	es_buf_init(&y, ES_MIB);
	eq = svc_report_json(a, "t.pdf", SVC_EN, &x, &e) == 0 &&
	    svc_report_json(b, "t.pdf", SVC_EN, &y, &e) == 0 &&
	    es_view_eq(es_buf_view(&x), es_buf_view(&y));
	es_buf_clear(&x);
	es_buf_clear(&y);
	return eq;
}

static void
round_trips(void)
{
	static const char *const names[] = { "base_stream.pdf",
	    "sig_table.pdf", "two_table.pdf", "lta_table.pdf",
	    "cert1_stream.pdf" };
	struct es_err		 e = ES_ERR_INIT;
	struct svc_look		 l, back;
	struct es_buf		 file, msg;
	size_t			 i;

	for (i = 0; i < ES_COUNT(names); i++) {
		es_arena_reset(arena);
		look_at(names[i], &file, &l, &msg);
		ok(svc_look_get(&back, es_buf_view(&msg), file.n, &most,
		    arena, &e) == 0 && back.judged && same(&l, &back),
		    "%s arrives as it was sent", names[i]);
		ok(svc_look_get(&back, es_view_sub(es_buf_view(&msg), 0,
		    msg.n - 1), file.n, &most, arena, NULL) < 0 &&
		    !back.judged, "not a byte less");
		es_buf_add_ch(&msg, 0);
		ok(svc_look_get(&back, es_buf_view(&msg), file.n, &most,
		    arena, NULL) < 0 && !back.judged, "nor one more");
		es_buf_clear(&file);
		es_buf_clear(&msg);
	}
}

/* Nothing out of range, nothing beyond the file. */
static bool
plausible(const struct svc_look *l, size_t bytes)
{
	const struct svc_sig	*s;
	size_t			 i, k;

	for (i = 0; i < l->n; i++) {
		s = &l->sigs[i];
		if (s->rev_end > bytes || s->hole > s->hole_end ||
		    s->hole_end > s->cover_end || s->cover_end > s->rev_end ||
		    (s->whole_file && s->rev_end != 0 &&
		    s->rev_end != bytes) || s->facts.reg != SVC_REG_UNKNOWN ||
		    s->nchanges > s->all_changes ||
		    s->nchanges > most.changes)
			return false;
		for (k = 0; k < s->nchanges; k++)
			if (s->changes[k].code >= PDF_CHANGE__MAX)
				return false;
	}
	return l->n <= most.sigs && l->n <= l->all &&
	    l->why < PDF_WHY__MAX;
}

/* Every byte of a message in turn made another one. */
static void
lies(void)
{
	struct svc_look		 l, back;
	struct es_buf		 file, msg, out;
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i, k, read = 0, refused = 0, bad = 0;
	static const unsigned char flip[] = { 0x01, 0x80, 0xff };

	es_arena_reset(arena);
	look_at("two_table.pdf", &file, &l, &msg);
	es_buf_init(&out, ES_MIB);
	for (i = 0; i < msg.n; i++)
		for (k = 0; k < ES_COUNT(flip); k++) {
			msg.p[i] ^= flip[k];
			if (svc_look_get(&back, es_buf_view(&msg), file.n,
			    &most, arena, NULL) < 0) {
				refused++;
				bad += back.judged || back.n != 0;
			} else {
				read++;
				es_buf_reset(&out);
				bad += !plausible(&back, file.n) ||
				    svc_report_json(&back, "t.pdf", SVC_ZH,
				    &out, &e) < 0;
			}
			msg.p[i] ^= flip[k];
		}
	ok(bad == 0 && refused > 100, "%zu lies refused, %zu within what may "
	    "be", refused, read);
	es_buf_clear(&out);
	es_buf_clear(&file);
	es_buf_clear(&msg);
}

/* As many as we list, and one more. */
static void
counts(void)
{
	struct svc_change	 ch[ES_LIMIT_VERIFY_CHANGES + 1];
	struct svc_sig		 sig[ES_LIMIT_VERIFY_SEALS + 1];
	struct svc_look		 l = { .judged = true, .sigs = sig,
				    .n = ES_LIMIT_VERIFY_SEALS }, back;
	struct es_buf		 msg;
	size_t			 i, more;

	memset(ch, 0, sizeof(ch));
	memset(sig, 0, sizeof(sig));
	for (i = 0; i < ES_COUNT(sig); i++) {
		sig[i].changes = ch;
		sig[i].all_changes = ES_COUNT(ch);
		sig[i].nchanges = ES_LIMIT_VERIFY_CHANGES;
	}
	for (more = 0; more < 3; more++) {
		es_arena_reset(arena);
		es_buf_init(&msg, ES_LIMIT_VERIFY_ANSWER);
		l.n = l.all = ES_LIMIT_VERIFY_SEALS + (more == 1);
		sig[0].nchanges = ES_LIMIT_VERIFY_CHANGES + (more == 2);
		svc_look_put(&msg, &l);
		ok((svc_look_get(&back, es_buf_view(&msg), 1, &most, arena,
		    NULL) == 0) == (more == 0), "%zu signatures of %zu "
		    "changes", l.n, sig[0].nchanges);
		es_buf_clear(&msg);
	}
}

/* The longest message that may be fits; one byte less room, and it is none. */
static void
longest(void)
{
	static unsigned char	 letter[2000];
	struct es_view		 text = es_view(letter, sizeof(letter));
	struct svc_change	 ch[ES_LIMIT_VERIFY_CHANGES];
	struct svc_sig		 sig[ES_LIMIT_VERIFY_SEALS];
	struct svc_look		 l = { .judged = true, .sigs = sig,
				    .n = ES_COUNT(sig), .all = ES_COUNT(sig),
				    .why_text = text };
	struct es_err		 e = ES_ERR_INIT;
	struct es_buf		 msg, tight;
	size_t			 i;

	memset(letter, 'x', sizeof(letter));
	memset(ch, 0, sizeof(ch));
	memset(sig, 0, sizeof(sig));
	for (i = 0; i < ES_COUNT(ch); i++)
		ch[i].what = text;
	for (i = 0; i < ES_COUNT(sig); i++) {
		sig[i].field = sig[i].why = sig[i].signer = sig[i].issuer =
		    text;
		sig[i].changes = ch;
		sig[i].nchanges = sig[i].all_changes = ES_COUNT(ch);
	}
	es_buf_init(&msg, ES_LIMIT_VERIFY_ANSWER);
	svc_look_put(&msg, &l);
	ok(es_buf_ok(&msg, "answer", &e) == 0, "the longest answer fits: "
	    "%zu bytes", msg.n);
	es_buf_init(&tight, msg.n - 1);
	svc_look_put(&tight, &l);
	ok(es_buf_ok(&tight, "answer", &e) < 0, "and not in a byte less");
	es_buf_clear(&tight);
	es_buf_clear(&msg);
}

int
main(void)
{
	arena = es_arena_new(ES_LIMIT_VERIFY_ARENA);
	if (arena == NULL)
		return 99;
	round_trips();
	lies();
	counts();
	longest();
	es_arena_free(arena);
	return done();
}
