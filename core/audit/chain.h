/* audit/chain.h - canonical form and hash of chained entries; private. */
#ifndef ES_AUDIT_CHAIN_H
#define ES_AUDIT_CHAIN_H

#include "audit/audit.h"
#include "audit/walk.h"

extern const char *const audit_ledger_kinds[];

/* Hash of entry "seq" after "prev".  ES_E_CRYPTO, ES_E_NOMEM. */
ES_CHECK int	audit_entry_hash(const struct audit_entry *e, uint64_t seq,
		    const unsigned char prev[AUDIT_HASH],
		    unsigned char out[AUDIT_HASH], struct es_err *err);
ES_CHECK int	audit_ledger_hash(const struct audit_ledger *e, uint64_t seq,
		    const unsigned char prev[AUDIT_HASH],
		    unsigned char out[AUDIT_HASH], struct es_err *err);

#endif
