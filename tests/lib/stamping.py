"""stamping.py - es-signd, es-seal and es-verify without the pages of people.

    with Stamping() as s:
        n = s.request()             # approved, waiting for its seal
        state, reason = s.poke(n)   # as es-request does

For tests of the sealing way itself: requests come by SQL, as es-request
would write them.
"""
import hashlib
import os
import socket
import struct
import subprocess
import time

from browser import Browser
from instance import free_port
from tiny import BUILD, Tiny

STATES = ['unknown', 'done', 'waiting', 'failed', 'other', 'absent']
SYM = '23456789ABCDEFGHJKMNPQRSTVWXYZ'


def make_code(seed):
    """A code with its check character (Luhn modulo 30), from a number."""
    h = int(hashlib.sha256(str(seed).encode()).hexdigest(), 16)
    body = ''.join(SYM[(h >> (8 * i)) % 30] for i in range(15))
    total = 0
    for i, c in enumerate(reversed(body)):
        x = SYM.index(c) * (2 if i % 2 == 0 else 1)
        total += x // 30 + x % 30
    return body + SYM[-total % 30]


def record(number, code, name='样例甲', courses=12):
    """A graduate transcript in the form of docs/FORMATS.md."""
    grouped = '-'.join(code[i:i + 4] for i in range(0, 16, 4))
    rows = '\n'.join(
        '  <course n="%d" code="G%04d" title="示例课程%d" category="专业课" '
        'nature="必修" group="%s" credits="3.0" hours="48" grade="%d" '
        'point="3.8" term="2024秋" assessment="考试" remark=""/>' % (
            i + 1, i + 1, i + 1, '学位课' if i % 2 else '非学位课',
            80 + i % 20) for i in range(courses))
    return '''<?xml version="1.0" encoding="UTF-8"?>
<record xmlns="urn:yinxin:record:1" type="transcript-graduate" lang="zh-CN" version="1">
 <document number="%s" code="%s" url="http://127.0.0.1/v/%s" verify="http://127.0.0.1/verify" issued="2026-11-23" issuedtime="2026-11-23T14:05:09+08:00" validuntil=""/>
 <university name="示例大学" other="Example University"/>
 <office code="GS" name="研究生院" other="Graduate School"/>
 <seal number="S1" name="示例大学研究生院"/>
 <person number="2099000001" name="%s" other="SAMPLE Jia" gender="女" birth="1999-01-02" idmasked="1100**********0001" school="示例学院" major="示例专业" field="示例方向" level="硕士" category="学术型" mode="全日制" length="3" enrolled="2023-09-01" graduation="2026-06-30" status="在读" supervisor="样例导师"/>
 <courses list="1">
%s
 </courses>
 <summary courses="%d" credits="36.0" required="32.0" gpa="3.72" scale="5.0" average="87.3" degreecredits="18.0"/>
 <thesis title="示例论文" other="A Sample Thesis" defence="2026-05-20"/>
 <degree name="工学硕士" date="2026-06-30" certificate=""/>
 <purpose text=""/>
</record>
''' % (number, grouped, code, name, rows, courses)


class Stamping(Tiny):
    def __init__(self, conf='', workers=2, web=True):
        super().__init__(signd=True)
        self.conf, self.workers, self.web = conf, workers, web
        self.count = 0
        self.fault_file = os.path.join(self.dir, 'fault', 'at')
        os.mkdir(self.dir + '/fault')
        os.chmod(self.dir + '/fault', 0o777)
        os.environ['ES_FAULT_FILE'] = self.fault_file

    def __enter__(self):
        super().__enter__()
        try:
            self.reference_data()
            with open(self.dir + '/etc/seal.conf', 'a') as f:
                f.write('stamp_workers = %d\n%s' % (self.workers, self.conf))
            out = self.do('start_program seal && start_program verify',
                          check=False)
            if out.returncode:
                raise RuntimeError(out.stdout[-800:] + self.log('seal'))
            if self.web:
                self.port = free_port()
                self.do('PORT=%d; write_nginx_conf; nginx -p "$DIR" -c '
                        '"$DIR/etc/nginx.conf" -e "$DIR/log/error.log"'
                        % self.port)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *x):
        os.environ.pop('ES_FAULT_FILE', None)
        super().__exit__(*x)

    def browser(self, **kw):
        return Browser('http://127.0.0.1:%d' % self.port, **kw)

    def reference_data(self):
        self.sql("""
INSERT INTO campus VALUES (1, '示例大学', 'Example University', '99999');
INSERT INTO office VALUES ('GS', '研究生院', 'Graduate School', '010-0000');
INSERT INTO seal (id, number, name_zh, name_en, office, state, definition,
 key_name, keeper_id) VALUES (1, 'S1', '示例大学研究生院', 'Graduate School',
 'GS', 'active', '<seal shape="round" diameter="42" ring="1.2" star="14" name="示例大学研究生院"/>', 'gs-p256', 1);
INSERT INTO document_type (id, name_zh, name_en, office, seal_id, levels,
 statuses, disclosure, number_code, auto_approve) VALUES ('transcript-graduate',
 '研究生成绩单', 'Graduate transcript', 'GS', 1, 'master', 'registered', 2,
 'CJ', TRUE);
INSERT INTO seal_policy VALUES (1, 'transcript-graduate');
INSERT INTO standing_authorisation (id, seal_id, type_id, keeper_id,
 valid_from, valid_until, daily_quota, total_quota)
 VALUES (1, 1, 'transcript-graduate', 1, 0, 0, 100000, 1000000);
INSERT INTO person (id, number, kind, name_zh, name_en, level) VALUES
 (1, '2099000001', 'student', '样例甲', 'SAMPLE Jia', 'master');
""")

    # -- requests ---------------------------------------------------------------
    def request(self, name='样例甲', age=0):
        """An approved request with its job; its id."""
        self.count += 1
        n = self.count
        code, number = make_code(n), 'GS-CJ-2026-%06d' % n
        rec = record(number, code, name)
        digest = hashlib.sha256(rec.encode()).hexdigest()
        now = int(time.time()) - age
        self.sql("""
START TRANSACTION;
INSERT INTO request (id, person_id, crid, type_id, lang, state, number, code,
 created) VALUES (%d, 1, UNHEX(LPAD('%x', 32, '0')), 'transcript-graduate',
 'zh-CN', 'awaiting', '%s', '%s', %d);
INSERT INTO snapshot (request_id, record, sha256) VALUES (%d, UNHEX('%s'), UNHEX('%s'));
INSERT INTO approval VALUES (%d, 1, 'rule:auto', 'approved', UNHEX('%s'), %d);
INSERT INTO seal_job (request_id, state) VALUES (%d, 'new');
COMMIT;""" % (n, n, number, code, now, n, rec.encode().hex(), digest, n,
              digest, now, n))
        return n

    def requests(self, many, courses=56, age=100):
        """Many requests at once, for speed; their ids."""
        first, now = self.count + 1, int(time.time()) - age
        self.count += many
        for lo in range(first, first + many, 500):
            rows = []
            for n in range(lo, min(lo + 500, first + many)):
                code, number = make_code(n), 'GS-CJ-2026-%06d' % n
                rec = record(number, code, '样例甲', courses).encode()
                rows.append((n, number, code, rec.hex(),
                             hashlib.sha256(rec).hexdigest()))
            self.sql('START TRANSACTION;' + ';'.join((
                'INSERT INTO request (id, person_id, crid, type_id, lang,'
                ' state, number, code, created) VALUES ' + ','.join(
                    "(%d, 1, UNHEX(LPAD('%x', 32, '0')), 'transcript-graduate'"
                    ", 'zh-CN', 'awaiting', '%s', '%s', %d)" % (
                        r[0], r[0], r[1], r[2], now) for r in rows),
                'INSERT INTO snapshot (request_id, record, sha256) VALUES ' + ','.join(
                    "(%d, UNHEX('%s'), UNHEX('%s'))" % (r[0], r[3], r[4])
                    for r in rows),
                'INSERT INTO approval VALUES ' + ','.join(
                    "(%d, 1, 'rule:auto', 'approved', UNHEX('%s'), %d)" % (
                        r[0], r[4], now) for r in rows),
                'INSERT INTO seal_job (request_id, state) VALUES ' + ','.join(
                    "(%d, 'new')" % r[0] for r in rows))) + ';COMMIT;')
        return list(range(first, first + many))

    def poke(self, n, seconds=20):
        """Wake a stamper as es-request does; (state, reason) or None."""
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(seconds)
        try:
            s.connect(self.dir + '/run/stamp.sock')
            s.sendall(struct.pack('>IQ', 8, n))
            head = self._exactly(s, 4)
            if head is None:
                return None
            body = self._exactly(s, struct.unpack('>I', head)[0])
            return None if body is None else (STATES[body[0]],
                                              body[1:].decode())
        except OSError:
            return None
        finally:
            s.close()

    @staticmethod
    def _exactly(s, n):
        out = b''
        while len(out) < n:
            part = s.recv(n - len(out))
            if not part:
                return None
            out += part
        return out

    def job(self, n):
        return self.sql('SELECT state, reason FROM seal_job WHERE request_id'
                        ' = %d' % n)[0]

    def wait_job(self, n, want='done', seconds=40):
        self.until(lambda: self.job_or_none(n) == want, seconds)
        return self.job(n)

    def job_or_none(self, n):
        try:
            return self.job(n)[0]
        except (RuntimeError, IndexError):
            return None

    def file(self, n):
        rows = self.sql('SELECT HEX(f.bytes) FROM document d JOIN'
                        ' document_file f ON f.document_id = d.id'
                        ' WHERE d.request_id = %d' % n)
        return bytes.fromhex(rows[0][0]) if rows else None

    def books(self):
        """(exit status, text) of es-audit reconcile and verify."""
        out, worst = '', 0
        for what in ('reconcile', 'verify'):
            p = subprocess.run([BUILD + '/tools/es-audit', what, '-c',
                                self.dir + '/etc/audit.conf'],
                               capture_output=True, text=True)
            out += p.stdout + p.stderr
            worst = max(worst, p.returncode)
        return worst, out

    # -- processes --------------------------------------------------------------
    def log(self, name):
        out = ''
        for ext in ('log', 'out'):
            path = '%s/log/%s.%s' % (self.dir, name, ext)
            if os.path.exists(path):
                with open(path, errors='replace') as f:
                    out += f.read()
        return out

    def pid(self, name):
        try:
            with open('%s/run/%s.pid' % (self.dir, name)) as f:
                return int(f.read())
        except (OSError, ValueError):
            return None

    def tree(self, name):
        top = self.pid(name)
        if top is None:
            return []
        out = subprocess.run(['ps', '-o', 'pid=', '--ppid', str(top)],
                             capture_output=True, text=True).stdout.split()
        return [top] + [int(p) for p in out]

    def signal(self, name, sig):
        for pid in self.tree(name):
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                pass

    def keeper(self, name, sig):
        """Signal the shell that restarts a program."""
        with open('%s/run/%s-keeper.pid' % (self.dir, name)) as f:
            os.kill(int(f.read()), sig)

    # -- fault points (sys/fault.h) ---------------------------------------------
    def fault(self, line):
        self.disarm()
        for ext in ('.hit', '.go'):
            if os.path.exists(self.fault_file + ext):
                os.unlink(self.fault_file + ext)
        with open(self.fault_file + '.new', 'w') as f:
            f.write(line + '\n')
        os.chmod(self.fault_file + '.new', 0o666)
        os.rename(self.fault_file + '.new', self.fault_file)

    def fault_hit(self, seconds=20):
        return self.until(lambda: os.path.exists(self.fault_file + '.hit'),
                          seconds)

    def fault_go(self):
        with open(self.fault_file + '.go', 'w'):
            pass

    def disarm(self):
        if os.path.exists(self.fault_file):
            os.unlink(self.fault_file)

    @staticmethod
    def until(what, seconds=20, every=0.05):
        end = time.monotonic() + seconds
        while True:
            got = what()
            if got or time.monotonic() > end:
                return got
            time.sleep(every)
