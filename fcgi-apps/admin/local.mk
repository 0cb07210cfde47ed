sbin_PROGRAMS += fcgi-apps/admin/es-admin
fcgi_apps_admin_es_admin_SOURCES = fcgi-apps/admin/main.c \
	fcgi-apps/admin/audit.c fcgi-apps/admin/balance.c fcgi-apps/admin/people.c fcgi-apps/admin/proposals.c \
	fcgi-apps/admin/types.c fcgi-apps/admin/admin.h
dist_man_MANS += man/es-admin.8
