libescore_a_SOURCES += core/auth/auth.c core/auth/auth.h
