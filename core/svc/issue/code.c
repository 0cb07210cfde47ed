#include "svc/issue/code.h"

#include "base/utf8.h"
#include "crypt/random.h"

#define NSYM	30

static const char	symbols[NSYM + 1] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Value of a symbol, -1 for none. */
static int
value(uint32_t cp)
{
	const char	*at;

	if (cp == 0 || cp > 0x7f)
		return -1;
	at = strchr(symbols, (int)cp);
	return at == NULL ? -1 : (int)(at - symbols);
}

/* The character that makes the weighted sum 0 (Luhn mod N). */
static char
check_char(const char *code)
{
	int	 i, x, sum = 0;

	for (i = SVC_CODE_LEN - 2; i >= 0; i--) {
		x = value((unsigned char)code[i]);
		if ((SVC_CODE_LEN - i) % 2 == 0)
			x *= 2;
		sum += x / NSYM + x % NSYM;
	}
	return symbols[(NSYM - sum % NSYM) % NSYM];
}

int
svc_code_make(char code[SVC_CODE_LEN + 1], struct es_err *err)
{
	unsigned char	 r[64];
	size_t		 n = 0, i;

	/* 240 is the largest multiple of 30 in a byte: no symbol is likelier */
	while (n < SVC_CODE_LEN - 1) {
		if (crypt_random(r, sizeof(r), err) < 0) {
			code[0] = '\0';
			return -1;
		}
		for (i = 0; i < sizeof(r) && n < SVC_CODE_LEN - 1; i++)
			if (r[i] < 240)
				code[n++] = symbols[r[i] % NSYM];
	}
	code[n] = check_char(code);
	code[n + 1] = '\0';
	return 0;
}

void
svc_code_text(const char code[SVC_CODE_LEN + 1], char text[SVC_CODE_TEXT + 1])
{
	size_t	 i, n = 0;

	for (i = 0; i < SVC_CODE_LEN && code[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			text[n++] = '-';
		text[n++] = code[i];
	}
	text[n] = '\0';
}

/* Blanks, hyphens, dots and dashes of any script between the groups. */
static bool
is_filler(uint32_t cp)
{
	switch (cp) {
	case ' ': case '\t': case '\r': case '\n': case '-': case '.':
	case '_': case 0xa0: case 0xad: case 0xb7: case 0x200b: case 0xfeff:
	case 0x2212: case 0x3000: case 0x30fc: case 0x4e00: case 0xff0d:
	case 0xff0e: case 0xfe63:
		return true;
	default:
		return cp >= 0x2010 && cp <= 0x2015;
	}
}

/* Full-width to ASCII, small letters to capitals. */
static uint32_t
normal(uint32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e)
		cp = cp - 0xff01 + '!';
	if (cp >= 'a' && cp <= 'z')
		cp = cp - 'a' + 'A';
	return cp;
}

/* Of an address "https://.../v/CODE?..." only the code. */
static struct es_view
without_address(struct es_view v)
{
	size_t	 at = es_view_find(v, ES_LIT("/v/"), 0), end;

	if (at == SIZE_MAX)
		return v;
	v = es_view_sub(v, at + 3, v.n);
	for (end = 0; end < v.n; end++)
		if (v.p[end] == '?' || v.p[end] == '#' || v.p[end] == '/')
			break;
	return es_view_sub(v, 0, end);
}

enum svc_code_fault
svc_code_read(struct es_view typed, char code[SVC_CODE_LEN + 1],
    unsigned *position)
{
	char		 got[SVC_CODE_LEN + 1];
	uint32_t	 cp;
	size_t		 at = 0;
	unsigned	 n = 0, bad = 0;
	int		 rc;

	code[0] = '\0';
	*position = 0;
	typed = without_address(es_view_trim(typed));
	while ((rc = es_utf8_next(typed, &at, &cp)) != 0) {
		if (rc < 0) {
			at++;
			cp = 0xfffd;
		} else if (is_filler(cp))
			continue;
		cp = normal(cp);
		if (n++ < SVC_CODE_LEN)
			got[n - 1] = (char)(cp & 0x7f);
		if (bad == 0 && value(cp) < 0)
			bad = n;
	}
	if (n == 0)
		return SVC_CODE_EMPTY;
	*position = bad;
	if (bad != 0 && bad <= SVC_CODE_LEN)
		return SVC_CODE_CHAR;
	*position = n;
	if (n != SVC_CODE_LEN)
		return n < SVC_CODE_LEN ? SVC_CODE_SHORT : SVC_CODE_LONG;
	*position = 0;
	if (check_char(got) != got[SVC_CODE_LEN - 1])
		return SVC_CODE_CHECK;
	memcpy(code, got, SVC_CODE_LEN);
	code[SVC_CODE_LEN] = '\0';
	return SVC_CODE_GOOD;
}

const char *
svc_code_fault_name(enum svc_code_fault f)
{
	static const char *const name[SVC_CODE_FAULT__MAX] = {
		[SVC_CODE_GOOD] = "good",
		[SVC_CODE_EMPTY] = "empty",
		[SVC_CODE_CHAR] = "char",
		[SVC_CODE_SHORT] = "short",
		[SVC_CODE_LONG] = "long",
		[SVC_CODE_CHECK] = "check",
	};

	return (size_t)f < ES_COUNT(name) ? name[f] : "unknown";
}
