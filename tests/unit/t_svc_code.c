/* Verification codes: what is made is read back, what is mistyped is told. */
#include "svc/issue/code.h"
#include "tap.h"

static const char	sym[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

static enum svc_code_fault
rd(const char *s, char code[SVC_CODE_LEN + 1], unsigned *at)
{
	return svc_code_read(es_view_str(s), code, at);
}

static void
test_make(void)
{
	char		 a[SVC_CODE_LEN + 1], b[SVC_CODE_LEN + 1];
	char		 text[SVC_CODE_TEXT + 1], wrong[SVC_CODE_LEN + 1];
	struct es_err	 err = ES_ERR_INIT;
	unsigned	 at, seen[sizeof(sym)] = { 0 };
	size_t		 i, k, undetected = 0, swaps = 0, missed = 0, few = 0;
	int		 good = 1, round;

	for (round = 0; round < 300; round++) {
		good &= svc_code_make(a, &err) == 0 && strlen(a) == 16;
		svc_code_text(a, text);
		good &= strlen(text) == SVC_CODE_TEXT && text[4] == '-' &&
		    rd(text, b, &at) == SVC_CODE_GOOD && strcmp(a, b) == 0;
		for (i = 0; i < 15; i++)
			seen[strchr(sym, a[i]) - sym]++;
	}
	ok(good, "300 codes are made, grouped and read back");
	for (i = 0; i < sizeof(sym) - 1; i++)
		few += seen[i] < 75 || seen[i] > 250;	/* 150 expected */
	ok(few == 0, "all thirty symbols are used evenly");
	for (i = 0; i < 16; i++)
		for (k = 0; k < sizeof(sym) - 1; k++) {
			strncpy(wrong, a, sizeof(wrong));
			if (wrong[i] == sym[k])
				continue;
			wrong[i] = sym[k];
			undetected += rd(wrong, b, &at) != SVC_CODE_CHECK;
		}
	ok(undetected == 0, "every single wrong character is noticed");
	for (i = 0; i < 15; i++) {
		strncpy(wrong, a, sizeof(wrong));
		wrong[i] = a[i + 1];
		wrong[i + 1] = a[i];
		if (a[i] == a[i + 1])
			continue;
		swaps++;
		missed += rd(wrong, b, &at) == SVC_CODE_GOOD;
	}
	ok(swaps > 0 && missed <= 1, "exchanged neighbours: %zu of %zu missed",
	    missed, swaps);
}

static void
test_typed(void)
{
	char		 a[SVC_CODE_LEN + 1], b[SVC_CODE_LEN + 1], s[256];
	struct es_err	 err = ES_ERR_INIT;
	unsigned	 at;
	size_t		 i, n;

	ok(svc_code_make(a, &err) == 0, "a code");
	for (i = 0; i < 16; i++)
		s[i] = (char)(a[i] >= 'A' ? a[i] + 32 : a[i]);
	s[16] = '\0';
	ok(rd(s, b, &at) == SVC_CODE_GOOD && strcmp(a, b) == 0, "small");
	for (i = n = 0; i < 16; i++) {		/* U+FF01 + x - '!' */
		unsigned cp = 0xff01U + (unsigned)(a[i] - '!');

		s[n++] = (char)(0xe0 | cp >> 12);
		s[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
		s[n++] = (char)(0x80 | (cp & 0x3f));
	}
	s[n] = '\0';
	ok(rd(s, b, &at) == SVC_CODE_GOOD && strcmp(a, b) == 0, "full width");
	(void)snprintf(s, sizeof(s), "  %.4s — %.4s　%.4s－%.4s\n", a, a + 4,
	    a + 8, a + 12);
	ok(rd(s, b, &at) == SVC_CODE_GOOD && strcmp(a, b) == 0,
	    "dashes and blanks of any kind");
	(void)snprintf(s, sizeof(s), "https://seal.example.edu.cn/v/%s?x=1", a);
	ok(rd(s, b, &at) == SVC_CODE_GOOD && strcmp(a, b) == 0,
	    "the address of a QR code");
}

static void
test_faults(void)
{
	char		 b[SVC_CODE_LEN + 1];
	unsigned	 at;

	ok(rd("", b, &at) == SVC_CODE_EMPTY, "nothing");
	ok(rd(" - ", b, &at) == SVC_CODE_EMPTY, "only filler");
	ok(rd("ABCD-EFO2-2222-2222", b, &at) == SVC_CODE_CHAR && at == 7,
	    "the letter O: the 7th character");
	ok(rd("ABCD-EF02-2222-2222", b, &at) == SVC_CODE_CHAR && at == 7,
	    "the digit 0: the 7th character");
	ok(rd("ABCD\xff", b, &at) == SVC_CODE_CHAR && at == 5, "not UTF-8");
	ok(rd("ABCD中", b, &at) == SVC_CODE_CHAR && at == 5, "a Han character");
	ok(rd("ABCD-EFGH-JKM", b, &at) == SVC_CODE_SHORT && at == 11, "short");
	ok(rd("2222-2222-2222-2222-2", b, &at) == SVC_CODE_LONG && at == 17,
	    "long");
	ok(rd("2222-2222-2222-2223", b, &at) == SVC_CODE_CHECK &&
	    b[0] == '\0', "one of them is wrong");
	ok(svc_code_read(es_view("2222222222222222\0", 17), b, &at) ==
	    SVC_CODE_LONG || at == 17, "a NUL byte is a character, too");
	is_str(svc_code_fault_name(SVC_CODE_CHECK), "check", "name");
	is_str(svc_code_fault_name(77), "unknown", "name out of range");
}

int
main(void)
{
	test_make();
	test_typed();
	test_faults();
	return done();
}
