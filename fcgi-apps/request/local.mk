sbin_PROGRAMS += fcgi-apps/request/es-request
fcgi_apps_request_es_request_SOURCES = fcgi-apps/request/main.c \
	fcgi-apps/request/ask.c fcgi-apps/request/bulk.c fcgi-apps/request/bulk_worker.c \
	fcgi-apps/request/crid.c \
	fcgi-apps/request/draft.c fcgi-apps/request/fields.c \
	fcgi-apps/request/mine.c fcgi-apps/request/share.c \
	fcgi-apps/request/request.h
dist_man_MANS += man/es-request.8
