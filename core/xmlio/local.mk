libescore_a_SOURCES += core/xmlio/rows.c core/xmlio/tree.c \
	core/xmlio/schema.c core/xmlio/xmlio.c core/xmlio/xmlio.h \
	core/xmlio/xmlio_priv.h

check_PROGRAMS += tests/unit/t_xmlio
tests_unit_t_xmlio_SOURCES = tests/unit/t_xmlio.c
