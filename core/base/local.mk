libescore_a_SOURCES += \
	core/base/arena.c core/base/arena.h \
	core/base/buf.c core/base/buf.h \
	core/base/err.c core/base/err.h \
	core/base/limits.h \
	core/base/money.c core/base/money.h \
	core/base/reader.c core/base/reader.h \
	core/base/time.c core/base/time.h \
	core/base/tree.c core/base/tree.h \
	core/base/utf8.c core/base/utf8.h \
	core/base/view.c core/base/view.h \
	core/base/xml.c core/base/xml.h

check_PROGRAMS += tests/unit/t_base
tests_unit_t_base_SOURCES = tests/unit/t_base.c
check_PROGRAMS += tests/unit/t_base_money
tests_unit_t_base_money_SOURCES = tests/unit/t_base_money.c
