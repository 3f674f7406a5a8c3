"""Private feeds: at an address that only its owner has, and that they can change or switch off."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connections
from django.utils import timezone
from icalendar import Calendar

from enlacesur.accounts.models import Person
from enlacesur.core.locks import Lock
from enlacesur.journal.models import Event
from enlacesur.network.actions import end
from enlacesur.network.models import today
from enlacesur.notifications import actions
from enlacesur.notifications.jobs import KEPT_LETTERS, forget, remind
from enlacesur.notifications.models import Letter, LetterKind, Notification
from enlacesur.notifications.reminders import remind_of_deadlines
from tests.factories.announcements import announce
from tests.factories.exchange import ask, post, proposal
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, post_letters, reachable, told
from tests.factories.practices import publish


@pytest.fixture
def key(joana):
    actions.new_feed_key(joana)
    return joana.preferences.feed_key


ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def entry_told(client, key):
    """Title and summary of the newest notice, as a reader takes them from the feed."""
    feed = ElementTree.fromstring(client.get(f"/privado/{key}/avisos.atom").content)  # noqa: S314  our own
    return [feed.findtext(f"atom:entry/atom:{name}", namespaces=ATOM) for name in ("title", "summary")]


class TestNotices:
    def test_the_newest_are_there_with_their_reason_in_the_persons_language(self, client, rivera, lucia, joana, key):
        interest(joana, kinds=["solution"])
        publish(rivera, lucia)
        fan_out()
        feed = client.get(f"/privado/{key}/avisos.atom")
        assert feed["Content-Type"].startswith("application/atom+xml")
        assert feed["Cache-Control"] == "private, no-store"
        assert "Porque você segue: Soluções." in feed.content.decode()

    def test_what_a_city_wrote_is_text_and_not_live_html(self, client, rivera, lucia, joana, key):
        interest(joana, kinds=["need"])
        post(rivera, lucia, text='<img src="https://spy.example/pixel.gif"> restos de feria')
        fan_out()
        _title, summary = entry_told(client, key)
        assert "&lt;img src=&quot;https://spy.example/pixel.gif&quot;&gt; restos de feria" in summary
        assert set(re.findall(r"<\w+", summary)) == {"<p"}

    def test_text_and_reason_are_paragraphs_of_their_own(self, client, rivera, lucia, joana, key):
        interest(joana, kinds=["need"])
        post(rivera, lucia, text="Los domingos.\n\nTambién los lunes.", language="pt")
        fan_out()
        _title, summary = entry_told(client, key)
        assert summary.count("<p>") == 3
        assert summary.endswith("<p>Porque você segue: Necessidades.</p>")

    def test_an_announcement_is_there_as_its_markdown_says(self, client, canoas, secretary, joana, key):
        announce(secretary, text="Hola **todos**, <script>alert(1)</script>")
        fan_out()
        assert "<p>Hola <strong>todos</strong>, &lt;script&gt;" in entry_told(client, key)[1]

    def test_the_feed_names_its_author_and_is_of_one_person(self, client, joana, lucia, key):
        actions.new_feed_key(lucia)
        ids = set()
        for whose in (key, lucia.preferences.feed_key):
            feed = ElementTree.fromstring(client.get(f"/privado/{whose}/avisos.atom").content)  # noqa: S314  our own
            assert feed.findtext("atom:author/atom:name", namespaces=ATOM)
            ids.add(feed.findtext("atom:id", namespaces=ATOM))
        assert len(ids) == 2

    def test_what_was_pasted_from_a_word_processor_is_there_without_its_control_characters(
        self, client, rivera, lucia, joana, key
    ):
        interest(joana, kinds=["need"])
        post(rivera, lucia, title="Restos\x0b de \uffffferia", text="Quedan\x0b en\x1f la calle \U0001f34e")
        fan_out()
        title, summary = entry_told(client, key)
        assert "Restos de feria" in title
        assert "Quedan en la calle \U0001f34e" in summary

    def test_an_announcement_has_the_title_of_the_readers_language(self, client, canoas, secretary, joana, key):
        announce(secretary, title_pt="Reunião de enlaces", text_pt="Na terça-feira.")
        fan_out()
        assert entry_told(client, key)[0] == "Reunião de enlaces"

    def test_an_old_address_leads_nowhere(self, client, joana, key):
        actions.new_feed_key(joana)
        assert client.get(f"/privado/{key}/avisos.atom").status_code == 404

    @pytest.mark.parametrize("guess", ["x", "0" * 24, "None", "%00"])
    def test_nor_does_a_guess(self, client, key, guess):
        assert client.get(f"/privado/{guess}/plazos.ics").status_code == 404


def test_there_are_no_private_addresses_before_one_asks_for_them(client, joana):
    client.force_login(joana)
    client.post("/intereses/ritmo/", {"budget": 5, "digest": "daily", "weekday": 0, "hour": 8})
    page = client.get("/intereses/ritmo/").content.decode()
    assert joana.preferences.budget == 5
    assert "/privado/" not in page


def test_only_who_had_some_hears_that_the_old_ones_lead_nowhere(client, joana):
    client.force_login(joana)
    for said in ("Estas son sus direcciones privadas", "Las anteriores ya no llevan"):
        assert said in client.post("/intereses/ritmo/direcciones/", follow=True).content.decode()


def test_the_addresses_are_there_to_be_copied_whole(client, joana, key, settings):
    client.force_login(joana)
    page = client.get("/pt-br/intereses/ritmo/").content.decode()
    for name in ("avisos.atom", "plazos.ics"):
        assert f'readonly value="{settings.SITE_URL}/pt-br/privado/{key}/{name}"' in page


def test_the_calendar_is_opened_with_one_tap(client, joana, key, settings):
    settings.SITE_URL = "https://red.example"
    client.force_login(joana)
    page = client.get("/intereses/ritmo/").content.decode()
    assert f'href="webcal://red.example/privado/{key}/plazos.ics"' in page


def test_who_switches_them_off_has_none_until_they_ask_again(client, joana, key):
    client.force_login(joana)
    page = client.post("/intereses/ritmo/direcciones/cerrar/", follow=True).content.decode()
    assert "/privado/" not in page
    assert client.get(f"/privado/{key}/plazos.ics").status_code == 404
    assert "/privado/" in client.post("/intereses/ritmo/direcciones/", follow=True).content.decode()


class TestDeadlines:
    def calendar(self, client, key):
        return Calendar.from_ical(client.get(f"/privado/{key}/plazos.ics").content)

    def entries(self, client, key):
        return {str(entry["summary"]): entry["dtstart"].dt for entry in self.calendar(client, key).walk("VEVENT")}

    def test_each_says_who_owes_it_and_leads_there(self, client, rivera, canoas, lucia, joana, key, settings):
        exchange = ask(rivera, canoas, lucia)
        [entry] = self.calendar(client, key).walk("VEVENT")
        assert entry["description"] == f"Prefeitura de Canoas\n{settings.SITE_URL}/pt-br/intercambios/{exchange.pk}/"

    def test_it_reminds_in_the_morning(self, client, rivera, canoas, lucia, joana, key):
        ask(rivera, canoas, lucia)
        [alarm] = self.calendar(client, key).walk("VALARM")
        assert alarm["trigger"].dt == timedelta(days=-2, hours=9)

    def test_what_the_city_has_to_answer_is_there_by_the_day_proposed(self, client, rivera, canoas, lucia, joana, key):
        exchange = ask(rivera, canoas, lucia)
        assert self.entries(client, key) == {
            "Responda a Rivera: “Cómo acordar con los feriantes”": exchange.terms.starts
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


def marks():
    """With what the reminders so far are marked."""
    return list(Event.objects.filter(verb="deadline.near").order_by("id").values_list("data__days", flat=True))


def asked_long_ago(rivera, canoas, lucia, left):
    """Canoas was asked weeks ago, and has this many days left."""
    exchange = ask(rivera, canoas, lucia, proposal(starts=today() + timedelta(days=left)))
    exchange.proposals.update(at=timezone.now() - timedelta(days=30))
    return exchange


class TestReminders:
    @pytest.mark.parametrize(("left", "told_as"), [(8, []), (7, [7]), (5, [7]), (2, [7]), (1, [1]), (0, [1]), (-1, [])])
    def test_one_comes_in_the_last_week_and_one_at_the_last_whenever_the_worker_runs(
        self, rivera, canoas, lucia, joana, left, told_as
    ):
        asked_long_ago(rivera, canoas, lucia, left)
        assert remind_of_deadlines() == len(told_as)
        assert marks() == told_as

    @pytest.mark.parametrize("left", [7, 1])
    def test_a_second_run_tells_nothing(self, rivera, canoas, lucia, joana, left):
        asked_long_ago(rivera, canoas, lucia, left)
        remind_of_deadlines()
        assert remind_of_deadlines() == 0

    @pytest.mark.parametrize(("left", "told_as"), [(9, [7, 1]), (8, [7, 1]), (7, [1]), (2, [1]), (1, []), (0, [])])
    def test_who_was_just_asked_is_not_reminded_of_it(self, rivera, canoas, lucia, joana, monkeypatch, left, told_as):
        first = today()
        ask(rivera, canoas, lucia, proposal(starts=first + timedelta(days=left)))
        for passed in range(12):
            monkeypatch.setattr("enlacesur.notifications.reminders.today", lambda now=passed: first + timedelta(now))
            remind_of_deadlines()
        assert marks() == told_as

    def test_an_event_names_the_deadline_and_who_owes_it(self, rivera, canoas, lucia, joana):
        exchange = asked_long_ago(rivera, canoas, lucia, 3)
        remind_of_deadlines()
        assert Event.objects.get(verb="deadline.near").data == {
            "due": exchange.terms.starts.isoformat(),
            "days": 7,
            "organisation": canoas.pk,
            "what": "exchange.answer",
            "words": {"city": "Rivera", "topic": "Cómo acordar con los feriantes"},
        }

    def test_while_another_worker_tells_this_one_does_not(self, rivera, canoas, lucia, joana):
        asked_long_ago(rivera, canoas, lucia, 1)
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [Lock.REMINDING.value])
                assert remind_of_deadlines() == 0
                cursor.execute("SELECT pg_advisory_unlock(%s)", [Lock.REMINDING.value])
        finally:
            other.close()
        assert remind_of_deadlines() == 1

    def test_they_are_looked_for_every_hour_of_the_day(self):
        periodic = remind.blueprint.periodic_registry.periodic_tasks["notifications.remind", ""]
        hours = {periodic.croniter.get_next(ret_type=float) % 86_400 // 3600 for _ in range(24)}
        assert hours == set(range(9, 24))

    def test_those_are_told_who_owe_it_and_it_is_never_crowded_out(self, rivera, canoas, lucia, joana):
        asked_long_ago(rivera, canoas, lucia, 1)
        fan_out()
        Notification.objects.update(read_at="2026-01-01T00:00Z")
        remind_of_deadlines()
        fan_out()
        assert (told(joana)[-1], told(lucia)) == ("deadline.near", [])
        assert Notification.objects.get(event__verb="deadline.near").mandatory


class TestForgetting:
    @pytest.fixture
    def long_ago(self):
        return timezone.now() - KEPT_LETTERS - timedelta(days=1)

    def test_the_record_of_an_announcement_keeps_its_letters(self, secretary, lucia, long_ago):
        reachable(lucia)
        announce(secretary)
        fan_out()
        make_due()
        post_letters()
        Letter.objects.update(created_at=long_ago)
        forget(0)
        assert Notification.objects.get(person=lucia).letter.to == lucia.email

    def test_what_somebody_was_being_told_when_they_closed_their_account_goes(
        self, canoas, rivera, joana, ramon, lucia
    ):
        """Who closes it erases what is there; what is being written then comes after."""
        Person.objects.filter(pk=lucia.pk).update(is_active=False)
        Notification.objects.create(person=lucia, event_id=1, thing="need:1")
        ask(canoas, rivera, joana)
        fan_out()
        forget(0)
        assert (Notification.objects.filter(person=lucia).count(), told(ramon)) == (0, ["exchange.asked"])

    def test_tests_of_announcements_stay_and_other_letters_go(self, lucia, long_ago):
        for kind in (LetterKind.TEST, LetterKind.AT_ONCE, LetterKind.DIGEST):
            Letter.objects.create(person=lucia, kind=kind, to=lucia.email)
        Letter.objects.update(created_at=long_ago)
        fresh = Letter.objects.create(person=lucia, kind=LetterKind.AT_ONCE, to=lucia.email)
        forget(0)
        assert {letter.kind for letter in Letter.objects.exclude(pk=fresh.pk)} == {LetterKind.TEST}
        assert Letter.objects.filter(pk=fresh.pk).exists()
