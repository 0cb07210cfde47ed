/* t_font.h - the small pack of the fuzz seeds, and changed copies of it. */
#ifndef ES_TESTS_T_FONT_H
#define ES_TESTS_T_FONT_H

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "font/pack_priv.h"
#include "tap.h"

__attribute__((unused))
static struct es_buf
small_pack(void)
{
	struct es_buf	b;
	char		tmp[4096];
	size_t		n;
	FILE		*fp = fopen(ES_SRCDIR
	    "/tests/fuzz/seeds/font_pack/small.pack", "rb");

	es_buf_init(&b, 2 * ES_LIMIT_FONT_PACK);
	while (fp != NULL && (n = fread(tmp, 1, sizeof(tmp), fp)) > 0)
		es_buf_add(&b, tmp, n);
	if (fp != NULL)
		(void)fclose(fp);
	return b;
}

__attribute__((unused))
static void
set32(unsigned char *p, uint32_t x)
{
	p[0] = (unsigned char)x;
	p[1] = (unsigned char)(x >> 8);
	p[2] = (unsigned char)(x >> 16);
	p[3] = (unsigned char)(x >> 24);
}

/* Code of the failure to open b; ES_E_NONE when it opens. */
__attribute__((unused))
static enum es_code
open_code(const struct es_buf *b)
{
	struct es_err	 err = ES_ERR_INIT;
	struct font	*f = (struct font *)(uintptr_t)1;
	int		 rc = font_open(&f, es_buf_view(b), &err);

	if (rc < 0)
		return f == NULL ? err.code : ES_E_BUG;
	font_close(f);
	return ES_E_NONE;
}

/* Replace a section by bytes appended at the end. */
__attribute__((unused))
static void
move_section(struct es_buf *b, enum pack_section s, const void *p, size_t n)
{
	size_t	at = b->n;

	es_buf_add(b, p, n);
	es_buf_fill(b, 0, (8 - b->n % 8) % 8);
	set32(b->p + PACK_H_SECTIONS + 8 * s, (uint32_t)at);
	set32(b->p + PACK_H_SECTIONS + 8 * s + 4, (uint32_t)n);
	set32(b->p + PACK_H_SIZE, (uint32_t)b->n);
}

#endif
