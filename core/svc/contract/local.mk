libescore_a_SOURCES += \
	core/svc/contract/again.c \
	core/svc/contract/contract.c \
	core/svc/contract/contract.h \
	core/svc/contract/file.c \
	core/svc/contract/file.h \
	core/svc/contract/freeze.c \
	core/svc/contract/look.c \
	core/svc/contract/look.h \
	core/svc/contract/page.c \
	core/svc/contract/place.c \
	core/svc/contract/place.h \
	core/svc/contract/priv.h \
	core/svc/contract/seal.c
