"""A server for the tests of the HTTP client: it misbehaves as it is asked to, by path.

Prints its ports as JSON and ends when its standard input ends. Nothing leaves the loopback interface.
"""

import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from urllib.parse import parse_qs, urlsplit

changed = threading.Condition()
counts = {}
barriers = {}
patience = 900  # seconds; only a broken test waits so long, or one that gets no processor


def count(what):
    with changed:
        counts[what] = counts.get(what, 0) + 1
        changed.notify_all()
        return counts[what]


class Gone(Exception):
    pass


class Connection:
    numbers = 0

    def __init__(self, stream):
        self.stream = stream
        self.buffer = b""
        self.is_last = False
        with changed:
            Connection.numbers += 1
            self.number = Connection.numbers

    def read(self, least):
        while len(self.buffer) < least:
            part = self.stream.recv(65536)
            if not part:
                raise Gone
            self.buffer += part
        part, self.buffer = self.buffer[:least], self.buffer[least:]
        return part

    def request(self):
        while b"\r\n\r\n" not in self.buffer:
            part = self.stream.recv(65536)
            if not part:
                raise Gone
            self.buffer += part
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = [line.split(":", 1) for line in lines[1:]]
        headers = [(name, value.strip()) for name, value in headers]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        return method, target, headers, self.read(length)

    def answer(self, body=b"", status="200 OK", headers=()):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"X-Connection: {self.number}"]
        lines += [f"{name}: {value}" for name, value in headers]
        self.stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)

    def serve(self):
        while self.one():
            pass

    def one(self):
        """Answers one request. Says whether the connection goes on."""
        method, target, headers, body = self.request()
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path
        count(path)
        if self.is_last:
            count("lost")
            return False
        if path == "/echo":
            text = json.dumps({"method": method, "target": target, "headers": headers, "body": body.decode("latin-1")})
            self.answer(b"" if method == "HEAD" else text.encode())
        elif path == "/drop-before":
            return False
        elif path == "/drop-within":
            self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten octets")
            return False
        elif path == "/last":  # answers, but not what follows on this connection
            self.is_last = True
            self.answer(b"ok")
        elif path == "/hang":
            try:
                self.stream.recv(1)
            finally:
                count("hang-ended")
            return False
        elif path == "/barrier":
            with changed:
                barrier = barriers.setdefault(path, threading.Barrier(int(query["n"])))
            barrier.wait(patience)
            self.answer(b"ok")
        elif path == "/large":
            self.answer(b"x" * int(query["n"]))
        elif path == "/chunked":
            self.stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(int(query["n"])):
                self.stream.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
            self.stream.sendall(b"0\r\n\r\n")
        elif path == "/large-headers":
            self.answer(headers=[(f"X-{number}", "x" * 4000) for number in range(100)])
        elif path == "/continue":
            self.stream.sendall(b"HTTP/1.1 100 Continue\r\nX-Early: yes\r\n\r\n")
            self.answer(b"ok", headers=[("X-Late", "yes"), ("x-late", "again")])
        elif path == "/garbage":
            self.stream.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            return False
        elif path == "/redirect":
            self.answer(status="302 Found", headers=[("Location", "/echo")])
        elif path == "/status":
            self.answer(b"no", status=query["code"] + " Something")
        elif path == "/count":
            with changed:
                self.answer(str(counts.get(query["of"], 0)).encode())
        elif path == "/wait":
            with changed:
                done = changed.wait_for(lambda: counts.get(query["of"], 0) >= int(query["n"]), patience)
            self.answer(b"ok" if done else b"not seen")
        else:
            self.answer(b"ok")
        return True


class Proxy(Connection):
    refuses = False

    def one(self):
        method, target, headers, body = self.request()
        count("proxied")
        if any(name.lower() == "proxy-authorization" for name, _ in headers):
            count("proxy-authorization")
        if self.refuses:
            self.answer(status="407 Proxy Authentication Required", headers=[("Proxy-Authenticate", "Basic")])
            return False
        if method != "CONNECT":
            self.answer(b"from the proxy")
            return True
        host, port = target.rsplit(":", 1)
        server = socket.create_connection(("127.0.0.1", int(port)))
        self.stream.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def pump(source, sink):
            try:
                while part := source.recv(65536):
                    sink.sendall(part)
            except OSError:
                pass
            finally:
                try:
                    sink.shutdown(socket.SHUT_WR)
                except OSError:
                    pass

        other = threading.Thread(target=pump, args=(server, self.stream), daemon=True)
        other.start()
        pump(self.stream, server)
        other.join()
        return False


class RefusingProxy(Proxy):
    refuses = True


def listen(kind, tls=None):
    listener = socket.create_server(("127.0.0.1", 0))

    def handle(stream):
        try:
            if tls:
                stream = tls.wrap_socket(stream, server_side=True)
            with stream:
                kind(stream).serve()
        except (Gone, OSError, ValueError, threading.BrokenBarrierError):
            pass

    def accept():
        while True:
            stream, _ = listener.accept()
            threading.Thread(target=handle, args=(stream,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def certificate(folder, name, names):
    key, request, signed = (str(folder / f"{name}.{kind}") for kind in ("key", "csr", "pem"))
    extensions = folder / f"{name}.ext"
    extensions.write_text(f"subjectAltName={names}\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
            "-subj", f"/CN={name}")
    openssl("x509", "-req", "-in", request, "-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"),
            "-CAcreateserial", "-days", "2", "-extfile", str(extensions), "-out", signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, key)
    return context


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gate53-http-"))
    try:
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-keyout", str(folder / "ca.key"), "-out", str(folder / "ca.pem"), "-subj", "/CN=Test CA")
        good = certificate(folder, "good", "DNS:localhost,IP:127.0.0.1")
        wrong = certificate(folder, "wrong", "DNS:wrong.example")
        closed = socket.create_server(("127.0.0.1", 0))
        closed_port = closed.getsockname()[1]
        closed.close()
        print(json.dumps({
            "plain": listen(Connection), "tls": listen(Connection, good), "wrongName": listen(Connection, wrong),
            "proxy": listen(Proxy), "refusingProxy": listen(RefusingProxy), "closed": closed_port,
            "ca": str(folder / "ca.pem"), "folder": str(folder),
        }), flush=True)
        while os.read(sys.stdin.fileno(), 4096):
            pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
