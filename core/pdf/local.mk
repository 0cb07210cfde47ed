# The strict reader.
libescore_a_SOURCES += \
	core/pdf/changes.c core/pdf/changes.h core/pdf/changes_priv.h \
	core/pdf/diff_doc.c core/pdf/diff_form.c core/pdf/diff_tree.c \
	core/pdf/reach.c \
	core/pdf/fields.c core/pdf/fields.h \
	core/pdf/filter.c core/pdf/frame.c \
	core/pdf/hybrid.c \
	core/pdf/lex.c core/pdf/lex.h \
	core/pdf/obj.c core/pdf/obj.h \
	core/pdf/objstm.c core/pdf/pages.c \
	core/pdf/read.c core/pdf/read.h core/pdf/read_priv.h \
	core/pdf/security.c core/pdf/security_key.c \
	core/pdf/security_priv.h \
	core/pdf/sig_judge.c core/pdf/sigs.c core/pdf/sigs.h \
	core/pdf/sigs_priv.h \
	core/pdf/dss.c core/pdf/dss.h core/pdf/extend.c core/pdf/extend.h \
	core/pdf/extend_stamp.c \
	core/pdf/text.c core/pdf/text.h \
	core/pdf/xref.c

check_PROGRAMS += tests/unit/t_pdf_read
check_PROGRAMS += tests/unit/t_pdf_sigs
tests_unit_t_pdf_sigs_SOURCES = tests/unit/t_pdf_sigs.c tests/unit/pdf_make.h
check_PROGRAMS += tests/unit/t_pdf_security
tests_unit_t_pdf_security_SOURCES = tests/unit/t_pdf_security.c \
	tests/unit/pdf_make.h
check_PROGRAMS += tests/unit/t_pdf_odd
tests_unit_t_pdf_odd_SOURCES = tests/unit/t_pdf_odd.c tests/unit/pdf_make.h
tests_unit_t_pdf_read_SOURCES = tests/unit/t_pdf_read.c tests/unit/pdf_make.h

noinst_PROGRAMS += tests/hostile/h_pdf
tests_hostile_h_pdf_SOURCES = tests/hostile/h_pdf.c
TESTS += tests/hostile/pdf.py tests/regress/pdf_qpdf.py

check_PROGRAMS += tests/unit/t_pdf_extend
tests_unit_t_pdf_extend_SOURCES = tests/unit/t_pdf_extend.c \
	tests/unit/pdf_make.h
check_PROGRAMS += tests/unit/t_pdf_limits
tests_unit_t_pdf_limits_SOURCES = tests/unit/t_pdf_limits.c \
	tests/unit/pdf_make.h

# The writer.
libescore_a_SOURCES += \
	core/pdf/icc_data.c core/pdf/icc_data.h \
	core/pdf/sighole.c core/pdf/sighole.h \
	core/pdf/write.c core/pdf/write.h core/pdf/write_priv.h \
	core/pdf/write_file.c core/pdf/write_font.c core/pdf/write_obj.c \
	core/pdf/sigdict.c core/pdf/sigdict.h core/pdf/pagebox.c core/pdf/pagebox.h \
	core/pdf/update.c core/pdf/update.h core/pdf/update_priv.h \
	core/pdf/update_obj.c core/pdf/update_lock.c \
	core/pdf/update_blank.c core/pdf/straddle.c \
	core/pdf/active.c core/pdf/active.h \
	core/pdf/claims.c core/pdf/claims.h \
	core/pdf/place.c core/pdf/place.h core/pdf/bbox.c core/pdf/bbox.h \
	core/pdf/revise.c core/pdf/revise.h core/pdf/revise_priv.h \
	core/pdf/revise_end.c core/pdf/revise_xref.c \
	core/pdf/write_page.c core/pdf/write_sig.c core/pdf/write_str.c \
	core/pdf/write_tree.c core/pdf/xmp.c core/pdf/xmp.h
noinst_PROGRAMS += tests/tools/pdf_sample
tests_tools_pdf_sample_SOURCES = tests/tools/pdf_sample.c tests/unit/campus.h
TESTS += tests/regress/pdf_write.py
check_PROGRAMS += tests/unit/t_pdf_write
tests_unit_t_pdf_write_SOURCES = tests/unit/t_pdf_write.c tests/unit/t_font.h
check_PROGRAMS += tests/unit/t_pdf_update tests/unit/t_pdf_bbox
tests_unit_t_pdf_update_SOURCES = tests/unit/t_pdf_update.c \
	tests/unit/pdf_make.h
tests_unit_t_pdf_bbox_SOURCES = tests/unit/t_pdf_bbox.c
