libescore_a_SOURCES += \
	core/web/app.c core/web/app.h \
	core/web/compile.c \
	core/web/form.c core/web/form.h \
	core/web/req.c core/web/req.h \
	core/web/respond.c \
	core/web/template.c core/web/template.h core/web/template_priv.h
