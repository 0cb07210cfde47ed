libescore_a_SOURCES += \
	core/svc/signd.c core/svc/signd.h \
	core/svc/signd_proto.c core/svc/signd_proto.h

check_PROGRAMS += tests/unit/t_svc_signd
tests_unit_t_svc_signd_SOURCES = tests/unit/t_svc_signd.c

libescore_a_SOURCES += core/svc/verdict.c core/svc/verdict.h
check_PROGRAMS += tests/unit/t_svc_verdict
tests_unit_t_svc_verdict_SOURCES = tests/unit/t_svc_verdict.c

libescore_a_SOURCES += core/svc/words.c core/svc/words.h \
	core/svc/words_seal.c core/svc/words_seal.h \
	core/svc/place.c core/svc/place.h
check_PROGRAMS += tests/unit/t_svc_words
tests_unit_t_svc_words_SOURCES = tests/unit/t_svc_words.c

libescore_a_SOURCES += core/svc/flows.c core/svc/flows.h \
	core/svc/program.c core/svc/program.h \
	core/svc/absence.c core/svc/authorise.c core/svc/authorise.h \
	core/svc/approve.c core/svc/approve.h \
	core/svc/inbox.c core/svc/resubmit.c \
	core/svc/review.c core/svc/review.h
libescore_a_SOURCES += core/svc/code.c core/svc/code.h
check_PROGRAMS += tests/unit/t_svc_code
tests_unit_t_svc_code_SOURCES = tests/unit/t_svc_code.c

libescore_a_SOURCES += \
	core/svc/facts.c core/svc/facts.h \
	core/svc/inspect.c core/svc/inspect.h core/svc/inspect_priv.h \
	core/svc/inspect_cms.c \
	core/svc/look.c core/svc/look.h core/svc/look_wire.c \
	core/svc/report_json.c core/svc/report_json.h \
	core/svc/report_priv.h core/svc/report_xml.c \
	core/svc/report_text.c core/svc/report_text.h \
	core/svc/verify.c core/svc/verify.h core/svc/verify_priv.h \
	core/svc/verify_child.c core/svc/verify_file.c \
	core/svc/verify_json.c core/svc/verify_register.c core/svc/verify_warm.c \
	core/svc/verify_report.c

check_PROGRAMS += tests/unit/t_svc_look
tests_unit_t_svc_look_SOURCES = tests/unit/t_svc_look.c

libescore_a_SOURCES += \
	core/svc/receipt.c core/svc/receipt.h core/svc/receipt_priv.h \
	core/svc/receipt_record.c

check_PROGRAMS += tests/unit/t_svc_report
tests_unit_t_svc_report_SOURCES = tests/unit/t_svc_report.c

libescore_a_SOURCES += core/svc/audit_flows.c core/svc/audit_verify.c \
	core/svc/checkpoint.c core/svc/checkpoint.h \
	core/svc/checkpoint_judge.c core/svc/finding.c \
	core/svc/watch.c core/svc/watch.h core/svc/watch_read.c
libescore_a_SOURCES += core/svc/mail_text.c core/svc/mail_text.h \
	core/svc/notice.c core/svc/notice.h \
	core/svc/outbox.c core/svc/outbox.h
check_PROGRAMS += tests/unit/t_svc_mail_text
tests_unit_t_svc_mail_text_SOURCES = tests/unit/t_svc_mail_text.c
check_PROGRAMS += tests/unit/t_svc_checkpoint
tests_unit_t_svc_checkpoint_SOURCES = tests/unit/t_svc_checkpoint.c

libescore_a_SOURCES += \
	core/svc/contract.c core/svc/contract.h core/svc/contract_priv.h \
	core/svc/contract_file.c core/svc/contract_file.h \
	core/svc/contract_freeze.c \
	core/svc/contract_look.c core/svc/contract_look.h \
	core/svc/contract_page.c core/svc/contract_seal.c
libescore_a_SOURCES += core/svc/timestamp.c core/svc/timestamp.h
libescore_a_SOURCES += core/svc/ocsp.c core/svc/ocsp.h
check_PROGRAMS += tests/unit/t_svc_ocsp
tests_unit_t_svc_ocsp_SOURCES = tests/unit/t_svc_ocsp.c \
	tests/unit/revocation.h tests/unit/campus.h
check_PROGRAMS += tests/unit/t_svc_timestamp
tests_unit_t_svc_timestamp_SOURCES = tests/unit/t_svc_timestamp.c
libescore_a_SOURCES += \
	core/svc/seal.c core/svc/seal.h core/svc/seal_priv.h \
	core/svc/seal_keys.c core/svc/seal_make.c core/svc/seal_kit.c core/svc/seal_kit.h \
	core/svc/seal_claim.c core/svc/seal_store.c core/svc/stamp.c core/svc/stamp.h \
	core/svc/keeper.c core/svc/keeper.h

check_PROGRAMS += tests/unit/t_svc_stamp
tests_unit_t_svc_stamp_SOURCES = tests/unit/t_svc_stamp.c

check_PROGRAMS += tests/unit/t_svc_seen
tests_unit_t_svc_seen_SOURCES = tests/unit/t_svc_seen.c

libescore_a_SOURCES += \
	core/svc/catalogue.c core/svc/documents.c \
	core/svc/draft.c core/svc/draft.h \
	core/svc/gpa.c core/svc/gpa.h \
	core/svc/issue.c core/svc/issue.h core/svc/issue_priv.h \
	core/svc/number.c core/svc/number.h \
	core/svc/preview.c core/svc/preview.h \
	core/svc/snapshot.c core/svc/sources.c core/svc/sources.h \
	core/svc/type_check.c core/svc/type_put.c \
	core/svc/type_files.c core/svc/type_files.h \
	core/svc/type_draft.c core/svc/type_draft.h \
	core/svc/types.c core/svc/types.h core/svc/vocabulary.c

libescore_a_SOURCES += core/svc/share.c core/svc/share.h \
	core/svc/share_open.c core/svc/share_priv.h

libescore_a_SOURCES += core/svc/evidence.c core/svc/evidence.h \
	core/svc/fetch.c core/svc/extended.c core/svc/extended.h \
	core/svc/renew.c core/svc/renew.h
libescore_a_SOURCES += core/svc/register.c core/svc/register.h \
	core/svc/register_act.c core/svc/figures.c
check_PROGRAMS += tests/unit/t_svc_register
tests_unit_t_svc_register_SOURCES = tests/unit/t_svc_register.c

libescore_a_SOURCES += core/svc/bulk.c core/svc/bulk.h \
	core/svc/bulk_priv.h core/svc/bulk_run.c

check_PROGRAMS += tests/unit/t_svc_words_seal
tests_unit_t_svc_words_seal_SOURCES = tests/unit/t_svc_words_seal.c

libescore_a_SOURCES += core/svc/life.c core/svc/life.h core/svc/life_priv.h \
	core/svc/life_imprint.c core/svc/life_page.c core/svc/life_file.c core/svc/life_apply.c core/svc/life_step.c

libescore_a_SOURCES += core/svc/auditor.c core/svc/auditor.h

libescore_a_SOURCES += core/svc/tar.c core/svc/tar.h \
	core/svc/filing.c core/svc/filing.h core/svc/filing_priv.h \
	core/svc/filing_xml.c core/svc/filing_look.c core/svc/filing_load.c \
	core/svc/filing_check.c \
	core/svc/archive.c core/svc/archive.h \
	core/svc/archive_priv.h \
	core/svc/disposal.c core/svc/disposal.h core/svc/disposal_run.c
check_PROGRAMS += tests/unit/t_svc_tar
tests_unit_t_svc_tar_SOURCES = tests/unit/t_svc_tar.c
