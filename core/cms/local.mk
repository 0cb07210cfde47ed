libescore_a_SOURCES += \
	core/cms/attrs.c core/cms/cms_priv.h core/cms/evidence.c \
	core/cms/parse.c \
	core/cms/sign.c core/cms/sign.h \
	core/cms/verify.c core/cms/verify.h

check_PROGRAMS += tests/unit/t_cms_foreign
tests_unit_t_cms_foreign_SOURCES = tests/unit/t_cms_foreign.c \
	tests/unit/campus.h
check_PROGRAMS += tests/unit/t_cms_sign tests/unit/t_cms_traps
tests_unit_t_cms_sign_SOURCES = tests/unit/t_cms_sign.c tests/unit/campus.h
tests_unit_t_cms_traps_SOURCES = tests/unit/t_cms_traps.c tests/unit/campus.h
TESTS += tests/regress/algs.py
