noinst_PROGRAMS += tests/tools/signd_client
tests_tools_signd_client_SOURCES = tests/tools/signd_client.c
