/* svc/issue/vocabulary.c - keys of the database in words; see sources.h. */
#include "svc/issue/sources.h"

struct word {			/* a key of the database, in both languages */
	const char	*key, *zh, *en;
};

static const struct word	words[] = {
	{ "M", "男", "Male" }, { "F", "女", "Female" },
	{ "bachelor", "本科", "Bachelor" }, { "master", "硕士", "Master" },
	{ "doctor", "博士", "Doctor" },
	{ "academic", "学术型", "Academic" },
	{ "professional", "专业学位", "Professional" },
	{ "full", "全日制", "Full-time" },
	{ "part", "非全日制", "Part-time" },
	{ "registered", "在读", "Registered" },
	{ "suspended", "休学", "Suspended" },
	{ "graduated", "已毕业", "Graduated" },
	{ "left", "已离校", "Left" },
	{ "compulsory", "必修", "Compulsory" },
	{ "restricted", "限选", "Restricted" },
	{ "elective", "任选", "Elective" },
	{ "degree", "学位课", "Degree courses" },
	{ "nondegree", "非学位课", "Non-degree courses" },
	{ "activity", "必修环节", "Required activities" },
	{ "makeup", "补修课", "Make-up courses" },
	{ "exam", "考试", "Exam" }, { "coursework", "考查", "Coursework" },
	{ "general", "公共基础课", "General Foundation" },
	{ "liberal", "通识教育课", "General Education" },
	{ "foundation", "学科基础课", "Disciplinary Foundation" },
	{ "major-foundation", "专业基础课", "Major Foundation" },
	{ "major", "专业课", "Major" }, { "practicum", "实践环节", "Practicum" },
	{ "thesis", "毕业设计（论文）", "Graduation Project (Thesis)" },
	{ "innovation", "创新创业", "Innovation" },
	{ "public-elective", "公共选修课", "Free Elective" },
	{ "retake", "重修", "Retake" }, { "resit", "补考", "Make-up exam" },
	{ "deferred", "缓考", "Deferred" }, { "exempt", "免修", "Exempted" },
	{ "transfer", "学分转换", "Transferred" },
	{ "graduation", "毕业", "Graduation" },
	{ "completion", "结业", "Completion without graduation" },
	{ "incomplete", "肄业", "Studies not completed" },
	{ "withdrawal", "退学", "Withdrawal" },
	{ "national", "国家级", "National" },
	{ "provincial", "省级", "Provincial" },
	{ "university", "校级", "University" }, { "school", "院级", "School" },
	{ "permanent", "事业编制", "Permanent staff" },
	{ "contract", "合同聘用", "Contract staff" },
	{ "project", "项目聘用", "Project staff" },
	{ "retired", "退休", "Retired" },
	{ "senior", "正高级", "Senior (full)" },
	{ "associate", "副高级", "Senior (associate)" },
	{ "middle", "中级", "Intermediate" }, { "junior", "初级", "Junior" },
	{ "public", "纵向", "Publicly funded" },
	{ "commissioned", "横向", "Commissioned" },
	{ "internal", "校内", "Internal" },
	{ "leader", "主持", "Leader" }, { "member", "参与", "Member" },
};

struct es_view
svc_word_of(struct es_view key, bool en)
{
	size_t	 i;

	for (i = 0; i < ES_COUNT(words); i++)
		if (es_view_eq_str(key, words[i].key))
			return es_view_str(en ? words[i].en : words[i].zh);
	return key;
}
