libescore_a_SOURCES += \
	core/svc/register/act.c \
	core/svc/register/figures.c \
	core/svc/register/register.c \
	core/svc/register/register.h
