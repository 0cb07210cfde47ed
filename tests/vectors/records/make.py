#!/usr/bin/env python3
"""make.py DIR: the sample records beside it, made again.

Fictional people of a fictional school, always the same ones.  The form is
docs/FORMATS.md, "Record snapshot"; tests compare these files with the output.
"""
import sys
from xml.sax.saxutils import quoteattr

TITLES = [
    ('高等数学（上）', 'Advanced Mathematics I'),
    ('线性代数', 'Linear Algebra'),
    ('概率论与数理统计', 'Probability Theory and Mathematical Statistics'),
    ('大学物理', 'College Physics'),
    ('大学物理实验', 'College Physics Laboratory'),
    ('大学英语（一）', 'College English I'),
    ('思想道德与法治', 'Ideology, Morality and the Rule of Law'),
    ('中国近现代史纲要', 'Outline of Modern Chinese History'),
    ('毛泽东思想和中国特色社会主义理论体系概论',
     'Introduction to Mao Zedong Thought and the Theoretical System of '
     'Socialism with Chinese Characteristics'),
    ('体育（一）', 'Physical Education I'),
    ('程序设计基础（C 语言）', 'Fundamentals of Programming in C'),
    ('数据结构', 'Data Structures'),
    ('计算机组成原理', 'Principles of Computer Organisation'),
    ('操作系统', 'Operating Systems'),
    ('编译原理', 'Compiler Construction'),
    ('数据库系统概论', 'Introduction to Database Systems'),
    ('计算机网络', 'Computer Networks'),
    ('软件工程', 'Software Engineering'),
    ('信息安全导论', 'Introduction to Information Security'),
    ('“互联网+”创新创业实践', 'Internet Plus: Innovation and Enterprise'),
]
CATEGORIES = [('公共基础课', 'General Foundation'),
              ('学科基础课', 'Disciplinary Foundation'),
              ('专业课', 'Major'), ('公共选修课', 'Free Elective')]
NATURES = [('必修', 'Compulsory'), ('限选', 'Restricted'),
           ('任选', 'Elective')]
TERMS = [('%d秋' % y, '%d Fall' % y) if k == 0 else
         ('%d春' % (y + 1), '%d Spring' % (y + 1))
         for y in range(2022, 2026) for k in (0, 1)]


def attrs(**kw):
    return ''.join(' %s=%s' % (k, quoteattr(str(v))) for k, v in kw.items())


def head(kind, lang, number, name, other, level, gid):
    zh = lang == 'zh-CN'
    return [
        '<document' + attrs(
            number=number, code='7KQ4-M9XW-3HTP-ZB5R',
            url='https://seal.example.edu.cn/v/7KQ4M9XW3HTPZB5R',
            issued='2026-11-23', issuedtime='2026-11-23T14:05:09+08:00',
            validuntil='2027-05-22' if kind == 'enrolment' else '') + '/>',
        '<university' + attrs(name='示例大学' if zh else 'Example University',
                              other='Example University' if zh else
                              '示例大学') + '/>',
        '<office' + attrs(code='JW', name='教务处' if zh else
                          'Office of Academic Affairs',
                          other='Office of Academic Affairs' if zh else
                          '教务处') + '/>',
        '<seal' + attrs(number='2', name='教务处' if zh else
                        'Office of Academic Affairs') + '/>',
        '<person' + attrs(
            number=gid, name=name if zh else other,
            other=other if zh else name,
            gender='女' if zh else 'Female', birth='2004-03-09',
            idmasked='110***********002X',
            school='信息科学技术学院' if zh else
            'School of Information Science and Technology',
            major='计算机科学与技术' if zh else
            'Computer Science and Technology', field='',
            level=level[0] if zh else level[1], category='',
            mode='全日制' if zh else 'Full-time', length='4',
            enrolled='2022-09-01', graduation='2026-06-30',
            status='在读' if zh else 'Registered', supervisor='') + '/>',
    ]


def undergraduate(lang, n, name='样例乙', other='SAMPLE Yi'):
    zh = lang == 'zh-CN'
    pick = 0 if zh else 1
    out = head('transcript', lang, 'JW-T-2026-000002', name, other,
               ('本科', 'Bachelor'), '2099000002')
    out.append('<courses list="1">')
    for i in range(n):
        term = TERMS[i * len(TERMS) // max(n, 1)]
        five = i % 9 == 4
        grade = (('优秀', 'A'), ('良好', 'B'))[i % 2][pick] if five else \
            str(62 + i * 7 % 38)
        point = '4.50' if five else '%.2f' % (int(grade) / 10 - 5)
        out.append('<course' + attrs(
            n=i + 1, code='CS%04d' % (1000 + i),
            title=TITLES[i % len(TITLES)][pick],
            category=CATEGORIES[i % 4][pick], nature=NATURES[i % 3][pick],
            group=('%d-%d 学年', 'Academic year %d-%d')[pick] % (
                2022 + i * 4 // n, 2023 + i * 4 // n), credits='%.1f' % (1 + i % 4 * 0.5), hours=16 + i % 4 * 8,
            grade=grade, point=point, term=term[pick],
            assessment=('考试', 'Exam')[pick],
            remark=('重修', 'Retake')[pick] if i % 17 == 16 else '') + '/>')
    out.append('</courses>')
    out.append('<summary' + attrs(
        courses=n, credits='%.1f' % sum(1 + i % 4 * 0.5 for i in range(n)),
        required='160.0', gpa='3.41', scale='5.0', average='84.1',
        degreecredits='') + '/>')
    out.append('<thesis title="" other="" defence=""/>')
    out.append('<degree' + attrs(
        name='工学学士' if zh else 'Bachelor of Engineering',
        date='2026-06-30', certificate='1000042026000002') + '/>')
    out.append('<purpose text=%s/>' % quoteattr('求职' if zh else
                                                'Employment'))
    return 'transcript-undergraduate', lang, out


def enrolment(lang, name='样例乙', other='SAMPLE Yi'):
    zh = lang == 'zh-CN'
    out = head('enrolment', lang, 'JW-E-2026-000003', name, other,
               ('本科', 'Bachelor'), '2099000002')
    out.append('<courses list="1"/>')
    out.append('<summary courses="" credits="" required="" gpa="" scale="" '
               'average="" degreecredits=""/>')
    out.append('<thesis title="" other="" defence=""/>')
    out.append('<degree name="" date="" certificate=""/>')
    out.append('<purpose text=%s/>' % quoteattr('签证' if zh else 'Visa'))
    return 'enrolment', lang, out


LONG = '阿卜杜热西提·麦麦提吐尔逊·亚森江·如则麦麦提·图尔荪巴依'
LONG_EN = 'ABDUREXIT MAMATTURSUN YASINJAN ROZIMAMAT TURSUNBAY'
FILES = {
    'enrolment.zh': lambda: enrolment('zh-CN'),
    'enrolment.en': lambda: enrolment('en'),
    'enrolment-rare.zh': lambda: enrolment('zh-CN', '𠮷田样例', 'JI Yangli'),
    'enrolment-dot.zh': lambda: enrolment('zh-CN', '艾力·买买提',
                                          'ELI MEMET'),
    'enrolment-long.zh': lambda: enrolment('zh-CN', LONG, LONG_EN),
    'enrolment-long.en': lambda: enrolment('en', LONG, LONG_EN),
}
for count in (5, 56, 120, 300):
    for code, tag in (('zh-CN', 'zh'), ('en', 'en')):
        FILES['undergraduate-%d.%s' % (count, tag)] = (
            lambda c=code, n=count: undergraduate(c, n))
FILES['undergraduate-long.zh'] = lambda: undergraduate('zh-CN', 56, LONG,
                                                       LONG_EN)


def main():
    for name, make in FILES.items():
        kind, lang, body = make()
        with open('%s/%s.xml' % (sys.argv[1], name), 'w',
                  encoding='utf-8') as f:
            f.write('<record xmlns="urn:yinxin:record:1" type="%s" lang="%s" '
                    'version="1">%s</record>\n' % (kind, lang, ''.join(body)))


main()
