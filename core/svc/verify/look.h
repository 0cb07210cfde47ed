/*
 * svc/verify/look.h - what the bytes of a file show, as plain data.
 *
 * All that needs the bytes is computed in one go: for strangers in a confined
 * child, which sends what it saw as one flat message.  Whatever is said about
 * a file afterwards (page, words, JSON, XML, receipt) is made of this alone;
 * the register is asked with its digests.
 */
#ifndef ES_SVC_LOOK_H
#define ES_SVC_LOOK_H

#include "base/arena.h"
#include "base/buf.h"
#include "esign/judge.h"
#include "svc/verify/facts.h"

enum svc_integrity {
	SVC_UNCHECKED = 0,
	SVC_INTACT,
	SVC_BROKEN,
	SVC_INTEGRITY__MAX
};
const char	*svc_integrity_name(enum svc_integrity i);

struct svc_change {
	enum pdf_change_code	 code;
	bool			 allowed;
	uint32_t		 num;		/* object; 0: the trailer */
	size_t			 page;		/* 0-based; SIZE_MAX: unknown */
	int64_t			 rect[4];	/* 1/1000 pt; zero: unknown */
	struct es_view		 what;		/* key or field name */
};

/* One signature or document time stamp. */
struct svc_sig {
	enum pdf_sig_kind	 kind;
	struct es_view		 field;		/* its full name */
	size_t			 page;		/* 0-based; SIZE_MAX: none */
	int64_t			 rect[4];	/* 1/1000 pt; zero: hidden */
	enum esign_main		 main;
	enum esign_sub		 sub;
	struct es_view		 why;		/* a sentence, English */
	enum svc_integrity	 integrity;
	struct svc_facts	 facts;		/* without the register */
	size_t			 rev;		/* signed, 0-based */
	bool			 whole_file;
	/*
	 * The signed revision are the first rev_end bytes; covered are those
	 * to "hole", and from hole_end to cover_end.  All 0: not sound.
	 */
	uint64_t		 hole, hole_end, cover_end, rev_end;
	enum pdf_verdict	 later;
	struct svc_change	*changes;	/* the first of them */
	size_t			 nchanges;
	size_t			 all_changes;	/* how many there are */
	enum pki_verdict	 trust;
	enum esign_level	 level;
	struct es_view		 signer, issuer;	/* empty: none inside */
	int64_t			 cert_from, cert_until;
	int64_t			 claimed, proven;	/* 0: none */
	enum esign_proof	 proof;
	unsigned		 warnings;	/* ESIGN_WARN_ */
	/* What lists and answers said of its certificates at that time. */
	enum pki_status		 status;
	bool			 status_ca;	/* of an issuer's */
	enum pki_source		 source;	/* what it rests on */
	bool			 in_file;	/* the file itself has it all */
	int64_t			 status_of;	/* the source's date; 0 */
	enum pki_reason		 reason;	/* revoked, or later */
	int64_t			 revoked, since;	/* 0: it is not */
	struct es_view		 lacks;		/* for the next level */
};

struct svc_look {
	/* Read to its end, or refused; else "fell" says why it was not. */
	bool			 judged;
	const char		*fell;	/* "crash" "time" "memory" "limit" */
	unsigned char		 sha256[32];	/* the caller's to fill in */
	uint64_t		 bytes;
	enum pdf_why		 why;		/* it cannot be read */
	struct es_view		 why_text;	/* a sentence, English */
	enum svc_outcome	 outcome;
	enum esign_main		 main;		/* the worst of all seals */
	size_t			 revs;
	struct svc_sig		*sigs;		/* in the order of their end */
	size_t			 n;
	size_t			 all;		/* how many there are */
};

/* How much of a file's story is told. */
struct svc_look_max {
	size_t	 sigs;
	size_t	 changes;	/* of each; those not allowed come first */
};

/*
 * Read and judge "bytes"; out and all in it live in "a".  A file that cannot
 * be read is an answer; -1 is left to ES_E_NOMEM and failures of our own.
 */
ES_CHECK int	svc_look(struct svc_look *out, struct es_view bytes,
		    const struct esign_terms *terms,
		    const struct svc_look_max *max, struct es_arena *a,
		    struct es_err *err);

/* The file could be read and nothing was left out. */
bool		svc_look_whole(const struct svc_look *l);
/*
 * NULL when the file was read; a word of pdf_why_name when it was refused,
 * and what the judge fell over otherwise.
 */
const char	*svc_look_reason(const struct svc_look *l);

/* -- as one message; svc/verify/look_wire.c ---- */
void		svc_look_put(struct es_buf *b, const struct svc_look *l);
/*
 * Read a message of somebody who may have been taken over by the file: every
 * number is in its range and every count within "max", or it is refused
 * (ES_E_FORMAT, ES_E_LIMIT, ES_E_NOMEM), as is what cannot be true of a file
 * of "bytes" bytes.  Texts are copied, "judged" becomes true.
 */
ES_CHECK int	svc_look_get(struct svc_look *out, struct es_view msg,
		    uint64_t bytes, const struct svc_look_max *max,
		    struct es_arena *a, struct es_err *err);

#endif
