/* t_web_template - pages: escaping where a value stands, flaws with lines. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "tap.h"
#include "web/template.h"

#define PAGE(x)	"<t:page xmlns:t=\"urn:yinxin:template\">" x "</t:page>"
#define EVIL	"<b>&\"'"

static struct es_err	 err = ES_ERR_INIT;
static struct es_arena	*arena;
static char		 dir[] = "/tmp/t_web_template.XXXXXX";

static void
put(const char *name, const char *text)
{
	char	 path[256];
	FILE	*f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if ((f = fopen(path, "w")) == NULL)
		abort();
	fputs(text, f);
	fclose(f);
}

static void
put_messages(const char *zh, const char *en)
{
	char	 text[1024];

	(void)snprintf(text, sizeof(text), "<messages>%s</messages>", zh);
	put("messages/zh-CN.xml", text);
	(void)snprintf(text, sizeof(text), "<messages>%s</messages>", en);
	put("messages/en.xml", text);
}

static struct es_tree *
data(void)
{
	struct es_tree	*t, *list, *m;

	es_arena_reset(arena);
	t = es_tree_map(arena);
	es_tree_put_str(t, "evil", EVIL);
	es_tree_put_str(t, "own", "/a?b=1&c=2");
	es_tree_put_str(t, "script", "javascript:alert(1)");
	es_tree_put_str(t, "host", "//evil.example/");
	es_tree_put_str(t, "back", "/\\evil.example/");
	es_tree_put_bool(t, "yes", true);
	es_tree_put_bool(t, "no", false);
	es_tree_put_str(t, "color", "red");
	m = es_tree_put_map(t, "person");
	es_tree_put_str(m, "name", "甲");
	list = es_tree_put_list(t, "rows");
	es_tree_put_str(es_tree_add_map(list), "x", "1");
	es_tree_put_str(es_tree_add_map(list), "x", "<2>");
	return t;
}

/* Render one template; NULL when it cannot be loaded or rendered. */
static const char *
page(const char *xml, const char *lang)
{
	static char		 out[4096];
	struct web_templates	*t = NULL;
	struct es_buf		 b;
	const char		*s = NULL;

	es_err_clear(&err);
	put("p/page.html", xml);
	es_buf_init(&b, sizeof(out) - 1);
	if (web_templates_load(&t, dir, &err) == 0 && web_template_render(t,
	    "p/page.html", lang, data(), &b, &err) == 0) {
		(void)snprintf(out, sizeof(out), "%.*s", (int)b.n,
		    (const char *)b.p);
		s = out;
	}
	es_buf_clear(&b);
	web_templates_free(t);
	return s;
}

static void
escaping(void)
{
	is_str(page(PAGE("<p><t:v of=\"evil\"/></p>"), "en"),
	    "<p>&lt;b&gt;&amp;\"'</p>", "a value in text");
	is_str(page(PAGE("<p title=\"{evil}\"></p>"), "en"),
	    "<p title=\"&lt;b&gt;&amp;&quot;&#39;\"></p>",
	    "a value in an attribute");
	is_str(page(PAGE("<p>&lt;&amp;</p><p title=\"&quot;&lt;\"/>"), "en"),
	    "<p>&lt;&amp;</p><p title=\"&quot;&lt;\"></p>",
	    "the template's own text");
	is_str(page(PAGE("<t:m k=\"hello\" a=\"evil\"/>"), "en"),
	    "A &lt; &lt;b&gt;&amp;\"' B", "a value in a message");
	is_str(page(PAGE("<p title=\"{m:hello:evil}\"></p>"), "en"),
	    "<p title=\"A &lt; &lt;b&gt;&amp;&quot;&#39; B\"></p>",
	    "a message in an attribute");
	is_str(page(PAGE("<a href=\"{own}\"></a>"), "en"),
	    "<a href=\"/a?b=1&amp;c=2\"></a>", "an own address");
	is_str(page(PAGE("<a href=\"{script}\"></a><img src=\"{host}\"/>"
	    "<form action=\"{back}\"></form>"), "en"),
	    "<a></a><img><form></form>", "other addresses are dropped");
	is_str(page(PAGE("<i data-x=\"{script}\"></i>"), "en"),
	    "<i data-x=\"javascript:alert(1)\"></i>", "data-x is no address");
	is_str(page(PAGE("<input checked=\"{yes}\" disabled=\"{no}\" "
	    "value=\"{gone}\"/>"), "en"), "<input checked>",
	    "boolean and absent attributes");
}

static void
control(void)
{
	is_str(page(PAGE("<t:m k=\"bye\"/>"), "zh-CN"), "再见", "Chinese");
	is_str(page(PAGE("<t:m k=\"bye\"/>"), "en"), "Bye", "English");
	is_str(page(PAGE("<t:v of=\"person/name\"/><t:v of=\"gone/x\"/>"),
	    "en"), "甲", "a path, and one that leads nowhere");
	is_str(page(PAGE("<t:each in=\"rows\" as=\"r\">(<t:v of=\"r/x\"/>)"
	    "</t:each><t:v of=\"r/x\"/>"), "en"), "(1)(&lt;2&gt;)",
	    "a loop and its variable");
	is_str(page(PAGE("<t:if test=\"yes\">1</t:if><t:if not=\"yes\">2"
	    "</t:if><t:if test=\"color\" is=\"red\">3</t:if>"
	    "<t:if not=\"color\" is=\"red\">4</t:if>"
	    "<t:if test=\"gone\">5</t:if>"), "en"), "13", "conditions");
	put("p/frame.html", PAGE("[<t:slot/>]"));
	is_str(page("<t:use xmlns:t=\"urn:yinxin:template\" "
	    "file=\"p/frame.html\">in <t:v of=\"color\"/></t:use>", "en"),
	    "[in red]", "a frame with its slot");
	is_str(page("<html><body><br/></body></html>", "en"),
	    "<!DOCTYPE html>\n<html><body><br></body></html>", "HTML");
}

static void
flaws(void)
{
	static const struct {
		const char	*xml, *want, *what;
	} bad[] = {
		{ PAGE("\n<p>"), "p/page.html:2:", "malformed" },
		{ PAGE("\n\n<t:m k=\"none\"/>"),
		    "p/page.html:3: no message \"none\"", "unknown message" },
		{ PAGE("\n<p onclick=\"{evil}\"/>"), "p/page.html:2: no hole",
		    "a hole in a handler" },
		{ PAGE("<p style=\"{evil}\"/>"), "p/page.html:1: no hole",
		    "a hole in a style" },
		{ PAGE("<iframe srcdoc=\"{evil}\"/>"), "no hole",
		    "a hole in srcdoc" },
		{ PAGE("<p title=\"a {evil}\"/>"),
		    "a hole is a whole value or none", "half a hole" },
		{ PAGE("<a href=\"{m:bye}\"/>"), "an address is no message",
		    "a message as address" },
		{ PAGE("<script>x</script>"), "scripts and styles are files",
		    "a script" },
		{ PAGE("<style><t:v of=\"evil\"/></style>"),
		    "scripts and styles are files", "a style" },
		{ PAGE("<br>x</br>"), "this element has no content",
		    "a full void element" },
		{ PAGE("<t:odd/>"), "unknown t: element", "unknown element" },
		{ PAGE("<t:v/>"), "v needs of", "v without of" },
		{ PAGE("<t:each in=\"rows\"/>"), "each needs in and as",
		    "each without as" },
		{ PAGE("<t:if is=\"x\"/>"), "if needs test or not",
		    "if without test" },
		{ "<t:use xmlns:t=\"urn:yinxin:template\" file=\"p/no.html\"/>",
		    "there is no template \"p/no.html\"", "unknown frame" },
		{ "<!DOCTYPE a [<!ENTITY b \"c\">]><html>&b;</html>",
		    "a DTD is not allowed", "a DTD" },
		{ "<t:use xmlns:t=\"urn:yinxin:template\" "
		    "file=\"p/page.html\"/>", "uses itself",
		    "a frame of its own" },
		{ "", "p/page.html", "an empty file" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(bad); i++)
		ok(page(bad[i].xml, "en") == NULL && strstr(err.msg,
		    bad[i].want) != NULL, "%s: %s", bad[i].what, err.msg);
}

static void
deep(void)
{
	static char	 xml[ES_KIB * 2];
	size_t		 k, i, n;

	for (k = 0; k < 2; k++) {	/* the page is the first level */
		n = (size_t)snprintf(xml, sizeof(xml),
		    "<t:page xmlns:t=\"urn:yinxin:template\">");
		for (i = 0; i < ES_LIMIT_XML_DEPTH - 1 + k; i++)
			n += (size_t)snprintf(xml + n, sizeof(xml) - n, "<p>");
		for (i = 0; i < ES_LIMIT_XML_DEPTH - 1 + k; i++)
			n += (size_t)snprintf(xml + n, sizeof(xml) - n,
			    "</p>");
		(void)snprintf(xml + n, sizeof(xml) - n, "</t:page>");
		ok((page(xml, "en") != NULL) == (k == 0),
		    "%zu elements deep: %s", ES_LIMIT_XML_DEPTH + k, err.msg);
	}
}

/* A page in a frame, in a frame ... : so many levels. */
static const char *
frames(size_t levels)
{
	static const char	 open[] = "<t:use xmlns:t=\"urn:yinxin:"
				    "template\" file=\"p/f%zu.html\"/>";
	char			 name[32], xml[128];
	size_t			 i;

	for (i = 2; i <= levels; i++) {
		(void)snprintf(name, sizeof(name), "p/f%zu.html", i);
		(void)snprintf(xml, sizeof(xml), open, i + 1);
		put(name, i == levels ? PAGE("A") : xml);
	}
	(void)snprintf(xml, sizeof(xml), open, (size_t)2);
	return page(xml, "en");
}

static void
framed(void)
{
	char	 path[256];
	size_t	 i;

	is_str(frames(ES_LIMIT_TEMPLATE_DEPTH), "A", "as many as may be");
	ok(frames(ES_LIMIT_TEMPLATE_DEPTH + 1) == NULL && err.code ==
	    ES_E_LIMIT, "one more: %s", err.msg);
	for (i = 2; i <= ES_LIMIT_TEMPLATE_DEPTH + 1; i++) {
		(void)snprintf(path, sizeof(path), "%s/p/f%zu.html", dir, i);
		(void)unlink(path);
	}
}

static void
sizes(void)
{
	char	*xml;
	size_t	 k, n, want;

	for (k = 0; k < 2; k++) {
		struct web_templates	*t = NULL;

		want = ES_LIMIT_TEMPLATE + k;
		if ((xml = malloc(want + 1)) == NULL)
			return;
		n = strlen(PAGE(""));
		memset(xml, ' ', want);
		memcpy(xml, PAGE(""), n);
		xml[want] = '\0';
		put("p/page.html", xml);
		free(xml);
		es_err_clear(&err);
		ok((web_templates_load(&t, dir, &err) == 0) == (k == 0),
		    "a template of %zu bytes: %s", want, err.msg);
		web_templates_free(t);
	}
}

static void
messages(void)
{
	put_messages("<m k=\"a\">甲</m>", "<m k=\"a\">A</m>");
	is_str(page(PAGE("<t:m k=\"a\"/>"), "en"), "A", "both languages");
	put_messages("<m k=\"a\">甲</m><m k=\"b\">乙</m>", "<m k=\"a\">A</m>");
	ok(page(PAGE(""), "en") == NULL && strstr(err.msg,
	    "\"b\" has no en text") != NULL, "%s", err.msg);
	put_messages("<m k=\"a\">甲</m>\n<m k=\"a\">乙</m>",
	    "<m k=\"a\">A</m>");
	ok(page(PAGE(""), "en") == NULL && strstr(err.msg,
	    "zh-CN.xml:2: \"a\" twice") != NULL, "%s", err.msg);
	put_messages("\n<m>甲</m>", "<m k=\"a\">A</m>");
	ok(page(PAGE(""), "en") == NULL && strstr(err.msg,
	    "zh-CN.xml:2: no key") != NULL, "%s", err.msg);
	put_messages("<m k=\"a\">", "");
	ok(page(PAGE(""), "en") == NULL && strstr(err.msg, "zh-CN.xml:") !=
	    NULL, "malformed: %s", err.msg);
}

static void
paths(void)
{
	static const char *const	 own[] = { "/", "/a/b?c=d#e", "/a//b" };
	static const char *const	 other[] = { "", "a", "//evil",
	    "/\\evil", "http://evil/", "/a\nb", "/a b", "\\\\evil", "/\x7f" };
	size_t				 i;

	for (i = 0; i < ES_COUNT(own); i++)
		ok(web_is_own_path(es_view_str(own[i])), "own: %s", own[i]);
	for (i = 0; i < ES_COUNT(other); i++)
		ok(!web_is_own_path(es_view_str(other[i])),
		    "not own, no. %zu", i);
}

static void
clean(void)
{
	static const char *const	 names[] = { "p/page.html",
	    "p/frame.html", "messages/zh-CN.xml", "messages/en.xml", "p",
	    "messages", "" };
	char				 path[256];
	size_t				 i;

	for (i = 0; i < ES_COUNT(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		(void)(unlink(path) == 0 || rmdir(path) == 0);
	}
}

int
main(void)
{
	char	 path[256];

	if ((arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL ||
	    mkdtemp(dir) == NULL)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/p", dir);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/messages", dir);
	(void)mkdir(path, 0700);
	put_messages("<m k=\"hello\">甲 {0} 乙</m><m k=\"bye\">再见</m>",
	    "<m k=\"hello\">A &lt; {0} B</m><m k=\"bye\">Bye</m>");
	escaping();
	control();
	flaws();
	deep();
	framed();
	sizes();
	messages();
	paths();
	clean();
	es_arena_free(arena);
	return done();
}
