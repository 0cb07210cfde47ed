dist_man_MANS += man/es-verify.8
