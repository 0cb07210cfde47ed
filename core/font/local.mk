libescore_a_SOURCES += \
	core/font/font.h core/font/outline.c \
	core/font/pack.c core/font/pack_priv.h \
	core/font/subset.c core/font/subset_priv.h \
	core/font/tables.c core/font/tables_priv.h \
	core/font/write.c
