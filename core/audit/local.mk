libescore_a_SOURCES += \
	core/audit/append.c core/audit/audit.h \
	core/audit/balance.c \
	core/audit/chain.c core/audit/chain.h \
	core/audit/verify.c \
	core/audit/walk.c core/audit/walk.h

check_PROGRAMS += tests/unit/t_audit_chain
tests_unit_t_audit_chain_SOURCES = tests/unit/t_audit_chain.c
