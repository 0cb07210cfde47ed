
noinst_PROGRAMS += bench/b_font
bench_b_font_SOURCES = bench/b_font.c
noinst_PROGRAMS += bench/b_sign
bench_b_sign_SOURCES = bench/b_sign.c tests/unit/campus.h \
	tests/unit/pdf_make.h tests/unit/pdf_seal.h
