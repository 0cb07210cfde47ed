dist_man_MANS += man/es-register.8
sbin_PROGRAMS += fcgi-apps/register/es-register
fcgi_apps_register_es_register_SOURCES = fcgi-apps/register/main.c \
	fcgi-apps/register/document.c fcgi-apps/register/export.c \
	fcgi-apps/register/list.c \
	fcgi-apps/register/figures.c fcgi-apps/register/archive.c \
	fcgi-apps/register/disposal.c \
	fcgi-apps/register/register.h
