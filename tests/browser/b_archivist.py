#!/usr/bin/env python3
"""b_archivist.py - see archivist.mjs."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), os.path.join(HERE, '..',
                                                              'web')]
import campus                   # noqa: E402
import chromium                 # noqa: E402
import people                   # noqa: E402
import w_disposal as w          # noqa: E402
import w_register               # noqa: E402

REASON = '保管期满，经鉴定无继续保存价值'


def register(inst, docs):
    """One with a history, one withdrawn, and a year of others for paging."""
    h, a = w.staff(inst, 'J0002'), w.staff(inst, 'A0002')
    for what, why in (('suspend', '成绩复核'), ('resume', '复核无误')):
        w_register.act(h, w_register.document(h, docs[0][1]), what, why)
    w_register.act(h, w_register.document(h, docs[1][1]), 'ask-revoke',
                   '学籍信息有误')
    w_register.act(a, w_register.document(a, docs[1][1]), 'revoke', '属实')
    inst.sql("INSERT INTO request (id, person_id, crid, type_id, lang,"
             " purpose, state, number, code, created, type_version) SELECT"
             " 900000 + seq, 1 + seq % 20, UNHEX(MD5(seq)), 'gpa', 'zh-CN',"
             " '', 'issued', CONCAT('JW-G-', YEAR(NOW()), '-', LPAD(seq, 6,"
             " '0')), LPAD(seq, 16, 'C'), UNIX_TIMESTAMP(MAKEDATE(YEAR(NOW()),"
             " 1)) + seq * 200000, 1 FROM seq_1_to_130;"
             "INSERT INTO document (request_id, number, code, person_id,"
             " type_id, lang, office, seal_id, intent_seq, issued,"
             " file_sha256, body_sha256, size, pages) SELECT r.id, r.number,"
             " r.code, r.person_id, r.type_id, r.lang, 'JW', 2, r.id,"
             " r.created + MOD(r.id, 7) * MOD(r.id, 5) * 15,"
             " UNHEX(SHA2(r.id, 256)), UNHEX(SHA2(r.id, 256)), 90000, 1 FROM"
             " request r WHERE r.id > 900000")


def archive(inst, docs):
    """Packages; one was damaged; a list that was carried out; some are due."""
    w.job(inst, 'file')
    ids = [int(inst.one("SELECT id FROM document WHERE number = '%s'" %
                        d[1])) for d in docs]
    bad = bytearray(w.package(inst, ids[2]))
    bad[bad.index(b'<approval')] ^= 1
    w.put_package(inst, ids[2], bytes(bad))
    inst.sql('UPDATE filing SET checked = 0 WHERE document_id = %d' % ids[2])
    w.job(inst, 'check')
    w.age(inst, ids[3], 12)
    p = w.propose(w.staff(inst, 'D0001'), REASON)
    url = '/archive/disposals/' + p.url.rsplit('/', 1)[1]
    for who in ('D0002', 'A0002'):
        w.decide(w.staff(inst, who), url, reason='已核对清册')
    w.job(inst, 'dispose')
    for i in ids[4:]:
        w.age(inst, i, 11)


def cast(inst):
    people.add(inst, 'D0002', ['archivist JW'], unit='档案馆')
    people.add(inst, 'D0003', ['archivist CG'], unit='档案馆')
    _, docs = w.issue(inst, 7)
    register(inst, docs)
    archive(inst, docs)
    campus.verify_code(inst.browser(), docs[0][2])


if __name__ == '__main__':
    chromium.run('archivist.mjs', before=cast)
