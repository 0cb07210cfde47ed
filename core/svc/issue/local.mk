libescore_a_SOURCES += \
	core/svc/issue/catalogue.c \
	core/svc/issue/code.c \
	core/svc/issue/code.h \
	core/svc/issue/documents.c \
	core/svc/issue/draft.c \
	core/svc/issue/draft.h \
	core/svc/issue/gpa.c \
	core/svc/issue/gpa.h \
	core/svc/issue/issue.c \
	core/svc/issue/issue.h \
	core/svc/issue/number.c \
	core/svc/issue/number.h \
	core/svc/issue/preview.c \
	core/svc/issue/preview.h \
	core/svc/issue/priv.h \
	core/svc/issue/snapshot.c \
	core/svc/issue/sources.c \
	core/svc/issue/sources.h \
	core/svc/issue/vocabulary.c
