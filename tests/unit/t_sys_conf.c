/* t_sys_conf - configuration files: what is read, what stops a program. */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/conf.h"
#include "tap.h"

static struct es_err	 err = ES_ERR_INIT;

static struct conf *
parse(struct es_view text)
{
	struct conf	*cf = NULL;

	es_err_clear(&err);
	if (conf_parse(&cf, text, "f.conf", &err) < 0 && cf != NULL)
		ok(0, "no configuration with an error");
	return cf;
}

static void
refused(struct es_view text, const char *want, const char *what)
{
	struct conf	*cf = parse(text);

	ok(cf == NULL && strstr(err.msg, want) != NULL, "%s: %s", what,
	    err.msg);
	conf_free(cf);
}

static void
values(void)
{
	struct conf	*cf = parse(ES_LIT("# a comment\n\n  name =  a = b \n"
	    "empty=\r\nnumber = 42\nlast = 印信"));
	const char	*s = NULL;
	int64_t		 n = 0;

	if (!ok(cf != NULL, "a file (%s)", err.msg))
		return;
	is_str(conf_str(cf, "name", ""), "a = b", "blanks are dropped");
	is_str(conf_str(cf, "empty", "x"), "", "an empty value is a value");
	is_str(conf_str(cf, "last", ""), "印信", "no newline at the end");
	is_str(conf_str(cf, "absent", "x"), "x", "the fallback");
	is_str(conf_program(cf), "f.conf", "named by its file");
	ok(!conf_is_test(cf), "no test");
	ok(conf_need(cf, "name", &s, &err) == 0 && s != NULL, "needed");
	ok(conf_need(cf, "absent", &s, &err) < 0 && strcmp(err.msg,
	    "f.conf: \"absent\" is missing") == 0, "%s", err.msg);
	es_err_clear(&err);
	ok(conf_need(cf, "empty", &s, &err) < 0, "needed, but empty");
	es_err_clear(&err);
	ok(conf_unknown(cf, &err) < 0 && strstr(err.msg,
	    "f.conf:5: unknown key \"number\"") != NULL, "%s", err.msg);
	es_err_clear(&err);
	ok(conf_int(cf, "number", 0, 42, 7, &n, &err) == 0 && n == 42,
	    "a number at its limit");
	ok(conf_unknown(cf, &err) == 0, "all keys were asked for");
	ok(conf_int(cf, "number", 0, 41, 7, &n, &err) < 0 && strstr(err.msg,
	    "f.conf:5: \"number\" must be a number from 0 to 41") != NULL,
	    "%s", err.msg);
	es_err_clear(&err);
	ok(conf_int(cf, "last", 0, 41, 7, &n, &err) < 0, "no number");
	es_err_clear(&err);
	ok(conf_int(cf, "absent", 0, 41, 7, &n, &err) == 0 && n == 7,
	    "the fallback of a number");
	conf_free(cf);
	cf = parse(ES_LIT("log = -\nbase_url = http://x\n"));
	ok(cf != NULL && conf_unknown(cf, &err) == 0,
	    "keys that all programs share are known");
	conf_free(cf);
	cf = parse(ES_VIEW_EMPTY);
	ok(cf != NULL, "an empty file");
	conf_free(cf);
	conf_free(NULL);
}

static void
flaws(void)
{
	refused(ES_LIT("a = 1\nb\n"), "f.conf:2: not \"key = value\"",
	    "no \"=\"");
	refused(ES_LIT("\n= 1"), "f.conf:2: no key", "no key");
	refused(ES_LIT("a=1\nb=2\n a =3"), "f.conf:3: \"a\" was given in line "
	    "1 already", "a key twice");
	refused(ES_LIT("a = \xff\n"), "f.conf:1: not plain text", "bad UTF-8");
	refused(ES_LIT("a = x\0y\n"), "f.conf:1: not plain text", "NUL");
	refused(ES_LIT("a = \xc0\xaf\n"), "f.conf:1: not plain text",
	    "overlong UTF-8");
}

static void
limits(void)
{
	struct es_buf	 b;
	struct conf	*cf;
	size_t		 i;

	es_buf_init(&b, ES_LIMIT_CONF);
	for (i = 0; i < ES_LIMIT_CONF_KEYS; i++)
		es_buf_printf(&b, "key%zu = %zu\n", i, i);
	cf = parse(es_buf_view(&b));
	ok(cf != NULL, "%zu keys", ES_LIMIT_CONF_KEYS);
	conf_free(cf);
	es_buf_add_str(&b, "more = 1\n");
	refused(es_buf_view(&b), "f.conf:65: over 64 keys", "one more");
	es_buf_clear(&b);
}

static int
load(struct conf **cf, size_t size, const char *path)
{
	char	 dash_c[] = "-c", dash_t[] = "-t", file[64], self[] = "x";
	char	*argv[] = { self, dash_t, dash_c, file, NULL };
	FILE	*f = fopen(path, "w");

	es_err_clear(&err);
	(void)snprintf(file, sizeof(file), "%s", path);
	if (f == NULL)
		return -1;
	fputs("a=1\n#", f);
	while (size-- > 5)
		fputc('x', f);
	fclose(f);
	return conf_load(cf, "es-x", 4, argv, &err);
}

static void
files(void)
{
	char		 path[] = "/tmp/t_sys_conf.XXXXXX", self[] = "x";
	char		 dash_c[] = "-c", odd[] = "-z", gone[] = "/nowhere/x";
	char		*none[] = { self, NULL };
	char		*no_file[] = { self, dash_c, NULL };
	char		*unknown[] = { self, odd, dash_c, gone, NULL };
	char		*missing[] = { self, dash_c, gone, NULL };
	struct conf	*cf = NULL;
	int		 fd = mkstemp(path);

	if (!ok(fd >= 0, "a temporary file"))
		return;
	(void)close(fd);
	ok(load(&cf, ES_LIMIT_CONF, path) == 0 && conf_is_test(cf),
	    "a file of %zu bytes, with -t (%s)", ES_LIMIT_CONF, err.msg);
	if (cf != NULL)
		is_str(conf_program(cf), "es-x", "the program's name");
	conf_free(cf);
	ok(load(&cf, ES_LIMIT_CONF + 1, path) < 0 && cf == NULL, "one more: "
	    "%s", err.msg);
	(void)unlink(path);
	es_err_clear(&err);
	ok(conf_load(&cf, "es-x", 1, none, &err) < 0 && strcmp(err.msg,
	    "usage: es-x [-t] -c FILE") == 0, "%s", err.msg);
	es_err_clear(&err);
	ok(conf_load(&cf, "es-x", 2, no_file, &err) < 0 &&
	    strncmp(err.msg, "usage", 5) == 0, "-c without file");
	es_err_clear(&err);
	ok(conf_load(&cf, "es-x", 4, unknown, &err) < 0 &&
	    strncmp(err.msg, "usage", 5) == 0, "an unknown option");
	es_err_clear(&err);
	ok(conf_load(&cf, "es-x", 3, missing, &err) < 0 &&
	    strstr(err.msg, "/nowhere/x") != NULL, "no such file: %s",
	    err.msg);
}

int
main(void)
{
	values();
	flaws();
	limits();
	files();
	return done();
}
