/*
 * The canonical form of chained entries.  The two vectors are SHA-256 sums of
 * the bytes that audit.h describes, written down and hashed by Python.
 */
#include "audit/chain.h"
#include "base/buf.h"
#include "base/limits.h"
#include "crypt/text.h"
#include "tests/unit/tap.h"

static unsigned char	prev[AUDIT_HASH];

static struct audit_entry
entry(void)
{
	return (struct audit_entry){ "login", 1795406400,
	    ES_LIT("2099000001"), ES_LIT("127.0.0.1"), "sign-in", ES_VIEW_EMPTY,
	    "ok", ES_LIT("样例") };
}

static struct audit_ledger
ledger(void)
{
	static const unsigned char	zero[32];

	return (struct audit_ledger){ 3, AUDIT_SEALED, 1795406400, 42, 8,
	    es_view(zero, sizeof(zero)), 5, ES_LIT("gs-p256"), ES_LIT("{}") };
}

static const char *
hex_of(int rc, const unsigned char hash[AUDIT_HASH])
{
	static char	 hex[2 * AUDIT_HASH + 1];

	if (rc < 0)
		return "no hash";
	crypt_hex(es_view(hash, AUDIT_HASH), hex);
	return hex;
}

static const char *
log_hash(struct audit_entry e, uint64_t seq)
{
	unsigned char	 out[AUDIT_HASH];
	struct es_err	 err = ES_ERR_INIT;

	return hex_of(audit_entry_hash(&e, seq, prev, out, &err), out);
}

static const char *
seal_hash(struct audit_ledger e, uint64_t seq)
{
	unsigned char	 out[AUDIT_HASH];
	struct es_err	 err = ES_ERR_INIT;

	return hex_of(audit_ledger_hash(&e, seq, prev, out, &err), out);
}

#define ENTRY	"f4270ab3ca9ef32aceb85155f8c691c1f67815ca316ca804427d11bee3fd5128"
#define LEDGER	"5ea69cdd0c2fa86ad3c63de88fe76a5057510f97d60d0aaa2bbe075eccb7e867"

/* One field after the other, changed by itself. */
static void
every_field(void)
{
	struct audit_entry	 e;
	struct audit_ledger	 l;

#define CHANGED(field, value) \
	e = entry(); e.field = value; \
	ok(strcmp(log_hash(e, 7), ENTRY) != 0, "the log's " #field)
	CHANGED(chain, "logins");
	CHANGED(at, 1795406401);
	CHANGED(actor, ES_LIT("2099000002"));
	CHANGED(address, ES_LIT("127.0.0.2"));
	CHANGED(action, "sign-out");
	CHANGED(object, ES_LIT("x"));
	CHANGED(result, "failed");
	CHANGED(detail, ES_LIT(""));
#undef CHANGED
	ok(strcmp(log_hash(entry(), 8), ENTRY) != 0, "its number");
#define CHANGED(field, value) \
	l = ledger(); l.field = value; \
	ok(strcmp(seal_hash(l, 9), LEDGER) != 0, "the ledger's " #field)
	CHANGED(seal_id, 4);
	CHANGED(kind, AUDIT_VOID);
	CHANGED(at, 0);
	CHANGED(request_id, 43);
	CHANGED(intent_seq, 9);
	CHANGED(digest, ES_VIEW_EMPTY);
	CHANGED(authorisation_id, 6);
	CHANGED(key_name, ES_LIT("gs-rsa"));
	CHANGED(detail, ES_LIT("{ }"));
#undef CHANGED
	prev[31] ^= 1;
	ok(strcmp(log_hash(entry(), 7), ENTRY) != 0 &&
	    strcmp(seal_hash(ledger(), 9), LEDGER) != 0, "what was before");
	prev[31] ^= 1;
	e = entry();
	e.actor = ES_LIT("20990000011");
	e.address = ES_LIT("27.0.0.1");
	ok(strcmp(log_hash(e, 7), ENTRY) != 0,
	    "a character that moves to its neighbour");
}

/* All bytes of an entry together, with the lengths of its fields. */
static void
sizes(void)
{
	struct audit_entry	 e = entry();
	struct es_err		 err = ES_ERR_INIT;
	unsigned char		 out[AUDIT_HASH];
	struct es_buf		 b;
	size_t			 rest = AUDIT_HASH + 8 + 8 + 7 * 4 +
				    strlen("login" "2099000001" "127.0.0.1"
				    "sign-in" "ok");

	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	es_buf_fill(&b, 'x', ES_LIMIT_AUDIT_ENTRY - rest);
	e.detail = es_buf_view(&b);
	ok(audit_entry_hash(&e, 1, prev, out, &err) == 0,
	    "an entry of %zu bytes: %s", ES_LIMIT_AUDIT_ENTRY, err.msg);
	es_buf_add_ch(&b, 'x');
	e.detail = es_buf_view(&b);
	ok(audit_entry_hash(&e, 1, prev, out, &err) < 0 &&
	    err.code == ES_E_LIMIT, "one more: %s", err.msg);
	es_buf_clear(&b);
}

int
main(void)
{
	size_t	 i;

	for (i = 0; i < AUDIT_HASH; i++)
		prev[i] = (unsigned char)i;
	is_str(log_hash(entry(), 7), ENTRY, "an entry of the log");
	is_str(seal_hash(ledger(), 9), LEDGER, "an entry of the ledger");
	every_field();
	sizes();
	return done();
}
