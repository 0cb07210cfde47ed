dist_man_MANS += man/es-contract.8
sbin_PROGRAMS += fcgi-apps/contract/es-contract
fcgi_apps_contract_es_contract_SOURCES = fcgi-apps/contract/main.c \
	fcgi-apps/contract/contract.h fcgi-apps/contract/files.c \
	fcgi-apps/contract/list.c fcgi-apps/contract/page.c \
	fcgi-apps/contract/worker.c
