/* web/req.h - one request in work; private to web. */
#ifndef ES_WEB_REQ_H
#define ES_WEB_REQ_H

#include "web/app.h"
#include "web/form.h"
#include "web/template.h"

#define PARAMS_MAX	4

struct web_req {
	const struct web_app	*app;
	const struct web_templates *templates;
	const struct web_route	*route;
	struct es_arena		*arena;
	char			**env;		/* FastCGI parameters */
	const char		*method, *path;
	const char		*lang;
	char			 reference[20];
	struct es_view		 params[PARAMS_MAX];
	struct web_form		 query, form;
	struct es_view		 body, type;
	struct es_view		*values;	/* by field of the route */
	struct es_view		*filenames;
	int64_t			*ints;
	struct es_tree		*data;
	void			*user;

	int			 status;
	struct es_buf		 head;		/* added header lines */
	struct es_buf		 out;
	const char		*out_type;
	struct web_stream	 stream;	/* if "next", not out */
	char			 cache[100];	/* "": no-store */
	bool			 lang_chosen;	/* by ?lang= just now */
};

/* Fill the language and the common data.  req.c */
ES_CHECK int	web_req_open(struct web_req *rq, struct es_err *err);
/* Check the route's fields against what was sent. */
ES_CHECK int	web_req_fields(struct web_req *rq, struct es_err *err);
/* Answer with the page for a failure; never fails. */
void		web_req_error(struct web_req *rq, struct es_err *err);
/* Route and handle; the response is in rq afterwards. */
void		web_req_handle(struct web_req *rq);

#endif
