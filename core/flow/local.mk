libescore_a_SOURCES += \
	core/flow/book.h \
	core/flow/chain.c core/flow/chain.h \
	core/flow/core.c core/flow/core.h \
	core/flow/def.c core/flow/def.h core/flow/defs.c \
	core/flow/fact.c core/flow/open.c core/flow/write.c

check_PROGRAMS += tests/unit/t_flow_def tests/unit/t_flow_core
tests_unit_t_flow_def_SOURCES = tests/unit/t_flow_def.c
tests_unit_t_flow_core_SOURCES = tests/unit/t_flow_core.c
