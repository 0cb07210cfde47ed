libescore_a_SOURCES += core/flate/flate.c core/flate/flate.h

check_PROGRAMS += tests/unit/t_flate
tests_unit_t_flate_SOURCES = tests/unit/t_flate.c

check_PROGRAMS += tests/unit/t_flate_stream
tests_unit_t_flate_stream_SOURCES = tests/unit/t_flate_stream.c
