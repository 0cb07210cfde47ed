/*
 * svc/archive/tar.c - see tar.h.  IEEE 1003.1, pax, "ustar Interchange
 * Format".
 */
#include "svc/archive/tar.h"

#include <stdio.h>

#include "base/limits.h"

#define BLOCK	512

/* Where fields stand; each number is octal, ended by a NUL. */
enum { NAME = 0, MODE = 100, UID = 108, GID = 116, SIZE = 124, MTIME = 136,
    SUM = 148, TYPE = 156, MAGIC = 257, UNAME = 265, GNAME = 297,
    DEVMAJOR = 329, DEVMINOR = 337 };

static void
put_octal(unsigned char *h, size_t at, int digits, uint64_t v)
{
	int	 i;

	for (i = digits - 1; i >= 0; i--, v >>= 3)
		h[at + (size_t)i] = (unsigned char)('0' + (v & 7));
}

static void
header(unsigned char h[BLOCK], struct es_view name, uint64_t size,
    uint64_t mtime)
{
	uint64_t	 sum = 0;
	size_t		 i;

	memset(h, 0, BLOCK);
	memcpy(h + NAME, name.p, name.n);
	put_octal(h, MODE, 7, 0444);
	put_octal(h, UID, 7, 0);
	put_octal(h, GID, 7, 0);
	put_octal(h, SIZE, 11, size);
	put_octal(h, MTIME, 11, mtime);
	memset(h + SUM, ' ', 8);
	h[TYPE] = '0';
	memcpy(h + MAGIC, "ustar\00000", 8);
	memcpy(h + UNAME, "root", 4);
	memcpy(h + GNAME, "root", 4);
	put_octal(h, DEVMAJOR, 7, 0);
	put_octal(h, DEVMINOR, 7, 0);
	for (i = 0; i < BLOCK; i++)
		sum += h[i];
	put_octal(h, SUM, 6, sum);
	h[SUM + 6] = '\0';
}

static bool
good_name(struct es_view v)
{
	size_t	 i;

	if (v.n == 0 || v.n >= SVC_TAR_NAME || v.p[0] == '/' ||
	    es_view_find(v, ES_LIT(".."), 0) != SIZE_MAX)
		return false;
	for (i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] > '~' || v.p[i] == '\\')
			return false;
	return true;
}

int
svc_tar_add(struct es_buf *out, const char *name, struct es_view bytes,
    int64_t mtime, struct es_err *err)
{
	unsigned char	 h[BLOCK];

	if (!good_name(es_view_str(name)) || mtime < 0 ||
	    mtime >= (int64_t)1 << 33 || bytes.n >= (uint64_t)1 << 33)
		return es_fail(err, ES_E_INPUT, "package: \"%.100s\" cannot "
		    "be a member", name);
	header(h, es_view_str(name), bytes.n, (uint64_t)mtime);
	es_buf_add(out, h, sizeof(h));
	es_buf_add_view(out, bytes);
	es_buf_fill(out, 0, (BLOCK - bytes.n % BLOCK) % BLOCK);
	return 0;
}

void
svc_tar_end(struct es_buf *out)
{
	es_buf_fill(out, 0, 2 * (size_t)BLOCK);
}

/* Octal digits up to a NUL; what is none of it shows when it is compared. */
static uint64_t
octal(const unsigned char *h, size_t at, int digits)
{
	uint64_t	 v = 0;
	int		 i;

	for (i = 0; i < digits; i++)
		v = v << 3 | (unsigned)(h[at + (size_t)i] & 7);
	return v;
}

static int
differs(size_t at, size_t *bad, struct es_err *err)
{
	*bad = at;
	return es_fail(err, ES_E_FORMAT, "package: byte %zu is not as we "
	    "write it", at);
}

/* The first of n bytes that is not the one wanted; n: all are. */
static size_t
same(const unsigned char *a, const unsigned char *b, size_t n)
{
	size_t	 i;

	for (i = 0; i < n && a[i] == (b == NULL ? 0 : b[i]); i++)
		;
	return i;
}

static int
member(struct es_view tar, size_t *at, struct svc_tar_member *m, size_t *bad,
    struct es_err *err)
{
	const unsigned char	*h = tar.p + *at;
	unsigned char		 want[BLOCK];
	const void		*nul = memchr(h, 0, SVC_TAR_NAME);
	uint64_t		 size = octal(h, SIZE, 11);
	size_t			 k, pad;

	m->at = *at;
	m->name = es_view(h, nul == NULL ? 0 :
	    (size_t)((const unsigned char *)nul - h));
	if (!good_name(m->name))
		return differs(*at, bad, err);
	header(want, m->name, size, octal(h, MTIME, 11));
	if ((k = same(h, want, BLOCK)) < BLOCK)
		return differs(*at + k, bad, err);
	*at += BLOCK;
	if (size > tar.n - *at)
		return differs(tar.n, bad, err);
	m->bytes = es_view_sub(tar, *at, (size_t)size);
	*at += (size_t)size;
	pad = (BLOCK - (size_t)size % BLOCK) % BLOCK;
	if (pad > tar.n - *at)
		return differs(tar.n, bad, err);
	if ((k = same(tar.p + *at, NULL, pad)) < pad)
		return differs(*at + k, bad, err);
	*at += pad;
	return 0;
}

int
svc_tar_read(struct es_view tar, struct svc_tar_member *m, size_t max,
    size_t *n, size_t *bad, struct es_err *err)
{
	size_t	 at = 0, k;

	*n = 0;
	*bad = 0;
	while (tar.n - at > 2 * (size_t)BLOCK) {
		if (*n == max)
			return es_fail(err, ES_E_LIMIT, "package: over %zu "
			    "members", max);
		if (member(tar, &at, &m[*n], bad, err) < 0)
			return -1;
		(*n)++;
	}
	if (tar.n - at != 2 * (size_t)BLOCK)
		return differs(tar.n, bad, err);
	k = same(tar.p + at, NULL, tar.n - at);
	return k < tar.n - at ? differs(at + k, bad, err) : 0;
}
