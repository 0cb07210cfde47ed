/* crypt/text.c - see text.h. */
#include "crypt/text.h"

static const char std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
    "yz0123456789+/";
static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
    "yz0123456789-_";

void
crypt_hex(struct es_view v, char *out)
{
	static const char	digits[] = "0123456789abcdef";
	size_t			i;

	for (i = 0; i < v.n; i++) {
		out[2 * i] = digits[v.p[i] >> 4];
		out[2 * i + 1] = digits[v.p[i] & 15];
	}
	out[2 * v.n] = '\0';
}

static int
nibble(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
crypt_hex_decode(struct es_view text, unsigned char *out, size_t n,
    struct es_err *err)
{
	size_t	i;
	int	hi, lo;

	if (n != 0)
		memset(out, 0, n);
	if (text.n % 2 != 0 || text.n / 2 != n)
		return es_fail(err, ES_E_INPUT, "hex: %zu digits for %zu "
		    "bytes", text.n, n);
	for (i = 0; i < n; i++) {
		hi = nibble(text.p[2 * i]);
		lo = nibble(text.p[2 * i + 1]);
		if (hi < 0 || lo < 0) {
			memset(out, 0, n);
			return es_fail(err, ES_E_INPUT, "hex: no digit at "
			    "%zu", 2 * i);
		}
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return 0;
}

static void
encode64(struct es_buf *out, struct es_view v, const char *abc, bool pad)
{
	uint32_t	x;
	size_t		i, k, left;

	for (i = 0; i < v.n; i += 3) {
		left = v.n - i < 3 ? v.n - i : 3;
		x = 0;
		for (k = 0; k < 3; k++)
			x = x << 8 | (k < left ? v.p[i + k] : 0u);
		for (k = 0; k <= left; k++)
			es_buf_add_ch(out,
			    (unsigned char)abc[x >> (18 - 6 * k) & 63]);
		for (; pad && k < 4; k++)
			es_buf_add_ch(out, '=');
	}
}

void
crypt_base64(struct es_buf *out, struct es_view v)
{
	encode64(out, v, std, true);
}

void
crypt_base64url(struct es_buf *out, struct es_view v)
{
	encode64(out, v, url, false);
}

static int
sextet(unsigned char c, const char *abc)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (unsigned char)abc[62])
		return 62;
	if (c == (unsigned char)abc[63])
		return 63;
	return -1;
}

/* One group of 2 to 4 characters; the bits left over must be zero. */
static int
decode_group(const unsigned char *p, size_t n, const char *abc,
    struct es_buf *out)
{
	uint32_t	x = 0;
	size_t		k;
	int		s;

	for (k = 0; k < 4; k++) {
		s = k < n ? sextet(p[k], abc) : 0;
		if (s < 0)
			return -1;
		x = x << 6 | (uint32_t)s;
	}
	if ((n == 2 && (x & 0xffff) != 0) || (n == 3 && (x & 0xff) != 0))
		return -1;
	for (k = 0; k + 1 < n; k++)
		es_buf_add_ch(out, (unsigned char)(x >> (16 - 8 * k)));
	return 0;
}

static int
decode64(struct es_view text, const char *abc, struct es_buf *out,
    struct es_err *err)
{
	size_t	i, n;

	if (text.n % 4 == 1)
		return es_fail(err, ES_E_INPUT, "base64: %zu characters",
		    text.n);
	for (i = 0; i < text.n; i += 4) {
		n = text.n - i < 4 ? text.n - i : 4;
		if (decode_group(text.p + i, n, abc, out) < 0)
			return es_fail(err, ES_E_INPUT, "base64: not the "
			    "exact form near character %zu", i);
	}
	return es_buf_ok(out, "base64", err);
}

int
crypt_base64_decode(struct es_view text, struct es_buf *out,
    struct es_err *err)
{
	if (text.n % 4 != 0)
		return es_fail(err, ES_E_INPUT, "base64: %zu characters",
		    text.n);
	if (text.n > 0 && text.p[text.n - 1] == '=')
		text.n -= text.p[text.n - 2] == '=' ? 2 : 1;
	return decode64(text, std, out, err);
}

int
crypt_base64url_decode(struct es_view text, struct es_buf *out,
    struct es_err *err)
{
	return decode64(text, url, out, err);
}

static int
crockford(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		c = (unsigned char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z' && c != 'U'))
		return c;
	return -1;
}

int
crypt_base32_normal(struct es_view typed, char *out, size_t chars,
    struct es_err *err)
{
	size_t	i, n = 0;
	int	c;

	for (i = 0; i < typed.n; i++) {
		if (typed.p[i] == ' ' || typed.p[i] == '-')
			continue;
		c = crockford(typed.p[i]);
		if (c < 0 || n == chars) {
			out[0] = '\0';
			return es_fail(err, ES_E_INPUT, "code: %s",
			    c < 0 ? "a character that no code has" :
			    "too long");
		}
		out[n++] = (char)c;
	}
	out[n] = '\0';
	if (n != chars) {
		out[0] = '\0';
		return es_fail(err, ES_E_INPUT, "code: %zu of %zu characters",
		    n, chars);
	}
	return 0;
}
