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

/* crid.c: the number of a form, made for the page and read again. */
ES_CHECK int	request_crid_put(struct web_req *rq, struct es_err *err);
ES_CHECK int	request_crid_read(struct es_view v,
		    unsigned char crid[SVC_CRID], struct es_err *err);

/* mine.c: a holder's documents. */
/* The number in the path; ES_E_NOTFOUND when it is none. */
ES_CHECK int	request_id(struct web_req *rq, int64_t *id,
		    struct es_err *err);
int	request_documents(struct web_req *rq, void *arg, struct es_err *err);
int	request_document(struct web_req *rq, void *arg, struct es_err *err);
int	request_file(struct web_req *rq, void *arg, struct es_err *err);

/* share.c: links that pass a document on, and what is behind one. */
int	request_shares(struct web_req *rq, void *arg, struct es_err *err);
int	request_share(struct web_req *rq, void *arg, struct es_err *err);
int	request_unshare(struct web_req *rq, void *arg, struct es_err *err);
int	request_shared(struct web_req *rq, void *arg, struct es_err *err);
int	request_shared_file(struct web_req *rq, void *arg,
	    struct es_err *err);
extern const struct web_field	request_share_fields[5];
extern const struct web_field	request_unshare_fields[1];
extern const struct web_field	request_shared_fields[1];

#endif
