/*
 * esign/level.c - which PAdES baseline level a seal has reached: computed
 * from what the file holds, never taken from who made it (EN 319 142-1 6).
 *
 * B-T a time stamp that holds; B-LT the file itself has what it takes to
 * judge the signer's path and that of every time stamp on the seal without a
 * net; B-LTA a document time stamp over that.  What came behind the stamp (the
 * data of its own authority, as others write them at once) takes nothing away.
 */
#include <stdio.h>

#include "base/limits.h"
#include "esign/esign_priv.h"

static int
stop(struct one *o, enum esign_level l, const char *lacks,
    const struct pki_cert *whose)
{
	o->seal.level = l;
	(void)snprintf(o->lacks, sizeof(o->lacks), "%s%.120s%s", lacks,
	    whose == NULL ? "" : pki_cert_holder(whose), whose == NULL ? "" :
	    "\"");
	return 0;
}

/* As PAdES baseline demands of every seal. */
static const char *
not_baseline(const struct one *o)
{
	const struct esign_seal	*s = &o->seal;

	if (s->sig->subfilter != PDF_SUBFILTER_CADES || o->loose)
		return "it is not made as PAdES demands";
	if (s->cms.strength != CMS_STRENGTH_FINE)
		return "its algorithms are too weak, or not known";
	if (s->cms.certificate != CMS_FIT_YES ||
	    (s->warnings & ESIGN_WARN_NO_ESS))
		return "it does not name its signer's certificate";
	if (s->claimed == 0)
		return "it does not say when it was made";
	if (s->warnings & ESIGN_WARN_SIGNING_TIME)
		return "it has an attribute that PAdES forbids";
	return NULL;
}

/* The document stamp that proves the seal's time, if none of its own does. */
static const struct one *
outer_stamp(const struct court *c, const struct one *o)
{
	const struct one	*best = NULL;
	size_t			 i;

	for (i = 0; i < c->nproof; i++)
		if (c->proof[i].rev > o->seal.sig->rev)
			best = c->proof[i].stamp;	/* the oldest is last */
	return best;
}

/* What the paths of its time stamps lack. */
static int
stamps_lack(const struct court *c, struct pki_evidence *data,
    const struct one *o, const struct pki_cert **out, struct es_err *err)
{
	const struct esign_seal	*s = &o->seal;
	const struct one	*outer;
	size_t			 i, own = 0;

	*out = NULL;
	for (i = 0; i < s->nstamps && *out == NULL; i++) {
		if (s->stamp[i].main != ESIGN_PASSED)
			continue;
		own++;
		if (esign_path_lacks(c, data, &o->stamped[i],
		    s->stamp[i].time, out, err) < 0)
			return -1;
	}
	if (own > 0 || (outer = outer_stamp(c, o)) == NULL)
		return 0;
	return esign_path_lacks(c, data, &outer->stamped[0],
	    outer->seal.stamp[0].time, out, err);
}

/* A document stamp that holds, over the seal and all that it needs.  1 yes. */
static int
archived(const struct court *c, const struct one *o, struct es_err *err)
{
	const struct pki_cert	*lacks = NULL;

	/* The newest covers most. */
	if (c->nproof == 0 || c->proof[0].rev <= o->seal.sig->rev)
		return 0;
	if (c->under == NULL)
		return 1;
	if (esign_path_lacks(c, c->under, &o->path, o->seal.proven, &lacks,
	    err) < 0)
		return -1;
	if (lacks == NULL && stamps_lack(c, c->under, o, &lacks, err) < 0)
		return -1;
	return lacks == NULL;
}

int
esign_judge_level(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	const struct pki_cert	*lacks;
	const char		*not;
	int			 rc;

	s->lacks = o->lacks;
	if (s->integrity != ESIGN_INTACT)
		return 0;
	if ((not = not_baseline(o)) != NULL)
		return stop(o, ESIGN_LEVEL_NONE, not, NULL);
	if (s->proof == ESIGN_PROOF_NONE)
		return stop(o, ESIGN_B_B, "no time stamp that holds", NULL);
	if (s->trust != PKI_TRUSTED)
		return stop(o, ESIGN_B_T, "no path to a trusted root", NULL);
	if (!c->dss.present)
		return stop(o, ESIGN_B_T, "no validation data in the file",
		    NULL);
	if (esign_path_lacks(c, c->file, &o->path, s->proven, &lacks,
	    err) < 0)
		return -1;
	if (lacks != NULL)
		return stop(o, ESIGN_B_T, "the file holds no revocation data "
		    "for \"", lacks);
	if (stamps_lack(c, c->file, o, &lacks, err) < 0)
		return -1;
	if (lacks != NULL)
		return stop(o, ESIGN_B_T, "the file holds no revocation data "
		    "for the time stamp's \"", lacks);
	if ((rc = archived(c, o, err)) <= 0)
		return rc < 0 ? -1 : stop(o, ESIGN_B_LT, "no document time "
		    "stamp behind the validation data", NULL);
	return stop(o, ESIGN_B_LTA, "", NULL);
}

/*
 * SOG-IS agreed mechanisms and ETSI TS 119 312: RSA under 3000 bits is given
 * up at the end of 2028.  Of the curves and of SHA-2 no end is known.
 */
#define RSA_SMALL_UNTIL	1861920000	/* 2029-01-01T00:00:00Z */

int64_t
esign_key_until(const struct pki_cert *cert)
{
	const struct crypt_pub	*pub = pki_cert_pub(cert);

	return pub != NULL && crypt_pub_kind(pub) == CRYPT_RSA &&
	    crypt_pub_bits(pub) < 3000 ? RSA_SMALL_UNTIL : 0;
}
