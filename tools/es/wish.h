/*
 * wish.h - what "es seal" and "es prepare" were asked for, and the part of
 * the work that meets foreign bytes.
 */
#ifndef ES_TOOL_WISH_H
#define ES_TOOL_WISH_H

#include "pdf/update.h"
#include "signer.h"
#include "svc/verify/facts.h"
#include "where.h"

enum { ES_WISH_BLANKS = 64, ES_WISH_LOCKED = 64 };

struct es_wish_blank {
	struct es_view	 name;
	struct es_where	 where;
	int64_t		 w, h;
};

struct es_wish {
	bool			 seals;		/* or only prepares */
	struct es_signer_files	 files;
	const char		*field, *picture, *font, *name, *reason;
	const char		*location, *contact, *in, *out;
	struct es_where		 at;
	long			 page;		/* of --page; 0: not said */
	double			 dx, dy;
	int			 certify;
	enum pdf_lock		 lock;
	struct es_view		 locked[ES_WISH_LOCKED];
	size_t			 nlocked;
	struct es_wish_blank	 blanks[ES_WISH_BLANKS];
	size_t			 nblanks;
	bool			 straddle;
	enum pdf_edge		 edge;
	int64_t			 straddle_y;	/* < 0: the middle */
};

/* Read the command line: 0; or an exit status, after saying why. */
int		es_wish_read(struct es_wish *w, int argc, char *argv[]);

/* Made by a confined child that looks at the file. */
struct es_plan {
	enum svc_outcome	 before;	/* the seals that are there */
	size_t			 seals;
	struct pdf_hole		 hole;
	enum pdf_unfit		 why;		/* it cannot be sealed */
	enum pdf_why		 read;		/* it cannot be read */
	struct es_err		 err;		/* code: 0 when it is done */
};

/* What it is given; nothing secret is in its memory. */
struct es_plan_job {
	const struct es_wish		*wish;
	struct es_view			 in;
	const struct seal_picture	*picture;
	struct es_view			 look, tip;
	size_t				 reserve;
	int64_t				 now;
	int				 offset;	/* of the time zone */
	unsigned char			 id[16];
};

/* Read, judge, append a revision to "tail"; in a child of its own. */
ES_CHECK int	es_plan_make(const struct es_plan_job *job,
		    struct es_plan *out, struct es_buf *tail,
		    struct es_err *err);
/* The same kind of child: how do the seals of a file stand? */
ES_CHECK int	es_plan_judge(struct es_view pdf, struct es_plan *out,
		    struct es_err *err);

#endif
