/* svc/contract/priv.h - what the parts of a contract share; private. */
#ifndef ES_SVC_CONTRACT_PRIV_H
#define ES_SVC_CONTRACT_PRIV_H

#include "svc/contract/contract.h"
#include "svc/contract/file.h"

/* Columns of CONTRACT_PLACES. */
enum { SVC_CP_N, SVC_CP_SEAL, SVC_CP_PAGE, SVC_CP_X, SVC_CP_Y, SVC_CP_NUMBER,
    SVC_CP_ZH, SVC_CP_EN, SVC_CP_DEF };
/* Columns of CONTRACT_FILES. */
enum { SVC_CF_ID, SVC_CF_ROLE, SVC_CF_NAME, SVC_CF_SIZE, SVC_CF_SUM,
    SVC_CF_PAGES, SVC_CF_CREATED };

/* Append the audit row of an act, in its transaction. */
ES_CHECK int	svc_contract_audit(const struct svc_reader *r,
		    const char *action, int64_t contract, const char *result,
		    struct es_view detail, struct es_err *err);
/*
 * Inside a transaction: lock the contract and see that it may change still.
 * ES_E_CONFLICT when it may not.
 */
ES_CHECK int	svc_contract_lock(struct store *st, int64_t contract,
		    struct es_arena *a, struct es_err *err);
/* The row of the newest text among CONTRACT_FILES; SIZE_MAX: none. */
size_t		svc_contract_text(const struct store_rows *files);
bool		svc_contract_role(const struct store_rows *files, size_t i,
		    const char *role);
/* "120.5" of 1/100 mm. */
const char	*svc_contract_mm(struct es_arena *a, int64_t v);
/*
 * The other side sent the sealed file back: is it that, and intact?  In a
 * confined child where bytes are parsed.
 */
ES_CHECK int	svc_contract_back(const struct svc_contracts *x,
		    const struct svc_reader *r, const struct svc_contract *c,
		    struct es_view pdf, enum svc_upload_end *why,
		    struct svc_contract_look *look, struct es_err *err);

#endif
