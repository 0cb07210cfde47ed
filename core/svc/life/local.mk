libescore_a_SOURCES += \
	core/svc/life/apply.c \
	core/svc/life/authorise.c \
	core/svc/life/authorise.h \
	core/svc/life/file.c \
	core/svc/life/imprint.c \
	core/svc/life/keeper.c \
	core/svc/life/keeper.h \
	core/svc/life/life.c \
	core/svc/life/life.h \
	core/svc/life/page.c \
	core/svc/life/priv.h \
	core/svc/life/step.c
