"""Private feeds: at an address that only its owner has, and that they can change."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from enlacesur.network.actions import end
from enlacesur.network.models import today
from enlacesur.notifications import actions
from enlacesur.notifications.models import Notification
from enlacesur.notifications.reminders import remind_of_deadlines
from tests.factories.exchange import ask, post, proposal
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, told
from tests.factories.practices import publish


@pytest.fixture
def key(joana):
    actions.new_feed_key(joana)
    return joana.preferences.feed_key


class TestNotices:
    def test_the_newest_are_there_with_their_reason_in_the_persons_language(self, client, rivera, lucia, joana, key):
        interest(joana, kinds=["solution"])
        publish(rivera, lucia)
        fan_out()
        feed = client.get(f"/privado/{key}/avisos.atom")
        assert feed["Content-Type"].startswith("application/atom+xml")
        assert feed["Cache-Control"] == "private, no-store"
        assert "Porque você segue: Soluções." in feed.content.decode()

    def test_an_old_address_leads_nowhere(self, client, joana, key):
        actions.new_feed_key(joana)
        assert client.get(f"/privado/{key}/avisos.atom").status_code == 404

    @pytest.mark.parametrize("guess", ["x", "0" * 24, "None"])
    def test_nor_does_a_guess(self, client, key, guess):
        assert client.get(f"/privado/{guess}/plazos.ics").status_code == 404


class TestDeadlines:
    def entries(self, client, key):
        calendar = Calendar.from_ical(client.get(f"/privado/{key}/plazos.ics").content)
        return {str(entry["summary"]): entry["dtstart"].dt for entry in calendar.walk("VEVENT")}

    def test_what_the_city_has_to_answer_is_there_by_the_day_proposed(self, client, rivera, canoas, lucia, joana, key):
        exchange = ask(rivera, canoas, lucia)
        assert self.entries(client, key) == {
            "Responder a Rivera: “Cómo acordar con los feriantes”": exchange.terms.starts
        }

    def test_what_the_other_city_has_to_answer_is_not(self, client, rivera, canoas, joana, key):
        ask(canoas, rivera, joana)
        assert self.entries(client, key) == {}

    def test_the_day_of_a_need_is_there(self, client, canoas, joana, key):
        need = post(canoas, joana)
        need.by = today() + timedelta(days=9)
        need.save()
        assert list(self.entries(client, key).values()) == [need.by]

    def test_who_left_the_city_has_none_of_its_deadlines(self, client, rivera, canoas, lucia, joana, key):
        ask(rivera, canoas, lucia)
        end(joana.affiliations.get(), by=affiliate(PersonFactory(), canoas, role="representative").person)
        assert self.entries(client, key) == {}


class TestReminders:
    @pytest.mark.parametrize(("days", "reminded"), [(7, 1), (1, 1), (3, 0)])
    def test_they_come_a_week_and_a_day_before(self, rivera, canoas, lucia, joana, days, reminded):
        start = today() + timedelta(days=days)
        ask(rivera, canoas, lucia, proposal(starts=start))
        assert remind_of_deadlines() == reminded

    def test_a_second_run_tells_nothing(self, rivera, canoas, lucia, joana):
        ask(rivera, canoas, lucia, proposal(starts=today() + timedelta(days=7)))
        remind_of_deadlines()
        assert remind_of_deadlines() == 0

    def test_those_are_told_who_owe_it_and_it_is_never_crowded_out(self, rivera, canoas, lucia, joana):
        ask(rivera, canoas, lucia, proposal(starts=today() + timedelta(days=1)))
        fan_out()
        Notification.objects.update(read_at="2026-01-01T00:00Z")
        remind_of_deadlines()
        fan_out()
        assert (told(joana)[-1], told(lucia)) == ("deadline.near", [])
        assert Notification.objects.get(event__verb="deadline.near").mandatory
