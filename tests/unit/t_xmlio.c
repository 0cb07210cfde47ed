/* t_xmlio - what is read, what is refused and where, records as trees. */
#include "base/buf.h"
#include "base/limits.h"
#include "tap.h"
#include "xmlio/xmlio.h"

static struct es_err	 err = ES_ERR_INIT;

static void
documents(void)
{
	static const char	 xml[] = "<?xml version='1.0'?>\n"
	    "<!-- c --><a x='1' y='&lt;&#x4e2d;'>\n <b>t&amp;u</b>\n"
	    " <c/><![CDATA[raw]]></a>";
	static const char *const known[] = { "x", "y", NULL };
	static const char *const less[] = { "x", NULL };
	struct xmlio			*x;
	const struct xmlio_node		*n;

	if (!ok(xmlio_parse(&x, es_view_str(xml), "f.xml", &err) == 0,
	    "a document (%s)", err.msg))
		return;
	n = xmlio_root(x);
	is_str(xmlio_name(x), "f.xml", "its name");
	is_str(xmlio_element(n), "a", "the root, after a comment");
	ok(xmlio_line(n) == 2, "line 2");
	is_str(xmlio_attr(n, "y", NULL), "<中", "character references");
	ok(xmlio_attr(n, "z", NULL) == NULL, "an absent attribute");
	is_str(xmlio_attr(n, "z", "d"), "d", "its fallback");
	ok(xmlio_known(x, n, known, &err) == 0, "known attributes");
	ok(xmlio_known(x, n, less, &err) < 0 && err.code == ES_E_FORMAT &&
	    strstr(err.msg, "f.xml:2") != NULL &&
	    strstr(err.msg, "\"y\"") != NULL, "an unknown one: %s", err.msg);
	es_err_clear(&err);
	n = xmlio_first(n);
	is_str(xmlio_element(n), "b", "blank text is skipped");
	ok(xmlio_line(n) == 3, "line 3");
	ok(xmlio_element(xmlio_first(n)) == NULL &&
	    es_view_eq_str(xmlio_text(xmlio_first(n)), "t&u"), "its text");
	n = xmlio_next(n);
	ok(xmlio_first(n) == NULL, "an empty element");
	ok(es_view_eq_str(xmlio_text(xmlio_next(n)), "raw"),
	    "CDATA is text");
	ok(xmlio_next(xmlio_next(n)) == NULL, "the end");
	xmlio_free(x);
	xmlio_free(NULL);
}

static int
parse(struct es_view xml)
{
	struct xmlio	*x;
	int		 rc;

	es_err_clear(&err);
	if ((rc = xmlio_parse(&x, xml, "f.xml", &err)) == 0)
		xmlio_free(x);
	else if (x != NULL)
		return 1;
	return rc;
}

/* The same bytes as a record. */
static int
tree(struct es_view xml)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_tree	*t;
	int		 rc;

	es_err_clear(&err);
	rc = xmlio_tree(&t, xml, a, &err);
	es_arena_free(a);
	return rc;
}

static void
hostile(void)
{
	static const char *const	 bad[] = {
		"", "x", "<a>", "<a></b>", "<a x=1/>", "<a x='1' x='2'/>",
		"<a/><b/>", "<a>\xff</a>", "<a>&nbsp;</a>", "<a>\x01</a>",
		"<!DOCTYPE a><a/>",
		"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
		"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
		"<a>&e;</a>",
		"<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c "
		"'&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d "
		"'&c;&c;&c;&c;&c;&c;&c;&c;'>]><a x='&d;'>&d;</a>",
		"<a xmlns:xi='http://www.w3.org/2001/XInclude'>"
		"<xi:include href='/etc/passwd' parse='text'/></b>",
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(bad); i++)
		ok(parse(es_view_str(bad[i])) < 0 && err.code ==
		    ES_E_FORMAT && strstr(err.msg, "f.xml") != NULL &&
		    strchr(err.msg, '\n') == NULL, "refused: %s", err.msg);
	for (i = 0; i < ES_COUNT(bad); i++)
		ok(tree(es_view_str(bad[i])) < 0 && err.code ==
		    ES_E_FORMAT && strncmp(err.msg, "record:", 7) == 0 &&
		    strchr(err.msg, '\n') == NULL, "no record: %s", err.msg);
	ok(parse(es_view("<\0a\0/\0>\0", 8)) < 0, "UTF-16 is refused");
}

static void
limits(void)
{
	struct es_buf	 b;
	size_t		 i, k;

	for (k = 0; k < 2; k++) {
		es_buf_init(&b, ES_LIMIT_XML);
		for (i = 0; i < ES_LIMIT_XML_DEPTH + k; i++)
			es_buf_add_str(&b, "<a>");
		for (i = 0; i < ES_LIMIT_XML_DEPTH + k; i++)
			es_buf_add_str(&b, "</a>");
		ok(parse(es_buf_view(&b)) == (k == 0 ? 0 : -1) &&
		    (k == 0 || err.code == ES_E_LIMIT), "%zu deep: %s",
		    ES_LIMIT_XML_DEPTH + k, k == 0 ? "read" : err.msg);
		ok(tree(es_buf_view(&b)) == (k == 0 ? 0 : -1) &&
		    (k == 0 || err.code == ES_E_LIMIT), "a record %zu deep: "
		    "%s", ES_LIMIT_XML_DEPTH + k, k == 0 ? "read" : err.msg);
		es_buf_clear(&b);
	}
	for (k = 0; k < 2; k++) {
		es_buf_init(&b, ES_LIMIT_XML + 1);
		es_buf_add_str(&b, "<a>");
		es_buf_fill(&b, ' ', ES_LIMIT_XML - 7 + k);
		es_buf_add_str(&b, "</a>");
		ok(parse(es_buf_view(&b)) == (k == 0 ? 0 : -1) &&
		    (k == 0 || err.code == ES_E_LIMIT), "%zu bytes: %s",
		    ES_LIMIT_XML + k, k == 0 ? "read" : err.msg);
		ok(tree(es_buf_view(&b)) == (k == 0 ? 0 : -1) &&
		    (k == 0 || err.code == ES_E_LIMIT), "a record of %zu "
		    "bytes: %s", ES_LIMIT_XML + k, k == 0 ? "read" : err.msg);
		es_buf_clear(&b);
	}
}

static void
records(void)
{
	static const char	 xml[] = "<record xmlns='urn:yinxin:record:1' "
	    "type='t'><person name='艾力·买买提' n=''/>"
	    "<courses list='1'><course t='a'/><course t='b'/></courses>"
	    "<none list='1'/><note>words</note></record>";
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_tree		*t;
	const struct es_tree	*c;

	if (!ok(xmlio_tree(&t, es_view_str(xml), a, &err) == 0, "a record"))
		return;
	ok(es_view_eq_str(es_tree_text_at(t, "type"), "t") &&
	    es_tree_get(t, "xmlns") == NULL, "attributes of the root");
	ok(es_view_eq_str(es_tree_text_at(t, "person/name"),
	    "艾力·买买提") && es_tree_get(t, "person/n") != NULL,
	    "attributes of an element, empty ones too");
	c = es_tree_get(t, "courses");
	ok(es_tree_kind(c) == ES_TREE_LIST && es_tree_count(c) == 2 &&
	    es_view_eq_str(es_tree_text_at(es_tree_next(es_tree_first(c)),
	    "t"), "b"), "a list in its order");
	ok(es_tree_kind(es_tree_get(t, "none")) == ES_TREE_LIST &&
	    es_tree_count(es_tree_get(t, "none")) == 0, "an empty list");
	ok(es_view_eq_str(es_tree_text_at(t, "note"), "words"),
	    "an element with text alone");
	ok(xmlio_tree(&t, ES_LIT("<r><a>1 &amp; 2&#x4e00;<![CDATA[<]]></a>"
	    "<b x='&lt;&quot;'>t<c/>u</b><d/><e> </e></r>"), a, &err) == 0 &&
	    es_view_eq_str(es_tree_text_at(t, "a"), "1 & 2一<") &&
	    es_view_eq_str(es_tree_text_at(t, "b/x"), "<\"") &&
	    es_tree_kind(es_tree_get(t, "b")) == ES_TREE_MAP &&
	    es_tree_kind(es_tree_get(es_tree_get(t, "b"), "c")) ==
	    ES_TREE_MAP && es_tree_kind(es_tree_get(t, "d")) == ES_TREE_MAP &&
	    es_view_eq_str(es_tree_text_at(t, "e"), " "),
	    "characters by their names, text beside elements");
	ok(xmlio_tree(&t, ES_LIT("<r><a>x<b>y</b></a><a>z</a></r>"), a,
	    &err) == 0 && es_tree_count(t) == 1 &&
	    es_view_eq_str(es_tree_text_at(t, "a"), "z"),
	    "the last of two elements of one name");
	ok(xmlio_tree(&t, ES_LIT("<record"), a, &err) < 0 && t == NULL,
	    "no record, no tree");
	es_err_clear(&err);
	es_arena_free(a);
	a = es_arena_new(512);
	ok(xmlio_tree(&t, es_view_str(xml), a, &err) < 0 &&
	    err.code == ES_E_NOMEM && t == NULL, "a full arena");
	es_err_clear(&err);
	es_arena_free(a);
}

int
main(void)
{
	documents();
	hostile();
	limits();
	records();
	return done();
}
