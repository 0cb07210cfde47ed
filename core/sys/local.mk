libescore_a_SOURCES += core/sys/ipc.c core/sys/ipc.h
