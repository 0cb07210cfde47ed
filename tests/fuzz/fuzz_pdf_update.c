/*
 * fuzz_pdf_update - a seal on a file that a script describes (pdf_script.h).
 *
 * The first byte chooses the field's name, the certification, the place.
 * What comes out, behind what went in, is read by the strict reader, has one
 * more signature, which is sound and covers it, and has harmed none of those
 * that were there; but where a page shows what is also its form or catalog,
 * which no seal can leave as it is (esign and es seal look afterwards).
 */
#include "base/limits.h"
#include "pdf/changes.h"
#include "pdf/read.h"
#include "pdf/sigs.h"
#include "pdf/update.h"
#include "pdf_script.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Verdicts of the sound signatures, in their order. */
static size_t
verdicts(struct pdf_file *f, enum pdf_verdict *v, size_t max, size_t *sound,
    bool *two_roles)
{
	struct es_err		 e = ES_ERR_INIT;
	struct pdf_changes	*c;
	struct pdf_sigs		*s;
	size_t			 i, k, n;

	*sound = 0;
	*two_roles = false;
	if (pdf_sigs(&s, f, &e) < 0)
		return SIZE_MAX;
	n = pdf_sigs_count(s);
	for (i = 0; i < n && i < max; i++) {
		v[i] = PDF_VERDICT_UNKNOWN;
		if (pdf_changes(&c, f, s, pdf_sigs_at(s, i), &e) < 0) {
			n = SIZE_MAX;
			break;
		}
		*sound += pdf_sig_sound(pdf_sigs_at(s, i));
		v[i] = pdf_changes_verdict(c);
		for (k = 0; k < pdf_changes_count(c); k++)
			*two_roles |= pdf_changes_at(c, k)->code ==
			    PDF_CHANGE_PAGE_CONTENT_CHANGED ||
			    pdf_changes_at(c, k)->code ==
			    PDF_CHANGE_CATALOG_CHANGED;
		pdf_changes_free(c);
	}
	pdf_sigs_free(s);
	return n;
}

static int
sign(void *arg, struct es_view digest, struct es_buf *out, struct es_err *err)
{
	(void)arg, (void)digest, (void)err;
	es_buf_add_str(out, "\x30\x03\x02\x01\x05");
	return 0;
}

enum { MAX = 16 };

/* The file and its tail, judged as one. */
static void
check(struct es_view in, const struct es_buf *tail,
    const enum pdf_verdict *was, size_t n, size_t sound)
{
	enum pdf_verdict	 is[MAX];
	struct es_err		 e = ES_ERR_INIT;
	struct pdf_file		*f;
	struct es_buf		 all;
	bool			 two_roles;
	size_t			 i, after;

	es_buf_init(&all, 8 << 20);
	es_buf_add_view(&all, in);
	es_buf_add_view(&all, es_buf_view(tail));
	if (pdf_read(&f, es_buf_view(&all), NULL, &e) < 0)
		abort();
	if (pdf_file_check_all(f, &e) < 0 ||
	    verdicts(f, is, MAX, &after, &two_roles) != n + 1 || after != sound + 1 ||
	    is[n] != PDF_VERDICT_NONE)
		abort();
	for (i = 0; i < n && !two_roles; i++)
		if ((was[i] == PDF_VERDICT_NONE ||
		    was[i] == PDF_VERDICT_ALLOWED) &&
		    is[i] != PDF_VERDICT_ALLOWED)
			abort();
	pdf_file_free(f);
	es_buf_clear(&all);
}

static void
seal(struct pdf_file *f, unsigned char how)
{
	static const char	*const names[] = { "Seal1", "A", "B", "K" };
	const struct doc_signer	 signer = { .reserve = 64, .sign = sign };
	struct pdf_update	 u = { .sig = { .reserve = 64,
		.field = es_view_str(names[how & 3]),
		.certify = how >> 2 & 3, .tip = ES_LIT("tip"),
		.time = 1767225600 },
		.at = { how >> 4 & 1, 50000, 50000 } };
	enum pdf_verdict	 was[MAX];
	enum pdf_unfit		 why = PDF_FIT;
	struct pdf_hole		 hole;
	struct es_err		 e = ES_ERR_INIT;
	struct es_buf		 out;
	size_t			 n, sound;
	bool			 two_roles;

	n = verdicts(f, was, MAX, &sound, &two_roles);
	es_buf_init(&out, 4 << 20);
	if (pdf_update_seal(f, &u, &out, &hole, &why, &e) < 0) {
		if (e.code == ES_E_NONE || e.code == ES_E_BUG ||
		    (e.code == ES_E_DENIED) != (why != PDF_FIT))
			abort();
	} else {
		if (n >= MAX || pdf_hole_fill_tail(pdf_file_bytes(f),
		    &out, &hole, &signer, &e) < 0)
			abort();
		check(pdf_file_bytes(f), &out, was, n, sound);
	}
	es_buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_err	 e = ES_ERR_INIT;
	struct pdf_file	*f;
	unsigned char	*p;
	size_t		 n;

	if (size == 0)
		return 0;
	p = script_build(data + 1, size - 1, &n);
	if (pdf_read(&f, es_view(p, n), NULL, &e) == 0) {
		seal(f, data[0]);
		pdf_file_free(f);
	}
	free(p);
	return 0;
}
