#!/usr/bin/env python3
"""w_disposal.py - the archivist's pages: what a check found in plain words,
terms, holds, and a disposal that one proposes and two others approve; never
before its time, exactly once, and what remains."""
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import campus                               # noqa: E402
import people                               # noqa: E402
from instance import Instance               # noqa: E402
from tap import Tap                         # noqa: E402
from w_archive import job, package, put_package     # noqa: E402

TYPE = 'enrolment'


def staff(inst, account, lang='en'):
    b = inst.browser(lang=lang)
    campus.sign_in(b, account)
    return b


def issue(inst, n, kind=TYPE):
    b = inst.browser(lang='en')
    campus.sign_in(b)
    out = []
    for _ in range(n):
        p = campus.issued(b, campus.ask(b, kind).url)
        out.append((campus.request_id(p), re.search(
            r'\b[A-Z]+-[A-Z]+-\d{4}-\d{6}\b', p.text).group(0),
            campus.code_of(p)))
    return b, out


def age(inst, doc, years):
    """As if it had been issued so many years ago, on 31 December."""
    at = "UNIX_TIMESTAMP(CONCAT(YEAR(UTC_TIMESTAMP() + INTERVAL 8 HOUR) -" \
         " %d, '-12-31 12:00:00'))" % years
    inst.sql('UPDATE document SET issued = %s WHERE id = %d; UPDATE filing'
             ' SET issued = %s, ended = %s WHERE document_id = %d' % (
                 at, doc, at, at, doc))


def propose(b, reason='保管期满'):
    p = b.open('/archive/terms/' + TYPE)
    try:
        f = p.form('/archive/propose/')
    except LookupError:
        return p
    return b.submit(f, {'reason': reason})


def decide(b, url, decision='approve', reason='同意'):
    p = b.open(url)
    f = next((f for f in p.forms if f.action in url), None)
    if f is None:
        return None
    return b.submit(f, {'reason': reason}, button=('decision', decision))


def forged(inst, b, url, **values):
    """What a page does not offer, sent all the same."""
    csrf = dict(map(tuple, b.open('/archive/disposals').form(
        '/logout').fields))['csrf']
    return b.open(url, 'POST', urllib.parse.urlencode(dict(
        values, csrf=csrf)).encode(), {'Origin': inst.base, 'Content-Type':
                                       'application/x-www-form-urlencoded'})


def packages(t, inst, docs):
    a = staff(inst, 'AR1')
    p = a.open('/archive')
    t.ok(p.status == 200 and all(d[1] in p.text for d in docs),
         'the packages are listed', p.text)
    t.ok(docs[0][1] in a.open('/archive?q=' + docs[0][1]).text and
         docs[1][1] not in a.open('/archive?q=' + docs[0][1]).text,
         'found by number')
    doc = int(inst.one("SELECT id FROM document WHERE number = '%s'" %
                       docs[0][1]))
    p = a.open('/archive/%d' % doc)
    t.ok(p.status == 200 and 'failed' not in p.text and
         'Every member has its digest' in p.text and
         'when it was filed' in p.text, 'all four properties', p.text)
    good = package(inst, doc)
    bad = bytearray(good)
    bad[good.index(b'<approval')] ^= 1
    put_package(inst, doc, bytes(bad))
    inst.sql('UPDATE filing SET checked = 0 WHERE document_id = %d' % doc)
    job(inst, 'check')
    p = a.open('/archive?failed=1')
    t.ok(docs[0][1] in p.text and docs[1][1] not in p.text,
         'what failed is found', p.text)
    p = a.open('/archive/%d' % doc)
    t.ok('This member was changed: process.xml' in p.text and
         'Integrity · failed' in p.text and 'Authenticity · failed' not in
         p.text, 'and named in plain words', p.text)
    t.ok('这个成员被改动： process.xml' in staff(inst, 'AR1', 'zh-CN').open(
        '/archive/%d' % doc).text, 'in Chinese, too')
    put_package(inst, doc, good)
    inst.sql('UPDATE filing SET checked = 0 WHERE document_id = %d' % doc)
    job(inst, 'check')
    t.ok('failed' not in a.open('/archive/%d' % doc).text.split(
        'All checks')[0], 'restored: it passes')
    t.equal([staff(inst, 'AR9').open(x).status for x in (
        '/archive/%d' % doc, '/archive/terms/' + TYPE)], [404, 404],
        'another office\'s archivist sees none of it')
    return doc


def terms(t, inst):
    a = staff(inst, 'AR1')
    p = a.open('/archive/terms')
    t.ok('Enrolment certificate 10 years its issue' in p.text and
         'Graduate transcript permanent' in p.text, 'terms of the house',
         p.text)
    t.equal(inst.sql('SELECT id FROM document_type WHERE version > 0 AND id'
                     ' NOT IN (SELECT type_id FROM retention_rule)'), [],
            'no type of the house is without its term')
    t.equal(inst.sql("SELECT type_id, years, event FROM retention_rule WHERE"
                     " type_id LIKE 'file-%' ORDER BY type_id"),
            [['file-letter', '10', 'issued'],
             ['file-procurement', '30', 'issued'],
             ['file-research', '30', 'issued']],
            'finished files as their kind: contracts 30 years, letters 10')
    p = a.open('/archive/terms/' + TYPE)
    f = p.form('/archive/terms/')
    r = a.submit(f, {'years': '30', 'reason': ''})
    t.ok(r.status == 422 and 'give a reason' in r.text, 'not without reason')
    r = a.submit(a.open('/archive/terms/' + TYPE).form('/archive/terms/'),
                 {'years': '30', 'reason': '新规定'})
    t.ok('Enrolment certificate 30 years' in r.text, 'set', r.text)
    a.submit(a.open('/archive/terms/' + TYPE).form('/archive/terms/'),
             {'years': '10', 'reason': '改回'})
    t.equal(inst.one("SELECT COUNT(*) FROM retention_rule WHERE type_id ="
                     " '%s'" % TYPE), '3', 'old terms stay on record')
    t.equal(inst.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                     " 'archive.term'"), '2', 'and in the audit log')


def before_time(t, inst, ids):
    a = staff(inst, 'AR1')
    t.ok('None at present' in propose(a).text, 'nothing is due')
    age(inst, ids[0], 10)
    t.ok('None at present' in propose(a).text,
         'ten years after 31 December: not on 1 January ten years later')
    age(inst, ids[0], 11)
    age(inst, ids[1], 11)
    age(inst, ids[2], 12)
    p = a.open('/archive/terms/' + TYPE)
    t.ok('3 documents have reached' in p.text, 'but a year after that',
         p.text)
    inst.sql("INSERT INTO disposal VALUES (77, UNHEX(MD5('x')), 1, 'x', 1,"
             " '%s', 'x'); INSERT INTO disposal_item VALUES (77, %d);"
             "INSERT INTO disposal_decision VALUES (77, 2, 'b', 'approved', 1,"
             " 'x'), (77, 3, 'c', 'approved', 1, 'x')" % (TYPE, ids[3]))
    code, said, rep = job(inst, 'dispose')
    t.ok(code == 2 and 'its time has not come' in said and inst.one(
        'SELECT COUNT(*) FROM document_file WHERE document_id = %d' %
        ids[3]) == '1', 'a list written by hand: the database refuses it',
        said)
    inst.sql("INSERT INTO disposal_decision VALUES (77, 4, 'd', 'rejected',"
             " 1, 'x')")


def disposing(t, inst, ids, docs, holder):
    a = staff(inst, 'AR1')
    p = a.open('/archive/%d' % ids[2])
    r = a.submit(p.form('/archive/'), {'reason': '诉讼'})
    t.ok('on hold' in r.text and '诉讼' in r.text, 'one is put on hold')
    t.ok('2 documents have' in a.open('/archive/terms/' + TYPE).text,
         'and is not proposed')
    p = propose(a)
    url = urllib.parse.urlsplit(p.url).path
    t.ok('Waiting for approval' in p.text and '0 of 2' in p.text, 'proposed',
         p.text)
    to = [x for x in p.links if re.fullmatch(r'/archive/\d+', x)]
    t.ok(sorted(to) == ['/archive/%d' % i for i in sorted(ids[:2])] and
         a.open(to[0]).status == 200, 'each item leads to its package', to)
    t.ok('/register/%d' % ids[0] in staff(inst, 'AP1').open(url).links,
         'for who is no archivist to the register')
    t.ok(decide(a, url) is None, 'who proposed is not asked')
    t.ok(forged(inst, a, url, decision='approve', reason='x').status == 403,
         'and cannot decide')
    t.ok('None at present' in propose(a).text, 'nothing is on two lists')
    h = staff(inst, 'H1')
    t.ok(decide(h, url) is None and forged(
        inst, h, url, decision='approve', reason='x').status == 403,
        'a handler does not decide')
    t.equal(staff(inst, 'AR9').open(url).status, 404,
            'nor another office\'s archivist')
    b = staff(inst, 'AR2')
    t.ok('1 of 2' in decide(b, url).text and decide(b, url) is None and
         forged(inst, b, url, decision='approve', reason='x').status == 409,
         'one archivist, once')
    code, said, rep = job(inst, 'dispose')
    t.ok(code == 0 and rep == [], 'one approval is not enough', said)
    r = decide(staff(inst, 'AP1'), url)
    t.ok('Approved, waiting' in r.text, 'an approver of the office', r.text)
    # A hold after the approval still counts.
    p = a.open('/archive/%d' % ids[1])
    a.submit(p.form('/archive/'), {'reason': '审计'})
    for point in ('disposal.dropped', 'disposal.before_commit'):
        inst.fault('%s kill' % point)
        code, said, rep = job(inst, 'dispose')
        inst.disarm()
        t.ok(code < 0 and inst.one('SELECT COUNT(*) FROM document_file WHERE'
                                   ' document_id = %d' % ids[0]) == '1',
             'ended at %s: nothing is gone' % point, (code, said))
    code, said, rep = job(inst, 'dispose')
    t.ok(code == 2 and sorted(x['result'] for x in rep) == [
        'done', 'failed'] and 'on hold' in said, 'one goes, one is held',
        (said, rep))
    gone = {x: inst.one('SELECT COUNT(*) FROM %s WHERE document_id = %d' % (
        x, ids[0])) for x in ('document_file', 'filing_bytes')}
    t.ok(set(gone.values()) == {'0'} and inst.one(
        'SELECT COUNT(*) FROM snapshot WHERE request_id = %d' %
        docs[0][0]) == '0', 'file, package and record are gone', gone)
    t.ok('电子文件号' in inst.one('SELECT metadata FROM disposal_record WHERE'
                             ' document_id = %d' % ids[0]),
         'the metadata remain')
    p = a.open('/archive/%d' % ids[0])
    t.ok('Disposed of on' in p.text, 'which the package\'s page says', p.text)
    t.ok('on hold' in a.open(url).text, 'the list says what was held')
    v = campus.verify_code(inst.browser(lang='en'), docs[0][2])
    t.ok('disposed of after its term of retention' in v.text and
         campus.headline(v) == 'VALID', 'the verification page answers still',
         v.text)
    t.ok('disposed of' not in campus.verify_code(
        inst.browser(lang='en'), docs[1][2]).text, 'of the others not')
    p = holder.open('/documents/%d' % docs[0][0])
    t.ok(p.status == 200 and 'disposed of' in p.text and not any(
        x.endswith('/file') for x in p.links), 'and so does the holder\'s',
        p.text)
    t.equal(holder.open('/documents/%d/file' % docs[0][0]).status, 404,
            'there is no file any more')
    code, said, rep = job(inst, 'dispose')
    t.equal([x['result'] for x in rep], ['failed'], 'again: only the held')
    for tool in ('verify', 'reconcile'):
        code, said = inst.run_tool('es-audit', tool, '-c', inst.path(
            'etc', 'seal.conf'))
        t.ok(code == 0, 'es-audit %s' % tool, said)


def refusing(t, inst, ids):
    a = staff(inst, 'AR1')
    age(inst, ids[3], 11)
    p = propose(a)
    url = urllib.parse.urlsplit(p.url).path
    t.ok('Refused' in decide(staff(inst, 'AR2'), url, 'reject', '仍需').text,
         'one refusal ends a list')
    t.ok(decide(staff(inst, 'AP1'), url) is None, 'for good')
    t.ok('1 documents have' in a.open('/archive/terms/' + TYPE).text,
         'and its documents may be proposed again')


def set_zone(inst, seconds):
    """The one place; the job's own file, as es-instance would write it."""
    with open(inst.path('etc', 'time_zone_offset'), 'w') as f:
        f.write('%d\n' % seconds)
    path = inst.path('etc', 'archive.conf')
    with open(path) as f:
        text = f.read()
    with open(path, 'w') as f:
        f.write(re.sub(r'time_zone_offset = .*', 'time_zone_offset = %d' %
                       seconds, text))


def zone(t, inst, doc):
    """A year ends when it ends on the campus."""
    at = "UNIX_TIMESTAMP(CONCAT(YEAR(UTC_TIMESTAMP()) - 11," \
        " '-12-31 20:00:00'))"
    inst.sql("SET time_zone = '+00:00'; UPDATE document SET issued = %s WHERE"
             ' id = %d; UPDATE filing SET issued = %s WHERE document_id = %d;'
             "INSERT INTO disposal VALUES (178, UNHEX(MD5('y')), 1, 'x', 1,"
             " '%s', 'x'); INSERT INTO disposal_item VALUES (178, %d);"
             "INSERT INTO disposal_decision VALUES (178, 2, 'b', 'approved', 1,"
             " 'x'), (178, 3, 'c', 'approved', 1, 'x')" % (
                 at, doc, at, doc, TYPE, doc))
    code, said, rep = job(inst, 'dispose')
    t.ok('its time has not come' in said, 'eight hours east of Greenwich it '
         'was issued a year later', said)
    set_zone(inst, -18000)
    code, said, rep = job(inst, 'dispose')
    t.ok(code == 70 and 'run es-migrate' in said, 'two zones: nothing is '
         'done', (code, said))
    code, said = inst.run_tool('es-migrate', inst.dir, os.path.join(
        os.environ['ES_SRCDIR'], 'schema'))
    t.ok(code == 0, 'es-migrate takes the zone over', said)
    code, said, rep = job(inst, 'dispose')
    t.ok(inst.one('SELECT COUNT(*) FROM disposal_record WHERE document_id ='
                  ' %d' % doc) == '1', 'five hours west its time has come',
         (said, rep))


def main():
    t = Tap()
    with Instance() as inst:
        for account, roles in (
                ('AR1', ['archivist']), ('AR2', ['archivist JW']),
                ('AR9', ['archivist RS']), ('AP1', ['approver JW']),
                ('H1', ['handler JW'])):
            people.add(inst, account, roles)
        holder, docs = issue(inst, 4)
        code, said, rep = job(inst, 'file')
        t.ok(code == 0 and len(rep) == 4, 'filed', said)
        ids = [int(inst.one("SELECT id FROM document WHERE number = '%s'" %
                            d[1])) for d in docs]
        t.run('packages', packages, inst, docs)
        t.run('terms', terms, inst)
        t.run('before_time', before_time, inst, ids)
        t.run('disposing', disposing, inst, ids, docs, holder)
        t.run('refusing', refusing, inst, ids)
        t.run('zone', zone, inst, ids[3])
    t.done()


if __name__ == '__main__':
    main()
