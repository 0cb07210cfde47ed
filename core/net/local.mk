libescore_a_SOURCES += core/net/net.c core/net/net.h \
	core/net/net_priv.h core/net/address.c \
	core/net/mail.c core/net/mail.h

check_PROGRAMS += tests/unit/t_net
tests_unit_t_net_SOURCES = tests/unit/t_net.c
