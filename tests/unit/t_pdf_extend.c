/* t_pdf_extend.c - the store of validation data, and document time stamps:
 * written, read back, grown; every structure of file. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/changes.h"
#include "pdf/extend.h"
#include "pdf/sigs.h"
#include "pdf_make.h"

#define HEX	"3003020100000000"		/* a Contents, padded */
/* SHA-1 of those eight bytes. */
#define VRI	"26C298E3DF1C8949F65AFDCB60BDF2898996FE3B"

static struct pdf_file *
open_file(struct es_view bytes)
{
	struct pdf_file	*f;
	struct es_err	 err = ES_ERR_INIT;
	enum pdf_why	 why;

	if (pdf_read(&f, bytes, &why, &err) < 0) {
		ok(0, "read: %s", err.msg);
		exit(done());
	}
	return f;
}

/* Add to a file; returns as pdf_extend_dss. */
static int
add(struct es_view in, const struct pdf_dss_add *item, size_t n,
    const struct pdf_vri_add *vri, size_t nvri, struct es_buf *out)
{
	struct pdf_dss_more	 m = { item, n, vri, nvri, { 7 } };
	struct pdf_file		*f = open_file(in);
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 tail;
	enum pdf_unfit		 why;
	int			 rc;

	es_buf_init(out, MK_MAX);
	es_buf_init(&tail, MK_MAX);
	rc = pdf_extend_dss(f, &m, &tail, &why, &err);
	if (rc < 0)
		printf("# %s: %s\n", pdf_unfit_name(why), err.msg);
	if (rc > 0) {
		es_buf_add_view(out, in);
		es_buf_add_view(out, es_buf_view(&tail));
	}
	ok((rc > 0) == (tail.n > 0), "a revision, or nothing");
	es_buf_clear(&tail);
	pdf_file_free(f);
	return rc;
}

/* What its store holds: "C:abc O:x ..." in its order. */
static const char *
store(struct es_view bytes, size_t *broken)
{
	static char	 text[400];
	struct pdf_file	*f = open_file(bytes);
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_dss	 d;
	size_t		 i, at = 0;

	if (pdf_dss_read(&d, f, &err) < 0) {
		pdf_file_free(f);
		return "unreadable";
	}
	text[0] = '\0';
	for (i = 0; i < d.n && at < 300; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s%c:%.*s", i == 0 ? "" : " ",
		    pdf_dss_key(d.at[i].kind)[d.at[i].kind == PDF_DSS_CRL ?
		    1 : 0], (int)d.at[i].der.n, (const char *)d.at[i].der.p);
	*broken = d.broken;
	pdf_file_free(f);
	return text;
}

static size_t
count(struct es_view v, const char *what)
{
	size_t	 at = 0, n = 0;

	while ((at = es_view_find(v, es_view_str(what), at)) != SIZE_MAX) {
		n++;
		at++;
	}
	return n;
}

static void
grow(struct mk *m, const char *name)
{
	static const size_t		 first[] = { 0, 1 };
	static const size_t		 all[] = { 0, 1, 2 };
	const struct pdf_dss_add	 item[] = {
		{ PDF_DSS_CERT, ES_LIT("cert") },
		{ PDF_DSS_OCSP, ES_LIT("answer") },
		{ PDF_DSS_CRL, ES_LIT("list") },
		{ PDF_DSS_CERT, ES_LIT("cert") } };
	const struct pdf_vri_add	 one = { ES_LIT(HEX), first, 2 };
	const struct pdf_vri_add	 more = { ES_LIT(HEX), all, 3 };
	struct es_buf			 a, b, c;
	size_t				 broken = 9;

	ok(add(es_buf_view(&m->b), item, 2, &one, 1, &a) == 1,
	    "%s: a store", name);
	ok(es_view_starts(es_buf_view(&a), es_buf_view(&m->b)),
	    "%s: no byte before was touched", name);
	is_str(store(es_buf_view(&a), &broken), "C:cert O:answer", name);
	ok(count(es_buf_view(&a), "/" VRI "<<") == 1, "%s: its name", name);
	ok(add(es_buf_view(&a), item, 2, &one, 1, &b) == 0 && b.n == 0,
	    "%s: nothing is new", name);
	es_buf_clear(&b);
	ok(add(es_buf_view(&a), item, 4, &more, 1, &b) == 1,
	    "%s: it grows", name);
	is_str(store(es_buf_view(&b), &broken), "C:cert O:answer R:list",
	    name);
	ok(broken == 0 && count(es_buf_view(&b), "/FlateDecode") -
	    count(es_buf_view(&m->b), "/FlateDecode") == 3,
	    "%s: equal things are there once", name);
	ok(add(es_buf_view(&b), item, 4, &more, 1, &c) == 0, "%s: whole",
	    name);
	es_buf_clear(&a);
	es_buf_clear(&b);
	es_buf_clear(&c);
}

static void
structures(void)
{
	struct mk	 m;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	grow(&m, "a table");
	mk_clear(&m);
	mk_start(&m);
	mk_page(&m);
	mk_xref(&m, 9, MK_ROOT, NULL, 0);
	grow(&m, "a stream");
	mk_clear(&m);
}

/* Another product's store: arrays as objects, VRI apart, odd entries. */
static void
foreign(void)
{
	static const size_t		 which[] = { 0 };
	const struct pdf_dss_add	 item = { PDF_DSS_CERT,
					    ES_LIT("new") };
	const struct pdf_vri_add	 vri = { ES_LIT(HEX), which, 1 };
	struct es_buf			 out;
	struct mk			 m;
	size_t				 broken = 0;

	mk_start(&m);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /DSS 5 0 R >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
	mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>");
	mk_obj(&m, 5, "<< /Type /DSS /Certs 6 0 R /CRLs [10 0 R 3 0 R 99 0 R "
	    "11 0 R] /VRI 7 0 R /X#20Y 5 >>");
	mk_obj(&m, 6, "[8 0 R 8 0 R 9 0 R]");
	mk_obj(&m, 7, "<< /Type /VRI /" VRI " << /Cert [9 0 R] /TU "
	    "(D:20260101000000Z) >> /0000 << /OCSP [12 0 R] >> >>");
	mk_stream(&m, 8, "", ES_LIT("one"));
	mk_stream(&m, 9, "", ES_LIT("two"));
	mk_stream(&m, 10, "", ES_LIT("crl"));
	mk_stream(&m, 11, "/Filter /FlateDecode", ES_LIT("not deflated"));
	mk_stream(&m, 12, "", ES_LIT("only here"));
	mk_table(&m, MK_ROOT);
	is_str(store(es_buf_view(&m.b), &broken),
	    "C:one C:two R:crl O:only here", "what can be read");
	ok(broken == 3, "the others are counted: %zu", broken);
	ok(add(es_buf_view(&m.b), &item, 1, &vri, 1, &out) == 1, "extended");
	is_str(store(es_buf_view(&out), &broken),
	    "C:one C:two C:new R:crl O:only here", "nothing is lost");
	ok(broken == 3 && count(es_buf_view(&out), "/X#20Y") == 2 &&
	    count(es_buf_view(&out), "/0000") == 2 &&
	    count(es_buf_view(&out), "(D:20260101000000Z)") == 2,
	    "other keys are kept as they are");
	es_buf_clear(&out);
	mk_clear(&m);
	mk_start(&m);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /DSS [] >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
	mk_table(&m, MK_ROOT);
	ok(add(es_buf_view(&m.b), &item, 1, NULL, 0, &out) == -1,
	    "a store that is none is refused");
	is_str(store(es_buf_view(&m.b), &broken), "", "and holds nothing");
	es_buf_clear(&out);
	mk_clear(&m);
}

/* The room for a document time stamp is a sound signature, when filled. */
static void
stamp(struct mk *m, const char *name, const char *want)
{
	static const unsigned char	 id[16] = { 1 };
	struct pdf_file			*f = open_file(es_buf_view(&m->b));
	struct es_err			 err = ES_ERR_INIT;
	struct pdf_sigs			*all = NULL;
	const struct pdf_sig		*s;
	struct pdf_hole			 hole;
	enum pdf_unfit			 why;
	struct es_buf			 out, tail;
	int				 rc;

	es_buf_init(&out, MK_MAX);
	es_buf_init(&tail, MK_MAX);
	rc = pdf_extend_stamp(f, 100, id, &tail, &hole, &why, &err);
	pdf_file_free(f);
	if (want[0] != '\0') {
		ok(rc < 0 && strcmp(pdf_unfit_name(why), want) == 0,
		    "%s: %s", name, rc < 0 ? err.msg : "done");
		es_buf_clear(&tail);
		return;
	}
	ok(rc == 0 && pdf_hole_put(&tail, &hole, ES_LIT("\x30\x01\x05"),
	    &err) == 0, "%s: room (%s)", name, err.msg);
	es_buf_add_view(&out, es_buf_view(&m->b));
	es_buf_add_view(&out, es_buf_view(&tail));
	es_buf_clear(&tail);
	f = open_file(es_buf_view(&out));
	ok(pdf_sigs(&all, f, &err) == 0 && pdf_sigs_count(all) > 0,
	    "%s: found", name);
	s = pdf_sigs_at(all, pdf_sigs_count(all) - 1);
	ok(s != NULL && pdf_sig_sound(s) && s->kind == PDF_SIG_TIMESTAMP &&
	    !s->visible && s->whole_file && es_view_eq(s->name,
	    ES_LIT("Timestamp1")), "%s: sound", name);
	pdf_sigs_free(all);
	pdf_file_free(f);
	es_buf_clear(&m->b);
	m->b = out;
}

static void
stamps(void)
{
	struct mk	 m;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	stamp(&m, "no form", "");
	mk_clear(&m);
	mk_start(&m);
	mk_page(&m);
	mk_xref(&m, 9, MK_ROOT, NULL, 0);
	stamp(&m, "a stream", "");
	mk_clear(&m);
	mk_start(&m);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
	mk_obj(&m, 5, "<< /Fields 6 0 R >>");
	mk_obj(&m, 6, "[7 0 R]");
	mk_obj(&m, 7, "<< /FT /Tx /T (Name) >>");
	mk_table(&m, MK_ROOT);
	stamp(&m, "a form, and no page", "");
	mk_clear(&m);
	mk_start(&m);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /XFA [] "
	    ">> >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
	mk_table(&m, MK_ROOT);
	stamp(&m, "an XFA form", "xfa");
	mk_clear(&m);
}

static void
limit(size_t n, size_t want)
{
	struct pdf_file	*f;
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_dss	 d;
	struct mk	 m;
	unsigned	 i;

	mk_start(&m);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /DSS 3 0 R >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
	mk_row(&m, 3);
	es_buf_add_str(&m.b, "3 0 obj\n<< /CRLs [");
	for (i = 0; i < n; i++)
		es_buf_printf(&m.b, "%u 0 R ", i + 4);
	es_buf_add_str(&m.b, "] >>\nendobj\n");
	for (i = 0; i < n; i++)
		mk_stream(&m, i + 4, "", ES_LIT("x"));
	mk_table(&m, MK_ROOT);
	f = open_file(es_buf_view(&m.b));
	ok(pdf_dss_read(&d, f, &err) == 0 && d.n == ES_LIMIT_DSS_ITEMS &&
	    d.broken == want, "%zu lists: %zu too many", n, want);
	pdf_file_free(f);
	mk_clear(&m);
}

int
main(void)
{
	structures();
	foreign();
	stamps();
	limit(ES_LIMIT_DSS_ITEMS, 0);
	limit(ES_LIMIT_DSS_ITEMS + 1, 1);
	return done();
}
