/*
 * pdf/changes_priv.h - inside of the comparison of two revisions.
 *
 * Three steps.  Judging (diff_*.c) compares what may change key by key and
 * notes "grants": places in the final revision whose subtree is new and
 * allowed to be.  Reaching (reach.c) walks the final revision without the
 * grants: a changed object found there was changed for somebody who was not
 * asked.  Then the grants are walked: what only they reach is explained.
 */
#ifndef ES_PDF_CHANGES_PRIV_H
#define ES_PDF_CHANGES_PRIV_H

#include "pdf/changes.h"
#include "pdf/fields.h"
#include "pdf/read_priv.h"

/* An object number whose value differs between the two revisions. */
struct diff {
	uint32_t		 num;
	const struct pdf_entry	*was, *is;	/* NULL: never listed */
	bool			 used;		/* in use in the old one */
	bool			 judged;	/* compared key by key */
	bool			 reached;	/* without grants */
	bool			 granted;	/* through a grant */
};

struct grant {
	const struct pdf_obj	*at;		/* the value, or its ref */
	enum pdf_change_code	 code;
	bool			 allowed;
	bool			 said;		/* already in the list */
	bool			 rewrite;	/* may replace old objects */
	uint32_t		 num;
	size_t			 page;
	int64_t			 rect[4];
	struct es_view		 what;
};

struct pdf_changes {
	struct pdf_change	*at;		/* malloc */
	size_t			 n, cap;
	enum pdf_verdict	 verdict;

	/* Only during the comparison. */
	struct pdf_file		*f;
	const struct pdf_sigs	*all;
	const struct pdf_sig	*sig;
	size_t			 r0, r1;	/* old and final revision */
	enum pdf_mdp		 permits;
	struct diff		*diffs;		/* by num */
	size_t			 ndiffs;
	struct grant		*grants;
	size_t			 ngrants, capgrants;
	struct pdf_fields	 was, is;
	unsigned char		*seen;		/* by entry */
	bool			 bad;		/* something prohibited */
	bool			 covers;	/* see pdf_changes_cover */
};

/* Where a change is, for the list. */
struct spot {
	uint32_t		 num;
	size_t			 page;
	const int64_t		*rect;		/* or NULL */
	struct es_view		 what;
};
#define NOWHERE	((struct spot){ 0, SIZE_MAX, NULL, { NULL, 0 } })

void		pdf_change_say(struct pdf_changes *c, enum pdf_change_code code,
		    bool allowed, struct spot s);
void		pdf_change_grant(struct pdf_changes *c,
		    const struct pdf_obj *at, enum pdf_change_code code,
		    bool allowed, bool said, bool rewrite, struct spot s);
bool		pdf_change_is_granted(const struct pdf_changes *c,
		    const struct pdf_obj *at);
struct diff	*pdf_change_find(const struct pdf_changes *c, uint32_t num);
/* The object a reference names was compared key by key: reaching is fine. */
void		pdf_change_judged(struct pdf_changes *c,
		    const struct pdf_obj *ref);
/*
 * As pdf_change_judged for an array or dictionary that may have moved to a new
 * object; one that took over an old object of another place is prohibited.
 */
void		pdf_change_container(struct pdf_changes *c,
		    const struct pdf_obj *was, const struct pdf_obj *is);
/* A value as the old and as the final revision see it. */
const struct pdf_obj *pdf_change_old(struct pdf_changes *c,
		    const struct pdf_obj *o);
const struct pdf_obj *pdf_change_new(struct pdf_changes *c,
		    const struct pdf_obj *o);
/* A reference to nothing, as the final revision sees it. */
bool		pdf_change_lost(const struct pdf_changes *c,
		    const struct pdf_obj *ref);
bool		pdf_change_locked(const struct pdf_changes *c,
		    struct es_view name);
/* Call "differs" for each key that is not written alike in both. */
void		pdf_change_keys(struct pdf_changes *c,
		    const struct pdf_obj *was, const struct pdf_obj *is,
		    void (*differs)(
		    struct pdf_changes *c, struct es_view key,
		    const struct pdf_obj *was, const struct pdf_obj *is,
		    void *arg), void *arg);

void		pdf_diff_trailer(struct pdf_changes *c);
void		pdf_diff_catalog(struct pdf_changes *c);
void		pdf_diff_dss(struct pdf_changes *c, const struct pdf_obj *was,
		    const struct pdf_obj *is);
/* All that "was" holds, three levels deep, is still in "is", unchanged. */
bool		pdf_diff_grown(struct pdf_changes *c, const struct pdf_obj *was,
		    const struct pdf_obj *is);
void		pdf_diff_form(struct pdf_changes *c, const struct pdf_obj *was,
		    const struct pdf_obj *is);
void		pdf_diff_pages(struct pdf_changes *c);
/* After the pages and the form, which say what annotations may be new. */
void		pdf_diff_tree(struct pdf_changes *c);
/* An annotation that only the final revision has is a granted widget. */
bool		pdf_diff_new_widget(struct pdf_changes *c, uint32_t num);
/* An annotation, as a revision has it, may hide or show something. */
bool		pdf_diff_covers(struct pdf_changes *c, size_t rev,
		    const struct pdf_obj *ref);
void		pdf_diff_reach(struct pdf_changes *c);

#endif
