"""What stands around every page."""

import pytest

from enlacesur.notifications.models import Notification
from tests.factories.exchange import ask
from tests.factories.notifications import fan_out, interest
from tests.factories.practices import publish


@pytest.fixture
def told(rivera, canoas, lucia, joana):
    interest(joana, kinds=["solution"])
    publish(rivera, lucia)
    ask(rivera, canoas, lucia)
    fan_out()


def count_on(client, path):
    page = client.get(path).content.decode()
    return page.partition('<span class="count">')[2].partition("<")[0]


@pytest.mark.parametrize("path", ["/", "/ciudades/", "/buzon/", "/tablero/", "/intercambios/999/"])
def test_how_much_there_is_to_read(client, told, joana, path):
    client.force_login(joana)
    assert count_on(client, path) == "2"


def test_also_on_a_members_page(client, told, rivera, joana, stranger):
    page = rivera.get_absolute_url()
    assert count_on(client, page) == ""
    client.force_login(joana)
    assert count_on(client, page) == "2"
    client.force_login(stranger)
    assert count_on(client, page) == ""


def test_nothing_where_all_is_read_and_for_a_stranger(client, told, joana):
    assert count_on(client, "/") == ""
    client.force_login(joana)
    client.post("/buzon/leido/")
    assert count_on(client, "/") == ""


def test_not_what_is_no_longer_theirs(client, told, joana):
    client.force_login(joana)
    joana.affiliations.update(until="2020-01-01")
    assert Notification.objects.filter(person=joana).count() == 2
    assert count_on(client, "/") == "1"
