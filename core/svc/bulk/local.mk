libescore_a_SOURCES += \
	core/svc/bulk/bulk.c \
	core/svc/bulk/bulk.h \
	core/svc/bulk/priv.h \
	core/svc/bulk/run.c
