/*
 * svc/archive/evidence.h - revocation lists and answers from files and, for
 * those who may use the network, from where certificates say.
 *
 * What comes from anywhere is weighed by pki/revoke.h; nothing here trusts
 * it.  Fetching blocks: never in a page's way.
 */
#ifndef ES_SVC_EVIDENCE_H
#define ES_SVC_EVIDENCE_H

#include "base/err.h"
#include "esign/extend.h"
#include "net/net.h"
#include "pki/revoke.h"

/*
 * The campus's root, DIR/root.cert.pem, into "trust"; issuers come with the
 * documents.
 */
ES_CHECK int	svc_trust_root(struct pki_trust *trust, const char *dir,
		    struct es_err *err);
/* A new trust set with that root, and what the directory has of lists. */
ES_CHECK int	svc_trust_open(struct pki_trust **trust,
		    struct pki_evidence **given, const char *dir,
		    struct es_err *err);
/* A list (DER or PEM) or an OCSP answer (DER) from a file. */
ES_CHECK int	svc_evidence_file(struct pki_evidence *ev, const char *path,
		    struct es_err *err);
/*
 * Every *.crl and *.ocsp of a directory; their number.  A directory that is
 * not there, or NULL, holds none.
 */
ES_CHECK int	svc_evidence_dir(struct pki_evidence *ev, const char *dir,
		    struct es_err *err);

/* Where esign_extend gets its data; fill, then svc_fetch_source. */
struct svc_fetch {
	struct net	*net;		/* NULL: nothing is fetched */
	int		 ms;		/* for one exchange */
	/* A token over this digest; NULL: no time stamps. */
	int		(*stamp)(void *arg, struct es_view digest,
			    struct es_buf *token, struct es_err *err);
	void		*stamp_arg;
	size_t		 token_max;
};

/* Borrows f.  OCSP without a nonce, so that caches may answer. */
struct esign_source svc_fetch_source(struct svc_fetch *f);

/*
 * A token over a SHA-256 digest from the authority at "url" (RFC 3161 over
 * HTTP): asked with a nonce, compared with the question, its signature
 * verified.
 */
ES_CHECK int	svc_tsa_ask(struct net *net, const char *url, int ms,
		    struct es_view digest, struct pki_cache *cache,
		    struct es_buf *token, struct es_err *err);

#endif
