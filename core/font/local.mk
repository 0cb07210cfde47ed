libescore_a_SOURCES += \
	core/font/font.h core/font/outline.c \
	core/font/pack.c core/font/pack_priv.h \
	core/font/subset.c core/font/subset_priv.h \
	core/font/tables.c core/font/tables_priv.h \
	core/font/write.c

noinst_PROGRAMS += tests/font-dump
tests_font_dump_SOURCES = tests/font-dump.c
TESTS += tests/regress/font_subset.py
EXTRA_DIST += tests/regress/font_subset.py
