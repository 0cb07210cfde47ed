/*
 * tap.h - the little that a unit test needs: TAP (Test Anything Protocol).
 *
 *	int main(void) { ok(1 + 1 == 2, "sums"); return done(); }
 */
#ifndef ES_TESTS_TAP_H
#define ES_TESTS_TAP_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

#define ok(cond, ...)	tap_ok((cond) ? 1 : 0, #cond, __LINE__, __VA_ARGS__)

__attribute__((unused, format(printf, 4, 5)))
static int
tap_ok(int pass, const char *cond, int line, const char *fmt, ...)
{
	__builtin_va_list	 ap;
	char			 name[256];

	__builtin_va_start(ap, fmt);
	(void)vsnprintf(name, sizeof(name), fmt, ap);
	__builtin_va_end(ap);
	printf("%sok %d - %s\n", pass ? "" : "not ", ++tap_count, name);
	if (!pass) {
		tap_failed++;
		printf("# line %d: %s\n", line, cond);
	}
	fflush(stdout);
	return pass;
}

/* Compare strings and show both when they differ. */
__attribute__((unused))
static int
is_str(const char *got, const char *want, const char *name)
{
	int	 same = got != NULL && strcmp(got, want) == 0;

	tap_ok(same, "strings are equal", 0, "%s", name);
	if (!same)
		printf("#  got: %s\n# want: %s\n",
		    got == NULL ? "(null)" : got, want);
	return same;
}

/* Print the plan; the exit status of main. */
__attribute__((unused))
static int
done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed == 0 ? 0 : 1;
}

#endif
