/*
 * svc/contract/file.h - the bytes of a contract: in pieces, resumed, found
 * fit.
 *
 * A file is begun under a number of its own (the sender makes it), gets its
 * pieces in their order, and is ended; what was lost on the way is sent
 * again from where the server says it is.  A piece and the count of what is
 * there are one transaction.
 */
#ifndef ES_SVC_CONTRACT_FILE_H
#define ES_SVC_CONTRACT_FILE_H

#include "svc/contract/contract.h"
#include "svc/contract/look.h"

struct svc_upload {
	enum svc_contract_role	 role;
	unsigned char		 crid[SVC_CRID];	/* of this upload */
	struct es_view		 name;
	int64_t			 size;
	/* out */
	int64_t			 id, received;
	bool			 whole;
};

enum svc_upload_end {
	SVC_UPLOAD_UNKNOWN = 0,
	SVC_UPLOAD_DONE,
	SVC_UPLOAD_QUOTA,	/* too much of theirs is not frozen */
	SVC_UPLOAD_ANNEXES,	/* too many */
	SVC_UPLOAD_PART,	/* not all is there */
	SVC_UPLOAD_DIGEST,	/* other bytes than the sender has */
	SVC_UPLOAD_UNREAD,	/* look.read says why */
	SVC_UPLOAD_UNFIT,	/* look.why */
	SVC_UPLOAD_PAGES,	/* too many */
	SVC_UPLOAD_OTHER_FILE,	/* does not begin with our sealed file */
	SVC_UPLOAD_NOT_SIGNED,	/* nothing was added */
	SVC_UPLOAD_BROKEN,	/* a signature does not hold any more */
	SVC_UPLOAD__MAX
};
const char	*svc_upload_end_name(enum svc_upload_end e);

/* Begin, or find what was begun: u->id, u->received.  ES_E_CONFLICT: the
 * contract takes no such file now. */
ES_CHECK int	svc_upload_begin(const struct svc_reader *r,
		    const struct svc_contract *c, struct svc_upload *u,
		    enum svc_upload_end *why, struct es_err *err);
/*
 * The piece that begins at "at".  *received is how much is there now; a
 * piece that is there already changes nothing, one that leaves a gap or has
 * another size is refused the same way: by what *received says.
 */
ES_CHECK int	svc_upload_piece(const struct svc_reader *r,
		    const struct svc_contract *c, int64_t file, int64_t at,
		    struct es_view bytes, int64_t *received,
		    struct es_err *err);
/*
 * All is there: digest (sum may be empty: not said), a look by a confined
 * child, the row.  Why DONE: the file counts.  Otherwise it is gone.
 */
ES_CHECK int	svc_upload_end(const struct svc_contracts *x,
		    const struct svc_reader *r, const struct svc_contract *c,
		    int64_t file, struct es_view sum,
		    enum svc_upload_end *why, struct svc_contract_look *look,
		    struct es_err *err);

/* A file's facts, for whoever may see the contract.  ES_E_NOTFOUND. */
struct svc_contract_file {
	struct es_view	 role, name, sha256, boxes;
	int64_t		 id, size, pages;
};
ES_CHECK int	svc_contract_file(struct store *db, int64_t contract,
		    int64_t file, struct es_arena *a,
		    struct svc_contract_file *out, struct es_err *err);
/* Its bytes, whole. */
ES_CHECK int	svc_contract_bytes(struct store *db, int64_t file,
		    struct es_buf *out, struct es_err *err);
/* And behind them the first "n" signed tails of a request; n < 0: all. */
ES_CHECK int	svc_contract_sealed(struct store *db, int64_t file,
		    int64_t request, int64_t n, struct es_buf *out,
		    struct es_err *err);
/* Page k (from 1) as a PNG picture, made by Poppler on a short lead. */
ES_CHECK int	svc_contract_picture(struct store *db, int64_t file,
		    int64_t page, struct es_buf *out, struct es_err *err);
/* Throw away what nobody goes on with. */
ES_CHECK int	svc_contract_sweep(struct store *db, int64_t now,
		    struct es_err *err);

#endif
