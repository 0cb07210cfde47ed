/*
 * svc/life/life.h - the life of seals: what people see of it, and their steps.
 *
 * The rule is core/seal/life.h's; here are the people, the database and the
 * words.  A step is one transaction: an event, which the database judges once
 * more and by which it changes the seal, and the audit row.  Seals that
 * somebody has no part in do not exist for them (ES_E_NOTFOUND).
 */
#ifndef ES_SVC_LIFE_H
#define ES_SVC_LIFE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tree.h"
#include "seal/life.h"
#include "store/store.h"
#include "svc/seal/seal.h"
#include "svc/verify/words.h"

struct svc_life {		/* who asks */
	struct store	*db;
	int64_t		 account, person;
	struct es_view	 name, address;
	enum svc_lang	 lang;
	int64_t		 now;		/* UTC seconds */
	int		 offset;	/* campus zone */
	const char	*university_office;	/* code of 校办 */
	const char	*tool;		/* the operator's command */
	const char	*signd_socket;
	/* Rights of this session, and messages in its language. */
	bool		(*holds)(void *arg, const char *role,
			    struct es_view office);
	const char	*(*say)(void *arg, const char *key);
	void		*arg;
};

/* Put "seals", "todo" of them, and whether they "may_apply". */
ES_CHECK int	svc_life_list(const struct svc_life *l, struct es_arena *a,
		    struct es_tree *page, struct es_err *err);
/*
 * Put one seal: its facts, "next", "acts" that this person may do now, what
 * is "asked", the operator's "command", and "events".
 */
ES_CHECK int	svc_life_open(const struct svc_life *l, int64_t seal,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/* Append the seal's picture as SVG. */
ES_CHECK int	svc_life_picture(const struct svc_life *l, int64_t seal,
		    const struct svc_seal_kit *kit, struct es_arena *a,
		    struct es_buf *out, struct es_err *err);

/*
 * Append the seal's file as XML (docs/FORMATS.md): the seal, its picture and
 * certificate, every event before the archive, the head of its ledger.
 */
ES_CHECK int	svc_life_file(const struct svc_life *l, int64_t seal,
		    struct es_arena *a, struct es_buf *out,
		    struct es_err *err);

/* -- the application ----------------------------------------------------- */
struct svc_life_order {
	struct es_view	 office, class;		/* codes */
	struct es_view	 name_zh, name_en, purpose, reason;
	struct es_view	 keeper, deputy;	/* accounts */
	struct es_view	 types;			/* ids, by commas */
	struct es_view	 replaces;		/* number, or empty */
	struct es_view	 arc, line;		/* of the picture */
	int64_t		 diameter, star;	/* millimetres */
	int64_t		 from, until;	/* of its validity; 0: open */
};

/* Put "offices" and "types" to choose from; ES_E_DENIED: none is theirs. */
ES_CHECK int	svc_life_choices(const struct svc_life *l,
		    struct es_view office, struct es_view types,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/* A picture of what was filled in; ES_E_INPUT, ES_E_NOTFOUND (a character). */
ES_CHECK int	svc_life_draft(const struct svc_life_order *o,
		    const struct svc_seal_kit *kit, struct es_arena *a,
		    struct es_buf *out, struct es_err *err);
/*
 * Apply.  *flaw: the key of a message that says what is in the way, and
 * nothing was done; NULL: *id is the new seal's.
 */
ES_CHECK int	svc_life_apply(const struct svc_life *l,
		    const struct svc_life_order *o,
		    const struct svc_seal_kit *kit, int64_t *id,
		    const char **flaw, struct es_err *err);

/*
 * The scan of the physical seal's imprint (seal/imprint.h), of who applied and
 * before the first approval.  *flaw as above.
 */
ES_CHECK int	svc_life_bring(const struct svc_life *l, int64_t seal,
		    struct es_view png, const char **flaw,
		    struct es_err *err);
/* The newest one, in the arena; for approvers alone, else ES_E_NOTFOUND. */
ES_CHECK int	svc_life_imprint(const struct svc_life *l, int64_t seal,
		    struct es_arena *a, struct es_view *png,
		    struct es_err *err);

/* -- a step -------------------------------------------------------------- */
struct svc_life_step {
	enum seal_act	 act;
	int64_t		 seen;		/* events on the page it came from */
	struct es_view	 reason;
	struct es_view	 number;	/* of the filing */
	struct es_view	 keeper, deputy, types;		/* a change */
	struct es_view	 ground;	/* of a cancellation */
	int64_t		 effective;	/* 0: now */
};

/* As svc_life_apply: *flaw says why not. */
ES_CHECK int	svc_life_do(const struct svc_life *l, int64_t seal,
		    const struct svc_life_step *s, const char **flaw,
		    struct es_err *err);

#endif
