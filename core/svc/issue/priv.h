/* svc/issue/priv.h - a person and a type as the database has them; private. */
#ifndef ES_SVC_ISSUE_PRIV_H
#define ES_SVC_ISSUE_PRIV_H

#include "svc/issue/issue.h"

/* Columns of ISSUE_PEOPLE. */
enum { P_ID, P_NUMBER, P_KIND, P_NAME_ZH, P_NAME_EN, P_GENDER, P_BIRTH,
    P_ID_NUMBER, P_SCHOOL_ZH, P_SCHOOL_EN, P_MAJOR_ZH, P_MAJOR_EN, P_FIELD_ZH,
    P_FIELD_EN, P_LEVEL, P_CATEGORY, P_MODE, P_LENGTH, P_ENROLLED,
    P_GRADUATION, P_STATUS, P_HOLD_ZH, P_HOLD_EN, P_SUPER_ZH, P_SUPER_EN,
    P_THESIS_ZH, P_THESIS_EN, P_DEFENCE, P_DEGREE_ZH, P_DEGREE_EN,
    P_DEGREE_DATE, P_CERTIFICATE, P_REQUIRED };

/* Columns of ISSUE_TYPES. */
enum { T_ID, T_ZH, T_EN, T_LEVELS, T_STATUSES, T_OFFICE_ZH, T_OFFICE_EN,
    T_OFFICE, T_CODE, T_SCALE, T_DAYS, T_AUTO, T_SEAL, T_SEAL_ZH, T_SEAL_EN,
    T_CAMPUS_ZH, T_CAMPUS_EN, T_VERSION, T_KINDS, T_LANGUAGES, T_NEEDS,
    T_FLOW, T_FILES };

struct type_def;

/* A person and one type: what is known of both before a document is made. */
struct svc_subject {
	const struct svc_ask	*ask;
	struct store_rows	 person;	/* one row, or none */
	struct store_rows	 courses;	/* if the type shows them */
	size_t			 row;		/* of the types */
	const struct type_def	*def;
};

/*
 * The types that there are, or "only" this one (then a row or none):
 * ISSUE_TYPES.  The rows live in "a".
 */
ES_CHECK int	svc_types_read(struct store *st, struct es_view only,
		    struct es_arena *a, struct store_rows *types,
		    struct es_err *err);
/*
 * The same questions for many subjects at once.  Of "n" subjects with
 * nothing but "ask": the people.  ES_E_NOTFOUND: one is not there.
 */
ES_CHECK int	svc_people_read(struct store *st, struct svc_subject *s,
		    size_t n, struct es_arena *a, struct es_err *err);
/*
 * Then of each the row of "types" that it is about, if the person may have
 * it.  ES_E_NOTFOUND, ES_E_DENIED as svc_snapshot.
 */
ES_CHECK int	svc_may_have(struct store *st, struct svc_subject *s,
		    const struct store_rows *types, struct es_arena *a,
		    struct es_err *err);
/* Then definitions, and the courses of those whose type shows them. */
ES_CHECK int	svc_courses_read(struct store *st,
		    const struct svc_issue_conf *c, struct svc_subject *s,
		    size_t n, const struct store_rows *types,
		    struct es_arena *a, struct es_err *err);
/* Then svc_snapshot of what is at hand. */
ES_CHECK int	svc_snapshot_of(struct store *st,
		    const struct svc_issue_conf *c,
		    const struct svc_subject *s,
		    const struct store_rows *types, const char *number,
		    const char *code, struct es_arena *a,
		    struct es_view *out, struct es_err *err);
/*
 * The key of what people are told about a reason (svc/seal/seal.h) for which a
 * job waits: "busy" if it passes by itself, "" without a reason.
 */
const char	*svc_why_waiting(struct es_view reason);
/* "2026-11-23 14:05" in the campus zone. */
const char	*svc_when(struct es_arena *a, int64_t t, int offset);

#endif
