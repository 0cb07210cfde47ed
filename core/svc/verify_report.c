/* svc/verify_report.c - findings into words, by level of disclosure. */
#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"
#include "crypt/text.h"
#include "svc/verify_priv.h"

/* -- masks ---- */
/* Bytes of the first character of v. */
static size_t
first_char(struct es_view v)
{
	uint32_t	 cp;
	size_t		 at = 0;

	return es_utf8_next(v, &at, &cp) > 0 ? at : 0;
}

/*
 * Every character but the last of each word: the family name is a second
 * factor, so it may not show.  A name of one character shows nothing.
 */
struct es_view
svc_mask_name(struct es_arena *a, struct es_view name)
{
	struct es_buf	 b;
	struct es_view	 out, rest;
	size_t		 at = 0, n;

	es_buf_init(&b, 2048);
	while (at < name.n && (n = first_char(es_view_sub(name, at,
	    name.n))) > 0) {
		rest = es_view_sub(name, at + n, name.n);
		if (n == 1 && name.p[at] == ' ')
			es_buf_add_ch(&b, ' ');
		else if (at > 0 && rest.n == 0)
			es_buf_add(&b, name.p + at, n);
		else
			es_buf_add_ch(&b, '*');
		at += n;
	}
	out = es_arena_dup(a, es_buf_view(&b));
	es_buf_clear(&b);
	return out;
}

static struct es_view
mask(struct es_arena *a, struct es_view v, size_t head, size_t tail)
{
	char	*s = es_arena_str(a, v);
	size_t	 i;

	if (s == NULL)
		return ES_VIEW_EMPTY;
	if (v.n <= head + tail)
		head = tail = 0;
	for (i = head; i < v.n - tail; i++)
		s[i] = '*';
	return es_view(s, v.n);
}

struct es_view
svc_mask_number(struct es_arena *a, struct es_view number)
{
	return mask(a, number, 4, 2);
}

struct es_view
svc_mask_tail(struct es_arena *a, struct es_view number)
{
	char	*s = es_arena_str(a, number);
	size_t	 i;

	if (s == NULL)
		return ES_VIEW_EMPTY;
	for (i = number.n < 4 ? 0 : number.n - 4; i < number.n; i++)
		s[i] = '*';
	return es_view(s, number.n);
}

/* -- parts of a report ---- */
static void
put_day(struct es_tree *map, const char *key, int64_t t,
    const struct svc_question *q)
{
	static const char *const month[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };
	struct es_civil	 c;
	char		 s[64];

	es_time_civil(t, q->offset, &c);
	if (q->lang == SVC_EN)
		(void)snprintf(s, sizeof(s), "%d %s %d", c.day,
		    month[c.month - 1], c.year);
	else
		(void)snprintf(s, sizeof(s), "%d年%d月%d日", c.year, c.month,
		    c.day);
	es_tree_put_str(map, key, s);
}

/* "2026-11-23 14:05:07 (UTC+08:00)" */
static void
put_time(struct es_tree *map, const char *key, int64_t t,
    const struct svc_question *q)
{
	char	 iso[ES_TIME_ISO], s[64];

	(void)es_time_iso(t, q->offset, iso);
	(void)snprintf(s, sizeof(s), "%.10s %.8s (UTC%s)", iso, iso + 11,
	    q->offset == 0 ? "" : iso + 19);
	es_tree_put_str(map, key, s);
}

static void
put_headline(struct es_tree *map, enum svc_headline h,
    const struct svc_question *q)
{
	/* Three kinds of banner: good, take care, bad. */
	const char	*tone = h == SVC_H_VALID ? "good" :
	    h >= SVC_H_NOT_ISSUED ? "bad" : "care";

	es_tree_put_str(map, "headline", svc_headline_name(h));
	es_tree_put_str(map, "title", svc_word_headline(h, q->lang));
	es_tree_put_str(map, "advice", svc_word_advice(h, q->lang));
	es_tree_put_str(map, "tone", tone);
	es_tree_put_str(map, "banner", h == SVC_H_VALID ?
	    "verdict verdict-good" : h >= SVC_H_NOT_ISSUED ?
	    "verdict verdict-bad" : "verdict verdict-care");
	es_tree_put_str(map, "icon", h == SVC_H_VALID ? "✓" :
	    h >= SVC_H_NOT_ISSUED ? "✕" : "!");
}

static struct es_tree *
add_check(struct es_tree *list, enum svc_check c, enum svc_answer a,
    const struct svc_question *q)
{
	static const char *const icon[SVC_ANSWER__MAX] = {
		[SVC_UNKNOWN] = "?", [SVC_PASS] = "✓", [SVC_FAIL] = "✕",
		[SVC_NA] = "–",
	};
	static const char *const row[SVC_ANSWER__MAX] = {
		[SVC_UNKNOWN] = "check check-unknown",
		[SVC_PASS] = "check check-pass",
		[SVC_FAIL] = "check check-fail", [SVC_NA] = "check check-na",
	};
	struct es_tree	*m = es_tree_add_map(list);

	es_tree_put_str(m, "key", svc_check_name(c));
	es_tree_put_str(m, "name", svc_word_check(c, q->lang));
	es_tree_put_str(m, "help", svc_word_check_said(c, a, q->lang));
	es_tree_put_str(m, "answer", svc_answer_name(a));
	es_tree_put_str(m, "class", row[a < SVC_ANSWER__MAX ? a : 0]);
	es_tree_put_str(m, "word", svc_word_answer(a, q->lang));
	es_tree_put_str(m, "icon", icon[a < SVC_ANSWER__MAX ? a : 0]);
	return m;
}

static void
add_register_checks(struct es_tree *list, enum svc_reg reg,
    const struct svc_question *q)
{
	struct es_tree	*m;

	m = add_check(list, SVC_CHECK_REGISTER, svc_verdict_register(reg), q);
	if (reg == SVC_REG_OTHER)
		es_tree_put_str(m, "help", svc_word_reg(reg, q->lang));
	else if (reg >= SVC_REG_ISSUED && q->how != SVC_ASKED_FILE)
		es_tree_put_str(m, "help", svc_word_register_code(q->lang));
	add_check(list, SVC_CHECK_ISSUER, svc_verdict_issuer(reg), q);
	add_check(list, SVC_CHECK_VALIDITY, svc_verdict_validity(reg),
	    q);
}

/* What this visitor may see of a document of ours. */
static void
put_document(struct es_arena *a, struct es_tree *top,
    const struct svc_entry *e, enum svc_reg reg, bool open,
    const struct svc_question *q)
{
	struct es_tree	*d = es_tree_put_map(top, "document");
	struct es_view	 name = e->name[q->lang].n > 0 ? e->name[q->lang] :
	    e->name[SVC_ZH];

	es_tree_put_text(d, "type", e->type[q->lang]);
	es_tree_put_text(d, "office", e->office[q->lang]);
	es_tree_put_text(d, "seal", e->seal[q->lang]);
	es_tree_put_text(d, "contact", e->contact);
	es_tree_put_text(d, "number", open ? e->number :
	    svc_mask_tail(a, e->number));
	es_tree_put_str(d, "state", svc_word_reg(reg, q->lang));
	es_tree_put_int(d, "pages", e->pages);
	put_day(d, "issued", e->issued, q);
	if (e->valid_until != 0)
		put_day(d, "until", e->valid_until - 1, q);
	/* Why it was withdrawn may name people: only with the factor. */
	if (open && e->reason.n > 0)
		es_tree_put_text(d, "reason", e->reason);
	if (e->disclosure < 2)
		return;
	es_tree_put_text(d, "name", open ? name : svc_mask_name(a, name));
	es_tree_put_text(d, "person_number",
	    svc_mask_number(a, e->person_number));
}

struct es_tree *
svc_report_code(struct es_arena *a, const struct svc_question *q,
    const struct svc_entry *e, bool asked, enum svc_factor factor,
    enum svc_headline *out)
{
	struct es_tree	*top = es_tree_map(a), *list;
	enum svc_reg	 reg = asked ? svc_entry_reg(e, q->now) :
	    SVC_REG_UNKNOWN;
	int		 c;

	*out = svc_verdict_code(reg);
	put_headline(top, *out, q);
	es_tree_put_str(top, "title", svc_word_headline_code(*out, q->lang));
	es_tree_put_str(top, "advice", svc_word_advice_code(*out, q->lang));
	es_tree_put_bool(top, "by_code", true);
	list = es_tree_put_list(top, "checks");
	for (c = 0; c < SVC_CHECK_REGISTER; c++)
		add_check(list, (enum svc_check)c, SVC_NA, q);
	add_register_checks(list, reg, q);
	if (asked && e->awaiting)
		es_tree_put_bool(top, "awaiting", true);
	if (!asked)
		es_tree_put_bool(top, "away", true);
	if (reg >= SVC_REG_ISSUED) {
		put_document(a, top, e, reg, factor == SVC_FACTOR_GOOD, q);
		if (factor != SVC_FACTOR_GOOD)
			es_tree_put_bool(top, "ask_factor", true);
		es_tree_put_bool(top, "wrong_factor",
		    factor == SVC_FACTOR_WRONG);
	}
	put_time(top, "now", q->now, q);
	return top;
}

/* -- files ---- */
/* The worst answer to one question over all seals. */
static enum svc_answer
worst(const struct svc_file *f, int c)
{
	static const int rank[SVC_ANSWER__MAX] = {
		[SVC_NA] = 0, [SVC_PASS] = 1, [SVC_UNKNOWN] = 2,
		[SVC_FAIL] = 3,
	};
	enum svc_answer	 w = SVC_NA;
	size_t		 i;

	for (i = 0; i < f->look.n; i++)
		if (svc_is_seal(&f->sigs[i]) &&
		    rank[f->sigs[i].facts.check[c]] > rank[w])
			w = f->sigs[i].facts.check[c];
	return w;
}

static bool
same_change(const struct svc_change *a, const struct svc_change *b)
{
	return a->code == b->code && a->allowed == b->allowed &&
	    a->page == b->page &&
	    memcmp(a->rect, b->rect, sizeof(a->rect)) == 0;
}

/* "60, 700 – 260, 760 pt": where on the page. */
static void
put_rect(struct es_tree *m, const int64_t r[4])
{
	char	 s[120];

	if (r[0] == r[2] || r[1] == r[3])
		return;
	(void)snprintf(s, sizeof(s), "%lld, %lld – %lld, %lld pt",
	    (long long)(r[0] / 1000), (long long)(r[1] / 1000),
	    (long long)(r[2] / 1000), (long long)(r[3] / 1000));
	es_tree_put_str(m, "rect", s);
}

/* Each kind of change once for a place, with how often it was made. */
static void
add_changes(struct es_tree *m, const struct svc_sig *g,
    const struct svc_question *q)
{
	struct es_tree			*list, *one;
	const struct svc_change		*c;
	size_t				 i, k, times;

	if (g->nchanges == 0)
		return;
	list = es_tree_put_list(m, "changes");
	for (i = 0; i < g->nchanges; i++) {
		c = &g->changes[i];
		for (k = 0; k < i && !same_change(&g->changes[k], c); k++)
			continue;
		if (k < i)
			continue;	/* said before */
		for (times = 1, k = i + 1; k < g->nchanges; k++)
			times += same_change(&g->changes[k], c);
		one = es_tree_add_map(list);
		es_tree_put_str(one, "code", pdf_change_name(c->code));
		es_tree_put_str(one, "text", svc_word_change(c->code,
		    q->lang));
		es_tree_put_bool(one, "allowed", c->allowed);
		if (times > 1)
			es_tree_put_int(one, "times", (int64_t)times);
		if (c->page != SIZE_MAX)
			es_tree_put_int(one, "page", (int64_t)c->page + 1);
		put_rect(one, c->rect);
	}
	if (g->all_changes > g->nchanges)
		es_tree_put_int(m, "more_changes",
		    (int64_t)(g->all_changes - g->nchanges));
}

static void
put_signer(struct es_tree *m, const struct svc_sig *g,
    const struct svc_question *q)
{
	int64_t	 t = g->proof != ESIGN_PROOF_NONE ? g->proven : g->claimed;

	es_tree_put_text(m, "signer", g->signer);
	es_tree_put_text(m, "issuer", g->issuer);
	if (t != 0)
		put_time(m, "time", t, q);
	es_tree_put_bool(m, "proven", g->proof != ESIGN_PROOF_NONE);
	if (g->cert_until != 0) {
		put_day(m, "cert_from", g->cert_from, q);
		put_day(m, "cert_until", g->cert_until, q);
	}
}

static void
add_seal(struct es_tree *list, const struct svc_file *f,
    const struct svc_seen *s, const struct svc_question *q)
{
	const struct svc_sig	*g = s->sig;
	struct es_tree		*m = es_tree_add_map(list);

	es_tree_put_bool(m, "stamp", !svc_is_seal(s));
	if (svc_is_seal(s)) {
		es_tree_put_str(m, "headline", svc_headline_name(
		    s->headline));
		es_tree_put_str(m, "title", svc_word_headline(s->headline,
		    q->lang));
	}
	if (s->entry.id != 0)
		es_tree_put_text(m, "seal", s->entry.seal[q->lang]);
	put_signer(m, g, q);
	es_tree_put_str(m, "indication", esign_main_name(g->main));
	es_tree_put_str(m, "sub", g->sub == ESIGN_SUB_NONE ? "" :
	    esign_sub_name(g->sub));
	es_tree_put_str(m, "level", g->level == ESIGN_LEVEL_NONE ? "" :
	    esign_level_name(g->level));
	es_tree_put_int(m, "revision", (int64_t)g->rev + 1);
	es_tree_put_int(m, "revisions", (int64_t)f->look.revs);
	add_changes(m, g, q);
	/* Only of bytes that are still the sealed ones can we say "none". */
	es_tree_put_bool(m, "broken",
	    s->facts.check[SVC_CHECK_DIGEST] == SVC_FAIL);
	es_tree_put_bool(m, "unchanged",
	    s->facts.check[SVC_CHECK_DIGEST] == SVC_PASS &&
	    s->facts.check[SVC_CHECK_CHANGES] == SVC_PASS);
}

static enum svc_reg
worst_reg(const struct svc_file *f)
{
	enum svc_reg		 r = SVC_REG_UNKNOWN;
	enum svc_headline	 h = SVC_H_UNDECIDED;
	size_t			 i;

	for (i = 0; i < f->look.n; i++)
		if (svc_is_seal(&f->sigs[i]) &&
		    svc_verdict_code(f->sigs[i].facts.reg) > h) {
			r = f->sigs[i].facts.reg;
			h = svc_verdict_code(r);
		}
	return r;
}

static void
add_checks(struct es_tree *top, const struct svc_file *f,
    const struct svc_question *q)
{
	struct es_tree	*list = es_tree_put_list(top, "checks");
	bool		 none = true;
	size_t		 i;
	int		 c;

	for (i = 0; i < f->look.n; i++)
		none = none && !svc_is_seal(&f->sigs[i]);
	add_check(list, SVC_CHECK_STRUCTURE, f->structure, q);
	for (c = SVC_CHECK_STRUCTURE + 1; c < SVC_CHECK_REGISTER; c++)
		add_check(list, (enum svc_check)c, worst(f, c), q);
	if (!none)
		add_register_checks(list, worst_reg(f), q);
	else
		for (c = SVC_CHECK_REGISTER; c < SVC_CHECK__MAX; c++)
			add_check(list, (enum svc_check)c, SVC_NA, q);
}

struct es_tree *
svc_report_file(struct es_arena *a, const struct svc_question *q,
    const struct svc_file *f)
{
	const struct svc_look	*l = &f->look;
	struct es_tree		*top = es_tree_map(a), *list;
	char			 hex[65];
	size_t			 i;

	put_headline(top, f->headline, q);
	es_tree_put_bool(top, "by_file", true);
	crypt_hex(es_view(l->sha256, 32), hex);
	es_tree_put_str(top, "sha256", hex);
	es_tree_put_int(top, "size", (int64_t)q->file.n);
	if (!l->judged)
		es_tree_put_str(top, "unread", svc_word_fell(l->fell,
		    q->lang));
	else if (f->structure == SVC_FAIL)
		es_tree_put_str(top, "unread", svc_word_unread(l->why,
		    q->lang));
	if (f->structure == SVC_UNKNOWN)	/* readable, but too much */
		es_tree_put_int(top, "only", (int64_t)l->n);
	add_checks(top, f, q);
	list = es_tree_put_list(top, "seals");
	for (i = 0; i < l->n; i++)
		add_seal(list, f, &f->sigs[i], q);
	/* Facts only of bytes that the register itself confirms. */
	for (i = 0; i < l->n; i++)
		if (f->sigs[i].facts.reg >= SVC_REG_ISSUED &&
		    f->sigs[i].headline < SVC_H_NOT_ISSUED) {
			put_document(a, top, &f->sigs[i].entry,
			    f->sigs[i].facts.reg, true, q);
			break;
		}
	put_time(top, "now", q->now, q);
	return top;
}
