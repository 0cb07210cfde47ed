/* svc/archive/filing_check.c - the four-property check; see filing.h. */
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/archive/filing_priv.h"
#include "svc/archive/tar.h"
#include "tsa/token.h"

static const struct { enum svc_property of; const char *name; }
    codes[SVC_FC__MAX] = {
	[SVC_FC_NONE] = { SVC_PROP_NONE, "" },
	[SVC_FC_STAMP] = { SVC_PROP_AUTHENTIC, "auth.stamp" },
	[SVC_FC_SEAL] = { SVC_PROP_AUTHENTIC, "auth.seal" },
	[SVC_FC_REGISTER] = { SVC_PROP_AUTHENTIC, "auth.register" },
	[SVC_FC_META] = { SVC_PROP_AUTHENTIC, "auth.metadata" },
	[SVC_FC_DIGEST] = { SVC_PROP_INTEGRAL, "int.package" },
	[SVC_FC_FORM] = { SVC_PROP_INTEGRAL, "int.form" },
	[SVC_FC_MEMBERS] = { SVC_PROP_INTEGRAL, "int.members" },
	[SVC_FC_SUMS] = { SVC_PROP_INTEGRAL, "int.digests" },
	[SVC_FC_PROCESS] = { SVC_PROP_INTEGRAL, "int.process" },
	[SVC_FC_READ] = { SVC_PROP_USABLE, "use.file" },
	[SVC_FC_PDFA] = { SVC_PROP_USABLE, "use.format" },
	[SVC_FC_SCHEMA] = { SVC_PROP_USABLE, "use.schema" },
	[SVC_FC_ACTIVE] = { SVC_PROP_SAFE, "safe.active" },
	[SVC_FC_CLOSED] = { SVC_PROP_SAFE, "safe.closed" },
};

enum svc_property
svc_filing_property(enum svc_filing_code c)
{
	return (size_t)c < SVC_FC__MAX ? codes[c].of : SVC_PROP_NONE;
}

const char *
svc_filing_name(enum svc_filing_code c)
{
	return (size_t)c < SVC_FC__MAX ? codes[c].name : "";
}

bool
svc_filing_passed(const struct svc_filing_result *r)
{
	int	 c;

	for (c = SVC_FC_NONE + 1; c < SVC_FC__MAX; c++)
		if (r->c[c].answer != SVC_FA_PASS &&
		    r->c[c].answer != SVC_FA_WARN)
			return false;
	return true;
}

void
svc_filing_put(const struct svc_filing_result *r, struct es_buf *out)
{
	static const char *const	words[] = { "unknown", "pass",
	    "fail", "warn" };
	int				 c;

	for (c = SVC_FC_NONE + 1; c < SVC_FC__MAX; c++)
		es_buf_printf(out, "%s %s%s%s\n", codes[c].name,
		    words[r->c[c].answer], r->c[c].detail[0] == '\0' ? "" :
		    " ", r->c[c].detail);
}

/* One line; what is not ours is left out. */
static void
get_line(struct svc_filing_result *r, struct es_view line)
{
	size_t		 a = es_view_find(line, ES_LIT(" "), 0), b;
	struct es_view	 word;
	int		 c;

	for (c = SVC_FC_NONE + 1; a != SIZE_MAX && c < SVC_FC__MAX; c++) {
		if (!es_view_eq_str(es_view_sub(line, 0, a), codes[c].name))
			continue;
		b = es_view_find(line, ES_LIT(" "), a + 1);
		word = es_view_sub(line, a + 1, (b == SIZE_MAX ? line.n : b) -
		    a - 1);
		r->c[c].answer = es_view_eq_str(word, "pass") ? SVC_FA_PASS :
		    es_view_eq_str(word, "fail") ? SVC_FA_FAIL :
		    es_view_eq_str(word, "warn") ? SVC_FA_WARN :
		    SVC_FA_UNKNOWN;
		if (b != SIZE_MAX)
			(void)snprintf(r->c[c].detail,
			    sizeof(r->c[c].detail), "%.*s",
			    (int)(line.n - b - 1), (const char *)line.p + b +
			    1);
	}
}

void
svc_filing_get(struct svc_filing_result *r, struct es_view lines)
{
	size_t	 at = 0, end;

	memset(r, 0, sizeof(*r));
	for (; at < lines.n; at = end + 1) {
		end = es_view_find(lines, ES_LIT("\n"), at);
		if (end == SIZE_MAX)
			end = lines.n;
		get_line(r, es_view_sub(lines, at, end - at));
	}
}

/* -- one package ---- */
struct check {
	const struct svc_filing		*f;
	const struct svc_filing_facts	*facts;
	struct es_view			 package;
	struct es_arena			*a;
	struct svc_filing_result	*out;
	struct svc_tar_member		 m[FILING_MEMBERS];
	size_t				 n;
	struct xmlio			*manifest, *meta, *process;
};

static void
say(struct check *k, enum svc_filing_code c, bool good, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The first word about a check stays. */
static void
say(struct check *k, enum svc_filing_code c, bool good, const char *fmt, ...)
{
	va_list	 ap;

	if (k->out->c[c].answer != SVC_FA_UNKNOWN)
		return;
	k->out->c[c].answer = good ? SVC_FA_PASS : SVC_FA_FAIL;
	if (good)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(k->out->c[c].detail, sizeof(k->out->c[c].detail),
	    fmt, ap);
	va_end(ap);
}

static const struct svc_tar_member *
find(const struct check *k, const char *name)
{
	size_t	 i;

	for (i = 0; i < k->n; i++)
		if (es_view_eq_str(k->m[i].name, name))
			return &k->m[i];
	return NULL;
}

/* A member as XML; NULL: it is missing or none. */
static struct xmlio *
parse(struct check *k, const char *name)
{
	const struct svc_tar_member	*m = find(k, name);
	struct xmlio			*x = NULL;
	struct es_err			 e = ES_ERR_INIT;

	if (m == NULL)
		say(k, SVC_FC_MEMBERS, false, "%s", name);
	else if (xmlio_parse(&x, m->bytes, name, &e) < 0)
		say(k, SVC_FC_SCHEMA, false, "%.150s", e.msg);
	return x;
}

/* The container, and the member in which its first strange byte lies. */
static int
check_form(struct check *k, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct es_err	 e = ES_ERR_INIT;
	size_t		 bad;

	if (crypt_sha256(k->package, sum, err) < 0)
		return -1;
	say(k, SVC_FC_DIGEST, k->facts->package_sha256.n == 0 ||
	    es_view_eq(es_view(sum, sizeof(sum)), k->facts->package_sha256),
	    "%s", "");
	if (svc_tar_read(k->package, k->m, FILING_MEMBERS, &k->n, &bad,
	    &e) < 0) {
		struct es_view	 last = k->n == 0 ? ES_LIT("-") :
				    k->m[k->n - 1].name;

		say(k, SVC_FC_FORM, false, "byte %zu, behind %.*s", bad,
		    (int)last.n, (const char *)last.p);
	}
	say(k, SVC_FC_FORM, true, "-");
	return 0;
}

static bool
listed(const struct xmlio_node *n, struct es_view name)
{
	for (; n != NULL; n = xmlio_next(n))
		if (xmlio_element(n) != NULL && es_view_eq_str(name,
		    xmlio_attr(n, "name", "")))
			return true;
	return false;
}

/* Every member has the digest of the manifest, which names every member. */
static int
check_sums(struct check *k, struct es_err *err)
{
	static const char *const	must[] = { FILING_FILE, FILING_META,
	    FILING_PROCESS, FILING_RECORD, FILING_REPORT, FILING_SEAL,
	    FILING_CHAIN, FILING_STAMP };
	const struct xmlio_node		*first, *n;
	unsigned char			 sum[CRYPT_SHA256_SIZE];
	char				 hex[65];
	size_t				 i;

	for (i = 0; i < ES_COUNT(must); i++)
		if (find(k, must[i]) == NULL)
			say(k, SVC_FC_MEMBERS, false, "%s", must[i]);
	if (k->manifest == NULL) {
		say(k, SVC_FC_SUMS, false, "%s", FILING_MANIFEST);
		return 0;
	}
	first = xmlio_first(xmlio_root(k->manifest));
	for (i = 0; i < k->n; i++)
		if (!es_view_eq_str(k->m[i].name, FILING_MANIFEST) &&
		    !es_view_eq_str(k->m[i].name, FILING_STAMP) &&
		    !listed(first, k->m[i].name))
			say(k, SVC_FC_MEMBERS, false, "%.*s",
			    (int)k->m[i].name.n,
			    (const char *)k->m[i].name.p);
	for (n = first; n != NULL; n = xmlio_next(n)) {
		const char			*name = xmlio_attr(n, "name",
						    "");
		const struct svc_tar_member	*m = find(k, name);

		if (m == NULL) {
			say(k, SVC_FC_MEMBERS, false, "%.150s", name);
			continue;
		}
		if (crypt_sha256(m->bytes, sum, err) < 0)
			return -1;
		crypt_hex(es_view(sum, sizeof(sum)), hex);
		if (strcmp(hex, xmlio_attr(n, "sha256", "")) != 0)
			say(k, SVC_FC_SUMS, false, "%.150s", name);
	}
	say(k, SVC_FC_MEMBERS, true, "-");
	say(k, SVC_FC_SUMS, true, "-");
	return 0;
}

static int
check_stamp(struct check *k, struct es_err *err)
{
	const struct svc_tar_member	*m = find(k, FILING_MANIFEST);
	const struct svc_tar_member	*t = find(k, FILING_STAMP);
	struct pki_trust		*trust = k->f->terms->trust;
	struct pki_cert *const		*more;
	struct pki_judgement		 j;
	struct tsa_token		*tok = NULL;
	struct cms_verdict		 v;
	enum tsa_match			 match;
	struct es_err			 e = ES_ERR_INIT;
	size_t				 n;
	int				 rc = -1;

	if (m == NULL || t == NULL || tsa_token_parse(&tok, t->bytes,
	    pki_trust_cache(trust), &e) < 0) {
		say(k, SVC_FC_STAMP, false, "%s", FILING_STAMP);
		return 0;
	}
	if (tsa_token_stamps(tok, m->bytes, &match, err) < 0 ||
	    tsa_token_verify(tok, &v, err) < 0)
		goto out;
	rc = 0;
	if (match != TSA_MATCH_YES)
		say(k, SVC_FC_STAMP, false, "%s", FILING_MANIFEST);
	if (!cms_verdict_good(&v))
		say(k, SVC_FC_STAMP, false, "%s", FILING_STAMP);
	if (k->out->c[SVC_FC_STAMP].answer != SVC_FA_UNKNOWN)
		goto out;
	more = cms_certs(tsa_token_cms(tok), &n);
	rc = pki_judge(trust, cms_signer_cert(tsa_token_cms(tok)), more, n,
	    PKI_FOR_TIME, tsa_token_time(tok), &j, err);
	if (rc == 0)
		say(k, SVC_FC_STAMP, j.verdict == PKI_TRUSTED, "%s: %s",
		    FILING_STAMP, pki_verdict_name(j.verdict));
out:
	tsa_token_free(tok);
	return rc < 0 ? -1 : 0;
}

/*
 * Seals that the ledger has for it.  Another side's signature on a contract
 * has to be intact; whom it belongs to, is not for us to say.
 */
static size_t
seals_of(const struct check *k)
{
	const struct xmlio_node	*n;
	size_t			 sum = 0;

	for (n = k->process == NULL ? NULL : xmlio_first(xmlio_root(
	    k->process)); n != NULL; n = xmlio_next(n))
		sum += xmlio_element(n) != NULL && strcmp(xmlio_attr(n,
		    "kind", ""), "sealed") == 0;
	return sum;
}

/*
 * We write PDF/A.  What others wrote is filed as it came: converted, its seal
 * would be gone.  That it may be harder to read one day is a warning.
 */
static void
say_format(struct check *k, const struct filing_look *l)
{
	say(k, SVC_FC_PDFA, l->pdfa > 0, "PDF %d.%d", l->version / 10,
	    l->version % 10);
	if (l->pdfa == 0 && l->read && k->facts->brought)
		k->out->c[SVC_FC_PDFA].answer = SVC_FA_WARN;
}

/* The sealed file: its seals, format, and what it might do. */
static int
check_file(struct check *k, struct es_err *err)
{
	const struct svc_tar_member	*m = find(k, FILING_FILE);
	unsigned char			 sum[CRYPT_SHA256_SIZE];
	struct es_view			 first;
	struct filing_look		 l;
	bool				 trusted;

	if (m == NULL)
		return 0;
	if (svc_filing_look(k->f, m->bytes, k->a, &l, err) < 0)
		return -1;
	trusted = l.trusted || (k->facts->brought && l.ours > 0 && l.ours >=
	    seals_of(k));
	say(k, SVC_FC_SEAL, strcmp(l.outcome, "intact") == 0 && trusted,
	    "%s%s", l.outcome, trusted ? "" : ", not trusted");
	say(k, SVC_FC_READ, l.read, "%s", l.why);
	say_format(k, &l);
	say(k, SVC_FC_ACTIVE, l.read && l.active[0] == '\0', "%s", l.read ?
	    l.active : l.why);
	say(k, SVC_FC_CLOSED, !l.encrypted, "encrypted");
	/* The register knows the first bytes: what was sealed. */
	first = k->facts->size <= m->bytes.n ? es_view_sub(m->bytes, 0,
	    k->facts->size) : m->bytes;
	if (crypt_sha256(first, sum, err) < 0)
		return -1;
	say(k, SVC_FC_REGISTER, es_view_eq(es_view(sum, sizeof(sum)),
	    k->facts->file_sha256), "%s", FILING_FILE);
	return 0;
}

/* Text of an element by its name, at any depth. */
static struct es_view
text_of(const struct xmlio_node *n, const char *name)
{
	struct es_view	 v;

	for (; n != NULL; n = xmlio_next(n)) {
		if (xmlio_element(n) == NULL)
			continue;
		if (strcmp(xmlio_element(n), name) == 0)
			return xmlio_first(n) == NULL ? ES_VIEW_EMPTY :
			    xmlio_text(xmlio_first(n));
		v = text_of(xmlio_first(n), name);
		if (v.n > 0)
			return v;
	}
	return ES_VIEW_EMPTY;
}

static void
check_meta(struct check *k)
{
	struct es_err			 e = ES_ERR_INIT;
	const struct xmlio_node		*root;

	if (k->meta == NULL) {
		say(k, SVC_FC_META, false, "%s", FILING_META);
		say(k, SVC_FC_SCHEMA, false, "%s", FILING_META);
		return;
	}
	root = xmlio_root(k->meta);
	say(k, SVC_FC_META, es_view_eq(text_of(root, "电子文件号"),
	    k->facts->number) && es_view_eq(text_of(root, "门类代码"),
	    k->facts->type) && es_view_eq(text_of(root, "验证码"),
	    k->facts->code), "%s", FILING_META);
	if (xmlio_schema_check(k->f->schema, k->meta, &e) < 0 ||
	    (k->process != NULL && xmlio_schema_check(k->f->schema,
	    k->process, &e) < 0) || (k->manifest != NULL &&
	    xmlio_schema_check(k->f->schema, k->manifest, &e) < 0))
		say(k, SVC_FC_SCHEMA, false, "%.150s", e.msg);
	say(k, SVC_FC_SCHEMA, k->process != NULL, "%s", FILING_PROCESS);
}

/* Asked, agreed, the key used once for it, and sealed: of one record. */
static int
check_process(struct check *k, struct es_err *err)
{
	const struct svc_tar_member	*m = find(k, FILING_RECORD);
	const struct xmlio_node		*n;
	const char			*missing = "request", *agreed = "";
	unsigned char			 sum[CRYPT_SHA256_SIZE];
	char				 record[65] = "";
	bool				 intent = false, sealed = false;

	if (m != NULL) {
		if (crypt_sha256(m->bytes, sum, err) < 0)
			return -1;
		crypt_hex(es_view(sum, sizeof(sum)), record);
	}
	for (n = k->process == NULL ? NULL : xmlio_first(xmlio_root(
	    k->process)); n != NULL; n = xmlio_next(n)) {
		const char	*what = xmlio_element(n);
		const char	*kind = xmlio_attr(n, "kind", "");

		if (what == NULL)
			continue;
		if (strcmp(what, "request") == 0)
			missing = strcmp(xmlio_attr(n, "record", ""),
			    record) == 0 ? NULL : FILING_RECORD;
		if (strcmp(what, "approval") == 0)
			agreed = xmlio_attr(n, "record", "");
		intent = intent || strcmp(kind, "intent") == 0;
		sealed = sealed || strcmp(kind, "sealed") == 0;
	}
	if (missing == NULL && strcmp(agreed, record) != 0)
		missing = "approval";
	if (missing == NULL && (!intent || !sealed))
		missing = intent ? "sealed" : "intent";
	say(k, SVC_FC_PROCESS, missing == NULL, "%s", missing == NULL ? "" :
	    missing);
	return 0;
}

int
svc_filing_check(const struct svc_filing *f, struct es_view package,
    const struct svc_filing_facts *facts, struct es_arena *a,
    struct svc_filing_result *out, struct es_err *err)
{
	struct check	*k = es_arena_get(a, sizeof(*k));
	int		 rc = -1, c;

	memset(out, 0, sizeof(*out));
	if (k == NULL)
		return es_fail(err, ES_E_NOMEM, "package: no memory");
	memset(k, 0, sizeof(*k));
	k->f = f;
	k->facts = facts;
	k->package = package;
	k->a = a;
	k->out = out;
	if (check_form(k, err) < 0)
		return -1;
	k->manifest = parse(k, FILING_MANIFEST);
	k->meta = parse(k, FILING_META);
	k->process = parse(k, FILING_PROCESS);
	if (check_sums(k, err) == 0 && check_stamp(k, err) == 0 &&
	    check_file(k, err) == 0 && check_process(k, err) == 0) {
		check_meta(k);
		rc = 0;
	}
	/* What could not be looked at did not pass. */
	for (c = SVC_FC_NONE + 1; c < SVC_FC__MAX; c++)
		say(k, (enum svc_filing_code)c, false, "%s", FILING_FILE);
	xmlio_free(k->manifest);
	xmlio_free(k->meta);
	xmlio_free(k->process);
	return rc;
}
