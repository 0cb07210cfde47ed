/* pki/judge.c - see judge.h. */
#include "pki/judge.h"

#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "crypt/crypt_priv.h"
#include "pki/cert_priv.h"

enum { REMEMBERED = 64 };

/* A path that held: for this leaf and purpose, between two times. */
struct seen {
	struct pki_cert		*path[ES_LIMIT_CHAIN];
	size_t			 path_n;	/* 0: free */
	enum pki_purpose	 purpose;
	int64_t			 from, until;
};

struct pki_trust {
	struct pki_cache	*cache;
	X509_STORE		*store;		/* the roots */
	struct pki_cert		*root[ES_LIMIT_TRUST_ROOTS];
	size_t			 root_n;
	struct pki_cert		*hint[ES_LIMIT_TRUST_ROOTS];
	size_t			 hint_n;
	struct seen		 seen[REMEMBERED];
	size_t			 next;		/* slot to be reused */
	struct pki_cert		*last[ES_LIMIT_CHAIN];	/* path handed out */
	size_t			 last_n;
};

const char *
pki_verdict_name(enum pki_verdict v)
{
	static const char *const	names[PKI_VERDICT__MAX] = {
		[PKI_UNKNOWN] = "unknown",
		[PKI_TRUSTED] = "trusted",
		[PKI_NO_PATH] = "no-path",
		[PKI_EXPIRED] = "expired",
		[PKI_NOT_YET] = "not-yet-valid",
		[PKI_BAD_SIGNATURE] = "bad-signature",
		[PKI_BAD_CA] = "bad-ca",
		[PKI_WRONG_PURPOSE] = "wrong-purpose",
		[PKI_WEAK] = "weak",
		[PKI_BROKEN] = "broken",
	};

	return (unsigned)v < PKI_VERDICT__MAX ? names[v] : "unknown";
}

int
pki_trust_new(struct pki_trust **out, struct es_err *err)
{
	struct pki_trust	*t;

	*out = NULL;
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return es_fail(err, ES_E_NOMEM, "trust: out of memory");
	if ((t->store = X509_STORE_new()) == NULL) {
		free(t);
		return crypt_fail(err, ES_E_NOMEM, "trust: out of memory");
	}
	if (pki_cache_new(&t->cache, err) < 0) {
		pki_trust_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

static void
forget(struct seen *s)
{
	for (; s->path_n > 0; s->path_n--)
		pki_cert_free(s->path[s->path_n - 1]);
}

static void
forget_all(struct pki_trust *t)
{
	size_t	i;

	for (i = 0; i < REMEMBERED; i++)
		forget(&t->seen[i]);
}

static void
drop_last(struct pki_trust *t)
{
	for (; t->last_n > 0; t->last_n--)
		pki_cert_free(t->last[t->last_n - 1]);
}

void
pki_trust_free(struct pki_trust *t)
{
	size_t	i;

	if (t == NULL)
		return;
	forget_all(t);
	drop_last(t);
	for (i = 0; i < t->root_n; i++)
		pki_cert_free(t->root[i]);
	for (i = 0; i < t->hint_n; i++)
		pki_cert_free(t->hint[i]);
	X509_STORE_free(t->store);
	pki_cache_free(t->cache);
	free(t);
}

int
pki_trust_add(struct pki_trust *t, struct pki_cert *root, struct es_err *err)
{
	if (t->root_n == ES_LIMIT_TRUST_ROOTS)
		return es_fail(err, ES_E_LIMIT, "trust: more than %zu roots",
		    ES_LIMIT_TRUST_ROOTS);
	if (!pki_cert_is_ca(root) ||
	    !es_view_eq(root->issuer, root->subject))
		return es_fail(err, ES_E_INPUT, "trust: \"%.100s\" is not a "
		    "root", pki_cert_subject(root));
	if (X509_STORE_add_cert(t->store, root->x) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "trust: adding a root");
	t->root[t->root_n++] = pki_cert_ref(root);
	forget_all(t);
	return 0;
}

int
pki_trust_hint(struct pki_trust *t, struct pki_cert *ca, struct es_err *err)
{
	if (t->hint_n == ES_LIMIT_TRUST_ROOTS)
		return es_fail(err, ES_E_LIMIT, "trust: more than %zu hints",
		    ES_LIMIT_TRUST_ROOTS);
	t->hint[t->hint_n++] = pki_cert_ref(ca);
	return 0;
}

struct pki_cache *
pki_trust_cache(struct pki_trust *t)
{
	return t->cache;
}

static enum pki_verdict
verdict_of(int x509_error)
{
	switch (x509_error) {
	case X509_V_OK:
		return PKI_TRUSTED;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return PKI_EXPIRED;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return PKI_NOT_YET;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_CERT_CHAIN_TOO_LONG:
	case X509_V_ERR_CERT_UNTRUSTED:
		return PKI_NO_PATH;
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
	case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
	case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
		return PKI_BAD_SIGNATURE;
	case X509_V_ERR_INVALID_CA:
	case X509_V_ERR_PATH_LENGTH_EXCEEDED:
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
		return PKI_BAD_CA;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return PKI_WEAK;
	default:
		return PKI_BROKEN;
	}
}

/* Key usage and extended key usage of the leaf, pades.md section 5. */
static const char *
purpose_breach(const struct pki_cert *c, enum pki_purpose purpose)
{
	const unsigned	docs = PKI_EKU_DOCUMENT | PKI_EKU_EMAIL |
			    PKI_EKU_ADOBE | PKI_EKU_ANY | PKI_EKU_ABSENT;

	if ((c->ku & (PKI_KU_SIGN | PKI_KU_COMMIT | PKI_KU_ABSENT)) == 0)
		return "its key usage does not allow signatures";
	switch (purpose) {
	case PKI_FOR_SEAL:
		if (c->ca)
			return "a CA certificate does not seal documents";
		return (c->eku & docs) != 0 ? NULL :
		    "its extended key usage does not allow documents";
	case PKI_FOR_TIME:
		return c->eku == (PKI_EKU_TIME | PKI_EKU_CRITICAL) ? NULL :
		    "timeStamping must be its sole, critical purpose";
	case PKI_FOR_OCSP:
		return (c->eku & PKI_EKU_OCSP) != 0 ? NULL :
		    "its extended key usage does not allow OCSP";
	case PKI_FOR_NOTHING:
		break;
	}
	return "no purpose was asked for";
}

/* Our certificate for an object of OpenSSL's path. */
static struct pki_cert *
find_cert(struct pki_trust *t, struct pki_cert *leaf,
    struct pki_cert *const *more, size_t n, const X509 *x)
{
	size_t	i;

	if (X509_cmp(leaf->x, x) == 0)
		return leaf;
	for (i = 0; i < n; i++)
		if (X509_cmp(more[i]->x, x) == 0)
			return more[i];
	for (i = 0; i < t->hint_n; i++)
		if (X509_cmp(t->hint[i]->x, x) == 0)
			return t->hint[i];
	for (i = 0; i < t->root_n; i++)
		if (X509_cmp(t->root[i]->x, x) == 0)
			return t->root[i];
	return NULL;
}

static void
take_path(struct pki_trust *t, X509_STORE_CTX *ctx, struct pki_cert *leaf,
    struct pki_cert *const *more, size_t n, struct pki_judgement *out)
{
	STACK_OF(X509)	*path = X509_STORE_CTX_get0_chain(ctx);
	struct pki_cert	*c;
	int		 i;

	drop_last(t);
	for (i = 0; i < sk_X509_num(path) && t->last_n < ES_LIMIT_CHAIN;
	    i++) {
		c = find_cert(t, leaf, more, n, sk_X509_value(path, i));
		if (c == NULL)
			break;
		t->last[t->last_n] = pki_cert_ref(c);
		out->path[t->last_n++] = c;
		if (i == 0 || c->from > out->from)
			out->from = c->from;
		if (i == 0 || c->until < out->until)
			out->until = c->until;
	}
	out->path_n = t->last_n;
}

static void
remember(struct pki_trust *t, enum pki_purpose purpose,
    const struct pki_judgement *j)
{
	struct seen	*s = &t->seen[t->next];
	size_t		 i;

	t->next = (t->next + 1) % REMEMBERED;
	forget(s);
	for (i = 0; i < j->path_n; i++)
		s->path[i] = pki_cert_ref(t->last[i]);
	s->path_n = j->path_n;
	s->purpose = purpose;
	s->from = j->from;
	s->until = j->until;
}

/* A path found before holds for the same leaf while all of it is valid. */
static bool
recall(struct pki_trust *t, const struct pki_cert *leaf,
    enum pki_purpose purpose, int64_t at, struct pki_judgement *out)
{
	const struct seen	*s;
	size_t			 i, k;

	for (i = 0; i < REMEMBERED; i++) {
		s = &t->seen[i];
		if (s->path_n == 0 || s->purpose != purpose ||
		    at < s->from || at > s->until ||
		    (s->path[0] != leaf && !es_view_eq(
		    pki_cert_fingerprint(s->path[0]),
		    pki_cert_fingerprint(leaf))))
			continue;
		drop_last(t);
		for (k = 0; k < s->path_n; k++)
			out->path[k] = t->last[k] = pki_cert_ref(s->path[k]);
		out->path_n = t->last_n = s->path_n;
		out->verdict = PKI_TRUSTED;
		out->why = "ok";
		out->from = s->from;
		out->until = s->until;
		return true;
	}
	return false;
}

static STACK_OF(X509) *
untrusted(struct pki_trust *t, struct pki_cert *const *more, size_t n)
{
	STACK_OF(X509)	*sk = sk_X509_new_null();
	size_t		 i;

	if (sk == NULL)
		return NULL;
	for (i = 0; i < n; i++)
		(void)sk_X509_push(sk, more[i]->x);
	for (i = 0; i < t->hint_n; i++)
		(void)sk_X509_push(sk, t->hint[i]->x);
	return sk;
}

static int
verify(struct pki_trust *t, struct pki_cert *leaf,
    struct pki_cert *const *more, size_t n, int64_t at,
    struct pki_judgement *out, struct es_err *err)
{
	X509_VERIFY_PARAM	*vp;
	X509_STORE_CTX		*ctx = X509_STORE_CTX_new();
	STACK_OF(X509)		*sk = untrusted(t, more, n);
	int			 rc = -1;

	if (ctx == NULL || sk == NULL ||
	    X509_STORE_CTX_init(ctx, t->store, leaf->x, sk) != 1) {
		crypt_fail(err, ES_E_NOMEM, "judge: set-up");
		goto out;
	}
	vp = X509_STORE_CTX_get0_param(ctx);
	(void)X509_VERIFY_PARAM_set_flags(vp, X509_V_FLAG_X509_STRICT |
	    X509_V_FLAG_TRUSTED_FIRST);
	(void)X509_VERIFY_PARAM_set_purpose(vp, X509_PURPOSE_ANY);
	X509_VERIFY_PARAM_set_auth_level(vp, 2);	/* 112 bit */
	/* "depth" counts the issuers between leaf and root. */
	X509_VERIFY_PARAM_set_depth(vp, (int)ES_LIMIT_CHAIN - 2);
	X509_VERIFY_PARAM_set_time(vp, (time_t)at);
	(void)X509_verify_cert(ctx);
	out->verdict = verdict_of(X509_STORE_CTX_get_error(ctx));
	out->why = X509_verify_cert_error_string(
	    X509_STORE_CTX_get_error(ctx));
	if (out->verdict != PKI_NO_PATH)
		take_path(t, ctx, leaf, more, n, out);
	(void)crypt_fail(NULL, ES_E_CRYPTO, "judge");
	rc = 0;
out:
	sk_X509_free(sk);
	X509_STORE_CTX_free(ctx);
	return rc;
}

static bool
signed_with(const struct pki_cert *c, const struct pki_cert *issuer)
{
	bool	 good = X509_verify(c->x, X509_get0_pubkey(issuer->x)) == 1;

	ERR_clear_error();
	return good;
}

/* Its authority key identifier and the other's subject key identifier. */
static enum crypt_verdict
names_key_of(const struct pki_cert *c, const struct pki_cert *issuer)
{
	const ASN1_OCTET_STRING	*id = X509_get0_authority_key_id(c->x);
	struct es_view		 ski = pki_cert_ski(issuer);

	if (id == NULL || ski.n == 0)
		return CRYPT_VERDICT_UNKNOWN;
	return es_view_eq(ski, es_view(ASN1_STRING_get0_data(id),
	    (size_t)ASN1_STRING_length(id))) ? CRYPT_SIG_GOOD : CRYPT_SIG_BAD;
}

static bool
may_be_issuer(const struct pki_cert *c, const struct pki_cert *one, bool sure)
{
	enum crypt_verdict	 by_key = names_key_of(c, one);

	if (by_key == CRYPT_SIG_GOOD)
		return true;
	return es_view_eq(pki_cert_subject_der(one), pki_cert_issuer_der(c)) &&
	    !(sure && by_key == CRYPT_SIG_BAD);
}

enum crypt_verdict
pki_cert_issued(const struct pki_cert *c, struct pki_cert *const *more,
    size_t n, bool sure)
{
	enum crypt_verdict	 v = CRYPT_VERDICT_UNKNOWN;
	const struct pki_cert	*one;
	size_t			 i;

	for (i = 0; i <= n; i++) {
		one = i < n ? more[i] : c;
		if (!may_be_issuer(c, one, sure))
			continue;
		if (signed_with(c, one))
			return CRYPT_SIG_GOOD;
		v = CRYPT_SIG_BAD;
	}
	return v;
}


int
pki_judge(struct pki_trust *t, struct pki_cert *leaf,
    struct pki_cert *const *more, size_t n, enum pki_purpose purpose,
    int64_t at, struct pki_judgement *out, struct es_err *err)
{
	const char	*breach;

	memset(out, 0, sizeof(*out));
	if (recall(t, leaf, purpose, at, out))
		return 0;
	if (verify(t, leaf, more, n, at, out, err) < 0)
		return -1;
	if (out->verdict != PKI_TRUSTED)
		return 0;
	if ((breach = purpose_breach(leaf, purpose)) != NULL) {
		out->verdict = PKI_WRONG_PURPOSE;
		out->why = breach;
		return 0;
	}
	remember(t, purpose, out);
	return 0;
}
