sbin_PROGRAMS += tools/es-migrate
tools_es_migrate_SOURCES = tools/es-migrate.c
dist_man_MANS += man/es-migrate.8
