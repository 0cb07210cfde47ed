/*
 * es-signd(8) - the only holder of private keys.
 *
 * Parses no upload and speaks no HTTP: framed requests from known users on a
 * Unix socket, evidence from the database, keys from files that only its own
 * user can read.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "serve.h"
#include "store/conf.h"
#include "svc/approve/flows.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/ipc.h"
#include "sys/log.h"
#include "sys/proc.h"

struct signd_main {
	struct conf		*cf;		/* in force */
	int			 argc;
	char *const		*argv;
	struct keyring		*keys;
	struct keyring_conf	 kc;
	struct flow_defs	*flows;		/* who must have agreed */
	const char		*flows_dir;
	struct store_conf	 sc;
	char			 password[STORE_PASSWORD_MAX];
	uid_t			 seal_uid, tsa_uid, verify_uid;
	uid_t			 renew_uid, ocsp_uid, audit_uid, archive_uid;
	int64_t			 zone, ocsp_minutes;
	int			 fd;
	uid_t			 contract_uid;
};

/* tsa_clock: kernel, none, or the path of a file. */
static int
configure_clock(struct clock_conf *c, struct conf *cf, struct es_err *err)
{
	const char	*source = conf_str(cf, "tsa_clock", "kernel");

	memset(c, 0, sizeof(*c));
	if (strcmp(source, "kernel") == 0)
		c->source = CLOCK_KERNEL;
	else if (source[0] == '/') {
		c->source = CLOCK_FILE;
		c->file = source;
	} else if (strcmp(source, "none") != 0)
		return es_fail(err, ES_E_INPUT, "tsa_clock: \"%.60s\" is "
		    "neither kernel, none, nor a path", source);
	if (conf_need(cf, "tsa_mark", &c->mark, err) < 0)
		return -1;
	return conf_int(cf, "tsa_accuracy_ms", 1, 60000, 1000,
	    &c->accuracy_ms, err);
}

/* What may change while it runs; strings stay those of cf. */
static int
configure(struct signd_main *m, struct conf *cf, struct es_err *err)
{
	const char	*seal_user, *tsa_user, *verify_user, *renew_user,
			*ocsp_user, *audit_user,
			*archive_user;
	gid_t		 gid;

	if (sys_user(conf_str(cf, "contract_user", ""), NULL,
	    &m->contract_uid, &gid, err) < 0)
		return -1;
	renew_user = conf_str(cf, "renew_user", "");
	archive_user = conf_str(cf, "archive_user", "");
	m->kc.tsa_key = conf_str(cf, "tsa_key", "");
	verify_user = conf_str(cf, "verify_user", "");
	m->kc.pss_keys = conf_str(cf, "pss_keys", "");
	m->kc.source.token.library = conf_str(cf, "pkcs11_library", "");
	m->kc.source.token.pin_file = conf_str(cf, "pkcs11_pin_file", "");
	m->kc.ocsp_key = conf_str(cf, "ocsp_key", "");
	ocsp_user = conf_str(cf, "ocsp_user", "");
	m->kc.audit_key = conf_str(cf, "audit_key", "");
	m->kc.key_count = conf_str(cf, "key_count", "");
	audit_user = conf_str(cf, "audit_user", "");
	m->kc.tsa_policy = conf_str(cf, "tsa_policy", "1.3.6.1.4.1.99999.1");
	if (store_conf_load(&m->sc, m->password, cf, err) < 0 ||
	    conf_need(cf, "keys_dir", &m->kc.source.keys_dir, err) < 0 ||
	    conf_need(cf, "pki_dir", &m->kc.pki_dir, err) < 0 ||
	    conf_need(cf, "flows", &m->flows_dir, err) < 0 ||
	    conf_need(cf, "passphrase_file", &m->kc.passphrase_file,
	    err) < 0 ||
	    conf_need(cf, "seal_user", &seal_user, err) < 0 ||
	    conf_need(cf, "tsa_user", &tsa_user, err) < 0 ||
	    conf_int(cf, "time_zone_offset", -50400, 50400, 28800,
	    &m->zone, err) < 0 ||
	    conf_int(cf, "ocsp_minutes", 5, 10080, 60, &m->ocsp_minutes,
	    err) < 0 || configure_clock(&m->kc.clock, cf, err) < 0 ||
	    conf_unknown(cf, err) < 0 ||
	    sys_user(seal_user, NULL, &m->seal_uid, &gid, err) < 0 ||
	    sys_user(tsa_user, NULL, &m->tsa_uid, &gid, err) < 0 ||
	    sys_user(verify_user, NULL, &m->verify_uid, &gid, err) < 0 ||
	    sys_user(ocsp_user, NULL, &m->ocsp_uid, &gid, err) < 0 ||
	    sys_user(audit_user, NULL, &m->audit_uid, &gid, err) < 0)
		return -1;
	m->renew_uid = m->archive_uid = m->tsa_uid;
	if (archive_user[0] != '\0' && sys_user(archive_user, NULL,
	    &m->archive_uid, &gid, err) < 0)
		return -1;
	return renew_user[0] == '\0' ? 0 : sys_user(renew_user, NULL,
	    &m->renew_uid, &gid, err);
}

/* Keys and workflows as configured; es-signd's own user reads them. */
static int
load_keys(struct signd_main *m, struct es_err *err)
{
	struct flow_defs	*flows = NULL;
	struct keyring_ocsp	 ocsp;
	struct keyring		*keys = NULL;

	if (svc_flows_load(&flows, m->flows_dir, err) < 0)
		return -1;
	if (keyring_open(&keys, &m->kc, err) < 0) {
		flow_defs_free(flows);
		return -1;
	}
	keyring_free(m->keys);
	m->keys = keys;
	flow_defs_free(m->flows);
	m->flows = flows;
	log_event("event=keys loaded=%zu tsa=%s ocsp=%s",
	    keyring_count(keys), keyring_has_tsa(keys) ? "yes" : "no",
	    keyring_ocsp(keys, &ocsp) ? "yes" : "no");
	return 0;
}

/* SIGHUP: configuration and keys anew (rehearsed, sys/proc.h). */
static int
reload(void *arg)
{
	struct signd_main	*m = arg;
	struct conf		*cf = NULL;
	struct es_err		 e = ES_ERR_INIT;

	if (conf_load(&cf, "es-signd", m->argc, m->argv, &e) < 0 ||
	    configure(m, cf, &e) < 0 || load_keys(m, &e) < 0) {
		log_err(&e, "event=reload-failed");
		return -1;
	}
	conf_free(m->cf);
	m->cf = cf;
	return 0;
}

/* The connections of one worker: callers keep theirs open. */
struct lines {
	struct pollfd	 fds[1 + ES_LIMIT_SIGND_CALLERS]; /* [0] listens */
	uid_t		 uids[1 + ES_LIMIT_SIGND_CALLERS];
	size_t		 n;
};

static void
hang_up(struct lines *l, size_t i)
{
	ipc_close(&l->fds[i].fd);
	l->n--;
	l->fds[i] = l->fds[l->n];
	l->uids[i] = l->uids[l->n];
}

/* Strangers are hung up on before a byte of theirs is read. */
static void
take_call(const struct server *s, struct lines *l)
{
	struct es_err	 e = ES_ERR_INIT;
	int		 fd = accept(l->fds[0].fd, NULL, NULL);

	if (fd < 0)
		return;		/* another worker was faster */
	if (l->n == ES_COUNT(l->fds) ||
	    ipc_peer(fd, &l->uids[l->n], &e) < 0) {
		log_event("event=too-many-callers");
		ipc_close(&fd);
		return;
	}
	if (l->uids[l->n] != s->seal_uid && l->uids[l->n] != s->tsa_uid &&
	    l->uids[l->n] != s->contract_uid &&
	    l->uids[l->n] != s->verify_uid &&
	    l->uids[l->n] != s->renew_uid &&
	    l->uids[l->n] != s->archive_uid &&
	    l->uids[l->n] != s->ocsp_uid &&
	    l->uids[l->n] != s->audit_uid) {
		log_event("event=stranger uid=%ld", (long)l->uids[l->n]);
		ipc_close(&fd);
		return;
	}
	l->fds[l->n++] = (struct pollfd){ fd, POLLIN, 0 };
}

/* One frame of one caller; false: the line is dead. */
static bool
answer_call(struct server *s, struct lines *l, size_t i, struct es_arena *a,
    struct es_buf *in, struct es_buf *out)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 late = sys_mono_ms() + ES_LIMIT_SIGND_MS;
	int		 rc = ipc_recv(l->fds[i].fd, in, late, &e);

	if (rc > 0) {
		s->may_seal = l->uids[i] == s->seal_uid;
		s->may_stamp = s->may_seal || l->uids[i] == s->tsa_uid ||
		    l->uids[i] == s->renew_uid ||
		    l->uids[i] == s->archive_uid;
		s->may_receipt = l->uids[i] == s->verify_uid;
		s->may_contract = l->uids[i] == s->contract_uid;
		s->may_ask = l->uids[i] == s->ocsp_uid;
		s->may_mark = l->uids[i] == s->audit_uid;
		es_arena_reset(a);
		serve_frame(s, es_buf_view(in), a, out);
		if (es_buf_ok(out, "answer", &e) == 0 &&
		    ipc_send(l->fds[i].fd, es_buf_view(out), late, &e) == 0)
			return true;
	}
	if (e.code != ES_E_NONE)
		log_err(&e, "event=line-lost");
	return false;
}

/*
 * A token's library may hang: SIGALRM then ends the worker, when its caller
 * has given up, and the master starts another.
 */
enum { HANG_SECONDS = ES_LIMIT_SIGND_MS / 1000 + 5 };

static void
serve(struct server *s, int fd, struct es_arena *a, struct es_buf *in,
    struct es_buf *out)
{
	bool		 remote = keyring_is_remote(s->keys);
	struct lines	 l = { .n = 1 };
	size_t		 i;
	int		 rc;

	l.fds[0] = (struct pollfd){ fd, POLLIN, 0 };
	while (!sys_stopping()) {
		rc = sys_wait_begin() ? poll(l.fds, l.n, remote ?
		    ES_LIMIT_KEY_CHECK_MS : -1) : -1;
		sys_wait_end();
		if (rc == 0) {		/* nothing to do */
			(void)alarm(HANG_SECONDS);
			keyring_check(s->keys, NULL);
		}
		for (i = l.n; rc > 0 && i-- > 1;) {
			if (remote)
				(void)alarm(HANG_SECONDS);
			if (l.fds[i].revents != 0 &&
			    !answer_call(s, &l, i, a, in, out))
				hang_up(&l, i);
		}
		if (remote)
			(void)alarm(0);
		if (rc > 0 && l.fds[0].revents != 0)
			take_call(s, &l);
	}
	while (l.n > 1)
		hang_up(&l, l.n - 1);
}

static int
worker(void *arg)
{
	struct signd_main	*m = arg;
	struct server		 s = { .keys = m->keys, .flows = m->flows,
				    .zone = (int)m->zone,
				    .store = store_new(&m->sc),
				    .contract_uid = m->contract_uid,
				    .seal_uid = m->seal_uid,
				    .tsa_uid = m->tsa_uid,
				    .verify_uid = m->verify_uid,
				    .renew_uid = m->renew_uid,
				    .archive_uid = m->archive_uid,
				    .ocsp_uid = m->ocsp_uid,
				    .audit_uid = m->audit_uid,
				    .ocsp_life = m->ocsp_minutes * 60 };
	struct es_arena		*a = es_arena_new(ES_LIMIT_SIGND_ARENA);
	struct es_buf		 in, out;

	if (s.store == NULL || a == NULL)
		return 1;
	es_buf_init(&in, ES_LIMIT_SIGND_FRAME);
	es_buf_init(&out, ES_LIMIT_SIGND_FRAME);
	serve(&s, m->fd, a, &in, &out);
	es_buf_clear(&in);
	es_buf_clear(&out);
	es_arena_free(a);
	store_free(s.store);
	return 0;
}

static int
run(struct signd_main *m, struct es_err *err)
{
	struct sys_group	 group = { "sign", 0, worker, m };
	char			*listen;
	int64_t			 workers;
	uid_t			 uid;
	gid_t			 gid;
	int			 rc = -1;

	if (conf_int(m->cf, "workers", 1, 64, 2, &workers, err) < 0 ||
	    sys_user(conf_str(m->cf, "user", ""), conf_str(m->cf, "group",
	    ""), &uid, &gid, err) < 0)
		return -1;
	group.count = (int)workers;
	if ((listen = strdup(conf_str(m->cf, "listen", ""))) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	if (sys_drop(uid, gid, err) == 0 && load_keys(m, err) == 0 &&
	    ipc_listen(&m->fd, listen, gid, err) == 0) {
		(void)fcntl(m->fd, F_SETFL, O_NONBLOCK);
		rc = sys_prefork(&group, 1, 10000, reload, m, err);
		(void)unlink(listen);
	}
	free(listen);
	return rc;
}

static int
start(struct signd_main *m, struct es_err *err)
{
	const char	*listen;

	if (conf_load(&m->cf, "es-signd", m->argc, m->argv, err) < 0 ||
	    conf_need(m->cf, "listen", &listen, err) < 0 ||
	    log_open("es-signd", conf_str(m->cf, "log", "-"), err) < 0 ||
	    configure(m, m->cf, err) < 0)
		return -1;
	return conf_is_test(m->cf) ? 0 : run(m, err);
}

int
main(int argc, char *argv[])
{
	struct es_err		 e = ES_ERR_INIT;
	struct signd_main	 m = { .argc = argc, .argv = argv, .fd = -1 };
	int			 rc = start(&m, &e);

	if (e.code != ES_E_NONE) {
		log_err(&e, "event=cannot-start");
		fprintf(stderr, "es-signd: %s\n", e.msg);
	}
	ipc_close(&m.fd);
	keyring_free(m.keys);
	flow_defs_free(m.flows);
	es_wipe(m.password, sizeof(m.password));
	conf_free(m.cf);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
