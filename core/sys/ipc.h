/*
 * sys/ipc.h - framed messages between our own programs on a Unix socket.
 *
 * A frame is a 4-byte big-endian length and that many bytes; what is in
 * them is the business of the two programs (svc/seal/signd_proto.h).  The
 * server learns who calls from the kernel (SO_PEERCRED), never from the
 * message.
 */
#ifndef ES_SYS_IPC_H
#define ES_SYS_IPC_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/*
 * Bind and listen on "path" (an old socket file is replaced), mode 0660,
 * group "gid" unless it is (gid_t)-1.  *fd is the caller's.
 */
ES_CHECK int	ipc_listen(int *fd, const char *path, gid_t gid,
		    struct es_err *err);
/* Connect; ES_E_UPSTREAM when nobody listens, or too many wait. */
ES_CHECK int	ipc_connect(int *fd, const char *path, struct es_err *err);
/* Who is at the other end of a connection. */
ES_CHECK int	ipc_peer(int fd, uid_t *uid, struct es_err *err);

/*
 * Send one frame before "deadline" (sys_mono_ms() time; negative: no
 * deadline).  ES_E_UPSTREAM when the peer is gone or too slow.
 */
ES_CHECK int	ipc_send(int fd, struct es_view frame, int64_t deadline,
		    struct es_err *err);
/*
 * Receive one frame into "out" (reset first; its max is the cap: a longer
 * frame is ES_E_LIMIT).  1 received, 0 the peer closed between frames,
 * -1 failed (ES_E_UPSTREAM: gone in mid-frame or too slow).
 */
ES_CHECK int	ipc_recv(int fd, struct es_buf *out, int64_t deadline,
		    struct es_err *err);
/*
 * A kept connection is still open and silent: false when the peer closed it
 * (or spoke out of turn) since the last exchange.
 */
bool		ipc_is_idle(int fd);
void		ipc_close(int *fd);	/* -1 afterwards; -1 is fine */

#endif
