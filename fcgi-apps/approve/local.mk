sbin_PROGRAMS += fcgi-apps/approve/es-approve
fcgi_apps_approve_es_approve_SOURCES = fcgi-apps/approve/approve.h \
	fcgi-apps/approve/away.c fcgi-apps/approve/inbox.c \
	fcgi-apps/approve/main.c fcgi-apps/approve/sweep.c \
	fcgi-apps/approve/task.c
dist_man_MANS += man/es-approve.8
