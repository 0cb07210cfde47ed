/* request/crid.c - the number by which a form is known when it comes twice. */
#include "crypt/random.h"
#include "crypt/text.h"
#include "request.h"

int
request_crid_put(struct web_req *rq, struct es_err *err)
{
	unsigned char	 crid[SVC_CRID];
	char		 hex[2 * SVC_CRID + 1];

	if (crypt_random(crid, sizeof(crid), err) < 0)
		return -1;
	crypt_hex(es_view(crid, sizeof(crid)), hex);
	es_tree_put_str(web_data(rq), "crid", hex);
	return 0;
}

int
request_crid_read(struct es_view v, unsigned char crid[SVC_CRID],
    struct es_err *err)
{
	size_t	 i;

	/* One text for one number: as the page has it, in small letters. */
	for (i = 0; i < v.n; i++)
		if (v.p[i] >= 'A' && v.p[i] <= 'F')
			return es_fail(err, ES_E_INPUT, "crid in capitals");
	return crypt_hex_decode(v, crid, SVC_CRID, err);
}
