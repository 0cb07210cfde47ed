sbin_PROGRAMS += fcgi-apps/ocsp/es-ocsp
fcgi_apps_ocsp_es_ocsp_SOURCES = fcgi-apps/ocsp/main.c
dist_man_MANS += man/es-ocsp.8
