#!/usr/bin/env python3
"""Serves the repositories of a folder by git's smart HTTP, through `git http-backend`.

    git-server.py FOLDER PORT-FILE [--token USER:TOKEN] [--read-only] [--faults FILE] [--tls CERT KEY]
                  [--redirect CODE URL] [--page]

Writes the port it got into PORT-FILE, and goes away with its parent. With a
token, nobody is let in without it, and each Authorization header is written to
PORT-FILE.seen. --read-only answers 403 to a push. While the faults file has a
line, it says what becomes of the next push: `cut` closes the connection when
the request has come, before the server did anything; `lose` does all the server
is asked and then closes the connection without an answer; `hang` answers
nothing. Each push takes the line away. With --redirect, every request is sent on
to the URL; with --page, every answer is a page to log in.
"""

import argparse
import base64
import http.server
import os
import pathlib
import ssl
import subprocess
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, code, headers=(), body=b""):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do(self):
        body = self.body()
        path, _, query = self.path.partition("?")
        is_push = path.endswith("/git-receive-pack")
        if OPTIONS.redirect:
            return self.answer(int(OPTIONS.redirect[0]), [("Location", OPTIONS.redirect[1] + self.path)])
        if OPTIONS.page:
            return self.answer(200, [("Content-Type", "text/html")], b"<html><body>Log in</body></html>")
        if OPTIONS.token:
            sent = self.headers.get("Authorization")
            if sent:
                with open(OPTIONS.port + ".seen", "a") as seen:
                    seen.write(sent + "\n")
            kind, _, login = (sent or "").partition(" ")
            if kind.lower() != "basic" or login != base64.b64encode(OPTIONS.token.encode()).decode():
                return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')])
        if OPTIONS.read_only and (is_push or "git-receive-pack" in query):
            return self.answer(403, body=b"this is read only\n")
        fault = ""
        if is_push and OPTIONS.faults and OPTIONS.faults.exists():
            lines = OPTIONS.faults.read_text().split()
            OPTIONS.faults.write_text("\n".join(lines[1:]))
            fault = lines[0] if lines else ""
        if fault == "hang":
            time.sleep(600)
        if fault == "cut":
            self.close_connection = True
            return
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": OPTIONS.folder,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_USER": "tester",
            "REMOTE_ADDR": self.client_address[0],
        }
        if encoding := self.headers.get("Content-Encoding"):
            environment["HTTP_CONTENT_ENCODING"] = encoding
        if protocol := self.headers.get("Git-Protocol"):
            environment["GIT_PROTOCOL"] = protocol
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True)
        if fault == "lose":
            self.close_connection = True
            return
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        code, headers = 200, []
        for line in head.decode().splitlines():
            name, _, value = line.partition(": ")
            if name == "Status":
                code = int(value.split()[0])
            else:
                headers.append((name, value))
        self.answer(code, headers, rest)

    do_GET = do_POST = do


def watch_parent(parent):
    """Ends this server once its parent process is gone.

    PR_SET_PDEATHSIG would not do: it is sent when the *thread* that made us ends, and a thread of a pool ends at any time.
    """
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("port")
parser.add_argument("--token")
parser.add_argument("--read-only", action="store_true")
parser.add_argument("--faults", type=pathlib.Path)
parser.add_argument("--tls", nargs=2)
parser.add_argument("--redirect", nargs=2)
parser.add_argument("--page", action="store_true")
OPTIONS = parser.parse_args()

threading.Thread(target=watch_parent, args=[os.getppid()], daemon=True).start()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if OPTIONS.tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*OPTIONS.tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
pathlib.Path(OPTIONS.port + ".new").write_text(str(server.server_address[1]))
os.rename(OPTIONS.port + ".new", OPTIONS.port)
server.serve_forever()
