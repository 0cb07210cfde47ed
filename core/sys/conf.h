/*
 * sys/conf.h - configuration: "key = value" lines, one file for a program.
 *
 * "#" begins a comment line; white space around key and value is dropped.  A
 * key given twice, a line that is neither, or a value out of range stops the
 * program with FILE:LINE.  After the program asked for all it knows,
 * conf_unknown() finds keys nobody asked for (typing errors).
 */
#ifndef ES_SYS_CONF_H
#define ES_SYS_CONF_H

#include "base/err.h"
#include "base/view.h"

struct conf;

/* Parse a text; "name" is used in messages.  Pure, for tests and fuzzing. */
ES_CHECK int	 conf_parse(struct conf **out, struct es_view text,
		    const char *name, struct es_err *err);
/*
 * Read the file named with "-c FILE".  "-t" asks only for a check
 * (conf_is_test).  Other arguments are ES_E_INPUT with the usage.
 */
ES_CHECK int	 conf_load(struct conf **out, const char *program, int argc,
		    char *const argv[], struct es_err *err);
void		 conf_free(struct conf *cf);		/* NULL is fine */
const char	*conf_program(const struct conf *cf);
bool		 conf_is_test(const struct conf *cf);

/* A value; borrowed; "fallback" when the key is absent. */
const char	*conf_str(struct conf *cf, const char *key,
		    const char *fallback);
/* A value that must be there (ES_E_INPUT). */
ES_CHECK int	 conf_need(struct conf *cf, const char *key,
		    const char **out, struct es_err *err);
/* A whole number in [min, max]. */
ES_CHECK int	 conf_int(struct conf *cf, const char *key, int64_t min,
		    int64_t max, int64_t fallback, int64_t *out,
		    struct es_err *err);
/*
 * 0, or ES_E_INPUT naming the first key that was never asked for.  The keys
 * of yinxin.conf(5) that all programs share are always known.
 */
ES_CHECK int	 conf_unknown(const struct conf *cf, struct es_err *err);

#endif
