/* svc/verify/report.c - findings into words, by level of disclosure. */
#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"
#include "crypt/text.h"
#include "svc/verify/priv.h"

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
	if (e->disposed != 0)
		put_day(d, "disposed", e->disposed, q);
	/* Why it was withdrawn may name people: only with the factor. */
	if (open && e->reason.n > 0)
		es_tree_put_text(d, "reason", e->reason);
	if (e->disclosure < 2)
		return;
	es_tree_put_text(d, "name", open ? name : svc_mask_name(a, name));
	es_tree_put_text(d, "person_number",
	    svc_mask_number(a, e->person_number));
}

/* A receipt says something of another file; of itself only that it is ours. */
static void
put_receipt(struct es_tree *top, const struct svc_entry *e,
    enum svc_headline h, const struct svc_question *q)
{
	struct es_tree	*m = es_tree_put_map(top, "receipt");
	char		 hex[65] = "";
	int		 k;

	es_tree_put_text(m, "number", e->number);
	put_time(m, "at", e->issued, q);
	if (e->about.n == 32)
		crypt_hex(e->about, hex);
	es_tree_put_str(m, "sha256", hex);
	for (k = SVC_H_VALID; k < SVC_H__MAX; k++)
		if (es_view_eq_str(e->headline, svc_headline_name(
		    (enum svc_headline)k)))
			es_tree_put_str(m, "result", svc_word_headline(
			    (enum svc_headline)k, q->lang));
	if (h != SVC_H_VALID)
		return;
	es_tree_put_str(top, "title", svc_word_receipt(
	    q->how == SVC_ASKED_FILE, q->lang));
	es_tree_put_str(top, "advice", svc_word_receipt_advice(
	    q->how == SVC_ASKED_FILE, q->lang));
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
	if (e->receipt)
		put_receipt(top, e, *out, q);
	else if (reg >= SVC_REG_ISSUED) {
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
/* "page 2, 60, 700 to 260, 760 pt": where a change is; false: nowhere. */
static bool
place(const struct svc_change *c, enum svc_lang lang, char s[160])
{
	const int64_t	*r = c->rect;
	int		 n;

	if (c->page == SIZE_MAX)
		return false;
	n = snprintf(s, 160, lang == SVC_EN ? "page %zu" : "第 %zu 页",
	    c->page + 1);
	if (r[0] != r[2] && r[1] != r[3])
		(void)snprintf(s + n, 160 - (size_t)n, lang == SVC_EN ?
		    ", from (%lld, %lld) to (%lld, %lld) pt" :
		    "，自 (%lld, %lld) 至 (%lld, %lld) 磅",
		    (long long)(r[0] / 1000), (long long)(r[1] / 1000),
		    (long long)(r[2] / 1000), (long long)(r[3] / 1000));
	return true;
}

/* Places beyond these are not named one by one. */
#define PLACES_SHOWN	12

/* One kind of change: a sentence with its number, and where. */
static void
add_change(struct es_tree *list, const struct svc_sig *g, size_t first,
    const struct svc_question *q)
{
	const struct svc_change	*c = &g->changes[first], *d;
	struct es_tree		*m = es_tree_add_map(list);
	struct es_tree		*places = NULL;
	char			 here[160], last[160] = "", text[200];
	size_t			 i, n = 0, named = 0;

	for (i = first; i < g->nchanges; i++) {
		d = &g->changes[i];
		if (d->code != c->code || d->allowed != c->allowed)
			continue;
		n++;
		if (!place(d, q->lang, here) || strcmp(here, last) == 0 ||
		    named++ >= PLACES_SHOWN)
			continue;
		if (places == NULL)
			places = es_tree_put_list(m, "places");
		es_tree_add_text(places, es_view_str(here));
		memcpy(last, here, sizeof(last));
	}
	es_tree_put_str(m, "code", pdf_change_name(c->code));
	es_tree_put_str(m, "text", svc_word_changes(c->code, n, q->lang,
	    text, sizeof(text)));
	es_tree_put_bool(m, "allowed", c->allowed);
}

static void
add_changes(struct es_tree *m, const struct svc_sig *g,
    const struct svc_question *q)
{
	struct es_tree	*list;
	size_t		 i, k;

	if (g->nchanges == 0)
		return;
	list = es_tree_put_list(m, "changes");
	for (i = 0; i < g->nchanges; i++) {
		for (k = 0; k < i; k++)
			if (g->changes[k].code == g->changes[i].code &&
			    g->changes[k].allowed == g->changes[i].allowed)
				break;
		if (k == i)
			add_change(list, g, i, q);
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

/* Several seals may differ; the file is as good as its worst. */
static void
put_seal_verdict(struct es_tree *m, const struct svc_seen *s,
    const struct svc_question *q)
{
	enum svc_headline	 h = s->headline;
	bool			 bad = h >= SVC_H_NOT_ISSUED;
	struct es_tree		*list = es_tree_put_list(m, "checks");
	int			 c;

	for (c = SVC_CHECK_DIGEST; c < SVC_CHECK_REGISTER; c++)
		add_check(list, (enum svc_check)c, s->facts.check[c], q);
	add_check(list, SVC_CHECK_REGISTER,
	    svc_verdict_register(s->facts.reg), q);
	es_tree_put_str(m, "title", svc_word_headline(h, q->lang));
	es_tree_put_str(m, "mark", h == SVC_H_VALID ? "mark-good" : bad ?
	    "mark-bad" : "mark-care");
	es_tree_put_str(m, "icon", h == SVC_H_VALID ? "✓" : bad ? "✕" : "!");
}

static void
add_seal(struct es_tree *list, const struct svc_file *f,
    const struct svc_seen *s, const struct svc_question *q)
{
	const struct svc_sig	*g = s->sig;
	struct es_tree		*m = es_tree_add_map(list);

	char			 id[24];

	(void)snprintf(id, sizeof(id), "s%zu", (size_t)(s - f->sigs) + 1);
	es_tree_put_str(m, "id", id);
	if (f->look.n > 1)
		es_tree_put_int(m, "nth", (int64_t)(s - f->sigs) + 1);
	es_tree_put_bool(m, "stamp", !svc_is_seal(s));
	es_tree_put_str(m, "headline", svc_is_seal(s) ?
	    svc_headline_name(s->headline) : "");
	/* What one seal is worth, the page's headline says. */
	if (svc_is_seal(s) && f->look.n > 1)
		put_seal_verdict(m, s, q);
	if (s->entry.id != 0)
		es_tree_put_text(m, "seal", s->entry.seal[q->lang]);
	if (s->entry.receipt && s->headline == SVC_H_VALID)
		es_tree_put_str(m, "title", svc_word_receipt(true, q->lang));
	put_signer(m, g, q);
	es_tree_put_str(m, "indication", esign_main_name(g->main));
	es_tree_put_str(m, "sub", g->sub == ESIGN_SUB_NONE ? "" :
	    esign_sub_name(g->sub));
	if (g->trust == PKI_TRUSTED)
		es_tree_put_str(m, "status", svc_word_status(g->status,
		    q->lang));
	if (g->revoked != 0)
		put_time(m, "revoked", g->revoked, q);
	es_tree_put_str(m, "level", g->level == ESIGN_LEVEL_NONE ? "" :
	    esign_level_name(g->level));
	es_tree_put_bool(m, "several", f->look.revs > 1);
	es_tree_put_int(m, "revision", (int64_t)g->rev + 1);
	es_tree_put_int(m, "revisions", (int64_t)f->look.revs);
	add_changes(m, g, q);
	/* Only of bytes that are still the sealed ones can we say "none". */
	es_tree_put_bool(m, "broken", g->integrity == SVC_BROKEN);
	es_tree_put_bool(m, "unchanged", g->integrity == SVC_INTACT &&
	    (g->later == PDF_VERDICT_NONE || g->later ==
	    PDF_VERDICT_ALLOWED));
}

static void
add_checks(struct es_tree *top, const struct svc_file *f,
    const struct svc_question *q)
{
	struct es_tree	*list = es_tree_put_list(top, "checks");
	int		 c;

	for (c = 0; c < SVC_CHECK_REGISTER; c++)
		add_check(list, (enum svc_check)c, svc_file_check(f,
		    (enum svc_check)c), q);
	if (svc_file_check(f, SVC_CHECK_REGISTER) != SVC_NA)
		add_register_checks(list, svc_file_reg(f), q);
	else
		for (c = SVC_CHECK_REGISTER; c < SVC_CHECK__MAX; c++)
			add_check(list, (enum svc_check)c, SVC_NA, q);
}

/* Revisions that the visitor may have back as they were signed. */
static void
add_signed(struct es_tree *top, const struct svc_file *f,
    const struct svc_question *q)
{
	struct es_tree	*list = es_tree_put_list(top, "signed"), *m;
	char		 as[32];
	size_t		 n;

	for (n = 1; n <= f->look.revs; n++) {
		if (svc_file_revision(f, q, n).n == 0)
			continue;
		m = es_tree_add_map(list);
		(void)snprintf(as, sizeof(as), "revision-%zu", n);
		es_tree_put_str(m, "as", as);
		es_tree_put_int(m, "n", (int64_t)n);
	}
}

struct es_tree *
svc_file_tree(const struct svc_file *f, const struct svc_question *q,
    struct es_arena *a)
{
	const struct svc_seen	*known = svc_file_known(f);
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
	add_signed(top, f, q);
	if (known != NULL && known->entry.receipt)
		put_receipt(top, &known->entry, f->headline, q);
	else if (known != NULL)
		put_document(a, top, &known->entry, known->facts.reg, true,
		    q);
	put_time(top, "now", q->now, q);
	return top;
}
