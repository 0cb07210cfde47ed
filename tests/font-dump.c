/*
 * font-dump PACK raw|zlib OUT CP... - a subset as a file, for other programs.
 * Prints "raw-size tag hash", then "id cp advance" per glyph.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "font/font.h"

static struct es_buf
slurp(const char *path)
{
	struct es_buf	b;
	char		tmp[65536];
	size_t		n;
	FILE		*fp = fopen(path, "rb");

	es_buf_init(&b, ES_LIMIT_FONT_PACK);
	while (fp != NULL && (n = fread(tmp, 1, sizeof(tmp), fp)) > 0)
		es_buf_add(&b, tmp, n);
	if (fp != NULL)
		(void)fclose(fp);
	return b;
}

static int
dump(struct font_subset *s, const struct font *f, const char *coding,
    const char *path, struct es_err *err)
{
	struct es_buf	out;
	size_t		raw, i;
	FILE		*fp;
	int		rc = -1;

	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	if (font_subset_write(s, strcmp(coding, "raw") == 0 ? FONT_RAW :
	    FONT_ZLIB, &out, &raw, err) == 0 &&
	    (fp = fopen(path, "wb")) != NULL) {
		rc = fwrite(out.p, 1, out.n, fp) == out.n ? 0 : -1;
		rc = fclose(fp) == 0 ? rc : -1;
		printf("%zu %s %s\n", raw, font_subset_tag(s), font_hash(f));
		for (i = 0; i < font_subset_count(s); i++)
			printf("%zu %u %d\n", i, (unsigned)font_subset_cp(s,
			    (uint16_t)i), font_subset_advance(s, (uint16_t)i));
	}
	es_buf_clear(&out);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct es_err		 err = ES_ERR_INIT;
	struct font		*f = NULL;
	struct font_subset	*s = NULL;
	struct es_buf		 pack;
	int			 i, rc = -1;

	if (argc < 4)
		return 2;
	pack = slurp(argv[1]);
	if (font_open(&f, es_buf_view(&pack), &err) < 0 ||
	    font_subset_new(&s, f, &err) < 0)
		goto out;
	for (i = 4; i < argc; i++)
		if (font_subset_add(s, (uint32_t)strtoul(argv[i], NULL, 16),
		    &err) < 0)
			goto out;
	if (font_subset_finish(s, &err) == 0)
		rc = dump(s, f, argv[2], argv[3], &err);
out:
	if (rc < 0)
		fprintf(stderr, "font-dump: %s\n", err.msg);
	font_subset_free(s);
	font_close(f);
	es_buf_clear(&pack);
	return rc < 0 ? 1 : 0;
}
