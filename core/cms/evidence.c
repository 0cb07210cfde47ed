/*
 * cms/evidence.c - lists and answers inside a CMS; see cms_priv.h.
 *
 * Whoever passes a signature on may put them there or leave them away, and
 * what a signer signs was true when somebody else said it: so they are only
 * found here, and weighed where all evidence is (pki/revoke.h).
 */
#include "cms/cms_priv.h"
#include "crypt/oid.h"

struct cms_evidence
cms_evidence(const struct cms *c, size_t i)
{
	static const struct cms_evidence	 none;

	return i < c->evidence_n ? c->evidence[i] : none;
}

static void
add(struct cms *c, enum cms_evidence_kind kind, struct es_view der)
{
	if (der.n != 0 && c->evidence_n < ES_LIMIT_CMS_EVIDENCE)
		c->evidence[c->evidence_n++] = (struct cms_evidence){ kind,
		    der };
}

/* The content of an OtherRevocationInfoFormat. */
static void
add_other(struct cms *c, struct der *d)
{
	struct es_view	oid = der_take(d, DER_OID);
	struct es_view	der = der_any(d);

	der_done(d);
	if (d->fail->why == NULL && es_view_eq(oid, OID_RI_OCSP))
		add(c, CMS_EVIDENCE_OCSP, der);
}

bool
cms_read_crls(struct cms *c, struct es_view set)
{
	struct der_fail	quiet = { NULL };
	struct der	d = der_open(set, &quiet), in;
	bool		other = false;

	while (d.v.n != 0 && quiet.why == NULL) {
		if (der_peek(&d) != (DER_CONS | 1)) {
			add(c, CMS_EVIDENCE_CRL, der_whole(&d, DER_SEQ));
			continue;
		}
		in = der_in(&d, DER_CONS | 1);
		add_other(c, &in);
		other = true;
	}
	return other;
}

/* SEQUENCE { [0] SEQUENCE OF list, [1] SEQUENCE OF answer, [2] other }. */
void
cms_read_archival(struct cms *c, struct es_view value)
{
	struct der_fail	quiet = { NULL };
	struct der	d = der_open(value, &quiet), all, part, list;
	uint8_t		tag;

	all = der_in(&d, DER_SEQ);
	while (all.v.n != 0 && quiet.why == NULL) {
		tag = der_peek(&all);
		part = der_in(&all, tag);
		if (tag != DER_CONS && tag != (DER_CONS | 1))
			continue;
		list = der_in(&part, DER_SEQ);
		while (list.v.n != 0 && quiet.why == NULL)
			add(c, tag == DER_CONS ? CMS_EVIDENCE_CRL :
			    CMS_EVIDENCE_OCSP, der_whole(&list, DER_SEQ));
	}
}
