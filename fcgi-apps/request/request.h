/* request/request.h - what the pages of es-request share. */
#ifndef ES_REQUEST_H
#define ES_REQUEST_H

#include "store/conf.h"
#include "svc/issue.h"
#include "svc/preview.h"
#include "web/app.h"

struct request_app {
	struct svc_seal_conf	 sc;	/* fonts and templates for previews */
	char			 password[STORE_PASSWORD_MAX];
	struct svc_issue_conf	 issue;
	const char		*stamp_socket;
	struct svc_seal_kit	*kit;
	struct store		*st;
};

/* ask.c: catalogue, form with preview, confirmation. */
int	request_services(struct web_req *rq, void *arg, struct es_err *err);
int	request_form(struct web_req *rq, void *arg, struct es_err *err);
int	request_preview(struct web_req *rq, void *arg, struct es_err *err);
int	request_confirm(struct web_req *rq, void *arg, struct es_err *err);
extern const struct web_field	request_confirm_fields[2];

/* mine.c: a holder's documents. */
int	request_documents(struct web_req *rq, void *arg, struct es_err *err);
int	request_document(struct web_req *rq, void *arg, struct es_err *err);
int	request_file(struct web_req *rq, void *arg, struct es_err *err);

#endif
