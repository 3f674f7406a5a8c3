"""A server on this machine that says at each stage what it is told to say, be it no SMTP."""

import socket
import threading
from contextlib import suppress

GOOD = {"banner": "220 hola", "ehlo": "250-hola\r\n250 8BITMIME", "data": "354 adelante", "quit": "221 adiós"}
AND_CLOSE = "421"
ETERNAL = object()  # a reply that never ends


class OddServer:
    """`says`: by verb in lower case, `banner` and `end`; None closes without a word, and so does what begins with 421
    after saying it."""

    def __init__(self):
        self.says = {}
        self.connections = 0
        self.got = []  # to whom, of the mails whose last dot came
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def serve(self):
        with suppress(OSError):
            while True:
                connection, _address = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            to = ""
            if not self.say(connection, "banner"):
                return
            for line in lines:
                verb = line[:4].decode("latin-1").lower().strip()
                if verb == "rcpt":
                    to = line.decode("latin-1").partition("<")[2].partition(">")[0]
                if not self.say(connection, verb, to) or verb == "quit":
                    return
                if verb == "data" and self.word("data").startswith("354"):
                    while next(lines) != b".\r\n":
                        pass
                    self.got.append(to)
                    if not self.say(connection, "end", to):
                        return

    def word(self, verb, to=""):
        return self.says.get((verb, to), self.says.get(verb, GOOD.get(verb, "250 bien")))

    def say(self, connection, verb, to=""):
        """Whether the talk goes on."""
        said = self.word(verb, to)
        while said is ETERNAL:
            connection.sendall(b"250-y mas\r\n")
            threading.Event().wait(0.05)
        if said is None:
            return False
        connection.sendall(said.encode("latin-1") + b"\r\n")
        return not said.startswith(AND_CLOSE)
