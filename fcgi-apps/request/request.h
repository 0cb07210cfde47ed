/* request/request.h - what the pages of es-request share. */
#ifndef ES_REQUEST_H
#define ES_REQUEST_H

#include "store/conf.h"
#include "svc/program.h"
#include "svc/issue/issue.h"
#include "svc/issue/preview.h"
#include "svc/seal/seal.h"
#include "svc/type/types.h"
#include "type/form.h"
#include "web/app.h"

struct request_app {
	struct svc_seal_conf	 sc;	/* fonts and templates for previews */
	char			 password[STORE_PASSWORD_MAX];
	struct svc_issue_conf	 issue;
	const char		*stamp_socket;
	struct svc_seal_kit	*kit;
	struct store		*st;
	const char		*flows_dir;
	struct flow_defs	*flows;
};

/* What a path asks for: the type with its definition in force. */
struct asking {
	struct svc_ask		 ask;
	const struct type_def	*def;
};

/* ask.c: catalogue, form with preview, confirmation. */
int	request_services(struct web_req *rq, void *arg, struct es_err *err);
int	request_form(struct web_req *rq, void *arg, struct es_err *err);
int	request_preview(struct web_req *rq, void *arg, struct es_err *err);
int	request_send(struct web_req *rq, void *arg, struct es_err *err);
enum { REQUEST_CRID, REQUEST_PURPOSE, REQUEST_STEP, REQUEST_FORM,
    REQUEST_FIELDS };
extern const struct web_field	request_fields[REQUEST_FIELDS];
/* The path's type and language; puts "type" into the page's data. */
int	request_open(struct web_req *rq, struct request_app *r,
	    struct asking *k, struct es_err *err);
/* The page that says why not: the catalogue's reason, or a character. */
int	request_refused(struct web_req *rq, uint32_t missing,
	    struct es_err *err);
/* "pages" for the page: SRC is "base", the number and "query". */
void	request_put_pages(struct web_req *rq, const char *base,
	    const char *query, size_t pages);
/* Confirm, wake a stamper, go to the document's page. */
int	request_confirm(struct web_req *rq, struct request_app *r,
	    const struct asking *k, const unsigned char crid[SVC_CRID],
	    struct es_err *err);

/* draft.c: types whose form is filled in before the preview. */
int	request_draft_form(struct web_req *rq, struct request_app *r,
	    struct asking *k, struct es_err *err);
int	request_draft_send(struct web_req *rq, struct request_app *r,
	    struct asking *k, const unsigned char crid[SVC_CRID],
	    struct es_err *err);
int	request_draft(struct web_req *rq, void *arg, struct es_err *err);
int	request_draft_page(struct web_req *rq, void *arg, struct es_err *err);

/* fields.c: a definition's form as data of a page. */
struct request_shown {
	type_get		*get;	/* values as they were sent */
	void			*arg;
	const struct es_tree	*flaws;	/* by control; or NULL */
	const struct es_tree	*values;	/* computed ones; or NULL */
	const char		*more;	/* rows with one more line; or NULL */
	bool			 plain;	/* choices begin with the first */
};
void	request_put_fields(struct web_req *rq, const struct type_def *d,
	    const struct request_shown *s);
/* What was filled in, as labels with values, for the review. */
void	request_put_review(struct web_req *rq, const struct type_def *d,
	    const struct es_tree *values);

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
int	request_withdraw(struct web_req *rq, void *arg, struct es_err *err);
int	request_resubmit(struct web_req *rq, void *arg, struct es_err *err);
int	request_correct(struct web_req *rq, void *arg, struct es_err *err);
/* The corrected form of a returned request; 1 answered, 0 it is none. */
ES_CHECK int request_again(struct web_req *rq, struct request_app *app,
	    const struct svc_ask *ask, const unsigned char crid[SVC_CRID],
	    struct es_err *err);
extern const struct web_field	request_note_fields[1];
int	request_file(struct web_req *rq, void *arg, struct es_err *err);

/* bulk.c: an office asks for many people; bulk_worker.c: it is done. */
#define REQUEST_BULK_FIELDS	9
int	request_bulk(struct web_req *rq, void *arg, struct es_err *err);
int	request_bulk_start(struct web_req *rq, void *arg,
	    struct es_err *err);
int	request_bulk_job(struct web_req *rq, void *arg, struct es_err *err);
int	request_bulk_act(struct web_req *rq, void *arg, struct es_err *err);
int	request_bulk_report(struct web_req *rq, void *arg,
	    struct es_err *err);
extern const struct web_field	request_bulk_fields[REQUEST_BULK_FIELDS];
extern const struct web_field	request_bulk_act_fields[1];
int	request_bulk_worker(void *arg);

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
