libescore_a_SOURCES += core/seal/def.c \
	core/seal/picture.c core/seal/picture.h

check_PROGRAMS += tests/unit/t_seal_picture
tests_unit_t_seal_picture_SOURCES = tests/unit/t_seal_picture.c \
	tests/unit/t_fakefont.h

libescore_a_SOURCES += core/seal/imprint.c core/seal/imprint.h
check_PROGRAMS += tests/unit/t_seal_imprint
tests_unit_t_seal_imprint_SOURCES = tests/unit/t_seal_imprint.c
EXTRA_DIST += tests/fuzz/fuzz_imprint.c tests/fuzz/seeds/imprint

libescore_a_SOURCES += core/seal/life.c core/seal/life.h
check_PROGRAMS += tests/unit/t_seal_life
tests_unit_t_seal_life_SOURCES = tests/unit/t_seal_life.c
