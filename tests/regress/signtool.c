/*
 * signtool - the signing core by command line, for tests against other
 * programs.  Keys and certificates as es-ca(8) lays them out.
 *
 *	signtool seal CA ID DOC OUT [TSA-ID]	CMS over DOC
 *	signtool stamp CA ID QUERY OUT		TimeStampResp
 *	signtool query DOC OUT			TimeStampReq
 *	signtool cms CA DOC FILE		verdicts over a CMS
 *	signtool reply CA QUERY FILE		verdicts over a response
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cms/sign.h"
#include "cms/verify.h"
#include "pki/judge.h"
#include "tsa/stamp.h"
#include "tsa/token.h"

static struct es_err	err = ES_ERR_INIT;

static void
must(int rc)
{
	if (rc >= 0)
		return;
	printf("error %s: %s\n", es_code_name(err.code), err.msg);
	exit(1);
}

static struct es_view
load(const char *path)
{
	struct es_buf	 b;
	unsigned char	 t[4096];
	FILE		*f = fopen(path, "rb");
	size_t		 n;

	if (f == NULL)
		must(es_fail(&err, ES_E_SYSTEM, "%s", path));
	es_buf_init(&b, 64 * ES_MIB);
	while ((n = fread(t, 1, sizeof(t), f)) > 0)
		es_buf_add(&b, t, n);
	fclose(f);
	must(es_buf_ok(&b, path, &err));
	return es_buf_view(&b);		/* freed by exit */
}

static struct es_view
load_in(const char *dir, const char *sub, const char *name, const char *ext)
{
	char	path[1024];

	snprintf(path, sizeof(path), "%s/%s/%s%s", dir, sub, name, ext);
	return load(path);
}

static void
save(const char *path, const struct es_buf *b)
{
	FILE	*f = fopen(path, "wb");

	if (f == NULL || fwrite(b->p, 1, b->n, f) != b->n || fclose(f) != 0)
		must(es_fail(&err, ES_E_SYSTEM, "%s", path));
}

static struct crypt_key *
key_of(const char *dir, const char *id)
{
	struct crypt_key	*key;
	struct es_secret	 s;

	must(es_secret_set_line(&s, load_in(dir, "private", "passphrase", ""),
	    &err));
	must(crypt_key_load(&key, load_in(dir, "private", id, ".key.pem"), &s,
	    &err));
	es_secret_clear(&s);
	return key;
}

static struct pki_cert *
cert_of(const char *dir, const char *id)
{
	struct pki_cert	*c;
	size_t		 n;

	must(pki_cert_parse_pem(&c, 1, &n, load_in(dir, "public", id,
	    ".cert.pem"), &err));
	return c;
}

static struct tsa *
tsa_of(const char *dir, const char *id)
{
	struct pki_cert	*ca = cert_of(dir, "issuing");
	struct tsa	*t;

	must(tsa_new(&t, key_of(dir, id), cert_of(dir, id), &ca, 1,
	    "1.3.6.1.4.1.99999.1.1", 1000, &err));
	return t;
}

static int
stamp(void *arg, struct es_view value, struct es_buf *token,
    struct es_err *e)
{
	struct tsa_query	q;
	enum tsa_failure	why;

	must(tsa_query_for(&q, value, e));
	return tsa_stamp(arg, &q, (int64_t)time(NULL) * 1000000, token, &why,
	    e);
}

static void
seal(char *argv[], int argc)
{
	struct pki_cert		*ca = cert_of(argv[0], "issuing");
	struct cms_stamper	 st = { stamp, NULL };
	struct cms_signer	*s;
	unsigned char		 sum[CRYPT_DIGEST_MAX];
	enum crypt_md		 md;
	struct es_buf		 out;

	must(cms_signer_new(&s, CMS_SEAL, key_of(argv[0], argv[1]),
	    cert_of(argv[0], argv[1]), &ca, 1, &err));
	if (argc > 4)
		st.arg = tsa_of(argv[0], argv[4]);
	md = cms_signer_md(s);
	must(crypt_digest(md, load(argv[2]), sum, &err));
	es_buf_init(&out, ES_LIMIT_CMS);
	must(cms_sign_digest(s, es_view(sum, crypt_md_size(md)), argc > 4 ? &st : NULL,
	    &out, &err));
	save(argv[3], &out);
}

static void
reply(char *argv[])
{
	struct tsa_query	q;
	enum tsa_failure	why;
	struct es_buf		token, out;

	es_buf_init(&token, ES_LIMIT_TSA_TOKEN);
	es_buf_init(&out, ES_MIB);
	if (tsa_query_parse(&q, load(argv[2]), &why, &err) < 0 ||
	    tsa_stamp(tsa_of(argv[0], argv[1]), &q, (int64_t)time(NULL) *
	    1000000, &token, &why, &err) < 0)
		tsa_response_rejected(&out, why, err.msg);
	else
		tsa_response_granted(&out, es_buf_view(&token));
	save(argv[3], &out);
}

static void
query(char *argv[])
{
	struct tsa_query	q;
	struct es_buf		out;

	es_buf_init(&out, ES_LIMIT_TSA_QUERY);
	must(tsa_query_for(&q, load(argv[0]), &err));
	must(tsa_query_write(&q, &out, &err));
	save(argv[1], &out);
}

static struct pki_trust *
trust_of(const char *dir)
{
	struct pki_trust	*t;

	must(pki_trust_new(&t, &err));
	must(pki_trust_add(t, cert_of(dir, "root"), &err));
	must(pki_trust_hint(t, cert_of(dir, "issuing"), &err));
	return t;
}

static void
tell(struct pki_trust *t, const struct cms *c, const struct cms_verdict *v,
    enum pki_purpose purpose)
{
	struct pki_judgement	 j;
	struct pki_cert *const	*more;
	size_t			 n;

	more = cms_certs(c, &n);
	printf("verdict %s odd %u", cms_verdict_good(v) ? "good" : "bad",
	    cms_oddities(c));
	if (cms_signer_cert(c) != NULL) {
		must(pki_judge(t, cms_signer_cert(c), more, n, purpose,
		    (int64_t)time(NULL), &j, &err));
		printf(" path %s signer %s", pki_verdict_name(j.verdict),
		    pki_cert_holder(cms_signer_cert(c)));
	}
	putchar('\n');
}

static void
read_cms(char *argv[])
{
	struct pki_trust	*t = trust_of(argv[0]);
	struct tsa_token	*tok;
	struct cms_verdict	 v;
	enum tsa_match		 m;
	struct cms		*c;
	unsigned char		 sum[64];
	size_t			 i;

	must(cms_parse(&c, load(argv[2]), CMS_SEAL, pki_trust_cache(t),
	    &err));
	must(crypt_digest(cms_md(c), load(argv[1]), sum, &err));
	must(cms_verify(c, es_view(sum, crypt_md_size(cms_md(c))), &v,
	    &err));
	tell(t, c, &v, PKI_FOR_SEAL);
	for (i = 0; i < cms_token_count(c); i++) {
		must(tsa_token_parse(&tok, cms_token(c, i),
		    pki_trust_cache(t), &err));
		must(tsa_token_stamps(tok, cms_signature(c), &m, &err));
		must(tsa_token_verify(tok, &v, &err));
		printf("token %s ", m == TSA_MATCH_YES ? "fits" : "alien");
		tell(t, tsa_token_cms(tok), &v, PKI_FOR_TIME);
	}
}

static void
read_reply(char *argv[])
{
	struct pki_trust	*t = trust_of(argv[0]);
	struct tsa_token	*tok;
	struct tsa_query	 q;
	enum tsa_failure	 why;
	struct es_view		 token;
	struct cms_verdict	 v;

	must(tsa_query_parse(&q, load(argv[1]), &why, &err));
	must(tsa_response_token(load(argv[2]), &token, &err));
	must(tsa_token_parse(&tok, token, pki_trust_cache(t), &err));
	must(tsa_token_verify(tok, &v, &err));
	printf("token %s ", tsa_token_match(tok, &q) == TSA_MATCH_YES ?
	    "fits" : "alien");
	tell(t, tsa_token_cms(tok), &v, PKI_FOR_TIME);
}

int
main(int argc, char *argv[])
{
	if (argc >= 6 && strcmp(argv[1], "seal") == 0)
		seal(argv + 2, argc - 2);
	else if (argc == 6 && strcmp(argv[1], "stamp") == 0)
		reply(argv + 2);
	else if (argc == 4 && strcmp(argv[1], "query") == 0)
		query(argv + 2);
	else if (argc == 5 && strcmp(argv[1], "cms") == 0)
		read_cms(argv + 2);
	else if (argc == 5 && strcmp(argv[1], "reply") == 0)
		read_reply(argv + 2);
	else
		return 2;
	return 0;
}

/* A test program: what the process holds at its end is the system's. */
__attribute__((visibility("default")))
const char	*__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
