/*
 * svc/audit/checkpoint.c - the text of a checkpoint; see checkpoint.h.  Pure.
 */
#include "svc/audit/checkpoint.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "crypt/text.h"

#define MAGIC	"yinxin checkpoint 1"
/* What a key's or a chain's name may be made of. */
#define NAME_CHARS	"abcdefghijklmnopqrstuvwxyz" \
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._- "

void
svc_checkpoint_begin(struct es_buf *b, const struct svc_checkpoint *c)
{
	char	 iso[ES_TIME_ISO];

	es_buf_printf(b, MAGIC "\nnumber %llu\ntime %s\nprevious ",
	    (unsigned long long)c->n, es_time_iso(c->at, 0, iso));
	es_buf_add_hex(b, c->previous, sizeof(c->previous));
	es_buf_add_ch(b, '\n');
}

void
svc_checkpoint_chain(struct es_buf *b, const char *chain, uint64_t seq,
    struct es_view hash)
{
	es_buf_add_str(b, "chain ");
	es_buf_add_hex(b, hash.p, hash.n);
	es_buf_printf(b, " %llu %s\n", (unsigned long long)seq, chain);
}

void
svc_checkpoint_key(struct es_buf *b, const struct svc_key_use *u)
{
	es_buf_add_str(b, "key ");
	es_buf_add_hex(b, u->epoch, sizeof(u->epoch));
	es_buf_printf(b, " %llu %s\n", (unsigned long long)u->used, u->name);
}

/* -- reading --------------------------------------------------------------- */
struct text {
	struct es_view	 left;
	size_t		 line;
};

static int
bad(const struct text *t, struct es_err *err)
{
	return es_fail(err, ES_E_FORMAT, "checkpoint: line %zu is none",
	    t->line);
}

/* The next line, without its end; false at the end of the text. */
static bool
next_line(struct text *t, struct es_view *out, bool *whole)
{
	size_t	 at = es_view_find(t->left, ES_LIT("\n"), 0);

	*whole = at != SIZE_MAX;
	if (t->left.n == 0)
		return false;
	t->line++;
	*out = es_view_sub(t->left, 0, *whole ? at : t->left.n);
	t->left = *whole ? es_view_sub(t->left, at + 1, t->left.n) :
	    ES_VIEW_EMPTY;
	return true;
}

/* "WORD rest": the rest; false when it begins with something else. */
static bool
after(struct es_view line, struct es_view word, struct es_view *rest)
{
	if (!es_view_starts(line, word))
		return false;
	*rest = es_view_sub(line, word.n, line.n);
	return true;
}

static bool
number(struct es_view v, uint64_t *out)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 x;

	*out = 0;
	if (v.n == 0 || (v.p[0] == '0' && v.n > 1) ||
	    es_view_int(v, 0, INT64_MAX, &x, &e) < 0)
		return false;
	*out = (uint64_t)x;
	return true;
}

/* Digits of "n" bytes, written as we write them. */
static bool
hexes(struct es_view v, unsigned char *out, size_t n)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	for (i = 0; i < v.n; i++)
		if (v.p[i] >= 'A' && v.p[i] <= 'F')
			return false;
	return v.n == 2 * n && crypt_hex_decode(v, out, n, &e) == 0;
}

/* "HEX NUMBER NAME": of a chain and of a key alike. */
static bool
entry(struct es_view v, unsigned char *bytes, size_t n, uint64_t *x,
    char *name, size_t max)
{
	size_t		 a = es_view_find(v, ES_LIT(" "), 0), b, i;
	struct es_view	 who;

	if (a == SIZE_MAX ||
	    (b = es_view_find(v, ES_LIT(" "), a + 1)) == SIZE_MAX)
		return false;
	who = es_view_sub(v, b + 1, v.n);
	if (!hexes(es_view_sub(v, 0, a), bytes, n) ||
	    !number(es_view_sub(v, a + 1, b - a - 1), x) || who.n == 0 ||
	    who.n >= max)
		return false;
	for (i = 0; i < who.n; i++)
		if (who.p[i] == '\0' || strchr(NAME_CHARS, who.p[i]) == NULL)
			return false;
	memcpy(name, who.p, who.n);
	name[who.n] = '\0';
	return true;
}

static int
head(struct text *t, struct svc_checkpoint *out, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_view	 l, v;
	char		 iso[ES_TIME_ISO];
	bool		 whole;

	if (!next_line(t, &l, &whole) || !whole || !es_view_eq_str(l, MAGIC))
		return bad(t, err);
	if (!next_line(t, &l, &whole) || !whole ||
	    !after(l, ES_LIT("number "), &v) || !number(v, &out->n) ||
	    out->n == 0)
		return bad(t, err);
	if (!next_line(t, &l, &whole) || !whole ||
	    !after(l, ES_LIT("time "), &v) ||
	    es_time_parse(v, &out->at, &e) < 0 ||
	    !es_view_eq_str(v, es_time_iso(out->at, 0, iso)))
		return bad(t, err);
	if (!next_line(t, &l, &whole) || !whole ||
	    !after(l, ES_LIT("previous "), &v) ||
	    !hexes(v, out->previous, sizeof(out->previous)))
		return bad(t, err);
	return 0;
}

int
svc_checkpoint_parse(struct es_view text, struct svc_checkpoint *out,
    const struct svc_checkpoint_sink *to, struct es_err *err)
{
	struct text		 t = { text, 0 };
	struct es_view		 l, v;
	struct audit_point	 p;
	struct svc_key_use	 u;
	bool			 whole;

	memset(out, 0, sizeof(*out));
	if (text.n > ES_LIMIT_CHECKPOINT)
		return es_fail(err, ES_E_LIMIT, "checkpoint: over %zu bytes",
		    ES_LIMIT_CHECKPOINT);
	if (head(&t, out, err) < 0)
		return -1;
	while (next_line(&t, &l, &whole)) {
		memset(&p, 0, sizeof(p));
		memset(&u, 0, sizeof(u));
		if (!whole)
			return bad(&t, err);
		if (after(l, ES_LIT("chain "), &v)) {
			if (!entry(v, p.hash, sizeof(p.hash), &p.seq, p.chain,
			    sizeof(p.chain)))
				return bad(&t, err);
			p.n = out->n;
			if (to->point != NULL &&
			    to->point(to->arg, &p, err) < 0)
				return -1;
		} else if (after(l, ES_LIT("key "), &v)) {
			if (!entry(v, u.epoch, sizeof(u.epoch), &u.used,
			    u.name, sizeof(u.name)))
				return bad(&t, err);
			if (to->key != NULL && to->key(to->arg, &u, err) < 0)
				return -1;
		} else
			return bad(&t, err);
	}
	return 0;
}
