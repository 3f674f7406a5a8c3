"""Web and worker as real processes, which can be killed."""

import os
import signal
import subprocess
import sys

from django.conf import settings


class Processes:
    """Commands of the console, all on one database. They end with the `with`."""

    def __init__(self, database_url, **environment):
        self.environment = os.environ | {"DATABASE_URL": database_url, "DEMO": "1"} | environment
        self.running = []

    def start(self, *command):
        process = subprocess.Popen(
            [sys.executable, "-m", "config.console", *command],
            cwd=settings.BASE,
            env=self.environment,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            kill(process)


def kill(process):
    """At once, with all of its children, as when the machine loses power."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
