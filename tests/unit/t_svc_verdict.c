/* Headlines: every combination of answers against rules stated otherwise. */
#include "base/err.h"
#include "svc/verify/verdict.h"
#include "tap.h"

#define NCHECK	SVC_CHECK_REGISTER

struct line {
	const char	*name;
	const char	*checks;	/* one letter each: p f n ? */
	enum svc_reg	 reg;
	enum svc_headline want;
};

/* structure digest seal chain certificate time changes */
static const struct line lines[] = {
	{ "ours", "ppppppp", SVC_REG_ISSUED, SVC_H_VALID },
	{ "no later revision", "ppppppn", SVC_REG_ISSUED, SVC_H_VALID },
	{ "status not asked", "pppp?pp", SVC_REG_ISSUED, SVC_H_VALID },
	{ "no time stamp", "pppppnp", SVC_REG_ISSUED, SVC_H_VALID },
	{ "superseded", "ppppppp", SVC_REG_SUPERSEDED, SVC_H_SUPERSEDED },
	{ "expired", "ppppppp", SVC_REG_EXPIRED, SVC_H_EXPIRED },
	{ "suspended", "ppppppp", SVC_REG_SUSPENDED, SVC_H_SUSPENDED },
	{ "revoked", "ppppppp", SVC_REG_REVOKED, SVC_H_REVOKED },
	{ "revoked, chain away", "ppp?ppp", SVC_REG_REVOKED, SVC_H_REVOKED },
	{ "a byte flipped", "pfppppp", SVC_REG_OTHER, SVC_H_ALTERED },
	{ "unreadable and broken", "ffp?ppp", SVC_REG_OTHER, SVC_H_ALTERED },
	{ "signature flipped", "ppfpp?p", SVC_REG_OTHER, SVC_H_ALTERED },
	{ "page added", "ppppppf", SVC_REG_ISSUED, SVC_H_ALTERED },
	{ "token exchanged", "pppppfp", SVC_REG_OTHER, SVC_H_ALTERED },
	{ "somebody's seal", "pppf??p", SVC_REG_ABSENT, SVC_H_NOT_ISSUED },
	{ "lookalike", "pppfppp", SVC_REG_OTHER, SVC_H_NOT_ISSUED },
	{ "key misused", "ppppppp", SVC_REG_ABSENT, SVC_H_NOT_ISSUED },
	{ "certificate revoked", "ppppfpp", SVC_REG_ISSUED, SVC_H_REVOKED },
	{ "database away", "ppppppp", SVC_REG_UNKNOWN, SVC_H_UNDETERMINED },
	{ "altered, database away", "pfppppp", SVC_REG_UNKNOWN,
	    SVC_H_ALTERED },
	{ "chain not known", "ppp?ppp", SVC_REG_ISSUED, SVC_H_UNDETERMINED },
	{ "changes not known", "pppppp?", SVC_REG_ISSUED,
	    SVC_H_UNDETERMINED },
	{ "nobody looked", "???????", SVC_REG_UNKNOWN, SVC_H_UNDETERMINED },
	{ "nobody looked, known", "???????", SVC_REG_ISSUED,
	    SVC_H_UNDETERMINED },
};

static enum svc_answer
answer(char c)
{
	switch (c) {
	case 'p':
		return SVC_PASS;
	case 'f':
		return SVC_FAIL;
	case 'n':
		return SVC_NA;
	default:
		return SVC_UNKNOWN;
	}
}

static void
test_lines(void)
{
	struct svc_facts	 f;
	size_t			 i, k;

	for (i = 0; i < ES_COUNT(lines); i++) {
		for (k = 0; k < NCHECK; k++)
			f.check[k] = answer(lines[i].checks[k]);
		f.reg = lines[i].reg;
		is_str(svc_headline_name(svc_verdict_seal(&f)),
		    svc_headline_name(lines[i].want), lines[i].name);
	}
}

static int
passed_or_na(enum svc_answer a)
{
	return a == SVC_PASS || a == SVC_NA;
}

/* The conditions of VALID, written down a second time. */
static int
may_be_good(const struct svc_facts *f)
{
	return f->check[SVC_CHECK_STRUCTURE] == SVC_PASS &&
	    f->check[SVC_CHECK_DIGEST] == SVC_PASS &&
	    f->check[SVC_CHECK_SEAL] == SVC_PASS &&
	    f->check[SVC_CHECK_CHAIN] == SVC_PASS &&
	    f->check[SVC_CHECK_CERT] != SVC_FAIL &&
	    f->check[SVC_CHECK_TIME] != SVC_FAIL &&
	    passed_or_na(f->check[SVC_CHECK_CHANGES]) &&
	    f->reg == SVC_REG_ISSUED;
}

static int
is_bad(enum svc_headline h)
{
	return h == SVC_H_ALTERED || h == SVC_H_NOT_ISSUED ||
	    h == SVC_H_REVOKED;
}

/* All 4^7 * 8 combinations. */
static void
test_all(void)
{
	struct svc_facts	 f, worse;
	enum svc_headline	 h;
	unsigned long		 x, n, good = 0, wrong_good = 0, missed = 0;
	unsigned long		 not_bad = 0, better = 0;
	size_t			 k;

	n = (1UL << (2 * NCHECK)) * SVC_REG__MAX;
	for (x = 0; x < n; x++) {
		for (k = 0; k < NCHECK; k++)
			f.check[k] = (x >> (2 * k)) & 3;
		f.reg = (enum svc_reg)(x >> (2 * NCHECK));
		h = svc_verdict_seal(&f);
		good += h == SVC_H_VALID;
		wrong_good += h == SVC_H_VALID && !may_be_good(&f);
		missed += h != SVC_H_VALID && may_be_good(&f);
		for (k = 0; k < NCHECK; k++) {
			/* A structure that fails may still be undecided. */
			if (k != SVC_CHECK_STRUCTURE &&
			    f.check[k] == SVC_FAIL && !is_bad(h) && h != SVC_H_UNDETERMINED)
				not_bad++;
			/*
			 * Looking and finding a fault never helps; a file
			 * that cannot be read tells less, so not there.
			 */
			if (k == SVC_CHECK_STRUCTURE)
				continue;
			worse = f;
			worse.check[k] = SVC_FAIL;
			if (h == SVC_H_VALID || is_bad(h))
				better += svc_verdict_seal(&worse) < h &&
				    !is_bad(svc_verdict_seal(&worse));
		}
	}
	ok(good > 0, "%lu of %lu combinations are VALID", good, n);
	ok(wrong_good == 0, "none of them without all its conditions");
	ok(missed == 0, "and none with them is called otherwise");
	ok(not_bad == 0, "a failed check is never a harmless headline");
	ok(better == 0, "a further fault never makes a better headline");
}

static void
test_file(void)
{
	struct svc_facts	 two[2], zero;
	size_t			 i, k;

	memset(&zero, 0, sizeof(zero));
	ok(svc_verdict_seal(&zero) == SVC_H_UNDETERMINED, "zeros: unknown");
	ok(svc_verdict_file(SVC_PASS, NULL, 0) == SVC_H_NO_SEAL, "no seal");
	ok(svc_verdict_file(SVC_FAIL, NULL, 0) == SVC_H_UNDETERMINED,
	    "unreadable without a seal");
	ok(svc_verdict_file(SVC_UNKNOWN, NULL, 0) == SVC_H_UNDETERMINED,
	    "not looked at");
	for (i = 0; i < 2; i++) {
		for (k = 0; k < NCHECK; k++)
			two[i].check[k] = SVC_PASS;
		two[i].reg = SVC_REG_ISSUED;
	}
	ok(svc_verdict_file(SVC_PASS, two, 2) == SVC_H_VALID, "two good");
	ok(svc_verdict_file(SVC_FAIL, two, 2) == SVC_H_UNDETERMINED,
	    "good seals in a file that cannot be read to the end");
	two[1].reg = SVC_REG_EXPIRED;
	ok(svc_verdict_file(SVC_PASS, two, 2) == SVC_H_EXPIRED,
	    "worst: expired");
	two[0].check[SVC_CHECK_DIGEST] = SVC_FAIL;
	ok(svc_verdict_file(SVC_PASS, two, 2) == SVC_H_ALTERED,
	    "worst: altered");
	ok(svc_verdict_file(SVC_FAIL, two, 2) == SVC_H_ALTERED,
	    "altered stays altered");
}

static void
test_code(void)
{
	static const enum svc_headline want[SVC_REG__MAX] = {
		[SVC_REG_UNKNOWN] = SVC_H_UNDETERMINED,
		[SVC_REG_ABSENT] = SVC_H_NOT_ISSUED,
		[SVC_REG_OTHER] = SVC_H_ALTERED,
		[SVC_REG_ISSUED] = SVC_H_VALID,
		[SVC_REG_SUPERSEDED] = SVC_H_SUPERSEDED,
		[SVC_REG_EXPIRED] = SVC_H_EXPIRED,
		[SVC_REG_SUSPENDED] = SVC_H_SUSPENDED,
		[SVC_REG_REVOKED] = SVC_H_REVOKED,
	};
	int	 r;

	for (r = 0; r < SVC_REG__MAX; r++)
		ok(svc_verdict_code(r) == want[r], "by code: %s",
		    svc_headline_name(want[r]));
	ok(svc_verdict_code(99) == SVC_H_UNDETERMINED, "out of range");
	is_str(svc_headline_name(99), "UNDETERMINED", "name out of range");
	ok(svc_verdict_issuer(SVC_REG_SUSPENDED) == SVC_FAIL &&
	    svc_verdict_issuer(SVC_REG_EXPIRED) == SVC_PASS &&
	    svc_verdict_issuer(SVC_REG_UNKNOWN) == SVC_UNKNOWN, "issuer");
	ok(svc_verdict_validity(SVC_REG_EXPIRED) == SVC_FAIL &&
	    svc_verdict_validity(SVC_REG_ABSENT) == SVC_NA, "validity");
	ok(svc_verdict_register(SVC_REG_OTHER) == SVC_FAIL &&
	    svc_verdict_register(SVC_REG_REVOKED) == SVC_PASS, "register");
}

int
main(void)
{
	test_lines();
	test_all();
	test_file();
	test_code();
	return done();
}
