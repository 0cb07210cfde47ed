/*
 * sys/file.h - whole files: read, mapped, replaced.
 *
 * Every failure names the file and the system's reason.
 */
#ifndef ES_SYS_FILE_H
#define ES_SYS_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/*
 * Append a file's bytes to "out" (its max is the cap: ES_E_LIMIT).
 * ES_E_NOTFOUND when there is none.
 */
ES_CHECK int	sys_file_read(const char *path, struct es_buf *out,
		    struct es_err *err);
/*
 * Map a file read-only, shared by all processes; empty files are an error.
 * End with sys_file_unmap.
 */
ES_CHECK int	sys_file_map(const char *path, struct es_view *out,
		    struct es_err *err);
void		sys_file_unmap(struct es_view *v);
/*
 * Replace a file as a whole: written beside it with "mode", flushed to disk,
 * renamed over it, directory flushed.  A reader sees the old or the new.
 */
ES_CHECK int	sys_file_write(const char *path, struct es_view bytes,
		    unsigned mode, struct es_err *err);
/* Flush the entry of a path in its directory: a rename outlives a power cut. */
void		sys_file_flush_dir(const char *path);

#endif
