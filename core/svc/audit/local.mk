libescore_a_SOURCES += \
	core/svc/audit/auditor.c \
	core/svc/audit/auditor.h \
	core/svc/audit/checkpoint.c \
	core/svc/audit/checkpoint.h \
	core/svc/audit/checkpoint_judge.c \
	core/svc/audit/figures.c \
	core/svc/audit/figures.h \
	core/svc/audit/finding.c \
	core/svc/audit/flows.c \
	core/svc/audit/verify.c \
	core/svc/audit/watch.c \
	core/svc/audit/watch.h \
	core/svc/audit/watch_read.c
