import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from enlacesur.journal.models import Event
from enlacesur.notifications.fanout import tell
from enlacesur.notifications.mail import STOP, send
from enlacesur.notifications.models import Interest, Notification
from tests.factories.practices import publish


class Box(Message):
    def __init__(self):
        super().__init__()
        self.got = []

    def handle_message(self, message):
        self.got.append(message)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings):
    """A real SMTP server on this machine."""
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


@pytest.fixture
def notice(rivera, lucia, joana):
    joana.emailaddress_set.create(email=joana.email, verified=True, primary=True)
    Interest.objects.create(person=joana, kinds=["solution"])
    publish(rivera, lucia)
    tell(list(Event.objects.all()))
    return Notification.objects.get(person=joana)


def test_it_arrives_in_the_persons_language_with_its_reason(smtp, notice):
    send(notice.pk)
    [message] = smtp.got
    text = message.get_payload()[0].get_payload(decode=True).decode()
    assert "Porque você segue" in text
    assert "/pt-br/buzon/" in text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_job_that_runs_twice_sends_once(smtp, notice):
    send(notice.pk)
    send(notice.pk)
    assert len(smtp.got) == 1


def test_what_was_read_on_the_site_is_not_mailed(smtp, notice, client, joana):
    client.force_login(joana)
    client.get(notice.get_absolute_url())
    send(notice.pk)
    assert smtp.got == []


def test_a_server_that_does_not_answer_leaves_it_to_be_tried_again(settings, notice):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError):
        send(notice.pk)
    notice.refresh_from_db()
    assert notice.mailed_at is None


def test_an_address_that_nobody_confirmed_gets_no_mail(smtp, notice, joana):
    joana.emailaddress_set.update(verified=False)
    send(notice.pk)
    assert smtp.got == []


def test_opening_the_stop_page_changes_nothing_and_posting_stops(client, notice):
    address = f"/avisos/{STOP.sign(str(notice.pk))}/"
    assert client.get(address).status_code == 200
    assert Interest.objects.get().active
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Interest.objects.get().active


def test_a_forged_stop_address_is_nothing(client, notice):
    assert client.post(f"/avisos/{notice.pk}:forged/").status_code == 404
