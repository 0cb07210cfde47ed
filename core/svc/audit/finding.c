/* svc/audit/finding.c - findings of an audit in words; see checkpoint.h. */
#include <jansson.h>
#include <stdlib.h>

#include "crypt/text.h"
#include "svc/audit/checkpoint.h"

int
svc_finding_json(const struct audit_finding *f, struct es_buf *out,
    struct es_err *err)
{
	bool	 good = f->flaw == AUDIT_INTACT;
	char	 hex[2 * sizeof(f->head) + 1], *text;
	json_t	*o = json_pack("{s:s, s:s, s:I}", "chain", f->chain, "result",
		    audit_flaw_name(f->flaw), "entries",
		    (json_int_t)f->entries);

	if (o == NULL)
		return es_fail(err, ES_E_NOMEM, "json: out of memory");
	crypt_hex(es_view(f->head, sizeof(f->head)), hex);
	if (good)
		json_object_set_new(o, "head", json_string(hex));
	else
		json_object_set_new(o, "entry", json_integer(
		    (json_int_t)f->seq));
	if (f->from != 0)
		json_object_set_new(o, "from", json_integer(
		    (json_int_t)f->from));
	if (f->was != 0)
		json_object_set_new(o, good ? "chains" : "was", json_integer(
		    (json_int_t)f->was));
	if (f->checkpoint != 0)
		json_object_set_new(o, "checkpoint", json_integer(
		    (json_int_t)f->checkpoint));
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (text == NULL)
		return es_fail(err, ES_E_NOMEM, "json: out of memory");
	es_buf_add_str(out, text);
	free(text);
	return es_buf_ok(out, "finding", err);
}

void
svc_finding_text(const struct audit_finding *f, struct es_buf *out)
{
	char	 hex[2 * sizeof(f->head) + 1];

	crypt_hex(es_view(f->head, sizeof(f->head)), hex);
	if (f->flaw == AUDIT_INTACT) {
		es_buf_printf(out, "intact   %-20s %llu entries", f->chain,
		    (unsigned long long)f->entries);
		if (f->was != 0)
			es_buf_printf(out, " of %llu chains",
			    (unsigned long long)f->was);
		else
			es_buf_printf(out, ", head %s", hex);
		return;
	}
	es_buf_printf(out, "BROKEN   %-20s entry %llu: %s", f->chain,
	    (unsigned long long)f->seq, audit_flaw_name(f->flaw));
	if (f->from != 0 && f->from != f->seq)
		es_buf_printf(out, " since entry %llu",
		    (unsigned long long)f->from);
	if (f->was != 0)
		es_buf_printf(out, f->flaw == AUDIT_MOVED ?
		    ", it was entry %llu" : ", it went on to entry %llu",
		    (unsigned long long)f->was);
	if (f->checkpoint != 0)
		es_buf_printf(out, " (checkpoint %llu)",
		    (unsigned long long)f->checkpoint);
}
