/* esign/esign_priv.h - between the parts of a judgement. */
#ifndef ES_ESIGN_PRIV_H
#define ES_ESIGN_PRIV_H

#include "esign/judge.h"
#include "pdf/dss.h"
#include "tsa/token.h"

#define ESIGN_WHY_MAX	256
#define ESIGN_SKEW	300	/* seconds that two clocks may differ */

/* A path that was found, and what revocation says of it. */
struct path {
	struct pki_cert	*cert[ES_LIMIT_CHAIN];	/* own references */
	size_t		 n;		/* leaf first; 0: no path */
	int64_t		 from, until;
};

/* A seal, or a document time stamp, and what it keeps alive. */
struct one {
	struct esign_seal	 seal;
	struct cms		*cms;		/* of a seal */
	bool			 loose;		/* not as CAdES demands */
	struct tsa_token	*token[ES_LIMIT_CMS_TOKENS];
	struct path		 path;		/* of a seal's signer */
	struct path		 stamped[ES_LIMIT_CMS_TOKENS];
	struct pdf_changes	*changes;
	/* Further signers of the same CMS; their cms is borrowed. */
	struct one		*more;
	size_t			 nmore;
	const struct one	*worst;		/* of them; NULL: itself */
	char			 why[ESIGN_WHY_MAX];
	char			 lacks[ESIGN_WHY_MAX];
	char			 stamp_why[ES_LIMIT_CMS_TOKENS]
				    [ESIGN_WHY_MAX];
};

/* A document time stamp that holds: what is before it existed then. */
struct proof {
	size_t			 rev;
	int64_t			 time;
	const struct one	*stamp;
};

/* Evidence that came inside a signature; borrowed from its CMS. */
struct inner {
	struct cms_evidence	 it;
	size_t			 rev;
};

/* What every judgement of a file needs. */
struct court {
	struct pki_trust	*trust;
	int64_t			 now;
	bool			 need;
	struct pdf_dss		 dss;
	struct pki_cert		**hint;		/* of the DSS; own, malloc */
	size_t			 nhint;
	struct pki_evidence	*file;		/* of the DSS; or NULL */
	/* What of "file" the newest document stamp covers; NULL: all, or
	 * there is no such stamp. */
	struct pki_evidence	*under;
	struct inner		*inner;		/* of signatures; malloc */
	size_t			 ninner;
	struct pki_evidence	*all;		/* and given; borrowed */
	struct pki_evidence	*both;		/* "all" when it is ours */
	/* Revision that brought what has this index in "all"; SIZE_MAX: it
	 * is the caller's.  malloc; NULL without evidence of the file. */
	size_t			*crl_rev, *ocsp_rev;
	struct proof		*proof;		/* newest first; malloc */
	size_t			 nproof;
};

/* -- read.c: decoding, before judging ------------------------------------ */
/* A signature, or a document time stamp; what it brings goes to the court. */
ES_CHECK int	esign_read(struct court *c, struct one *o,
		    struct es_err *err);
void		esign_one_clear(struct one *o);

/* -- court.c: the evidence of a file, and when it existed ---------------- */
ES_CHECK int	esign_court_open(struct court *c, struct pdf_file *f,
		    const struct esign_terms *t, size_t nsigs,
		    struct es_err *err);
/* Lists and answers inside a CMS of revision "rev"; borrowed from it. */
ES_CHECK int	esign_court_take(struct court *c, const struct cms *cms,
		    size_t rev, struct es_err *err);
/* Everything was taken: weigh it together with what the caller has. */
ES_CHECK int	esign_court_join(struct court *c, struct pki_evidence *given,
		    struct es_err *err);
void		esign_court_close(struct court *c);
/* A document time stamp holds. */
void		esign_court_prove(struct court *c, const struct one *stamp);
/* All document stamps were judged: what does the newest cover? */
ES_CHECK int	esign_court_archive(struct court *c, struct es_err *err);
/* When what revision "rev" brought existed for certain; "now" at worst. */
int64_t		esign_court_poe(const struct court *c, size_t rev);
/* The revision that brought evidence; SIZE_MAX: the caller did. */
size_t		esign_court_rev(const struct court *c,
		    const struct pki_revocation *r);

/* -- evidence.c: paths and their revocation ------------------------------ */

/* As pki_judge, with the DSS's certificates as hints; keeps the path. */
ES_CHECK int	esign_path(const struct court *c, struct pki_cert *leaf,
		    struct pki_cert *const *more, size_t n,
		    enum pki_purpose purpose, int64_t at,
		    struct pki_judgement *j, struct path *p,
		    struct es_err *err);
void		esign_path_clear(struct path *p);
/* Status of a path at a time, by the file's evidence and the caller's. */
ES_CHECK int	esign_path_status(const struct court *c,
		    const struct path *p, int64_t at,
		    struct esign_revocation *out, struct es_err *err);
/* A certificate of unknown status names a list or a responder. */
bool		esign_path_asks(const struct path *p,
		    const struct esign_revocation *r);
/*
 * What of a path the file's data (c->file, c->under) lack, so that it could
 * be judged at "at" without a net: a certificate, NULL when nothing.
 */
ES_CHECK int	esign_path_lacks(const struct court *c,
		    struct pki_evidence *data, const struct path *p,
		    int64_t at, const struct pki_cert **out,
		    struct es_err *err);
/* The status rests on data whose signer had expired before it is proven. */
bool		esign_path_late(const struct court *c, const struct path *p,
		    int64_t at);

/* Digest of the two ranges of a signature. */
ES_CHECK int	esign_digest(const struct pdf_sig *sig, enum crypt_md md,
		    unsigned char *out, struct es_err *err);

/* From a path's verdict to the indication; "proven": its time is proven. */
void		esign_from_trust(enum pki_verdict v, bool proven,
		    enum esign_main *main, enum esign_sub *sub);
/* From a signature's verdict; true when it holds and nothing was set. */
bool		esign_from_cms(const struct cms_verdict *v,
		    enum esign_main *main, enum esign_sub *sub,
		    const char **why);

/*
 * Judge the token t, which stands in revision "rev": match says whether its
 * imprint fits.  Fills *st and *p; its sentence is written to why.
 */
ES_CHECK int	esign_judge_token(const struct court *c, struct tsa_token *t,
		    enum tsa_match match, size_t rev, struct esign_stamp *st,
		    struct path *p, char *why, struct es_err *err);

/* A document time stamp; a seal, with the stamps that cover it known. */
ES_CHECK int	esign_judge_doc_stamp(const struct court *c, struct one *o,
		    struct es_err *err);
ES_CHECK int	esign_judge_seal(const struct court *c, struct one *o,
		    struct es_err *err);
/* What is reported of it: of several signers the worst. */
const struct esign_seal *esign_shown(const struct one *o);
/* Later changes, for both. */
ES_CHECK int	esign_judge_changes(struct one *o, struct pdf_file *f,
		    const struct pdf_sigs *all, struct es_err *err);
/* level.c: the level of a seal, and what it lacks. */
ES_CHECK int	esign_judge_level(const struct court *c, struct one *o,
		    struct es_err *err);
/* Day on which signatures of this key are given up; 0: none is known. */
int64_t		esign_key_until(const struct pki_cert *cert);

/* "D:YYYYMMDDHHmmSS+08'00'" as UTC seconds; 0 when it is none. */
int64_t		esign_pdf_date(struct es_view m);

/* judge.c: what stands behind a report, for those who extend its file. */
const struct one *esign_report_inside(const struct esign_report *r, size_t i);

#endif
