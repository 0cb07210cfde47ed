/* svc/verify/words_seal.c - see words_seal.h. */
#include "svc/verify/words_seal.h"

#define ASK_FOR_ANOTHER	{ "请向出具人索取未签章的原件再盖章。", \
	"Ask whoever made it for the file without signatures, and seal that." }
#define PRINT_AGAIN	{ "请用阅读器打开后\"打印为 PDF\"，核对无误后再盖章" \
	"（文件若已签章，请勿重新打印）。", \
	"Open it in a reader, print it into a PDF, compare, and seal that; " \
	"but never print a file anew that carries a signature." }

struct pair {
	const char	*s[SVC_LANG__MAX];
};

static const struct pair reasons[PDF_UNFIT__MAX] = {
	[PDF_FIT] = { { "原因不明", "the reason is not known" } },
	[PDF_UNFIT_XFA] = { { "文件含有动态表单（XFA），各软件显示不一",
	    "it holds an XFA form, which every program shows its own way" } },
	[PDF_UNFIT_CERTIFIED] = { {
	    "文件已作认证签名，不允许再加此印章",
	    "it is certified, and the certification does not allow this "
	    "seal" } },
	[PDF_UNFIT_LOCKED] = { { "该签名域已被先前的印章锁定",
	    "an earlier seal has locked this field" } },
	[PDF_UNFIT_SIGNATURE] = { { "文件中有不成立的签名",
	    "it carries a signature that does not hold" } },
	[PDF_UNFIT_FIELD] = { { "签名域的名称已被占用",
	    "the name of the signature field is taken" } },
	[PDF_UNFIT_FORM] = { { "文件的表单或批注结构有误",
	    "its form or its annotations are malformed" } },
	[PDF_UNFIT_LATE] = { {
	    "文件已有印章，不能再预留签名域或加盖骑缝章",
	    "it is sealed already: fields and straddle seals can only be "
	    "prepared before the first seal" } },
	[PDF_UNFIT_UNSEEN] = { { "表单内容的外观由阅读软件自行决定",
	    "how its form looks is left to the reader's program" } },
	[PDF_UNFIT_PLACE] = { { "该签名域不能显示或不能接受这枚印章",
	    "this signature field cannot show or take the seal" } },
};

static const struct pair advice[PDF_UNFIT__MAX] = {
	[PDF_FIT] = { { "请联系管理员。", "Ask the administrator." } },
	[PDF_UNFIT_XFA] = { PRINT_AGAIN },
	[PDF_UNFIT_CERTIFIED] = { {
	    "请使用预留的签名域，或请出具人放宽认证后重新出具。",
	    "Use a field that was prepared, or have it issued again with a "
	    "certification that allows more." } },
	[PDF_UNFIT_LOCKED] = { {
	    "请选用未锁定的签名域，或请先盖章的部门重新出具。",
	    "Choose a field that is not locked, or have the department that "
	    "sealed first issue it again." } },
	[PDF_UNFIT_SIGNATURE] = { ASK_FOR_ANOTHER },
	[PDF_UNFIT_FIELD] = { { "请换一个名称。", "Choose another name." } },
	[PDF_UNFIT_FORM] = { PRINT_AGAIN },
	[PDF_UNFIT_LATE] = { {
	    "请在加盖第一枚印章之前或同时预留；否则请用未签章的原件重新开始。",
	    "Prepare them before, or together with, the first seal; or begin "
	    "again with the file without seals." } },
	[PDF_UNFIT_UNSEEN] = { PRINT_AGAIN },
	[PDF_UNFIT_PLACE] = { { "请改用另一个签名域，或另行指定盖章位置。",
	    "Use another field, or a place of its own for the seal." } },
};

static const char *
say(const struct pair *p, enum svc_lang l)
{
	return p->s[l == SVC_EN ? SVC_EN : SVC_ZH];
}

const char *
svc_word_unfit(enum pdf_unfit u, enum svc_lang l)
{
	return say(&reasons[(size_t)u < PDF_UNFIT__MAX ? u : PDF_FIT], l);
}

const char *
svc_word_unfit_advice(enum pdf_unfit u, enum svc_lang l)
{
	return say(&advice[(size_t)u < PDF_UNFIT__MAX ? u : PDF_FIT], l);
}

const char *
svc_word_unread_advice(enum pdf_why w, enum svc_lang l)
{
	static const struct pair	 none = { { "请选择一个 PDF 文件。",
		"Choose a PDF file." } };
	static const struct pair	 locked = { {
		"请去除密码后再盖章：qpdf --decrypt（文件若已签章则不可）。",
		"Take the password away and seal that: qpdf --decrypt (not "
		"when the file carries a signature)." } };
	static const struct pair	 small = { {
		"请拆分或压缩后再盖章。",
		"Split it, or make it smaller, and seal that." } };
	static const struct pair	 later = { { "请稍后再试。",
		"Try again later." } };
	static const struct pair	 again = { {
		"请重新导出 PDF，或用 qpdf 重写后再盖章：qpdf 原文件 新文件"
		"（文件若已签章，请索取完好的原件）。",
		"Export the PDF anew, or rewrite it (qpdf OLD NEW), and seal "
		"that; when it carries a signature, ask for an undamaged "
		"copy." } };

	switch (w) {
	case PDF_WHY_HEADER:
		return say(&none, l);
	case PDF_WHY_ENCRYPTED:
		return say(&locked, l);
	case PDF_WHY_LIMIT:
		return say(&small, l);
	case PDF_WHY_MEMORY:
		return say(&later, l);
	default:
		return say(&again, l);
	}
}
