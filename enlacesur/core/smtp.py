"""The mail server as Django speaks to it, but none holds a thread for ever by a reply that never ends."""

import smtplib
import socket
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend as DjangosBackend


class Connection(smtplib.SMTP):
    """Cut off after a time in which nothing that goes well is still going on. A timeout alone is of each piece of a
    reply, of which there may always be one more."""

    def connect(self, *args: Any, **kwargs: Any) -> Any:
        self.end = threading.Timer(settings.MAIL_SILENCE, self.cut_off)
        self.end.daemon = True
        self.end.start()
        try:
            return super().connect(*args, **kwargs)
        except BaseException:
            self.end.cancel()
            raise

    def cut_off(self) -> None:
        if sock := self.sock:  # the talk may end at this moment
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.end.cancel()
        super().close()


class EmailBackend(DjangosBackend):
    connection_class = Connection
