/*
 * svc/audit/checkpoint.h - signed checkpoints of all chains of evidence.
 *
 * A chain shows that nothing before its last entry was changed; it cannot
 * show that its end was cut off, or that all of it was written anew.  A
 * checkpoint can: a text that says how long each chain was and what it ended
 * with, signed by es-signd with a key for nothing else, time-stamped, and
 * kept outside of the database as well.  docs/FORMATS.md has the form.
 *
 * All chains of the log and all ledgers are named in each; a request's flow
 * when it has moved since the one before.
 */
#ifndef ES_SVC_CHECKPOINT_H
#define ES_SVC_CHECKPOINT_H

#include "audit/audit.h"
#include "base/buf.h"
#include "pki/judge.h"

#define SVC_CHECKPOINT_EPOCH	16

/* How often a key was used since es-signd's counters began. */
struct svc_key_use {
	char		 name[64];
	unsigned char	 epoch[SVC_CHECKPOINT_EPOCH];	/* of the counters */
	uint64_t	 used;
};

struct svc_checkpoint {
	uint64_t	 n;		/* from 1, without gap */
	int64_t		 at;		/* es-signd's clock, UTC seconds */
	unsigned char	 previous[32];	/* SHA-256 of the text before; or 0 */
};

/* -- the text (pure) ------------------------------------------------------ */
void		svc_checkpoint_begin(struct es_buf *b,
		    const struct svc_checkpoint *c);
void		svc_checkpoint_chain(struct es_buf *b, const char *chain,
		    uint64_t seq, struct es_view hash);
void		svc_checkpoint_key(struct es_buf *b,
		    const struct svc_key_use *u);

struct svc_checkpoint_sink {	/* either may be NULL */
	int	(*point)(void *arg, const struct audit_point *p,
		    struct es_err *err);
	int	(*key)(void *arg, const struct svc_key_use *u,
		    struct es_err *err);
	void	*arg;
};

/* Read one, strictly: ES_E_FORMAT for a byte too few or too many. */
ES_CHECK int	svc_checkpoint_parse(struct es_view text,
		    struct svc_checkpoint *out,
		    const struct svc_checkpoint_sink *to,
		    struct es_err *err);

/* -- what it proves ------------------------------------------------------- */
struct svc_checkpoint_terms {
	struct pki_trust *trust;
	/* Subject of the audit key's certificate, whole DER. */
	struct es_view	 signer;
};

/*
 * Is this text signed by the audit key, and when?  "before" is when it
 * existed for certain (now, or the time of the next one).  *flaw AUDIT_INTACT:
 * yes, and *at is the time that its time stamp proves.
 */
ES_CHECK int	svc_checkpoint_judge(struct es_view text, struct es_view cms,
		    const struct svc_checkpoint_terms *terms, int64_t before,
		    enum audit_flaw *flaw, int64_t *at, struct es_err *err);

/* -- all of it ------------------------------------------------------------ */
struct svc_audit {
	struct store	*db;
	struct svc_checkpoint_terms terms;
	int64_t		 now;
	const char	*dir;		/* exported checkpoints; NULL: none */
	/* One for each chain, and one for "checkpoints". */
	void		(*found)(void *arg, const struct audit_finding *f);
	void		*arg;
	/* What came out: the newest checkpoint that holds; 0: there is none. */
	uint64_t	 last;
	int64_t		 last_at;
};

/*
 * Walk every chain, flows included, against every checkpoint.  0: all are
 * intact, 1: some are not.
 */
ES_CHECK int	svc_audit_verify(struct svc_audit *j, struct es_err *err);
/*
 * Write the checkpoints that are not in j->dir yet; *n counts them.  A file
 * that is there is never touched.
 */
ES_CHECK int	svc_audit_export(struct svc_audit *j, size_t *n,
		    struct es_err *err);

/* flows: as audit_verify, for the events of requests that people decided. */
ES_CHECK int	svc_audit_flows(struct store *st,
		    const struct audit_points *points,
		    void (*found)(void *arg, const struct audit_finding *f),
		    void *arg, struct es_err *err);

/* A finding as one line of JSON, and for people. */
ES_CHECK int	svc_finding_json(const struct audit_finding *f,
		    struct es_buf *out, struct es_err *err);
void		svc_finding_text(const struct audit_finding *f,
		    struct es_buf *out);

#endif
