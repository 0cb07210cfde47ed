/*
 * campus-records.c - staff of the demonstration campus, and what is on record
 * of its people: a visibly fictional world.
 */
#include <stdio.h>

#include "base/limits.h"
#include "campus.h"

struct member {
	const char	*number, *zh, *en, *gender, *birth;
	const char	*unit_zh, *unit_en, *post_zh, *post_en;
	const char	*duty_zh, *duty_en, *appointment, *joined;
};

#define CS	"计算机科学与技术学院", "School of Computer Science and Technology"
#define GS	"研究生院", "Graduate School"
#define JW	"教务处", "Office of Academic Affairs"
#define RS	"人事处", "Human Resources Office"
#define KY	"科学技术发展研究院", "Institute of Science and Technology"
#define CG	"采购与招标中心", "Procurement Centre"
#define CW	"财务处", "Finance Office"
#define FW	"法律事务办公室", "Legal Office"
#define XB	"校长办公室", "Office of the President"
#define IT	"信息化办公室", "Information Technology Office"
#define CHECKS	ADMIN, "审批人", "Approver", "permanent", "2004-07-01"
#define HANDLES	ADMIN, "经办人", "Handler", "permanent", "2014-07-01"
#define OFFICER	ADMIN, "", "", "permanent", "2012-07-01"
#define SEALS	ADMIN, "", "", "permanent", "2011-07-01"
#define ADMIN	"管理岗", "Administration"
#define TEACH	"教学科研岗", "Teaching and Research"
#define KEEPS	ADMIN, "印章保管人", "Seal Keeper", "permanent"
#define DEPUTY	ADMIN, "印章副保管人", "Deputy Seal Keeper", "permanent"

static const struct member	staff[] = {
	{ "K0002", "样例保管员二", "SAMPLE Keeper Two", "M", "1980-03-04", JW,
	    KEEPS, "2006-07-01" },
	{ "K0003", "样例保管员三", "SAMPLE Keeper Three", "F", "1981-03-04",
	    RS, KEEPS, "2007-07-01" },
	{ "K0004", "样例保管员四", "SAMPLE Keeper Four", "M", "1982-03-04", KY,
	    KEEPS, "2008-07-01" },
	{ "K0005", "样例保管员五", "SAMPLE Keeper Five", "F", "1983-03-04", CG,
	    KEEPS, "2009-07-01" },
	{ "K0006", "样例保管员六", "SAMPLE Keeper Six", "M", "1984-03-04", KY,
	    KEEPS, "2010-07-01" },
	{ "K1001", "样例副保管员一", "SAMPLE Deputy One", "F", "1985-03-04", GS,
	    DEPUTY, "2011-07-01" },
	{ "K1002", "样例副保管员二", "SAMPLE Deputy Two", "M", "1986-03-04", JW,
	    DEPUTY, "2012-07-01" },
	{ "K1003", "样例副保管员三", "SAMPLE Deputy Three", "F", "1987-03-04",
	    RS, DEPUTY, "2013-07-01" },
	{ "K1004", "样例副保管员四", "SAMPLE Deputy Four", "M", "1988-03-04", KY,
	    DEPUTY, "2014-07-01" },
	{ "K1005", "样例副保管员五", "SAMPLE Deputy Five", "F", "1989-03-04", CG,
	    DEPUTY, "2015-07-01" },
	{ "K1006", "样例副保管员六", "SAMPLE Deputy Six", "M", "1990-03-04", KY,
	    DEPUTY, "2016-07-01" },
	{ "H0001", "样例院长", "SAMPLE Dean", "M", "1968-01-02", CS, TEACH,
	    "院长", "Dean", "permanent", "1995-07-01" },
	{ "H0002", "样例主任", "SAMPLE Director", "F", "1970-01-02", CG, ADMIN,
	    "主任", "Director", "permanent", "1996-07-01" },
	{ "A0001", "样例审批人一", "SAMPLE Approver One", "F", "1971-01-02", RS,
	    CHECKS },
	{ "A0002", "样例审批人二", "SAMPLE Approver Two", "M", "1972-01-02", JW,
	    CHECKS },
	{ "A0003", "样例审批人三", "SAMPLE Approver Three", "F", "1973-01-02",
	    KY, CHECKS },
	{ "A0004", "样例审批人四", "SAMPLE Approver Four", "M", "1974-01-02",
	    CG, CHECKS },
	{ "A0005", "样例审批人五", "SAMPLE Approver Five", "F", "1975-01-02",
	    CW, CHECKS },
	{ "A0006", "样例审批人六", "SAMPLE Approver Six", "M", "1976-01-02", FW,
	    CHECKS },
	{ "A0007", "样例审批人七", "SAMPLE Approver Seven", "F", "1977-01-02",
	    XB, CHECKS },
	{ "A0008", "样例审批人八", "SAMPLE Approver Eight", "M", "1978-01-02",
	    GS, CHECKS },
	{ "J0001", "样例经办人一", "SAMPLE Handler One", "F", "1990-02-03", GS,
	    HANDLES },
	{ "J0002", "样例经办人二", "SAMPLE Handler Two", "M", "1991-02-03", JW,
	    HANDLES },
	{ "O0001", "样例系统管理员", "SAMPLE System Administrator", "M",
	    "1985-05-05", IT, OFFICER },
	{ "O0002", "样例安全管理员", "SAMPLE Security Administrator", "F",
	    "1986-05-05", IT, OFFICER },
	{ "O0003", "样例审计管理员", "SAMPLE Auditor", "M", "1987-05-05", IT,
	    OFFICER },
	{ "M0001", "样例印章管理员", "SAMPLE Seal Manager", "F", "1982-02-03",
	    XB, SEALS },
	{ "M0002", "样例制章人", "SAMPLE Seal Maker", "M", "1983-02-03", IT,
	    SEALS },
	{ "D0001", "样例档案员", "SAMPLE Archivist", "F", "1984-02-03", XB,
	    SEALS },
	{ "K0007", "样例保管员七", "SAMPLE Keeper Seven", "F", "1991-03-04", JW,
	    KEEPS, "2017-07-01" },
	{ "T0001", "样例教授", "SAMPLE Professor", "F", "1975-06-07", CS, TEACH,
	    "系主任", "Head of Department", "permanent", "2001-07-16" },
	{ "T0002", "样例讲师·买买提江", "SAMPLE Lecturer Maimaitijiang", "M",
	    "1992-08-09", CS, TEACH, "", "", "contract", "2021-09-01" },
	{ "T0003", "样例采购员", "SAMPLE Buyer", "F", "1988-10-11", CG, ADMIN,
	    "", "", "permanent", "2013-03-18" },
	{ "T0004", "样例离职员", "SAMPLE Former", "M", "1979-12-13", CS, TEACH,
	    "", "", "contract", "2010-09-01" },
};

static void
people(struct es_buf *b, const char *hash)
{
	size_t	 i;

	es_buf_add_str(b, "number,kind,name_zh,name_en,gender,birth,"
	    "id_number,school_zh,school_en,status,password\r\n");
	for (i = 0; i < ES_COUNT(staff); i++) {
		const struct member	*m = &staff[i];

		es_buf_printf(b, "%s,staff,%s,%s,%s,%s,110000%.4s%.2s%.2s%.4s,"
		    "%s,%s,%s,\"%s\"\r\n", m->number, m->zh, m->en, m->gender,
		    m->birth, m->birth, m->birth + 5, m->birth + 8,
		    m->number + 1, m->unit_zh, m->unit_en,
		    strcmp(m->number, "T0004") == 0 ? "left" : "registered",
		    hash);
	}
}

static void
employment(struct es_buf *b)
{
	size_t	 i;

	es_buf_add_str(b, "number,department_zh,department_en,post_zh,post_en,"
	    "duty_zh,duty_en,appointment,joined,ended,contact\r\n"
	    "K0001,研究生院,Graduate School,管理岗,Administration,印章保管人,"
	    "Seal Keeper,permanent,2005-07-01,,010-00000000\r\n");
	for (i = 0; i < ES_COUNT(staff); i++) {
		const struct member	*m = &staff[i];

		es_buf_printf(b, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,010-00000000"
		    "\r\n", m->number, m->unit_zh, m->unit_en, m->post_zh,
		    m->post_en, m->duty_zh, m->duty_en, m->appointment,
		    m->joined, strcmp(m->number, "T0004") == 0 ?
		    "2025-08-31" : "");
	}
}

static const char	titles[] =
    "number,qualified,name_zh,name_en,series_zh,series_en,level,"
    "discipline_zh,discipline_en,appointed,approval_no,certificate_no\r\n"
    "T0001,2007-12-31,副教授,Associate Professor,高等学校教师,"
    "Faculty of Higher Education,associate,计算机科学与技术,"
    "Computer Science and Technology,2008-01-01,示人〔2008〕7号,ZC20080007\r\n"
    "T0001,2013-12-31,教授,Professor,高等学校教师,"
    "Faculty of Higher Education,senior,计算机科学与技术,"
    "Computer Science and Technology,2014-01-01,示人〔2014〕3号,ZC20140003\r\n"
    "T0002,2021-08-31,讲师,Lecturer,高等学校教师,"
    "Faculty of Higher Education,middle,软件工程,Software Engineering,"
    "2021-09-01,示人〔2021〕12号,ZC20210012\r\n";

static const char	projects[] =
    "number,project_no,title_zh,title_en,kind,funder_zh,funder_en,role,"
    "begins,ends,amount\r\n"
    "T0001,KY-2024-0031,可信电子凭证的一致渲染与长期验证研究,"
    "Uniform Rendering and Long-Term Verification of Trusted Credentials,"
    "public,示例科学基金委员会,Example Science Fund,leader,2024-01-01,"
    "2027-12-31,580000.00\r\n"
    "T0001,KY-2025-0112,电子印章系统安全评估方法,"
    "\"Methods for the Security Evaluation of Electronic Seal Systems, "
    "with Field Studies\",commissioned,示例信息技术有限公司,"
    "\"Example Information Technology Co., Ltd.\",leader,2025-06-01,"
    "2026-12-31,1260000.00\r\n"
    "T0001,XN-2023-0005,研究生课程思政教学改革,"
    "Reform of Graduate Teaching,internal,示例大学,Example University,member,"
    "2023-03-01,,20000.00\r\n"
    "T0002,KY-2024-0031,可信电子凭证的一致渲染与长期验证研究,"
    "Uniform Rendering and Long-Term Verification of Trusted Credentials,"
    "public,示例科学基金委员会,Example Science Fund,member,2024-01-01,"
    "2027-12-31,580000.00\r\n";

static const char	conclusions[] =
    "number,kind,date,diploma_no,president_zh,president_en,left_on\r\n"
    "2099000007,graduation,2025-06-30,999991202502000007,样例校长,"
    "SAMPLE President,2025-07-01\r\n"
    "2099000004,incomplete,2025-01-15,,样例校长,SAMPLE President,"
    "2025-01-15\r\n";

static const char	ranks[] =
    "number,as_of,place,of_all,scope_zh,scope_en,basis_zh,basis_en,score\r\n"
    "2099000001,2026-07-15,3,126,计算机科学与技术专业2024级硕士研究生,"
    "\"master's students in Computer Science and Technology, class of "
    "2024\",加权平均分,weighted average,88.6\r\n"
    "2099000002,2025-07-15,40,180,计算机科学与技术专业2023级本科生,"
    "\"undergraduates in Computer Science and Technology, class of 2023\","
    "平均绩点,grade point average,3.41\r\n"
    "2099000002,2026-07-15,27,178,计算机科学与技术专业2023级本科生,"
    "\"undergraduates in Computer Science and Technology, class of 2023\","
    "平均绩点,grade point average,3.58\r\n";

static const char	honours[] =
    "number,honour_no,title_zh,title_en,level,awarder_zh,awarder_en,"
    "awarded\r\n"
    "2099000001,HJ-2026-0001,示例奖学金一等奖,"
    "\"Example Scholarship, First Class\",university,示例大学,"
    "Example University,2026-10-20\r\n"
    "2099000001,HJ-2025-0108,全国大学生示例程序设计竞赛一等奖,"
    "First Prize of the National Example Programming Contest,national,"
    "示例竞赛组织委员会,Example Contest Committee,2025-11-02\r\n"
    "2099000001,HJ-2025-0031,优秀研究生干部,Outstanding Student Leader,school,"
    "计算机科学与技术学院,School of Computer Science and Technology,"
    "2025-05-04\r\n"
    "2099000002,HJ-2025-0044,三好学生,Merit Student,university,示例大学,"
    "Example University,2025-05-04\r\n";

/* Fourteen months for the professor, five for the lecturer. */
static void
income(struct es_buf *b)
{
	int	 i;

	es_buf_add_str(b, "number,month,base,performance,allowance,withheld"
	    "\r\n");
	for (i = 0; i < 14; i++)
		es_buf_printf(b, "T0001,%d-%02d-01,8200.00,%d.%02d,2000.00,"
		    "%d.40\r\n", 2025 + (8 + i) / 12, 1 + (8 + i) % 12,
		    6800 + i % 5 * 155, i % 4 * 25, 3363 + i % 3 * 41);
	for (i = 0; i < 5; i++)
		es_buf_printf(b, "T0002,2026-%02d-01,6100.00,3900.00,1200.00,"
		    "2044.10\r\n", 6 + i);
}

void
campus_records(struct campus_records *r, const char *hash)
{
	static const struct {
		const char		*name;
		enum import_kind	 kind;
		const char		*csv;
	} all[CAMPUS_RECORDS] = {
		{ "staff.csv", IMPORT_PEOPLE, NULL },
		{ "employment.csv", IMPORT_EMPLOYMENT, NULL },
		{ "titles.csv", IMPORT_TITLES, titles },
		{ "income.csv", IMPORT_INCOME, NULL },
		{ "projects.csv", IMPORT_PROJECTS, projects },
		{ "conclusions.csv", IMPORT_CONCLUSIONS, conclusions },
		{ "ranks.csv", IMPORT_RANKS, ranks },
		{ "honours.csv", IMPORT_HONOURS, honours },
	};
	size_t	 i;

	for (i = 0; i < CAMPUS_RECORDS; i++) {
		es_buf_init(&r->csv[i], ES_MIB);
		if (all[i].kind == IMPORT_PEOPLE)
			people(&r->csv[i], hash);
		else if (all[i].kind == IMPORT_EMPLOYMENT)
			employment(&r->csv[i]);
		else if (all[i].kind == IMPORT_INCOME)
			income(&r->csv[i]);
		else
			es_buf_add_str(&r->csv[i], all[i].csv);
		r->file[i] = (struct import_file){ .name = all[i].name,
		    .kind = all[i].kind, .bytes = es_buf_view(&r->csv[i]) };
	}
}

void
campus_records_clear(struct campus_records *r)
{
	size_t	 i;

	for (i = 0; i < CAMPUS_RECORDS; i++)
		es_buf_clear(&r->csv[i]);
}
