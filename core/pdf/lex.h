/*
 * pdf/lex.h - tokens and values of PDF syntax (ISO 32000-2 clause 7.2, 7.3).
 *
 * For the reader only; others use pdf/read.h.
 */
#ifndef ES_PDF_LEX_H
#define ES_PDF_LEX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "pdf/obj.h"
#include "pdf/read.h"

/* Values of containers that are not closed yet; reused between objects. */
struct pdf_stack {
	struct pdf_obj	*at;		/* malloc */
	size_t		 n, cap;
};

struct pdf_lex {
	struct es_view		 b;
	size_t			 at;
	size_t			 tokens;	/* so far, of this object */
	struct es_arena		*arena;		/* arrays, pairs, names */
	struct pdf_stack	*stack;
	enum pdf_why		*why;
	struct es_err		*err;
	uint32_t		*top;		/* highest number referred to */
	bool			 dry;		/* only whether it is well made:
						 * containers stay empty */
};

/* Record the reason (the first one stays); returns -1. */
#define pdf_refuse(why, err, reason, ...) \
	(pdf_why_set((why), (reason)), \
	es_fail((err), pdf_why_code(reason), __VA_ARGS__))
void		pdf_why_set(enum pdf_why *why, enum pdf_why reason);
enum es_code	pdf_why_code(enum pdf_why why);

bool		pdf_is_space(unsigned char c);
/* White space or one of ()<>[]{}/% */
bool		pdf_is_break(unsigned char c);
/* A hexadecimal digit's value (below 16), white space, or anything else. */
#define PDF_HEX_BLANK	0x40
#define PDF_HEX_NOT	0x80
extern const unsigned char pdf_hex_value[256];
/* 0 to 15, or -1. */
static inline int
pdf_hex_digit(unsigned char c)
{
	return pdf_hex_value[c] < 16 ? pdf_hex_value[c] : -1;
}

/* Past white space only; past white space and comments. */
size_t		pdf_skip_space(struct es_view b, size_t at);
/*
 * As pdf_skip_space, and comments.  SIZE_MAX when a comment hides the start
 * of an object (the word obj), which a repairing reader would find.
 */
size_t		pdf_skip_blank(struct es_view b, size_t at);
/* The word stands at "at" and ends there. */
bool		pdf_at_word(struct es_view b, size_t at, const char *word);
/*
 * Plain digits (1 to 18) at *at; moves past them.  false: none, or too many.
 */
bool		pdf_digits(struct es_view b, size_t *at, uint64_t *out);

/*
 * One value at l->at, which moves past it.  0, or -1 with *l->why.  With
 * l->dry every rule is the same, and *out is of no further use.
 */
ES_CHECK int	pdf_lex_value(struct pdf_lex *l, struct pdf_obj *out);

#endif
