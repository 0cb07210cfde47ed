check_PROGRAMS += tests/unit/t_signd_evidence
tests_unit_t_signd_evidence_SOURCES = tests/unit/t_signd_evidence.c \
	fcgi-apps/signd/evidence.c fcgi-apps/signd/evidence.h
tests_unit_t_signd_evidence_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(top_srcdir)/fcgi-apps/signd
