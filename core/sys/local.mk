libescore_a_SOURCES += core/sys/ipc.c core/sys/ipc.h
libescore_a_SOURCES += core/sys/fault.c core/sys/fault.h
libescore_a_SOURCES += core/sys/clock.c core/sys/clock.h
libescore_a_SOURCES += core/sys/file.c core/sys/file.h
libescore_a_SOURCES += core/sys/conf.c core/sys/conf.h
libescore_a_SOURCES += core/sys/log.c core/sys/log.h
libescore_a_SOURCES += core/sys/proc.c core/sys/proc.h
check_PROGRAMS += tests/unit/t_sys_conf
tests_unit_t_sys_conf_SOURCES = tests/unit/t_sys_conf.c
libescore_a_SOURCES += core/sys/confine.c core/sys/confine.h \
	core/sys/confine_priv.h core/sys/run.c core/sys/run.h \
	core/sys/stage.c core/sys/stage.h
check_PROGRAMS += tests/unit/t_sys_confine
tests_unit_t_sys_confine_SOURCES = tests/unit/t_sys_confine.c
check_PROGRAMS += tests/unit/t_sys_proc
tests_unit_t_sys_proc_SOURCES = tests/unit/t_sys_proc.c
check_PROGRAMS += tests/unit/t_sys_run
tests_unit_t_sys_run_SOURCES = tests/unit/t_sys_run.c
