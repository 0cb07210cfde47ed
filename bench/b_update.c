/*
 * b_update.c - a seal on a finished file, beside a bare OpenSSL CMS.
 *
 *	b_update FILE [SECONDS [SEALS]]
 *
 * Each round reads the file from its bytes, appends a revision, digests and
 * signs (P-256); "take_in_and_update" also reads what is packed into object
 * streams, as is done once when a file comes in.  "openssl_cms" is what
 * anybody could do at best: a detached CMS with CAdES attributes over the
 * same bytes, and no PDF at all.  With SEALS the file first gets so many, one
 * behind the other.  Processor time of one process.  Prints a JSON object, a
 * table on stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "cms/sign.h"
#include "esign/judge.h"
#include "esign/sealer.h"
#include "pdf/update.h"
#include "seal/picture.h"
#include "sys/file.h"
#include "tests/unit/campus.h"

/* Larger files are not put together in memory: file and tail are written. */
#define WHOLE	((size_t)1 << 20)

static struct es_err	err = ES_ERR_INIT;
static double		seconds = 1.0;

struct round {
	struct es_view		 pdf;
	struct pdf_update	 u;
	struct doc_signer	 signer;
	struct es_buf		 tail, out;
	struct campus		*campus;
	X509			*cert;
	EVP_PKEY		*key;
	bool			 apart;	/* file and tail stay apart */
};

static double
cpu_us(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* Of this program alone: getrusage() also counts who started it. */
static long
peak_kb(void)
{
	char	 line[128];
	FILE	*f = fopen("/proc/self/status", "r");
	long	 kb = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	if (f != NULL)
		(void)fclose(f);
	return kb;
}

static void
measure(const char *name, void (*fn)(struct round *), struct round *r)
{
	double	began, us;
	long	n;

	fn(r);
	began = cpu_us();
	for (n = 0; (us = cpu_us() - began) < seconds * 1e6; n++)
		fn(r);
	us /= (double)n;
	printf(" \"%s_us\": %.2f,\n", name, us);
	fprintf(stderr, "%-28s %9.2f us %10.0f /s\n", name, us, 1e6 / us);
}

static void
openssl_cms(struct round *r)
{
	const unsigned	 flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP |
			    CMS_CADES;
	BIO		*in = BIO_new_mem_buf(r->pdf.p, (int)r->pdf.n);
	CMS_ContentInfo	*cms = CMS_sign(r->cert, r->key, NULL, in, flags);
	unsigned char	*der = NULL;

	if (cms == NULL || i2d_CMS_ContentInfo(cms, &der) <= 0)
		abort();
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
}

static void
update(struct round *r)
{
	struct pdf_file	*f;
	struct pdf_hole	 hole;
	enum pdf_unfit	 why;

	es_buf_reset(&r->out);
	es_buf_reset(&r->tail);
	must(pdf_read(&f, r->pdf, NULL, &err), &err);
	must(pdf_update_seal(f, &r->u, &r->tail, &hole, &why, &err), &err);
	must(pdf_hole_fill_tail(r->pdf, &r->tail, &hole, &r->signer, &err),
	    &err);
	pdf_file_free(f);
	if (r->apart)
		return;
	es_buf_add_view(&r->out, r->pdf);
	es_buf_add_view(&r->out, es_buf_view(&r->tail));
}

/* As for a file that comes in: what is packed in it is looked at, too. */
static void
take_in_and_update(struct round *r)
{
	r->u.known = false;
	update(r);
	r->u.known = true;
}

static void
judge(struct round *r)
{
	struct esign_report	*rep;

	must(esign_judge(&rep, r->out.n > 0 ? es_buf_view(&r->out) : r->pdf,
	    r->campus->trust, CAMPUS_NOW, &err), &err);
	if (r->out.n > 0 && esign_report_main(rep) != ESIGN_PASSED)
		abort();
	esign_report_free(rep);
}

static int64_t
now_us(void)
{
	return (int64_t)CAMPUS_NOW * 1000000;
}

/* The same key and certificate, as OpenSSL wants them. */
static void
for_openssl(struct round *r)
{
	const unsigned char	*p = pki_cert_der(r->campus->ec).p;

	r->cert = d2i_X509(NULL, &p, (long)pki_cert_der(r->campus->ec).n);
	r->key = EVP_EC_gen("P-256");
	if (r->cert == NULL || r->key == NULL ||
	    X509_set_pubkey(r->cert, r->key) != 1)
		abort();
}

/* A round seal as simple as one can be: the look is deflated once. */
static void
picture(struct round *r, struct es_buf *look)
{
	static const struct seal_point	 box[] = { { 'M', 0, 0 },
		{ 'L', 119055, 0 }, { 'L', 119055, 119055 },
		{ 'L', 0, 119055 }, { 'Z', 0, 0 } };
	static const struct seal_picture pic = { 119055, 119055, SEAL_RGB,
		box, 5 };

	r->u.sig.picture = &pic;
	r->u.at.x = r->u.at.y = 150000;
	es_buf_init(look, ES_MIB);
	must(pdf_look_make(&pic, look, &err), &err);
	/* As long as a real one is, deflated. */
	r->u.look = es_buf_view(look);
}

/* So many seals, each a revision behind the one before. */
static void
pile_up(struct round *r, long seals)
{
	static char	 name[24];
	struct es_buf	 all;
	long		 i;

	es_buf_init(&all, ES_LIMIT_PDF_FILE);
	for (i = 0; i < seals; i++) {
		(void)snprintf(name, sizeof(name), "Pile%ld", i);
		r->u.sig.field = es_view_str(name);
		update(r);
		es_buf_reset(&all);
		es_buf_add_view(&all, es_buf_view(&r->out));
		r->pdf = es_buf_view(&all);
	}
	r->u.sig.field = ES_LIT("Bench");
	es_buf_reset(&r->out);
}

static void
small(struct round *r, struct esign_sealer *sealer, struct tsa *tsa)
{
	struct es_buf	 look;

	measure("openssl_cms", openssl_cms, r);
	measure("update", update, r);
	measure("take_in_and_update", take_in_and_update, r);
	picture(r, &look);
	measure("update_visible", update, r);
	sealer->tsa = tsa;
	r->signer = esign_sealer_signer(sealer);
	r->u.sig.reserve = r->signer.reserve;
	measure("update_visible_stamped", update, r);
	measure("judge", judge, r);
}

/* A large file, or one with many seals: no copy of it is made. */
static void
large(struct round *r)
{
	r->apart = true;
	measure("openssl_cms", openssl_cms, r);
	measure("update", update, r);
	es_buf_clear(&r->out);
	measure("judge", judge, r);
}

int
main(int argc, char *argv[])
{
	struct campus		 campus;
	struct esign_sealer	 sealer = { .now_us = now_us };
	struct cms_signer	*signer;
	struct tsa		*tsa;
	struct round		 r = { .campus = &campus };
	struct pki_cert		*chain[1];
	long			 seals = argc > 3 ? strtol(argv[3], NULL,
				    10) : 0;

	if (argc < 2)
		return 2;
	if (argc > 2)
		seconds = strtod(argv[2], NULL);
	campus_open(&campus);
	chain[0] = campus.ca;
	must(sys_file_map(argv[1], &r.pdf, &err), &err);
	must(cms_signer_new(&signer, CMS_SEAL, campus.ec_key, campus.ec,
	    chain, 1, &err), &err);
	must(tsa_new(&tsa, campus.tsa_key, campus.tsa, chain, 1, "1.2.3.4",
	    1000, &err), &err);
	sealer.signer = signer;
	r.signer = esign_sealer_signer(&sealer);
	r.u.sig = (struct pdf_sig_opts){ .field = ES_LIT("Bench"),
	    .tip = ES_LIT("Bench"), .time = CAMPUS_NOW,
	    .reserve = r.signer.reserve };
	r.u.known = true;
	es_buf_init(&r.tail, ES_LIMIT_DOC_BYTES);
	es_buf_init(&r.out, ES_LIMIT_DOC_BYTES);
	for_openssl(&r);
	if (seals > 0)
		pile_up(&r, seals);
	printf("{\"bytes\": %zu,\n", r.pdf.n);
	if (seals > 0 || r.pdf.n > WHOLE)
		large(&r);
	else
		small(&r, &sealer, tsa);
	printf(" \"peak_kb\": %ld}\n", peak_kb());
	return 0;
}
