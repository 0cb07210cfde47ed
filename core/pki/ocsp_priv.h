/* pki/ocsp_priv.h - CertID, shared by queries and answers. */
#ifndef ES_PKI_OCSP_PRIV_H
#define ES_PKI_OCSP_PRIV_H

#include "crypt/der.h"
#include "pki/ocsp.h"

#define OID_OCSP_BASIC	ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x01")
#define OID_OCSP_NONCE	ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x02")
#define OID_OCSP_NOCHECK ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x05")
#define OID_OCSP_CUTOFF	ES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x06")

void	pki_ocsp_id_read(struct der *d, struct pki_ocsp_id *id);
void	pki_ocsp_id_put(struct es_buf *b, const struct pki_ocsp_id *id);
/* A nonce out of the value of its extension: 1 .. PKI_OCSP_NONCE_MAX. */
struct es_view pki_ocsp_nonce_read(struct es_view value, struct der_fail *fail);
void	pki_ocsp_nonce_put(struct es_buf *b, struct es_view nonce);

#endif
