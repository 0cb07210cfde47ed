/*
 * type/form.h - what somebody typed into a type's form, read strictly.
 *
 * Values come by the names of their controls: "recipient", of rows
 * "items.0.price".  What is read is canonical: dates YYYY-MM-DD, money and
 * numbers in one form, choices by key, products and sums computed here and
 * never taken from outside.
 */
#ifndef ES_TYPE_FORM_H
#define ES_TYPE_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tree.h"
#include "type/def.h"

/* Thousandths: a million. */
#define TYPE_NUMBER_MAX	((int64_t)1000000000)
/* Room for the name of a control, "items.12.price". */
#define TYPE_CONTROL	64

/* Why a value is not taken; stable words for messages: type_flaw_name. */
enum type_flaw {
	TYPE_FINE = 0,
	TYPE_MISSING,
	TYPE_TOO_LONG,
	TYPE_NOT_A_LINE,
	TYPE_NOT_TEXT,
	TYPE_NOT_A_DATE,
	TYPE_NOT_MONEY,
	TYPE_NOT_A_NUMBER,
	TYPE_TOO_SMALL,
	TYPE_TOO_LARGE,
	TYPE_NOT_OFFERED,
	TYPE_TOO_FEW,		/* rows */
	TYPE_TOO_MANY,
	TYPE_NOT_WHOLE,
	TYPE_NO_AMOUNT,		/* a product below one fen */
	TYPE_FLAW__MAX
};

struct type_form {
	struct es_tree	*values;	/* field: text, or list of row maps */
	struct es_tree	*flaws;		/* control: the word of its flaw */
	size_t		 nflaws;
};

/* The value of a control as it was sent; empty: it was not. */
typedef struct es_view	type_get(void *arg, const char *control);

/*
 * Read a whole form; trees live in arena a.  Flaws are told in out->flaws
 * and are no error: ES_E_NOMEM only.  Rows in which nothing is written are
 * left out of the values.
 */
ES_CHECK int	type_form_read(struct type_form *out, const struct type_def *d,
		    type_get *get, void *arg, struct es_arena *a,
		    struct es_err *err);
/* Rows with something in them, the last one's index plus one. */
size_t		type_rows_sent(const struct type_field *rows, type_get *get,
		    void *arg);
/*
 * One value by its field's kind, canonical in the arena; for what is empty
 * the flaw says whether it had to be there.
 */
enum type_flaw	type_value_read(const struct type_field *f,
		    struct es_view raw, struct es_arena *a,
		    struct es_view *out);
const char	*type_flaw_name(enum type_flaw f);	/* "missing" ... */
/* Decimal digits, at most three after the point, to thousandths. */
bool		type_number_parse(struct es_view v, int64_t max, int64_t *out);

/*
 * Values of a form that has no flaws, as canonical XML: element "name" with
 * an attribute for each field, then lists.  keys: choices by their keys and
 * texts whole, to be read again (type_form_stored); else as records have
 * them, words in "lang" and texts as lists of paragraphs.  The purpose is
 * left out of records.
 */
enum type_write { TYPE_WRITE_RECORD = 0, TYPE_WRITE_KEYS };
void		type_form_write(const struct type_def *d,
		    const struct es_tree *values, const char *lang,
		    enum type_write how, struct es_buf *out);
/* A type_get over what TYPE_WRITE_KEYS wrote, read by xmlio_tree. */
struct es_view	type_form_stored(void *tree, const char *control);
/* The purpose in words; empty when there is none. */
struct es_view	type_purpose(const struct type_def *d,
		    const struct es_tree *values, const char *lang);

/* The escaping of attributes in canonical XML; line ends become blanks. */
void		type_xml_attr(struct es_buf *out, const char *name,
		    struct es_view v);

#endif
