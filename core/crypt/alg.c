/* crypt/alg.c - see alg.h. */
#include "crypt/alg.h"

#include "base/limits.h"
#include "crypt/oid.h"

/* What parameters may stand behind an OID. */
enum params { EMPTY, NULL_OR_NONE, SHAKE_LENGTH, PSS };

struct row {
	struct es_view	 oid;
	enum crypt_alg_kind kind;
	enum crypt_way	 way;
	enum crypt_md	 md;
	enum params	 params;
	bool		 weak;
};

#define DIGEST(oid, md)		{ oid, CRYPT_ALG_DIGEST, CRYPT_WAY_NONE, md, \
				    NULL_OR_NONE, false }
/* RFC 5758 has no parameters here; NULL is a common slip, and harmless. */
#define SIGNED(oid, way, md)	{ oid, CRYPT_ALG_SIGNATURE, way, md, \
				    NULL_OR_NONE, false }
#define WEAK(oid, kind, way, md) { oid, kind, way, md, NULL_OR_NONE, true }

static bool
find(struct es_view oid, struct row *out)
{
	const struct row	rows[] = {
		DIGEST(OID_SHA256, CRYPT_SHA256),
		DIGEST(OID_SHA384, CRYPT_SHA384),
		DIGEST(OID_SHA512, CRYPT_SHA512),
		DIGEST(OID_SHA3_256, CRYPT_SHA3_256),
		DIGEST(OID_SHA3_384, CRYPT_SHA3_384),
		DIGEST(OID_SHA3_512, CRYPT_SHA3_512),
		DIGEST(OID_SHAKE256, CRYPT_SHAKE256),
		{ OID_SHAKE256_LEN, CRYPT_ALG_DIGEST, CRYPT_WAY_NONE,
		    CRYPT_SHAKE256, SHAKE_LENGTH, false },
		WEAK(OID_SHA1, CRYPT_ALG_DIGEST, CRYPT_WAY_NONE, CRYPT_SHA1),
		WEAK(OID_MD5, CRYPT_ALG_DIGEST, CRYPT_WAY_NONE,
		    CRYPT_MD_NONE),
		SIGNED(OID_EC_SHA256, CRYPT_ECDSA, CRYPT_SHA256),
		SIGNED(OID_EC_SHA384, CRYPT_ECDSA, CRYPT_SHA384),
		SIGNED(OID_EC_SHA512, CRYPT_ECDSA, CRYPT_SHA512),
		SIGNED(OID_EC_SHA3_256, CRYPT_ECDSA, CRYPT_SHA3_256),
		SIGNED(OID_EC_SHA3_384, CRYPT_ECDSA, CRYPT_SHA3_384),
		SIGNED(OID_EC_SHA3_512, CRYPT_ECDSA, CRYPT_SHA3_512),
		WEAK(OID_EC_SHA1, CRYPT_ALG_SIGNATURE, CRYPT_ECDSA,
		    CRYPT_SHA1),
		/* The digest is then the signer info's: iText 5 and others. */
		SIGNED(OID_EC_KEY, CRYPT_ECDSA, CRYPT_MD_NONE),
		SIGNED(OID_RSA, CRYPT_PKCS1, CRYPT_MD_NONE),
		SIGNED(OID_RSA_SHA256, CRYPT_PKCS1, CRYPT_SHA256),
		SIGNED(OID_RSA_SHA384, CRYPT_PKCS1, CRYPT_SHA384),
		SIGNED(OID_RSA_SHA512, CRYPT_PKCS1, CRYPT_SHA512),
		SIGNED(OID_RSA_SHA3_256, CRYPT_PKCS1, CRYPT_SHA3_256),
		SIGNED(OID_RSA_SHA3_384, CRYPT_PKCS1, CRYPT_SHA3_384),
		SIGNED(OID_RSA_SHA3_512, CRYPT_PKCS1, CRYPT_SHA3_512),
		WEAK(OID_RSA_SHA1, CRYPT_ALG_SIGNATURE, CRYPT_PKCS1,
		    CRYPT_SHA1),
		WEAK(OID_RSA_MD5, CRYPT_ALG_SIGNATURE, CRYPT_WAY_NONE,
		    CRYPT_MD_NONE),
		{ OID_RSA_PSS, CRYPT_ALG_SIGNATURE, CRYPT_PSS, CRYPT_MD_NONE,
		    PSS, false },
		/* RFC 8419: these digests and no other. */
		{ OID_ED25519, CRYPT_ALG_SIGNATURE, CRYPT_EDDSA,
		    CRYPT_SHA512, EMPTY, false },
		{ OID_ED448, CRYPT_ALG_SIGNATURE, CRYPT_EDDSA,
		    CRYPT_SHAKE256, EMPTY, false },
	};
	size_t	i;

	for (i = 0; i < ES_COUNT(rows); i++)
		if (es_view_eq(oid, rows[i].oid)) {
			*out = rows[i];
			return true;
		}
	return false;
}

/* An AlgorithmIdentifier inside [tag]: its digest; NONE: not one of ours. */
static enum crypt_md
inner_md(struct der *d, struct es_view want)
{
	struct der	alg = der_in(d, DER_SEQ), in;
	struct es_view	oid;
	struct crypt_alg a;

	if (want.n != 0) {		/* MGF1 over a digest */
		if (!es_view_eq(der_take(&alg, DER_OID), want)) {
			alg.v = ES_VIEW_EMPTY;
			return CRYPT_MD_NONE;
		}
		in = der_in(&alg, DER_SEQ);
		der_done(&alg);
		alg = in;
	}
	a = crypt_alg_read(&alg, &oid);
	return a.kind == CRYPT_ALG_DIGEST ? a.scheme.md : CRYPT_MD_NONE;
}

/*
 * RSASSA-PSS-params (RFC 4055 3.1); what is left out means SHA-1 and 20.
 * Another digest in the mask is allowed there, and by nobody's policy.
 */
static void
read_pss(struct der *d, struct crypt_alg *a)
{
	struct der	seq = der_in(d, DER_SEQ), in;
	enum crypt_md	md = CRYPT_SHA1, mgf = CRYPT_SHA1;
	int64_t		salt = 20, trailer = 1;

	if (der_peek(&seq) == DER_CONS) {
		in = der_in(&seq, DER_CONS);
		md = inner_md(&in, ES_VIEW_EMPTY);
		der_done(&in);
	}
	if (der_peek(&seq) == (DER_CONS | 1)) {
		in = der_in(&seq, DER_CONS | 1);
		mgf = inner_md(&in, OID_MGF1);
		der_done(&in);
	}
	if (der_peek(&seq) == (DER_CONS | 2)) {
		in = der_in(&seq, DER_CONS | 2);
		salt = der_small(&in);
		der_done(&in);
	}
	if (der_peek(&seq) == (DER_CONS | 3)) {
		in = der_in(&seq, DER_CONS | 3);
		trailer = der_small(&in);
		der_done(&in);
	}
	der_done(&seq);
	if (salt > (int64_t)ES_LIMIT_PSS_SALT)
		der_fail(&seq, "an RSASSA-PSS salt longer than any key");
	if (trailer != 1)
		der_fail(&seq, "an unknown RSASSA-PSS trailer");
	a->weak = md == CRYPT_SHA1 || mgf == CRYPT_SHA1;
	if (md == CRYPT_MD_NONE || md != mgf) {
		a->kind = CRYPT_ALG_FOREIGN;
		return;
	}
	a->scheme.md = md;
	a->scheme.salt = (unsigned)salt;
}

struct crypt_alg
crypt_alg_read(struct der *d, struct es_view *oid)
{
	struct crypt_alg	a = { CRYPT_ALG_FOREIGN, { CRYPT_WAY_NONE,
				    CRYPT_MD_NONE, 0 }, false };
	struct es_view		params;
	struct row		r;

	*oid = der_take(d, DER_OID);
	if (!find(*oid, &r)) {
		(void)der_any(d);
		der_done(d);
		return a;
	}
	a = (struct crypt_alg){ r.kind, { r.way, r.md, 0 }, r.weak };
	if (r.params == PSS) {
		read_pss(d, &a);
		der_done(d);
		return a;
	}
	params = der_any(d);
	der_done(d);
	if (r.params == SHAKE_LENGTH ?
	    !es_view_eq(params, ES_LIT("\x02\x02\x02\x00")) : params.n != 0 &&
	    (r.params == EMPTY || !es_view_eq(params, ES_LIT("\x05\x00"))))
		der_fail(d, "an algorithm with parameters");
	return a;
}

struct es_view
crypt_md_oid(enum crypt_md md)
{
	switch (md) {
	case CRYPT_SHA256:
		return OID_SHA256;
	case CRYPT_SHA384:
		return OID_SHA384;
	case CRYPT_SHA512:
		return OID_SHA512;
	case CRYPT_SHA3_256:
		return OID_SHA3_256;
	case CRYPT_SHA3_384:
		return OID_SHA3_384;
	case CRYPT_SHA3_512:
		return OID_SHA3_512;
	default:
		return ES_VIEW_EMPTY;
	}
}

void
crypt_md_put(struct es_buf *b, enum crypt_md md)
{
	size_t	seq = der_begin(b, DER_SEQ);

	der_put(b, DER_OID, crypt_md_oid(md));
	der_end(b, seq);
}

/* SHA-2 of PKCS1 and ECDSA: all that we sign with. */
static struct es_view
signature_oid(const struct crypt_scheme *s)
{
	switch (s->md) {
	case CRYPT_SHA384:
		return s->way == CRYPT_ECDSA ? OID_EC_SHA384 : OID_RSA_SHA384;
	case CRYPT_SHA512:
		return s->way == CRYPT_ECDSA ? OID_EC_SHA512 : OID_RSA_SHA512;
	default:
		return s->way == CRYPT_ECDSA ? OID_EC_SHA256 : OID_RSA_SHA256;
	}
}

/* A digest inside RSASSA-PSS-params: with NULL (RFC 4055 2.1). */
static void
put_digest_null(struct es_buf *b, enum crypt_md md)
{
	size_t	seq = der_begin(b, DER_SEQ);

	der_put(b, DER_OID, crypt_md_oid(md));
	der_put(b, DER_NULL, ES_VIEW_EMPTY);
	der_end(b, seq);
}

static void
put_pss(struct es_buf *b, const struct crypt_scheme *s)
{
	size_t	seq, at, mgf;

	seq = der_begin(b, DER_SEQ);
	at = der_begin(b, DER_CONS);
	put_digest_null(b, s->md);
	der_end(b, at);
	at = der_begin(b, DER_CONS | 1);
	mgf = der_begin(b, DER_SEQ);
	der_put(b, DER_OID, OID_MGF1);
	put_digest_null(b, s->md);
	der_end(b, mgf);
	der_end(b, at);
	if (s->salt != 20) {		/* DER leaves a default out */
		at = der_begin(b, DER_CONS | 2);
		der_put_num(b, s->salt);
		der_end(b, at);
	}
	der_end(b, seq);
}

void
crypt_scheme_put(struct es_buf *b, const struct crypt_scheme *s)
{
	size_t	seq = der_begin(b, DER_SEQ);

	if (s->way == CRYPT_PSS) {
		der_put(b, DER_OID, OID_RSA_PSS);
		put_pss(b, s);
	} else {
		der_put(b, DER_OID, signature_oid(s));
		if (s->way == CRYPT_PKCS1)	/* RFC 4055 5 */
			der_put(b, DER_NULL, ES_VIEW_EMPTY);
	}
	der_end(b, seq);
}
