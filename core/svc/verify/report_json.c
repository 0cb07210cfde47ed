/* svc/verify/report_json.c - see report_json.h. */
#include "svc/verify/report_json.h"

#include <string.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "crypt/text.h"
#include "svc/verify/report_priv.h"

/* Text of a file: what is not UTF-8 in it becomes a question mark. */
json_t *
svc_json_text(struct es_view v)
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

/* What nobody could judge is not said to be allowed. */
static const char *
later_name(enum pdf_verdict v)
{
	return v == PDF_VERDICT_NONE ? "none" :
	    v == PDF_VERDICT_ALLOWED ? "allowed" : "prohibited";
}

static json_t *
later_changes(const struct svc_sig *s, enum svc_lang lang)
{
	json_t				*list = json_array(), *m;
	const struct svc_change		*c;
	size_t				 i;

	for (i = 0; i < s->nchanges; i++) {
		c = &s->changes[i];
		m = json_pack("{s:s, s:b, s:s}", "code",
		    pdf_change_name(c->code), "allowed", c->allowed,
		    "sentence", svc_word_change(c->code, lang));
		if (c->num != 0)
			json_object_set_new(m, "object",
			    json_integer(c->num));
		put_place(m, c->page, c->rect);
		if (c->what.n > 0)
			json_object_set_new(m, "what", svc_json_text(c->what));
		json_array_append_new(list, m);
	}
	m = json_pack("{s:s, s:o}", "verdict", later_name(s->later), "list",
	    list);
	if (s->all_changes > s->nchanges)
		json_object_set_new(m, "more",
		    json_integer((json_int_t)(s->all_changes -
		    s->nchanges)));
	return m;
}

static json_t *
warnings(const struct svc_sig *s)
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
		{ ESIGN_WARN_REVOKED_LATER, "REVOKED_AFTER_PROVEN_TIME" },
		{ ESIGN_WARN_REVOCATION, "NO_REVOCATION_DATA" },
		{ ESIGN_WARN_WEAK, "WEAK_ALGORITHM" },
		{ ESIGN_WARN_SIGNERS, "SEVERAL_SIGNERS" },
		{ ESIGN_WARN_STRAY, "BYTES_OUTSIDE_OBJECTS" },
		{ ESIGN_WARN_UNAGREED, "CERTIFICATION_NOT_IN_BOTH" },
	};
	json_t	*list = json_array();
	size_t	 i;

	for (i = 0; i < ES_COUNT(all); i++)
		if (s->warnings & all[i].bit)
			json_array_append_new(list,
			    json_string(all[i].name));
	if (s->later == PDF_VERDICT_UNKNOWN)
		json_array_append_new(list,
		    json_string("LATER_CHANGES_NOT_JUDGED"));
	return list;
}

static json_t *
times(const struct svc_sig *s)
{
	return json_pack("{s:o, s:o, s:s}", "claimed", instant(s->claimed),
	    "proven", instant(s->proven), "source",
	    s->proof == ESIGN_PROOF_TOKEN ? "signature-time-stamp" :
	    s->proof == ESIGN_PROOF_DOCUMENT ? "document-time-stamp" :
	    s->claimed != 0 ? "claimed" : "none");
}

/* What lists and answers said, and where they came from. */
static json_t *
revocation(const struct svc_sig *s)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:b, s:o, s:o, s:s}",
	    "status", pki_status_name(s->status),
	    "of", s->status_ca ? "issuer" : "signer",
	    "source", s->source == PKI_SOURCE_CRL ? "list" :
	    s->source == PKI_SOURCE_OCSP ? "responder" : "none",
	    "date", instant(s->status_of), "in_file", s->in_file,
	    "revoked", instant(s->revoked), "since", instant(s->since),
	    "reason", s->revoked == 0 ? "" : pki_reason_name(s->reason));
}

static json_t *
signature(const struct svc_look *l, const struct svc_sig *s,
    enum svc_lang lang)
{
	json_t	*m;

	m = json_pack("{s:s, s:o, s:s, s:s, s:s, s:{s:i, s:i, s:b}, s:o, "
	    "s:s, s:s, s:o, s:o, s:o}",
	    "kind", s->kind == PDF_SIG_TIMESTAMP ? "timestamp" : "seal",
	    "field", svc_json_text(s->field),
	    "indication", esign_main_name(s->main),
	    "sub_indication", esign_sub_name(s->sub),
	    "integrity", svc_integrity_name(s->integrity),
	    "coverage", "revision", (int)s->rev + 1, "of", (int)l->revs,
	    "whole_file", s->whole_file,
	    "later_changes", later_changes(s, lang),
	    "trust", pki_verdict_name(s->trust),
	    "level", esign_level_name(s->level),
	    "signer", s->signer.n == 0 ? json_null() : svc_json_text(s->signer),
	    "time", times(s), "warnings", warnings(s));
	if (m == NULL)
		return NULL;
	put_place(m, s->page, s->rect);
	json_object_set_new(m, "revocation", revocation(s));
	json_object_set_new(m, "lacks", s->lacks.n == 0 ? json_null() :
	    svc_json_text(s->lacks));
	json_object_set_new(m, "why", s->why.n == 0 ? json_null() :
	    svc_json_text(s->why));
	return m;
}

enum svc_headline
svc_look_headline(const struct svc_look *l)
{
	struct svc_facts	 f[ES_LIMIT_PDF_SIGS];
	enum svc_headline	 h;
	size_t			 i, n = 0;

	for (i = 0; i < l->n && i < ES_COUNT(f); i++)
		if (l->sigs[i].kind != PDF_SIG_TIMESTAMP)
			f[n++] = l->sigs[i].facts;
	h = svc_verdict_file(svc_look_reason(l) == NULL ? SVC_PASS :
	    SVC_FAIL, f, n);
	/* That only the register knows. */
	return h == SVC_H_NOT_ISSUED || h == SVC_H_UNDECIDED ?
	    SVC_H_UNDETERMINED : h;
}

static json_t *
about(const struct svc_look *l, const char *name)
{
	char	 hex[65] = "";

	if (l->bytes > 0)
		crypt_hex(es_view(l->sha256, 32), hex);
	return json_pack("{s:o, s:I, s:o}", "name",
	    svc_json_text(es_view_str(name)), "bytes",
	    (json_int_t)l->bytes, "sha256",
	    hex[0] == '\0' ? json_null() : json_string(hex));
}

json_t *
svc_look_object(const struct svc_look *l, const char *name,
    enum svc_lang lang)
{
	const char	*reason = svc_look_reason(l);
	json_t		*list = json_array();
	size_t		 i;

	for (i = 0; reason == NULL && i < l->n; i++)
		json_array_append_new(list, signature(l, &l->sigs[i], lang));
	return json_pack("{s:o, s:b, s:o, s:o, s:s, s:o}",
	    "file", about(l, name), "readable", reason == NULL,
	    "reason", reason == NULL ? json_null() : json_string(reason),
	    "detail", l->why_text.n == 0 ? json_null() :
	    svc_json_text(l->why_text),
	    "headline", svc_headline_name(svc_look_headline(l)),
	    "signatures", list);
}

int
svc_json_print(json_t *top, struct es_buf *out, struct es_err *err)
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
svc_report_json(const struct svc_look *l, const char *name,
    enum svc_lang lang, struct es_buf *out, struct es_err *err)
{
	return svc_json_print(svc_look_object(l, name, lang), out, err);
}
