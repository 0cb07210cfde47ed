/*
 * svc/verify/inspect_cms.c - a CMS taken apart for inspect.h.
 *
 * Not cms/verify.h: that one stops at the first breach of a rule, and a file
 * is looked at because something is wrong with it.  This walks as far as the
 * DER goes and prints what is there.
 */
#include "base/limits.h"
#include "base/time.h"
#include "crypt/ber.h"
#include "crypt/der.h"
#include "crypt/oid.h"
#include "crypt/text.h"
#include "pki/cert.h"
#include "svc/verify/inspect_priv.h"
#include "svc/verify/report_priv.h"

enum { TOKEN_DEPTH = 1 };	/* time stamps on a time stamp: not shown */

static json_t	*signed_data(struct es_view der, int depth);

json_t *
svc_inspect_hex(struct es_view v)
{
	struct es_buf	 b;
	json_t		*j;

	es_buf_init(&b, 2 * v.n + 2);
	es_buf_add_hex(&b, v.p, v.n);
	j = json_stringn((const char *)b.p, b.n);
	es_buf_clear(&b);
	return j != NULL ? j : json_string("");
}

static json_t *
oid_text(struct es_view oid)
{
	struct es_buf	 b;
	json_t		*j;

	es_buf_init(&b, 4 * ES_KIB);
	der_oid_to_text(&b, oid);
	j = json_stringn((const char *)b.p, b.n);
	es_buf_clear(&b);
	return j != NULL ? j : json_string("?");
}

static json_t *
instant(int64_t t)
{
	char	 iso[ES_TIME_ISO];

	return json_string(es_time_iso(t, 0, iso));
}

json_t *
svc_inspect_cert(struct es_view der)
{
	struct pki_cert	*c;
	json_t		*j;

	if (pki_cert_parse(&c, der, NULL) < 0)
		return json_null();
	j = json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:o}",
	    "subject", svc_json_text(es_view_str(pki_cert_subject(c))),
	    "issuer", svc_json_text(es_view_str(pki_cert_issuer(c))),
	    "serial", svc_inspect_hex(pki_cert_serial(c)),
	    "not_before", instant(pki_cert_not_before(c)),
	    "not_after", instant(pki_cert_not_after(c)),
	    "ca", pki_cert_is_ca(c),
	    "sha256", svc_inspect_hex(pki_cert_fingerprint(c)));
	pki_cert_free(c);
	return j;
}

static json_t *
algorithm(struct der *d)
{
	struct der	a = der_in(d, DER_SEQ);

	return oid_text(der_take(&a, DER_OID));
}

/* What an attribute's first value says, where a line can say it. */
static json_t *
value(struct es_view oid, struct es_view whole, int depth)
{
	struct der_fail	 f = { NULL };
	struct der	 d = der_open(whole, &f);
	uint8_t		 tag = der_peek(&d);

	switch (tag) {
	case DER_OID:
		return oid_text(der_take(&d, tag));
	case DER_OCTETS:
		return svc_inspect_hex(der_take(&d, tag));
	case DER_UTCTIME:
	case DER_TIME:
		return svc_json_text(der_take(&d, tag));
	case DER_SEQ:
		if (depth < TOKEN_DEPTH && es_view_eq(oid, OID_TIME_TOKEN))
			return signed_data(whole, depth + 1);
		return json_null();
	default:
		return json_null();
	}
}

static json_t *
attributes(struct der *set, int depth)
{
	json_t		*list = json_array();
	struct der	 a, values;
	struct es_view	 oid;
	size_t		 n;

	for (n = 0; set->v.n != 0 && set->fail->why == NULL &&
	    n < ES_LIMIT_CMS_ATTRS; n++) {
		a = der_in(set, DER_SEQ);
		oid = der_take(&a, DER_OID);
		values = der_in(&a, DER_SET);
		if (set->fail->why == NULL)
			json_array_append_new(list, json_pack("{s:o, s:o}",
			    "type", oid_text(oid), "value",
			    value(oid, der_any(&values), depth)));
	}
	return list;
}

/* SignerIdentifier: the serial number, or the key's identifier. */
static json_t *
identifier(struct der *d)
{
	struct der	s;

	if (der_peek(d) != DER_SEQ)
		return json_pack("{s:o}", "key", svc_inspect_hex(
		    der_take(d, DER_CTX)));
	s = der_in(d, DER_SEQ);
	(void)der_whole(&s, DER_SEQ);
	return json_pack("{s:o}", "serial", svc_inspect_hex(der_int(&s)));
}

static json_t *
signer(struct der *set, int depth)
{
	json_t		*m = json_object();
	struct der	 si = der_in(set, DER_SEQ), attrs;

	json_object_set_new(m, "version", json_integer(der_small(&si)));
	json_object_set_new(m, "identifier", identifier(&si));
	json_object_set_new(m, "digest_algorithm", algorithm(&si));
	if (der_peek(&si) == DER_CONS) {
		attrs = der_in(&si, DER_CONS);
		json_object_set_new(m, "signed_attributes",
		    attributes(&attrs, depth));
	}
	json_object_set_new(m, "signature_algorithm", algorithm(&si));
	json_object_set_new(m, "signature_bytes", json_integer(
	    (json_int_t)der_take(&si, DER_OCTETS).n));
	if (der_peek(&si) == (DER_CONS | 1)) {
		attrs = der_in(&si, DER_CONS | 1);
		json_object_set_new(m, "unsigned_attributes",
		    attributes(&attrs, depth));
	}
	return m;
}

static json_t *
certificates(struct der *set)
{
	json_t		*list = json_array();
	struct es_view	 v;
	size_t		 n;

	for (n = 0; n < ES_LIMIT_CMS_CERTS && (v = der_any(set)).n != 0; n++)
		json_array_append_new(list, svc_inspect_cert(v));
	return list;
}

/* TSTInfo: what was stamped, and when. */
static void
tst_info(json_t *m, struct es_view der)
{
	struct der_fail	 f = { NULL };
	struct der	 d = der_open(der, &f), info, imprint;
	json_t		*md;

	info = der_in(&d, DER_SEQ);
	(void)der_small(&info);
	json_object_set_new(m, "policy", oid_text(der_take(&info, DER_OID)));
	imprint = der_in(&info, DER_SEQ);
	md = algorithm(&imprint);
	json_object_set_new(m, "imprint", json_pack("{s:o, s:o}",
	    "algorithm", md, "digest",
	    svc_inspect_hex(der_take(&imprint, DER_OCTETS))));
	json_object_set_new(m, "serial", svc_inspect_hex(der_int(&info)));
	json_object_set_new(m, "time", instant(der_time(&info)));
}

static void
members(json_t *m, struct der *sd, int depth)
{
	json_t		*list = json_array();
	struct es_view	 type;
	struct der	 in, ctx;
	size_t		 n;

	json_object_set_new(m, "version", json_integer(der_small(sd)));
	(void)der_whole(sd, DER_SET);
	in = der_in(sd, DER_SEQ);
	type = der_take(&in, DER_OID);
	json_object_set_new(m, "content_type", oid_text(type));
	if (der_peek(&in) == DER_CONS) {
		ctx = der_in(&in, DER_CONS);
		type = der_take(&ctx, DER_OCTETS);
		json_object_set_new(m, "content_bytes",
		    json_integer((json_int_t)type.n));
		tst_info(m, type);
	}
	if (der_peek(sd) == DER_CONS) {
		in = der_in(sd, DER_CONS);
		json_object_set_new(m, "certificates", certificates(&in));
	}
	if (der_peek(sd) == (DER_CONS | 1))
		(void)der_whole(sd, DER_CONS | 1);
	in = der_in(sd, DER_SET);
	for (n = 0; in.v.n != 0 && in.fail->why == NULL &&
	    n < ES_LIMIT_CMS_ATTRS; n++)
		json_array_append_new(list, signer(&in, depth));
	json_object_set_new(m, "signers", list);
}

static json_t *
signed_data(struct es_view der, int depth)
{
	json_t		*m = json_object();
	struct der_fail	 f = { NULL };
	struct der	 d = der_open(der, &f), ci, ctx, sd;

	ci = der_in(&d, DER_SEQ);
	json_object_set_new(m, "type", oid_text(der_take(&ci, DER_OID)));
	ctx = der_in(&ci, DER_CONS);
	sd = der_in(&ctx, DER_SEQ);
	if (f.why == NULL)
		members(m, &sd, depth);
	der_done(&sd);
	if (f.why != NULL)
		json_object_set_new(m, "stops_at", json_string(f.why));
	return m;
}

json_t *
svc_inspect_cms(struct es_view der)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 made;
	json_t		*m;

	es_buf_init(&made, ES_LIMIT_CMS);
	if (ber_to_der(der, &made, &e) < 0) {
		m = json_pack("{s:o}", "stops_at",
		    svc_json_text(es_view_str(e.msg)));
	} else {
		m = signed_data(es_buf_view(&made), 0);
		json_object_set_new(m, "bytes", json_integer(
		    (json_int_t)der.n));
		json_object_set_new(m, "der", json_boolean(es_view_eq(der,
		    es_buf_view(&made))));
	}
	es_buf_clear(&made);
	return m;
}
