/*
 * fuzz_imprint - anything as the scan of an imprint, once as it is and once
 * with the check sums of its chunks made right, behind which all else lies.
 * What is kept is read again and stays as it is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "seal/imprint.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t
crc(const uint8_t *p, size_t n)
{
	uint32_t	 c = 0xffffffff;
	size_t		 i;
	int		 k;

	for (i = 0; i < n; i++)
		for (c ^= p[i], k = 0; k < 8; k++)
			c = (c & 1) != 0 ? c >> 1 ^ 0xedb88320 : c >> 1;
	return c ^ 0xffffffff;
}

static void
make_right(uint8_t *p, size_t size)
{
	size_t	 at = 8, n, i;

	while (at + 12 <= size) {
		n = (size_t)p[at] << 24 | (size_t)p[at + 1] << 16 |
		    (size_t)p[at + 2] << 8 | p[at + 3];
		if (n > size - at - 12)
			return;
		for (i = 0; i < 4; i++)
			p[at + 8 + n + i] = (uint8_t)(crc(p + at + 4, 4 +
			    n) >> (24 - 8 * i));
		at += 12 + n;
	}
}

static void
try(const uint8_t *data, size_t size)
{
	struct es_err		 e = ES_ERR_INIT;
	struct seal_imprint	 one, two;
	struct es_buf		 first, again;

	es_buf_init(&first, ES_LIMIT_IMPRINT);
	es_buf_init(&again, ES_LIMIT_IMPRINT);
	if (seal_imprint_read(es_view(data, size), &first, &one, &e) < 0) {
		if (e.code == ES_E_NONE || first.n > 0)
			abort();
	} else if (one.width > ES_LIMIT_IMPRINT_SIDE ||
	    one.height > ES_LIMIT_IMPRINT_SIDE ||
	    seal_imprint_read(es_buf_view(&first), &again, &two, &e) < 0 ||
	    !es_view_eq(es_buf_view(&first), es_buf_view(&again)))
		abort();
	es_buf_clear(&first);
	es_buf_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t	*p;

	try(data, size);
	if (size == 0 || (p = malloc(size)) == NULL)
		return 0;
	memcpy(p, data, size);
	make_right(p, size);
	try(p, size);
	free(p);
	return 0;
}
