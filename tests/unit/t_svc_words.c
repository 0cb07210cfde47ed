/* Every code has its own sentence in both languages. */
#include "svc/verify/words.h"
#include "base/utf8.h"
#include "tap.h"

/* Complete: present, text, not repeated, and not the same in both. */
static int
latin(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return 0;
	return 1;
}

static int
good(const char *zh, const char *en)
{
	return zh[0] != '\0' && en[0] != '\0' && latin(en) && !latin(zh) &&
	    es_utf8_is_line(es_view_str(zh));
}

/* Present, of its language, one line, and no sentence twice from "from". */
#define COMPLETE(func, type, max, from, name) do {			\
	size_t	 i_, k_, bad_ = 0;					\
	for (i_ = 0; i_ < (size_t)(max); i_++) {			\
		bad_ += !good(func((type)i_, SVC_ZH),			\
		    func((type)i_, SVC_EN));				\
		for (k_ = (from); k_ < i_; k_++)			\
			bad_ += strcmp(func((type)i_, SVC_ZH),		\
			    func((type)k_, SVC_ZH)) == 0 ||		\
			    strcmp(func((type)i_, SVC_EN),		\
			    func((type)k_, SVC_EN)) == 0;		\
	}								\
	ok(bad_ == 0, "%s: %zu sentences, all different", name, i_);	\
	ok(func((type)99, SVC_EN) == func((type)0, SVC_EN),		\
	    "%s: out of range is unknown", name);			\
} while (0)

int
main(void)
{
	COMPLETE(svc_word_headline, enum svc_headline, SVC_H__MAX, 1,
	    "headline");
	COMPLETE(svc_word_advice, enum svc_headline, SVC_H__MAX, 0,
	    "advice");
	COMPLETE(svc_word_headline_code, enum svc_headline, SVC_H__MAX, 1,
	    "headline of a code");
	COMPLETE(svc_word_advice_code, enum svc_headline, SVC_H__MAX, 0,
	    "advice to a code");
	ok(good(svc_word_register_code(SVC_ZH),
	    svc_word_register_code(SVC_EN)), "the register to a code");
	ok(strstr(svc_word_headline_code(SVC_H_VALID, SVC_EN), "unchanged") ==
	    NULL && strstr(svc_word_headline_code(SVC_H_VALID, SVC_ZH),
	    "未被改动") == NULL, "a code says nothing of a file's bytes");
	COMPLETE(svc_word_check, enum svc_check, SVC_CHECK__MAX, 0,
	    "check");
	COMPLETE(svc_word_check_help, enum svc_check, SVC_CHECK__MAX, 0,
	    "help");
	COMPLETE(svc_word_check_fail, enum svc_check, SVC_CHECK__MAX, 0,
	    "failure");
	ok(svc_word_check_said(SVC_CHECK_TIME, SVC_PASS, SVC_EN) ==
	    svc_word_check_help(SVC_CHECK_TIME, SVC_EN) &&
	    svc_word_check_said(SVC_CHECK_TIME, SVC_FAIL, SVC_ZH) ==
	    svc_word_check_fail(SVC_CHECK_TIME, SVC_ZH) &&
	    good(svc_word_check_said(SVC_CHECK_TIME, SVC_UNKNOWN, SVC_ZH),
	    svc_word_check_said(SVC_CHECK_TIME, SVC_UNKNOWN, SVC_EN)),
	    "each answer to a check has its sentence");
	COMPLETE(svc_word_answer, enum svc_answer, SVC_ANSWER__MAX, 0,
	    "answer");
	COMPLETE(svc_word_reg, enum svc_reg, SVC_REG__MAX, 0,
	    "register");
	COMPLETE(svc_word_change, enum pdf_change_code, PDF_CHANGE__MAX, 0,
	    "change");
	COMPLETE(svc_word_unread, enum pdf_why, PDF_WHY__MAX, 0,
	    "unreadable");
	ok(svc_lang_of(ES_LIT("en-GB")) == SVC_EN &&
	    svc_lang_of(ES_LIT("zh-CN")) == SVC_ZH &&
	    svc_lang_of(ES_VIEW_EMPTY) == SVC_ZH, "language of a tag");
	return done();
}
