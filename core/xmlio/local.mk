libescore_a_SOURCES += core/xmlio/xmlio.c core/xmlio/xmlio.h
