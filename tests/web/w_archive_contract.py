#!/usr/bin/env python3
"""w_archive_contract - the largest contract in the archive: renewed, filed with
its annexes though it is no PDF/A, checked, handed over, disposed of; then
nothing of its content is anywhere, and what proves that it was, is."""
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), HERE]
import campus                               # noqa: E402
import judges                               # noqa: E402
import people                               # noqa: E402
from instance import SRC, Instance          # noqa: E402
from limits import limit                    # noqa: E402
from tap import Tap                         # noqa: E402
from w_archive import job, last             # noqa: E402
from w_contract import (KEEPER, OTHER_KEEPER, TYPE, Scene, balanced, large,
                        sign_as_other)      # noqa: E402

TEXT, ANNEX = b'Marker-of-the-text-5b1', b'Marker-of-the-annex-77'


def made(t, s, work):
    """Two seals, an annex, and the other side's signature."""
    cg, ky = s.seal('CG', 'procurement'), s.seal('KY')
    data = large(limit('CONTRACT_FILE'))
    at = data.rindex(b'x' * 1000)
    data = data[:at] + TEXT + data[at + len(TEXT):]
    n = s.new('归档的大合同')
    s.upload(n, data)
    s.upload(n, ANNEX, 'annex', '技术规格.docx')
    s.upload(n, b'second', 'annex', '清单')
    s.place(n, [(cg, 1, 60, 70), (ky, 1, 150, 70), ('0', 1, 100, 150)])
    s.press(n, 'freeze')
    s.approve(n)
    s.waits(n, 'keeper')
    s.press(n, 'release', OTHER_KEEPER)
    s.press(n, 'release', KEEPER)
    t.ok(s.issued(n, 120), 'sealed by two departments', s.reason(n))
    out = s.sealed(n)
    path = os.path.join(work, 'out.pdf')
    with open(path, 'wb') as f:
        f.write(out)
    theirs = sign_as_other(work, path, 'Party1')
    p = s.upload(n, theirs, 'signed', '双方.pdf')
    t.ok(p.status == 200 and 'Supplier Ltd' in p.text,
         'and by the other side', p.text[:300])
    return n, data, out, theirs


def filed(t, s, n, data, out, theirs):
    i = s.inst
    doc = int(i.one('SELECT id FROM document WHERE request_id = %d' %
                    s.request(n)))
    code, said = i.run_tool('es-renew', '-c', i.path('etc', 'renew.conf'),
                            seconds=300)
    t.ok(code == 0, 'es-renew extends it', said)
    code, said, rep = job(i, 'file')
    t.ok(code == 0 and [x['result'] for x in rep] == ['done'], 'it is filed',
         (said, rep))
    pieces = [int(r[0]) for r in i.sql(
        'SELECT LENGTH(bytes) FROM filing_bytes WHERE document_id = %d ORDER'
        ' BY n' % doc)]
    most = limit('FILING_PIECE')
    t.ok(len(pieces) > 6 and set(pieces[:-1]) == {most} and
         0 < pieces[-1] <= most and sum(pieces) <= limit('FILING'),
         'in pieces of one size', pieces)
    t.equal(last(i, doc)['use.format'], ['warn', 'PDF 1.7'],
            'that it is no PDF/A is a warning')
    t.equal({v[0] for k, v in last(i, doc).items() if k != 'use.format'},
            {'pass'}, 'all else passes')
    people.add(i, 'AR1', ['archivist'])
    a = i.browser(lang='en')
    campus.sign_in(a, 'AR1')
    p = a.open('/archive/%d' % doc)
    t.ok('with a warning' in p.text and 'filed as it came' in p.text and
         'failed' not in p.text, 'which the archivist is told', p.text)
    number = i.one('SELECT number FROM document WHERE id = %d' % doc)
    tar = os.path.join(i.path('tmp'), 'out.tar')
    code, said, _ = job(i, 'export', number, tar)
    t.ok(code == 0, 'it is handed over', said)
    with open(tar, 'rb') as f:
        whole = f.read()
    t.equal(hashlib.sha256(whole).hexdigest(), i.one(
        'SELECT LOWER(HEX(sha256)) FROM filing WHERE document_id = %d' % doc),
        'as it was filed')
    with tarfile.open(fileobj=io.BytesIO(whole)) as f:
        got = {m.name: f.extractfile(m).read() for m in f}
    t.ok(got['document.pdf'].startswith(out) and
         len(got['document.pdf']) > len(out), 'with the file, and its renewal')
    t.ok(got['annex/01.docx'] == ANNEX and got['annex/02.bin'] == b'second'
         and got['signed/01.pdf'] == theirs, 'annexes and the other side\'s',
         sorted(got))
    meta = got['metadata.xml'].decode()
    t.ok('<格式版本>1.7</格式版本>' in meta and
         '<长期保存格式>否</长期保存格式>' in meta, 'the format is recorded',
         meta[:1500])
    schema(t, i, 'filing.rng', got['metadata.xml'])
    os.unlink(tar)
    i.sql('UPDATE filing SET checked = 0')
    code, said, rep = job(i, 'check')
    t.ok(code == 0 and rep[0]['result'] == 'done', 'a later check passes',
         (said, rep))
    broken(t, i, doc)
    return doc


def broken(t, i, doc):
    """A byte of an annex, in one of many pieces."""
    i.sql('UPDATE filing_bytes SET bytes = REPLACE(bytes, \'%s\', \'%s\')' % (
        ANNEX.decode(), ANNEX.decode().replace('77', '78')))
    i.sql('UPDATE filing SET checked = 0')
    code, said, rep = job(i, 'check')
    t.ok(code == 2 and last(i, doc)['int.digests'] == [
        'fail', 'annex/01.docx'], 'a changed annex is named', said)
    i.sql('UPDATE filing_bytes SET bytes = REPLACE(bytes, \'%s\', \'%s\')' % (
        ANNEX.decode().replace('77', '78'), ANNEX.decode()))


def schema(t, i, name, data):
    path = os.path.join(i.path('tmp'), 'x.xml')
    with open(path, 'wb') as f:
        f.write(data)
    p = subprocess.run(['xmllint', '--noout', '--huge', '--relaxng',
                        os.path.join(SRC, 'docs', name), path],
                       capture_output=True, text=True)
    t.ok(p.returncode == 0, 'it fits docs/' + name, p.stderr)


def where(i, marks):
    """Tables and columns in which one of these bytes occurs."""
    out, tests = set(), {}
    for table, column in i.sql(
            'SELECT c.table_name, c.column_name FROM '
            'information_schema.columns c JOIN information_schema.tables b '
            'ON b.table_schema = c.table_schema AND b.table_name = '
            "c.table_name AND b.table_type = 'BASE TABLE' WHERE "
            "c.table_schema = 'yinxin' AND c.data_type IN ('char', "
            "'varchar', 'binary', 'varbinary', 'tinyblob', 'blob', "
            "'mediumblob', 'longblob', 'tinytext', 'text', 'mediumtext', "
            "'longtext')"):
        tests.setdefault(table, []).extend(
            "INSTR(CAST(`%s` AS BINARY), UNHEX('%s'))" % (column, m.hex())
            for m in marks)
    for table, of in tests.items():
        if i.one('SELECT EXISTS (SELECT 1 FROM `%s` WHERE %s)' % (
                table, ' OR '.join(of))) != '0':
            out.add(table)
    return out


def disposed(t, s, n, doc, out):
    i, rq = s.inst, s.request(n)
    marks = [TEXT, ANNEX] + [bytes.fromhex(i.one(x)) for x in (
        'SELECT HEX(SUBSTRING(tail, 40, 300)) FROM contract_signature WHERE'
        ' n = 1 AND request_id = %d' % rq,
        'SELECT HEX(SUBSTRING(tail, 40, 300)) FROM contract_seal WHERE n = 2'
        ' AND request_id = %d' % rq,
        'SELECT HEX(SUBSTRING(record, 200, 100)) FROM snapshot WHERE'
        ' request_id = %d' % rq,
        'SELECT HEX(SUBSTRING(tail, 40, 100)) FROM document_archive WHERE'
        ' document_id = %d' % doc)]
    had = where(i, marks)
    t.equal(had, {'contract_chunk', 'contract_seal', 'contract_signature',
                  'document_file', 'document_archive', 'filing_bytes',
                  'snapshot'}, 'where its content lies')
    kept = {x: i.one('SELECT COUNT(*) FROM ' + x) for x in (
        'document', 'seal_ledger', 'contract', 'contract_file',
        'contract_signature', 'contract_signed', 'flow_event', 'filing',
        'filing_check')}
    for sql in ('DELETE FROM contract_chunk', 'DELETE FROM contract_seal',
                "UPDATE contract_signature SET tail = ''"):
        try:
            i.sql(sql, 'archive')
            said = 'it was done'
        except RuntimeError as e:
            said = str(e)
        t.ok('only disposed of' in said, 'es_archive may not: ' + sql, said)
    at = "UNIX_TIMESTAMP(CONCAT(YEAR(UTC_TIMESTAMP()) - 12, '-06-01'))"
    i.sql('UPDATE document SET issued = %s; UPDATE filing SET issued = %s, '
          "ended = %s; INSERT INTO retention_rule (type_id, years, event, "
          "file_days, at, set_by) VALUES ('%s', 10, 'issued', 0, 1, 'x'); "
          "INSERT INTO disposal VALUES (7, UNHEX(MD5('x')), 1, 'x', 1, '%s',"
          " 'x'); INSERT INTO disposal_item VALUES (7, %d); INSERT INTO "
          "disposal_decision VALUES (7, 2, 'b', 'approved', 1, 'x'), (7, 3, "
          "'c', 'approved', 1, 'x')" % (at, at, at, TYPE, TYPE, doc))
    for point in ('disposal.dropped', 'disposal.before_commit'):
        i.fault('%s kill' % point)
        code, said, rep = job(i, 'dispose')
        i.disarm()
        t.ok(code < 0 and where(i, marks[:1]) == {
            'contract_chunk', 'document_file', 'filing_bytes'},
            'ended at %s: nothing is gone' % point, (code, said))
    code, said, rep = job(i, 'dispose')
    t.ok(code == 0 and [x['result'] for x in rep] == ['done'],
         'it is disposed of', (said, rep))
    t.equal(where(i, marks), set(), 'and nothing of it is in any table')
    t.equal(kept, {x: i.one('SELECT COUNT(*) FROM ' + x) for x in kept},
            'register, ledger and digests stay')
    t.ok('<长期保存格式>' in i.one('SELECT metadata FROM disposal_record'),
         'so do the metadata')
    balanced(t, s)
    after(t, s, n, out)


def after(t, s, n, out):
    """What its owner and a holder of the file are told."""
    i = s.inst
    p = s.page(n)
    files = [r[0] for r in i.sql('SELECT id FROM contract_file WHERE '
                                 'contract_id = %d' % n)]
    t.ok(p.status == 200 and '已于' in p.text and '销毁' in p.text and not any(
        '/file/' in x or x.endswith('/sealed') for x in p.links),
        'the owner\'s page says so', (p.status, p.text[:600]))
    b = s.who('T0001')
    t.equal({b.open('/contract/%d/%s' % (n, x)).status for x in [
        'sealed', 'page/%s/1' % files[0]] + ['file/' + x for x in files]},
        {404}, 'there is no file any more')
    v = i.browser()
    p = campus.verify_file(v, out)
    t.ok(campus.headline(p) == 'VALID' and '销毁' in p.text,
         'a copy is still verified, and the page tells', p.text[:400])
    form = next(f for f in v.open('/verify').forms if 'multipart' in
                f.enctype)
    up = {'file': ('t.pdf', 'application/pdf', out)}
    got = json.loads(v.submit(form, {'as': 'json'}, files=up).body)
    when = i.one("SELECT DATE_FORMAT(FROM_UNIXTIME(at), '%Y') FROM "
                 'disposal_record')
    t.ok(got['document'].get('disposed', '').startswith(when),
         'so does the JSON', got['document'])
    xml = v.submit(form, {'as': 'xml'}, files=up).body
    t.ok(b'<disposed>' + when.encode() in xml, 'and the XML', xml[-900:])
    schema(t, i, 'report.rng', xml)


def main():
    t = Tap()
    with Instance(people=20) as inst:
        os.chmod(inst.path('tmp'), 0o777)
        s = Scene(t, inst)
        with tempfile.TemporaryDirectory() as work:
            n, data, out, theirs = made(t, s, work)
            doc = filed(t, s, n, data, out, theirs)
            disposed(t, s, n, doc, out)
    t.done()


if __name__ == '__main__':
    main()
