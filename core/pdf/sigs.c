/* pdf/sigs.c - see sigs.h: finding signatures. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/fields.h"
#include "pdf/read_priv.h"
#include "pdf/sigs_priv.h"
#include "pdf/text.h"

static struct pdf_sig *
find(struct pdf_sigs *s, const struct pdf_obj *dict)
{
	size_t	 i;

	for (i = 0; i < s->n; i++)
		if (s->at[i].dict == dict)
			return &s->at[i];
	return NULL;
}

static struct pdf_sig *
add(struct pdf_file *f, struct pdf_sigs *s, const struct pdf_obj *dict)
{
	struct pdf_sig	*p;
	size_t		 cap;

	if (s->n == ES_LIMIT_PDF_SIGS) {
		(void)file_refuse(f, PDF_WHY_LIMIT, "pdf: more than %zu "
		    "signatures", ES_LIMIT_PDF_SIGS);
		return NULL;
	}
	if (s->n == s->cap) {
		cap = s->cap == 0 ? 4 : s->cap * 2;
		if ((p = realloc(s->at, cap * sizeof(*p))) == NULL) {
			(void)file_refuse(f, PDF_WHY_MEMORY,
			    "pdf: out of memory");
			return NULL;
		}
		s->at = p;
		s->cap = cap;
	}
	p = &s->at[s->n++];
	memset(p, 0, sizeof(*p));
	p->dict = dict;
	p->page = SIZE_MAX;
	return p;
}

/* The entry that holds a field's signature dictionary. */
static const struct pdf_entry *
home(struct pdf_file *f, size_t rev, const struct pdf_field *fd)
{
	return pdf_file_find(f, rev,
	    fd->value_num != 0 ? fd->value_num : fd->num);
}

/* Seen, unless its rectangle is one, and surely has no area. */
static bool
is_seen(struct pdf_file *f, size_t rev, const struct pdf_obj *widget,
    int64_t rect[4])
{
	bool	 whole = pdf_rect(f, rev, widget, rect);

	return pdf_obj_key(widget, "Rect") != NULL && (!whole ||
	    (rect[0] < rect[2] && rect[1] < rect[3]));
}

static int
found_in_field(struct pdf_file *f, struct pdf_sigs *s, size_t rev,
    const struct pdf_field *fd)
{
	const struct pdf_entry	*e = home(f, rev, fd);
	struct pdf_sig		*p = find(s, fd->value);

	if (p != NULL) {
		if (p->field != fd->num)
			p->place = PDF_PLACE_SHARED;
	} else {
		if ((p = add(f, s, fd->value)) == NULL)
			return -1;
		p->place = PDF_PLACE_FIELD;
		p->num = fd->value_num;
		p->field = fd->num;
		p->made = e == NULL ? 0 : e->rev;
		p->name = fd->name;
		p->visible = is_seen(f, rev, fd->widget, p->rect);
		if (fd->widget != NULL)
			p->page = pdf_annot_page(f, rev, fd->widget,
			    fd->widget_num);
		if (e != NULL && e->where == PDF_WHERE_OBJSTM)
			p->place = PDF_PLACE_PACKED;
	}
	if (fd->times > 1 || fd->widgets > 1)
		p->place = PDF_PLACE_SHARED;
	return 0;
}

/* What the last revision says about a signature of an earlier one. */
static void
settle(struct pdf_sigs *s, const struct pdf_fields *last)
{
	const struct pdf_field	*fd;
	struct pdf_sig		*p;
	size_t			 i;

	for (i = 0; i < s->n; i++) {
		p = &s->at[i];
		if (p->place != PDF_PLACE_FIELD)
			continue;
		fd = pdf_fields_by_num(last, p->field);
		if (fd == NULL || fd->value == NULL || !es_view_eq_str(fd->ft,
		    "Sig"))
			p->place = PDF_PLACE_GONE;
		else if (fd->value != p->dict)
			p->place = PDF_PLACE_REPLACED;
		else if (!es_view_eq(fd->name, p->name))
			p->place = PDF_PLACE_REPLACED;
	}
}

static int
in_fields(struct pdf_file *f, struct pdf_sigs *s)
{
	struct pdf_fields	 fs;
	size_t			 i, rev;
	int			 rc = 0;

	for (rev = 0; rev < f->nrevs && rc == 0; rev++) {
		rc = pdf_fields(&fs, f, rev);
		for (i = 0; i < fs.n && rc == 0; i++)
			if (es_view_eq_str(fs.at[i].ft, "Sig") &&
			    pdf_obj_is_dict(fs.at[i].value))
				rc = found_in_field(f, s, rev, &fs.at[i]);
		if (rc == 0 && rev + 1 == f->nrevs)
			settle(s, &fs);
		pdf_fields_clear(&fs);
	}
	return rc;
}

/* A dictionary with a ByteRange that no field led to, at any depth. */
static int
loose(struct pdf_file *f, struct pdf_sigs *s, const struct pdf_entry *e,
    const struct pdf_obj *o)
{
	struct pdf_sig	*p;
	size_t		 i;

	if (o->type == PDF_ARRAY) {
		for (i = 0; i < o->u.items.n; i++)
			if (o->u.items.at[i].type >= PDF_ARRAY &&
			    loose(f, s, e, &o->u.items.at[i]) < 0)
				return -1;
		return 0;
	}
	if (o->type != PDF_DICT && o->type != PDF_STREAM)
		return 0;
	for (i = 0; i < o->u.dict.n; i++)
		if (o->u.dict.at[i].val.type >= PDF_ARRAY &&
		    loose(f, s, e, &o->u.dict.at[i].val) < 0)
			return -1;
	if (pdf_obj_key(o, "ByteRange") == NULL || find(s, o) != NULL)
		return 0;
	if ((p = add(f, s, o)) == NULL)
		return -1;
	p->place = PDF_PLACE_LOOSE;
	p->num = e->num;
	p->made = e->rev;
	return 0;
}

static int
in_objects(struct pdf_file *f, struct pdf_sigs *s)
{
	const struct pdf_obj	*o;
	size_t			 i;

	for (i = 0; i < f->nents; i++) {
		if (f->ents[i].where != PDF_WHERE_FILE)
			continue;
		o = pdf_entry_obj(f, &f->ents[i]);
		if (o == NULL || loose(f, s, &f->ents[i], o) < 0)
			return -1;
	}
	return 0;
}

static int
by_end(const void *a, const void *b)
{
	const struct pdf_sig	*x = a, *y = b;

	if (x->made != y->made)
		return x->made < y->made ? -1 : 1;
	if (x->num != y->num)
		return x->num < y->num ? -1 : 1;
	return x->field < y->field ? -1 : x->field > y->field;
}

int
pdf_sigs(struct pdf_sigs **out, struct pdf_file *f, struct es_err *err)
{
	struct pdf_sigs	*s;
	size_t		 i;
	int		 rc;

	*out = NULL;
	if (f->nrevs > 1 && pdf_file_check_all(f, err) < 0)
		return -1;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return es_fail(err, ES_E_NOMEM, "pdf: out of memory");
	rc = in_fields(f, s);
	if (rc == 0)
		rc = in_objects(f, s);
	if (rc == 0 && s->n > 1)
		qsort(s->at, s->n, sizeof(*s->at), by_end);
	for (i = 0; i < s->n && rc == 0; i++) {
		pdf_sig_judge(f, s, &s->at[i]);
		/* What came behind a signature has to be understood. */
		if (s->at[i].cover == PDF_COVER_REVISION)
			rc = pdf_stray(f, s->at[i].rev);
		if (rc == 0 && (i == 0 || s->at[i].rev != s->at[i - 1].rev))
			rc = pdf_hybrid_check(f, s->at[i].rev);
	}
	if (rc == 0 && s->n > 0)
		rc = pdf_hybrid_check(f, f->nrevs - 1);
	if (rc < 0 || f->why != PDF_WHY_NONE) {
		pdf_sigs_free(s);
		rc = pdf_file_ok(f, err);
		return rc < 0 ? rc : es_fail(err, ES_E_BUG, "pdf: sigs");
	}
	*out = s;
	return 0;
}

void
pdf_sigs_free(struct pdf_sigs *s)
{
	if (s == NULL)
		return;
	free(s->at);
	free(s);
}

size_t
pdf_sigs_count(const struct pdf_sigs *s)
{
	return s->n;
}

const struct pdf_sig *
pdf_sigs_at(const struct pdf_sigs *s, size_t k)
{
	return k < s->n ? &s->at[k] : NULL;
}

bool
pdf_sig_sound(const struct pdf_sig *s)
{
	return s->place == PDF_PLACE_FIELD && s->kind != PDF_SIG_UNKNOWN &&
	    (s->subfilter == PDF_SUBFILTER_CADES ||
	    s->subfilter == PDF_SUBFILTER_PKCS7 ||
	    s->subfilter == PDF_SUBFILTER_RFC3161 ||
	    s->subfilter == PDF_SUBFILTER_SHA1 ||
	    s->subfilter == PDF_SUBFILTER_X509) &&
	    s->keys == PDF_KEYS_GOOD && s->range == PDF_RANGE_GOOD &&
	    s->gap == PDF_GAP_EXACT && s->contents == PDF_CONTENTS_GOOD &&
	    (s->cover == PDF_COVER_FILE || s->cover == PDF_COVER_REVISION) &&
	    s->mdp >= PDF_MDP_NONE && s->mdp <= PDF_MDP_P3;
}

/* "list" names "name" or one of its parents. */
static bool
listed(const struct pdf_sig *s, struct es_view name)
{
	struct es_view	 v;
	size_t		 i;

	for (i = 0; i < s->nlocked; i++) {
		v = s->locked[i];
		if (es_view_starts(name, v) &&
		    (name.n == v.n || name.p[v.n] == '.'))
			return true;
	}
	return false;
}

bool
pdf_sig_locks(const struct pdf_sig *s, struct es_view name)
{
	switch (s->lock) {
	case PDF_LOCK_NONE:
		return false;
	case PDF_LOCK_ALL:
		return true;
	case PDF_LOCK_INCLUDE:
		return listed(s, name);
	case PDF_LOCK_EXCLUDE:
		return !listed(s, name);
	}
	return true;
}
