/* svc/life/priv.h - rows of seals and their events; private. */
#ifndef ES_SVC_LIFE_PRIV_H
#define ES_SVC_LIFE_PRIV_H

#include "svc/life/life.h"

/* Columns of LIFE_SEALS and LIFE_SEAL. */
enum { F_ID, F_NUMBER, F_ZH, F_EN, F_OFFICE, F_OFF_ZH, F_OFF_EN, F_STATE,
    F_TOPIC, F_STAGE, F_TOPIC_SEQ, F_EVENTS, F_SINCE, F_KEY, F_CLASS,
    F_PURPOSE, F_REGISTER, F_REPLACES, F_DEFINITION, F_KEEPER, F_KEEPER_NAME,
    F_KEEPER_ZH, F_KEEPER_EN, F_KEEPER_PERSON, F_DEPUTY, F_DEPUTY_NAME,
    F_DEPUTY_ZH, F_DEPUTY_EN, F_DEPUTY_PERSON, F_UNTIL, F_CERT, F_REVOKED,
    F_SUBJECT, F_SERIAL, F_VALID_FROM, F_VALID_UNTIL };

/* Columns of LIFE_EVENTS. */
enum { V_SEQ, V_ACT, V_FROM, V_TO, V_TOPIC, V_TOPIC_SEQ, V_AT, V_PERSON,
    V_ACTOR, V_REASON, V_REFERENCE, V_EVIDENCE, V_ZH, V_EN };

/* Columns of LIFE_PROPOSAL. */
enum { O_KEEPER, O_KEEPER_NAME, O_KEEPER_ZH, O_KEEPER_EN, O_KEEPER_PERSON,
    O_DEPUTY, O_DEPUTY_NAME, O_DEPUTY_ZH, O_DEPUTY_EN, O_DEPUTY_PERSON,
    O_TYPES, O_GROUND, O_EFFECTIVE };

struct svc_life_seal {
	struct store_rows	 row, events, proposal;
	struct seal_life	 at;
	struct seal_parts	 parts;
	unsigned		 as;	/* what who asks is to it */
};

/* A column in the reader's language: zh, and en behind it. */
struct es_view	 svc_life_name(const struct svc_life *l,
		    const struct store_rows *r, size_t i, size_t zh);
/* The message "life.PREFIX-V". */
const char	*svc_life_word(const struct svc_life *l, struct es_arena *a,
		    const char *prefix, struct es_view v);
const char	*svc_life_day(const struct svc_life *l, struct es_arena *a,
		    int64_t t);
/* What every list says of the seal of row i. */
void		 svc_life_put(const struct svc_life *l,
		    const struct store_rows *r, size_t i, struct es_arena *a,
		    struct es_tree *m);
/* What they are to the seal of row i. */
unsigned	 svc_life_as(const struct svc_life *l,
		    const struct store_rows *r, size_t i);
/* Everything of one seal; ES_E_NOTFOUND: none, or none of theirs. */
ES_CHECK int	 svc_life_load(const struct svc_life *l, int64_t seal,
		    struct es_arena *a, struct svc_life_seal *out,
		    struct es_err *err);
/* The account of a keeper to be; 0: it is none. */
ES_CHECK int	 svc_life_keeper(const struct svc_life *l,
		    struct es_view name, struct es_view office,
		    struct es_arena *a, int64_t *account, int64_t *person,
		    struct es_err *err);
/* Ids of types by commas: each is one of the office's; none is false. */
ES_CHECK int	 svc_life_types(const struct svc_life *l,
		    struct es_view types, struct es_view office,
		    struct es_arena *a, bool *good, struct es_err *err);

/* Put the scan of the imprint, and what this person may do with it. */
ES_CHECK int	 svc_life_put_imprint(const struct svc_life *l,
		    const struct svc_life_seal *s, struct es_arena *a,
		    struct es_tree *page, struct es_err *err);

/* "SHA-256 ..." of the seal's file. */
ES_CHECK int	 svc_life_file_sum(const struct svc_life *l, int64_t seal,
		    struct es_arena *a, struct es_view *out,
		    struct es_err *err);

struct svc_life_event {
	int64_t		 seal, seq;
	enum seal_act	 act;
	enum seal_state	 from, to;
	enum seal_topic	 topic;
	int64_t		 topic_seq;
	struct es_view	 reason, reference, evidence;
};
/* The event and the audit row, in the caller's transaction. */
ES_CHECK int	 svc_life_write(const struct svc_life *l,
		    const struct svc_life_event *e, struct es_view number,
		    struct es_err *err);

#endif
