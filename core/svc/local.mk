# The rooms of svc, and their tests.
libescore_a_SOURCES += core/svc/program.c core/svc/program.h
include core/svc/approve/local.mk
include core/svc/archive/local.mk
include core/svc/audit/local.mk
include core/svc/bulk/local.mk
include core/svc/contract/local.mk
include core/svc/issue/local.mk
include core/svc/life/local.mk
include core/svc/notice/local.mk
include core/svc/register/local.mk
include core/svc/seal/local.mk
include core/svc/share/local.mk
include core/svc/type/local.mk
include core/svc/verify/local.mk

check_PROGRAMS += tests/unit/t_svc_signd
tests_unit_t_svc_signd_SOURCES = tests/unit/t_svc_signd.c
check_PROGRAMS += tests/unit/t_svc_verdict
tests_unit_t_svc_verdict_SOURCES = tests/unit/t_svc_verdict.c
check_PROGRAMS += tests/unit/t_svc_words
tests_unit_t_svc_words_SOURCES = tests/unit/t_svc_words.c
check_PROGRAMS += tests/unit/t_svc_code
tests_unit_t_svc_code_SOURCES = tests/unit/t_svc_code.c
check_PROGRAMS += tests/unit/t_svc_look
tests_unit_t_svc_look_SOURCES = tests/unit/t_svc_look.c
check_PROGRAMS += tests/unit/t_svc_report
tests_unit_t_svc_report_SOURCES = tests/unit/t_svc_report.c
check_PROGRAMS += tests/unit/t_svc_mail_text
tests_unit_t_svc_mail_text_SOURCES = tests/unit/t_svc_mail_text.c
check_PROGRAMS += tests/unit/t_svc_checkpoint
tests_unit_t_svc_checkpoint_SOURCES = tests/unit/t_svc_checkpoint.c
check_PROGRAMS += tests/unit/t_svc_ocsp
tests_unit_t_svc_ocsp_SOURCES = tests/unit/t_svc_ocsp.c \
	tests/unit/revocation.h tests/unit/campus.h
check_PROGRAMS += tests/unit/t_svc_timestamp
tests_unit_t_svc_timestamp_SOURCES = tests/unit/t_svc_timestamp.c
check_PROGRAMS += tests/unit/t_svc_stamp
tests_unit_t_svc_stamp_SOURCES = tests/unit/t_svc_stamp.c
check_PROGRAMS += tests/unit/t_svc_seen
tests_unit_t_svc_seen_SOURCES = tests/unit/t_svc_seen.c
check_PROGRAMS += tests/unit/t_svc_register
tests_unit_t_svc_register_SOURCES = tests/unit/t_svc_register.c
check_PROGRAMS += tests/unit/t_svc_words_seal
tests_unit_t_svc_words_seal_SOURCES = tests/unit/t_svc_words_seal.c
check_PROGRAMS += tests/unit/t_svc_tar
tests_unit_t_svc_tar_SOURCES = tests/unit/t_svc_tar.c
