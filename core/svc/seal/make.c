/* svc/seal/make.c - from a snapshot to a finished file; see priv.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "esign/judge.h"
#include "pdf/write.h"
#include "seal/picture.h"
#include "svc/seal/priv.h"
#include "sys/clock.h"
#include "xmlio/xmlio.h"

#define PICTURES	16

/* Seals drawn so far: drawing costs a tenth of a millisecond. */
struct drawn {
	int64_t				 seal_id;
	struct es_arena			*arena;
	struct es_view			 definition;
	const struct seal_picture	*picture;
};

struct svc_seal_maker {
	struct svc_seal_kit	*kit;
	struct pdf_writer	*writer;
	struct drawn		 drawn[PICTURES];
	size_t			 ndrawn;
};

int
svc_maker_new(struct svc_seal_maker **out, struct svc_seal_kit *k,
    struct es_err *err)
{
	struct svc_seal_maker	*m = calloc(1, sizeof(*m));

	*out = NULL;
	if (m == NULL)
		return es_fail(err, ES_E_NOMEM, "stamper: out of memory");
	m->kit = k;
	if (pdf_writer_new(&m->writer, err) < 0) {
		svc_maker_free(m);
		return -1;
	}
	*out = m;
	return 0;
}

void
svc_maker_free(struct svc_seal_maker *m)
{
	size_t	 i;

	if (m == NULL)
		return;
	for (i = 0; i < m->ndrawn; i++)
		es_arena_free(m->drawn[i].arena);
	pdf_writer_free(m->writer);
	free(m);
}

/* -- the seal's picture ---- */
static int
draw(struct svc_seal_maker *m, struct drawn *d, const struct svc_job *j,
    struct es_err *err)
{
	const struct font	*bold = svc_seal_kit_font(m->kit, "song-bold");
	struct seal_def		 def;

	if (bold == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no style song-bold");
	es_arena_free(d->arena);
	memset(d, 0, sizeof(*d));
	if ((d->arena = es_arena_new(ES_LIMIT_PICTURE_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	if (seal_def_parse(&def, d->arena, j->definition, "seal",
	    err) < 0 || seal_picture_draw(&d->picture, &def, bold, d->arena,
	    err) < 0)
		return -1;
	d->definition = es_arena_dup(d->arena, j->definition);
	d->seal_id = j->seal_id;
	return 0;
}

/* The picture of a job's seal; drawn anew when its definition changed. */
static const struct seal_picture *
picture(struct svc_seal_maker *m, const struct svc_job *j, struct es_err *err)
{
	struct drawn	*d;
	size_t		 i;

	for (i = 0; i < m->ndrawn; i++)
		if (m->drawn[i].seal_id == j->seal_id)
			break;
	if (i == m->ndrawn && i < PICTURES)
		m->ndrawn++;
	d = &m->drawn[i < PICTURES ? i : 0];
	if (d->seal_id == j->seal_id &&
	    es_view_eq(d->definition, j->definition))
		return d->picture;
	return draw(m, d, j, err) < 0 ? NULL : d->picture;
}

/* -- lay out and write ---- */
/* A failure while laying out: what people must correct, by its code. */
static void
settle_failure(struct svc_job *j, const struct es_err *err)
{
	char		 reason[SVC_REASON_MAX] = "layout";
	uint32_t	 cp = layout_missing_glyph(err);

	if (err->code == ES_E_NOMEM || err->code == ES_E_SYSTEM ||
	    err->code == ES_E_UPSTREAM) {
		svc_job_settle(j, SVC_STAMPED_WAITING, "busy", err->msg);
		return;
	}
	if (cp != 0)
		(void)snprintf(reason, sizeof(reason), "missing-glyph U+%04X",
		    cp);
	svc_job_settle(j, SVC_STAMPED_FAILED, reason, err->msg);
}

/* Where the ledger says that the seal was put. */
static void
note_place(struct svc_job *j, const struct dlist *dl)
{
	const struct dlist_op	*op;
	size_t			 page = 0;

	op = dlist_seal_find(dl, ES_LIT("seal"), &page);
	j->ask.file_size = j->pdf.n;
	j->ask.pages = (uint16_t)dl->npages;
	j->ask.page = (uint16_t)page;
	if (op == NULL)
		return;
	j->ask.rect[0] = op->x;
	j->ask.rect[1] = op->y;
	j->ask.rect[2] = op->w;
	j->ask.rect[3] = op->h;
}

static int
write_pdf(struct svc_stamper *s, struct svc_job *j, const struct dlist *dl,
    struct es_err *err)
{
	bool			 en = es_view_starts(j->lang, ES_LIT("en"));
	struct pdf_attachment	 file = {
		.name = ES_LIT("record.xml"), .mime = ES_LIT("text/xml"),
		.description = en ? ES_LIT("Machine-readable record") :
		    ES_LIT("机器可读的数据"),
		.data = j->record, .relation = PDF_REL_SOURCE,
		.modified = j->created,
	};
	struct pdf_sig_opts	 sig = {
		.place = ES_LIT("seal"), .field = ES_LIT("Seal1"),
		.tip = en ? j->seal_en : j->seal_zh,
		.signer = en ? j->seal_en : j->seal_zh,
		.reason = en ? ES_LIT("Issued by the university") :
		    ES_LIT("签发"),
		.time = sys_now(), .offset = s->cf->offset, .certify = 1,
		.reserve = SVC_SEAL_RESERVE,
	};
	struct pdf_write_opts	 opts = { .files = &file, .nfiles = 1,
				    .sig = &sig };
	const struct svc_key	*key = svc_key_find(s, j->key_name);
	unsigned char		 seed[32];

	if (key != NULL)
		sig.reserve = key->reserve;
	if ((sig.picture = picture(s->maker, j, err)) == NULL ||
	    crypt_sha256(j->record, seed, err) < 0)
		return -1;
	memcpy(opts.id, seed, sizeof(opts.id));
	if (pdf_write(s->maker->writer, dl, &opts, &j->pdf, &j->hole,
	    err) < 0)
		return -1;
	if (key != NULL && key->md != CRYPT_SHA256) {
		j->ask.md = key->md;
		if (pdf_hole_digest_as(es_buf_view(&j->pdf), &j->hole,
		    key->md, j->ask.sum, err) < 0)
			return -1;
	}
	return pdf_hole_digest(es_buf_view(&j->pdf), &j->hole,
	    j->ask.digest, err);
}

/*
 * The very version that the request was made with; requests of before there
 * were versions have the installed file.  NULL: the job is settled.
 */
static const struct layout_template *
template_of(struct svc_stamper *s, struct svc_job *j)
{
	const struct layout_template	*t = NULL;
	struct es_err			 err = ES_ERR_INIT;

	if (j->type_version == 0)
		t = svc_seal_kit_template(s->kit, j->type, j->lang);
	else if (svc_type_page(s->types, s->db, j->type, j->type_version,
	    j->lang, &t, &err) < 0 && err.code != ES_E_NOTFOUND) {
		settle_failure(j, &err);
		return NULL;
	}
	if (t == NULL)
		svc_job_settle(j, SVC_STAMPED_FAILED, "no-template",
		    "no document template of this type and language");
	return t;
}

void
svc_job_make(struct svc_stamper *s, struct svc_job *j)
{
	const struct layout_template	*t;
	struct es_tree			*record;
	struct es_err			 err = ES_ERR_INIT;
	struct dlist			*dl;

	if ((t = template_of(s, j)) == NULL)
		return;
	es_arena_reset(s->page);
	if (xmlio_tree(&record, j->record, s->page, &err) < 0 ||
	    layout_run(&dl, t, record, LAYOUT_FINAL, s->page, &err) < 0 ||
	    write_pdf(s, j, dl, &err) < 0) {
		settle_failure(j, &err);
		return;
	}
	note_place(j, dl);
}

/* -- fill and check ---- */
/* Everything that a stranger's judge would ask, and that it is ours. */
static const char *
flaw(const struct esign_report *r, const struct svc_job *j)
{
	const struct esign_seal	*seal;

	if (esign_report_why(r) != PDF_WHY_NONE)
		return "our own reader refuses the file";
	if (esign_report_count(r) != 1)
		return "not exactly one seal";
	seal = esign_report_seal(r, 0);
	if (seal->main != ESIGN_PASSED)
		return seal->why;
	if (memcmp(seal->body, j->ask.digest, sizeof(j->ask.digest)) != 0)
		return "the seal covers other bytes";
	if (!seal->sig->whole_file || seal->later != PDF_VERDICT_NONE)
		return "the seal does not cover the whole file";
	return NULL;
}

static void
check(struct svc_stamper *s, struct svc_job *j)
{
	struct esign_report	*r = NULL;
	struct es_err		 err = ES_ERR_INIT;
	const char		*why;

	if (esign_judge(&r, es_buf_view(&j->pdf), s->kit->trust, sys_now(),
	    &err) < 0 || crypt_sha256(es_buf_view(&j->pdf), j->file_sha256,
	    &err) < 0)
		svc_job_settle(j, SVC_STAMPED_WAITING, "verify", err.msg);
	else if ((why = flaw(r, j)) != NULL)
		svc_job_settle(j, SVC_STAMPED_WAITING, "verify", why);
	else if (esign_report_seal(r, 0)->proof != ESIGN_PROOF_TOKEN)
		svc_job_settle(j, SVC_STAMPED_WAITING, "tsa-down",
		    "the signature came without a time stamp");
	else if (esign_report_seal(r, 0)->level != ESIGN_B_T)
		svc_job_settle(j, SVC_STAMPED_WAITING, "verify",
		    "the seal is not PAdES B-T");
	esign_report_free(r);
}

void
svc_job_fill(struct svc_stamper *s, struct svc_job *j, struct es_view cms)
{
	struct es_err	 err = ES_ERR_INIT;

	if (pdf_hole_put(&j->pdf, &j->hole, cms, &err) < 0) {
		svc_keys_forget(s);	/* a longer certificate since */
		svc_job_settle(j, SVC_STAMPED_WAITING, "verify", err.msg);
		return;
	}
	check(s, j);
}
