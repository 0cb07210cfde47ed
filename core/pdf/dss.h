/*
 * pdf/dss.h - the document security store: validation data in a file.
 *
 * ETSI EN 319 142-1 clause 5.4; ISO 32000-2 clause 12.8.4.3.  What stands
 * there was put there by anybody: it proves nothing until its signatures
 * were checked (pki/revoke.h, pki/judge.h).
 */
#ifndef ES_PDF_DSS_H
#define ES_PDF_DSS_H

#include "base/err.h"
#include "base/view.h"
#include "pdf/read.h"

enum pdf_dss_kind {
	PDF_DSS_NONE = 0,
	PDF_DSS_CERT,		/* a certificate */
	PDF_DSS_OCSP,		/* an OCSPResponse, whole */
	PDF_DSS_CRL,		/* a CertificateList */
	PDF_DSS__MAX
};

struct pdf_dss_item {
	enum pdf_dss_kind	 kind;
	uint32_t		 num;	/* of its stream */
	size_t			 rev;	/* revision that brought the stream */
	struct es_view		 der;	/* decoded; not looked into */
};

struct pdf_dss {
	bool			 present;	/* the catalog has one */
	size_t			 rev;		/* that changed it last */
	size_t			 n;
	struct pdf_dss_item	*at;
	size_t			 broken;	/* entries passed over */
};

/*
 * The store of the last revision, each stream once, those that only VRI
 * names included; at most ES_LIMIT_DSS_ITEMS, further ones and those that
 * cannot be decoded are counted as broken.  Everything lives as long as f.
 * -1: the file itself is unreadable (pdf_file_why), or ES_E_NOMEM.
 */
ES_CHECK int	pdf_dss_read(struct pdf_dss *out, struct pdf_file *f,
		    struct es_err *err);

/* "Certs", "OCSPs", "CRLs"; in VRI: "Cert", "OCSP", "CRL". */
const char	*pdf_dss_key(enum pdf_dss_kind kind);
const char	*pdf_dss_vri_key(enum pdf_dss_kind kind);

#endif
