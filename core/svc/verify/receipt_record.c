/*
 * svc/verify/receipt_record.c - what stands on a receipt, as a record for
 * layout.
 */
#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "crypt/text.h"
#include "svc/verify/receipt_priv.h"

/* Characters of one text of a stranger's file; the XML inside has it all. */
#define SHOWN	((size_t)90)

/* -- texts of strangers ---- */
/*
 * A text as it can be set: a character that the fonts lack becomes a square,
 * long ones end in dots, and every run of letters can be broken somewhere.
 */
static struct es_view
settable(const struct svc_receipts *r, struct es_arena *a, struct es_view v)
{
	struct es_buf	 b;
	struct es_view	 out;
	size_t		 at = 0, n = 0, run = 0;
	uint32_t	 cp;

	es_buf_init(&b, ES_LIMIT_FIELD);
	while (es_utf8_next(v, &at, &cp) > 0) {
		if (n++ == SHOWN) {
			es_utf8_add(&b, 0x2026);
			break;
		}
		run = cp == ' ' || cp >= 0x2e80 ? 0 : run + 1;
		if (run > 0 && run % 24 == 0)
			es_buf_add_ch(&b, ' ');
		es_utf8_add(&b, svc_receipt_glyph(r, cp) ? cp : 0x25a1);
	}
	out = es_arena_dup(a, es_buf_view(&b));
	es_buf_clear(&b);
	return out;
}

/* "0123abcd 4567..." in groups that the eye can compare. */
static void
put_digest(struct es_tree *m, const char *key, const unsigned char *sum)
{
	char	 hex[65], s[80];
	size_t	 i, n = 0;

	crypt_hex(es_view(sum, 32), hex);
	for (i = 0; i < 64; i++) {
		if (i > 0 && i % 8 == 0)
			s[n++] = ' ';
		s[n++] = hex[i];
	}
	s[n] = '\0';
	es_tree_put_str(m, key, s);
}

/* "2026-11-27 14:05:07 (UTC+08:00)", as on the page. */
static void
put_time(struct es_tree *m, const char *key, int64_t t,
    const struct svc_question *q)
{
	char	 iso[ES_TIME_ISO], s[64];

	(void)es_time_iso(t, q->offset, iso);
	(void)snprintf(s, sizeof(s), "%.10s %.8s (UTC%s)", iso, iso + 11,
	    q->offset == 0 ? "" : iso + 19);
	es_tree_put_str(m, key, s);
}

/* -- parts ---- */
static void
put_document(struct es_tree *top, const struct svc_receipt_facts *x,
    const struct svc_question *q)
{
	struct es_tree	*m = es_tree_put_map(top, "document");
	char		 iso[ES_TIME_ISO], code[SVC_CODE_TEXT + 1];

	es_tree_put_str(m, "number", x->number);
	svc_code_text(x->code, code);
	es_tree_put_str(m, "code", code);
	es_tree_put_str(m, "url", x->url);
	(void)es_time_iso(q->now, q->offset, iso);
	es_tree_put_text(m, "issued", es_view(iso, 10));
	es_tree_put_str(m, "issuedtime", iso);
}

static void
put_result(struct es_tree *top, const struct svc_file *f,
    const struct svc_question *q)
{
	struct es_tree		*m = es_tree_put_map(top, "result");
	enum svc_headline	 h = f->headline;

	es_tree_put_str(m, h == SVC_H_VALID ? "good" :
	    h >= SVC_H_NOT_ISSUED ? "bad" : "care",
	    svc_word_headline(h, q->lang));
	es_tree_put_str(m, "advice", svc_word_advice(h, q->lang));
	es_tree_put_str(m, "code", svc_headline_name(h));
	if (!f->look.judged)
		es_tree_put_str(m, "unread", svc_word_fell(f->look.fell,
		    q->lang));
	else if (f->structure == SVC_FAIL)
		es_tree_put_str(m, "unread", svc_word_unread(f->look.why,
		    q->lang));
	put_time(m, "at", q->now, q);
}

static void
put_file(struct es_tree *top, const struct svc_receipts *r,
    const struct svc_file *f, struct es_view name, struct es_arena *a)
{
	struct es_tree	*m = es_tree_put_map(top, "file");

	es_tree_put_text(m, "name", settable(r, a, name));
	es_tree_put_int(m, "size", (int64_t)f->look.bytes);
	put_digest(m, "sha256", f->look.sha256);
}

/* What the register shows of it, if it confirms these very bytes. */
static void
put_register(struct es_tree *top, const struct svc_file *f,
    const struct svc_question *q)
{
	const struct svc_seen	*s = svc_file_known(f);
	struct es_tree		*m;

	if (s == NULL)
		return;
	m = es_tree_put_map(top, "known");
	es_tree_put_text(m, "type", s->entry.type[q->lang]);
	es_tree_put_text(m, "number", s->entry.number);
	es_tree_put_text(m, "office", s->entry.office[q->lang]);
	es_tree_put_str(m, "state", svc_word_reg(s->facts.reg, q->lang));
}

static const char *
pick(const struct svc_question *q, const char *zh, const char *en)
{
	return q->lang == SVC_EN ? en : zh;
}

static const char *
integrity(const struct svc_sig *g, const struct svc_question *q)
{
	switch (g->integrity) {
	case SVC_INTACT:
		return pick(q, "完好", "intact");
	case SVC_BROKEN:
		return pick(q, "不符", "broken");
	case SVC_UNCHECKED:
	case SVC_INTEGRITY__MAX:
		break;
	}
	return pick(q, "无法判定", "not determinable");
}

static const char *
later(const struct svc_sig *g, const struct svc_question *q)
{
	switch (g->later) {
	case PDF_VERDICT_NONE:
		return pick(q, "无", "none");
	case PDF_VERDICT_ALLOWED:
		return pick(q, "有，均为允许的", "some, all allowed");
	case PDF_VERDICT_PROHIBITED:
		return pick(q, "有，含不允许的", "some not allowed");
	case PDF_VERDICT_UNKNOWN:
		break;
	}
	return pick(q, "无法判定", "not determinable");
}

static const char *
trust(const struct svc_sig *g, const struct svc_question *q)
{
	return g->trust == PKI_TRUSTED ? pick(q, "本校证书体系", "this "
	    "university's authority") : g->trust == PKI_NO_PATH ?
	    pick(q, "非本校证书", "not of this university") :
	    pki_verdict_name(g->trust);
}

static void
put_seals(struct es_tree *top, const struct svc_receipts *r,
    const struct svc_file *f, const struct svc_question *q,
    struct es_arena *a)
{
	struct es_tree		*list = es_tree_put_list(top, "seals"), *m;
	const struct svc_sig	*g;
	char			 n[24];
	size_t			 i;

	for (i = 0; i < f->look.n; i++) {
		g = &f->look.sigs[i];
		m = es_tree_add_map(list);
		(void)snprintf(n, sizeof(n), "%zu", i + 1);
		es_tree_put_str(m, "n", n);
		es_tree_put_str(m, "kind", svc_is_seal(&f->sigs[i]) ?
		    pick(q, "签章", "seal") : pick(q, "时间戳",
		    "time stamp"));
		es_tree_put_text(m, "signer", g->signer.n == 0 ?
		    es_view_str(pick(q, "（不明）", "(unknown)")) :
		    settable(r, a, g->signer));
		if (g->proof != ESIGN_PROOF_NONE) {
			put_time(m, "proven", g->proven, q);
		} else if (g->claimed != 0) {
			put_time(m, "claimed", g->claimed, q);
			es_tree_put_str(m, "claimednote", pick(q, "自称",
			    "as claimed"));
		} else {
			es_tree_put_str(m, "proven", "—");
		}
		es_tree_put_str(m, "integrity", integrity(g, q));
		es_tree_put_str(m, "later", later(g, q));
		es_tree_put_str(m, "trust", trust(g, q));
	}
}

static void
put_checks(struct es_tree *top, const struct svc_file *f,
    const struct svc_question *q)
{
	struct es_tree	*list = es_tree_put_list(top, "checks"), *m;
	int		 c;

	for (c = 0; c < SVC_CHECK__MAX; c++) {
		enum svc_check	 k = (enum svc_check)c;
		enum svc_answer	 a = svc_file_check(f, k);

		if (a == SVC_NA)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_str(m, "name", svc_word_check(k, q->lang));
		es_tree_put_str(m, "answer", svc_word_answer(a, q->lang));
		es_tree_put_str(m, "said", k == SVC_CHECK_REGISTER &&
		    svc_file_reg(f) == SVC_REG_OTHER ? svc_word_reg(
		    SVC_REG_OTHER, q->lang) : svc_word_check_said(k, a,
		    q->lang));
	}
}

struct es_tree *
svc_receipt_record(const struct svc_receipts *r, const struct svc_file *f,
    const struct svc_question *q, struct es_view name,
    const struct svc_receipt_facts *x, struct es_arena *a)
{
	struct es_tree	*top = es_tree_map(a), *m;

	put_document(top, x, q);
	m = es_tree_put_map(top, "university");
	es_tree_put_text(m, "name", x->campus[q->lang]);
	es_tree_put_text(m, "other", x->campus[q->lang == SVC_EN ? SVC_ZH :
	    SVC_EN]);
	put_result(top, f, q);
	put_file(top, r, f, name, a);
	put_register(top, f, q);
	if (f->look.n > 0)
		put_seals(top, r, f, q, a);
	put_checks(top, f, q);
	return top;
}
