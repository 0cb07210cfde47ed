/* svc/notice/outbox.c - see outbox.h. */
#include "svc/notice/outbox.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/random.h"
#include "sys/fault.h"

/* One in this state, under this owner: 1, none is due 0, -1. */
static int
claim(struct store *st, const uint8_t owner[SVC_OUTBOX_OWNER],
    const char *state, int64_t now, struct es_err *err)
{
	struct store_val	 args[] = { SV_BYTES(owner, SVC_OUTBOX_OWNER),
				    SV_INT(now + ES_LIMIT_MAIL_LEASE),
				    SV_STR(state), SV_INT(now) };
	uint64_t		 matched;

	if (store_exec(st, STORE_MAIL_CLAIM, args, ES_COUNT(args), &matched,
	    err) < 0)
		return -1;
	return matched > 0;
}

int
svc_outbox_claim(struct store *st, int64_t now, struct es_arena *a,
    struct svc_outmail *out, struct es_err *err)
{
	struct store_val	 owner = SV_BYTES(out->owner, SVC_OUTBOX_OWNER);
	struct store_rows	 r;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if (crypt_random(out->owner, SVC_OUTBOX_OWNER, err) < 0 ||
	    (rc = claim(st, out->owner, "sending", now, err)) < 0 ||
	    (rc == 0 && (rc = claim(st, out->owner, "waiting", now,
	    err)) < 0))
		return -1;
	if (rc == 0)
		return 0;
	if ((rc = store_query(st, STORE_MAIL_CLAIMED, &owner, 1, a, &r,
	    err)) <= 0)
		return rc;
	out->notice = store_int(&r, 0, 0);
	out->address = store_view(&r, 0, 1);
	out->lang = store_view(&r, 0, 2);
	out->attempts = store_int(&r, 0, 3);
	out->at = store_int(&r, 0, 4);
	out->kind = store_view(&r, 0, 5);
	out->what = store_view(&r, 0, 6);
	out->number = store_view(&r, 0, 7);
	out->path = store_view(&r, 0, 8);
	return 1;
}

int64_t
svc_outbox_pause(int64_t attempts)
{
	static const int64_t	 minutes[] = { 1, 5, 15, 60, 240 };

	return 60 * minutes[attempts < 1 ? 0 : attempts >
	    (int64_t)ES_COUNT(minutes) ? (int64_t)ES_COUNT(minutes) - 1 :
	    attempts - 1];
}

struct done {
	const struct svc_outmail *m;
	enum svc_outcome	 what;
	int64_t			 now;
	const char		*said;
};

static int
write_down(struct store *st, void *arg, struct es_err *err)
{
	static const char *const states[] = { [SVC_MAIL_SENT] = "sent",
	    [SVC_MAIL_LATER] = "waiting", [SVC_MAIL_FAILED] = "failed" };
	static const char *const results[] = { [SVC_MAIL_SENT] = "ok",
	    [SVC_MAIL_LATER] = "later", [SVC_MAIL_FAILED] = "failed" };
	const struct done	*d = arg;
	struct store_val	 row[] = { SV_STR(states[d->what]),
				    SV_INT(d->now + (d->what ==
				    SVC_MAIL_LATER ? svc_outbox_pause(
				    d->m->attempts) : 0)), SV_INT(d->now),
				    SV_STR(d->said), SV_INT(d->m->notice),
				    SV_BYTES(d->m->owner, SVC_OUTBOX_OWNER) };
	char			 object[40];
	struct audit_entry	 e = { .chain = "mail", .at = d->now,
				    .actor = ES_LIT("es-mail"),
				    .action = "mail.send",
				    .result = results[d->what],
				    .detail = es_view_str(d->said) };
	uint64_t		 matched;

	(void)snprintf(object, sizeof(object), "notice %lld",
	    (long long)d->m->notice);
	e.object = es_view_str(object);
	if (store_exec(st, STORE_MAIL_DONE, row, ES_COUNT(row), &matched,
	    err) < 0)
		return -1;
	if (matched != 1)
		return es_fail(err, ES_E_CONFLICT, "mail: another one has "
		    "notice %lld", (long long)d->m->notice);
	return SYS_FAULT("mail.before_commit", err) < 0 ? -1 :
	    audit_add(st, &e, err);
}

int
svc_outbox_done(struct store *st, const struct svc_outmail *m,
    enum svc_outcome what, int64_t now, const char *said, struct es_err *err)
{
	struct done	 d = { m, what, now, said };

	if (what == SVC_MAIL_LATER && now > m->at + ES_LIMIT_MAIL_SECONDS)
		d.what = SVC_MAIL_FAILED;
	return store_tx(st, write_down, &d, err);
}
