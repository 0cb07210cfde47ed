/*
 * signd/clock.h - may a time stamp be given now?
 *
 * A token says that something existed at a time, and many will believe it
 * for decades: a clock that nobody keeps right, or that went back behind a
 * token given before, stamps nothing (RFC 3161 timeNotAvailable).
 */
#ifndef ES_SIGND_CLOCK_H
#define ES_SIGND_CLOCK_H

#include "base/err.h"
#include "base/view.h"

enum clock_source {
	CLOCK_NONE = 0,		/* believed as it is: demonstrations */
	CLOCK_KERNEL,		/* what the kernel says: adjtimex(2) */
	CLOCK_FILE		/* what a time daemon's helper writes */
};

enum clock_verdict {
	CLOCK_UNKNOWN = 0,
	CLOCK_GOOD,
	CLOCK_UNSYNCED,		/* nobody keeps it right */
	CLOCK_INACCURATE,	/* the error may be over the stated accuracy */
	CLOCK_SILENT,		/* the file is too old, broken or not there */
	CLOCK_WENT_BACK,	/* behind the last token */
	CLOCK_VERDICT__MAX
};

/* What a source says at one moment. */
struct clock_reading {
	bool	synced;
	int64_t	max_error_us;
	int64_t	age;		/* of the reading, seconds; < 0: none */
};

struct clock_conf {
	enum clock_source source;
	const char	*file;		/* CLOCK_FILE */
	const char	*mark;		/* remembers the last token's time */
	int64_t		 accuracy_ms;	/* that tokens state */
};

#define CLOCK_AGE_MAX	180	/* seconds that a reading of a file counts */

/*
 * The decision, pure: "now" and the last token's time in microseconds.  A
 * step back within the stated accuracy is what any kept clock does.
 */
enum clock_verdict clock_judge(const struct clock_conf *c,
		    const struct clock_reading *r, int64_t now, int64_t last);
/* In words, for the log. */
const char	*clock_reason(enum clock_verdict v);
/*
 * Read the file's line "MAX_ERROR_MS": a whole number, how far the clock may
 * be off.  false: not such a line.
 */
bool		clock_line(const char *text, size_t n, int64_t *us);

struct clock;

/*
 * Map the mark, which is made when there is none; all workers share it.  It
 * outlives a crash of the program, and one of the machine up to a second.
 */
ES_CHECK int	clock_open(struct clock **out, const struct clock_conf *c,
		    struct es_err *err);
void		clock_close(struct clock *c);	/* NULL is fine */
/*
 * The time for a token, UTC microseconds, remembered in the mark.
 * ES_E_UPSTREAM with the reason when none may be given now.
 */
ES_CHECK int	clock_now(struct clock *c, int64_t *us, struct es_err *err);

#endif
