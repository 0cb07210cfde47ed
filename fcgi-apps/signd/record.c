/* signd/record.c - see record.h. */
#include "record.h"

#include "base/xml.h"

/* Where a start tag's attributes begin; false unless there is one tag. */
static bool
find_tag(struct es_view r, struct es_view open, struct es_view *rest)
{
	size_t	 at = es_view_find(r, open, 0), end;

	if (at == SIZE_MAX)
		return false;
	end = at + open.n;
	if (end >= r.n || (r.p[end] != ' ' && r.p[end] != '\n'))
		return false;
	*rest = es_view_sub(r, end, r.n - end);
	return es_view_find(r, open, end) == SIZE_MAX;
}

static bool
same(struct es_view tag, struct es_view name, struct es_view want)
{
	return want.n > 0 && es_view_eq(es_xml_attr(tag, name), want);
}

/* A record writes ABCDEFGHJKMNPQRS as ABCD-EFGH-JKMN-PQRS. */
static bool
same_code(struct es_view tag, struct es_view want)
{
	struct es_view	 got = es_xml_attr(tag, ES_LIT("code"));
	size_t		 i, k = 0;

	for (i = 0; i < got.n; i++) {
		if (got.p[i] == '-' && i % 5 == 4)
			continue;
		if (k == want.n || got.p[i] != want.p[k++])
			return false;
	}
	return k == want.n && k > 0;
}

/*
 * After the declaration only elements with plain names: no comment, CDATA,
 * DOCTYPE or prefix in which a second person could hide.
 */
static bool
is_plain(struct es_view r)
{
	size_t	 i = es_view_starts(r, ES_LIT("<?xml ")) ? 1 : 0;

	while ((i = es_view_find(r, ES_LIT("<"), i)) != SIZE_MAX) {
		i++;
		if (i < r.n && r.p[i] == '/')
			i++;
		if (i >= r.n || r.p[i] < 'a' || r.p[i] > 'z')
			return false;
		while (i < r.n && r.p[i] >= 'a' && r.p[i] <= 'z')
			i++;
		if (i >= r.n || (!es_xml_is_blank(r.p[i]) && r.p[i] != '>' &&
		    r.p[i] != '/'))
			return false;
	}
	return true;
}

bool
record_is_of(struct es_view record, const struct record_names *w)
{
	struct es_view	 root, document, person, seal;

	return is_plain(record) &&
	    find_tag(record, ES_LIT("<record"), &root) &&
	    find_tag(record, ES_LIT("<document"), &document) &&
	    find_tag(record, ES_LIT("<person"), &person) &&
	    find_tag(record, ES_LIT("<seal"), &seal) &&
	    same(root, ES_LIT("type"), w->type) &&
	    same(root, ES_LIT("lang"), w->lang) &&
	    same(document, ES_LIT("number"), w->number) &&
	    same_code(document, w->code) &&
	    same(person, ES_LIT("number"), w->person) &&
	    same(seal, ES_LIT("number"), w->seal);
}

/* The attributes of one tag: up to the '>' outside of quotes. */
static size_t
tag_end(struct es_view r, size_t at)
{
	bool	 quoted = false;

	for (; at < r.n; at++)
		if (r.p[at] == '"')
			quoted = !quoted;
		else if (r.p[at] == '>' && !quoted)
			return at;
	return SIZE_MAX;
}

bool
record_text(struct es_view record, size_t n, struct record_text *out)
{
	struct es_view	 form, list, row, seal;
	size_t		 at, end;

	memset(out, 0, sizeof(*out));
	if (!is_plain(record) || !find_tag(record, ES_LIT("<form"), &form) ||
	    !find_tag(record, ES_LIT("<places"), &list))
		return false;
	out->digest = es_xml_attr(form, ES_LIT("digest"));
	if ((end = es_view_find(list, ES_LIT("</places>"), 0)) == SIZE_MAX)
		return false;
	list = es_view_sub(list, 0, end);
	for (at = 0; (at = es_view_find(list, ES_LIT("<row "), at)) !=
	    SIZE_MAX; at = end) {
		if ((end = tag_end(list, at)) == SIZE_MAX)
			return false;
		row = es_view_sub(list, at + 4, end - at - 4);
		seal = es_xml_attr(row, ES_LIT("seal"));
		if (seal.n == 0)
			continue;
		if (++out->seals == n)
			out->seal = seal;
	}
	return out->digest.n == 64 && out->seal.n > 0;
}
