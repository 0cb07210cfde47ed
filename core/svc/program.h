/*
 * svc/program.h - what programs that show or seal documents have in common:
 * their part of the configuration, fonts and templates, workflows.
 */
#ifndef ES_SVC_PROGRAM_H
#define ES_SVC_PROGRAM_H

#include "svc/approve/flows.h"
#include "svc/seal/seal.h"
#include "sys/conf.h"

/*
 * The database (its password goes to "password", STORE_PASSWORD_MAX bytes),
 * packs_dir, doc_templates, pki_dir, flows (to *flows_dir), time_zone_offset.
 * Strings are cf's.
 */
ES_CHECK int	svc_program_conf(struct svc_seal_conf *sc, char *password,
		    const char **flows_dir, struct conf *cf,
		    struct es_err *err);
/*
 * Read all of it again: *kit and *flows, NULL at first, are exchanged
 * together, or stay as they are.
 */
ES_CHECK int	svc_program_load(struct svc_seal_kit **kit,
		    const struct svc_seal_conf *sc, struct flow_defs **flows,
		    const char *flows_dir, struct es_err *err);

#endif
