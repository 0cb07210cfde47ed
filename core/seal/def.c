/* seal/def.c - a seal's definition as stored: see picture.h. */
#include "seal/picture.h"
#include "xmlio/xmlio.h"

/* "42", "1.2", "0.75" millimetres -> hundredths; -1 when it is neither. */
static int
millimetres(const char *s)
{
	int	 whole = 0, frac = 0, scale = 100;

	if (*s < '0' || *s > '9')
		return -1;
	for (; *s >= '0' && *s <= '9'; s++)
		if ((whole = whole * 10 + (*s - '0')) > 999)
			return -1;
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9' && scale > 1; s++) {
			scale /= 10;
			frac += (*s - '0') * scale;
		}
	return *s == '\0' ? whole * 100 + frac : -1;
}

static int
length(const struct xmlio *x, const struct xmlio_node *n, const char *attr,
    int *out, struct es_err *err)
{
	const char	*s = xmlio_attr(n, attr, NULL);

	if (s == NULL)
		return 0;
	if ((*out = millimetres(s)) < 0)
		return es_fail(err, ES_E_FORMAT, "%s:%ld: %s=\"%s\" is no "
		    "length in millimetres", xmlio_name(x), xmlio_line(n),
		    attr, s);
	return 0;
}

static int
text(const struct xmlio_node *n, const char *attr, struct es_arena *a,
    struct es_view *out, struct es_err *err)
{
	struct es_view	 v = es_view_str(xmlio_attr(n, attr, ""));

	*out = es_arena_dup(a, v);
	if (out->p == NULL && v.n > 0)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	return 0;
}

static int
read_seal(struct seal_def *def, struct es_arena *a, const struct xmlio *x,
    struct es_err *err)
{
	static const char *const	 known[] = { "shape", "diameter",
	    "ring", "star", "name", "line", "serial", NULL };
	const struct xmlio_node		*n = xmlio_root(x);

	if (strcmp(xmlio_element(n), "seal") != 0)
		return es_fail(err, ES_E_FORMAT, "%s:%ld: the root is <%s>, "
		    "not <seal>", xmlio_name(x), xmlio_line(n),
		    xmlio_element(n));
	if (xmlio_known(x, n, known, err) < 0)
		return -1;
	if (strcmp(xmlio_attr(n, "shape", "round"), "round") != 0)
		return es_fail(err, ES_E_FORMAT, "%s:%ld: shape=\"%s\": only "
		    "round seals are drawn", xmlio_name(x), xmlio_line(n),
		    xmlio_attr(n, "shape", ""));
	if (length(x, n, "diameter", &def->diameter, err) < 0 ||
	    length(x, n, "ring", &def->ring, err) < 0 ||
	    length(x, n, "star", &def->star, err) < 0 ||
	    text(n, "name", a, &def->name, err) < 0 ||
	    text(n, "line", a, &def->line, err) < 0 ||
	    text(n, "serial", a, &def->serial, err) < 0)
		return -1;
	if (def->name.n == 0)
		return es_fail(err, ES_E_FORMAT, "%s:%ld: a seal without "
		    "name", xmlio_name(x), xmlio_line(n));
	return 0;
}

int
seal_def_parse(struct seal_def *out, struct es_arena *a, struct es_view xml,
    const char *name, struct es_err *err)
{
	static const struct seal_def	 initial = SEAL_DEF_INIT;
	struct seal_def			 def = initial;
	struct xmlio			*x;
	int				 rc;

	*out = initial;
	if (xmlio_parse(&x, xml, name, err) < 0)
		return -1;
	if ((rc = read_seal(&def, a, x, err)) == 0)
		*out = def;
	xmlio_free(x);
	return rc;
}
