/*
 * signd/count.h - how often each seal key was used, counted by es-signd.
 *
 * Counted before the key is used, in a file that all workers share, and put
 * into each checkpoint: so ledger and files can be compared with something
 * that the database does not hold.  The counters outlive a crash of the
 * program, and one of the machine up to a second; when the file is lost they
 * begin anew, with another epoch, and say so.
 */
#ifndef ES_SIGND_COUNT_H
#define ES_SIGND_COUNT_H

#include "base/err.h"
#include "svc/audit/checkpoint.h"

struct count;

/* Map the file, which is made when there is none. */
ES_CHECK int	count_open(struct count **out, const char *path,
		    struct es_err *err);
void		count_close(struct count *c);	/* NULL is fine */
/* The place of a key's counter, made when there is none. */
ES_CHECK int	count_place(struct count *c, const char *name, size_t *place,
		    struct es_err *err);
void		count_one(struct count *c, size_t place);
/* The i-th counter; false behind the last. */
bool		count_read(const struct count *c, size_t i,
		    struct svc_key_use *out);

#endif
