/*
 * esign/extend.h - a sealed file made provable for longer.
 *
 * B-LT: the validation data of every path are collected, checked and put
 * into the file's DSS.  B-LTA: a document time stamp over that.  Renewal:
 * the data of the last time stamp, then a new one (EN 319 142-1 5.4, 5.5).
 * Nothing here opens a socket or reads a clock: who calls brings the data.
 *
 * What cannot be had costs a level, never the file: the result says how far
 * it came and what was missing, and doing it again later makes it good.
 */
#ifndef ES_ESIGN_EXTEND_H
#define ES_ESIGN_EXTEND_H

#include "base/buf.h"
#include "esign/judge.h"
#include "pdf/extend.h"

/* Where validation data come from; each function may be NULL. */
struct esign_source {
	/*
	 * Append an OCSPResponse, or a CertificateList, that may tell about
	 * cert.  Failure: there is none to be had now, *err says why.
	 */
	int	(*ocsp)(void *arg, const struct pki_cert *cert,
		    const struct pki_cert *issuer, struct es_buf *der,
		    struct es_err *err);
	int	(*crl)(void *arg, const struct pki_cert *cert,
		    const struct pki_cert *issuer, struct es_buf *der,
		    struct es_err *err);
	/* Append a TimeStampToken over this SHA-256 digest. */
	int	(*stamp)(void *arg, struct es_view digest,
		    struct es_buf *token, struct es_err *err);
	size_t	token_max;		/* no token is longer */
	void	*arg;
};

enum esign_goal {
	ESIGN_TO_NOTHING = 0,
	ESIGN_TO_LT,		/* validation data */
	ESIGN_TO_LTA,		/* and a document time stamp over them */
	ESIGN_TO_RENEW,		/* data of the last stamp, and a new one */
	ESIGN_TO_STAMP		/* only a document time stamp */
};

#define ESIGN_MISSING_MAX	320

struct esign_extended {
	enum esign_level	 before, after;	/* the lowest of all seals */
	bool			 data, stamped;	/* what was added */
	int64_t			 until;		/* esign_report_until, after */
	char			 missing[ESIGN_MISSING_MAX];	/* or "" */
};

/*
 * Append to "pdf" what the goal needs; it may get larger by up to
 * ES_LIMIT_WRITE_FILE.  0: see *out, pdf has its old bytes and maybe more
 * behind them.  -1: pdf is as it was; ES_E_DENIED with *why for a file that
 * cannot be extended (none of ours refuses), ES_E_FORMAT, ES_E_LIMIT for one
 * that cannot be read, ES_E_NOTFOUND for one without a seal (not
 * ESIGN_TO_STAMP), ES_E_UPSTREAM when all that was wanted is a time stamp
 * and there is none to be had.
 */
ES_CHECK int	esign_extend(struct es_buf *pdf, enum esign_goal goal,
		    const struct esign_terms *terms,
		    const struct esign_source *src,
		    struct esign_extended *out, enum pdf_unfit *why,
		    struct es_err *err);

#endif
