/* flow/def.c - see def.h. */
#include "flow/def.h"

#include <stdlib.h>

#include "base/arena.h"
#include "crypt/digest.h"
#include "xmlio/xmlio.h"

struct reader {
	struct xmlio		*x;
	struct flow_def		*d;
	struct es_err		*err;
};

static int
flaw(const struct reader *r, const struct xmlio_node *n, const char *attr,
    const char *what)
{
	return es_fail(r->err, ES_E_FORMAT, "%s:%ld: %s%s%s: %s",
	    xmlio_name(r->x), xmlio_line(n), xmlio_element(n),
	    *attr == '\0' ? "" : " ", attr, what);
}

static bool
is_token(const char *s)
{
	return *s != '\0' && strlen(s) <= 40 && strspn(s,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "-_") == strlen(s);
}

/* An attribute that must be there, copied. */
static int
need(const struct reader *r, const struct xmlio_node *n, const char *attr,
    size_t max, struct es_view *out)
{
	const char	*s = xmlio_attr(n, attr, "");

	if (*s == '\0')
		return flaw(r, n, attr, "is missing");
	if (strlen(s) > max)
		return flaw(r, n, attr, "is too long");
	*out = es_arena_dup(r->d->arena, es_view_str(s));
	return out->p == NULL ? es_fail(r->err, ES_E_NOMEM, "flow: no "
	    "memory") : 0;
}

static int
need_token(const struct reader *r, const struct xmlio_node *n,
    const char *attr, struct es_view *out)
{
	if (*xmlio_attr(n, attr, "") != '\0' &&
	    !is_token(xmlio_attr(n, attr, "")))
		return flaw(r, n, attr, "letters, digits, - and _, at most "
		    "40");
	return need(r, n, attr, 40, out);
}

/* "yes" or "no", or the one that goes without saying. */
static int
yes_no(const struct reader *r, const struct xmlio_node *n, const char *attr,
    const char *yes, const char *no, bool *out)
{
	const char	*s = xmlio_attr(n, attr, no);

	*out = strcmp(s, yes) == 0;
	return *out || strcmp(s, no) == 0 ? 0 : flaw(r, n, attr,
	    "is neither of its two words");
}

/* "3d", "12h", "30m", "90s"; absent: 0. */
static int
duration(const struct reader *r, const struct xmlio_node *n,
    const char *attr, int64_t *out)
{
	static const char	 units[] = "smhd";
	static const int	 seconds[] = { 1, 60, 3600, 86400 };
	struct es_err		 e = ES_ERR_INIT;
	const char		*s = xmlio_attr(n, attr, NULL), *u;
	size_t			 k;

	*out = 0;
	if (s == NULL)
		return 0;
	k = strlen(s);
	u = k < 2 ? NULL : strchr(units, s[k - 1]);
	if (u == NULL || es_view_int(es_view(s, k - 1), 1, 36500, out,
	    &e) < 0)
		return flaw(r, n, attr, "is no time like 3d, 12h, 30m, 90s");
	*out *= seconds[u - units];
	return 0;
}

static int
read_who(const struct reader *r, const struct xmlio_node *n,
    struct flow_who *w)
{
	static const char *const	 attrs[] = { "role", "office",
					    "account", NULL };
	const char			*role = xmlio_attr(n, "role", "");

	memset(w, 0, sizeof(*w));
	if (xmlio_known(r->x, n, attrs, r->err) < 0)
		return -1;
	if (xmlio_attr(n, "account", NULL) != NULL) {
		w->kind = FLOW_WHO_ACCOUNT;
		if (*role != '\0' || xmlio_attr(n, "office", NULL) != NULL)
			return flaw(r, n, "account", "stands alone");
		return need_token(r, n, "account", &w->account);
	}
	if (strcmp(role, "head") == 0) {
		w->kind = FLOW_WHO_HEAD;
		return xmlio_attr(n, "office", NULL) == NULL ? 0 : flaw(r, n,
		    "office", "a head is that of the applicant's unit");
	}
	if (strcmp(role, "approver") != 0 && strcmp(role, "handler") != 0)
		return flaw(r, n, "role", "is not approver, handler or head");
	w->kind = FLOW_WHO_ROLE;
	w->issuer = strcmp(xmlio_attr(n, "office", ""), "issuer") == 0;
	if (need_token(r, n, "role", &w->role) < 0)
		return -1;
	return w->issuer ? 0 : need_token(r, n, "office", &w->office);
}

static int
read_bound(const struct reader *r, const struct xmlio_node *n,
    const char *attr, bool *set, int64_t *out)
{
	const char	*s = xmlio_attr(n, attr, NULL);

	*set = s != NULL;
	return s == NULL || flow_number(es_view_str(s), out) ? 0 : flaw(r, n,
	    attr, "is no number");
}

static int
read_when(const struct reader *r, const struct xmlio_node *n,
    struct flow_when *w)
{
	static const char *const	 attrs[] = { "field", "is", "from",
					    "below", NULL };
	const char			*f = xmlio_attr(n, "field", "");

	memset(w, 0, sizeof(*w));
	if (xmlio_known(r->x, n, attrs, r->err) < 0 ||
	    need(r, n, "field", 80, &w->field) < 0)
		return -1;
	if (strspn(f, "abcdefghijklmnopqrstuvwxyz0123456789_-/") !=
	    strlen(f) ||
	    (strchr(f, '/') == NULL && strcmp(f, "type") != 0 &&
	    strcmp(f, "lang") != 0))
		return flaw(r, n, "field", "is not type, lang or "
		    "element/attribute");
	if (read_bound(r, n, "from", &w->from_set, &w->from) < 0 ||
	    read_bound(r, n, "below", &w->below_set, &w->below) < 0)
		return -1;
	if (xmlio_attr(n, "is", NULL) == NULL)
		return w->from_set || w->below_set ? 0 : flaw(r, n, "",
		    "says neither is, from nor below");
	if (w->from_set || w->below_set)
		return flaw(r, n, "is", "goes with neither from nor below");
	return need(r, n, "is", 400, &w->is);
}

static int
read_escalate(const struct reader *r, const struct xmlio_node *n,
    struct flow_step *s)
{
	static const char *const	 attrs[] = { "after", NULL };
	const struct xmlio_node		*c = xmlio_first(n);

	if (xmlio_known(r->x, n, attrs, r->err) < 0)
		return -1;
	if (s->escalate != 0)
		return flaw(r, n, "", "stands twice");
	if (duration(r, n, "after", &s->escalate) < 0)
		return -1;
	if (s->escalate == 0)
		return flaw(r, n, "after", "is missing");
	if (c == NULL || xmlio_element(c) == NULL || strcmp(xmlio_element(c),
	    "who") != 0 || xmlio_next(c) != NULL)
		return flaw(r, n, "", "needs exactly one who");
	return read_who(r, c, &s->escalate_to);
}

static int
read_part(const struct reader *r, const struct xmlio_node *n,
    struct flow_step *s)
{
	const char	*e = xmlio_element(n);

	if (e == NULL)
		return es_fail(r->err, ES_E_FORMAT, "%s:%ld: text in a step",
		    xmlio_name(r->x), xmlio_line(n));
	if (strcmp(e, "who") == 0) {
		if (s->nwho == ES_LIMIT_FLOW_WHO)
			return es_fail(r->err, ES_E_LIMIT, "%s:%ld: over %zu "
			    "who", xmlio_name(r->x), xmlio_line(n),
			    ES_LIMIT_FLOW_WHO);
		return read_who(r, n, &s->who[s->nwho++]);
	}
	if (strcmp(e, "when") == 0) {
		if (s->nwhen == ES_LIMIT_FLOW_WHEN)
			return es_fail(r->err, ES_E_LIMIT, "%s:%ld: over %zu "
			    "when", xmlio_name(r->x), xmlio_line(n),
			    ES_LIMIT_FLOW_WHEN);
		return read_when(r, n, &s->when[s->nwhen++]);
	}
	if (strcmp(e, "escalate") == 0)
		return read_escalate(r, n, s);
	return flaw(r, n, "", "has no place in a step");
}

static int
read_step(const struct reader *r, const struct xmlio_node *n, unsigned group)
{
	static const char *const	 attrs[] = { "id", "zh", "en", "mode",
					    "due", "remind", NULL };
	struct flow_def			*d = r->d;
	struct flow_step		*s = &d->step[d->nsteps];
	const struct xmlio_node		*c;
	bool				 all;
	size_t				 i;

	if (d->nsteps == ES_LIMIT_FLOW_STEPS)
		return es_fail(r->err, ES_E_LIMIT, "%s:%ld: over %zu steps",
		    xmlio_name(r->x), xmlio_line(n), ES_LIMIT_FLOW_STEPS);
	memset(s, 0, sizeof(*s));
	s->group = group;
	if (xmlio_known(r->x, n, attrs, r->err) < 0 ||
	    need_token(r, n, "id", &s->id) < 0 ||
	    need(r, n, "zh", 200, &s->zh) < 0 ||
	    need(r, n, "en", 200, &s->en) < 0 ||
	    yes_no(r, n, "mode", "all", "any", &all) < 0 ||
	    duration(r, n, "due", &s->due) < 0 ||
	    duration(r, n, "remind", &s->remind) < 0)
		return -1;
	s->mode = all ? FLOW_ALL : FLOW_ANY;
	for (i = 0; i < d->nsteps; i++)
		if (es_view_eq(d->step[i].id, s->id))
			return flaw(r, n, "id", "is that of another step");
	for (c = xmlio_first(n); c != NULL; c = xmlio_next(c))
		if (read_part(r, c, s) < 0)
			return -1;
	if (s->nwho == 0)
		return flaw(r, n, "", "names nobody who decides");
	if (s->remind != 0 && s->due != 0 && s->remind >= s->due)
		return flaw(r, n, "remind", "comes before due");
	d->nsteps++;
	return 0;
}

static int
read_steps(const struct reader *r, const struct xmlio_node *top)
{
	static const char *const	 none[] = { NULL };
	const struct xmlio_node		*n, *c;
	unsigned			 group = 0;

	for (n = xmlio_first(top); n != NULL; n = xmlio_next(n), group++) {
		const char	*e = xmlio_element(n);
		size_t		 before = r->d->nsteps;

		if (e != NULL && strcmp(e, "step") == 0) {
			if (read_step(r, n, group) < 0)
				return -1;
			continue;
		}
		if (e == NULL || strcmp(e, "unordered") != 0)
			return es_fail(r->err, ES_E_FORMAT, "%s:%ld: neither "
			    "step nor unordered", xmlio_name(r->x),
			    xmlio_line(n));
		if (xmlio_known(r->x, n, none, r->err) < 0)
			return -1;
		for (c = xmlio_first(n); c != NULL; c = xmlio_next(c)) {
			if (xmlio_element(c) == NULL || strcmp(xmlio_element(
			    c), "step") != 0)
				return flaw(r, n, "", "holds steps alone");
			if (read_step(r, c, group) < 0)
				return -1;
		}
		if (r->d->nsteps < before + 2)
			return flaw(r, n, "", "needs two steps");
	}
	return 0;
}

static int
read_flow(const struct reader *r)
{
	static const char *const	 attrs[] = { "name", "version", "zh",
					    "en", "twice", "keeper", NULL };
	const struct xmlio_node		*top = xmlio_root(r->x);
	struct flow_def			*d = r->d;
	struct es_err			 e = ES_ERR_INIT;
	bool				 same;
	size_t				 i;

	if (strcmp(xmlio_element(top), "flow") != 0)
		return flaw(r, top, "", "is no flow");
	if (xmlio_known(r->x, top, attrs, r->err) < 0 ||
	    need_token(r, top, "name", &d->name) < 0 ||
	    need(r, top, "zh", 200, &d->zh) < 0 ||
	    need(r, top, "en", 200, &d->en) < 0 ||
	    yes_no(r, top, "twice", "yes", "no", &d->twice) < 0 ||
	    yes_no(r, top, "keeper", "same", "apart", &same) < 0)
		return -1;
	d->keeper_apart = !same;
	if (es_view_int(es_view_str(xmlio_attr(top, "version", "")), 1,
	    1000000, &d->version, &e) < 0)
		return flaw(r, top, "version", "is no number from 1 on");
	if (read_steps(r, top) < 0)
		return -1;
	for (i = 0; i < d->nsteps; i++)
		if (d->step[i].nwhen == 0)
			return 0;
	return flaw(r, top, "", "has no step that always applies");
}

int
flow_def_parse(struct flow_def **out, struct es_view xml, const char *name,
    struct es_err *err)
{
	struct reader	 r = { .err = err };
	int		 rc = -1;

	*out = NULL;
	if (xml.n > ES_LIMIT_FLOW_FILE)
		return es_fail(err, ES_E_LIMIT, "%s: over %zu bytes", name,
		    ES_LIMIT_FLOW_FILE);
	if ((r.d = calloc(1, sizeof(*r.d))) == NULL ||
	    (r.d->arena = es_arena_new(ES_LIMIT_FLOW_ARENA)) == NULL ||
	    (r.d->step = es_arena_array(r.d->arena, ES_LIMIT_FLOW_STEPS,
	    sizeof(*r.d->step))) == NULL) {
		es_fail(err, ES_E_NOMEM, "%s: no memory", name);
		goto out;
	}
	if (crypt_sha256(xml, r.d->digest, err) < 0 ||
	    xmlio_parse(&r.x, xml, name, err) < 0 || read_flow(&r) < 0)
		goto out;
	*out = r.d;
	r.d = NULL;
	rc = 0;
out:
	xmlio_free(r.x);
	flow_def_free(r.d);
	return rc;
}

void
flow_def_free(struct flow_def *d)
{
	if (d == NULL)
		return;
	es_arena_free(d->arena);
	free(d);
}
