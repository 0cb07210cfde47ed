"""smtpbox.py - a real SMTP server on loopback that does what a test says.

    with Mailbox() as box:
        box.answers = {'RCPT': ['451 4.7.1 greylisted, come back']}
        ... box.mails: messages that were taken, parsed
"""
import asyncio
import email
import email.policy
import ssl
import subprocess
import sys
import time

from instance import free_port

# Debian's, whichever python3 this is: it is all Python.
sys.path.append('/usr/lib/python3/dist-packages')
from aiosmtpd.controller import Controller          # noqa: E402
from aiosmtpd.smtp import SMTP, AuthResult          # noqa: E402


class Mailbox:
    """answers: what is said to the next RCPT, or after the next DATA, each
    once; "drop" hangs up instead.  hold: seconds before the 250 after DATA."""

    def __init__(self, tls=None, login=None):
        self.mails, self.raw, self.rcpts = [], [], []
        self.answers, self.hold, self.seen = {}, 0, 0
        self.tls, self.login = tls, login
        self.port = free_port()

    def _say(self, verb):
        queue = self.answers.get(verb) or []
        return queue.pop(0) if queue else None

    # -- aiosmtpd's hooks -----------------------------------------------------
    async def handle_RCPT(self, server, session, envelope, address, options):
        said = self._say('RCPT')
        if said == 'drop':
            server.transport.close()
            return '421 gone'
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        self.seen += 1
        said = self._say('DATA')
        if self.hold:
            await asyncio.sleep(self.hold)
        if said == 'drop':
            server.transport.abort()
            return '421 gone'
        if said:
            return said
        self.raw.append(envelope.original_content)
        self.rcpts.append(list(envelope.rcpt_tos))
        self.mails.append(email.message_from_bytes(
            envelope.original_content, policy=email.policy.default))
        return '250 taken'

    def _authenticate(self, server, session, envelope, mechanism, data):
        good = (data.login.decode(), data.password.decode()) == self.login
        return AuthResult(success=good)

    def __enter__(self):
        box, more = self, {}
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.tls)
            more = {'tls_context': context, 'require_starttls': True}
        if self.login:
            more.update(authenticator=self._authenticate, auth_required=True,
                        auth_require_tls=bool(self.tls))

        class Own(Controller):
            def factory(self):
                return SMTP(box, hostname='mail.example.edu', **more)
        self.server = Own(box, hostname='127.0.0.1', port=self.port)
        self.server.start()
        return self

    def __exit__(self, *x):
        self.server.stop()

    def wait(self, n, seconds=20):
        end = time.monotonic() + seconds
        while len(self.mails) < n and time.monotonic() < end:
            time.sleep(0.05)
        return len(self.mails)


def certificate(where, name='127.0.0.1'):
    """A self-signed certificate for an address: (certificate, key)."""
    cert, key = where + '/mail.crt', where + '/mail.key'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                    '-subj', '/CN=mail', '-addext',
                    'subjectAltName=IP:' + name, '-keyout', key, '-out',
                    cert], check=True, capture_output=True)
    return cert, key
