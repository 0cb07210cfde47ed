/*
 * svc/contract/contract.h - finished files that people bring: bytes, places,
 * seals.
 *
 * The way of one (docs/ARCHITECTURE.md): draft (a text, annexes, places),
 * frozen by a request whose record names all digests and places, approved by
 * its flow, sealed department by department, issued, and sent back signed by
 * the other side.  After the freezing the record is what counts; es-signd
 * believes nothing else, and proves with the bytes that they are those.
 *
 * No function here parses a byte of a file in its own process: that does a
 * confined child (svc/contract/look.h).
 */
#ifndef ES_SVC_CONTRACT_H
#define ES_SVC_CONTRACT_H

#include "pdf/read.h"
#include "pdf/update.h"
#include "svc/approve/review.h"
#include "svc/seal/seal.h"
#include "svc/seal/signd.h"

struct svc_contracts {		/* one worker's; all borrowed */
	struct store		*db;
	struct signd		*signd;
	struct svc_seal_kit	*kit;
	struct svc_issue_conf	 issue;
};

enum svc_contract_role {
	SVC_CONTRACT_NONE = 0,
	SVC_CONTRACT_TEXT,	/* what is sealed */
	SVC_CONTRACT_ANNEX,	/* named by its digest */
	SVC_CONTRACT_SIGNED	/* the sealed file, signed by the other side */
};

struct svc_contract {		/* views lie in the arena it was loaded to */
	int64_t		 id, person, request, created, document, issued;
	int64_t		 disposed;	/* after its term; 0: bytes are there */
	unsigned char	 crid[SVC_CRID];
	struct es_view	 type, type_zh, type_en, title, party, total;
	struct es_view	 straddle;	/* "", "right", "left" */
	struct es_view	 state;		/* "draft", or its request's */
	struct es_view	 number, code, record, sum, office, reason;
	struct es_view	 person_zh, person_en;
	bool		 mine;		/* the reader's own */
	bool		 keeps;		/* reader keeps one of its seals */
};

/* May its files and places still change: a draft, or returned. */
bool		svc_contract_open(const struct svc_contract *c);

/*
 * A contract for its owner, the keepers of its seals, and those who decide
 * about it; ES_E_NOTFOUND for all others.  "number": of its request.
 */
ES_CHECK int	svc_contract_load(const struct svc_reader *r, int64_t id,
		    struct es_arena *a, struct svc_contract *out,
		    struct es_err *err);
ES_CHECK int	svc_contract_of(const struct svc_reader *r, int64_t request,
		    struct es_arena *a, struct svc_contract *out,
		    struct es_err *err);

/* What somebody typed; total is canonical, "" for none. */
struct svc_contract_words {
	struct es_view	 type, title, party, total;
};
/*
 * A new draft, or the one that this form made before.  ES_E_NOTFOUND: no
 * such type.
 */
ES_CHECK int	svc_contract_new(const struct svc_reader *r,
		    const unsigned char crid[SVC_CRID],
		    const struct svc_contract_words *w, int64_t *id,
		    struct es_err *err);
/* Change the words, or throw a draft away; ES_E_CONFLICT once frozen. */
ES_CHECK int	svc_contract_set(const struct svc_reader *r,
		    const struct svc_contract *c,
		    const struct svc_contract_words *w, struct es_err *err);
ES_CHECK int	svc_contract_drop(const struct svc_reader *r,
		    const struct svc_contract *c, struct es_err *err);

/*
 * One that failed, as a new draft: words, text, annexes, and the places whose
 * seals are in force; asked twice it is the same draft.  *full: there is no
 * room for its bytes (ES_LIMIT_CONTRACT_QUOTA).  ES_E_CONFLICT: it has not
 * failed.
 */
ES_CHECK int	svc_contract_again(const struct svc_reader *r,
		    const struct svc_contract *c, int64_t *id, bool *full,
		    struct es_err *err);
/*
 * The amount as its type's form takes it, canonical in "a"; it may be missing
 * in a draft.  *flaw: "" or the word of one (type/form.h), *bound: the number
 * that it names.  ES_E_NOTFOUND: no such type.
 */
ES_CHECK int	svc_contract_total(const struct svc_contracts *x,
		    struct es_view type, struct es_view typed,
		    struct es_arena *a, struct es_view *out,
		    const char **flaw, const char **bound,
		    struct es_err *err);

/* -- for pages: all is put into "data" -------------------------------- */
/* "types" {id, name, office}. */
ES_CHECK int	svc_contract_types(const struct svc_reader *r,
		    struct es_arena *a, struct es_tree *data,
		    struct es_err *err);
/* "contracts" of the reader, and "waiting" for a seal that they keep. */
ES_CHECK int	svc_contract_list(const struct svc_reader *r,
		    struct es_view q, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/*
 * "text", "annexes", "signed" {id, name, size, sha256, pages}, "places" {n,
 * seal, name, page, x, y, other, done, when}, "seals" to choose from.
 */
ES_CHECK int	svc_contract_put(const struct svc_reader *r,
		    const struct svc_contract *c, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);

/* The definition and name of a seal that its type may have. */
ES_CHECK int	svc_contract_seal(const struct svc_reader *r,
		    const struct svc_contract *c, int64_t seal,
		    struct es_arena *a, struct es_view *definition,
		    struct es_view *name, struct es_err *err);
/* The frozen text with the seals that it has so far. */
ES_CHECK int	svc_contract_frozen(const struct svc_reader *r,
		    const struct svc_contract *c, struct es_arena *a,
		    struct es_buf *out, struct es_err *err);

/* -- places ------------------------------------------------------------ */
struct svc_place {
	int64_t	 seal;		/* 0: the other side's own signature */
	int64_t	 page;		/* from 1 */
	int64_t	 x, y;		/* 1/100 mm from the left, the lower edge */
};
enum svc_place_flaw {
	SVC_PLACE_FINE = 0,
	SVC_PLACE_NO_TEXT,	/* no file yet */
	SVC_PLACE_PAGE,		/* there is no such page */
	SVC_PLACE_OUTSIDE,	/* its middle is not on the page */
	SVC_PLACE_TWICE,	/* one seal at two places */
	SVC_PLACE_SEAL,		/* not a seal for this type */
	SVC_PLACE__MAX
};
const char	*svc_place_flaw_name(enum svc_place_flaw f);
/*
 * All places at once; the other side's comes last.  *bad: which of them is
 * flawed, from 0.  ES_E_CONFLICT once it is frozen.
 */
ES_CHECK int	svc_contract_places(const struct svc_reader *r,
		    const struct svc_contract *c,
		    const struct svc_place *p, size_t n,
		    struct es_view straddle, enum svc_place_flaw *flaw,
		    size_t *bad, struct es_err *err);

/* -- freezing ---------------------------------------------------------- */
enum svc_freeze {
	SVC_FREEZE_UNKNOWN = 0,
	SVC_FREEZE_DONE,
	SVC_FREEZE_NO_TEXT,
	SVC_FREEZE_NO_SEAL,
	SVC_FREEZE_FORM,	/* a value that the type does not take */
	SVC_FREEZE_SIGNED,	/* the other side was first: no straddle seal */
	SVC_FREEZE__MAX
};
const char	*svc_freeze_name(enum svc_freeze f);
/*
 * From here on nothing changes: the record has the digests and the places,
 * and its flow begins; after a return, another round of it.
 */
ES_CHECK int	svc_contract_freeze(const struct svc_contracts *x,
		    const struct svc_reader *r, const struct svc_contract *c,
		    enum svc_freeze *out, struct es_err *err);

/* -- sealing ----------------------------------------------------------- */
/*
 * A keeper lets his seal be put on it.  *apart false: he applied for it, or
 * approved it, and the other keeper has to do it.
 */
ES_CHECK int	svc_contract_release(const struct svc_reader *r,
		    const struct svc_contract *c, bool *apart,
		    struct es_err *err);
/* Requests that can go on now; at most max. */
ES_CHECK int	svc_contract_due(struct store *db, int64_t now, int64_t *ids,
		    size_t max, size_t *n, struct es_err *err);
/*
 * Take one request as far as it goes: seal after seal, then the register.
 * What it waits for is written down, and no error.
 */
ES_CHECK int	svc_contract_step(const struct svc_contracts *x,
		    int64_t request, int64_t now, struct es_err *err);

#endif
