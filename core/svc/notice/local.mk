libescore_a_SOURCES += \
	core/svc/notice/mail_text.c \
	core/svc/notice/mail_text.h \
	core/svc/notice/notice.c \
	core/svc/notice/notice.h \
	core/svc/notice/outbox.c \
	core/svc/notice/outbox.h
