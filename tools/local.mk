sbin_PROGRAMS += tools/es-migrate
tools_es_migrate_SOURCES = tools/es-migrate.c
dist_man_MANS += man/es-migrate.8

sbin_PROGRAMS += tools/es-ca
tools_es_ca_SOURCES = tools/es-ca.c
dist_man_MANS += man/es-ca.8
TESTS += tests/regress/es-ca.sh
EXTRA_DIST += tests/regress/es-ca.sh

sbin_PROGRAMS += tools/es-audit
tools_es_audit_SOURCES = tools/es-audit.c
dist_man_MANS += man/es-audit.8
