/* svc/share/priv.h - when a share link is open; private to svc/share. */
#ifndef ES_SVC_SHARE_PRIV_H
#define ES_SVC_SHARE_PRIV_H

#include "svc/share/share.h"

struct share_facts {
	int64_t	 expires, max_views, views, failures, revoked;
};

/* Of the link alone; the document's own state comes on top. */
enum svc_share_state	svc_share_state_of(const struct share_facts *f,
			    int64_t now);

#endif
