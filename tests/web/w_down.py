#!/usr/bin/env python3
"""w_down.py - parts of the house missing: each a clear page or a waiting
state, and when the part is back everything completes exactly once."""
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
from instance import SRC, Instance       # noqa: E402
from tap import Tap                 # noqa: E402


def signed_in(inst, who=campus.STUDENT):
    b = inst.browser()
    campus.sign_in(b, who)
    return b


def once(t, inst, b, url, name):
    """The document comes, and there is one of it."""
    n = int(re.search(r'/documents/(\d+)', url).group(1))
    page = campus.issued(b, url, 60)
    t.ok(page is not None, name + ': it completes')
    t.equal(inst.sql(
        'SELECT (SELECT COUNT(*) FROM document WHERE request_id = {0}), '
        "(SELECT COUNT(*) FROM seal_ledger WHERE request_id = {0} AND kind = "
        "'sealed'), (SELECT COUNT(*) FROM document d JOIN document_file f ON "
        'f.document_id = d.id WHERE d.request_id = {0})'.format(n)),
        [['1', '1', '1']], name + ': exactly once')
    code, said = inst.run_tool('es-audit', 'reconcile', '-c',
                               inst.path('etc', 'audit.conf'))
    t.ok(code == 0, name + ': the books balance', said)


def without(inst, program):
    """Stop a program and whoever would restart it."""
    inst.keeper(program, False)
    inst.kill(program)


def back(inst, program):
    inst.keeper(program, True)


def no_signd(t, inst):
    b = signed_in(inst)
    without(inst, 'signd')
    p = campus.ask(b)
    t.ok(p.status == 200 and '/documents/' in p.url and
         not any(x.endswith('/file') for x in p.links) and
         'role="status"' in p.body.decode(), 'es-signd down: the request '
         'waits', p.text)
    q = b.open(p.url)
    t.ok(re.search('(稍候|等待|稍后|排队|自动)', q.text),
         'and the page says so', q.text)
    back(inst, 'signd')
    once(t, inst, b, p.url, 'es-signd is back')


def no_stamper(t, inst):
    b = signed_in(inst)
    without(inst, 'seal')
    p = campus.ask(b)
    t.ok(p.status == 200 and '/documents/' in p.url,
         'es-seal down: confirmed all the same', p.text)
    r = signed_in(inst, 'K0001').open('/seal')
    t.ok(r.status in (502, 503, 504) and b'<h1' in r.body,
         'the keeper gets a page that says so: %d' % r.status, r.text)
    back(inst, 'seal')
    once(t, inst, b, p.url, 'es-seal is back')


def no_tsa(t, inst):
    """Seals do not need es-tsa: es-signd stamps by itself."""
    without(inst, 'tsa')
    b = signed_in(inst)
    p = campus.ask(b)
    once(t, inst, b, p.url, 'es-tsa down')
    r = b.open('/tsa', 'POST', b'x', {'Content-Type':
                                      'application/timestamp-query'})
    t.ok(r.status in (502, 503, 504), '/tsa answers %d' % r.status)
    back(inst, 'tsa')
    t.ok(inst.until(lambda: b.open('/tsa').status == 200),
         'and is back')


def no_database(t, inst):
    b = signed_in(inst)
    form = b.open('/request/enrolment/zh-CN').form('/request/', 'POST')
    inst.kill('db')
    for path in ('/services', '/documents', '/request/enrolment/zh-CN'):
        p = b.open(path)
        t.ok(p.status == 503 and b'<h1' in p.body and
             p.headers.get('retry-after', '').isdigit(),
             'database down: %s is a page that says so' % path,
             '%d %s' % (p.status, p.text))
    p = b.submit(form)
    t.equal(p.status, 503, 'nor is anything confirmed')
    t.equal(b.open('/').status, 200, 'the start page stays')
    p = inst.browser().open('/login')
    t.ok(p.status in (200, 503) and b'<h1' in p.body, 'so does sign-in: %d' %
         p.status)
    inst.start_db()
    t.ok(inst.until(lambda: b.open('/services').status == 200),
         'it is back: the session still holds')
    b.open('/request/enrolment/zh-CN')
    p = b.submit(form)
    once(t, inst, b, p.url, 'the same form after the restart')
    q = b.open('/request/enrolment/zh-CN')
    p = b.submit(form)
    t.ok('/documents/' in p.url and inst.one(
        "SELECT COUNT(*) FROM request WHERE type_id = 'enrolment'") == '1',
        'and once more: the same document', q.url)


def disk_full(t, inst):
    """Not one page more fits into the data directory (a small tmpfs)."""
    b = signed_in(inst)
    full = inst.path('db', 'filler')
    with open(full, 'wb') as f:
        try:
            while True:
                f.write(bytes(65536))
                f.flush()
        except OSError:
            pass
    t.ok(os.statvfs(inst.path('db')).f_bavail == 0, 'the disk is full')
    asked = []
    for n in range(60):        # until the free pages of the files are used
        p = campus.ask(b, 'enrolment', 'en')
        t.ok(p.status in (200, 503) and b'<h1' in p.body,
             'disk full, document %d: a page, HTTP %d' % (n, p.status),
             p.text)
        if '/documents/' in p.url:
            asked.append(p.url)
        if p.status != 200 or not any(x.endswith('/file') for x in p.links):
            break
    t.ok(p.status == 503 or 'role="status"' in p.body.decode() and
         not any(x.endswith('/file') for x in p.links),
         'the first that finds no room waits, or is not taken', p.text)
    os.unlink(full)
    t.ok(inst.until(lambda: b.open('/services').status == 200, 60),
         'with room again it goes on')
    asked.append(campus.ask(b, 'enrolment', 'en').url)
    for url in asked[-2:]:
        once(t, inst, b, url, 'after the full disk')


def workers(t, inst):
    """A killed worker is replaced; nobody but its own visitor notices."""
    b = signed_in(inst)
    kids = inst.tree('request')[1:]
    t.ok(len(kids) >= 2, 'es-request has %d workers' % len(kids))
    for pid in kids:
        os.kill(pid, signal.SIGKILL)
        p = b.open('/services')
        t.equal(p.status, 200, 'worker %d killed: the next page comes' %
                kids.index(pid))
    def replaced():
        now = inst.tree('request')
        return len(now) == 1 + len(kids) and not set(kids) & set(now)
    t.ok(inst.until(replaced), 'and all are replaced by new ones')


def reload(t, inst):
    """SIGHUP: new words and templates; broken ones are refused."""
    own = inst.path('templates')
    shutil.copytree(os.path.join(SRC, 'templates'), own)
    conf = inst.path('etc', 'login.conf')
    with open(conf) as f:
        text = f.read()
    with open(conf, 'w') as f:
        f.write(text.replace(os.path.join(SRC, 'templates') + '\n',
                             own + '\n', 1))
    words = os.path.join(own, 'messages', 'zh-CN.xml')
    with open(words) as f:
        before = f.read()
    b = inst.browser()

    def hup():
        os.kill(inst.pid('login'), signal.SIGHUP)

    with open(words, 'w') as f:
        f.write(before.replace('<m k="common.footer">',
                               '<m k="common.footer">新的页脚。'))
    hup()
    t.ok(inst.until(lambda: '新的页脚' in b.open('/').text),
         'SIGHUP: the new words are there')
    def refused(name, why):
        before = inst.log('login').count('event=reload-refused')
        hup()
        said = inst.until(lambda: inst.log('login').count(
            'event=reload-refused') > before)
        p = b.open('/')
        t.ok(said and why in inst.log('login').splitlines()[-2] and
             p.status == 200 and '新的页脚' in p.text,
             name + ': all stays, the log says why',
             inst.log('login')[-800:])
    for name, broken in (('half a catalogue', before[:2000]),
                         ('no XML', 'nonsense')):
        with open(words, 'w') as f:
            f.write(broken)
        refused(name, 'zh-CN.xml')
    with open(words, 'w') as f:
        f.write(before)
    with open(conf, 'a') as f:
        f.write('max_requests = many\n')
    refused('a number that is none', 'login.conf:')


def reload_keys(t, inst):
    """SIGHUP of es-signd: its keys anew, or the old ones."""
    conf = inst.path('etc', 'signd.conf')
    with open(conf) as f:
        before = f.read()

    def hup(word):
        seen = inst.log('signd').count(word)
        os.kill(inst.pid('signd'), signal.SIGHUP)
        return inst.until(lambda: inst.log('signd').count(word) > seen)
    t.ok(hup('event=reload\n'), 'SIGHUP of es-signd')
    b = signed_in(inst)
    once(t, inst, b, campus.ask(b).url, 'with the keys read anew')
    with open(conf, 'w') as f:
        f.write(re.sub('keys_dir = .*', 'keys_dir = /nowhere', before))
    t.ok(hup('event=reload-refused'), 'keys that are not there: refused')
    once(t, inst, b, campus.ask(b).url, 'with the keys it had')
    with open(conf, 'w') as f:
        f.write(before)


def drain(t, inst):
    """SIGTERM: the program ends, and its keeper brings it back."""
    b = signed_in(inst)
    pid = inst.pid('request')
    os.kill(pid, signal.SIGTERM)
    p = inst.until(lambda: b.open('/services').status == 200 and
                   inst.pid('request') not in (None, pid))
    t.ok(p, 'SIGTERM: ended and started again')


class SmallDisk(Instance):
    """Its data directory has hardly more room than it needs."""
    def start(self):
        if not os.path.ismount(self.path('db')):
            subprocess.run(['mv', self.path('db'), self.path('db-was')],
                           check=True)
            os.mkdir(self.path('db'))
            need = int(subprocess.run(
                ['du', '-sm', self.path('db-was')], check=True, text=True,
                capture_output=True).stdout.split()[0])
            subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%dm' % (
                need + 24), 'tmpfs', self.path('db')], check=True)
            subprocess.run(['cp', '-a', self.path('db-was') + '/.',
                            self.path('db')], check=True)
        super().start()

    def __exit__(self, kind, value, trace):
        with contextlib.suppress(Exception):
            self.stop()
        subprocess.run(['umount', self.path('db')], check=False)
        super().__exit__(kind, value, trace)


def main():
    t = Tap()
    with SmallDisk() as inst:
        for f in (no_signd, no_stamper, no_tsa, no_database, workers, drain,
                  reload, reload_keys, disk_full):
            t.run(f.__name__, f, inst)
        for name in ('request', 'seal', 'login', 'signd'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said,
                 name + ': nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
