/*
 * font/pack_priv.h - the file format of a glyph pack (version 1), shared by
 * this module and tools/es-fontpack.
 *
 * All numbers are little-endian.  A pack is a header of PACK_HEAD bytes and
 * six sections, each at a multiple of 8:
 *
 *   INDEX   u16 per 256 code points, planes 0 to 16: 0 none, else block + 1
 *   BLOCKS  256 x u32 each: glyph number, 0 = no such character
 *   GLYPHS  PACK_GLYPH bytes per glyph, see PACK_G_*; number 0 is .notdef
 *   GLYF    TrueType glyph records (simple, no instructions), each padded
 *           with zeros to a multiple of 4
 *   BITS    the same records under the pack's Huffman code, each from a
 *           byte boundary, least significant bit first; 8 spare bytes follow
 *   META    style name NUL, then one line per source font (UTF-8)
 */
#ifndef ES_FONT_PACK_PRIV_H
#define ES_FONT_PACK_PRIV_H

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "font/font.h"

#define PACK_MAGIC	"esfont1\n"
#define PACK_HEAD	640

/* Offsets in the header. */
#define PACK_H_SIZE	8	/* u64: of the whole file */
#define PACK_H_HASH	16	/* SHA-256 of the file with this field zero */
#define PACK_H_FLAGS	48	/* u32 */
#define PACK_H_NGLYPHS	52	/* u32 */
#define PACK_H_NBLOCKS	56	/* u32 */
#define PACK_H_METRICS	60	/* i16 x 9: ascent descent cap x bbox stemV */
#define PACK_H_SECTIONS	80	/* u32 offset, u32 length, six times */
#define PACK_H_LENS	128	/* u8 x 257: code lengths, 256 = end */
#define PACK_H_NBLOCK	388	/* u32: bits of the block header */
#define PACK_H_BLOCK	392	/* those bits; up to PACK_BLOCK_MAX bytes */
#define PACK_BLOCK_MAX	240

#define PACK_BOLD	1u

enum pack_section {
	PACK_INDEX = 0, PACK_BLOCKS, PACK_GLYPHS, PACK_GLYF, PACK_BITS,
	PACK_META, PACK__MAX
};

#define PACK_NINDEX	0x1100	/* 17 planes of 256 blocks */
#define PACK_NSYM	257
#define PACK_SPARE	8	/* bytes behind the last coded glyph */

/* Offsets in a glyph's entry. */
#define PACK_GLYPH	40
#define PACK_G_OFF	0	/* u32 in GLYF */
#define PACK_G_LEN	4	/* u32, a multiple of 4; 0 = draws nothing */
#define PACK_G_BITS	8	/* u32: byte offset in BITS */
#define PACK_G_NBITS	12	/* u32 */
#define PACK_G_SUM	16	/* u32: sum of the record's big-endian words */
#define PACK_G_ADS	20	/* u16: sum of its bytes, mod 65521 */
#define PACK_G_ADW	22	/* u16: the same, weighted n, n-1 ... 1 */
#define PACK_G_BOX	24	/* i16 x 4 */
#define PACK_G_ADV	32	/* u16 */
#define PACK_G_NPTS	34	/* u16 */
#define PACK_G_NCONT	36	/* u16 */

#define PACK_ADLER	65521u

static inline uint16_t
pack_le16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline int
pack_i16(const unsigned char *p)
{
	return (int16_t)pack_le16(p);
}

static inline uint32_t
pack_le32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

static inline uint64_t
pack_le64(const unsigned char *p)
{
	return pack_le32(p) | (uint64_t)pack_le32(p + 4) << 32;
}

/*
 * Canonical codes of RFC 1951 section 3.2.2, bits reversed for writing.
 * False unless the lengths form a complete code of at most 15 bits.
 */
bool		font_pack_codes(const unsigned char *lens, size_t n,
		    uint16_t *codes);

/* -- the open pack -------------------------------------------------------- */
struct font {
	const unsigned char	*sec[PACK__MAX];
	size_t			 len[PACK__MAX];
	uint32_t		 nglyphs;
	bool			 bold;
	const char		*name;
	char			 hash[65];
	struct font_metrics	 m;
	unsigned char		 lens[PACK_NSYM];
	uint16_t		 codes[PACK_NSYM];
	uint32_t		 nblock;	/* bits of the block header */
	const unsigned char	*block;
};

static inline const unsigned char *
pack_entry(const struct font *f, uint32_t g)
{
	return f->sec[PACK_GLYPHS] + (size_t)g * PACK_GLYPH;
}

#endif
