/*
 * standalone.c - run a fuzz target over files, without a fuzzer.
 *
 * So that every build replays the seeds and what a fuzzer once found.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
run_file(const char *path)
{
	uint8_t	*p = NULL;
	size_t	 n;
	FILE	*f;
	long	 size;

	if ((f = fopen(path, "rb")) == NULL)
		return -1;
	if (fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 ||
	    fseek(f, 0, SEEK_SET) != 0 ||
	    (p = malloc((size_t)size + 1)) == NULL) {
		fclose(f);
		return -1;
	}
	n = fread(p, 1, (size_t)size, f);
	fclose(f);
	LLVMFuzzerTestOneInput(p, n);
	free(p);
	return 0;
}

int
main(int argc, char *argv[])
{
	int	 i;

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (i = 1; i < argc; i++)
		if (run_file(argv[i]) < 0) {
			fprintf(stderr, "%s: cannot be read\n", argv[i]);
			return 1;
		}
	printf("%d files\n", argc - 1);
	return 0;
}
