libescore_a_SOURCES += \
	core/layout/dlist.c core/layout/dlist.h \
	core/layout/flow.c core/layout/flow.h core/layout/layout.h \
	core/layout/qr.c core/layout/table.c \
	core/layout/template.c core/layout/template.h \
	core/layout/text.c core/layout/text.h \
	core/layout/value.c
