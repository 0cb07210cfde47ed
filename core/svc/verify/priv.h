/*
 * svc/verify/priv.h - the parts of a verification; private to svc/verify.
 *
 * The register (register.c) is asked with codes and digests, the file
 * is read and judged by a child (child.c), both are put together
 * (file.c), the report (report.c) puts them into words.  Only
 * the report decides what a visitor may see.
 */
#ifndef ES_SVC_VERIFY_PRIV_H
#define ES_SVC_VERIFY_PRIV_H

#include "svc/verify/look.h"
#include "svc/verify/verify.h"

struct svc_verifier {
	struct svc_verify_conf	 cf;
	struct store		*db;
	struct pki_trust	*trust;
	struct pki_evidence	*given;	/* the lists in pki_dir; or NULL */
	int64_t			 given_at;	/* when they were read */
};

/* A register entry; views live in the request's arena.  id 0: none. */
struct svc_entry {
	int64_t		 id;
	struct es_view	 number, code, type_id, lang;
	struct es_view	 type[SVC_LANG__MAX], office[SVC_LANG__MAX];
	struct es_view	 seal[SVC_LANG__MAX], name[SVC_LANG__MAX];
	struct es_view	 contact, state, reason, person_number, file_sha256;
	int64_t		 disclosure, issued, valid_until, pages, size;
	int64_t		 disposed;	/* after its term; 0: kept */
	bool		 awaiting;	/* requested, not sealed yet */
	bool		 part;	/* a contract with the first seals alone */
	/* A receipt of ours; id stays 0.  number, issued and these: */
	bool		 receipt;
	struct es_view	 about, headline; /* digest of what it is about */
};

/* What one signature of a file turned out to be. */
struct svc_seen {
	const struct svc_sig	*sig;
	struct svc_facts	 facts;		/* with the register */
	enum svc_headline	 headline;	/* of a seal */
	struct svc_entry	 entry;		/* of these very bytes */
	/* On a contract of ours, behind our seals: no record is expected. */
	bool			 other_side;
};

struct svc_file {
	struct svc_look		 look;
	enum svc_answer		 structure;
	struct svc_seen		*sigs;		/* one for each of look */
	enum svc_headline	 headline;
};

/* -- register.c ---- */
enum svc_key {
	SVC_BY_CODE = 0,
	SVC_BY_FILE,		/* digest of the sealed file */
	SVC_BY_BODY		/* digest of what the seal covers */
};
/* 1 found, 0 none (then *e is zero but for "awaiting"), -1 cannot be asked */
ES_CHECK int	svc_entry_find(struct svc_verifier *v, enum svc_key by,
		    struct es_view key, struct es_arena *a,
		    struct svc_entry *e, struct es_err *err);
/* A receipt of ours, by code or body; as svc_entry_find. */
ES_CHECK int	svc_receipt_find(struct svc_verifier *v, enum svc_key by,
		    struct es_view key, struct es_arena *a,
		    struct svc_entry *e, struct es_err *err);
enum svc_reg	svc_entry_reg(const struct svc_entry *e, int64_t now);
/* Last four of the number, or the family name, in any case and width. */
bool		svc_factor_fits(const struct svc_entry *e,
		    struct es_view typed);
/*
 * Seconds this subject ("v:ADDRESS", "vc:CODE") must still wait; counting
 * one more failure.  A database that is away does not keep anybody out.
 */
unsigned	svc_throttle_wait(struct svc_verifier *v, const char *subject,
		    int64_t now, struct es_arena *a);
void		svc_throttle_add(struct svc_verifier *v, const char *subject,
		    int64_t now);
void		svc_verify_log(struct svc_verifier *v,
		    const struct svc_question *q, const struct svc_entry *e,
		    const unsigned char *sha256, enum svc_headline h);

/* -- warm.c ---- */
/* Find the paths of the campus's own certificates, for every child. */
void		svc_verifier_warm(struct svc_verifier *v);

/* -- verify.c ---- */
void		svc_verifier_lists(struct svc_verifier *v, int64_t now);

/* -- child.c ---- */
/*
 * svc_look in a confined child; a child that crashes, or needs too long or
 * too much, gives a look that says so.  -1: no child could be made, or our
 * own memory is short.
 */
ES_CHECK int	svc_look_confined(struct svc_verifier *v,
		    struct es_view bytes, int64_t now, struct es_arena *a,
		    struct svc_look *out, struct es_err *err);

/* -- file.c ---- */
/* Read, judge, ask the register; -1 only for memory and our own bugs. */
ES_CHECK int	svc_file_look(struct svc_verifier *v,
		    const struct svc_question *q, struct es_arena *a,
		    struct svc_file *f, struct es_err *err);
bool		svc_is_seal(const struct svc_seen *s);
/* The answer to one question: the worst of all seals. */
enum svc_answer	svc_file_check(const struct svc_file *f, enum svc_check c);
/*
 * The seal whose bytes the register itself confirms, so that its facts may
 * be shown; NULL: none.
 */
const struct svc_seen *svc_file_known(const struct svc_file *f);
/* The register's word of it; UNKNOWN without a seal. */
enum svc_reg	svc_file_reg(const struct svc_file *f);


/* -- report.c ---- */
enum svc_factor {
	SVC_FACTOR_NONE = 0,	/* not given */
	SVC_FACTOR_WRONG,
	SVC_FACTOR_GOOD		/* or the visitor holds the very file */
};
struct es_tree	*svc_report_code(struct es_arena *a,
		    const struct svc_question *q, const struct svc_entry *e,
		    bool asked, enum svc_factor factor,
		    enum svc_headline *out);

/* Names and numbers as strangers may see them; in the arena. */
struct es_view	svc_mask_name(struct es_arena *a, struct es_view name);
struct es_view	svc_mask_number(struct es_arena *a, struct es_view number);
struct es_view	svc_mask_tail(struct es_arena *a, struct es_view number);

#endif
