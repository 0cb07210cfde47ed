/*
 * pdf/fields.h - the tree of form fields (ISO 32000-2 clause 12.7.4).
 *
 * For sigs.c and the comparison; others see signatures only.
 */
#ifndef ES_PDF_FIELDS_H
#define ES_PDF_FIELDS_H

#include "pdf/read.h"

struct pdf_field {
	uint32_t		 num;		/* of the field */
	const struct pdf_obj	*obj;
	struct es_view		 ft;		/* inherited; "Sig", "Tx" ... */
	struct es_view		 name;		/* full, UTF-8 */
	const struct pdf_obj	*value;		/* V, followed; or NULL */
	uint32_t		 value_num;	/* 0: direct */
	uint32_t		 widget_num;	/* the only widget; or 0 */
	const struct pdf_obj	*widget;
	size_t			 widgets;
	size_t			 times;		/* seen in the tree */
	bool			 leaf;		/* no fields below */
};

struct pdf_fields {
	struct pdf_field	*at;		/* malloc */
	size_t			 n, cap;
	const struct pdf_field	**by_num;	/* malloc; sorted */
};

/*
 * All fields of a revision, parents before children.  A file without a form
 * has none.  Failure: pdf_file_ok.  Clear *out also after a failure.
 */
ES_CHECK int	pdf_fields(struct pdf_fields *out, struct pdf_file *f,
		    size_t rev);
void		pdf_fields_clear(struct pdf_fields *fs);
const struct pdf_field *pdf_fields_by_num(const struct pdf_fields *fs,
		    uint32_t num);
/* Rect as 1/1000 point, lower left first; false: no rectangle. */
bool		pdf_rect(struct pdf_file *f, size_t rev,
		    const struct pdf_obj *annot, int64_t out[4]);
/* The page an annotation is on; SIZE_MAX: on none. */
size_t		pdf_annot_page(struct pdf_file *f, size_t rev,
		    const struct pdf_obj *annot, uint32_t num);

#endif
