/* pdf/extend.c - the store grows; see extend.h. */
#include "pdf/extend.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "flate/flate.h"
#include "pdf/revise.h"

#define VRI_NAME	41	/* 40 digits and NUL */

struct grow {
	struct pdf_revise		*r;
	struct pdf_file			*f;
	size_t				 rev;
	struct es_err			*err;
	const struct pdf_dss_more	*more;
	struct pdf_dss			 have;
	const struct pdf_obj		*dss, *vri;	/* as they are */
	uint32_t			*num;		/* of each item; 0 */
};

/* -- what is there already ----------------------------------------------- */
static uint32_t
find(const struct pdf_dss *d, const struct pdf_dss_add *x)
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		if (d->at[i].kind == x->kind &&
		    es_view_eq(d->at[i].der, x->der))
			return d->at[i].num;
	return 0;
}

static bool
lists(struct grow *g, const struct pdf_obj *dict, const char *key,
    uint32_t num)
{
	const struct pdf_obj	*list = pdf_file_key(g->f, g->rev, dict,
				    key), *o;
	size_t			 i;

	for (i = 0; i < pdf_obj_count(list); i++) {
		o = pdf_obj_item(list, i);
		if (pdf_obj_is(o, PDF_REF) && o->i == (int64_t)num)
			return true;
	}
	return false;
}

/* Uppercase hexadecimal SHA-1 of Contents as it is stored. */
static int
vri_name(struct es_view hex, char out[VRI_NAME], struct es_err *err)
{
	unsigned char	 sum[CRYPT_DIGEST_MAX], *raw;
	size_t		 i;
	int		 rc;

	if ((raw = malloc(hex.n / 2 + 1)) == NULL)
		return es_fail(err, ES_E_NOMEM, "PDF: out of memory");
	rc = crypt_hex_decode(hex, raw, hex.n / 2, err);
	if (rc == 0)
		rc = crypt_digest(CRYPT_SHA1, es_view(raw, hex.n / 2), sum,
		    err);
	free(raw);
	if (rc < 0)
		return -1;
	crypt_hex(es_view(sum, crypt_md_size(CRYPT_SHA1)), out);
	for (i = 0; out[i] != '\0'; i++)
		if (out[i] >= 'a')
			out[i] = (char)(out[i] - 'a' + 'A');
	return 0;
}

/* Is every item there, in the store and in the entry of its signature? */
static int
complete(struct grow *g)
{
	const struct pdf_dss_more	*m = g->more;
	const struct pdf_obj		*e;
	char				 name[VRI_NAME];
	size_t				 i, k, x;

	for (i = 0; i < m->n; i++) {
		g->num[i] = find(&g->have, &m->item[i]);
		if (g->num[i] == 0 || !lists(g, g->dss,
		    pdf_dss_key(m->item[i].kind), g->num[i]))
			return 0;
	}
	for (i = 0; i < m->nvri; i++) {
		if (vri_name(m->vri[i].hex, name, g->err) < 0)
			return -1;
		e = pdf_file_key(g->f, g->rev, g->vri, name);
		for (k = 0; k < m->vri[i].n; k++) {
			x = m->vri[i].item[k];
			if (!lists(g, e, pdf_dss_vri_key(m->item[x].kind),
			    g->num[x]))
				return 0;
		}
	}
	return 1;
}

/* -- writing --------------------------------------------------------------- */
static void
add_stream(struct grow *g, uint32_t *num, struct es_view deflated)
{
	*num = pdf_revise_num(g->r);
	pdf_revise_stream(g->r, *num, "/Filter/FlateDecode", deflated);
}

static int
streams(struct grow *g)
{
	struct es_buf	 z;
	size_t		 i, k;
	int		 rc = 0;

	es_buf_init(&z, ES_LIMIT_DEFLATE);
	for (i = 0; rc == 0 && i < g->more->n; i++) {
		/* The same twice in what is new? */
		for (k = 0; k < i; k++)
			if (g->more->item[k].kind == g->more->item[i].kind &&
			    es_view_eq(g->more->item[k].der,
			    g->more->item[i].der))
				break;
		g->num[i] = k < i ? g->num[k] : find(&g->have,
		    &g->more->item[i]);
		if (g->num[i] != 0)
			continue;
		es_buf_reset(&z);
		rc = flate_deflate(g->more->item[i].der, 9, &z, g->err);
		if (rc == 0)
			add_stream(g, &g->num[i], es_buf_view(&z));
	}
	es_buf_clear(&z);
	return rc;
}

/* One array: what it held, and those of its kind that it did not. */
static void
list(struct grow *g, struct es_buf *b, const struct pdf_obj *dict,
    const char *key, enum pdf_dss_kind kind, const struct pdf_vri_add *v)
{
	const struct pdf_dss_more	*m = g->more;
	const struct pdf_obj		*was = pdf_file_key(g->f, g->rev,
					    dict, key);
	size_t				 i, k, x, y;
	size_t				 n = v == NULL ? m->n : v->n;
	bool				 any = was != NULL;

	for (i = 0; i < n && !any; i++)
		any = m->item[v == NULL ? i : v->item[i]].kind == kind;
	if (!any)
		return;
	es_buf_printf(b, "/%s", key);
	pdf_revise_items(b, was);
	for (i = 0; i < n; i++) {
		x = v == NULL ? i : v->item[i];
		if (m->item[x].kind != kind || lists(g, dict, key,
		    g->num[x]))
			continue;
		for (k = 0; k < i; k++) {
			y = v == NULL ? k : v->item[k];
			if (g->num[y] == g->num[x])
				break;
		}
		if (k == i)
			es_buf_printf(b, "%u 0 R ",
			    (unsigned)g->num[x]);
	}
	es_buf_add_ch(b, ']');
}

static void
three(struct grow *g, struct es_buf *b, const struct pdf_obj *dict,
    const char *(*key)(enum pdf_dss_kind), const struct pdf_vri_add *v)
{
	enum pdf_dss_kind	 k;

	for (k = PDF_DSS_CERT; k < PDF_DSS__MAX; k++)
		list(g, b, dict, key(k), k, v);
}

static int
vri(struct grow *g, struct es_buf *b)
{
	static const char *const	 own[] = { "Cert", "OCSP", "CRL" };
	const struct pdf_dss_more	*m = g->more;
	const struct pdf_obj		*was;
	const char			**but;
	char				(*name)[VRI_NAME];
	size_t				 i;
	int				 rc = 0;

	name = calloc(m->nvri + 1, sizeof(*name));
	but = calloc(m->nvri + 1, sizeof(*but));
	if (name == NULL || but == NULL)
		rc = es_fail(g->err, ES_E_NOMEM, "PDF: out of memory");
	for (i = 0; rc == 0 && i < m->nvri; i++) {
		rc = vri_name(m->vri[i].hex, name[i], g->err);
		but[i] = name[i];
	}
	if (rc == 0) {
		es_buf_add_str(b, "/VRI");
		pdf_revise_copy(b, g->vri, but, m->nvri);
	}
	for (i = 0; rc == 0 && i < m->nvri; i++) {
		was = pdf_file_key(g->f, g->rev, g->vri, name[i]);
		es_buf_printf(b, "/%s", name[i]);
		pdf_revise_copy(b, was, own, ES_COUNT(own));
		three(g, b, was, pdf_dss_vri_key, &m->vri[i]);
		es_buf_add_str(b, ">>\n");
	}
	es_buf_add_str(b, ">>");
	free(but);
	free(name);
	return rc;
}

static int
store(struct grow *g, uint32_t num)
{
	static const char *const	 own[] = { "Certs", "OCSPs", "CRLs",
					    "VRI" };
	struct es_buf			*b = pdf_revise_open(g->r, num);

	pdf_revise_copy(b, g->dss, own, ES_COUNT(own));
	three(g, b, g->dss, pdf_dss_key, NULL);
	if ((g->vri != NULL || g->more->nvri > 0) && vri(g, b) < 0)
		return -1;
	es_buf_add_str(b, ">>");
	pdf_revise_close(g->r);
	return 0;
}

/* PDF 1.7 says by an extension that it has a store (5.4.1). */
static void
announce(struct grow *g, const struct pdf_obj *catalog, uint32_t num)
{
	char	 ref[32];

	(void)snprintf(ref, sizeof(ref), "%u 0 R", (unsigned)num);
	pdf_revise_key(g->r, "DSS", es_view_str(ref));
	if (pdf_obj_key(catalog, "Extensions") == NULL &&
	    pdf_obj_key(catalog, "Version") == NULL &&
	    pdf_file_version(g->f) == 17)
		pdf_revise_key(g->r, "Extensions", ES_LIT("<</ESIC<<"
		    "/BaseVersion/1.7/ExtensionLevel 1>>>>"));
}

static int
write(struct grow *g, const struct pdf_obj *catalog)
{
	const struct pdf_obj	*at = pdf_obj_key(catalog, "DSS");
	bool			 own = pdf_obj_is(at, PDF_REF) &&
				    g->dss != NULL;
	uint32_t		 num;

	if (streams(g) < 0)
		return -1;
	num = own ? (uint32_t)at->i : pdf_revise_num(g->r);
	if (store(g, num) < 0)
		return -1;
	if (!own)
		announce(g, catalog, num);
	return pdf_revise_end(g->r, g->more->id, g->err);
}

static bool
well_formed(struct grow *g)
{
	enum pdf_dss_kind	 k;
	const struct pdf_obj	*o;

	if (g->dss == NULL)
		return true;
	if (!pdf_obj_is(g->dss, PDF_DICT) || (g->vri != NULL &&
	    !pdf_obj_is(g->vri, PDF_DICT)))
		return false;
	for (k = PDF_DSS_CERT; k < PDF_DSS__MAX; k++) {
		o = pdf_file_key(g->f, g->rev, g->dss, pdf_dss_key(k));
		if (o != NULL && !pdf_obj_is(o, PDF_ARRAY))
			return false;
	}
	return true;
}

static int
extend(struct grow *g, const struct pdf_obj *catalog, enum pdf_unfit *why)
{
	int	 all;

	if (pdf_dss_read(&g->have, g->f, g->err) < 0)
		return -1;
	g->dss = pdf_file_key(g->f, g->rev, catalog, "DSS");
	g->vri = pdf_file_key(g->f, g->rev, g->dss, "VRI");
	if (!well_formed(g)) {
		*why = PDF_UNFIT_FORM;
		return es_fail(g->err, ES_E_DENIED, "PDF: its store of "
		    "validation data is malformed");
	}
	if ((all = complete(g)) < 0)
		return -1;
	if (all > 0)
		return 0;
	return write(g, catalog) < 0 ? -1 : 1;
}

int
pdf_extend_dss(struct pdf_file *f, const struct pdf_dss_more *more,
    struct es_buf *tail, enum pdf_unfit *why, struct es_err *err)
{
	struct grow	 g = { .f = f, .rev = pdf_file_revs(f) - 1,
			    .more = more, .err = err };
	int		 rc;

	*why = PDF_FIT;
	if (pdf_revise_new(&g.r, f, tail, err) < 0)
		return -1;
	g.num = calloc(more->n + 1, sizeof(*g.num));
	if (g.num == NULL)
		rc = es_fail(err, ES_E_NOMEM, "PDF: out of memory");
	else
		rc = extend(&g, pdf_file_catalog(f, g.rev), why);
	if (rc <= 0)
		es_buf_reset(tail);
	pdf_revise_free(g.r);
	free(g.num);
	return rc;
}
