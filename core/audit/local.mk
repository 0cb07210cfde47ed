libescore_a_SOURCES += \
	core/audit/append.c core/audit/audit.h \
	core/audit/balance.c \
	core/audit/chain.c core/audit/chain.h \
	core/audit/verify.c
