/* svc/life/file.c - the seal's file: what an archivist takes over. */
#include "base/limits.h"
#include "base/time.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/life/priv.h"
#include "type/form.h"

static void
hex_attr(struct es_buf *b, const char *name, struct es_view v)
{
	char	 hex[2 * 64 + 1];

	crypt_hex(es_view_sub(v, 0, 64), hex);
	type_xml_attr(b, name, es_view_str(hex));
}

static void
time_attr(struct es_buf *b, const char *name, int64_t t)
{
	char	 iso[ES_TIME_ISO];

	type_xml_attr(b, name, es_view_str(es_time_iso(t, 0, iso)));
}

static void
put_seal(const struct store_rows *r, struct es_buf *b)
{
	static const struct { const char *name; size_t col; } attrs[] = {
		{ "number", F_NUMBER }, { "name-zh", F_ZH },
		{ "name-en", F_EN }, { "office", F_OFFICE },
		{ "class", F_CLASS }, { "purpose", F_PURPOSE },
		{ "filed-as", F_REGISTER }, { "keeper", F_KEEPER_NAME },
		{ "deputy", F_DEPUTY_NAME }, { "picture", F_DEFINITION },
	};
	size_t	 i;

	es_buf_add_str(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<seal-file xmlns=\"urn:yinxin:seal-file:1\"");
	for (i = 0; i < ES_COUNT(attrs); i++)
		type_xml_attr(b, attrs[i].name, store_view(r, 0,
		    attrs[i].col));
	if (store_int(r, 0, F_VALID_FROM) != 0)
		time_attr(b, "valid-from", store_int(r, 0, F_VALID_FROM));
	if (store_int(r, 0, F_VALID_UNTIL) != 0)
		time_attr(b, "valid-until", store_int(r, 0, F_VALID_UNTIL));
	es_buf_add_str(b, ">\n");
	if (store_int(r, 0, F_UNTIL) == 0)
		return;
	es_buf_add_str(b, "<certificate");
	type_xml_attr(b, "key", store_view(r, 0, F_KEY));
	type_xml_attr(b, "subject", store_view(r, 0, F_SUBJECT));
	hex_attr(b, "serial", store_view(r, 0, F_SERIAL));
	time_attr(b, "until", store_int(r, 0, F_UNTIL));
	type_xml_attr(b, "state", store_view(r, 0, F_CERT));
	if (store_int(r, 0, F_REVOKED) != 0)
		time_attr(b, "revoked", store_int(r, 0, F_REVOKED));
	es_buf_add_str(b, "/>\n");
}

/* All but the archiving itself, which names the digest of this file. */
static void
put_events(const struct store_rows *e, struct es_buf *b)
{
	static const struct { const char *name; size_t col; } attrs[] = {
		{ "act", V_ACT }, { "from", V_FROM }, { "to", V_TO },
		{ "topic", V_TOPIC }, { "actor", V_ACTOR },
		{ "name", V_ZH }, { "reason", V_REASON },
		{ "reference", V_REFERENCE }, { "evidence", V_EVIDENCE },
	};
	size_t	 i, k;

	for (i = 0; i < e->n; i++) {
		if (seal_act_find(store_view(e, i, V_ACT)) ==
		    SEAL_DO_ARCHIVE)
			continue;
		es_buf_printf(b, "<event seq=\"%lld\"",
		    (long long)store_int(e, i, V_SEQ));
		time_attr(b, "at", store_int(e, i, V_AT));
		for (k = 0; k < ES_COUNT(attrs); k++)
			if (store_view(e, i, attrs[k].col).n > 0)
				type_xml_attr(b, attrs[k].name, store_view(e,
				    i, attrs[k].col));
		es_buf_add_str(b, "/>\n");
	}
}

/*
 * The ledger is never deleted, and the hash of its last entry stands for
 * every one before it.
 */
static int
put_ledger(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct es_buf *b, struct es_err *err)
{
	struct store_val	 id = SV_INT(seal);
	struct store_rows	 r;

	if (store_query(l->db, STORE_KEEPER_HEAD, &id, 1, a, &r, err) < 0)
		return -1;
	es_buf_printf(b, "<ledger entries=\"%lld\"", (long long)store_int(&r,
	    0, 0));
	hex_attr(b, "head", store_view(&r, 0, 1));
	es_buf_add_str(b, "/>\n");
	return 0;
}

int
svc_life_file(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct es_buf *out, struct es_err *err)
{
	struct svc_life_seal	 s;

	if (svc_life_load(l, seal, a, &s, err) < 0)
		return -1;
	put_seal(&s.row, out);
	put_events(&s.events, out);
	if (put_ledger(l, seal, a, out, err) < 0)
		return -1;
	es_buf_add_str(out, "</seal-file>\n");
	return es_buf_ok(out, "seal file", err);
}

int
svc_life_file_sum(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct es_view *out, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	char		 hex[2 * CRYPT_SHA256_SIZE + 1];
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_DOC_BYTES);
	rc = svc_life_file(l, seal, a, &b, err);
	if (rc == 0)
		rc = crypt_sha256(es_buf_view(&b), sum, err);
	es_buf_clear(&b);
	if (rc < 0)
		return -1;
	crypt_hex(es_view(sum, sizeof(sum)), hex);
	*out = es_view_str(es_arena_printf(a, "SHA-256 %s", hex));
	return out->n == 0 ? es_fail(err, ES_E_NOMEM, "seal: no memory") : 0;
}
