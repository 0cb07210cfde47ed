/*
 * svc/verify/verify.h - is this document ours, unchanged, and still in force?
 *
 * Answers a question by code or by file with a tree that the page, the API
 * and the command line print alike.  Holds no key, writes only verify_log
 * (no content) and throttle, keeps no file.
 */
#ifndef ES_SVC_VERIFY_H
#define ES_SVC_VERIFY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"
#include "store/conf.h"
#include "svc/issue/code.h"
#include "svc/verify/verdict.h"
#include "svc/verify/words.h"

/* -- questions ---- */

struct svc_verifier;

/* Strings are borrowed and must outlive the verifier. */
struct svc_verify_conf {
	struct store_conf	 db;
	const char		*pki_dir;
};

/* Certificates and texts are read; the database is connected when needed. */
ES_CHECK int	svc_verifier_new(struct svc_verifier **out,
		    const struct svc_verify_conf *cf, struct es_err *err);
void		svc_verifier_free(struct svc_verifier *v);	/* NULL: fine */

enum svc_asked {
	SVC_ASKED_NONE = 0,
	SVC_ASKED_CODE,		/* typed */
	SVC_ASKED_QR,
	SVC_ASKED_FILE
};

struct svc_question {
	enum svc_asked	 how;
	const char	*code;		/* 16 characters, or NULL */
	struct es_view	 factor;	/* second factor; empty: none given */
	struct es_view	 file;		/* SVC_ASKED_FILE */
	struct es_view	 address;	/* of the visitor, for throttling */
	enum svc_lang	 lang;
	int64_t		 now;		/* UTC seconds */
	int		 offset;	/* of the campus zone */
};

/*
 * A question by code: the report, in the arena:
 *	headline title advice tone banner icon now, by_code or by_file
 *	checks (key name help answer word icon class)
 *	document (by level of disclosure) ask_factor wrong_factor
 *	awaiting away: why it cannot be decided
 * -1 only for ES_E_NOMEM and our own bugs; what cannot be asked is an
 * UNDETERMINED report.  ES_E_LIMIT: this address must wait (*wait).
 */
ES_CHECK int	svc_verify_code(struct svc_verifier *v,
		    const struct svc_question *q, struct es_arena *a,
		    struct es_tree **out, unsigned *wait, struct es_err *err);

/*
 * A file, looked at once; lives in the arena and borrows q->file.  What
 * cannot be read is an UNDETERMINED report, too.
 */
struct svc_file;
ES_CHECK int	svc_verify_file(struct svc_verifier *v,
		    const struct svc_question *q, struct es_arena *a,
		    struct svc_file **out, struct es_err *err);
/*
 * Its report as a page's tree; as svc_verify_code, and also
 *	sha256 size unread only
 *	seals (headline seal signer issuer time proven indication sub level
 *	    revision changes (text allowed places))
 */
struct es_tree	*svc_file_tree(const struct svc_file *f,
		    const struct svc_question *q, struct es_arena *a);
/* For machines; "name" is that of the file. */
ES_CHECK int	svc_file_json(const struct svc_file *f,
		    const struct svc_question *q, const char *name,
		    struct es_buf *out, struct es_err *err);
ES_CHECK int	svc_file_xml(const struct svc_file *f,
		    const struct svc_question *q, const char *name,
		    struct es_buf *out, struct es_err *err);
/*
 * The file as it was when revision n (from 1) was signed; empty when none
 * was, or its signature is not sound.  Borrowed from q->file.
 */
struct es_view	svc_file_revision(const struct svc_file *f,
		    const struct svc_question *q, size_t n);

/* Put "offices": whom to ask, each with name and contact; none if away. */
void		svc_verify_offices(struct svc_verifier *v, enum svc_lang lang,
		    struct es_arena *a, struct es_tree *page);

#endif
