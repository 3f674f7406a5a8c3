import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from enlacesur.core.profile import in_language, network, sign_ins
from enlacesur.portal import demo
from enlacesur.portal.checks import database_fault, migration_fault, port_fault


class Command(BaseCommand):
    help = "Everything in one: prepare the database and the demonstration, then web and worker, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if fault := port_fault(host, port) or database_fault():
            raise CommandError(fault)
        self.prepare()
        Processes(self, host, port).keep()

    def prepare(self) -> None:
        if migration_fault():
            self.say("Tables…")
            call_command("migrate", interactive=False, verbosity=0)
        demo.load(self.say)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


class Processes:
    """Web and worker as children. One that dies is started again; Ctrl-C ends both, then us."""

    def __init__(self, command: Command, host: str, port: int) -> None:
        self.say, self.host, self.port = command.say, host, port
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def keep(self) -> None:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        for name in ("serve", "worker"):
            self.start(name)
        self.announce()
        while not self.stopping:
            self.restart_the_dead()
            time.sleep(0.5)
        self.end()

    def start(self, name: str) -> None:
        arguments = ["--host", self.host, "--port", str(self.port)] if name == "serve" else []
        command = [sys.executable, "-m", "config.console", name, *arguments]
        # A group of its own, so that Ctrl-C in the terminal reaches us alone and we end them in order.
        self.children[name] = subprocess.Popen(  # noqa: S603  our own interpreter and module
            command, cwd=Path(settings.BASE), env=environment(), start_new_session=True
        )

    def restart_the_dead(self) -> None:
        for name, child in list(self.children.items()):
            if child.poll() is not None and not self.stopping:
                self.say(f"The {name} process ended ({child.returncode}); starting it again…")
                time.sleep(1)
                self.start(name)

    def stop(self, *_: Any) -> None:
        self.stopping = True

    def end(self) -> None:
        self.say("Ending…")
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()

    def announce(self) -> None:
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0") else self.host  # noqa: S104  shown, not bound
        self.say(f"\n{network()['platform']} is at  http://{shown}:{self.port}/\n")
        if settings.DEMO:
            self.say(f"Demonstration sign-ins; the password of all is  {settings.DEMO_PASSWORD}")
            for person in sign_ins():
                self.say(f"  {person['email']:<34} {in_language(person['note'], 'es')}")
        self.say("\nCtrl-C ends it.")


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONUNBUFFERED": "1"}
