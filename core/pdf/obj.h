/*
 * pdf/obj.h - the values of a PDF file, as its bytes say them.
 *
 * Values are built by the reader, live as long as their struct pdf_file and
 * are never changed.  Every value remembers the bytes it was written with
 * ("raw"), so that two revisions can be compared byte by byte and an
 * incremental update can copy a token unread.  NULL is a fine argument of
 * every accessor and means "absent".
 */
#ifndef ES_PDF_OBJ_H
#define ES_PDF_OBJ_H

#include "base/view.h"

enum pdf_type {
	PDF_NULL = 0,
	PDF_BOOL,
	PDF_INT,		/* fits int64_t */
	PDF_REAL,
	PDF_NAME,		/* "text" is the name, #xx undone, no slash */
	PDF_STRING,		/* "text" is the body, still encoded */
	PDF_ARRAY,
	PDF_DICT,
	PDF_STREAM,		/* a dictionary and "data", still encoded */
	PDF_REF			/* "i" is the object number, "gen" */
};

struct pdf_pair;

struct pdf_obj {
	enum pdf_type		 type;
	uint16_t		 gen;	/* PDF_REF */
	bool			 hex;	/* PDF_STRING was written <...> */
	bool			 opaque; /* still enciphered: pdf/security.c */
	int64_t			 i;	/* PDF_BOOL, PDF_INT, PDF_REF */
	struct es_view		 raw;	/* the token; a stream: its dict */
	union {
		struct es_view		 text;	/* PDF_NAME, PDF_STRING */
		struct {
			size_t			 n;
			const struct pdf_obj	*at;
		}			 items;	/* PDF_ARRAY */
		struct {
			size_t			 n;
			const struct pdf_pair	*at;
			const struct es_view	*data;	/* PDF_STREAM */
		}			 dict;	/* PDF_DICT, PDF_STREAM */
	} u;
};

struct pdf_pair {
	struct es_view		 key;	/* #xx undone, no slash */
	struct pdf_obj		 val;
};

/* The value under a key as written (maybe a reference); NULL: absent. */
const struct pdf_obj	*pdf_obj_key(const struct pdf_obj *o, const char *key);
const struct pdf_obj	*pdf_obj_keyv(const struct pdf_obj *o,
			    struct es_view key);
/* Element k of an array as written; NULL beyond its end. */
const struct pdf_obj	*pdf_obj_item(const struct pdf_obj *o, size_t k);
/* Elements of an array, keys of a dictionary or stream; else 0. */
size_t			 pdf_obj_count(const struct pdf_obj *o);
bool			 pdf_obj_is(const struct pdf_obj *o,
			    enum pdf_type type);
/* A dictionary or a stream. */
bool			 pdf_obj_is_dict(const struct pdf_obj *o);
/* The very name "s". */
bool			 pdf_obj_is_name(const struct pdf_obj *o,
			    const char *s);
/* An integer in [min, max]; "other" when it is anything else. */
int64_t			 pdf_obj_int(const struct pdf_obj *o, int64_t min,
			    int64_t max, int64_t other);
/* An integer or a real, rounded to 1/1000 unit; false: no number. */
bool			 pdf_obj_milli(const struct pdf_obj *o, int64_t *out);
/*
 * The same value, however it is written: writers that rewrite an object
 * write .5 as 0.50, (a) as <61>, keys in another order.  References must
 * have the same target; an integer is no real but in an array (rectangles).
 * What is opaque is like nothing that is not.
 */
bool			 pdf_obj_same(const struct pdf_obj *a,
			    const struct pdf_obj *b);

#endif
