"""The talk with the mail server, as of RFC 5321, and how it goes with it."""

import logging
import re
import smtplib
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from enlacesur.core.text import on_one_line

Reply = tuple[int, bytes]

logger = logging.getLogger(__name__)

FIRST_REST, LONGEST_REST = 5, 300  # seconds in which a server that closes on every letter is left alone
CLOSING = 421
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Server:
    """How it goes with the mail server. When it ends a talk after some letters, the others go in the next one. When it
    does so before it has dealt with any, the letter may be the cause; time and again, it is left alone, ever longer."""

    in_vain = 0
    alone_until = 0.0

    def talked(self, *, in_vain: bool = False) -> None:
        self.in_vain = self.in_vain + 1 if in_vain else 0
        pause = min(FIRST_REST * 2 ** (self.in_vain - 2), LONGEST_REST) if self.closes_on_all else 0
        self.alone_until = time.monotonic() + pause

    @property
    def closes_on_all(self) -> bool:
        return self.in_vain > 1

    @property
    def is_left_alone(self) -> bool:
        return time.monotonic() < self.alone_until


SERVER = Server()


def connect(server: Any) -> None:
    server.open()
    if isinstance(server, EmailBackend):
        smtp: Any = server.connection
        # The last dot does not wait until what was sent before it is acknowledged.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()


def close(server: Any) -> None:
    try:
        server.close()
    except (OSError, smtplib.SMTPException) as fault:
        logger.warning("The mail server did not say goodbye: %s", fault)


def transmit(backend: Any, message: EmailMessage, before_last_dot: Callable[[], None]) -> str:
    """The dialogue of one mail, as of RFC 5321; other backends than SMTP take it whole. Returns the last answer."""
    if not isinstance(backend, EmailBackend):
        before_last_dot()
        backend.send_messages([message])
        return ""
    server: Any = backend.connection
    encoding = message.encoding or settings.DEFAULT_CHARSET
    sender = sanitize_address(message.from_email, encoding)
    recipient = sanitize_address(message.to[0], encoding)
    whole: Any = message.message()
    data: bytes = whole.as_bytes(linesep="\r\n")
    expect(server, server.mail(sender), (250,), smtplib.SMTPSenderRefused, sender)
    expect(server, server.rcpt(recipient), (250, 251), recipients_refused, recipient)
    expect(server, server.docmd("data"), (354,), smtplib.SMTPDataError)
    server.send(LEADING_DOT.sub(b"..", data if data.endswith(b"\r\n") else data + b"\r\n"))
    try:
        before_last_dot()
    except BaseException:
        server.close()  # without the dot the server forgets what it has got
        raise
    server.send(b".\r\n")
    code, said = server.getreply()
    if code // 100 in (4, 5):
        raise smtplib.SMTPDataError(code, said)
    if code // 100 != 2:
        raise smtplib.SMTPResponseException(code, said)  # who knows what it has done with the mail
    return spoken(said)


def recipients_refused(code: int, said: bytes, recipient: str) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({recipient: (code, said)})


def expect(server: Any, reply: Reply, good: Sequence[int], fault: Callable[..., Exception], *who: str) -> None:
    """Raises `fault` when the server's words are not the expected ones."""
    code, said = reply
    if code in good:
        return
    if code == CLOSING:
        server.close()
        raise smtplib.SMTPResponseException(code, said)
    with suppress(smtplib.SMTPServerDisconnected):
        server.rset()
    raise fault(code, said, *who)


def spoken(said: bytes | str) -> str:
    return on_one_line(said if isinstance(said, str) else said.decode("utf-8", "replace"))


def told_by(fault: Exception) -> str:
    """In the server's words, where they are its own."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {spoken(fault.smtp_error)}"
    return on_one_line(str(fault))
