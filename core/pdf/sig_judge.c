/* pdf/sig_judge.c - the questions of sigs.h about one signature. */
#include "base/limits.h"
#include "crypt/ber.h"
#include "pdf/read_priv.h"
#include "pdf/sigs_priv.h"
#include "pdf/text.h"

static const struct {
	const char		*name;
	enum pdf_subfilter	 is;
} subfilters[] = {
	{ "ETSI.CAdES.detached", PDF_SUBFILTER_CADES },
	{ "adbe.pkcs7.detached", PDF_SUBFILTER_PKCS7 },
	{ "ETSI.RFC3161", PDF_SUBFILTER_RFC3161 },
	{ "adbe.pkcs7.sha1", PDF_SUBFILTER_SHA1 },
	{ "adbe.x509.rsa_sha1", PDF_SUBFILTER_X509 },
};

static const struct pdf_obj *
key(struct pdf_file *f, const struct pdf_sig *s, const char *k)
{
	return pdf_file_key(f, s->made, s->dict, k);
}

/* Four direct integers without a sign: 0 a b c. */
static enum pdf_range
judge_range(struct pdf_file *f, struct pdf_sig *s)
{
	const struct pdf_obj	*r = pdf_obj_key(s->dict, "ByteRange");
	const struct pdf_obj	*x;
	uint64_t		 v[4];
	size_t			 i;

	if (r == NULL || r->type == PDF_NULL)
		return PDF_RANGE_ABSENT;
	if (r->type != PDF_ARRAY || pdf_obj_count(r) != 4)
		return PDF_RANGE_SHAPE;
	for (i = 0; i < 4; i++) {
		x = pdf_obj_item(r, i);
		if (x->type != PDF_INT || x->i < 0 || x->raw.p[0] == '+' ||
		    x->raw.p[0] == '-')
			return PDF_RANGE_SHAPE;
		v[i] = (uint64_t)x->i;
	}
	if (v[0] != 0)
		return PDF_RANGE_START;
	if (v[1] == 0 || v[2] <= v[1])
		return PDF_RANGE_ORDER;
	if (v[2] > f->b.n || v[3] > f->b.n - v[2])
		return PDF_RANGE_OUTSIDE;
	s->ranges[0] = es_view_sub(f->b, 0, (size_t)v[1]);
	s->ranges[1] = es_view_sub(f->b, (size_t)v[2], (size_t)v[3]);
	return PDF_RANGE_GOOD;
}

static enum pdf_gap
judge_gap(struct pdf_file *f, const struct pdf_sig *s)
{
	const struct pdf_obj	*c = pdf_obj_key(s->dict, "Contents");
	const unsigned char	*from = f->b.p + s->ranges[0].n;

	if (s->range != PDF_RANGE_GOOD)
		return PDF_GAP_UNKNOWN;
	if (pdf_obj_is(c, PDF_STRING) && c->hex && c->raw.p == from &&
	    c->raw.p + c->raw.n == s->ranges[1].p)
		return PDF_GAP_EXACT;
	return PDF_GAP_OTHER;
}

/* Length of the DER value at the start of 6 bytes; 0: not DER. */
static uint64_t
der_length(const unsigned char h[6], unsigned char tag)
{
	uint64_t	 n = 0;
	int		 i, k = h[1] & 0x7f;

	if (h[0] != tag)
		return 0;
	if (h[1] < 0x80)
		return 2 + (uint64_t)h[1];
	if (k < 1 || k > 4)
		return 0;
	for (i = 0; i < k; i++)
		n = n << 8 | h[2 + i];
	if (n < 0x80 || (k > 1 && n >> (8 * (k - 1)) == 0))
		return 0;	/* shorter forms exist: not DER */
	return 2 + (uint64_t)k + n;
}

/* Decode n bytes of clean hexadecimal; false: something else is there. */
static bool
unhex(const unsigned char *p, size_t n, unsigned char *out)
{
	unsigned	 hi, lo, all = 0;
	size_t		 i;

	for (i = 0; i < n; i++) {
		hi = pdf_hex_value[p[2 * i]];
		lo = pdf_hex_value[p[2 * i + 1]];
		all |= hi | lo;
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return all < 16;
}

static bool
all_zeros(struct es_view t)
{
	return t.n == 0 || (t.p[0] == '0' &&
	    memcmp(t.p, t.p + 1, t.n - 1) == 0);
}

/* Behind the DER: the zeros of the placeholder, plain or enciphered. */
static enum pdf_contents
judge_tail(struct pdf_file *f, const struct pdf_sig *s, struct es_view hex)
{
	size_t		 n = s->der.n;
	unsigned char	*p;

	if (all_zeros(es_view_sub(hex, 2 * n, hex.n)))
		return PDF_CONTENTS_GOOD;
	if (f->security == NULL)
		return PDF_CONTENTS_TAIL;
	if ((p = es_arena_get(f->arena, hex.n / 2)) == NULL) {
		(void)file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
		return PDF_CONTENTS_UNKNOWN;
	}
	return unhex(hex.p, hex.n / 2, p) && pdf_security_blank(f,
	    pdf_file_find(f, s->made, s->num), es_view(p, hex.n / 2), n) ?
	    PDF_CONTENTS_GOOD : PDF_CONTENTS_TAIL;
}

/* With an indefinite length only reading to its end tells how long it is. */
static enum pdf_contents
judge_ber(struct pdf_file *f, struct pdf_sig *s, struct es_view hex)
{
	unsigned char	*p = es_arena_get(f->arena, hex.n / 2);
	size_t		 n;

	if (p == NULL) {
		(void)file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
		return PDF_CONTENTS_UNKNOWN;
	}
	if (!unhex(hex.p, hex.n / 2, p))
		return PDF_CONTENTS_SHAPE;
	if ((n = ber_size(es_view(p, hex.n / 2))) == 0)
		return PDF_CONTENTS_DER;
	s->der = es_view(p, n);
	return judge_tail(f, s, hex);
}

static enum pdf_contents
judge_contents(struct pdf_file *f, struct pdf_sig *s)
{
	const struct pdf_obj	*c = pdf_obj_key(s->dict, "Contents");
	struct es_view		 t;
	unsigned char		 head[6] = { 0 }, *der;
	uint64_t		 n;

	if (c == NULL || c->type == PDF_NULL)
		return PDF_CONTENTS_ABSENT;
	if (c->type != PDF_STRING || !c->hex || c->u.text.n % 2 != 0)
		return PDF_CONTENTS_SHAPE;
	s->hex = t = c->u.text;
	if (t.n / 2 > ES_LIMIT_PDF_CONTENTS)
		return PDF_CONTENTS_LIMIT;
	if (all_zeros(t))
		return PDF_CONTENTS_ZERO;
	if (!unhex(t.p, t.n / 2 < 6 ? t.n / 2 : 6, head))
		return PDF_CONTENTS_SHAPE;
	n = der_length(head, s->subfilter == PDF_SUBFILTER_X509 ? 0x04 :
	    0x30);
	if (n == 0 && head[0] == 0x30 && s->subfilter != PDF_SUBFILTER_X509)
		return judge_ber(f, s, t);
	if (n == 0 || n > t.n / 2)
		return PDF_CONTENTS_DER;
	if ((der = es_arena_get(f->arena, (size_t)n)) == NULL) {
		(void)file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
		return PDF_CONTENTS_UNKNOWN;
	}
	if (!unhex(t.p, (size_t)n, der))
		return PDF_CONTENTS_SHAPE;
	s->der = es_view(der, (size_t)n);
	return judge_tail(f, s, t);
}

/* The ranges end with the revision that brought the dictionary. */
static enum pdf_cover
judge_cover(struct pdf_file *f, struct pdf_sig *s)
{
	const struct pdf_rev	*r = &f->revs[s->made];
	size_t			 end;

	s->rev = s->made;
	if (s->range != PDF_RANGE_GOOD)
		return PDF_COVER_UNKNOWN;
	end = (size_t)(s->ranges[1].p - f->b.p) + s->ranges[1].n;
	if (end < r->eof || end > r->end)
		return PDF_COVER_PART;
	return s->made + 1 == f->nrevs ? PDF_COVER_FILE : PDF_COVER_REVISION;
}

static void
judge_kind(struct pdf_file *f, struct pdf_sig *s)
{
	const struct pdf_obj	*t = key(f, s, "Type");
	const struct pdf_obj	*sub = key(f, s, "SubFilter");
	size_t			 i;

	if (t == NULL || pdf_obj_is_name(t, "Sig"))
		s->kind = PDF_SIG_SEAL;
	else if (pdf_obj_is_name(t, "DocTimeStamp"))
		s->kind = PDF_SIG_TIMESTAMP;
	for (i = 0; i < ES_COUNT(subfilters); i++)
		if (pdf_obj_is_name(sub, subfilters[i].name))
			s->subfilter = subfilters[i].is;
}

static enum pdf_sig_keys
judge_keys(struct pdf_file *f, const struct pdf_sig *s)
{
	static const char *const	 texts[] = { "M", "Name", "Reason",
	    "Location", "ContactInfo" };
	const struct pdf_obj		*o;
	size_t				 i;

	if (s->kind == PDF_SIG_UNKNOWN ||
	    !pdf_obj_is(key(f, s, "Filter"), PDF_NAME))
		return PDF_KEYS_TYPE;
	for (i = 0; i < ES_COUNT(texts); i++) {
		o = key(f, s, texts[i]);
		if (o != NULL && o->type != PDF_STRING)
			return PDF_KEYS_TYPE;
	}
	if (s->subfilter == PDF_SUBFILTER_UNKNOWN ||
	    (s->kind == PDF_SIG_TIMESTAMP) !=
	    (s->subfilter == PDF_SUBFILTER_RFC3161))
		return PDF_KEYS_SUBFILTER;
	if ((s->subfilter == PDF_SUBFILTER_CADES ||
	    s->subfilter == PDF_SUBFILTER_RFC3161) &&
	    key(f, s, "Cert") != NULL)
		return PDF_KEYS_TYPE;
	return PDF_KEYS_GOOD;
}

static enum pdf_mdp
level(const struct pdf_obj *p, int64_t other)
{
	switch (p == NULL ? other : pdf_obj_int(p, 1, 3, 0)) {
	case 1:
		return PDF_MDP_P1;
	case 2:
		return PDF_MDP_P2;
	case 3:
		return PDF_MDP_P3;
	default:
		return PDF_MDP_BAD;
	}
}

static bool
same_names(const struct pdf_sig *s, const struct es_view *v, size_t n)
{
	size_t	 i;

	for (i = 0; i < n && i < s->nlocked; i++)
		if (!es_view_eq(v[i], s->locked[i]))
			return false;
	return n == s->nlocked;
}

/*
 * Action and Fields, of FieldMDP or of a field's Lock.  A signature copies
 * the Lock of its field, so that both say the same; of two that do not, all
 * fields are locked: the safe side.  So they are where Action is left out,
 * as iText does where a Lock is only there for its P.
 */
static bool
read_lock(struct pdf_file *f, struct pdf_sig *s, const struct pdf_obj *d)
{
	const struct pdf_obj	*a = pdf_file_key(f, s->made, d, "Action");
	const struct pdf_obj	*l = pdf_file_key(f, s->made, d, "Fields");
	enum pdf_lock		 is = PDF_LOCK_NONE;
	struct es_view		*v;
	size_t			 i, n = pdf_obj_count(l);

	if (!pdf_obj_is(d, PDF_DICT))
		return false;
	if (a == NULL || pdf_obj_is_name(a, "All")) {
		s->lock = PDF_LOCK_ALL;
		return true;
	}
	if (pdf_obj_is_name(a, "Include"))
		is = PDF_LOCK_INCLUDE;
	else if (pdf_obj_is_name(a, "Exclude"))
		is = PDF_LOCK_EXCLUDE;
	if (is == PDF_LOCK_NONE || !pdf_obj_is(l, PDF_ARRAY) ||
	    (v = es_arena_array(f->arena, n + 1, sizeof(*v))) == NULL)
		return false;
	for (i = 0; i < n; i++) {
		v[i] = pdf_string_text(f->arena,
		    pdf_file_item(f, s->made, l, i));
		if (v[i].n == 0) {	/* whom it means nobody can say */
			s->lock = PDF_LOCK_ALL;
			return true;
		}
	}
	if (s->lock != PDF_LOCK_NONE) {
		if (s->lock != is || !same_names(s, v, n))
			s->lock = PDF_LOCK_ALL;
		return true;
	}
	s->lock = is;
	s->locked = v;
	s->nlocked = n;
	return true;
}

/* P 0, which OpenPDF writes and nobody defines, is read as the strictest. */
static enum pdf_mdp
certified(const struct pdf_obj *p)
{
	return p != NULL && pdf_obj_int(p, 0, 0, 1) == 0 ? PDF_MDP_P1 :
	    level(p, 2);
}

/* One entry of Reference; false: malformed, or of an unknown kind. */
static bool
read_reference(struct pdf_file *f, struct pdf_sig *s, const struct pdf_obj *r)
{
	const struct pdf_obj	*m, *p;

	m = pdf_file_key(f, s->made, r, "TransformMethod");
	p = pdf_file_key(f, s->made, r, "TransformParams");
	if (p != NULL && p->type != PDF_DICT)
		return false;
	if (pdf_obj_is_name(m, "FieldMDP"))
		return read_lock(f, s, p);
	/* Usage rights (12.8.2.3) tell a viewer what to offer, no more. */
	if (pdf_obj_is_name(m, "UR3"))
		return true;
	if (!pdf_obj_is_name(m, "DocMDP") || s->mdp != PDF_MDP_NONE)
		return false;
	s->mdp = certified(pdf_file_key(f, s->made, p, "P"));
	return true;
}

/*
 * Certifications: the first signature, and the catalog says so too.  Where a
 * catalog without Perms does not, other readers see an approval, and where
 * only the catalog does (OpenPDF), they may see a certification: then only
 * what neither forbids may come later, which is what P 1 allows.
 */
static void
judge_perms(struct pdf_file *f, const struct pdf_sigs *all, struct pdf_sig *s)
{
	const struct pdf_obj	*perms, *ref;
	bool			 named;
	size_t			 i;

	perms = pdf_file_key(f, s->made, pdf_file_catalog(f, s->made),
	    "Perms");
	ref = pdf_obj_key(perms, "DocMDP");
	named = s->num != 0 && pdf_obj_is(ref, PDF_REF) &&
	    ref->i == (int64_t)s->num;
	s->permits = s->mdp;
	if (named == (s->mdp != PDF_MDP_NONE))
		;
	else if (named || (s->mdp != PDF_MDP_BAD && ref == NULL)) {
		s->permits = PDF_MDP_P1;
		s->unagreed = true;
	} else
		s->mdp = PDF_MDP_BAD;
	for (i = 0; i < all->n && (named || s->mdp != PDF_MDP_NONE); i++)
		if (all->at[i].made < s->made ||
		    (all->at[i].made == s->made && &all->at[i] < s))
			s->mdp = PDF_MDP_BAD;
}

static void
judge_references(struct pdf_file *f, const struct pdf_sigs *all,
    struct pdf_sig *s)
{
	const struct pdf_obj	*r = key(f, s, "Reference"), *lock, *p;
	size_t			 i;
	bool			 good = true;

	s->mdp = PDF_MDP_NONE;
	if (r != NULL && r->type != PDF_ARRAY)
		good = false;
	for (i = 0; good && i < pdf_obj_count(r); i++)
		good = read_reference(f, s, pdf_file_item(f, s->made, r, i));
	judge_perms(f, all, s);
	lock = s->field == 0 ? NULL : pdf_file_key(f, s->made,
	    pdf_file_num(f, s->made, s->field), "Lock");
	if (lock != NULL) {
		good = read_lock(f, s, lock) && good;
		p = pdf_file_key(f, s->made, lock, "P");
		if (p != NULL && (s->permits == PDF_MDP_NONE ||
		    level(p, 0) < s->permits))
			s->permits = level(p, 0);
	}
	if (!good && s->keys == PDF_KEYS_GOOD)
		s->keys = PDF_KEYS_REFERENCE;
}

/* Cert: one byte string, or an array of them (12.8.3.2). */
static void
read_certs(struct pdf_file *f, struct pdf_sig *s)
{
	const struct pdf_obj	*o = key(f, s, "Cert");
	struct es_view		*v;
	size_t			 i, n = pdf_obj_is(o, PDF_ARRAY) ?
				    pdf_obj_count(o) : 1;

	if (s->subfilter != PDF_SUBFILTER_X509 || n > ES_LIMIT_CMS_CERTS ||
	    (v = es_arena_array(f->arena, n + 1, sizeof(*v))) == NULL)
		return;
	for (i = 0; i < n; i++)
		v[i] = pdf_string_bytes(f->arena, pdf_obj_is(o, PDF_ARRAY) ?
		    pdf_file_item(f, s->made, o, i) : o);
	s->cert = v;
	s->ncert = n;
}

void
pdf_sig_judge(struct pdf_file *f, const struct pdf_sigs *all,
    struct pdf_sig *s)
{
	struct es_arena	*a = f->arena;

	judge_kind(f, s);
	s->keys = judge_keys(f, s);
	s->range = judge_range(f, s);
	s->gap = judge_gap(f, s);
	s->contents = judge_contents(f, s);
	read_certs(f, s);
	s->cover = judge_cover(f, s);
	s->whole_file = s->cover == PDF_COVER_FILE;
	judge_references(f, all, s);
	if (f->closed)
		return;
	s->m = pdf_string_bytes(a, key(f, s, "M"));
	s->reason = pdf_string_text(a, key(f, s, "Reason"));
	s->signer = pdf_string_text(a, key(f, s, "Name"));
	s->location = pdf_string_text(a, key(f, s, "Location"));
}

#define NAMES(type, fn, ...) \
	const char * \
	fn(enum type v) \
	{ \
		static const char *const names[] = { __VA_ARGS__ }; \
		return (size_t)v < ES_COUNT(names) ? names[v] : "unknown"; \
	}

NAMES(pdf_sig_place, pdf_sig_place_name,
	[PDF_PLACE_UNKNOWN] = "unknown", [PDF_PLACE_FIELD] = "field",
	[PDF_PLACE_LOOSE] = "loose", [PDF_PLACE_SHARED] = "shared",
	[PDF_PLACE_GONE] = "gone", [PDF_PLACE_REPLACED] = "replaced",
	[PDF_PLACE_PACKED] = "packed")
NAMES(pdf_subfilter, pdf_subfilter_name,
	[PDF_SUBFILTER_UNKNOWN] = "unknown",
	[PDF_SUBFILTER_CADES] = "ETSI.CAdES.detached",
	[PDF_SUBFILTER_PKCS7] = "adbe.pkcs7.detached",
	[PDF_SUBFILTER_RFC3161] = "ETSI.RFC3161",
	[PDF_SUBFILTER_SHA1] = "adbe.pkcs7.sha1",
	[PDF_SUBFILTER_X509] = "adbe.x509.rsa_sha1")
NAMES(pdf_sig_keys, pdf_sig_keys_name,
	[PDF_KEYS_UNKNOWN] = "unknown", [PDF_KEYS_GOOD] = "good",
	[PDF_KEYS_TYPE] = "type", [PDF_KEYS_SUBFILTER] = "subfilter",
	[PDF_KEYS_REFERENCE] = "reference")
NAMES(pdf_range, pdf_range_name,
	[PDF_RANGE_UNKNOWN] = "unknown", [PDF_RANGE_GOOD] = "good",
	[PDF_RANGE_ABSENT] = "absent", [PDF_RANGE_SHAPE] = "shape",
	[PDF_RANGE_START] = "start", [PDF_RANGE_ORDER] = "order",
	[PDF_RANGE_OUTSIDE] = "outside")
NAMES(pdf_gap, pdf_gap_name,
	[PDF_GAP_UNKNOWN] = "unknown", [PDF_GAP_EXACT] = "exact",
	[PDF_GAP_OTHER] = "other")
NAMES(pdf_contents, pdf_contents_name,
	[PDF_CONTENTS_UNKNOWN] = "unknown", [PDF_CONTENTS_GOOD] = "good",
	[PDF_CONTENTS_ABSENT] = "absent", [PDF_CONTENTS_SHAPE] = "shape",
	[PDF_CONTENTS_ZERO] = "zero", [PDF_CONTENTS_DER] = "der",
	[PDF_CONTENTS_TAIL] = "tail", [PDF_CONTENTS_LIMIT] = "limit")
NAMES(pdf_cover, pdf_cover_name,
	[PDF_COVER_UNKNOWN] = "unknown", [PDF_COVER_FILE] = "file",
	[PDF_COVER_REVISION] = "revision", [PDF_COVER_PART] = "part")
NAMES(pdf_mdp, pdf_mdp_name,
	[PDF_MDP_UNKNOWN] = "unknown", [PDF_MDP_NONE] = "none",
	[PDF_MDP_P1] = "P1", [PDF_MDP_P2] = "P2", [PDF_MDP_P3] = "P3",
	[PDF_MDP_BAD] = "bad")
