libescore_a_SOURCES += core/token/token.h core/token/token_priv.h \
	core/token/key.c core/token/library.c core/token/pin.c \
	core/token/pub.c core/token/rv.c core/token/session.c \
	core/token/sign.c

check_PROGRAMS += tests/unit/t_token
tests_unit_t_token_SOURCES = tests/unit/t_token.c
tests_unit_t_token_LDADD = $(LDADD) $(P11_LIBS)
