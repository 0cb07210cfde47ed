/* svc/verify/receipt.c - a sealed receipt of a verification; see receipt.h. */
#include "svc/verify/receipt.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/time.h"
#include "crypt/digest.h"
#include "crypt/random.h"
#include "pdf/write.h"
#include "seal/picture.h"
#include "svc/verify/receipt_priv.h"
#include "svc/seal/kit.h"
#include "svc/seal/signd.h"
#include "sys/fault.h"
#include "sys/log.h"

/* Room for a CMS with certificates and time stamp, of any of our keys. */
#define RESERVE		6144
#define TYPE		ES_LIT("receipt")

struct svc_receipts {
	struct svc_verifier	*v;
	struct svc_seal_kit	*kit;
	struct signd		*signd;
	struct pdf_writer	*writer;
	const char		*base_url;
};

/* A receipt on its way. */
struct work {
	struct svc_receipts		*r;
	const struct svc_file		*f;
	const struct svc_question	*q;
	struct es_view			 name;
	struct es_arena			*a;
	struct svc_receipt_facts	 x;
	struct es_buf			*pdf, xml;
	struct pdf_hole			 hole;
	unsigned char			 report[32], body[32];
	size_t				 pages, page;	/* of the seal */
	int32_t				 rect[4];
};

int
svc_receipts_new(struct svc_receipts **out, struct svc_verifier *v,
    struct svc_seal_kit *kit, const char *signd_socket, const char *base_url,
    struct es_err *err)
{
	struct svc_receipts	*r = calloc(1, sizeof(*r));

	*out = NULL;
	if (r == NULL)
		return es_fail(err, ES_E_NOMEM, "receipts: out of memory");
	r->v = v;
	r->kit = kit;
	r->base_url = base_url;
	if ((r->signd = signd_new(signd_socket)) == NULL) {
		es_fail(err, ES_E_NOMEM, "receipts: out of memory");
		goto out;
	}
	if (pdf_writer_new(&r->writer, err) < 0)
		goto out;
	*out = r;
	r = NULL;
out:
	svc_receipts_free(r);
	return *out == NULL ? -1 : 0;
}

void
svc_receipts_free(struct svc_receipts *r)
{
	if (r == NULL)
		return;
	signd_free(r->signd);
	pdf_writer_free(r->writer);
	free(r);
}

bool
svc_receipt_glyph(const struct svc_receipts *r, uint32_t cp)
{
	const struct font	*f = svc_seal_kit_font(r->kit, "song");
	const struct font	*bold = svc_seal_kit_font(r->kit,
				    "song-bold");

	return f != NULL && bold != NULL &&
	    (font_glyph(f, cp) != 0 || font_glyph(f, font_alt(cp)) != 0) &&
	    (font_glyph(bold, cp) != 0 || font_glyph(bold, font_alt(cp)) != 0);
}

/* -- what stands on it ---- */
/* 1 this house seals receipts, 0 it does not, -1 nobody could be asked. */
static int
load_facts(struct work *w, struct es_err *err)
{
	struct store_rows	 r;
	char			 tail[9], day[ES_TIME_ISO];
	int			 rc;

	rc = store_query(w->r->v->db, STORE_VERIFY_RECEIPT_SEAL, NULL, 0,
	    w->a, &r, err);
	if (rc <= 0)
		return rc;
	w->x.definition = store_view(&r, 0, 0);
	w->x.seal[SVC_ZH] = store_view(&r, 0, 1);
	w->x.seal[SVC_EN] = store_view(&r, 0, 2);
	w->x.campus[SVC_ZH] = store_view(&r, 0, 3);
	w->x.campus[SVC_EN] = store_view(&r, 0, 4);
	if (svc_code_make(w->x.code, err) < 0 ||
	    crypt_random_base32(tail, 8, err) < 0)
		return -1;
	(void)es_time_iso(w->q->now, w->q->offset, day);
	(void)snprintf(w->x.number, sizeof(w->x.number), "VR-%.4s%.2s%.2s-%s",
	    day, day + 5, day + 8, tail);
	(void)snprintf(w->x.url, sizeof(w->x.url), "%s/v/%s", w->r->base_url,
	    w->x.code);
	return 1;
}

/* -- the document ---- */
static int
write_pdf(struct work *w, const struct dlist *dl, struct es_err *err)
{
	const bool		 en = w->q->lang == SVC_EN;
	const struct font	*bold = svc_seal_kit_font(w->r->kit,
				    "song-bold");
	const struct seal_picture *picture;
	struct pdf_attachment	 file = {
		.name = ES_LIT("verification.xml"),
		.mime = ES_LIT("text/xml"),
		.description = en ? ES_LIT("Report of the verification") :
		    ES_LIT("查验结果数据"),
		.data = es_buf_view(&w->xml), .relation = PDF_REL_SOURCE,
		.modified = w->q->now,
	};
	struct pdf_sig_opts	 sig = {
		.place = ES_LIT("seal"), .field = ES_LIT("Seal1"),
		.tip = w->x.seal[w->q->lang], .signer = w->x.seal[w->q->lang],
		.reason = en ? ES_LIT("Receipt of a verification") :
		    ES_LIT("出具查验回执"),
		.time = w->q->now, .offset = w->q->offset, .certify = 1,
		.reserve = RESERVE,
	};
	struct pdf_write_opts	 opts = { .files = &file, .nfiles = 1,
				    .sig = &sig };
	struct seal_def		 def;

	if (bold == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no style song-bold");
	if (seal_def_parse(&def, w->a, w->x.definition, "seal", err) < 0 ||
	    seal_picture_draw(&picture, &def, bold, w->a, err) < 0)
		return -1;
	sig.picture = picture;
	memcpy(opts.id, w->report, sizeof(opts.id));
	if (pdf_write(w->r->writer, dl, &opts, w->pdf, &w->hole, err) < 0)
		return -1;
	return pdf_hole_digest(es_buf_view(w->pdf), &w->hole, w->body, err);
}

static void
note_place(struct work *w, const struct dlist *dl)
{
	const struct dlist_op	*op;

	w->pages = dl->npages;
	if ((op = dlist_seal_find(dl, ES_LIT("seal"), &w->page)) == NULL)
		return;
	w->rect[0] = op->x;
	w->rect[1] = op->y;
	w->rect[2] = op->w;
	w->rect[3] = op->h;
}

static int
lay_out(struct work *w, struct es_err *err)
{
	const struct layout_template	*t;
	struct es_arena			*page;
	struct es_tree			*record;
	struct dlist			*dl;
	char				*name;
	int				 rc = -1;

	t = svc_seal_kit_template(w->r->kit, TYPE, w->q->lang == SVC_EN ?
	    ES_LIT("en") : ES_LIT("zh-CN"));
	if (t == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no template of receipts");
	if ((page = es_arena_new(ES_LIMIT_LAYOUT_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "receipt: out of memory");
	record = svc_receipt_record(w->r, w->f, w->q, w->name, &w->x, page);
	if ((name = es_arena_str(w->a, w->name)) != NULL &&
	    svc_file_xml(w->f, w->q, name, &w->xml, err) == 0 &&
	    crypt_sha256(es_buf_view(&w->xml), w->report, err) == 0 &&
	    es_tree_ok(record, err) == 0 &&
	    layout_run(&dl, t, record, LAYOUT_FINAL, page, err) == 0 &&
	    write_pdf(w, dl, err) == 0) {
		note_place(w, dl);
		rc = 0;
	}
	es_arena_free(page);
	return rc;
}

/* -- the seal ---- */
/* The row that es-signd will read; its id. */
static int
add_row(struct work *w, uint64_t *id, struct es_err *err)
{
	struct store_val	 args[] = {
		SV_STR(w->x.number), SV_STR(w->x.code), SV_INT(w->q->now),
		SV_STR(w->q->lang == SVC_EN ? "en" : "zh-CN"),
		SV_BYTES(w->f->look.sha256, 32), SV_INT(w->f->look.bytes),
		SV_STR(svc_headline_name(w->f->headline)),
		SV_BYTES(w->report, 32), SV_BYTES(w->body, 32),
		SV_INT(w->pdf->n), SV_INT(w->pages), SV_INT(w->page),
		SV_INT(w->rect[0]), SV_INT(w->rect[1]), SV_INT(w->rect[2]),
		SV_INT(w->rect[3])
	};

	if (store_exec(w->r->v->db, STORE_VERIFY_RECEIPT_ADD, args,
	    ES_COUNT(args), NULL, err) < 0)
		return -1;
	*id = store_last_id(w->r->v->db);
	return SYS_FAULT("receipt.added", err);
}

/* What was made passes our own judge, or nobody gets it. */
static int
check(struct work *w, struct es_err *err)
{
	const struct svc_sig	*g;
	struct svc_look		 l;

	if (svc_look_confined(w->r->v, es_buf_view(w->pdf), w->q->now, w->a,
	    &l, err) < 0)
		return -1;
	g = l.sigs;
	if (!svc_look_whole(&l) || l.n != 1 || g->main != ESIGN_PASSED ||
	    !g->whole_file || g->proof != ESIGN_PROOF_TOKEN ||
	    g->later != PDF_VERDICT_NONE)
		return es_fail(err, ES_E_BUG, "receipt: does not pass our "
		    "own judge");
	return 0;
}

static int
seal(struct work *w, enum svc_receipt_end *end, struct es_err *err)
{
	struct signd_seal_answer	 answer;
	struct es_err			 e = ES_ERR_INIT;
	uint64_t			 id;

	*end = SVC_RECEIPT_LATER;
	if (add_row(w, &id, &e) < 0 ||
	    signd_receipt(w->r->signd, id, &answer, &e) < 0) {
		log_err(&e, "event=receipt-not-sealed");
		return 0;
	}
	if (answer.refusal != SIGND_OK) {
		log_event("event=receipt-refused reason=%s",
		    signd_refusal_name(answer.refusal));
		*end = answer.refusal == SIGND_FAILED ? SVC_RECEIPT_LATER :
		    SVC_RECEIPT_REFUSED;
		return 0;
	}
	if (pdf_hole_put(w->pdf, &w->hole, answer.cms, err) < 0 ||
	    check(w, err) < 0)
		return -1;
	*end = SVC_RECEIPT_MADE;
	return 0;
}

/* Some at once are fine; then the pause grows, as for codes not found. */
static unsigned
throttle(struct work *w)
{
	char		 who[64];
	unsigned	 wait;

	(void)snprintf(who, sizeof(who), "vr:%.*s",
	    (int)w->q->address.n, w->q->address.n == 0 ? "" :
	    (const char *)w->q->address.p);
	wait = svc_throttle_wait(w->r->v, who, w->q->now, w->a);
	if (wait == 0)
		svc_throttle_add(w->r->v, who, w->q->now);
	return wait;
}

int
svc_receipt_make(struct svc_receipts *r, const struct svc_file *f,
    const struct svc_question *q, struct es_view name, struct es_arena *a,
    struct es_buf *out, char number[SVC_RECEIPT_NUMBER],
    enum svc_receipt_end *end, unsigned *wait, struct es_err *err)
{
	struct work	 w = { .r = r, .f = f, .q = q, .name = name, .a = a,
			    .pdf = out };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc;

	number[0] = '\0';
	if ((*wait = throttle(&w)) > 0) {
		*end = SVC_RECEIPT_WAIT;
		return 0;
	}
	if ((rc = load_facts(&w, &e)) <= 0) {
		*end = rc < 0 ? SVC_RECEIPT_LATER : SVC_RECEIPT_REFUSED;
		if (rc < 0)
			log_err(&e, "event=receipt-not-sealed");
		return 0;
	}
	es_buf_init(&w.xml, ES_LIMIT_WRITE_FILE);
	rc = lay_out(&w, err);
	if (rc == 0)
		rc = seal(&w, end, err);
	es_buf_clear(&w.xml);
	(void)snprintf(number, SVC_RECEIPT_NUMBER, "%s", w.x.number);
	return rc;
}
