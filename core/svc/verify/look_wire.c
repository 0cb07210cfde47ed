/*
 * svc/verify/look_wire.c - a look as one message, and the distrust of its
 * reader.
 *
 * Big-endian, fixed fields first, texts with their length; a byte too few or
 * too many is refused.  Who writes it has read a stranger's file and may be
 * the stranger's by now: the reader believes no number.
 */
#include "base/limits.h"
#include "base/reader.h"
#include "base/utf8.h"
#include "svc/verify/look.h"

/* A text that goes over: a name, a reason; longer ones are cut. */
#define TEXT_MAX	((size_t)1024)
#define NO_PAGE		UINT32_MAX

/* -- writing ---- */
static void
put_text(struct es_buf *b, struct es_view v)
{
	v = es_utf8_cut(v, TEXT_MAX);
	es_buf_add_be16(b, (uint16_t)v.n);
	es_buf_add_view(b, v);
}

static void
put_place(struct es_buf *b, size_t page, const int64_t rect[4])
{
	size_t	 i;

	es_buf_add_be32(b, page >= NO_PAGE ? NO_PAGE : (uint32_t)page);
	for (i = 0; i < 4; i++)
		es_buf_add_be64(b, (uint64_t)rect[i]);
}

static void
put_change(struct es_buf *b, const struct svc_change *c)
{
	es_buf_add_ch(b, (unsigned char)c->code);
	es_buf_add_ch(b, c->allowed);
	es_buf_add_be32(b, c->num);
	put_place(b, c->page, c->rect);
	put_text(b, c->what);
}

static void
put_sig(struct es_buf *b, const struct svc_sig *s)
{
	const uint64_t	 wide[] = { s->rev, s->hole, s->hole_end,
			    s->cover_end, s->rev_end, s->all_changes,
			    (uint64_t)s->cert_from, (uint64_t)s->cert_until,
			    (uint64_t)s->claimed, (uint64_t)s->proven,
			    (uint64_t)s->status_of, (uint64_t)s->revoked,
			    (uint64_t)s->since };
	size_t		 i;

	es_buf_add_ch(b, (unsigned char)s->kind);
	es_buf_add_ch(b, (unsigned char)s->main);
	es_buf_add_ch(b, (unsigned char)s->sub);
	es_buf_add_ch(b, (unsigned char)s->integrity);
	for (i = 0; i < ES_COUNT(s->facts.check); i++)
		es_buf_add_ch(b, (unsigned char)s->facts.check[i]);
	es_buf_add_ch(b, s->whole_file);
	es_buf_add_ch(b, (unsigned char)s->later);
	es_buf_add_ch(b, (unsigned char)s->trust);
	es_buf_add_ch(b, (unsigned char)s->level);
	es_buf_add_ch(b, (unsigned char)s->proof);
	es_buf_add_ch(b, (unsigned char)s->status);
	es_buf_add_ch(b, s->status_ca);
	es_buf_add_ch(b, (unsigned char)s->source);
	es_buf_add_ch(b, s->in_file);
	es_buf_add_ch(b, (unsigned char)s->reason);
	es_buf_add_be32(b, s->warnings);
	for (i = 0; i < ES_COUNT(wide); i++)
		es_buf_add_be64(b, wide[i]);
	put_place(b, s->page, s->rect);
	put_text(b, s->field);
	put_text(b, s->why);
	put_text(b, s->signer);
	put_text(b, s->issuer);
	put_text(b, s->lacks);
	es_buf_add_be32(b, (uint32_t)s->nchanges);
	for (i = 0; i < s->nchanges; i++)
		put_change(b, &s->changes[i]);
}

void
svc_look_put(struct es_buf *b, const struct svc_look *l)
{
	size_t	 i;

	es_buf_add_ch(b, (unsigned char)l->why);
	es_buf_add_ch(b, (unsigned char)l->outcome);
	es_buf_add_ch(b, (unsigned char)l->main);
	put_text(b, l->why_text);
	es_buf_add_be32(b, (uint32_t)l->revs);
	es_buf_add_be32(b, (uint32_t)l->all);
	es_buf_add_be32(b, (uint32_t)l->n);
	for (i = 0; i < l->n; i++)
		put_sig(b, &l->sigs[i]);
}

/* -- reading ---- */
struct in {
	struct es_reader		 r;
	const struct svc_look_max	*max;
	struct es_arena			*arena;
	uint64_t			 bytes;		/* of the file */
	bool				 full;		/* no memory */
};

/* A number below "end"; what is not makes the message bad. */
static unsigned
get_below(struct in *in, unsigned end)
{
	unsigned	 x = es_read_u8(&in->r);

	in->r.bad = in->r.bad || x >= end;
	return in->r.bad ? 0 : x;
}

static struct es_view
get_text(struct in *in)
{
	size_t		 n = es_read_be16(&in->r);
	struct es_view	 v = es_read_bytes(&in->r, n);

	in->r.bad = in->r.bad || n > TEXT_MAX;
	if (in->r.bad || n == 0)
		return ES_VIEW_EMPTY;
	v = es_arena_dup(in->arena, v);
	in->full = in->full || v.p == NULL;
	return v;
}

static void
get_place(struct in *in, size_t *page, int64_t rect[4])
{
	uint32_t	 p = es_read_be32(&in->r);
	size_t		 i;

	in->r.bad = in->r.bad || (p != NO_PAGE && p >= ES_LIMIT_PDF_PAGES);
	*page = p == NO_PAGE ? SIZE_MAX : p;
	for (i = 0; i < 4; i++) {
		rect[i] = (int64_t)es_read_be64(&in->r);
		/* A page is at most some kilometres wide. */
		in->r.bad = in->r.bad || rect[i] > INT32_MAX * 1000LL ||
		    rect[i] < INT32_MIN * 1000LL;
	}
}

static void
get_change(struct in *in, struct svc_change *c)
{
	c->code = (enum pdf_change_code)get_below(in, PDF_CHANGE__MAX);
	c->allowed = get_below(in, 2) == 1;
	c->num = es_read_be32(&in->r);
	get_place(in, &c->page, c->rect);
	c->what = get_text(in);
}

/* UTC seconds of the years that a certificate can name. */
static int64_t
get_time(struct in *in)
{
	int64_t	 t = (int64_t)es_read_be64(&in->r);

	in->r.bad = in->r.bad || t < -62135596800 || t > 253402300799;
	return t;
}

/* How many of something follow: at most "max", and a byte for each is there */
static size_t
get_count(struct in *in, size_t max)
{
	size_t	 n = es_read_be32(&in->r);

	in->r.bad = in->r.bad || n > max || n > es_read_left(&in->r);
	return in->r.bad ? 0 : n;
}

static void
get_cover(struct in *in, struct svc_sig *s)
{
	s->rev = (size_t)es_read_be64(&in->r);
	s->hole = es_read_be64(&in->r);
	s->hole_end = es_read_be64(&in->r);
	s->cover_end = es_read_be64(&in->r);
	s->rev_end = es_read_be64(&in->r);
	if (s->rev >= ES_LIMIT_PDF_REVS || s->hole > s->hole_end ||
	    s->hole_end > s->cover_end || s->cover_end > s->rev_end ||
	    s->rev_end > in->bytes ||
	    (s->whole_file && s->rev_end != 0 && s->rev_end != in->bytes))
		in->r.bad = true;
}

static void
get_sig(struct in *in, struct svc_sig *s)
{
	size_t	 i, n;

	s->kind = (enum pdf_sig_kind)get_below(in, PDF_SIG_TIMESTAMP + 1);
	s->main = (enum esign_main)get_below(in, ESIGN_FAILED + 1);
	s->sub = (enum esign_sub)get_below(in, ESIGN_SUB__MAX);
	s->integrity = (enum svc_integrity)get_below(in, SVC_INTEGRITY__MAX);
	for (i = 0; i < ES_COUNT(s->facts.check); i++)
		s->facts.check[i] = (enum svc_answer)get_below(in,
		    SVC_ANSWER__MAX);
	s->whole_file = get_below(in, 2) == 1;
	s->later = (enum pdf_verdict)get_below(in, PDF_VERDICT_PROHIBITED +
	    1);
	s->trust = (enum pki_verdict)get_below(in, PKI_VERDICT__MAX);
	s->level = (enum esign_level)get_below(in, ESIGN_LEVEL__MAX);
	s->proof = (enum esign_proof)get_below(in, ESIGN_PROOF_DOCUMENT + 1);
	s->status = (enum pki_status)get_below(in, PKI_STATUS__MAX);
	s->status_ca = get_below(in, 2) == 1;
	s->source = (enum pki_source)get_below(in, PKI_SOURCE_OCSP + 1);
	s->in_file = get_below(in, 2) == 1;
	s->reason = (enum pki_reason)get_below(in, PKI_REASON__MAX);
	s->warnings = es_read_be32(&in->r);
	get_cover(in, s);
	s->all_changes = (size_t)es_read_be64(&in->r);
	s->cert_from = get_time(in);
	s->cert_until = get_time(in);
	s->claimed = get_time(in);
	s->proven = get_time(in);
	s->status_of = get_time(in);
	s->revoked = get_time(in);
	s->since = get_time(in);
	get_place(in, &s->page, s->rect);
	s->field = get_text(in);
	s->why = get_text(in);
	s->signer = get_text(in);
	s->issuer = get_text(in);
	s->lacks = get_text(in);
	n = get_count(in, in->max->changes);
	in->r.bad = in->r.bad || s->all_changes > ES_LIMIT_PDF_CHANGES ||
	    s->all_changes < n;
	s->changes = es_arena_array(in->arena, n, sizeof(*s->changes));
	in->full = in->full || (n > 0 && s->changes == NULL);
	for (i = 0; i < n && !in->full && !in->r.bad; i++)
		get_change(in, &s->changes[s->nchanges++]);
}

int
svc_look_get(struct svc_look *out, struct es_view msg, uint64_t bytes,
    const struct svc_look_max *max, struct es_arena *a, struct es_err *err)
{
	struct in	 in = { es_reader(msg), max, a, bytes, false };
	size_t		 i, n;

	memset(out, 0, sizeof(*out));
	out->bytes = bytes;
	out->why = (enum pdf_why)get_below(&in, PDF_WHY__MAX);
	out->outcome = (enum svc_outcome)get_below(&in, SVC_OUT_UNSIGNED + 1);
	out->main = (enum esign_main)get_below(&in, ESIGN_FAILED + 1);
	out->why_text = get_text(&in);
	out->revs = es_read_be32(&in.r);
	out->all = es_read_be32(&in.r);
	n = get_count(&in, max->sigs);
	if (out->revs > ES_LIMIT_PDF_REVS || out->all > ES_LIMIT_PDF_SIGS ||
	    out->all < n || (n > 0 && out->why != PDF_WHY_NONE))
		in.r.bad = true;
	out->sigs = es_arena_array(a, n, sizeof(*out->sigs));
	in.full = in.full || (n > 0 && out->sigs == NULL);
	for (i = 0; i < n && !in.full && !in.r.bad; i++)
		get_sig(&in, &out->sigs[out->n++]);
	if (in.full) {
		memset(out, 0, sizeof(*out));
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	}
	if (es_reader_end(&in.r, "verify: the judge's answer", err) < 0) {
		memset(out, 0, sizeof(*out));
		return -1;
	}
	out->judged = true;
	return 0;
}
