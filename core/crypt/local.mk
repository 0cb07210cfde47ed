libescore_a_SOURCES += \
	core/crypt/crypt_priv.h core/crypt/key_priv.h \
	core/crypt/alg.c core/crypt/alg.h \
	core/crypt/cipher.c core/crypt/cipher.h \
	core/crypt/digest.c core/crypt/digest.h \
	core/crypt/ber.c core/crypt/ber.h \
	core/crypt/der.c core/crypt/der.h \
	core/crypt/err.c \
	core/crypt/key.c core/crypt/key.h \
	core/crypt/keyfile.c \
	core/crypt/oid.h \
	core/crypt/password.c core/crypt/password.h \
	core/crypt/pub.c \
	core/crypt/random.c core/crypt/random.h \
	core/crypt/secret.c core/crypt/secret.h \
	core/crypt/text.c core/crypt/text.h

check_PROGRAMS += tests/unit/t_crypt
tests_unit_t_crypt_SOURCES = tests/unit/t_crypt.c
check_PROGRAMS += tests/unit/t_crypt_alg
tests_unit_t_crypt_alg_SOURCES = tests/unit/t_crypt_alg.c
check_PROGRAMS += tests/unit/t_crypt_provider
tests_unit_t_crypt_provider_SOURCES = tests/unit/t_crypt_provider.c \
	tests/unit/campus.h
check_PROGRAMS += tests/unit/t_crypt_ber
tests_unit_t_crypt_ber_SOURCES = tests/unit/t_crypt_ber.c
