/* campus-offices.c - offices and seals of the demonstration campus. */
#include <stdio.h>

#include "campus.h"
#include "sys/clock.h"

struct office {
	const char	*code, *zh, *en, *contact;
};

static const struct office	offices[] = {
	{ "GS", "研究生院", "Graduate School", "" },
	{ "JW", "教务处", "Office of Academic Affairs", "" },
	{ "RS", "人事处", "Human Resources Office", "" },
	{ "KY", "科学技术发展研究院",
	    "Institute of Science and Technology", "" },
	{ "CG", "采购与招标中心", "Procurement Centre", "" },
	/* They approve, and have no seal here. */
	{ "CW", "财务处", "Finance Office", "" },
	{ "FW", "法律事务办公室", "Legal Office", "" },
	{ "XB", "校长办公室", "Office of the President", "" },
};

/* Who decides, who handles, and the three officers. */
static const struct {
	const char	*account, *role, *office;
} roles[] = {
	{ "H0001", "head", "计算机科学与技术学院" },
	{ "H0002", "head", "采购与招标中心" },
	{ "A0001", "approver", "RS" }, { "A0002", "approver", "JW" },
	{ "A0003", "approver", "KY" }, { "A0004", "approver", "CG" },
	{ "A0005", "approver", "CW" }, { "A0006", "approver", "FW" },
	{ "A0007", "approver", "XB" }, { "A0008", "approver", "GS" },
	{ "J0001", "handler", "GS" }, { "J0002", "handler", "JW" },
	{ "M0001", "seal-manager", "" }, { "M0002", "seal-maker", "" },
	{ "D0001", "archivist", "" }, { "K0007", "keeper", "JW" },
	{ "O0001", "system-admin", "" }, { "O0002", "security-admin", "" },
	{ "O0003", "auditor", "" },
};

/* A seal: "name" on its arc, "line" under the star. */
struct seal {
	const char	*zh, *en, *office, *class, *name, *line, *key,
			*keeper, *deputy;
};

static const struct seal	seals[] = {
	{ "研究生院", "Graduate School", "GS", "department",
	    "示例大学研究生院", "", "gs-p256", "K0001", "K1001" },
	{ "教务处", "Office of Academic Affairs", "JW", "department",
	    "示例大学教务处", "", "jw-p256", "K0002", "K1002" },
	{ "人事处", "Human Resources Office", "RS", "department",
	    "示例大学人事处", "", "rs-p256", "K0003", "K1003" },
	{ "科学技术发展研究院", "Institute of Science and Technology", "KY",
	    "department", "示例大学科学技术发展研究院", "", "ky-p256", "K0004",
	    "K1004" },
	{ "采购合同专用章", "Procurement Contract Seal", "CG", "procurement",
	    "示例大学", "采购合同专用章", "cg-p256", "K0005", "K1005" },
	{ "科研合同专用章", "Research Contract Seal", "KY", "research",
	    "示例大学", "科研合同专用章", "kc-p256", "K0006", "K1006" },
};

/* A right, since ever; the officers' console gives others. */
static int
give_role(struct store *st, const char *account, const char *role,
    const char *office, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(role), SV_STR(office),
				    SV_STR(account) };

	return store_exec(st, STORE_IMPORT_ROLE, args, ES_COUNT(args), NULL,
	    err);
}

/* They were in use before there were pages for it. */
static int
adopt(struct store *st, size_t seal, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal),
				    SV_INT(sys_now()) };

	return store_exec(st, STORE_IMPORT_SEAL_EVENT, args, ES_COUNT(args),
	    NULL, err);
}

static int
add_seal(struct store *st, size_t id, const struct seal *s,
    struct es_err *err)
{
	char	 number[16], line[100] = "", def[300];

	(void)snprintf(number, sizeof(number), "S%03zu", id);
	if (*s->line != '\0')
		(void)snprintf(line, sizeof(line), " line=\"%s\"", s->line);
	(void)snprintf(def, sizeof(def), "<seal diameter=\"42\" ring=\"1.2\" "
	    "star=\"14\" name=\"%s\"%s/>", s->name, line);
	{
		struct store_val	 args[] = { SV_INT(id),
					    SV_STR(number), SV_STR(s->zh),
					    SV_STR(s->en), SV_STR(s->office),
					    SV_STR(def), SV_STR(s->key),
					    SV_STR(s->keeper),
					    SV_STR(s->deputy),
					    SV_STR(s->class) };

		if (store_exec(st, STORE_IMPORT_SEAL, args, ES_COUNT(args),
		    NULL, err) < 0)
			return -1;
	}
	if (adopt(st, id, err) < 0 ||
	    give_role(st, s->keeper, "keeper", s->office, err) < 0)
		return -1;
	return give_role(st, s->deputy, "keeper", s->office, err);
}

/*
 * The verification service: a seal for its receipts alone.  Their type is in
 * nobody's catalogue; it carries policy and authorisation of that seal.
 */
#define VERIFIER	90

static int
add_verifier(struct store *st, struct es_err *err)
{
	struct store_val	 seal[] = { SV_INT(VERIFIER), SV_STR("S090"),
				    SV_STR("电子凭证验证"),
				    SV_STR("Verification Service"),
				    SV_STR("JW"),
				    SV_STR("<seal diameter=\"42\" "
				    "ring=\"1.2\" star=\"12\" "
				    "name=\"示例大学电子凭证平台\" "
				    "line=\"验证专用章\"/>"),
				    SV_STR("vf-p256"), SV_STR("K0001"),
				    SV_STR("K0001"), SV_STR("verification") };
	struct store_val	 id = SV_INT(VERIFIER);

	if (store_exec(st, STORE_IMPORT_SEAL, seal, ES_COUNT(seal), NULL,
	    err) < 0 || adopt(st, VERIFIER, err) < 0 ||
	    store_exec(st, STORE_IMPORT_RECEIPTS, &id, 1, NULL, err) < 0)
		return -1;
	return store_exec(st, STORE_IMPORT_RECEIPTS_POLICY, &id, 1, NULL,
	    err);
}

int
campus_offices(struct store *st, struct es_err *err)
{
	struct store_val	 uni[] = { SV_STR("示例大学"),
				    SV_STR("Example University"),
				    SV_STR("99999") };
	size_t			 i;

	if (store_exec(st, STORE_IMPORT_CAMPUS, uni, 3, NULL, err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(offices); i++) {
		struct store_val	 row[] = { SV_STR(offices[i].code),
					    SV_STR(offices[i].zh),
					    SV_STR(offices[i].en),
					    SV_STR(offices[i].contact) };

		if (store_exec(st, STORE_IMPORT_OFFICE, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	for (i = 0; i < ES_COUNT(seals); i++)
		if (add_seal(st, i + 1, &seals[i], err) < 0)
			return -1;
	for (i = 0; i < ES_COUNT(roles); i++)
		if (give_role(st, roles[i].account, roles[i].role,
		    roles[i].office, err) < 0)
			return -1;
	return add_verifier(st, err);
}
