/*
 * svc/verify/json.c - a file's report for machines, with the register's word.
 *
 * The object of es(1) and, beside it, what only we can say: the headline with
 * the register, the checks, the document, the time of the question.
 */
#include "base/limits.h"
#include "base/time.h"
#include "crypt/text.h"
#include "svc/verify/report_priv.h"
#include "svc/verify/priv.h"

static json_t *
instant(int64_t t)
{
	char	 iso[ES_TIME_ISO];

	return json_string(es_time_iso(t, 0, iso));
}

static json_t *
checks(const struct svc_file *f, enum svc_lang lang)
{
	json_t	*list = json_array();
	int	 c;

	for (c = 0; c < SVC_CHECK__MAX; c++) {
		enum svc_answer	 a = svc_file_check(f, (enum svc_check)c);

		json_array_append_new(list, json_pack("{s:s, s:s, s:s}",
		    "check", svc_check_name((enum svc_check)c),
		    "answer", svc_answer_name(a), "sentence",
		    a == SVC_NA ? svc_word_answer(a, lang) :
		    svc_word_check_said((enum svc_check)c, a, lang)));
	}
	return list;
}

/* What the register shows to somebody who holds the very file. */
static json_t *
document(const struct svc_seen *s, const struct svc_question *q)
{
	const struct svc_entry	*e = &s->entry;
	json_t			*m;

	m = json_pack("{s:o, s:o, s:o, s:s, s:o, s:I}",
	    "number", svc_json_text(e->number),
	    "type", svc_json_text(e->type[q->lang]),
	    "office", svc_json_text(e->office[q->lang]),
	    "state", svc_reg_name(s->facts.reg),
	    "issued", instant(e->issued),
	    "pages", (json_int_t)e->pages);
	if (e->valid_until != 0)
		json_object_set_new(m, "until", instant(e->valid_until));
	if (e->disposed != 0)
		json_object_set_new(m, "disposed", instant(e->disposed));
	return m;
}

static json_t *
receipt(const struct svc_entry *e)
{
	char	 hex[65] = "";

	if (e->about.n == 32)
		crypt_hex(e->about, hex);
	return json_pack("{s:o, s:o, s:o, s:s}", "number",
	    svc_json_text(e->number), "at", instant(e->issued), "headline",
	    svc_json_text(e->headline), "sha256", hex);
}

static void
add_register(json_t *top, const struct svc_file *f)
{
	json_t	*list = json_object_get(top, "signatures");
	size_t	 i;

	for (i = 0; i < f->look.n; i++)
		if (svc_is_seal(&f->sigs[i]))
			json_object_set_new(json_array_get(list, i),
			    "register", json_string(svc_reg_name(
			    f->sigs[i].facts.reg)));
}

static json_t *
object(const struct svc_file *f, const struct svc_question *q,
    const char *name)
{
	json_t			*top = svc_look_object(&f->look, name,
				    q->lang);
	const struct svc_seen	*s = svc_file_known(f);

	if (top == NULL)
		return NULL;
	json_object_set_new(top, "headline",
	    json_string(svc_headline_name(f->headline)));
	add_register(top, f);
	json_object_set_new(top, "checks", checks(f, q->lang));
	if (s != NULL && s->entry.receipt)
		json_object_set_new(top, "receipt", receipt(&s->entry));
	else if (s != NULL)
		json_object_set_new(top, "document", document(s, q));
	json_object_set_new(top, "checked", instant(q->now));
	return top;
}

int
svc_file_json(const struct svc_file *f, const struct svc_question *q,
    const char *name, struct es_buf *out, struct es_err *err)
{
	if (svc_json_print(object(f, q, name), out, err) < 0)
		return -1;
	es_buf_add_ch(out, '\n');
	return es_buf_ok(out, "report", err);
}

int
svc_file_xml(const struct svc_file *f, const struct svc_question *q,
    const char *name, struct es_buf *out, struct es_err *err)
{
	return svc_xml_print(object(f, q, name), out, err);
}
