"""The inbox: what waits for an answer apart, the reason with each, and nothing that may be seen no more."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enlacesur.exchange import agreement
from enlacesur.exchange.actions import found_later, offer_help
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience, Event
from enlacesur.network.actions import end
from enlacesur.notifications.models import Level, Mute, Notification
from enlacesur.practices.actions import publish as edit
from enlacesur.practices.actions import withdraw
from enlacesur.practices.models import Practice
from tests.factories.announcements import announce
from tests.factories.exchange import ask, post, proposal
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, post_letters, reachable
from tests.factories.practices import content, publish

SECRET = "Compostaje que nadie debe ver"


@pytest.fixture
def told(client, rivera, canoas, lucia, joana):
    """Joana is asked for an exchange, and her interest brought a solution."""
    interest(joana, kinds=["solution"])
    ask(rivera, canoas, lucia)
    publish(rivera, lucia, title=SECRET)
    fan_out()
    client.force_login(joana)


def inbox(client, query=""):
    return client.get(f"/pt-br/buzon/{query}").content.decode()


def test_each_notice_says_why_it_came_and_what_it_is_about(client, told):
    page = inbox(client)
    assert "Porque você segue: Soluções." in page
    assert "Los puesteros separan lo que no venden" in page


class TestABurstFromOneInstitution:
    """The first two of it are shown, the others behind one line: they do not bury the day."""

    MORE = "Mais {} de Intendencia de Rivera"

    @pytest.fixture
    def many(self, client, rivera, lucia, joana):
        def many(number):
            for place in range(number):
                publish(rivera, lucia, title=f"Huerta {place}")
            fan_out()

        interest(joana, kinds=["solution"])
        client.force_login(joana)
        return many

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_few_stand_one_by_one(self, client, many, number):
        many(number)
        assert "<details" not in inbox(client).split('<ul class="letters">')[1]

    def test_many_are_folded_and_all_there(self, client, many):
        many(6)
        page = inbox(client)
        assert self.MORE.format(4) in page
        before, behind = page.split('<details class="why">')
        assert (before.count('<li class="letter"'), behind.count('<li class="letter"')) == (2, 4)

    def test_what_was_found_for_a_need_is_of_who_published_it(self, client, many, rivera, canoas, lucia, joana):
        need = post(canoas, joana)
        several = [publish(rivera, lucia, title=f"Huerta {place}") for place in range(4)]
        event = Event.objects.filter(verb="solution.published").latest("id")
        for practice in several:
            found_later([(need, f"solution:{practice.pk}", "strong")], event)
        many(0)
        assert self.MORE.format(2) in inbox(client)

    def test_what_is_asked_of_the_reader_is_never_among_them(self, client, many, rivera, canoas, lucia):
        many(3)
        for _ in range(2):
            ask(rivera, canoas, lucia)
        many(3)
        page = inbox(client)
        assert "<details" not in page.split('<ul class="letters">')[1]

    def test_nor_what_is_no_longer_to_be_seen(self, client, many, lucia):
        many(5)
        withdraw(Practice.objects.order_by("id")[2], "Ya no funciona.", by=lucia)
        page = inbox(client)
        assert "<details" not in page.split('<ul class="letters">')[1]

    def test_the_page_costs_the_same(self, client, many, django_assert_max_num_queries):
        many(4)
        inbox(client)
        with CaptureQueriesContext(connection) as few:
            inbox(client)
        many(8)
        with django_assert_max_num_queries(len(few)):
            inbox(client)


class TestWhatOneInterestBrought:
    @pytest.fixture
    def page(self, client, told, joana):
        """Joana goes there from the list of her interests."""
        own = joana.interests.get()
        link = f"/pt-br/buzon/?interest={own.pk}"
        assert f'href="{link}"' in client.get("/pt-br/intereses/").content.decode()
        return link

    def test_is_shown_alone_and_says_of_which(self, client, page):
        shown = client.get(page).content.decode()
        assert shown.count('<li class="letter"') == 1
        assert SECRET in shown
        assert "Só o que trouxe: Soluções" in shown

    def test_is_marked_as_read_alone(self, client, page, joana):
        client.post(page.replace("/?", "/leido/?"))
        assert [notice.reason for notice in Notification.objects.unread().filter(person=joana)] == ["organisation"]

    @pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 30, "%00"])
    def test_of_nonsense_all_is_shown(self, client, told, nonsense):
        assert inbox(client, f"?interest={nonsense}").count('<li class="letter"') == 2

    def test_of_another_persons_nothing_and_not_what_it_is(self, client, told, lucia):
        page = inbox(client, f"?interest={interest(lucia, words='segredo').pk}")
        assert '<li class="letter"' not in page
        assert "segredo" not in page


def test_where_there_is_nothing_there_is_nothing_to_choose_among(client, joana):
    client.force_login(joana)
    assert 'name="unread"' not in inbox(client)
    assert 'name="unread"' in inbox(client, "?unread=1")


def test_a_text_that_is_not_translated_says_in_which_language_it_is(client, told, joana, settings):
    settings.TRANSLATOR = ""
    assert '<p lang="es">Los puesteros separan' in inbox(client)
    assert "<p>Los puesteros separan" in client.get("/buzon/").content.decode()


def test_what_is_told_is_in_the_language_of_the_page(client, apertium, rivera, lucia, joana):
    apertium("tr a-z A-Z")
    interest(joana, kinds=["solution"])
    publish(rivera, lucia)
    fan_out()
    client.force_login(joana)
    assert "LOS PUESTEROS SEPARAN" in inbox(client)
    assert "Los puesteros separan" in client.get("/buzon/").content.decode()


def test_what_a_city_says_with_its_question_is_told_in_the_inbox_and_in_the_mail(client, told, joana):
    reachable(joana)
    make_due()
    post_letters()
    assert "Queremos ver cómo lo hacen." in inbox(client)
    assert "Queremos ver cómo lo hacen." in mail.outbox[0].body


def test_what_it_says_is_looked_up_once_for_all_notices(client, told, rivera, canoas, lucia, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        inbox(client)
    for _ in range(2):
        ask(rivera, canoas, lucia)
    fan_out()
    with django_assert_num_queries(len(one)):
        inbox(client)


@pytest.mark.parametrize(("query", "seen"), [("?shown=mine", False), ("?shown=interests", True), ("?kind=need", False)])
def test_filters_leave_what_they_say(client, told, query, seen):
    assert (SECRET in inbox(client, query)) == seen


def test_what_is_read_is_left_out_where_only_unread_is_asked_for(client, told, joana):
    Notification.objects.filter(person=joana, reason="interest").update(read_at="2026-01-01T00:00Z")
    assert SECRET not in inbox(client, "?unread=1")


def test_reading_all_reads_what_is_shown_and_no_more(client, told, joana):
    client.post("/buzon/leido/?shown=interests")
    assert [notice.reason for notice in Notification.objects.unread().filter(person=joana)] == ["organisation"]


def test_reading_all_says_how_many_the_filters_leave(client, told):
    assert "Marcar os 2 como lidos" in inbox(client)
    assert "Marcar como lido</button>" in inbox(client, "?shown=mine")
    assert "/buzon/leido/" not in inbox(client, "?kind=need")


def test_what_came_after_the_page_was_made_stays_unread(client, told, joana, rivera, lucia):
    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    [until] = re.findall(r'/buzon/leido/.*?name="until" value="(.+?)"', inbox(client))
    publish(rivera, lucia, title="Riego con agua de lluvia")
    fan_out()
    client.post("/buzon/leido/", {"until": until})
    assert [notice.event.title for notice in Notification.objects.unread().filter(person=joana)] == [
        "Riego con agua de lluvia"
    ]


def mark(client, page, step="read"):
    """Press a button of the first notice as the page shows it."""
    action, until = re.search(r'action="(/pt-br/buzon/\d+/estado/)".*?name="until" value="(.+?)"', page).groups()
    return client.post(action, {"step": step, "until": until}, follow=True).content.decode()


class TestNewsThatJoinANoticeAfterItsPageWasShown:
    @pytest.fixture
    def shown(self, client, rivera, canoas, lucia, joana):
        """Joana has the page with what Rivera published before her. Then Rivera changes it, which she wants to know."""
        self.interest = interest(joana, kinds=["solution"], level="everything")
        card = publish(rivera, lucia)
        fan_out()
        Notification.objects.update(created_at=timezone.now() - timedelta(minutes=1))
        client.force_login(joana)
        page = inbox(client)
        edit(card, content(title="Otro título"), 1, by=lucia)
        fan_out()
        return page

    def test_stay_unread(self, client, shown, joana):
        mark(client, shown)
        [notice] = Notification.objects.unread().filter(person=joana)
        assert notice.times == 2

    def test_and_are_read_from_the_page_that_shows_them(self, client, shown, joana):
        mark(client, inbox(client))
        assert not Notification.objects.unread().filter(person=joana).exists()

    @pytest.mark.parametrize("step", ["less", "stop"])
    def test_nothing_is_stopped_for_a_reason_that_nobody_saw(self, client, shown, joana, step):
        assert "Houve novidades" in mark(client, shown, step)
        self.interest.refresh_from_db()
        assert (self.interest.active, self.interest.level) == (True, "everything")


class TestWhatIsListed:
    @pytest.fixture
    def thrice(self, client, rivera, canoas, lucia, joana):
        """An exchange of which Joana was told three times, each read before the next."""
        asked = ask(rivera, canoas, lucia)
        fan_out()
        for terms in ("Otro tema", "Un tercero"):
            Notification.objects.update(read_at=timezone.now())
            agreement.counter(asked, proposal(topic=terms), canoas, by=joana)
            agreement.counter(asked, proposal(topic=terms), rivera, by=lucia)
            fan_out()
        client.force_login(joana)

    @pytest.mark.parametrize("query", ["", "?shown=mine", "?unread=1"])
    def test_is_each_thing_once_as_it_was_told_last(self, client, thrice, query):
        page = inbox(client, query)
        assert page.count('<li class="letter"') == 1
        assert "Un tercero" in page

    def test_is_what_came_before_where_one_may_see_no_more_what_came_last(self, client, rivera, canoas, lucia, joana):
        affiliate(joana, tandil := CityFactory(name="Tandil"))
        interest(joana, kinds=["solution"])
        card = publish(rivera, lucia)
        fan_out()
        Notification.objects.update(read_at=timezone.now())
        told_for(tandil, card)
        fan_out()
        end(joana.affiliations.get(organisation=tandil), by=joana)
        client.force_login(joana)
        assert card.title in inbox(client)

    def test_what_was_found_for_ones_need_is_not_listed_again_as_what_interests_brought(
        self, client, rivera, canoas, lucia, joana
    ):
        interest(joana, kinds=["solution"])
        need = post(canoas, joana)
        practice = publish(rivera, lucia, title=SECRET)
        found_later([(need, f"solution:{practice.pk}", "strong")], Event.objects.get(verb="solution.published"))
        fan_out()
        client.force_login(joana)
        assert inbox(client).count('<li class="letter"') == 1


def told_for(organisation, card):
    with transaction.atomic():
        target = Target("solution", card.pk, card.title, card.get_absolute_url(), "es")
        record("contact.dead", target, audience=Audience.ORGANISATIONS, audience_ids=[organisation.pk])


@pytest.mark.parametrize("until", ["", "ayer", "2026-99-99", "9999-12-31T23:59:59+00:00"])
def test_a_moment_that_is_none_keeps_nobody_from_reading_all(client, told, joana, until):
    client.post("/buzon/leido/", {"until": until})
    assert not Notification.objects.unread().filter(person=joana).exists()


def test_nothing_to_read_is_said_in_words(client, told):
    client.post("/buzon/leido/")
    page = inbox(client)
    assert "Nada para ler." in page
    assert "0 aviso" not in page


def test_good_practices_are_found_among_the_notices(client, told, joana, rivera, lucia):
    record(
        "solution.accepted",
        Target("solution", rivera.practices.get().pk, SECRET, "/"),
        audience=Audience.PEOPLE,
        audience_ids=[joana.pk],
    )
    fan_out()
    assert "Nova boa prática da Rede" in inbox(client, "?kind=practice")
    assert "Queremos ver" not in inbox(client, "?kind=practice")


def test_what_was_withdrawn_since_is_not_told(client, told, rivera, lucia):
    withdraw(rivera.practices.get(), "Se equivocó", by=lucia)
    page = inbox(client)
    assert SECRET not in page
    assert "Foi retirado" in page


def test_what_became_for_members_alone_is_not_told_to_who_is_none(client, rivera, lucia, stranger):
    interest(stranger, kinds=["need"])
    need = post(rivera, lucia, title=SECRET)
    fan_out()
    need.visibility = "members"
    need.save()
    client.force_login(stranger)
    assert SECRET not in client.get("/buzon/").content.decode()


def test_who_left_a_city_sees_its_notices_no_more(client, told, canoas, joana):
    another = affiliate(PersonFactory(), canoas, role="representative").person
    end(joana.affiliations.get(), by=another)
    page = inbox(client, "?shown=mine")
    assert "Cómo acordar con los feriantes" not in page


def test_opening_one_reads_it_and_leads_there(client, told, joana):
    notice = Notification.objects.get(person=joana, reason="interest")
    assert client.get(f"/buzon/{notice.pk}/")["Location"] == notice.event.url
    notice.refresh_from_db()
    assert notice.read_at
    assert notice.due_at is None


def test_nobody_opens_anothers(client, told, joana, lucia):
    notice = Notification.objects.filter(person=joana).first()
    client.force_login(lucia)
    assert client.get(f"/buzon/{notice.pk}/").status_code == 404
    assert client.post(f"/buzon/{notice.pk}/estado/", {"step": "stop"}).status_code == 404


def test_less_like_this_says_what_comes_of_it(client, told, joana):
    notice = Notification.objects.get(person=joana, reason="interest")
    page = client.post(f"/pt-br/buzon/{notice.pk}/estado/", {"step": "less"}, follow=True).content.decode()
    assert "só no resumo" in page


def test_where_less_would_be_nothing_only_the_stop_is_offered(client, told, joana):
    assert 'value="less"' in inbox(client)
    joana.interests.update(level=Level.DIGEST)
    page = inbox(client)
    assert 'value="less"' not in page
    assert "Interromper este interesse" in page


def test_what_concerns_the_city_can_be_silenced_thing_by_thing(client, told, joana):
    notice = Notification.objects.get(person=joana, reason="organisation")
    client.post(f"/buzon/{notice.pk}/estado/", {"step": "stop"})
    assert Mute.objects.get(person=joana).thing == notice.thing


def test_a_long_name_stands_in_its_quotes_without_a_blank(client, told, joana):
    notice = Notification.objects.select_related("event").get(person=joana, reason="organisation")
    Event.objects.filter(pk=notice.event_id).update(title="Compostagem " * 10)
    assert "Deixar de receber avisos de “Compostagem Compostagem" in inbox(client)


def test_an_empty_inbox_says_what_to_do_next(client, lucia):
    client.force_login(lucia)
    assert "Indicar un interés" in client.get("/buzon/").content.decode()


def test_looking_at_the_thing_itself_reads_its_notice(client, told, rivera, joana):
    client.get(f"/soluciones/{rivera.practices.get().pk}/")
    assert [notice.reason for notice in Notification.objects.unread().filter(person=joana)] == ["organisation"]


def test_nobody_elses_notice_is_read_by_it(client, told, rivera, lucia, joana):
    client.force_login(lucia)
    client.get(f"/soluciones/{rivera.practices.get().pk}/")
    assert Notification.objects.unread().filter(person=joana).count() == 2


class TestACityThatHidesItsNameAfterwards:
    """Rivera posted a need in its name, people were told, and then it hid the name."""

    @pytest.fixture
    def hidden(self, rivera, lucia, joana):
        interest(joana, kinds=["need"])
        need = post(rivera, lucia)
        fan_out()
        need.hide_city = True
        need.save()

    def test_is_not_named_in_the_inbox(self, client, hidden, joana):
        client.force_login(joana)
        assert "Intendencia de Rivera" not in inbox(client).split("<main")[1]

    def test_nor_by_mail(self, hidden, joana):
        reachable(joana)
        make_due()
        post_letters()
        assert "Intendencia de Rivera" not in mail.outbox[0].body

    def test_nor_told_of_to_who_follows_it(self, client, rivera, lucia, joana):
        interest(joana, organisations=[rivera.pk])
        need = post(rivera, lucia, title=SECRET)
        fan_out()
        need.hide_city = True
        need.save()
        client.force_login(joana)
        assert SECRET not in inbox(client)


class TestOneThing:
    def test_what_is_found_for_a_need_is_told_once_to_who_follows_it_too(self, rivera, lucia, canoas, joana):
        interest(lucia, kinds=["solution"])
        need = post(rivera, lucia)
        practice = publish(canoas, joana)
        published = Event.objects.get(verb="solution.published")
        found_later([(need, f"solution:{practice.pk}", "strong")], published)
        fan_out()
        unread = Notification.objects.unread().filter(person=lucia)
        assert [notice.event.verb for notice in unread] == ["match.found"]

    def test_two_offers_of_help_are_two_notices(self, rivera, lucia, canoas, joana):
        need = post(rivera, lucia)
        tandil = CityFactory(name="Tandil")
        offer_help(need, canoas, "Podemos ayudar", by=joana)
        offer_help(need, tandil, "Nosotros también", by=affiliate(PersonFactory(), tandil).person)
        fan_out()
        assert Notification.objects.unread().filter(person=lucia).count() == 2


def test_what_stops_nothing_is_not_offered(client, lucia, secretary):
    announce(secretary)
    record("address.dead", Target("person", lucia.pk, "", "/"), audience=Audience.PEOPLE, audience_ids=[lucia.pk])
    fan_out()
    client.force_login(lucia)
    page = client.get("/buzon/").content.decode()
    assert page.count("Marcar como leído") == 2
    assert "Dejar de recibir avisos" not in page
    for notice in Notification.objects.all():
        client.post(f"/buzon/{notice.pk}/estado/", {"step": "stop"})
    assert not Mute.objects.exists()


def test_an_announcement_is_told_without_the_signs_of_its_markdown(client, lucia, secretary):
    announce(secretary, text="Hola **a todos**, [aquí](https://example.org)")
    fan_out()
    client.force_login(lucia)
    assert "Hola a todos, aquí" in client.get("/buzon/").content.decode()


class TestTheReasonNamesTheInstitution:
    @pytest.fixture
    def asked(self, rivera, canoas, lucia, joana):
        """Joana works for Ivoti too, which nobody asked."""
        affiliate(joana, CityFactory(name="Ivoti", institution="Prefeitura de Ivoti", country="BR"))
        ask(rivera, canoas, lucia)
        fan_out()

    def test_on_the_site(self, client, asked, joana):
        client.force_login(joana)
        assert "Porque você atua em nome de Prefeitura de Canoas." in inbox(client)

    def test_in_the_mail(self, asked, joana):
        reachable(joana)
        make_due()
        post_letters()
        assert "Porque você atua em nome de Prefeitura de Canoas." in mail.outbox[0].body

    def test_and_of_what_was_found_the_rule(self, client, rivera, lucia, canoas, joana):
        practice = publish(canoas, joana)
        published = Event.objects.get(verb="solution.published")
        found_later([(post(rivera, lucia), f"solution:{practice.pk}", "strong")], published)
        fan_out()
        client.force_login(lucia)
        assert "Porque coincide con una necesidad de Intendencia de Rivera." in client.get("/buzon/").content.decode()
