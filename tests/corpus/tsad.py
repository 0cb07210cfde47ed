#!/usr/bin/env python3
"""tsad.py PKIDIR: a time-stamping authority on loopback by openssl ts, for
products that want an address.  Prints its port and serves until killed."""
import http.server
import os
import subprocess
import sys
import tempfile

PKI = sys.argv[1]


class Tsa(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers['Content-Length']))
        with tempfile.NamedTemporaryFile() as q, \
                tempfile.NamedTemporaryFile() as r:
            q.write(query)
            q.flush()
            subprocess.run(
                ['openssl', 'ts', '-reply', '-config', 'tsa.cnf', '-section',
                 'one', '-queryfile', q.name, '-signer', 'tsa.pem', '-inkey',
                 'tsa.key', '-chain', 'chain.pem', '-out', r.name], cwd=PKI,
                check=True, stderr=subprocess.DEVNULL)
            answer = r.read()
        self.send_response(200)
        self.send_header('Content-Type', 'application/timestamp-reply')
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


if __name__ == '__main__':
    server = http.server.ThreadingHTTPServer(
        ('127.0.0.1', int(sys.argv[2]) if len(sys.argv) > 2 else 0), Tsa)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        os._exit(0)
