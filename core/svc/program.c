/* svc/program.c - see program.h. */
#include "svc/program.h"

#include "store/conf.h"

int
svc_program_conf(struct svc_seal_conf *sc, char *password,
    const char **flows_dir, struct conf *cf, struct es_err *err)
{
	int64_t	 offset;

	if (store_conf_load(&sc->db, password, cf, err) < 0 ||
	    conf_need(cf, "packs_dir", &sc->packs_dir, err) < 0 ||
	    conf_need(cf, "doc_templates", &sc->doc_templates, err) < 0 ||
	    conf_need(cf, "pki_dir", &sc->pki_dir, err) < 0 ||
	    conf_need(cf, "flows", flows_dir, err) < 0 ||
	    conf_int(cf, "time_zone_offset", -50400, 50400, 28800, &offset,
	    err) < 0)
		return -1;
	sc->offset = (int)offset;
	return 0;
}

int
svc_program_load(struct svc_seal_kit **kit, const struct svc_seal_conf *sc,
    struct flow_defs **flows, const char *flows_dir, struct es_err *err)
{
	struct flow_defs	*f;
	struct svc_seal_kit	*k;

	if (svc_flows_load(&f, flows_dir, err) < 0)
		return -1;
	if (svc_seal_kit_load(&k, sc, err) < 0) {
		flow_defs_free(f);
		return -1;
	}
	svc_seal_kit_free(*kit);
	*kit = k;
	flow_defs_free(*flows);
	*flows = f;
	return 0;
}
