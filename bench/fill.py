"""fill.py - years of a university in a private instance, in minutes.

    fill(sql, people=40000, documents=1000000, spool='/tmp/x')

Rows go in by LOAD DATA and hold together as those of real use do: every
document has its request, snapshot, approval, job, file and the two entries
of its seal's ledger, whose chain is right (es-audit verify and reconcile
agree); digests and sizes are those of the bytes.  What is not real: a file
is a line of text instead of 100 KB, and nothing was signed.
"""
import hashlib
import os
import random
import struct

FIRST = 10000000        # ids of people, requests and documents begin here
DAY = 86400
# Surnames by frequency, given names by chance; 样例 says that nobody is meant.
FAMILY = '''王 WANG 72 李 LI 71 张 ZHANG 67 刘 LIU 54 陈 CHEN 45 杨 YANG 31
黄 HUANG 22 赵 ZHAO 21 吴 WU 20 周 ZHOU 19 徐 XU 14 孙 SUN 14 马 MA 13 朱 ZHU 12
胡 HU 12 郭 GUO 11 何 HE 11 林 LIN 11 高 GAO 10 罗 LUO 9 郑 ZHENG 9 梁 LIANG 8
谢 XIE 7 宋 SONG 7 唐 TANG 6 许 XU 6 邓 DENG 6 冯 FENG 6 韩 HAN 6 曹 CAO 5
曾 ZENG 5 彭 PENG 5 萧 XIAO 5 蔡 CAI 5 潘 PAN 4 田 TIAN 4 董 DONG 4 袁 YUAN 4
于 YU 4 余 YU 4 叶 YE 4 蒋 JIANG 4 杜 DU 4 苏 SU 3 魏 WEI 3 程 CHENG 3 吕 LYU 3
丁 DING 3 沈 SHEN 3 任 REN 3 姚 YAO 3 卢 LU 3 傅 FU 3 钟 ZHONG 3 姜 JIANG 3
崔 CUI 3 谭 TAN 3 廖 LIAO 3 范 FAN 2 汪 WANG 2 陆 LU 2 金 JIN 2 石 SHI 2
欧阳 OUYANG 1 司马 SIMA 1 诸葛 ZHUGE 1'''.split()
GIVEN = '''伟 Wei 芳 Fang 娜 Na 敏 Min 静 Jing 丽 Li 强 Qiang 磊 Lei 军 Jun
洋 Yang 勇 Yong 艳 Yan 杰 Jie 娟 Juan 涛 Tao 明 Ming 超 Chao 霞 Xia 平 Ping
刚 Gang 英 Ying 华 Hua 玉 Yu 兰 Lan 红 Hong 梅 Mei 文 Wen 宇 Yu 浩 Hao 轩 Xuan
子 Zi 涵 Han 欣 Xin 怡 Yi 雨 Yu 晨 Chen 思 Si 佳 Jia 琪 Qi 博 Bo'''.split()
# Of a hundred documents so many are of a type.
SHARE = {'transcript-undergraduate': 26, 'transcript-graduate': 14,
         'enrolment': 20, 'gpa': 7, 'graduation': 7, 'degree': 6, 'rank': 4,
         'honour': 4, 'employment': 3, 'income': 3, 'employment-visa': 1,
         'title': 1, 'leaving': 1, 'project': 1, 'introduction': 0.5,
         'procurement-contract': 0.8, 'research-contract': 0.7}
STATES = (('superseded', 0.03), ('suspended', 0.001), ('revoked', 0.004))
CODE = '23456789ABCDEFGHJKMNPQRSTVWXYZ'


def put(b):
    return struct.pack('>I', len(b)) + b


def code_of(rng):
    """svc/issue/code.h: 15 of 30 symbols and one that makes the sum fit."""
    c = [rng.randrange(30) for _ in range(15)]
    total = 0
    for i, x in enumerate(c):
        x *= 2 if (16 - i) % 2 == 0 else 1
        total += x // 30 + x % 30
    return ''.join(CODE[x] for x in c) + CODE[(30 - total % 30) % 30]


class Table:
    """Rows of one table on their way; columns ending in "#" are hex."""

    def __init__(self, spool, name, columns):
        self.name, self.columns = name, columns.split()
        self.path = os.path.join(spool, name + '.tsv')
        self.file = open(self.path, 'w', encoding='utf-8')

    def add(self, *cells):
        self.file.write('\t'.join(map(str, cells)) + '\n')

    def load(self, sql):
        self.file.close()
        names = ['@' + c[:-1] if c[-1] == '#' else c for c in self.columns]
        sets = ['%s = UNHEX(@%s)' % (c[:-1], c[:-1]) for c in self.columns
                if c[-1] == '#']
        sql("SET unique_checks = 0; LOAD DATA LOCAL INFILE '%s' INTO TABLE %s"
            " CHARACTER SET utf8mb4 (%s)%s" % (
                self.path, self.name, ', '.join(names),
                ' SET ' + ', '.join(sets) if sets else ''))
        os.unlink(self.path)


def add_people(sql, spool, n, rng, staff_share=0.1):
    """(id, kind, level) of each; the accounts have everybody's password."""
    t = Table(spool, 'person', 'id number kind name_zh name_en gender birth'
              ' id_number school_zh school_en level mode enrolled graduation'
              ' status')
    family = rng.choices(range(0, len(FAMILY), 3),
                         [int(x) for x in FAMILY[2::3]], k=n)
    out = []
    for i in range(n):
        f, g = family[i], rng.sample(range(0, len(GIVEN), 2), 2)
        g = g[:1 + (rng.random() < 0.8)]
        staff = i % round(1 / staff_share) == 0
        level = '' if staff else rng.choices(('bachelor', 'master', 'doctor'),
                                             (62, 30, 8))[0]
        year = 2014 + i * 13 // n
        t.add(FIRST + i, '%s%07d' % ('T9' if staff else '209', i),
              'staff' if staff else 'student',
              FAMILY[f] + ''.join(GIVEN[x] for x in g),
              FAMILY[f + 1] + ' ' + ''.join(
                  GIVEN[x + 1] for x in g).capitalize(), 'MF'[i % 2],
              '%d-%02d-%02d' % (year - 18, 1 + i % 12, 1 + i % 28),
              '110000%08d%04d' % (20000101 + i % 28, i % 10000),
              '样例学院%02d' % (i % 24), 'SAMPLE School %02d' % (i % 24), level,
              'full', '%d-09-01' % year, '%d-06-30' % (year + 4),
              'registered' if year > 2022 or staff else 'graduated')
        out.append((FIRST + i, staff, level, year))
    t.load(sql)
    sql("INSERT INTO account (name, person_id, role, password, chosen)"
        " SELECT p.number, p.id, p.kind, a.password, TRUE FROM person p JOIN account a"
        " ON a.name = 'K0001' WHERE p.id >= %d" % FIRST)
    return out


class Ledger:
    """One seal's chain (audit/chain.c), going on where it stands."""

    def __init__(self, seal, key, seq, last, table):
        self.seal, self.key, self.seq = seal, key.encode(), seq
        self.last, self.table = last, table

    def add(self, kind, at, request, intent, digest, key, detail):
        self.seq += 1
        h = hashlib.sha256(
            self.last + struct.pack('>QQ', self.seal, self.seq) +
            put(kind.encode()) + struct.pack('>QQQ', at, request, intent) +
            put(digest) + struct.pack('>Q', 0) + put(key) +
            put(detail.encode())).digest()
        self.table.add(self.seal, self.seq, kind, at, request, intent,
                       digest.hex(), 0, key.decode(), detail,
                       self.last.hex(), h.hex())
        self.last = h
        return self.seq

    def issue(self, at, request, body, file):
        """The intent's number; its outcome stands behind it."""
        n = self.add('intent', at, request, 0, body, self.key, 'filled')
        self.add('sealed', at, request, n, file, b'', '')
        return n


def ledgers(sql, table):
    heads = {int(r[0]): (int(r[1]), bytes.fromhex(r[2])) for r in sql(
        'SELECT seal_id, seq, HEX(hash) FROM seal_chain')}
    out = {}
    for seal, key in sql('SELECT id, key_name FROM seal'):
        seq, last = heads.get(int(seal), (0, bytes(32)))
        out[int(seal)] = Ledger(int(seal), key, seq, last, table)
    return out


def when(rng, years, now):
    """More every year, most of it in June, by day."""
    year = int(years * rng.random() ** 0.6)
    day = rng.gauss(170, 25) if rng.random() < 0.4 else rng.uniform(0, 364)
    at = now - (years - year) * 365 * DAY + int(day % 364) * DAY + \
        int(rng.triangular(8, 22, 11) * 3600) - 8 * 3600
    return min(at, now - 60)


def fill(sql, people, documents, spool, seed=1, years=8, now=1795700000,
         say=lambda text: None):
    rng = random.Random(seed)
    say('people')
    who = add_people(sql, spool, people, rng)
    students = {'': [p for p in who if not p[1]]}
    for level in ('bachelor', 'master', 'doctor'):
        students[level] = [p for p in who if p[2] == level]
    staff = [p for p in who if p[1]]
    types = {r[0]: r for r in sql(
        'SELECT id, office, seal_id, kinds, levels, valid_days, number_code,'
        ' version, languages FROM document_type')}
    names = [k for k in SHARE if k in types]
    tables = [
        Table(spool, 'request', 'id person_id crid# type_id lang purpose state'
              ' number code created type_version'),
        Table(spool, 'snapshot', 'request_id round record sha256#'),
        Table(spool, 'approval', 'request_id step decided_by decision'
              ' snapshot_sha256# decided_at'),
        Table(spool, 'seal_job', 'request_id state attempts'),
        Table(spool, 'document', 'id request_id number code person_id type_id'
              ' lang office seal_id intent_seq state state_reason issued'
              ' valid_until file_sha256# body_sha256# size pages'),
        Table(spool, 'document_file', 'document_id format bytes'),
        Table(spool, 'document_event', 'document_id at act actor reason')]
    request, snapshot, approval, job, document, file, event = tables
    book = Table(spool, 'seal_ledger', 'seal_id seq kind at request_id'
                 ' intent_seq digest# authorisation_id key_name detail'
                 ' prev_hash# hash#')
    chains, counters = ledgers(sql, book), {}
    say('rows of %d documents' % documents)
    plan = sorted((when(rng, years, now), k) for k in
                  rng.choices(names, [SHARE[k] for k in names], k=documents))
    for i, (at, kind) in enumerate(plan):
        (_, office, seal, kinds, levels, days, short, version,
         langs) = types[kind]
        level = rng.choice([x for x in levels.split(',') if x] or [''])
        some = staff if kinds == 'staff' else students[level]
        pid = some[rng.randrange(len(some))][0]
        key = '%s-%s-%d' % (office, short, 1970 + (at + 8 * 3600) //
                            31556952)
        n = counters[key] = counters.get(key, 0) + 1
        number, code, rid = '%s-%06d' % (key, n), code_of(rng), FIRST + i
        lang = rng.choice(langs.split(','))
        record = '<record xmlns="urn:yinxin:record:1" type="%s" lang="%s">' \
            '<document number="%s"/></record>' % (kind, lang, number)
        digest = hashlib.sha256(record.encode()).hexdigest()
        body = '%%PDF-1.7 filled %s %s' % (number, code)
        data = body + ' sealed'
        body_sum = hashlib.sha256(body.encode()).digest()
        file_sum = hashlib.sha256(data.encode()).digest()
        request.add(rid, pid, '%032x' % rid, kind, lang, 'study', 'issued',
                    number, code, at - 2, version)
        snapshot.add(rid, 1, record, digest)
        approval.add(rid, 1, 'rule:auto', 'approved', digest, at - 2)
        job.add(rid, 'done', 1)
        draw, state = rng.random(), 'valid'
        for name, share in STATES:
            if draw < share:
                state = name
                event.add(rid, min(at + 30 * DAY, now), name, 'H0001',
                          '样例')
                break
            draw -= share
        seq = chains[int(seal)].issue(at, rid, body_sum, file_sum)
        document.add(rid, rid, number, code, pid, kind, lang, office, seal,
                     seq, state, '' if state == 'valid' else '样例', at,
                     at + int(days) * DAY if int(days) else 0,
                     file_sum.hex(), body_sum.hex(), len(data), 1)
        file.add(rid, 'pdf', data)
    for t in tables + [book]:
        say(t.name)
        t.load(sql)
    for seal, c in chains.items():
        sql("REPLACE INTO seal_chain VALUES (%d, %d, UNHEX('%s'))" % (
            seal, c.seq, c.last.hex()))
    sql("INSERT INTO number_counter VALUES %s ON DUPLICATE KEY UPDATE"
        " last = GREATEST(last, VALUES(last))" % ', '.join(
            "('%s', %d)" % x for x in counters.items()))
    say('statistics')
    sql('ANALYZE TABLE person, document, request, document_event')
