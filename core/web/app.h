/*
 * web/app.h - a FastCGI program: routes, requests, responses, workers.
 *
 * A program is a table of routes and a few handlers.  A handler sees typed
 * fields (those its route lists; others never arrive), fills a tree and
 * names a template.  Its failures become pages: the visitor gets one chosen
 * by the code with a reference number, the log gets the message.
 */
#ifndef ES_WEB_APP_H
#define ES_WEB_APP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"
#include "sys/conf.h"
#include "sys/proc.h"

struct web_req;

/* -- routes ------------------------------------------------------------ */
enum web_audience {
	WEB_DENY = 0,		/* forgetting to say is safe */
	WEB_PUBLIC,		/* anybody; a session is looked up if there */
	WEB_USER,		/* signed in */
	/* By role (auth/role.h has the table); a student is never staff. */
	WEB_STAFF,		/* takes part in business: no officer */
	WEB_KEEPER,
	WEB_SEAL_MANAGER,
	WEB_SEAL_MAKER,
	WEB_ARCHIVIST,
	WEB_SYSTEM_ADMIN,
	WEB_SECURITY_ADMIN,
	WEB_AUDITOR,
	WEB_OFFICER,		/* any of these three */
	WEB_WATCH,		/* auditor, security officer */
	WEB_HANDLER,
	WEB_REGISTER,		/* handlers, approvers, archivists */
	WEB_SEAL_APPLY,		/* who asks for seals and their changes */
	WEB_SEAL_ACT,		/* who has a part in the life of seals */
	WEB_SEAL_LIFE,		/* they, and the auditor, who only looks */
	WEB_AUDIENCE__MAX
};

enum web_kind {
	WEB_LINE = 0,		/* one line of text */
	WEB_TEXT,		/* several lines */
	WEB_TOKEN,		/* letters, digits, "-", "_", "." */
	WEB_INT,		/* min and max are its range */
	WEB_FILE		/* min and max are bytes */
};

enum { WEB_REQUIRED = 1 };

/*
 * A name that ends with "*" stands for all fields that begin so, which the
 * page then asks for by name (web_named): for forms that are data.  They are
 * lines or texts.
 */
struct web_field {
	const char	*name;
	enum web_kind	 kind;
	int64_t		 min, max;	/* code points, bytes or range */
	unsigned	 flags;
};

typedef int	web_handler(struct web_req *rq, void *arg, struct es_err *err);

struct web_route {
	const char		*method;	/* "GET" serves HEAD too */
	const char		*path;		/* "/documents/:id/file" */
	enum web_audience	 audience;
	web_handler		*handler;
	const struct web_field	*fields;
	size_t			 nfields;
};

/* -- the request ------------------------------------------------------- */
struct es_arena	*web_arena(struct web_req *rq);
const char	*web_method(const struct web_req *rq);
const char	*web_path(const struct web_req *rq);	/* without query */
const char	*web_lang(const struct web_req *rq);	/* "zh-CN" or "en" */
/* The visitor's address as nginx saw it. */
struct es_view	 web_address(const struct web_req *rq);
/* Came over TLS. */
bool		 web_secure(const struct web_req *rq);
/* A ":name" of the route's path; empty when there is none. */
struct es_view	 web_param(const struct web_req *rq, const char *name);
struct es_view	 web_cookie(const struct web_req *rq, const char *name);
/* A request header by its CGI name ("HTTP_ORIGIN"); empty when absent. */
struct es_view	 web_header(const struct web_req *rq, const char *cgi_name);
/* Field "i" of the route's table; empty (0) when it was not sent. */
struct es_view	 web_value(const struct web_req *rq, size_t i);
int64_t		 web_int(const struct web_req *rq, size_t i);
struct es_view	 web_filename(const struct web_req *rq, size_t i);
/*
 * Is field "i" a day, "2026-06-30", or empty?  If not, the page's data has
 * "true" as "bad", for the control's aria-invalid.
 */
bool		 web_day(struct web_req *rq, size_t i, const char *bad);
/* A field of the route's "prefix*"; empty when it was not sent. */
struct es_view	 web_named(const struct web_req *rq, const char *name);
/* A field that every POST may carry, listed or not: "csrf". */
struct es_view	 web_csrf(const struct web_req *rq);
/* The raw body of a request that is no form (time-stamp queries). */
struct es_view	 web_body(const struct web_req *rq);
struct es_view	 web_content_type(const struct web_req *rq);
/* Is the body of this media type?  Parameters do not count (RFC 9110 8.3). */
bool		 web_has_type(const struct web_req *rq, const char *type);
/* A :name of the path as a number from 1; ES_E_NOTFOUND: it names nothing. */
ES_CHECK int	 web_param_id(struct web_req *rq, const char *name,
		    int64_t *out, struct es_err *err);

/* What the guard found out about the visitor; NULL: nobody. */
void		*web_user(const struct web_req *rq);
void		 web_set_user(struct web_req *rq, void *user);

/* -- the response ------------------------------------------------------ */
/*
 * The tree that the page is filled from.  web puts "lang", "path",
 * "here/zh" and "here/en" (this page in the other language), "reference";
 * the guard puts "user" and "csrf".
 */
struct es_tree	*web_data(struct web_req *rq);
/* Render a template with web_data(). */
ES_CHECK int	 web_page(struct web_req *rq, int status, const char *name,
		    struct es_err *err);
/* 303 to an own path (ES_E_BUG otherwise). */
ES_CHECK int	 web_redirect(struct web_req *rq, const char *path,
		    struct es_err *err);
/*
 * Bytes as they are.  "filename" (UTF-8) makes it a download (RFC 6266);
 * NULL shows it in place.
 */
ES_CHECK int	 web_bytes(struct web_req *rq, int status, const char *type,
		    struct es_view bytes, const char *filename,
		    struct es_err *err);
/*
 * An answer of any length, made piece by piece: a download that no memory has
 * to hold.  The handler only names it; the pieces are asked for when it has
 * returned 0, each with processor time of its own (ES_LIMIT_REQUEST_CPU).
 * "next" appends to out, which is empty; > 0 there is more, 0 that was the
 * last, < 0: the connection is broken off, so that nobody takes a part for
 * the whole.  "end", once, whatever happens: "whole" means that the web
 * server has it all.  state lives in web_arena() or is freed by "end".
 */
struct web_stream {
	const char	*type, *filename;
	int		(*next)(struct web_req *rq, void *state,
			    struct es_buf *out, struct es_err *err);
	void		(*end)(struct web_req *rq, void *state, bool whole);
	void		*state;
};
void		 web_stream(struct web_req *rq, const struct web_stream *s);
/* max_age 0: until the browser closes; negative: delete it. */
void		 web_set_cookie(struct web_req *rq, const char *name,
		    const char *value, int max_age);
/* An added header; value without CR and LF. */
void		 web_add_header(struct web_req *rq, const char *name,
		    const char *value);
/*
 * Let caches keep the answer: the value of Cache-Control in place of
 * "no-store".  Only for what is the same for everybody.
 */
void		 web_cache(struct web_req *rq, const char *control);
/* A message in the visitor's language. */
const char	*web_say(const struct web_req *rq, const char *key);

/* -- the program ------------------------------------------------------- */
struct web_app {
	const char		*name;		/* "es-login" */
	const struct web_route	*routes;
	size_t			 nroutes;
	void			*arg; /* given to every function here */
	/*
	 * Take the program's own keys from its configuration: before the
	 * start and after each SIGHUP (rehearsed in a child, sys/proc.h).
	 * Strings of cf live until the next call.  May be NULL.
	 */
	int			(*configure)(void *arg, struct conf *cf,
				    struct es_err *err);
	/* In each worker before its first request: connect, allocate. */
	int			(*start)(void *arg, struct es_err *err);
	void			(*stop)(void *arg);
	/*
	 * Before every handler: who is it, may he, is the form's token good.
	 * 0 go on, > 0 the guard has answered, < 0 refused.
	 */
	int			(*guard)(struct web_req *rq,
				    const struct web_route *route, void *arg,
				    struct es_err *err);
	size_t			 body_max;	/* 0: ES_LIMIT_FORM_BODY */
	size_t			 field_max;	/* 0: ES_LIMIT_FIELD */
	size_t			 answer_max;	/* 0: ES_LIMIT_DOC_BYTES */
	size_t			 arena_max; /* 0: ES_LIMIT_REQUEST_ARENA */
	const struct sys_group	*groups;	/* other workers; or NULL */
	size_t			 ngroups;
	/* As the master after "configure", before rights are dropped. */
	int			(*load)(void *arg, struct es_err *err);
	/* What "load" has got; last of all.  May be NULL. */
	void			(*unload)(void *arg);
};

/*
 * The main() of a FastCGI program: read the configuration, listen, load
 * templates, drop rights, fork, serve until SIGTERM.  "-t" ends after the
 * reading.  SIGHUP reads configuration and templates anew; only where it
 * listens, as whom it runs, and how many workers it has stay (yinxin.conf(5)).
 * The exit status; failures have been told.
 */
int		web_main(const struct web_app *app, int argc,
		    char *const argv[]);

/* HTTP status for a code: 400, 403, 404, 409, 413, 503 or 500. */
int		web_status(enum es_code code);
/*
 * Match a path against a pattern; parameters go to "values" (at most "max").
 * The number of parameters, or -1.
 */
int		web_match(const char *pattern, const char *path,
		    struct es_view *values, int max);

#endif
