libescore_a_SOURCES += \
	core/web/app.c core/web/app.h \
	core/web/compile.c \
	core/web/csv.c core/web/csv.h \
	core/web/form.c core/web/form.h \
	core/web/req.c core/web/req.h \
	core/web/respond.c \
	core/web/template.c core/web/template.h core/web/template_priv.h
check_PROGRAMS += tests/unit/t_web_form tests/unit/t_web_template \
	tests/unit/t_web_app
tests_unit_t_web_form_SOURCES = tests/unit/t_web_form.c
tests_unit_t_web_template_SOURCES = tests/unit/t_web_template.c
tests_unit_t_web_app_SOURCES = tests/unit/t_web_app.c
