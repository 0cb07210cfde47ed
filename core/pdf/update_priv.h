/* pdf/update_priv.h - between the parts of an update. */
#ifndef ES_PDF_UPDATE_PRIV_H
#define ES_PDF_UPDATE_PRIV_H

#include "pdf/update.h"

/* Objects that one seal adds or changes, at most. */
enum { PDF_UPD_NEW = 6, PDF_UPD_MAX = 12 };

struct pdf_upd {
	struct pdf_file			*f;
	const struct pdf_update		*o;
	struct es_buf			*out;
	struct pdf_hole			*hole;
	enum pdf_unfit			*why;
	struct es_err			*err;
	size_t				 rev;		/* the last one */
	uint32_t			 next;		/* free number */
	const struct pdf_obj		*catalog, *root, *form;
	uint32_t			 field;		/* to fill; or 0 */
	size_t				 page;
	int64_t				 rect[4];	/* 1/1000 unit */
	int				 turn;		/* of the page */
	bool				 look;		/* it is seen */
	uint32_t			 o_sig, o_widget, o_look;
	size_t				 range;		/* of its digits */
	struct {
		uint32_t	 num;
		uint16_t	 gen;
		size_t		 at;
	} done[PDF_UPD_MAX];
	size_t				 n;
};

/* update_obj.c: the new and the changed objects */
ES_CHECK int	pdf_upd_objects(struct pdf_upd *u);
/* update_xref.c: cross-reference section and trailer */
void		pdf_upd_section(struct pdf_upd *u);

#endif
