libescore_a_SOURCES += \
	core/tsa/tsa_priv.h \
	core/tsa/imprint.c \
	core/tsa/query.c core/tsa/query.h \
	core/tsa/response.c \
	core/tsa/stamp.c core/tsa/stamp.h \
	core/tsa/token.c core/tsa/token.h

check_PROGRAMS += tests/unit/t_tsa
tests_unit_t_tsa_SOURCES = tests/unit/t_tsa.c tests/unit/campus.h

# The signing core against openssl; signtool is its command line.
noinst_PROGRAMS += tests/regress/signtool
tests_regress_signtool_SOURCES = tests/regress/signtool.c
TESTS += tests/regress/sign-openssl.sh
