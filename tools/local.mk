sbin_PROGRAMS += tools/es-migrate
tools_es_migrate_SOURCES = tools/es-migrate.c
dist_man_MANS += man/es-migrate.8

sbin_PROGRAMS += tools/es-ca
tools_es_ca_SOURCES = tools/ca/ca.h tools/ca/main.c tools/ca/files.c \
	tools/ca/index.c tools/ca/issue.c tools/ca/outside.c \
	tools/ca/publish.c tools/ca/revoke.c tools/ca/seal.c \
	tools/ca-key.c tools/ca-key.h
tools_es_ca_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tools
tools_es_ca_LDADD = $(LDADD) $(P11_LIBS)
dist_man_MANS += man/es-ca.8
TESTS += tests/regress/es-ca.sh

sbin_PROGRAMS += tools/es-renew
tools_es_renew_SOURCES = tools/es-renew.c
dist_man_MANS += man/es-renew.8

sbin_PROGRAMS += tools/es-mail
tools_es_mail_SOURCES = tools/es-mail.c
dist_man_MANS += man/es-mail.8

sbin_PROGRAMS += tools/es-archive
tools_es_archive_SOURCES = tools/es-archive.c
dist_man_MANS += man/es-archive.8

sbin_PROGRAMS += tools/es-audit
tools_es_audit_SOURCES = tools/audit/tool.h tools/audit/main.c \
	tools/audit/run.c
tools_es_audit_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tools
dist_man_MANS += man/es-audit.8

# Glyph packs: the tool, and the five styles from Debian's font packages.
sbin_PROGRAMS += tools/es-fontpack
tools_es_fontpack_SOURCES = tools/es-fontpack.c tools/fontpack.h \
	tools/fontpack-huff.c tools/fontpack-outline.c
tools_es_fontpack_LDADD = libescore.a $(HARFBUZZ_LIBS) $(OPENSSL_LIBS) -lm
dist_man_MANS += man/es-fontpack.8

NOTO_DIR = /usr/share/fonts/opentype/noto
GYRE_DIR = /usr/share/texmf/fonts/opentype/public/tex-gyre
WENKAI_DIR = /usr/share/fonts/truetype/lxgw-wenkai
PACKS = packs/song.pack packs/song-bold.pack packs/hei.pack \
	packs/hei-bold.pack packs/kai.pack
FONTPACK = @mkdir -p packs && tools/es-fontpack -o $@
packs: $(PACKS)
.PHONY: packs
packs/song.pack: tools/es-fontpack
	$(FONTPACK) -n song $(GYRE_DIR)/texgyretermes-regular.otf \
	    $(NOTO_DIR)/NotoSerifCJK-Regular.ttc:2 \
	    $(NOTO_DIR)/NotoSansCJK-Regular.ttc:2
packs/song-bold.pack: tools/es-fontpack
	$(FONTPACK) -b -n song-bold $(GYRE_DIR)/texgyretermes-bold.otf \
	    $(NOTO_DIR)/NotoSerifCJK-Bold.ttc:2 \
	    $(NOTO_DIR)/NotoSansCJK-Bold.ttc:2
packs/hei.pack: tools/es-fontpack
	$(FONTPACK) -n hei $(GYRE_DIR)/texgyreheros-regular.otf \
	    $(NOTO_DIR)/NotoSansCJK-Regular.ttc:2 \
	    $(NOTO_DIR)/NotoSerifCJK-Regular.ttc:2
packs/hei-bold.pack: tools/es-fontpack
	$(FONTPACK) -b -n hei-bold $(GYRE_DIR)/texgyreheros-bold.otf \
	    $(NOTO_DIR)/NotoSansCJK-Bold.ttc:2 \
	    $(NOTO_DIR)/NotoSerifCJK-Bold.ttc:2
packs/kai.pack: tools/es-fontpack
	$(FONTPACK) -s -n kai $(WENKAI_DIR)/LXGWWenKai-Regular.ttf \
	    $(NOTO_DIR)/NotoSerifCJK-Regular.ttc:2
CLEANFILES += $(PACKS)

sbin_PROGRAMS += tools/es-layout
tools_es_layout_SOURCES = tools/es-layout.c
dist_man_MANS += man/es-layout.8

sbin_PROGRAMS += tools/es-types
tools_es_types_SOURCES = tools/es-types.c
dist_man_MANS += man/es-types.8

sbin_PROGRAMS += tools/es-campus
tools_es_campus_SOURCES = tools/es-campus.c tools/campus.h \
	tools/campus-offices.c tools/campus-records.c
dist_man_MANS += man/es-campus.8

sbin_PROGRAMS += tools/es-import
tools_es_import_SOURCES = tools/es-import.c
dist_man_MANS += man/es-import.8

bin_PROGRAMS += tools/es/es
tools_es_es_SOURCES = tools/audit/tool.h tools/audit/run.c \
	tools/es/es.h tools/es/main.c tools/es/inspect.c \
	tools/es/seal.c \
	tools/es/plan.c tools/es/wish.c tools/es/wish.h tools/es/extend.c \
	tools/es/where.c tools/es/where.h \
	tools/es/signer.c tools/es/signer.h tools/es/trust.c tools/es/tsa.c \
	tools/es/verify.c
tools_es_es_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tools
tools_es_es_LDADD = $(LDADD) $(P11_LIBS)
dist_man_MANS += man/es.1
TESTS += tests/regress/es_seal.py tests/regress/es_place.py \
	tests/regress/es_large.py \
	tests/regress/es_vectors.py tests/regress/es_encrypted.py
TESTS += tests/regress/es_extend.py tests/regress/es_evidence.py
