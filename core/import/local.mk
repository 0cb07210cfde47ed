libescore_a_SOURCES += \
	core/import/csv.c core/import/csv.h \
	core/import/fields.c core/import/fields.h \
	core/import/fields_priv.h core/import/records.c \
	core/import/import.h core/import/load.c core/import/read.c

check_PROGRAMS += tests/unit/t_import
tests_unit_t_import_SOURCES = tests/unit/t_import.c
