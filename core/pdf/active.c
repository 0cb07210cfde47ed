/* pdf/active.c - see active.h.  ISO 32000-2 table 201, ISO 19005-3 6.5. */
#include "pdf/active.h"

#include "base/limits.h"
#include "pdf/obj.h"

/* Actions that do more than show another place; names of S. */
static const char *const	actions[] = { "JavaScript", "Launch", "Sound",
    "Movie", "ResetForm", "ImportData", "SubmitForm", "Hide", "SetOCGState",
    "Rendition", "Trans", "GoTo3DView", "RichMediaExecute" };

static const char *
of_value(const struct pdf_obj *o, size_t depth)
{
	const char	*found = NULL;
	size_t		 i, k;

	if (o == NULL || depth > ES_LIMIT_PDF_DEPTH)
		return NULL;
	if (o->type == PDF_ARRAY)
		for (i = 0; i < o->u.items.n && found == NULL; i++)
			found = of_value(&o->u.items.at[i], depth + 1);
	if (o->type != PDF_DICT && o->type != PDF_STREAM)
		return found;
	for (i = 0; i < o->u.dict.n && found == NULL; i++) {
		const struct pdf_pair	*p = &o->u.dict.at[i];

		if (es_view_eq_str(p->key, "JS") ||
		    es_view_eq_str(p->key, "JavaScript"))
			return "JavaScript";
		if (es_view_eq_str(p->key, "XFA"))
			return "XFA";
		for (k = 0; es_view_eq_str(p->key, "S") &&
		    k < ES_COUNT(actions); k++)
			if (pdf_obj_is_name(&p->val, actions[k]))
				return actions[k];
		found = of_value(&p->val, depth + 1);
	}
	return found;
}

const char *
pdf_active(struct pdf_file *f)
{
	const char	*found = NULL;
	size_t		 k;

	for (k = 0; k < pdf_file_entries(f) && found == NULL; k++) {
		const struct pdf_entry	*e = pdf_file_entry(f, k);

		if (e->where == PDF_WHERE_FILE ||
		    e->where == PDF_WHERE_OBJSTM)
			found = of_value(pdf_entry_obj(f, e), 0);
	}
	return found;
}
