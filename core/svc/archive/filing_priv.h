/* svc/archive/filing_priv.h - between the parts of svc/filing. */
#ifndef ES_SVC_FILING_PRIV_H
#define ES_SVC_FILING_PRIV_H

#include "base/limits.h"
#include "svc/archive/filing.h"

/* Members beside the evidence of revocation, in their order. */
#define FILING_MANIFEST	"manifest.xml"
#define FILING_STAMP	"manifest.tst"
#define FILING_FILE	"document.pdf"
#define FILING_META	"metadata.xml"
#define FILING_PROCESS	"process.xml"
#define FILING_RECORD	"record.xml"
#define FILING_REPORT	"report.xml"
#define FILING_SEAL	"seal/seal.xml"
#define FILING_CHAIN	"seal/certificates.pem"
#define FILING_MEMBERS	((size_t)32)

/* All that is known of one document; lives in an arena. */
struct filing_case {
	struct store_rows	 doc;		/* FILING_DOCUMENT */
	struct store_rows	 approvals, events, releases, ledger, states;
	struct es_view		 record, record_sha256;
	struct es_view		 file;		/* as it is handed out */
	struct es_view		 chain;		/* PEM, the root last */
	struct { char name[40]; struct es_view bytes; } lists[8];
	size_t			 nlists;
	/* Of a contract: annexes, and the last that came back signed. */
	struct { char name[40]; struct es_view bytes; } files[
	    ES_LIMIT_CONTRACT_ANNEXES + 1];
	size_t			 nfiles;
};

/* Columns of FILING_DOCUMENT. */
enum { FD_ID, FD_REQUEST, FD_NUMBER, FD_CODE, FD_TYPE, FD_TYPE_ZH, FD_TYPE_EN,
    FD_LANG, FD_OFFICE, FD_OFFICE_ZH, FD_ISSUED, FD_UNTIL, FD_FILE_SUM,
    FD_BODY_SUM, FD_SIZE, FD_PAGES, FD_STATE, FD_STATE_REASON, FD_PERSON,
    FD_NAME_ZH, FD_NAME_EN, FD_CREATED, FD_PURPOSE, FD_CALLER, FD_VERSION,
    FD_SEAL_NUMBER, FD_SEAL_ZH, FD_SEAL_EN, FD_SEAL_DEF, FD_SEAL_KEY,
    FD_CAMPUS, FD_SCHOOL, FD_YEARS, FD_EVENT, FD_BROUGHT };

/* -- filing.c ---- */
/* Documents that a query of id and number finds: work that is due. */
ES_CHECK int	svc_filing_list(const struct svc_filing *f,
		    enum store_stmt id, const struct store_val *args,
		    size_t nargs, struct es_arena *a,
		    struct svc_filing_doc **out, size_t *n,
		    struct es_err *err);

/* -- filing_load.c ---- */
/* 1; 0: the document is not there; ES_E_FORMAT: it cannot be filed. */
ES_CHECK int	svc_filing_load(const struct svc_filing *f, int64_t document,
		    struct es_arena *a, struct filing_case *c,
		    struct es_err *err);

/* -- filing_look.c ---- */
struct filing_look {		/* of the sealed file, by a confined child */
	bool		 read, trusted, encrypted;
	size_t		 ours;			/* seals that we trust */
	int		 pdfa;			/* its part; 0: none */
	int		 version;		/* of PDF: 17 is 1.7 */
	char		 outcome[20], active[20], why[60];
	struct es_view	 report;	/* XML, docs/report.rng */
};
ES_CHECK int	svc_filing_look(const struct svc_filing *f, struct es_view pdf,
		    struct es_arena *a, struct filing_look *out,
		    struct es_err *err);

/* -- filing_xml.c ---- */
struct filing_member {
	const char	*name;
	struct es_view	 bytes;
};
void		svc_filing_metadata(const struct svc_filing *f,
		    const struct filing_case *c, const struct filing_look *l,
		    struct es_buf *out);
void		svc_filing_process(const struct svc_filing *f,
		    const struct filing_case *c, struct es_buf *out);
void		svc_filing_seal(const struct filing_case *c,
		    struct es_buf *out);
ES_CHECK int	svc_filing_manifest(const struct svc_filing *f,
		    struct es_view number, const struct filing_member *m,
		    size_t n, struct es_buf *out, struct es_err *err);

#endif
