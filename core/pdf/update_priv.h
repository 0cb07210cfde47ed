/* pdf/update_priv.h - between the parts of an update. */
#ifndef ES_PDF_UPDATE_PRIV_H
#define ES_PDF_UPDATE_PRIV_H

#include "pdf/revise.h"
#include "pdf/update.h"

struct pdf_upd {
	struct pdf_file			*f;
	const struct pdf_update		*o;
	struct pdf_revise		*r;
	struct es_buf			*out;		/* the tail */
	struct pdf_hole			*hole;
	enum pdf_unfit			*why;
	struct es_err			*err;
	size_t				 rev;		/* the last one */
	const struct pdf_obj		*catalog, *form;
	uint32_t			 field;		/* to fill; or 0 */
	size_t				 page;
	int64_t				 rect[4];	/* 1/1000 unit */
	int				 turn;		/* of the page */
	bool				 look;		/* it is seen */
	uint32_t			 o_sig, o_widget, o_look;
	size_t				 range;		/* of its digits */
};

/* update_obj.c: the new and the changed objects */
ES_CHECK int	pdf_upd_objects(struct pdf_upd *u);

#endif
