dist_man_MANS += man/es-seal.8
