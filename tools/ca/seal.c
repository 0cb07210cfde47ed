/*
 * ca/seal.c - does what the order of a seal asks for: makes its key and
 * certificate, or revokes the certificate and destroys the key.
 *
 * The order stands in the database (es-seal's pages: approved by two people,
 * taken by a third).  Whatever is there already is left; so a command that
 * was interrupted is simply given again.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "ca.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "seal/life.h"
#include "store/conf.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/fault.h"
#include "sys/file.h"

/* Columns of LIFE_ORDER. */
enum { L_ID, L_STATE, L_NAME, L_OFFICE, L_KEY, L_EVENTS, L_GROUND,
    L_EFFECTIVE, L_LOST };

struct order {
	struct ca_options	*o;
	const char		*number;
	struct store		*db;
	struct es_arena		*arena;
	struct store_rows	 row;
	char			 id[60];	/* of the key */
	char			 evidence[300];
	enum seal_act		 act;
};

static enum seal_state
state_of(const struct order *w)
{
	return seal_state_find(store_view(&w->row, 0, L_STATE));
}

static int
read_order(struct order *w, struct es_err *err)
{
	struct store_val	 arg = SV_STR(w->number);
	int			 rc;

	rc = store_query(w->db, STORE_LIFE_ORDER, &arg, 1, w->arena, &w->row,
	    err);
	return rc > 0 ? 0 : rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
	    "there is no seal %.40s", w->number);
}

/* -- the database -------------------------------------------------------- */
/* The event that says it is done, and the audit row. */
static int
complete(struct store *st, void *arg, struct es_err *err)
{
	struct order		*w = arg;
	struct seal_parts	 nobody = { 0 };
	struct seal_life	 at = { 0 }, to;
	char			 action[24];
	struct audit_entry	 e = { .chain = "ca", .at = sys_now(),
				    .actor = ES_LIT("es-ca"),
				    .action = action, .result = "ok" };

	es_arena_reset(w->arena);
	if (read_order(w, err) < 0)
		return -1;
	at.state = state_of(w);
	if (seal_life_may(&at, w->act, SEAL_AS_TOOL, 0, &nobody, &to) !=
	    SEAL_MAY)
		return es_fail(err, ES_E_CONFLICT, "seal %.40s is %s now",
		    w->number, seal_state_name(at.state));
	(void)snprintf(action, sizeof(action), "seal.%s",
	    seal_act_name(w->act));
	e.object = es_view_str(w->number);
	e.detail = es_view_sub(es_view_str(w->evidence), 0, 300);
	{
		struct store_val	 row[] = {
		    SV_INT(store_int(&w->row, 0, L_ID)),
		    SV_INT(store_int(&w->row, 0, L_EVENTS) + 1),
		    SV_STR(seal_act_name(w->act)),
		    SV_STR(seal_state_name(at.state)),
		    SV_STR(seal_state_name(to.state)), SV_STR(""), SV_INT(0),
		    SV_INT(e.at), SV_INT(0), SV_INT(0), SV_STR("es-ca"),
		    SV_STR(""), SV_STR(w->id), SV_STR(w->evidence) };

		if (store_exec(st, STORE_LIFE_EVENT_ADD, row, ES_COUNT(row),
		    NULL, err) < 0 || audit_add(st, &e, err) < 0)
			return -1;
	}
	return SYS_FAULT("ca.seal_before_commit", err);
}

/* -- making -------------------------------------------------------------- */
/* es-signd reads keys as whom its directory belongs to. */
static int
give_away(const char *path, const char *dir, struct es_err *err)
{
	struct stat	 st;

	if (geteuid() != 0 || !ca_exists(path))
		return 0;
	if (stat(dir, &st) != 0 || chown(path, st.st_uid, st.st_gid) != 0)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", path,
		    strerror(errno));
	return 0;
}

static int
say_certificate(struct order *w, const struct ca_paths *p,
    struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	char		 serial[2 * 64 + 1], hex[2 * CRYPT_SHA256_SIZE + 1];
	char		 iso[ES_TIME_ISO];
	struct pki_cert	*c;
	int		 rc;

	if (ca_load_cert(p->cert, &c, err) < 0)
		return -1;
	if ((rc = crypt_sha256(pki_cert_der(c), sum, err)) == 0) {
		crypt_hex(es_view_sub(pki_cert_serial(c), 0, 64), serial);
		crypt_hex(es_view(sum, sizeof(sum)), hex);
		(void)snprintf(w->evidence, sizeof(w->evidence),
		    "serial %s; SHA-256 %s; until %s", serial, hex,
		    es_time_iso(pki_cert_not_after(c), 0, iso));
	}
	pki_cert_free(c);
	return rc;
}

static int
make_key(struct order *w, const struct ca_paths *p, struct es_err *err)
{
	struct ca_entry	*e;
	struct ca_index	 x;
	bool		 there;

	if (ca_index_open(&x, w->o->dir, err) < 0)
		return -1;
	e = ca_index_of(&x, w->id);
	there = e != NULL && ca_exists(p->chain);
	ca_index_close(&x);
	if (!there && ca_issue(w->o, "seal", w->id, err) < 0)
		return -1;
	return give_away(p->key, p->prv, err) < 0 ||
	    give_away(p->pass, p->prv, err) < 0 ? -1 : 0;
}

static int
make(struct order *w, const struct ca_paths *p, struct es_err *err)
{
	w->o->name = es_arena_str(w->arena, store_view(&w->row, 0, L_NAME));
	w->o->unit = es_arena_str(w->arena, store_view(&w->row, 0, L_OFFICE));
	if (w->o->name == NULL || w->o->unit == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	w->act = SEAL_DO_MADE;
	if (make_key(w, p, err) < 0 || say_certificate(w, p, err) < 0 ||
	    ca_publish(w->o, err) < 0 ||
	    SYS_FAULT("ca.seal_made", err) < 0 ||
	    store_tx(w->db, complete, w, err) < 0)
		return -1;
	printf("seal %s: made %s, %s\n"
	    "now: reload es-signd (SIGHUP), file the seal, enable it\n",
	    w->number, w->id, w->evidence);
	return 0;
}

/* -- ending -------------------------------------------------------------- */
static const char *
reason(const struct order *w)
{
	struct es_view	 g = store_view(&w->row, 0, L_GROUND);

	if (store_int(&w->row, 0, L_LOST) != 0 ||
	    es_view_eq_str(g, "key-compromise"))
		return "keyCompromise";
	if (es_view_eq_str(g, "affiliation"))
		return "affiliationChanged";
	if (es_view_eq_str(g, "superseded") ||
	    state_of(w) == SEAL_REPLACED)
		return "superseded";
	return "cessationOfOperation";
}

static int
revoke(struct order *w, const struct ca_paths *p, struct es_err *err)
{
	struct ca_entry	*e;
	struct ca_index	 x;
	char		 iso[ES_TIME_ISO];
	int64_t		 at = store_int(&w->row, 0, L_EFFECTIVE);
	bool		 done;

	if (at == 0)
		at = store_int(&w->row, 0, L_LOST);
	if (ca_index_open(&x, w->o->dir, err) < 0)
		return -1;
	if ((e = ca_index_of(&x, w->id)) == NULL) {
		ca_index_close(&x);
		return es_fail(err, ES_E_NOTFOUND, "no certificate of %s is "
		    "in the index", w->id);
	}
	done = e->state == CA_REVOKED;
	/* A compromise counts from its day, not from before the key was. */
	if (at != 0 && at < e->from)
		at = e->from;
	ca_index_close(&x);
	w->o->reason = reason(w);
	w->o->date = at == 0 || strcmp(w->o->reason, "keyCompromise") != 0 ?
	    NULL : es_time_iso(at, 0, iso);
	(void)snprintf(w->evidence, sizeof(w->evidence), "%s; key destroyed",
	    w->o->reason);
	if (!done && ca_revoke(w->o, w->id, err) < 0)
		return -1;
	w->act = SEAL_DO_REVOKE;
	if (ca_crl(w->o, CA_ISSUING, err) < 0 || ca_publish(w->o, err) < 0 ||
	    SYS_FAULT("ca.seal_revoked", err) < 0)
		return -1;
	/* A key in a token is destroyed there; its address goes. */
	if (unlink(p->key) != 0 && errno != ENOENT)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", p->key,
		    strerror(errno));
	if (store_tx(w->db, complete, w, err) < 0)
		return -1;
	printf("seal %s: %s\nnow: reload es-signd (SIGHUP)\n", w->number,
	    w->evidence);
	return 0;
}

/* -- the command --------------------------------------------------------- */
static int
name_key(struct order *w, struct es_err *err)
{
	struct es_view	 has = store_view(&w->row, 0, L_KEY);
	size_t		 i;

	if (has.n > 0)
		(void)snprintf(w->id, sizeof(w->id), "%.*s", (int)has.n,
		    (const char *)has.p);
	else
		for (i = 0; i + 1 < sizeof(w->id) && w->number[i] != '\0';
		    i++)
			w->id[i] = (char)tolower((unsigned char)
			    w->number[i]);
	return ca_check_id(w->id, err);
}

static int
carry_out(struct order *w, struct es_err *err)
{
	struct ca_paths	*p = malloc(sizeof(*p));
	int		 rc = -1;

	if (p == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	if (read_order(w, err) < 0 || name_key(w, err) < 0 ||
	    ca_paths(w->o, w->id, p, err) < 0)
		goto out;
	switch (state_of(w)) {
	case SEAL_PRODUCTION:
		rc = make(w, p, err);
		break;
	case SEAL_LOST:
	case SEAL_CANCELLED:
	case SEAL_REPLACED:
	case SEAL_VOIDED:
		rc = revoke(w, p, err);
		break;
	default:
		rc = es_fail(err, ES_E_CONFLICT, "seal %.40s is %s: there is "
		    "nothing to make and nothing to revoke", w->number,
		    seal_state_name(state_of(w)));
	}
out:
	free(p);
	return rc;
}

int
ca_seal(struct ca_options *o, const char *number, struct es_err *err)
{
	struct order		 w = { .o = o, .number = number };
	char			 password[STORE_PASSWORD_MAX];
	struct store_conf	 sc;
	struct conf		*cf = NULL;
	int			 rc = -1;

	if (o->conf == NULL)
		return es_fail(err, ES_E_INPUT, "seal needs -c FILE");
	if ((w.arena = es_arena_new(ES_MIB)) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	if (ca_read_conf(&cf, o->conf, err) == 0 &&
	    store_conf_load(&sc, password, cf, err) == 0) {
		if ((w.db = store_new(&sc)) == NULL)
			es_fail(err, ES_E_NOMEM, "seal: out of memory");
		else
			rc = carry_out(&w, err);
	}
	es_wipe(password, sizeof(password));
	store_free(w.db);
	conf_free(cf);
	es_arena_free(w.arena);
	return rc;
}
