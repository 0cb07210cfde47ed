/* fuzz_tar - anything as a filing package: what is read is as we write it. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/archive/filing.h"
#include "svc/archive/tar.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMBERS = 16 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct svc_tar_member	 m[MEMBERS];
	struct svc_filing_result r;
	struct es_err		 e = ES_ERR_INIT;
	struct es_buf		 b;
	char			 name[SVC_TAR_NAME];
	size_t			 n, bad, i;
	int64_t			 mtime = 0;

	svc_filing_get(&r, es_view(data, size));
	if (svc_tar_read(es_view(data, size), m, MEMBERS, &n, &bad,
	    &e) < 0) {
		if (bad > size)
			abort();
		return 0;
	}
	es_buf_init(&b, ES_LIMIT_FILING);
	for (i = 0; i < n; i++) {
		memcpy(name, m[i].name.p, m[i].name.n);
		name[m[i].name.n] = '\0';
		for (mtime = 0, bad = 0; bad < 11; bad++)
			mtime = mtime << 3 | (data[m[i].at + 136 + bad] & 7);
		if (svc_tar_add(&b, name, m[i].bytes, mtime, &e) < 0)
			abort();
	}
	svc_tar_end(&b);
	if (b.failed == ES_E_NONE && !es_view_eq(es_buf_view(&b),
	    es_view(data, size)))
		abort();	/* one form only */
	es_buf_clear(&b);
	return 0;
}
