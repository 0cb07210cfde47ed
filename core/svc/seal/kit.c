/* svc/seal/kit.c - what is loaded before the fork; see seal.h. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/archive/evidence.h"
#include "svc/seal/kit.h"
#include "sys/file.h"

/* -- fonts ---- */
static int
load_pack(struct svc_seal_kit *k, const char *path, struct es_err *err)
{
	struct font	*f;
	size_t		 n = k->fonts.n;

	if (n == LAYOUT_FONTS_MAX)
		return es_fail(err, ES_E_LIMIT, "%s: over %d glyph packs",
		    path, LAYOUT_FONTS_MAX);
	if (sys_file_map(path, &k->packs[n], err) < 0)
		return -1;
	if (font_open(&f, k->packs[n], err) < 0) {
		sys_file_unmap(&k->packs[n]);
		return es_err_prefix(err, "%s", path);
	}
	k->fonts.font[n] = k->open[n] = f;
	k->fonts.n++;
	return 0;
}

static int
is_pack(const struct dirent *e)
{
	size_t	 n = strlen(e->d_name);

	return n > 5 && e->d_name[0] != '.' &&
	    strcmp(e->d_name + n - 5, ".pack") == 0;
}

static int
is_plain(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
free_names(struct dirent **names, int n)
{
	while (n-- > 0)
		free(names[n]);
	free(names);
}

static int
load_packs(struct svc_seal_kit *k, struct es_err *err)
{
	struct dirent	**names = NULL;
	char		 path[1024];
	int		 n, i, rc = 0;

	if ((n = scandir(k->cf->packs_dir, &names, is_pack, alphasort)) <= 0)
		rc = es_fail(err, ES_E_NOTFOUND, "no glyph packs in %s; make "
		    "packs", k->cf->packs_dir);
	for (i = 0; rc == 0 && i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", k->cf->packs_dir,
		    names[i]->d_name);
		rc = load_pack(k, path, err);
	}
	free_names(names, n);
	return rc;
}

/* -- document templates: DIR/TYPE/LANG.xml ---- */
static int
load_template(struct svc_seal_kit *k, const char *type, const char *lang,
    struct es_err *err)
{
	struct es_buf		 xml;
	char			 path[2048], name[256];
	int			 rc;

	if (k->ntemplates == KIT_TEMPLATES)
		return es_fail(err, ES_E_LIMIT, "%s: over %d document "
		    "templates", k->cf->doc_templates, KIT_TEMPLATES);
	(void)snprintf(name, sizeof(name), "%.100s/%.100s", type, lang);
	(void)snprintf(path, sizeof(path), "%s/%s", k->cf->doc_templates,
	    name);
	es_buf_init(&xml, ES_LIMIT_TEMPLATE);
	if ((rc = sys_file_read(path, &xml, err)) == 0)
		rc = layout_template_compile(&k->templates[k->ntemplates],
		    es_buf_view(&xml), name, &k->fonts, err);
	if (rc == 0)
		k->ntemplates++;
	es_buf_clear(&xml);
	return rc;
}

static int
is_xml(const struct dirent *e)
{
	size_t	 n = strlen(e->d_name);

	return n > 4 && e->d_name[0] != '.' &&
	    strcmp(e->d_name + n - 4, ".xml") == 0 &&
	    strcmp(e->d_name, "type.xml") != 0;
}

static int
load_type(struct svc_seal_kit *k, const char *type, struct es_err *err)
{
	struct dirent	**names = NULL;
	char		 dir[1024];
	int		 n, i, rc = 0;

	(void)snprintf(dir, sizeof(dir), "%s/%s", k->cf->doc_templates, type);
	if ((n = scandir(dir, &names, is_xml, alphasort)) < 0)
		return 0;	/* a plain file beside the types */
	for (i = 0; rc == 0 && i < n; i++)
		rc = load_template(k, type, names[i]->d_name, err);
	free_names(names, n);
	return rc;
}

static int
load_templates(struct svc_seal_kit *k, struct es_err *err)
{
	struct dirent	**names = NULL;
	int		 n, i, rc = 0;

	if ((n = scandir(k->cf->doc_templates, &names, is_plain,
	    alphasort)) < 0)
		return es_fail(err, ES_E_NOTFOUND, "no document templates in "
		    "%s", k->cf->doc_templates);
	for (i = 0; rc == 0 && i < n; i++)
		rc = load_type(k, names[i]->d_name, err);
	free_names(names, n);
	return rc;
}

int
svc_seal_kit_fonts_load(struct svc_seal_kit **out,
    const struct svc_seal_conf *cf, struct es_err *err)
{
	struct svc_seal_kit	*k;

	*out = NULL;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	k->cf = cf;
	if (load_packs(k, err) < 0) {
		svc_seal_kit_free(k);
		return -1;
	}
	*out = k;
	return 0;
}

int
svc_seal_kit_load(struct svc_seal_kit **out, const struct svc_seal_conf *cf,
    struct es_err *err)
{
	if (svc_seal_kit_fonts_load(out, cf, err) < 0)
		return -1;
	if (load_templates(*out, err) < 0 ||
	    pki_trust_new(&(*out)->trust, err) < 0 ||
	    svc_trust_root((*out)->trust, cf->pki_dir, err) < 0) {
		svc_seal_kit_free(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

void
svc_seal_kit_free(struct svc_seal_kit *k)
{
	size_t	 i;

	if (k == NULL)
		return;
	for (i = 0; i < k->ntemplates; i++)
		layout_template_free(k->templates[i]);
	for (i = 0; i < k->fonts.n; i++) {
		font_close(k->open[i]);
		sys_file_unmap(&k->packs[i]);
	}
	pki_trust_free(k->trust);
	free(k);
}

const struct svc_seal_conf *
svc_seal_kit_conf(const struct svc_seal_kit *k)
{
	return k->cf;
}

const struct layout_fonts *
svc_seal_kit_fonts(const struct svc_seal_kit *k)
{
	return &k->fonts;
}

const struct layout_template *
svc_seal_kit_template(const struct svc_seal_kit *k, struct es_view type,
    struct es_view lang)
{
	size_t	 i;

	for (i = 0; i < k->ntemplates; i++)
		if (es_view_eq_str(type, layout_template_type(
		    k->templates[i])) && es_view_eq_str(lang,
		    layout_template_lang(k->templates[i])))
			return k->templates[i];
	return NULL;
}

const struct font *
svc_seal_kit_font(const struct svc_seal_kit *k, const char *style)
{
	size_t	 i;

	for (i = 0; i < k->fonts.n; i++)
		if (strcmp(font_name(k->fonts.font[i]), style) == 0)
			return k->fonts.font[i];
	return NULL;
}
