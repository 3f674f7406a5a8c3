import pytest
from django.utils import translation

from enlacesur.notifications.delivery import SERVER
from tests.factories.exchange import ask
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, reachable
from tests.mailbox import Mailbox


@pytest.fixture
def in_english():
    """Sentences are looked for as they are written."""
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture(scope="module")
def server():
    with Mailbox() as box:
        yield box


@pytest.fixture
def smtp(server, settings):
    settings.EMAIL_BACKEND = "enlacesur.core.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.MAIL_PER_DOMAIN = 0
    yield server
    SERVER.talked()
    server.pause = 0
    for kept in (server.got, server.at_address, server.at_end):
        kept.clear()


@pytest.fixture
def reader(joana):
    """Who reads Portuguese, and hears of each solution."""
    reachable(joana)
    interest(joana, kinds=["solution"])
    return joana


@pytest.fixture
def bruno(canoas):
    """Joana's colleague."""
    return affiliate(PersonFactory(language="pt-br"), canoas).person


@pytest.fixture
def asked(rivera, canoas, lucia, joana, bruno):
    exchange = ask(rivera, canoas, lucia)
    fan_out()
    return exchange
