/* ca/revoke.c - revocation, its lists, and the list of all, see es-ca(8). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/time.h"
#include "ca.h"
#include "crypt/text.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/file.h"

enum { DAY = 86400, ISSUING_DAYS = 7, ROOT_DAYS = 180 };

static int
find(struct ca_index *x, const char *what, struct ca_entry **out,
    struct es_err *err)
{
	if ((*out = ca_index_find(x, what)) == NULL)
		return es_fail(err, ES_E_NOTFOUND, "there is no certificate "
		    "\"%.130s\"", what);
	if (strcmp((*out)->profile, CA_ROOT) == 0)
		return es_fail(err, ES_E_INPUT, "nobody can revoke a root: "
		    "take it out of every trust store");
	if (strcmp((*out)->issuer, CA_OUTSIDE) == 0)
		return es_fail(err, ES_E_INPUT, "another authority issued it: "
		    "ask there");
	return 0;
}

/*
 * A key that was stolen on a day was not its owner's since then.  RFC 5280
 * puts that day into invalidityDate, which few programs read; so the
 * revocation itself is dated back as well.
 */
static int
mark(const struct ca_options *o, struct ca_entry *e, struct es_err *err)
{
	enum pki_reason	reason = PKI_REASON_UNSPECIFIED;
	int64_t		now = sys_now(), at = now;

	if (o->reason != NULL && pki_reason_parse(&reason,
	    es_view_str(o->reason), err) < 0)
		return -1;
	if (reason == PKI_REASON_REMOVE)
		return es_fail(err, ES_E_INPUT, "see release");
	if (o->date != NULL && es_time_parse(es_view_str(o->date), &at,
	    err) < 0)
		return -1;
	if (at > now || at < e->from)
		return es_fail(err, ES_E_INPUT, "--date must lie between the "
		    "certificate's first second and now");
	if (e->state == CA_REVOKED &&
	    e->revoked.reason != PKI_REASON_HOLD)
		return es_fail(err, ES_E_CONFLICT, "%s is revoked already",
		    e->serial);
	e->state = CA_REVOKED;
	e->decided_at = now;
	e->revoked.at = at;
	e->revoked.reason = reason;
	e->revoked.invalid_since = o->date != NULL &&
	    reason == PKI_REASON_KEY ? at : 0;
	return 0;
}

int
ca_revoke(const struct ca_options *o, const char *what, struct es_err *err)
{
	char		 iso[ES_TIME_ISO];
	struct ca_entry	*e;
	struct ca_index	 x;
	int		 rc = -1;

	if (ca_index_open(&x, o->dir, err) < 0)
		return -1;
	if (find(&x, what, &e, err) == 0 && mark(o, e, err) == 0 &&
	    ca_index_save(&x, err) == 0) {
		printf("revoked %s (%s) since %s, %s; now make its list: "
		    "es-ca crl\n", e->serial, e->subject,
		    es_time_iso(e->revoked.at, 0, iso),
		    pki_reason_name(e->revoked.reason));
		rc = 0;
	}
	ca_index_close(&x);
	return rc;
}

int
ca_release(const struct ca_options *o, const char *what, struct es_err *err)
{
	struct ca_entry	*e;
	struct ca_index	 x;
	int		 rc = -1;

	if (ca_index_open(&x, o->dir, err) < 0)
		return -1;
	if (find(&x, what, &e, err) == 0) {
		if (e->state != CA_REVOKED ||
		    e->revoked.reason != PKI_REASON_HOLD)
			es_fail(err, ES_E_CONFLICT, "%s is not on hold",
			    e->serial);
		else {
			e->state = CA_GOOD;
			e->decided_at = sys_now();
			memset(&e->revoked, 0, sizeof(e->revoked));
			rc = ca_index_save(&x, err);
		}
	}
	if (rc == 0)
		printf("released %s (%s)\n", e->serial, e->subject);
	ca_index_close(&x);
	return rc;
}

/* -- lists ------------------------------------------------------------ */

static int
entries_of(const struct ca_index *x, const char *issuer,
    struct pki_crl_entry *out, unsigned char (*serials)[64], size_t *n,
    struct es_err *err)
{
	const struct ca_entry	*e;
	size_t			 i, k;

	for (i = 0, *n = 0; i < x->n; i++) {
		e = &x->entry[i];
		if (e->state != CA_REVOKED || strcmp(e->issuer, issuer) != 0)
			continue;
		k = strlen(e->serial) / 2;
		if (k > 64 || crypt_hex_decode(es_view_str(e->serial),
		    serials[*n], k, err) < 0)
			return es_err_prefix(err, "index");
		out[*n].serial = es_view(serials[*n], k);
		out[*n].revoked = e->revoked;
		(*n)++;
	}
	return 0;
}

static int
write_list(const char *dir, const char *issuer, const struct pki_crl *crl,
    const struct pki_cert *cert, struct es_err *err)
{
	char	path[PATH_MAX], cer[PATH_MAX];

	if (ca_join(path, dir, issuer, ".crl", err) < 0 ||
	    ca_join(cer, dir, issuer, ".cer", err) < 0 ||
	    sys_file_write(path, pki_crl_der(crl), 0644, err) < 0 ||
	    sys_file_write(cer, pki_cert_der(cert), 0644, err) < 0)
		return -1;
	if (chmod(path, 0644) != 0 || chmod(cer, 0644) != 0)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", path,
		    strerror(errno));
	return 0;
}

/* The number is spent in the index before a list of that number exists. */
static int
make_list(const struct ca_options *o, struct ca_index *x, const char *issuer,
    struct pki_crl_request *rq, struct es_err *err)
{
	struct crypt_key	*key = NULL;
	struct pki_cert		*cert = NULL;
	struct pki_crl		*crl = NULL;
	char			 pub[PATH_MAX], iso[ES_TIME_ISO];
	int			 rc = -1;

	if (ca_join(pub, o->dir, "public", "", err) < 0)
		return -1;
	if (ca_open_issuer(o, issuer, &key, &cert, err) == 0 &&
	    ca_index_save(x, err) == 0 &&
	    pki_crl_make(&crl, rq, cert, key, err) == 0 &&
	    SYS_FAULT("ca.before_crl", err) == 0)
		rc = write_list(o->public_dir != NULL ? o->public_dir : pub,
		    issuer, crl, cert, err);
	if (rc == 0)
		printf("made list %llu of %s: %zu revoked, next before %s\n",
		    (unsigned long long)rq->number, issuer, rq->entry_n,
		    es_time_iso(rq->next_update, 0, iso));
	pki_crl_free(crl);
	pki_cert_free(cert);
	crypt_key_free(key);
	return rc;
}

int
ca_crl(const struct ca_options *o, const char *issuer, struct es_err *err)
{
	bool			 root = strcmp(issuer, CA_ROOT) == 0;
	int64_t			 now = sys_now();
	struct pki_crl_request	 rq = { .this_update = now };
	struct pki_crl_entry	*e = NULL;
	unsigned char		(*serials)[64] = NULL;
	struct ca_index		 x;
	int			 rc = -1;

	if (!root && strcmp(issuer, CA_ISSUING) != 0)
		return es_fail(err, ES_E_INPUT, "\"%.40s\" is neither root "
		    "nor issuing", issuer);
	if (ca_index_open(&x, o->dir, err) < 0)
		return -1;
	rq.next_update = now + DAY * (int64_t)(o->days > 0 ? o->days : root ?
	    ROOT_DAYS : ISSUING_DAYS);
	rq.keeps_since = x.since;
	rq.number = ++x.number[root ? 0 : 1];
	e = calloc(x.n + 1, sizeof(*e));
	serials = calloc(x.n + 1, sizeof(*serials));
	if (e == NULL || serials == NULL)
		es_fail(err, ES_E_NOMEM, "out of memory");
	else if (entries_of(&x, issuer, e, serials, &rq.entry_n, err) == 0) {
		rq.entry = e;
		rc = make_list(o, &x, issuer, &rq, err);
	}
	free(serials);
	free(e);
	ca_index_close(&x);
	return rc;
}

/* -- what there is ---------------------------------------------------- */

static const char *
state_word(const struct ca_entry *e, int64_t now)
{
	if (e->state == CA_REVOKED)
		return e->revoked.reason == PKI_REASON_HOLD ? "held" :
		    "revoked";
	return now > e->until ? "expired" : "good";
}

int
ca_list(const struct ca_options *o, struct es_err *err)
{
	char			 until[ES_TIME_ISO], at[ES_TIME_ISO];
	const struct ca_entry	*e;
	struct ca_index		 x;
	int64_t			 now = sys_now();
	size_t			 i;

	if (ca_index_open(&x, o->dir, err) < 0)
		return -1;
	for (i = 0; i < x.n; i++) {
		e = &x.entry[i];
		printf("%-8s %-40s %-8s %-12s until %.10s  %s",
		    state_word(e, now), e->serial, e->profile, e->id,
		    es_time_iso(e->until, 0, until), e->subject);
		if (e->state == CA_REVOKED)
			printf("  [%s since %s]",
			    pki_reason_name(e->revoked.reason),
			    es_time_iso(e->revoked.at, 0, at));
		putchar('\n');
	}
	ca_index_close(&x);
	return 0;
}
