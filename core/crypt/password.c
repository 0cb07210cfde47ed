/* crypt/password.c - see password.h. */
#include "crypt/password.h"

#include <stdio.h>

#include <openssl/evp.h>

#include "base/limits.h"
#include "crypt/crypt_priv.h"
#include "crypt/random.h"
#include "crypt/secret.h"
#include "crypt/text.h"

enum { SALT = 16, HASH = 32 };

struct stored {
	struct crypt_password_cost	 cost;
	unsigned char			 salt[SALT];
	unsigned char			 hash[HASH];
};

/* What a stored string may ask of us: 128 MiB and some seconds. */
static bool
sane(struct crypt_password_cost c)
{
	return c.ln >= 1 && c.ln <= 17 && c.r >= 1 && c.r <= 8 &&
	    c.p >= 1 && c.p <= 16;
}

static int
derive(struct es_view pw, const unsigned char *salt,
    struct crypt_password_cost c, unsigned char out[HASH], struct es_err *err)
{
	uint64_t	n = (uint64_t)1 << c.ln;
	uint64_t	mem = n * c.r * 128 + (uint64_t)c.r * c.p * 256 +
			    (1u << 20);

	if (EVP_PBE_scrypt((const char *)pw.p, pw.n, salt, SALT, n, c.r, c.p,
	    mem, out, HASH) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "scrypt");
	return 0;
}

static int
encode(const struct stored *s, char out[CRYPT_PASSWORD_MAX],
    struct es_err *err)
{
	struct es_buf	b;
	int		rc = -1;

	out[0] = '\0';
	es_buf_init(&b, CRYPT_PASSWORD_MAX - 1);
	es_buf_printf(&b, "$scrypt$ln=%u,r=%u,p=%u$", s->cost.ln, s->cost.r,
	    s->cost.p);
	crypt_base64url(&b, es_view(s->salt, SALT));
	es_buf_add_ch(&b, '$');
	crypt_base64url(&b, es_view(s->hash, HASH));
	if (es_buf_ok(&b, "password", err) == 0) {
		memcpy(out, b.p, b.n);
		out[b.n] = '\0';
		rc = 0;
	}
	es_buf_clear(&b);
	return rc;
}

/* The field up to the next '$' (or the end) as exactly n bytes. */
static int
field(const char **at, unsigned char *out, size_t n, struct es_err *err)
{
	size_t		len = strcspn(*at, "$");
	struct es_buf	b;
	int		rc = -1;

	es_buf_init(&b, 64);
	if (crypt_base64url_decode(es_view(*at, len), &b, err) == 0 &&
	    b.n == n) {
		memcpy(out, b.p, n);
		*at += len;
		rc = 0;
	}
	es_buf_clear(&b);
	return rc;
}

static int
decode(const char *text, struct stored *s, struct es_err *err)
{
	const char	*at;
	int		 n = 0;

	memset(s, 0, sizeof(*s));
	if (sscanf(text, "$scrypt$ln=%3u,r=%3u,p=%3u$%n", &s->cost.ln,
	    &s->cost.r, &s->cost.p, &n) != 3 || n == 0 || !sane(s->cost))
		return es_fail(err, ES_E_FORMAT, "password: a stored string "
		    "we cannot read");
	at = text + n;
	if (field(&at, s->salt, SALT, NULL) < 0 || *at++ != '$' ||
	    field(&at, s->hash, HASH, NULL) < 0 || *at != '\0')
		return es_fail(err, ES_E_FORMAT, "password: a stored string "
		    "we cannot read");
	return 0;
}

int
crypt_password_hash(struct es_view password, struct crypt_password_cost cost,
    char out[CRYPT_PASSWORD_MAX], struct es_err *err)
{
	struct stored	s = { .cost = cost };

	out[0] = '\0';
	if (password.n == 0 || password.n > ES_LIMIT_PASSWORD)
		return es_fail(err, ES_E_INPUT, "password: %zu bytes, 1 to "
		    "%zu are allowed", password.n, ES_LIMIT_PASSWORD);
	if (!sane(cost))
		return es_fail(err, ES_E_BUG, "password: absurd cost");
	if (crypt_random(s.salt, SALT, err) < 0 ||
	    derive(password, s.salt, cost, s.hash, err) < 0)
		return -1;
	return encode(&s, out, err);
}

int
crypt_password_check(struct es_view password, const char *stored,
    enum crypt_match *out, struct es_err *err)
{
	unsigned char	got[HASH];
	struct stored	s;

	*out = CRYPT_MATCH_UNKNOWN;
	if (decode(stored, &s, err) < 0)
		return -1;
	if (password.n == 0 || password.n > ES_LIMIT_PASSWORD) {
		*out = CRYPT_MATCH_NO;
		return 0;
	}
	if (derive(password, s.salt, s.cost, got, err) < 0)
		return -1;
	*out = crypt_equal(es_view(got, HASH), es_view(s.hash, HASH)) ?
	    CRYPT_MATCH_YES : CRYPT_MATCH_NO;
	es_wipe(got, sizeof(got));
	return 0;
}

void
crypt_password_pretend(struct es_view password)
{
	unsigned char	salt[SALT] = { 0 }, out[HASH];

	(void)derive(es_view_sub(password, 0, ES_LIMIT_PASSWORD), salt,
	    CRYPT_PASSWORD_COST, out, NULL);
	es_wipe(out, sizeof(out));
}

bool
crypt_password_stale(const char *stored, struct crypt_password_cost cost)
{
	struct stored	s;

	return decode(stored, &s, NULL) < 0 || s.cost.ln != cost.ln ||
	    s.cost.r != cost.r || s.cost.p != cost.p;
}
