dist_man_MANS += man/es-seal.8
sbin_PROGRAMS += fcgi-apps/seal/es-seal
fcgi_apps_seal_es_seal_SOURCES = fcgi-apps/seal/main.c \
	fcgi-apps/seal/authorise.c fcgi-apps/seal/life.c fcgi-apps/seal/pages.c fcgi-apps/seal/pages.h \
	fcgi-apps/seal/seal.h fcgi-apps/seal/stamp.c
