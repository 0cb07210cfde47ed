dist_man_MANS += man/es-verify.8
sbin_PROGRAMS += fcgi-apps/verify/es-verify
fcgi_apps_verify_es_verify_SOURCES = fcgi-apps/verify/main.c
