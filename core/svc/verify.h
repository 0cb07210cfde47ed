/*
 * svc/verify.h - is this document ours, unchanged, and still in force?
 *
 * Answers a question by code or by file with a tree that the page, the API
 * and the command line print alike.  Holds no key, writes only verify_log
 * (no content) and throttle, keeps no file.
 */
#ifndef ES_SVC_VERIFY_H
#define ES_SVC_VERIFY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"
#include "store/conf.h"
#include "svc/code.h"
#include "svc/verdict.h"
#include "svc/words.h"

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
 * The report, in the arena:
 *	headline title advice tone banner icon now, by_code or by_file
 *	checks (key name help answer word icon class)
 *	document (by level of disclosure) ask_factor wrong_factor
 *	awaiting away: why it cannot be decided
 *	sha256 size unread
 *	seals (headline seal signer issuer time proven indication sub changes)
 * -1 only for ES_E_NOMEM and our own bugs; what cannot be asked or read is
 * an UNDETERMINED report.  ES_E_LIMIT: this address must wait (*wait).
 */
ES_CHECK int	svc_verify(struct svc_verifier *v,
		    const struct svc_question *q, struct es_arena *a,
		    struct es_tree **out, unsigned *wait, struct es_err *err);

/* Put "offices": whom to ask, each with name and contact; none if away. */
void		svc_verify_offices(struct svc_verifier *v, enum svc_lang lang,
		    struct es_arena *a, struct es_tree *page);

#endif
