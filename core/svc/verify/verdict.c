#include "svc/verify/verdict.h"

#include "base/err.h"

static enum svc_headline
by_register(enum svc_reg reg)
{
	switch (reg) {
	case SVC_REG_ABSENT:
		return SVC_H_NOT_ISSUED;
	case SVC_REG_OTHER:
		return SVC_H_ALTERED;
	case SVC_REG_ISSUED:
		return SVC_H_VALID;
	case SVC_REG_SUPERSEDED:
		return SVC_H_SUPERSEDED;
	case SVC_REG_EXPIRED:
		return SVC_H_EXPIRED;
	case SVC_REG_SUSPENDED:
		return SVC_H_SUSPENDED;
	case SVC_REG_REVOKED:
		return SVC_H_REVOKED;
	case SVC_REG_UNKNOWN:
	case SVC_REG__MAX:
		break;
	}
	return SVC_H_UNDETERMINED;
}

enum svc_headline
svc_verdict_code(enum svc_reg reg)
{
	return by_register(reg);
}

enum svc_headline
svc_verdict_seal(const struct svc_facts *f)
{
	const enum svc_answer	*c = f->check;

	if (c[SVC_CHECK_DIGEST] == SVC_FAIL || c[SVC_CHECK_SEAL] == SVC_FAIL ||
	    c[SVC_CHECK_CHANGES] == SVC_FAIL)
		return SVC_H_ALTERED;
	if (c[SVC_CHECK_CHAIN] == SVC_FAIL)
		return SVC_H_NOT_ISSUED;
	if (c[SVC_CHECK_CERT] == SVC_FAIL)
		return SVC_H_REVOKED;
	/* The register may know better than a file that cannot be judged. */
	if (f->reg == SVC_REG_REVOKED)
		return SVC_H_REVOKED;
	if (c[SVC_CHECK_STRUCTURE] != SVC_PASS ||
	    c[SVC_CHECK_DIGEST] != SVC_PASS || c[SVC_CHECK_SEAL] != SVC_PASS ||
	    c[SVC_CHECK_CHAIN] != SVC_PASS ||
	    (c[SVC_CHECK_CHANGES] != SVC_PASS &&
	    c[SVC_CHECK_CHANGES] != SVC_NA))
		return SVC_H_UNDETERMINED;
	/*
	 * Any byte outside the hole is under the digest, so a token that
	 * fails over an intact seal was put into the hole afterwards.
	 */
	if (c[SVC_CHECK_TIME] == SVC_FAIL)
		return SVC_H_ALTERED;
	return by_register(f->reg);
}

enum svc_headline
svc_verdict_file(enum svc_answer structure, const struct svc_facts *seals,
    size_t n)
{
	enum svc_headline	 worst = SVC_H_UNDECIDED, h;
	size_t			 i;

	for (i = 0; i < n; i++) {
		h = svc_verdict_seal(&seals[i]);
		if (h > worst)
			worst = h;
	}
	if (n == 0)
		worst = structure == SVC_PASS ? SVC_H_NO_SEAL :
		    SVC_H_UNDETERMINED;
	else if (structure != SVC_PASS && worst < SVC_H_UNDETERMINED)
		worst = SVC_H_UNDETERMINED;
	return worst;
}

enum svc_answer
svc_verdict_register(enum svc_reg reg)
{
	if (reg == SVC_REG_UNKNOWN || reg >= SVC_REG__MAX)
		return SVC_UNKNOWN;
	return reg >= SVC_REG_ISSUED ? SVC_PASS : SVC_FAIL;
}

enum svc_answer
svc_verdict_issuer(enum svc_reg reg)
{
	if (reg == SVC_REG_UNKNOWN || reg >= SVC_REG__MAX)
		return SVC_UNKNOWN;
	if (reg < SVC_REG_ISSUED)
		return SVC_NA;
	return reg == SVC_REG_SUSPENDED || reg == SVC_REG_REVOKED ||
	    reg == SVC_REG_SUPERSEDED ? SVC_FAIL : SVC_PASS;
}

enum svc_answer
svc_verdict_validity(enum svc_reg reg)
{
	if (reg == SVC_REG_UNKNOWN || reg >= SVC_REG__MAX)
		return SVC_UNKNOWN;
	if (reg < SVC_REG_ISSUED)
		return SVC_NA;
	return reg == SVC_REG_EXPIRED ? SVC_FAIL : SVC_PASS;
}

const char *
svc_headline_name(enum svc_headline h)
{
	static const char *const name[SVC_H__MAX] = {
		[SVC_H_UNDECIDED] = "UNDETERMINED",
		[SVC_H_VALID] = "VALID",
		[SVC_H_SUPERSEDED] = "SUPERSEDED",
		[SVC_H_EXPIRED] = "EXPIRED",
		[SVC_H_SUSPENDED] = "SUSPENDED",
		[SVC_H_UNDETERMINED] = "UNDETERMINED",
		[SVC_H_NO_SEAL] = "NO_SEAL",
		[SVC_H_NOT_ISSUED] = "NOT_ISSUED",
		[SVC_H_REVOKED] = "REVOKED",
		[SVC_H_ALTERED] = "ALTERED",
	};

	return (size_t)h < ES_COUNT(name) ? name[h] : name[SVC_H_UNDECIDED];
}

const char *
svc_reg_name(enum svc_reg r)
{
	static const char *const name[SVC_REG__MAX] = {
		[SVC_REG_UNKNOWN] = "unknown",
		[SVC_REG_ABSENT] = "absent",
		[SVC_REG_OTHER] = "other",
		[SVC_REG_ISSUED] = "issued",
		[SVC_REG_SUPERSEDED] = "superseded",
		[SVC_REG_EXPIRED] = "expired",
		[SVC_REG_SUSPENDED] = "suspended",
		[SVC_REG_REVOKED] = "revoked",
	};

	return (size_t)r < ES_COUNT(name) ? name[r] : name[SVC_REG_UNKNOWN];
}

const char *
svc_check_name(enum svc_check c)
{
	static const char *const name[SVC_CHECK__MAX] = {
		[SVC_CHECK_STRUCTURE] = "structure",
		[SVC_CHECK_DIGEST] = "digest",
		[SVC_CHECK_SEAL] = "seal",
		[SVC_CHECK_CHAIN] = "chain",
		[SVC_CHECK_CERT] = "certificate",
		[SVC_CHECK_TIME] = "time",
		[SVC_CHECK_CHANGES] = "changes",
		[SVC_CHECK_REGISTER] = "register",
		[SVC_CHECK_ISSUER] = "issuer",
		[SVC_CHECK_VALIDITY] = "validity",
	};

	return (size_t)c < ES_COUNT(name) ? name[c] : "unknown";
}

const char *
svc_answer_name(enum svc_answer a)
{
	static const char *const name[SVC_ANSWER__MAX] = {
		[SVC_UNKNOWN] = "unknown",
		[SVC_PASS] = "pass",
		[SVC_FAIL] = "fail",
		[SVC_NA] = "na",
	};

	return (size_t)a < ES_COUNT(name) ? name[a] : name[SVC_UNKNOWN];
}
