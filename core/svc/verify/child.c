/*
 * svc/verify/child.c - a stranger's file, read where it can do no harm.
 *
 * The child (sys/confine.h) has no descriptor but its pipe and may only
 * compute; it forgets the database's password first.  What it sends is read
 * with distrust (svc/verify/look.h).
 */
#include <stdlib.h>

#include "base/limits.h"
#include "svc/verify/priv.h"
#include "sys/confine.h"
#include "sys/fault.h"
#include "sys/log.h"

static const struct svc_look_max	most = { ES_LIMIT_VERIFY_SEALS,
					    ES_LIMIT_VERIFY_CHANGES };

struct task {
	struct svc_verifier	*v;
	struct es_view		 bytes;
	int64_t			 now;
	int			 misdeed;	/* of a test */
};

#ifdef ES_FAULTS
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

/*
 * What a test lets the child do.  Armed here, because the child itself may
 * not read the file that arms it.
 */
enum { GOOD, CRASH, LOOP, EAT, OPEN, SOCKET, CONNECT, BABBLE, LIE };
static const char *const misdeeds[] = { "", "judge.crash", "judge.loop",
    "judge.eat", "judge.open", "judge.socket", "judge.connect",
    "judge.babble", "judge.lie" };

static int
misdeed(void)
{
	struct es_err	 e = ES_ERR_INIT;
	int		 i;

	for (i = CRASH; i <= LIE; i++)
		if (SYS_FAULT(misdeeds[i], &e) < 0)
			return i;
	return GOOD;
}

static void
misbehave(int what, struct es_buf *out)
{
	static const struct sockaddr_un	 any = { .sun_family = AF_UNIX };
	volatile int			 on = 1;
	volatile char			*p;

	switch (what) {
	case CRASH:
		abort();
	case LOOP:
		while (on)
			continue;
		break;
	case EAT:
		while ((p = malloc(ES_MIB)) != NULL)
			p[0] = 1;
		_Exit(1);	/* as es_arena's users do */
	case OPEN:
		on = open("/etc/passwd", O_RDONLY);
		break;
	case SOCKET:
		on = socket(AF_UNIX, SOCK_STREAM, 0);
		break;
	case CONNECT:
		on = connect(3, (const struct sockaddr *)&any, sizeof(any));
		break;
	case BABBLE:
		es_buf_fill(out, 0xff, 5000);
		break;
	default:
		break;
	}
}
#else
#define misdeed()		0
#define misbehave(what, out)	((void)(what))
#endif

/* In the child. */
static int
judge(void *arg, struct es_buf *out)
{
	struct task		*t = arg;
	struct esign_terms	 terms = { .trust = t->v->trust,
				    .now = t->now, .given = t->v->given };
	struct es_err		 e = ES_ERR_INIT;
	struct es_arena		*a;
	struct svc_look		 l;

	store_forget(t->v->db);
	misbehave(t->misdeed, out);
	if ((a = es_arena_new(ES_LIMIT_JUDGE_ARENA)) == NULL ||
	    svc_look(&l, t->bytes, &terms, &most, a, &e) < 0)
		return e.code == ES_E_NOMEM ? SYS_OUT_OF_MEMORY : 1;
	svc_look_put(out, &l);
	return 0;
}

int
svc_look_confined(struct svc_verifier *v, struct es_view bytes, int64_t now,
    struct es_arena *a, struct svc_look *out, struct es_err *err)
{
	const struct sys_confine	 room = { ES_LIMIT_VERIFY_ARENA,
					    ES_LIMIT_JUDGE_SECONDS };
	struct task			 t = { v, bytes, now, misdeed() };
	struct es_err			 e = ES_ERR_INIT;
	struct es_buf			 msg;
	enum sys_end			 end;
	int				 status, rc;

	es_buf_init(&msg, ES_LIMIT_VERIFY_ANSWER);
	memset(out, 0, sizeof(*out));
	out->bytes = bytes.n;
	rc = sys_confined(judge, &t, &room, &msg, &status, &end, err);
	if (rc == 0 && end == SYS_END_DONE && (status != 0 ||
	    svc_look_get(out, es_buf_view(&msg), bytes.n, &most, a,
	    &e) < 0)) {
		end = SYS_END_CRASH;
		if (e.code == ES_E_NOMEM)
			rc = es_err_pass(err, &e);
	}
	if (rc == 0 && end != SYS_END_DONE) {
		out->bytes = bytes.n;
		out->fell = sys_end_name(end);
		log_event("event=judge-fell how=%s bytes=%zu %s", out->fell,
		    bytes.n, e.msg);
	}
	es_buf_clear(&msg);
	return rc;
}
