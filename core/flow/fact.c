/*
 * flow/fact.c - values of a record and the conditions on them; see def.h.
 *
 * A record is canonical (docs/FORMATS.md): one start tag of a name, values
 * in double quotes, nothing hidden in comments.  es-signd reads it the same
 * way, without an XML library beside its keys.
 */
#include "base/xml.h"
#include "flow/def.h"

/* From the end of "<name" on; false when there is no such start tag. */
static bool
find_tag(struct es_view r, struct es_view name, struct es_view *rest)
{
	size_t	 at = 0, end;

	while ((at = es_view_find(r, name, at)) != SIZE_MAX) {
		end = at + name.n;
		if (at > 0 && r.p[at - 1] == '<' && end < r.n &&
		    es_xml_is_blank(r.p[end])) {
			*rest = es_view_sub(r, end, r.n - end);
			return true;
		}
		at = end;
	}
	return false;
}

struct es_view
flow_fact(struct es_view record, struct es_view field)
{
	size_t		 slash = es_view_find(field, ES_LIT("/"), 0);
	struct es_view	 element = ES_LIT("record"), attr = field, tag;

	if (slash != SIZE_MAX) {
		element = es_view_sub(field, 0, slash);
		attr = es_view_sub(field, slash + 1, field.n);
	}
	if (element.n == 0 || !find_tag(record, element, &tag))
		return ES_VIEW_EMPTY;
	return es_xml_attr(tag, attr);
}

bool
flow_number(struct es_view v, int64_t *out)
{
	int64_t	 x = 0;
	int	 digits = 0, decimals = -1;
	size_t	 i;

	*out = 0;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] == ',' && digits > 0 && decimals < 0)
			continue;
		if (v.p[i] == '.' && digits > 0 && decimals < 0) {
			decimals = 0;
			continue;
		}
		if (v.p[i] < '0' || v.p[i] > '9' || ++digits > 15 ||
		    decimals == 2)
			return false;
		decimals += decimals >= 0;
		x = x * 10 + (v.p[i] - '0');
	}
	if (digits == 0 || decimals == 0)
		return false;
	*out = x * (decimals < 0 ? 100 : decimals == 1 ? 10 : 1);
	return true;
}

static bool
holds(const struct flow_when *w, struct es_view record)
{
	struct es_view	 v = flow_fact(record, w->field);
	int64_t		 x;

	if (w->is.n > 0)
		return es_view_lists(w->is, v);
	if (!flow_number(v, &x))
		return true;
	return (!w->from_set || x >= w->from) &&
	    (!w->below_set || x < w->below);
}

bool
flow_applies(const struct flow_step *s, struct es_view record)
{
	size_t	 i;

	for (i = 0; i < s->nwhen; i++)
		if (!holds(&s->when[i], record))
			return false;
	return true;
}
