libescore_a_SOURCES += \
	core/esign/esign_priv.h \
	core/esign/judge.c core/esign/judge.h \
	core/esign/collect.c core/esign/court.c core/esign/extend.c core/esign/extend.h \
	core/esign/extend_priv.h core/esign/evidence.c core/esign/level.c \
	core/esign/names.c core/esign/read.c \
	core/esign/seal.c \
	core/esign/sealer.c core/esign/sealer.h \
	core/esign/stamp.c

check_PROGRAMS += tests/unit/t_esign_judge
tests_unit_t_esign_judge_SOURCES = tests/unit/t_esign_judge.c \
	tests/unit/campus.h tests/unit/pdf_make.h tests/unit/pdf_seal.h

check_PROGRAMS += tests/unit/t_esign_levels
tests_unit_t_esign_levels_SOURCES = tests/unit/t_esign_levels.c \
	tests/unit/campus.h tests/unit/pdf_make.h tests/unit/pdf_seal.h \
	tests/unit/revocation.h
