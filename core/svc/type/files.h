/*
 * svc/type/files.h - types from a directory: DIR/TYPE/type.xml beside its
 * page templates zh-CN.xml and en.xml.  For the tools that load them.
 */
#ifndef ES_SVC_TYPE_FILES_H
#define ES_SVC_TYPE_FILES_H

#include "svc/type/types.h"

struct svc_type_dir;		/* the files of all types, in memory */

/*
 * Read DIR/TYPE/type.xml and its pages of every TYPE in the order of
 * their names; directories without a type.xml are passed over.
 */
ES_CHECK int	svc_type_dir_read(struct svc_type_dir **out, const char *dir,
		    struct es_err *err);
void		svc_type_dir_free(struct svc_type_dir *d);	/* NULL: fine */
size_t		svc_type_dir_count(const struct svc_type_dir *d);
const struct svc_type_set *svc_type_dir_set(const struct svc_type_dir *d,
		    size_t i);
/*
 * Check all; the number of flaws, or -1.
 */
ES_CHECK int	svc_type_dir_check(const struct svc_type_dir *d,
		    const struct layout_fonts *fonts,
		    void (*tell)(void *arg, const char *what), void *arg,
		    struct es_err *err);
/*
 * Put all that are new into force, in one transaction; *fresh is their
 * number.  They were checked before.
 */
ES_CHECK int	svc_type_dir_load(const struct svc_type_dir *d,
		    struct store *st, const struct svc_type_by *by,
		    size_t *fresh, struct es_err *err);

#endif
