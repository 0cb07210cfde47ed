libescore_a_SOURCES += \
	core/store/bulk.c core/store/store_priv.h \
	core/store/migrate.c core/store/migrate.h \
	core/store/refusal.c \
	core/store/store.c core/store/store.h core/store/stmts.h
EXTRA_DIST += \
	core/store/stmt_audit.def core/store/stmt_bulk.def \
	core/store/stmt_contract.def \
	core/store/stmt_import.def core/store/stmt_life.def \
	core/store/stmt_officer.def core/store/stmt_auditor.def \
	core/store/stmt_flow.def core/store/stmt_issue.def \
	core/store/stmt_register.def core/store/stmt_role.def \
	core/store/stmt_login.def core/store/stmt_seal.def \
	core/store/stmt_renew.def core/store/stmt_filing.def core/store/stmt_archive.def core/store/stmt_share.def \
	core/store/stmt_signd.def \
	core/store/stmt_type.def core/store/stmt_verify.def \
	core/store/stmt_watch.def core/store/stmt_notice.def
libescore_a_SOURCES += core/store/conf.c core/store/conf.h
