/* svc/verify/inspect.c - see inspect.h. */
#include "svc/verify/inspect.h"

#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "pdf/changes.h"
#include "pdf/dss.h"
#include "pdf/read.h"
#include "pdf/sigs.h"
#include "svc/verify/inspect_priv.h"
#include "svc/verify/report_priv.h"

static json_t *
number(size_t n)
{
	return n == SIZE_MAX ? json_null() : json_integer((json_int_t)n);
}

static json_t *
name_of(const struct pdf_obj *o)
{
	return pdf_obj_is(o, PDF_NAME) ? svc_json_text(o->u.text) :
	    json_null();
}

static json_t *
object(struct pdf_file *f, const struct pdf_entry *e)
{
	static const char *const	 where[] = { "nowhere", "free",
		"file", "object-stream" };
	json_t				*m;

	m = json_pack("{s:I, s:s}", "number", (json_int_t)e->num, "where",
	    where[e->where]);
	if (e->where == PDF_WHERE_FREE)
		return m;
	if (e->where == PDF_WHERE_FILE)
		json_object_set_new(m, "generation", json_integer(e->gen));
	json_object_set_new(m, e->where == PDF_WHERE_FILE ? "byte" :
	    "stream", number(e->at));
	json_object_set_new(m, "bytes", number(pdf_entry_bytes(f, e).n));
	json_object_set_new(m, "type", name_of(pdf_obj_key(
	    pdf_entry_obj(f, e), "Type")));
	if (e->hidden)
		json_object_set_new(m, "hidden", json_true());
	return m;
}

static json_t *
revision(struct pdf_file *f, size_t k)
{
	const struct pdf_rev	*r = pdf_file_rev(f, k);
	const struct pdf_entry	*e;
	json_t			*list = json_array();
	struct es_err		 quiet = ES_ERR_INIT;
	size_t			 i, pages = SIZE_MAX;

	for (i = 0; (e = pdf_file_entry(f, i)) != NULL; i++)
		if (e->rev == k)
			json_array_append_new(list, object(f, e));
	if (pdf_file_ok(f, &quiet) == 0 && pdf_file_pages(f, k, &pages,
	    &quiet) < 0)
		pages = SIZE_MAX;
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:s, s:o, s:o}",
	    "revision", (json_int_t)k + 1, "start", number(r->start),
	    "xref", number(r->xref), "eof", number(r->eof), "end",
	    number(r->end), "form", r->stream ? "stream" : "table", "pages",
	    number(pages), "objects", list);
}

static json_t *
locks(const struct pdf_sig *s)
{
	static const char *const	 names[] = { "none", "all",
		"include", "exclude" };
	json_t				*list = json_array();
	size_t				 i;

	for (i = 0; i < s->nlocked; i++)
		json_array_append_new(list, svc_json_text(s->locked[i]));
	return json_pack("{s:s, s:o}", "action", names[s->lock], "fields",
	    list);
}

static json_t *
change(const struct pdf_change *x)
{
	json_t	*m = json_pack("{s:s, s:b}", "code",
		    pdf_change_name(x->code), "allowed", x->allowed);

	if (x->num != 0)
		json_object_set_new(m, "object", json_integer(x->num));
	if (x->page != SIZE_MAX)
		json_object_set_new(m, "page", number(x->page + 1));
	if (x->what.n > 0)
		json_object_set_new(m, "what", svc_json_text(x->what));
	return m;
}

static json_t *
changes(struct pdf_file *f, const struct pdf_sigs *all,
    const struct pdf_sig *s)
{
	json_t			*list = json_array(), *m;
	struct es_err		 quiet = ES_ERR_INIT;
	struct pdf_changes	*c;
	size_t			 i;

	if (pdf_changes(&c, f, all, s, &quiet) < 0)
		return json_pack("{s:s, s:o}", "verdict", "unknown", "list",
		    list);
	for (i = 0; i < pdf_changes_count(c); i++)
		json_array_append_new(list, change(pdf_changes_at(c, i)));
	m = json_pack("{s:s, s:o}", "verdict",
	    pdf_verdict_name(pdf_changes_verdict(c)), "list", list);
	pdf_changes_free(c);
	return m;
}

/* Every answer of pdf/sigs.h by its name. */
static json_t *
structure(const struct pdf_sig *s)
{
	return json_pack("{s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
	    "sound", pdf_sig_sound(s), "place",
	    pdf_sig_place_name(s->place), "keys", pdf_sig_keys_name(s->keys),
	    "range", pdf_range_name(s->range), "gap", pdf_gap_name(s->gap),
	    "contents", pdf_contents_name(s->contents), "cover",
	    pdf_cover_name(s->cover), "certification", pdf_mdp_name(s->mdp),
	    "permits", pdf_mdp_name(s->permits));
}

static json_t *
range(const struct pdf_file *f, const struct pdf_sig *s)
{
	const unsigned char	*p = pdf_file_bytes(f).p;

	if (s->range != PDF_RANGE_GOOD)
		return json_null();
	return json_pack("[o, o, o, o]", number((size_t)(s->ranges[0].p - p)),
	    number(s->ranges[0].n), number((size_t)(s->ranges[1].p - p)),
	    number(s->ranges[1].n));
}

static json_t *
signature(struct pdf_file *f, const struct pdf_sigs *all,
    const struct pdf_sig *s)
{
	json_t	*m = json_object();

	json_object_set_new(m, "object", json_integer(s->num));
	json_object_set_new(m, "field", json_integer(s->field));
	json_object_set_new(m, "name", svc_json_text(s->name));
	json_object_set_new(m, "kind", json_string(s->kind ==
	    PDF_SIG_TIMESTAMP ? "timestamp" : s->kind == PDF_SIG_SEAL ?
	    "seal" : "unknown"));
	json_object_set_new(m, "subfilter",
	    json_string(pdf_subfilter_name(s->subfilter)));
	json_object_set_new(m, "brought_by_revision", number(s->made + 1));
	json_object_set_new(m, "byte_range", range(f, s));
	json_object_set_new(m, "contents_bytes", number(s->hex.n / 2));
	json_object_set_new(m, "structure", structure(s));
	json_object_set_new(m, "lock", locks(s));
	json_object_set_new(m, "claims", json_pack("{s:o, s:o, s:o, s:o}",
	    "M", svc_json_text(s->m), "Name", svc_json_text(s->signer),
	    "Reason", svc_json_text(s->reason), "Location",
	    svc_json_text(s->location)));
	json_object_set_new(m, "later", changes(f, all, s));
	json_object_set_new(m, "cms", s->der.n == 0 ? json_null() :
	    svc_inspect_cms(s->der));
	return m;
}

static json_t *
signatures(struct pdf_file *f)
{
	json_t		*list = json_array();
	struct es_err	 quiet = ES_ERR_INIT;
	struct pdf_sigs	*all;
	size_t		 i;

	if (pdf_sigs(&all, f, &quiet) < 0)
		return list;
	for (i = 0; i < pdf_sigs_count(all); i++)
		json_array_append_new(list, signature(f, all,
		    pdf_sigs_at(all, i)));
	pdf_sigs_free(all);
	return list;
}

static json_t *
store(struct pdf_file *f)
{
	json_t		*list = json_array(), *m;
	struct es_err	 quiet = ES_ERR_INIT;
	struct pdf_dss	 d;
	size_t		 i;

	if (pdf_dss_read(&d, f, &quiet) < 0 || !d.present) {
		json_decref(list);
		return json_null();
	}
	for (i = 0; i < d.n; i++) {
		m = json_pack("{s:I, s:s, s:o, s:o}", "object",
		    (json_int_t)d.at[i].num, "kind",
		    pdf_dss_vri_key(d.at[i].kind), "revision",
		    number(d.at[i].rev + 1), "bytes", number(d.at[i].der.n));
		if (d.at[i].kind == PDF_DSS_CERT)
			json_object_set_new(m, "certificate",
			    svc_inspect_cert(d.at[i].der));
		json_array_append_new(list, m);
	}
	return json_pack("{s:o, s:o, s:o}", "revision", number(d.rev + 1),
	    "passed_over", number(d.broken), "entries", list);
}

static void
inside(json_t *top, struct pdf_file *f)
{
	json_t	*revs = json_array();
	size_t	 i, from, to;

	json_object_set_new(top, "version", json_integer(
	    pdf_file_version(f)));
	json_object_set_new(top, "stray_bytes",
	    pdf_file_stray(f, &from, &to) ? json_pack("[o, o]",
	    number(from), number(to)) : json_null());
	json_object_set_new(top, "signatures", signatures(f));
	for (i = 0; i < pdf_file_revs(f); i++)
		json_array_append_new(revs, revision(f, i));
	json_object_set_new(top, "revisions", revs);
	json_object_set_new(top, "dss", store(f));
}

/* -- the same as lines -------------------------------------------------- */
static void
line(struct es_buf *out, int depth, const char *key)
{
	es_buf_fill(out, ' ', 2 * (size_t)depth);
	if (key != NULL)
		es_buf_printf(out, "%s:", key);
	else
		es_buf_add_ch(out, '-');
}

static bool
simple(const json_t *j)
{
	return !json_is_object(j) && !json_is_array(j);
}

static void
scalar(struct es_buf *out, const json_t *j)
{
	if (json_is_string(j))
		es_buf_printf(out, " %s", json_string_value(j));
	else if (json_is_integer(j))
		es_buf_printf(out, " %lld",
		    (long long)json_integer_value(j));
	else
		es_buf_add_str(out, json_is_true(j) ? " yes" :
		    json_is_false(j) ? " no" : " none");
}

static void
lines(struct es_buf *out, const json_t *j, int depth, const char *key)
{
	const char	*k;
	json_t		*v;
	size_t		 i;
	bool		 flat = true;

	line(out, depth, key);
	json_array_foreach(j, i, v)
		flat = flat && simple(v);
	if (simple(j) || (json_is_array(j) && flat)) {
		if (simple(j))
			scalar(out, j);
		json_array_foreach(j, i, v)
			scalar(out, v);
		es_buf_add_ch(out, '\n');
		return;
	}
	es_buf_add_ch(out, '\n');
	json_array_foreach(j, i, v)
		lines(out, v, depth + 1, NULL);
	json_object_foreach((json_t *)j, k, v)
		lines(out, v, depth + 1, k);
}

static int
print(json_t *top, bool text, struct es_buf *out, struct es_err *err)
{
	const char	*k;
	json_t		*v;

	if (!text)
		return svc_json_print(top, out, err);
	json_object_foreach(top, k, v)
		lines(out, v, 0, k);
	json_decref(top);
	return es_buf_ok(out, "inspect", err);
}

int
svc_inspect(struct es_view bytes, const char *name, bool text,
    struct es_buf *out, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct es_err	 e = ES_ERR_INIT;
	enum pdf_why	 why;
	struct pdf_file	*f = NULL;
	json_t		*top;

	if (crypt_digest(CRYPT_SHA256, bytes, sum, err) < 0)
		return -1;
	top = json_pack("{s:{s:o, s:o, s:o}}", "file", "name",
	    svc_json_text(es_view_str(name)), "bytes", number(bytes.n),
	    "sha256", svc_inspect_hex(es_view(sum, sizeof(sum))));
	if (pdf_read(&f, bytes, &why, &e) == 0) {
		inside(top, f);
		why = pdf_file_ok(f, &e) < 0 ? pdf_file_why(f) :
		    PDF_WHY_NONE;
	}
	json_object_set_new(top, "readable", json_boolean(why ==
	    PDF_WHY_NONE));
	json_object_set_new(top, "reason", why == PDF_WHY_NONE ?
	    json_null() : json_string(pdf_why_name(why)));
	json_object_set_new(top, "detail", why == PDF_WHY_NONE ?
	    json_null() : svc_json_text(es_view_str(e.msg)));
	pdf_file_free(f);
	if (print(top, text, out, err) < 0)
		return -1;
	return why == PDF_WHY_NONE ? 0 : 1;
}
