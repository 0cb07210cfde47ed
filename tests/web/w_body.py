#!/usr/bin/env python3
"""w_body.py - requests no browser sends: bodies at the limit and over it,
lengths that lie, broken multipart, unknown methods, too many fields."""
import os
import re
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                           # noqa: E402
from instance import Instance           # noqa: E402
from limits import limit                # noqa: E402
from tap import Tap                     # noqa: E402

FORM = 'application/x-www-form-urlencoded'


def raw(inst, data, leave=False):
    """Bytes as they are; (status, what came back).  "leave": hang up."""
    with socket.create_connection(('127.0.0.1', inst.port), 20) as s:
        s.settimeout(20)
        s.sendall(data)
        if leave:
            s.shutdown(socket.SHUT_WR)
        back = b''
        while True:
            try:
                got = s.recv(65536)
            except ConnectionResetError:
                break
            if not got:
                break
            back += got
    m = re.match(rb'HTTP/1\.1 (\d+)', back)
    return int(m.group(1)) if m else 0, back


def request(method, path, kind, body, **more):
    head = '%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' % (
        method, path)
    if kind:
        head += 'Content-Type: %s\r\n' % kind
    length = more.pop('length', len(body))
    if length is not None:
        head += 'Content-Length: %s\r\n' % length
    for k, v in more.items():
        head += '%s: %s\r\n' % (k.replace('_', '-'), v)
    return head.encode() + b'\r\n' + body


def page(back):
    return b'<h1' in back and b'lang="' in back


def login(inst, b, fields):
    """A sign-in with these fields (bytes) added to a good form."""
    form = b.open('/login').form('/login', 'POST')
    token = dict(form.fields)['csrf']
    body = b'csrf=' + token.encode() + b'&account=x&password=y' + fields
    p = b.open('/login', 'POST', body, {'Content-Type': FORM,
                                        'Origin': inst.base})
    return p.status, p.body


def forms(t, inst):
    """ES_LIMIT_FORM_BODY, ES_LIMIT_FIELDS and ES_LIMIT_FIELD."""
    b = inst.browser()
    taken = (400, 401, 403, 422, 429)
    start = len(b'csrf=' + b'0' * 64 + b'&account=x&password=y')
    whole = limit('FORM_BODY')
    size = limit('FIELD')

    def filled(n):
        """Fields of "size" at most that make a body of n bytes."""
        out = b''
        room = n - start
        while room > 0:
            part = min(room, size)
            out += (b'&z=' + b'z' * size)[:part]
            room -= part
        return out
    form = b.open('/login').form('/login', 'POST')
    t.equal(len(dict(form.fields)['csrf']), 64, 'the token has 64 signs')
    got, back = login(inst, b, filled(whole))
    t.ok(got in taken and page(back), 'a form of %d bytes is read: %d' %
         (whole, got))
    got, back = login(inst, b, filled(whole + 1))
    t.ok(got == 413 and page(back), 'one byte over: %d' % got)
    n = limit('FIELDS') - 3
    got, back = login(inst, b, b'&a=1' * n)
    t.ok(got in taken and page(back), '%d fields are read: %d' % (n + 3, got))
    got, back = login(inst, b, b'&a=1' * (n + 1))
    t.ok(got == 413 and page(back), 'one more is not: %d' % got)
    got, back = login(inst, b, b'&a=' + b'%61' * size)
    t.ok(got in taken and page(back), 'a field of %d signs, all escaped' %
         size)
    got, back = login(inst, b, b'&a=' + b'a' * (size + 1))
    t.ok(got == 413 and page(back), 'one sign more: %d' % got)
    got, back = raw(inst, request('POST', '/login', FORM, b'x' * 90000))
    t.ok(got == 413 and page(back), 'nginx\'s own limit has a page too')


def lies(t, inst):
    for name, data in {
            'a length that is none': request('POST', '/login', FORM, b'a=b',
                                             length='x'),
            'a negative length': request('POST', '/login', FORM, b'a=b',
                                         length='-1'),
            'a length past all numbers': request(
                'POST', '/login', FORM, b'a=b', length='9' * 30),
            'two lengths': request('POST', '/login', FORM, b'a=b',
                                   content_length='7'),
            'length and chunks': request('POST', '/login', FORM, b'0\r\n\r\n',
                                         Transfer_Encoding='chunked'),
            'no method': b' / HTTP/1.1\r\nHost: x\r\n\r\n',
            'no HTTP at all': b'\x16\x03\x01\x02\x00\x01\x00\r\n\r\n',
            'a header without end': b'GET / HTTP/1.1\r\nHost: x\r\n' +
                                    b'X-A: ' + b'a' * 40000 + b'\r\n\r\n',
            'an address without end': b'GET /' + b'a' * 40000 +
                                      b' HTTP/1.1\r\nHost: x\r\n\r\n',
            'a NUL in the address': b'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n',
            'no host': b'GET / HTTP/1.1\r\n\r\n'}.items():
        got, back = raw(inst, data)
        t.ok(400 <= got < 500 and (page(back) or b'400' in back),
             '%s: %d' % (name, got), back[:300])
    # Fewer bytes than promised: nginx waits, the visitor has gone.
    got, back = raw(inst, request('POST', '/login', FORM, b'a=b', length=500),
                    True)
    t.ok(got in (0, 400), 'half a body: nothing reaches a program', back[:300])
    for name, body, want in (
            ('chunks', b'6\r\ncode=1\r\n0\r\n\r\n', 422),
            ('a broken chunk', b'zz\r\ncode=1\r\n0\r\n\r\n', 400)):
        got, back = raw(inst, request('POST', '/verify', FORM, body,
                                      length=None,
                                      Transfer_Encoding='chunked'))
        t.ok(got == want and page(back), '%s: %d' % (name, got), back[:300])


def methods(t, inst):
    for m in ('PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS', 'CONNECT',
              'PROPFIND', 'FOO', 'get'):
        got, back = raw(inst, request(m, '/login', '', b''))
        t.ok(got in (400, 405), '%s /login: %d' % (m, got), back[:300])
    got, back = raw(inst, request('POST', '/services', FORM, b''))
    t.ok(got == 405 and b'Allow:' in back and page(back),
         'POST where only GET is: %d' % got, back[:300])
    got, back = raw(inst, request('HEAD', '/login', '', b''))
    t.ok(got == 200 and back.endswith(b'\r\n\r\n'), 'HEAD: a head alone')


MULTIPART = {
    'no boundary': ('multipart/form-data', b''),
    'an empty boundary': ('multipart/form-data; boundary=', b'----\r\n'),
    'a boundary of 71': ('multipart/form-data; boundary=' + 'b' * 71,
                         b'--' + b'b' * 71 + b'--\r\n'),
    'another boundary': ('multipart/form-data; boundary=x',
                         b'--y\r\n\r\na\r\n--y--\r\n'),
    'no end': ('multipart/form-data; boundary=x',
               b'--x\r\nContent-Disposition: form-data; name="file"; '
               b'filename="a"\r\n\r\nbytes'),
    'a part without head': ('multipart/form-data; boundary=x',
                            b'--x\r\nbytes\r\n--x--\r\n'),
    'a part without name': ('multipart/form-data; boundary=x',
                            b'--x\r\nContent-Disposition: form-data\r\n\r\n'
                            b'bytes\r\n--x--\r\n'),
    'a name that is no text': ('multipart/form-data; boundary=x',
                               b'--x\r\nContent-Disposition: form-data; '
                               b'name="\xff"\r\n\r\nb\r\n--x--\r\n'),
    'a file of nothing': ('multipart/form-data; boundary=x',
                          b'--x\r\nContent-Disposition: form-data; '
                          b'name="file"; filename="a"\r\n\r\n\r\n--x--\r\n'),
    'parts without number': ('multipart/form-data; boundary=x',
                             b'--x\r\nContent-Disposition: form-data; '
                             b'name="a"\r\n\r\n1\r\n' * 3000 + b'--x--\r\n'),
    'a name without end': ('multipart/form-data; boundary=x',
                           b'--x\r\nContent-Disposition: form-data; name="' +
                           b'n' * 100000 + b'"\r\n\r\n1\r\n--x--\r\n'),
}


def multiparts(t, inst):
    for name, (kind, body) in MULTIPART.items():
        got, back = raw(inst, request('POST', '/verify', kind, body))
        t.ok(got in (400, 413, 422) and page(back), '%s: %d' % (name, got),
             back[:300])


def names(t, inst):
    """What is shown of a file's name is text, never markup."""
    body = ('--x\r\nContent-Disposition: form-data; name="file"; filename='
            '"<script>alert(1)</script>../../etc/passwd.pdf"\r\n'
            'Content-Type: text/html\r\n\r\nno pdf\r\n--x--\r\n').encode()
    got, back = raw(inst, request('POST', '/verify',
                                  'multipart/form-data; boundary=x', body))
    t.ok(got == 200 and b'<script>alert' not in back,
         'a file name with markup', back[-1500:])


def main():
    t = Tap()
    with Instance() as inst:
        for f in (forms, lies, methods, multiparts, names):
            t.run(f.__name__, f, inst)
        b = inst.browser()
        t.ok('/services' in campus.sign_in(b).url, 'and it still serves')
        for name in ('login', 'verify', 'request'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said and
                 'worker-died' not in said,
                 name + ': nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
