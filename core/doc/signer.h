/*
 * doc/signer.h - the only border between documents and cryptography.
 *
 * A format writer reserves a hole, digests everything around it and calls
 * the signer once; what comes back is put into the hole unread.  So pdf and
 * ofd never see a key, a certificate or a socket.
 */
#ifndef ES_DOC_SIGNER_H
#define ES_DOC_SIGNER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/* The digest of the document that a signer wants. */
enum doc_digest {
	DOC_SHA256 = 0,
	DOC_SHA384,
	DOC_SHA512
};

struct doc_signer {
	/*
	 * Bytes of DER to reserve: the signature with its certificates and
	 * time stamp must fit, or sign() fails with ES_E_LIMIT.
	 */
	size_t	 reserve;
	/*
	 * Append the signature over the document digest ("digest" of the
	 * bytes outside the hole) to "out".
	 */
	int	(*sign)(void *arg, struct es_view digest, struct es_buf *out,
		    struct es_err *err);
	void	*arg;
	enum doc_digest	 digest;
};

#endif
