/*
 * svc/seal/seal.h - stamping: from an approved request to a stored sealed
 * file.
 *
 * The way of one seal (docs/ARCHITECTURE.md): claim the job, lay out the
 * snapshot, write the PDF with its hole, digest, ask es-signd, fill the
 * hole, read and verify the result, and store file, register entry, ledger
 * outcome, request, job and audit row in one transaction that holds only
 * while the claim is still ours.
 *
 * Exactly once: es-signd writes the intent before it uses the key and voids
 * what a crash left open; two stampers cannot both hold a claim; a worker
 * that slept past its lease loses at its commit.
 */
#ifndef ES_SVC_SEAL_H
#define ES_SVC_SEAL_H

#include "base/err.h"
#include "base/view.h"
#include "store/conf.h"

/* Strings are borrowed and must outlive kit and stampers. */
struct svc_seal_conf {
	struct store_conf	 db;
	const char		*signd_socket;
	const char		*packs_dir;
	const char		*doc_templates;
	const char		*pki_dir;
	int			 offset;	/* campus zone, seconds */
	int			 lease;		/* of a claim, seconds */
};

/*
 * What every stamping worker uses and none changes: glyph packs, document
 * templates, certificates.  Loaded before the fork, shared by it.
 */
struct svc_seal_kit;

ES_CHECK int	svc_seal_kit_load(struct svc_seal_kit **out,
		    const struct svc_seal_conf *cf, struct es_err *err);
/* The glyph packs alone, for tools that check and lay out. */
ES_CHECK int	svc_seal_kit_fonts_load(struct svc_seal_kit **out,
		    const struct svc_seal_conf *cf, struct es_err *err);
void		svc_seal_kit_free(struct svc_seal_kit *k);	/* NULL: fine */

/* The glyph packs of a kit, for svc/type/types.h.  Borrowed. */
const struct layout_fonts *svc_seal_kit_fonts(const struct svc_seal_kit *k);

/* One worker's own: database connection, es-signd connection, arena. */
struct svc_stamper;

/* k is borrowed and must outlive *out; nothing is connected yet. */
ES_CHECK int	svc_stamper_new(struct svc_stamper **out,
		    struct svc_seal_kit *k, struct es_err *err);
void		svc_stamper_free(struct svc_stamper *s);	/* NULL: fine */

/* What became of a job. */
enum svc_stamped {
	SVC_STAMPED_UNKNOWN = 0,
	SVC_STAMPED_DONE,	/* sealed and stored, now or before */
	SVC_STAMPED_WAITING,	/* something is away: retried by the sweeper */
	SVC_STAMPED_FAILED,	/* needs a correction by people */
	SVC_STAMPED_OTHER,	/* another worker has it */
	SVC_STAMPED_ABSENT,	/* no such job */
	SVC_STAMPED__MAX
};

/*
 * Why it waits or failed: stable words, stored in seal_job.reason and in the
 * ledger's OUTCOME; pages translate them.
 */
#define SVC_REASON_MAX	200

struct svc_stamp_result {
	int64_t			 request_id;
	enum svc_stamped	 state;
	/* "missing-glyph U+2A6D6", "signd-down", "tsa-down" ..., or "". */
	char			 reason[SVC_REASON_MAX];
};

/* "done", "waiting" ...: the answer on the stamp socket, and for logs. */
const char	*svc_stamped_name(enum svc_stamped s);

/*
 * Stamp n requests (1 .. ES_LIMIT_SEAL_BATCH): all are claimed, laid out and
 * sent to es-signd together, and stored in one transaction; what fails alone
 * does not hold up the others.  res[i] belongs to ids[i].  -1 only when not
 * even the claim could be tried (database away: ES_E_UPSTREAM); the jobs are
 * then as they were, or claimed until the lease runs out.
 */
ES_CHECK int	svc_stamp(struct svc_stamper *s, const int64_t *ids, size_t n,
		    struct svc_stamp_result *res, struct es_err *err);

/*
 * Up to max requests that wait for a stamper: new ones that nobody woke us
 * for, those whose retry time has come, those whose lease ran out.  Oldest
 * first.  *n is the number found.
 */
ES_CHECK int	svc_stamp_due(struct svc_stamper *s, int64_t *ids, size_t max,
		    size_t *n, struct es_err *err);

#endif
