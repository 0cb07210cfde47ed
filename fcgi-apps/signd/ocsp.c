/*
 * signd/ocsp.c - the state of our certificates, signed (RFC 6960).
 *
 * es-ocsp has read the query; what is answered, es-signd reads itself from
 * the database, where es-ca publishes it.  A serial number that is not there
 * was never given: "unknown", never "good" (RFC 6960 2.2).
 */
#include "base/limits.h"
#include "crypt/digest.h"
#include "serve.h"
#include "sys/clock.h"
#include "sys/log.h"

#define TSA_ASK_MS	1000

enum { C_STATE, C_AT, C_REASON, C_SINCE };

/* The answer to be signed. */
struct status {
	struct server		*server;
	struct es_arena		*arena;
	struct keyring_ocsp	 key;
	unsigned char		 issuer[CRYPT_SHA256_SIZE];
	struct pki_ocsp_single	 single[ES_LIMIT_OCSP_IDS];
	size_t			 n, ours;
	int64_t			 now, keeps_since;
};

int
serve_cert_state(struct server *s, struct es_arena *a, struct es_view issuer,
    struct es_view serial, struct cert_state *out, struct es_err *err)
{
	struct store_val	 args[] = { SV_BLOB(issuer), SV_BLOB(serial) };
	struct store_rows	 r;
	int			 rc;

	memset(out, 0, sizeof(*out));
	rc = store_query(s->store, STORE_SIGND_CERTIFICATE, args,
	    ES_COUNT(args), a, &r, err);
	if (rc <= 0)
		return rc;
	out->known = true;
	out->revoked = !es_view_eq_str(store_view(&r, 0, C_STATE), "good");
	out->revocation.at = store_int(&r, 0, C_AT);
	out->revocation.reason = (enum pki_reason)store_int(&r, 0, C_REASON);
	out->kept_since = store_int(&r, 0, C_SINCE);
	return 0;
}

void
serve_tsa_state(struct server *s, bool for_seal, struct es_arena *a)
{
	struct es_err		 e = ES_ERR_INIT;
	const struct pki_cert	*cert;
	struct cert_state	 c;
	struct es_view		 issuer;
	int64_t			 now = sys_mono_ms();

	if ((cert = keyring_tsa(s->keys, &issuer)) == NULL ||
	    (!for_seal && s->tsa_asked != 0 &&
	    now - s->tsa_asked < TSA_ASK_MS))
		return;
	s->tsa_asked = now;
	if (serve_cert_state(s, a, issuer, pki_cert_serial(cert), &c, &e) < 0)
		log_err(&e, "event=tsa-state-unknown");
	else
		keyring_tsa_revoked(s->keys, c.revoked);
}

/* One certificate; those of other issuers are counted as not ours. */
static int
look_up(struct status *t, const struct pki_ocsp_id *id, struct es_err *err)
{
	struct pki_ocsp_single	*s = &t->single[t->n++];
	struct cert_state	 c;
	bool			 ours;

	s->id = *id;
	s->this_update = t->now;
	s->next_update = t->now + t->server->ocsp_life;
	if (pki_ocsp_id_of_issuer(id, t->key.issuer, &ours, err) < 0)
		return -1;
	if (!ours)
		return 0;
	t->ours++;
	if (serve_cert_state(t->server, t->arena, es_view(t->issuer,
	    sizeof(t->issuer)), es_view(id->serial, id->serial_n), &c,
	    err) < 0)
		return -1;
	if (!c.known)
		return 0;
	s->status = c.revoked ? PKI_OCSP_REVOKED : PKI_OCSP_GOOD;
	s->revoked = c.revocation;
	t->keeps_since = c.kept_since;
	return 0;
}

static int
make(struct status *t, const struct pki_ocsp_query *q,
    struct signd_ocsp_answer *out, struct es_err *err)
{
	struct pki_ocsp_reply	reply = {
		.single = t->single, .single_n = t->n,
		.produced_at = t->now, .keeps_since = t->keeps_since,
		.nonce = es_view(q->nonce, q->nonce_n) };
	struct es_buf		b;
	int			rc;

	es_buf_init(&b, ES_LIMIT_OCSP);
	rc = pki_ocsp_reply_make(&reply, t->key.cert, true, t->key.key, &b,
	    err);
	if (rc == 0) {
		out->der = es_arena_dup(t->arena, es_buf_view(&b));
		if (out->der.n == 0)
			rc = es_fail(err, ES_E_NOMEM, "ocsp: out of memory");
	}
	es_buf_clear(&b);
	if (rc < 0)
		return -1;
	out->why = PKI_OCSP_SUCCESSFUL;
	out->this_update = t->now;
	out->next_update = t->now + t->server->ocsp_life;
	return 0;
}

static int
answer(struct status *t, const struct pki_ocsp_query *q,
    struct signd_ocsp_answer *out, struct es_err *err)
{
	size_t	i;

	if (crypt_sha256(pki_cert_spki(t->key.issuer), t->issuer, err) < 0)
		return -1;
	for (i = 0; i < q->id_n; i++) {
		if (q->id[i].md == CRYPT_MD_NONE) {
			out->why = PKI_OCSP_UNAUTHORIZED;
			return 0;
		}
		if (look_up(t, &q->id[i], err) < 0)
			return -1;
	}
	if (t->ours == 0) {	/* RFC 5019 2.2.3 */
		out->why = PKI_OCSP_UNAUTHORIZED;
		return 0;
	}
	return make(t, q, out, err);
}

void
serve_ocsp(struct server *s, const struct pki_ocsp_query *q,
    struct signd_ocsp_answer *out, struct es_arena *a)
{
	struct es_err	 e = ES_ERR_INIT;
	struct status	*t = es_arena_get(a, sizeof(*t));

	memset(out, 0, sizeof(*out));
	out->why = PKI_OCSP_TRY_LATER;
	if (t == NULL)
		return;
	t->server = s;
	t->arena = a;
	t->now = sys_now();
	if (!keyring_ocsp(s->keys, &t->key))
		(void)es_fail(&e, ES_E_NOTFOUND, "no OCSP key is loaded");
	else if (answer(t, q, out, &e) == 0)
		return;
	log_err(&e, "event=ocsp-failed");
}
