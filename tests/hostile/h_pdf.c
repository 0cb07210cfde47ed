/*
 * h_pdf.c - a signed PDF file and its forgeries.
 *
 *	h_pdf bytes GOOD		every byte changed, taken out, cut off
 *	h_pdf forged GOOD FILE...	none may be called intact
 *	h_pdf good GOOD FILE...		later revisions that are allowed
 *	h_pdf count FILE...		pages and objects, for comparing
 *	h_pdf time GOOD			microseconds per opening and judging
 *
 * "Intact" is what a verifier would say of the first signature, with the
 * cryptography replaced by a comparison: its Contents and the SHA-256 of its
 * ranges are those of GOOD.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "crypt/digest.h"
#include "pdf/changes.h"
#include "pdf/lex.h"
#include "pdf/read.h"
#include "pdf/sigs.h"

struct known {
	unsigned char	 digest[CRYPT_SHA256_SIZE];
	unsigned char	*der;
	size_t		 n;
};

static int
load(const char *path, unsigned char **p, size_t *n)
{
	FILE	*f = fopen(path, "rb");
	long	 size;

	*p = NULL;
	if (f == NULL || fseek(f, 0, SEEK_END) != 0 ||
	    (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0 ||
	    (*p = malloc((size_t)size + 1)) == NULL ||
	    fread(*p, 1, (size_t)size, f) != (size_t)size) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(2);
	}
	fclose(f);
	*n = (size_t)size;
	return 0;
}

static void
digest(const struct pdf_sig *g, unsigned char *out)
{
	struct crypt_hash	*h;
	struct es_err		 err = ES_ERR_INIT;

	if (crypt_hash_new(&h, CRYPT_SHA256, &err) < 0)
		exit(2);
	crypt_hash_add(h, g->ranges[0]);
	crypt_hash_add(h, g->ranges[1]);
	if (crypt_hash_final(h, out, &err) < 0)
		exit(2);
	crypt_hash_free(h);
}

/* One signature; "why" gets a word. */
static int
sig_intact(struct pdf_file *f, const struct pdf_sigs *s,
    const struct pdf_sig *g, const struct known *k, const char **why)
{
	unsigned char		 d[CRYPT_SHA256_SIZE];
	struct pdf_changes	*c;
	struct es_err		 err = ES_ERR_INIT;
	enum pdf_verdict	 v;

	*why = "structure";
	if (!pdf_sig_sound(g))
		return 0;
	*why = "contents";
	if (g->der.n != k->n || memcmp(g->der.p, k->der, k->n) != 0)
		return 0;
	*why = "digest";
	digest(g, d);
	if (memcmp(d, k->digest, sizeof(d)) != 0)
		return 0;
	*why = "changes";
	if (pdf_changes(&c, f, s, g, &err) < 0)
		return 0;
	v = pdf_changes_verdict(c);
	*why = pdf_verdict_name(v);
	pdf_changes_free(c);
	return v == PDF_VERDICT_NONE || v == PDF_VERDICT_ALLOWED;
}

/*
 * Would a verifier call the file good?  All signatures have to be sound: a
 * report shows each.
 */
static int
intact(struct es_view b, const struct known *k, const char **why)
{
	struct pdf_file	*f;
	struct pdf_sigs	*s;
	struct es_err	 err = ES_ERR_INIT;
	enum pdf_why	 w;
	size_t		 i;
	int		 rc = 0;

	if (pdf_read(&f, b, &w, &err) < 0) {
		*why = pdf_why_name(w);
		return 0;
	}
	if (pdf_sigs(&s, f, &err) < 0) {
		*why = pdf_why_name(pdf_file_why(f));
		pdf_file_free(f);
		return 0;
	}
	*why = "no signature";
	if (pdf_sigs_count(s) > 0)
		rc = sig_intact(f, s, pdf_sigs_at(s, 0), k, why);
	for (i = 1; i < pdf_sigs_count(s) && rc; i++)
		if (!pdf_sig_sound(pdf_sigs_at(s, i))) {
			*why = "another signature";
			rc = 0;
		}
	pdf_sigs_free(s);
	pdf_file_free(f);
	return rc;
}

static void
know(struct es_view b, struct known *k)
{
	struct pdf_file		*f;
	struct pdf_sigs		*s;
	const struct pdf_sig	*g;
	struct es_err		 err = ES_ERR_INIT;

	if (pdf_read(&f, b, NULL, &err) < 0 || pdf_sigs(&s, f, &err) < 0 ||
	    (g = pdf_sigs_at(s, 0)) == NULL ||
	    (k->der = malloc(g->der.n + 1)) == NULL) {
		fprintf(stderr, "the signed file: %s\n", err.msg);
		exit(2);
	}
	k->n = g->der.n;
	if (g->der.n > 0)
		memcpy(k->der, g->der.p, g->der.n);
	digest(g, k->digest);
	pdf_sigs_free(s);
	pdf_file_free(f);
}

/* The same hexadecimal digit in the other case says the same. */
static int
same_digit(unsigned char a, unsigned char b)
{
	return pdf_hex_digit(a) >= 0 && pdf_hex_digit(a) == pdf_hex_digit(b);
}

static size_t
try_bytes(struct es_view good, const struct known *k)
{
	static const unsigned char	 flips[] = { 0x01, 0x20, 0x80, 0x10 };
	const char			*why;
	unsigned char			*p = malloc(good.n + 1);
	size_t				 i, j, bad = 0;

	if (p == NULL)
		exit(2);
	for (i = 0; i < good.n; i++) {
		/* Copies of the right size let ASan see any overrun. */
		memcpy(p, good.p, good.n);
		for (j = 0; j < sizeof(flips); j++) {
			p[i] = good.p[i] ^ flips[j];
			if (!same_digit(p[i], good.p[i]) &&
			    intact(es_view(p, good.n), k, &why)) {
				printf("# byte %zu changed to %02x\n", i,
				    p[i]);
				bad++;
			}
		}
		memmove(p + i, good.p + i + 1, good.n - i - 1);
		if (i + 1 < good.n &&
		    intact(es_view(p, good.n - 1), k, &why)) {
			printf("# byte %zu taken out\n", i);
			bad++;
		}
		memcpy(p, good.p, i);
		p[i] = ' ';
		memcpy(p + i + 1, good.p + i, good.n - i);
		if (intact(es_view(p, good.n + 1), k, &why)) {
			printf("# blank before byte %zu\n", i);
			bad++;
		}
	}
	free(p);
	return bad;
}

static size_t
try_cuts(struct es_view good, const struct known *k)
{
	const char	*why;
	unsigned char	*p;
	size_t		 n, bad = 0;

	/* The last byte is the end-of-line behind %%EOF: part of the ranges. */
	for (n = 0; n < good.n; n++) {
		if ((p = malloc(n + 1)) == NULL)
			exit(2);
		memcpy(p, good.p, n);
		if (intact(es_view(p, n), k, &why)) {
			printf("# cut to %zu\n", n);
			bad++;
		}
		free(p);
	}
	return bad;
}

static int
files(int argc, char *argv[], const struct known *k, int want)
{
	unsigned char	*p;
	const char	*why, *name;
	size_t		 n;
	int		 i, got, bad = 0;

	for (i = 0; i < argc; i++) {
		load(argv[i], &p, &n);
		got = intact(es_view(p, n), k, &why);
		name = strrchr(argv[i], '/');
		name = name == NULL ? argv[i] : name + 1;
		if (got != want) {
			printf("# WRONG %s: %s (%s)\n", name,
			    got ? "intact" : "not intact", why);
			bad++;
		} else {
			printf("# %s: %s\n", name, why);
		}
		free(p);
	}
	return bad != 0;
}

static int
count(int argc, char *argv[])
{
	const struct pdf_entry	*e;
	struct pdf_file		*f;
	struct es_err		 err;
	unsigned char		*p;
	size_t			 n, i, pages, used;
	int			 k;

	for (k = 0; k < argc; k++) {
		load(argv[k], &p, &n);
		memset(&err, 0, sizeof(err));
		if (pdf_read(&f, es_view(p, n), NULL, &err) < 0) {
			printf("%s refused %s\n", argv[k], err.msg);
			free(p);
			continue;
		}
		for (i = 0, used = 0; i < pdf_file_entries(f); i++) {
			e = pdf_file_entry(f, i);
			if (e == pdf_file_find(f, SIZE_MAX, e->num) &&
			    e->where != PDF_WHERE_FREE)
				used++;
		}
		if (pdf_file_check_all(f, &err) < 0 || pdf_file_pages(f,
		    pdf_file_revs(f) - 1, &pages, &err) < 0)
			printf("%s refused %s\n", argv[k], err.msg);
		else
			printf("%s %zu %zu\n", argv[k], pages, used);
		pdf_file_free(f);
		free(p);
	}
	return 0;
}

static int
stopwatch(struct es_view b)
{
	struct timespec		 t0, t1;
	struct pdf_file		*f;
	struct pdf_sigs		*s;
	struct pdf_changes	*c;
	struct es_err		 err = ES_ERR_INIT;
	double			 us[3] = { 0 };
	int			 i, rounds = 2000;

	for (i = 0; i < rounds; i++) {
		clock_gettime(CLOCK_MONOTONIC, &t0);
		if (pdf_read(&f, b, NULL, &err) < 0)
			return 1;
		clock_gettime(CLOCK_MONOTONIC, &t1);
		us[0] += (double)(t1.tv_nsec - t0.tv_nsec) / 1e3 +
		    (double)(t1.tv_sec - t0.tv_sec) * 1e6;
		if (pdf_sigs(&s, f, &err) < 0 || pdf_sigs_count(s) == 0 ||
		    pdf_changes(&c, f, s, pdf_sigs_at(s, 0), &err) < 0)
			return 1;
		clock_gettime(CLOCK_MONOTONIC, &t0);
		us[1] += (double)(t0.tv_nsec - t1.tv_nsec) / 1e3 +
		    (double)(t0.tv_sec - t1.tv_sec) * 1e6;
		pdf_changes_free(c);
		pdf_sigs_free(s);
		pdf_file_free(f);
		clock_gettime(CLOCK_MONOTONIC, &t1);
		us[2] += (double)(t1.tv_nsec - t0.tv_nsec) / 1e3 +
		    (double)(t1.tv_sec - t0.tv_sec) * 1e6;
	}
	printf("read %.1f us, signatures and changes %.1f us, free %.1f us\n",
	    us[0] / rounds, us[1] / rounds, us[2] / rounds);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct known	 k = { .n = 0 };
	struct es_view	 good;
	const char	*why;
	unsigned char	*p;
	size_t		 n;
	int		 rc = 1;

	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "count") == 0)
		return count(argc - 2, argv + 2);
	load(argv[2], &p, &n);
	good = es_view(p, n);
	if (strcmp(argv[1], "time") == 0) {
		rc = stopwatch(good);
		free(p);
		return rc;
	}
	know(good, &k);
	if (!intact(good, &k, &why))
		printf("# the signed file itself: %s\n", why);
	else if (strcmp(argv[1], "bytes") == 0)
		rc = try_bytes(good, &k) + try_cuts(good, &k) != 0;
	else if (strcmp(argv[1], "forged") == 0)
		rc = files(argc - 3, argv + 3, &k, 0);
	else if (strcmp(argv[1], "good") == 0)
		rc = files(argc - 3, argv + 3, &k, 1);
	free(k.der);
	free(p);
	return rc;
}
