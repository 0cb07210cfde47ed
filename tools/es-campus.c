/*
 * es-campus(8) - load the demonstration campus: a fictional university.
 *
 * es-campus [--csv] DIR [PEOPLE]: people of the demonstration and PEOPLE
 * generated students with their courses, the same every time, imported as
 * the registry's files are (import/import.h); then offices, seals, document
 * types.  With --csv the files are only written, for es-import(8).
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "campus.h"
#include "crypt/password.h"
#include "crypt/secret.h"
#include "import/import.h"
#include "store/conf.h"
#include "svc/seal/seal.h"
#include "svc/type/files.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/file.h"

#define PASSWORD	"yinxin-demo"
#define KEEPER		"K0001"
#define FIRST		2099001001LL	/* number of the first generated one */

struct campus {
	struct store	*st;
	char		 hash[CRYPT_PASSWORD_MAX];
	struct es_buf	 people, grades;	/* CSV */
	struct campus_records records;
	struct es_arena	*arena;
	uint64_t	 seed;
	struct conf	*cf;
	struct svc_seal_conf	 sc;	/* database, fonts, types */
	char		 password[STORE_PASSWORD_MAX];
	struct svc_seal_kit	*kit;
};

struct student {
	int64_t		 number;
	const char	*zh, *en, *gender, *level, *status, *hold_zh, *hold_en;
	int		 courses;
};

static const struct student	fixed[] = {
	{ 2099000001, "样例甲", "SAMPLE Jia", "M", "master", "registered", "",
	    "", 30 },
	{ 2099000002, "样例乙", "SAMPLE Yi", "F", "bachelor", "registered", "",
	    "", 56 },
	{ 2099000003, "样例丙", "SAMPLE Bing", "M", "master", "registered",
	    "学费未缴清，请联系财务处（电话 0000-0000）。",
	    "Fees are not paid; please contact the Finance Office.", 24 },
	{ 2099000004, "样例丁", "SAMPLE Ding", "F", "bachelor", "left", "", "",
	    20 },
	{ 2099000005, "𠮷样例", "SAMPLE Ji", "M", "master", "registered", "",
	    "", 24 },
	{ 2099000006, "艾力·买买提", "Aili Maimaiti", "M", "bachelor",
	    "registered", "", "", 48 },
	{ 2099000007, "样例古丽·阿卜杜热合曼·吐尔逊尼亚孜",
	    "SAMPLE Guli Abudureheman Tuerxunniyazi", "F", "master",
	    "graduated", "", "", 50 },
	{ 2099000008, "样例辛", "SAMPLE Xin", "F", "bachelor", "registered",
	    "", "", 168 },		/* every course three times: 2 pages */
};

/* A course of a programme; slots of a year are autumn, spring, summer. */
struct title {
	const char	*zh, *en, *category;
	int		 slot, credits;
};

#define LAST_SLOT	7	/* what is over in autumn 2026, from 2023 on */

static const struct title	bachelor_titles[] = {
	{ "思想道德与法治",
	    "Ideology, Morality and Rule of Law", "general", 0, 3 },
	{ "大学英语（一）", "College English I", "general", 0, 2 },
	{ "体育（一）", "Physical Education I", "general", 0, 1 },
	{ "军事理论", "Military Theory", "general", 0, 2 },
	{ "高等数学（上）", "Advanced Mathematics I", "foundation", 0, 5 },
	{ "线性代数", "Linear Algebra", "foundation", 0, 3 },
	{ "程序设计基础",
	    "Fundamentals of Programming", "major-foundation", 0, 4 },
	{ "心理健康教育", "Mental Health", "liberal", 0, 1 },
	{ "中国近现代史纲要",
	    "Outline of Modern Chinese History", "general", 1, 3 },
	{ "大学英语（二）", "College English II", "general", 1, 2 },
	{ "体育（二）", "Physical Education II", "general", 1, 1 },
	{ "高等数学（下）", "Advanced Mathematics II", "foundation", 1, 5 },
	{ "大学物理（上）", "College Physics I", "foundation", 1, 4 },
	{ "离散数学", "Discrete Mathematics", "foundation", 1, 4 },
	{ "面向对象程序设计",
	    "Object-Oriented Programming", "major-foundation", 1, 3 },
	{ "艺术鉴赏", "Art Appreciation", "liberal", 1, 1 },
	{ "程序设计课程设计", "Programming Project", "practicum", 1, 2 },
	{ "金工实习", "Metalworking Practice", "practicum", 1, 2 },
	{ "马克思主义基本原理",
	    "Basic Principles of Marxism", "general", 3, 3 },
	{ "大学英语（三）", "College English III", "general", 3, 2 },
	{ "体育（三）", "Physical Education III", "general", 3, 1 },
	{ "大学物理（下）", "College Physics II", "foundation", 3, 4 },
	{ "大学物理实验", "College Physics Laboratory", "foundation", 3, 1 },
	{ "概率论与数理统计",
	    "Probability and Statistics", "foundation", 3, 3 },
	{ "数据结构", "Data Structures", "major-foundation", 3, 4 },
	{ "数字逻辑", "Digital Logic", "major-foundation", 3, 3 },
	{ "科技写作", "Scientific Writing", "liberal", 3, 1 },
	{ "大学英语（四）", "College English IV", "general", 4, 2 },
	{ "体育（四）", "Physical Education IV", "general", 4, 1 },
	{ "计算机组成原理",
	    "Computer Organization", "major-foundation", 4, 4 },
	{ "算法设计与分析", "Algorithm Design and Analysis", "major", 4, 3 },
	{ "数据库原理", "Database Systems", "major-foundation", 4, 3 },
	{ "经济学原理", "Principles of Economics", "liberal", 4, 2 },
	{ "中国古典诗词赏析", "Classical Chinese Poetry", "liberal", 4, 1 },
	{ "创新创业基础",
	    "Innovation and Entrepreneurship", "innovation", 4, 2 },
	{ "数据结构课程设计", "Data Structures Project", "practicum", 4, 2 },
	{ "学科竞赛训练", "Training for Contests", "innovation", 4, 1 },
	{ "操作系统", "Operating Systems", "major-foundation", 6, 4 },
	{ "计算机网络", "Computer Networks", "major-foundation", 6, 3 },
	{ "软件工程", "Software Engineering", "major", 6, 3 },
	{ "编译原理", "Compilers", "major", 6, 3 },
	{ "人工智能导论",
	    "Introduction to Artificial Intelligence", "major", 6, 2 },
	{ "信息安全导论",
	    "Introduction to Information Security", "major", 6, 2 },
	{ "工程伦理", "Engineering Ethics", "liberal", 6, 1 },
	{ "电影与文化", "Film and Culture", "public-elective", 6, 1 },
	{ "计算机体系结构", "Computer Architecture", "major", 7, 3 },
	{ "机器学习", "Machine Learning", "major", 7, 3 },
	{ "计算机图形学", "Computer Graphics", "major", 7, 2 },
	{ "密码学基础", "Fundamentals of Cryptography", "major", 7, 2 },
	{ "嵌入式系统", "Embedded Systems", "major", 7, 2 },
	{ "分布式系统", "Distributed Systems", "major", 7, 2 },
	{ "自然语言处理", "Natural Language Processing", "major", 7, 2 },
	{ "摄影基础", "Basics of Photography", "public-elective", 7, 1 },
	{ "操作系统课程设计",
	    "Operating Systems Project", "practicum", 7, 2 },
	{ "专业实习", "Professional Internship", "practicum", 7, 3 },
	{ "专业课程设计", "Professional Course Project", "practicum", 7, 1 },
};
static const struct title	master_titles[] = {
	{ "中国特色社会主义理论与实践研究",
	    "Theory and Practice of Socialism with Chinese Characteristics",
	    "general", 0, 2 },
	{ "学术英语写作", "Academic English Writing", "general", 0, 2 },
	{ "矩阵论", "Matrix Theory", "foundation", 0, 3 },
	{ "数值分析", "Numerical Analysis", "foundation", 0, 3 },
	{ "高等计算机体系结构",
	    "Advanced Computer Architecture", "major", 0, 3 },
	{ "高级操作系统", "Advanced Operating Systems", "major", 0, 3 },
	{ "高级算法设计与分析",
	    "Advanced Algorithm Design and Analysis", "major", 0, 3 },
	{ "自然辩证法概论", "Dialectics of Nature", "general", 1, 1 },
	{ "国际学术交流英语",
	    "English for International Academic Exchange", "general", 1, 1 },
	{ "随机过程", "Stochastic Processes", "foundation", 1, 3 },
	{ "最优化理论与方法",
	    "Optimization Theory and Methods", "foundation", 1, 3 },
	{ "组合数学", "Combinatorics", "foundation", 1, 2 },
	{ "分布式系统与云计算",
	    "Distributed Systems and Cloud Computing", "major", 1, 2 },
	{ "高级数据库技术", "Advanced Database Technology", "major", 1, 2 },
	{ "统计机器学习", "Statistical Machine Learning", "major", 1, 3 },
	{ "深度学习", "Deep Learning", "major", 1, 2 },
	{ "密码学与网络安全",
	    "Cryptography and Network Security", "major", 1, 2 },
	{ "形式化方法", "Formal Methods", "major", 1, 2 },
	{ "程序语言理论", "Theory of Programming Languages", "major", 1, 2 },
	{ "现代信号处理（含实验）",
	    "Modern Signal Processing (with Laboratory)", "major", 3, 2 },
	{ "计算机视觉", "Computer Vision", "major", 3, 2 },
	{ "自然语言理解", "Natural Language Understanding", "major", 3, 2 },
	{ "并行程序设计", "Parallel Programming", "major", 3, 2 },
	{ "软件体系结构", "Software Architecture", "major", 3, 2 },
	{ "信息检索", "Information Retrieval", "major", 3, 2 },
	{ "可信计算", "Trusted Computing", "major", 3, 1 },
	{ "区块链技术", "Blockchain Technology", "major", 3, 1 },
	{ "人机交互", "Human-Computer Interaction", "major", 3, 1 },
	{ "图论及其应用",
	    "Graph Theory and Its Applications", "foundation", 3, 2 },
	{ "学术规范与论文写作",
	    "Research Ethics and Thesis Writing", "general", 3, 1 },
	{ "知识产权", "Intellectual Property", "general", 3, 1 },
	{ "前沿技术讲座",
	    "Lectures on Frontiers of Technology", "practicum", 3, 1 },
	{ "开题报告", "Thesis Proposal", "practicum", 3, 1 },
	{ "学术活动", "Academic Activities", "practicum", 4, 1 },
	{ "专业实践", "Professional Practice", "practicum", 4, 2 },
	{ "中期考核", "Mid-term Assessment", "practicum", 4, 1 },
};

static const char *const	family_zh[] = { "赵", "钱", "孙", "李", "周", "吴",
    "郑", "王", "冯", "陈", "褚", "卫", "欧阳", "司马", "诸葛" };
static const char *const	family_en[] = { "ZHAO", "QIAN", "SUN", "LI",
    "ZHOU", "WU", "ZHENG", "WANG", "FENG", "CHEN", "CHU", "WEI", "OUYANG",
    "SIMA",
    "ZHUGE" };
static const char *const	given_zh[] = { "样例", "示范", "虚拟", "演示", "测试" };
static const char *const	given_en[] = { "Yangli", "Shifan", "Xuni",
    "Yanshi", "Ceshi" };

/* A small generator of its own: the same campus everywhere. */
static uint32_t
next(struct campus *c, uint32_t below)
{
	c->seed = c->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(c->seed >> 33) % below;
}

/* -- people, as the registry would send them ---------------------------- */
static void
add_cells(struct es_buf *b, const char *const *cells, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		es_buf_printf(b, strchr(cells[i], ',') == NULL ? "%s%s" :
		    "%s\"%s\"", i == 0 ? "" : ",", cells[i]);
	es_buf_add_str(b, "\r\n");
}

static void
add_heads(struct campus *c)
{
	es_buf_add_str(&c->people, "number,kind,name_zh,name_en,gender,birth,"
	    "id_number,school_zh,school_en,major_zh,major_en,level,category,"
	    "mode,length_years,enrolled,graduation,status,hold_zh,hold_en,"
	    "supervisor_zh,supervisor_en,thesis_zh,thesis_en,defence,degree_zh,"
	    "degree_en,degree_date,certificate_no,password\r\n");
	es_buf_add_str(&c->grades, "number,year,term,code,title_zh,title_en,"
	    "category,nature,group,credits,hours,grade_kind,grade,remark\r\n");
}

/* The year in which somebody began whose status is what it is in 2026. */
static int
first_year(const struct student *s)
{
	return strcmp(s->status, "graduated") == 0 ? 2022 :
	    strcmp(s->level, "master") == 0 ? 2024 : 2023;
}

static void
add_person(struct campus *c, const char *number, const struct student *s)
{
	bool		 master = strcmp(s->level, "master") == 0;
	bool		 staff = *s->level == '\0';
	bool		 graduate = strcmp(s->status, "graduated") == 0;
	int		 year = first_year(s);
	char		 idno[20] = "", began[16], ends[16], certificate[24];
	const char	*const cells[] = { number, staff ? "staff" : "student",
	    s->zh, s->en, s->gender, master ? "1999-01-02" : "2004-05-06",
	    idno, staff ? "研究生院" : "计算机科学与技术学院",
	    staff ? "Graduate School" :
	    "School of Computer Science and Technology",
	    staff ? "" : "计算机科学与技术",
	    staff ? "" : "Computer Science and Technology", s->level,
	    master ? "academic" : "", "full", staff ? "0" : master ? "3" :
	    "4", began, ends, s->status, s->hold_zh, s->hold_en,
	    master ? "样例导师" : "",
	    master ? "SAMPLE Supervisor" : "",
	    master ? "面向可信电子凭证的多格式一致渲染方法研究" : "",
	    master ? "A Uniform Rendering Method for Trusted Electronic "
	    "Credentials" : "", graduate && master ? "2025-05-20" : "",
	    graduate ? master ? "工学硕士" : "工学学士" : "",
	    graduate ? master ? "Master of Engineering" :
	    "Bachelor of Engineering" : "", graduate ? ends : "",
	    graduate ? certificate : "", c->hash };

	(void)snprintf(began, sizeof(began), "%d-09-01", year);
	(void)snprintf(ends, sizeof(ends), "%d-06-30", year + (master ? 3 :
	    4));
	(void)snprintf(certificate, sizeof(certificate), "99999%c%d%06lld",
	    master ? '3' : '4', year + (master ? 3 : 4),
	    (long long)(s->number % 1000000));
	(void)snprintf(idno, sizeof(idno), "110000%s%04lld", master ?
	    "19990102" : "20040506", (long long)(s->number % 10000));
	add_cells(&c->people, cells, ES_COUNT(cells));
}

/* What one course of a programme is. */
struct course {
	const struct title	*title;
	const char		*group;		/* of a graduate transcript */
	const char		*nature;
	bool			 again;		/* taken before */
};

#define ACTIVITIES	5	/* the last of master_titles */

/*
 * The i-th of n: a master's degree courses first, others after them, then
 * what is made up from below, activities in the last year.
 */
static struct course
course(const struct student *s, size_t i, size_t n)
{
	const size_t	 taught = ES_COUNT(master_titles) - ACTIVITIES;
	const struct title	*t;
	struct course		 c = { .group = "", .nature = "compulsory" };

	if (strcmp(s->level, "master") != 0) {
		t = c.title = &bachelor_titles[i % ES_COUNT(bachelor_titles)];
		c.again = i >= ES_COUNT(bachelor_titles);
		if (strcmp(t->category, "liberal") == 0 ||
		    strcmp(t->category, "public-elective") == 0)
			c.nature = "elective";
		else if (strcmp(t->category, "major") == 0 && t->credits < 3)
			c.nature = "restricted";
	} else if (i + ACTIVITIES >= n) {
		c.title = &master_titles[taught + i + ACTIVITIES - n];
		c.group = "activity";
	} else if (i < taught) {
		c.title = &master_titles[i];
		c.group = i < taught / 2 ? "degree" : "nondegree";
		c.nature = i < taught / 2 ? "compulsory" : "elective";
	} else {
		c.title = &bachelor_titles[(i - taught) %
		    ES_COUNT(bachelor_titles)];
		c.group = "makeup";
	}
	return c;
}

/* "kind,grade": most in percent, practical work in five levels or two. */
static const char *
grade(struct campus *c, const struct course *k, char text[24])
{
	static const char *const	levels[] = { "优秀", "优秀", "良好",
	    "良好", "良好", "中等", "及格" };
	const char			*cat = k->title->category;

	if (strcmp(k->group, "activity") == 0)
		return "two,通过";
	if (strcmp(cat, "practicum") == 0 || strcmp(cat, "innovation") == 0)
		(void)snprintf(text, 24, "five,%s", levels[next(c,
		    ES_COUNT(levels))]);
	else
		(void)snprintf(text, 24, "percent,%d", 64 + (int)next(c, 18) +
		    (int)next(c, 18));
	return text;
}

/* When the i-th course was taken: by the programme, a repetition later. */
static int
slot(const struct course *k, int i)
{
	int	 at = strcmp(k->group, "makeup") == 0 ? i % 2 :
		    k->title->slot;

	if (k->again)
		at += 3 * (i / (int)ES_COUNT(bachelor_titles));
	return at < LAST_SLOT ? at : LAST_SLOT;
}

static void
add_courses(struct campus *c, const char *number, const struct student *s)
{
	bool	 graduate = strcmp(s->level, "master") == 0;
	char	 text[24];
	int	 i;

	for (i = 0; i < s->courses; i++) {
		struct course	 k = course(s, (size_t)i, (size_t)s->courses);
		int		 at = slot(&k, i);
		const struct title	*t = k.title;
		bool		 taught = strcmp(k.group, "activity") != 0;

		es_buf_printf(&c->grades, "%s,%d,%d,CS%04d,\"%s\",\"%s\",%s,"
		    "%s,%s,%d,%d,%s,%s\r\n", number, first_year(s) + at / 3,
		    1 + at % 3, (graduate ? 7001 : 1001) + i, t->zh, t->en,
		    t->category, k.nature, k.group, t->credits,
		    taught ? t->credits * 16 : 0, grade(c, &k, text),
		    k.again ? "retake" : "");
	}
}

static void
add_student(struct campus *c, const struct student *s)
{
	char	 number[24];

	(void)snprintf(number, sizeof(number), "%lld", (long long)s->number);
	add_person(c, number, s);
	add_courses(c, number, s);
}

static void
generated(struct campus *c, int64_t n)
{
	struct student	 s = { .status = "registered", .hold_zh = "",
			    .hold_en = "" };
	char		 zh[64], en[64];
	size_t		 f, g;

	c->seed = (uint64_t)n * 2654435761u + 17;
	f = next(c, ES_COUNT(family_zh));
	g = next(c, ES_COUNT(given_zh));
	(void)snprintf(zh, sizeof(zh), "%s%s", family_zh[f], given_zh[g]);
	(void)snprintf(en, sizeof(en), "%s %s", family_en[f], given_en[g]);
	s.zh = zh;
	s.en = en;
	s.number = FIRST + n;
	s.gender = n % 2 ? "F" : "M";
	/* the first are graduates: the bench asks for theirs */
	s.level = n < 300 || n % 4 == 0 ? "master" : "bachelor";
	s.courses = 32 + (int)next(c, 17);
	add_student(c, &s);
}

static int
everybody(struct campus *c, int64_t n, struct es_err *err)
{
	static const struct student	 keeper = { 1, "样例保管员",
					    "SAMPLE Keeper", "F", "",
					    "registered", "", "", 0 };
	size_t				 i;
	int64_t				 k;

	add_heads(c);
	add_person(c, KEEPER, &keeper);
	for (i = 0; i < ES_COUNT(fixed); i++)
		add_student(c, &fixed[i]);
	for (k = 0; k < n; k++)
		generated(c, k);
	campus_records(&c->records, c->hash);
	return es_buf_ok(&c->people, "people", err) < 0 ||
	    es_buf_ok(&c->grades, "grades", err) < 0 ? -1 : 0;
}

/* -- into the database, or into files ----------------------------------- */
static int
reference(struct store *st, void *arg, struct es_err *err)
{
	(void)arg;
	return campus_offices(st, err);
}

static void
flaw(void *arg, const char *file, long line, const char *what)
{
	(void)arg;
	fprintf(stderr, "es-campus: %s:%ld: %s\n", file, line, what);
}

static void
type_flaw(void *arg, const char *what)
{
	(void)arg;
	fprintf(stderr, "es-campus: %s\n", what);
}

static int
authorise(struct store *st, void *arg, struct es_err *err)
{
	struct store_val	 total = SV_INT(10000000);

	(void)arg;
	return store_exec(st, STORE_IMPORT_AUTHORISATIONS, &total, 1, NULL,
	    err);
}

/* The document types of the installed files; keepers let what was approved
 * be sealed without their hand. */
static int
load_types(struct campus *c, struct es_err *err)
{
	struct svc_type_by	 by = { .chain = "import",
				    .actor = ES_LIT("es-campus"),
				    .now = sys_now() };
	struct svc_type_dir	*d = NULL;
	size_t			 fresh;
	int			 rc = -1;

	if (svc_seal_kit_fonts_load(&c->kit, &c->sc, err) < 0 ||
	    svc_type_dir_read(&d, c->sc.doc_templates, err) < 0)
		return -1;
	if (svc_type_dir_check(d, svc_seal_kit_fonts(c->kit), type_flaw,
	    NULL, err) != 0)
		rc = es_fail(err, ES_E_INPUT, "document types have flaws");
	else if (svc_type_dir_load(d, c->st, &by, &fresh, err) == 0)
		rc = store_tx(c->st, authorise, NULL, err);
	svc_type_dir_free(d);
	return rc < 0 ? -1 : 0;
}

static int
load(struct campus *c, struct es_err *err)
{
	struct import_file	 f[] = {
		{ .name = "campus-people.csv", .kind = IMPORT_PEOPLE,
		    .bytes = es_buf_view(&c->people) },
		{ .name = "campus-grades.csv", .kind = IMPORT_GRADES,
		    .bytes = es_buf_view(&c->grades) },
	};
	struct import		 im = { .actor = "es-campus",
				    .now = sys_now(), .flaw = flaw };
	int64_t			 began = sys_mono_ms();

	if (import_run(c->st, &im, f, ES_COUNT(f), err) < 0 ||
	    import_run(c->st, &im, c->records.file, CAMPUS_RECORDS,
	    err) < 0 || store_tx(c->st, reference, c, err) < 0 ||
	    load_types(c, err) < 0)
		return -1;
	printf("%llu people, %llu grades in %.1f s\n",
	    (unsigned long long)f[0].rows, (unsigned long long)f[1].rows,
	    (double)(sys_mono_ms() - began) / 1000);
	return 0;
}

static int
write_files(struct campus *c, const char *dir, struct es_err *err)
{
	char	 path[1024];
	size_t	 i;

	for (i = 0; i < CAMPUS_RECORDS; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir,
		    c->records.file[i].name);
		if (sys_file_write(path, c->records.file[i].bytes, 0600,
		    err) < 0)
			return -1;
	}
	(void)snprintf(path, sizeof(path), "%s/people.csv", dir);
	if (sys_file_write(path, es_buf_view(&c->people), 0600, err) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/grades.csv", dir);
	return sys_file_write(path, es_buf_view(&c->grades), 0600, err);
}

/* As es-import: its configuration names database, fonts and types. */
static int
connect_to(struct campus *c, const char *dir, struct es_err *err)
{
	char	 path[1024], option[] = "-c", name[] = "es-campus";
	char	*args[] = { name, option, path, NULL };

	(void)snprintf(path, sizeof(path), "%s/etc/import.conf", dir);
	if (conf_load(&c->cf, "es-campus", 3, args, err) < 0 ||
	    store_conf_load(&c->sc.db, c->password, c->cf, err) < 0 ||
	    conf_need(c->cf, "packs_dir", &c->sc.packs_dir, err) < 0 ||
	    conf_need(c->cf, "doc_templates", &c->sc.doc_templates, err) < 0)
		return -1;
	if ((c->st = store_new(&c->sc.db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	return 0;
}

int
main(int argc, char *argv[])
{
	struct crypt_password_cost	 cost = CRYPT_PASSWORD_COST;
	struct es_err			 e = ES_ERR_INIT;
	struct campus			 c = { .seed = 7 };
	bool				 files;
	int64_t				 people = 400;
	int				 rc = -1;

	files = argc > 1 && strcmp(argv[1], "--csv") == 0;
	argc -= files;
	argv += files;
	if (argc < 2 || argc > 3 || (argc == 3 && es_view_int(es_view_str(
	    argv[2]), 0, 100000, &people, &e) < 0)) {
		fprintf(stderr, "usage: es-campus [--csv] DIR [PEOPLE]\n");
		return EXIT_FAILURE;
	}
	es_buf_init(&c.people, ES_GIB);
	es_buf_init(&c.grades, ES_GIB);
	c.arena = es_arena_new(ES_MIB);
	if (c.arena == NULL)
		es_fail(&e, ES_E_NOMEM, "out of memory");
	else if (crypt_password_hash(ES_LIT(PASSWORD), cost, c.hash, &e) ==
	    0 && everybody(&c, people, &e) == 0)
		rc = files ? write_files(&c, argv[1], &e) :
		    connect_to(&c, argv[1], &e) < 0 ? -1 : load(&c, &e);
	if (rc < 0)
		fprintf(stderr, "es-campus: %s\n", e.msg);
	store_free(c.st);
	svc_seal_kit_free(c.kit);
	conf_free(c.cf);
	es_wipe(c.password, sizeof(c.password));
	es_arena_free(c.arena);
	campus_records_clear(&c.records);
	es_buf_clear(&c.people);
	es_buf_clear(&c.grades);
	return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
