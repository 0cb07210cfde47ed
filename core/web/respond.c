/* web/respond.c - what goes back, and the page for every failure. */
#include <stdio.h>

#include "base/limits.h"
#include "sys/log.h"
#include "web/req.h"

static bool
header_safe(const char *s)
{
	return strpbrk(s, "\r\n") == NULL;
}

void
web_add_header(struct web_req *rq, const char *name, const char *value)
{
	if (value != NULL && header_safe(name) && header_safe(value))
		es_buf_printf(&rq->head, "%s: %s\r\n", name, value);
}

void
web_set_cookie(struct web_req *rq, const char *name, const char *value,
    int max_age)
{
	char	 age[40] = "";

	if (!header_safe(value) || strpbrk(value, "; ,") != NULL)
		return;
	if (max_age != 0)
		(void)snprintf(age, sizeof(age), "; Max-Age=%d",
		    max_age < 0 ? 0 : max_age);
	es_buf_printf(&rq->head, "Set-Cookie: %s=%s; Path=/; HttpOnly; "
	    "SameSite=Lax%s%s\r\n", name, value, age,
	    web_secure(rq) ? "; Secure" : "");
}

void
web_cache(struct web_req *rq, const char *control)
{
	if (header_safe(control))
		(void)snprintf(rq->cache, sizeof(rq->cache), "%s", control);
}

int
web_page(struct web_req *rq, int status, const char *name, struct es_err *err)
{
	if (es_tree_ok(rq->data, err) < 0)
		return -1;
	es_buf_reset(&rq->out);
	rq->status = status;
	rq->out_type = "text/html; charset=utf-8";
	return web_template_render(rq->templates, name, rq->lang, rq->data,
	    &rq->out, err);
}

/* What is not ASCII goes as %XX (RFC 3986 2.1): a header is no text. */
int
web_redirect(struct web_req *rq, const char *path, struct es_err *err)
{
	if (!web_is_own_path(es_view_str(path)))
		return es_fail(err, ES_E_BUG, "redirect: not an own path");
	es_buf_reset(&rq->out);
	rq->status = 303;
	rq->out_type = "text/html; charset=utf-8";
	es_buf_add_str(&rq->head, "Location: ");
	for (; *path != '\0'; path++)
		es_buf_printf(&rq->head, (unsigned char)*path < 0x7f ? "%c" :
		    "%%%02X", (unsigned char)*path);
	es_buf_add_str(&rq->head, "\r\n");
	return 0;
}

/* RFC 6266 with the RFC 8187 form for names beyond ASCII. */
static void
disposition(struct web_req *rq, const char *filename)
{
	struct es_buf	 b;
	const char	*p;

	es_buf_init(&b, 4096);
	es_buf_add_str(&b, "attachment; filename=\"");
	for (p = filename; *p != '\0'; p++)
		es_buf_add_ch(&b, (unsigned char)*p < 0x20 ||
		    (unsigned char)*p > 0x7e || *p == '"' || *p == '\\' ?
		    '_' : (unsigned char)*p);
	es_buf_add_str(&b, "\"; filename*=UTF-8''");
	for (p = filename; *p != '\0'; p++) {
		unsigned char	 c = (unsigned char)*p;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_')
			es_buf_add_ch(&b, c);
		else
			es_buf_printf(&b, "%%%02X", c);
	}
	if (es_buf_cstr(&b) != NULL)
		web_add_header(rq, "Content-Disposition", es_buf_cstr(&b));
	es_buf_clear(&b);
}

int
web_bytes(struct web_req *rq, int status, const char *type,
    struct es_view bytes, const char *filename, struct es_err *err)
{
	es_buf_reset(&rq->out);
	rq->status = status;
	rq->out_type = type;
	es_buf_add_view(&rq->out, bytes);
	if (filename != NULL)
		disposition(rq, filename);
	return es_buf_ok(&rq->out, "response", err);
}

void
web_stream(struct web_req *rq, const struct web_stream *s)
{
	rq->stream = *s;
	rq->status = 200;
	rq->out_type = s->type;
	disposition(rq, s->filename);
}

int
web_status(enum es_code code)
{
	switch (code) {
	case ES_E_INPUT:
	case ES_E_FORMAT:
		return 400;
	case ES_E_DENIED:
	case ES_E_UNTRUSTED:
		return 403;
	case ES_E_NOTFOUND:
		return 404;
	case ES_E_CONFLICT:
		return 409;
	case ES_E_LIMIT:
		return 413;
	case ES_E_UPSTREAM:
	case ES_E_UNCERTAIN:
		return 503;
	default:
		return 500;
	}
}

void
web_req_error(struct web_req *rq, struct es_err *err)
{
	static const int	 known[] = { 400, 403, 404, 409, 413, 503 };
	struct es_err		 e = ES_ERR_INIT;
	int			 status = web_status(err->code);
	char			 key[32];
	size_t			 i;

	log_event("event=failed path=%s status=%d", rq->path == NULL ? "-" :
	    rq->path, status);
	log_err(err, "event=reason");
	es_buf_reset(&rq->out);
	rq->cache[0] = '\0';	/* a failure is for nobody to keep */
	for (i = 0; i < ES_COUNT(known) && known[i] != status; i++)
		;
	(void)snprintf(key, sizeof(key), "error.%d",
	    i < ES_COUNT(known) ? status : 500);
	if (status == 503)
		web_add_header(rq, "Retry-After", "10");
	if (rq->data != NULL && rq->templates != NULL) {
		char	 title[64], text[64];

		(void)snprintf(title, sizeof(title), "%s.title", key);
		(void)snprintf(text, sizeof(text), "%s.text", key);
		es_tree_put_str(rq->data, "error_title", web_say(rq, title));
		es_tree_put_str(rq->data, "error_text", web_say(rq,
		    err->why != NULL ? err->why : text));
		if (web_page(rq, status, "common/error.html", &e) == 0)
			return;
		log_err(&e, "event=no-error-page");
	}
	es_buf_reset(&rq->out);
	rq->status = status;
	rq->out_type = "text/plain; charset=utf-8";
	es_buf_printf(&rq->out, "%d %s\n", status, rq->reference);
}
