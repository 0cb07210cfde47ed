check_PROGRAMS += tests/unit/t_signd_evidence
tests_unit_t_signd_evidence_SOURCES = tests/unit/t_signd_evidence.c \
	fcgi-apps/signd/evidence.c fcgi-apps/signd/evidence.h \
	fcgi-apps/signd/record.c fcgi-apps/signd/record.h
tests_unit_t_signd_evidence_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(top_srcdir)/fcgi-apps/signd

check_PROGRAMS += tests/unit/t_signd_count
tests_unit_t_signd_count_SOURCES = tests/unit/t_signd_count.c \
	fcgi-apps/signd/count.c fcgi-apps/signd/count.h
tests_unit_t_signd_count_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(top_srcdir)/fcgi-apps/signd

check_PROGRAMS += tests/unit/t_signd_clock
tests_unit_t_signd_clock_SOURCES = tests/unit/t_signd_clock.c \
	fcgi-apps/signd/clock.c fcgi-apps/signd/clock.h
tests_unit_t_signd_clock_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(top_srcdir)/fcgi-apps/signd

sbin_PROGRAMS += fcgi-apps/signd/es-signd
fcgi_apps_signd_es_signd_SOURCES = fcgi-apps/signd/main.c \
	fcgi-apps/signd/checkpoint.c \
	fcgi-apps/signd/clock.c fcgi-apps/signd/clock.h \
	fcgi-apps/signd/count.c fcgi-apps/signd/count.h \
	fcgi-apps/signd/contract.c \
	fcgi-apps/signd/decided.c fcgi-apps/signd/decided.h \
	fcgi-apps/signd/evidence.c fcgi-apps/signd/evidence.h \
	fcgi-apps/signd/grant.c fcgi-apps/signd/grant.h \
	fcgi-apps/signd/health.c fcgi-apps/signd/health.h \
	fcgi-apps/signd/keyring.c fcgi-apps/signd/keyring.h \
	fcgi-apps/signd/ocsp.c \
	fcgi-apps/signd/record.c fcgi-apps/signd/record.h \
	fcgi-apps/signd/receipt.c fcgi-apps/signd/seal.c \
	fcgi-apps/signd/serve.c fcgi-apps/signd/serve.h \
	fcgi-apps/signd/source.c fcgi-apps/signd/source.h
fcgi_apps_signd_es_signd_LDADD = $(LDADD) $(P11_LIBS)
dist_man_MANS += man/es-signd.8
