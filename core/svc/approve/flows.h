/* svc/approve/flows.h - the workflows that lie in a directory. */
#ifndef ES_SVC_FLOWS_H
#define ES_SVC_FLOWS_H

#include "flow/book.h"

/*
 * Read DIR/NAME.xml, the flows in force, and DIR/old/NAME-VERSION.xml, those
 * that requests under way still follow.  A file's name is its flow's.  A
 * flaw stops the reading and names file, line and attribute.
 */
ES_CHECK int	svc_flows_load(struct flow_defs **out, const char *dir,
		    struct es_err *err);

#endif
