/*
 * pdf/sigs.h - the signatures of a PDF file: where they are, what they cover.
 *
 * Nothing here is cryptography.  The caller digests the two ranges, checks
 * the DER against them (cms/, tsa/), and asks pdf/changes.h what happened
 * after the signed revision.  Each question has its own answer, and zero is
 * never a good one.  A signature is structurally sound only when
 * pdf_sig_sound() says so.
 *
 * ISO 32000-2 clause 12.8; PAdES: ETSI EN 319 142-1 clause 5.
 */
#ifndef ES_PDF_SIGS_H
#define ES_PDF_SIGS_H

#include "base/err.h"
#include "base/view.h"
#include "pdf/read.h"

/* How the dictionary hangs in the document. */
enum pdf_sig_place {
	PDF_PLACE_UNKNOWN = 0,
	PDF_PLACE_FIELD,	/* value of one signature field, unchanged */
	PDF_PLACE_LOOSE,	/* has a ByteRange, but no field leads to it */
	PDF_PLACE_SHARED,	/* two fields or two widgets lead to it */
	PDF_PLACE_GONE,		/* a later revision removed or emptied it */
	PDF_PLACE_REPLACED,	/* a later revision rewrote the dictionary */
	PDF_PLACE_PACKED	/* inside an object stream, so not signed */
};

enum pdf_sig_kind {
	PDF_SIG_UNKNOWN = 0,
	PDF_SIG_SEAL,		/* Type Sig, or none */
	PDF_SIG_TIMESTAMP	/* Type DocTimeStamp */
};

enum pdf_subfilter {
	PDF_SUBFILTER_UNKNOWN = 0,
	PDF_SUBFILTER_CADES,	/* ETSI.CAdES.detached */
	PDF_SUBFILTER_PKCS7,	/* adbe.pkcs7.detached */
	PDF_SUBFILTER_RFC3161,	/* ETSI.RFC3161 */
	PDF_SUBFILTER_SHA1,	/* adbe.pkcs7.sha1: too weak */
	PDF_SUBFILTER_X509	/* adbe.x509.rsa_sha1: Contents is an OCTET
				 * STRING, the certificates are in Cert */
};

enum pdf_sig_keys {
	PDF_KEYS_UNKNOWN = 0,
	PDF_KEYS_GOOD,
	PDF_KEYS_TYPE,		/* Type, Filter or another has a wrong type */
	PDF_KEYS_SUBFILTER,	/* absent, or does not fit the Type */
	PDF_KEYS_REFERENCE	/* Reference is malformed or unknown */
};

enum pdf_range {
	PDF_RANGE_UNKNOWN = 0,
	PDF_RANGE_GOOD,
	PDF_RANGE_ABSENT,
	PDF_RANGE_SHAPE,	/* not four direct non-negative integers */
	PDF_RANGE_START,	/* first number is not 0 */
	PDF_RANGE_ORDER,	/* overlapping or descending */
	PDF_RANGE_OUTSIDE	/* beyond the end of the file */
};

enum pdf_gap {
	PDF_GAP_UNKNOWN = 0,
	PDF_GAP_EXACT,		/* exactly this dictionary's Contents */
	PDF_GAP_OTHER		/* anything else is left unsigned */
};

enum pdf_contents {
	PDF_CONTENTS_UNKNOWN = 0,
	PDF_CONTENTS_GOOD,
	PDF_CONTENTS_ABSENT,
	PDF_CONTENTS_SHAPE,	/* not a direct, even, clean hex string */
	PDF_CONTENTS_ZERO,	/* empty, or only zeros */
	PDF_CONTENTS_DER,	/* no whole SEQUENCE, or OCTET STRING */
	PDF_CONTENTS_TAIL,	/* something behind the DER */
	PDF_CONTENTS_LIMIT	/* over ES_LIMIT_PDF_CONTENTS */
};

enum pdf_cover {
	PDF_COVER_UNKNOWN = 0,
	PDF_COVER_FILE,		/* the last revision: all there is */
	PDF_COVER_REVISION,	/* an earlier revision, completely */
	PDF_COVER_PART		/* ends inside a revision, or not its own */
};

/* DocMDP: what the author allows to change (12.8.2.2). */
enum pdf_mdp {
	PDF_MDP_UNKNOWN = 0,
	PDF_MDP_NONE,		/* an approval, no certification */
	PDF_MDP_P1,		/* nothing */
	PDF_MDP_P2,		/* filling forms, signing */
	PDF_MDP_P3,		/* P2 and annotations */
	PDF_MDP_BAD		/* malformed, not first, or not in Perms */
};

/* FieldMDP: which fields it locks (12.8.2.4). */
enum pdf_lock {
	PDF_LOCK_NONE = 0,
	PDF_LOCK_ALL,
	PDF_LOCK_INCLUDE,
	PDF_LOCK_EXCLUDE
};

struct pdf_sig {
	enum pdf_sig_place	 place;
	enum pdf_sig_kind	 kind;
	enum pdf_subfilter	 subfilter;
	enum pdf_sig_keys	 keys;
	enum pdf_range		 range;
	enum pdf_gap		 gap;
	enum pdf_contents	 contents;
	enum pdf_cover		 cover;
	enum pdf_mdp		 mdp;
	enum pdf_mdp		 permits;	/* mdp, tightened by a Lock */
	bool			 unagreed;	/* Reference and Perms say two
						 * things; permits is P 1 */
	enum pdf_lock		 lock;

	uint32_t		 num;		/* of the dictionary; or 0 */
	uint32_t		 field;		/* of the field; 0: none */
	size_t			 made;		/* revision of the dictionary */
	size_t			 rev;		/* revision signed ("k of n") */
	bool			 whole_file;	/* cover is PDF_COVER_FILE */
	const struct pdf_obj	*dict;
	const struct es_view	*locked;	/* names that "lock" is about */
	size_t			 nlocked;

	struct es_view		 name;		/* full field name, UTF-8 */
	size_t			 page;		/* 0-based; SIZE_MAX: none */
	int64_t			 rect[4];	/* 1/1000 point; zero: hidden */
	bool			 visible;	/* rect has an area */

	struct es_view		 ranges[2];	/* to digest, in this order */
	struct es_view		 der;		/* Contents without its tail;
						 * others write BER */
	struct es_view		 hex;		/* Contents as written, no <> */
	const struct es_view	*cert;		/* PDF_SUBFILTER_X509: DER */
	size_t			 ncert;
	/* Text strings as UTF-8; empty when absent or not text. */
	struct es_view		 m;		/* as written: D:2026... */
	struct es_view		 reason;
	struct es_view		 signer;	/* Name */
	struct es_view		 location;
};

struct pdf_sigs;

/*
 * Every signature of the final and of all earlier revisions, in the order
 * of their end in the file; at most ES_LIMIT_PDF_SIGS.  Fails only when the
 * file itself is unreadable (pdf_file_why).  *out belongs to the caller,
 * everything in it is borrowed from it and from f.
 */
ES_CHECK int	pdf_sigs(struct pdf_sigs **out, struct pdf_file *f,
		    struct es_err *err);
void		pdf_sigs_free(struct pdf_sigs *s);	/* NULL is fine */
size_t		pdf_sigs_count(const struct pdf_sigs *s);
const struct pdf_sig *pdf_sigs_at(const struct pdf_sigs *s, size_t k);

/*
 * Every structural answer is the good one, so that a matching digest means
 * what it seems to mean.  Does not look at later revisions.
 */
bool		pdf_sig_sound(const struct pdf_sig *s);
/* Field "name" is locked by s (per path component). */
bool		pdf_sig_locks(const struct pdf_sig *s, struct es_view name);

/* Stable words for reports: "field", "exact", "revision" ... */
const char	*pdf_sig_place_name(enum pdf_sig_place v);
const char	*pdf_subfilter_name(enum pdf_subfilter v);
const char	*pdf_sig_keys_name(enum pdf_sig_keys v);
const char	*pdf_range_name(enum pdf_range v);
const char	*pdf_gap_name(enum pdf_gap v);
const char	*pdf_contents_name(enum pdf_contents v);
const char	*pdf_cover_name(enum pdf_cover v);
const char	*pdf_mdp_name(enum pdf_mdp v);

#endif
