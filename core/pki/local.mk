libescore_a_SOURCES += \
	core/pki/cert_priv.h core/pki/ocsp_priv.h core/pki/pki_priv.h \
	core/pki/cache.c \
	core/pki/cert.c core/pki/cert.h \
	core/pki/crl.c core/pki/crl.h core/pki/crl_make.c \
	core/pki/csr.c core/pki/csr.h \
	core/pki/ext.c \
	core/pki/judge.c core/pki/judge.h \
	core/pki/make.c core/pki/make.h \
	core/pki/ocsp.c core/pki/ocsp.h core/pki/ocsp_id.c \
	core/pki/ocsp_make.c core/pki/ocsp_query.c \
	core/pki/revoke.c core/pki/revoke.h \
	core/pki/sig.c \
	core/pki/urls.c core/pki/urls.h

check_PROGRAMS += tests/unit/t_pki
tests_unit_t_pki_SOURCES = tests/unit/t_pki.c tests/unit/campus.h

check_PROGRAMS += tests/unit/t_pki_crl tests/unit/t_pki_ocsp \
	tests/unit/t_pki_revoke
tests_unit_t_pki_crl_SOURCES = tests/unit/t_pki_crl.c \
	tests/unit/revocation.h tests/unit/campus.h
tests_unit_t_pki_ocsp_SOURCES = tests/unit/t_pki_ocsp.c \
	tests/unit/revocation.h tests/unit/campus.h
tests_unit_t_pki_revoke_SOURCES = tests/unit/t_pki_revoke.c \
	tests/unit/revocation.h tests/unit/campus.h

