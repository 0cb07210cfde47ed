/*
 * pdf/security_priv.h - the standard security handler (ISO 32000-2 clause
 * 7.6.4), for a file that opens without a password.
 *
 * Many files are encrypted only to carry restrictions: everybody opens them,
 * with the empty user password.  They are read as what they show.  One that
 * needs a password, or another handler, stays closed (pdf_read_closed).
 */
#ifndef ES_PDF_SECURITY_PRIV_H
#define ES_PDF_SECURITY_PRIV_H

#include "pdf/read_priv.h"

#define PDF_KEY_MAX	32

/* How strings, or streams, are enciphered (table 25, CFM). */
enum pdf_cipher {
	PDF_CIPHER_NONE = 0,	/* Identity */
	PDF_CIPHER_RC4,		/* V2, and V 1 and 2 */
	PDF_CIPHER_AESV2,
	PDF_CIPHER_AESV3
};

struct pdf_security {
	enum pdf_cipher		 strings, streams;
	bool			 metadata;	/* EncryptMetadata */
	int			 r;		/* R: 2 to 6 */
	unsigned char		 key[PDF_KEY_MAX];
	size_t			 n;		/* its bytes: 5 to 32 */
};

/* What a key is made from (table 21); views of decoded bytes. */
struct pdf_key_terms {
	int64_t			 p;
	struct es_view		 o, u, ue;	/* O, U; UE of R 5 and 6 */
	struct es_view		 id;		/* the first half of ID */
};

/*
 * The file's key by the empty user password: s->r, s->n and s->metadata in,
 * s->key out.  false: another password is wanted, or the terms are malformed.
 */
bool		pdf_security_key(struct pdf_security *s,
		    const struct pdf_key_terms *t);
/*
 * One string or stream of object (num, gen).  "out" has room for in.n bytes;
 * the plain ones are *n.  false: in is not what "how" makes.
 */
bool		pdf_security_open(const struct pdf_security *s,
		    enum pdf_cipher how, uint32_t num, uint16_t gen,
		    struct es_view in, unsigned char *out, size_t *n);
/*
 * Bytes of "in" from "from" on are what "how" makes of zeros (and padding),
 * whatever stands before them: a placeholder of a signature that was
 * enciphered before the signature was put into it.  "room" is for in.n bytes.
 */
bool		pdf_security_zeros(const struct pdf_security *s,
		    enum pdf_cipher how, uint32_t num, uint16_t gen,
		    struct es_view in, size_t from, unsigned char *room);

#endif
