/*
 * svc/notice/notice.h - what people are told: written with what happened,
 * read.
 *
 * Those who write are inside the transaction of the change; the schema puts
 * the mail beside each notice (schema/072-notices.sql).  Kinds are "issued",
 * "returned", "rejected", "todo", "overdue", "opened", "certificate", "alarm"
 * and "password"; workflows write theirs themselves (flow/write.c), officers,
 * too (auth/officer.c).
 */
#ifndef ES_SVC_NOTICE_H
#define ES_SVC_NOTICE_H

#include "base/tree.h"
#include "store/store.h"

#define SVC_NOTICE_KINDS	9
#define SVC_NOTICE_CHOICES	8	/* the first ones: mail if wanted */
extern const char *const svc_notice_kinds[SVC_NOTICE_KINDS];

/* To the holders of requests, inside a transaction (ES_E_BUG outside). */
ES_CHECK int	svc_notice_holders(struct store *st, const char *kind,
		    int64_t now, const struct store_val *requests, size_t n,
		    struct es_err *err);
/* Somebody followed a holder's link to this document. */
ES_CHECK int	svc_notice_opened(struct store *st, int64_t document,
		    int64_t now, struct es_err *err);
/* Certificates of seals that end within 90, 30, 7 days: each told once. */
ES_CHECK int	svc_notice_certificates(struct store *st, int64_t now,
		    struct es_err *err);
/* A day on which something differs, to auditors and security officers. */
ES_CHECK int	svc_notice_alarm(struct store *st, uint64_t run, int64_t now,
		    struct es_err *err);

/*
 * A page of somebody's notices, newest first, before number "before" (0:
 * the newest), as a list "notices" of maps {id, kind, when, what, number,
 * unread, action}; "newest" is the first one's number, "older" where to go
 * on.
 */
ES_CHECK int	svc_notice_list(struct store *st, int64_t account,
		    int64_t before, const char *lang, int offset,
		    struct es_tree *data, struct es_err *err);
/* Read one; *path is where to look.  1 done, 0 it is not theirs. */
ES_CHECK int	svc_notice_open(struct store *st, int64_t account, int64_t id,
		    int64_t now, struct es_arena *a, const char **path,
		    struct es_err *err);
/* Read all up to number "id". */
ES_CHECK int	svc_notice_read_all(struct store *st, int64_t account,
		    int64_t id, int64_t now, struct es_err *err);

/*
 * What somebody wants by mail: "mail" a map of kinds that are wanted,
 * "mail_lang", "email" (empty: no address is known).
 */
ES_CHECK int	svc_notice_choice(struct store *st, int64_t account,
		    struct es_tree *data, struct es_err *err);
/* wanted: one for each of the first SVC_NOTICE_CHOICES kinds. */
ES_CHECK int	svc_notice_choose(struct store *st, int64_t account,
		    const char *lang, const bool *wanted,
		    struct es_err *err);

#endif
