/*
 * ca/index.c - every certificate that was ever signed, see ca.h.
 *
 *	es-ca index 1
 *	since 1795420800
 *	crl root 3
 *	crl issuing 17
 *	SERIAL ISSUER PROFILE ID FROM UNTIL STATE DECIDED AT REASON SINCE
 *	    SUBJECT
 *
 * Tabs between the fields; times are UTC seconds, 0 for none.  It may be
 * carried to the machine that publishes the states: it holds no secret.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "ca.h"
#include "crypt/text.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/file.h"

#define HEAD	"es-ca index 1"

enum { F_SERIAL, F_ISSUER, F_PROFILE, F_ID, F_FROM, F_UNTIL, F_STATE,
    F_DECIDED, F_AT, F_REASON, F_SINCE, F_SUBJECT, FIELDS };

static int
grow(struct ca_index *x, struct es_err *err)
{
	struct ca_entry	*more;
	size_t		 room = x->room == 0 ? 64 : x->room * 2;

	if (x->n < x->room)
		return 0;
	if ((more = es_arena_array(x->arena, room, sizeof(*more))) == NULL)
		return es_fail(err, ES_E_NOMEM, "index: out of memory");
	if (x->n > 0)
		memcpy(more, x->entry, x->n * sizeof(*more));
	x->entry = more;
	x->room = room;
	return 0;
}

/* The next field up to a tab, or the rest of the line. */
static struct es_view
field(struct es_view *line)
{
	size_t		at = es_view_find(*line, ES_LIT("\t"), 0);
	struct es_view	v = es_view_sub(*line, 0, at);

	*line = at == SIZE_MAX ? ES_VIEW_EMPTY :
	    es_view_sub(*line, at + 1, SIZE_MAX);
	return v;
}

static int
number(struct es_view v, int64_t *out, struct es_err *err)
{
	return es_view_int(v, 0, INT64_MAX / 2, out, err);
}

static int
read_entry(struct ca_index *x, struct es_view line, struct es_err *err)
{
	struct es_view	 f[FIELDS];
	struct ca_entry	 e = { .state = CA_GOOD };
	size_t		 i;

	for (i = 0; i < FIELDS; i++)
		f[i] = field(&line);
	if (f[F_SERIAL].n == 0 || f[F_SUBJECT].n == 0 || line.n != 0 ||
	    number(f[F_FROM], &e.from, err) < 0 ||
	    number(f[F_UNTIL], &e.until, err) < 0 ||
	    number(f[F_DECIDED], &e.decided_at, err) < 0 ||
	    number(f[F_AT], &e.revoked.at, err) < 0 ||
	    pki_reason_parse(&e.revoked.reason, f[F_REASON], err) < 0 ||
	    number(f[F_SINCE], &e.revoked.invalid_since, err) < 0 ||
	    grow(x, err) < 0)
		return es_fail(err, ES_E_FORMAT, "a broken line");
	if (es_view_eq_str(f[F_STATE], "revoked"))
		e.state = CA_REVOKED;
	else if (!es_view_eq_str(f[F_STATE], "good"))
		return es_fail(err, ES_E_FORMAT, "an unknown state");
	e.serial = es_arena_str(x->arena, f[F_SERIAL]);
	e.issuer = es_arena_str(x->arena, f[F_ISSUER]);
	e.profile = es_arena_str(x->arena, f[F_PROFILE]);
	e.id = es_arena_str(x->arena, f[F_ID]);
	e.subject = es_arena_str(x->arena, f[F_SUBJECT]);
	if (e.serial == NULL || e.issuer == NULL || e.profile == NULL ||
	    e.id == NULL || e.subject == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	x->entry[x->n++] = e;
	return 0;
}

static int
read_line(struct ca_index *x, struct es_view line, size_t no,
    struct es_err *err)
{
	static const struct {
		struct es_view	word;
		int		what;
	} heads[] = {
		{ { (const unsigned char *)"since ", 6 }, 2 },
		{ { (const unsigned char *)"crl root ", 9 }, 0 },
		{ { (const unsigned char *)"crl issuing ", 12 }, 1 },
	};
	int64_t		v;
	size_t		i;

	if (no == 1)
		return es_view_eq_str(line, HEAD) ? 0 :
		    es_fail(err, ES_E_FORMAT, "not an index of es-ca");
	for (i = 0; i < ES_COUNT(heads); i++) {
		if (!es_view_starts(line, heads[i].word))
			continue;
		if (number(es_view_sub(line, heads[i].word.n, SIZE_MAX), &v,
		    err) < 0)
			return -1;
		if (heads[i].what == 2)
			x->since = v;
		else
			x->number[heads[i].what] = (uint64_t)v;
		return 0;
	}
	return read_entry(x, line, err);
}

static int
read_all(struct ca_index *x, struct es_view text, struct es_err *err)
{
	size_t	at, end, no = 0;

	for (at = 0; at < text.n; at = end + 1) {
		end = es_view_find(text, ES_LIT("\n"), at);
		if (end == SIZE_MAX)
			return es_fail(err, ES_E_FORMAT, "%s: cut short",
			    x->path);
		if (read_line(x, es_view_sub(text, at, end - at), ++no,
		    err) < 0)
			return es_err_prefix(err, "%s:%zu", x->path, no);
	}
	return 0;
}

/* What a directory of before the index has, as far as its files tell. */
static int
adopt(struct ca_index *x, const char *dir, const char *name,
    const char *issuer, struct es_err *err)
{
	char		 pub[PATH_MAX], path[PATH_MAX];
	struct pki_cert	*c = NULL;
	int		 rc;

	if (ca_join(pub, dir, "public", "", err) < 0 ||
	    ca_join(path, pub, name, ".cert.pem", err) < 0)
		return -1;
	if (!ca_exists(path))
		return 0;
	if (ca_load_cert(path, &c, err) < 0)
		return -1;
	rc = ca_index_add(x, c, issuer, name, name, err);
	if (x->since == 0 || pki_cert_not_before(c) < x->since)
		x->since = pki_cert_not_before(c);
	pki_cert_free(c);
	return rc;
}

static int
open_index(struct ca_index *x, const char *dir, struct es_err *err)
{
	struct es_buf	b;
	int		rc;

	es_buf_init(&b, ES_LIMIT_CRL);
	rc = sys_file_read(x->path, &b, err);
	if (rc < 0 && err->code == ES_E_NOTFOUND) {
		es_err_clear(err);
		x->since = sys_now();
		rc = adopt(x, dir, CA_ROOT, CA_ROOT, err);
		if (rc == 0)
			rc = adopt(x, dir, CA_ISSUING, CA_ROOT, err);
	} else if (rc == 0)
		rc = read_all(x, es_buf_view(&b), err);
	es_buf_clear(&b);
	return rc;
}

int
ca_index_open(struct ca_index *x, const char *dir, struct es_err *err)
{
	struct flock	whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char		lock[PATH_MAX];

	memset(x, 0, sizeof(*x));
	x->lock = -1;
	if (ca_join(x->path, dir, "index", "", err) < 0 ||
	    ca_join(lock, dir, "index.lock", "", err) < 0)
		return -1;
	if ((x->arena = es_arena_new(2 * ES_LIMIT_CRL)) == NULL)
		return es_fail(err, ES_E_NOMEM, "index: out of memory");
	x->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (x->lock < 0 || fcntl(x->lock, F_SETLKW, &whole) != 0)
		es_fail(err, ES_E_SYSTEM, "%s: %s", lock, strerror(errno));
	else if (open_index(x, dir, err) == 0)
		return 0;
	ca_index_close(x);
	return -1;
}

void
ca_index_close(struct ca_index *x)
{
	if (x->lock >= 0)
		close(x->lock);
	x->lock = -1;
	es_arena_free(x->arena);
	x->arena = NULL;
}

int
ca_index_save(const struct ca_index *x, struct es_err *err)
{
	const struct ca_entry	*e;
	struct es_buf		 b;
	size_t			 i;
	int			 rc;

	es_buf_init(&b, ES_LIMIT_CRL);
	es_buf_printf(&b, HEAD "\nsince %lld\ncrl root %llu\ncrl issuing "
	    "%llu\n", (long long)x->since, (unsigned long long)x->number[0],
	    (unsigned long long)x->number[1]);
	for (i = 0; i < x->n; i++) {
		e = &x->entry[i];
		es_buf_printf(&b, "%s\t%s\t%s\t%s\t%lld\t%lld\t%s\t%lld\t"
		    "%lld\t%s\t%lld\t%s\n", e->serial, e->issuer, e->profile,
		    e->id, (long long)e->from, (long long)e->until,
		    e->state == CA_REVOKED ? "revoked" : "good",
		    (long long)e->decided_at, (long long)e->revoked.at,
		    pki_reason_name(e->revoked.reason),
		    (long long)e->revoked.invalid_since, e->subject);
	}
	rc = es_buf_ok(&b, x->path, err);
	if (rc == 0 && (SYS_FAULT("ca.before_index", err) < 0 ||
	    sys_file_write(x->path, es_buf_view(&b), 0600, err) < 0 ||
	    SYS_FAULT("ca.after_index", err) < 0))
		rc = -1;
	es_buf_clear(&b);
	return rc;
}

int
ca_index_add(struct ca_index *x, const struct pki_cert *c,
    const char *issuer, const char *profile, const char *id,
    struct es_err *err)
{
	struct es_view	 serial = pki_cert_serial(c);
	struct ca_entry	 e = { .state = CA_GOOD,
			    .from = pki_cert_not_before(c),
			    .until = pki_cert_not_after(c) };
	char		 hex[2 * 64 + 1];

	if (serial.n > 64)
		return es_fail(err, ES_E_INPUT, "a serial number of %zu "
		    "bytes", serial.n);
	crypt_hex(serial, hex);
	if (grow(x, err) < 0)
		return -1;
	e.serial = es_arena_str(x->arena, es_view_str(hex));
	e.issuer = es_arena_str(x->arena, es_view_str(issuer));
	e.profile = es_arena_str(x->arena, es_view_str(profile));
	e.id = es_arena_str(x->arena, es_view_str(id));
	e.subject = es_arena_str(x->arena,
	    es_view_str(pki_cert_subject(c)));
	if (e.serial == NULL || e.issuer == NULL || e.profile == NULL ||
	    e.id == NULL || e.subject == NULL)
		return es_fail(err, ES_E_NOMEM, "index: out of memory");
	x->entry[x->n++] = e;
	return 0;
}

struct ca_entry *
ca_index_of(struct ca_index *x, const char *id)
{
	size_t	i;

	for (i = x->n; i > 0; i--)
		if (strcmp(x->entry[i - 1].id, id) == 0)
			return &x->entry[i - 1];
	return NULL;
}

struct ca_entry *
ca_index_find(struct ca_index *x, const char *what)
{
	size_t	i;

	for (i = 0; i < x->n; i++)
		if (strcasecmp(x->entry[i].serial, what) == 0)
			return &x->entry[i];
	return ca_index_of(x, what);
}
