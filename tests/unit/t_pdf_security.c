/*
 * t_pdf_security.c - the standard security handler, by what qpdf 11.3 wrote:
 * object 1 (the catalog) of a file, its Lang "en-GB" enciphered.
 */
#include "crypt/cipher.h"
#include "pdf/text.h"
#include "pdf_make.h"

#define ID	"/ID [<31415926535897932384626433832795> " \
		"<31415926535897932384626433832795>]"
#define O128	"/O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6" \
		"da2aa6f5> /P -4 "
#define U128	"/U <e21cc3d13b0faa9934db7d20f11e333e0122456a91bae5134273a6db" \
		"134c87c4> "
#define CF(m)	"/CF << /StdCF << /AuthEvent /DocOpen /CFM /" m " >> >> " \
		"/StmF /StdCF /StrF /StdCF "
#define IV	"0e1c2a38465462707e8c9aa8b6c4d2e0"
#define R6	"/O <e9e0d2744bcaffeb56d4fa43c70257969dc93be329e0df3f19ae68d2" \
		"460195e1db8680d978be14ae6b50fcdda67b2cc6> " \
		"/P -4 /U <ae9bb040946e2878cc0ccd7875036fb6ad8649184c08a74588" \
		"8ecf4c0283d2f88f7ffbce82d527c0cf3f07cbc17ae203> " \
		"/UE <62a606b4259c9fccf465120d2d0e926417b7effc84b5b830cc99d7f" \
		"7fb782197> "
#define LANG6	IV "3e5306ca27c2934ae7e492465b7a8b92"
#define RC4_128	"/V 2 /R 3 /Length 128 " O128 U128

struct file {
	const char	*encrypt;	/* of the dictionary */
	const char	*lang;		/* enciphered */
	const char	*more;		/* of the trailer; NULL: the ID */
	const char	*object;	/* 5; NULL: none */
};

static struct pdf_file *
read_it(struct mk *m, const struct file *x)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*f = NULL;
	char		 trailer[1500];
	const char	*more = x->more == NULL ? ID : x->more;

	mk_start(m);
	mk_obj(m, 1, "<< /Type /Catalog /Pages 2 0 R /Lang <%s> >>", x->lang);
	mk_obj(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
	mk_obj(m, 3, "<< /Type /Page /Parent 2 0 R >>");
	if (x->object != NULL)
		mk_obj(m, 5, "%s", x->object);
	(void)snprintf(trailer, sizeof(trailer), "/Root 1 0 R /Encrypt << "
	    "/Filter /Standard %s >> %s", x->encrypt, more);
	mk_table(m, trailer);
	if (pdf_read_closed(&f, es_buf_view(&m->b), NULL, &err) < 0)
		printf("# %s\n", err.msg);
	return f;
}

/* The catalog's language, or what could not be opened. */
static bool
lang_is(const struct file *x, const char *want)
{
	struct es_arena		*a = es_arena_new(1 << 20);
	const struct pdf_obj	*o;
	struct es_view		 v;
	struct pdf_file		*f;
	struct mk		 m;
	bool			 same;

	f = read_it(&m, x);
	o = f == NULL ? NULL : pdf_file_key(f, 0, pdf_file_catalog(f, 0),
	    "Lang");
	v = pdf_string_bytes(a, o);
	same = es_view_eq_str(v, want);
	if (f != NULL)
		pdf_file_free(f);
	es_arena_free(a);
	mk_clear(&m);
	return same;
}

#define OPENS(what, hex, ...) \
	ok(lang_is(&(struct file){ .encrypt = __VA_ARGS__, .lang = (hex) }, "en-GB"), what)

static void
kinds(void)
{
	OPENS("R 2: RC4 with 40 bits", "ca7d2ca66b", "/V 1 /R 2 /Length 40 "
	    "/O <c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442"
	    "576ab> /P -4 /U <b3d9fa366906ef42f354c6deb74c59075eaf334eb7c043"
	    "56ba0d7f3dd8b51d0a>");
	OPENS("R 3: RC4 with 128 bits", "12925323a8", RC4_128);
	OPENS("P as an unsigned number", "12925323a8", "/V 2 /R 3 /Length 128 "
	    "/O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2a"
	    "a6f5> /P 4294967292 " U128);
	OPENS("R 4: RC4 by a crypt filter", "12925323a8", "/V 4 /R 4 /Length "
	    "128 " CF("V2") O128 U128);
	OPENS("R 4: AES-128", IV "dd3dd47b69a42477b5439f6fe32bae3f",
	    "/V 4 /R 4 /Length 128 " CF("AESV2") O128 U128);
	OPENS("R 4: metadata plain", IV "67a52c8d4c2afc565c5a301bf3866e52",
	    "/V 4 /R 4 " CF("AESV2") "/EncryptMetadata false " O128
	    "/U <b7ae61ae5fe831ccd7979c155d4f926c0122456a91bae5134273a6db134c"
	    "87c4>");
	OPENS("R 5: AES-256, Adobe's extension",
	    IV "8c8cd7918fca936c2f90004037c4f3f2",
	    "/V 5 /R 5 /Length 256 " CF("AESV3") "/O <c83eb27a440dacf19b73938"
	    "2eb183db65fe515ee8ec871c5c86b2c23aa1d8f38a5556eb7e06720ef46af5e1"
	    "d793a4b64> /P -4 /U <2e3f05ccd10985ade65ce5917aa7df0aab955abded2"
	    "b00bdcee910d15001e210202971f2d0e1bc637cba68a2180b2f9d> /UE <59a2"
	    "bb3f9c8a30501fc3e34e484126463fed79c46143f83933db63319cea253d>");
	OPENS("R 6: AES-256", LANG6, "/V 5 /R 6 /Length 256 " CF("AESV3") R6);
	OPENS("all by Identity", "656e2d4742", "/V 4 /R 4 /CF << /StdCF "
	    "<< /CFM /AESV2 >> >> " O128 U128);
}

/* Closed: the string stays as it is written. */
#define CLOSED(what, ...) \
	ok(lang_is(&(struct file){ .lang = "12925323a8", \
	    __VA_ARGS__ }, "\x12\x92\x53\x23\xa8"), what)

static void
stays(void)
{
	CLOSED("another U: a password", .encrypt = "/V 2 /R 3 /Length 128 "
	    O128 "/U <e31cc3d13b0faa9934db7d20f11e333e0122456a91bae5134273a6d"
	    "b134c87c4>");
	CLOSED("another O", .encrypt = "/V 2 /R 3 /Length 128 /O <566fa873ee3"
	    "3c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f6> /P -4 "
	    U128);
	CLOSED("another ID", .encrypt = RC4_128, .more = "/ID [<31> <31>]");
	CLOSED("no ID", .encrypt = RC4_128, .more = "");
	CLOSED("a short U", .encrypt = "/V 2 /R 3 /Length 128 " O128
	    "/U <e21cc3d13b0faa9934db7d20f11e333e>");
	CLOSED("no P", .encrypt = "/V 2 /R 3 /Length 128 /O <566fa873ee33c797"
	    "cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> " U128);
	CLOSED("V and R of two kinds", .encrypt = "/V 5 /R 3 /Length 128 "
	    O128 U128);
	CLOSED("12 bits of a byte", .encrypt = "/V 2 /R 3 /Length 124 " O128
	    U128);
	CLOSED("a filter that is not there", .encrypt = "/V 4 /R 4 /StrF /No "
	    "/StmF /No " O128 U128);
	CLOSED("strings and streams by two filters", .encrypt = "/V 4 /R 4 "
	    "/CF << /A << /CFM /V2 >> /B << /CFM /V2 >> >> /StmF /A /StrF /B "
	    O128 U128);
	CLOSED("AES-256 with a short key", .encrypt = "/V 4 /R 4 "
	    CF("AESV3") O128 U128);
	CLOSED("attached files by a filter of their own", .encrypt = "/V 4 "
	    "/R 4 /EFF /Other " CF("V2") O128 U128);
	CLOSED("a reference in the dictionary", .encrypt = "/V 2 /R 3 /Length "
	    "5 0 R " O128 U128, .object = "128");
	ok(lang_is(&(struct file){ .encrypt = "/V 5 /R 6 /Length 256 "
	    CF("AESV3") R6, .lang = "656e" }, "en"),
	    "a plain string where AES belongs stays as it is");
}

/* Two programs may read a plain string in two ways: it is like no other. */
static void
opaque(void)
{
	static const char	 trailer[] = "/Root 1 0 R " ID " /Encrypt << "
				    "/Filter /Standard /V 5 /R 6 "
				    CF("AESV3") R6 ">>";
	struct es_err		 err = ES_ERR_INIT;
	const struct pdf_obj	*v[4];
	struct pdf_file		*f;
	struct mk		 m;
	size_t			 i;

	mk_start(&m);
	mk_obj(&m, 1, "<< /Pages 2 0 R >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
	mk_obj(&m, 4, "(en-GB)");
	mk_obj(&m, 5, "(en-GB)");
	mk_obj(&m, 6, "<" LANG6 ">");
	mk_obj(&m, 7, "<" LANG6 ">");
	mk_table(&m, trailer);
	if (!ok(pdf_read_closed(&f, es_buf_view(&m.b), NULL, &err) == 0,
	    "plain strings beside others"))
		return;
	for (i = 0; i < 4; i++)
		v[i] = pdf_file_num(f, 0, (uint32_t)i + 4);
	ok(pdf_obj_same(v[2], v[3]) && pdf_string_same(v[1], v[2]) &&
	    !pdf_obj_same(v[1], v[2]) && pdf_obj_same(v[0], v[1]),
	    "what is opaque is like what is opaque only");
	pdf_file_free(f);
	mk_clear(&m);
}

/* A stream that has a crypt filter at any place is as it is written. */
static void
own_filter(void)
{
	static const char *const	 filters[] = { "/Crypt", "[/Crypt]",
	    "[8 0 R]", "[/ASCIIHexDecode /Crypt]", "9 0 R", "/LZWDecode" };
	static const char		 trailer[] = "/Root 1 0 R " ID
					    " /Encrypt << /Filter /Standard "
					    "/V 4 /R 4 " CF("V2") O128 U128
					    ">>";
	struct es_err			 err = ES_ERR_INIT;
	const struct pdf_obj		*o;
	struct pdf_file			*f;
	struct mk			 m;
	char				 keys[64];
	bool				 plain;
	size_t				 i;

	for (i = 0; i < ES_COUNT(filters); i++) {
		(void)snprintf(keys, sizeof(keys), "/Filter %s", filters[i]);
		mk_start(&m);
		mk_obj(&m, 1, "<< /Pages 2 0 R >>");
		mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
		mk_stream(&m, 7, keys, ES_LIT("written"));
		mk_obj(&m, 8, "/Crypt");
		mk_obj(&m, 9, "[/FlateDecode 8 0 R]");
		mk_table(&m, trailer);
		if (!ok(pdf_read_closed(&f, es_buf_view(&m.b), NULL, &err)
		    == 0, "a stream with filters"))
			return;
		o = pdf_file_num(f, 0, 7);
		plain = pdf_obj_is(o, PDF_STREAM) && es_view_eq(
		    *o->u.dict.data, ES_LIT("written"));
		ok(plain == (i + 1 < ES_COUNT(filters)), filters[i]);
		pdf_file_free(f);
		mk_clear(&m);
	}
}

static void
ciphers(void)
{
	static const unsigned char	 iv[CRYPT_AES_BLOCK];
	unsigned char			 out[64];
	struct es_err			 err = ES_ERR_INIT;
	size_t				 n;

	/* RFC 1321 A.5, RFC 6229 section 2. */
	ok(crypt_md5(ES_LIT("abc"), out, &err) == 0 && memcmp(out,
	    "\x90\x01\x50\x98\x3c\xd2\x4f\xb0\xd6\x96\x3f\x7d\x28\xe1\x7f\x72",
	    16) == 0, "MD5");
	ok(crypt_rc4(ES_LIT("\1\2\3\4\5"), es_view("\0\0\0\0\0\0\0\0", 8), out,
	    &err) == 0 && memcmp(out, "\xb2\x39\x63\x05\xf0\x3d\xc0\x27", 8)
	    == 0, "RC4");
	ok(crypt_rc4(ES_LIT("1234"), ES_LIT("x"), out, &err) < 0 &&
	    err.code == ES_E_CRYPTO, "RC4 with a key of 4 bytes");
	err.code = ES_E_NONE;
	ok(crypt_aes_open(ES_LIT("0123456789abcdef"), iv, ES_LIT("short"),
	    out, &n, &err) < 0 && err.code == ES_E_FORMAT,
	    "AES: no whole block");
	err.code = ES_E_NONE;
	ok(crypt_aes_open(ES_LIT("0123456789abcdef"), iv,
	    ES_LIT("0123456789abcdef"), out, &n, &err) < 0 &&
	    err.code == ES_E_FORMAT, "AES: no padding");
	err.code = ES_E_NONE;
	ok(crypt_aes_blocks(ES_LIT("0123456789"), iv, true,
	    ES_LIT("0123456789abcdef"), out, &err) < 0,
	    "AES: a key of 10 bytes");
}

int
main(void)
{
	ciphers();
	kinds();
	stays();
	opaque();
	own_filter();
	return done();
}
