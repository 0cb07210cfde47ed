/*
 * signd/decided.h - what people decided about a request, proved anew.
 */
#ifndef ES_SIGND_DECIDED_H
#define ES_SIGND_DECIDED_H

#include "evidence.h"
#include "serve.h"

/* What the request says of itself, and who may have released it by hand. */
struct decided_ask {
	int64_t		 request;
	int64_t		 person, keeper;
	struct es_view	 flow, office;	/* of the request */
};

struct decided_flaw {
	size_t		 bad;		/* decision that is flawed */
	const char	*name;
};

/*
 * Read the events of the request's workflow, follow their chain and judge
 * each again (flow_open, FLOW_PROVED), and note the outcome in *e, whose
 * snapshot_sha256 is what they must have decided about; e->apart goes when
 * the flow keeps its keeper apart and the keeper decided.  -1: we could not
 * look.
 */
ES_CHECK int	decided(struct server *s, const struct decided_ask *q,
		    struct es_arena *a, struct evidence *e,
		    struct decided_flaw *flaw, struct es_err *err);

#endif
