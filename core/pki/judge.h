/*
 * pki/judge.h - is this certificate to be trusted for this, at this time?
 *
 * Path building and its checks are OpenSSL's (RFC 5280, strict, 112 bit
 * security at least); purpose, key usage and the choice of time are ours.
 * A verdict says nothing about revocation: that is pki/revoke.h's.
 */
#ifndef ES_PKI_JUDGE_H
#define ES_PKI_JUDGE_H

#include "base/err.h"
#include "base/limits.h"
#include "pki/cert.h"

enum pki_purpose {
	PKI_FOR_NOTHING = 0,
	PKI_FOR_SEAL,		/* signs documents */
	PKI_FOR_TIME,		/* signs time stamps: sole, critical EKU */
	PKI_FOR_OCSP
};

enum pki_verdict {
	PKI_UNKNOWN = 0,	/* not judged */
	PKI_TRUSTED,
	PKI_NO_PATH,		/* leads to none of our roots */
	PKI_EXPIRED,		/* at that time */
	PKI_NOT_YET,
	PKI_BAD_SIGNATURE,	/* somewhere in the path */
	PKI_BAD_CA,		/* an issuer that may not issue */
	PKI_WRONG_PURPOSE,	/* key usage or extended key usage */
	PKI_WEAK,		/* algorithm or key size */
	PKI_BROKEN,		/* another rule of RFC 5280 */
	PKI_VERDICT__MAX
};

struct pki_judgement {
	enum pki_verdict	 verdict;
	const char		*why;	/* OpenSSL's or our words, static */
	/* Where the whole path is valid; 0, 0 without a path. */
	int64_t			 from, until;
	/* Leaf first, root last; borrowed from the trust set, good until the
	 * next judgement with it. */
	const struct pki_cert	*path[ES_LIMIT_CHAIN];
	size_t			 path_n;
};

const char	*pki_verdict_name(enum pki_verdict v);

/*
 * Is the certificate as its issuer signed it?  The issuer is looked for among
 * "more" and, for a self-signed one, itself; UNKNOWN when it is not there.
 * Says nothing about trust.  "sure": another authority of the same name, whose
 * key has another identifier than the certificate says (RFC 5280, 4.2.1.1),
 * is not its issuer; without, it is taken for a changed one.
 */
enum crypt_verdict pki_cert_issued(const struct pki_cert *c,
		    struct pki_cert *const *more, size_t n, bool sure);

/* Roots we believe, and the judgements already made with them. */
struct pki_trust;

ES_CHECK int	pki_trust_new(struct pki_trust **out, struct es_err *err);
void		pki_trust_free(struct pki_trust *t);	/* NULL is fine */
/* Believe a root (self-signed); one more reference is taken. */
ES_CHECK int	pki_trust_add(struct pki_trust *t, struct pki_cert *root,
		    struct es_err *err);
/* A certificate that may be used in paths, e.g. our issuing CA. */
ES_CHECK int	pki_trust_hint(struct pki_trust *t, struct pki_cert *ca,
		    struct es_err *err);
/* For the decoded certificates that belong to this trust; borrowed. */
struct pki_cache *pki_trust_cache(struct pki_trust *t);

/*
 * Judge "leaf" for a purpose at UTC second "at", with "more" as unordered
 * hints from the signed object.  Status < 0 only when we could not judge.
 * A path found once is remembered: the next costs nanoseconds.
 */
ES_CHECK int	pki_judge(struct pki_trust *t, struct pki_cert *leaf,
		    struct pki_cert *const *more, size_t n,
		    enum pki_purpose purpose, int64_t at,
		    struct pki_judgement *out, struct es_err *err);

#endif
