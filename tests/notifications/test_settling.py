"""What one official has answered is asked of none of their colleagues any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enlacesur.exchange import agreement
from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.notifications.compose import compose
from enlacesur.notifications.fanout import tell_pressing
from enlacesur.notifications.models import Notification
from enlacesur.notifications.reminders import remind_of_deadlines
from tests.factories.exchange import agree, ask, proposal
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, post_letters, reachable, unread
from tests.factories.practices import adapt, publish


class TestAQuestion:
    def test_waits_for_all_until_one_answers(self, asked, joana, bruno):
        assert unread(joana) == unread(bruno) == ["exchange.asked"]

    def test_is_read_by_all_once_one_has_answered(self, asked, joana, bruno):
        agree(asked, joana)
        fan_out()
        assert unread(joana) == unread(bruno) == []

    def test_stands_in_their_inbox_still(self, asked, joana, bruno, client):
        agree(asked, joana)
        fan_out()
        client.force_login(bruno)
        page = client.get("/pt-br/buzon/")
        assert str(asked) in page.content.decode()
        assert page.context["unread_notices"] == 0

    def test_no_mail_asks_what_is_answered(self, asked, joana, bruno, smtp):
        reachable(bruno)
        agree(asked, joana)
        fan_out()
        make_due()
        post_letters()
        assert smtp.got == []

    def test_nor_one_that_was_composed(self, asked, joana, bruno, smtp):
        reachable(bruno)
        make_due()
        compose()
        agree(asked, joana)
        fan_out()
        post_letters()
        assert smtp.got == []

    def test_its_answer_waits_for_who_asked(self, asked, joana, lucia):
        agree(asked, joana)
        fan_out()
        assert unread(lucia) == ["exchange.agreed"]

    def test_that_is_asked_anew_waits_again(self, asked, rivera, canoas, joana, lucia, bruno):
        agreement.counter(asked, proposal(), canoas, by=joana)
        agreement.counter(asked, proposal(), rivera, by=lucia)
        fan_out()
        assert unread(bruno) == ["exchange.countered"]

    def test_of_another_city_waits(self, asked, canoas, joana, bruno):
        third = CityFactory()
        other = ask(third, canoas, affiliate(PersonFactory(), third).person)
        fan_out()
        agree(other, joana)
        fan_out()
        assert unread(bruno) == ["exchange.asked"]

    def test_asked_and_answered_while_the_worker_was_away_waits_for_nobody(self, rivera, canoas, lucia, joana, bruno):
        agree(ask(rivera, canoas, lucia), joana)
        fan_out()
        assert unread(bruno) == []
        assert unread(lucia) == ["exchange.agreed"]


class TestWhatWaitsStill:
    def test_news_of_an_interest(self, rivera, lucia, joana, bruno):
        interest(bruno, kinds=["solution"])
        card = publish(rivera, lucia)
        fan_out()
        adapt(card, joana.affiliations.get().organisation, joana)
        fan_out()
        assert "solution.published" in unread(bruno)

    def test_what_is_told_and_asks_nothing(self, asked, rivera, lucia, joana):
        """Lucía's colleague has not heard yet that it was accepted."""
        pedro = affiliate(PersonFactory(), rivera).person
        agree(asked, joana)
        fan_out()
        agreement.cancel(asked, rivera, "Cambió el gobierno.", by=lucia)
        fan_out()
        assert unread(pedro) == ["exchange.agreed"]


class TestADeadline:
    @pytest.fixture
    def near(self, rivera, canoas, lucia, joana, bruno):
        exchange = ask(rivera, canoas, lucia, proposal(starts=today() + timedelta(days=3)))
        exchange.proposals.update(at=timezone.now() - timedelta(days=30))
        fan_out()
        Notification.objects.update(read_at=timezone.now())
        remind_of_deadlines()
        fan_out()
        assert unread(bruno) == ["deadline.near"]
        return exchange

    def test_that_is_met_waits_for_nobody(self, near, joana, bruno):
        agree(near, joana)
        fan_out()
        assert unread(bruno) == []

    def test_that_is_not_met_waits_whatever_the_city_did(self, near, canoas, joana, bruno, monkeypatch):
        monkeypatch.setattr("enlacesur.notifications.settling.no_longer_owed", lambda events: set())
        agree(near, joana)
        fan_out()
        assert unread(bruno) == ["deadline.near"]


def test_what_cannot_be_settled_keeps_nobody_from_being_told(asked, joana, lucia, monkeypatch, caplog):
    def broken(events):
        raise ValueError("A room cannot say what is owed")

    monkeypatch.setattr("enlacesur.notifications.settling.no_longer_owed", broken)
    agree(asked, joana)
    tell_pressing(list(Event.objects.order_by("id")))
    assert "What was asked stays asked" in caplog.text
    assert unread(lucia) == ["exchange.agreed"]
