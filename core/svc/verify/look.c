/* svc/verify/look.c - from the judge's report to plain data; see look.h. */
#include "svc/verify/look.h"


const char *
svc_integrity_name(enum svc_integrity i)
{
	static const char *const	name[SVC_INTEGRITY__MAX] = {
		"unchecked", "intact", "broken" };

	return (size_t)i < ES_COUNT(name) ? name[i] : name[SVC_UNCHECKED];
}

bool
svc_look_whole(const struct svc_look *l)
{
	return l->judged && l->why == PDF_WHY_NONE &&
	    l->n == l->all;
}

const char *
svc_look_reason(const struct svc_look *l)
{
	if (!l->judged)
		return l->fell != NULL ? l->fell : "unknown";
	return l->why == PDF_WHY_NONE ? NULL : pdf_why_name(l->why);
}

static struct es_view
copy(struct es_arena *a, const char *s)
{
	return es_arena_dup(a, es_view_str(s));
}

/* Those that are not allowed first: a long list may be cut. */
static int
list_changes(struct svc_sig *out, const struct pdf_changes *ch, size_t max,
    struct es_arena *a, struct es_err *err)
{
	const struct pdf_change	*c;
	size_t			 i, n = pdf_changes_count(ch);
	int			 allowed;

	out->all_changes = n;
	out->changes = es_arena_array(a, n < max ? n : max,
	    sizeof(*out->changes));
	if (out->changes == NULL && n > 0)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	for (allowed = 0; allowed < 2; allowed++)
		for (i = 0; i < n && out->nchanges < max; i++) {
			c = pdf_changes_at(ch, i);
			if (c->allowed != (allowed == 1))
				continue;
			out->changes[out->nchanges++] = (struct svc_change){
				c->code, c->allowed, c->num, c->page,
				{ c->rect[0], c->rect[1], c->rect[2],
				c->rect[3] }, es_arena_dup(a, c->what) };
		}
	return 0;
}

/* A signature whose place or range is wrong is broken, too. */
static enum svc_integrity
integrity(const struct esign_seal *s)
{
	if (svc_is_broken(s))
		return SVC_BROKEN;
	return s->integrity == ESIGN_INTACT ? SVC_INTACT : SVC_UNCHECKED;
}

/* What is covered, as places in the file. */
static void
cover(struct svc_sig *out, struct pdf_file *f, const struct pdf_sig *g)
{
	const struct pdf_rev	*rev = pdf_file_rev(f, g->rev);

	out->rev = g->rev;
	out->whole_file = g->whole_file;
	if (rev == NULL || !pdf_sig_sound(g))
		return;
	out->hole = g->ranges[0].n;
	out->hole_end = (uint64_t)(g->ranges[1].p - pdf_file_bytes(f).p);
	out->cover_end = out->hole_end + g->ranges[1].n;
	out->rev_end = rev->end;
}

static int
look_at(struct svc_sig *out, struct pdf_file *f, const struct esign_seal *s,
    size_t max_changes, struct es_arena *a, struct es_err *err)
{
	const struct pdf_sig	*g = s->sig;

	*out = (struct svc_sig){
		.kind = g->kind, .field = es_arena_dup(a, g->name),
		.page = g->page, .rect = { g->rect[0], g->rect[1],
		    g->rect[2], g->rect[3] },
		.main = s->main, .sub = s->sub, .why = copy(a, s->why),
		.integrity = integrity(s), .later = s->later,
		.trust = s->trust, .level = s->level, .claimed = s->claimed,
		.proven = s->proven, .proof = s->proof,
		.warnings = s->warnings, .status = s->revocation.status,
		.status_ca = s->revocation.ca,
		.source = s->revocation.source,
		.in_file = s->revocation.in_file,
		.status_of = s->revocation.this_update,
		.reason = s->revocation.revoked.reason,
		.revoked = s->revocation.revoked.at,
		.since = s->revocation.since,
		.lacks = s->lacks == NULL ? ES_VIEW_EMPTY : copy(a, s->lacks),
	};
	cover(out, f, g);
	svc_facts_of(s, &out->facts);
	if (s->signer != NULL) {
		out->signer = copy(a, pki_cert_subject(s->signer));
		out->issuer = copy(a, pki_cert_issuer(s->signer));
		out->cert_from = pki_cert_not_before(s->signer);
		out->cert_until = pki_cert_not_after(s->signer);
	}
	return s->changes == NULL ? 0 : list_changes(out, s->changes,
	    max_changes, a, err);
}

static int
look_at_all(struct svc_look *out, const struct esign_report *r,
    const struct svc_look_max *max, struct es_arena *a, struct es_err *err)
{
	size_t	 i;

	out->revs = pdf_file_revs(esign_report_file(r));
	out->all = esign_report_all(r);
	out->n = out->all < max->sigs ? out->all : max->sigs;
	out->sigs = es_arena_array(a, out->n, sizeof(*out->sigs));
	if (out->sigs == NULL && out->n > 0)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	for (i = 0; i < out->n; i++)
		if (look_at(&out->sigs[i], esign_report_file(r),
		    esign_report_one(r, i), max->changes, a, err) < 0)
			return -1;
	return 0;
}

int
svc_look(struct svc_look *out, struct es_view bytes,
    const struct esign_terms *terms, const struct svc_look_max *max,
    struct es_arena *a, struct es_err *err)
{
	struct esign_report	*r = NULL;
	int			 rc = 0;

	memset(out, 0, sizeof(*out));
	out->bytes = bytes.n;
	if (esign_judge_by(&r, bytes, terms, err) < 0)
		return -1;
	out->judged = true;
	out->why = esign_report_why(r);
	out->why_text = copy(a, esign_report_why_text(r));
	out->outcome = svc_outcome_of(r);
	out->main = esign_report_main(r);
	if (out->why == PDF_WHY_NONE)
		rc = look_at_all(out, r, max, a, err);
	esign_report_free(r);
	return rc;
}
