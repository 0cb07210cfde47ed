#!/usr/bin/env python3
"""w_correct - a returned form opens as it was filled in, and goes again under
its own number; and who is asked depends on the amount."""
import os
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
from instance import Instance           # noqa: E402
from tap import Tap                     # noqa: E402

BUYER, HEAD, OFFICE, LEGAL = 'T0003', 'H0002', 'A0004', 'A0006'
CONTRACT = '/request/procurement-contract/zh-CN'
HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}
TERMS = dict(
    project='示例设备购置', method='open', supplier='示例供应有限公司',
    credit='91990000MA0000001X', address='示例市示例路2号', legal='样例法人',
    bank='示例银行', account='9999', delivery='2027-03-31', place='示例楼',
    acceptance='第一段。', payment='货到付款。', warranty='三年。',
    liability='按法律规定。', venue='court', copies='4')


def signed_in(inst, who):
    b = inst.browser()
    campus.sign_in(b, who)
    return b


def post(b, inst, path, fields):
    return b.open(path, 'POST', urllib.parse.urlencode(fields).encode(),
                  dict(HEADERS, Origin=inst.base))


def fields_of(page):
    f = page.form('/request/procurement-contract', 'POST')
    return {k: v for k, v in f.fields}


def ask(inst, b, price):
    got = fields_of(b.open(CONTRACT))
    got.update({'f.' + k: v for k, v in TERMS.items()})
    got.update({'f.items.0.name': '示例仪器', 'f.items.0.model': '',
                'f.items.0.quantity': '1', 'f.items.0.unit': '台',
                'f.items.0.price': price, 'step': 'preview'})
    p = post(b, inst, CONTRACT, got)
    return campus.request_id(b.submit(p.form('/request/', 'POST')))


def act(inst, who, n, action, opinion='seen'):
    b = signed_in(inst, who)
    p = b.open('/approve/%d' % n)
    return b.submit(p.form('/approve/%d' % n, 'POST'), {'opinion': opinion},
                    button=('action', action))


def state(inst, n):
    return inst.one('SELECT state FROM request WHERE id = %d' % n)


def asked(inst, n):
    """Steps that were not skipped, as the applicant's page names them."""
    p = signed_in(inst, BUYER).open('/documents/%d' % n)
    return [x for x in ('承办单位负责人', '归口部门', '财务审核', '法务审核',
                        '授权签字人') if x in p.text]


def amounts(t, inst):
    b = signed_in(inst, BUYER)
    all_ = ['承办单位负责人', '归口部门', '财务审核', '法务审核', '授权签字人']
    for price, leaves in (('49999.99', {'财务审核', '授权签字人'}),
                          ('50000', {'授权签字人'}),
                          ('999999.99', {'授权签字人'}), ('1000000', set())):
        n = ask(inst, b, price)
        t.equal(asked(inst, n), [x for x in all_ if x not in leaves],
                'over %s yuan' % price)


def correct(t, inst):
    b = signed_in(inst, BUYER)
    n = ask(inst, b, '100')
    number = inst.one('SELECT number FROM request WHERE id = %d' % n)
    act(inst, HEAD, n, 'return', 'the price is wrong')
    p = b.open('/documents/%d' % n)
    t.ok('the price is wrong' in p.text and '修改并重新提交' in p.text,
         'returned, with what to do')
    other = signed_in(inst, 'T0001')
    csrf = dict(map(tuple, other.open('/documents').form(
        '/logout', 'POST').fields))['csrf']
    t.equal(post(other, inst, '/documents/%d/correct' % n,
                 {'csrf': csrf}).status, 404, 'not by somebody else')
    p = b.submit(p.form('/correct', 'POST'))
    got = fields_of(p)
    t.ok(got['f.items.0.price'] == '100' or got['f.items.0.price'] ==
         '100.00', 'the form opens as it was filled in', got)
    t.equal(got['f.supplier'], TERMS['supplier'], 'all of it')
    p = post(b, inst, CONTRACT, dict(got, **{'f.items.0.price': '200000',
                                             'step': 'preview'}))
    t.ok('200,000.00' in p.text, 'changed, and previewed', p.text[:300])
    p = b.submit(p.form('/request/', 'POST'))
    t.equal(campus.request_id(p), n, 'submitted again: the same request')
    t.equal(inst.one('SELECT number FROM request WHERE id = %d' % n), number,
            'under the same number')
    t.equal((state(inst, n), inst.one('SELECT COUNT(*) FROM snapshot WHERE'
                                      ' request_id = %d' % n)),
            ('review', '2'), 'with a record of its own')
    t.ok('财务审核' in asked(inst, n), 'and finance is asked now, too')
    act(inst, HEAD, n, 'approve')
    act(inst, OFFICE, n, 'approve')
    act(inst, 'A0005', n, 'approve')
    act(inst, LEGAL, n, 'approve')
    campus.release(inst, 'K0005', 'S005', n)
    t.ok(inst.until(lambda: state(inst, n) == 'issued', 20), 'all agree: it '
         'is sealed', (state(inst, n), inst.sql(
             'SELECT reason, detail FROM seal_job WHERE request_id = %d' % n)))


def main():
    t = Tap()
    with Instance(people=20) as inst:
        t.run('amounts', amounts, inst)
        t.run('correct', correct, inst)
    t.done()


if __name__ == '__main__':
    main()
