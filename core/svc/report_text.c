/* svc/report_text.c - see report_text.h. */
#include "svc/report_text.h"

#include "base/time.h"
#include "svc/facts.h"

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
put_line(struct es_buf *b, const char *head, const char *s)
{
	es_buf_printf(b, "\n    %s ", head);
	put(b, es_view_str(s));
}

static void
changes(const struct esign_seal *s, enum svc_lang l, struct es_buf *b)
{
	const struct pdf_change	*c;
	size_t			 i, n;

	n = s->changes == NULL ? 0 : pdf_changes_count(s->changes);
	if (s->later == PDF_VERDICT_NONE)
		put_line(b, pick(l, "之后：", "afterwards:"),
		    pick(l, "没有任何改动", "nothing was changed"));
	for (i = 0; i < n && i < CHANGES_SHOWN; i++) {
		c = pdf_changes_at(s->changes, i);
		put_line(b, c->allowed ? pick(l, "之后（允许）：",
		    "afterwards (allowed):") : pick(l, "之后（不允许）：",
		    "afterwards (NOT allowed):"),
		    svc_word_change(c->code, l));
		if (c->page != SIZE_MAX)
			es_buf_printf(b, pick(l, "，第 %zu 页", ", page %zu"),
			    c->page + 1);
	}
	if (n > i)
		es_buf_printf(b, pick(l, "\n    另有 %zu 处改动",
		    "\n    and %zu more changes"), n - i);
}

static void
signature(const struct esign_report *r, const struct esign_seal *s,
    enum svc_lang l, struct es_buf *b)
{
	const struct pdf_sig	*g = s->sig;
	char			 iso[ES_TIME_ISO];

	es_buf_printf(b, "\n  %s ", g->kind == PDF_SIG_TIMESTAMP ?
	    pick(l, "时间戳", "time stamp") : pick(l, "签章", "seal"));
	put(b, g->name);
	if (g->visible && g->page != SIZE_MAX)
		es_buf_printf(b, pick(l, "（第 %zu 页）", " (page %zu)"),
		    g->page + 1);
	es_buf_printf(b, ": %s, %s%s%s", svc_integrity_name(s),
	    esign_main_name(s->main), s->sub == ESIGN_SUB_NONE ? "" : " ",
	    esign_sub_name(s->sub));
	if (s->signer != NULL)
		put_line(b, pick(l, "签章者：", "by:"),
		    pki_cert_subject(s->signer));
	if (s->proven != 0)
		put_line(b, pick(l, "时间（可信）：", "time (proven):"),
		    es_time_iso(s->proven, 0, iso));
	else if (s->claimed != 0)
		put_line(b, pick(l, "时间（自称）：", "time (claimed):"),
		    es_time_iso(s->claimed, 0, iso));
	es_buf_printf(b, pick(l, "\n    覆盖：第 %zu 版，共 %zu 版",
	    "\n    covers: revision %zu of %zu"), g->rev + 1,
	    pdf_file_revs(esign_report_file(r)));
	put_line(b, pick(l, "信任：", "trust:"), pki_verdict_name(s->trust));
	if (s->level != ESIGN_LEVEL_NONE)
		put_line(b, pick(l, "级别：", "level:"),
		    esign_level_name(s->level));
	if (s->main != ESIGN_PASSED && s->why != NULL && s->why[0] != '\0')
		put_line(b, pick(l, "原因：", "because:"), s->why);
	changes(s, l, b);
}

/* The file in a sentence; without the register nothing is "genuine". */
static const char *
sentence(const struct esign_report *r, enum svc_lang l)
{
	switch (svc_outcome_of(r)) {
	case SVC_OUT_INTACT:
		return esign_report_main(r) == ESIGN_PASSED ? pick(l,
		    "签章完好，签章者可信；是否仍然有效请向签发单位查验",
		    "sealed by somebody you trust and unchanged; whether it "
		    "is still in force, ask the issuer") : pick(l,
		    "签章完好，但签章者不在所信任的范围内",
		    "sealed and unchanged, but by nobody you trust");
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
svc_report_text(const struct esign_report *r, const struct svc_json_file *f,
    struct es_buf *out, struct es_err *err)
{
	size_t	 i;

	put(out, es_view_str(f->name));
	es_buf_printf(out, ": %s", sentence(r, f->lang));
	if (esign_report_why(r) != PDF_WHY_NONE) {
		put_line(out, pick(f->lang, "无法读取：", "unreadable:"),
		    svc_word_unread(esign_report_why(r), f->lang));
		put_line(out, " ", esign_report_why_text(r));
	}
	for (i = 0; esign_report_why(r) == PDF_WHY_NONE &&
	    i < esign_report_all(r); i++)
		signature(r, esign_report_one(r, i), f->lang, out);
	return es_buf_ok(out, "report", err);
}

int
svc_unread_text(const struct svc_json_file *f, const char *reason,
    struct es_buf *out, struct es_err *err)
{
	put(out, es_view_str(f->name));
	es_buf_printf(out, ": %s (%s)", pick(f->lang, "无法读取",
	    "cannot be read"), reason);
	return es_buf_ok(out, "report", err);
}
