#!/usr/bin/env python3
"""w_bulk.py - a cohort gets its documents: counted, begun, paused, killed in
the middle, gone on with; everybody who may has one, and nobody has two."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
import people                       # noqa: E402
from limits import limit            # noqa: E402
from instance import Instance       # noqa: E402
from tap import Tap                 # noqa: E402

KIND = 'transcript-graduate'


def staff(inst, account):
    b = inst.browser(lang='en')
    campus.sign_in(b, account)
    return b


def form(b):
    return b.open('/bulk').form('/bulk', 'POST')


def begin(b, **fields):
    """Count first, then press "Start issuing"."""
    p = b.submit(form(b), dict({'type': KIND, 'doc_lang': 'zh-CN'},
                               **fields))
    f = p.form('/bulk', 'POST')
    return p, lambda: b.submit(f)      # its first button


def wait(b, url, want, seconds=120):
    end = time.monotonic() + seconds
    while True:
        p = b.open(url)
        if want(p.text) or time.monotonic() > end:
            return p
        time.sleep(0.3)


def numbers(p):
    return {k: int(v) for k, v in re.findall(
        r'(People|Requested|Sealed|Not issued) (\d+)', p.text)}


def settled(inst, job):
    return inst.one(
        "SELECT COUNT(*) FROM bulk_item i LEFT JOIN request r ON r.id ="
        " i.request_id WHERE i.job_id = %d AND i.request_id <> 0 AND r.state"
        " <> 'issued'" % job) == '0'


def once_each(t, inst, job, name):
    t.equal(inst.sql('SELECT id FROM request WHERE id NOT IN (SELECT'
                     ' request_id FROM bulk_item)'), [],
            name + ': no request besides those of the items')
    t.equal(inst.sql('SELECT request_id FROM bulk_item WHERE request_id <> 0'
                     ' GROUP BY request_id HAVING COUNT(*) > 1'), [],
            name + ': one for each')
    t.equal(inst.one(
        "SELECT COUNT(*) FROM bulk_item i JOIN document d ON d.request_id ="
        " i.request_id JOIN document_file f ON f.document_id = d.id WHERE"
        " i.job_id = %d" % job), inst.one(
        "SELECT COUNT(*) FROM bulk_item WHERE job_id = %d AND request_id <>"
        " 0" % job), name + ': and one file each')


def whole(t, inst, h):
    n = int(inst.one("SELECT COUNT(*) FROM person WHERE level = 'master' AND"
                     " kind = 'student'"))
    inst.sql("UPDATE person SET hold_zh = '欠费', hold_en = 'fees' WHERE"
             " level = 'master' ORDER BY id LIMIT 2")
    p, go = begin(h, level='master')
    t.ok('%d people fit' % n in p.text, 'first it says how many', p.text)
    t.equal(inst.one('SELECT COUNT(*) FROM bulk_job'), '0',
            'and begins nothing')
    p = go()
    again = go()
    t.ok(p.url == again.url and inst.one('SELECT COUNT(*) FROM bulk_job') ==
         '1', 'pressed twice: one job')
    p = wait(h, p.url, lambda x: 'Done' in x and settled(inst, 1))
    p = h.open(p.url)
    got = numbers(p)
    may = int(inst.one("SELECT COUNT(*) FROM person WHERE level = 'master'"
                       " AND kind = 'student' AND hold_zh = '' AND status IN"
                       " ('registered', 'graduated')"))
    t.ok(got['People'] == n and got['Sealed'] == may and
         got['Not issued'] == n - may, 'all who may have theirs', (got, may))
    t.ok('Status, a restriction, or missing data' in p.text,
         'and it says why others have not', p.text)
    once_each(t, inst, 1, 'at the end')
    csv = h.open('/bulk/1/report').body.decode('utf-8-sig').splitlines()
    t.ok(len(csv) == n + 1 and sum('"issued"' in x for x in csv) == may and
         sum('not-entitled' in x for x in csv) == n - may,
         'the report has everybody', csv[:3])
    one = inst.sql("SELECT a.name FROM bulk_item i JOIN account a ON"
                   " a.person_id = i.person_id WHERE i.request_id <> 0"
                   " LIMIT 1")
    if one:
        b = staff(inst, one[0][0])
        t.ok('In force' in b.open('/documents').text or
             'Issued' in b.open('/documents').text,
             'a holder finds it among their documents')


def killed(t, inst, h):
    """Workers die again and again while it goes on."""
    n = int(inst.one("SELECT COUNT(*) FROM person WHERE level = 'master'"))
    p, go = begin(h, level='master', doc_lang='en')
    p = go()
    job = int(p.url.rsplit('/', 1)[1])
    for _ in range(4):
        inst.kill('request')
        time.sleep(1)
        inst.sql("UPDATE bulk_job SET lease_until = 0, state = 'running'"
                 " WHERE id = %d AND state <> 'done'" % job)
        time.sleep(0.5)
    h = staff(inst, 'H1')
    wait(h, p.url, lambda x: 'Done' in x and settled(inst, job))
    t.equal(inst.one('SELECT COUNT(*) FROM bulk_item WHERE job_id = %d' %
                     job), str(n), 'killed four times: all the same')
    once_each(t, inst, job, 'killed')
    return h


def again(t, inst, h):
    """The same batch twice, as after a crash between its two commits."""
    inst.sql("DELETE FROM bulk_item WHERE job_id = 1; UPDATE bulk_job SET"
             " state = 'running', last_person = 0, lease_until = 0 WHERE id ="
             " 1")
    wait(h, '/bulk/1', lambda x: 'Done' in x)
    once_each(t, inst, 1, 'done once more')


def steering(t, inst, h):
    inst.sql("INSERT INTO bulk_job (crid, created, created_by, office,"
             " type_id, lang, level, status, school, people, state) SELECT"
             " UNHEX(MD5('x')), 1, 'H1', 'GS', '%s', 'en', 'doctor', '', '',"
             " 3, 'paused'" % KIND)
    job = inst.one("SELECT MAX(id) FROM bulk_job")
    p = h.open('/bulk/' + job)
    t.ok('Paused' in p.text, 'a paused job says so')
    time.sleep(3)
    t.equal(inst.one('SELECT COUNT(*) FROM bulk_item WHERE job_id = ' + job),
            '0', 'and rests')
    stop = p.form('/bulk/' + job, 'POST')
    p = h.submit(stop, button=('act', 'stop'))
    t.ok('Stopped' in p.text and 'Go on' not in p.text, 'stopped for good',
         p.text)
    p = h.submit(stop, button=('act', 'resume'))
    t.ok('Stopped' in p.text, 'an old form does not wake it')
    t.equal(inst.one("SELECT COUNT(*) FROM audit_log WHERE action LIKE"
                     " 'bulk.stop'"), '1', 'audited')


def count(inst, job, state):
    return int(inst.one(
        "SELECT COUNT(*) FROM bulk_item i JOIN request r ON r.id ="
        " i.request_id WHERE i.job_id = %d AND r.state = '%s'" % (job, state)))


def before(inst, job, request):
    """How many of the job were stored before this request's document."""
    return int(inst.one(
        'SELECT COUNT(*) FROM bulk_item i JOIN document d ON d.request_id ='
        ' i.request_id WHERE i.job_id = %d AND d.id < (SELECT id FROM'
        ' document WHERE request_id = %d)' % (job, request)))


def window(t, inst, h):
    """Some batches ahead of the seals and no further: whoever asks alone is
    sealed behind those, and a pause is one."""
    ahead = limit('BULK_AHEAD')
    inst.sql("UPDATE person SET hold_zh = '', hold_en = ''")
    inst.keeper('seal', False)
    inst.kill('seal')
    p, go = begin(h, level='master')
    p = go()
    job = int(p.url.rsplit('/', 1)[1])
    t.ok(inst.until(lambda: count(inst, job, 'awaiting') == ahead, 60),
         'nothing is sealed: confirmed up to the limit', h.open(p.url).text)
    time.sleep(3)
    t.equal(count(inst, job, 'awaiting'), ahead, 'and not one over it')
    t.ok(numbers(h.open(p.url))['People'] > ahead + 100, 'though more wait')
    inst.sql("UPDATE seal_job SET state = 'waiting', retry_at ="
             " UNIX_TIMESTAMP(), reason = 'refused no_authorisation' WHERE"
             " request_id IN (SELECT request_id FROM bulk_item WHERE job_id ="
             " %d) ORDER BY request_id LIMIT 3" % job)
    t.ok('3 documents wait for their seal. No standing authorisation' in
         h.open(p.url).text, 'it says for what the seals wait')
    b = staff(inst, campus.STUDENT)
    late = campus.request_id(campus.ask(b))
    inst.sql("UPDATE seal_job SET state = 'waiting', reason = 'tsa-down',"
             ' retry_at = UNIX_TIMESTAMP() WHERE request_id = %d' % late)
    inst.keeper('seal', True)
    t.ok(inst.until(lambda: count(inst, job, 'issued') > 0, 60),
         'es-seal is back: it goes on')
    page = campus.ask(b, lang='en')
    alone = campus.request_id(page)
    t.ok(campus.issued(b, page.url, 20) is not None and
         inst.one('SELECT state FROM bulk_job WHERE id = %d' % job) ==
         'running', 'one who asks meanwhile has it before the job is done')
    h.submit(h.open(p.url).form('/bulk/%d' % job, 'POST'))
    rest = inst.until(lambda: count(inst, job, 'awaiting') == 0, 60)
    got = count(inst, job, 'issued')
    time.sleep(3)
    t.ok(rest and count(inst, job, 'issued') == got and
         'Paused' in h.open(p.url).text and ahead <= got < ahead + 128,
         'paused: it stops within a batch or two', got)
    for n, what in ((alone, 'asked alone'), (late, 'tried again')):
        t.ok(before(inst, job, n) <= ahead, what + ': not behind all')
    h.submit(h.open(p.url).form('/bulk/%d' % job, 'POST'),
             button=('act', 'resume'))
    p = wait(h, p.url, lambda x: 'Done' in x and settled(inst, job))
    n = numbers(p)
    t.ok(n['Sealed'] + n['Not issued'] == n['People'], 'gone on with: all', n)


def wrong(t, inst, h):
    other = staff(inst, 'H2')
    t.equal([other.open('/bulk/1').status, other.open(
        '/bulk/1/report').status], [404, 404], 'another office sees nothing')
    t.ok(KIND not in other.open('/bulk').body.decode(),
         'nor can it issue this type')
    p, go = begin(h, level='master', **{'from': '2026-02-30'})
    t.ok(p.status == 422 and 'as 2026-06-30' in p.text and re.search(
        rb'id="from"[^>]*aria-invalid="true"', p.body) and not re.search(
        rb'id="until"[^>]*aria-invalid', p.body),
        'no such day: its field is marked', p.body)
    p, go = begin(h, school='不存在的学院')
    t.ok('Nobody fits' in p.text, 'an empty cohort')
    p = h.submit(form(h), {'type': KIND, 'school': '不存在的学院',
                           'doc_lang': 'en', 'sure': 'yes'})
    t.equal(p.status, 422, 'is not begun')
    f = form(h)
    p = h.submit(f, {'type': 'transcript-undergraduate', 'sure': 'yes',
                     'doc_lang': 'zh-CN'})
    t.equal(p.status, 404, 'a type of another office')
    for who in (campus.STUDENT, 'K0001'):
        t.equal(staff(inst, who).open('/bulk').status, 403,
                '%s has no bulk issue' % who)


def main():
    t = Tap()
    with Instance(people=600) as inst:
        people.add(inst, 'H1', ['handler GS'])
        people.add(inst, 'H2', ['handler JW'])
        h = staff(inst, 'H1')
        t.ok('No batches yet' in h.open('/bulk').text, 'empty at first')
        whole(t, inst, h)
        again(t, inst, h)
        wrong(t, inst, h)
        steering(t, inst, h)
        h = killed(t, inst, h)
        window(t, inst, h)
    t.done()


if __name__ == '__main__':
    main()
