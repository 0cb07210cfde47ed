/* auth/officer_priv.h - rows of proposals; private. */
#ifndef ES_AUTH_OFFICER_PRIV_H
#define ES_AUTH_OFFICER_PRIV_H

#include "auth/officer.h"

/* Columns of OFFICER_PROPOSAL and its like. */
enum { Q_ID, Q_KIND, Q_ACCOUNT, Q_SUBJECT, Q_ROLE, Q_OFFICE, Q_RIGHT, Q_FROM,
    Q_UNTIL, Q_REASON, Q_AT, Q_ASKER, Q_ASKER_PERSON, Q_ASKED_BY, Q_DECISION,
    Q_DECIDED, Q_DECIDED_BY, Q_WHY, Q_ZH, Q_EN, Q_PERSON };

/* The proposal's row; ES_E_NOTFOUND. */
ES_CHECK int	 auth_officer_row(struct store *st, int64_t id,
		    struct es_arena *a, struct store_rows *r,
		    struct es_err *err);

#endif
