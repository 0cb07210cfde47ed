#include "svc/verify/words.h"

#include <stdio.h>

/* Both languages of one sentence, in the order of enum svc_lang. */
struct pair {
	const char	*s[SVC_LANG__MAX];
};

#define PAIR(zh, en)	{ { (zh), (en) } }

static const struct pair headline[SVC_H__MAX] = {
	[SVC_H_UNDECIDED] = PAIR("暂时无法判定", "Cannot be decided at present"),
	[SVC_H_VALID] = PAIR("真实有效：本校签发，内容未被改动",
	    "Genuine and in force: issued by the university, unchanged"),
	[SVC_H_SUPERSEDED] = PAIR("真实，但已有更新版本",
	    "Genuine, but replaced by a newer version"),
	[SVC_H_EXPIRED] = PAIR("真实，但证明有效期已过",
	    "Genuine; its validity period has ended"),
	[SVC_H_SUSPENDED] = PAIR("由本校签发，目前暂停使用",
	    "Issued by the university, currently suspended"),
	[SVC_H_UNDETERMINED] = PAIR("暂时无法判定",
	    "Cannot be decided at present"),
	[SVC_H_NO_SEAL] = PAIR("文件不含电子签章（可能是扫描件）",
	    "No electronic seal found (perhaps a scan or print)"),
	[SVC_H_NOT_ISSUED] = PAIR("未查到本校签发记录",
	    "No record of issue by this university"),
	[SVC_H_REVOKED] = PAIR("已被签发单位撤销，不应采信",
	    "Withdrawn by the issuer; do not rely on it"),
	[SVC_H_ALTERED] = PAIR("签章后内容被改动，不应采信",
	    "Changed after sealing; do not rely on it"),
};

static const struct pair advice[SVC_H__MAX] = {
	[SVC_H_UNDECIDED] = PAIR("请稍后再试，或联系签发单位。",
	    "Please try again later, or ask the issuing office."),
	[SVC_H_VALID] = PAIR("请再核对文件上的姓名与您所了解的人一致。",
	    "Please also check that the name is that of the person you know."),
	[SVC_H_SUPERSEDED] = PAIR("请向持有人索取最新版本。",
	    "Please ask the holder for the newest version."),
	[SVC_H_EXPIRED] = PAIR("内容在签发时真实；如需现状，请索取新的证明。",
	    "It was true when issued; ask for a new one if you need the "
	    "present state."),
	[SVC_H_SUSPENDED] = PAIR("在恢复使用之前请勿采信；可向签发单位询问。",
	    "Do not rely on it until it is resumed; the issuing office can "
	    "tell more."),
	[SVC_H_UNDETERMINED] = PAIR("这既不表示真，也不表示假。请稍后再试，"
	    "或用验证码查询，或联系签发单位。",
	    "This means neither genuine nor forged. Try again later, check by "
	    "code, or ask the issuing office."),
	[SVC_H_NO_SEAL] = PAIR("扫描件、打印件和截图无法验证。"
	    "请索取原始电子文件，或输入文件上的验证码。",
	    "Scans, prints and screenshots cannot be verified. Ask for the "
	    "original file, or enter the code printed on it."),
	[SVC_H_NOT_ISSUED] = PAIR("文件本身的签名即使完好，也不是本校的签章。",
	    "Even if the file carries an intact signature of its own, it is "
	    "not a seal of this university on record."),
	[SVC_H_REVOKED] = PAIR("如有疑问，请联系签发单位。",
	    "In case of doubt please ask the issuing office."),
	[SVC_H_ALTERED] = PAIR("请向持有人索取原始文件。",
	    "Please ask the holder for the original file."),
};

/*
 * When a code was asked and no file shown: what holds is the record, and the
 * paper in somebody's hands may say something else.
 */
static const struct pair headline_code[SVC_H__MAX] = {
	[SVC_H_VALID] = PAIR("登记有效：此验证码的文件由本校签发",
	    "On record and in force: the university issued a document with "
	    "this code"),
	[SVC_H_SUPERSEDED] = PAIR("登记在册，但已有更新版本",
	    "On record, but replaced by a newer version"),
	[SVC_H_EXPIRED] = PAIR("登记在册，但证明有效期已过",
	    "On record; its validity period has ended"),
};

static const struct pair advice_code[SVC_H__MAX] = {
	[SVC_H_VALID] = PAIR("验证码不能证明您手中的文件未被改动："
	    "请与下列登记信息核对，并上传 PDF 文件查验。",
	    "A code does not show that the document you hold is unaltered: "
	    "compare it with the record below, and upload the PDF."),
	[SVC_H_NOT_ISSUED] = PAIR("请先核对验证码是否输入正确；"
	    "仍然查不到时请勿采信，并联系签发单位。",
	    "Please check that the code is typed as printed. If it still "
	    "cannot be found, do not rely on the document and ask the issuing "
	    "office."),
};

static const struct pair register_code = PAIR("本校登记有使用此验证码的文件。",
    "The university has a document with this code on record.");

static const struct pair check[SVC_CHECK__MAX] = {
	[SVC_CHECK_STRUCTURE] = PAIR("文件结构", "File structure"),
	[SVC_CHECK_DIGEST] = PAIR("内容摘要", "Content digest"),
	[SVC_CHECK_SEAL] = PAIR("签章数据", "Seal object"),
	[SVC_CHECK_CHAIN] = PAIR("签章证书及证书链",
	    "Signer certificate and chain"),
	[SVC_CHECK_CERT] = PAIR("签章时证书状态",
	    "Certificate status at sealing time"),
	[SVC_CHECK_TIME] = PAIR("时间戳", "Time stamp"),
	[SVC_CHECK_CHANGES] = PAIR("签章后的追加", "Later additions to the file"),
	[SVC_CHECK_REGISTER] = PAIR("签发登记（编号与摘要）",
	    "Register of issue (number and digest)"),
	[SVC_CHECK_ISSUER] = PAIR("签发单位给出的状态", "Issuer status"),
	[SVC_CHECK_VALIDITY] = PAIR("有效期", "Validity period"),
};

/* What holds when a check passes. */
static const struct pair check_help[SVC_CHECK__MAX] = {
	[SVC_CHECK_STRUCTURE] = PAIR("文件能按标准完整读取，没有隐藏的部分。",
	    "The file reads completely by the standard and hides nothing."),
	[SVC_CHECK_DIGEST] = PAIR("签章覆盖的内容逐字节未变。",
	    "What the seal covers is unchanged, byte by byte."),
	[SVC_CHECK_SEAL] = PAIR("签名值与签章证书相符。",
	    "The signature was made with the key of its certificate."),
	[SVC_CHECK_CHAIN] = PAIR("证书由本校的证书机构签发。",
	    "The certificate was issued by the university's authority."),
	[SVC_CHECK_CERT] = PAIR("签章时证书在有效期内且未被吊销。",
	    "The certificate was valid and not revoked when it sealed."),
	[SVC_CHECK_TIME] = PAIR("签章时间由时间戳服务证明。",
	    "The time of sealing is proven by a time-stamping service."),
	[SVC_CHECK_CHANGES] = PAIR("签章之后没有追加不允许的内容。",
	    "Nothing that is not allowed was added after sealing."),
	[SVC_CHECK_REGISTER] = PAIR("本校登记了这份文件。",
	    "The university has this very document on record."),
	[SVC_CHECK_ISSUER] = PAIR("签发单位没有暂停、撤销或替代它。",
	    "The issuer has not suspended, withdrawn or replaced it."),
	[SVC_CHECK_VALIDITY] = PAIR("目前没有超过有效期。",
	    "Its period of validity has not ended."),
};

/* What is wrong when it fails. */
static const struct pair check_fail[SVC_CHECK__MAX] = {
	[SVC_CHECK_STRUCTURE] = PAIR("文件不完整，或写法不符合标准。",
	    "The file is incomplete or does not follow the standard."),
	[SVC_CHECK_DIGEST] = PAIR("签章覆盖的内容与签章时不同。",
	    "What the seal covers is not what was sealed."),
	[SVC_CHECK_SEAL] = PAIR("签名值与签章证书不符。",
	    "The signature does not belong to its certificate."),
	[SVC_CHECK_CHAIN] = PAIR("证书不是本校的证书机构签发的。",
	    "The certificate is not one of the university's authority."),
	[SVC_CHECK_CERT] = PAIR("签章时证书已过期、未生效或已被吊销。",
	    "The certificate was expired, not yet valid or revoked."),
	[SVC_CHECK_TIME] = PAIR("时间戳不能证明签章时间。",
	    "The time stamp does not prove the time of sealing."),
	[SVC_CHECK_CHANGES] = PAIR("签章之后追加了不允许的内容。",
	    "Something that is not allowed was added after sealing."),
	[SVC_CHECK_REGISTER] = PAIR("本校没有登记这样一份文件。",
	    "The university has no such document on record."),
	[SVC_CHECK_ISSUER] = PAIR("签发单位已将它暂停、撤销或替代。",
	    "The issuer has suspended, withdrawn or replaced it."),
	[SVC_CHECK_VALIDITY] = PAIR("证明的有效期已过。",
	    "Its period of validity has ended."),
};

static const struct pair check_unsure = PAIR("现有资料不足以判定这一项。",
    "What is at hand is not enough to decide this.");

static const struct pair answer[SVC_ANSWER__MAX] = {
	[SVC_UNKNOWN] = PAIR("无法判定", "Not determinable"),
	[SVC_PASS] = PAIR("通过", "Passed"),
	[SVC_FAIL] = PAIR("未通过", "Failed"),
	[SVC_NA] = PAIR("不适用", "Not applicable"),
};

static const struct pair reg[SVC_REG__MAX] = {
	[SVC_REG_UNKNOWN] = PAIR("暂时无法查询", "Cannot be asked at present"),
	[SVC_REG_ABSENT] = PAIR("无此记录", "No such record"),
	[SVC_REG_OTHER] = PAIR("编号存在，但内容与登记不符。",
	    "The number exists, but the content is not what was registered."),
	[SVC_REG_ISSUED] = PAIR("有效", "In force"),
	[SVC_REG_SUPERSEDED] = PAIR("已被替代", "Superseded"),
	[SVC_REG_EXPIRED] = PAIR("已过期", "Expired"),
	[SVC_REG_SUSPENDED] = PAIR("已暂停", "Suspended"),
	[SVC_REG_REVOKED] = PAIR("已撤销", "Revoked"),
};

static const struct pair change[PDF_CHANGE__MAX] = {
	[PDF_CHANGE_UNKNOWN] = PAIR("有一处改动无法解释",
	    "something was changed that no rule explains"),
	[PDF_CHANGE_DSS_ADDED] = PAIR("附加了用于长期验证的证书资料",
	    "certificate data for long-term verification was added"),
	[PDF_CHANGE_DOCTIMESTAMP_ADDED] = PAIR("附加了文档时间戳",
	    "a document time stamp was added"),
	[PDF_CHANGE_SIG_ADDED] = PAIR("在预留的位置加了另一个签名",
	    "another signature was put into a place reserved for it"),
	[PDF_CHANGE_SIG_FIELD_ADDED] = PAIR("增加了另一个签名",
	    "another signature was added"),
	[PDF_CHANGE_FIELD_VALUE_CHANGED] = PAIR("表单中的填写内容被改动",
	    "the content of a form field was changed"),
	[PDF_CHANGE_FIELD_CHANGED] = PAIR("表单域被增加、更改或删除",
	    "a form field was added, changed or removed"),
	[PDF_CHANGE_FORM_CHANGED] = PAIR("表单的定义被改动",
	    "the definition of the form was changed"),
	[PDF_CHANGE_ANNOT_ADDED] = PAIR("页面上增加了批注或覆盖物",
	    "a note or an overlay was put on a page"),
	[PDF_CHANGE_ANNOT_CHANGED] = PAIR("页面上的批注被改动",
	    "a note on a page was changed"),
	[PDF_CHANGE_ANNOT_REMOVED] = PAIR("页面上的批注被删除",
	    "a note on a page was removed"),
	[PDF_CHANGE_METADATA_CHANGED] = PAIR("文件属性（标题、作者等）被改动",
	    "the file's properties (title, author) were changed"),
	[PDF_CHANGE_VERSION_CHANGED] = PAIR("文件的版本标记被改动",
	    "the file's version mark was changed"),
	[PDF_CHANGE_PAGE_ADDED] = PAIR("增加了页面", "a page was added"),
	[PDF_CHANGE_PAGE_REMOVED] = PAIR("删除了页面", "a page was removed"),
	[PDF_CHANGE_PAGE_MOVED] = PAIR("页面的顺序被改动",
	    "pages were put into another order"),
	[PDF_CHANGE_PAGE_CHANGED] = PAIR("页面的设置被改动",
	    "the settings of a page were changed"),
	[PDF_CHANGE_PAGE_CONTENT_CHANGED] = PAIR("页面的内容被改动",
	    "the content of a page was changed"),
	[PDF_CHANGE_CATALOG_CHANGED] = PAIR("文件的总目录被改动",
	    "the file's catalogue was changed"),
	[PDF_CHANGE_PERMS_CHANGED] = PAIR("文件的改动许可被更改",
	    "what the file allows to be changed was itself changed"),
	[PDF_CHANGE_DSS_REMOVED] = PAIR("用于长期验证的证书资料被删除",
	    "certificate data for long-term verification was removed"),
	[PDF_CHANGE_SIG_REMOVED] = PAIR("一个签名被删除或改写",
	    "a signature was removed or rewritten"),
	[PDF_CHANGE_TRAILER_CHANGED] = PAIR("文件的入口记录被改动",
	    "the entry record of the file was changed"),
	[PDF_CHANGE_OBJECT_REUSED] = PAIR("文件内部的一个编号被挪作他用",
	    "an internal number was reused for something else"),
	[PDF_CHANGE_OBJECT_FREED] = PAIR("文件内部的一个对象被删除",
	    "an internal object was deleted"),
	[PDF_CHANGE_OBJECT_UNUSED] = PAIR("附加了没有用到的数据",
	    "data was added that nothing uses"),
	[PDF_CHANGE_TREE_CHANGED] = PAIR("供朗读用的文档结构被改动",
	    "the structure used for reading aloud was changed"),
};

/* More than one of a kind: %s is how many. */
static const struct pair changes[PDF_CHANGE__MAX] = {
	[PDF_CHANGE_UNKNOWN] = PAIR("有 %s 处改动无法解释",
	    "%s changes are explained by no rule"),
	[PDF_CHANGE_SIG_ADDED] = PAIR("在预留的位置加了另外 %s 个签名",
	    "%s more signatures were put into places reserved for them"),
	[PDF_CHANGE_SIG_FIELD_ADDED] = PAIR("增加了另外 %s 个签名",
	    "%s more signatures were added"),
	[PDF_CHANGE_FIELD_VALUE_CHANGED] = PAIR(
	    "表单中有 %s 处填写内容被改动",
	    "the contents of %s form fields were changed"),
	[PDF_CHANGE_FIELD_CHANGED] = PAIR("%s 个表单域被增加、更改或删除",
	    "%s form fields were added, changed or removed"),
	[PDF_CHANGE_ANNOT_ADDED] = PAIR("页面上增加了 %s 处批注或覆盖物",
	    "%s notes or overlays were put on pages"),
	[PDF_CHANGE_ANNOT_CHANGED] = PAIR("页面上的 %s 处批注被改动",
	    "%s notes on pages were changed"),
	[PDF_CHANGE_ANNOT_REMOVED] = PAIR("页面上的 %s 处批注被删除",
	    "%s notes on pages were removed"),
	[PDF_CHANGE_PAGE_ADDED] = PAIR("增加了 %s 页",
	    "%s pages were added"),
	[PDF_CHANGE_PAGE_REMOVED] = PAIR("删除了 %s 页",
	    "%s pages were removed"),
	[PDF_CHANGE_PAGE_CHANGED] = PAIR("%s 页的设置被改动",
	    "the settings of %s pages were changed"),
	[PDF_CHANGE_PAGE_CONTENT_CHANGED] = PAIR("页面的内容有 %s 处被改动",
	    "the content of pages was changed in %s places"),
	[PDF_CHANGE_SIG_REMOVED] = PAIR("%s 个签名被删除或改写",
	    "%s signatures were removed or rewritten"),
	[PDF_CHANGE_OBJECT_REUSED] = PAIR("文件内部的 %s 个编号被挪作他用",
	    "%s internal numbers were reused for something else"),
	[PDF_CHANGE_OBJECT_FREED] = PAIR("文件内部的 %s 个对象被删除",
	    "%s internal objects were deleted"),
};

static const struct pair unread[PDF_WHY__MAX] = {
	[PDF_WHY_NONE] = PAIR("原因不明", "the reason is not known"),
	[PDF_WHY_HEADER] = PAIR("这不是 PDF 文件", "this is not a PDF file"),
	[PDF_WHY_TAIL] = PAIR("文件的结尾不完整，可能没有下载完",
	    "the end of the file is missing; perhaps the download broke off"),
	[PDF_WHY_STARTXREF] = PAIR("文件的目录位置有误",
	    "the position of the file's index is wrong"),
	[PDF_WHY_XREF] = PAIR("文件的目录已损坏", "the file's index is damaged"),
	[PDF_WHY_XREF_LOOP] = PAIR("文件的目录互相循环",
	    "the file's indexes lead in a circle"),
	[PDF_WHY_XREF_TWICE] = PAIR("文件的目录自相矛盾",
	    "the file's index contradicts itself"),
	[PDF_WHY_HYBRID] = PAIR("文件含有两套目录，内容不唯一",
	    "the file has two indexes, so its content is ambiguous"),
	[PDF_WHY_ENCRYPTED] = PAIR("文件已加密，无法读取",
	    "the file is encrypted and cannot be read here"),
	[PDF_WHY_OFFSET] = PAIR("文件的目录指错了位置",
	    "the file's index points to the wrong place"),
	[PDF_WHY_OUTSIDE] = PAIR("文件的目录指到了别的版本",
	    "the file's index points into another revision"),
	[PDF_WHY_OVERLAP] = PAIR("文件中的内容互相重叠",
	    "parts of the file overlap"),
	[PDF_WHY_UNOWNED] = PAIR("文件中夹有不属于任何内容的数据",
	    "the file has data that belongs to nothing"),
	[PDF_WHY_SYNTAX] = PAIR("文件中有写法错误的部分",
	    "a part of the file is malformed"),
	[PDF_WHY_DUP_KEY] = PAIR("文件中有重复的项，内容不唯一",
	    "an entry occurs twice, so the content is ambiguous"),
	[PDF_WHY_STREAM] = PAIR("文件中的数据长度或编码有误",
	    "data in the file has a wrong length or coding"),
	[PDF_WHY_OBJSTM] = PAIR("文件中的压缩对象已损坏",
	    "compressed objects in the file are damaged"),
	[PDF_WHY_LOOP] = PAIR("文件内部的引用成环",
	    "references in the file run in a circle"),
	[PDF_WHY_TREE] = PAIR("文件的页面目录已损坏",
	    "the file's page tree is damaged"),
	[PDF_WHY_LIMIT] = PAIR("文件过大或过于复杂",
	    "the file is too large or too complex"),
	[PDF_WHY_MEMORY] = PAIR("服务器暂时忙", "the server is busy at present"),
};

static const char *
word(const struct pair *table, size_t n, size_t i, enum svc_lang l)
{
	if (i >= n || table[i].s[SVC_ZH] == NULL)
		i = 0;
	return table[i].s[l == SVC_EN ? SVC_EN : SVC_ZH];
}

#define WORD(table, i, l)	word(table, ES_COUNT(table), (size_t)(i), l)

enum svc_lang
svc_lang_of(struct es_view tag)
{
	return tag.n >= 2 && (tag.p[0] | 32) == 'e' && (tag.p[1] | 32) == 'n' ?
	    SVC_EN : SVC_ZH;
}

const char *
svc_word_headline(enum svc_headline h, enum svc_lang l)
{
	return WORD(headline, h, l);
}

const char *
svc_word_advice(enum svc_headline h, enum svc_lang l)
{
	return WORD(advice, h, l);
}

const char *
svc_word_headline_code(enum svc_headline h, enum svc_lang l)
{
	return (size_t)h < SVC_H__MAX && headline_code[h].s[0] != NULL ?
	    WORD(headline_code, h, l) : WORD(headline, h, l);
}

const char *
svc_word_advice_code(enum svc_headline h, enum svc_lang l)
{
	return (size_t)h < SVC_H__MAX && advice_code[h].s[0] != NULL ?
	    WORD(advice_code, h, l) : WORD(advice, h, l);
}

const char *
svc_word_register_code(enum svc_lang l)
{
	return register_code.s[l == SVC_EN ? SVC_EN : SVC_ZH];
}

const char *
svc_word_check(enum svc_check c, enum svc_lang l)
{
	return WORD(check, c, l);
}

const char *
svc_word_check_help(enum svc_check c, enum svc_lang l)
{
	return WORD(check_help, c, l);
}

const char *
svc_word_check_fail(enum svc_check c, enum svc_lang l)
{
	return WORD(check_fail, c, l);
}

const char *
svc_word_check_said(enum svc_check c, enum svc_answer a, enum svc_lang l)
{
	return a == SVC_PASS ? svc_word_check_help(c, l) :
	    a == SVC_FAIL ? svc_word_check_fail(c, l) :
	    check_unsure.s[l == SVC_EN ? SVC_EN : SVC_ZH];
}

const char *
svc_word_answer(enum svc_answer a, enum svc_lang l)
{
	return WORD(answer, a, l);
}

const char *
svc_word_reg(enum svc_reg r, enum svc_lang l)
{
	return WORD(reg, r, l);
}

const char *
svc_word_change(enum pdf_change_code c, enum svc_lang l)
{
	return WORD(change, c, l);
}

const char *
svc_word_changes(enum pdf_change_code c, size_t n, enum svc_lang l, char *s,
    size_t size)
{
	static const char *const	number[] = { "no", "one", "two",
	    "three", "four", "five", "six", "seven", "eight", "nine", "ten",
	    "eleven", "twelve" };
	const char			*form = (size_t)c < PDF_CHANGE__MAX ?
	    changes[c].s[l == SVC_EN ? SVC_EN : SVC_ZH] : NULL;
	const char			*hole;
	char				 digits[24];

	if (n < 2 || form == NULL || (hole = strstr(form, "%s")) == NULL) {
		(void)snprintf(s, size, "%s", svc_word_change(c, l));
		return s;
	}
	(void)snprintf(digits, sizeof(digits), "%zu", n);
	(void)snprintf(s, size, "%.*s%s%s", (int)(hole - form), form,
	    l == SVC_EN && n < ES_COUNT(number) ? number[n] : digits,
	    hole + 2);
	return s;
}

const char *
svc_word_unread(enum pdf_why w, enum svc_lang l)
{
	return WORD(unread, w, l);
}

const char *
svc_word_fell(const char *how, enum svc_lang l)
{
	static const struct pair	 time = PAIR(
	    "读取这份文件所需的时间超过上限，查验已中止",
	    "reading this file would take too long, so the check was "
	    "stopped");
	static const struct pair	 memory = PAIR(
	    "读取这份文件所需的内存超过上限，查验已中止",
	    "reading this file would take too much memory, so the check "
	    "was stopped");
	static const struct pair	 crash = PAIR(
	    "读取这份文件时查验程序意外中止，文件可能被特意构造",
	    "the check ended unexpectedly while reading this file, which "
	    "may have been made to do so");
	const struct pair		*p = &crash;

	if (how != NULL && strcmp(how, "time") == 0)
		p = &time;
	else if (how != NULL && strcmp(how, "memory") == 0)
		p = &memory;
	return p->s[l == SVC_EN ? SVC_EN : SVC_ZH];
}

const char *
svc_word_receipt(bool file, enum svc_lang l)
{
	static const struct pair	 said[2] = {
		PAIR("登记在册的查验回执", "A receipt of a verification, on "
		    "record"),
		PAIR("真实的查验回执：由本校查验平台出具，内容未被改动",
		    "A genuine receipt of a verification by this university, "
		    "unchanged"),
	};

	return WORD(said, file ? 1 : 0, l);
}

const char *
svc_word_receipt_advice(bool file, enum svc_lang l)
{
	static const struct pair	 said[2] = {
		PAIR("请与手中的回执逐项核对。回执说明的是另一份文件当时的查验结果，"
		    "不是那份文件本身。",
		    "Compare it with the receipt you hold. A receipt says what "
		    "was found out about another file; it is not that file."),
		PAIR("回执说明的是另一份文件当时的查验结果，不是那份文件本身；"
		    "如需现状，请查验那份文件。",
		    "A receipt says what was found out about another file at "
		    "that time; it is not that file. For the present state, "
		    "verify that file."),
	};

	return WORD(said, file ? 1 : 0, l);
}

const char *
svc_word_status(enum pki_status s, enum svc_lang l)
{
	static const char *const	 words[PKI_STATUS__MAX]
					    [SVC_LANG__MAX] = {
		[PKI_STATUS_UNKNOWN] = { "没有吊销信息可查",
		    "nothing is known about a revocation" },
		[PKI_STATUS_GOOD] = { "签章时有效，未被吊销",
		    "in force when it sealed, not revoked" },
		[PKI_STATUS_REVOKED] = { "签章前已被吊销",
		    "revoked before it sealed" },
		[PKI_STATUS_REVOKED_LATER] = { "签章时有效，之后才被吊销",
		    "in force when it sealed, revoked only afterwards" },
		[PKI_STATUS_STALE] = { "吊销信息已过时",
		    "what is known about a revocation is out of date" },
	};

	return words[(unsigned)s < PKI_STATUS__MAX ? s : 0][l];
}
