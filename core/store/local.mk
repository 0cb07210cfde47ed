libescore_a_SOURCES += \
	core/store/bulk.c core/store/store_priv.h \
	core/store/migrate.c core/store/migrate.h \
	core/store/refusal.c \
	core/store/store.c core/store/store.h core/store/stmts.h
libescore_a_SOURCES += core/store/conf.c core/store/conf.h
