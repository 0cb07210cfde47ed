/* pdf/update_priv.h - between the parts of an update. */
#ifndef ES_PDF_UPDATE_PRIV_H
#define ES_PDF_UPDATE_PRIV_H

#include "pdf/claims.h"
#include "pdf/fields.h"
#include "pdf/revise.h"
#include "pdf/sigdict.h"
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
	bool				 seals;		/* or only prepares */
	bool				 is_signed;	/* before us */
	struct pdf_claims		 claims;
	struct pdf_fields		 fields;
	struct pdf_sig_lock		 lock;
	struct es_view			*lock_names;	/* malloc, or NULL */
	char				 root[32];	/* "1 0 R" */
	uint32_t			 field;		/* to fill; or 0 */
	size_t				 page;
	int64_t				 rect[4];	/* 1/1000 unit */
	int				 turn;		/* of the page */
	bool				 look;		/* it is seen */
	uint32_t			 o_sig, o_widget, o_look;
	uint32_t			 o_icc;		/* 0: not yet */
	size_t				 range;		/* of its digits */
};

/* update.c */
int		pdf_upd_unfit(struct pdf_upd *u, enum pdf_unfit why,
		    const char *what);
/* Page k's box and the rectangle of w by h points around (x, y);
 * ES_E_INPUT outside the page. */
ES_CHECK int	pdf_upd_rect(struct pdf_upd *u, const struct pdf_spot *at,
		    int64_t w, int64_t h, const char *what,
		    struct pdf_pagebox *p, int64_t rect[4]);

/* update_obj.c: the signature, its field and its appearance */
ES_CHECK int	pdf_upd_seal(struct pdf_upd *u);
void		pdf_upd_add_rect(struct es_buf *b, const int64_t r[4]);
/* "/Matrix[...]" that stands upright on a turned page. */
void		pdf_upd_add_matrix(struct es_buf *b, int turn);
/* "/P 3 0 R" */
void		pdf_upd_add_page(struct pdf_upd *u, struct es_buf *b,
		    size_t page);
/* A form with a picture's drawing; "head" is what stands before Resources. */
ES_CHECK int	pdf_upd_drawing(struct pdf_upd *u, uint32_t num,
		    const char *head, const struct seal_picture *pic,
		    struct es_view look);

/* update_lock.c: what the seal locks */
ES_CHECK int	pdf_upd_lock(struct pdf_upd *u);
/* update_blank.c: fields for others */
ES_CHECK int	pdf_upd_blanks(struct pdf_upd *u);
/* straddle.c */
ES_CHECK int	pdf_upd_straddle(struct pdf_upd *u,
		    const struct pdf_straddle *s);

#endif
