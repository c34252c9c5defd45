#!/usr/bin/env python3
"""A receiver of notifications, for tests: verifies signatures and keeps what it got.

    receiver.py LOG        prints its port, and ends when its standard input ends
    receiver.py LOG ENV    writes the variables for gate53 into ENV, and ends when killed

LOG gets one line of JSON for each request: path, headers (lower case), body,
and for a signed one whether it is good. What is answered is in the path:
/status/404 a status, /then/503/200 one after the other, /slow nothing for
long, /large an endless body, /redirect to another path; else 200. With
RECEIVER_NOW in the environment it is always that second.
"""

import hashlib
import hmac
import http.server
import json
import os
import pathlib
import sys
import threading
import time

SECRET = b"a secret for the tests only"
log = pathlib.Path(sys.argv[1])
lock = threading.Lock()
turns = {}


def verified(headers, body, now):
    """Whether a request is from who shares the secret, and new: the way the docs show."""
    signature, sent = headers.get("x-gate53-signature", ""), headers.get("x-gate53-timestamp", "")
    wanted = "sha256=" + hmac.new(SECRET, sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, signature) and sent.isdigit() and abs(now - int(sent)) <= 300


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        entry = {"method": self.command, "path": self.path, "headers": headers, "body": body.decode()}
        if "x-gate53-signature" in headers:
            now = float(os.environ.get("RECEIVER_NOW") or time.time())
            entry["verified"] = verified(headers, body, now)
        with lock:
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
            turns[self.path] = turn = turns.get(self.path, 0) + 1
        parts = self.path.split("?")[0].split("/")
        status = 200
        if not entry.get("verified", True):
            status = 401
        elif parts[1] == "status":
            status = int(parts[2])
        elif parts[1] == "then":
            status = int(parts[min(turn + 1, len(parts) - 1)])
        elif parts[1] == "redirect":
            status = 307
        elif parts[1] == "slow":
            time.sleep(30)
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "/elsewhere")
        length = 1 << 30 if parts[1] == "large" else 2
        self.send_header("Content-Length", str(length))
        self.end_headers()
        # Words that would do something in a terminal that shows them.
        self.wfile.write(b"\x1b]" * (1 << 21) if parts[1] == "large" else b"\x1bc")

    do_GET = do_POST

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that goes away is part of the tests


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    url = f"http://127.0.0.1:{server.server_port}"
    text = f"export GATE53_WEBHOOK_SECRET='{SECRET.decode()}'\nexport SLACK_WEBHOOK_URL='{url}/services/T0/B0/hidden'\n"
    pathlib.Path(sys.argv[2]).write_text(f"{text}export WEBHOOK_URL='{url}/gate53'\n", encoding="utf-8")
    server.serve_forever()
else:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
