/* svc/type/put.c - a version of a type into the database; see types.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/type/types.h"

static const char *const	langs[SVC_TYPE_PAGES] = { "zh-CN", "en" };

/* One digest over definition and pages, each with its length. */
static int
digest(const struct svc_type_set *set, unsigned char sum[CRYPT_SHA256_SIZE],
    struct es_err *err)
{
	struct es_buf	 b;
	size_t		 i;
	int		 rc;

	es_buf_init(&b, 4 * ES_LIMIT_TEMPLATE);
	es_buf_add_be64(&b, set->definition.bytes.n);
	es_buf_add_view(&b, set->definition.bytes);
	for (i = 0; i < SVC_TYPE_PAGES; i++) {
		es_buf_add_be64(&b, set->page[i].bytes.n);
		es_buf_add_view(&b, set->page[i].bytes);
	}
	if ((rc = es_buf_ok(&b, "type", err)) == 0)
		rc = crypt_sha256(es_buf_view(&b), sum, err);
	es_buf_clear(&b);
	return rc;
}

/* 1: put it; 0: it is there; -1: the number is not free.  *now: in force. */
static int
is_new(struct store *st, const struct type_def *d,
    const unsigned char sum[CRYPT_SHA256_SIZE], struct es_arena *a,
    int64_t *now, struct es_err *err)
{
	struct store_val	 id[] = { SV_STR(d->id), SV_INT(d->version) };
	struct store_rows	 r;
	int64_t			 last;
	int			 rc;

	if (store_query(st, STORE_TYPE_LAST, id, 1, a, &r, err) < 0)
		return -1;
	*now = last = store_int(&r, 0, 0);
	if (d->version > last)
		return 1;
	if (d->version < last)
		return es_fail(err, ES_E_CONFLICT, "%s: version %lld is in "
		    "force already; make this one %lld", d->id,
		    (long long)last, (long long)last + 1);
	if ((rc = store_query(st, STORE_TYPE_SUM, id, 2, a, &r, err)) < 0)
		return -1;
	if (rc > 0 && es_view_eq(store_view(&r, 0, 0), es_view(sum,
	    CRYPT_SHA256_SIZE)))
		return 0;
	return es_fail(err, ES_E_CONFLICT, "%s: version %lld has other "
	    "content; raise version to %lld in all of its files", d->id,
	    (long long)last, (long long)last + 1);
}

static int
seal_of(struct store *st, const struct type_def *d, struct es_arena *a,
    int64_t *seal, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(d->office),
				    SV_STR(d->seal) };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_TYPE_SEAL, args, 2, a, &r, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "%s: office %s has no seal "
		    "of class \"%s\"", d->id, d->office, d->seal);
	*seal = store_int(&r, 0, 0);
	return 0;
}

/* Sources by name, as documents_type.needs has them. */
static const char *
needs(const struct type_def *d, struct es_arena *a)
{
	const char	*s = "";
	int		 i;

	for (i = 0; i < TYPE_SRC__MAX && s != NULL; i++)
		if ((d->needs & 1u << i) != 0)
			s = es_arena_printf(a, "%s%s%s", s, *s == '\0' ? "" :
			    ",", type_sources[i].name);
	return s;
}

/*
 * Officers publish the text of a type; what a seal may go on is for the
 * seal's own people to say (a change, two approvals; schema/050).  So their
 * version may name only seals that admit the type already.  A type that is
 * new is in nobody's list yet: it is published, and offered when its seal
 * admits it.
 */
static int
admits(struct store *st, const struct type_def *d, int64_t seal, bool fresh,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_STR(d->id) };
	struct store_rows	 r;
	int			 rc;

	if (fresh)
		return 0;
	rc = store_query(st, STORE_TYPE_POLICY, args, 2, a, &r, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	es_fail(err, ES_E_CONFLICT, "%s: seal %s/%s does not admit this type",
	    d->id, d->office, d->seal);
	err->why = "types.not-admitted";
	return -1;
}

/* Every seal that may go on it: its own, and "OFFICE/class OFFICE/class". */
static int
each_seal(struct store *st, const struct type_def *d, bool add, bool fresh,
    struct es_arena *a, int64_t *own, struct es_err *err)
{
	const char	*s = d->also, *slash;
	struct type_def	 one = *d;
	int64_t		 seal;
	size_t		 n = 0;

	if (seal_of(st, d, a, own, err) < 0)
		return -1;
	for (seal = *own;; s += n) {
		struct store_val	 row[] = { SV_INT(seal),
					    SV_STR(d->id) };

		if (!add && admits(st, &one, seal, fresh, a, err) < 0)
			return -1;
		if (add && (n == 0 || seal != *own) && store_exec(st,
		    STORE_TYPE_POLICY_ADD, row, 2, NULL, err) < 0)
			return -1;
		s += strspn(s, " ");
		if (*s == '\0')
			return 0;
		n = strcspn(s, " ");
		if ((slash = memchr(s, '/', n)) == NULL)
			return es_fail(err, ES_E_FORMAT, "%s: also: no "
			    "OFFICE/class", d->id);
		one.office = es_arena_str(a, es_view(s, (size_t)(slash - s)));
		one.seal = es_arena_str(a, es_view(slash + 1,
		    n - (size_t)(slash + 1 - s)));
		if (one.office == NULL || one.seal == NULL)
			return es_fail(err, ES_E_NOMEM, "type: no memory");
		if (seal_of(st, &one, a, &seal, err) < 0)
			return -1;
	}
}

static int
put_type(struct store *st, const struct type_def *d, int64_t seal,
    struct es_arena *a, struct es_err *err)
{
	const char		*need = needs(d, a);
	bool			 rule = strcmp(d->flow, "auto") == 0;
	struct store_val	 row[] = { SV_STR(d->id), SV_STR(d->name.zh),
				    SV_STR(d->name.en), SV_STR(d->office),
				    SV_INT(seal), SV_STR(d->levels),
				    SV_STR(d->statuses),
				    SV_INT(d->valid_days),
				    SV_INT(d->disclosure), SV_STR(d->scale),
				    SV_INT(rule),
				    SV_STR(d->code), SV_INT(d->order),
				    SV_INT(d->version), SV_STR(d->kinds),
				    SV_STR(d->languages),
				    SV_STR(need == NULL ? "" : need),
				    SV_STR(rule ? "" : d->flow),
				    SV_INT(d->files) };

	if (need == NULL)
		return es_fail(err, ES_E_NOMEM, "type: out of memory");
	return store_exec(st, STORE_TYPE_PUT, row, ES_COUNT(row), NULL,
	    err) < 0 ? -1 : 0;
}

/* The operator's load sets the seals' lists; officers find them set. */
static int
put_policy(struct store *st, const struct type_def *d,
    const struct svc_type_by *by, struct es_arena *a, struct es_err *err)
{
	struct store_val	 id = SV_STR(d->id);
	int64_t			 own;

	if (by->agreed.n > 0)
		return 0;
	return store_exec(st, STORE_TYPE_POLICY_DROP, &id, 1, NULL, err) < 0 ?
	    -1 : each_seal(st, d, true, false, a, &own, err);
}

static int
put_files(struct store *st, const struct svc_type_set *set,
    const struct type_def *d, const struct svc_type_by *by,
    const unsigned char sum[CRYPT_SHA256_SIZE], struct es_err *err)
{
	struct store_val	 row[] = { SV_STR(d->id), SV_INT(d->version),
				    SV_BLOB(set->definition.bytes),
				    SV_BYTES(sum, CRYPT_SHA256_SIZE),
				    SV_INT(by->now), SV_TEXT(by->actor),
				    SV_TEXT(by->agreed) };
	size_t			 i;

	if (store_exec(st, STORE_TYPE_VERSION_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	for (i = 0; i < SVC_TYPE_PAGES; i++) {
		struct store_val	 page[] = { SV_STR(d->id),
					    SV_INT(d->version),
					    SV_STR(langs[i]),
					    SV_BLOB(set->page[i].bytes) };

		if (set->page[i].bytes.n > 0 && store_exec(st,
		    STORE_TYPE_PAGE_ADD, page, ES_COUNT(page), NULL,
		    err) < 0)
			return -1;
	}
	return 0;
}

int
svc_type_fits(struct store *st, const struct svc_type_set *set,
    const struct type_def *d, struct es_arena *a, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	int64_t		 seal, now;
	int		 rc;

	if (digest(set, sum, err) < 0)
		return -1;
	rc = is_new(st, d, sum, a, &now, err);
	return rc <= 0 ? rc : each_seal(st, d, false, now == 0, a, &seal,
	    err) < 0 ? -1 : 1;
}

int
svc_type_put(struct store *st, const struct svc_type_set *set,
    const struct type_def *d, const struct svc_type_by *by,
    struct es_arena *a, struct es_err *err)
{
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	char			 object[80], detail[100];
	int64_t			 seal, now;
	int			 rc;
	struct audit_entry	 e = {
		.chain = by->chain, .at = by->now, .actor = by->actor,
		.address = by->address, .action = "type.put", .result = "ok",
	};

	if (digest(set, sum, err) < 0 ||
	    (rc = is_new(st, d, sum, a, &now, err)) < 0)
		return -1;
	if (rc == 0)
		return 0;
	(void)snprintf(object, sizeof(object), "%s/%lld", d->id,
	    (long long)d->version);
	(void)snprintf(detail, sizeof(detail), "office %s seal %s flow %s",
	    d->office, d->seal, d->flow);
	e.object = es_view_str(object);
	e.detail = es_view_str(detail);
	/* An operator's load needs no seal's consent: it sets the scene. */
	if (each_seal(st, d, false, now == 0 || by->agreed.n == 0, a, &seal,
	    err) < 0 || put_files(st, set, d, by, sum, err) < 0 ||
	    put_type(st, d, seal, a, err) < 0 ||
	    put_policy(st, d, by, a, err) < 0 || audit_add(st, &e, err) < 0)
		return -1;
	return 1;
}
