/*
 * b_sign.c - the signing core alone, each step beside OpenSSL's raw rate.
 *
 *	b_sign [SECONDS]
 *
 * Processor time of one process (other work on the machine does not count).
 * Prints a JSON object with microseconds per operation; a table on stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cms/sign.h"
#include "cms/verify.h"
#include "crypt/digest.h"
#include "esign/judge.h"
#include "esign/sealer.h"
#include "tests/unit/campus.h"
#include "tests/unit/pdf_seal.h"
#include "tsa/stamp.h"
#include "tsa/token.h"

static struct es_err	err = ES_ERR_INIT;
static double		seconds = 0.5;
static int		lines;

static double
cpu_us(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static int64_t
now_us(void)
{
	return (int64_t)CAMPUS_NOW * 1000000;
}

/* Run fn for a while; microseconds of one run. */
static double
measure(const char *name, void (*fn)(void *), void *arg)
{
	double	began, us;
	long	n, i, step = 1;

	fn(arg);
	began = cpu_us();
	for (n = 0; (us = cpu_us() - began) < seconds * 1e6; n += step)
		for (i = 0, step = us < 1e4 ? 1 : 16; i < step; i++)
			fn(arg);
	us /= (double)n;
	printf("%s\"%s\": %.2f", lines++ == 0 ? "{" : ",\n ", name, us);
	fprintf(stderr, "%-28s %9.2f us %10.0f /s\n", name, us, 1e6 / us);
	return us;
}

struct raw {
	EVP_PKEY_CTX	*ctx;
	unsigned char	 digest[32], sig[CRYPT_SIG_MAX];
};

/* OpenSSL's own signature with everything set up before. */
static void
raw_sign(void *arg)
{
	struct raw	*r = arg;
	size_t		 n = sizeof(r->sig);

	if (EVP_PKEY_sign(r->ctx, r->sig, &n, r->digest, 32) != 1)
		abort();
}

static void
raw(const char *name, EVP_PKEY *pkey)
{
	struct raw	r = { .ctx = EVP_PKEY_CTX_new(pkey, NULL) };

	if (r.ctx == NULL || EVP_PKEY_sign_init(r.ctx) != 1 ||
	    EVP_PKEY_CTX_set_signature_md(r.ctx, EVP_sha256()) != 1)
		abort();
	measure(name, raw_sign, &r);
	EVP_PKEY_CTX_free(r.ctx);
	EVP_PKEY_free(pkey);
}

struct bench {
	struct campus		*c;
	struct esign_sealer	 sealer;
	struct doc_signer	 ds;
	struct cms_signer	*plain;
	struct tsa		*tsa;
	struct es_buf		 out;
	unsigned char		 digest[32];
	unsigned char		*doc;
	struct mk		 pdf;
};

static void
sha(void *arg)
{
	struct bench	*b = arg;

	must(crypt_sha256(es_view(b->doc, 100000), b->digest, &err), &err);
}

static void
seal(void *arg)
{
	struct bench	*b = arg;

	es_buf_reset(&b->out);
	must(cms_sign_digest(b->plain, es_view(b->digest, 32), NULL, &b->out,
	    &err), &err);
}

static void
seal_stamped(void *arg)
{
	struct bench	*b = arg;

	es_buf_reset(&b->out);
	must(b->ds.sign(b->ds.arg, es_view(b->digest, 32), &b->out, &err),
	    &err);
}

static void
token(void *arg)
{
	struct bench		*b = arg;
	struct tsa_query	 q;
	enum tsa_failure	 why;

	must(tsa_query_for(&q, es_view(b->digest, 32), &err), &err);
	es_buf_reset(&b->out);
	must(tsa_stamp(b->tsa, &q, now_us(), &b->out, &why, &err), &err);
}

static void
trusted(struct bench *b, const struct cms *c, enum pki_purpose purpose)
{
	struct pki_judgement	 j;
	struct pki_cert *const	*more;
	size_t			 n;

	more = cms_certs(c, &n);
	must(pki_judge(b->c->trust, cms_signer_cert(c), more, n, purpose,
	    CAMPUS_NOW, &j, &err), &err);
	if (j.verdict != PKI_TRUSTED)
		abort();
}

/* What the stamping worker does before it stores a seal. */
static void
verify(void *arg)
{
	struct bench		*b = arg;
	struct tsa_token	*t;
	struct cms_verdict	 v;
	enum tsa_match		 m;
	struct cms		*c;

	must(cms_parse(&c, es_buf_view(&b->out), CMS_SEAL,
	    pki_trust_cache(b->c->trust), &err), &err);
	must(cms_verify(c, es_view(b->digest, 32), &v, &err), &err);
	if (!cms_verdict_good(&v))
		abort();
	trusted(b, c, PKI_FOR_SEAL);
	if (cms_token_count(c) == 1) {
		must(tsa_token_parse(&t, cms_token(c, 0),
		    pki_trust_cache(b->c->trust), &err), &err);
		must(tsa_token_stamps(t, cms_signature(c), &m, &err), &err);
		must(tsa_token_verify(t, &v, &err), &err);
		if (m != TSA_MATCH_YES || !cms_verdict_good(&v))
			abort();
		trusted(b, tsa_token_cms(t), PKI_FOR_TIME);
		tsa_token_free(t);
	}
	cms_free(c);
}

static void
parse(void *arg)
{
	struct bench	*b = arg;
	struct cms	*c;

	must(cms_parse(&c, es_buf_view(&b->out), CMS_SEAL,
	    pki_trust_cache(b->c->trust), &err), &err);
	cms_free(c);
}

static void
decode(void *arg)
{
	struct bench	*b = arg;
	struct pki_cert	*c;

	must(pki_cert_parse(&c, pki_cert_der(b->c->ec), &err), &err);
	pki_cert_free(c);
}

/* A sealed file of 100 kB as a visitor uploads it: read, digest, judge. */
static void
judge(void *arg)
{
	struct bench		*b = arg;
	struct esign_report	*r;

	must(esign_judge(&r, es_buf_view(&b->pdf.b), b->c->trust, CAMPUS_NOW,
	    &err), &err);
	if (esign_report_main(r) != ESIGN_PASSED ||
	    esign_report_seal(r, 0)->level != ESIGN_B_T)
		abort();
	esign_report_free(r);
}

static void
with_key(struct bench *b, const char *kind, struct crypt_key *key,
    struct pki_cert *cert)
{
	char	name[64];

	must(cms_signer_new(&b->plain, CMS_SEAL, key, cert, &b->c->ca, 1,
	    &err), &err);
	b->sealer = (struct esign_sealer){ b->plain, b->tsa, now_us };
	b->ds = esign_sealer_signer(&b->sealer);
	snprintf(name, sizeof(name), "%s_cms", kind);
	measure(name, seal, b);
	snprintf(name, sizeof(name), "%s_cms_verify", kind);
	measure(name, verify, b);
	snprintf(name, sizeof(name), "%s_cms_token", kind);
	measure(name, seal_stamped, b);
	snprintf(name, sizeof(name), "%s_cms_token_parse", kind);
	measure(name, parse, b);
	snprintf(name, sizeof(name), "%s_cms_token_verify", kind);
	measure(name, verify, b);
	printf(",\n \"%s_cms_token_bytes\": %zu", kind, b->out.n);
	unsigned_file(&b->pdf, "ETSI.CAdES.detached",
	    "/M (D:20261123160000+08'00')", es_view(b->doc, 86000));
	sign_file(&b->pdf, &b->ds);
	snprintf(name, sizeof(name), "%s_judge_100kB", kind);
	measure(name, judge, b);
	mk_clear(&b->pdf);
	cms_signer_free(b->plain);
}

int
main(int argc, char *argv[])
{
	struct campus	c;
	struct bench	b = { .c = &c };

	if (argc > 1 && (seconds = atof(argv[1])) <= 0) {
		fprintf(stderr, "usage: b_sign [SECONDS]\n");
		return 2;
	}
	campus_open(&c);
	es_buf_init(&b.out, ES_LIMIT_CMS);
	if ((b.doc = calloc(1, 100000)) == NULL)
		return 1;
	must(tsa_new(&b.tsa, c.tsa_key, c.tsa, &c.ca, 1, "1.2.3", 1000, &err),
	    &err);
	raw("raw_p256_sign", EVP_EC_gen("P-256"));
	raw("raw_rsa3072_sign", EVP_RSA_gen(3072));
	measure("sha256_100kB", sha, &b);
	measure("tsa_token", token, &b);
	with_key(&b, "p256", c.ec_key, c.ec);
	with_key(&b, "rsa3072", c.rsa_key, c.rsa);
	measure("certificate_decode", decode, &b);
	printf("}\n");
	tsa_free(b.tsa);
	es_buf_clear(&b.out);
	free(b.doc);
	campus_close(&c);
	return 0;
}
