/*
 * svc/seal/stamp.h - what is said on es-seal's stamp socket.
 *
 * One frame (sys/ipc.h) with the number of a request, 8 bytes big-endian;
 * one frame back: a byte with the state and a reason in words ("" or
 * "missing-glyph U+2A6D6" ...).  The caller need not wait: the sweeper finds
 * whatever nobody stamped.
 */
#ifndef ES_SVC_STAMP_H
#define ES_SVC_STAMP_H

#include "base/buf.h"
#include "svc/seal/seal.h"

/*
 * Ask for one request and wait at most wait_ms.  0: *res says what became of
 * it; -1: nobody answered in time (ES_E_UPSTREAM), the job goes on or waits
 * by itself.
 */
ES_CHECK int	svc_stamp_ask(const char *socket, int64_t request_id,
		    int wait_ms, struct svc_stamp_result *res,
		    struct es_err *err);

/* The server's side.  ES_E_FORMAT for anything but one request. */
ES_CHECK int	svc_stamp_get(struct es_view frame, int64_t *request_id,
		    struct es_err *err);
void		svc_stamp_put(struct es_buf *b,
		    const struct svc_stamp_result *res);

#endif
