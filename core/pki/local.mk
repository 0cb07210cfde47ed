libescore_a_SOURCES += \
	core/pki/cert_priv.h \
	core/pki/cache.c \
	core/pki/cert.c core/pki/cert.h \
	core/pki/judge.c core/pki/judge.h \
	core/pki/make.c core/pki/make.h

check_PROGRAMS += tests/unit/t_pki
tests_unit_t_pki_SOURCES = tests/unit/t_pki.c tests/unit/campus.h
