"""Web and worker as real processes, killed in the middle: nothing is lost, and nothing happens twice."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings as project
from django.db import connection

from enlacesur.matching import index
from enlacesur.notifications.models import Interest, Notification
from enlacesur.practices.models import Practice
from tests.factories.exchange import post
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import publish
from tests.following import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS, CARDS = 5, 12


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Box(Message):
    """A mail server that takes its time, so that a worker dies with mail in hand."""

    def __init__(self):
        super().__init__()
        self.ids = []

    def handle_message(self, message):
        time.sleep(0.05)
        self.ids.append(message["Message-ID"])


@pytest.fixture
def smtp():
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def start(smtp, tmp_path, settings):
    """Start one of our processes on the database of this test; all are ended with it."""
    url = os.environ["DATABASE_URL"].replace("/enlacesur?", f"/{connection.settings_dict['NAME']}?")
    environment = os.environ | {
        "DATABASE_URL": url,
        "INDEX_DIR": str(settings.INDEX_DIR),
        "ENLACESUR_VAR": str(tmp_path),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp.port),
        "DEMO": "1",
    }
    running = []

    def begin(*command):
        process = subprocess.Popen(
            [sys.executable, "-m", "config.console", *command],
            cwd=Path(project.BASE),
            env=environment,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        kill(process)


def kill(process):
    """At once, with all of its children, as when the machine loses power."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@pytest.fixture
def many_told(network):
    """Cards published while no worker runs, and people who follow them."""
    city = CityFactory(name="Canoas", country="BR")
    author = affiliate(PersonFactory(), city).person
    for _ in range(READERS):
        reader = PersonFactory()
        reader.emailaddress_set.create(email=reader.email, verified=True, primary=True)
        Interest.objects.create(person=reader, kinds=["solution"])
    index.rebuild()
    for n in range(CARDS):
        publish(city, author, title=f"Compostaje en la feria número {n}")


def test_a_worker_killed_again_and_again_tells_everybody_once(start, smtp, many_told):
    wanted = READERS * CARDS
    for mails_before_death in (0, 5, 25):
        worker = start("worker")
        until(lambda least=mails_before_death: len(set(smtp.ids)) >= least and Notification.objects.exists())
        kill(worker)
    start("worker")
    until(lambda: len(set(smtp.ids)) == wanted)
    # The database keeps each notice once, whatever dies. What a mail server took in the instant of a death may come
    # again, under the same Message-ID, by which mail programs know it: four mails are in hand at most, three deaths.
    assert Notification.objects.count() == wanted
    assert Notification.objects.values("person", "event").distinct().count() == wanted
    until(lambda: Notification.objects.filter(mailed_at__isnull=True).count() == 0)
    assert len(smtp.ids) <= wanted + 3 * 4


def test_the_index_of_a_killed_worker_is_caught_up_by_the_next(start, many_told):
    worker = start("worker")
    until(lambda: Notification.objects.exists())
    kill(worker)
    start("worker")
    until(lambda: found("compostaje feria") == CARDS)


def found(words):
    from enlacesur.matching.search import Search, search

    return search(Search(text=words, kinds=("solution",))).total


def ask(port, path):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", path)
    return client.getresponse().status


def answers(port):
    try:
        return ask(port, "/healthz") == 200
    except OSError:
        return False


def test_a_killed_web_process_leaves_what_was_saved_and_the_next_one_serves_it(start, many_told, rivera, lucia):
    port = free_port()
    web = start("serve", "--port", str(port), "--workers", "1")
    until(lambda: answers(port))
    need = post(rivera, lucia)
    kill(web)
    start("serve", "--port", str(port), "--workers", "1")
    until(lambda: answers(port))
    assert ask(port, f"/necesidades/{need.pk}/") == 200
    assert Practice.objects.published().count() == CARDS
