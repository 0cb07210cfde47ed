/*
 * campus.h - a fictional campus in memory: root, issuing CA, two seals (P-256
 * and RSA-3072), a TSA.  Shared by the tests of the signing core.
 */
#ifndef ES_TESTS_CAMPUS_H
#define ES_TESTS_CAMPUS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/key.h"
#include "pki/cert.h"
#include "pki/judge.h"
#include "pki/make.h"

#define CAMPUS_FROM	1767225600	/* 2026-01-01T00:00:00Z */
#define CAMPUS_NOW	1795420800	/* 2026-11-23T08:00:00Z */
#define CAMPUS_UNTIL	1893456000	/* 2030-01-01T00:00:00Z */

struct campus {
	struct crypt_key	*root_key, *ca_key, *ec_key, *rsa_key,
				*tsa_key;
	struct pki_cert		*root, *ca, *ec, *rsa, *tsa;
	struct pki_trust	*trust;
};

/* Test set-up either works or the test is over. */
__attribute__((unused))
static void
must(int rc, const struct es_err *err)
{
	if (rc >= 0)
		return;
	printf("Bail out! %s:%d: %s\n", err->file, err->line, err->msg);
	exit(1);
}

__attribute__((unused))
static struct pki_cert *
campus_issue(enum pki_profile profile, const char *name,
    struct crypt_key *subject, const struct pki_cert *issuer,
    struct crypt_key *issuer_key)
{
	struct es_err		err = ES_ERR_INIT;
	struct pki_cert		*c;
	struct pki_request	rq = {
		.profile = profile, .country = "CN",
		.organisation = "示例大学", .unit = "印章中心",
		.common_name = name, .spki = crypt_key_spki(subject),
		.from = CAMPUS_FROM, .until = CAMPUS_UNTIL,
		.crl_url = "http://seal.example.edu.cn/crl",
	};

	must(pki_make(&c, &rq, issuer, issuer_key, &err), &err);
	return c;
}

__attribute__((unused))
static void
campus_open(struct campus *c)
{
	struct es_err	err = ES_ERR_INIT;

	memset(c, 0, sizeof(*c));
	must(crypt_key_generate(&c->root_key, CRYPT_P256, &err), &err);
	must(crypt_key_generate(&c->ca_key, CRYPT_P256, &err), &err);
	must(crypt_key_generate(&c->ec_key, CRYPT_P256, &err), &err);
	must(crypt_key_generate(&c->rsa_key, CRYPT_RSA, &err), &err);
	must(crypt_key_generate(&c->tsa_key, CRYPT_P256, &err), &err);
	c->root = campus_issue(PKI_ROOT, "示例大学根证书", c->root_key, NULL,
	    c->root_key);
	c->ca = campus_issue(PKI_ISSUER, "示例大学签发证书", c->ca_key,
	    c->root, c->root_key);
	c->ec = campus_issue(PKI_SEAL, "示例大学教务处", c->ec_key, c->ca,
	    c->ca_key);
	c->rsa = campus_issue(PKI_SEAL, "Example University", c->rsa_key,
	    c->ca, c->ca_key);
	c->tsa = campus_issue(PKI_TSA, "示例大学时间戳", c->tsa_key, c->ca,
	    c->ca_key);
	must(pki_trust_new(&c->trust, &err), &err);
	must(pki_trust_add(c->trust, c->root, &err), &err);
}

__attribute__((unused))
static void
campus_close(struct campus *c)
{
	pki_trust_free(c->trust);
	pki_cert_free(c->tsa);
	pki_cert_free(c->rsa);
	pki_cert_free(c->ec);
	pki_cert_free(c->ca);
	pki_cert_free(c->root);
	crypt_key_free(c->tsa_key);
	crypt_key_free(c->rsa_key);
	crypt_key_free(c->ec_key);
	crypt_key_free(c->ca_key);
	crypt_key_free(c->root_key);
}

#endif
