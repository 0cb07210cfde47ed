/*
 * svc/issue/issue.h - from a person to an approved request
 * (docs/ARCHITECTURE.md).
 *
 * Every function asks for the person of the session and looks only at what
 * is theirs; another's number is ES_E_NOTFOUND, as if it did not exist.
 */
#ifndef ES_SVC_ISSUE_H
#define ES_SVC_ISSUE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"
#include "flow/book.h"
#include "store/store.h"

#define SVC_CRID	16	/* random bytes of one form */

struct svc_types;

struct svc_issue_conf {
	const char	*base_url;	/* without "/" at its end */
	int		 offset;	/* campus zone, seconds */
	struct svc_types *types;	/* this worker's, svc/type/types.h */
	const struct flow_defs *flows;	/* or NULL: by rule alone */
};

struct svc_ask {		/* what somebody asks for */
	int64_t		 person;
	int64_t		 account;	/* that asks; 0: a program */
	struct es_view	 type;		/* "transcript-graduate" */
	const char	*lang;		/* "zh-CN" or "en": of the document */
	struct es_view	 purpose;	/* a key of the type's choices */
	int64_t		 now;
	/* Values of the type's form (type/form.h), without flaws; or NULL. */
	const struct es_tree *form;
	bool		 files;	/* of a type whose files people bring */
};

/*
 * What this person may have, of all types or "only" this: a list of maps
 * {id, version, name, about, office, zh, en (languages there are), allowed,
 * why}; why is "status", "hold" or "data" (the record says nothing of what the
 * document is about).  Types that are not meant for such a person are left
 * out.  Also puts "hold" with the reason.
 */
ES_CHECK int	svc_catalogue(struct store *st,
		    const struct svc_issue_conf *c, int64_t person,
		    struct es_view only, const char *lang,
		    struct es_tree *data, struct es_err *err);
/*
 * The record snapshot as XML (docs/FORMATS.md).  number, code: of the
 * document, or "" for a preview.  ES_E_NOTFOUND: no such type for the
 * person; ES_E_DENIED: not with this status, a hold, or no data for it.
 */
ES_CHECK int	svc_snapshot(struct store *st, const struct svc_issue_conf *c,
		    const struct svc_ask *ask, const char *number,
		    const char *code, struct es_arena *a,
		    struct es_view *out, struct es_err *err);
struct svc_confirmation {
	struct svc_ask	 ask;
	unsigned char	 crid[SVC_CRID];
	bool		 of_many;	/* nobody will wake es-seal for it */
	int64_t		 request;	/* out: its id */
	bool		 fresh;		/* out: not sent before */
};

/*
 * Confirm: request, snapshot, number, code, approval by rule, seal job and
 * audit row in one transaction.  Of a type that people approve: the first
 * event of its flow instead of approval and job.  A crid that was used
 * before gives the first request again.
 */
ES_CHECK int	svc_confirm(struct store *st, const struct svc_issue_conf *c,
		    struct svc_confirmation *one, struct es_view actor,
		    struct es_view address, struct es_err *err);
/*
 * The same for up to ES_LIMIT_SEAL_BATCH people, all or none: a graduation.
 * On an error *err names the first who may not have it, by person id.
 */
ES_CHECK int	svc_confirm_all(struct store *st,
		    const struct svc_issue_conf *c,
		    struct svc_confirmation *list, size_t n,
		    struct es_view actor, struct es_view address,
		    struct es_err *err);

/* Requests of a person, newest first: list "documents" for the page. */
ES_CHECK int	svc_documents(struct store *st,
		    const struct svc_issue_conf *c, int64_t person,
		    const char *lang, struct es_tree *data,
		    struct es_err *err);
/* One request of a person, for its page; ES_E_NOTFOUND. */
ES_CHECK int	svc_document(struct store *st, const struct svc_issue_conf *c,
		    int64_t person, int64_t request, const char *lang,
		    struct es_tree *data, struct es_err *err);
/* The sealed file of a person's request and its name; ES_E_NOTFOUND. */
ES_CHECK int	svc_document_file(struct store *st, int64_t person,
		    int64_t request, struct es_arena *a,
		    struct es_view *bytes, const char **name,
		    struct es_err *err);

#endif
