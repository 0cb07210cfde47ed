/*
 * esign/read.c - what a file's signatures hold, decoded before any is judged.
 *
 * First all of it is read, because what one signature brings (certificates
 * of issuers, lists and answers) may tell about another.
 */
#include <stdio.h>
#include <stdlib.h>

#include "esign/esign_priv.h"

/* Only our own trouble is a failure; another one is kept for the verdict. */
static int
keep(const struct es_err *e, char *text, struct es_err *err)
{
	if (e->code == ES_E_NOMEM)
		return es_err_pass(err, e);
	(void)snprintf(text, ESIGN_WHY_MAX, "%.255s", e->msg);
	return 0;
}

/*
 * As CAdES where that is promised.  What breaks its rules is read as others
 * write: whether it holds can be told, but it is no PAdES.  One signer stays
 * a rule of it.
 */
static int
read_cades(const struct court *c, struct one *o, struct es_err *err)
{
	struct es_view	 der = o->seal.sig->der;
	struct es_err	 e = ES_ERR_INIT;

	if (cms_parse(&o->cms, der, CMS_SEAL, pki_trust_cache(c->trust),
	    err) == 0)
		return 0;
	if (err->code != ES_E_FORMAT || cms_parse(&o->cms, der, CMS_LEGACY,
	    pki_trust_cache(c->trust), &e) < 0)
		return -1;
	if (cms_next(o->cms) != NULL) {
		cms_free(o->cms);
		o->cms = NULL;
		return -1;
	}
	o->loose = true;
	(void)snprintf(o->why, sizeof(o->why), "%.255s", err->msg);
	es_err_clear(err);
	return 0;
}

static int
read_cms(const struct court *c, struct one *o, struct es_err *err)
{
	const struct pdf_sig	*sig = o->seal.sig;
	struct pki_cache	*cache = pki_trust_cache(c->trust);

	switch (sig->subfilter) {
	case PDF_SUBFILTER_CADES:
		return read_cades(c, o, err);
	case PDF_SUBFILTER_PKCS7:
		return cms_parse(&o->cms, sig->der, CMS_LEGACY, cache, err);
	case PDF_SUBFILTER_SHA1:
		return cms_parse(&o->cms, sig->der, CMS_SHA1, cache, err);
	case PDF_SUBFILTER_X509:
		return cms_bare(&o->cms, sig->der, CRYPT_SHA1, sig->cert,
		    sig->ncert, cache, err);
	case PDF_SUBFILTER_RFC3161:
	case PDF_SUBFILTER_UNKNOWN:
		break;
	}
	return 0;
}

/* Signature time stamps, each with its own reason when it is none. */
static int
read_tokens(const struct court *c, struct one *o, struct es_err *err)
{
	struct es_err	e;
	size_t		i;

	for (i = 0; i < cms_token_count(o->cms); i++) {
		es_err_clear(&e);
		if (tsa_token_parse(&o->token[i], cms_token(o->cms, i),
		    pki_trust_cache(c->trust), &e) < 0 &&
		    keep(&e, o->stamp_why[i], err) < 0)
			return -1;
	}
	return 0;
}

/* Each further signer as one more seal over the same bytes. */
static int
read_signers(const struct court *c, struct one *o, struct es_err *err)
{
	struct cms	*next;
	size_t		 n = 0;

	for (next = cms_next(o->cms); next != NULL; next = cms_next(next))
		n++;
	if (n == 0)
		return 0;
	if ((o->more = calloc(n, sizeof(*o->more))) == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	for (next = cms_next(o->cms); next != NULL; next = cms_next(next)) {
		o->more[o->nmore].seal.sig = o->seal.sig;
		o->more[o->nmore].cms = next;
		if (read_tokens(c, &o->more[o->nmore++], err) < 0)
			return -1;
	}
	return 0;
}

static int
take(struct court *c, const struct one *o, struct es_err *err)
{
	size_t	i;

	if (o->cms != NULL && esign_court_take(c, o->cms, o->seal.sig->rev,
	    err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(o->token); i++)
		if (o->token[i] != NULL && esign_court_take(c,
		    tsa_token_cms(o->token[i]), o->seal.sig->rev, err) < 0)
			return -1;
	for (i = 0; i < o->nmore; i++)
		if (take(c, &o->more[i], err) < 0)
			return -1;
	return 0;
}

int
esign_read(struct court *c, struct one *o, struct es_err *err)
{
	const struct pdf_sig	*sig = o->seal.sig;
	struct es_err		 e = ES_ERR_INIT;
	int			 rc;

	o->seal.why = o->why;
	o->seal.sound = pdf_sig_sound(sig);
	if (!o->seal.sound)
		return 0;
	rc = sig->kind == PDF_SIG_TIMESTAMP ? tsa_token_parse(&o->token[0],
	    sig->der, pki_trust_cache(c->trust), &e) : read_cms(c, o, &e);
	if (rc < 0)
		return keep(&e, o->why, err);
	if (o->cms != NULL && (read_tokens(c, o, err) < 0 ||
	    read_signers(c, o, err) < 0))
		return -1;
	return take(c, o, err);
}

void
esign_one_clear(struct one *o)
{
	size_t	i;

	for (i = 0; i < o->nmore; i++) {
		o->more[i].cms = NULL;		/* the first one's */
		esign_one_clear(&o->more[i]);
	}
	free(o->more);
	cms_free(o->cms);
	for (i = 0; i < ES_COUNT(o->token); i++) {
		tsa_token_free(o->token[i]);
		esign_path_clear(&o->stamped[i]);
	}
	esign_path_clear(&o->path);
	pdf_changes_free(o->changes);
}
