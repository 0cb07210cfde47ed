/*
 * The text of a checkpoint, read and written; and the walk of one chain
 * against what checkpoints saw.
 */
#include "audit/walk.h"
#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/audit/checkpoint.h"
#include "tests/unit/tap.h"

#define ZERO	"00000000000000000000000000000000" \
		"00000000000000000000000000000000"
#define HEAD	"yinxin checkpoint 1\nnumber 7\ntime 2026-11-27T15:38:55Z\n" \
		"previous " ZERO "\n"

struct seen {
	struct audit_point	 p[4];
	struct svc_key_use	 u[4];
	size_t			 np, nu;
};

static int
take_point(void *arg, const struct audit_point *p, struct es_err *err)
{
	struct seen	*s = arg;

	(void)err;
	s->p[s->np++ % 4] = *p;
	return 0;
}

static int
take_key(void *arg, const struct svc_key_use *u, struct es_err *err)
{
	struct seen	*s = arg;

	(void)err;
	s->u[s->nu++ % 4] = *u;
	return 0;
}

static int
read_it(const char *text, struct svc_checkpoint *c, struct seen *s)
{
	struct svc_checkpoint_sink	 to = { take_point, take_key, s };
	struct es_err			 e = ES_ERR_INIT;

	memset(s, 0, sizeof(*s));
	return svc_checkpoint_parse(es_view_str(text), c, &to, &e);
}

static void
text(void)
{
	struct svc_checkpoint	 c = { .n = 7, .at = 1795793935 };
	struct svc_key_use	 u = { .name = "gs-p256", .used = 12 };
	unsigned char		 hash[32];
	struct seen		 s;
	struct es_buf		 b;

	memset(hash, 0xab, sizeof(hash));
	memset(u.epoch, 0xcd, sizeof(u.epoch));
	es_buf_init(&b, 4096);
	svc_checkpoint_begin(&b, &c);
	is_str(es_buf_cstr(&b), HEAD, "how it begins");
	svc_checkpoint_key(&b, &u);
	svc_checkpoint_chain(&b, "audit login", 55, es_view(hash, 32));
	svc_checkpoint_chain(&b, "flow 42", 3, es_view(hash, 32));
	memset(&c, 0, sizeof(c));
	ok(read_it(es_buf_cstr(&b), &c, &s) == 0 && c.n == 7 &&
	    c.at == 1795793935, "and it is read again");
	ok(s.np == 2 && s.nu == 1 && s.p[0].seq == 55 && s.p[1].n == 7 &&
	    memcmp(s.p[0].hash, hash, 32) == 0 && s.u[0].used == 12 &&
	    s.u[0].epoch[15] == 0xcd, "with all that it saw");
	is_str(s.p[1].chain, "flow 42", "of each chain");
	is_str(s.u[0].name, "gs-p256", "and of each key");
	es_buf_clear(&b);
}

static void
strict(void)
{
	static const char *const	 bad[] = {
	    "", "yinxin checkpoint 2\n", HEAD "x\n", HEAD "chain\n",
	    HEAD "chain " ZERO " 1 audit login",	/* no end of line */
	    HEAD "chain " ZERO " 01 audit login\n",
	    HEAD "chain " ZERO " -1 audit login\n",
	    HEAD "chain " ZERO " 1 \n",
	    HEAD "chain 00 1 audit login\n",
	    HEAD "chain A" ZERO " 1 audit login\n",
	    HEAD "chain " ZERO " 1 audit\tlogin\n",
	    HEAD "chain " ZERO " 1 0123456789012345678901234567890x\n",
	    HEAD "\n", " " HEAD, HEAD HEAD,
	    "yinxin checkpoint 1\nnumber 0\ntime 2026-11-27T15:38:55Z\n"
	    "previous " ZERO "\n",
	    "yinxin checkpoint 1\nnumber 7\ntime 2026-11-27T15:38:55+00:00\n"
	    "previous " ZERO "\n" };
	struct svc_checkpoint		 c;
	struct seen			 s;
	size_t				 i;

	for (i = 0; i < ES_COUNT(bad); i++)
		ok(read_it(bad[i], &c, &s) < 0, "no checkpoint: %zu", i);
	ok(read_it(HEAD, &c, &s) == 0, "an empty one is one");
	ok(read_it(HEAD "chain " ZERO " 1 012345678901234567890123456789x\n",
	    &c, &s) == 0, "the longest name");
}

static void
limits(void)
{
	struct svc_checkpoint_sink	 none = { NULL, NULL, NULL };
	struct svc_checkpoint		 c;
	struct es_err			 e = ES_ERR_INIT;
	struct es_buf			 b;
	const char			*line = "chain " ZERO " 1 flow 1\n";

	es_buf_init(&b, ES_LIMIT_CHECKPOINT + 100);
	es_buf_add_str(&b, HEAD);
	while (b.n + 2 * strlen(line) <= ES_LIMIT_CHECKPOINT)
		es_buf_add_str(&b, line);
	/* The last line fills it to the byte: digits of a number. */
	b.n -= 2;
	es_buf_fill(&b, '1', ES_LIMIT_CHECKPOINT - b.n - 1);
	es_buf_add_ch(&b, '\n');
	ok(b.n == ES_LIMIT_CHECKPOINT, "as long as it may be");
	ok(svc_checkpoint_parse(es_buf_view(&b), &c, &none, &e) < 0 &&
	    e.code == ES_E_FORMAT, "is looked at");
	es_err_clear(&e);
	es_buf_add_ch(&b, '\n');
	ok(svc_checkpoint_parse(es_buf_view(&b), &c, &none, &e) < 0 &&
	    e.code == ES_E_LIMIT, "one byte more is not");
	es_buf_clear(&b);
}

/* -- a chain of numbers ---------------------------------------------------- */
#define LONG	9

struct row {
	uint64_t	 seq;
	unsigned	 value;
	unsigned char	 prev[32], hash[32];
};

static int
hash_as(const void *entry, uint64_t seq, const unsigned char *prev,
    unsigned char *out, struct es_err *err)
{
	unsigned char	 in[32 + 8 + 4];

	memcpy(in, prev, 32);
	memcpy(in + 32, &seq, 8);
	memcpy(in + 40, entry, 4);
	return crypt_sha256(es_view(in, sizeof(in)), out, err);
}

static void
fill(struct row *r, size_t from)
{
	static const unsigned char	 zero[32];
	struct es_err			 e = ES_ERR_INIT;
	size_t				 i;

	for (i = from; i < LONG; i++) {
		r[i].seq = i + 1;
		memcpy(r[i].prev, i == 0 ? zero : r[i - 1].hash, 32);
		(void)hash_as(&r[i].value, r[i].seq, r[i].prev, r[i].hash,
		    &e);
	}
}

static struct audit_finding
walk(const struct row *r, size_t n, const struct row *head,
    const struct audit_points *pts)
{
	struct es_err		 e = ES_ERR_INIT;
	struct audit_walk	 w;
	size_t			 i;

	audit_walk_begin(&w, "x", NULL, pts);
	for (i = 0; i < n; i++) {
		struct audit_stored	 s = { r[i].seq, es_view(r[i].prev,
		    32), es_view(r[i].hash, 32), hash_as, &r[i].value };

		if (audit_walk_step(&w, &s, &e) <= 0)
			break;
	}
	audit_walk_end(&w, head->seq, es_view(head->hash, 32));
	return w.f;
}

static void
is_found(struct audit_finding f, enum audit_flaw flaw, uint64_t seq,
    const char *name)
{
	ok(f.flaw == flaw && f.seq == seq, "%s: %s at %llu", name,
	    audit_flaw_name(f.flaw), (unsigned long long)f.seq);
}

static void
walks(void)
{
	struct row		 r[LONG + 1] = { { 0 } }, k[LONG + 1];
	struct audit_point	 pt[3] = { { .chain = "w" }, { .chain = "x" },
				    { .chain = "x" } };
	struct audit_points	 pts = { pt, 3 };
	struct audit_finding	 f;
	size_t			 i;

	for (i = 0; i < LONG; i++)
		r[i].value = (unsigned)i * 7 + 1;
	fill(r, 0);
	pt[1].seq = 3;
	pt[1].n = 1;
	memcpy(pt[1].hash, r[2].hash, 32);
	pt[2].seq = 7;
	pt[2].n = 2;
	memcpy(pt[2].hash, r[6].hash, 32);
	audit_points_sort(&pts);
	f = walk(r, LONG, &r[LONG - 1], &pts);
	ok(f.flaw == AUDIT_INTACT && f.entries == LONG, "an intact chain");
	memcpy(k, r, sizeof(k));
	k[4].value++;
	is_found(walk(k, LONG, &k[LONG - 1], &pts), AUDIT_EDITED, 5,
	    "a value");
	memcpy(k, r, sizeof(k));
	k[4].value++;
	fill(k, 4);
	f = walk(k, LONG, &k[LONG - 1], &pts);
	is_found(f, AUDIT_REWRITTEN, 7, "all hashes made anew");
	ok(f.from == 4 && f.checkpoint == 2, "between two checkpoints");
	memcpy(k, r, sizeof(k));
	k[8].value++;
	fill(k, 8);
	is_found(walk(k, LONG, &k[LONG - 1], &pts), AUDIT_INTACT, 0,
	    "behind the newest checkpoint only the next will tell");
	memcpy(k, r, sizeof(k));
	k[4].value++;
	fill(k, 4);
	memcpy(k + 5, r + 5, (LONG - 5) * sizeof(*r));
	is_found(walk(k, LONG, &k[LONG - 1], NULL), AUDIT_REPLACED, 5,
	    "one with its hash");
	is_found(walk(r, 5, &r[4], &pts), AUDIT_CUT_OFF, 6,
	    "cut off, with the head");
	is_found(walk(r, 5, &r[LONG - 1], NULL), AUDIT_CUT_OFF, 6,
	    "cut off, without");
	is_found(walk(r, LONG, &r[5], NULL), AUDIT_BEYOND, 7,
	    "the head set back");
	memcpy(k, r, sizeof(k));
	memcpy(k + 4, r + 5, (LONG - 5) * sizeof(*r));
	is_found(walk(k, LONG - 1, &r[LONG - 1], NULL), AUDIT_GAP, 5,
	    "one deleted");
	for (i = 4; i < LONG - 1; i++)
		k[i].seq = i + 1;
	f = walk(k, LONG - 1, &k[LONG - 2], NULL);
	is_found(f, AUDIT_MOVED, 5, "one deleted, the others renumbered");
	ok(f.was == 6, "which it was");
	memcpy(k + 4, r + 3, (LONG - 3) * sizeof(*r));
	for (i = 4; i <= LONG; i++)
		k[i].seq = i + 1;
	k[4].value = 99;
	{
		struct es_err	 e = ES_ERR_INIT;

		memcpy(k[4].prev, r[3].hash, 32);
		(void)hash_as(&k[4].value, 5, k[4].prev, k[4].hash, &e);
	}
	memcpy(k + 5, r + 4, (LONG - 4) * sizeof(*r));
	for (i = 5; i <= LONG; i++)
		k[i].seq = i + 1;
	is_found(walk(k, LONG + 1, &k[LONG], NULL), AUDIT_INSERTED, 5,
	    "one put in between, in good form");
	memcpy(k, r, sizeof(k));
	k[LONG - 1].hash[0] ^= 1;
	is_found(walk(r, LONG, &k[LONG - 1], NULL), AUDIT_OTHER_HEAD, LONG,
	    "another head");
	is_found(walk(r, 0, &r[LONG], &pts), AUDIT_CUT_OFF, 1,
	    "nothing is left");
}

int
main(void)
{
	text();
	strict();
	limits();
	walks();
	return done();
}
