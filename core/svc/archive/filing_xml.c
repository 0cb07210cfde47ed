/*
 * svc/archive/filing_xml.c - metadata, process, seal and manifest of a
 * package.
 *
 * Element names of the metadata are those of DA/T 46-2009 as archivists
 * write them.  docs/filing.rng is their schema.
 */
#include <stdio.h>

#include "base/time.h"
#include "base/xml.h"
#include "crypt/digest.h"
#include "svc/archive/filing_priv.h"

#define HEAD	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS	"xmlns=\"urn:yinxin:filing:1\""

static void
elem(struct es_buf *b, const char *name, struct es_view v)
{
	es_buf_printf(b, "<%s>", name);
	es_xml_add(b, v, ES_XML_QUOTES | ES_XML_SPACES);
	es_buf_printf(b, "</%s>\n", name);
}

static void
elem_str(struct es_buf *b, const char *name, const char *s)
{
	elem(b, name, es_view_str(s));
}

static void
elem_int(struct es_buf *b, const char *name, int64_t i)
{
	es_buf_printf(b, "<%s>%lld</%s>\n", name, (long long)i, name);
}

static void
elem_time(struct es_buf *b, const char *name, int64_t t, int offset)
{
	char	 iso[ES_TIME_ISO];

	elem_str(b, name, es_time_iso(t, offset, iso));
}

static void
attr(struct es_buf *b, const char *name, struct es_view v)
{
	es_buf_printf(b, " %s=\"", name);
	es_xml_add(b, v, ES_XML_QUOTES | ES_XML_SPACES);
	es_buf_add_str(b, "\"");
}

static void
attr_int(struct es_buf *b, const char *name, int64_t i)
{
	es_buf_printf(b, " %s=\"%lld\"", name, (long long)i);
}

static void
attr_time(struct es_buf *b, int64_t t, int offset)
{
	char	 iso[ES_TIME_ISO];

	es_buf_printf(b, " at=\"%s\"", es_time_iso(t, offset, iso));
}

static void
attr_hex(struct es_buf *b, const char *name, struct es_view v)
{
	es_buf_printf(b, " %s=\"", name);
	es_buf_add_hex(b, v.p, v.n);
	es_buf_add_str(b, "\"");
}

/* -- metadata ---- */
static struct es_view
col(const struct filing_case *c, size_t k)
{
	return store_view(&c->doc, 0, k);
}

/* 保管期限 */
static void
put_term(const struct filing_case *c, struct es_buf *b)
{
	int64_t	 years = store_int(&c->doc, 0, FD_YEARS);
	char	 s[40];

	(void)snprintf(s, sizeof(s), "%lld年", (long long)years);
	elem_str(b, "保管期限", years == 0 ? "永久" : s);
}

static void
put_content(const struct svc_filing *f, const struct filing_case *c,
    struct es_buf *b)
{
	es_buf_add_str(b, "<内容描述>\n");
	elem(b, "题名", col(c, FD_TYPE_ZH));
	elem(b, "并列题名", col(c, FD_TYPE_EN));
	elem(b, "责任者", col(c, FD_OFFICE_ZH));
	elem(b, "文件编号", col(c, FD_NUMBER));
	elem(b, "验证码", col(c, FD_CODE));
	elem(b, "持有人", col(c, FD_NAME_ZH));
	elem(b, "持有人英文名", col(c, FD_NAME_EN));
	elem(b, "学号或工号", col(c, FD_PERSON));
	elem_time(b, "日期", store_int(&c->doc, 0, FD_ISSUED), f->offset);
	if (store_int(&c->doc, 0, FD_UNTIL) > 0)
		elem_time(b, "有效期至", store_int(&c->doc, 0, FD_UNTIL),
		    f->offset);
	elem(b, "业务状态", col(c, FD_STATE));
	es_buf_add_str(b, "</内容描述>\n<形式特征>\n");
	elem_int(b, "页数", store_int(&c->doc, 0, FD_PAGES));
	elem(b, "语种", col(c, FD_LANG));
	es_buf_add_str(b, "</形式特征>\n");
}

/*
 * What was written elsewhere is kept as it came: its format is
 * recorded, so that an archive knows what it will have to convert one day.
 */
static void
put_format(const struct filing_look *l, struct es_buf *b)
{
	char	 s[40];

	elem_str(b, "格式信息", "application/pdf");
	if (l->version > 0) {
		(void)snprintf(s, sizeof(s), "%d.%d", l->version / 10,
		    l->version % 10);
		elem_str(b, "格式版本", s);
	}
	(void)snprintf(s, sizeof(s), "PDF/A-%d", l->pdfa);
	elem_str(b, "长期保存格式", l->pdfa > 0 ? s : "否");
}

static void
put_electronic(const struct filing_case *c, const struct filing_look *l,
    struct es_buf *b)
{
	es_buf_add_str(b, "<电子属性>\n");
	put_format(l, b);
	elem_str(b, "计算机文件名", FILING_FILE);
	elem_int(b, "计算机文件大小", (int64_t)c->file.n);
	es_buf_add_str(b, "<数字摘要 算法=\"SHA-256\">");
	es_buf_add_hex(b, col(c, FD_FILE_SUM).p, col(c, FD_FILE_SUM).n);
	es_buf_add_str(b, "</数字摘要>\n");
	elem_str(b, "文档创建程序", "Yinxin 印信");
	elem_int(b, "模板版本", store_int(&c->doc, 0, FD_VERSION));
	es_buf_add_str(b, "</电子属性>\n");
}

static void
put_signature(const struct svc_filing *f, const struct filing_case *c,
    struct es_buf *b)
{
	es_buf_add_str(b, "<电子签名>\n");
	elem_str(b, "签名规则", "PAdES (ETSI EN 319 142-1)");
	elem_time(b, "签名时间", store_int(&c->doc, 0, FD_ISSUED), f->offset);
	elem(b, "签名人", col(c, FD_SEAL_ZH));
	elem(b, "印章编号", col(c, FD_SEAL_NUMBER));
	elem_str(b, "证书", FILING_CHAIN);
	es_buf_add_str(b, "</电子签名>\n");
}

void
svc_filing_metadata(const struct svc_filing *f, const struct filing_case *c,
    const struct filing_look *l, struct es_buf *b)
{
	es_buf_add_str(b, HEAD "<metadata " NS ">\n");
	elem_str(b, "聚合层次", "文件");
	es_buf_add_str(b, "<来源>\n");
	elem(b, "立档单位名称", col(c, FD_CAMPUS));
	elem(b, "学校代码", col(c, FD_SCHOOL));
	elem(b, "承办部门", col(c, FD_OFFICE_ZH));
	es_buf_add_str(b, "</来源>\n");
	elem(b, "电子文件号", col(c, FD_NUMBER));
	es_buf_add_str(b, "<档号>\n");
	elem(b, "门类代码", col(c, FD_TYPE));
	put_term(c, b);
	es_buf_add_str(b, "</档号>\n");
	put_content(f, c, b);
	put_electronic(c, l, b);
	put_signature(f, c, b);
	es_buf_add_str(b, "<机构人员>\n");
	elem_str(b, "机构人员类型", "单位");
	elem(b, "机构人员名称", col(c, FD_OFFICE_ZH));
	es_buf_add_str(b, "</机构人员>\n<业务实体>\n");
	elem_str(b, "业务行为", "归档");
	elem_time(b, "行为时间", f->terms->now, f->offset);
	elem_str(b, "行为依据", "DA/T 46, DA/T 70");
	es_buf_add_str(b, "</业务实体>\n</metadata>\n");
}

/* -- process ---- */
static void
put_events(const struct svc_filing *f, const struct filing_case *c,
    struct es_buf *b)
{
	size_t	 i;

	for (i = 0; i < c->approvals.n; i++) {
		es_buf_add_str(b, "<approval");
		attr_time(b, store_int(&c->approvals, i, 4), f->offset);
		attr_int(b, "step", store_int(&c->approvals, i, 0));
		attr(b, "by", store_view(&c->approvals, i, 1));
		attr(b, "decision", store_view(&c->approvals, i, 2));
		attr_hex(b, "record", store_view(&c->approvals, i, 3));
		es_buf_add_str(b, "/>\n");
	}
	for (i = 0; i < c->events.n; i++) {
		es_buf_add_str(b, "<event");
		attr_time(b, store_int(&c->events, i, 2), f->offset);
		attr_int(b, "seq", store_int(&c->events, i, 0));
		attr(b, "kind", store_view(&c->events, i, 1));
		attr(b, "by", store_view(&c->events, i, 3));
		attr_int(b, "step", store_int(&c->events, i, 4));
		attr(b, "opinion", store_view(&c->events, i, 5));
		attr_hex(b, "record", store_view(&c->events, i, 6));
		attr_hex(b, "hash", store_view(&c->events, i, 7));
		es_buf_add_str(b, "/>\n");
	}
	for (i = 0; i < c->releases.n; i++) {
		es_buf_add_str(b, "<release");
		attr_time(b, store_int(&c->releases, i, 0), f->offset);
		attr(b, "by", store_view(&c->releases, i, 1));
		attr(b, "text", store_view(&c->releases, i, 2));
		attr_hex(b, "record", store_view(&c->releases, i, 3));
		es_buf_add_str(b, "/>\n");
	}
}

static void
put_uses(const struct svc_filing *f, const struct filing_case *c,
    struct es_buf *b)
{
	size_t	 i;

	for (i = 0; i < c->ledger.n; i++) {
		es_buf_add_str(b, "<seal-use");
		attr_time(b, store_int(&c->ledger, i, 3), f->offset);
		attr_int(b, "seal", store_int(&c->ledger, i, 0));
		attr_int(b, "seq", store_int(&c->ledger, i, 1));
		attr(b, "kind", store_view(&c->ledger, i, 2));
		attr_int(b, "intent", store_int(&c->ledger, i, 4));
		attr_hex(b, "digest", store_view(&c->ledger, i, 5));
		attr_int(b, "authorisation", store_int(&c->ledger, i, 6));
		attr(b, "key", store_view(&c->ledger, i, 7));
		attr(b, "detail", store_view(&c->ledger, i, 8));
		attr_hex(b, "hash", store_view(&c->ledger, i, 9));
		es_buf_add_str(b, "/>\n");
	}
	for (i = 0; i < c->states.n; i++) {
		es_buf_add_str(b, "<state");
		attr_time(b, store_int(&c->states, i, 0), f->offset);
		attr(b, "act", store_view(&c->states, i, 1));
		attr(b, "by", store_view(&c->states, i, 2));
		attr(b, "reason", store_view(&c->states, i, 3));
		es_buf_add_str(b, "/>\n");
	}
}

void
svc_filing_process(const struct svc_filing *f, const struct filing_case *c,
    struct es_buf *b)
{
	es_buf_add_str(b, HEAD "<process " NS);
	attr(b, "number", col(c, FD_NUMBER));
	es_buf_add_str(b, ">\n<request");
	attr_time(b, store_int(&c->doc, 0, FD_CREATED), f->offset);
	attr_int(b, "id", store_int(&c->doc, 0, FD_REQUEST));
	attr(b, "by", col(c, FD_PERSON));
	attr(b, "caller", col(c, FD_CALLER));
	attr(b, "purpose", col(c, FD_PURPOSE));
	attr(b, "type", col(c, FD_TYPE));
	attr_int(b, "version", store_int(&c->doc, 0, FD_VERSION));
	attr_hex(b, "record", c->record_sha256);
	es_buf_add_str(b, "/>\n");
	put_events(f, c, b);
	put_uses(f, c, b);
	es_buf_add_str(b, "</process>\n");
}

/* The definition is XML already, without a head. */
void
svc_filing_seal(const struct filing_case *c, struct es_buf *b)
{
	struct es_view	 def = es_view_trim(col(c, FD_SEAL_DEF));
	size_t		 end;

	if (def.n > 5 && memcmp(def.p, "<?xml", 5) == 0 && (end =
	    es_view_find(def, ES_LIT("?>"), 0)) != SIZE_MAX)
		def = es_view_sub(def, end + 2, def.n);
	es_buf_add_str(b, HEAD "<seal-data " NS);
	attr(b, "number", col(c, FD_SEAL_NUMBER));
	attr(b, "name", col(c, FD_SEAL_ZH));
	attr(b, "name-en", col(c, FD_SEAL_EN));
	attr(b, "key", col(c, FD_SEAL_KEY));
	es_buf_add_str(b, ">\n");
	es_buf_add_view(b, def);
	es_buf_add_str(b, "\n</seal-data>\n");
}

int
svc_filing_manifest(const struct svc_filing *f, struct es_view number,
    const struct filing_member *m, size_t n, struct es_buf *b,
    struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	size_t		 i;

	es_buf_add_str(b, HEAD "<manifest " NS " format=\"1\"");
	attr(b, "number", number);
	attr_time(b, f->terms->now, f->offset);
	es_buf_add_str(b, ">\n");
	for (i = 0; i < n; i++) {
		if (crypt_sha256(m[i].bytes, sum, err) < 0)
			return -1;
		es_buf_add_str(b, "<member");
		attr(b, "name", es_view_str(m[i].name));
		attr_int(b, "bytes", (int64_t)m[i].bytes.n);
		attr_hex(b, "sha256", es_view(sum, sizeof(sum)));
		es_buf_add_str(b, "/>\n");
	}
	es_buf_add_str(b, "</manifest>\n");
	return es_buf_ok(b, "manifest", err);
}
