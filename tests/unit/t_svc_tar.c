/* Packages: one form, read back; the first byte that is not so is told. */
#include "base/limits.h"
#include "svc/archive/filing.h"
#include "svc/archive/tar.h"
#include "tap.h"

static void
make(struct es_buf *b)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 big[513];

	memset(big, 'x', sizeof(big));
	es_buf_init(b, ES_LIMIT_FILING);
	ok(svc_tar_add(b, "a.xml", ES_LIT("<a/>"), 1700000000, &e) == 0 &&
	    svc_tar_add(b, "empty", ES_VIEW_EMPTY, 1700000000, &e) == 0 &&
	    svc_tar_add(b, "d/b", es_view(big, sizeof(big)), 1700000000,
	    &e) == 0, "three members");
	svc_tar_end(b);
}

static void
test_form(void)
{
	struct svc_tar_member	 m[4];
	struct es_err		 e = ES_ERR_INIT;
	struct es_buf		 b, again;
	size_t			 n, bad, i, unseen = 0, wrong = 0;

	make(&b);
	make(&again);
	ok(es_view_eq(es_buf_view(&b), es_buf_view(&again)),
	    "the same members, the same bytes");
	ok(svc_tar_read(es_buf_view(&b), m, 4, &n, &bad, &e) == 0 && n == 3 &&
	    es_view_eq_str(m[0].name, "a.xml") &&
	    es_view_eq_str(m[0].bytes, "<a/>") && m[1].bytes.n == 0 &&
	    m[2].bytes.n == 513, "read back");
	ok(svc_tar_read(es_buf_view(&b), m, 2, &n, &bad, &e) < 0 &&
	    e.code == ES_E_LIMIT, "one member too many");
	for (i = 0; i < b.n; i++) {
		bool	 data = (i >= 512 && i < 516) ||
			    (i >= 2048 && i < 2561);

		es_err_clear(&e);
		b.p[i] ^= 1;
		if (svc_tar_read(es_buf_view(&b), m, 4, &n, &bad, &e) == 0)
			unseen += !data;
		else
			wrong += data;
		b.p[i] ^= 1;
	}
	ok(unseen == 0, "each changed byte of the container is seen (%zu not)",
	    unseen);
	ok(wrong == 0, "what members hold is theirs");
	for (i = 0, unseen = 0; i < b.n; i++) {
		es_err_clear(&e);
		unseen += svc_tar_read(es_view_sub(es_buf_view(&b), 0, i), m,
		    4, &n, &bad, &e) == 0;
	}
	ok(unseen == 0, "cut off anywhere it is none");
	es_buf_clear(&b);
	es_buf_clear(&again);
}

static void
test_names(void)
{
	static const char *const	none[] = { "", "/a", "../a", "a/../b",
	    "a b", "a\nb", "\xe6\x96\x87", "a\\b" };
	struct es_err			 e = ES_ERR_INIT;
	struct es_buf			 b;
	char				 name[SVC_TAR_NAME + 1];
	size_t				 i, bad = 0;

	es_buf_init(&b, ES_LIMIT_FILING);
	for (i = 0; i < ES_COUNT(none); i++) {
		es_err_clear(&e);
		bad += svc_tar_add(&b, none[i], ES_VIEW_EMPTY, 0, &e) == 0;
	}
	ok(bad == 0 && b.n == 0, "names that lead elsewhere are refused");
	memset(name, 'n', sizeof(name));
	name[SVC_TAR_NAME - 1] = '\0';
	es_err_clear(&e);
	ok(svc_tar_add(&b, name, ES_VIEW_EMPTY, 0, &e) == 0, "99 bytes");
	name[SVC_TAR_NAME - 1] = 'n';
	name[SVC_TAR_NAME] = '\0';
	ok(svc_tar_add(&b, name, ES_VIEW_EMPTY, 0, &e) < 0, "100 are too many");
	es_buf_clear(&b);
}

/* A package as large as goes to the database, and one byte more. */
static void
test_limit(void)
{
	static unsigned char	 zero[ES_LIMIT_FILING - 3 * 512];
	struct es_err		 e = ES_ERR_INIT;
	struct es_buf		 b;

	es_buf_init(&b, ES_LIMIT_FILING);
	ok(svc_tar_add(&b, "a", es_view(zero, sizeof(zero)), 0, &e) == 0,
	    "ES_LIMIT_FILING: a member");
	svc_tar_end(&b);
	ok(es_buf_ok(&b, "package", &e) == 0 && b.n == ES_LIMIT_FILING,
	    "at ES_LIMIT_FILING it is a package");
	es_buf_add_ch(&b, 0);
	ok(es_buf_ok(&b, "package", &e) < 0 && e.code == ES_E_LIMIT,
	    "one byte over it is none");
	es_buf_clear(&b);
}

static void
test_lines(void)
{
	struct svc_filing_result	 r, back;
	struct es_buf			 b;
	int				 c;

	memset(&r, 0, sizeof(r));
	ok(!svc_filing_passed(&r), "what was not looked at has not passed");
	for (c = SVC_FC_NONE + 1; c < SVC_FC__MAX; c++)
		r.c[c].answer = SVC_FA_PASS;
	ok(svc_filing_passed(&r), "all passed");
	r.c[SVC_FC_SUMS].answer = SVC_FA_FAIL;
	(void)snprintf(r.c[SVC_FC_SUMS].detail,
	    sizeof(r.c[SVC_FC_SUMS].detail), "%s", "seal/seal.xml");
	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	svc_filing_put(&r, &b);
	svc_filing_get(&back, es_buf_view(&b));
	ok(memcmp(&r, &back, sizeof(r)) == 0 && !svc_filing_passed(&back),
	    "written and read");
	r.c[SVC_FC_SUMS].answer = SVC_FA_WARN;
	es_buf_reset(&b);
	svc_filing_put(&r, &b);
	svc_filing_get(&back, es_buf_view(&b));
	ok(memcmp(&r, &back, sizeof(r)) == 0 && svc_filing_passed(&back),
	    "a warning is written, read, and no failure");
	svc_filing_get(&back, ES_LIT("nonsense\nint.digests pass\n x y\n"));
	ok(back.c[SVC_FC_SUMS].answer == SVC_FA_PASS &&
	    back.c[SVC_FC_FORM].answer == SVC_FA_UNKNOWN,
	    "other lines are left out");
	es_buf_clear(&b);
}

int
main(void)
{
	test_form();
	test_names();
	test_limit();
	test_lines();
	return done();
}
