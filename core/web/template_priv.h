/* web/template_priv.h - compiled templates; see template.h. */
#ifndef ES_WEB_TEMPLATE_PRIV_H
#define ES_WEB_TEMPLATE_PRIV_H

#include "web/template.h"

#define WEB_LANGS	2

enum op_kind {
	OP_LITERAL = 0,		/* text as it stands */
	OP_VALUE,		/* escaped text of a path */
	OP_MESSAGE,		/* escaped message, perhaps with a value */
	OP_ATTR, /* ' name="..."' from a value; absent: nothing */
	OP_ATTR_URL,
	OP_ATTR_MESSAGE,
	OP_IF,			/* else: jump to "end" */
	OP_EACH,
	OP_END,			/* of an OP_EACH at "end" */
	OP_USE,			/* another template, body until "end" */
	OP_SLOT
};

struct op {
	enum op_kind	 kind;
	size_t		 end;		/* index after the block */
	struct es_view	 text;		/* literal; attribute name */
	struct es_view	 path;		/* of the value */
	const char	*key;		/* message key; loop variable; file */
	struct es_view	 is;
	bool		 negate, has_is;
	size_t		 target;	/* template of OP_USE */
	const char	*msg[WEB_LANGS];
};

struct page {
	const char	*name;
	struct op	*ops;
	size_t		 n, cap;
};

struct message {
	const char	*key;
	const char	*text[WEB_LANGS];
};

struct web_templates {
	struct es_arena	*arena;
	struct message	*messages;
	size_t		 nmessages, cap_messages;
	struct page	*pages;
	size_t		 npages;
};

/* compile.c */
ES_CHECK int	web_page_compile(struct web_templates *t, struct page *p,
		    struct es_view xml, const char *name, struct es_err *err);
ES_CHECK int	web_messages_parse(struct web_templates *t, int lang,
		    struct es_view xml, const char *name, struct es_err *err);
/* template.c */
const struct message *web_message_find(const struct web_templates *t,
		    const char *key);
size_t		web_page_find(const struct web_templates *t,
		    const char *name);	/* SIZE_MAX: none */

#endif
