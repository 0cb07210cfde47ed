libescore_a_SOURCES += core/auth/auth.c core/auth/auth.h \
	core/auth/role.c core/auth/role.h

check_PROGRAMS += tests/unit/t_auth_role
tests_unit_t_auth_role_SOURCES = tests/unit/t_auth_role.c
