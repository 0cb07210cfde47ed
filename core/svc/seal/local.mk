libescore_a_SOURCES += \
	core/svc/seal/claim.c \
	core/svc/seal/keys.c \
	core/svc/seal/kit.c \
	core/svc/seal/kit.h \
	core/svc/seal/make.c \
	core/svc/seal/ocsp.c \
	core/svc/seal/ocsp.h \
	core/svc/seal/priv.h \
	core/svc/seal/seal.c \
	core/svc/seal/seal.h \
	core/svc/seal/signd.c \
	core/svc/seal/signd.h \
	core/svc/seal/signd_proto.c \
	core/svc/seal/signd_proto.h \
	core/svc/seal/stamp.c \
	core/svc/seal/stamp.h \
	core/svc/seal/store.c \
	core/svc/seal/timestamp.c \
	core/svc/seal/timestamp.h
