libescore_a_SOURCES += \
	core/layout/dlist.c core/layout/dlist.h \
	core/layout/fit.c \
	core/layout/flow.c core/layout/flow.h core/layout/layout.h \
	core/layout/qr.c core/layout/sign.c core/layout/table.c \
	core/layout/template.c core/layout/template.h \
	core/layout/template_attr.c core/layout/template_block.c \
	core/layout/template_priv.h core/layout/template_text.c \
	core/layout/text.c core/layout/text.h \
	core/layout/value.c
libescore_a_SOURCES += core/layout/svg.c core/layout/svg.h

check_PROGRAMS += tests/unit/t_layout_svg
tests_unit_t_layout_svg_SOURCES = tests/unit/t_layout_svg.c \
	tests/unit/t_fakefont.h
check_PROGRAMS += tests/unit/t_layout_text
tests_unit_t_layout_text_SOURCES = tests/unit/t_layout_text.c \
	tests/unit/t_fakefont.h
check_PROGRAMS += tests/unit/t_layout_run
tests_unit_t_layout_run_SOURCES = tests/unit/t_layout_run.c \
	tests/unit/t_fakefont.h
TESTS += tests/regress/records.sh tests/regress/preview.py
