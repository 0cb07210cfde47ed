/* contract/contract.h - what the pages of es-contract share. */
#ifndef ES_CONTRACT_H
#define ES_CONTRACT_H

#include "auth/auth.h"
#include "store/conf.h"
#include "svc/contract/contract.h"
#include "svc/contract/file.h"
#include "svc/program.h"
#include "svc/seal/seal.h"
#include "svc/type/types.h"
#include "sys/proc.h"
#include "web/app.h"

enum { CONTRACT_SEALING, CONTRACT_NGROUPS };

struct contract_app {
	struct sys_group	 groups[CONTRACT_NGROUPS];
	struct svc_seal_conf	 sc;
	char			 password[STORE_PASSWORD_MAX];
	const char		*flows_dir, *signd_socket;
	struct flow_defs	*flows;
	struct svc_seal_kit	*kit;
	struct svc_contracts	 x;	/* of a web worker */
};

/* main.c */
void	contract_reader(struct web_req *rq, const struct contract_app *app,
	    struct svc_reader *r);
/* The contract in the path; ES_E_NOTFOUND for what is none of theirs. */
ES_CHECK int contract_find(struct web_req *rq, struct contract_app *app,
	    struct svc_reader *r, struct svc_contract *c,
	    struct es_err *err);
ES_CHECK int contract_go(struct web_req *rq, int64_t id, const char *what,
	    struct es_err *err);
/* Nothing of its own yet: store, keys, types of a worker. */
ES_CHECK int contract_open(struct contract_app *app, struct svc_contracts *x,
	    struct es_err *err);
void	contract_close(struct svc_contracts *x);

/* list.c: mine, those that wait for my seal, a new one. */
#define CONTRACT_WORDS	5
extern const struct web_field	contract_list_fields[1];
extern const struct web_field	contract_word_fields[CONTRACT_WORDS];
int	contract_list(struct web_req *rq, void *arg, struct es_err *err);
int	contract_new(struct web_req *rq, void *arg, struct es_err *err);
int	contract_make(struct web_req *rq, void *arg, struct es_err *err);
int	contract_words(struct web_req *rq, void *arg, struct es_err *err);

/* page.c: one contract, its places, and what is done with it. */
#define CONTRACT_PLACES	3
extern const struct web_field	contract_page_fields[1];
extern const struct web_field	contract_place_fields[CONTRACT_PLACES];
int	contract_page(struct web_req *rq, void *arg, struct es_err *err);
int	contract_by_request(struct web_req *rq, void *arg,
	    struct es_err *err);
int	contract_place(struct web_req *rq, void *arg, struct es_err *err);
int	contract_place_put(struct web_req *rq, void *arg,
	    struct es_err *err);
int	contract_freeze(struct web_req *rq, void *arg, struct es_err *err);
int	contract_again(struct web_req *rq, void *arg, struct es_err *err);
int	contract_drop(struct web_req *rq, void *arg, struct es_err *err);
int	contract_release(struct web_req *rq, void *arg, struct es_err *err);
/* The page again, with what was wrong: a message, and what to do. */
ES_CHECK int contract_show(struct web_req *rq, struct contract_app *app,
	    const struct svc_reader *r, const struct svc_contract *c,
	    int status, const char *error, const char *advice,
	    struct es_err *err);

/* files.c: bytes in and out. */
#define CONTRACT_UPLOAD	2
#define CONTRACT_BEGIN	4
#define CONTRACT_PIECE	3
#define CONTRACT_END	2
extern const struct web_field	contract_upload_fields[CONTRACT_UPLOAD];
extern const struct web_field	contract_begin_fields[CONTRACT_BEGIN];
extern const struct web_field	contract_piece_fields[CONTRACT_PIECE];
extern const struct web_field	contract_end_fields[CONTRACT_END];
int	contract_upload(struct web_req *rq, void *arg, struct es_err *err);
int	contract_begin(struct web_req *rq, void *arg, struct es_err *err);
int	contract_piece(struct web_req *rq, void *arg, struct es_err *err);
int	contract_end(struct web_req *rq, void *arg, struct es_err *err);
int	contract_file(struct web_req *rq, void *arg, struct es_err *err);
int	contract_sealed(struct web_req *rq, void *arg, struct es_err *err);
int	contract_picture(struct web_req *rq, void *arg, struct es_err *err);
int	contract_seal_picture(struct web_req *rq, void *arg,
	    struct es_err *err);

/* worker.c */
int	contract_worker(void *arg);

#endif
