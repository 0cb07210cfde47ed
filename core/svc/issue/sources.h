/*
 * svc/issue/sources.h - what the record says of a person, as elements of a
 * snapshot; and the vocabulary of its keys.  Private to svc.
 */
#ifndef ES_SVC_SOURCES_H
#define ES_SVC_SOURCES_H

#include "base/buf.h"
#include "store/store.h"
#include "type/def.h"

/*
 * Append the element of a source (type/source.h has its keys): of the first
 * row, or a list of all; without a row its keys are empty.  Not for courses,
 * thesis and degree, which come with the person.
 */
ES_CHECK int	svc_source_write(struct store *st, enum type_source_id id,
		    int64_t person, bool en, struct es_arena *a,
		    struct es_buf *out, struct es_err *err);
/* Bits of the sources that say something of this person. */
ES_CHECK int	svc_sources_there(struct store *st, int64_t person,
		    struct es_arena *a, unsigned *out, struct es_err *err);
/* The word of a key of the database; the key itself when it has none. */
struct es_view	svc_word_of(struct es_view key, bool en);
/* Of a purpose, by the definition's choices. */
struct es_view	svc_purpose_word(const struct type_def *d, struct es_view key,
		    bool en);

#endif
