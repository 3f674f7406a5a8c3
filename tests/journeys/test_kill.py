"""Web and worker as real processes, killed in the middle: nothing is lost, and nothing happens twice."""

import http.client
import os
import re
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.notifications.models import Interest, Letter, Notification
from enlacesur.notifications.models.letters import OUT
from enlacesur.practices import importing
from enlacesur.practices.models import BankFile, Practice, PracticeVersion, Shelf, Submission
from tests.factories.bank import another, file
from tests.factories.exchange import post
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import reachable
from tests.factories.practices import publish
from tests.following import until
from tests.mailbox import Mailbox, free_port
from tests.processes import Processes, kill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS, CARDS = 12, 5


@pytest.fixture
def smtp():
    """It takes its time, so that a worker dies with mail in hand."""
    with Mailbox(pause=0.05) as box:
        yield box


@pytest.fixture
def start(smtp, tmp_path, settings):
    """Start one of our processes on the database of this test; all are ended with it."""
    url = os.environ["DATABASE_URL"].replace("/enlacesur?", f"/{connection.settings_dict['NAME']}?")
    environment = {
        "INDEX_DIR": str(settings.INDEX_DIR),
        "ENLACESUR_VAR": str(tmp_path),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp.port),
        "MAIL_PATIENCE": "0",
        "MAIL_SILENCE": "2",
    }
    with Processes(url, **environment) as processes:
        yield processes.start


@pytest.fixture
def many_told(network):
    """Cards published while no worker runs, and people who follow them."""
    city = CityFactory(name="Canoas", country="BR")
    author = affiliate(PersonFactory(), city).person
    for _ in range(READERS):
        reader = PersonFactory()
        reachable(reader)
        Interest.objects.create(person=reader, kinds=["solution"])
    index.rebuild()
    for n in range(CARDS):
        publish(city, author, title=f"Compostaje en la feria número {n}")


def titles(mails):
    """Who got which cards, however many of them a mail tells of."""
    return Counter((mail.to, title) for mail in mails for title in re.findall(r"feria número \d", mail.text))


def test_a_worker_killed_again_and_again_tells_everybody_once(start, smtp, many_told):
    for mails_before_death in (0, 2, 6):
        worker = start("worker")
        until(lambda least=mails_before_death: len(smtp.got) >= least and Notification.objects.exists())
        kill(worker)
    start("worker")
    until(lambda: not Notification.objects.filter(due_at__lte=timezone.now()).exists() and all_out())
    assert Notification.objects.count() == READERS * CARDS
    assert Notification.objects.values("person", "event").distinct().count() == READERS * CARDS
    assert len(titles(smtp.got)) == READERS * CARDS
    assert set(titles(smtp.got).values()) == {1}


def all_out():
    return Letter.objects.exists() and not Letter.objects.exclude(state__in=OUT).exists()


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


ROWS = 400


def test_a_worker_killed_in_the_middle_of_a_list_leaves_no_practice_half_in_or_twice(start, secretary, rivera):
    rows = (another(n, sello="" if n % 3 else n) for n in range(1, ROWS + 1))
    kept = importing.keep(file(*rows), "banco.csv", Shelf.BANK, by=secretary)
    worker = start("worker")
    until(lambda: BankFile.objects.get().state == "checked")
    importing.enter(kept, by=secretary)
    for least in (1, 120, 240):
        until(lambda least=least: Practice.objects.count() >= least)
        kill(worker)
        assert kept.rows.filter(entered=True).count() == Practice.objects.count() == Submission.objects.count()
        assert BankFile.objects.get().state == "entering"
        worker = start("worker")
    until(lambda: BankFile.objects.get().state == "entered")
    assert Practice.objects.count() == PracticeVersion.objects.count() == ROWS
    assert Submission.objects.values("number").distinct().count() == ROWS
    assert Event.objects.filter(verb="solution.recorded").count() == ROWS
    assert not kept.rows.exclude(entered=True).exists()
