sbin_PROGRAMS += fcgi-apps/tsa/es-tsa
fcgi_apps_tsa_es_tsa_SOURCES = fcgi-apps/tsa/main.c
dist_man_MANS += man/es-tsa.8
