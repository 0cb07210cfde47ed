libescore_a_SOURCES += \
	core/svc/type/check.c \
	core/svc/type/draft.c \
	core/svc/type/draft.h \
	core/svc/type/files.c \
	core/svc/type/files.h \
	core/svc/type/put.c \
	core/svc/type/types.c \
	core/svc/type/types.h
