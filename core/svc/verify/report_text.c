/* svc/verify/report_text.c - see report_text.h. */
#include "svc/verify/report_text.h"

#include "base/time.h"

/* At most this many changes are listed for a seal; JSON lists all. */
#define CHANGES_SHOWN	20

static const char *
pick(enum svc_lang l, const char *zh, const char *en)
{
	return l == SVC_ZH ? zh : en;
}

/* Text of a file on somebody's terminal: no control characters. */
static void
put(struct es_buf *b, struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		es_buf_add_ch(b, v.p[i] < 0x20 || v.p[i] == 0x7f ? '?' :
		    (char)v.p[i]);
}

static void
put_line(struct es_buf *b, const char *head, struct es_view v)
{
	es_buf_printf(b, "\n    %s ", head);
	put(b, v);
}

static void
changes(const struct svc_sig *s, enum svc_lang l, struct es_buf *b)
{
	const struct svc_change	*c;
	size_t			 i;

	if (s->later == PDF_VERDICT_NONE)
		put_line(b, pick(l, "之后：", "afterwards:"),
		    es_view_str(pick(l, "没有任何改动",
		    "nothing was changed")));
	for (i = 0; i < s->nchanges && i < CHANGES_SHOWN; i++) {
		c = &s->changes[i];
		put_line(b, c->allowed ? pick(l, "之后（允许）：",
		    "afterwards (allowed):") : pick(l, "之后（不允许）：",
		    "afterwards (NOT allowed):"),
		    es_view_str(svc_word_change(c->code, l)));
		if (c->page != SIZE_MAX)
			es_buf_printf(b, pick(l, "，第 %zu 页", ", page %zu"),
			    c->page + 1);
	}
	if (s->all_changes > i)
		es_buf_printf(b, pick(l, "\n    另有 %zu 处改动",
		    "\n    and %zu more changes"), s->all_changes - i);
}

static void
revocation(const struct svc_sig *s, enum svc_lang l, struct es_buf *b)
{
	char	 iso[ES_TIME_ISO];

	if (s->trust != PKI_TRUSTED)
		return;
	put_line(b, pick(l, "证书状态：", "certificate:"),
	    es_view_str(svc_word_status(s->status, l)));
	if (s->revoked != 0)
		es_buf_printf(b, " (%s %s, %s)", pick(l, "吊销时间",
		    "revoked"), es_time_iso(s->revoked, 0, iso),
		    pki_reason_name(s->reason));
	if (s->since != s->revoked)
		es_buf_printf(b, pick(l, "，自 %s 起不可信",
		    ", not to be trusted since %s"), es_time_iso(s->since, 0,
		    iso));
}

static void
signature(const struct svc_look *k, const struct svc_sig *s,
    enum svc_lang l, struct es_buf *b)
{
	char	 iso[ES_TIME_ISO];

	es_buf_printf(b, "\n  %s ", s->kind == PDF_SIG_TIMESTAMP ?
	    pick(l, "时间戳", "time stamp") : pick(l, "签章", "seal"));
	put(b, s->field);
	if (s->rect[0] != s->rect[2] && s->page != SIZE_MAX)
		es_buf_printf(b, pick(l, "（第 %zu 页）", " (page %zu)"),
		    s->page + 1);
	es_buf_printf(b, ": %s, %s%s%s", svc_integrity_name(s->integrity),
	    esign_main_name(s->main), s->sub == ESIGN_SUB_NONE ? "" : " ",
	    esign_sub_name(s->sub));
	if (s->signer.n > 0)
		put_line(b, pick(l, "签章者：", "by:"), s->signer);
	if (s->proven != 0)
		put_line(b, pick(l, "时间（可信）：", "time (proven):"),
		    es_view_str(es_time_iso(s->proven, 0, iso)));
	else if (s->claimed != 0)
		put_line(b, pick(l, "时间（自称）：", "time (claimed):"),
		    es_view_str(es_time_iso(s->claimed, 0, iso)));
	es_buf_printf(b, pick(l, "\n    覆盖：第 %zu 版，共 %zu 版",
	    "\n    covers: revision %zu of %zu"), s->rev + 1, k->revs);
	put_line(b, pick(l, "信任：", "trust:"),
	    es_view_str(pki_verdict_name(s->trust)));
	if (s->level != ESIGN_LEVEL_NONE)
		put_line(b, pick(l, "级别：", "level:"),
		    es_view_str(esign_level_name(s->level)));
	if (s->lacks.n > 0 && s->kind != PDF_SIG_TIMESTAMP)
		put_line(b, pick(l, "升级尚缺：", "for a higher level:"),
		    s->lacks);
	revocation(s, l, b);
	if (s->main != ESIGN_PASSED && s->why.n > 0)
		put_line(b, pick(l, "原因：", "because:"), s->why);
	changes(s, l, b);
}

/* Every signer leads to a root of ours: something else is in doubt. */
static bool
all_trusted(const struct svc_look *k)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (k->sigs[i].trust != PKI_TRUSTED)
			return false;
	return true;
}

/* Time stamps over a document that nobody sealed. */
static bool
only_stamped(const struct svc_look *k)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (k->sigs[i].kind != PDF_SIG_TIMESTAMP)
			return false;
	return k->n > 0;
}

static const char *
intact(const struct svc_look *k, enum svc_lang l)
{
	if (only_stamped(k))
		return all_trusted(k) ? pick(l,
		    "没有签章；有可信的时间戳，其后未被改动",
		    "carries no seal; a time stamp that you trust, and "
		    "unchanged since") : pick(l,
		    "没有签章；时间戳完好，但签发者不在所信任的范围内",
		    "carries no seal; an intact time stamp, but by nobody "
		    "you trust");
	if (k->main == ESIGN_PASSED)
		return pick(l,
		    "签章完好，签章者可信；是否仍然有效请向签发单位查验",
		    "sealed by somebody you trust and unchanged; whether it "
		    "is still in force, ask the issuer");
	return all_trusted(k) ? pick(l,
	    "签章完好，签章者可信；但还有未能查明之处（见“原因”）",
	    "sealed by somebody you trust and unchanged, but not everything "
	    "could be found out (see \"because\")") : pick(l,
	    "签章完好，但签章者不在所信任的范围内",
	    "sealed and unchanged, but by nobody you trust");
}

/* The file in a sentence; without the register nothing is "genuine". */
static const char *
sentence(const struct svc_look *k, enum svc_lang l)
{
	switch (k->outcome) {
	case SVC_OUT_INTACT:
		return intact(k, l);
	case SVC_OUT_BROKEN:
		return pick(l, "签章已损坏或签章后被改动，请勿采信",
		    "CHANGED after sealing, or a broken seal: do not rely "
		    "on it");
	case SVC_OUT_UNDETERMINED:
		return pick(l, "有的项目无法查验",
		    "not everything could be checked");
	case SVC_OUT_UNREADABLE:
		return pick(l, "无法读取", "cannot be read");
	case SVC_OUT_UNSIGNED:
		break;
	}
	return pick(l, "没有签章", "carries no seal");
}

int
svc_report_text(const struct svc_look *k, const char *name, enum svc_lang l,
    struct es_buf *out, struct es_err *err)
{
	size_t	 i;

	put(out, es_view_str(name));
	if (!k->judged) {
		es_buf_printf(out, ": %s (%s)", pick(l, "无法读取",
		    "cannot be read"), svc_look_reason(k));
		put_line(out, " ", k->why_text.n > 0 ? k->why_text :
		    es_view_str(svc_word_fell(k->fell, l)));
		return es_buf_ok(out, "report", err);
	}
	es_buf_printf(out, ": %s", sentence(k, l));
	if (k->why != PDF_WHY_NONE) {
		put_line(out, pick(l, "无法读取：", "unreadable:"),
		    es_view_str(svc_word_unread(k->why, l)));
		put_line(out, " ", k->why_text);
	}
	for (i = 0; i < k->n; i++)
		signature(k, &k->sigs[i], l, out);
	return es_buf_ok(out, "report", err);
}
