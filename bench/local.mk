
noinst_PROGRAMS += bench/b_font
bench_b_font_SOURCES = bench/b_font.c
