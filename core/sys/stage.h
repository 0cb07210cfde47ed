/*
 * sys/stage.h - a file that is made in the dark, and is there when it is done.
 *
 * Begun as a copy of another, read back through a map, lengthened, and put
 * in its place as a whole: a reader sees the old file or the new one, and a
 * process that dies leaves nothing behind (O_TMPFILE where the file system
 * has it).  Nothing of it is held in memory, however large it is; and nobody
 * can change the copy that was looked at before it is sealed.
 */
#ifndef ES_SYS_STAGE_H
#define ES_SYS_STAGE_H

#include "base/err.h"
#include "base/view.h"

struct sys_stage;

/* A file that shall stand at "path". */
ES_CHECK int	sys_stage_new(struct sys_stage **out, const char *path,
		    struct es_err *err);
/* Unless it was kept, nothing remains; NULL is fine. */
void		sys_stage_free(struct sys_stage *s);

/* Append a file of 1 to "max" bytes: ES_E_NOTFOUND, FORMAT (empty), LIMIT. */
ES_CHECK int	sys_stage_copy(struct sys_stage *s, const char *from,
		    size_t max, struct es_err *err);
ES_CHECK int	sys_stage_add(struct sys_stage *s, struct es_view bytes,
		    struct es_err *err);
/* All that is there now, mapped to read; valid until sys_stage_free. */
ES_CHECK int	sys_stage_view(struct sys_stage *s, struct es_view *out,
		    struct es_err *err);
/* The open file, to be given to another program; borrowed. */
int		sys_stage_fd(const struct sys_stage *s);
/* Flush to disk, then take the place of what was at the path. */
ES_CHECK int	sys_stage_keep(struct sys_stage *s, unsigned mode,
		    struct es_err *err);

#endif
