/*
 * es-mail(8) - sends what waits in the outbox, and never says "sent" before
 * the server took it.
 *
 * Reads no record of a person but the address that a mail goes to.  Drops to
 * its own user before it talks to anybody.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/secret.h"
#include "net/mail.h"
#include "store/conf.h"
#include "svc/notice/mail_text.h"
#include "svc/notice/notice.h"
#include "svc/notice/outbox.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/fault.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/proc.h"

enum { LANGS = 2 };
static const char *const	langs[LANGS] = { "zh-CN", "en" };

struct run {
	const char		*conf;
	bool			 once;
	struct conf		*cf;
	char			 password[STORE_PASSWORD_MAX];
	struct store		*db;
	struct net		*net;
	struct net_mail_conf	 mail;
	const char		*dir;		/* files in place of a server */
	struct es_buf		 secret;	/* of the mail server */
	const char		*from, *site[LANGS], *base_url;
	struct es_buf		 letter[LANGS][SVC_NOTICE_KINDS];
	int64_t			 offset, per_minute, poll;
	size_t			 sent, later, failed;
	bool			 away;		/* the server, just now */
};

static volatile sig_atomic_t	stop;

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static void
pause_ms(int64_t ms)
{
	struct timespec	 ts;

	for (; ms > 0 && !stop; ms -= 200) {
		ts = (struct timespec){ 0, (ms < 200 ? ms : 200) * 1000000 };
		(void)nanosleep(&ts, NULL);
	}
}

/* -- what it takes -------------------------------------------------------- */
static int
read_options(struct run *r, int argc, char *argv[])
{
	int	 i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--once") == 0)
			r->once = true;
		else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			r->conf = argv[++i];
		else
			return -1;
	}
	return r->conf == NULL ? -1 : 0;
}

static int
configure_server(struct run *r, struct es_err *err)
{
	const char	*tls = conf_str(r->cf, "smtp_tls", "starttls");
	const char	*file = conf_str(r->cf, "smtp_password_file", "");
	int64_t		 port;

	r->dir = conf_str(r->cf, "mail_dir", NULL);
	r->mail.host = conf_str(r->cf, "smtp_host", NULL);
	if ((r->dir == NULL) == (r->mail.host == NULL))
		return es_fail(err, ES_E_INPUT, "smtp_host says which server "
		    "takes mails, or mail_dir where they become files: one "
		    "of the two");
	if (conf_need(r->cf, "mail_from", &r->from, err) < 0 ||
	    conf_int(r->cf, "smtp_port", 1, 65535, 587, &port, err) < 0)
		return -1;
	r->mail.port = (int)port;
	r->mail.ms = ES_LIMIT_MAIL_MS;
	r->mail.helo = conf_str(r->cf, "smtp_helo", NULL);
	r->mail.user = conf_str(r->cf, "smtp_user", NULL);
	if (strcmp(tls, "none") == 0)
		r->mail.tls = NET_MAIL_PLAIN;
	else if (strcmp(tls, "tls") == 0)
		r->mail.tls = NET_MAIL_TLS;
	else if (strcmp(tls, "starttls") != 0)
		return es_fail(err, ES_E_INPUT, "smtp_tls: \"%.20s\" is none "
		    "of starttls, tls, none", tls);
	if (!svc_mail_address(es_view_str(r->from)))
		return es_fail(err, ES_E_INPUT, "mail_from: not an address");
	if (r->mail.user == NULL)
		return 0;
	if (*file == '\0')
		return es_fail(err, ES_E_INPUT, "smtp_password_file is "
		    "missing");
	if (sys_file_read(file, &r->secret, err) < 0)
		return -1;
	while (r->secret.n > 0 && r->secret.p[r->secret.n - 1] <= ' ')
		r->secret.n--;
	r->mail.password = es_buf_cstr(&r->secret);
	return r->mail.password == NULL ? es_fail(err, ES_E_NOMEM,
	    "out of memory") : 0;
}

/* Every letter in every language, tried once, so that none fails later. */
static int
load_letters(struct run *r, struct es_err *err)
{
	const struct svc_letter	 l = { .what = ES_VIEW_EMPTY };
	const char		*dir;
	struct es_buf		 subject, text;
	char			 path[1024];
	size_t			 i, k;
	int			 rc = 0;

	if (conf_need(r->cf, "templates", &dir, err) < 0)
		return -1;
	es_buf_init(&subject, ES_LIMIT_MAIL);
	es_buf_init(&text, ES_LIMIT_MAIL);
	for (i = 0; rc == 0 && i < LANGS; i++)
		for (k = 0; rc == 0 && k < SVC_NOTICE_KINDS; k++) {
			(void)snprintf(path, sizeof(path), "%s/mail/%s/%s.txt",
			    dir, langs[i], svc_notice_kinds[k]);
			rc = sys_file_read(path, &r->letter[i][k], err);
			if (rc == 0 && svc_letter_fill(es_buf_view(
			    &r->letter[i][k]), &l, &subject, &text, err) < 0)
				rc = es_err_prefix(err, "%s", path);
			es_buf_reset(&subject);
			es_buf_reset(&text);
		}
	es_buf_clear(&subject);
	es_buf_clear(&text);
	return rc;
}

static int
open_all(struct run *r, struct es_err *err)
{
	char			 option[] = "-c", name[] = "es-mail";
	char			*args[] = { name, option,
				    (char *)(uintptr_t)r->conf, NULL };
	const char		*roots;
	struct store_conf	 sc;
	uid_t			 uid;
	gid_t			 gid;

	if (conf_load(&r->cf, "es-mail", 3, args, err) < 0 ||
	    log_open("es-mail", conf_str(r->cf, "log", "-"), err) < 0 ||
	    store_conf_load(&sc, r->password, r->cf, err) < 0 ||
	    configure_server(r, err) < 0 ||
	    conf_need(r->cf, "base_url", &r->base_url, err) < 0 ||
	    conf_int(r->cf, "time_zone_offset", -50400, 50400, 28800,
	    &r->offset, err) < 0 ||
	    conf_int(r->cf, "mail_per_minute", 1, 60000, 120, &r->per_minute,
	    err) < 0 ||
	    conf_int(r->cf, "mail_poll_seconds", 1, 3600, 5, &r->poll,
	    err) < 0 || load_letters(r, err) < 0)
		return -1;
	r->site[0] = conf_str(r->cf, "mail_site_zh", "印信");
	r->site[1] = conf_str(r->cf, "mail_site_en", "Yinxin");
	roots = conf_str(r->cf, "smtp_ca", "");
	if (getuid() == 0 && (sys_user(conf_str(r->cf, "user", ""), NULL,
	    &uid, &gid, err) < 0 || sys_drop(uid, gid, err) < 0))
		return -1;
	if ((r->db = store_new(&sc)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (net_new(&r->net, err) < 0 ||
	    (*roots != '\0' && net_trust(r->net, roots, err) < 0))
		return -1;
	return 0;
}

static void
close_all(struct run *r)
{
	size_t	 i, k;

	for (i = 0; i < LANGS; i++)
		for (k = 0; k < SVC_NOTICE_KINDS; k++)
			es_buf_clear(&r->letter[i][k]);
	net_free(r->net);
	store_free(r->db);
	if (r->secret.p != NULL)
		es_wipe(r->secret.p, r->secret.cap);
	es_buf_clear(&r->secret);
	es_wipe(r->password, sizeof(r->password));
	conf_free(r->cf);
}

/* -- one mail ------------------------------------------------------------- */
static int
compose(struct run *r, const struct svc_outmail *m, struct es_buf *out,
    struct es_err *err)
{
	size_t			 l = es_view_eq_str(m->lang, "en") ? 1 : 0, k;
	struct es_buf		 subject, text;
	char			 link[600], settings[600], id[60], to[300];
	struct svc_letter	 holes = { m->what, m->number,
				    ES_VIEW_EMPTY, ES_VIEW_EMPTY,
				    es_view_str(r->site[l]) };
	struct svc_mail		 mail = { .from = r->from, .to = to,
				    .from_name = holes.site,
				    .lang = langs[l], .at = m->at,
				    .offset = (int)r->offset };
	int			 rc = -1;

	for (k = 0; k < SVC_NOTICE_KINDS; k++)
		if (es_view_eq_str(m->kind, svc_notice_kinds[k]))
			break;
	if (k == SVC_NOTICE_KINDS || !svc_mail_address(m->address))
		return es_fail(err, ES_E_INPUT, k == SVC_NOTICE_KINDS ?
		    "no letter of this kind" : "not an address");
	(void)snprintf(to, sizeof(to), "%.*s", (int)m->address.n,
	    (const char *)m->address.p);
	(void)snprintf(link, sizeof(link), "%.400s%.*s", r->base_url,
	    (int)m->path.n, (const char *)m->path.p);
	(void)snprintf(settings, sizeof(settings), "%.400s/notices/settings",
	    r->base_url);
	holes.link = es_view_str(link);
	holes.settings = es_view_str(settings);
	(void)snprintf(id, sizeof(id), "yinxin.%lld.%lld",
	    (long long)m->notice, (long long)m->at);
	mail.id = es_view_str(id);
	es_buf_init(&subject, ES_LIMIT_MAIL);
	es_buf_init(&text, ES_LIMIT_MAIL);
	if (svc_letter_fill(es_buf_view(&r->letter[l][k]), &holes, &subject,
	    &text, err) == 0) {
		mail.subject = es_buf_view(&subject);
		mail.text = es_buf_view(&text);
		rc = svc_mail_make(&mail, out, err);
	}
	es_buf_clear(&subject);
	es_buf_clear(&text);
	return rc;
}

/* For trials: a file of its own takes the mail; what is there, it has. */
static int
put_file(struct run *r, const struct svc_outmail *m, struct es_view bytes,
    enum svc_outcome *what, char *said, size_t room)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 path[1024];

	(void)snprintf(path, sizeof(path), "%.900s/%lld-%lld.eml", r->dir,
	    (long long)m->at, (long long)m->notice);
	*what = sys_file_write(path, bytes, 0640, &e) == 0 ? SVC_MAIL_SENT :
	    SVC_MAIL_LATER;
	r->away = *what == SVC_MAIL_LATER;
	(void)snprintf(said, room, "%.280s", e.msg);
	return 0;
}

static int
hand_over(struct run *r, const struct svc_outmail *m, struct es_view bytes,
    enum svc_outcome *what, char *said, size_t room, struct es_err *err)
{
	enum net_mail	 became;
	char		 to[300];

	(void)snprintf(to, sizeof(to), "%.*s", (int)m->address.n,
	    (const char *)m->address.p);
	if (r->dir != NULL)
		return put_file(r, m, bytes, what, said, room);
	if (SYS_FAULT("mail.claimed", err) < 0 ||
	    net_mail_send(r->net, &r->mail, r->from, to, bytes, &became, said,
	    room, err) < 0 || SYS_FAULT("mail.handed", err) < 0)
		return -1;
	*what = became == NET_MAIL_SENT ? SVC_MAIL_SENT : became ==
	    NET_MAIL_REFUSED ? SVC_MAIL_FAILED : SVC_MAIL_LATER;
	/* Nobody answered at all: the others would fare no better now. */
	r->away = became == NET_MAIL_LATER && (said[0] < '0' ||
	    said[0] > '9');
	return 0;
}

static int
send_one(struct run *r, const struct svc_outmail *m, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	enum svc_outcome	 what = SVC_MAIL_FAILED;
	char			 said[300] = "";
	struct es_buf		 bytes;
	int			 rc = 0;

	es_buf_init(&bytes, 8 * ES_LIMIT_MAIL);
	if (compose(r, m, &bytes, &e) < 0)
		(void)snprintf(said, sizeof(said), "%.280s", e.msg);
	else
		rc = hand_over(r, m, es_buf_view(&bytes), &what, said,
		    sizeof(said), err);
	es_buf_clear(&bytes);
	if (rc < 0)
		return -1;
	if (svc_outbox_done(r->db, m, what, sys_now(), said, err) < 0)
		return -1;
	r->sent += what == SVC_MAIL_SENT;
	r->later += what == SVC_MAIL_LATER;
	r->failed += what == SVC_MAIL_FAILED;
	if (what != SVC_MAIL_SENT)
		log_event("event=%s notice=%lld attempt=%lld said=\"%s\"",
		    what == SVC_MAIL_LATER ? "later" : "failed",
		    (long long)m->notice, (long long)m->attempts, said);
	return 0;
}

/* Until nothing is due; 0 then, -1 on a failure of our own. */
static int
send_due(struct run *r, struct es_arena *a, struct es_err *err)
{
	struct svc_outmail	 m;
	int			 rc;

	r->away = false;
	while (!stop && !r->away) {
		es_arena_reset(a);
		if ((rc = svc_outbox_claim(r->db, sys_now(), a, &m,
		    err)) <= 0)
			return rc;
		if (send_one(r, &m, err) < 0)
			return -1;
		pause_ms(60000 / r->per_minute);
	}
	return 0;
}

static int
work(struct run *r, struct es_err *err)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_err	 e = ES_ERR_INIT;
	int		 rc = 0;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (r->once)
		rc = send_due(r, a, err);
	else
		log_event("event=start server=%s:%d", r->dir != NULL ? r->dir :
		    r->mail.host, r->mail.port);
	while (!r->once && !stop) {
		es_err_clear(&e);
		if (send_due(r, a, &e) < 0)
			log_err(&e, "event=cannot-send");
		pause_ms((r->away || e.code != ES_E_NONE ? 30 : r->poll) *
		    1000);
	}
	es_arena_free(a);
	return rc;
}

int
main(int argc, char *argv[])
{
	static struct run	 r;
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i, k;
	int			 rc = -1;

	if (read_options(&r, argc, argv) < 0) {
		fprintf(stderr, "usage: es-mail -c FILE [--once]\n");
		return 64;
	}
	es_buf_init(&r.secret, ES_LIMIT_SECRET);
	for (i = 0; i < LANGS; i++)
		for (k = 0; k < SVC_NOTICE_KINDS; k++)
			es_buf_init(&r.letter[i][k], ES_LIMIT_MAIL);
	(void)signal(SIGTERM, on_signal);
	(void)signal(SIGINT, on_signal);
	(void)signal(SIGPIPE, SIG_IGN);
	if (open_all(&r, &e) == 0)
		rc = work(&r, &e);
	if (r.once && rc == 0)
		printf("sent %zu, later %zu, failed %zu\n", r.sent, r.later,
		    r.failed);
	if (rc < 0)
		fprintf(stderr, "es-mail: %s\n", e.msg);
	close_all(&r);
	return rc < 0 ? 1 : 0;
}
