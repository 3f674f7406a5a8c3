"""What cards ask of institutions by a day, and that they are reminded of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.notifications.deadlines import deadlines
from enlacesur.notifications.reminders import remind_of_deadlines
from enlacesur.practices.models import Adaptation, Partnership
from tests.factories.practices import adapt, publish
from tests.factories.shelves import confirm, name

pytestmark = pytest.mark.django_db


def asked(rows, days):
    rows.update(asked_at=timezone.now() - timedelta(days=days))


def titles(organisation):
    return [one.title for one in deadlines([organisation.pk], today(), today() + timedelta(days=30))]


@pytest.fixture
def part(rivera, canoas, lucia):
    return name(publish(rivera, lucia), canoas, lucia)


class TestParts:
    def test_the_partner_answers_within_a_month(self, part, canoas, rivera):
        (title,) = titles(canoas)
        assert title == "Confirme su parte en «Ferias sin restos: compostaje en la misma feria»"
        assert titles(rivera) == []

    def test_what_was_answered_is_no_longer_due(self, part, canoas, joana):
        confirm(part, joana)
        assert titles(canoas) == []

    def test_its_people_are_reminded_in_the_last_week(self, part, canoas, joana):
        asked(Partnership.objects, 25)
        assert remind_of_deadlines() == 1
        event = Event.objects.get(verb="deadline.near")
        assert (event.audience_ids, event.target_kind) == ([canoas.pk], "partnership")


class TestAdaptations:
    def test_the_city_whose_card_it_is_is_reminded_to_confirm(self, rivera, canoas, lucia, joana):
        adapt(publish(rivera, lucia), canoas, joana)
        asked(Adaptation.objects, 25)
        assert remind_of_deadlines() == 1
        assert Event.objects.get(verb="deadline.near").audience_ids == [rivera.pk]
