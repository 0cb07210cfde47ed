/*
 * pdf/security_key.c - keys of the standard security handler, from the empty
 * user password (ISO 32000-2 clauses 7.6.3 and 7.6.4).
 */
#include "base/buf.h"
#include "crypt/cipher.h"
#include "crypt/digest.h"
#include "pdf/security_priv.h"

/* Table 21: O and U of R 5 and 6 are a digest and two salts of 8 bytes. */
#define OLD_TEXT	32
#define SALT		8

/* Algorithm 2, step a: what stands for a password of no bytes. */
static const unsigned char	padding[OLD_TEXT] = {
	0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41,
	0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
	0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80,
	0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

static bool
md5(const struct es_buf *b, unsigned char *out)
{
	return b->failed == ES_E_NONE && crypt_md5(es_buf_view(b), out,
	    NULL) == 0;
}

/* Algorithm 2: R 2 to 4. */
static bool
old_key(struct pdf_security *s, const struct pdf_key_terms *t,
    struct es_buf *b)
{
	uint32_t	 p = (uint32_t)t->p;
	int		 i;

	es_buf_add(b, padding, sizeof(padding));
	es_buf_add(b, t->o.p, OLD_TEXT);
	for (i = 0; i < 4; i++)
		es_buf_add_ch(b, (unsigned char)(p >> (8 * i)));
	es_buf_add_view(b, t->id);
	if (s->r >= 4 && !s->metadata)
		es_buf_fill(b, 0xff, 4);
	if (!md5(b, s->key))
		return false;
	for (i = 0; s->r >= 3 && i < 50; i++)
		if (crypt_md5(es_view(s->key, s->n), s->key, NULL) < 0)
			return false;
	return true;
}

/* Algorithms 4 and 5: what U must be, of which 16 bytes count from R 3 on. */
static bool
old_proof(const struct pdf_security *s, const struct pdf_key_terms *t,
    struct es_buf *b)
{
	unsigned char	 x[OLD_TEXT], key[CRYPT_MD5_SIZE];
	size_t		 n = s->r == 2 ? OLD_TEXT : CRYPT_MD5_SIZE, k;
	unsigned	 i;

	memcpy(x, padding, sizeof(x));
	es_buf_add(b, padding, sizeof(padding));
	es_buf_add_view(b, t->id);
	if (s->r >= 3 && !md5(b, x))
		return false;
	for (i = 0; i < (s->r == 2 ? 1 : 20); i++) {
		for (k = 0; k < s->n; k++)
			key[k] = (unsigned char)(s->key[k] ^ i);
		if (crypt_rc4(es_view(key, s->n), es_view(x, n), x, NULL) < 0)
			return false;
	}
	return memcmp(x, t->u.p, n) == 0;
}

/*
 * Algorithm 2.B, of R 6, with no password and no owner's string: at least 64
 * rounds, then until the last byte of one is small enough (at most 288).
 */
static bool
hard_hash(unsigned char k[CRYPT_DIGEST_MAX], struct es_buf *b)
{
	static const enum crypt_md	 mds[3] = {
		CRYPT_SHA256, CRYPT_SHA384, CRYPT_SHA512,
	};
	size_t				 n = CRYPT_SHA256_SIZE, j;
	unsigned			 round, sum;
	enum crypt_md			 md;

	for (round = 1; ; round++) {
		es_buf_reset(b);
		for (j = 0; j < 64; j++)
			es_buf_add(b, k, n);
		if (b->failed != ES_E_NONE ||
		    crypt_aes_blocks(es_view(k, 16), k + 16, true,
		    es_buf_view(b), b->p, NULL) < 0)
			return false;
		/* The first block as a number, modulo 3: 256 is 1. */
		for (sum = 0, j = 0; j < CRYPT_AES_BLOCK; j++)
			sum += b->p[j];
		md = mds[sum % 3];
		n = crypt_md_size(md);
		if (crypt_digest(md, es_buf_view(b), k, NULL) < 0)
			return false;
		if (round >= 64 && b->p[b->n - 1] + 32U <= round)
			return true;
	}
}

/* The digest of a salt: R 5 ends there, R 6 goes on. */
static bool
new_hash(const struct pdf_security *s, struct es_view salt,
    unsigned char k[CRYPT_DIGEST_MAX], struct es_buf *b)
{
	return crypt_sha256(salt, k, NULL) == 0 &&
	    (s->r == 5 || hard_hash(k, b));
}

/* Algorithms 2.A and 11: R 5 and 6. */
static bool
new_key(struct pdf_security *s, const struct pdf_key_terms *t,
    struct es_buf *b)
{
	static const unsigned char	 zeros[CRYPT_AES_BLOCK];
	unsigned char			 k[CRYPT_DIGEST_MAX];
	struct es_view			 salts = es_view_sub(t->u,
					    CRYPT_SHA256_SIZE, 2 * SALT);

	if (!new_hash(s, es_view_sub(salts, 0, SALT), k, b) ||
	    memcmp(k, t->u.p, CRYPT_SHA256_SIZE) != 0 ||
	    !new_hash(s, es_view_sub(salts, SALT, SALT), k, b))
		return false;
	return crypt_aes_blocks(es_view(k, CRYPT_SHA256_SIZE), zeros, false,
	    t->ue, s->key, NULL) == 0;
}

bool
pdf_security_key(struct pdf_security *s, const struct pdf_key_terms *t)
{
	struct es_buf	 b;
	bool		 good;

	/* 64 digests are the longest; an ID has no length of its own. */
	es_buf_init(&b, 64 * CRYPT_DIGEST_MAX + t->id.n);
	if (s->r >= 5) {
		good = t->u.n >= CRYPT_SHA256_SIZE + 2 * SALT &&
		    t->ue.n == PDF_KEY_MAX && new_key(s, t, &b);
	} else {
		good = t->o.n >= OLD_TEXT && t->u.n >= OLD_TEXT &&
		    old_key(s, t, &b);
		es_buf_reset(&b);
		good = good && old_proof(s, t, &b);
	}
	es_buf_clear(&b);
	return good;
}

/* Algorithm 1: a key for each object.  AESV3 has one for all (1.A). */
static bool
object_key(const struct pdf_security *s, enum pdf_cipher how, uint32_t num,
    uint16_t gen, unsigned char key[CRYPT_MD5_SIZE], size_t *n)
{
	unsigned char	 x[PDF_KEY_MAX + 9];
	size_t		 k = s->n;

	memcpy(x, s->key, s->n);
	x[k++] = (unsigned char)num;
	x[k++] = (unsigned char)(num >> 8);
	x[k++] = (unsigned char)(num >> 16);
	x[k++] = (unsigned char)gen;
	x[k++] = (unsigned char)(gen >> 8);
	if (how == PDF_CIPHER_AESV2) {
		memcpy(x + k, "sAlT", 4);
		k += 4;
	}
	*n = s->n + 5 < CRYPT_MD5_SIZE ? s->n + 5 : CRYPT_MD5_SIZE;
	return crypt_md5(es_view(x, k), key, NULL) == 0;
}

/* The key for one object; *n its bytes. */
static bool
key_for(const struct pdf_security *s, enum pdf_cipher how, uint32_t num,
    uint16_t gen, unsigned char key[PDF_KEY_MAX], size_t *n)
{
	*n = PDF_KEY_MAX;
	if (how != PDF_CIPHER_AESV3)
		return object_key(s, how, num, gen, key, n);
	memcpy(key, s->key, PDF_KEY_MAX);
	return true;
}

/* What follows the initialization vector, which is the first block. */
static struct es_view
behind_iv(struct es_view in)
{
	return es_view_sub(in, CRYPT_AES_BLOCK, in.n);
}

bool
pdf_security_open(const struct pdf_security *s, enum pdf_cipher how,
    uint32_t num, uint16_t gen, struct es_view in, unsigned char *out,
    size_t *n)
{
	unsigned char	 key[PDF_KEY_MAX];
	size_t		 size;

	if (!key_for(s, how, num, gen, key, &size))
		return false;
	if (how == PDF_CIPHER_RC4) {
		*n = in.n;
		return crypt_rc4(es_view(key, size), in, out, NULL) == 0;
	}
	return in.n > CRYPT_AES_BLOCK && crypt_aes_open(es_view(key, size),
	    in.p, behind_iv(in), out, n, NULL) == 0;
}

/* All zeros, or up to the padding of RFC 8018 in the last block. */
static bool
blank(struct es_view v, bool padded)
{
	size_t	 k, n = 0;

	if (padded && v.n > 0) {
		n = v.p[v.n - 1];
		if (n == 0 || n > CRYPT_AES_BLOCK || n > v.n)
			return false;
		for (k = v.n - n; k < v.n; k++)
			if (v.p[k] != n)
				return false;
	}
	for (k = 0; k < v.n - n; k++)
		if (v.p[k] != 0)
			return false;
	return true;
}

bool
pdf_security_zeros(const struct pdf_security *s, enum pdf_cipher how,
    uint32_t num, uint16_t gen, struct es_view in, size_t from,
    unsigned char *room)
{
	unsigned char	 key[PDF_KEY_MAX];
	struct es_view	 rest = behind_iv(in);
	size_t		 size;

	if (how == PDF_CIPHER_NONE || !key_for(s, how, num, gen, key, &size))
		return false;
	if (how == PDF_CIPHER_RC4)
		return crypt_rc4(es_view(key, size), in, room, NULL) == 0 &&
		    blank(es_view_sub(es_view(room, in.n), from, in.n),
		    false);
	/*
	 * A block needs the one before: the byte at "from" is the first that
	 * makes one of the block behind it (the vector counts as a block).
	 * Of a shorter rest nothing could be told.
	 */
	return from < rest.n && crypt_aes_blocks(es_view(key, size), in.p,
	    false, rest, room, NULL) == 0 &&
	    blank(es_view_sub(es_view(room, rest.n), from, rest.n), true);
}
