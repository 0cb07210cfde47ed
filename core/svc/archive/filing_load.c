/* svc/archive/filing_load.c - everything that is known of a document. */
#include <stdio.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/contract/file.h"
#include "svc/archive/filing_priv.h"
#include "sys/file.h"

/* A file of pki_dir into the arena; 0: there is none. */
static int
take(const struct svc_filing *f, const char *name, size_t max,
    struct es_arena *a, struct es_view *out, struct es_err *err)
{
	struct es_buf	 b;
	char		 path[1024];
	int		 rc;

	(void)snprintf(path, sizeof(path), "%s/%s", f->pki_dir, name);
	es_buf_init(&b, max);
	rc = sys_file_read(path, &b, err);
	if (rc == 0) {
		*out = es_arena_dup(a, es_buf_view(&b));
		rc = 1;
	} else if (err->code == ES_E_NOTFOUND) {
		es_err_clear(err);
		rc = 0;
	}
	es_buf_clear(&b);
	return rc;
}

/* The seal's chain, the time stamps' and the root: all that verify. */
static int
load_chain(const struct svc_filing *f, struct filing_case *c,
    struct es_arena *a, struct es_err *err)
{
	struct es_view	 key = store_view(&c->doc, 0, FD_SEAL_KEY), v;
	char		 names[3][80];
	struct es_buf	 b;
	size_t		 i;
	int		 rc = 0;

	(void)snprintf(names[0], sizeof(names[0]), "%.*s.chain.pem",
	    (int)(key.n > 60 ? 60 : key.n), (const char *)key.p);
	(void)snprintf(names[1], sizeof(names[1]), "tsa.chain.pem");
	(void)snprintf(names[2], sizeof(names[2]), "root.cert.pem");
	es_buf_init(&b, 4 * ES_LIMIT_PEM);
	for (i = 0; i < ES_COUNT(names) && rc >= 0; i++) {
		rc = take(f, names[i], ES_LIMIT_PEM, a, &v, err);
		if (rc == 0)
			rc = es_fail(err, ES_E_FORMAT, "%s is not there",
			    names[i]);
		if (rc > 0)
			es_buf_add_view(&b, v);
	}
	if (rc >= 0 && (rc = es_buf_ok(&b, "certificates", err)) == 0)
		c->chain = es_arena_dup(a, es_buf_view(&b));
	es_buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

/* Our authorities' lists of this moment; what the file has is in it. */
static int
load_lists(const struct svc_filing *f, struct filing_case *c,
    struct es_arena *a, struct es_err *err)
{
	static const char *const	names[] = { "issuing.crl", "root.crl" };
	size_t				 i;
	int				 rc;

	for (i = 0; i < ES_COUNT(names); i++) {
		rc = take(f, names[i], ES_LIMIT_CRL, a,
		    &c->lists[c->nlists].bytes, err);
		if (rc < 0)
			return -1;
		if (rc > 0)
			(void)snprintf(c->lists[c->nlists++].name,
			    sizeof(c->lists[0].name), "revocation/%s",
			    names[i]);
	}
	return 0;
}

static int
load_file(const struct svc_filing *f, struct filing_case *c, int64_t id,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct store_rows	 r;
	struct es_buf		 b;
	int			 rc;

	rc = store_query(f->db, STORE_RENEW_FILE, &arg, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_FORMAT, "its file is "
		    "not there");
	if (crypt_sha256(store_view(&r, 0, 0), sum, err) < 0)
		return -1;
	if (!es_view_eq(es_view(sum, sizeof(sum)), store_view(&r, 0, 1)))
		return es_fail(err, ES_E_FORMAT, "its file is not the one "
		    "in the register");
	es_buf_init(&b, ES_LIMIT_PDF_FILE);
	es_buf_add_view(&b, store_view(&r, 0, 0));
	es_buf_add_view(&b, store_view(&r, 0, 3));
	if ((rc = es_buf_ok(&b, "file", err)) == 0)
		c->file = es_arena_dup(a, es_buf_view(&b));
	es_buf_clear(&b);
	return rc;
}

/* "annex/02.docx": the name that it came with is in the record. */
static void
name_file(char *out, size_t n, bool annex, size_t no, struct es_view name)
{
	size_t	 dot = name.n, i;
	bool	 plain;

	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	plain = dot > 0 && name.n > dot && name.n - dot <= 8;
	for (i = dot; i < name.n; i++)
		plain = plain && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
		    "KLMNOPQRSTUVWXYZ0123456789", name.p[i]) != NULL &&
		    name.p[i] != '\0';
	(void)snprintf(out, n, annex ? "annex/%02zu.%.*s" :
	    "signed/%02zu.%.*s", no, plain ? (int)(name.n - dot) : 3, plain ?
	    (const char *)name.p + dot : "bin");
}

/* One file of a contract, held against its digest. */
static int
load_one(const struct svc_filing *f, int64_t file, struct es_view sum,
    struct es_arena *a, struct es_view *out, struct es_err *err)
{
	unsigned char	 got[CRYPT_SHA256_SIZE];
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_UPLOAD);
	if ((rc = svc_contract_bytes(f->db, file, &b, err)) == 0 &&
	    (rc = crypt_sha256(es_buf_view(&b), got, err)) == 0) {
		*out = es_arena_dup(a, es_buf_view(&b));
		if (!es_view_eq(es_view(got, sizeof(got)), sum))
			rc = es_fail(err, ES_E_FORMAT, "file %lld of the "
			    "contract is not what was brought",
			    (long long)file);
	}
	es_buf_clear(&b);
	return rc;
}

/*
 * Annexes, and the last file that the other side signed, if it came before.
 * Only those annexes that the record names were approved.
 */
static int
load_files(const struct svc_filing *f, struct filing_case *c,
    const struct store_val *request, struct es_arena *a, struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i, last = SIZE_MAX;
	char			 hex[65];

	if (store_query(f->db, STORE_FILING_FILES, request, 1, a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		if (es_view_eq_str(store_view(&r, i, 1), "signed"))
			last = i;
	for (i = 0; i < r.n && c->nfiles < ES_COUNT(c->files); i++) {
		bool	 annex = es_view_eq_str(store_view(&r, i, 1),
			    "annex");

		crypt_hex(store_view(&r, i, 3), hex);
		if (annex ? es_view_find(c->record, es_view_str(hex), 0) ==
		    SIZE_MAX : i != last)
			continue;
		if (load_one(f, store_int(&r, i, 0), store_view(&r, i, 3), a,
		    &c->files[c->nfiles].bytes, err) < 0)
			return -1;
		name_file(c->files[c->nfiles].name,
		    sizeof(c->files[0].name), annex, annex ? c->nfiles + 1 :
		    (size_t)1, store_view(&r, i, 2));
		c->nfiles++;
	}
	return 0;
}

int
svc_filing_load(const struct svc_filing *f, int64_t document,
    struct es_arena *a, struct filing_case *c, struct es_err *err)
{
	struct store_val	 id = SV_INT(document), req;
	struct store_rows	 r;
	int			 rc;

	memset(c, 0, sizeof(*c));
	rc = store_query(f->db, STORE_FILING_DOCUMENT, &id, 1, a, &c->doc,
	    err);
	if (rc <= 0)
		return rc;
	req = (struct store_val)SV_INT(store_int(&c->doc, 0, FD_REQUEST));
	rc = store_query(f->db, STORE_FILING_RECORD, &req, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_FORMAT, "its record "
		    "is not there");
	c->record = store_view(&r, 0, 0);
	c->record_sha256 = store_view(&r, 0, 1);
	if (store_query(f->db, STORE_FILING_APPROVALS, &req, 1, a,
	    &c->approvals, err) < 0 ||
	    store_query(f->db, STORE_FILING_EVENTS, &req, 1, a, &c->events,
	    err) < 0 ||
	    store_query(f->db, STORE_FILING_RELEASES, &req, 1, a,
	    &c->releases, err) < 0 ||
	    store_query(f->db, STORE_FILING_LEDGER, &req, 1, a, &c->ledger,
	    err) < 0 ||
	    store_query(f->db, STORE_FILING_STATES, &id, 1, a, &c->states,
	    err) < 0 || load_file(f, c, document, a, err) < 0 ||
	    load_files(f, c, &req, a, err) < 0 ||
	    load_chain(f, c, a, err) < 0 || load_lists(f, c, a, err) < 0)
		return -1;
	return 1;
}
