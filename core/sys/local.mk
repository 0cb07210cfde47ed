libescore_a_SOURCES += core/sys/ipc.c core/sys/ipc.h
libescore_a_SOURCES += core/sys/fault.c core/sys/fault.h
libescore_a_SOURCES += core/sys/clock.c core/sys/clock.h
libescore_a_SOURCES += core/sys/file.c core/sys/file.h
libescore_a_SOURCES += core/sys/conf.c core/sys/conf.h
libescore_a_SOURCES += core/sys/log.c core/sys/log.h
libescore_a_SOURCES += core/sys/proc.c core/sys/proc.h
