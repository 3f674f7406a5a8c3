"""Private feeds: at an address that only its owner has, and that they can change or switch off."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from enlacesur.network.actions import end
from enlacesur.network.models import today
from enlacesur.notifications import actions
from tests.factories.announcements import announce
from tests.factories.exchange import ask, post
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest
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
