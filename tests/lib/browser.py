"""browser.py - a browser without a screen: pages, links, forms, cookies.

It knows nothing of Yinxin: it reads the forms that a page really has and
sends what a browser would send, so a missing field or token fails here too.
Used by ./run for the first job and by tests/web.
"""
import http.client
import html.parser
import time
import urllib.parse
import uuid


class Form:
    def __init__(self, attrs):
        self.action = attrs.get('action', '')
        self.method = attrs.get('method', 'get').upper()
        self.enctype = attrs.get('enctype', '')
        self.fields = []        # [name, value], in page order
        self.buttons = []       # (name, value)


class Page(html.parser.HTMLParser):
    """What a visitor can see and use of one answer."""

    def __init__(self, status, headers, body, url, ms):
        super().__init__(convert_charrefs=True)
        self.status, self.headers, self.body = status, headers, body
        self.url, self.ms = url, ms
        self.forms, self.links, self.text, self.lang = [], [], '', ''
        self._form = self._select = self._textarea = None
        self._skip = 0
        if 'html' in self.type:
            self.feed(body.decode('utf-8'))
            self.text = ' '.join(self.text.split())

    @property
    def type(self):
        return self.headers.get('content-type', '')

    def handle_starttag(self, tag, pairs):
        a = {k: v or '' for k, v in pairs}
        if tag == 'html':
            self.lang = a.get('lang', '')
        elif tag in ('script', 'style'):
            self._skip += 1
        elif tag == 'a' and 'href' in a:
            self.links.append(a['href'])
        elif tag == 'form':
            self._form = Form(a)
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, a)

    def _control(self, tag, a):
        name, value = a.get('name'), a.get('value', '')
        kind = a.get('type', 'text').lower()
        if tag == 'input' and name:
            if kind in ('submit', 'button'):
                self._form.buttons.append((name, value))
            elif kind in ('radio', 'checkbox'):
                if 'checked' in a:
                    self._form.fields.append([name, value or 'on'])
            else:
                self._form.fields.append([name, value])
        elif tag == 'button' and name:
            self._form.buttons.append((name, value))
        elif tag == 'select' and name:
            self._select = [name, None]
            self._form.fields.append(self._select)
        elif tag == 'option' and self._select is not None:
            if self._select[1] is None or 'selected' in a:
                self._select[1] = value
        elif tag == 'textarea' and name:
            self._textarea = [name, '']
            self._form.fields.append(self._textarea)

    def handle_startendtag(self, tag, pairs):
        self.handle_starttag(tag, pairs)
        if tag in ('script', 'style'):
            self._skip -= 1

    def handle_endtag(self, tag):
        if tag in ('script', 'style'):
            self._skip -= 1
        elif tag == 'form':
            self._form = None
        elif tag == 'select':
            self._select = None
        elif tag == 'textarea':
            self._textarea = None

    def handle_data(self, data):
        if self._textarea is not None:
            self._textarea[1] += data
        elif not self._skip:
            self.text += data + ' '

    def form(self, action_part, method=None):
        """The one form whose action contains a text; an error names them."""
        for f in self.forms:
            if action_part in f.action and method in (None, f.method):
                return f
        raise LookupError('no form for %r on %s (HTTP %s): %r; text: %.300s' % (
            action_part, self.url, self.status,
            [f.action for f in self.forms], self.text))

    def link(self, part):
        for href in self.links:
            if part in href:
                return href
        raise LookupError('no link with %r on %s (HTTP %s): %r' % (
            part, self.url, self.status, self.links))


class Browser:
    def __init__(self, base, lang='zh-CN', timeout=30, address=None):
        self.base, self.lang, self.timeout = base, lang, timeout
        self.cookies = {}
        self.page = None
        self.address = address      # loopback source address, for throttling
        self.log = []               # (method, path, status, ms)

    def _once(self, method, url, body=None, headers=None):
        u = urllib.parse.urlsplit(urllib.parse.urljoin(self.base, url))
        path = urllib.parse.quote(u.path or '/', safe="/%:@!$&'()*+,;=~-._")
        path += '?' + u.query if u.query else ''
        h = {'Accept': 'text/html,*/*', 'Accept-Language': self.lang}
        if self.cookies:
            h['Cookie'] = '; '.join('%s=%s' % c for c in self.cookies.items())
        h.update(headers or {})
        src = (self.address, 0) if self.address else None
        conn = http.client.HTTPConnection(u.hostname, u.port, self.timeout,
                                          source_address=src)
        began = time.monotonic()
        try:
            conn.request(method, path, body, h)
            r = conn.getresponse()
            data = r.read()
        finally:
            conn.close()
        ms = (time.monotonic() - began) * 1000
        for k, v in r.getheaders():
            if k.lower() == 'set-cookie':
                name, _, rest = v.partition('=')
                value = rest.split(';')[0]
                if value == '' or 'max-age=0' in v.lower():
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
        headers = {k.lower(): v for k, v in r.getheaders()}
        self.log.append((method, path, r.status, ms))
        return Page(r.status, headers, data, urllib.parse.urljoin(
            self.base, path), ms)

    def open(self, url, method='GET', body=None, headers=None, follow=True):
        began = time.monotonic()
        page = self._once(method, url, body, headers)
        hops = 0
        while follow and page.status in (301, 302, 303, 307) and hops < 8:
            page = self._once('GET', urllib.parse.urljoin(
                page.url, page.headers['location']))
            hops += 1
        page.ms = (time.monotonic() - began) * 1000
        self.page = page
        return page

    def submit(self, form, values=None, files=None, button=None, follow=True):
        """Send a form with some values changed; files: {name: (fn, type, bytes)}."""
        fields = [list(f) for f in form.fields]
        for k, v in (values or {}).items():
            for f in fields:
                if f[0] == k:
                    f[1] = v
                    break
            else:
                fields.append([k, v])
        if button is not None:
            fields.append(list(button))
        elif form.buttons:
            fields.append(list(form.buttons[0]))
        fields = [tuple(f) for f in fields]     # what urlencode insists on
        action = urllib.parse.urljoin(self.page.url, form.action or self.page.url)
        if form.method == 'GET':
            return self.open(action.split('?')[0] + '?' +
                             urllib.parse.urlencode(fields), follow=follow)
        if 'multipart' in form.enctype:
            fields = [f for f in fields if f[0] not in (files or {})]
            body, kind = multipart(fields, files or {})
        else:
            body = urllib.parse.urlencode(fields).encode()
            kind = 'application/x-www-form-urlencoded'
        return self.open(action, 'POST', body, {
            'Content-Type': kind, 'Origin': self.base.rstrip('/')}, follow)


def multipart(fields, files):
    mark = uuid.uuid4().hex
    out = b''
    for k, v in fields:
        out += ('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
                % (mark, k, v)).encode()
    for k, (filename, kind, data) in files.items():
        out += ('--%s\r\nContent-Disposition: form-data; name="%s"; '
                'filename="%s"\r\nContent-Type: %s\r\n\r\n'
                % (mark, k, filename, kind)).encode() + data + b'\r\n'
    return out + ('--%s--\r\n' % mark).encode(), 'multipart/form-data; boundary=' + mark
