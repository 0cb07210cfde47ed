/*
 * esign/judge.h - what a PDF's seals prove: documents meet crypto here.
 *
 * Every question keeps its own answer (structure, digest, signature, signer,
 * trust, time, later changes); from them follows one indication of ETSI EN
 * 319 102-1.  Zero is "not judged" everywhere.
 *
 * Time: what a document time stamp covers existed at its time, so stamps are
 * judged from the newest to the oldest, each at the time that the next newer
 * one proves, and seals at the earliest time proven for them.  Revocation:
 * by the lists and answers of the file's DSS and those that the caller has.
 * The level is computed from what the file itself holds (EN 319 142-1 6).
 */
#ifndef ES_ESIGN_JUDGE_H
#define ES_ESIGN_JUDGE_H

#include "base/err.h"
#include "base/limits.h"
#include "base/view.h"
#include "cms/verify.h"
#include "pdf/changes.h"
#include "pdf/read.h"
#include "pdf/sigs.h"
#include "pki/judge.h"
#include "pki/revoke.h"

enum esign_main {
	ESIGN_UNKNOWN = 0,	/* not judged */
	ESIGN_PASSED,		/* TOTAL-PASSED */
	ESIGN_INDETERMINATE,
	ESIGN_FAILED		/* TOTAL-FAILED */
};

/* Sub-indications, EN 319 102-1 table 5; those that we can reach. */
enum esign_sub {
	ESIGN_SUB_NONE = 0,
	ESIGN_FORMAT_FAILURE,
	ESIGN_HASH_FAILURE,
	ESIGN_SIG_CRYPTO_FAILURE,
	ESIGN_NOT_YET_VALID,
	ESIGN_SIG_CONSTRAINTS_FAILURE,
	ESIGN_CHAIN_CONSTRAINTS_FAILURE,
	ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE,
	ESIGN_CRYPTO_CONSTRAINTS_FAILURE,
	ESIGN_NO_SIGNING_CERTIFICATE_FOUND,
	ESIGN_NO_CERTIFICATE_CHAIN_FOUND,
	ESIGN_OUT_OF_BOUNDS_NO_POE,
	ESIGN_OUT_OF_BOUNDS_NOT_REVOKED,
	ESIGN_REVOKED,
	ESIGN_REVOKED_NO_POE,
	ESIGN_REVOKED_CA_NO_POE,
	ESIGN_REVOCATION_OUT_OF_BOUNDS_NO_POE,
	ESIGN_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
	ESIGN_TIMESTAMP_ORDER_FAILURE,
	ESIGN_TRY_LATER,
	ESIGN_SUB__MAX
};

enum esign_integrity {
	ESIGN_INTEGRITY_UNKNOWN = 0,	/* could not be computed */
	ESIGN_INTACT,			/* sealed bytes are the sealed ones */
	ESIGN_BROKEN
};

enum esign_level {
	ESIGN_LEVEL_NONE = 0,	/* not PAdES baseline, or not intact */
	ESIGN_B_B,
	ESIGN_B_T,		/* with a trusted time stamp */
	ESIGN_B_LT,		/* and everything to judge it without a net */
	ESIGN_B_LTA,		/* and a time stamp over that */
	ESIGN_LEVEL__MAX
};

enum esign_proof {
	ESIGN_PROOF_NONE = 0,
	ESIGN_PROOF_TOKEN,	/* signature-time-stamp */
	ESIGN_PROOF_DOCUMENT	/* a document time stamp that covers it */
};

enum {				/* worth a line, changes no verdict */
	ESIGN_WARN_SIGNING_TIME = 1,	/* present in a PAdES signature */
	ESIGN_WARN_ESS_V1 = 2,		/* signer bound by SHA-1 */
	ESIGN_WARN_NO_ESS = 4,		/* signer not bound */
	ESIGN_WARN_UNSIGNED = 8,	/* unknown unsigned attributes */
	ESIGN_WARN_NO_CLAIM = 16,	/* no claimed time M */
	ESIGN_WARN_CLAIM_LATE = 32,	/* claimed after the proven time */
	ESIGN_WARN_BAD_TOKEN = 64,	/* a time stamp that proves nothing */
	ESIGN_WARN_REVOKED_LATER = 128,	/* revoked after the proven time */
	ESIGN_WARN_REVOCATION = 256,	/* no usable revocation data */
	ESIGN_WARN_WEAK = 512,		/* SHA-1, a short key: proves little */
	ESIGN_WARN_SIGNERS = 1024,	/* several in one CMS; the worst is
					 * reported */
	ESIGN_WARN_STRAY = 2048,	/* covered bytes outside any object */
	ESIGN_WARN_UNAGREED = 4096	/* a certification that only the
					 * signature or only Perms knows */
};

/* What lists and answers say of a path's certificates, roots excepted. */
struct esign_revocation {
	enum pki_status		 status;	/* the worst of them */
	const struct pki_cert	*cert;	/* whose; NULL when all are good */
	bool			 ca;	/* it is an issuer's */
	struct pki_revoked	 revoked;	/* when it is, or will be */
	int64_t			 since;	/* from then on it was not to be used */
	enum pki_source		 source;	/* what the signer's rests on */
	int64_t			 this_update;	/* of that */
	bool			 in_file;	/* the file itself suffices */
};

/* One time stamp on a seal. */
struct esign_stamp {
	enum esign_main	 main;		/* PASSED: time proves existence */
	enum esign_sub	 sub;
	bool		 holds;		/* its own signature, without trust */
	enum pki_verdict trust;		/* at the time when it was judged */
	int64_t		 time;		/* UTC seconds; 0: unreadable */
	int64_t		 accuracy_ms;
	const char	*holder;	/* of the TSA's certificate, or "" */
	const char	*why;		/* a sentence for the log */
	int64_t		 until;		/* its path ends then; 0: no path */
	struct esign_revocation	 revocation;
};

struct esign_seal {
	const struct pdf_sig	*sig;	/* place, page, rectangle, texts */
	enum esign_main		 main;
	enum esign_sub		 sub;
	const char		*why;	/* a sentence for the log */

	bool			 sound;	/* pdf_sig_sound */
	/* SHA-256 of the bytes that it covers; zero unless sound. */
	unsigned char		 body[CRYPT_SHA256_SIZE];
	struct cms_verdict	 cms;	/* digest, signature, signer bound */
	enum esign_integrity	 integrity;
	enum pdf_verdict	 later;
	const struct pdf_changes *changes;	/* NULL when later unknown */
	enum pki_verdict	 trust;	/* at "proven", else at "now" */
	struct esign_revocation	 revocation;	/* at the same time */
	enum esign_level	 level;
	/* What the file lacks for the next level, a sentence; "": nothing. */
	const char		*lacks;
	unsigned		 warnings;	/* ESIGN_WARN_ */

	int64_t			 claimed;	/* M; 0: none */
	int64_t			 proven;	/* earliest; 0: none */
	enum esign_proof	 proof;
	struct esign_stamp	 stamp[ES_LIMIT_CMS_TOKENS];
	size_t			 nstamps;

	/* The signer's certificate; NULL when it is not inside. */
	const struct pki_cert	*signer;
};

struct esign_report;

/* What to judge by. */
struct esign_terms {
	struct pki_trust	*trust;
	int64_t			 now;		/* UTC seconds */
	/* Lists and answers that the caller has; NULL: none. */
	struct pki_evidence	*given;
	/*
	 * A seal whose certificates name a list or a responder, of which
	 * nothing usable is there, is INDETERMINATE (TRY_LATER).  Otherwise
	 * that is told and changes nothing: for those who ask a register.
	 */
	bool			 need_revocation;
};

/* As esign_judge, by these terms. */
ES_CHECK int	esign_judge_by(struct esign_report **out,
		    struct es_view bytes, const struct esign_terms *terms,
		    struct es_err *err);

/*
 * Judge every signature of a PDF at "now" (UTC seconds).  "bytes" are
 * borrowed and must outlive the report.  A file that our reader refuses
 * gives a report without seals, with esign_report_why(); -1 is left to
 * ES_E_NOMEM and failures of our own.
 */
ES_CHECK int	esign_judge(struct esign_report **out, struct es_view bytes,
		    struct pki_trust *trust, int64_t now, struct es_err *err);
void		esign_report_free(struct esign_report *r); /* NULL is fine */

/* PDF_WHY_NONE: the file was read to its end. */
enum pdf_why	esign_report_why(const struct esign_report *r);
/* What the reader said, for the log; "" when it read the file. */
const char	*esign_report_why_text(const struct esign_report *r);
/* Seals in the order of their end in the file, without document stamps. */
size_t		esign_report_count(const struct esign_report *r);
const struct esign_seal *esign_report_seal(const struct esign_report *r,
		    size_t i);
/* Document time stamps (ETSI.RFC3161), judged as seals. */
size_t		esign_report_stamps(const struct esign_report *r);
const struct esign_seal *esign_report_stamp(const struct esign_report *r,
		    size_t i);
/* Both kinds together, in the order of their end in the file. */
size_t		esign_report_all(const struct esign_report *r);
const struct esign_seal *esign_report_one(const struct esign_report *r,
		    size_t i);
/* The worst of all seals; UNKNOWN without a seal. */
enum esign_main	esign_report_main(const struct esign_report *r);
/* The lowest level of all seals; NONE without a seal. */
enum esign_level esign_report_level(const struct esign_report *r);
/*
 * When what proves the seals' times ends: the path of the newest time stamp
 * that holds, or the day on which its algorithms are given up.  Renew before
 * it.  0: nothing is proven.
 */
int64_t		esign_report_until(const struct esign_report *r);
/* The file's reader; borrowed, NULL when it was refused. */
struct pdf_file	*esign_report_file(const struct esign_report *r);

/* "TOTAL-PASSED", "HASH_FAILURE", "PAdES-B-T": as the standards write. */
const char	*esign_main_name(enum esign_main m);
const char	*esign_sub_name(enum esign_sub s);
const char	*esign_level_name(enum esign_level l);

#endif
