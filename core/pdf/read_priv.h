/*
 * pdf/read_priv.h - inside of struct pdf_file, for the files of the reader.
 */
#ifndef ES_PDF_READ_PRIV_H
#define ES_PDF_READ_PRIV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "pdf/lex.h"
#include "pdf/read.h"

/* A cross-reference section, in the order of the Prev chain. */
struct pdf_section {
	size_t			 at;		/* of "xref" or "n g obj" */
	size_t			 end;		/* behind its %%EOF line */
	size_t			 eof;		/* behind its %%EOF */
	size_t			 startxref;	/* what follows it says */
	uint32_t		 num;		/* of the stream; 0: a table */
	const struct pdf_obj	*trailer;
	uint64_t		 prev;
	bool			 has_prev;
	size_t			 first, n;	/* its entries */
	size_t			 rev;
	size_t			 hybrid;	/* its XRefStm; 0: none */
};

/* What was read of an entry; parallel to the entries. */
struct pdf_slot {
	enum { PDF_SLOT_NEW, PDF_SLOT_BUSY, PDF_SLOT_DONE } state;
	size_t			 end;		/* behind "endobj" */
	const struct pdf_obj	*obj;
	bool			 plain;		/* opened, if it had to be */
	struct pdf_objstm	*stm;		/* opened, when it is one */
};

/* An object stream that was opened. */
struct pdf_objstm {
	struct pdf_objstm	*next;
	const struct pdf_entry	*entry;
	struct es_buf		 buf;
	size_t			 n, first;
	struct pdf_packed {
		uint32_t	 num;
		size_t		 at, end;	/* in buf */
	}			*at;		/* arena */
};

struct pdf_pages {
	struct pdf_pages	*next;
	size_t			 rev, n;
	uint32_t		*num;		/* malloc */
	struct pdf_page_no {
		uint32_t	 num, page;
	}			*by_num;	/* arena; sorted */
};

struct pdf_file {
	struct es_view		 b;
	struct es_arena		*arena;
	struct pdf_stack	 stack;
	int			 version;

	struct pdf_section	*sects;		/* malloc; newest first */
	size_t			 nsects;
	struct pdf_rev		*revs;		/* arena; oldest first */
	size_t			 nrevs;

	struct pdf_entry	*ents;		/* by num, newest first */
	struct pdf_slot		*slots;
	size_t			 nents, capents;
	uint32_t		*direct;	/* number -> entry + 1 */
	size_t			 ndirect;	/* 0: search instead */
	size_t			 stray[2];	/* last bytes of no owner */
	size_t			 stray_rev;	/* their revision */
	size_t			 beyond;	/* a section that lists numbers
						 * from its Size on; or 0 */

	/* Encrypted: closed, or to be read with this. */
	bool			 encrypted, closed;
	const struct pdf_security *security;
	bool			 hiding;	/* entries now read are */
	uint32_t		 top;		/* highest reference read */
	size_t			 inflated;
	struct pdf_objstm	*objstms;
	struct pdf_pages	*pages;

	enum pdf_why		 why;
	struct es_err		 err;
};

#define file_refuse(f, reason, ...) \
	pdf_refuse(&(f)->why, &(f)->err, (reason), __VA_ARGS__)

struct pdf_lex	pdf_file_lex(struct pdf_file *f, struct es_view b, size_t at);
/*
 * "num gen obj value endobj" at exactly "at".  Success: *out is in the arena
 * and *end behind "endobj".  "rev" resolves an indirect Length; SIZE_MAX:
 * Length must be direct.
 */
ES_CHECK int	pdf_indirect(struct pdf_file *f, size_t at, size_t rev,
		    uint32_t *num, uint16_t *gen, const struct pdf_obj **out,
		    size_t *end);
/*
 * Decode a stream: FlateDecode or nothing, predictors 1, 2 and 10 to 15.
 * "out" is initialised here; the caller clears it, also after a failure.
 */
ES_CHECK int	pdf_decode(struct pdf_file *f, const struct pdf_obj *stream,
		    struct es_buf *out);
/* "startxref n %%EOF" at "at" (behind white space). */
ES_CHECK int	pdf_tail(struct pdf_file *f, size_t at, size_t *where,
		    size_t *eof, size_t *end);
/* Every section along Prev and its entries, unsorted. */
ES_CHECK int	pdf_xref(struct pdf_file *f, size_t at);
ES_CHECK int	pdf_entry_add(struct pdf_file *f, const struct pdf_entry *e);
/* Revisions out of sections; sorted entries; who owns which byte. */
ES_CHECK int	pdf_frame(struct pdf_file *f);
/* A section that lists numbers beyond its Size: refuse. */
ES_CHECK int	pdf_beyond(struct pdf_file *f);
/* Stray bytes (frame.c) that revision "rev" does not hold: refuse. */
ES_CHECK int	pdf_stray(struct pdf_file *f, size_t rev);
/*
 * In a hybrid file: no number that only the stream of a section lists may
 * matter to a reader of tables.  What they may hold is the structure tree.
 */
ES_CHECK int	pdf_hybrid_check(struct pdf_file *f, size_t rev);
bool		pdf_is_hybrid(const struct pdf_file *f);
/* The object of an entry inside an object stream. */
ES_CHECK int	pdf_packed(struct pdf_file *f, const struct pdf_entry *e,
		    struct pdf_slot *slot);
/* The same rules, and nothing kept: for a file that is only passed on. */
ES_CHECK int	pdf_packed_check(struct pdf_file *f,
		    const struct pdf_entry *e);
/*
 * An encrypted file, framed: f->security when it opens without a password,
 * else it stays closed.  Refuses only what the reader would.
 */
ES_CHECK int	pdf_security(struct pdf_file *f);
/* Strings and streams of an object that was read, once, before it is used. */
void		pdf_security_object(struct pdf_file *f,
		    const struct pdf_entry *e, struct pdf_slot *slot);
/*
 * A signature's Contents behind byte "from" are zeros that the file's cipher
 * made others of: some enciphered the placeholder before they filled it.
 */
bool		pdf_security_blank(struct pdf_file *f,
		    const struct pdf_entry *e, struct es_view contents,
		    size_t from);
/* Everything else in object streams: Extends, doubles. */
ES_CHECK int	pdf_objstm_check(struct pdf_file *f,
		    const struct pdf_entry *e);

#endif
