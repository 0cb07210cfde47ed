libescore_a_SOURCES += core/auth/auth.c core/auth/auth.h \
	core/auth/officer.c core/auth/officer.h core/auth/officer_priv.h \
	core/auth/officer_page.c core/auth/password.c core/auth/password.h \
	core/auth/role.c core/auth/role.h core/auth/throttle.c \
	core/auth/throttle.h

check_PROGRAMS += tests/unit/t_auth_role
tests_unit_t_auth_role_SOURCES = tests/unit/t_auth_role.c
