/* esign/sealer.c - see sealer.h. */
#include "esign/sealer.h"

#include "base/limits.h"

static int
stamp(void *arg, struct es_view value, struct es_buf *token,
    struct es_err *err)
{
	struct esign_sealer	*s = arg;
	struct tsa_query	 q;
	enum tsa_failure	 why;

	if (tsa_query_for(&q, value, err) < 0)
		return -1;
	return tsa_stamp(s->tsa, &q, s->now_us(), token, &why, err);
}

static int
sign(void *arg, struct es_view digest, struct es_buf *out,
    struct es_err *err)
{
	struct esign_sealer	*s = arg;
	struct cms_stamper	 st = { stamp, s };

	return cms_sign_digest(s->signer, digest, s->tsa == NULL ? NULL :
	    &st, out, err);
}

enum doc_digest
esign_doc_digest(enum crypt_md md)
{
	return md == CRYPT_SHA384 ? DOC_SHA384 : md == CRYPT_SHA512 ?
	    DOC_SHA512 : DOC_SHA256;
}

struct doc_signer
esign_sealer_signer(struct esign_sealer *s)
{
	return (struct doc_signer){
		.reserve = cms_signer_reserve(s->signer, s->tsa == NULL ? 0 :
		    tsa_token_max(s->tsa)),
		.sign = sign,
		.arg = s,
		.digest = esign_doc_digest(cms_signer_md(s->signer)),
	};
}
