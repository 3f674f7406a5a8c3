"""Digests come at the person's own hour, whenever it becomes known where they are."""

from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from enlacesur.journal.actions import CONSUMERS
from enlacesur.journal.models import Event
from enlacesur.network.actions import admit, ask_to_join
from enlacesur.notifications.actions import end_feeds, follow, new_feed_key, settle
from enlacesur.notifications.models import Notification, Preferences
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest
from tests.factories.practices import publish

pytestmark = pytest.mark.django_db
MEXICO, NETWORK = "America/Mexico_City", "America/Montevideo"


@pytest.fixture
def puebla(db):
    return CityFactory(name="Puebla", country="MX")


@pytest.fixture
def newcomer(puebla):
    """Somebody who said what interests them before they were admitted."""
    person = PersonFactory()
    follow(person, kinds=["solution"])
    return person


def admitted(person, city):
    representative = affiliate(PersonFactory(), city, role="representative").person
    admit(ask_to_join(person, city), by=representative)
    CONSUMERS["local hours"](list(Event.objects.order_by("id")))


def zone_of(person):
    return Preferences.objects.get(person=person).timezone


def test_who_is_admitted_after_their_first_interest_gets_the_hour_of_their_institution(newcomer, puebla):
    assert zone_of(newcomer) == ""
    admitted(newcomer, puebla)
    assert zone_of(newcomer) == MEXICO


def test_what_waits_for_their_digest_moves_to_it(newcomer, puebla, rivera, lucia):
    preferences = Preferences.objects.get(person=newcomer)
    preferences.at_once = False
    settle(preferences)
    publish(rivera, lucia)
    fan_out()
    admitted(newcomer, puebla)
    due = Notification.objects.get(person=newcomer, by_digest=True).due_at
    assert due.astimezone(ZoneInfo(MEXICO)).hour == 8


def test_who_has_no_interest_gets_their_digests_at_that_hour_too(puebla):
    person = PersonFactory()
    admitted(person, puebla)
    assert zone_of(person) == MEXICO


def test_a_zone_that_was_chosen_stays(newcomer, puebla):
    Preferences.objects.filter(person=newcomer).update(timezone="Europe/Lisbon")
    admitted(newcomer, puebla)
    assert zone_of(newcomer) == "Europe/Lisbon"


def test_of_a_country_whose_hour_we_do_not_know_it_stays_the_networks(newcomer):
    admitted(newcomer, CityFactory(country="FR"))
    assert zone_of(newcomer) == ""


def test_a_row_that_came_about_otherwise_learns_it_with_the_next_interest(puebla):
    person = PersonFactory()
    new_feed_key(person)
    end_feeds(person)
    affiliate(person, puebla)
    follow(person, kinds=["solution"])
    assert zone_of(person) == MEXICO


def test_the_form_offers_the_networks_own_hour_to_those_alone_of_whom_no_other_is_known(client, newcomer, puebla):
    client.force_login(newcomer)
    assert "La de la Red" in client.get("/intereses/ritmo/").content.decode()
    admitted(newcomer, puebla)
    assert "La de la Red" not in client.get("/intereses/ritmo/").content.decode()


class TestTheirsWhoWereThereBefore:
    """The migration."""

    def migrate(self):
        import_module("enlacesur.notifications.migrations.0011_local_hours").fill_in(apps, None)

    def test_who_saved_nothing_gets_their_own_hour(self, puebla):
        with_interest, without, bystander = (affiliate(PersonFactory(), puebla).person for _n in range(3))
        Preferences.objects.create(person=without)
        interest(with_interest, kinds=["solution"])
        self.migrate()
        assert {zone_of(person) for person in (with_interest, without, bystander)} == {MEXICO}

    @pytest.mark.parametrize("chosen", [{"hour": 9}, {"digest": "daily"}, {"budget": 3}, {"at_once": False}])
    def test_who_saved_theirs_keeps_the_hour_that_they_saw(self, puebla, chosen):
        person = affiliate(PersonFactory(), puebla).person
        Preferences.objects.create(person=person, **chosen)
        self.migrate()
        assert zone_of(person) == NETWORK

    def test_another_zone_stays(self, puebla):
        person = affiliate(PersonFactory(), puebla).person
        Preferences.objects.create(person=person, timezone="Europe/Lisbon")
        self.migrate()
        assert zone_of(person) == "Europe/Lisbon"

    def test_of_several_institutions_the_first_counts_and_of_those_that_one_left_none(self, puebla, rivera):
        person = PersonFactory()
        left = affiliate(person, rivera)
        left.state, left.until = "ended", left.since
        left.save()
        affiliate(person, puebla)
        affiliate(person, CityFactory(country="BR"))
        self.migrate()
        assert zone_of(person) == MEXICO

    def test_who_acts_for_nobody_has_none(self, stranger):
        self.migrate()
        assert not Preferences.objects.exists()
