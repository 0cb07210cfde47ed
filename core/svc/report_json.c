/* svc/report_json.c - see report_json.h. */
#include "svc/report_json.h"

#include <jansson.h>
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "crypt/text.h"
#include "svc/facts.h"

/* Text of a file: what is not UTF-8 in it becomes a question mark. */
static json_t *
text(struct es_view v)
{
	struct es_buf	 b;
	size_t		 at = 0, from;
	uint32_t	 cp;
	json_t		*j = json_stringn((const char *)v.p, v.n);

	if (j != NULL || v.n == 0)
		return j != NULL ? j : json_string("");
	es_buf_init(&b, v.n * 4 + 4);
	while (at < v.n) {
		from = at;
		if (es_utf8_next(v, &at, &cp) > 0) {
			es_buf_add(&b, v.p + from, at - from);
		} else {
			es_buf_add_ch(&b, '?');
			at = from + 1;
		}
	}
	j = json_stringn((const char *)b.p, b.n);
	es_buf_clear(&b);
	return j != NULL ? j : json_string("?");
}

static json_t *
words(const char *s)
{
	return s == NULL || s[0] == '\0' ? json_null() :
	    text(es_view_str(s));
}

static json_t *
instant(int64_t t)
{
	char	 iso[ES_TIME_ISO];

	return t == 0 ? json_null() : json_string(es_time_iso(t, 0, iso));
}

static json_t *
rect(const int64_t r[4])
{
	/* Points, as PDF counts them. */
	return json_pack("[f,f,f,f]", (double)r[0] / 1000,
	    (double)r[1] / 1000, (double)r[2] / 1000, (double)r[3] / 1000);
}

static void
put_place(json_t *m, size_t page, const int64_t r[4])
{
	if (page != SIZE_MAX)
		json_object_set_new(m, "page",
		    json_integer((json_int_t)page + 1));
	if (r[0] != r[2] && r[1] != r[3])
		json_object_set_new(m, "rect", rect(r));
}

static json_t *
later_changes(const struct esign_seal *s, enum svc_lang lang)
{
	json_t			*list = json_array(), *m;
	const struct pdf_change	*c;
	size_t			 i, n;

	n = s->changes == NULL ? 0 : pdf_changes_count(s->changes);
	for (i = 0; i < n; i++) {
		c = pdf_changes_at(s->changes, i);
		m = json_pack("{s:s, s:b, s:s}", "code",
		    pdf_change_name(c->code), "allowed", c->allowed,
		    "sentence", svc_word_change(c->code, lang));
		if (c->num != 0)
			json_object_set_new(m, "object",
			    json_integer(c->num));
		put_place(m, c->page, c->rect);
		if (c->what.n > 0)
			json_object_set_new(m, "what", text(c->what));
		json_array_append_new(list, m);
	}
	return json_pack("{s:s, s:o}", "verdict",
	    s->later == PDF_VERDICT_NONE ? "none" :
	    s->later == PDF_VERDICT_ALLOWED ? "allowed" :
	    s->later == PDF_VERDICT_PROHIBITED ? "prohibited" : "unchecked",
	    "list", list);
}

static json_t *
warnings(unsigned w)
{
	static const struct {
		unsigned	 bit;
		const char	*name;
	} all[] = {
		{ ESIGN_WARN_SIGNING_TIME, "SIGNING_TIME_ATTRIBUTE" },
		{ ESIGN_WARN_ESS_V1, "SIGNER_BOUND_BY_SHA1" },
		{ ESIGN_WARN_NO_ESS, "SIGNER_NOT_BOUND" },
		{ ESIGN_WARN_UNSIGNED, "UNKNOWN_UNSIGNED_ATTRIBUTES" },
		{ ESIGN_WARN_NO_CLAIM, "NO_CLAIMED_TIME" },
		{ ESIGN_WARN_CLAIM_LATE, "CLAIMED_AFTER_PROVEN_TIME" },
		{ ESIGN_WARN_BAD_TOKEN, "BAD_TIME_STAMP" },
	};
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < ES_COUNT(all); i++)
		if (w & all[i].bit)
			json_array_append_new(list,
			    json_string(all[i].name));
	return list;
}

static json_t *
times(const struct esign_seal *s)
{
	return json_pack("{s:o, s:o, s:s}", "claimed", instant(s->claimed),
	    "proven", instant(s->proven), "source",
	    s->proof == ESIGN_PROOF_TOKEN ? "signature-time-stamp" :
	    s->proof == ESIGN_PROOF_DOCUMENT ? "document-time-stamp" :
	    s->claimed != 0 ? "claimed" : "none");
}

static json_t *
signature(const struct esign_report *r, const struct esign_seal *s,
    enum svc_lang lang)
{
	const struct pdf_sig	*g = s->sig;
	size_t			 of = pdf_file_revs(esign_report_file(r));
	json_t			*m;

	m = json_pack("{s:s, s:o, s:s, s:s, s:s, s:{s:i, s:i, s:b}, s:o, "
	    "s:s, s:s, s:o, s:o, s:o}",
	    "kind", g->kind == PDF_SIG_TIMESTAMP ? "timestamp" : "seal",
	    "field", text(g->name),
	    "indication", esign_main_name(s->main),
	    "sub_indication", esign_sub_name(s->sub),
	    "integrity", svc_integrity_name(s),
	    "coverage", "revision", (int)g->rev + 1, "of", (int)of,
	    "whole_file", g->whole_file,
	    "later_changes", later_changes(s, lang),
	    "trust", pki_verdict_name(s->trust),
	    "level", esign_level_name(s->level),
	    "signer", s->signer == NULL ? json_null() :
	    words(pki_cert_subject(s->signer)),
	    "time", times(s), "warnings", warnings(s->warnings));
	if (m == NULL)
		return NULL;
	put_place(m, g->page, g->rect);
	json_object_set_new(m, "why", words(s->why));
	return m;
}

enum svc_headline
svc_report_headline(const struct esign_report *r)
{
	enum svc_headline	 worst = SVC_H_UNDECIDED, h;
	struct svc_facts	 f;
	size_t			 i;

	for (i = 0; i < esign_report_count(r); i++) {
		svc_facts_of(esign_report_seal(r, i), &f);
		h = svc_verdict_seal(&f);
		if (h > worst)
			worst = h;
	}
	if (worst == SVC_H_NOT_ISSUED)	/* that only the register knows */
		worst = SVC_H_UNDETERMINED;
	if (i == 0 || esign_report_why(r) != PDF_WHY_NONE)
		worst = svc_verdict_file(esign_report_why(r) ==
		    PDF_WHY_NONE ? SVC_PASS : SVC_FAIL, NULL, 0);
	return worst;
}

static json_t *
about(const struct svc_json_file *f)
{
	unsigned char	 sum[32];
	char		 hex[65] = "";
	struct es_err	 e = ES_ERR_INIT;

	if (f->bytes.n > 0 && crypt_sha256(f->bytes, sum, &e) == 0)
		crypt_hex(es_view(sum, 32), hex);
	return json_pack("{s:o, s:I, s:o}", "name",
	    text(es_view_str(f->name)), "bytes", (json_int_t)f->bytes.n,
	    "sha256", words(hex));
}

static int
print(json_t *top, struct es_buf *out, struct es_err *err)
{
	char	*s = top == NULL ? NULL : json_dumps(top, JSON_COMPACT |
		    JSON_REAL_PRECISION(9));

	json_decref(top);
	if (s == NULL)
		return es_fail(err, ES_E_NOMEM, "report: out of memory");
	es_buf_add_str(out, s);
	free(s);
	return es_buf_ok(out, "report", err);
}

void
svc_report_json_warm(void)
{
	json_object_seed(0);	/* reads /dev/urandom */
}

int
svc_report_json(const struct esign_report *r, const struct svc_json_file *f,
    struct es_buf *out, struct es_err *err)
{
	bool	 readable = esign_report_why(r) == PDF_WHY_NONE;
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; readable && i < esign_report_all(r); i++)
		json_array_append_new(list, signature(r,
		    esign_report_one(r, i), f->lang));
	return print(json_pack("{s:o, s:b, s:o, s:o, s:s, s:o}",
	    "file", about(f), "readable", readable,
	    "reason", readable ? json_null() :
	    words(pdf_why_name(esign_report_why(r))),
	    "detail", words(esign_report_why_text(r)),
	    "headline", svc_headline_name(svc_report_headline(r)),
	    "signatures", list), out, err);
}

int
svc_unread_json(const struct svc_json_file *f, const char *reason,
    struct es_buf *out, struct es_err *err)
{
	return print(json_pack("{s:o, s:b, s:s, s:n, s:s, s:[]}",
	    "file", about(f), "readable", 0, "reason", reason, "detail",
	    "headline", svc_headline_name(SVC_H_UNDETERMINED),
	    "signatures"), out, err);
}
