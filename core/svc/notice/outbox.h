/*
 * svc/notice/outbox.h - mails that wait, and what became of them.
 *
 * At least once: a mail is "sent" only after the server took it; what a
 * crash left between the two is sent again, under the same Message-ID, when
 * its lease has ended.
 */
#ifndef ES_SVC_OUTBOX_H
#define ES_SVC_OUTBOX_H

#include "base/arena.h"
#include "store/store.h"

#define SVC_OUTBOX_OWNER	16

struct svc_outmail {
	int64_t		 notice;	/* its number, and the mail's */
	struct es_view	 address, lang, kind, what, number, path;
	int64_t		 attempts;	/* this one included */
	int64_t		 at;		/* when it was written */
	unsigned char	 owner[SVC_OUTBOX_OWNER];
};

/*
 * Claim one that is due until now + ES_LIMIT_MAIL_LEASE; it lies in the
 * arena.  1 there is one, 0 none.
 */
ES_CHECK int	svc_outbox_claim(struct store *st, int64_t now,
		    struct es_arena *a, struct svc_outmail *out,
		    struct es_err *err);

enum svc_outcome {
	SVC_MAIL_SENT = 1,
	SVC_MAIL_LATER,		/* failed, when it has been tried for long */
	SVC_MAIL_FAILED
};

/*
 * Say what became of it, with its audit row; "said" is what the server did.
 * ES_E_CONFLICT: the claim was lost meanwhile, somebody else has it.
 */
ES_CHECK int	svc_outbox_done(struct store *st, const struct svc_outmail *m,
		    enum svc_outcome what, int64_t now, const char *said,
		    struct es_err *err);
/* Seconds to wait after so many attempts. */
int64_t		svc_outbox_pause(int64_t attempts);

#endif
