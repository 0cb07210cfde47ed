/*
 * pdf_script.h - a whole PDF file from a short script, for fuzz targets.
 *
 * A fuzzer that changes bytes of a file breaks its offsets, and the reader
 * stops at its first check.  Here it changes a script instead; the frame of
 * the file (offsets, sections, lengths of streams, ranges of signatures) is
 * computed, and what is fuzzed are the objects and how the revisions differ.
 *
 * Records are separated by the byte 1.  By their first byte:
 *	R text		a revision begins; "text" goes into its trailer
 *	S text		the same, with a cross-reference stream
 *	digits text	an object with this number
 *	p digits text	the same, in an object stream (in a revision S)
 *	f digits	the number is free
 * In the text of an object
 *	$L		is the length of what stands between stream and
 *			endstream
 *	$C hex		is ByteRange and Contents (hex, or a small SEQUENCE)
 *			of a signature over this revision
 */
#ifndef ES_TESTS_FUZZ_PDF_SCRIPT_H
#define ES_TESTS_FUZZ_PDF_SCRIPT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/view.h"

enum { SCRIPT_MAX = 1 << 20, SCRIPT_OBJS = 200, SCRIPT_SIGS = 8 };

struct script_row {
	uint32_t	 num;
	int		 type;		/* 0 free, 1 at, 2 in stream "at" */
	size_t		 at;
	uint32_t	 index;
};

struct script {
	struct es_buf		 out, packed, heads;
	struct script_row	 row[SCRIPT_OBJS];
	size_t			 nrows, npacked;
	size_t			 range[SCRIPT_SIGS], gap[SCRIPT_SIGS][2];
	size_t			 nsigs;
	struct es_view		 trailer;
	bool			 open, stream;
	size_t			 prev;
	uint32_t		 top;		/* highest number so far */
};

static inline uint32_t
script_number(struct es_view *v)
{
	uint32_t	 x = 0;

	while (v->n > 0 && v->p[0] >= '0' && v->p[0] <= '9') {
		x = x * 10 + (v->p[0] - '0');
		if (x > 99999)
			x = 99999;
		*v = es_view_sub(*v, 1, v->n);
	}
	return x;
}

/* ByteRange and Contents; hexadecimal digits that follow are taken. */
static inline void
script_signature(struct script *s, struct es_view text, size_t *at)
{
	size_t	 from = *at, n = 0;

	if (s->nsigs == SCRIPT_SIGS)
		return;
	while (from + n < text.n && strchr("0123456789abcdefABCDEF",
	    text.p[from + n]) != NULL && text.p[from + n] != 0)
		n++;
	s->range[s->nsigs] = s->out.n + 13;
	es_buf_add_str(&s->out, "/ByteRange [0                              "
	    "   ] /Contents ");
	s->gap[s->nsigs][0] = s->out.n;
	es_buf_add_ch(&s->out, '<');
	if (n >= 8)
		es_buf_add(&s->out, text.p + from, n & ~(size_t)1);
	else
		es_buf_add_str(&s->out, "3003020105");
	es_buf_add_str(&s->out, "0000>");
	s->gap[s->nsigs++][1] = s->out.n;
	*at = from + n;
}

static inline void
script_text(struct script *s, struct es_view text)
{
	size_t	 i, from, to;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] != '$' || i + 1 == text.n) {
			es_buf_add_ch(&s->out, text.p[i]);
			continue;
		}
		i++;
		if (text.p[i] == 'C') {
			i++;
			script_signature(s, text, &i);
			i--;
		} else if (text.p[i] == 'L') {
			from = es_view_find(text, ES_LIT("stream\n"), i);
			to = es_view_rfind(text, ES_LIT("\nendstream"));
			es_buf_add_int(&s->out, from == SIZE_MAX ||
			    to == SIZE_MAX || to < from + 7 ? 0 :
			    (int64_t)(to - from - 7));
		}
	}
}

static inline void
script_row(struct script *s, uint32_t num, int type, size_t at,
    uint32_t index)
{
	size_t	 i;

	for (i = 0; i < s->nrows; i++)
		if (s->row[i].num == num)
			return;
	if (num == 0 || s->nrows == SCRIPT_OBJS)
		return;
	s->row[s->nrows++] = (struct script_row){ num, type, at, index };
	if (num > s->top)
		s->top = num;
}

static inline bool
script_has(const struct script *s, uint32_t num)
{
	size_t	 i;

	for (i = 0; i < s->nrows; i++)
		if (s->row[i].num == num)
			return true;
	return num == 0 || s->nrows == SCRIPT_OBJS;
}

static inline void
script_pack(struct script *s, uint32_t num, struct es_view text)
{
	if (script_has(s, num))
		return;
	es_buf_printf(&s->heads, "%u %zu ", num, s->packed.n);
	es_buf_add_view(&s->packed, text);
	es_buf_add_ch(&s->packed, '\n');
	script_row(s, num, 2, 0, (uint32_t)s->npacked++);
}

/* The object stream of a revision, under a number of its own. */
static inline void
script_packed(struct script *s)
{
	uint32_t	 num = s->top + 1;
	size_t		 i;

	if (s->npacked == 0)
		return;
	for (i = 0; i < s->nrows; i++)
		if (s->row[i].type == 2)
			s->row[i].at = num;
	script_row(s, num, 1, s->out.n, 0);
	es_buf_printf(&s->out, "%u 0 obj\n<</Type/ObjStm/N %zu/First %zu"
	    "/Length %zu>>\nstream\n", num, s->npacked, s->heads.n,
	    s->heads.n + s->packed.n);
	es_buf_add_view(&s->out, es_buf_view(&s->heads));
	es_buf_add_view(&s->out, es_buf_view(&s->packed));
	es_buf_add_str(&s->out, "\nendstream\nendobj\n");
	es_buf_reset(&s->heads);
	es_buf_reset(&s->packed);
	s->npacked = 0;
}

static inline void
script_trailer(struct script *s, uint32_t size)
{
	es_buf_printf(&s->out, "/Size %u", size);
	if (s->prev > 0)
		es_buf_printf(&s->out, "/Prev %zu", s->prev);
	es_buf_add_view(&s->out, s->trailer);
}

static inline void
script_section(struct script *s)
{
	size_t	 i, at = s->out.n;

	if (s->stream) {
		script_row(s, s->top + 1, 1, at, 0);
		es_buf_printf(&s->out, "%u 0 obj\n<</Type/XRef/W[1 3 2]"
		    "/Length %zu/Index[", s->top, 6 * s->nrows);
		for (i = 0; i < s->nrows; i++)
			es_buf_printf(&s->out, "%u 1 ", s->row[i].num);
		es_buf_add_str(&s->out, "]");
		script_trailer(s, s->top + 1);
		es_buf_add_str(&s->out, ">>\nstream\n");
		for (i = 0; i < s->nrows; i++) {
			es_buf_add_ch(&s->out, (unsigned char)s->row[i].type);
			es_buf_add_ch(&s->out,
			    (unsigned char)(s->row[i].at >> 16));
			es_buf_add_be16(&s->out, (uint16_t)s->row[i].at);
			es_buf_add_be16(&s->out, (uint16_t)s->row[i].index);
		}
		es_buf_add_str(&s->out, "\nendstream\nendobj\n");
	} else {
		es_buf_add_str(&s->out, "xref\n");
		for (i = 0; i < s->nrows; i++)
			es_buf_printf(&s->out, "%u 1\n%010zu %05d %c \n",
			    s->row[i].num, s->row[i].at,
			    s->row[i].type == 0, s->row[i].type ? 'n' : 'f');
		es_buf_add_str(&s->out, "trailer\n<<");
		script_trailer(s, s->top + 1);
		es_buf_add_str(&s->out, ">>\n");
	}
	es_buf_printf(&s->out, "startxref\n%zu\n%%%%EOF\n", at);
	s->prev = at;
}

static inline void
script_close(struct script *s)
{
	char	 text[40];
	size_t	 i;
	int	 n;

	if (!s->open)
		return;
	script_packed(s);
	script_section(s);
	if (s->out.failed != ES_E_NONE)
		return;
	for (i = 0; i < s->nsigs; i++) {
		n = snprintf(text, sizeof(text), " %zu %zu %zu",
		    s->gap[i][0], s->gap[i][1], s->out.n - s->gap[i][1]);
		memcpy(s->out.p + s->range[i], text, (size_t)n);
	}
	s->nrows = s->nsigs = 0;
	s->open = false;
}

static inline void
script_record(struct script *s, struct es_view v)
{
	unsigned char	 kind = v.n > 0 ? v.p[0] : 0;
	uint32_t	 num;

	if (kind == 'R' || kind == 'S') {
		script_close(s);
		s->open = true;
		s->stream = kind == 'S';
		s->trailer = es_view_sub(v, 1, v.n);
		return;
	}
	if (kind == 'p' || kind == 'f')
		v = es_view_sub(v, 1, v.n);
	num = script_number(&v);
	if (!s->open || num == 0)
		return;
	if (kind == 'f') {
		script_row(s, num, 0, 0, 0);
	} else if (kind == 'p' && s->stream) {
		script_pack(s, num, v);
	} else if (!script_has(s, num)) {
		script_row(s, num, 1, s->out.n, 0);
		es_buf_printf(&s->out, "%u 0 obj", num);
		script_text(s, v);
		es_buf_add_str(&s->out, "\nendobj\n");
	}
}

/* The file of a script; empty when it grew too large.  free() it. */
static inline unsigned char *
script_build(const uint8_t *data, size_t size, size_t *n)
{
	static struct script	 s;
	struct es_view		 all = es_view(data, size);
	size_t			 at = 0, end;

	memset(&s, 0, sizeof(s));
	es_buf_init(&s.out, SCRIPT_MAX);
	es_buf_init(&s.packed, SCRIPT_MAX);
	es_buf_init(&s.heads, SCRIPT_MAX);
	es_buf_add_str(&s.out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	while (at < size) {
		end = es_view_find(all, ES_LIT("\001"), at);
		if (end == SIZE_MAX)
			end = size;
		script_record(&s, es_view_sub(all, at, end - at));
		at = end + 1;
	}
	script_close(&s);
	es_buf_clear(&s.packed);
	es_buf_clear(&s.heads);
	if (s.out.failed != ES_E_NONE)
		es_buf_reset(&s.out);
	return es_buf_detach(&s.out, n);
}

#endif
