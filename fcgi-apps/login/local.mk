sbin_PROGRAMS += fcgi-apps/login/es-login
fcgi_apps_login_es_login_SOURCES = fcgi-apps/login/login.h \
	fcgi-apps/login/main.c fcgi-apps/login/notices.c \
	fcgi-apps/login/password.c
dist_man_MANS += man/es-login.8
