/*
 * svc/archive/filing.h - filing packages of issued documents, and their
 * checks.
 *
 * A package (归档信息包) is one TAR of all that is known of a document, made
 * once: sealed file as it is handed out, record, metadata (DA/T 46), process,
 * seal and certificates, revocation evidence, verification report, a manifest
 * of digests, and a time stamp over the manifest.  docs/FORMATS.md has the
 * members.  The four-property check (四性检测, DA/T 70) is a list of named
 * checks over those bytes alone, and what the register says.
 *
 * A package, its first check and the audit entry are one transaction, so that
 * the job may be ended anywhere and simply run again.
 */
#ifndef ES_SVC_FILING_H
#define ES_SVC_FILING_H

#include "base/arena.h"
#include "base/buf.h"
#include "esign/judge.h"
#include "store/store.h"
#include "xmlio/xmlio.h"

struct svc_filing {
	struct store			*db;
	const struct esign_terms	*terms;	/* now, trust, evidence */
	const char			*pki_dir;
	const struct xmlio_schema	*schema;	/* docs/filing.rng */
	/* A token over a SHA-256 digest. */
	int				(*stamp)(void *arg,
					    struct es_view digest,
					    struct es_buf *token,
					    struct es_err *err);
	void				*stamp_arg;
	const char			*actor;	/* for the audit log */
	int				 offset;	/* of the campus zone */
	bool				 dry;	/* nothing is written */
};

/* -- the four-property check ---- */
enum svc_property {
	SVC_PROP_NONE = 0,
	SVC_PROP_AUTHENTIC,	/* 真实性 */
	SVC_PROP_INTEGRAL,	/* 完整性 */
	SVC_PROP_USABLE,	/* 可用性 */
	SVC_PROP_SAFE,		/* 安全性 */
	SVC_PROP__MAX
};

enum svc_filing_code {
	SVC_FC_NONE = 0,
	SVC_FC_STAMP,		/* the manifest is what our authority stamped */
	SVC_FC_SEAL,		/* seals intact, of those we trust */
	SVC_FC_REGISTER,	/* number, code, digest as in the register */
	SVC_FC_META,		/* the metadata are this document's */
	SVC_FC_DIGEST,		/* the package is the one that was filed */
	SVC_FC_FORM,		/* the container as we write it */
	SVC_FC_MEMBERS,		/* all there, and nothing else */
	SVC_FC_SUMS,		/* every member has its digest */
	SVC_FC_PROCESS,		/* from request to seal without a gap */
	SVC_FC_READ,		/* the sealed file opens */
	SVC_FC_PDFA,		/* and is of an archive's format */
	SVC_FC_SCHEMA,		/* the metadata fit their schema */
	SVC_FC_ACTIVE,		/* nothing that would run */
	SVC_FC_CLOSED,		/* not encrypted; no path leads outside */
	SVC_FC__MAX
};

enum svc_filing_answer {
	SVC_FA_UNKNOWN = 0,
	SVC_FA_PASS,
	SVC_FA_FAIL,
	SVC_FA_WARN		/* kept as it is; an archivist has to know */
};

struct svc_filing_result {
	struct {
		enum svc_filing_answer	 answer;
		char			 detail[200];	/* member, or byte */
	}				 c[SVC_FC__MAX];
};

enum svc_property svc_filing_property(enum svc_filing_code c);
/* "auth.stamp" ...: of lines in the database, of messages. */
const char	*svc_filing_name(enum svc_filing_code c);
/* Every check passed, with or without a warning. */
bool		 svc_filing_passed(const struct svc_filing_result *r);
/* "auth.stamp pass\nint.sums fail process.xml\n" and back. */
void		 svc_filing_put(const struct svc_filing_result *r,
		    struct es_buf *out);
void		 svc_filing_get(struct svc_filing_result *r,
		    struct es_view lines);

/* What the register says of a document; fields may be empty: not known. */
struct svc_filing_facts {
	struct es_view	 number, code, type;
	struct es_view	 file_sha256;	/* of its first "size" bytes */
	size_t		 size;
	struct es_view	 package_sha256;	/* of the one that was filed */
	bool		 brought;	/* written elsewhere: its format, too */
};

/*
 * Look at a package.  What is wrong with it is an answer; -1 is left to
 * ES_E_NOMEM and failures of our own.
 */
ES_CHECK int	svc_filing_check(const struct svc_filing *f,
		    struct es_view package,
		    const struct svc_filing_facts *facts, struct es_arena *a,
		    struct svc_filing_result *out, struct es_err *err);

/* -- the job ---- */
enum svc_filed {
	SVC_FILED_UNKNOWN = 0,
	SVC_FILED_DUE,		/* dry run */
	SVC_FILED_DONE,
	SVC_FILED_OTHER,	/* another job was faster */
	SVC_FILED_FAILED,	/* see error */
	SVC_FILED__MAX
};
const char	*svc_filed_name(enum svc_filed w);

struct svc_filing_doc {
	int64_t		 id;
	struct es_view	 number;
	enum svc_filed	 what;
	size_t		 bytes;
	char		 error[300];
	struct svc_filing_result result;
};

#define SVC_FILING_PAGE	64

/* Documents to be filed after document "after". */
ES_CHECK int	svc_filing_due(const struct svc_filing *f, int64_t after,
		    size_t max, struct es_arena *a,
		    struct svc_filing_doc **out, size_t *n,
		    struct es_err *err);
/* Make one package.  -1 only when the database does not answer. */
ES_CHECK int	svc_filing_one(const struct svc_filing *f,
		    struct svc_filing_doc *d, struct es_arena *a,
		    struct es_err *err);
/* Packages last checked before "before": to be checked again. */
ES_CHECK int	svc_filing_stale(const struct svc_filing *f, int64_t before,
		    size_t max, struct es_arena *a,
		    struct svc_filing_doc **out, size_t *n,
		    struct es_err *err);
/* Check one of them again; "occasion" as in the table. */
ES_CHECK int	svc_filing_again(const struct svc_filing *f,
		    struct svc_filing_doc *d, const char *occasion,
		    struct es_arena *a, struct es_err *err);
/* Append its package, at most ES_LIMIT_FILING bytes; ES_E_NOTFOUND. */
ES_CHECK int	svc_filing_bytes(struct store *st, int64_t document,
		    struct es_buf *out, struct es_err *err);
/* One JSON object without a line end. */
ES_CHECK int	svc_filing_json(const struct svc_filing_doc *d,
		    struct es_buf *out, struct es_err *err);

#endif
