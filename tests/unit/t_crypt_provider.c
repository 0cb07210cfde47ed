/*
 * The smallest provider of keys (docs/KEYS.md, "Another kind of device"): a
 * card that is a struct.  What everything above a crypt_key relies on.
 */
#include "base/limits.h"
#include "cms/sign.h"
#include "cms/verify.h"
#include "tests/unit/campus.h"
#include "tests/unit/tap.h"

struct card {			/* the device */
	struct crypt_key	*inside;	/* never leaves it */
	enum es_code		 trouble;
	bool			 stranger;	/* signs something else */
	unsigned		 asked, freed;
};

static int
card_sign(void *impl, const struct crypt_scheme *s, struct es_view digest,
    unsigned char *sig, size_t *n, struct es_err *err)
{
	struct card	*c = impl;

	c->asked++;
	if (c->trouble != ES_E_NONE)
		return es_fail(err, c->trouble, "card: it is away");
	if (crypt_key_sign(c->inside, s->md, digest, sig, n, err) < 0)
		return -1;
	sig[*n - 1] ^= c->stranger;
	return 0;
}

static void
card_free(void *impl)
{
	((struct card *)impl)->freed++;
}

static const struct crypt_key_ops	card_ops = { card_sign, card_free };

static void
seals(struct campus *campus, struct card *card, struct crypt_key *key)
{
	unsigned char		 doc[32] = { 'd' };
	struct es_view		 d = es_view(doc, 32);
	struct es_err		 err = ES_ERR_INIT;
	struct cms_signer	*s;
	struct cms_verdict	 v;
	struct cms		*c;
	struct es_buf		 out;

	es_buf_init(&out, ES_LIMIT_CMS);
	ok(cms_signer_new(&s, CMS_SEAL, key, campus->ec, NULL, 0, &err) ==
	    0 && card->asked == 0, "a signer asks the card for nothing");
	ok(cms_sign_digest(s, d, NULL, &out, &err) == 0 &&
	    cms_parse(&c, es_buf_view(&out), CMS_SEAL,
	    pki_trust_cache(campus->trust), &err) == 0 &&
	    cms_verify(c, d, &v, &err) == 0 && cms_verdict_good(&v),
	    "its signature is as good as any");
	cms_free(c);
	es_buf_reset(&out);
	card->trouble = ES_E_UPSTREAM;
	ok(cms_sign_digest(s, d, NULL, &out, &err) < 0 &&
	    err.code == ES_E_UPSTREAM && out.n == 0,
	    "its trouble is told as it is: %s", err.msg);
	es_err_clear(&err);
	card->trouble = ES_E_NONE;
	ok(cms_sign_digest(s, d, NULL, &out, &err) == 0, "and passes");
	cms_signer_free(s);
	es_buf_clear(&out);
}

int
main(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct es_secret	 pass = ES_SECRET_INIT;
	struct campus		 campus;
	struct card		 card = { NULL, ES_E_NONE, false, 0, 0 };
	struct crypt_key	*key;
	struct es_buf		 pem;

	campus_open(&campus);
	card.inside = campus.ec_key;
	must(crypt_key_new(&key, &card_ops, &card,
	    crypt_key_spki(campus.ec_key), &err), &err);
	seals(&campus, &card, key);
	ok(crypt_key_test(key, &err) == 0, "a test signature");
	card.stranger = true;
	ok(crypt_key_test(key, &err) < 0 && err.code == ES_E_CRYPTO,
	    "tells a card with another key: %s", err.msg);
	es_err_clear(&err);
	card.trouble = ES_E_DENIED;
	ok(crypt_key_test(key, &err) < 0 && err.code == ES_E_DENIED,
	    "and one that refuses: %s", err.msg);
	es_err_clear(&err);
	es_buf_init(&pem, ES_LIMIT_KEY_FILE);
	must(es_secret_set(&pass, ES_LIT("secret"), &err), &err);
	ok(crypt_key_store(key, &pass, &pem, &err) < 0 &&
	    err.code == ES_E_DENIED && pem.n == 0, "the key stays inside");
	es_err_clear(&err);
	crypt_key_free(key);
	ok(card.freed == 1, "the card is given back once");
	ok(crypt_key_new(&key, &card_ops, &card, ES_LIT("\x30\x00"),
	    &err) < 0 && key == NULL && card.freed == 1,
	    "on failure it stays the caller's");
	es_secret_clear(&pass);
	es_buf_clear(&pem);
	campus_close(&campus);
	return done();
}
