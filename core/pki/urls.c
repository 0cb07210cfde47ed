/* pki/urls.c - see urls.h. */
#include "pki/urls.h"

#include "pki/pki_priv.h"

enum { CE_POINTS = 31, URL_MAX = 1024, TAG_URI = DER_CTX | 6 };

#define OID_AIA		ES_LIT("\x2b\x06\x01\x05\x05\x07\x01\x01")
#define OID_AD_OCSP	ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01")
#define OID_AD_ISSUERS	ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x02")

struct urls {
	struct es_view	*out;
	size_t		 max, n;
};

static void
add_url(struct urls *u, struct es_view v)
{
	size_t	i;

	if (u->n == u->max || v.n > URL_MAX ||
	    (!es_view_starts(v, ES_LIT("http://")) &&
	    !es_view_starts(v, ES_LIT("https://"))))
		return;
	for (i = 0; i < v.n; i++)
		if (v.p[i] <= 0x20 || v.p[i] >= 0x7f)
			return;
	u->out[u->n++] = v;
}

/* GeneralNames: those that are addresses. */
static void
add_names(struct urls *u, struct der names)
{
	while (der_peek(&names) != 0)
		if (der_peek(&names) == TAG_URI)
			add_url(u, der_take(&names, TAG_URI));
		else
			(void)der_any(&names);
}

static void
read_points(struct urls *u, struct der d)
{
	struct der	list = der_in(&d, DER_SEQ), point, name;

	while (der_peek(&list) != 0) {
		point = der_in(&list, DER_SEQ);
		if (der_peek(&point) != DER_CONS)
			continue;
		name = der_in(&point, DER_CONS);
		if (der_peek(&name) == DER_CONS)	/* fullName */
			add_names(u, der_in(&name, DER_CONS));
	}
}

static void
read_access(struct urls *u, struct der d, struct es_view method)
{
	struct der	list = der_in(&d, DER_SEQ), one;

	while (der_peek(&list) != 0) {
		one = der_in(&list, DER_SEQ);
		if (es_view_eq(der_take(&one, DER_OID), method))
			add_names(u, one);
	}
}

size_t
pki_cert_urls(const struct pki_cert *c, enum pki_url kind,
    struct es_view *out, size_t max)
{
	struct der_fail	fail = { NULL }, inner = { NULL };
	struct urls	u = { out, max, 0 };
	struct der	list = pki_cert_exts(c, &fail), in;
	struct pki_ext	e;

	while (pki_ext_next(&list, &e)) {
		in = der_open(e.value, &inner);
		if (kind == PKI_URL_CRL && pki_ext_ce(e.oid) == CE_POINTS)
			read_points(&u, in);
		else if (kind != PKI_URL_CRL && es_view_eq(e.oid, OID_AIA))
			read_access(&u, in, kind == PKI_URL_OCSP ?
			    OID_AD_OCSP : OID_AD_ISSUERS);
	}
	return fail.why == NULL && inner.why == NULL ? u.n : 0;
}
