/*
 * svc/verify/verdict.h - from many checks to one headline.  Pure.
 *
 * The zero of every enum is "nobody looked", and what nobody looked at never
 * becomes VALID.  The nine headlines are those of the public page; they are
 * ordered here from harmless to bad, so that the worst of several seals is
 * the largest number.
 */
#ifndef ES_SVC_VERDICT_H
#define ES_SVC_VERDICT_H

#include <stddef.h>

enum svc_answer {
	SVC_UNKNOWN = 0,	/* not determinable */
	SVC_PASS,
	SVC_FAIL,
	SVC_NA,			/* not applicable */
	SVC_ANSWER__MAX
};

enum svc_check {
	SVC_CHECK_STRUCTURE = 0,	/* the file can be read */
	SVC_CHECK_DIGEST,		/* sealed bytes are unchanged */
	SVC_CHECK_SEAL,			/* the signature itself holds */
	SVC_CHECK_CHAIN,		/* certificate up to the campus root */
	SVC_CHECK_CERT,			/* in force when it sealed */
	SVC_CHECK_TIME,			/* time stamp */
	SVC_CHECK_CHANGES,		/* nothing harmful came later */
	SVC_CHECK_REGISTER,		/* number and digest are ours */
	SVC_CHECK_ISSUER,		/* not suspended or withdrawn */
	SVC_CHECK_VALIDITY,		/* validity period */
	SVC_CHECK__MAX
};

/* What the register of issued documents says. */
enum svc_reg {
	SVC_REG_UNKNOWN = 0,	/* could not be asked */
	SVC_REG_ABSENT,		/* we issued no such document */
	SVC_REG_OTHER,		/* number known, these bytes are not its */
	SVC_REG_ISSUED,		/* number and bytes are ours, in force */
	SVC_REG_SUPERSEDED,
	SVC_REG_EXPIRED,
	SVC_REG_SUSPENDED,
	SVC_REG_REVOKED,
	SVC_REG__MAX
};

enum svc_headline {
	SVC_H_UNDECIDED = 0,	/* zeroed memory; shown as UNDETERMINED */
	SVC_H_VALID,
	SVC_H_SUPERSEDED,
	SVC_H_EXPIRED,
	SVC_H_SUSPENDED,
	SVC_H_UNDETERMINED,
	SVC_H_NO_SEAL,
	SVC_H_NOT_ISSUED,
	SVC_H_REVOKED,
	SVC_H_ALTERED,
	SVC_H__MAX
};

/* Facts about one seal in one file. */
struct svc_facts {
	enum svc_answer	 check[SVC_CHECK_REGISTER];	/* those before it */
	enum svc_reg	 reg;
};

/*
 * One seal's headline.  What was changed after sealing is ALTERED whoever
 * sealed it; an intact seal of somebody else, or one the register does not
 * know, is NOT_ISSUED; only when every integrity and identity check passed
 * does the register's word count.  The time stamp and the certificate's
 * status may be undeterminable without harm when the register knows these
 * very bytes: it is the stronger witness.
 */
enum svc_headline svc_verdict_seal(const struct svc_facts *f);

/* The register's word alone: a question by code, without a file. */
enum svc_headline svc_verdict_code(enum svc_reg reg);

/*
 * The file: worst of its seals; SVC_H_NO_SEAL when it has none, and
 * SVC_H_UNDETERMINED when it could not be read to the end.
 */
enum svc_headline svc_verdict_file(enum svc_answer structure,
		    const struct svc_facts *seals, size_t n);

/* What the register's word means for its three checks. */
enum svc_answer	svc_verdict_register(enum svc_reg reg);
enum svc_answer	svc_verdict_issuer(enum svc_reg reg);
enum svc_answer	svc_verdict_validity(enum svc_reg reg);

/* "VALID" ...; what is out of range is "UNDETERMINED".  Static strings. */
const char	*svc_headline_name(enum svc_headline h);
/* "structure" ..., "pass" ...: keys of the texts and the API. */
const char	*svc_reg_name(enum svc_reg r);	/* "absent", "issued" ... */
const char	*svc_check_name(enum svc_check c);
const char	*svc_answer_name(enum svc_answer a);

#endif
