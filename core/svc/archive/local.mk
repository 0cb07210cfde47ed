libescore_a_SOURCES += \
	core/svc/archive/archive.c \
	core/svc/archive/archive.h \
	core/svc/archive/disposal.c \
	core/svc/archive/disposal.h \
	core/svc/archive/disposal_run.c \
	core/svc/archive/evidence.c \
	core/svc/archive/evidence.h \
	core/svc/archive/extended.c \
	core/svc/archive/extended.h \
	core/svc/archive/fetch.c \
	core/svc/archive/filing.c \
	core/svc/archive/filing.h \
	core/svc/archive/filing_check.c \
	core/svc/archive/filing_load.c \
	core/svc/archive/filing_look.c \
	core/svc/archive/filing_priv.h \
	core/svc/archive/filing_xml.c \
	core/svc/archive/priv.h \
	core/svc/archive/renew.c \
	core/svc/archive/renew.h \
	core/svc/archive/tar.c \
	core/svc/archive/tar.h
