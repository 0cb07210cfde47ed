libescore_a_SOURCES += \
	core/font/font.h core/font/outline.c \
	core/font/pack.c core/font/pack_priv.h \
	core/font/subset.c core/font/subset_priv.h \
	core/font/tables.c core/font/tables_priv.h \
	core/font/write.c

noinst_PROGRAMS += tests/font-dump
tests_font_dump_SOURCES = tests/font-dump.c
TESTS += tests/regress/font_subset.py

check_PROGRAMS += tests/unit/t_font_pack tests/unit/t_font_subset
tests_unit_t_font_pack_SOURCES = tests/unit/t_font_pack.c tests/unit/t_font.h
tests_unit_t_font_subset_SOURCES = tests/unit/t_font_subset.c \
	tests/unit/t_font.h
