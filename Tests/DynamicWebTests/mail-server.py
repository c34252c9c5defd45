"""A mail server on loopback that keeps what it gets: prints its port, then each mail as a line of JSON.

    mail-server.py USER PASSWORD

A mail to refused@ is refused for good, one to later@ for now. Without USER anybody may send.
"""

import json
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = (sys.argv + ["", ""])[1:3]


class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 nobody here has that name"
        if address.startswith("later@"):
            return "451 4.3.0 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": envelope.content.decode()}
        print(json.dumps(mail), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


class OnFreePort(Controller):
    """One that asks the system for a port and says which it is."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


settings = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if USER else {}
controller = OnFreePort(Box(), hostname="127.0.0.1", port=0, **settings)
controller.start()
print(controller.port, flush=True)
try:
    while sys.stdin.read(1):
        pass
finally:
    controller.stop()
