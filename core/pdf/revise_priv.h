/* pdf/revise_priv.h - inside of struct pdf_revise. */
#ifndef ES_PDF_REVISE_PRIV_H
#define ES_PDF_REVISE_PRIV_H

#include "pdf/revise.h"

enum { PDF_REVISE_KEYS = 8 };	/* of the catalog, at most */

struct pdf_revised {
	uint32_t	 num;
	uint16_t	 gen;
	size_t		 at;		/* offset in the whole file */
};

struct pdf_revised_annot {
	size_t		 page;
	uint32_t	 num;
};

struct pdf_revise {
	struct pdf_file			*f;
	size_t				 rev, base;
	struct es_buf			*tail;
	uint32_t			 next;		/* free number */
	struct pdf_revised		*done;		/* malloc */
	size_t				 n, cap;
	struct pdf_revised_annot	*annots;	/* malloc */
	size_t				 nannots, capannots;
	uint32_t			*fields;	/* malloc */
	size_t				 nfields, capfields;
	bool				 signs;
	const char			*form_drop;
	struct {
		const char	*key;
		size_t		 at, n;		/* in "keys" */
	}				 set[PDF_REVISE_KEYS];
	size_t				 nset;
	struct es_buf			 keys;
	enum es_code			 failed;	/* sticky */
};

/* revise_end.c: cross-reference section and trailer are in revise_xref.c. */
void	pdf_revise_section(struct pdf_revise *r, const unsigned char id[16]);

#endif
