/*
 * svc/archive/filing_look.c - the sealed file, judged where it can do no harm.
 */
#include <stdio.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "pdf/active.h"
#include "pdf/claims.h"
#include "svc/archive/filing_priv.h"
#include "svc/verify/report_priv.h"
#include "sys/confine.h"

struct job {
	const struct svc_filing	*f;
	struct es_view		 pdf;
};

/* What the child says: this, and behind it the report. */
struct said {
	unsigned char	 read, trusted, pdfa, encrypted, version;
	unsigned short	 ours;
	char		 outcome[20], active[20], why[60];
};

static const char *
outcome_name(enum svc_outcome o)
{
	static const char *const	names[] = {
		[SVC_OUT_INTACT] = "intact", [SVC_OUT_BROKEN] = "broken",
		[SVC_OUT_UNDETERMINED] = "undetermined",
		[SVC_OUT_UNREADABLE] = "unreadable",
		[SVC_OUT_UNSIGNED] = "unsigned",
	};

	return (size_t)o < ES_COUNT(names) ? names[o] : "unknown";
}

/* Claims of the last revision, and what would run in any. */
static void
look_inside(struct es_view pdf, struct said *s)
{
	struct pdf_file		*file;
	struct pdf_claims	 claims;
	enum pdf_why		 why;
	const char		*active;
	struct es_err		 e = ES_ERR_INIT;

	if (pdf_read(&file, pdf, &why, &e) < 0) {
		s->encrypted = why == PDF_WHY_ENCRYPTED;
		return;
	}
	pdf_claims(&claims, file, pdf_file_revs(file) - 1);
	s->pdfa = (unsigned char)claims.pdfa;
	s->version = (unsigned char)pdf_file_version(file);
	if ((active = pdf_active(file)) != NULL)
		(void)snprintf(s->active, sizeof(s->active), "%s", active);
	if (pdf_file_ok(file, &e) < 0)
		s->read = 0;
	pdf_file_free(file);
}

/* A document's time stamp has no path of its own in the look. */
static bool
trusted(const struct svc_sig *g)
{
	return g->kind == PDF_SIG_TIMESTAMP ? g->main == ESIGN_PASSED :
	    g->trust == PKI_TRUSTED;
}

static int
judge(void *arg, struct es_buf *out)
{
	static const struct svc_look_max	 all = { ES_LIMIT_PDF_SIGS,
						    ES_LIMIT_VERIFY_CHANGES };
	struct job		*j = arg;
	struct es_err		 e = ES_ERR_INIT;
	struct es_arena		*a = es_arena_new(ES_LIMIT_JUDGE_ARENA);
	struct esign_terms	 terms = *j->f->terms;
	struct said		 s;
	struct svc_look		 l;
	size_t			 i;

	memset(&s, 0, sizeof(s));
	if (a == NULL || svc_look(&l, j->pdf, &terms, &all, a, &e) < 0 ||
	    crypt_sha256(j->pdf, l.sha256, &e) < 0)
		return SYS_OUT_OF_MEMORY;
	s.read = svc_look_reason(&l) == NULL;
	s.trusted = s.read && l.n > 0;
	for (i = 0; i < l.n; i++) {
		bool	 good = trusted(&l.sigs[i]);

		s.trusted = s.trusted && good;
		s.ours += good && l.sigs[i].kind != PDF_SIG_TIMESTAMP;
	}
	(void)snprintf(s.outcome, sizeof(s.outcome), "%s",
	    outcome_name(l.outcome));
	(void)snprintf(s.why, sizeof(s.why), "%s", s.read ? "" :
	    svc_look_reason(&l));
	look_inside(j->pdf, &s);
	es_buf_add(out, &s, sizeof(s));
	return svc_xml_print(svc_look_object(&l, FILING_FILE, SVC_ZH), out,
	    &e) < 0 ? SYS_OUT_OF_MEMORY : 0;
}

int
svc_filing_look(const struct svc_filing *f, struct es_view pdf,
    struct es_arena *a, struct filing_look *out, struct es_err *err)
{
	const struct sys_confine	 room = { ES_LIMIT_JUDGE_ARENA,
					    ES_LIMIT_JUDGE_SECONDS };
	struct job			 j = { f, pdf };
	struct said			 s;
	struct es_buf			 b;
	enum sys_end			 end;
	int				 status, rc;

	memset(out, 0, sizeof(*out));
	es_buf_init(&b, ES_LIMIT_JUDGE_REPORT);
	rc = sys_confined(judge, &j, &room, &b, &status, &end, err);
	if (rc == 0 && end == SYS_END_DONE && b.n > sizeof(s)) {
		memcpy(&s, b.p, sizeof(s));
		s.outcome[sizeof(s.outcome) - 1] = '\0';
		s.active[sizeof(s.active) - 1] = '\0';
		s.why[sizeof(s.why) - 1] = '\0';
		out->read = s.read != 0;
		out->trusted = s.trusted != 0;
		out->ours = s.ours;
		out->pdfa = s.pdfa;
		out->version = s.version;
		out->encrypted = s.encrypted != 0;
		memcpy(out->outcome, s.outcome, sizeof(s.outcome));
		memcpy(out->active, s.active, sizeof(s.active));
		memcpy(out->why, s.why, sizeof(s.why));
		out->report = es_arena_dup(a, es_view_sub(es_buf_view(&b),
		    sizeof(s), SIZE_MAX));
	} else if (rc == 0) {
		(void)snprintf(out->outcome, sizeof(out->outcome),
		    "unreadable");
		(void)snprintf(out->why, sizeof(out->why), "%s",
		    sys_end_name(end));
	}
	es_buf_clear(&b);
	return rc;
}
