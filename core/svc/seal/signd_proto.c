/* svc/seal/signd_proto.c - see signd_proto.h. */
#include "svc/seal/signd_proto.h"

#include "base/limits.h"
#include "base/reader.h"
#include "crypt/alg.h"

enum { ANSWER_ERROR = 0, ANSWER_OK = 1 };

static const char *const refusals[SIGND_REFUSAL__MAX] = {
	[SIGND_OK] = "ok",
	[SIGND_NO_REQUEST] = "no_request",
	[SIGND_NO_CLAIM] = "no_claim",
	[SIGND_NOT_APPROVED] = "not_approved",
	[SIGND_SEALED_BEFORE] = "sealed_before",
	[SIGND_SNAPSHOT_CHANGED] = "snapshot_changed",
	[SIGND_APPROVAL_CHANGED] = "approval_changed",
	[SIGND_SEAL_NOT_ACTIVE] = "seal_not_active",
	[SIGND_TYPE_NOT_ALLOWED] = "type_not_allowed",
	[SIGND_CERT_NOT_VALID] = "cert_not_valid",
	[SIGND_NO_KEY] = "no_key",
	[SIGND_NO_AUTHORISATION] = "no_authorisation",
	[SIGND_OUT_OF_HOURS] = "out_of_hours",
	[SIGND_OVER_QUOTA] = "over_quota",
	[SIGND_FAILED] = "failed",
	[SIGND_NOT_ELIGIBLE] = "not_eligible",
	[SIGND_OTHER_RECORD] = "other_record",
	[SIGND_OTHER_DIGEST] = "other_digest",
	[SIGND_NO_FLOW] = "no_flow",
	[SIGND_DECISION_CHANGED] = "decision_changed",
	[SIGND_NO_RIGHT] = "no_right",
	[SIGND_NOT_FRESH] = "not_fresh",
	[SIGND_KEY_AWAY] = "key_away",
	[SIGND_KEY_CHANGED] = "key_changed",
	[SIGND_NOT_APART] = "not_apart",
	[SIGND_OTHER_TEXT] = "other_text",
	[SIGND_NOT_ITS_TURN] = "not_its_turn",
	[SIGND_SEAL_OUT_OF_DATE] = "seal_out_of_date",
	[SIGND_SEAL_REPLACED] = "seal_replaced",
};

const char *
signd_refusal_name(enum signd_refusal r)
{
	if ((int)r < 0 || r >= SIGND_REFUSAL__MAX)
		return "unknown";
	return refusals[r];
}

/* -- small pieces ---------------------------------------------------------- */
static void
put_bytes(struct es_buf *b, struct es_view v)
{
	es_buf_add_be32(b, (uint32_t)v.n);
	es_buf_add_view(b, v);
}

static struct es_view
get_bytes(struct es_reader *r)
{
	return es_read_bytes(r, es_read_be32(r));
}

static void
get_fixed(struct es_reader *r, unsigned char *to, size_t n)
{
	struct es_view	 v = es_read_bytes(r, n);

	if (v.n == n && n > 0)
		memcpy(to, v.p, n);
}

/* -- requests ---------------------------------------------------------- */
void
signd_put_ping(struct es_buf *b)
{
	es_buf_add_ch(b, SIGND_OP_PING);
}

void
signd_put_keys(struct es_buf *b)
{
	es_buf_add_ch(b, SIGND_OP_KEYS);
}

void
signd_put_checkpoint(struct es_buf *b)
{
	es_buf_add_ch(b, SIGND_OP_CHECKPOINT);
}

void
signd_put_seal(struct es_buf *b, const struct signd_seal_job *jobs, size_t n)
{
	size_t	 i, k;

	es_buf_add_ch(b, SIGND_OP_SEAL);
	es_buf_add_be16(b, (uint16_t)n);
	for (i = 0; i < n; i++) {
		es_buf_add_be64(b, jobs[i].request_id);
		es_buf_add(b, jobs[i].claim, SIGND_CLAIM);
		es_buf_add(b, jobs[i].digest, SIGND_DIGEST);
		es_buf_add_ch(b, (unsigned char)jobs[i].md);
		es_buf_add(b, jobs[i].sum, crypt_md_size(jobs[i].md));
		es_buf_add_be64(b, jobs[i].file_size);
		es_buf_add_be16(b, jobs[i].pages);
		es_buf_add_be16(b, jobs[i].page);
		for (k = 0; k < 4; k++)
			es_buf_add_be32(b, (uint32_t)jobs[i].rect[k]);
	}
}

void
signd_put_receipt(struct es_buf *b, uint64_t id)
{
	es_buf_add_ch(b, SIGND_OP_RECEIPT);
	es_buf_add_be64(b, id);
}

void
signd_put_contract(struct es_buf *b, uint64_t id)
{
	es_buf_add_ch(b, SIGND_OP_CONTRACT);
	es_buf_add_be64(b, id);
}

void
signd_put_timestamp(struct es_buf *b, const struct tsa_query *q)
{
	es_buf_add_ch(b, SIGND_OP_TIMESTAMP);
	es_buf_add_ch(b, (unsigned char)q->md);
	put_bytes(b, es_view(q->imprint, crypt_md_size(q->md)));
	put_bytes(b, es_view(q->policy, q->policy_n));
	put_bytes(b, es_view(q->nonce, q->nonce_n));
	es_buf_add_ch(b, q->cert_req);
}

void
signd_put_ocsp(struct es_buf *b, const struct pki_ocsp_query *q)
{
	size_t	 i;

	es_buf_add_ch(b, SIGND_OP_OCSP);
	es_buf_add_be16(b, (uint16_t)q->id_n);
	for (i = 0; i < q->id_n; i++) {
		size_t	 n = crypt_md_size(q->id[i].md);

		es_buf_add_ch(b, (unsigned char)q->id[i].md);
		put_bytes(b, es_view(q->id[i].name, n));
		put_bytes(b, es_view(q->id[i].key, n));
		put_bytes(b, es_view(q->id[i].serial, q->id[i].serial_n));
	}
	put_bytes(b, es_view(q->nonce, q->nonce_n));
}

/* Bytes of at most "max" into an array; *n is how many. */
static void
get_upto(struct es_reader *r, unsigned char *to, size_t max, size_t *n)
{
	struct es_view	 v = get_bytes(r);

	*n = 0;
	if (v.n > max) {
		r->bad = true;
	} else if (v.n > 0) {
		memcpy(to, v.p, v.n);
		*n = v.n;
	}
}

static int
get_timestamp_job(struct tsa_query *q, struct es_reader *r,
    struct es_err *err)
{
	size_t	 n;
	uint8_t	 md, flag;

	md = es_read_u8(r);
	q->md = md < CRYPT_MD__MAX &&
	    crypt_md_oid((enum crypt_md)md).n != 0 ? (enum crypt_md)md :
	    CRYPT_MD_NONE;
	get_upto(r, q->imprint, sizeof(q->imprint), &n);
	get_upto(r, q->policy, sizeof(q->policy), &q->policy_n);
	get_upto(r, q->nonce, sizeof(q->nonce), &q->nonce_n);
	flag = es_read_u8(r);
	q->cert_req = flag == 1;
	if (flag > 1 || q->md == CRYPT_MD_NONE || n != crypt_md_size(q->md))
		return es_fail(err, ES_E_FORMAT, "signd: time-stamp request");
	return 0;
}

static int
get_ocsp_id(struct pki_ocsp_id *id, struct es_reader *r, struct es_err *err)
{
	uint8_t	 md = es_read_u8(r);
	size_t	 n, k;

	id->md = md < CRYPT_MD__MAX ? (enum crypt_md)md : CRYPT_MD_NONE;
	get_upto(r, id->name, sizeof(id->name), &n);
	get_upto(r, id->key, sizeof(id->key), &k);
	get_upto(r, id->serial, sizeof(id->serial), &id->serial_n);
	if (md >= CRYPT_MD__MAX || n != crypt_md_size(id->md) || k != n ||
	    id->serial_n == 0)
		return es_fail(err, ES_E_FORMAT, "signd: status request");
	return 0;
}

static int
get_ocsp_job(struct signd_request *rq, struct es_reader *r,
    struct es_arena *a, struct es_err *err)
{
	struct pki_ocsp_query	*q = es_arena_get(a, sizeof(*q));
	size_t			 i;

	if (q == NULL)
		return es_fail(err, ES_E_NOMEM, "signd: out of memory");
	q->id_n = es_read_be16(r);
	if (q->id_n < 1 || q->id_n > ES_LIMIT_OCSP_IDS)
		return es_fail(err, ES_E_LIMIT, "signd: status of %zu "
		    "certificates", q->id_n);
	for (i = 0; i < q->id_n; i++)
		if (get_ocsp_id(&q->id[i], r, err) < 0)
			return -1;
	get_upto(r, q->nonce, sizeof(q->nonce), &q->nonce_n);
	rq->ocsp = q;
	return 0;
}

static int
get_seal_jobs(struct signd_request *rq, struct es_reader *r,
    struct es_arena *a, struct es_err *err)
{
	uint8_t	 md;
	size_t	 i, k;

	rq->njobs = es_read_be16(r);
	if (rq->njobs < 1 || rq->njobs > ES_LIMIT_SEAL_BATCH)
		return es_fail(err, ES_E_LIMIT, "signd: %zu jobs, limit %zu",
		    rq->njobs, ES_LIMIT_SEAL_BATCH);
	rq->jobs = es_arena_array(a, rq->njobs, sizeof(*rq->jobs));
	if (rq->jobs == NULL)
		return es_fail(err, ES_E_NOMEM, "signd: out of memory");
	for (i = 0; i < rq->njobs; i++) {
		struct signd_seal_job	*j = &rq->jobs[i];

		j->request_id = es_read_be64(r);
		get_fixed(r, j->claim, SIGND_CLAIM);
		get_fixed(r, j->digest, SIGND_DIGEST);
		md = es_read_u8(r);
		if (md >= CRYPT_MD__MAX)
			return es_fail(err, ES_E_FORMAT, "signd: an unknown "
			    "digest");
		j->md = (enum crypt_md)md;
		get_fixed(r, j->sum, crypt_md_size(j->md));
		j->file_size = es_read_be64(r);
		j->pages = es_read_be16(r);
		j->page = es_read_be16(r);
		for (k = 0; k < 4; k++)
			j->rect[k] = (int32_t)es_read_be32(r);
		for (k = 0; k < i; k++)
			if (rq->jobs[k].request_id == j->request_id)
				return es_fail(err, ES_E_FORMAT, "signd: one "
				    "request twice");
	}
	return 0;
}

int
signd_get_request(struct signd_request *rq, struct es_view frame,
    struct es_arena *a, struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);

	memset(rq, 0, sizeof(*rq));
	switch (es_read_u8(&r)) {
	case SIGND_OP_PING:
		rq->op = SIGND_OP_PING;
		break;
	case SIGND_OP_KEYS:
		rq->op = SIGND_OP_KEYS;
		break;
	case SIGND_OP_CHECKPOINT:
		rq->op = SIGND_OP_CHECKPOINT;
		break;
	case SIGND_OP_SEAL:
		rq->op = SIGND_OP_SEAL;
		if (get_seal_jobs(rq, &r, a, err) < 0)
			return -1;
		break;
	case SIGND_OP_TIMESTAMP:
		rq->op = SIGND_OP_TIMESTAMP;
		if (get_timestamp_job(&rq->stamp, &r, err) < 0)
			return -1;
		break;
	case SIGND_OP_CONTRACT:
		rq->op = SIGND_OP_CONTRACT;
		rq->contract = es_read_be64(&r);
		break;
	case SIGND_OP_RECEIPT:
		rq->op = SIGND_OP_RECEIPT;
		rq->receipt = es_read_be64(&r);
		break;
	case SIGND_OP_OCSP:
		rq->op = SIGND_OP_OCSP;
		if (get_ocsp_job(rq, &r, a, err) < 0)
			return -1;
		break;
	default:
		return es_fail(err, ES_E_FORMAT, "signd: unknown request");
	}
	return es_reader_end(&r, "signd: request", err);
}

/* -- answers ----------------------------------------------------------- */
void
signd_put_error(struct es_buf *b, struct es_view reason)
{
	es_buf_add_ch(b, ANSWER_ERROR);
	put_bytes(b, reason);
}

void
signd_put_ping_answer(struct es_buf *b, const struct signd_ping_answer *a)
{
	es_buf_add_ch(b, ANSWER_OK);
	es_buf_add_be16(b, a->keys);
	es_buf_add_ch(b, a->tsa);
	es_buf_add_ch(b, a->database);
	es_buf_add_be64(b, (uint64_t)a->now);
}

void
signd_put_keys_answer(struct es_buf *b, const struct signd_key *keys,
    size_t n)
{
	size_t	 i;

	es_buf_add_ch(b, ANSWER_OK);
	es_buf_add_be16(b, (uint16_t)n);
	for (i = 0; i < n; i++) {
		put_bytes(b, keys[i].name);
		es_buf_add_ch(b, (unsigned char)keys[i].md);
		es_buf_add_be32(b, keys[i].reserve);
		es_buf_add_ch(b, keys[i].away);
		put_bytes(b, keys[i].why);
	}
}

void
signd_put_seal_answers(struct es_buf *b, const struct signd_seal_answer *a,
    size_t n)
{
	size_t	 i;

	es_buf_add_ch(b, ANSWER_OK);
	es_buf_add_be16(b, (uint16_t)n);
	for (i = 0; i < n; i++) {
		es_buf_add_be16(b, (uint16_t)a[i].refusal);
		es_buf_add_be64(b, a[i].seal_id);
		es_buf_add_be64(b, a[i].seq);
		put_bytes(b, a[i].cms);
		put_bytes(b, a[i].reason);
	}
}

void
signd_put_timestamp_answer(struct es_buf *b, enum tsa_failure why,
    struct es_view token)
{
	es_buf_add_ch(b, ANSWER_OK);
	es_buf_add_be16(b, (uint16_t)(why + 1));
	put_bytes(b, token);
}

void
signd_put_ocsp_answer(struct es_buf *b, const struct signd_ocsp_answer *a)
{
	es_buf_add_ch(b, ANSWER_OK);
	es_buf_add_ch(b, (unsigned char)a->why);
	es_buf_add_be64(b, (uint64_t)a->this_update);
	es_buf_add_be64(b, (uint64_t)a->next_update);
	put_bytes(b, a->der);
}

void
signd_put_checkpoint_answer(struct es_buf *b,
    const struct signd_checkpoint_answer *a)
{
	es_buf_add_ch(b, ANSWER_OK);
	es_buf_add_be64(b, a->n);
	es_buf_add_ch(b, a->more);
}

/* Read the first byte; an error frame becomes an ES_E_DENIED. */
static int
open_answer(struct es_reader *r, struct es_err *err)
{
	struct es_view	 why;

	switch (es_read_u8(r)) {
	case ANSWER_OK:
		return es_reader_ok(r, "signd: answer", err);
	case ANSWER_ERROR:
		why = get_bytes(r);
		if (es_reader_end(r, "signd: answer", err) < 0)
			return -1;
		return es_fail(err, ES_E_DENIED, "signd: %.*s", (int)why.n,
		    (const char *)why.p);
	default:
		return es_fail(err, ES_E_FORMAT, "signd: unknown answer");
	}
}

int
signd_get_ping_answer(struct signd_ping_answer *out, struct es_view frame,
    struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);

	memset(out, 0, sizeof(*out));
	if (open_answer(&r, err) < 0)
		return -1;
	out->keys = es_read_be16(&r);
	out->tsa = es_read_u8(&r) == 1;
	out->database = es_read_u8(&r) == 1;
	out->now = (int64_t)es_read_be64(&r);
	return es_reader_end(&r, "signd: answer", err);
}

int
signd_get_keys_answer(struct signd_key *out, size_t *n, struct es_view frame,
    struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);
	uint8_t			 md;
	size_t			 i;

	*n = 0;
	if (open_answer(&r, err) < 0)
		return -1;
	if ((i = es_read_be16(&r)) > ES_LIMIT_KEYS)
		return es_fail(err, ES_E_LIMIT, "signd: %zu keys, limit %d",
		    i, ES_LIMIT_KEYS);
	for (; *n < i; (*n)++) {
		out[*n].name = get_bytes(&r);
		md = es_read_u8(&r);
		out[*n].md = md < CRYPT_MD__MAX ? (enum crypt_md)md :
		    CRYPT_MD_NONE;
		out[*n].reserve = es_read_be32(&r);
		out[*n].away = es_read_u8(&r) == 1;
		out[*n].why = get_bytes(&r);
	}
	if (es_reader_end(&r, "signd: answer", err) < 0) {
		*n = 0;
		return -1;
	}
	return 0;
}

int
signd_get_seal_answers(struct signd_seal_answer *out, size_t n,
    struct es_view frame, struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);
	size_t			 i;
	uint16_t		 code;

	memset(out, 0, n * sizeof(*out));
	if (open_answer(&r, err) < 0)
		return -1;
	if (es_read_be16(&r) != n)
		return es_fail(err, ES_E_FORMAT, "signd: answers do not match");
	for (i = 0; i < n; i++) {
		code = es_read_be16(&r);
		out[i].refusal = code < SIGND_REFUSAL__MAX ?
		    (enum signd_refusal)code : SIGND_FAILED;
		out[i].seal_id = es_read_be64(&r);
		out[i].seq = es_read_be64(&r);
		out[i].cms = get_bytes(&r);
		out[i].reason = get_bytes(&r);
		if (out[i].refusal == SIGND_OK && out[i].cms.n == 0)
			return es_fail(err, ES_E_FORMAT,
			    "signd: an answer without signature");
	}
	return es_reader_end(&r, "signd: answer", err);
}

int
signd_get_timestamp_answer(struct es_view *token, enum tsa_failure *why,
    struct es_view frame, struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);

	*token = ES_VIEW_EMPTY;
	*why = TSA_FAIL_SYSTEM;
	if (open_answer(&r, err) < 0)
		return -1;
	*why = (enum tsa_failure)((int)es_read_be16(&r) - 1);
	*token = get_bytes(&r);
	if (*why == TSA_FAIL_NONE && token->n == 0)
		return es_fail(err, ES_E_FORMAT, "signd: an empty token");
	return es_reader_end(&r, "signd: answer", err);
}

int
signd_get_ocsp_answer(struct signd_ocsp_answer *out, struct es_view frame,
    struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);

	memset(out, 0, sizeof(*out));
	out->why = PKI_OCSP_INTERNAL;
	if (open_answer(&r, err) < 0)
		return -1;
	out->why = (enum pki_ocsp_failure)es_read_u8(&r);
	out->this_update = (int64_t)es_read_be64(&r);
	out->next_update = (int64_t)es_read_be64(&r);
	out->der = get_bytes(&r);
	if ((out->why == PKI_OCSP_SUCCESSFUL) != (out->der.n > 0))
		return es_fail(err, ES_E_FORMAT, "signd: half an answer");
	return es_reader_end(&r, "signd: answer", err);
}

int
signd_get_checkpoint_answer(struct signd_checkpoint_answer *out,
    struct es_view frame, struct es_err *err)
{
	struct es_reader	 r = es_reader(frame);

	memset(out, 0, sizeof(*out));
	if (open_answer(&r, err) < 0)
		return -1;
	out->n = es_read_be64(&r);
	out->more = es_read_u8(&r) == 1;
	if (es_reader_end(&r, "signd: answer", err) == 0)
		return 0;
	memset(out, 0, sizeof(*out));
	return -1;
}
