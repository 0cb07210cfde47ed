/* BER of others, rewritten: lengths, ends, strings in pieces, nesting. */
#include "base/limits.h"
#include "crypt/ber.h"
#include "crypt/text.h"
#include "tests/unit/tap.h"

/* What the hexadecimal "in" becomes, or the error's name. */
static const char *
made(const char *in)
{
	static char	 hex[400];
	unsigned char	 bytes[200];
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 out;
	size_t		 n = strlen(in) / 2;

	if (crypt_hex_decode(es_view_str(in), bytes, n, &e) < 0)
		return "no hexadecimal";
	es_buf_init(&out, 200);
	if (ber_to_der(es_view(bytes, n), &out, &e) < 0)
		(void)snprintf(hex, sizeof(hex), "%s", es_code_name(e.code));
	else
		crypt_hex(es_buf_view(&out), hex);
	es_buf_clear(&out);
	return hex;
}

/* So many sequences of an indefinite length in each other. */
static void
nested(size_t depth, bool good)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 in, out;
	size_t		 i;

	es_buf_init(&in, ES_KIB);
	es_buf_init(&out, ES_KIB);
	for (i = 0; i < depth; i++)
		es_buf_add(&in, "\x30\x80", 2);
	es_buf_fill(&in, 0, 2 * depth);
	ok((ber_size(es_buf_view(&in)) == in.n) == good &&
	    (ber_to_der(es_buf_view(&in), &out, &e) == 0) == good,
	    "%zu levels: %s", depth, e.msg);
	es_buf_clear(&in);
	es_buf_clear(&out);
}

int
main(void)
{
	is_str(made("3003020105"), "3003020105", "DER stays what it is");
	is_str(made("30800201050000"), "3003020105", "an indefinite length");
	is_str(made("308103020105"), "3003020105", "a longer form");
	is_str(made("30840000000302840000000105"), "format",
	    "an element longer than its place");
	is_str(made("3084000000080284000000020105"), "300402020105", "longer forms inside");
	is_str(made("2480040261620401630000"), "0403616263", "a string in pieces");
	is_str(made("240704026162040163"), "0403616263", "of a definite length");
	is_str(made("2480248004016100000401620000"), "04026162",
	    "pieces of pieces");
	is_str(made("2403020105"), "format", "a piece that is none");
	is_str(made("308002010500"), "format", "no end");
	is_str(made("3080020105000000"), "format", "something behind it");
	is_str(made("04800000"), "format", "a primitive without a length");
	is_str(made("3f810100"), "format", "a tag of two bytes");
	is_str(made("30850000000000"), "format", "a length of five bytes");
	is_str(made(""), "format", "nothing");
	is_str(made("a080308002010100000401020000"), "a0083003020101040102",
	    "one open element after the other");
	nested(ES_LIMIT_BER_DEPTH, true);
	nested(ES_LIMIT_BER_DEPTH + 1, false);
	return done();
}
