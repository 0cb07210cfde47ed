/*
 * pdf/update_lock.c - what a seal locks (ISO 32000-1, 12.7.4.5, 12.8.2.4).
 *
 * What was asked for, and what the Lock of the field that is filled says:
 * the signature repeats it as FieldMDP, which is the part that readers obey.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/text.h"
#include "pdf/read_priv.h"
#include "pdf/update_priv.h"

/* A field of this name, or fields below it; also one that is made now. */
static bool
known(const struct pdf_upd *u, struct es_view name)
{
	struct es_view	 v;
	size_t		 i;

	for (i = 0; i < u->fields.n; i++) {
		v = u->fields.at[i].name;
		if (es_view_starts(v, name) && (v.n == name.n ||
		    v.p[name.n] == '.'))
			return true;
	}
	for (i = 0; i < u->o->nblanks; i++)
		if (es_view_eq(u->o->blanks[i].name, name))
			return true;
	return es_view_eq(u->o->sig.field, name);
}

static int
asked(struct pdf_upd *u)
{
	const struct pdf_update	*o = u->o;
	size_t			 i;

	u->lock.action = o->lock;
	u->lock.names = o->locked;
	u->lock.n = o->nlocked;
	if (o->lock != PDF_LOCK_INCLUDE && o->lock != PDF_LOCK_EXCLUDE)
		return 0;
	if (o->nlocked == 0)
		return es_fail(u->err, ES_E_INPUT, "PDF: a lock without "
		    "names");
	for (i = 0; i < o->nlocked; i++)
		if (!known(u, o->locked[i]))
			return es_fail(u->err, ES_E_NOTFOUND, "PDF: there is "
			    "no field \"%.*s\" to lock", (int)o->locked[i].n,
			    (const char *)o->locked[i].p);
	return 0;
}

/* The Lock that the field brings. */
static int
brought(struct pdf_upd *u, const struct pdf_obj *lock)
{
	const struct pdf_obj	*a = pdf_file_key(u->f, u->rev, lock,
				    "Action");
	const struct pdf_obj	*l = pdf_file_key(u->f, u->rev, lock,
				    "Fields");
	size_t			 i, n = pdf_obj_count(l);

	u->lock.action = pdf_obj_is_name(a, "All") ? PDF_LOCK_ALL :
	    pdf_obj_is_name(a, "Include") ? PDF_LOCK_INCLUDE :
	    pdf_obj_is_name(a, "Exclude") ? PDF_LOCK_EXCLUDE : PDF_LOCK_NONE;
	if (u->lock.action == PDF_LOCK_NONE || (u->lock.action !=
	    PDF_LOCK_ALL && !pdf_obj_is(l, PDF_ARRAY)))
		return pdf_upd_unfit(u, PDF_UNFIT_FORM, "the field's Lock is "
		    "malformed");
	if (u->lock.action == PDF_LOCK_ALL)
		return 0;
	if ((u->lock_names = calloc(n + 1, sizeof(*u->lock_names))) == NULL)
		return es_fail(u->err, ES_E_NOMEM, "PDF: out of memory");
	for (i = 0; i < n; i++)
		u->lock_names[i] = pdf_string_text(u->f->arena,
		    pdf_file_item(u->f, u->rev, l, i));
	u->lock.names = u->lock_names;
	u->lock.n = n;
	return pdf_file_ok(u->f, u->err);
}

int
pdf_upd_lock(struct pdf_upd *u)
{
	const struct pdf_obj	*root = pdf_obj_key(pdf_file_rev(u->f,
				    u->rev)->trailer, "Root");
	const struct pdf_obj	*lock;

	(void)snprintf(u->root, sizeof(u->root), "%u %u R",
	    (unsigned)root->i, (unsigned)root->gen);
	u->lock.catalog = es_view_str(u->root);
	lock = u->field == 0 ? NULL : pdf_file_key(u->f, u->rev,
	    pdf_file_num(u->f, u->rev, u->field), "Lock");
	if (lock == NULL)
		return asked(u);
	if (u->o->lock != PDF_LOCK_NONE)
		return pdf_upd_unfit(u, PDF_UNFIT_LOCKED, "the prepared field "
		    "says itself what its seal locks");
	return brought(u, lock);
}
