/*
 * svc/seal/priv.h - one job on its way through the stages; private.
 *
 * Stages: claim and load (claim.c), lay out (make.c), sign
 * (seal.c), fill and check (make.c), finish (store.c).  A stage
 * that cannot go on with a job decides its state; later stages skip it.
 */
#ifndef ES_SVC_SEAL_PRIV_H
#define ES_SVC_SEAL_PRIV_H

#include "base/arena.h"
#include "base/limits.h"
#include "pdf/sighole.h"
#include "svc/seal/seal.h"
#include "svc/seal/kit.h"
#include "svc/seal/signd.h"
#include "svc/type/types.h"

/* Room for a CMS with certificates and time stamp, of a key not known yet. */
#define SVC_SEAL_RESERVE	6144

struct svc_job {
	struct svc_stamp_result	*res;
	int64_t			 id;
	bool			 ours;		/* we claimed it */
	bool			 open;		/* ours, and still going on */
	/* From the database; views live in the batch's arena. */
	struct es_view		 type, lang, number, code, office, record;
	struct es_view		 definition, seal_zh, seal_en; /* of the seal */
	struct es_view		 key_name;	/* the same */
	int64_t			 person_id, created, seal_id, valid_days;
	int64_t			 attempts, type_version;
	/* Made here. */
	struct es_buf		 pdf;
	struct pdf_hole		 hole;
	struct signd_seal_job	 ask;		/* digest, pages, place */
	unsigned char		 file_sha256[32];
	uint64_t		 intent_seq;
	char			 detail[300];	/* for the log and the row */
};

struct svc_key {		/* what a seal's key wants */
	char			 name[64];
	enum crypt_md		 md;
	size_t			 reserve;	/* bytes of DER */
};

struct svc_keys {
	struct svc_key		 key[ES_LIMIT_KEYS];
	size_t			 n;
	int64_t			 at;		/* when es-signd was asked */
};

struct svc_seal_maker;	/* what laying out needs: make.c */

struct svc_stamper {
	struct svc_seal_kit	*kit;
	const struct svc_seal_conf *cf;
	struct store		*db;
	struct signd		*signd;
	struct es_arena		*arena;		/* of one batch */
	struct es_arena		*page;		/* of one document */
	struct svc_seal_maker	*maker;
	struct svc_types	*types;
	struct svc_keys		 keys;
	unsigned char		 claim[SIGND_CLAIM];	/* of one batch */
};

/* -- claim.c ---- */
/* Decide a job: it leaves the way here.  The first decision stays. */
void		svc_job_settle(struct svc_job *j, enum svc_stamped state,
		    const char *reason, const char *detail);

/* Claim and load; jobs that are not ours are settled. */
ES_CHECK int	svc_jobs_claim(struct svc_stamper *s, struct svc_job *jobs,
		    size_t n, int64_t now, struct es_err *err);

/* -- store.c ---- */
/* One transaction for all open jobs; those whose claim is lost are settled */
ES_CHECK int	svc_jobs_store(struct svc_stamper *s, struct svc_job *jobs,
		    size_t n, int64_t now, struct es_err *err);
/*
 * Write down what was settled as waiting or failed, with an outcome "void"
 * where an intent stands in the ledger.
 */
ES_CHECK int	svc_jobs_give_back(struct svc_stamper *s,
		    struct svc_job *jobs, size_t n, int64_t now,
		    struct es_err *err);
/* After an uncertain commit: 1 the document is stored, 0 it is not. */
ES_CHECK int	svc_job_look(struct svc_stamper *s, const struct svc_job *j,
		    struct es_err *err);

/* -- keys.c ---- */
/* NULL: es-signd does not know it, or is away.  Valid until the next call. */
const struct svc_key *svc_key_find(struct svc_stamper *s,
		    struct es_view name);
/* Ask anew at the next call: something did not fit. */
void		svc_keys_forget(struct svc_stamper *s);

/* -- make.c ---- */
ES_CHECK int	svc_maker_new(struct svc_seal_maker **out,
		    struct svc_seal_kit *k, struct es_err *err);
void		svc_maker_free(struct svc_seal_maker *m);
/* Lay out and write the PDF with its hole; settles the job when it cannot. */
void		svc_job_make(struct svc_stamper *s, struct svc_job *j);
/* Fill the hole, read the result back, verify it; settles when it fails. */
void		svc_job_fill(struct svc_stamper *s, struct svc_job *j,
		    struct es_view cms);

#endif
