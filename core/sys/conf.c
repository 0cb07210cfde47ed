/* sys/conf.c - see conf.h. */
#include "sys/conf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "sys/file.h"

struct pair {
	char	*key, *value;
	int	 line;
	bool	 asked;
};

struct conf {
	char		*program, *name;
	struct pair	 pairs[ES_LIMIT_CONF_KEYS];
	size_t		 n;
	bool		 test;
};

static char *
copy(struct es_view v)
{
	char	*s = malloc(v.n + 1);

	if (s == NULL)
		return NULL;
	if (v.n > 0)
		memcpy(s, v.p, v.n);
	s[v.n] = '\0';
	return s;
}

void
conf_free(struct conf *cf)
{
	size_t	 i;

	if (cf == NULL)
		return;
	for (i = 0; i < cf->n; i++) {
		free(cf->pairs[i].key);
		free(cf->pairs[i].value);
	}
	free(cf->program);
	free(cf->name);
	free(cf);
}

static struct pair *
find(const struct conf *cf, struct es_view key)
{
	size_t	 i;

	for (i = 0; i < cf->n; i++)
		if (es_view_eq_str(key, cf->pairs[i].key))
			return (struct pair *)(uintptr_t)&cf->pairs[i];
	return NULL;
}

static int
take_line(struct conf *cf, struct es_view line, int no, struct es_err *err)
{
	struct es_view	 key, value;
	struct pair	*p;
	size_t		 eq;

	line = es_view_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return 0;
	if (!es_utf8_is_line(line))
		return es_fail(err, ES_E_FORMAT, "%s:%d: not plain text",
		    cf->name, no);
	if ((eq = es_view_find(line, ES_LIT("="), 0)) == SIZE_MAX)
		return es_fail(err, ES_E_INPUT, "%s:%d: not \"key = value\"",
		    cf->name, no);
	key = es_view_trim(es_view_sub(line, 0, eq));
	value = es_view_trim(es_view_sub(line, eq + 1, SIZE_MAX));
	if (key.n == 0)
		return es_fail(err, ES_E_INPUT, "%s:%d: no key", cf->name, no);
	if ((p = find(cf, key)) != NULL)
		return es_fail(err, ES_E_INPUT, "%s:%d: \"%s\" was given in "
		    "line %d already", cf->name, no, p->key, p->line);
	if (cf->n == ES_LIMIT_CONF_KEYS)
		return es_fail(err, ES_E_LIMIT, "%s:%d: over %zu keys",
		    cf->name, no, ES_LIMIT_CONF_KEYS);
	p = &cf->pairs[cf->n++];
	p->key = copy(key);
	p->value = copy(value);
	p->line = no;
	if (p->key == NULL || p->value == NULL)
		return es_fail(err, ES_E_NOMEM, "%s: no memory", cf->name);
	return 0;
}

int
conf_parse(struct conf **out, struct es_view text, const char *name,
    struct es_err *err)
{
	struct conf	*cf;
	size_t		 at, end;
	int		 no = 0, rc = 0;

	*out = NULL;
	if ((cf = calloc(1, sizeof(*cf))) == NULL ||
	    (cf->name = copy(es_view_str(name))) == NULL) {
		conf_free(cf);
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", name);
	}
	for (at = 0; rc == 0 && at < text.n; at = end + 1) {
		end = es_view_find(text, ES_LIT("\n"), at);
		if (end == SIZE_MAX)
			end = text.n;
		rc = take_line(cf, es_view_sub(text, at, end - at), ++no, err);
	}
	if (rc < 0) {
		conf_free(cf);
		return -1;
	}
	*out = cf;
	return 0;
}

int
conf_load(struct conf **out, const char *program, int argc,
    char *const argv[], struct es_err *err)
{
	const char	*file = NULL;
	struct es_buf	 b;
	bool		 test = false;
	int		 i, rc;

	*out = NULL;
	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			file = argv[++i];
		else if (strcmp(argv[i], "-t") == 0)
			test = true;
		else
			file = NULL, i = argc;
	}
	if (file == NULL)
		return es_fail(err, ES_E_INPUT, "usage: %s [-t] -c FILE",
		    program);
	es_buf_init(&b, ES_LIMIT_CONF);
	rc = sys_file_read(file, &b, err);
	if (rc == 0)
		rc = conf_parse(out, es_buf_view(&b), file, err);
	es_buf_clear(&b);
	if (rc == 0) {
		(*out)->test = test;
		(*out)->program = copy(es_view_str(program));
	}
	return rc;
}

const char *
conf_program(const struct conf *cf)
{
	return cf->program == NULL ? cf->name : cf->program;
}

bool
conf_is_test(const struct conf *cf)
{
	return cf->test;
}

const char *
conf_str(struct conf *cf, const char *key, const char *fallback)
{
	struct pair	*p = find(cf, es_view_str(key));

	if (p == NULL)
		return fallback;
	p->asked = true;
	return p->value;
}

int
conf_need(struct conf *cf, const char *key, const char **out,
    struct es_err *err)
{
	*out = conf_str(cf, key, NULL);
	if (*out == NULL || **out == '\0')
		return es_fail(err, ES_E_INPUT, "%s: \"%s\" is missing",
		    cf->name, key);
	return 0;
}

int
conf_int(struct conf *cf, const char *key, int64_t min, int64_t max,
    int64_t fallback, int64_t *out, struct es_err *err)
{
	struct pair	*p = find(cf, es_view_str(key));
	struct es_err	 e = ES_ERR_INIT;

	*out = fallback;
	if (p == NULL)
		return 0;
	p->asked = true;
	if (es_view_int(es_view_str(p->value), min, max, out, &e) == 0)
		return 0;
	return es_fail(err, ES_E_INPUT, "%s:%d: \"%s\" must be a number from "
	    "%lld to %lld", cf->name, p->line, key, (long long)min,
	    (long long)max);
}

/* Keys that all files share, whether their program needs them or not. */
static const char *const shared[] = { "listen", "workers", "user", "group",
    "log", "db_socket", "db_name", "db_user", "db_password_file", "templates",
    "doc_templates", "packs_dir", "pki_dir", "base_url", "signd_socket",
    "stamp_socket", "flows", "time_zone_offset" };

static bool
is_shared(const char *key)
{
	size_t	 i;

	for (i = 0; i < ES_COUNT(shared); i++)
		if (strcmp(key, shared[i]) == 0)
			return true;
	return false;
}

int
conf_unknown(const struct conf *cf, struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < cf->n; i++)
		if (!cf->pairs[i].asked && !is_shared(cf->pairs[i].key))
			return es_fail(err, ES_E_INPUT, "%s:%d: unknown key "
			    "\"%s\"", cf->name, cf->pairs[i].line,
			    cf->pairs[i].key);
	return 0;
}
