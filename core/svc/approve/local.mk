libescore_a_SOURCES += \
	core/svc/approve/absence.c \
	core/svc/approve/approve.c \
	core/svc/approve/approve.h \
	core/svc/approve/flows.c \
	core/svc/approve/flows.h \
	core/svc/approve/inbox.c \
	core/svc/approve/resubmit.c \
	core/svc/approve/review.c \
	core/svc/approve/review.h
