/*
 * crypt/alg.h - AlgorithmIdentifiers: what is signed how.
 *
 * One table for CMS, certificates and time stamps.  A signature scheme is a
 * way, a digest and, for RSASSA-PSS, the length of the salt; the mask
 * generation function is always MGF1 with the same digest (RFC 4056, 3).
 */
#ifndef ES_CRYPT_ALG_H
#define ES_CRYPT_ALG_H

#include "base/buf.h"
#include "base/view.h"
#include "crypt/der.h"
#include "crypt/key.h"

enum crypt_alg_kind {
	CRYPT_ALG_FOREIGN = 0,	/* we do not compute it */
	CRYPT_ALG_DIGEST,
	CRYPT_ALG_SIGNATURE
};

struct crypt_alg {
	enum crypt_alg_kind	 kind;
	struct crypt_scheme	 scheme;	/* md NONE: the CMS says it */
	bool			 weak;		/* MD5, SHA-1 */
};

/*
 * The content of an AlgorithmIdentifier.  Parameters that the algorithm does
 * not take fail the reader; one that we do not know, or RSASSA-PSS with two
 * digests, is FOREIGN.  oid: its content octets.
 */
struct crypt_alg crypt_alg_read(struct der *d, struct es_view *oid);

/* Content octets of a digest's OID; empty for one that we do not write. */
struct es_view	crypt_md_oid(enum crypt_md md);
/* AlgorithmIdentifier, whole DER, appended: RFC 5754, 5758, 4055, 8702. */
void		crypt_md_put(struct es_buf *b, enum crypt_md md);
void		crypt_scheme_put(struct es_buf *b,
		    const struct crypt_scheme *s);

#endif
