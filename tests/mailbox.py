"""A real SMTP server on this machine, which keeps what it gets and says what it is told to say."""

import asyncio
import re
import socket
from dataclasses import dataclass
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

MESSAGE_ID = re.compile(rb"^Message-ID: <(.+)>", re.MULTILINE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Mail:
    sender: str
    to: str
    data: bytes

    @property
    def id(self):
        return MESSAGE_ID.search(self.data)[1].decode()

    @property
    def message(self):
        return message_from_bytes(self.data, policy=policy.default)

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()


class Mailbox:
    def __init__(self, pause=0.0):
        self.pause = pause  # seconds until it says so
        self.got = []
        self.at_address = {}  # what it says to an address, at RCPT
        self.at_end = {}  # and after the last dot; None: it has the mail, and goes away without a word
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.port = self.controller.port

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        said = self.at_address.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        if said.startswith("421"):
            server.transport.write(f"{said}\r\n".encode())
            server.transport.close()
        return said

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        [to] = envelope.rcpt_tos
        said = self.at_end.get(to, "250 OK")
        if said is None or said.startswith("250"):
            self.got.append(Mail(envelope.mail_from, to, envelope.content))
        if said is None:
            server.transport.abort()
        if self.pause:  # it has the mail already, whether or not anybody waits for the answer
            await asyncio.sleep(self.pause)
        return said or ""

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()
