
noinst_PROGRAMS += bench/b_font
bench_b_font_SOURCES = bench/b_font.c
noinst_PROGRAMS += bench/b_sign
bench_b_sign_SOURCES = bench/b_sign.c tests/unit/campus.h \
	tests/unit/pdf_make.h tests/unit/pdf_seal.h
noinst_PROGRAMS += bench/b_core
bench_b_core_SOURCES = bench/b_core.c tests/unit/campus.h
noinst_PROGRAMS += bench/b_http
bench_b_http_SOURCES = bench/b_http.c
bench_b_http_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
noinst_PROGRAMS += bench/b_stamp
bench_b_stamp_SOURCES = bench/b_stamp.c
noinst_PROGRAMS += bench/b_campus
bench_b_campus_SOURCES = bench/b_campus.c
noinst_PROGRAMS += bench/b_update
bench_b_update_SOURCES = bench/b_update.c tests/unit/campus.h
