/* t_pdf_sigs.c - every answer of pdf/sigs.h and pdf/changes.h by name. */
#include "pdf/changes.h"
#include "pdf/sigs.h"
#include "pdf_make.h"

#define HOLE	"[..........................................]"

/* A signed file of one revision; what is NULL is the good one. */
struct spec {
	const char	*range;		/* at most as wide as HOLE */
	const char	*contents;
	const char	*keys;		/* instead of Type, Filter, SubFilter */
	const char	*catalog;	/* more keys of the catalog */
	const char	*fields;	/* references in Fields */
	const char	*more;		/* more keys of the dictionary */
	const char	*lock;		/* more keys of the field */
	const char	*root;		/* more keys of the trailer */
	unsigned	 size;		/* the trailer's Size, when wrong */
	int		 shift[3];	/* added to a, b, c of the range */
};

static void
build(struct mk *m, const struct spec *s)
{
	static const char	*const keys = "/Type /Sig /Filter "
	    "/Adobe.PPKLite /SubFilter /ETSI.CAdES.detached";
	const char		*contents = s->contents != NULL ?
	    s->contents : "<30030201050000>";
	char			 range[80], text[80];
	size_t			 a, b, at;

	mk_start(m);
	mk_obj(m, 1, "<< /Type /Catalog /Pages 2 0 R %s /AcroForm << /Fields "
	    "[%s] /SigFlags 3 >> >>", s->catalog == NULL ? "" : s->catalog,
	    s->fields == NULL ? "6 0 R" : s->fields);
	mk_obj(m, 2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>");
	mk_obj(m, 3, "<< /Type /Page /Parent 2 0 R /Annots [6 0 R] >>");
	mk_obj(m, 4, "<< /Type /Page /Parent 2 0 R >>");
	mk_obj(m, 6, "<< /FT /Sig /T (a) /V 7 0 R /Subtype /Widget /Rect "
	    "[60 70.5 10 20] /P 3 0 R %s >>", s->lock == NULL ? "" : s->lock);
	mk_obj(m, 8, "<< /FT /Sig /T (b) /V 7 0 R >>");
	mk_obj(m, 9, "<< /FT /Tx /T (t) /V (old) >>");
	mk_obj(m, 10, "<< /FT /Btn /T (r) /V /1 /Kids [11 0 R 13 0 R] >>");
	mk_obj(m, 11, "<< /Subtype /Widget /Parent 10 0 R /AS /1 >>");
	mk_obj(m, 20, "<< /K 21 0 R /ParentTree 22 0 R >>");
	mk_obj(m, 21, "<< /S /Document /P 20 0 R /K [0] >>");
	mk_obj(m, 22, "<< /Nums [0 [21 0 R]] >>");
	mk_obj(m, 13, "<< /Subtype /Widget /Parent 10 0 R /AS /Off >>");
	mk_obj(m, 7, "<< %s /Reason (why) /M (D:2026) %s /ByteRange " HOLE
	    " /Contents %s >>", s->keys == NULL ? keys : s->keys,
	    s->more == NULL ? "" : s->more, contents);
	if (s->size != 0)
		m->size = s->size;
	snprintf(text, sizeof(text), MK_ROOT "%s", s->root == NULL ? "" :
	    s->root);
	mk_table(m, text);
	a = es_view_find(es_buf_view(&m->b), ES_LIT("/Contents "), 0) + 10;
	b = a + strlen(contents);
	snprintf(range, sizeof(range), "[0 %zu %zu %zu]",
	    a + (size_t)s->shift[0], b + (size_t)s->shift[1],
	    m->b.n - b + (size_t)s->shift[2]);
	snprintf(text, sizeof(text), "%-*s", (int)sizeof(HOLE) - 1,
	    s->range == NULL ? range : s->range);
	at = es_view_find(es_buf_view(&m->b), ES_LIT(HOLE), 0);
	memcpy(m->b.p + at, text, sizeof(HOLE) - 1);
}

struct seen {
	struct pdf_file		*f;
	struct pdf_sigs		*s;
	struct pdf_changes	*c;
	const struct pdf_sig	*g;
};

static void
look_closed(struct seen *l, struct mk *m)
{
	struct es_err	 err = ES_ERR_INIT;

	memset(l, 0, sizeof(*l));
	if (pdf_read_closed(&l->f, es_buf_view(&m->b), NULL, &err) < 0 ||
	    pdf_sigs(&l->s, l->f, &err) < 0 ||
	    (l->g = pdf_sigs_at(l->s, 0)) == NULL ||
	    pdf_changes(&l->c, l->f, l->s, l->g, &err) < 0) {
		printf("# %s\n", err.msg);
		abort();
	}
}

static void
look(struct seen *l, struct mk *m)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*f;

	if (pdf_read(&f, es_buf_view(&m->b), NULL, &err) < 0) {
		printf("# %s\n", err.msg);
		abort();
	}
	pdf_file_free(f);
	look_closed(l, m);
}

static void
away(struct seen *l, struct mk *m)
{
	pdf_changes_free(l->c);
	pdf_sigs_free(l->s);
	pdf_file_free(l->f);
	mk_clear(m);
}

static void
good(void)
{
	struct seen	 l;
	struct mk	 m;

	build(&m, &(struct spec){ 0 });
	look(&l, &m);
	ok(pdf_sig_sound(l.g) && pdf_sigs_count(l.s) == 1, "sound");
	ok(l.g->whole_file && l.g->cover == PDF_COVER_FILE && l.g->rev == 0,
	    "covers the file");
	ok(l.g->num == 7 && l.g->field == 6 && l.g->page == 0 &&
	    es_view_eq_str(l.g->name, "a"), "where it is");
	ok(l.g->visible && l.g->rect[0] == 10000 && l.g->rect[1] == 20000 &&
	    l.g->rect[2] == 60000 && l.g->rect[3] == 70500, "its rectangle");
	ok(l.g->der.n == 5 && memcmp(l.g->der.p, "\x30\x03\x02\x01\x05", 5)
	    == 0 && l.g->hex.n == 14, "Contents without its tail");
	ok(l.g->ranges[0].n + l.g->ranges[1].n + 16 == m.b.n,
	    "all but Contents is digested");
	ok(es_view_eq_str(l.g->reason, "why") && es_view_eq_str(l.g->m,
	    "D:2026") && l.g->signer.n == 0, "its words");
	ok(l.g->mdp == PDF_MDP_NONE && l.g->permits == PDF_MDP_NONE &&
	    pdf_changes_verdict(l.c) == PDF_VERDICT_NONE, "an approval");
	away(&l, &m);
}

/* One spec and one answer of the signature. */
#define answer(spec_, field, want, name) do { \
	struct spec	 s_ = spec_; \
	struct seen	 l_; \
	struct mk	 m_; \
	build(&m_, &s_); \
	look(&l_, &m_); \
	ok(l_.g->field == (want) && !pdf_sig_sound(l_.g), "%s", name); \
	away(&l_, &m_); \
} while (0)
#define S(...)	((struct spec){ __VA_ARGS__ })

static void
ranges(void)
{
	answer(S(.range = "null"), range, PDF_RANGE_ABSENT, "null");
	answer(S(.range = "[]"), range, PDF_RANGE_SHAPE, "empty");
	answer(S(.range = "[0 1 2 3 4 5]"), range, PDF_RANGE_SHAPE, "six");
	answer(S(.range = "[0 10 -1 5]"), range, PDF_RANGE_SHAPE, "negative");
	answer(S(.range = "[0 10 +20 5]"), range, PDF_RANGE_SHAPE, "a plus");
	answer(S(.range = "[0 10.0 20 5]"), range, PDF_RANGE_SHAPE, "a real");
	answer(S(.range = "9 0 R"), range, PDF_RANGE_SHAPE, "a reference");
	answer(S(.range = "[1 10 20 5]"), range, PDF_RANGE_START, "not at 0");
	answer(S(.range = "[0 20 20 5]"), range, PDF_RANGE_ORDER, "no gap");
	answer(S(.range = "[0 20 10 5]"), range, PDF_RANGE_ORDER, "overlap");
	answer(S(.range = "[0 10 20 99999]"), range, PDF_RANGE_OUTSIDE,
	    "beyond the end");
	answer(S(.range = "[0 10 20 999999999999999999]"), range,
	    PDF_RANGE_OUTSIDE, "far beyond");
	answer(S(.shift = { -1, 0, 0 }), gap, PDF_GAP_OTHER, "gap early");
	answer(S(.shift = { 1, 0, 0 }), gap, PDF_GAP_OTHER, "gap late");
	answer(S(.shift = { 0, 1, -1 }), gap, PDF_GAP_OTHER, "gap longer");
	answer(S(.shift = { 0, -1, 1 }), gap, PDF_GAP_OTHER, "gap shorter");
	answer(S(.shift = { 0, 0, -2 }), cover, PDF_COVER_PART, "end cut");
	answer(S(.range = "[0 10 20 5]"), gap, PDF_GAP_OTHER, "elsewhere");
}

/* What others write: so many bytes of BER, and nothing else. */
static void
whole(const char *hex, size_t n, const char *name)
{
	struct spec	 s = S(.contents = hex);
	struct seen	 l;
	struct mk	 m;

	build(&m, &s);
	look(&l, &m);
	ok(l.g->contents == PDF_CONTENTS_GOOD && l.g->der.n == n, "%s: %zu "
	    "bytes", name, l.g->der.n);
	away(&l, &m);
}

static void
contents(void)
{
	answer(S(.contents = "null"), contents, PDF_CONTENTS_ABSENT, "null");
	answer(S(.contents = "(0000)"), contents, PDF_CONTENTS_SHAPE,
	    "literal");
	answer(S(.contents = "9 0 R"), contents, PDF_CONTENTS_SHAPE,
	    "reference");
	answer(S(.contents = "<300>"), contents, PDF_CONTENTS_SHAPE, "odd");
	answer(S(.contents = "<30 03020105>"), contents, PDF_CONTENTS_SHAPE,
	    "a blank inside");
	answer(S(.contents = "<>"), contents, PDF_CONTENTS_ZERO, "empty");
	answer(S(.contents = "<0000>"), contents, PDF_CONTENTS_ZERO, "zeros");
	answer(S(.contents = "<3103020105>"), contents, PDF_CONTENTS_DER,
	    "a SET");
	answer(S(.contents = "<3080020105>"), contents, PDF_CONTENTS_DER,
	    "indefinite, without its end");
	answer(S(.contents = "<308002010500000001>"), contents,
	    PDF_CONTENTS_TAIL, "something behind an indefinite one");
	whole("<30800201050000>", 7, "indefinite");
	whole("<3080020105000000000000>", 7, "indefinite, and zeros");
	whole("<308103020105>", 6, "a longer form than needed");
	answer(S(.contents = "<3009020105>"), contents, PDF_CONTENTS_DER,
	    "shorter than it says");
	answer(S(.contents = "<300302010501>"), contents, PDF_CONTENTS_TAIL,
	    "something behind");
}

/* Kinds that say little, and are as sound as any. */
static void
old_kinds(void)
{
	struct seen	 l;
	struct mk	 m;

	build(&m, &S(.keys = "/Filter /X /SubFilter /adbe.pkcs7.sha1"));
	look(&l, &m);
	ok(l.g->subfilter == PDF_SUBFILTER_SHA1 && pdf_sig_sound(l.g) &&
	    l.g->ncert == 0, "SHA-1");
	away(&l, &m);
	build(&m, &S(.keys = "/Filter /X /SubFilter /adbe.x509.rsa_sha1",
	    .contents = "<0403aabbcc00>", .more = "/Cert [<3001> (\\060x)]"));
	look(&l, &m);
	ok(l.g->subfilter == PDF_SUBFILTER_X509 && pdf_sig_sound(l.g) &&
	    l.g->der.n == 5 && l.g->ncert == 2 && es_view_eq(l.g->cert[1],
	    ES_LIT("0x")), "a bare value");
	away(&l, &m);
	answer(S(.keys = "/Filter /X /SubFilter /adbe.x509.rsa_sha1"),
	    contents, PDF_CONTENTS_DER, "a SEQUENCE in its place");
	answer(S(.contents = "<0403aabbcc00>"), contents, PDF_CONTENTS_DER,
	    "and the other way round");
}

static void
dictionary(void)
{
	answer(S(.keys = "/Type /Sig /SubFilter /ETSI.CAdES.detached"), keys,
	    PDF_KEYS_TYPE, "no Filter");
	answer(S(.keys = "/Type /Sigg /Filter /X /SubFilter "
	    "/ETSI.CAdES.detached"), keys, PDF_KEYS_TYPE, "another Type");
	answer(S(.keys = "/Filter /X"), keys, PDF_KEYS_SUBFILTER,
	    "no SubFilter");
	answer(S(.keys = "/Filter /X /SubFilter /Other"), keys,
	    PDF_KEYS_SUBFILTER, "unknown SubFilter");
	answer(S(.keys = "/Filter /X /SubFilter /ETSI.RFC3161"), keys,
	    PDF_KEYS_SUBFILTER, "a time stamp called a seal");
	old_kinds();
	answer(S(.more = "/Cert (x)"), keys, PDF_KEYS_TYPE, "Cert");
	answer(S(.more = "/Name 5"), keys, PDF_KEYS_TYPE, "Name is 5");
	answer(S(.more = "/Reference [<< /TransformMethod /New >>]"), keys,
	    PDF_KEYS_REFERENCE, "unknown transform");
	answer(S(.fields = "6 0 R 8 0 R"), place, PDF_PLACE_SHARED,
	    "two fields");
	answer(S(.fields = "6 0 R 6 0 R"), place, PDF_PLACE_SHARED,
	    "one field twice");
	answer(S(.fields = ""), place, PDF_PLACE_LOOSE, "no field");
}

#define DOCMDP(p) "/Reference [<< /TransformMethod /DocMDP " \
	"/TransformParams << /P " p " >> >>]"
#define PERMS	"/Perms << /DocMDP 7 0 R >>"

static void
permissions(void)
{
	struct seen	 l;
	struct mk	 m;

	build(&m, &S(.more = DOCMDP("1"), .catalog = PERMS));
	look(&l, &m);
	ok(l.g->mdp == PDF_MDP_P1 && pdf_sig_sound(l.g), "certified, P 1");
	away(&l, &m);
	build(&m, &S(.more = DOCMDP("null"), .catalog = PERMS));
	look(&l, &m);
	ok(l.g->mdp == PDF_MDP_P2, "P 2 is the default");
	away(&l, &m);
	build(&m, &S(.more = DOCMDP("3")));
	look(&l, &m);
	ok(l.g->mdp == PDF_MDP_P3 && l.g->permits == PDF_MDP_P1 &&
	    pdf_sig_sound(l.g), "without Perms only P 1 is agreed upon");
	away(&l, &m);
	answer(S(.more = DOCMDP("1"), .catalog = "/Perms << /DocMDP 8 0 R "
	    ">>"), mdp, PDF_MDP_BAD, "another one in Perms");
	build(&m, &S(.more = "/Reference [<< /Type /SigRef /TransformMethod "
	    "/UR3 >>]"));
	look(&l, &m);
	ok(l.g->mdp == PDF_MDP_NONE && pdf_sig_sound(l.g), "usage rights");
	away(&l, &m);
	build(&m, &S(.more = DOCMDP("0"), .catalog = PERMS));
	look(&l, &m);
	ok(l.g->mdp == PDF_MDP_P1 && l.g->permits == PDF_MDP_P1 &&
	    pdf_sig_sound(l.g), "P 0 is the strictest");
	away(&l, &m);
	build(&m, &S(.catalog = PERMS));
	look(&l, &m);
	ok(l.g->mdp == PDF_MDP_NONE && l.g->permits == PDF_MDP_P1 &&
	    l.g->unagreed && pdf_sig_sound(l.g),
	    "only in Perms: only P 1 is agreed upon");
	away(&l, &m);
	answer(S(.more = DOCMDP("4"), .catalog = PERMS), mdp, PDF_MDP_BAD,
	    "P 4");
	build(&m, &S(.lock = "/Lock << /Action /Include /Fields [(t) (x.y)] "
	    "/P 2 >>"));
	look(&l, &m);
	ok(l.g->permits == PDF_MDP_P2 && l.g->lock == PDF_LOCK_INCLUDE &&
	    pdf_sig_locks(l.g, ES_LIT("t")) &&
	    pdf_sig_locks(l.g, ES_LIT("t.u")) &&
	    !pdf_sig_locks(l.g, ES_LIT("tu")) &&
	    !pdf_sig_locks(l.g, ES_LIT("x")) &&
	    pdf_sig_locks(l.g, ES_LIT("x.y")), "a Lock, by path component");
	away(&l, &m);
	build(&m, &S(.lock = "/Lock << /P 2 >>"));
	look(&l, &m);
	ok(l.g->lock == PDF_LOCK_ALL && l.g->permits == PDF_MDP_P2 &&
	    pdf_sig_sound(l.g), "a Lock without Action is for all");
	away(&l, &m);
	answer(S(.lock = "/Lock << /Action /Some >>"), keys,
	    PDF_KEYS_REFERENCE, "an Action that nobody knows");
}

/* A second revision with one object; the change that decides. */
static void
change(const struct spec *s, unsigned num, const char *text,
    enum pdf_change_code code, enum pdf_verdict want, const char *name)
{
	const struct pdf_change	*x;
	struct seen		 l;
	struct mk		 m;
	size_t			 k;

	build(&m, s);
	mk_obj(&m, num, "%s", text);
	mk_table(&m, MK_ROOT);
	look(&l, &m);
	for (k = 0; (x = pdf_changes_at(l.c, k)) != NULL; k++)
		if (x->allowed == (want == PDF_VERDICT_ALLOWED))
			break;
	ok(pdf_changes_verdict(l.c) == want && x != NULL && x->code == code &&
	    l.g->cover == PDF_COVER_REVISION && !l.g->whole_file, "%s: %s",
	    name, pdf_change_name(code));
	if (x != NULL && x->code != code)
		printf("# %s\n", pdf_change_name(x->code));
	away(&l, &m);
}

static void
changes(void)
{
	const struct spec	 plain = { .fields = "6 0 R 9 0 R" };
	const struct spec	 p2 = { .fields = "6 0 R 9 0 R",
	    .more = DOCMDP("2"), .catalog = PERMS };
	const struct spec	 p3 = { .more = DOCMDP("3"),
	    .catalog = PERMS };
	static const char	 note[] = "<< /Type /Page /Parent 2 0 R "
	    "/Annots [<< /Subtype /Text /Rect [1 2 3 4] >>] >>";
	struct seen		 l;
	struct mk		 m;

	change(&plain, 2, "<< /Type /Pages /Kids [4 0 R 3 0 R] /Count 2 >>",
	    PDF_CHANGE_PAGE_MOVED, PDF_VERDICT_PROHIBITED, "pages turned");
	change(&plain, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
	    PDF_CHANGE_PAGE_REMOVED, PDF_VERDICT_PROHIBITED, "page gone");
	change(&plain, 4, "<< /Type /Page /Parent 2 0 R /Contents 9 0 R >>",
	    PDF_CHANGE_PAGE_CONTENT_CHANGED, PDF_VERDICT_PROHIBITED,
	    "new content");
	change(&plain, 4, "<< /Type /Page /Parent 2 0 R /Rotate 90 >>",
	    PDF_CHANGE_PAGE_CHANGED, PDF_VERDICT_PROHIBITED, "turned");
	change(&plain, 4, note, PDF_CHANGE_ANNOT_ADDED,
	    PDF_VERDICT_PROHIBITED, "a note on an approval");
	change(&p2, 4, note, PDF_CHANGE_ANNOT_ADDED, PDF_VERDICT_PROHIBITED,
	    "a note, P 2");
	change(&p3, 4, note, PDF_CHANGE_ANNOT_ADDED, PDF_VERDICT_ALLOWED,
	    "a note, P 3");
	change(&plain, 9, "<< /FT /Tx /T (t) /V (new) >>",
	    PDF_CHANGE_FIELD_VALUE_CHANGED, PDF_VERDICT_PROHIBITED,
	    "filled after an approval");
	change(&p2, 9, "<< /FT /Tx /T (t) /V (new) >>",
	    PDF_CHANGE_FIELD_VALUE_CHANGED, PDF_VERDICT_ALLOWED,
	    "filled, P 2");
	change(&p2, 9, "<< /FT /Tx /T (t) /V (new) /Ff 1 >>",
	    PDF_CHANGE_FIELD_CHANGED, PDF_VERDICT_PROHIBITED,
	    "filled and more, P 2");
	change(&(struct spec){ .fields = "6 0 R 9 0 R", .more = DOCMDP("2"),
	    .catalog = PERMS, .lock = "/Lock << /Action /All >>" }, 9,
	    "<< /FT /Tx /T (t) /V (new) >>", PDF_CHANGE_FIELD_VALUE_CHANGED,
	    PDF_VERDICT_PROHIBITED, "filled, P 2, locked");
	change(&plain, 12, "(nobody asks)", PDF_CHANGE_OBJECT_UNUSED,
	    PDF_VERDICT_ALLOWED, "an object that nobody reaches");
	change(&plain, 7, "<< /Type /Sig /Reason (other) >>",
	    PDF_CHANGE_SIG_REMOVED, PDF_VERDICT_PROHIBITED,
	    "the dictionary rewritten");
	build(&m, &plain);
	mk_obj(&m, 7, "<< /Type /Sig /Reason (other) >>");
	mk_table(&m, MK_ROOT);
	look(&l, &m);
	ok(l.g->place == PDF_PLACE_REPLACED, "and it says so");
	away(&l, &m);
	build(&m, &plain);
	mk_obj(&m, 6, "<< /FT /Sig /T (a) >>");
	mk_table(&m, MK_ROOT);
	look(&l, &m);
	ok(l.g->place == PDF_PLACE_GONE, "a field emptied");
	away(&l, &m);
	/* The old revision's end, but from a dictionary of the new one. */
	build(&m, &plain);
	mk_obj(&m, 12, "<< /ByteRange [0 9 20 %zu] >>", m.b.n - 20);
	mk_table(&m, MK_ROOT);
	look(&l, &m);
	ok(pdf_sigs_count(l.s) == 2 && pdf_sigs_at(l.s, 1)->cover ==
	    PDF_COVER_PART && pdf_sigs_at(l.s, 1)->place == PDF_PLACE_LOOSE,
	    "a revision cannot sign an earlier one");
	away(&l, &m);
}

/* What filling may do to a form (12.8.2.2, P 2), and what not. */
static void
filling(void)
{
	const struct spec	 plain = { .fields = "6 0 R 9 0 R 10 0 R" };
	const struct spec	 p2 = { .fields = "6 0 R 9 0 R 10 0 R",
	    .more = DOCMDP("2"), .catalog = PERMS };
	const struct spec	 locked = { .fields = "6 0 R 10 0 R",
	    .more = DOCMDP("2"), .catalog = PERMS,
	    .lock = "/Lock << /P 2 >>" };
	static const char	 on[] = "<< /Subtype /Widget /Parent 10 0 R "
	    "/AS /Off /MK << /CA (8) >> /DA (/F 0 Tf) /BS << /W 1 >> >>";
	static const char	 typed[] = "<< /FT /Tx /T (t) /V (old) /Type "
	    "/Annot /TI 0 >>";

	change(&p2, 11, on, PDF_CHANGE_FIELD_VALUE_CHANGED,
	    PDF_VERDICT_ALLOWED, "the first of two widgets, P 2");
	change(&plain, 11, on, PDF_CHANGE_FIELD_VALUE_CHANGED,
	    PDF_VERDICT_PROHIBITED, "a widget after an approval");
	change(&locked, 11, on, PDF_CHANGE_FIELD_VALUE_CHANGED,
	    PDF_VERDICT_PROHIBITED, "a widget of a locked field");
	change(&p2, 11, "<< /Subtype /Widget /Parent 10 0 R /AS /1 /Rect "
	    "[0 0 9 9] >>", PDF_CHANGE_FIELD_CHANGED, PDF_VERDICT_PROHIBITED,
	    "a widget moved, P 2");
	change(&p2, 13, "<< /Subtype /Widget /Parent 10 0 R /AS /Off /A << "
	    "/S /JavaScript >> >>", PDF_CHANGE_FIELD_CHANGED,
	    PDF_VERDICT_PROHIBITED, "a widget that acts, P 2");
	change(&p2, 9, typed, PDF_CHANGE_FIELD_VALUE_CHANGED,
	    PDF_VERDICT_ALLOWED, "Type Annot is what it was");
	change(&p2, 9, "<< /FT /Tx /T (t) /V (old) /Type /Font >>",
	    PDF_CHANGE_FIELD_CHANGED, PDF_VERDICT_PROHIBITED,
	    "another Type is not");
}

#define CATALOG(ext, form) "<< /Type /Catalog /Pages 2 0 R " PERMS \
	" /Extensions << /X " ext " >> /AcroForm << /Fields [6 0 R] " \
	"/SigFlags 3 " form " >> >>"
#define LEVEL(n) "<< /BaseVersion /1.7 /ExtensionLevel " n " >>"

static void
catalogs(void)
{
	const struct spec	 p1 = { .more = DOCMDP("1"), .catalog = PERMS
	    " /Extensions << /X " LEVEL("2") " >>" };
	const struct spec	 p2 = { .more = DOCMDP("2"), .catalog = PERMS
	    " /Extensions << /X " LEVEL("2") " >>" };

	change(&p1, 1, CATALOG(LEVEL("3"), ""), PDF_CHANGE_VERSION_CHANGED,
	    PDF_VERDICT_ALLOWED, "an extension raised");
	change(&p1, 1, CATALOG(LEVEL("1"), ""), PDF_CHANGE_CATALOG_CHANGED,
	    PDF_VERDICT_PROHIBITED, "and lowered");
	change(&p1, 1, CATALOG("null", ""), PDF_CHANGE_CATALOG_CHANGED,
	    PDF_VERDICT_PROHIBITED, "and gone");
	change(&p1, 1, CATALOG(LEVEL("3"), "/NeedAppearances false"),
	    PDF_CHANGE_VERSION_CHANGED, PDF_VERDICT_ALLOWED,
	    "NeedAppearances as it was");
	change(&p2, 1, CATALOG(LEVEL("2"), "/NeedAppearances true"),
	    PDF_CHANGE_FORM_CHANGED, PDF_VERDICT_PROHIBITED,
	    "NeedAppearances set");
	change(&p2, 1, CATALOG(LEVEL("3"), "/DR << /Font << /F 9 0 R >> >>"),
	    PDF_CHANGE_VERSION_CHANGED, PDF_VERDICT_ALLOWED,
	    "fonts for filling, P 2");
	change(&p1, 1, CATALOG(LEVEL("3"), "/DR << /Font << /F 9 0 R >> >>"),
	    PDF_CHANGE_FORM_CHANGED, PDF_VERDICT_PROHIBITED,
	    "but not for P 1");
}

struct tagging {
	const char	*old;		/* the element that was there */
	const char	*new;		/* the one of the note */
	const char	*root, *numbers;
};

/* A note is added, and its element to the structure tree. */
static void
tagged(const char *p, struct tagging g, enum pdf_verdict want,
    const char *name)
{
	char		 more[120];
	struct seen	 l;
	struct mk	 m;

	snprintf(more, sizeof(more), "/Reference [<< /TransformMethod "
	    "/DocMDP /TransformParams << /P %s >> >>]", p);
	build(&m, &S(.more = more, .catalog = PERMS
	    " /StructTreeRoot 20 0 R"));
	mk_obj(&m, 4, "<< /Type /Page /Parent 2 0 R /Annots [30 0 R] >>");
	mk_obj(&m, 30, "<< /Subtype /Text /Rect [1 2 3 4] >>");
	mk_obj(&m, 21, "<< /S /Document /P 20 0 R /K %s >>",
	    g.old != NULL ? g.old : "[0 31 0 R]");
	mk_obj(&m, 31, "<< /S /Annot /P 21 0 R /K << /Type /OBJR /Obj 30 0 R "
	    ">> %s >>", g.new != NULL ? g.new : "");
	mk_obj(&m, 20, "<< /K 21 0 R /ParentTree 32 0 R %s >>",
	    g.root != NULL ? g.root : "/ParentTreeNextKey 2");
	mk_obj(&m, 32, "<< /Nums [%s] >>", g.numbers != NULL ? g.numbers :
	    "0 [21 0 R] 1 31 0 R");
	mk_table(&m, MK_ROOT);
	look(&l, &m);
	ok(pdf_changes_verdict(l.c) == want, "tagged: %s", name);
	away(&l, &m);
}

#define TAGGED(p, want, name, ...) tagged(p, (struct tagging){ __VA_ARGS__ }, \
	want, name)

static void
trees(void)
{
	enum pdf_verdict	 bad = PDF_VERDICT_PROHIBITED;

	TAGGED("3", PDF_VERDICT_ALLOWED, "a note, P 3", .new = "");
	TAGGED("2", bad, "a note, P 2", .new = "");
	TAGGED("3", bad, "a child before", .old = "[31 0 R 0]");
	TAGGED("3", bad, "a child gone", .old = "[31 0 R]");
	TAGGED("3", bad, "a child changed", .old = "[1 31 0 R]");
	TAGGED("3", bad, "a name changed", .old = "[0 31 0 R] /Alt (x)");
	TAGGED("3", bad, "the new one speaks", .new = "/ActualText (x)");
	TAGGED("3", bad, "roles", .root = "/RoleMap << /Document /P >>");
	TAGGED("3", PDF_VERDICT_ALLOWED, "no roles",
	    .root = "/RoleMap << >>");
	TAGGED("3", bad, "a number gone", .numbers = "1 31 0 R");
	TAGGED("3", bad, "a number leads elsewhere",
	    .numbers = "0 [31 0 R] 1 31 0 R");
	TAGGED("3", bad, "one more leads to an old element",
	    .numbers = "0 [21 0 R] 1 31 0 R 2 21 0 R");
	TAGGED("3", bad, "numbers out of order",
	    .numbers = "1 31 0 R 0 [21 0 R]");
}

/* Encrypted: what was sealed is seen, what came later is not judged. */
static void
closed(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct seen	 l;
	enum pdf_why	 why;
	struct mk	 m;

	build(&m, &S(.root = " /Encrypt 9 0 R"));
	ok(pdf_read(&l.f, es_buf_view(&m.b), &why, &err) < 0 &&
	    why == PDF_WHY_ENCRYPTED, "encrypted: not for everybody");
	look_closed(&l, &m);
	ok(pdf_sig_sound(l.g) && l.g->whole_file && l.g->name.n == 0 &&
	    l.g->reason.n == 0 && pdf_changes_verdict(l.c) ==
	    PDF_VERDICT_NONE, "sound, and nothing is read in it");
	ok(pdf_file_check_frame(l.f, &err) < 0, "it cannot be sealed");
	away(&l, &m);
	build(&m, &S(.root = " /Encrypt 9 0 R"));
	mk_obj(&m, 12, "(nobody asks)");
	mk_table(&m, MK_ROOT " /Encrypt 9 0 R");
	look_closed(&l, &m);
	ok(l.g->cover == PDF_COVER_REVISION && pdf_changes_verdict(l.c) ==
	    PDF_VERDICT_UNKNOWN, "later changes are not judged");
	away(&l, &m);
	build(&m, &S());
	mk_obj(&m, 12, "(nobody asks)");
	mk_table(&m, MK_ROOT " /Encrypt 9 0 R");
	ok(pdf_read_closed(&l.f, es_buf_view(&m.b), &why, &err) < 0 &&
	    why == PDF_WHY_ENCRYPTED, "encrypted later: a forgery");
	mk_clear(&m);
}

/* Numbers from Size on: only while nothing comes behind the signature. */
static void
beyond(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct seen	 l;
	struct mk	 m;

	build(&m, &S(.size = 12));
	look(&l, &m);
	ok(pdf_sig_sound(l.g) && l.g->whole_file, "beyond Size: as signed");
	ok(pdf_file_check_frame(l.f, &err) < 0, "it cannot be sealed");
	away(&l, &m);
	build(&m, &S(.size = 12));
	mk_obj(&m, 12, "(nobody asks)");
	mk_table(&m, MK_ROOT);
	ok(pdf_read(&l.f, es_buf_view(&m.b), NULL, &err) == 0 &&
	    pdf_sigs(&l.s, l.f, &err) < 0 && pdf_file_why(l.f) ==
	    PDF_WHY_XREF, "beyond Size, and something later: refused");
	pdf_file_free(l.f);
	mk_clear(&m);
}

int
main(void)
{
	good();
	ranges();
	contents();
	dictionary();
	permissions();
	changes();
	filling();
	catalogs();
	trees();
	closed();
	beyond();
	return done();
}
