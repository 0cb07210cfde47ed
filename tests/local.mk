noinst_PROGRAMS += tests/tools/signd_client
tests_tools_signd_client_SOURCES = tests/tools/signd_client.c
noinst_PROGRAMS += tests/tools/store_probe
tests_tools_store_probe_SOURCES = tests/tools/store_probe.c
