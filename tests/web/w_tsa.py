#!/usr/bin/env python3
"""es-tsa behind nginx, with es-signd and its key; judged by openssl and curl."""
import calendar
import os
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
from tap import Tap     # noqa: E402
from tiny import Tiny   # noqa: E402

SRC = os.environ['ES_SRCDIR']
QUERY = 'application/timestamp-query'


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Tsa:
    def __init__(self, t):
        self.t, self.port = t, free_port()
        self.url = 'http://127.0.0.1:%d/tsa' % self.port
        self.root = t.dir + '/pki/public/root.cert.pem'
        t.do('PORT=%d\nwrite_nginx_conf\nstart_program tsa\n'
             'nginx -p "$DIR" -c "$DIR/etc/nginx.conf" '
             '-e "$DIR/log/error.log"' % self.port)

    def path(self, name):
        return os.path.join(self.t.dir, 'tmp', name)

    def openssl(self, *args):
        return subprocess.run(['openssl', *args], capture_output=True,
                              text=True)

    def query(self, name, *args):
        """A query over a document of its own; the paths of both."""
        doc, q = self.path(name), self.path(name + '.tsq')
        with open(doc, 'w') as f:
            f.write('document ' + name)
        p = self.openssl('ts', '-query', '-data', doc, '-out', q, *args)
        assert p.returncode == 0, p.stderr
        return doc, q

    def post(self, body, reply=None, kind=QUERY, method='POST'):
        """HTTP status and Content-Type."""
        p = subprocess.run(
            ['curl', '-s', '-o', reply or '/dev/null', '-X', method,
             '-H', 'Content-Type: ' + kind, '-H', 'Expect:',
             '--data-binary', body, '-w', '%{http_code} %{content_type}',
             self.url], capture_output=True, text=True, timeout=30)
        return p.stdout

    def text(self, reply):
        return self.openssl('ts', '-reply', '-in', reply, '-text').stdout


def test_stamp(tap, x):
    for md in ('sha256', 'sha384', 'sha512'):
        _, q = x.query('d-' + md, '-' + md, '-cert')
        r = x.path(md + '.tsr')
        tap.equal(x.post('@' + q, r), '200 application/timestamp-reply',
                  '%s: answered, the type is exactly this' % md)
        p = x.openssl('ts', '-verify', '-queryfile', q, '-in', r, '-CAfile',
                      x.root)
        tap.ok(p.returncode == 0, '%s: openssl ts -verify' % md, p.stderr)
    doc, q = x.query('plain', '-sha256', '-no_nonce')
    r = x.path('plain.tsr')
    x.post('@' + q, r, kind='Application/Timestamp-Query; x=1')
    said = x.text(r)
    tap.ok('Status: Granted' in said and 'Nonce: unspecified' in said,
           'no nonce asked, none given; the media type in any case', said)
    tap.ok('Ordering: no' in said and 'Accuracy:' in said,
           'ordering and accuracy', said)
    m = re.search(r'Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d+) GMT', said)
    at = m and calendar.timegm(time.strptime(
        m.group(1) + ' ' + m.group(2), '%b %d %H:%M:%S %Y'))
    tap.ok(at is not None and abs(time.time() - at) < 60, 'the time is now',
           said)


def test_rejections(tap, x):
    for args, want, name in (
            (('-sha1',), 'unrecognized or unsupported algorithm', 'SHA-1'),
            (('-sha256', '-tspolicy', '1.2.3'), 'policy is not supported',
             'another policy')):
        _, q = x.query('rej', *args)
        r = x.path('rej.tsr')
        status = x.post('@' + q, r)
        tap.ok(status == '200 application/timestamp-reply' and
               'Status: Rejected' in x.text(r) and want in x.text(r),
               '%s: rejected inside a 200' % name, status + x.text(r))
    r = x.path('rub.tsr')
    status = x.post('rubbish', r)
    tap.ok(status.startswith('200') and
           'the data submitted has the wrong format' in x.text(r),
           'rubbish: badDataFormat', status + x.text(r))
    r = x.path('empty.tsr')
    status = x.post('', r)
    tap.ok(status.startswith('200') and
           'the data submitted has the wrong format' in x.text(r),
           'an empty body: badDataFormat', status + x.text(r))


def test_http(tap, x):
    _, q = x.query('http', '-sha256')
    tap.ok(x.post('@' + q, kind='application/octet-stream').startswith('415'),
           'another media type: 415')
    tap.ok(x.post('@' + q, kind=QUERY + 's').startswith('415'),
           'a longer media type: 415')
    tap.ok(x.post('a=b', kind='application/x-www-form-urlencoded')
           .startswith('415'), 'a form: 415')
    tap.ok(x.post('x' * 4096).startswith('200'), 'a body at the limit')
    tap.ok(x.post('x' * 4097).startswith('413'), 'one byte over: 413')
    tap.ok(x.post('x', method='PUT').startswith('405'), 'PUT: 405')
    p = subprocess.run(['curl', '-s', '-w', '%{http_code} %{content_type}',
                        x.url], capture_output=True, text=True)
    tap.ok(p.stdout.endswith('200 text/html; charset=utf-8') and
           'RFC 3161' in p.stdout, 'a page for people', p.stdout[:400])


def test_many(tap, x):
    """Eight at once: every answer fits its own question, serials differ."""
    bad, serials = [], []

    def one(i):
        for k in range(5):
            _, q = x.query('m%d-%d' % (i, k), '-sha256', '-cert')
            r = x.path('m%d-%d.tsr' % (i, k))
            x.post('@' + q, r)
            p = x.openssl('ts', '-verify', '-queryfile', q, '-in', r,
                          '-CAfile', x.root)
            if p.returncode:
                bad.append(p.stderr)
            serials.extend(s for s in x.text(r).splitlines()
                           if s.startswith('Serial number'))

    threads = [threading.Thread(target=one, args=(i,)) for i in range(8)]
    for th in threads:
        th.start()
    for th in threads:
        th.join()
    tap.ok(not bad, 'forty stamps, eight at a time', ''.join(bad)[:300])
    tap.ok(len(serials) == 40 == len(set(serials)), 'serial numbers differ')


def test_clock(tap, x):
    """A clock that went back behind the last token stamps nothing; the mark
    outlives es-signd, and a token never has another's serial number."""
    mark = x.t.dir + '/keys/tsa-mark'
    _, q = x.query('clock', '-sha256', '-cert')
    r = x.path('clock.tsr')
    serials = set()

    def serial():
        serials.update(re.findall('Serial number: (0x\\w+)', x.text(r)))
    x.post('@' + q, r)
    serial()
    with open(mark, 'rb') as f:
        last = int.from_bytes(f.read(8), 'little')
    tap.ok(abs(last / 1e6 - time.time()) < 60, 'the last token is remembered')

    def set_mark(us):
        with open(mark, 'r+b') as f:
            f.write(us.to_bytes(8, 'little'))
    set_mark(int((time.time() + 3600) * 1e6))
    status = x.post('@' + q, r)
    tap.ok(status == '200 application/timestamp-reply' and
           'the TSA\'s time source is not available' in x.text(r),
           'the clock went back: timeNotAvailable', status + x.text(r))
    with open(x.t.dir + '/log/signd.log') as f:
        tap.ok('went back behind the last time stamp' in f.read(),
               'and the log says why')
    x.t.do('stop_pid "$DIR/run/signd-keeper.pid"; '
           'kill -9 $(cat "$DIR/run/signd.pid"); sleep 0.3; '
           'rm -f "$DIR/run/signd.sock" "$DIR/run/signd.pid"; '
           'start_program signd')
    x.post('@' + q, r)
    tap.ok('time source is not available' in x.text(r),
           'after a crash, too', x.text(r))
    set_mark(0)
    x.post('@' + q, r)
    tap.ok('Status: Granted' in x.text(r), 'the mark taken away: granted')
    serial()
    tap.equal(len(serials), 2, 'with another serial number, after kill -9')
    conf = x.t.dir + '/etc/signd.conf'
    with open(conf) as f:
        was = f.read()
    with open(conf, 'w') as f:
        f.write(was.replace('tsa_clock = none', 'tsa_clock = %s/run/error' %
                            x.t.dir))

    def says(want):
        """Within a while: es-signd reads its keys anew."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            x.post('@' + q, r)
            if want in x.text(r):
                return True
            time.sleep(0.2)
        return False
    hup = 'kill -HUP "$(cat "$DIR/run/signd.pid")"'
    x.t.do(hup)
    tap.ok(says('time source is not available'),
           'a time daemon that says nothing', x.text(r))
    with open(x.t.dir + '/run/error', 'w') as f:
        f.write('15\n')
    os.chmod(x.t.dir + '/run/error', 0o644)
    x.post('@' + q, r)
    tap.ok('Status: Granted' in x.text(r), 'it says 15 ms', x.text(r))
    with open(conf, 'w') as f:
        f.write(was)
    x.t.do(hup)


def test_signd_away(tap, x):
    _, q = x.query('away', '-sha256', '-cert')
    r = x.path('away.tsr')
    x.t.do('stop_pid "$DIR/run/signd-keeper.pid"; '
           'stop_pid "$DIR/run/signd.pid"')
    status = x.post('@' + q, r)
    tap.ok(status == '200 application/timestamp-reply' and
           'the request cannot be handled due to system failure' in
           x.text(r), 'es-signd away: systemFailure inside a 200',
           status + x.text(r))
    with open(x.t.dir + '/log/tsa.log') as f:
        tap.ok('system-failure' in f.read(), 'and a line in the log')
    x.t.do('rm -f "$DIR/run/signd.sock"; start_program signd')
    x.post('@' + q, r)
    p = x.openssl('ts', '-verify', '-queryfile', q, '-in', r, '-CAfile',
                  x.root)
    tap.ok(p.returncode == 0, 'back again: granted, nothing restarted',
           p.stderr)


def test_rates(t, x):
    """nginx lets an address ask so often and no more: a first wall."""
    x.t.do('PORT=%d ES_RATE=1\nwrite_nginx_conf\n'
           'kill -HUP "$(cat "$DIR/run/nginx.pid")"' % x.port)
    for path, burst in (('tsa', 60), ('login', 20), ('verify', 40),
                        ('v/x', 40)):
        said, passed, end = [], 0, time.monotonic() + 20
        while said.count('429') < 5 and time.monotonic() < end:
            p = subprocess.run(
                ['curl', '-s', '-w', '%{http_code} %header{retry-after}\n',
                 '-o', '/dev/null', 'http://127.0.0.1:%d/%s?[1-%d]' % (
                     x.port, path, burst + 10)],
                capture_output=True, text=True)
            said = [y.strip() for y in p.stdout.splitlines()]
            said = ['429' if y == '429 2' else y for y in said]
            # a worker of before the reload may have answered the first
            # round: what passed in any round is the burst
            passed += len(said) - said.count('429')
        t.ok(said.count('429') >= 5 and set(said[-5:]) == {'429'},
             '/%s: too many get a 429 that says when to come back' % path,
             said)
        if path != 'v/x':       # it shares the zone of /verify
            t.ok(passed >= burst, 'a burst passes', (passed, said))
    x.t.do('PORT=%d\nwrite_nginx_conf\n'
           'kill -HUP "$(cat "$DIR/run/nginx.pid")"' % x.port)


def main():
    tap = Tap()
    with Tiny(signd=True) as t:
        x = Tsa(t)
        for test in (test_stamp, test_rejections, test_http, test_many,
                     test_clock, test_rates, test_signd_away):
            tap.run(test.__name__, test, x)
    tap.done()


if __name__ == '__main__':
    main()
