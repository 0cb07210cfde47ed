/* layout/qr.c - a QR code as a grid of modules (ISO/IEC 18004, level M). */
#include <qrencode.h>

#include "base/limits.h"
#include "layout/flow.h"

int
layout_qr(struct es_arena *a, struct es_view text, struct es_view *bits,
    uint16_t *modules, struct es_err *err)
{
	char		*s = es_arena_str(a, text);
	unsigned char	*p;
	QRcode		*qr;
	size_t		 n, i;

	*bits = ES_VIEW_EMPTY;
	*modules = 0;
	if (s == NULL)
		return es_fail(err, ES_E_NOMEM, "QR: no memory");
	if (text.n == 0 || text.n > ES_LIMIT_QR ||
	    (qr = QRcode_encodeString8bit(s, 0, QR_ECLEVEL_M)) == NULL)
		return es_fail(err, ES_E_LIMIT, "QR: %zu bytes", text.n);
	n = (size_t)qr->width * (size_t)qr->width;
	if ((p = es_arena_get(a, n)) != NULL) {
		for (i = 0; i < n; i++)
			p[i] = qr->data[i] & 1;
		*bits = es_view(p, n);
		*modules = (uint16_t)qr->width;
	}
	QRcode_free(qr);
	return p == NULL ? es_fail(err, ES_E_NOMEM, "QR: no memory") : 0;
}
