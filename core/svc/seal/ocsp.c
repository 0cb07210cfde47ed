/* svc/seal/ocsp.c - see ocsp.h. */
#include "svc/seal/ocsp.h"

#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"

enum { SLOTS = 1024, ANSWER_MAX = 4096 };

struct kept {
	unsigned char		 query[CRYPT_SHA256_SIZE];
	unsigned char		*der;
	size_t			 n;
	int64_t			 until;
	struct svc_ocsp_answer	 a;
};

/* One place for each query, by its digest: the newest stays. */
struct svc_ocsp_cache {
	int		 seconds;
	struct kept	 slot[SLOTS];
};

static int
ask_signd(void *arg, const struct pki_ocsp_query *q,
    struct signd_ocsp_answer *out, struct es_err *err)
{
	return signd_ocsp(arg, q, out, err);
}

struct svc_ocsp
svc_ocsp_signd(struct signd *s)
{
	return (struct svc_ocsp){ ask_signd, s };
}

const char *
svc_ocsp_name(enum pki_ocsp_failure why)
{
	switch (why) {
	case PKI_OCSP_SUCCESSFUL:
		return "successful";
	case PKI_OCSP_MALFORMED:
		return "malformedRequest";
	case PKI_OCSP_INTERNAL:
		return "internalError";
	case PKI_OCSP_TRY_LATER:
		return "tryLater";
	case PKI_OCSP_SIG_REQUIRED:
		return "sigRequired";
	case PKI_OCSP_UNAUTHORIZED:
		return "unauthorized";
	}
	return "unknown";
}

int
svc_ocsp_cache_new(struct svc_ocsp_cache **out, int seconds,
    struct es_err *err)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return es_fail(err, ES_E_NOMEM, "ocsp: out of memory");
	(*out)->seconds = seconds;
	return 0;
}

void
svc_ocsp_cache_free(struct svc_ocsp_cache *c)
{
	size_t	i;

	if (c == NULL)
		return;
	for (i = 0; i < SLOTS; i++)
		free(c->slot[i].der);
	free(c);
}

static struct kept *
slot_of(struct svc_ocsp_cache *c, const unsigned char *sum)
{
	return &c->slot[(sum[0] << 8 | sum[1]) % SLOTS];
}

static bool
recall(struct svc_ocsp_cache *c, const unsigned char *sum, int64_t now,
    struct svc_ocsp_answer *a, struct es_buf *out)
{
	const struct kept	*k = slot_of(c, sum);

	if (k->der == NULL || now >= k->until || now < k->a.this_update ||
	    memcmp(k->query, sum, sizeof(k->query)) != 0)
		return false;
	*a = k->a;
	es_buf_add(out, k->der, k->n);
	return true;
}

static void
keep(struct svc_ocsp_cache *c, const unsigned char *sum, int64_t now,
    const struct svc_ocsp_answer *a, struct es_view der)
{
	struct kept	*k = slot_of(c, sum);
	unsigned char	*copy;

	if (c->seconds == 0 || der.n > ANSWER_MAX ||
	    (copy = malloc(der.n)) == NULL)
		return;
	memcpy(copy, der.p, der.n);
	free(k->der);
	k->der = copy;
	k->n = der.n;
	memcpy(k->query, sum, sizeof(k->query));
	k->a = *a;
	k->until = now + c->seconds;
	if (k->until > a->next_update)
		k->until = a->next_update;
}

/* The answer itself, of a query that was read. */
static void
ask(const struct svc_ocsp *o, const struct pki_ocsp_query *q,
    struct svc_ocsp_answer *a, struct es_buf *out, struct es_err *err)
{
	struct signd_ocsp_answer	said;

	memset(&said, 0, sizeof(said));
	if (o->ask(o->arg, q, &said, err) < 0) {
		a->why = PKI_OCSP_TRY_LATER;
	} else if (said.why != PKI_OCSP_SUCCESSFUL || said.der.n == 0) {
		a->why = said.why != PKI_OCSP_SUCCESSFUL ? said.why :
		    PKI_OCSP_INTERNAL;
		(void)es_fail(err, ES_E_UPSTREAM, "es-signd: %s",
		    svc_ocsp_name(a->why));
	} else {
		a->why = PKI_OCSP_SUCCESSFUL;
		a->this_update = said.this_update;
		a->next_update = said.next_update;
		a->may_keep = q->nonce_n == 0;
		es_buf_add_view(out, said.der);
		return;
	}
	pki_ocsp_failed(out, a->why);
}

void
svc_ocsp(const struct svc_ocsp *o, struct svc_ocsp_cache *c,
    struct es_view query, int64_t now, struct svc_ocsp_answer *a,
    struct es_buf *out, struct es_err *err)
{
	unsigned char		sum[CRYPT_SHA256_SIZE];
	struct pki_ocsp_query	q;
	size_t			before = out->n;

	memset(a, 0, sizeof(*a));
	a->why = PKI_OCSP_MALFORMED;
	if (pki_ocsp_query_parse(&q, query, err) < 0 ||
	    crypt_sha256(query, sum, err) < 0) {
		pki_ocsp_failed(out, a->why);
		return;
	}
	if (recall(c, sum, now, a, out))
		return;
	ask(o, &q, a, out, err);
	if (a->may_keep)
		keep(c, sum, now, a, es_view_sub(es_buf_view(out), before,
		    SIZE_MAX));
}

static int
nibble(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

int
svc_ocsp_query_of(struct es_view part, struct es_buf *out,
    struct es_err *err)
{
	struct es_buf	text;
	size_t		i;
	int		hi, lo, rc;

	es_buf_init(&text, ES_LIMIT_OCSP_QUERY * 2);
	for (i = 0; i < part.n; i++) {
		if (part.p[i] != '%') {
			es_buf_add_ch(&text, part.p[i]);
			continue;
		}
		hi = part.n - i > 2 ? nibble(part.p[i + 1]) : -1;
		lo = part.n - i > 2 ? nibble(part.p[i + 2]) : -1;
		if (hi < 0 || lo < 0) {
			es_buf_clear(&text);
			return es_fail(err, ES_E_INPUT, "ocsp: not an "
			    "address");
		}
		es_buf_add_ch(&text, (unsigned char)(hi << 4 | lo));
		i += 2;
	}
	while (text.n % 4 != 0)
		es_buf_add_ch(&text, '=');
	rc = es_buf_ok(&text, "ocsp", err);
	if (rc == 0)
		rc = crypt_base64_decode(es_buf_view(&text), out, err);
	es_buf_clear(&text);
	return rc;
}
