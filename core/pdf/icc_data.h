/*
 * pdf/icc_data.h - the sRGB profile, as the zlib stream that a PDF embeds.
 */
#ifndef ES_PDF_ICC_DATA_H
#define ES_PDF_ICC_DATA_H

#include <stddef.h>

extern const unsigned char	pdf_icc_srgb[];
extern const size_t		pdf_icc_srgb_size;	/* of the stream */
extern const size_t		pdf_icc_srgb_raw;	/* inflated */

#endif
