libescore_a_SOURCES += \
	core/svc/share/open.c \
	core/svc/share/priv.h \
	core/svc/share/share.c \
	core/svc/share/share.h
