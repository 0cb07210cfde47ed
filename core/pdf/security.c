/*
 * pdf/security.c - an encrypted file that everybody can open, read as what
 * it shows (ISO 32000-2 clauses 7.6.2 to 7.6.6).
 *
 * What the clauses leave plain stays as it is: strings in object streams, the
 * encryption dictionary, cross-reference streams, a signature's Contents.  So
 * does, marked as opaque, what is not what a cipher makes: a plain string that
 * somebody added.  Opaque equals opaque, byte by byte, and nothing else.
 */
#include "base/limits.h"
#include "pdf/security_priv.h"
#include "pdf/text.h"

/* -- the encryption dictionary ------------------------------------------- */

static const struct pdf_obj *
value(struct pdf_file *f, const struct pdf_obj *dict, const char *key)
{
	return pdf_file_key(f, f->nrevs - 1, dict, key);
}

/* A crypt filter by name (table 25). */
static bool
read_filter(struct pdf_file *f, const struct pdf_obj *d, const char *which,
    enum pdf_cipher *out)
{
	const struct pdf_obj	*name = value(f, d, which), *cf, *m;

	*out = PDF_CIPHER_NONE;
	if (name == NULL || pdf_obj_is_name(name, "Identity"))
		return true;
	if (!pdf_obj_is(name, PDF_NAME))
		return false;
	cf = pdf_obj_keyv(value(f, d, "CF"), name->u.text);
	m = value(f, pdf_file_value(f, f->nrevs - 1, cf), "CFM");
	if (pdf_obj_is_name(m, "V2"))
		*out = PDF_CIPHER_RC4;
	else if (pdf_obj_is_name(m, "AESV2"))
		*out = PDF_CIPHER_AESV2;
	else if (pdf_obj_is_name(m, "AESV3"))
		*out = PDF_CIPHER_AESV3;
	else
		return pdf_obj_is_name(m, "None");
	return true;
}

/* V and R that belong together, and the length of the key (table 20). */
static bool
read_kind(struct pdf_file *f, const struct pdf_obj *d,
    struct pdf_security *s)
{
	int64_t	 v = pdf_obj_int(value(f, d, "V"), 1, 5, 0);
	int64_t	 bits = pdf_obj_int(value(f, d, "Length"), 40, 128, 40);
	bool	 aes256;

	s->r = (int)pdf_obj_int(value(f, d, "R"), 2, 6, 0);
	s->strings = s->streams = PDF_CIPHER_RC4;
	if ((v == 1 && (s->r == 2 || s->r == 3)) || (v == 2 && s->r == 2)) {
		s->n = 5;
		return true;
	}
	if (v == 2 && s->r == 3) {
		s->n = (size_t)bits / 8;
		return bits % 8 == 0;
	}
	/* Of two names some readers know neither: to them all is plain. */
	if (!((v == 4 && s->r == 4) || (v == 5 && s->r >= 5)) ||
	    !pdf_obj_same(value(f, d, "StmF"), value(f, d, "StrF")) ||
	    !read_filter(f, d, "StmF", &s->streams) ||
	    !read_filter(f, d, "StrF", &s->strings))
		return false;
	aes256 = v == 5;
	s->n = aes256 ? PDF_KEY_MAX : 16;
	return (s->streams == PDF_CIPHER_NONE ||
	    (s->streams == PDF_CIPHER_AESV3) == aes256) &&
	    (s->strings == PDF_CIPHER_NONE ||
	    (s->strings == PDF_CIPHER_AESV3) == aes256);
}

/* Attached files may have a filter of their own (EFF): not read. */
static bool
read_dict(struct pdf_file *f, const struct pdf_obj *d, struct pdf_security *s)
{
	const struct pdf_obj	*eff = value(f, d, "EFF");
	const struct pdf_obj	*meta = value(f, d, "EncryptMetadata");

	s->metadata = s->r < 4 || !pdf_obj_is(meta, PDF_BOOL) || meta->i != 0;
	return pdf_obj_is_name(value(f, d, "Filter"), "Standard") &&
	    (eff == NULL || pdf_obj_same(eff, value(f, d, "StmF")));
}

static const struct pdf_obj *
first_id(const struct pdf_file *f, size_t rev)
{
	return pdf_obj_item(pdf_obj_key(f->revs[rev].trailer, "ID"), 0);
}

static bool
read_terms(struct pdf_file *f, const struct pdf_obj *d,
    struct pdf_key_terms *t)
{
	const struct pdf_obj	*p = value(f, d, "P");

	t->p = pdf_obj_int(p, INT32_MIN, UINT32_MAX, INT64_MAX);
	t->o = pdf_string_bytes(f->arena, value(f, d, "O"));
	t->u = pdf_string_bytes(f->arena, value(f, d, "U"));
	t->ue = pdf_string_bytes(f->arena, value(f, d, "UE"));
	t->id = pdf_string_bytes(f->arena, first_id(f, 0));
	return t->p != INT64_MAX;
}

/* No reference inside, which a later revision could lead elsewhere. */
static bool
is_whole(const struct pdf_obj *d)
{
	size_t	 i;

	for (i = 0; i < d->u.dict.n; i++)
		if (pdf_obj_is(&d->u.dict.at[i].val, PDF_REF) ||
		    (pdf_obj_is(&d->u.dict.at[i].val, PDF_DICT) &&
		    !is_whole(&d->u.dict.at[i].val)))
			return false;
	return true;
}

/*
 * One dictionary and one ID in all revisions: a later one with others would
 * show what was sealed as something else.
 */
static bool
steady(struct pdf_file *f, const struct pdf_obj *d)
{
	const struct pdf_obj	*ref = pdf_obj_key(f->revs[0].trailer,
				    "Encrypt");
	size_t			 i;

	for (i = 1; i < f->nrevs; i++)
		if (!pdf_obj_same(first_id(f, 0), first_id(f, i)))
			return false;
	if (!is_whole(d))
		return false;
	if (!pdf_obj_is(ref, PDF_REF))
		return true;
	for (i = 0; i < f->nents; i++)
		if (f->ents[i].num == (uint32_t)ref->i &&
		    (f->ents[i].where != PDF_WHERE_FILE || (i > 0 &&
		    f->ents[i - 1].num == f->ents[i].num)))
			return false;
	return true;
}

/* The dictionary itself, when it is an object, is never enciphered. */
static void
spare_dict(struct pdf_file *f)
{
	const struct pdf_obj	*ref = pdf_obj_key(f->revs[0].trailer,
				    "Encrypt");
	const struct pdf_entry	*e;

	if (!pdf_obj_is(ref, PDF_REF))
		return;
	e = pdf_file_find(f, f->nrevs - 1, (uint32_t)ref->i);
	if (e != NULL)
		f->slots[e - f->ents].plain = true;
}

int
pdf_security(struct pdf_file *f)
{
	struct pdf_security	*s = es_arena_get(f->arena, sizeof(*s));
	struct pdf_key_terms	 t;
	const struct pdf_obj	*d;

	if (s == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	d = value(f, f->revs[0].trailer, "Encrypt");
	if (pdf_obj_is(d, PDF_DICT) && steady(f, d) && read_kind(f, d, s) &&
	    read_dict(f, d, s) && read_terms(f, d, &t) &&
	    pdf_security_key(s, &t)) {
		spare_dict(f);
		f->security = s;
		f->closed = false;
	}
	return f->why == PDF_WHY_NONE ? 0 : -1;
}

/* -- objects ------------------------------------------------------------- */

struct opening {
	struct pdf_file			*f;
	const struct pdf_entry		*e;
	const struct pdf_security	*s;
};

static void
no_room(const struct opening *w)
{
	(void)file_refuse(w->f, PDF_WHY_MEMORY, "pdf: out of memory");
}

/* The plain bytes, as the hexadecimal body of a string. */
static void
open_string(const struct opening *w, struct pdf_obj *o)
{
	static const char	 digits[] = "0123456789abcdef";
	struct es_view		 in = pdf_string_bytes(w->f->arena, o);
	unsigned char		*p, *hex;
	size_t			 n, i;

	if (in.n == 0 || w->s->strings == PDF_CIPHER_NONE)
		return;
	p = es_arena_get(w->f->arena, in.n);
	hex = es_arena_array(w->f->arena, in.n, 2);
	if (p == NULL || hex == NULL) {
		no_room(w);
		return;
	}
	if (!pdf_security_open(w->s, w->s->strings, w->e->num, w->e->gen, in,
	    p, &n)) {
		o->opaque = true;
		return;
	}
	for (i = 0; i < n; i++) {
		hex[2 * i] = (unsigned char)digits[p[i] >> 4];
		hex[2 * i + 1] = (unsigned char)digits[p[i] & 15];
	}
	o->hex = true;
	o->u.text = es_view(hex, 2 * n);
}

static void	open_value(const struct opening *w, const struct pdf_obj *in,
		    struct pdf_obj *out);

/* A signature's Contents: its bytes are a hole in what is signed (7.6.2). */
static bool
is_hole(const struct pdf_obj *dict, struct es_view key)
{
	return es_view_eq(key, ES_LIT("Contents")) &&
	    pdf_obj_key(dict, "ByteRange") != NULL;
}

static void
open_pairs(const struct opening *w, const struct pdf_obj *in,
    struct pdf_obj *out)
{
	size_t		 i, n = in->u.dict.n;
	struct pdf_pair	*p = es_arena_array(w->f->arena, n, sizeof(*p));

	if (p == NULL) {
		no_room(w);
		return;
	}
	for (i = 0; i < n; i++) {
		p[i] = in->u.dict.at[i];
		if (!is_hole(in, p[i].key))
			open_value(w, &in->u.dict.at[i].val, &p[i].val);
	}
	out->u.dict.at = p;
}

static void
open_items(const struct opening *w, const struct pdf_obj *in,
    struct pdf_obj *out)
{
	size_t		 i, n = in->u.items.n;
	struct pdf_obj	*p = es_arena_array(w->f->arena, n, sizeof(*p));

	if (p == NULL) {
		no_room(w);
		return;
	}
	for (i = 0; i < n; i++)
		open_value(w, &in->u.items.at[i], &p[i]);
	out->u.items.at = p;
}

/* *out is a copy of *in, opened; as deep as the tokenizer lets it be. */
static void
open_value(const struct opening *w, const struct pdf_obj *in,
    struct pdf_obj *out)
{
	*out = *in;
	switch (in->type) {
	case PDF_STRING:
		open_string(w, out);
		break;
	case PDF_ARRAY:
		if (in->u.items.n > 0)
			open_items(w, in, out);
		break;
	case PDF_DICT:
	case PDF_STREAM:
		if (in->u.dict.n > 0)
			open_pairs(w, in, out);
		break;
	default:
		break;
	}
}

/*
 * A crypt filter of its own (7.4.10), which must be the first; some readers
 * heed one at any place.
 */
static bool
has_crypt(struct pdf_file *f, const struct pdf_obj *filter)
{
	size_t	 i;

	for (i = 0; pdf_obj_is(filter, PDF_ARRAY) && i < filter->u.items.n;
	    i++)
		if (pdf_obj_is_name(pdf_file_item(f, f->nrevs - 1, filter, i),
		    "Crypt"))
			return true;
	return pdf_obj_is_name(filter, "Crypt");
}

/* Streams that are plain, or not enciphered as the others (7.6.6). */
static bool
is_plain(const struct opening *w, const struct pdf_obj *o)
{
	return w->s->streams == PDF_CIPHER_NONE ||
	    has_crypt(w->f, value(w->f, o, "Filter")) ||
	    (!w->s->metadata && pdf_obj_is_name(value(w->f, o, "Type"),
	    "Metadata"));
}

static void
open_stream(const struct opening *w, struct pdf_obj *o)
{
	struct es_view	 in = *o->u.dict.data, *data;
	unsigned char	*p;
	size_t		 n;

	if (in.n == 0 || is_plain(w, o))
		return;
	data = es_arena_get(w->f->arena, sizeof(*data));
	p = es_arena_get(w->f->arena, in.n);
	if (data == NULL || p == NULL) {
		no_room(w);
		return;
	}
	if (!pdf_security_open(w->s, w->s->streams, w->e->num, w->e->gen, in,
	    p, &n)) {
		o->opaque = true;
		return;
	}
	*data = es_view(p, n);
	o->u.dict.data = data;
}

void
pdf_security_object(struct pdf_file *f, const struct pdf_entry *e,
    struct pdf_slot *slot)
{
	struct opening	 w = { f, e, f->security };
	struct pdf_obj	*o;

	slot->plain = true;
	if (e->where != PDF_WHERE_FILE || slot->obj == NULL ||
	    (slot->obj->type == PDF_STREAM &&
	    pdf_obj_is_name(pdf_obj_key(slot->obj, "Type"), "XRef")))
		return;
	if ((o = es_arena_get(f->arena, sizeof(*o))) == NULL) {
		no_room(&w);
		return;
	}
	open_value(&w, slot->obj, o);
	if (o->type == PDF_STREAM)
		open_stream(&w, o);
	slot->obj = o;
}

bool
pdf_security_blank(struct pdf_file *f, const struct pdf_entry *e,
    struct es_view contents, size_t from)
{
	const struct pdf_security	*s = f->security;
	unsigned char			*room;

	if (s == NULL || e == NULL || e->where != PDF_WHERE_FILE)
		return false;
	if ((room = es_arena_get(f->arena, contents.n)) == NULL) {
		(void)file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
		return false;
	}
	return pdf_security_zeros(s, s->strings, e->num, e->gen, contents,
	    from, room);
}
