/*
 * svc/verify/report_xml.c - the same object as XML (docs/report.rng).
 *
 * Written from the object itself, so that both always say the same: a member
 * is an element of its name, a list holds an element for each entry, null is
 * no element.  A list of numbers is one text of them.
 */
#include "base/xml.h"
#include "svc/verify/report_priv.h"

#define NAMESPACE	"urn:yinxin:report:1"

/* What one entry of a list is called. */
static const char *
entry_name(const char *list)
{
	static const struct {
		const char	*list, *entry;
	} all[] = {
		{ "signatures", "signature" }, { "list", "change" },
		{ "warnings", "warning" }, { "checks", "check" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(all); i++)
		if (strcmp(all[i].list, list) == 0)
			return all[i].entry;
	return "item";
}

static void
put_number(struct es_buf *b, const json_t *j)
{
	if (json_is_integer(j))
		es_buf_add_int(b, json_integer_value(j));
	else
		es_buf_printf(b, "%.9g", json_real_value(j));
}

static void put_value(struct es_buf *b, const char *name, json_t *j);

static void
put_entries(struct es_buf *b, const char *name, json_t *list)
{
	size_t	 i;
	json_t	*j;

	json_array_foreach(list, i, j) {
		if (!json_is_number(j)) {
			put_value(b, entry_name(name), j);
			continue;
		}
		if (i > 0)
			es_buf_add_ch(b, ' ');
		put_number(b, j);
	}
}

/* Depth is that of our own objects: five. */
static void
put_value(struct es_buf *b, const char *name, json_t *j)
{
	const char	*key;
	json_t		*child;

	if (json_is_null(j))
		return;
	es_buf_printf(b, "<%s>", name);
	if (json_is_object(j)) {
		json_object_foreach(j, key, child)
			put_value(b, key, child);
	} else if (json_is_array(j))
		put_entries(b, name, j);
	else if (json_is_boolean(j))
		es_buf_add_str(b, json_is_true(j) ? "true" : "false");
	else if (json_is_number(j))
		put_number(b, j);
	else
		es_xml_add(b, es_view(json_string_value(j),
		    json_string_length(j)), 0);
	es_buf_printf(b, "</%s>", name);
}

int
svc_xml_print(json_t *top, struct es_buf *out, struct es_err *err)
{
	const char	*key;
	json_t		*child;

	if (top == NULL)
		return es_fail(err, ES_E_NOMEM, "report: out of memory");
	es_buf_add_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<report xmlns=\"" NAMESPACE "\">");
	json_object_foreach(top, key, child)
		put_value(out, key, child);
	es_buf_add_str(out, "</report>\n");
	json_decref(top);
	return es_buf_ok(out, "report", err);
}
