#!/usr/bin/env python3
"""w_import.py - es-import on a real database: the examples of FORMATS.md as
CSV and as XML, flaws with their lines, a crash in the middle, once more."""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                            # noqa: E402
from instance import BUILD, SRC, Instance    # noqa: E402
from limits import limit                 # noqa: E402
from tap import Tap                      # noqa: E402

TOOL = os.path.join(BUILD, 'tools', 'es-import')
HEAD = 'number,name_zh,name_en'


def examples():
    """{'people.csv': text ...} from docs/FORMATS.md."""
    with open(os.path.join(SRC, 'docs', 'FORMATS.md'), encoding='utf-8') as f:
        text = f.read().split('## Import files')[1]
    found = re.findall(r'```(csv|xml)\n(.*?)```', text, re.S)
    names = ['people.csv', 'people.xml', 'grades.csv', 'grades.xml']
    return dict(zip(names, [body for _, body in found]))


class Desk:
    """Files in a directory, and the tool run on them."""
    def __init__(self, inst, work):
        self.inst, self.work = inst, work

    def put(self, name, text):
        with open(os.path.join(self.work, name), 'wb') as f:
            f.write(text if isinstance(text, bytes) else text.encode())

    def command(self, *args):
        return [TOOL, '-c', self.inst.path('etc', 'import.conf'), *args]

    def run(self, *args):
        p = subprocess.run(self.command(*args), cwd=self.work, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           timeout=120)
        return p.returncode, p.stdout

    def record(self):
        """All that an import may touch."""
        return (self.inst.sql('SELECT * FROM person ORDER BY number'),
                self.inst.sql('SELECT p.number, g.* FROM course_grade g JOIN '
                              'person p ON p.id = g.person_id '
                              'ORDER BY p.number, ord'),
                self.inst.sql('SELECT name, role, password FROM account '
                              'ORDER BY name'),
                self.inst.sql("SELECT * FROM audit_log WHERE chain = "
                              "'import'"))


def happy(t, d):
    for name, text in examples().items():
        d.put(name, text)
    code, said = d.run('--people', 'people.csv', '--grades', 'grades.csv')
    t.ok(code == 0 and 'people: 2 added, 0 changed, 0 as before' in said and
         "people's grades: 2 added" in said, 'the examples as CSV', said)
    rows = d.inst.sql(
        'SELECT p.number, name_zh, name_en, level, enrolled, ord, year, term,'
        ' code, title_zh, credits, hours, grade_kind, grade FROM person p '
        'JOIN course_grade g ON g.person_id = p.id '
        "WHERE number LIKE '20991%' ORDER BY number, ord")
    t.equal(rows, [
        ['2099100001', '样例戊', 'SAMPLE Wu', 'master', '2024-09-01', '1',
         '2024', '1', 'CS7001', '矩阵论', '30', '48', 'percent', '875'],
        ['2099100001', '样例戊', 'SAMPLE Wu', 'master', '2024-09-01', '2',
         '2024', '2', 'CS7002', '学术英语写作', '20', '32', 'five', '3'],
        ['2099100001', '样例戊', 'SAMPLE Wu', 'master', '2024-09-01', '3',
         '2025', '1', 'CS7003', '学术活动', '10', '0', 'two', '1'],
        ['2099100002', '样例己', 'SAMPLE Ji, Jr.', 'bachelor', '2023-09-01',
         '1', '2023', '1', 'CS1001', '线性代数', '35', '56', 'percent',
         '910']], 'are in the record')
    before = d.record()[:3]
    code, said = d.run('--people', 'people.xml', '--grades', 'grades.xml')
    t.ok(code == 0 and 'people: 0 added, 0 changed, 2 as before' in said and
         "grades: 0 added, 0 changed, 2 as before" in said,
         'the same as XML changes nothing', said)
    t.equal(d.record()[:3], before, 'indeed nothing')
    log = d.inst.sql("SELECT action, object, result, detail FROM audit_log "
                     "WHERE object LIKE 'people.%' ORDER BY seq")
    t.ok(len(log) == 2 and log[0][:3] == ['import.people', 'people.csv', 'ok']
         and re.search(r'sha256 [0-9a-f]{64}; 2 rows; people added 2',
                       log[0][3]), 'each file has its audit row', log)


def changes(t, d):
    d.put('p.csv', HEAD + ',level\n2099100001,样例戊,SAMPLE Wu,doctor\n'
          '2099100003,新,New,master\n')
    d.put('g.csv', examples()['grades.csv'].replace('87.5', '90')
          .replace('2099100001,2025', '2099100002,2025')
          .replace('2099100002,2025,1,CS7003', '2099100003,2025,1,CS7003'))
    before = d.record()
    code, said = d.run('--dry-run', '--people', 'p.csv', '--grades', 'g.csv')
    t.ok(code == 0 and 'people: 1 added, 1 changed' in said and
         'nothing was changed' in said, 'a dry run says what would be', said)
    t.equal(d.record(), before, 'and does nothing')
    code, said = d.run('--people', 'p.csv', '--grades', 'g.csv')
    t.ok(code == 0 and 'people: 1 added, 1 changed' in said and
         'grades: 1 added, 1 changed, 1 as before' in said,
         'a change, a newcomer', said)
    t.equal(d.inst.sql("SELECT level, COUNT(*), MAX(grade) FROM person p JOIN "
                       'course_grade g ON g.person_id = p.id WHERE number = '
                       "'2099100001' GROUP BY p.id"), [['doctor', '2', '900']],
            'a person\'s grades are replaced as a whole')


def long_name(t, d):
    """A path longer than the audit log's column."""
    os.makedirs(os.path.join(d.work, 'd' * 60))
    most = limit('AUDIT_OBJECT')
    for n in (most, most + 1):
        name = 'd' * 60 + '/' + '名' * (n - 4) + '.csv'
        d.put(name, HEAD + '\n2099100001,样例戊,SAMPLE Wu\n')
        code, said = d.run('--people', name)
        want = ('名' * (n - 4) + '.csv')[:most]
        t.ok(code == 0 and d.inst.one(
            "SELECT object FROM audit_log WHERE chain = 'import' ORDER BY "
            'seq DESC LIMIT 1') == want, 'a name of %d characters' % n, said)


def flaws(t, d):
    before = d.record()

    def refused(name, want, people=None, grades=None, suffix='csv'):
        args = []
        for kind, text in (('people', people), ('grades', grades)):
            if text is not None:
                d.put('bad-%s.%s' % (kind, suffix), text)
                args += ['--' + kind, 'bad-%s.%s' % (kind, suffix)]
        code, said = d.run(*args)
        t.ok(code == 1 and want in said and 'nothing was imported' in said,
             name, said)

    good = '2099100009,九,Nine\n'
    refused('an unknown column', 'bad-people.csv:1: no column is called '
            '"nmae"', HEAD + ',nmae\n')
    refused('a missing name', 'bad-people.csv:3: name_en is empty',
            HEAD + '\n' + good + '2099100010,十,\n')
    refused('somebody twice', 'bad-people.csv:3: number 2099100009 is on '
            'line 2', HEAD + '\n' + good + good)
    refused('not UTF-8', 'bad-people.csv:2: name_zh: not UTF-8',
            HEAD.encode() + b'\n1,\xb0\xa1,A\n')
    refused('a grade out of range', 'bad-grades.csv:2: grade "101"',
            grades=examples()['grades.csv'].replace('87.5', '101'))
    refused('nobody of this number', 'bad-grades.csv:3: nobody has the '
            'number 2088', grades='number,year,term,code,title_zh,title_en,'
            'credits,grade\n2099100001,2025,1,C,a,b,2,80\n'
            '2088,2025,1,C,a,b,2,80\n')
    refused('good people beside bad grades', 'bad-grades.csv:2',
            HEAD + '\n' + good, 'number,year,term,code,title_zh,title_en,'
            'credits,grade\n2099100009,2025,9,C,a,b,2,80\n')
    refused('XML that ends too soon', 'bad-people.xml:2: not well-formed',
            '<people>\n<person number="1"', suffix='xml')
    refused('XML with a DOCTYPE', 'bad-people.xml:1: a DOCTYPE',
            '<!DOCTYPE people><people/>', suffix='xml')
    code, said = d.run('--people', 'nowhere.csv')
    t.ok(code == 1 and 'nowhere.csv' in said, 'a file that is not there',
         said)
    code, said = d.run('--people')
    t.ok(code == 2 and 'usage' in said, 'wrong usage', said)
    t.equal(d.record(), before, 'none of them left anything')


def crash(t, d):
    """Killed in the middle, and with the database killed; then once more.

    InnoDB renews innodb_trx only when nobody asked for 0.1 s.
    """
    p = subprocess.run([os.path.join(BUILD, 'tools', 'es-campus'), '--csv',
                        d.work, '5000'])
    t.ok(p.returncode == 0, 'a campus as files')
    files = ('--people', 'people.csv', '--grades', 'grades.csv')
    before = d.record()

    def in_the_middle(strike):
        p = subprocess.Popen(d.command(*files), cwd=d.work,
                             stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
        seen = d.inst.until(lambda: int(d.inst.one(
            'SELECT COALESCE(MAX(trx_rows_modified), 0) FROM '
            'information_schema.innodb_trx')) > 1000, 30, 0.15)
        strike(p)
        said = p.communicate(timeout=60)[0]
        return seen and p.returncode != 0, said

    seen, said = in_the_middle(lambda p: p.send_signal(signal.SIGKILL))
    gone = d.inst.until(lambda: d.inst.one(
        'SELECT COUNT(*) FROM information_schema.innodb_trx') == '0', 60, 0.3)
    t.ok(seen and gone and d.record() == before,
         'kill -9 of es-import leaves the old record', said)
    seen, said = in_the_middle(lambda p: d.inst.kill('db'))
    t.ok(seen and 'nothing was imported' in said, 'the database dies: one '
         'sentence', said)
    d.inst.start_db()
    t.ok(d.record() == before, 'and leaves the old record')
    began = time.monotonic()
    code, said = d.run(*files)
    t.ok(code == 0 and 'people: 4980 added' in said, 'once more: all there '
         '(%.1f s)' % (time.monotonic() - began), said)
    code, said = d.run(*files)
    t.ok(code == 0 and 'people: 0 added, 0 changed, 5009 as before' in said,
         'and again: nothing to do', said)
    b = d.inst.browser()
    page = campus.sign_in(b, '2099003900')
    t.ok('/services' in page.url, 'who was imported can sign in', page.url)
    code, said = d.inst.run_tool('es-audit', 'verify', '-c',
                                 d.inst.path('etc', 'audit.conf'))
    t.ok(code == 0, 'the audit chain holds', said)


RECORDS = {     # kind: (head, a row, as the table has it, the row changed)
    'conclusions': ('number,kind,date,left_on',
                    '2099000001,completion,2026-06-30,',
                    ['completion', '2026-06-30'], ('completion', 'graduation'),
                    'SELECT kind, concluded FROM conclusion'),
    'ranks': ('number,as_of,place,of_all,scope_zh,scope_en',
              '2099000001,2026-01-01,2,30,班,class', ['2', '30'],
              (',2,', ',1,'), 'SELECT place, of_all FROM class_rank'),
    'honours': ('number,honour_no,title_zh,title_en,awarder_zh,awarder_en,'
                'awarded', '2099000001,H-1,奖,Prize,校,University,2026-01-01',
                ['H-1', '奖', 'university'], ('奖', '大奖'),
                "SELECT number, title_zh, level FROM honour"),
    'employment': ('number,department_zh,department_en,post_zh,post_en,joined',
                   '2099000001,系,Department,岗,Post,2020-01-01',
                   ['系', 'permanent', 'NULL'], ('系', '院'),
                   'SELECT department_zh, appointment, ended FROM employment'),
    'titles': ('number,qualified,name_zh,name_en,series_zh,series_en',
               '2099000001,2020-01-01,教授,Professor,系列,Series',
               ['教授', 'senior'], ('教授', '讲师'),
               'SELECT name_zh, level FROM staff_title'),
    'income': ('number,month,base,withheld',
               '2099000001,2020-01-01,"1,234.5",0.01', ['123450', '0', '1'],
               ('0.01', '0.02'), 'SELECT base, allowance, withheld FROM '
               'income_month'),
    'projects': ('number,project_no,title_zh,title_en,funder_zh,funder_en,'
                 'begins,amount', '2099000001,P-1,题,Title,会,Fund,2020-01-01,5',
                 ['P-1', 'public', 'leader', '500'], ('题', '题目'),
                 'SELECT number, kind, role, amount FROM project_member'),
}


def records(t, d):
    """What else is on record of a person, kind by kind."""
    d.inst.sql(''.join("DELETE FROM %s WHERE person_id = (SELECT id FROM "
                       "person WHERE number = '2099000001');" % table
                       for table in ('class_rank', 'honour')))
    for kind, (head, row, stored, change, sql) in RECORDS.items():
        where = (" WHERE person_id = (SELECT id FROM person WHERE number = "
                 "'2099000001')")
        d.put('r.csv', head + '\n' + row + '\n')
        code, said = d.run('--' + kind, 'r.csv')
        t.ok(code == 0 and kind + ': 1 added, 0 changed' in said and
             d.inst.sql(sql + where)[0][:len(stored)] == stored,
             kind + ': a new row', '%s\n%s' % (said, d.inst.sql(sql + where)))
        code, said = d.run('--' + kind, 'r.csv')
        t.ok(code == 0 and '0 added, 0 changed, 1 as before' in said,
             kind + ': the same again', said)
        d.put('r.csv', head + '\n' + row.replace(*change) + '\n')
        code, said = d.run('--' + kind, 'r.csv')
        t.ok(code == 0 and '0 added, 1 changed' in said and
             len(d.inst.sql(sql + where)) == 1, kind + ': changed', said)
        d.put('r.csv', head + '\n' + row.replace('2099000001', '209') + '\n')
        before = d.inst.sql(sql)
        code, said = d.run('--' + kind, 'r.csv')
        t.ok(code == 1 and 'r.csv:2: nobody has the number 209' in said and
             d.inst.sql(sql) == before, kind + ': of nobody', said)
    d.put('r.csv', 'number,month,base\n2099000001,2020-02-01,12.345\n')
    code, said = d.run('--income', 'r.csv')
    t.ok(code == 1 and 'r.csv:2: base "12.345": must be an amount' in said,
         'a thousandth of a yuan is a flaw', said)
    d.put('r.xml', '<honours xmlns="urn:yinxin:import:1">\n<honour '
          'number="2099000001" honour_no="H-2" title_zh="a" title_en="b" '
          'awarder_zh="c" awarder_en="d" awarded="2026-01-01"/></honours>')
    code, said = d.run('--honours', 'r.xml')
    t.ok(code == 0 and 'honours: 1 added' in said, 'and as XML', said)


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        d = Desk(inst, work)
        for name, group in (('happy', happy), ('changes', changes),
                            ('long name', long_name), ('flaws', flaws),
                            ('crash', crash), ('records', records)):
            t.run(name, group, d)
    t.done()


if __name__ == '__main__':
    main()
