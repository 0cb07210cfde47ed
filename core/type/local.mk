libescore_a_SOURCES += \
	core/type/def.c core/type/def.h \
	core/type/form.c core/type/form.h \
	core/type/source.c core/type/source.h \
	core/type/write.c

check_PROGRAMS += tests/unit/t_type_def
tests_unit_t_type_def_SOURCES = tests/unit/t_type_def.c
check_PROGRAMS += tests/unit/t_type_form
tests_unit_t_type_form_SOURCES = tests/unit/t_type_form.c
